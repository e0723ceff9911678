"""What parts rivals: a slash between brackets, or the word "or": "[A] OR [B]", "[A] [OR] [B]", or on its own line."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from convention_variants.language.data import all_languages, any_of
from convention_variants.outline.vocabulary import END_OF_OPTIONS
from convention_variants.text.footnote_calls import CALL
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.spans import Span

_WORDS = [word for data in all_languages() for word in data.brackets.alternation]
_WORD = rf"(?i:{any_of(_WORDS)})"
# The shortest word with white space on both sides.
_SHORTEST = min(map(len, _WORDS)) + 2
_CALLS = rf"[*_~]{{0,3}}(?:[^\S\r\n]?{CALL}++)?"
_MARKED = rf"(?P<marked>[*_(]{{0,4}}(?P<word>{_WORD})[*_):]{{0,4}})"
# The word may stand in a bracket of its own: "[A] [OR] [B]".
_BETWEEN = lazy_pattern(rf"{_CALLS}(?P<before>\s+)(?P<open>\[)?{_MARKED}(?(open)\])(?P<after>\s+)[*_~]{{0,3}}")
_BESIDE_SLASH = rf"(?:[*_~\s]|{CALL})*+"
_SLASH = lazy_pattern(rf"{_BESIDE_SLASH}/+{_BESIDE_SLASH}")
_QUOTED = r"[^\S\r\n]*+(?:>[^\S\r\n]*+)*+"
_ALONE = lazy_pattern(rf"{_QUOTED}{_MARKED}")
_LINE = lazy_pattern(rf"\n{_QUOTED}{_MARKED}[^\S\r\n]*(?=[\r\n]|\Z)")


class Or(Enum):
    """How a word for "or" stands: in the sentence, or as only drafters write it.

    That is in capitals, on its own line, or behind a full stop.
    """

    BETWEEN_RIVALS = "between rivals"
    IN_SENTENCE = "in the sentence"


def or_between(text: str, start: int, end: int) -> Or | None:
    """Return how a word for "or" parts two brackets; None if anything else stands between them."""
    match = _BETWEEN.fullmatch(text, start, end) if end - start >= _SHORTEST else None  # most brackets stand closer
    if match is None:
        return None
    own_line = "\n" in match["before"] and "\n" in match["after"]
    by_drafters = match["word"].isupper() or own_line or text[start - 2 : start] == ".]"
    return Or.BETWEEN_RIVALS if by_drafters else Or.IN_SENTENCE


def slash_between(text: str, start: int, end: int) -> bool:
    """Return whether a slash parts two brackets: not one of a call, `<sup>1</sup>`, or of a note between them."""
    return _SLASH.fullmatch(text, start, end) is not None


def before_parting_line(text: str, start: int, end: int) -> int:
    """Return where a text ends that its last line parts from what follows; else its end."""
    line = max(text.rfind(mark, start, end) for mark in "\r\n") + 1
    return start + len(text[start:line].rstrip()) if parts_options(text[line:end]) else end


def parts_options(line: str) -> bool:
    """Return whether a line is a word for "or", or says outside brackets that an option ends."""
    return is_or_alone(line) or ("[" not in line and END_OF_OPTIONS.fullmatch(line) is not None)


def is_or_alone(line: str) -> bool:
    """Return whether a line is only a word for "or", perhaps in a quotation."""
    return _ALONE.fullmatch(line) is not None


def or_lines(text: str) -> Iterator[Span]:
    """Yield the words for "or" that stand alone on their line; a first line parts nothing."""
    return (Span(*found.span("word")) for found in _LINE.finditer(text))
