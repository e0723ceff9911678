"""Edition → PDF, by WeasyPrint, from a page of HTML made for paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from convention_variants.diagnostics import VariantsError
from convention_variants.render.edition import Edition
from convention_variants.render.shown import Piece, Pieces
from convention_variants.render.templates import environment, inline, templates_folder

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

PANGO_HINT = (
    "PDF needs Pango, a library of the system: 'apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0' (Debian), 'dnf install pango' (Fedora), 'brew install pango' (macOS), "
    "'winget install MSYS2.MSYS2' and in its shell 'pacman -S mingw-w64-x86_64-pango' (Windows)"
)


class MissingPangoError(VariantsError):
    """WeasyPrint cannot load the libraries that it needs from the system."""


def print_html(edition: Edition) -> str:
    """Return the page that the PDF is made from; each footnote stands in it at its first call."""
    waiting = {note.label: note.pieces for note in edition.shown.footnotes}

    def print_inline(pieces: Pieces) -> Markup:
        return Markup("").join(map(print_piece, pieces))

    def print_piece(piece: Piece) -> Markup:
        note = waiting.pop(piece.call, None) if piece.call is not None else None
        if note is None:
            return inline((piece,))
        html = '<span class="footnote" data-label="{}">{}</span>'
        return Markup(html).format(piece.call, inline(note))

    return environment().get_template("print.html.j2").render(edition=edition, print_inline=print_inline)


def render_pdf(edition: Edition) -> bytes:
    """Return the edition as a tagged PDF.

    Raises `MissingPangoError` where the system lacks Pango.
    """
    try:
        import weasyprint  # noqa: PLC0415 costs a third of a second that no other command should pay
    except OSError as error:
        raise MissingPangoError(PANGO_HINT) from error
    page = weasyprint.HTML(string=print_html(edition), base_url="edition:/", url_fetcher=_fetcher())
    pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _fetcher() -> URLFetcher:
    """Return a fetcher that knows our own style sheet and fonts by name, and opens nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 see render_pdf

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc] # WeasyPrint comes without types
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 its signature
            files = _own_files()
            if url not in files:
                raise ValueError(f"an edition opens no address: {url}")
            path, media_type = files[url]
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})

    return OwnFilesOnly()


def _own_files() -> dict[str, tuple[Path, str]]:
    """Return the files that an edition is made with, by the addresses its templates use."""
    import font_source_serif_pro  # noqa: PLC0415 looks its files up when imported

    fonts = Path(font_source_serif_pro.font_directory)
    files = {
        f"edition:/{name}.otf": (fonts / f"SourceSerifPro-{name}.otf", "font/otf")
        for name in ("Regular", "It", "Bold", "BoldIt")
    }
    files["edition:/print.css"] = (templates_folder() / "print.css", "text/css")
    return files
