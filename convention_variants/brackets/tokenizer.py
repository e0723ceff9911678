"""Text → tokens: the opening and closing brackets of a source and its footnote calls, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from convention_variants.text.footnote_calls import CARET_CALL
from convention_variants.text.source import occurrences
from convention_variants.text.spans import Span

_CALL = re.compile(CARET_CALL)


class Tokens(NamedTuple):
    """The brackets and footnote calls of a source; everything between them is text.

    `starts` are their offsets, in order; the character there tells them apart. `calls` maps the start of each footnote
    call to its end.
    """

    starts: Sequence[int]
    calls: Mapping[int, int]


def tokenize(text: str, opaque: Iterable[Span] = ()) -> Tokens:
    """Return the tokens of `text` outside the `opaque` spans (sorted, disjoint). Takes linear time."""
    starts: list[int] = []
    calls: dict[int, int] = {}
    start = 0
    for span in opaque:
        _find(text, start, span.start, starts, calls)
        start = span.end
    _find(text, start, len(text), starts, calls)
    return Tokens(starts, calls)


def _find(text: str, start: int, end: int, starts: list[int], calls: dict[int, int]) -> None:
    """Add the tokens of a part of the text."""
    done = start
    for offset in sorted([*occurrences(text, "[", start, end), *occurrences(text, "]", start, end)]):
        if offset < done or (text[offset - 1] == "\\" and _escaped(text, done, offset)):
            continue
        done = offset + 1
        if text.startswith("^", done) and (call := _CALL.match(text, offset, end)):
            calls[offset] = done = call.end()
        starts.append(offset)


def _escaped(text: str, start: int, offset: int) -> bool:
    """Return whether the number of backslashes before a bracket is odd, so that the last one escapes it."""
    before = offset
    while before > start and text[before - 1] == "\\":
        before -= 1
    return (offset - before) % 2 == 1
