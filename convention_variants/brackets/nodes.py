"""The bracket tree: the nesting of the square brackets of a source.

The leaves of a tree, in order, cover the source without gaps or overlaps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from convention_variants.text.source import Source
from convention_variants.text.spans import Span


class Text(NamedTuple):
    """A span without syntactic brackets: plain text, code, an escaped bracket."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Bracket:
    """One `[…]`, including both bracket characters."""

    start: int
    end: int
    children: tuple[Node, ...] = field(repr=False)

    @property
    def inner(self) -> Span:
        """What is between the two bracket characters."""
        return Span(self.start + 1, self.end - 1)

    @property
    def plain(self) -> bool:
        """Whether this contains only text, as most brackets do."""
        return len(self.children) == 1 and isinstance(self.children[0], Text)


@dataclass(frozen=True, slots=True)
class Link:
    """A Markdown link: its brackets are markup, and its words are between them.

    `text_end` is the offset of the `]` after the words; the address is from there to `end`.
    """

    start: int
    text_end: int
    end: int
    address: str
    children: tuple[Node, ...] = field(repr=False)


class FootnoteCall(NamedTuple):
    """`[^label]`."""

    start: int
    end: int


class Unclosed(NamedTuple):
    """An unmatched `[`; the nodes after it are its siblings."""

    start: int
    end: int


class Stray(NamedTuple):
    """An unmatched `]`."""

    start: int
    end: int


Node = Text | Bracket | Link | FootnoteCall | Unclosed | Stray


@dataclass(frozen=True, slots=True)
class BracketTree:
    """A source and the nodes at its top level.

    `links` and `errors` are the nodes of these kinds at all levels. `code` are the fenced code blocks, and `metadata`
    the front matter and the definitions of link references. Brackets in either are not parsed.
    """

    source: Source
    children: tuple[Node, ...] = field(repr=False)
    links: tuple[Link, ...] = field(repr=False)
    errors: tuple[Unclosed | Stray, ...] = field(repr=False)
    code: tuple[Span, ...]
    metadata: tuple[Span, ...]
