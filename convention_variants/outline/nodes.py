"""The outline of a draft: provisions, paragraphs and their text, as a tree of immutable nodes.

Formatting is an attribute of a stretch of text and not a node around it, since negotiators'
emphasis straddles brackets (`[r*ecognizing*`). So the text of a paragraph is a flat sequence of
inlines, each with its span in the source; brackets lie across them as further spans.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum
from functools import cached_property
from typing import NamedTuple

from convention_variants.brackets.nodes import BracketTree
from convention_variants.language.option_labels import option_names
from convention_variants.text.source import Source
from convention_variants.text.spans import Span, last_at


class Style(IntFlag):
    """How a stretch of text is set."""

    PLAIN = 0
    EMPHASIS = 1
    STRONG = 2
    CODE = 4
    SUPERSCRIPT = 8
    SUBSCRIPT = 16


class Run(NamedTuple):
    """A stretch of text in one style.

    `shown` is what a reader sees where that is not the source as it stands (`&amp;`), and
    `address` is where the text leads if it is a link.
    """

    start: int
    end: int
    style: Style = Style.PLAIN
    shown: str | None = None
    address: str | None = None


class Break(NamedTuple):
    """White space at which the source begins a new line; `hard` where a reader should see it."""

    start: int
    end: int
    hard: bool = False


class Call(NamedTuple):
    """The mark that leads to a footnote: the label it shows, and the id of the footnote."""

    start: int
    end: int
    label: str
    footnote: str


class Image(NamedTuple):
    """A picture: the address it stands at, and where the words are that stand for it."""

    start: int
    end: int
    address: str
    alt: Span


Inline = Run | Break | Call | Image
Content = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text without a label."""

    content: Content


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A block of code, kept line by line."""

    content: Content


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row is the head."""

    rows: tuple[tuple[Content, ...], ...]


class Item(NamedTuple):
    """A labelled provision: `(a) Text`, with what stands below it.

    An item without an id is one of a plain list; its label may then be empty. `option` says that its label is that of
    an option: `Option 1: Text`.
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
    """A heading and what stands below it; a testimonium has no heading.

    `label` ("Chapter IV", "Article 2.") and `title` are the two halves of the heading.
    """

    id: str
    kind: SectionKind
    label: Content
    title: Content
    children: tuple[Node, ...]


Node = Paragraph | Verbatim | Table | Item | Section


class Footnote(NamedTuple):
    """A footnote: its id, the label its calls carry, and its text.

    The id is the label, with a number where the label comes again.
    """

    id: str
    label: str
    mark: Span
    content: Content


class Join(NamedTuple):
    """White space at which a page break has cut one paragraph in two."""

    start: int
    end: int


class Address(NamedTuple):
    """From this offset on, up to the next address, text belongs to this provision."""

    start: int
    provision: str


@dataclass(frozen=True)
class Draft:
    """A draft as it was read: the once-per-draft result that every reading is a view of.

    `front` is what stands before the treaty text (masthead, the Chair's note), `body` the treaty
    text, `addresses` tell which provision an offset belongs to, and `blocks` are the offsets at which
    the text of each heading, paragraph, item, cell and footnote begins, both in the order of the source.
    """

    source: Source
    brackets: BracketTree = field(repr=False)
    front: tuple[Node, ...] = field(repr=False)
    body: tuple[Node, ...] = field(repr=False)
    footnotes: tuple[Footnote, ...] = field(repr=False)
    joins: tuple[Join, ...]
    addresses: tuple[Address, ...] = field(repr=False)
    blocks: tuple[int, ...] = field(repr=False)

    def block_at(self, offset: int) -> int:
        """Return a number for the heading, paragraph, item, cell or footnote that an offset stands in."""
        return bisect_right(self.blocks, offset)

    @cached_property
    def option_names(self) -> list[int]:
        """Where the name of an option may begin, in order."""
        return option_names(self.source.text)

    @cached_property
    def _address_starts(self) -> list[int]:
        return [address.start for address in self.addresses]

    def provision_at(self, offset: int) -> str:
        """Return the id of the provision that an offset belongs to, `text` where it is none."""
        index = last_at(self._address_starts, offset)
        return self.addresses[index].provision if index >= 0 else "text"

    def provisions_in(self, span: Span) -> list[str]:
        """Return the ids of the provisions that a stretch of text reaches into, that in which it begins first."""
        first = bisect_right(self._address_starts, span.start)
        others = self.addresses[first : bisect_left(self._address_starts, span.end)]
        return [self.provision_at(span.start), *(address.provision for address in others)]


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield nodes in reading order, each before its children."""
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Item | Section) and node.children:
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
            return tuple(cell for row in node.rows for cell in row)
