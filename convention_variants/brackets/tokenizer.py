"""Text → tokens: the opening and closing brackets of a source, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from convention_variants.text import Span

TokenKind = Literal["open", "close", "call"]

# An escaped bracket is text, and so is an escaped backslash before one. Every alternative begins
# with a literal, which lets the regular expression skip ahead.
_TOKEN = re.compile(r"\\[\\\[\]]|\[\^[^\s\[\]]+\]|\[|\]")


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
    for match in _TOKEN.finditer(text, start, end):
        token = match[0]
        if token == "[":
            yield Token("open", match.start(), match.end())
        elif token == "]":
            yield Token("close", match.start(), match.end())
        elif token[0] == "[":
            yield Token("call", match.start(), match.end())
