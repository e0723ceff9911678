"""The outline of a draft: provisions, paragraphs and their text, as a tree of immutable nodes.

Formatting is an attribute of a run of text, not a node around it, since emphasis in drafts can straddle brackets
(`[r*ecognizing*`). So the text of a paragraph is a flat sequence of inlines, each with its span in the source, and
brackets are further spans across them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum
from functools import cached_property
from typing import NamedTuple

from convention_variants.brackets.nodes import BracketTree
from convention_variants.text.source import Source
from convention_variants.text.spans import Span, last_at
from convention_variants.text.words import single_spaced


class Style(IntFlag):
    """The formatting of a run of text."""

    PLAIN = 0
    EMPHASIS = 1
    STRONG = 2
    CODE = 4
    SUPERSCRIPT = 8
    SUBSCRIPT = 16


class Run(NamedTuple):
    """A run of text in one style.

    `shown` is the text to show if it differs from the source (`&amp;`), and `address` that of a link.
    """

    start: int
    end: int
    style: Style = Style.PLAIN
    shown: str | None = None
    address: str | None = None


class Break(NamedTuple):
    """White space that contains a line end of the source; `hard` if readers see a line break."""

    start: int
    end: int
    hard: bool = False


class Call(NamedTuple):
    """A footnote call: the label it shows, and the id of the footnote."""

    start: int
    end: int
    label: str
    footnote: str


class Image(NamedTuple):
    """A picture: its address, and the span of its alternative text."""

    start: int
    end: int
    address: str
    alt: Span


Inline = Run | Break | Call | Image
Content = tuple[Inline, ...]


class Paragraph(NamedTuple):
    """Text without a label."""

    content: Content


class Verbatim(NamedTuple):
    """A block of code, kept line by line."""

    content: Content


class Cell(NamedTuple):
    """A cell of a table, over one column or several, and one row or several; over none if it is part of that above."""

    content: Content
    columns: int
    rows: int


class Table(NamedTuple):
    """A table; its first row is the head."""

    rows: tuple[tuple[Cell, ...], ...]


class Item(NamedTuple):
    """A labelled provision such as `(a) Text`, with the nodes below it.

    An item of a plain list has no id, and its label may be empty. `option`: its label is that of an option, as in
    `Option 1: Text`.
    """

    id: str | None
    label: Content
    content: Content
    children: tuple[Node, ...]
    option: bool


class SectionKind(StrEnum):
    """What a heading opens."""

    CHAPTER = "chapter"
    ARTICLE = "article"
    PREAMBLE = "preamble"
    TESTIMONIUM = "testimonium"
    NOTE = "note"
    OPTION = "option"
    OTHER = "other"


class Section(NamedTuple):
    """A heading and the nodes below it; a testimonium has no heading.

    `label` ("Chapter IV", "Article 2.") and `title` are the two halves of the heading.
    """

    id: str
    kind: SectionKind
    label: Content
    title: Content
    children: tuple[Node, ...]


Parent = Item | Section  # what can have nodes below it
Node = Paragraph | Verbatim | Table | Parent


class Footnote(NamedTuple):
    """A footnote: its id, the label that its calls show, and its text.

    The id is the label, with a number appended if the label is repeated.
    """

    id: str
    label: str
    mark: Span
    content: Content


class Join(NamedTuple):
    """White space in place of a page break that split a paragraph."""

    start: int
    end: int


class Address(NamedTuple):
    """Text from this offset to the next address belongs to this provision."""

    start: int
    provision: str


@dataclass(frozen=True)
class Draft:
    """A parsed draft. It is read once; every reading is a view of it.

    `front` is everything before the treaty text (masthead, the Chair's note), and `body` the treaty text. `addresses`
    map offsets to provisions, and `blocks` are the offsets at which the text of each heading, paragraph, item, cell and
    footnote begins, both in the order of the source. `has_options`: a label or a heading names an option, or a label
    marks its paragraph as a rival.
    """

    source: Source
    brackets: BracketTree = field(repr=False)
    front: tuple[Node, ...] = field(repr=False)
    body: tuple[Node, ...] = field(repr=False)
    footnotes: tuple[Footnote, ...] = field(repr=False)
    joins: tuple[Join, ...]
    addresses: tuple[Address, ...] = field(repr=False)
    blocks: tuple[int, ...] = field(repr=False)
    has_options: bool

    def block_at(self, offset: int) -> int:
        """Return the number of the heading, paragraph, item, cell or footnote that an offset is in."""
        return bisect_right(self.blocks, offset)

    @cached_property
    def _address_starts(self) -> list[int]:
        return [address.start for address in self.addresses]

    def provision_at(self, offset: int) -> str:
        """Return the id of the provision that an offset belongs to, `text` if there is none."""
        index = last_at(self._address_starts, offset)
        return self.addresses[index].provision if index >= 0 else "text"

    def provisions_in(self, span: Span) -> list[str]:
        """Return the ids of the provisions that a span overlaps, in order."""
        first = bisect_right(self._address_starts, span.start)
        others = self.addresses[first : bisect_left(self._address_starts, span.end)]
        return [self.provision_at(span.start), *(address.provision for address in others)]


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield nodes in reading order, each before its children."""
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Parent) and node.children:
            stack.extend(reversed(node.children))


def contents(node: Node) -> tuple[Content, ...]:
    """Return the texts of one node in reading order, without those of its children."""
    match node:
        case Item():
            return node.label, node.content
        case Paragraph() | Verbatim():
            return (node.content,)
        case Section():
            return node.label, node.title
        case Table():
            return tuple(cell.content for row in node.rows for cell in row)


def all_contents(draft: Draft) -> Iterator[Content]:
    """Yield the texts of a draft in reading order, those of its footnotes last."""
    yield from (content for node in walk((*draft.front, *draft.body)) for content in contents(node))
    yield from (note.content for note in draft.footnotes)


def start_of(node: Node) -> int | None:
    """Return where the own text of a node starts, with its label; None if it has none."""
    return next((content[0].start for content in contents(node) if content), None)


def is_raised_figure(inline: Inline, text: str) -> bool:
    """Return whether this is the call of a footnote that a draft has lost: no part of the label or word before it."""
    is_raised = isinstance(inline, Run) and Style.SUPERSCRIPT in inline.style
    return is_raised and text[inline.start : inline.end].isdecimal()


def written(content: Content, text: str) -> str:
    """Return a content as it is written in the source, from its first piece to its last."""
    return text[content[0].start : content[-1].end] if content else ""


def shown_text(content: Sequence[Inline], text: str) -> str:
    """Return a content as one line, as a reader sees it; `text` is that of the source."""
    parts = ((isinstance(inline, Run) and inline.shown) or text[inline.start : inline.end] for inline in content)
    return single_spaced("".join(parts))
