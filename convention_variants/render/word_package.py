"""The parts of a Word edition beside its text: base document, heads and feet of pages, footnotes, properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from markupsafe import Markup

from convention_variants.formats.word.names import Element, W, child_value, number
from convention_variants.formats.word.package import Package, open_package, pack, xml_bytes
from convention_variants.render.edition import Edition
from convention_variants.render.templates import find_file
from convention_variants.render.word_text import (
    PICTURE_TYPES,
    STRONG,
    Inline,
    field,
    right_tab,
    run,
    wide_gap,
    xml_text,
)
from convention_variants.text.errors import InputError

BASE_NAME = "edition.docx"
# Every style that an edition uses, by the name that people see in Word.
STYLES = (
    *("Normal", "Title", "Subheading", "TOC Heading", "header", "footer", "footnote text", "footnote reference"),
    *(f"{name} {level}" for name in ("heading", "toc") for level in range(1, 5)),
    *(f"{name}{level}" for name in ("List", "List Continue", "List Bullet") for level in ("", " 2", " 3", " 4", " 5")),
    *("Masthead", "Masthead Symbol", "Masthead Organ", "Masthead Body", "Notice"),
    *("Table Grid", "Table Text", "HTML Preformatted", "Hyperlink"),
    *("Open Choice", "Blank", "Filled In", "Changed Wording"),
)
_SIZES = {"a4": (11906, 16838), "letter": (12240, 15840)}  # in twips
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
# A watermark in points, and the width of a letter as a part of its height.
_MOST_IN_HEAD = 72  # letters in a line
_LONGEST_WATERMARK, _HIGHEST_WATERMARK, _LETTER_WIDTH = 560, 110, 0.6
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# The parts of a base document that editions take over, and their content types.
_TAKEN_OVER = {
    "styles": f"{_CONTENT}.styles+xml",
    "numbering": f"{_CONTENT}.numbering+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
}


class Margins(NamedTuple):
    """The margins of a page, and how far its head and foot are from its edges, in twips."""

    top: int = 1531
    right: int = 2835
    bottom: int = 1531
    left: int = 1701
    header: int = 850
    footer: int = 850


class Page(NamedTuple):
    """The size of a page in twips, and its margins."""

    width: int
    height: int
    margins: Margins

    @classmethod
    def of(cls, paper: str, margins: Margins) -> Page:
        """Return the page of a paper size."""
        return cls(*_SIZES[paper], margins)

    @property
    def text_width(self) -> int:
        """The width of the text, in twips."""
        return max(self.width - self.margins.left - self.margins.right, 1)

    @property
    def text_height(self) -> int:
        """The height of the text, in twips."""
        return max(self.height - self.margins.top - self.margins.bottom, 1)


@dataclass(frozen=True)
class Base:
    """The base document: the ids of its styles by name, its margins, and the parts that editions take over, by kind."""

    styles: Mapping[str, str]
    margins: Margins
    sheet: Element
    others: Mapping[str, bytes]


def base_document(templates: Path | None) -> Base:
    """Return the base document of editions; raises `InputError` if it is no Word file or lacks a style."""
    file = find_file(BASE_NAME, templates)
    if file is None:
        raise InputError("file is missing", BASE_NAME)
    found = open_package(file.read_bytes(), str(file))
    sheet = found.part("styles")
    known: dict[str, str] = {}
    for element in sheet.iter(W.style) if sheet is not None else ():
        known[(child_value(element, W.name) or "").lower()] = element.get(W.styleId, "")
    missing = [name for name in STYLES if name.lower() not in known]
    if sheet is None or missing:
        raise InputError(f"styles are missing: {', '.join(missing)}", str(file))
    others = {kind: found.unpack(found.path(kind) or "") for kind in _TAKEN_OVER if kind != "styles"}
    return Base(
        {name: known[name.lower()] for name in STYLES},
        _margins(found),
        sheet,
        {kind: data for kind, data in others.items() if data is not None},
    )


def _margins(found: Package) -> Margins:
    root = found.read(found.main)
    section = next(root.iter(W.pgMar), None) if root is not None else None
    if section is None:
        return Margins()
    return Margins(*(number(section.get(W[name]), usual) for name, usual in Margins()._asdict().items()))


def package(edition: Edition, base: Base, page: Page, inline: Inline, body: Markup) -> bytes:
    """Return the file of an edition, from its text; `inline` has collected what the text refers to."""
    parts = _Parts()
    _set_language(base.sheet, edition)
    for kind, data in {"styles": xml_bytes(base.sheet), **base.others}.items():
        parts.add(kind, f"word/{kind}.xml", data, _TAKEN_OVER[kind])
    around = _HeadsAndNotes(edition, inline, page)
    parts.add_xml("header", around.header(), "header1")
    parts.add_xml("header", around.first_header(), "header2")
    parts.add_xml("footer", around.footer(), "footer1")
    parts.add_xml("footer", around.footer(), "footer2")
    parts.add_xml("footnotes", around.footnotes())
    parts.add_xml("settings", Markup(_SETTINGS).format(edition.document.language))
    for picture, name in inline.links.pictures.items():
        parts.add("image", f"word/media/{name}{picture.ending}", picture.data)
    for address, name in inline.links.addresses.items():
        parts.link(name, address)
    document = Markup("<w:body>{}{}</w:body>").format(body, _section(page, edition))
    return parts.packed(_whole("document", document), _bytes(_properties(edition)))


class _Parts:
    """Collects the parts of the file, with the relationships of the main one and their content types."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}
        self.links: list[Markup] = []
        self.types: list[Markup] = []

    def add(self, kind: str, name: str, data: bytes, content_type: str = "") -> None:
        """Add a part that the main one refers to; its id is its name without folder and ending."""
        self.data[name] = data
        link = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
        target = name.removeprefix("word/")
        self.links.append(Markup(link).format(PurePosixPath(name).stem, _RELATIONSHIPS, kind, target))
        if content_type:
            self.types.append(Markup('<Override PartName="/{}" ContentType="{}"/>').format(name, content_type))

    def add_xml(self, kind: str, content: Markup, name: str = "") -> None:
        """Add a part of WordprocessingML."""
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        self.add(kind, f"word/{name or kind}.xml", _whole(root, content), f"{_CONTENT}.{kind}+xml")

    def link(self, identity: str, address: str) -> None:
        """Add the address of a link."""
        link = '<Relationship Id="{}" Type="{}/hyperlink" Target="{}" TargetMode="External"/>'
        self.links.append(Markup(link).format(identity, _RELATIONSHIPS, xml_text(address)))

    def packed(self, document: bytes, properties: bytes) -> bytes:
        """Return the whole file."""
        return pack(
            {
                "[Content_Types].xml": _bytes(Markup(_TYPES).format(Markup().join(self.types))),
                "_rels/.rels": _bytes(Markup(_ROOT_LINKS)),
                "docProps/core.xml": properties,
                "word/document.xml": document,
                "word/_rels/document.xml.rels": _bytes(Markup(_LINKS).format(Markup().join(self.links))),
                **self.data,
            }
        )


