"""Edition → HTML: one self-contained file that makes no requests."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from convention_variants.render.chosen import say_instead
from convention_variants.render.edition import Edition
from convention_variants.render.inline import Inline, make_own
from convention_variants.render.linking import linked
from convention_variants.render.templates import fill_in, find_file, style_sheet

_FACES = {
    "Regular": "",
    "It": "font-style: italic; ",
    "Bold": "font-weight: bold; ",
    "BoldIt": "font-weight: bold; font-style: italic; ",
}


def render_html(edition: Edition, templates: Path | None = None) -> bytes:
    """Return the edition as a self-contained page."""
    style = _foot(edition.words.notice)
    return make_page("page.html.j2", ["page.css"], linked(edition), templates, style, ["page.js"])


@cache
def typeface(templates: Path | None = None) -> str:
    """Return the style that embeds the typeface. Other letters than it has are in one of the reader's system."""
    files = {face: find_file(f"fonts/{face}.woff2", templates) for face in _FACES}
    fonts = {face: b64encode(file.read_bytes()).decode("ascii") for face, file in files.items() if file is not None}
    return "\n".join(
        f"@font-face {{ font-family: Treaty; {_FACES[face]}src: url(data:font/woff2;base64,{font}); }}"
        for face, font in fonts.items()
    )


def _foot(notice: str) -> str:
    """Return the style that prints a notice, which is a string of our own, at the foot of each page."""
    return (
        f'@page {{ margin: 20mm 22mm; @bottom-left {{ content: "{notice}"; font: 8pt serif; }} '
        '@bottom-right { content: counter(page) " / " counter(pages); font: 8pt serif; } }'
    )


def make_page(
    template: str,
    sheets: Sequence[str],
    edition: Edition,
    templates: Path | None = None,
    more_style: str = "",
    scripts: Sequence[str] = (),
    inline: Inline | None = None,
    **values: object,
) -> bytes:
    """Return a page with style sheets, typeface, `more_style` and scripts embedded; `values` are further variables.

    Without `inline`, calls of footnotes are links, and a chosen wording says what was not chosen instead.
    """
    script = '"use strict";\n{\n' + "\n".join(style_sheet(name, templates) for name in scripts) + "}\n"
    style = "\n".join([*(style_sheet(sheet, templates) for sheet in sheets), typeface(templates), more_style])
    page = fill_in(
        template,
        templates,
        edition=edition,
        words=edition.words,
        own=make_own(edition),
        inline=inline or Inline(instead=partial(say_instead, edition.words)),
        list_element="div",
        item_element="div",
        style=Markup(style),
        style_digest=digest(style),
        script=Markup(script),
        script_digest=digest(script),
        **values,
    )
    return page.encode("utf-8")


def digest(text: str) -> str:
    """Return the hash of a style sheet or script for the security policy of its page."""
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
