"""Reading → what is shown: the outline with the decisions applied, which every format renders.

Text that a decision dropped is gone from it, and so is a paragraph that has lost all its text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from typing import ClassVar, NamedTuple, assert_never

from convention_variants.grouping import Kind
from convention_variants.outline import (
    Break,
    Call,
    Content,
    Image,
    Inline,
    Item,
    Node,
    Paragraph,
    Run,
    Section,
    SectionKind,
    Style,
    Table,
    Verbatim,
)
from convention_variants.render.pictures import picture_file
from convention_variants.resolver import Reading
from convention_variants.variation import Cause, Edit


class Mark(StrEnum):
    """What sets a stretch of text apart from the agreed text around it."""

    OPEN = "open"
    BLANK = "blank"
    NOTE = "note"
    FILLED = "filled"


class Piece(NamedTuple):
    """A stretch of shown text in one style.

    Instead of text, `call` is the label of a footnote called here, or `image` the address of a
    picture for which `text` stands.
    """

    text: str
    style: Style = Style.PLAIN
    mark: Mark | None = None
    address: str | None = None
    call: str | None = None
    image: str | None = None

    @property
    def is_text(self) -> bool:
        """Whether this is text, and not a call or a picture."""
        return self.call is None and self.image is None


Pieces = tuple[Piece, ...]
NEW_LINE = Piece("\n")


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """Text without a label."""

    type: ClassVar[str] = "paragraph"

    pieces: Pieces


@dataclass(frozen=True, slots=True)
class ShownVerbatim:
    """Lines of code."""

    type: ClassVar[str] = "verbatim"

    pieces: Pieces


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Rows of cells, the head first."""

    type: ClassVar[str] = "table"

    rows: tuple[tuple[Pieces, ...], ...]


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A labelled provision, or an item of a plain list, which has no id."""

    type: ClassVar[str] = "item"

    id: str | None
    label: Pieces
    pieces: Pieces
    children: tuple[ShownNode, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A heading, in two halves, and what stands below it."""

    type: ClassVar[str] = "section"

    id: str
    kind: SectionKind
    label: Pieces
    title: Pieces
    children: tuple[ShownNode, ...]


ShownNode = ShownParagraph | ShownVerbatim | ShownTable | ShownItem | ShownSection


class ShownFootnote(NamedTuple):
    """A footnote and its label."""

    label: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Shown:
    """All that an edition shows of a draft; `called` are the labels of footnotes that it calls."""

    front: tuple[ShownNode, ...]
    body: tuple[ShownNode, ...]
    footnotes: tuple[ShownFootnote, ...]
    called: frozenset[str]


def show(reading: Reading) -> Shown:
    """Apply the decisions of a reading to the outline of its draft."""
    draft, flow = reading.inventory.draft, _Flow(reading)
    footnotes = tuple(ShownFootnote(note.label, flow.pieces(note.content)) for note in draft.footnotes)
    front, body = _nodes(draft.front, flow), _nodes(draft.body, flow)
    return Shown(front, body, footnotes, frozenset(flow.called))


def _nodes(nodes: Sequence[Node], flow: _Flow) -> tuple[ShownNode, ...]:
    return tuple(shown for node in nodes if (shown := _node(node, flow)) is not None)


def _node(node: Node, flow: _Flow) -> ShownNode | None:
    match node:
        case Item():
            label, pieces = flow.pieces(node.label), flow.pieces(node.content)
            children = _nodes(node.children, flow)
            kept = label or pieces or children
            return ShownItem(node.id, label, pieces, children) if kept else None
        case Paragraph():
            pieces = flow.pieces(node.content)
            return ShownParagraph(pieces) if pieces else None
        case Section():
            label, title = flow.pieces(node.label), flow.pieces(node.title)
            return ShownSection(node.id, node.kind, label, title, _nodes(node.children, flow))
        case Verbatim():
            pieces = flow.pieces(node.content, verbatim=True)
            return ShownVerbatim(pieces) if pieces else None
        case Table():
            return ShownTable(tuple(tuple(flow.pieces(cell) for cell in row) for row in node.rows))
        case _:
            assert_never(node)


_SPACES = re.compile(r"[ \t\f\v]+")
_ODD_SPACES = ("  ", "\t", "\f", "\v")