class _HeadsAndNotes:
    """Writes what stands around the text: heads and feet of pages, and footnotes."""

    def __init__(self, edition: Edition, inline: Inline, page: Page) -> None:
        self.edition, self.inline, self.page = edition, inline, page

    def header(self) -> Markup:
        """Return the head of every page but the first: the symbol, and how the draft is read."""
        text, (name, profile) = self.inline.text, self.edition.running
        gap = wide_gap(name + profile, _MOST_IN_HEAD)
        return self.line("header", text(name, STRONG) + gap + text(profile) + self.watermark())

    def first_header(self) -> Markup:
        """Return the head of the first page, which has the masthead."""
        return self.line("header", self.watermark())

    def footer(self) -> Markup:
        """Return the foot of every page: that this is no agreed text, and the number of the page."""
        own, words = self.inline.own, self.edition.words
        before, between, after = words.page.split("{}")
        number = (
            own(before) + field("PAGE", "1") + own(between) + field("NUMPAGES", "1") + (own(after) if after else "")
        )
        return self.line("footer", own(words.notice) + run("\t") + number)

    def line(self, style: str, content: Markup) -> Markup:
        """Return a line with a tab stop at the right margin."""
        return self.inline.paragraph(style, content, right_tab(self.page.text_width))

    def watermark(self) -> Markup:
        """Return the watermark, as large as fits the diagonal; it hangs on the head of the page."""
        text = self.edition.watermark
        if not text:
            return Markup()
        height = min(_HIGHEST_WATERMARK, _LONGEST_WATERMARK / (_LETTER_WIDTH * len(text)))
        width = height * _LETTER_WIDTH * len(text)
        return Markup(_WATERMARK).format(text=xml_text(text), width=round(width), height=round(height))

    def footnotes(self) -> Markup:
        """Return all footnotes, with the lines that Word draws above them."""
        notes = [Markup(_SEPARATORS)]
        for count, note in enumerate(self.inline.called, 1):
            text = self.inline.paragraph("footnote text", self.inline.note(note))
            notes.append(Markup('<w:footnote w:id="{}">{}</w:footnote>').format(count, text))
        return Markup().join(notes)


