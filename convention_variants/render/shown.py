"""Reading → what is shown: the outline with the decisions applied, which every format renders.

Text that a decision dropped is gone from it, and so is a paragraph that has lost all its text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from typing import ClassVar, NamedTuple, assert_never

from convention_variants.choices.groups import Kind
from convention_variants.outline.nodes import (
    Break,
    Call,
    Content,
    Draft,
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
    contents,
)
from convention_variants.render.pictures import Picture, load_picture
from convention_variants.render.rejoining import made_whole
from convention_variants.resolve.edits import Cause, Edit
from convention_variants.resolve.resolver import Reading
from convention_variants.text.source import LINE_END
from convention_variants.text.spans import Span


class Mark(StrEnum):
    """What sets a stretch of text apart from the agreed text around it."""

    OPEN = "open"
    BLANK = "blank"
    NOTE = "note"
    FILLED = "filled"
    CHANGED = "changed"


_MOST_FILLED_UP = 10  # times as many cells as the draft has
_EMPHASISED = re.compile(r"(\s*)([*_]{1,3})(\S.*?)\2(\s*)", re.DOTALL)
_MARKED = {Cause.FILL: Mark.FILLED, Cause.CONSEQUENCE: Mark.CHANGED}


class Piece(NamedTuple):
    """A stretch of shown text in one style.

    Instead of text, `call` is the id of a footnote called here, with `text` as its mark, or `image`
    the address of a picture for which `text` stands. `differs` where another reading has other words there. On a
    workbench a piece may be shown or not: `stretch` is the index of what it belongs to.
    """

    text: str
    style: Style = Style.PLAIN
    mark: Mark | None = None
    address: str | None = None
    call: str | None = None
    image: Picture | None = None
    differs: bool = False
    stretch: int | None = None

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
    """Rows of cells, the head first, which has as many as there are columns.

    Other rows are filled up to that length unless the table would be mostly empty: one row of a thousand cells
    and a thousand rows of one would make a million.
    """

    type: ClassVar[str] = "table"

    rows: tuple[tuple[Pieces, ...], ...]


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A labelled provision, or an item of a plain list, which has no id.

    One that has lost its label, as an option has that was chosen, is `bare`: it stands as any paragraph.
    """

    type: ClassVar[str] = "item"

    id: str | None
    label: Pieces
    pieces: Pieces
    children: tuple[ShownNode, ...]
    bare: bool = False


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
    """A footnote: its id, the label that marks it, and its text."""

    id: str
    label: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Shown:
    """All that an edition shows of a draft.

    `called` are the ids of the footnotes that it calls, `called_in_text` of those that more than another
    footnote calls. `pictures` are those in it, by their addresses.
    """

    front: tuple[ShownNode, ...]
    body: tuple[ShownNode, ...]
    footnotes: tuple[ShownFootnote, ...]
    called: frozenset[str]
    called_in_text: frozenset[str]
    pictures: Mapping[str, Picture]


def unmarked(wording: str) -> tuple[str, Style]:
    """Return a wording that stands in no bracket without the marks of emphasis that it took over, and their style."""
    match = _EMPHASISED.fullmatch(wording)
    return (f"{match[1]}{match[3]}{match[4]}", Style(len(match[2]))) if match else (wording, Style.PLAIN)


def show(reading: Reading) -> Shown:
    """Apply the decisions of a reading to the outline of its draft."""
    return show_by(Flow(reading), reading.inventory.draft)


def show_by(flow: Flow, draft: Draft) -> Shown:
    """Show the outline of a draft, its texts as a flow makes them."""
    front, body = _nodes(draft.front, flow), _nodes(draft.body, flow)
    called_in_text = frozenset(flow.called)
    footnotes = tuple(ShownFootnote(note.id, note.label, flow.pieces(note.content)) for note in draft.footnotes)
    pictures = {address: picture for address, picture in flow.pictures.items() if picture is not None}
    return Shown(front, body, footnotes, frozenset(flow.called), called_in_text, pictures)


def show_apart(reading: Reading, nodes: Iterable[Node], differing: Sequence[Span]) -> list[ShownNode | None]:
    """Return how a reading shows each of some nodes by itself, without its children.

    `differing` are the stretches of the source, sorted and disjoint, that are to be told from the rest.
    """
    flow = Flow(reading, differing)
    return [_node(node._replace(children=()) if isinstance(node, Item | Section) else node, flow) for node in nodes]


def _nodes(nodes: Sequence[Node], flow: Flow) -> tuple[ShownNode, ...]:
    shown: list[ShownNode] = []
    for node in made_whole(nodes, flow.cut_into):
        found = _node(node, flow)
        if isinstance(found, ShownItem) and not (found.label or found.pieces):
            shown += found.children  # they move up to the place of what stood above them
        elif found is not None:
            shown.append(found)
    return tuple(shown)


