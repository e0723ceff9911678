"""The bracket tree: the nesting of the square brackets of a source.

The leaves of a tree, in order, cover the source without gaps or overlaps.
"""

from __future__ import annotations

from typing import NamedTuple

from convention_variants.text.source import Source
from convention_variants.text.spans import Span


class Text(NamedTuple):
    """A span without syntactic brackets: plain text, code, an escaped bracket."""

    start: int
    end: int


class Bracket(NamedTuple):
    """One `[…]`, including both bracket characters."""

    start: int
    end: int
    children: tuple[Node, ...]

    @property
    def inner(self) -> Span:
        """What is between the two bracket characters."""
        return Span(self.start + 1, self.end - 1)

    @property
    def plain(self) -> bool:
        """Whether this contains only text, as most brackets do."""
        return len(self.children) == 1 and isinstance(self.children[0], Text)


class Link(NamedTuple):
    """A Markdown link: its brackets are markup, and its words are between them.

    `text_end` is the offset of the `]` after the words; the address is from there to `end`.
    """

    start: int
    text_end: int
    end: int
    address: str
    children: tuple[Node, ...]


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


Parent = Bracket | Link  # what can have nodes in it
Node = Text | Parent | FootnoteCall | Unclosed | Stray


class BracketTree(NamedTuple):
    """A source and the nodes at its top level.

    `links` and `errors` are the nodes of these kinds at all levels. `code` are the fenced code blocks, and `metadata`
    the front matter and the definitions of link references. Brackets in either are not parsed.
    """

    source: Source
    children: tuple[Node, ...]
    links: tuple[Link, ...]
    errors: tuple[Unclosed | Stray, ...]
    code: tuple[Span, ...]
    metadata: tuple[Span, ...]
