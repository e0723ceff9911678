"""Which characters of a converted text are copied from which of the original, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from convention_variants.text.spans import last_at

_MARKUP = re.compile(r"\\([!-/:-@\[-`{-~])|\[\^([^\s\[\]]+)\]")


class Copy(NamedTuple):
    """From `start` on, `length` characters of a text are those of the original from `original` on."""

    start: int
    original: int
    length: int


@dataclass(frozen=True)
class Copies:
    """The copied stretches of a text, in its order; what stands between them is not in the original."""

    stretches: tuple[Copy, ...] = field(repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        return [copy.start for copy in self.stretches]

    def original(self, offset: int) -> int:
        """Return the offset in the original of a character; of one that is not there, of the copied one before it."""
        index = last_at(self._starts, offset)
        if index < 0:
            return self.stretches[0].original if self.stretches else 0
        copy = self.stretches[index]
        return copy.original + min(offset - copy.start, copy.length)

    def restore(self, original: str, edits: Iterable[tuple[int, int, str]]) -> str:
        """Return the original with edits of the text made in it: each replaces the text from an offset to another one.

        What is in the original alone, as a page number is, stays.
        """
        parts: list[str] = []
        done = 0
        for start, end, text in sorted(self._edits(edits)):
            parts += (original[done:start], text)
            done = max(done, end)
        return "".join((*parts, original[done:]))

    def _edits(self, edits: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
        """Yield the edits of the original that some edits of the text are."""
        for start, end, text in edits:
            plain = _MARKUP.sub(lambda match: match[1] or match[2], text)
            spans = list(self._copied(start, end))
            if not spans:
                offset = self.original(start)
                spans = [(offset, offset)]
            for first, last in spans:
                yield first, last, plain
                plain = ""

    def _copied(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches of the original that a stretch of the text is copied from."""
        for index in range(max(0, last_at(self._starts, start)), len(self.stretches)):
            copy = self.stretches[index]
            if copy.start >= end:
                return
            first, last = max(start, copy.start), min(end, copy.start + copy.length)
            if first < last:
                yield copy.original + first - copy.start, copy.original + last - copy.start
