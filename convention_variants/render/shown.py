"""What an edition shows: the tree of provisions with all decisions applied, which every format renders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, NamedTuple

from convention_variants.outline.nodes import SectionKind, Style
from convention_variants.render.pictures import Picture


class Mark(StrEnum):
    """What distinguishes a stretch of text from the agreed text around it.

    An option paragraph that is open has the mark `OPEN` on its label and `OPTION` on what is below it. `LEFT_OUT` is on
    a piece without text, where a passage is left out and chosen wording is to be marked.
    """

    OPEN = "open"
    OPTION = "option"
    BLANK = "blank"
    NOTE = "note"
    FILLED = "filled"
    CHANGED = "changed"
    LEFT_OUT = "left-out"


class ShownPiece(NamedTuple):
    """A stretch of text in one style, a footnote call, or a picture.

    A call has the footnote's id in `call` and its mark in `text`; a picture has its description in `text`. `differs`
    is set if another reading has other words here. On a workbench, `stretch` is the number of the stretch of text that
    decides whether the piece is visible. `target` is the id of the provision that the text refers to, and `rivals` are
    the wordings that were not chosen here, if chosen wording is to be marked.
    """

    text: str
    style: Style = Style.PLAIN
    mark: Mark | None = None
    address: str | None = None
    call: str | None = None
    image: Picture | None = None
    differs: bool = False
    stretch: int | None = None
    target: str | None = None
    rivals: tuple[str, ...] | None = None

    @property
    def is_text(self) -> bool:
        """Whether this is text, not a call or a picture."""
        return self.call is None and self.image is None


Pieces = tuple[ShownPiece, ...]
NEW_LINE = ShownPiece("\n")


def is_subheading(pieces: Pieces) -> bool:
    """Return whether all words of a paragraph are strong, regardless of brackets and footnote calls."""
    words = [piece for piece in pieces if piece.is_text and re.search(r"\w", piece.text)]
    return bool(words) and all(Style.STRONG in piece.style for piece in words)


def strong(pieces: Pieces) -> Pieces:
    """Return pieces as strong text."""
    return tuple(piece._replace(style=piece.style | Style.STRONG) for piece in pieces)


def _is_open(label: Pieces) -> bool:
    return any(piece.mark is Mark.OPEN for piece in label)


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


class ShownCell(NamedTuple):
    """A cell of a table, over one column or several, and one row or several; over none if it is part of that above."""

    pieces: Pieces
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Rows of cells; the first row is the head and reaches over all columns.

    Other rows are padded to that length unless most of the table would be padding: one row of a thousand cells and a
    thousand rows of one cell would make a million.
    """

    type: ClassVar[str] = "table"

    rows: tuple[tuple[ShownCell, ...], ...]


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A labelled provision, or an item of a plain list, which has no id.

    The label of an `option` is strong on pages. An item is `bare` if its label is not shown, as the label of a chosen
    option is not; it looks like a paragraph.
    """

    type: ClassVar[str] = "item"

    id: str | None
    label: Pieces
    pieces: Pieces
    children: tuple[ShownNode, ...]
    option: bool = False
    bare: bool = False

    @property
    def open(self) -> bool:
        """Whether this is an option that is neither chosen nor dropped."""
        return self.option and _is_open(self.label)

    @property
    def joined(self) -> ShownItem:
        """The item with the text of its chosen option after its label: "2. Option 1: Text" reads "2. Text"."""
        first = self.children[0] if self.children else None
        if self.pieces or not isinstance(first, ShownItem) or not first.bare:
            return self
        return replace(self, pieces=first.pieces, children=(*first.children, *self.children[1:]))


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A heading, as label and title, and everything below it."""

    type: ClassVar[str] = "section"

    id: str
    kind: SectionKind
    label: Pieces
    title: Pieces
    children: tuple[ShownNode, ...]

    @property
    def open(self) -> bool:
        """Whether this is an option that is neither chosen nor dropped."""
        return self.kind is SectionKind.OPTION and _is_open(self.label)


ShownParent = ShownItem | ShownSection  # what can have nodes below it
ShownNode = ShownParagraph | ShownVerbatim | ShownTable | ShownParent


def walk_shown(nodes: Sequence[ShownNode]) -> Iterator[ShownNode]:
    """Yield nodes in reading order, each before its children."""
    for node in nodes:
        yield node
        if isinstance(node, ShownParent):
            yield from walk_shown(node.children)


def parts(node: ShownNode | None) -> tuple[Pieces, ...]:
    """Return the pieces of a node without its children: label and text, or cells, in reading order."""
    match node:
        case None:
            return ()
        case ShownSection():
            return node.label, node.title
        case ShownItem():
            return node.label, node.pieces
        case ShownTable():
            return tuple(cell.pieces for row in node.rows for cell in row)
        case _:
            return (node.pieces,)


class ShownFootnote(NamedTuple):
    """A footnote: its id, its label, and its text."""

    id: str
    label: str
    pieces: Pieces


class ShownDraft(NamedTuple):
    """Everything an edition shows of a draft.

    `called` has the ids of all footnotes that are called, `called_in_text` only those called outside footnotes.
    `pictures` are keyed by address.
    """

    front: tuple[ShownNode, ...]
    body: tuple[ShownNode, ...]
    footnotes: tuple[ShownFootnote, ...]
    called: frozenset[str]
    called_in_text: frozenset[str]
    pictures: Mapping[str, Picture]
