"""The bracket tree: what the square brackets of a source enclose, and nothing else about it.

The leaves of a tree, in order, tile the source from its first character to its last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from convention_variants.text.source import Source
from convention_variants.text.spans import Span


class Text(NamedTuple):
    """A stretch without a bracket that means anything: plain text, code, an escaped bracket."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Bracket:
    """One `[…]`, from its opening character to behind its closing one."""

    start: int
    end: int
    children: tuple[Node, ...] = field(repr=False)

    @property
    def plain(self) -> bool:
        """Whether this holds nothing but text, as most do: there is nothing to look for in it."""
        return len(self.children) == 1 and isinstance(self.children[0], Text)


@dataclass(frozen=True, slots=True)
class Link:
    """A Markdown link: brackets that belong to the markup, with the words between them.

    `text_end` is the offset of the `]` that ends the words; from there to `end` all is address.
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
    """A `[` that nothing closes; what follows it reads on as its siblings."""

    start: int
    end: int


class Stray(NamedTuple):
    """A `]` that nothing opened."""

    start: int
    end: int


Node = Text | Bracket | Link | FootnoteCall | Unclosed | Stray


@dataclass(frozen=True, slots=True)
class BracketTree:
    """A source and the nodes at its top level.

    `links` and `errors` are the nodes of these kinds at any level. `code` are the fenced blocks, and
    `metadata` what is no text at all: front matter and the lines that define link references. No
    bracket counts in either.
    """

    source: Source
    children: tuple[Node, ...] = field(repr=False)
    links: tuple[Link, ...] = field(repr=False)
    errors: tuple[Unclosed | Stray, ...] = field(repr=False)
    code: tuple[Span, ...]
    metadata: tuple[Span, ...]
