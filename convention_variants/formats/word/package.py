"""The parts of a Word file, from a zip archive that nobody vouches for.

Nothing in it is taken for a path of the file system or an address to open. Sizes are counted while unpacking, whatever
the archive says of itself.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from convention_variants.formats.word.names import Element
from convention_variants.text.errors import InputError

_MOST_PARTS = 20_000
_MOST_BYTES = 256 << 20  # unpacked, of all the parts that are read: some ten thousand pages
_HIGHEST_RATIO = 250  # Word's own XML shrinks to between a tenth and a fortieth
_RATIO_MATTERS = 4 << 20  # small parts may be one word again and again
_CHUNK = 1 << 20
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN_TYPES = (b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml")
_MACRO_TYPES = (b"ms-word.document.macroEnabled.main+xml", b"ms-word.template.macroEnabledTemplate.main+xml")
# Files in ISO's strict variant have other names for the same things.
_STRICT = re.compile(rb'="http://purl\.oclc\.org/ooxml/(wordprocessingml|officeDocument|drawingml)/')
_USUAL = rb'="http://schemas.openxmlformats.org/\1/2006/'
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a zip archive; Word writes it, too

_DAMAGED = "the Word file is damaged or incomplete; download or save it again"
_SAVE_AS = "open it in Word or LibreOffice and save it as .docx"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_KNOWN = {
    _OLE: f"this is a Word 97-2003 file (.doc); {_SAVE_AS}",
    b"{\\rtf": f"this is an RTF file; {_SAVE_AS}",
    b"%PDF": "this is a PDF, not a Word file; rename it to .pdf",
    b"PK\x05\x06": "this is an empty zip archive, not a Word file (.docx)",
    b"PK": _DAMAGED,
    b"http://schemas.microsoft.com/office/2006/xmlPackage": f"this is a Word XML file; {_SAVE_AS}",
    b"http://schemas.microsoft.com/office/word/2003/wordml": f"this is a Word XML file; {_SAVE_AS}",
}
_OTHER_OFFICE = {
    b"spreadsheetml": "this is an Excel file, not a Word file (.docx)",
    b"presentationml": "this is a PowerPoint file, not a Word file (.docx)",
}


class Package:
    """An opened Word file; `name` is what messages call it, `main` the name of the part that holds the text.

    `is_strict` says that a part which was read is in ISO's strict variant; it is read as the usual one. Raises
    `InputError` if the archive is no Word file.
    """

    def __init__(self, name: str, archive: ZipFile) -> None:
        self.name, self.archive = name, archive
        self.unpacked, self.is_strict = 0, False
        types = self.unpack("[Content_Types].xml")
        if types is None or not any(kind in types for kind in (*_MAIN_TYPES, *_MACRO_TYPES)):
            raise InputError(_archive_refusal(archive, types), name)
        self.main = next(iter(self._relationships("").get("officeDocument", ())), "word/document.xml")
        self._targets = self._relationships(self.main)

    def path(self, kind: str) -> str | None:
        """Return the name of the part to which the main one has a relationship of a kind, None if there is none."""
        return next(iter(self._targets.get(kind, ())), None)

    def part(self, kind: str) -> Element | None:
        """Return the root of the part to which the main one has a relationship of a kind, None if there is none."""
        return next(self.parts(kind), None)

    def parts(self, kind: str) -> Iterator[Element]:
        """Yield the roots of the parts to which the main one has relationships of a kind."""
        roots = map(self.read, self._targets.get(kind, ()))
        return (root for root in roots if root is not None)

    def read(self, path: str) -> Element | None:
        """Return the root of a part, None if there is no such part; raises `InputError` if it is not valid XML."""
        data = self.unpack(path)
        return None if data is None else self._parse(path, data)

    def unpack(self, path: str) -> bytes | None:
        """Return the bytes of a part, None if there is no such part."""
        try:
            info = self.archive.getinfo(path)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise InputError("this is a zip archive with a password; unpack it and use the file inside", self.name)
        chunks, size = [], 0
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self.unpacked += len(chunk)
                    self._check_size(path, size, info.compress_size)
                    chunks.append(chunk)
        except (BadZipFile, EOFError, OSError, zlib.error, NotImplementedError, ValueError) as error:
            raise InputError(_DAMAGED, self.name) from error
        return b"".join(chunks)

    def _check_size(self, path: str, size: int, packed: int) -> None:
        if self.unpacked > _MOST_BYTES:
            message = f"more than {_MOST_BYTES >> 20} MB of text and formatting; split the file"
            raise InputError(message, self.name)
        if size > _RATIO_MATTERS and size > _HIGHEST_RATIO * max(packed, 1):
            message = f"{path} inside it expands to more than {_HIGHEST_RATIO} times its size; not a regular Word file"
            raise InputError(message, self.name)

    def _parse(self, path: str, data: bytes) -> Element:
        data, names = _STRICT.subn(_USUAL, data)
        self.is_strict |= names > 0
        parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            reason = str(error).partition(", line")[0]
            message = f"{path} inside it is damaged ({reason}); download or save the file again"
            raise InputError(message, self.name) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise InputError(f"{path} inside it has a document type declaration; not a regular Word file", self.name)
        return root

    def _relationships(self, path: str) -> dict[str, list[str]]:
        """Return where in the file the relationships of a part lead, by the last word of their kinds."""
        folder, base = posixpath.split(path)
        root = self.read(posixpath.join(folder, "_rels", f"{base}.rels"))
        parts: defaultdict[str, list[str]] = defaultdict(list)
        if root is not None:
            for relationship in root.iter(_RELATIONSHIP):
                if relationship.get("TargetMode") != "External":
                    target = posixpath.normpath(posixpath.join("/", folder, relationship.get("Target", "")))
                    parts[relationship.get("Type", "").rpartition("/")[2]].append(target.lstrip("/"))
        return parts


def open_package(data: bytes, name: str) -> Package:
    """Open a Word file; raises `InputError` for any other file, with what to do."""
    if not data.startswith(b"PK\x03\x04"):
        raise InputError(_refusal(data), name)
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise InputError(_DAMAGED, name) from error
    if len(archive.infolist()) > _MOST_PARTS:
        raise InputError(f"more than {_MOST_PARTS:,} parts; not a regular Word file", name)
    if len(set(archive.namelist())) < len(archive.infolist()):
        raise InputError("two parts inside it have the same name; save it again in Word", name)
    return Package(name, archive)


def _refusal(data: bytes) -> str:
    """Return why a file that is not a zip archive is not a Word file."""
    if not data.strip(b"\0 \t\r\n"):
        return "the file is empty"
    if data.startswith(_OLE) and _ENCRYPTED in data:
        return "the Word file is encrypted; open it in Word and remove the password (File > Info > Protect Document)"
    head = data[:4096]
    for mark, message in _KNOWN.items():
        if head.startswith(mark) or (mark.startswith(b"http") and mark in head):
            return message
    return "this is not a Word file (.docx)"


def _archive_refusal(archive: ZipFile, types: bytes | None) -> str:
    """Return why an archive with some content types is not a Word file."""
    names = archive.namelist()
    if "mimetype" in names and "content.xml" in names:
        return f"this is an OpenDocument file (.odt); {_SAVE_AS}"
    for kind, message in _OTHER_OFFICE.items():
        if types and kind in types:
            return message
    documents = [name for name in names if name.lower().endswith(".docx")]
    if documents:
        return "this is a zip archive that contains a Word file; unpack it and use the file inside"
    return "this is a zip archive, not a Word file (.docx)"


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return the archive of some parts, in their order, with the same bytes for the same parts."""
    return archived((ZipInfo(name, _EARLIEST), data) for name, data in parts.items())


def archived(parts: Iterable[tuple[ZipInfo, bytes]]) -> bytes:
    """Return the archive of some parts, in their order, with their names and dates."""
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for info, data in parts:
            archive.writestr(info, data, ZIP_DEFLATED)
    return stream.getvalue()


def xml_bytes(root: Element) -> bytes:
    """Return a part as it is stored."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