def _bytes(xml: Markup) -> bytes:
    return f"{_DECLARATION}{xml}".encode()


def _whole(root: str, content: Markup) -> bytes:
    return _bytes(Markup(f"<w:{root} {_NAMESPACES}>{{}}</w:{root}>").format(content))


def _set_language(sheet: Element, edition: Edition) -> None:
    """Set the language of all text, which the default properties of runs say."""
    properties = sheet.find(f"{W.docDefaults}/{W.rPrDefault}/{W.rPr}")
    if properties is None:
        return
    language = properties.find(W.lang)
    if language is None:
        language = properties.makeelement(W.lang)
        properties.append(language)
    for kind in ("val", "bidi"):
        language.set(W[kind], edition.document.language)


def _section(page: Page, edition: Edition) -> Markup:
    """Return the properties of the only section: heads, feet, paper and margins."""
    references = Markup().join(
        Markup('<w:{}Reference w:type="{}" r:id="{}{}"/>').format(kind, which, kind, number)
        for kind in ("header", "footer")
        for number, which in ((1, "default"), (2, "first"))
    )
    margins = Markup(" ").join(
        Markup('w:{}="{}"').format(name, value) for name, value in (*page.margins._asdict().items(), ("gutter", 0))
    )
    bidi = Markup("<w:bidi/>") if edition.direction == "rtl" else ""
    return Markup('<w:sectPr>{}<w:pgSz w:w="{}" w:h="{}"/><w:pgMar {}/><w:titlePg/>{}</w:sectPr>').format(
        references, page.width, page.height, margins, bidi
    )


def _properties(edition: Edition) -> Markup:
    """Return the properties of the document."""
    words = edition.words
    return Markup(_PROPERTIES).format(
        title=xml_text(edition.name),
        subject=xml_text(edition.document.symbol),
        description=xml_text(f"{words.notice_long} {words.profile.format(edition.profile)}."),
        language=xml_text(edition.document.language),
        version=edition.version,
    )


_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="440"/><w:footnotePr><w:footnote w:id="-1"/>'
    '<w:footnote w:id="0"/></w:footnotePr><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat><w:themeFontLang w:val="{}"/>'
)
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)
_PROPERTIES = (
    f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>"
    "<dc:creator>convention-variants {version}</dc:creator><dc:description>{description}</dc:description>"
    "<dc:language>{language}</dc:language></cp:coreProperties>"
)
_ROOT_LINKS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="main" Type="{_RELATIONSHIPS}/officeDocument"'
    f' Target="word/document.xml"/><Relationship Id="core" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
_LINKS = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(f'<Default Extension="{ending[1:]}" ContentType="{media}"/>' for ending, media in PICTURE_TYPES.items())
    + f'<Override PartName="/word/document.xml" ContentType="{_CONTENT}.document.main+xml"/><Override'
    ' PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{}'
    "</Types>"
)
# Word's own watermark: text as a shape behind the text, centred on the page and turned by 45 degrees.
_WATERMARK = (
    '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="watermark" type="#_x0000_t136" alt="{text}" style="position:absolute;margin-left:0;margin-top:0;'
    "width:{width}pt;height:{height}pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;"
    'mso-position-horizontal-relative:page;mso-position-vertical:center;mso-position-vertical-relative:page"'
    ' fillcolor="silver" stroked="f"><v:fill opacity=".5"/><v:textpath'
    ' style="font-family:&quot;Times New Roman&quot;;font-weight:bold" string="{text}"/></v:shape></w:pict></w:r>'
)
