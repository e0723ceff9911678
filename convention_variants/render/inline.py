"""Pieces → HTML, with the text of the draft escaped and its addresses and pictures checked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from markupsafe import Markup, escape

from convention_variants.outline.nodes import Style
from convention_variants.render.edition import Edition
from convention_variants.render.pictures import Picture
from convention_variants.render.shown import NEW_LINE, Pieces, ShownPiece

ShowPicture = Callable[[str, Picture], Markup]  # takes the description first


class Inline(Protocol):
    """Turns pieces into HTML; what is `in_link` contains nothing that takes focus."""

    def __call__(self, pieces: Pieces, *, in_link: bool = False) -> Markup:
        """Return the HTML."""


_STYLE_TAGS = (
    (Style.CODE, "code"),
    (Style.SUPERSCRIPT, "sup"),
    (Style.SUBSCRIPT, "sub"),
    (Style.EMPHASIS, "em"),
    (Style.STRONG, "strong"),
)
_PLAIN = ShownPiece("")
_SHARED, _RIVALS = attrgetter("differs", "target"), attrgetter("rivals")
_MOST_COPIED = 1_000_000  # bytes
_SAFE_ADDRESSES = ("https://", "http://", "mailto:")


def is_safe(address: str) -> bool:
    """Return whether an address is safe to link to: the web or mail, never a script."""
    return address.lower().startswith(_SAFE_ADDRESSES)


def make_inline(
    footnote: Callable[[ShownPiece], Markup | None] = lambda _: None,
    show_picture: ShowPicture | None = None,
    instead: Callable[[tuple[str, ...]], str] | None = None,
) -> Inline:
    """Return a function that turns pieces into HTML.

    `footnote` returns what replaces a footnote call, or None to keep the call. Pictures are embedded unless
    `show_picture` is given. `instead` returns what to say of the rivals of a chosen wording, on hover and focus.
    """
    called: set[str] = set()
    show_picture = show_picture or _embedding()

    def inline(pieces: Pieces, *, in_link: bool = False) -> Markup:
        if len(pieces) == 1 and pieces[0][1:] == _PLAIN[1:] and pieces[0] != NEW_LINE:  # most are
            return escape(pieces[0].text)
        return _joined(map(piece_html, pieces) if _is_plain(pieces) else stretches(pieces, in_link=in_link))

    def stretches(pieces: Pieces, *, in_link: bool) -> Iterator[Markup]:
        for (differs, target), group in groupby(pieces, key=_SHARED):
            parts = (chosen(*part, in_link=in_link or target is not None) for part in groupby(group, key=_RIVALS))
            html = _joined(parts)
            html = html if target is None else Markup('<a class="ref" href="#{}">{}</a>').format(target, html)
            yield Markup("<mark>{}</mark>").format(html) if differs else html

    def chosen(rivals: tuple[str, ...] | None, pieces: Iterator[ShownPiece], *, in_link: bool) -> Markup:
        html = _joined(map(piece_html, pieces))
        return html if rivals is None else _chosen(html, instead and instead(rivals), in_link=in_link)

    def piece_html(piece: ShownPiece) -> Markup:
        html = one_html(piece)
        return html if piece.stretch is None else Markup('<span data-s="{}">{}</span>').format(piece.stretch, html)

    def one_html(piece: ShownPiece) -> Markup:
        if piece.call is not None:
            first = piece.call not in called
            called.add(piece.call)
            return footnote(piece) or _call(piece, first=first)
        if piece.image is not None:
            return show_picture(piece.text, piece.image)
        return _text(piece)

    return inline


def _joined(parts: Iterable[Markup]) -> Markup:
    """Return parts as one, without looking at each again for what is to be escaped, as `Markup.join` does."""
    return Markup("".join(parts))


def _is_plain(pieces: Pieces) -> bool:
    return not any(piece.differs or piece.target or piece.rivals is not None for piece in pieces)


def _chosen(html: Markup, rivals: str | None, *, in_link: bool) -> Markup:
    """Return chosen wording with what to say of its rivals; it takes focus unless it is in a link."""
    if rivals is None:
        return Markup('<mark class="chosen">{}</mark>').format(html)
    focus = Markup("") if in_link else Markup(' tabindex="0"')
    template = Markup('<mark class="chosen"{0} data-instead="{1}" aria-description="{1}">{2}</mark>')
    return template.format(focus, rivals, html)


def make_own(edition: Edition) -> Callable[[str], str]:
    """Return a function that marks the language of strings we add to an edition, if the document has another."""

    def own(text: str) -> str:
        return Markup('<bdi lang="{}" dir="ltr">{}</bdi>').format(language, text)

    language = edition.words_language
    same = edition.document.language.lower().split("-")[0] == language
    return (lambda text: text) if same else own


def _call(piece: ShownPiece, *, first: bool) -> Markup:
    """Return a footnote call; the first call of a footnote is the target of its link back."""
    identity = Markup(' id="call-{}"').format(piece.call) if first else Markup()
    html = '<sup class="call"><a{} href="#footnote-{}" role="doc-noteref">{}</a></sup>'
    return Markup(html).format(identity, piece.call, piece.text)


def _embedding() -> ShowPicture:
    """Return a function that embeds the pictures of one page.

    A self-contained page repeats a picture's data wherever the picture recurs. When the copies take more than
    `_MOST_COPIED`, further ones are replaced by their descriptions.
    """
    embedded: set[bytes] = set()
    copied = 0

    def embed(alt: str, picture: Picture) -> Markup:
        nonlocal copied
        if picture.data in embedded:
            copied += len(picture.data)
            if copied > _MOST_COPIED:
                return Markup("<em>{}</em>").format(alt)
        embedded.add(picture.data)
        data = b64encode(picture.data).decode("ascii")
        return image_html(f"data:{picture.media_type};base64,{data}", alt)

    return embed


def image_html(address: str, alt: str) -> Markup:
    """Return the element of a picture at an address."""
    return Markup('<img src="{}" alt="{}">').format(address, alt)


def _text(piece: ShownPiece) -> Markup:
    if piece.text == "\n":
        return Markup("<br>\n")
    html = escape(piece.text)
    if piece.style:  # most text has none, and looking for each takes its time
        for style, tag in _STYLE_TAGS:
            if style in piece.style:
                html = Markup(f"<{tag}>{{}}</{tag}>").format(html)
    if piece.mark is not None:
        html = Markup('<span class="{}">{}</span>').format(piece.mark.value, html)
    if piece.address is not None and is_safe(piece.address):
        html = Markup('<a href="{}">{}</a>').format(piece.address, html)
    return html
