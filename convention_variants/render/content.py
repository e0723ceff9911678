"""Content → pieces: the text of one node with the edits and marks of a reading applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import assert_never

from convention_variants.choices.groups import Kind
from convention_variants.outline.nodes import (
    Break,
    Call,
    Content,
    Image,
    Inline,
    Item,
    Node,
    Paragraph,
    Run,
    Style,
    start_of,
)
from convention_variants.render.chosen import chosen_spans
from convention_variants.render.pictures import Picture, load_picture
from convention_variants.render.shown import NEW_LINE, Mark, Pieces, ShownPiece
from convention_variants.resolve.edits import Cause
from convention_variants.resolve.resolver import Reading
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import LINE_END
from convention_variants.text.spans import Span, SpanIndex, between
from convention_variants.text.words import single_spaced

_Marked = tuple[int, int, Mark]
_EMPHASISED = lazy_pattern(r"(\s*)([*_]{1,3})(\S.*?)\2(\s*)", re.DOTALL)
# A choice has a text of its own if the draft does not offer that.
_MARKED = {Cause.FILL: Mark.FILLED, Cause.CHOICE: Mark.FILLED, Cause.CONSEQUENCE: Mark.CHANGED}
# Bullets of symbol fonts as text from files has them: other fonts show a box in their place.
_BULLETS = dict.fromkeys(map(ord, "\uf0b7\uf0a7\uf0d8"), "•")
_SPACES = lazy_pattern(r"[ \t\f\v]+")


def unmarked(wording: str) -> tuple[str, Style]:
    """Return a wording that is not from the source without its emphasis marks, and the style they stand for."""
    match = _EMPHASISED.fullmatch(wording)
    return (f"{match[1]}{match[3]}{match[4]}", Style(len(match[2]))) if match else (wording, Style.PLAIN)


class ContentReader:
    """Turns content into pieces by looking up the edits, marks and differing spans that overlap it.

    With `mark`, chosen wording gets its rivals.
    """

    def __init__(self, reading: Reading, differing: Sequence[Span] = (), *, mark: bool = False) -> None:
        self.text = reading.inventory.draft.source.text
        self.folder = reading.inventory.draft.source.folder
        self.pictures: dict[str, Picture | None] = {}
        self.edits = SpanIndex(reading.edits)
        self.marks = SpanIndex(_outermost(_marks(reading)))
        self.options = SpanIndex(_outermost(_open_options(reading)))
        self.differing = SpanIndex(differing)
        self.chosen = SpanIndex(list(chosen_spans(reading)) if mark else ())
        self.indexes = [
            index for index in (self.edits, self.marks, self.options, self.differing, self.chosen) if index.spans
        ]
        self.called: set[str] = set()

    def lines(self, content: Content) -> Pieces:
        """Return code as it is shown, line by line with empty lines."""
        cuts = self._cuts(content[0].start, content[-1].end)
        shown: list[ShownPiece] = []
        for inline in content:
            ends = len(LINE_END.findall(self.text, inline.start, inline.end)) if isinstance(inline, Break) else 0
            is_shown = ends and self.edits.overlapping(*inline[:2]) is None
            shown += [NEW_LINE] * ends if is_shown else self._inline(inline, cuts)
        return tuple(shown)

    def pieces(self, content: Content, *, labelled: bool = False) -> Pieces:
        """Return content as it is shown. If nothing is left, that is marked after a label, and not shown elsewhere."""
        if not content:
            return ()
        cuts = self._cuts(content[0].start, content[-1].end)
        if not cuts and len(content) == 1 and isinstance(content[0], Run):
            piece = self._piece(content[0], None)
            return (_with_text(piece, _single_spaced(piece.text)),) if piece.text else ()
        pieces = _tidy([piece for inline in content for piece in self._inline(inline, cuts)])
        return pieces if labelled or any(piece.mark is not Mark.LEFT_OUT for piece in pieces) else ()

    def removal_into(self, node: Node) -> int | None:
        """Return where a removal starts that begins before a node and takes its label, or the start of its text."""
        start = start_of(node)
        if start is None or not isinstance(node, Item | Paragraph):
            return None
        label_end = node.label[-1].end if isinstance(node, Item) and node.label else start + 1
        first, end = self._removal(start)
        return first if first < start and end >= label_end else None

    def _removal(self, offset: int) -> Span:
        """Return what is removed around an offset, by one edit or several side by side; an empty span if nothing is."""
        start = end = offset
        while (edit := self.edits.at(end)) and not edit.text:
            end = edit.end
        while start and end > offset and (edit := self.edits.at(start - 1)) and not edit.text:
            start = edit.start
        return Span(start, end)

    def _cuts(self, start: int, end: int) -> list[int]:
        """Return the offsets at which an edit, a mark or a differing span starts or ends, sorted."""
        cuts: set[int] = set()
        for index in self.indexes:
            for number in range(index.after(start), len(index.spans)):
                span = index.spans[number]
                if span[0] >= end:
                    break
                cuts.update(span[:2])
        return sorted(cuts)

    def _inline(self, inline: Inline, cuts: Sequence[int]) -> Iterator[ShownPiece]:
        """Yield what is left of one inline, split at the cuts inside it."""
        if isinstance(inline, Image):
            across = self.edits.overlapping(inline.start, inline.end)
            if across is None or across.start > inline.start:  # one inside its description does not remove a picture
                yield from self._picture(inline)
            return
        inside: Sequence[int] = ()
        if isinstance(inline, Run) and inline.shown is None:
            inside = between(cuts, inline.start + 1, inline.end)
        for start, end in pairwise((inline.start, *inside, inline.end)):
            part = inline._replace(start=start, end=end) if inside else inline
            edit = self.edits.overlapping(start, end)
            if edit is None:
                yield self._chosen(self._piece(part, self._mark(start)), start)
            elif edit.text and edit.start == start:
                piece = self._piece(part, _MARKED.get(edit.cause))
                text, style = unmarked(edit.text) if edit.cause is Cause.CHOICE else (edit.text, Style.PLAIN)
                yield self._chosen(piece._replace(text=text, style=piece.style | style), start)
            elif (chosen := self.chosen.at(start)) and chosen.left_out and chosen.start == start:
                yield ShownPiece("", mark=Mark.LEFT_OUT, rivals=chosen.rivals)

    def _picture(self, image: Image) -> Iterator[ShownPiece]:
        """Yield a picture, or its description if it cannot be shown."""
        pieces = list(self._inline(Run(*image.alt, Style.EMPHASIS), self._cuts(*image.alt)))
        address = image.address
        if address not in self.pictures:
            self.pictures[address] = load_picture(address, self.folder)
        picture = self.pictures[address]
        if picture is None:
            yield from (piece._replace(text=LINE_END.sub(" ", piece.text)) for piece in pieces)
        else:
            alt = single_spaced("".join(piece.text for piece in pieces))
            differs = any(piece.differs for piece in pieces) or self.differing.at(image.start) is not None
            yield ShownPiece(alt, Style.PLAIN, self._mark(image.start), None, None, picture, differs)

    def _mark(self, offset: int) -> Mark | None:
        marked = self.marks.at(offset) or self.options.at(offset)
        return marked[2] if marked else None

    def _chosen(self, piece: ShownPiece, offset: int) -> ShownPiece:
        """Return a piece with its rivals, if it is chosen wording to be marked."""
        chosen = self.chosen.at(offset) if self.chosen.spans else None
        return piece._replace(rivals=chosen.rivals) if chosen else piece

    def _piece(self, inline: Run | Break | Call, mark: Mark | None) -> ShownPiece:
        differs = bool(self.differing.spans) and self.differing.at(inline.start) is not None
        match inline:
            case Run():
                text = self.text[inline.start : inline.end] if inline.shown is None else inline.shown
                text = text if text.isascii() else text.translate(_BULLETS)
                return ShownPiece(text, inline.style, mark, inline.address, differs=differs)
            case Break():
                return NEW_LINE if inline.hard else ShownPiece(" ", Style.PLAIN, mark, differs=differs)
            case Call():
                self.called.add(inline.footnote)
                return ShownPiece(inline.label, Style.PLAIN, mark, None, inline.footnote, differs=differs)
            case _:
                assert_never(inline)


def _marks(reading: Reading) -> Iterator[_Marked]:
    """Yield what is not settled, but of option paragraphs the labels alone."""
    for decision in reading.unsettled:
        mark = Mark(decision.outcome.value)
        point = decision.point
        if point.options[0].label:
            yield from ((*option.label, mark) for option in point.options if option.label)
        elif point.kind is Kind.SPLIT:
            yield from ((option.start, option.end, mark) for option in point.options)
        else:
            yield point.start, point.end, mark
    yield from ((*error.span, Mark.OPEN) for error in reading.unmatched)


def _open_options(reading: Reading) -> Iterator[_Marked]:
    """Yield the option paragraphs that are not settled."""
    for decision in reading.unsettled:
        if decision.point.options[0].label:
            yield from ((option.start, option.end, Mark.OPTION) for option in decision.point.options)


def _outermost(spans: Iterable[_Marked]) -> list[_Marked]:
    """Return the spans that are in no other, sorted."""
    outermost: list[_Marked] = []
    for span in sorted(spans):
        if not outermost or span[0] >= outermost[-1][1]:
            outermost.append(span)
    return outermost


def _single_spaced(text: str) -> str:
    odd = "  " in text or "\t" in text or "\f" in text or "\v" in text
    return _SPACES.sub(" ", text) if odd else text


def _with_text(piece: ShownPiece, text: str) -> ShownPiece:
    """Return a piece with a text, mostly its own."""
    return piece if text == piece.text else piece._replace(text=text)


def _tidy(pieces: Sequence[ShownPiece]) -> Pieces:
    """Return pieces with equal neighbours joined, no white space at the ends, and spaces collapsed.

    No-break and thin spaces inside the text stay, as browsers keep them.
    """
    single: list[ShownPiece] = []
    stripped: str | None = None  # from the start of the next text; None is all white space
    for piece in pieces:
        if piece.mark is Mark.LEFT_OUT:
            single.append(piece)
            continue
        if piece == NEW_LINE:
            _strip_end(single)
            stripped = "" if single else None
        text = _single_spaced(piece.text)
        text = text.lstrip(stripped) if piece.is_text else text
        if text or not piece.is_text:
            single.append(_with_text(piece, text))
            stripped = " " if piece.is_text and text[-1] in " \n" else ""
    _strip_end(single)
    return tuple(_joined(single))


def _strip_end(pieces: list[ShownPiece]) -> None:
    """Strip white space from the end, and remove pieces that are only white space; what is left out stays marked."""
    if pieces and pieces[-1].mark is Mark.LEFT_OUT:
        last = pieces.pop()
        _strip_end(pieces)
        pieces.append(last)
        return
    while pieces and pieces[-1].is_text:
        text = pieces[-1].text.rstrip()
        if text:
            pieces[-1] = _with_text(pieces[-1], text)
            break
        del pieces[-1]


def _joined(pieces: Sequence[ShownPiece]) -> Iterator[ShownPiece]:
    for (is_text, *rest), group in groupby(pieces, key=lambda piece: (piece.is_text and piece != NEW_LINE, *piece[1:])):
        if is_text:
            yield ShownPiece("".join(piece.text for piece in group), *rest)
        else:
            yield from group
