"""Edition → PDF, by WeasyPrint, from a page of HTML made for paper."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from convention_variants.diagnostics import VariantsError
from convention_variants.render.edition import Edition
from convention_variants.render.inline import make_inline
from convention_variants.render.templates import fill_in, find_file

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

PANGO_HINT = (
    "PDF needs Pango, a library of the system: 'apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0' (Debian), 'dnf install pango' (Fedora), 'brew install pango' (macOS), "
    "'winget install MSYS2.MSYS2' and in its shell 'pacman -S mingw-w64-x86_64-pango' (Windows)"
)
BASE = "edition:/"
_FONTS = ("Regular", "It", "Bold", "BoldIt")
_MEDIA_TYPES = {".css": "text/css", ".otf": "font/otf", ".ttf": "font/ttf", ".woff2": "font/woff2"}
_WATERMARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"><text x="105" y="150" fill="#000" '
    'fill-opacity=".09" font-family="Treaty" font-weight="bold" font-size="{size}" text-anchor="middle" '
    'transform="rotate(-55 105 148)">{text}</text></svg>'
)


class MissingPangoError(VariantsError):
    """WeasyPrint cannot load the libraries that it needs from the system."""


def print_html(edition: Edition) -> str:
    """Return the page that the PDF is made from; each footnote stands in it at its first call."""
    waiting = {note.label: note.pieces for note in edition.shown.footnotes}
    plain_inline = make_inline(edition.folder)

    def footnote(label: str) -> Markup | None:
        pieces = waiting.pop(label, None)
        if pieces is None:
            return Markup('<sup class="call">{}</sup>').format(label)
        return Markup('<span class="footnote" data-label="{}">{}</span>').format(label, plain_inline(pieces))

    return fill_in(
        "print.html.j2",
        edition.options.templates,
        edition=edition,
        words=edition.words,
        inline=make_inline(edition.folder, footnote),
        list_element="ol",
        item_element="li",
        uncalled=waiting,
    )


def render_pdf(edition: Edition) -> bytes:
    """Return the edition as a tagged PDF.

    Raises `MissingPangoError` where the system lacks Pango.
    """
    try:
        import weasyprint  # noqa: PLC0415 costs a third of a second that no other command should pay
    except OSError as error:
        raise MissingPangoError(PANGO_HINT) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    page = weasyprint.HTML(string=print_html(edition), base_url=BASE, url_fetcher=fetcher(edition))
    pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def fetcher(edition: Edition) -> URLFetcher:
    """Return a fetcher that knows our own style sheets and fonts by name, and opens nothing else.

    It raises `ValueError` for any other address.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 see render_pdf

    fonts = _fonts()

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc] # WeasyPrint comes without types
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            name = url.removeprefix(BASE)
            if name == "watermark.svg":
                return URLFetcherResponse(url, _watermark(edition), {"Content-Type": "image/svg+xml"})
            file = fonts.get(name) or find_file(name, edition.options.templates)
            if name == url or file is None or file.suffix not in _MEDIA_TYPES:
                raise ValueError(f"an edition opens no address: {url}")
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": _MEDIA_TYPES[file.suffix]})

    return OwnFilesOnly()


def _fonts() -> dict[str, Path]:
    """Return the files of the text face, by the names that style sheets use."""
    import font_source_serif_pro  # noqa: PLC0415 looks its files up when imported

    folder = Path(font_source_serif_pro.font_directory)
    return {f"{name}.otf": folder / f"SourceSerifPro-{name}.otf" for name in _FONTS}


def _watermark(edition: Edition) -> str:
    """Return the watermark as a drawing of a page, its text as large as fits the diagonal."""
    text = edition.options.watermark
    return _WATERMARK.format(size=round(min(40, 480 / max(1, len(text))), 1), text=escape(text))
