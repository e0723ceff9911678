"""Which element of a Word file each character of the converted text is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Copied(NamedTuple):
    """The text from `start` to `end` is what an element shows, from its character `skipped` on.

    A line break and the call of a note are longer in Markdown than in the file: then the text stands for the element
    as a whole. The source of an automatic number is its paragraph.
    """

    start: int
    end: int
    source: Element
    skipped: int


class Part(NamedTuple):
    """A paragraph or a row of a table, and where in the text it is, with its label and markup."""

    start: int
    end: int
    element: Element


@dataclass
class Trace:
    """Where all of the text is from: its characters, its paragraphs (not those left out as empty), and its rows."""

    copied: list[Copied] = field(default_factory=list)
    paragraphs: list[Part] = field(default_factory=list)
    rows: list[Part] = field(default_factory=list)


class Moved(NamedTuple):
    """What was from `start` to `end` of a text is written from `to_start` to `to_end` of another."""

    start: int
    end: int
    to_start: int
    to_end: int


def move(copied: Sequence[Copied], moved: Sequence[Moved]) -> list[Copied]:
    """Return where text is copied from once it has moved; both sequences are sorted and disjoint."""
    found: list[Copied] = []
    index = 0
    for start, end, to_start, to_end in moved:
        while index < len(copied) and copied[index].end <= start:
            index += 1
        at = index
        while at < len(copied) and copied[at].start < end:
            one = copied[at]
            first, last = max(one.start, start), min(one.end, end)
            if to_end - to_start == end - start:
                shift = to_start - start
                found.append(Copied(first + shift, last + shift, one.source, one.skipped + first - one.start))
            else:
                found.append(Copied(to_start, to_end, one.source, 0))
            at += 1
    return found
