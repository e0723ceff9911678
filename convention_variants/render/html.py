"""Edition → HTML: one file that asks the network for nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from convention_variants.render.edition import Edition
from convention_variants.render.inline import make_inline, make_own
from convention_variants.render.templates import fill_in, style_sheet


def render_html(edition: Edition, templates: Path | None = None) -> bytes:
    """Return the edition as a self-contained page; its own style sheet is all that it may load."""
    return make_page("page.html.j2", ["page.css"], edition, templates)


def make_page(
    template: str, sheets: Sequence[str], edition: Edition, templates: Path | None = None, **values: object
) -> bytes:
    """Return a page with its style sheets in it; `values` is what its template needs besides an edition's."""
    style = "\n".join(style_sheet(sheet, templates) for sheet in sheets)
    page = fill_in(
        template,
        templates,
        edition=edition,
        words=edition.words,
        own=make_own(edition),
        inline=make_inline(),
        list_element="div",
        item_element="div",
        style=Markup(style),
        style_digest=digest(style),
        **values,
    )
    return page.encode("utf-8")


def digest(text: str) -> str:
    """Return the hash by which a page's security policy lets a style sheet or script of its own pass."""
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
