"""Word files for tests, made of the XML that matters."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import NamedTuple

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{MAIN}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DOCUMENT_TYPE = f"{_CONTENT}.document.main+xml"
_ROOTS = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "header": "hdr",
    "footer": "ftr",
}
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class Level(NamedTuple):
    """A level of a list, as the tests write it."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    style: str = ""
    suffix: str = ""
    indent: int = 0  # of the text, in twentieths of a point; the label hangs 567 before it


def parts(body: str, *, main_type: str = DOCUMENT_TYPE, threads: str = "", **others: str) -> dict[str, bytes]:
    """Return the parts of a Word file by name: its body, and the inside of its other parts."""
    found = {"word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"}
    links = []
    types = [f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>']
    for name, inside in others.items():
        if inside:
            root = _ROOTS[name]
            found[f"word/{name}.xml"] = f"<w:{root} {_NAMESPACES}>{inside}</w:{root}>"
            links.append(f'<Relationship Id="{name}" Type="{_RELATIONSHIPS}/{name}" Target="{name}.xml"/>')
            types.append(f'<Override PartName="/word/{name}.xml" ContentType="{_CONTENT}.{name}+xml"/>')
    if threads:
        found["word/commentsExtended.xml"] = f"<w15:commentsEx {_NAMESPACES}>{threads}</w15:commentsEx>"
        kind = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
        links.append(f'<Relationship Id="threads" Type="{kind}" Target="commentsExtended.xml"/>')
    found["word/_rels/document.xml.rels"] = _relationships("".join(links))
    main = f'<Relationship Id="main" Type="{_RELATIONSHIPS}/officeDocument" Target="word/document.xml"/>'
    found["_rels/.rels"] = _relationships(main)
    found["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{"".join(types)}</Types>'
    )
    return {name: text.encode() for name, text in found.items()}


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of some files."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def word_file(body: str, **others: str) -> bytes:
    """Return a Word file."""
    return pack(parts(body, **others))


def numbered(name: int, level: int, text: str) -> str:
    """Return a paragraph of a list."""
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def abstract(name: int, levels: Iterable[Level], inside: str = "") -> str:
    """Return the definition of a list."""
    shown = "".join(level_xml(depth, level) for depth, level in enumerate(levels))
    kind = '<w:multiLevelType w:val="multilevel"/>'
    return f'<w:abstractNum w:abstractNumId="{name}">{kind}{inside}{shown}</w:abstractNum>'


def level_xml(depth: int, level: Level) -> str:
    """Return a level of a list; its children stand in the order of the schema."""
    style = f'<w:pStyle w:val="{level.style}"/>' if level.style else ""
    restart = f'<w:lvlRestart w:val="{level.restart}"/>' if level.restart is not None else ""
    legal = "<w:isLgl/>" if level.legal else ""
    suffix = f'<w:suff w:val="{level.suffix}"/>' if level.suffix else ""
    indent = f'<w:pPr><w:ind w:left="{level.indent}" w:hanging="567"/></w:pPr>' if level.indent else ""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{level.start}"/><w:numFmt w:val="{level.format}"/>{restart}{style}'
        f'{legal}{suffix}<w:lvlText w:val="{level.text}"/><w:lvlJc w:val="left"/>{indent}</w:lvl>'
    )


def instance(name: int, definition: int, starts: Mapping[int, int] | None = None, inside: str = "") -> str:
    """Return a list of a definition, with its own starts by level."""
    overrides = "".join(
        f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        for depth, start in (starts or {}).items()
    )
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{definition}"/>{overrides}{inside}</w:num>'


def _relationships(inside: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'
