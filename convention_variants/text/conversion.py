"""What a reader makes of a file: source text, and where in the file each stretch of it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from convention_variants.text.copies import Copies
from convention_variants.text.spans import last_at


class Origin(NamedTuple):
    """A place in a file: the number of a Word paragraph, or a page and a line on it, all counted from 1.

    Word paragraphs are counted through the body in document order, those in table cells included. What does not apply
    is 0.
    """

    paragraph: int = 0
    page: int = 0
    line: int = 0


class Stretch(NamedTuple):
    """The source text from offset `start` up to the next stretch came from one place of the file."""

    start: int
    origin: Origin


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
    """Something a reader has to tell about a file, such as content it cannot represent; `offset` is where, if known."""

    message: str
    offset: int | None = None


@dataclass(frozen=True)
class Conversion:
    """The source text made of a file, as Markdown, with the origin of every stretch of it.

    `stretches` are sorted, and the first one starts at offset 0. A plain text file has its text in `original`, and
    `copies` tell which characters of it the source text has.
    """

    text: str = field(repr=False)
    stretches: tuple[Stretch, ...] = field(repr=False)
    comments: tuple[Comment, ...] = ()
    remarks: tuple[Remark, ...] = ()
    original: str | None = field(default=None, repr=False)
    copies: Copies = field(default=Copies(()), repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        return [stretch.start for stretch in self.stretches]

    def origin(self, offset: int) -> Origin:
        """Return where in the file the character at an offset of the text came from."""
        return self.stretches[last_at(self._starts, offset)].origin
