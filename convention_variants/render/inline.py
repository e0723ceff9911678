"""Pieces → HTML: every character of a draft escaped, every address and picture checked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup, escape

from convention_variants.outline.nodes import Style
from convention_variants.render.edition import Edition
from convention_variants.render.pictures import Picture
from convention_variants.render.shown import Piece, Pieces

Inline = Callable[[Pieces], Markup]

_STYLE_TAGS = (
    (Style.CODE, "code"),
    (Style.SUPERSCRIPT, "sup"),
    (Style.SUBSCRIPT, "sub"),
    (Style.EMPHASIS, "em"),
    (Style.STRONG, "strong"),
)
_SAFE_ADDRESSES = ("https://", "http://", "mailto:")


def is_safe(address: str) -> bool:
    """Say whether a link may lead to an address: one of the web or of mail, never a script."""
    return address.lower().startswith(_SAFE_ADDRESSES)


def make_inline(footnote: Callable[[Piece], Markup | None] = lambda _: None) -> Inline:
    """Return what turns pieces into HTML; `footnote` may return what stands in place of a call."""
    called: set[str] = set()

    def inline(pieces: Pieces) -> Markup:
        return Markup("").join(stretches(pieces))

    def stretches(pieces: Pieces) -> Iterator[Markup]:
        for differs, group in groupby(pieces, key=attrgetter("differs")):
            html = Markup("").join(map(piece_html, group))
            yield Markup("<mark>{}</mark>").format(html) if differs else html

    def piece_html(piece: Piece) -> Markup:
        html = one_html(piece)
        return html if piece.stretch is None else Markup('<span data-s="{}">{}</span>').format(piece.stretch, html)

    def one_html(piece: Piece) -> Markup:
        if piece.call is not None:
            first = piece.call not in called
            called.add(piece.call)
            return footnote(piece) or _call(piece, first=first)
        if piece.image is not None:
            return _picture(piece.text, piece.image)
        return _text(piece)

    return inline


def make_own(edition: Edition) -> Callable[[str], str]:
    """Return what says the language of the words that an edition adds, where it is not that of its document."""

    def own(text: str) -> str:
        return Markup('<bdi lang="{}" dir="ltr">{}</bdi>').format(language, text)

    language = edition.words.language
    same = edition.document.language.lower().split("-")[0] == language
    return (lambda text: text) if same else own


def _call(piece: Piece, *, first: bool) -> Markup:
    """Return the call of a footnote; the first one is where the footnote leads back to."""
    identity = Markup(' id="call-{}"').format(piece.call) if first else Markup()
    html = '<sup class="call"><a{} href="#footnote-{}" role="doc-noteref">{}</a></sup>'
    return Markup(html).format(identity, piece.call, piece.text)


def _picture(alt: str, picture: Picture) -> Markup:
    """Return a picture with its data in it."""
    data = b64encode(picture.data).decode("ascii")
    html = '<img src="data:{};base64,{}" alt="{}">'
    return Markup(html).format(picture.media_type, data, alt)


def _text(piece: Piece) -> Markup:
    if piece.text == "\n":
        return Markup("<br>\n")
    html = escape(piece.text)
    for style, tag in _STYLE_TAGS:
        if style in piece.style:
            html = Markup(f"<{tag}>{{}}</{tag}>").format(html)
    if piece.mark is not None:
        html = Markup('<span class="{}">{}</span>').format(piece.mark.value, html)
    if piece.address is not None and is_safe(piece.address):
        html = Markup('<a href="{}">{}</a>').format(piece.address, html)
    return html