class _Flow:
    """Turns contents into pieces: looks up which edits and marks lie across them."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.inventory.draft.source.text
        self.folder = reading.inventory.draft.source.folder
        self.edits = reading.edits
        self.edit_ends = [edit.end for edit in self.edits]
        self.marks = list(_marks(reading))
        self.mark_ends = [end for _, end, _ in self.marks]
        self.called: set[str] = set()

    def pieces(self, content: Content, *, verbatim: bool = False) -> Pieces:
        """Return a content as it is shown; empty if nothing of it is left."""
        if not content:
            return ()
        cuts = self._cuts(content[0].start, content[-1].end)
        if not cuts and len(content) == 1 and isinstance(content[0], Run):
            piece = self._piece(content[0], None)
            return (piece if verbatim else piece._replace(text=_single_spaced(piece.text)),)
        shown = [piece for inline in content for piece in self._inline(inline, cuts)]
        return tuple(shown) if verbatim else _tidy(shown)

    def _cuts(self, start: int, end: int) -> list[int]:
        """Return the offsets at which an edit or a mark begins or ends, in order."""
        cuts: set[int] = set()
        for spans, ends in ((self.edits, self.edit_ends), (self.marks, self.mark_ends)):
            for index in range(bisect_right(ends, start), len(spans)):
                if spans[index][0] >= end:
                    break
                cuts.update(spans[index][:2])
        return sorted(cuts)

    def _inline(self, inline: Inline, cuts: Sequence[int]) -> Iterator[Piece]:
        """Yield what is left of one inline, parted at the cuts inside it."""
        inside: Sequence[int] = ()
        if isinstance(inline, Run) and inline.shown is None:
            inside = cuts[bisect_right(cuts, inline.start) : bisect_left(cuts, inline.end)]
        for start, end in pairwise((inline.start, *inside, inline.end)):
            part = inline._replace(start=start, end=end) if inside else inline
            edit = self._edit(start, end)
            if edit is None:
                yield self._piece(part, self._mark(start))
            elif edit.text and edit.start == start:
                mark = Mark.FILLED if edit.cause is Cause.FILL else None
                yield self._piece(part, mark)._replace(text=edit.text)

    def _edit(self, start: int, end: int) -> Edit | None:
        index = bisect_right(self.edit_ends, start)
        return self.edits[index] if index < len(self.edits) and self.edits[index].start < end else None

    def _mark(self, offset: int) -> Mark | None:
        index = bisect_right(self.mark_ends, offset)
        if index < len(self.marks) and self.marks[index][0] <= offset:
            return self.marks[index][2]
        return None

    def _piece(self, inline: Inline, mark: Mark | None) -> Piece:
        match inline:
            case Run():
                text = self.text[inline.start : inline.end] if inline.shown is None else inline.shown
                return Piece(text, inline.style, mark, inline.address)
            case Break():
                return NEW_LINE if inline.hard else Piece(" ", Style.PLAIN, mark)
            case Call():
                self.called.add(inline.label)
                return Piece("", Style.PLAIN, mark, None, inline.label)
            case Image():
                if picture_file(inline.address, self.folder) is None:
                    return Piece(inline.alt, Style.EMPHASIS, mark)
                return Piece(inline.alt, Style.PLAIN, mark, None, None, inline.address)
            case _:
                assert_never(inline)


def _marks(reading: Reading) -> Iterator[tuple[int, int, Mark]]:
    """Yield the outermost spans that are not settled, in order."""
    spans = []
    for decision in reading.unsettled:
        mark = Mark(decision.outcome.value)
        point = decision.point
        if point.options[0].label:  # the labels of option paragraphs show that they are open
            spans += [(*option.label, mark) for option in point.options if option.label]
        elif point.kind is Kind.SPLIT:
            spans += [(option.start, option.end, mark) for option in point.options]
        else:
            spans.append((point.start, point.end, mark))
    end = 0
    for span in sorted(spans):
        if span[0] >= end:
            yield span
            end = span[1]


def _single_spaced(text: str) -> str:
    return _SPACES.sub(" ", text) if any(space in text for space in _ODD_SPACES) else text


def _tidy(pieces: Sequence[Piece]) -> Pieces:
    """Join pieces that differ in nothing, make white space single and take it off the ends."""
    single: list[Piece] = []
    space = True
    for piece in pieces:
        text = _single_spaced(piece.text)
        text = text.lstrip() if space and piece.is_text else text
        if text or not piece.is_text:
            single.append(piece._replace(text=text))
            space = piece.is_text and text[-1].isspace()
    while single and single[-1].is_text:
        text = single[-1].text.rstrip()
        if text:
            single[-1] = single[-1]._replace(text=text)
            break
        del single[-1]
    return tuple(_joined(single))


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for (joinable, *rest), group in groupby(pieces, key=lambda piece: (_is_joinable(piece), *piece[1:])):
        if joinable:
            yield Piece("".join(piece.text for piece in group), *rest)
        else:
            yield from group


def _is_joinable(piece: Piece) -> bool:
    return piece.is_text and piece != NEW_LINE
