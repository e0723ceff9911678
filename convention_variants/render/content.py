"""Content → pieces: the text of one node with the edits and marks of a reading applied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
from convention_variants.text.source import LINE_END
from convention_variants.text.spans import Span, SpanIndex, between
from convention_variants.text.words import single_spaced

_EMPHASISED = re.compile(r"(\s*)([*_]{1,3})(\S.*?)\2(\s*)", re.DOTALL)
_MARKED = {Cause.FILL: Mark.FILLED, Cause.CONSEQUENCE: Mark.CHANGED}
_SPACES = re.compile(r"[ \t\f\v]+")


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
        self.marks = SpanIndex(list(_marks(reading)))
        self.differing = SpanIndex(differing)
        self.chosen = SpanIndex(list(chosen_spans(reading)) if mark else ())
        self.indexes = [index for index in (self.edits, self.marks, self.differing, self.chosen) if index.spans]
        self.called: set[str] = set()

    def lines(self, content: Content) -> Pieces:
        """Return code as it is shown, line by line with empty lines."""
        cuts = self._cuts(content[0].start, content[-1].end)
        shown: list[ShownPiece] = []
        for inline in content:
            ends = len(LINE_END.findall(self.text, inline.start, inline.end)) if isinstance(inline, Break) else 0
            shown += (
                [NEW_LINE] * ends
                if ends and self.edits.overlapping(*inline[:2]) is None
                else self._inline(inline, cuts)
            )
        return tuple(shown)

    def pieces(self, content: Content) -> Pieces:
        """Return content as it is shown, empty if nothing is left."""
        if not content:
            return ()
        cuts = self._cuts(content[0].start, content[-1].end)
        if not cuts and len(content) == 1 and isinstance(content[0], Run):
            piece = self._piece(content[0], None)
            return (_with_text(piece, _single_spaced(piece.text)),) if piece.text else ()
        return _tidy([piece for inline in content for piece in self._inline(inline, cuts)])

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
            if self._is_kept(inline):
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

    def _is_kept(self, image: Image) -> bool:
        """Return whether a picture stays: only an edit across all of it removes it, not one inside its description."""
        edit = self.edits.overlapping(image.start, image.end)
        return edit is None or edit.start > image.start

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
        marked = self.marks.at(offset)
        return marked[2] if marked else None

    def _chosen(self, piece: ShownPiece, offset: int) -> ShownPiece:
        """Return a piece with its rivals, if it is chosen wording to be marked."""
        chosen = self.chosen.at(offset) if self.chosen.spans else None
        return piece._replace(rivals=chosen.rivals) if chosen else piece

    def _piece(self, inline: Run | Break | Call, mark: Mark | None) -> ShownPiece:
        differs = self.differing.at(inline.start) is not None
        match inline:
            case Run():
                text = self.text[inline.start : inline.end] if inline.shown is None else inline.shown
                return ShownPiece(text, inline.style, mark, inline.address, differs=differs)
            case Break():
                return NEW_LINE if inline.hard else ShownPiece(" ", Style.PLAIN, mark, differs=differs)
            case Call():
                self.called.add(inline.footnote)
                return ShownPiece(inline.label, Style.PLAIN, mark, None, inline.footnote, differs=differs)
            case _:
                assert_never(inline)


def _marks(reading: Reading) -> Iterator[tuple[int, int, Mark]]:
    """Yield the outermost spans that are not settled, sorted."""
    spans = []
    for decision in reading.unsettled:
        mark = Mark(decision.outcome.value)
        point = decision.point
        if point.options[0].label or point.kind is Kind.SPLIT:
            spans += [(option.start, option.end, mark) for option in point.options]
        else:
            spans.append((point.start, point.end, mark))
    spans += [(*error.span, Mark.OPEN) for error in reading.unmatched]
    end = 0
    for span in sorted(spans):
        if span[0] >= end:
            yield span
            end = span[1]


def _single_spaced(text: str) -> str:
    odd = "  " in text or "\t" in text or "\f" in text or "\v" in text
    return _SPACES.sub(" ", text) if odd else text


def _with_text(piece: ShownPiece, text: str) -> ShownPiece:
    """Return a piece with a text, mostly its own."""
    return piece if text == piece.text else piece._replace(text=text)


def _tidy(pieces: Sequence[ShownPiece]) -> Pieces:
    """Return pieces with white space collapsed and stripped, and equal neighbours joined."""
    single: list[ShownPiece] = []
    space = True
    for piece in pieces:
        if piece == NEW_LINE:
            _strip_end(single)
            space = not single
        text = _single_spaced(piece.text)
        text = text.lstrip() if space and piece.is_text else text
        if text or not piece.is_text:
            single.append(_with_text(piece, text))
            space = piece.is_text and text[-1].isspace()
    _strip_end(single)
    return tuple(_joined(single))


def _strip_end(pieces: list[ShownPiece]) -> None:
    """Strip white space from the end, and remove pieces that are only white space."""
    while pieces and pieces[-1].is_text:
        text = pieces[-1].text.rstrip()
        if text:
            pieces[-1] = _with_text(pieces[-1], text)
            break
        del pieces[-1]


def _joined(pieces: Sequence[ShownPiece]) -> Iterator[ShownPiece]:
    for (joinable, *rest), group in groupby(pieces, key=lambda piece: (_is_joinable(piece), *piece[1:])):
        if joinable:
            yield ShownPiece("".join(piece.text for piece in group), *rest)
        else:
            yield from group


def _is_joinable(piece: ShownPiece) -> bool:
    return piece.is_text and piece != NEW_LINE
