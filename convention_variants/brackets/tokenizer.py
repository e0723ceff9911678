"""Text → tokens: the opening and closing brackets of a source, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from convention_variants.text import Span, occurrences

TokenKind = Literal["open", "close", "call"]

_CALL = re.compile(r"\[\^[^\s\[\]]+\]")
_KINDS: dict[str, TokenKind] = {"[": "open", "]": "close"}


class Token(NamedTuple):
    """A bracket character or a footnote call; what lies between two tokens is text."""

    kind: TokenKind
    start: int
    end: int


def tokenize(text: str, opaque: Iterable[Span] = ()) -> Iterator[Token]:
    """Yield the tokens of `text` in order, leaving out the `opaque` spans (sorted, disjoint).

    Linear in the length of the text.
    """
    start = 0
    for span in opaque:
        yield from _tokens(text, start, span.start)
        start = span.end
    yield from _tokens(text, start, len(text))


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    done = start
    for offset in sorted([*occurrences(text, "[", start, end), *occurrences(text, "]", start, end)]):
        if offset < done or (text[offset - 1] == "\\" and _escaped(text, done, offset)):
            continue
        kind, done = _KINDS[text[offset]], offset + 1
        if text.startswith("^", done) and (call := _CALL.match(text, offset, end)):
            kind, done = "call", call.end()
        yield Token(kind, offset, done)


def _escaped(text: str, start: int, offset: int) -> bool:
    """Say whether a bracket is text because of the backslashes before it: an escaped one escapes nothing."""
    before = offset
    while before > start and text[before - 1] == "\\":
        before -= 1
    return (offset - before) % 2 == 1
