"""The parts of a Word edition beside its text: base document, heads and feet of pages, footnotes, properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from convention_variants.formats.word.names import Element, W, child_value, number
from convention_variants.formats.word.package import Package, open_package, pack, xml_bytes
from convention_variants.render.edition import Edition
from convention_variants.render.templates import find_file, word_xml
from convention_variants.render.word_text import (
    NOTHING,
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
PAPER = {"a4": (11906, 16838), "letter": (12240, 15840)}  # in twips
_NARROW = 1361  # twips
_MOST_IN_HEAD = 72  # letters in a line
# A watermark in points, and the width of a letter as a part of its height.
_LONGEST_WATERMARK, _HIGHEST_WATERMARK, _LETTER_WIDTH = 560, 110, 0.6
# The parts of a base document that editions take over, beside its styles.
_TAKEN_OVER = ("numbering", "theme")
_MAIN_PARTS = (
    ("main", "officeDocument", "word/document.xml"),
    ("core", "core-properties", "docProps/core.xml"),
)


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

    @property
    def text_width(self) -> int:
        """The width of the text, in twips."""
        return max(self.width - self.margins.left - self.margins.right, 1)

    @property
    def text_height(self) -> int:
        """The height of the text, in twips."""
        return max(self.height - self.margins.top - self.margins.bottom, 1)

    @property
    def turned(self) -> Page:
        """The same paper in landscape, with narrow margins."""
        return Page(self.height, self.width, self.margins._replace(right=_NARROW, bottom=_NARROW, left=_NARROW))


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
    elements = sheet.iter(W.style) if sheet is not None else ()
    known = {(child_value(element, W.name) or "").lower(): element.get(W.styleId, "") for element in elements}
    missing = [name for name in STYLES if name.lower() not in known]
    if sheet is None or missing:
        raise InputError(f"styles are missing: {', '.join(missing)}", str(file))
    others = {kind: found.unpack(found.path(kind) or "") for kind in _TAKEN_OVER}
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
    xml = word_xml()
    _set_language(base.sheet, edition.document.language)
    taken = {"styles": xml_bytes(base.sheet), **base.others}
    written = _written(edition, inline, page)
    kinds = {**{kind: kind for kind in taken}, **{name: kind for name, (kind, _) in written.items()}}
    pictures = {name: (f"media/{name}{picture.ending}", picture.data) for picture, name in inline.pictures.items()}
    targets = [
        *((name, "image", path) for name, (path, _) in pictures.items()),
        *((name, "hyperlink", xml_text(address)) for address, name in inline.addresses.items()),
    ]
    parts = [(name, kind, f"{name}.xml") for name, kind in kinds.items()]
    texts = {
        "[Content_Types].xml": xml.content_types(PICTURE_TYPES, {"document": "document", **kinds}),
        "_rels/.rels": xml.relationships(_MAIN_PARTS),
        "docProps/core.xml": _properties(edition),
        "word/document.xml": xml.part("document", Markup("<w:body>{}</w:body>").format(body)),
        "word/_rels/document.xml.rels": xml.relationships([*parts, *targets]),
        "word/_rels/footnotes.xml.rels": xml.relationships(targets),
        **{f"word/{name}.xml": xml.part(kind, content) for name, (kind, content) in written.items()},
    }
    files = {name: text.encode() for name, text in texts.items()}
    files |= {f"word/{kind}.xml": data for kind, data in taken.items()}
    files |= {f"word/{path}": data for path, data in pictures.values()}
    return pack(files)


def _written(edition: Edition, inline: Inline, page: Page) -> dict[str, tuple[str, object]]:
    """Return the kind and the content of each part beside the text."""
    first_head, head = _heads(edition, inline, page)
    _, turned_head = _heads(edition, inline, page.turned)
    foot, turned_foot = (_foot(edition, inline, each) for each in (page, page.turned))
    notes = [inline.paragraph("footnote text", inline.note(note)) for note in inline.called]
    return {
        "header1": ("header", head),
        "header2": ("header", first_head),
        "header3": ("header", turned_head),
        "footer1": ("footer", foot),
        "footer2": ("footer", foot),
        "footer3": ("footer", turned_foot),
        "footnotes": ("footnotes", word_xml().footnotes(notes)),
        "settings": ("settings", word_xml().settings(edition.document.language)),
    }


def _properties(edition: Edition) -> str:
    """Return the properties of the file: what the document is, and that this reading is not agreed text."""
    document, words = edition.document, edition.words
    description = f"{words.notice_long} {words.profile.format(edition.profile)}."
    about = (edition.name, document.symbol, description, document.language, edition.version)
    return str(word_xml().properties(*map(xml_text, about)))


def _heads(edition: Edition, inline: Inline, page: Page) -> Iterator[Markup]:
    """Yield the head of the first page, which has a masthead, and that of the others: the symbol and the reading.

    Both have the watermark, as large as fits the diagonal.
    """
    name, profile = edition.running
    mark, letters = NOTHING, len(edition.watermark)
    if letters:
        height = min(_HIGHEST_WATERMARK, _LONGEST_WATERMARK / (_LETTER_WIDTH * letters))
        width = height * _LETTER_WIDTH * letters
        mark = word_xml().watermark(xml_text(edition.watermark), round(width), round(height))
    gap = wide_gap(name, profile, _MOST_IN_HEAD)
    for head in (mark, inline.text(name, STRONG) + gap + inline.text(profile) + mark):
        yield inline.paragraph("header", head, right_tab(page.text_width))


def _foot(edition: Edition, inline: Inline, page: Page) -> Markup:
    """Return the foot of every page: that this is not agreed text, and the number of the page."""
    own, words = inline.own, edition.words
    before, between, after = words.page.split("{}")
    number = own(before) + field("PAGE", "1") + own(between) + field("NUMPAGES", "1") + (own(after) if after else "")
    return inline.paragraph("footer", own(words.notice) + run("\t") + number, right_tab(page.text_width), own=True)


def _set_language(sheet: Element, language: str) -> None:
    """Set the language of all text, which the default properties of runs say."""
    properties = sheet.find(f"{W.docDefaults}/{W.rPrDefault}/{W.rPr}")
    if properties is None:
        return
    element = properties.find(W.lang)
    if element is None:
        element = properties.makeelement(W.lang)
        properties.append(element)
    for kind in ("val", "bidi"):
        element.set(W[kind], language)
