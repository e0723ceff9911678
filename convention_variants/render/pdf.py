"""Edition → PDF, by WeasyPrint, from an HTML page for paper."""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from io import StringIO
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.etree import ElementTree as ET  # WeasyPrint takes no other elements

from markupsafe import Markup

from convention_variants.render.citations import running_head
from convention_variants.render.edition import Edition
from convention_variants.render.inline import Inline, image_html, make_own, unlinked
from convention_variants.render.linking import linked
from convention_variants.render.long_words import breakable
from convention_variants.render.pictures import MEDIA_TYPES, Picture
from convention_variants.render.shown import ShownDraft, ShownPiece, ShownSection, walk_shown
from convention_variants.render.templates import fill_in, find_file, style_sheet, width_of
from convention_variants.render.wide_tables import in_landscape
from convention_variants.text.errors import InputError, VariantsError
from convention_variants.text.garbage import garbage_collection_paused

if TYPE_CHECKING:
    from pydyf import PDF
    from weasyprint import HTML
    from weasyprint.document import Document
    from weasyprint.urls import URLFetcher

PANGO_HINT = (
    "PDF needs the system library Pango: 'apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0' (Debian), 'dnf install pango' (Fedora), 'brew install pango' (macOS), "
    "'winget install MSYS2.MSYS2' and in its shell 'pacman -S mingw-w64-x86_64-pango' (Windows)"
)
BASE = "edition:/"
_VARIANT = "pdf/ua-1"
_FONTS = ("Regular", "It", "Bold", "BoldIt")
_MEDIA_TYPES = {
    ".css": "text/css",
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    **MEDIA_TYPES,
}
# The ids of provisions. That of a footnote is looked up when the pages are laid out.
_ID = re.compile(r'(<(?:li|p|span)\b[^>]*?) id="(?!footnote-)([^"]*)"')
_TARGET = re.compile(r' href="#([^"]*)"')
_OPEN_TAG = re.compile(r"<((?:br|img|link|meta)\b[^>]*)(?<!/)>")
_HEAD = 39.5  # the width of the head of a page, in units of its font size, less what the widths of texts vary
_LONGEST_FOOTNOTE = 1_500  # characters; a page holds about 6,000
_HIGHEST_FOOTNOTE = 0.15  # of the page height, from the top: head, margin and three lines of text


class MissingPangoError(VariantsError):
    """WeasyPrint cannot load the system libraries it needs."""


def footnotes_at_the_foot(shown: ShownDraft) -> frozenset[str]:
    """Return the ids of the footnotes to print at the foot of a page: called in the text, and short enough.

    WeasyPrint cannot continue a footnote on the next page.
    """
    short = (note.id for note in shown.footnotes if sum(len(piece.text) for piece in note.pieces) <= _LONGEST_FOOTNOTE)
    return shown.called_in_text.intersection(short)


def print_html(edition: Edition, templates: Path | None, at_the_foot: frozenset[str]) -> str:
    """Return the HTML page for the PDF.

    Footnotes for the foot of a page are at their first call, the others after the text.
    """
    edition = linked(edition)
    footnotes = edition.shown.footnotes
    waiting = {note.id: note for note in footnotes if note.id in at_the_foot}
    plain_inline = Inline(show_picture=_picture)

    def footnote(call: ShownPiece) -> Markup | None:
        note = waiting.pop(call.call or "", None)
        if note is None:
            return None
        html = '<span class="footnote" id="footnote-{}" data-label="{}">{}</span>'
        return Markup(html).format(note.id, note.label, plain_inline(note.pieces))

    endnotes = [note for note in footnotes if note.id not in at_the_foot]
    values = {"landscape": in_landscape(edition.shown), "side": 0 if templates else _side_of_head(edition)}
    return _filled_in("print.html.j2", templates, edition, footnote, **values, endnotes=endnotes)


def _side_of_head(edition: Edition) -> int:
    """Return how many percent of the head of a page its left and right part take each, 0 if it may not fit in a line.

    WeasyPrint sets parts without a width several times on each page, to measure them.
    """
    name, profile = edition.running
    heads = (running_head(node) for node in walk_shown(edition.shown.body) if isinstance(node, ShownSection))
    side = max(map(_width, (name, *heads)))
    return ceil(100 * side / _HEAD) if _width(profile) + 2 * side <= _HEAD else 0


def _width(text: str) -> float:
    """Return how wide a text may be, in units of the font size: capitals, and letters that are not Latin, are wide."""
    return width_of(text) + sum(0.5 if letter > "\u024f" else 0.15 * letter.isupper() for letter in text)


def _filled_in(
    template: str,
    templates: Path | None,
    edition: Edition,
    footnote: Callable[[ShownPiece], Markup | None],
    **values: object,
) -> str:
    """Return a template filled in for WeasyPrint; `footnote` returns what replaces the call of a footnote."""
    page = fill_in(
        template,
        templates,
        edition=edition,
        words=edition.words,
        own=make_own(edition),
        inline=Inline(footnote, _picture),
        list_element="ol",
        item_element="li",
        **values,
    )
    return breakable(_without_idle_ids(page))


def _without_idle_ids(page: str) -> str:
    """Return a page without the ids of provisions that no link leads to, which take WeasyPrint a tenth of its time."""
    targets = frozenset(_TARGET.findall(page))
    return _ID.sub(lambda found: found[0] if found[2] in targets else found[1], page)


def _picture(alt: str, picture: Picture) -> Markup:
    """Return a picture at an address of `fetcher`, so that WeasyPrint loads it once."""
    return image_html(_picture_address(picture), alt)


