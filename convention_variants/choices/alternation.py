"""The word "or" between brackets: "[A] OR [B]", or on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from convention_variants.language.data import all_languages, any_of
from convention_variants.text.footnote_calls import CALL
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.spans import Span

_WORD = rf"(?i:{any_of(word for data in all_languages() for word in data.brackets.alternation)})"
_CALLS = rf"[*_~]{{0,3}}(?:[^\S\r\n]?{CALL}++)?"
_MARKED = rf"(?P<marked>[*_(]{{0,4}}(?P<word>{_WORD})[*_):]{{0,4}})"
_BETWEEN = lazy_pattern(rf"{_CALLS}(?P<before>\s+){_MARKED}(?P<after>\s+)[*_~]{{0,3}}")
_LINE = lazy_pattern(rf"^[^\S\r\n]*{_MARKED}[^\S\r\n]*(?=[\r\n]|\Z)", re.MULTILINE)


class Or(Enum):
    """How a word for "or" stands: in capitals or on its own line, which only drafters write, or in the sentence."""

    BETWEEN_RIVALS = "between rivals"
    IN_SENTENCE = "in the sentence"


def or_between(text: str, start: int, end: int) -> Or | None:
    """Return how a word for "or" parts two brackets; None if anything else stands between them."""
    match = _BETWEEN.fullmatch(text, start, end)
    if match is None:
        return None
    in_capitals = match["word"].isupper()
    own_line = "\n" in match["before"] and "\n" in match["after"]
    return Or.BETWEEN_RIVALS if in_capitals or own_line else Or.IN_SENTENCE


def without_or(between: str) -> str:
    """Return what stands between two brackets without the word for "or", if it is all but white space and marks."""
    match = _BETWEEN.fullmatch(between)
    return between[: match.start("marked")] + between[match.end("marked") :] if match else between


def before_or(text: str, start: int, end: int) -> int:
    """Return where a stretch of text ends without a word for "or" alone on its last line."""
    last = start + len(text[start:end].rstrip())
    line = max(text.rfind("\n", start, last), text.rfind("\r", start, last)) + 1
    return line if line and _LINE.match(text, line, last) else end


def or_lines(text: str) -> Iterator[Span]:
    """Yield the words for "or" that stand alone on their line."""
    return (Span(*match.span("word")) for match in _LINE.finditer(text))
