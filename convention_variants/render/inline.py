"""Pieces → HTML, with the text of the draft escaped and its addresses and pictures checked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from markupsafe import Markup, escape

from convention_variants.outline.nodes import Style
from convention_variants.render.edition import Edition
from convention_variants.render.pictures import Picture
from convention_variants.render.shown import NEW_LINE, Mark, Pieces, ShownPiece

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


class Inline:
    """Turns the pieces of one page into HTML.

    `footnote` returns what replaces a footnote call, or None to keep the call. Pictures are embedded unless
    `show_picture` is given, which takes the description first. `instead` returns what to say of the rivals of a chosen
    wording, on hover and focus.
    """

    def __init__(
        self,
        footnote: Callable[[ShownPiece], Markup | None] = lambda _: None,
        show_picture: Callable[[str, Picture], Markup] | None = None,
        instead: Callable[[tuple[str, ...]], str] | None = None,
    ) -> None:
        self._footnote, self._instead = footnote, instead
        self._show_picture = show_picture or self._embed
        self._called: set[str] = set()
        self._embedded: set[bytes] = set()
        self._copied = 0  # bytes

    def __call__(self, pieces: Pieces, *, in_link: bool = False) -> Markup:
        """Return the HTML of pieces; what is `in_link` contains nothing that takes focus."""
        if len(pieces) == 1 and pieces[0][1:] == _PLAIN[1:] and pieces[0] != NEW_LINE:  # most are
            return escape(pieces[0].text)
        is_plain = not any(piece.differs or piece.target or piece.rivals is not None for piece in pieces)
        return _joined(map(self._piece, pieces) if is_plain else self._stretches(pieces, in_link=in_link))

    def _stretches(self, pieces: Pieces, *, in_link: bool) -> Iterator[Markup]:
        for (differs, target), group in groupby(pieces, key=_SHARED):
            in_any = in_link or target is not None
            html = _joined(self._chosen(*part, in_link=in_any) for part in groupby(group, key=_RIVALS))
            html = html if target is None else Markup(f'<a class="ref" href="#{escape(target)}">{html}</a>')
            yield Markup(f"<mark>{html}</mark>") if differs else html

    def _chosen(self, rivals: tuple[str, ...] | None, pieces: Iterator[ShownPiece], *, in_link: bool) -> Markup:
        """Return pieces, those of chosen wording with what to say of its rivals; they take focus unless in a link."""
        html = _joined(map(self._piece, pieces))
        if rivals is None:
            return html
        if self._instead is None:
            return Markup('<mark class="chosen">{}</mark>').format(html)
        focus = Markup("") if in_link else Markup(' tabindex="0"')
        template = Markup('<mark class="chosen"{0} data-instead="{1}" aria-description="{1}">{2}</mark>')
        return template.format(focus, self._instead(rivals), html)

    def _piece(self, piece: ShownPiece) -> Markup:
        if piece.call is not None:
            html = self._call(piece)
        elif piece.image is not None:
            html = self._show_picture(piece.text, piece.image)
        else:
            html = _text(piece)
        return html if piece.stretch is None else Markup('<span data-s="{}">{}</span>').format(piece.stretch, html)

    def _call(self, piece: ShownPiece) -> Markup:
        """Return a footnote call, or what replaces it; the first call of a footnote is the target of its link back."""
        identity = Markup() if piece.call in self._called else Markup(' id="call-{}"').format(piece.call)
        self._called.add(piece.call or "")
        html = '<sup class="call"><a{} href="#footnote-{}" role="doc-noteref">{}</a></sup>'
        return self._footnote(piece) or Markup(html).format(identity, piece.call, piece.text)

    def _embed(self, alt: str, picture: Picture) -> Markup:
        """Return a picture with its data in the page, which repeats them wherever the picture recurs.

        When the copies take more than `_MOST_COPIED`, further ones are replaced by their descriptions.
        """
        if picture.data in self._embedded:
            self._copied += len(picture.data)
            if self._copied > _MOST_COPIED:
                return Markup("<em>{}</em>").format(alt)
        self._embedded.add(picture.data)
        data = b64encode(picture.data).decode("ascii")
        return image_html(f"data:{picture.media_type};base64,{data}", alt)


def unlinked(call: ShownPiece) -> Markup:
    """Return a footnote call on a page that does not have all footnotes."""
    return Markup('<sup class="call">{}</sup>').format(call.text)


def _joined(parts: Iterable[Markup]) -> Markup:
    """Return parts as one, without looking at each again for what is to be escaped, as `Markup.join` does."""
    return Markup("".join(parts))


def make_own(edition: Edition) -> Callable[[str], str]:
    """Return a function that marks the language of strings we add to an edition, if the document has another."""

    def own(text: str) -> str:
        return Markup('<bdi lang="{}" dir="ltr">{}</bdi>').format(language, text)

    language = edition.words_language
    same = edition.document.language.lower().split("-")[0] == language
    return (lambda text: text) if same else own


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
                html = Markup(f"<{tag}>{html}</{tag}>")
    if piece.mark is not None:
        # Style sheets that have no line beside options mark their text as open.
        names = "open option" if piece.mark is Mark.OPTION else piece.mark.value
        html = Markup('<span class="{}">{}</span>').format(names, html)
    if piece.address is not None and is_safe(piece.address):
        html = Markup('<a href="{}">{}</a>').format(piece.address, html)
    return html