def _node(node: Node, flow: Flow) -> ShownNode | None:
    match node:
        case Item():
            whole, *below = made_whole((node._replace(children=()), *node.children), flow.cut_into)
            assert isinstance(whole, Item)  # as it was  # noqa: S101 for the type checker
            label, pieces = flow.pieces(whole.label), flow.pieces(whole.content)
            children = _nodes((*whole.children, *below), flow)
            if _is_number_of_options(node) and children and isinstance(children[0], ShownParagraph):
                pieces, children = children[0].pieces, children[1:]  # "2. Option 1⏎⏎Text" reads "2. Text"
            return ShownItem(node.id, label, pieces, children, bare=bool(node.label) and not label)
        case Paragraph():
            pieces = flow.pieces(node.content)
            return ShownParagraph(pieces) if pieces else None
        case Section():
            label, title = flow.pieces(node.label), flow.pieces(node.title)
            return ShownSection(node.id, node.kind, label, title, _nodes(node.children, flow))
        case Verbatim():
            pieces = flow.lines(node.content)
            return ShownVerbatim(pieces) if pieces else None
        case Table():
            rows = [tuple(map(flow.pieces, row)) for row in node.rows]
            gone = any(map(any, node.rows)) and not any(map(any, rows))
            return None if gone else ShownTable(tuple(_filled_up(rows)))
        case _:
            assert_never(node)


def _filled_up(rows: Sequence[tuple[Pieces, ...]]) -> Iterator[tuple[Pieces, ...]]:
    """Yield the rows of a table, short ones with empty cells at the end, as far as `ShownTable` says."""
    columns = max(map(len, rows), default=0)
    is_sparse = columns * len(rows) > _MOST_FILLED_UP * sum(map(len, rows))
    for number, row in enumerate(rows):
        yield row if is_sparse and number else (*row, *((),) * (columns - len(row)))


def _is_number_of_options(node: Item) -> bool:
    """Say whether an item is nothing but the number of a paragraph of which all that follows is in options."""
    return not node.content and bool(node.children) and isinstance(node.children[0], Item) and node.children[0].option


_SPACES = re.compile(r"[ \t\f\v]+")
_ODD_SPACES = ("  ", "\t", "\f", "\v")


