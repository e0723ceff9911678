"""The word "or" between brackets: "[A] OR [B]", or on a line of its own."""

from __future__ import annotations

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
_LINE = lazy_pattern(rf"[^\S\r\n]*{_MARKED}[^\S\r\n]*$")
# What stands between two brackets is no longer than this if it is just this word.
_LONGEST = 60


class Or(Enum):
    """How a word for "or" stands: in capitals or on its own line, which only drafters write, or in the sentence."""

    BETWEEN_RIVALS = "between rivals"
    IN_SENTENCE = "in the sentence"


def or_between(text: str, start: int, end: int) -> Or | None:
    """Return how a word for "or" parts two brackets; None if anything else stands between them."""
    match = _BETWEEN.fullmatch(text, start, end) if 0 < end - start <= _LONGEST else None
    if match is None:
        return None
    own_line = "\n" in match["before"] and "\n" in match["after"]
    return Or.BETWEEN_RIVALS if own_line or (match["word"].isupper() and len(match["word"]) > 1) else Or.IN_SENTENCE


def without_or(between: str) -> str:
    """Return what stands between two brackets without the word for "or", if it is all but white space and marks."""
    match = _BETWEEN.fullmatch(between) if len(between) <= _LONGEST else None
    return between[: match.start("marked")] + between[match.end("marked") :] if match else between


def or_lines(text: str) -> Iterator[Span]:
    """Yield the words for "or" that stand alone on their line."""
    start = 0
    for line in text.splitlines(keepends=True):
        if len(line) <= _LONGEST and (match := _LINE.match(line.rstrip("\r\n"))):
            yield Span(start + match.start("word"), start + match.end("word"))
        start += len(line)
