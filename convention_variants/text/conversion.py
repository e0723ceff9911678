"""The result of converting a file: source text, and the origin of each stretch of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeAlias

from convention_variants.text.copies import Copies
from convention_variants.text.origins import Origin
from convention_variants.text.spans import last_at


class OriginStretch(NamedTuple):
    """Source text from the offset `start` to the next stretch, which has one origin."""

    start: int
    origin: Origin


# An element of a Word file: the part it is in, and its number there. Elements sort in the order of their part.
ElementKey: TypeAlias = tuple[str, int]


class Traced(NamedTuple):
    """The text from `start` to `end` is what an element shows, from its character `skipped` on.

    A line break and the call of a note are longer in Markdown than in the file: their text maps to the whole element.
    An automatic number comes from its paragraph. `place` is None for text that the reader has added.
    """

    start: int
    end: int
    place: ElementKey | None
    skipped: int


class TracedBlock(NamedTuple):
    """A paragraph or a row of a table, and where in the text it is, with its label and markup."""

    start: int
    end: int
    place: ElementKey


class Trace(NamedTuple):
    """Which elements of a Word file the text is from: characters, paragraphs with text, and rows, each in order."""

    characters: tuple[Traced, ...] = ()
    paragraphs: tuple[TracedBlock, ...] = ()
    rows: tuple[TracedBlock, ...] = ()


class Comment(NamedTuple):
    """A reviewer's comment: `offset` is where its anchor starts in the source text.

    `date` is in ISO 8601, empty if the file gives none; `parent` is the index of the comment it replies to, if any.
    """

    offset: int
    author: str
    date: str
    text: str
    parent: int | None = None


class Remark(NamedTuple):
    """A message about a file, for example on content that cannot be converted; `offset` is where, if known."""

    message: str
    offset: int | None = None


@dataclass(frozen=True)
class Conversion:
    """The source text made of a file, as Markdown, with the origin of every stretch of it.

    `stretches` are sorted, and the first one starts at offset 0. A plain text file has its text in `original`, and
    `copies` map the source text to it. `trace` maps that of a Word file to its elements.
    """

    text: str = field(repr=False)
    stretches: tuple[OriginStretch, ...] = field(repr=False)
    comments: tuple[Comment, ...] = ()
    remarks: tuple[Remark, ...] = ()
    original: str | None = field(default=None, repr=False)
    copies: Copies = field(default=Copies(()), repr=False)
    trace: Trace = field(default=Trace(), repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        return [stretch.start for stretch in self.stretches]

    def origin(self, offset: int) -> Origin:
        """Return the origin of the character at an offset of the text."""
        return self.stretches[last_at(self._starts, offset)].origin
