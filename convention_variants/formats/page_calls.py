"""Numbers in text extracted from a PDF that may be the calls of footnotes, and how sure it is that they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from enum import IntEnum
from itertools import chain
from typing import NamedTuple

from convention_variants.language.data import all_languages
from convention_variants.language.option_labels import OPTION_NAME, option_names
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.spans import Span
from convention_variants.text.words import OPENING_QUOTES

# Behind these words a number counts something: "paragraph 2", "within 2", "at least 2".
_COUNTING = frozenset().union(
    *(data.brackets.references for data in all_languages()),
    *(data.document.before_numbers for data in all_languages()),
    *(data.brackets.bounds for data in all_languages()),
    *(data.grammar.prepositions | data.grammar.determiners for data in all_languages()),
)
_ABBREVIATED = sorted(re.escape(word[:-1]) for word in _COUNTING if word.endswith("."))
_NUMBER = re.compile(r"\d+")
_GLUED = re.compile(r"\d(?<=[^\s\d(/.-]\d)\d*|\d(?<=[^\s\d]\.\d)\d*")
_NO_MORE = r"(?![\w%°]|[.,/-]\d)"
_END = re.compile(_NO_MORE)
# How much of the text before a number is looked at. No word that numbers are counted by is longer.
_BEFORE = 30
# What may stand before an option on its line.
_BEFORE_OPTION = f" \t[*_{OPENING_QUOTES}"
_WORD = re.compile(r"[^\W\d_]+\Z")
_MARK = re.compile(r"(?:[\])}”’\"';:]|(?:[\])}”’\"']|[^\W\d_])[.,])\Z")
_BRACKET = re.compile(r"(?P<glued>(?<=\S))?\[\s?\Z")
_GLUED_BRACKET = re.compile(r"\[(?<=[^\s\[\]]\[)(\d{1,3})\]")
# "CO2", "PM10", "B1"; and the symbol of a document, "A/CONF.1/L.2".
_CAPITALS = re.compile(r"[A-Z]{1,3}")
_SYMBOL = re.compile(rf"(?:\b[A-Z]|\S/\S*|\b(?i:add|corr|no|rev|{'|'.join(_ABBREVIATED)}))[.,]\Z")
# A number on its own may be a call.
_SPACE = re.compile(r"[^\S\r\n]\Z")
_COUNTED = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_COUNTING)))}) \Z", re.IGNORECASE)
# A call glued to the number of a paragraph: "13." with a call 3 is paragraph 1.
_NUMBERED = tuple(
    re.compile(
        rf"(?:(?:^|: |\[)[^\S\n]*|(?P<part>\.))(?P<number>\d{{{digits}}}\.?)(?P<call>[1-9]\d{{0,2}}){_NO_MORE}"
        r"(?(part)(?=(?:\s\d{1,3})?\s?:)|(?=\.?\s))",
        re.MULTILINE,
    )
    for digits in (1, 2)
)
# An option that is alone on its line, perhaps with a call glued to its number or behind it.
_OPTION = lazy_pattern(
    rf"(?P<name>{OPTION_NAME})[^\S\r\n](?P<number>\d{{1,2}}?(?:[^\S\r\n]?\d{{1,3}})?)[^\S\r\n]*(?=[\r\n]|\Z)"
)
_LABEL = re.compile(r"\d+[^\d\r\n]?")
# How many of the four numbers next to one make it part of a count.
_MANY = 3
# How many calls there are at least in a text without their footnotes, and what share of the words before them differ.
_SERIES = 3
_DIFFERENT = 0.5


class Grade(IntEnum):
    """How sure it is that a number is a call: two that are likely, of two footnotes, are as good as one for certain."""

    POSSIBLE = 0
    LIKELY = 1
    CERTAIN = 2


class Call(NamedTuple):
    """A number that may be the call of a footnote."""

    span: Span
    grade: Grade


class Calls:
    """The candidates for calls in a text; `bracketed` are the figures in brackets after a word or mark.

    To find only those that are `glued` to a word or mark takes less time.
    """

    def __init__(self, text: str, *, glued: bool = False) -> None:
        self._text = text
        self.bracketed = frozenset(_GLUED_BRACKET.findall(text))
        self._by_number: defaultdict[int, list[Call]] = defaultdict(list)
        calls = _standing_apart(text, _GLUED) if glued else chain(_standing_apart(text, _NUMBER), _after_numbers(text))
        of_options = (Call(span, Grade.CERTAIN) for span in calls_of_options(text))
        for call in sorted([*calls, *of_options]):
            self._by_number[int(text[call.span.start : call.span.end])].append(call)

    def best(self, number: int, text: Span) -> Call | None:
        """Return the first of the surest candidates in a stretch of text; one that is merely possible must be alone."""
        calls = self._by_number.get(number, [])
        first, last = (bisect_left(calls, offset, key=lambda call: call.span.start) for offset in text)
        best = max(calls[first:last], key=lambda call: call.grade, default=None)
        return None if best and best.grade == Grade.POSSIBLE and last - first > 1 else best

    def grade(self, number: int, text: Span) -> Grade | None:
        """Return how sure it is that a footnote is called in a stretch of text, None if it is not."""
        best = self.best(number, text)
        return best.grade if best else None

    def without_notes(self) -> list[Span]:
        """Return the calls of a text that has lost its footnotes: from 1 on, in order, most after different words.

        Each is the only certain one of its number, or the only one between two that are.
        """
        found: list[Span] = []
        start = 0
        while call := self._next(len(found) + 1, start):
            found.append(call)
            start = call.end
        words = {self._text[max(0, start - _BEFORE) : start].rpartition(" ")[2] for start, _ in found}
        return found if len(found) >= _SERIES and len(words) > _DIFFERENT * len(found) else []

    def _next(self, number: int, start: int) -> Span | None:
        """Return the call with a number that follows the one before it, which ends at `start`."""
        certain, following = self._certain(number), self._certain(number + 1)
        if not certain and len(following) == 1:
            call = self.best(number, Span(start, following[0].start))
            return call.span if call and start else None
        return certain[0] if len(certain) == 1 and certain[0].start >= start else None

    def _certain(self, number: int) -> list[Span]:
        return [call.span for call in self._by_number.get(number, []) if call.grade == Grade.CERTAIN]


def _standing_apart(text: str, pattern: re.Pattern[str]) -> Iterator[Call]:
    """Yield the numbers that are glued to no other number, if they can be calls."""
    numbers = [Span(*match.span()) for match in pattern.finditer(text)]
    words = [_WORD.search(text, max(0, start - _BEFORE), start) for start, _ in numbers]
    glued = Counter((word[0], text[span.start : span.end]) for word, span in zip(words, numbers, strict=True) if word)
    for span, word in zip(numbers, words, strict=True):
        if span.end - span.start <= 3 and _END.match(text, span.end):
            grade = _after_word(text, word[0], span, glued) if word else _after_mark(text, span)
            if grade is not None:
                yield Call(span, grade)


def _after_word(text: str, word: str, span: Span, glued: Mapping[tuple[str, str], int]) -> Grade | None:
    """Grade a number that is glued to a word: it may count the paragraphs, as in "Pp4", or belong to a symbol."""
    number = int(text[span.start : span.end])
    if sum((word, str(number + other)) in glued for other in (-2, -1, 1, 2)) >= _MANY:
        return None
    # "[EU1: text]" names a party.
    certain = not _CAPITALS.fullmatch(word) or text.startswith(":", span.end)
    return Grade.CERTAIN if certain else Grade.POSSIBLE


def _after_mark(text: str, span: Span) -> Grade | None:
    """Grade a number that is glued to a mark, in brackets or on its own, but not alone on its line."""
    before = text[max(0, span.start - _BEFORE) : span.start]
    after = text[span.end : span.end + 1]
    if (bracket := _BRACKET.search(before[-3:])) and after == "]":
        return Grade.LIKELY if bracket["glued"] is None else Grade.CERTAIN
    if _MARK.search(before[-2:]):
        return None if _SYMBOL.search(before) else Grade.CERTAIN
    if not _SPACE.search(before) or _COUNTED.search(before) or not before[before.rfind("\n") + 1 :].strip():
        return None
    return Grade.POSSIBLE if not after.strip() or after in ":]" else None


def _after_numbers(text: str) -> Iterator[Call]:
    """Yield the ends of numbers that may be calls after the number of a paragraph, unless paragraphs count so far."""
    labels = set(_LABEL.findall(text))
    for pattern in _NUMBERED:
        for match in pattern.finditer(text):
            number = match["number"] + match["call"]
            counted = number.isdecimal() and f"{int(number) - 1}{text[match.end() : match.end() + 1]}" in labels
            if not counted:
                yield Call(Span(*match.span("call")), Grade.LIKELY)


def calls_of_options(text: str) -> Iterator[Span]:
    """Yield the calls behind the numbers of options that are alone on a line: "Option 23" is the next of "Option 1"."""
    last: dict[str, int] = {}
    for start in option_names(text):
        option = _OPTION.match(text, start)
        if option and not text[max(0, start - _BEFORE) : start].rpartition("\n")[2].strip(_BEFORE_OPTION):
            name, number = option["name"].casefold(), option["number"]
            following = str(last[name] + 1) if last.get(name) else number
            if number != following and number.startswith(following):
                call = number.removeprefix(following).lstrip()
                if not call.startswith("0"):
                    yield Span(option.end("number") - len(call), option.end("number"))
                    number = following
            last[name] = int(number) if number.isdecimal() else 0
