"""What a file is that is no Word file, and what to do about it."""

from __future__ import annotations

from zipfile import ZipFile

DAMAGED = "is damaged or incomplete: get the file again"
_SAVE_AS = "open it in Word or LibreOffice and save it as .docx"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_KNOWN = {
    _OLE: f"is in the format of Word 97 (.doc): {_SAVE_AS}",
    b"{\\rtf": f"is an RTF file: {_SAVE_AS}",
    b"%PDF": "is a PDF and not a Word file: give it a name that ends in .pdf",
    b"PK\x05\x06": "is an empty zip archive, not a Word file (.docx)",
    b"PK": DAMAGED,
    b"http://schemas.microsoft.com/office/2006/xmlPackage": f"is a Word file in one XML file: {_SAVE_AS}",
    b"http://schemas.microsoft.com/office/word/2003/wordml": f"is a Word file in one XML file: {_SAVE_AS}",
}
_OTHER_OFFICE = {
    b"spreadsheetml": "is an Excel file, not a Word file (.docx)",
    b"presentationml": "is a PowerPoint file, not a Word file (.docx)",
}


def refusal(found: bytes | ZipFile, types: bytes | None = None) -> str:
    """Return why a file is no Word file, from its bytes, or from the archive it is and its content types."""
    return _of_archive(found, types) if isinstance(found, ZipFile) else _of_bytes(found)


def _of_bytes(data: bytes) -> str:
    if not data.strip(b"\0 \t\r\n"):
        return "is empty"
    if data.startswith(_OLE) and _ENCRYPTED in data:
        return "is encrypted: open it in Word, remove the password (File > Info > Protect Document), and save it"
    head = data[:4096]
    for mark, message in _KNOWN.items():
        if head.startswith(mark) or (mark.startswith(b"http") and mark in head):
            return message
    return "is not a Word file (.docx)"


def _of_archive(archive: ZipFile, types: bytes | None) -> str:
    names = archive.namelist()
    if "mimetype" in names and "content.xml" in names:
        return f"is an OpenDocument file (.odt): {_SAVE_AS}"
    for kind, message in _OTHER_OFFICE.items():
        if types and kind in types:
            return message
    documents = [name for name in names if name.lower().endswith(".docx")]
    if documents:
        return "is a zip archive with a Word file in it: unpack it, then give the file inside"
    return "is a zip archive, but not a Word file (.docx)"
