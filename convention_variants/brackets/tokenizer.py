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
    """Where the brackets and footnote calls of a source stand; what lies between two of them is text.

    `starts` are the offsets at which they begin, in order: which bracket stands there, the text itself says. `calls`
    maps the start of each call to its end.
    """

    starts: Sequence[int]
    calls: Mapping[int, int]


def tokenize(text: str, opaque: Iterable[Span] = ()) -> Tokens:
    """Find the tokens of `text`, leaving out the `opaque` spans (sorted, disjoint).

    Linear in the length of the text.
    """
    starts: list[int] = []
    calls: dict[int, int] = {}
    start = 0
    for span in opaque:
        _find(text, start, span.start, starts, calls)
        start = span.end
    _find(text, start, len(text), starts, calls)
    return Tokens(starts, calls)


def _find(text: str, start: int, end: int, starts: list[int], calls: dict[int, int]) -> None:
    """Add the tokens of a stretch of the text."""
    done = start
    for offset in sorted([*occurrences(text, "[", start, end), *occurrences(text, "]", start, end)]):
        if offset < done or (text[offset - 1] == "\\" and _escaped(text, done, offset)):
            continue
        done = offset + 1
        if text.startswith("^", done) and (call := _CALL.match(text, offset, end)):
            calls[offset] = done = call.end()
        starts.append(offset)


def _escaped(text: str, start: int, offset: int) -> bool:
    """Say whether a bracket is text because of the backslashes before it: an escaped one escapes nothing."""
    before = offset
    while before > start and text[before - 1] == "\\":
        before -= 1
    return (offset - before) % 2 == 1
