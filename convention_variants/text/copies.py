"""Map a converted text to the original it was copied from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from convention_variants.text.footnote_calls import CARET_LABEL
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.spans import last_at

_MARKUP = lazy_pattern(rf"\\([!-/:-@\[-`{{-~])|\[\^({CARET_LABEL})\]")


class Copy(NamedTuple):
    """The `length` characters of a text from `start` are those of the original from `original`."""

    start: int
    original: int
    length: int


@dataclass(frozen=True)
class Copies:
    """The copied stretches of a text, in order; the text between them is not in the original.

    In an original that is `plain` text there is no markup.
    """

    stretches: tuple[Copy, ...] = field(repr=False)
    plain: bool = True

    @cached_property
    def _starts(self) -> list[int]:
        return [copy.start for copy in self.stretches]

    def original(self, offset: int) -> int:
        """Return the offset in the original of a character, or of the copied character before it."""
        index = last_at(self._starts, offset)
        if index < 0:
            return self.stretches[0].original if self.stretches else 0
        copy = self.stretches[index]
        return copy.original + min(offset - copy.start, copy.length)

    def restore(self, original: str, edits: Iterable[tuple[int, int, str]]) -> str:
        """Return the original with edits of the text made in it; each is a start, an end and a replacement.

        Text that only the original has stays, for example page numbers.
        """
        parts: list[str] = []
        done = 0
        for start, end, text in sorted(self._edits(edits)):
            parts += (original[done:start], text)
            done = max(done, end)
        return "".join((*parts, original[done:]))

    def _edits(self, edits: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
        for start, end, text in edits:
            written = _MARKUP.sub(lambda match: match[1] or match[2], text) if self.plain else text
            spans = list(self._copied(start, end))
            if not spans:
                offset = self.original(start)
                spans = [(offset, offset)]
            for first, last in spans:
                yield first, last, written
                written = ""

    def _copied(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches of the original that the text from `start` to `end` is copied from."""
        for index in range(max(0, last_at(self._starts, start)), len(self.stretches)):
            copy = self.stretches[index]
            if copy.start >= end:
                return
            first, last = max(start, copy.start), min(end, copy.start + copy.length)
            if first < last:
                yield copy.original + first - copy.start, copy.original + last - copy.start
