"""Footnotes in text extracted from a PDF: numbered in a series, at the foot of pages, called in the text above."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from convention_variants.formats.continuing import begins_lower, has_ended
from convention_variants.language.data import all_languages
from convention_variants.language.option_labels import RIVAL, SUFFIX
from convention_variants.text.spans import Span, between, trimmed

_MARK = re.compile(rf"[^\S\r\n]{{0,8}}(\d{{1,3}})(?:\s{{1,8}}(?=[^\s\d.)])(?!{SUFFIX}|{RIVAL})|\s*$)")
# Behind these words a number on its own is no call.
_REFERENCES = frozenset().union(
    *(data.brackets.references + tuple(data.document.before_numbers) for data in all_languages())
)
_AFTER_REFERENCE = "".join(rf"(?<!\b{re.escape(word)} )" for word in sorted(_REFERENCES))
_DIGITS = re.compile(r"\d+")
_NUMBERS = re.compile(r"\d+[^\d]?")
_COUNTED = re.compile(r"[^\W\d_]+\d+$")
# No word that numbers are counted by is longer.
_WORD = 30
# How many of the four numbers next to one make it part of a count.
_MANY = 3
# No foot of a page has more lines, so that a long table of numbers is not searched again and again.
_LONGEST_FOOT = 200
# How many footnotes in succession may have been missed.
_MISSED = 5
_GLUED = re.compile(r"(?:\d+|[^\W\d_]+)$")
_NO_MORE = r"(?![\w%°]|[.,/-]\d)"
# A number that is a call for certain: glued to a word, to a mark, behind the mark of a word, alone in brackets.
_CERTAIN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<=[^\W\d_])\d+{_NO_MORE}",
        rf"(?<=[\])}}”’\"';:])\d+{_NO_MORE}",
        rf"(?<=[^\W\d_][.,])\d+{_NO_MORE}",
        r"(?:(?<=\[)|(?<=\[\s))\d+(?=\])",
    )
)
# Glued to the number of a paragraph, which then ends behind it: "13." with a call 3 is paragraph 1.
_BEHIND_NUMBERS = (
    re.compile(rf"(?:^|: |\[)\s*(?P<digits>\d{{1,2}}\.\d+|\d{{2,}}){_NO_MORE}(?=\.?\s)", re.MULTILINE),
    re.compile(rf"(?<=\.)(?P<digits>\d{{2,}}){_NO_MORE}(?=(?:\s\d{{1,3}})?:)"),
)
_NUMBERS_BEFORE = (re.compile(r"\d\.?(\d+)"), re.compile(r"\d\d\.?(\d+)"))
_ALONE = re.compile(rf"(?<=[^\S\r\n]){_AFTER_REFERENCE}\d+{_NO_MORE}(?=[\s:\]])", re.IGNORECASE)


class PageNote(NamedTuple):
    """A footnote: its label, its lines without it, and its call in the text, if that is found."""

    label: Span
    lines: tuple[Span, ...]
    call: tuple[Span, ...]


def find_page_notes(text: str, pages: Sequence[Sequence[Span]]) -> tuple[list[list[Span]], list[list[PageNote]]]:
    """Part the lines of pages, given without blank ones, into the text and the footnotes."""
    bodies: list[list[Span]] = []
    found: list[list[PageNote]] = []
    calls = _Calls(text)
    last: int | None = None
    for lines in pages:
        start = _first_note(calls, lines, last)
        end = _rest_of_note(text, lines[:start], found[-1][-1]) if found and found[-1] else start
        if end < start:
            before = found[-1][-1]
            found[-1][-1] = before._replace(lines=(*before.lines, *(trimmed(text, *line) for line in lines[end:start])))
        bodies.append(list(lines[:end]))
        notes = _notes(calls, lines[:end], lines[start:])
        found.append(notes)
        if notes:
            last = int(text[notes[-1].label.start : notes[-1].label.end])
    return bodies, found


def _first_note(calls: _Calls, lines: Sequence[Span], last: int | None) -> int:
    """Return the index of the line in which the footnotes of a page begin: the next number, or 1 again.

    An excerpt begins with any number, and a footnote that was not found does not end the series. One of the footnotes
    must have a call for certain: a line of the text may begin with the same number. In a series that goes on, a number
    alone on its line is certain, too, and so are two in succession.
    """
    marks = (_MARK.match(calls.text, *line) for line in lines)
    numbers = [int(mark[1]) if mark else None for mark in marks]
    first = len(lines)
    for index in range(len(lines) - 1, max(0, len(lines) - _LONGEST_FOOT), -1):
        number = numbers[index]
        if number is None:
            continue
        if first < len(lines):
            # The footnotes above one that is certain count down from it.
            below = numbers[first] or 0
            missing = below - number - 1
            if number > (last or 0) and (
                missing == 0 or (0 < missing < _MISSED and calls.certain(lines[:index], number))
            ):
                first = index
        elif _begins_notes(calls, lines, numbers, index, last):
            first = index
        if first == index and number in (1, (last or 0) + 1):
            break
    return first


def _begins_notes(
    calls: _Calls, lines: Sequence[Span], numbers: Sequence[int | None], index: int, last: int | None
) -> bool:
    """Say whether a line that begins with a number is a footnote for certain."""
    number = numbers[index] or 0
    is_next = number == (last or 0) + 1
    alone = index + 1 < len(lines) and calls.text[lines[index].start : lines[index].end].strip().isdecimal()
    if last and is_next and (alone or number + 1 in numbers[index + 1 :]):
        return True
    if number != 1 and not is_next and last is not None and not last < number <= last + _MISSED:
        return False
    for following in numbers[index:]:
        if following == number:
            if calls.certain(lines[:index], number):
                return True
            number += 1
    return False


def _rest_of_note(text: str, lines: Sequence[Span], before: PageNote) -> int:
    """Return the index of the line in which the last footnote of the page before goes on; their number if it does not.

    It goes on at the foot of the text if it stopped in mid-sentence and the last lines begin with a small letter: lines
    set in alike, as far as the footnote was or below a blank line.
    """
    if not (lines and before.lines) or has_ended(text[before.lines[-1].start : before.lines[-1].end]):
        return len(lines)
    indents = [trimmed(text, *line).start - line.start for line in lines]
    first = len(lines) - 1
    while first and indents[first - 1] == indents[-1] and not _apart(text, lines[first - 1], lines[first]):
        first -= 1
    as_before = indents[-1] == before.lines[-1].start - text.rfind("\n", 0, before.lines[-1].start) - 1
    set_off = first > 0 and (as_before or _apart(text, lines[first - 1], lines[first]))
    return first if set_off and begins_lower(text[lines[first].start : lines[first].end]) else len(lines)


def _apart(text: str, before: Span, after: Span) -> bool:
    """Say whether a blank line parts two lines."""
    return text.count("\n", before.end, after.start) > 1


def _notes(calls: _Calls, body: Sequence[Span], lines: Sequence[Span]) -> list[PageNote]:
    """Return the footnotes that lines are: a new one begins with the next number, or one that is called for certain."""
    notes: list[PageNote] = []
    called = body[0].start if body else 0
    number = None
    for line in lines:
        mark = _MARK.match(calls.text, line.start, line.end)
        if mark and (number is None or _is_next(calls, body, int(mark[1]), number)):
            number = int(mark[1])
            call = calls.find(body, number, called)
            called = call.end if call else called
            rest = trimmed(calls.text, mark.end(), line.end)
            lines_of_it = (rest,) if rest.start < rest.end else ()
            notes.append(PageNote(Span(*mark.span(1)), lines_of_it, (call,) if call else ()))
        else:
            notes[-1] = notes[-1]._replace(lines=(*notes[-1].lines, trimmed(calls.text, *line)))
    return notes


def _is_next(calls: _Calls, body: Sequence[Span], number: int, before: int) -> bool:
    """Say whether a footnote can follow another: none is missing between them, or hardly any and it has a call."""
    if not before < number <= before + _MISSED:
        return False
    return number == before + 1 or calls.certain(body, number)


class _Calls:
    """Finds the calls of footnotes among the numbers of a text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def find(self, body: Sequence[Span], number: int, start: int, *, certain: bool = False) -> Span | None:
        """Return where a number stands in some lines, behind an offset, as a call does.

        It is glued to a word or a mark, or stands in brackets, or, if it need not be `certain`, once on its own.
        """
        if not body:
            return None
        end = body[-1].end
        for spans in self._by_certainty(number, start, end, certain=certain):
            if found := next((span for span in spans if not self._counts(span, number)), None):
                return found
        if certain:
            return None
        alone = [span for span in self._standing(_ALONE, number, start, end - 1) if not self._counts(span, number)]
        return alone[0] if len(alone) == 1 else None

    def certain(self, body: Sequence[Span], number: int) -> bool:
        """Say whether a number stands in some lines as only a call does."""
        return bool(body) and self.find(body, number, body[0].start, certain=True) is not None

    def _by_certainty(self, number: int, start: int, end: int, *, certain: bool) -> Iterator[Iterable[Span]]:
        """Yield where a number stands as a call, the more certain places first."""
        for pattern in _CERTAIN:
            yield self._standing(pattern, number, start, end)
        for calls in () if certain else self._behind_numbers:
            yield (span for span in calls.get(str(number), ()) if start <= span.start and span.end <= end)

    @cached_property
    def _behind_numbers(self) -> Sequence[Mapping[str, Sequence[Span]]]:
        """Where each number may be a call behind the number of a paragraph, the more certain places first."""
        found: list[defaultdict[str, list[Span]]] = []
        for pattern in _BEHIND_NUMBERS:
            found.append(defaultdict(list))
            for match in pattern.finditer(self.text):
                for split in _NUMBERS_BEFORE:
                    if parts := split.fullmatch(match["digits"]):
                        found[-1][parts[1]].append(Span(match.end("digits") - len(parts[1]), match.end("digits")))
        return found

    def _standing(self, pattern: re.Pattern[str], number: int, start: int, end: int) -> Iterable[Span]:
        """Return where a number stands as a pattern says, from one offset to another."""
        near = between(self._numbers.get(str(number), ()), start, end)
        return (Span(*match.span()) for at in near if (match := pattern.match(self.text, at)))

    @cached_property
    def _numbers(self) -> Mapping[str, list[int]]:
        """Where each number of the text begins."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for match in _DIGITS.finditer(self.text):
            found[match[0]].append(match.start())
        return found

    def _counts(self, span: Span, number: int) -> bool:
        """Say whether a number is part of a label that counts, as in "Pp4" or "22.", or stands on a line of its own."""
        start, end = self.text.rfind("\n", 0, span.start) + 1, self.text.find("\n", span.end)
        before, after = self.text[start : span.start], self.text[span.end : end if end >= 0 else None]
        if not before.strip() and not after.strip():
            return True
        glued = _GLUED.search(before)
        if glued is None:
            return False
        if glued[0].isdecimal():
            return f"{int(glued[0] + str(number)) - 1}{after[:1]}" in self._labels
        near = (number - 2, number - 1, number + 1, number + 2)
        return sum(f"{glued[0]}{other}" in self._counted for other in near) >= _MANY

    @cached_property
    def _labels(self) -> set[str]:
        """The numbers of the text, and the character behind each."""
        return set(_NUMBERS.findall(self.text))

    @cached_property
    def _counted(self) -> set[str]:
        """The words of the text that end in a number."""
        ends = (self.text[max(0, at - _WORD) : at] + number for number, all_ in self._numbers.items() for at in all_)
        return {match[0] for end in ends if (match := _COUNTED.search(end))}
