"""Spans of a text: merge them, and look up which one an offset is in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar


class Span(NamedTuple):
    """A stretch of the source, as character offsets: `start` inclusive, `end` exclusive."""

    start: int
    end: int


# A span, or a tuple that begins with the start and end of one.
Spanning = TypeVar("Spanning", bound=tuple[int, int, *tuple[Any, ...]])


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[Span]:
    """Return the stretches that spans cover, sorted and disjoint; spans that overlap or touch become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if not merged or start > merged[-1].end:
            merged.append(Span(start, end))
        elif end > merged[-1].end:
            merged[-1] = Span(merged[-1].start, end)
    return merged


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span of a part of a text without white space around it; empty, at `end`, if nothing else is there."""
    part = text[start:end]
    start = end - len(part.lstrip())
    return Span(start, start + len(part.strip()))


def last_at(starts: Sequence[int], offset: int) -> int:
    """Return the index of the last of sorted starts that is not after an offset; -1 if there is none."""
    return bisect_right(starts, offset) - 1


def between(offsets: Sequence[int], start: int, end: int) -> Sequence[int]:
    """Return those of sorted offsets that are at or after `start` and before `end`."""
    return offsets[bisect_left(offsets, start) : bisect_left(offsets, end)]


class SpanIndex(Generic[Spanning]):
    """Sorted, disjoint spans, looked up by offset."""

    def __init__(self, spans: Sequence[Spanning]) -> None:
        self.spans = spans
        self._ends = [span[1] for span in spans]

    def after(self, offset: int) -> int:
        """Return the index of the first span that ends after an offset; their number if there is none."""
        return bisect_right(self._ends, offset)

    def at(self, offset: int) -> Spanning | None:
        """Return the span that contains an offset."""
        index = bisect_right(self._ends, offset)  # not by the other methods: this is asked very often
        return self.spans[index] if index < len(self.spans) and self.spans[index][0] <= offset else None

    def overlapping(self, start: int, end: int) -> Spanning | None:
        """Return the first span that has a character in common with the text from `start` to `end`."""
        index = self.after(start)
        return self.spans[index] if index < len(self.spans) and self.spans[index][0] < end else None