class Flow:
    """Turns contents into pieces: looks up which edits and marks lie across them."""

    def __init__(self, reading: Reading, differing: Sequence[Span] = ()) -> None:
        self.text = reading.inventory.draft.source.text
        self.folder = reading.inventory.draft.source.folder
        self.pictures: dict[str, Picture | None] = {}
        self.edits = reading.edits
        self.edit_ends = [edit.end for edit in self.edits]
        self.marks = list(_marks(reading))
        self.mark_ends = [end for _, end, _ in self.marks]
        self.differing = differing
        self.differing_ends = [span.end for span in differing]
        self.called: set[str] = set()

    def lines(self, content: Content) -> Pieces:
        """Return code as it is shown: line by line, empty lines and all."""
        cuts = self._cuts(content[0].start, content[-1].end)
        shown: list[Piece] = []
        for inline in content:
            ends = len(LINE_END.findall(self.text, inline.start, inline.end)) if isinstance(inline, Break) else 0
            shown += [NEW_LINE] * ends if ends and self._edit(*inline[:2]) is None else self._inline(inline, cuts)
        return tuple(shown)

    def pieces(self, content: Content) -> Pieces:
        """Return a content as it is shown; empty if nothing of it is left."""
        if not content:
            return ()
        cuts = self._cuts(content[0].start, content[-1].end)
        if not cuts and len(content) == 1 and isinstance(content[0], Run):
            piece = self._piece(content[0], None)
            return (piece._replace(text=_single_spaced(piece.text)),) if piece.text else ()
        return _tidy([piece for inline in content for piece in self._inline(inline, cuts)])

    def cut_into(self, node: Node) -> int | None:
        """Return where a removal begins that takes the beginning of a text, its label and all, and more before it."""
        start = next((part[0].start for part in contents(node) if part), None)
        if start is None or not isinstance(node, Item | Paragraph):
            return None
        label_end = node.label[-1].end if isinstance(node, Item) and node.label else start + 1
        edit = self._edit(start, start + 1)
        is_removal = edit is not None and not edit.text and edit.start < start and edit.end >= label_end
        return edit.start if edit is not None and is_removal else None

    def _cuts(self, start: int, end: int) -> list[int]:
        """Return the offsets at which an edit, a mark or what differs begins or ends, in order."""
        cuts: set[int] = set()
        looked_up = (
            (self.edits, self.edit_ends),
            (self.marks, self.mark_ends),
            (self.differing, self.differing_ends),
        )
        for spans, ends in looked_up:
            for index in range(bisect_right(ends, start), len(spans)):
                if spans[index][0] >= end:
                    break
                cuts.update(spans[index][:2])
        return sorted(cuts)

    def _inline(self, inline: Inline, cuts: Sequence[int]) -> Iterator[Piece]:
        """Yield what is left of one inline, parted at the cuts inside it."""
        if isinstance(inline, Image):
            if self._is_kept(inline):
                yield from self._picture(inline)
            return
        inside: Sequence[int] = ()
        if isinstance(inline, Run) and inline.shown is None:
            inside = cuts[bisect_right(cuts, inline.start) : bisect_left(cuts, inline.end)]
        for start, end in pairwise((inline.start, *inside, inline.end)):
            part = inline._replace(start=start, end=end) if inside else inline
            edit = self._edit(start, end)
            if edit is None:
                yield self._piece(part, self._mark(start))
            elif edit.text and edit.start == start:
                mark = _MARKED.get(edit.cause)
                piece = self._piece(part, mark)
                text, style = unmarked(edit.text) if edit.cause is Cause.CHOICE else (edit.text, Style.PLAIN)
                yield piece._replace(text=text, style=piece.style | style)

    def _is_kept(self, image: Image) -> bool:
        """Say whether no edit lies across the whole of a picture: one inside its words leaves it in place."""
        edit = self._edit(image.start, image.end)
        return edit is None or edit.start > image.start

    def _picture(self, image: Image) -> Iterator[Piece]:
        """Yield a picture, or the words that stand for it where there is none that can be shown."""
        pieces = list(self._inline(Run(*image.alt, Style.EMPHASIS), self._cuts(*image.alt)))
        address = image.address
        if address not in self.pictures:
            self.pictures[address] = load_picture(address, self.folder)
        picture = self.pictures[address]
        if picture is None:
            yield from (piece._replace(text=LINE_END.sub(" ", piece.text)) for piece in pieces)
        else:
            alt = " ".join("".join(piece.text for piece in pieces).split())
            differs = any(piece.differs for piece in pieces) or self._differs(image.start)
            yield Piece(alt, Style.PLAIN, self._mark(image.start), None, None, picture, differs)

    def _edit(self, start: int, end: int) -> Edit | None:
        index = bisect_right(self.edit_ends, start)
        return self.edits[index] if index < len(self.edits) and self.edits[index].start < end else None

    def _mark(self, offset: int) -> Mark | None:
        index = bisect_right(self.mark_ends, offset)
        if index < len(self.marks) and self.marks[index][0] <= offset:
            return self.marks[index][2]
        return None

    def _differs(self, offset: int) -> bool:
        index = bisect_right(self.differing_ends, offset)
        return index < len(self.differing) and self.differing[index].start <= offset

    def _piece(self, inline: Run | Break | Call, mark: Mark | None) -> Piece:
        differs = bool(self.differing) and self._differs(inline.start)
        match inline:
            case Run():
                text = self.text[inline.start : inline.end] if inline.shown is None else inline.shown
                return Piece(text, inline.style, mark, inline.address, differs=differs)
            case Break():
                return NEW_LINE if inline.hard else Piece(" ", Style.PLAIN, mark, differs=differs)
            case Call():
                self.called.add(inline.footnote)
                return Piece(inline.label, Style.PLAIN, mark, None, inline.footnote, differs=differs)
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
    spans += [(*error.span, Mark.OPEN) for error in reading.broken]
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
        if piece == NEW_LINE:
            _strip_end(single)
            space = not single
        text = _single_spaced(piece.text)
        text = text.lstrip() if space and piece.is_text else text
        if text or not piece.is_text:
            single.append(piece._replace(text=text))
            space = piece.is_text and text[-1].isspace()
    _strip_end(single)
    return tuple(_joined(single))


def _strip_end(pieces: list[Piece]) -> None:
    """Take white space off the end, and pieces that are nothing else."""
    while pieces and pieces[-1].is_text:
        text = pieces[-1].text.rstrip()
        if text:
            pieces[-1] = pieces[-1]._replace(text=text)
            break
        del pieces[-1]


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for (joinable, *rest), group in groupby(pieces, key=lambda piece: (_is_joinable(piece), *piece[1:])):
        if joinable:
            yield Piece("".join(piece.text for piece in group), *rest)
        else:
            yield from group


def _is_joinable(piece: Piece) -> bool:
    return piece.is_text and piece != NEW_LINE
