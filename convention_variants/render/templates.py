"""The templates and style sheets of the HTML and PDF editions, and how they are filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from convention_variants.outline import Style
from convention_variants.render.edition import plain
from convention_variants.render.shown import Piece, Pieces, ShownItem, ShownNode

_STYLE_TAGS = (
    (Style.CODE, "code"),
    (Style.SUPERSCRIPT, "sup"),
    (Style.SUBSCRIPT, "sub"),
    (Style.EMPHASIS, "em"),
    (Style.STRONG, "strong"),
)
_SAFE_ADDRESSES = ("https://", "http://", "mailto:")


def templates_folder() -> Path:
    """Return the folder of the templates: inside the installed package, or in its checkout."""
    package = Path(__file__).parent.parent
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parent / "templates"


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Return the environment of the templates: sandboxed, and everything escaped."""
    env = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(runs=runs, plain=plain)
    return env


def style_sheet(name: str) -> str:
    """Return the text of a style sheet."""
    return (templates_folder() / name).read_text(encoding="utf-8")


def runs(nodes: Sequence[ShownNode]) -> Iterator[tuple[bool, list[ShownNode]]]:
    """Yield neighbouring nodes together: True with labelled items, which make up one list."""
    for are_items, group in groupby(nodes, key=lambda node: isinstance(node, ShownItem)):
        yield are_items, list(group)


def inline(pieces: Pieces) -> Markup:
    """Return pieces as HTML: every character of the draft escaped."""
    return Markup("").join(map(_piece, pieces))


def _piece(piece: Piece) -> Markup:
    if piece.call is not None:
        return Markup(
            '<sup class="call"><a id="call-{0}" href="#footnote-{0}" role="doc-noteref">{0}</a></sup>'
        ).format(piece.call)
    if piece.text == "\n":
        return Markup("<br>\n")
    html = escape(piece.text)
    for style, tag in _STYLE_TAGS:
        if style in piece.style:
            html = Markup(f"<{tag}>{{}}</{tag}>").format(html)
    if piece.mark is not None:
        html = Markup('<span class="{}">{}</span>').format(piece.mark.value, html)
    if piece.address is not None and piece.address.startswith(_SAFE_ADDRESSES):
        html = Markup('<a href="{}">{}</a>').format(piece.address, html)
    return html