def _picture_address(picture: Picture) -> str:
    return f"{BASE}picture/{quote(picture.address, safe='')}"


@garbage_collection_paused()  # WeasyPrint makes many objects and few cycles: a tenth of the time
def render_pdf(edition: Edition, templates: Path | None) -> bytes:
    """Return the edition as a tagged PDF; raises `MissingPangoError` if Pango is not installed."""
    style_sheet("print.css", templates)  # WeasyPrint would ignore an invalid one
    at_the_foot = footnotes_at_the_foot(edition.shown)
    document, lost = _lay_out(edition, templates, at_the_foot)
    # WeasyPrint loses or overprints footnotes if lines call more than a page holds: move these, or all, to the end.
    if lost:
        document, lost = _lay_out(edition, templates, at_the_foot - lost)
    if lost:
        document, _ = _lay_out(edition, templates, frozenset())
    return _written(document)


def _parsed(page: str, edition: Edition, templates: Path | None) -> HTML:
    """Return a page as WeasyPrint takes it; loading WeasyPrint takes a third of a second.

    WeasyPrint parses HTML in Python. Our pages can be read as XML, in a tenth of the time.
    """
    try:
        with redirect_stdout(StringIO()):  # WeasyPrint prints a banner that says the same at length
            from weasyprint import HTML  # noqa: PLC0415 only PDF needs it
    except OSError as error:
        raise MissingPangoError(PANGO_HINT) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    root = None if templates else as_xml(page)
    html = HTML(string=page if root is None else "", base_url=BASE, url_fetcher=fetcher(edition, templates))
    if root is not None:
        html.wrapper_element = type(html.wrapper_element).from_html_root(root, content_language=None)
        html.etree_element = root
    return html


def as_xml(page: str) -> ET.Element | None:
    """Return the tree of a page, as a parser of HTML makes it, or None if it cannot be read as XML."""
    closed = _OPEN_TAG.sub(r"<\1/>", page).replace("<pre>\n", "<pre>")  # HTML ignores a line end there
    try:
        return ET.fromstring(closed)  # noqa: S314 declares no entities: what is not ours is escaped
    except (ET.ParseError, UnicodeEncodeError):  # characters that XML does not have
        return None


def _written(document: Document) -> bytes:
    pdf: bytes = document.write_pdf(pdf_variant=_VARIANT, finisher=_compress)
    return pdf


def _compress(_: Document, pdf: PDF) -> None:
    """Compress the streams of a PDF as zlib does by default; pydyf takes five times as long to save 2 % of the file."""
    for stream in pdf.objects:
        if getattr(stream, "compress", False):
            stream.compress = False
            _, _, content = stream.data.removesuffix(b"\nendstream").partition(b"\nstream\n")
            stream.stream = [zlib.compress(content)]
            stream.extra["Filter"] = "/FlateDecode"


def page_html(template: str, edition: Edition, **values: object) -> str:
    """Return a template other than an edition, filled in for a PDF; footnote calls in it are not links."""
    return _filled_in(template, None, edition, unlinked, **values)


@garbage_collection_paused()
def pdf_of(page: str, edition: Edition) -> bytes:
    """Return a page of `page_html` as a tagged PDF; raises `MissingPangoError` if Pango is not installed."""
    return _written(_parsed(page, edition, None).render(pdf_variant=_VARIANT))


def _lay_out(edition: Edition, templates: Path | None, at_the_foot: frozenset[str]) -> tuple[Document, set[str]]:
    """Return the pages, and the ids of footnotes that are missing or printed over the text."""
    page = _parsed(print_html(edition, templates, at_the_foot), edition, templates)
    try:
        document = page.render(pdf_variant=_VARIANT)
    except Exception as error:  # a style sheet that is not ours can cause any error
        if templates is None:
            raise
        raise InputError(f"WeasyPrint cannot lay out these pages: {error!r}", str(templates)) from error
    printed = {
        anchor
        for page in document.pages
        for anchor, (_, top, *_) in page.anchors.items()
        if top > page.height * _HIGHEST_FOOTNOTE
    }
    return document, {identity for identity in at_the_foot if f"footnote-{identity}" not in printed}


def fetcher(edition: Edition, templates: Path | None) -> URLFetcher:
    """Return a fetcher for the draft's pictures, and for style sheets, fonts and pictures of templates.

    It raises `ValueError` for any other address.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 only PDF needs it

    fonts = _fonts()
    pictures = {_picture_address(picture): picture for picture in edition.shown.pictures.values()}

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc] # WeasyPrint comes without types
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            name = url.removeprefix(BASE)
            if name == "watermark.svg":
                size = round(min(40, 480 / max(1, len(edition.watermark))), 1)  # as large as fits the diagonal
                image = fill_in("watermark.svg.j2", None, size=size, text=edition.watermark)
                return URLFetcherResponse(url, image, {"Content-Type": "image/svg+xml"})
            if url in pictures:
                return URLFetcherResponse(url, pictures[url].data, {"Content-Type": pictures[url].media_type})
            file = fonts.get(name) or find_file(name, templates)
            if name == url or file is None or file.suffix not in _MEDIA_TYPES:
                raise ValueError(f"editions may not load external files: {url}")
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": _MEDIA_TYPES[file.suffix]})

    return OwnFilesOnly()


def _fonts() -> dict[str, Path]:
    """Return the font files, by the names that style sheets use."""
    import font_source_serif_pro  # noqa: PLC0415 looks for its files when imported

    folder = Path(font_source_serif_pro.font_directory)
    return {f"{name}.otf": folder / f"SourceSerifPro-{name}.otf" for name in _FONTS}
