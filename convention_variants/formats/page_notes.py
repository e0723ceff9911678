"""Footnotes in text extracted from a PDF: numbered in a series, at the foot of pages, called in the text above."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from convention_variants.formats.continuing import begins_lower, has_ended, opens_provision
from convention_variants.language.data import all_languages
from convention_variants.language.option_labels import RIVAL, SUFFIX
from convention_variants.text.spans import Span, between, trimmed

_MARK = re.compile(rf"[^\S\r\n]{{0,8}}(\d{{1,3}})(?:\s{{1,8}}(?=[^\s\d.)])(?!{SUFFIX}|{RIVAL})|\s*$)")
# Behind these words a number on its own is no call.
_REFERENCES = frozenset().union(
    *(data.brackets.references + tuple(data.document.before_numbers) for data in all_languages())
)
_ABBREVIATED = sorted(re.escape(word[:-1]) for word in _REFERENCES if word.endswith("."))
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
# How many lines that begin with 1 say that paragraphs may be counted so.
_OFTEN = 3
_UNITS = ("%", "‰", "°")
_REST_OF_LINE = re.compile(r"[^\S\r\n]*(?:[\r\n]|\Z)")
_FULL_STOP = re.compile(r"[.!?][”\"’')\]}]*\s*$")
_CALL_AT_END = re.compile(r"(?<=\D)\d{1,3}\s*$")
# "CO2", "PM10", "B1"; and the symbol of a document, "A/CONF.1/L.2".
_SYMBOL = re.compile(rf"(?:(?<![^\W\d_])[A-Z]{{1,3}}|\S/\S*[.,]|\b(?i:add|corr|no|rev|{'|'.join(_ABBREVIATED)})\.)\Z")
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
    numbers = [_numbers_of(text, lines) for lines in pages]
    counted = sum(page.count(1) for page in numbers) >= _OFTEN
    last: int | None = None
    above: int | None = None
    for lines, marked in zip(pages, numbers, strict=True):
        start = _first_note(_Page(calls, lines, marked, last, above, counted))
        above = next(filter(None, reversed(marked[:start])), above)
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


def _numbers_of(text: str, lines: Sequence[Span]) -> list[int | None]:
    """Return the number that each line begins with as a footnote does, None if there is none."""
    marks = (_MARK.match(text, *line) for line in lines)
    return [int(mark[1]) if mark else None for mark in marks]


class _Page(NamedTuple):
    """A page: its lines, and the number that each begins with as a footnote does.

    `last` is the number of the footnote before it, and `above` what the last such line in the text before it begins
    with. `counted`: the paragraphs of the draft may be counted as footnotes are.
    """

    calls: _Calls
    lines: Sequence[Span]
    numbers: Sequence[int | None]
    last: int | None
    above: int | None
    counted: bool

    def number(self, index: int) -> int:
        """Return the number of a line, 0 if it has none."""
        return self.numbers[index] or 0

    def certain(self, index: int, number: int) -> bool:
        """Say whether a number is called for certain above a line."""
        return self.calls.certain(self.lines[:index], number)

    def words(self, index: int) -> str:
        """Return the text of a line."""
        return self.calls.text[self.lines[index].start : self.lines[index].end]


def _first_note(page: _Page) -> int:
    """Return the index of the line in which the footnotes of a page begin: the next number, or 1 again.

    An excerpt begins with any number, and a footnote that was not found does not end the series. One of the footnotes
    must have a call for certain in the text above all of them: a line of it may begin with the same number. In a series
    that goes on, a number alone on its line is certain, too, and so are two in succession, unless they count on from a
    paragraph. A line that continues a sentence begins no footnotes.
    """
    end = len(page.lines)
    first, called = end, 0
    for index in range(end - 1, max(0, end - _LONGEST_FOOT), -1):
        number = page.number(index)
        if not number or (first == end and _continues(page, index)):
            continue
        if first < end and not _is_above(page, index, first, called):
            continue
        found = _called(page, index) if first == end else number if page.certain(index, number) else called
        if found is None:
            continue
        first, called = index, found
        if number in (1, (page.last or 0) + 1):
            break
    while first < end and (not page.number(first) or _continues(page, first)):
        first += 1
    return first


def _is_above(page: _Page, index: int, first: int, called: int) -> bool:
    """Say whether a line is a footnote above the first one known; those above one that is certain count down from it.

    That one has a call for the number `called`, unless that is 0.
    """
    number = page.number(index)
    missing = page.number(first) - number - 1
    if number <= (page.last or 0) or not 0 <= missing < _MISSED:
        return False
    if page.certain(index, number):
        return True
    return not (missing or page.counted) and (not called or page.certain(index, called))


def _continues(page: _Page, index: int) -> bool:
    """Say whether a number at the start of a line stands in mid-sentence: "in less than", and below it "2 years"."""
    rest = page.words(index).lstrip(" \t0123456789")
    if not rest.strip() and index + 1 < len(page.lines):
        rest = page.words(index + 1)
    begins = begins_lower(rest) or rest.startswith(_UNITS)
    return begins and not has_ended(_CALL_AT_END.sub("", page.words(index - 1)))


def _called(page: _Page, index: int) -> int | None:
    """Return the number that makes a line a footnote, as it is called for certain; 0 if none is needed, None if it is.

    The series goes on with a number alone on its line, and with two in succession.
    """
    number = page.number(index)
    is_next = number == (page.last or 0) + 1
    if page.last and is_next and next(filter(None, reversed(page.numbers[:index])), page.above) != page.last:
        alone = index + 1 < len(page.lines) and page.words(index).strip().isdecimal()
        if alone or number + 1 in page.numbers[index + 1 :]:
            return 0
    if number != 1 and page.last is not None and not page.last < number <= page.last + _MISSED:
        return None
    for following in page.numbers[index:]:
        if following == number:
            if page.certain(index, number):
                return number
            number += 1
    return None


def _rest_of_note(text: str, lines: Sequence[Span], before: PageNote) -> int:
    """Return the index of the line in which the last footnote of the page before goes on; their number if it does not.

    It goes on at the foot of the text if it stopped in mid-sentence and the last lines begin with a small letter, and
    with no label: lines set in alike, as far as the footnote was, or below a blank line and a full stop or a title.
    """
    if not (lines and before.lines) or has_ended(text[before.lines[-1].start : before.lines[-1].end]):
        return len(lines)
    indents = [trimmed(text, *line).start - line.start for line in lines]
    first = len(lines) - 1
    while first and indents[first - 1] == indents[-1] and not _apart(text, lines[first - 1], lines[first]):
        first -= 1
    line = text[lines[first].start : lines[first].end]
    if not first or not begins_lower(line) or opens_provision(line):
        return len(lines)
    as_before = indents[-1] == before.lines[-1].start - text.rfind("\n", 0, before.lines[-1].start) - 1
    otherwise_set = indents[first - 1] != indents[-1]
    if as_before and otherwise_set:
        return first
    above = _CALL_AT_END.sub("", text[lines[first - 1].start : lines[first - 1].end])
    ended = _FULL_STOP.search(above) or (otherwise_set and not has_ended(above) and not above.endswith(","))
    return first if ended and _apart(text, lines[first - 1], lines[first]) else len(lines)


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
            calls = (span for span in spans if not self._counts(span, number))
            if found := next(
                (span for span in calls if not self._symbol(span) or (not certain and self._ends_title(span))), None
            ):
                return found
        if certain:
            return None
        named = self._standing(_CERTAIN[0], number, start, end)
        if found := next((span for span in named if self._symbol(span) and not self._recurs(span)), None):
            return found
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

    def _symbol(self, span: Span) -> bool:
        """Say whether a number may be part of a symbol: "CO2", "annex B1", "A/CONF.1/L.2"."""
        symbol = _SYMBOL.search(self.text, max(0, span.start - _WORD), span.start)
        # "[EU1: text]" names a party.
        return symbol is not None and not (symbol[0].isalpha() and self.text.startswith(":", span.end))

    def _ends_title(self, span: Span) -> bool:
        """Say whether a number ends its line, and the word that it ends comes nowhere else: "CHAPTER IP1"."""
        return _REST_OF_LINE.match(self.text, span.end) is not None and not self._recurs(span)

    def _recurs(self, span: Span) -> bool:
        """Say whether the word that ends in a number comes again, as that of a call hardly does."""
        word = _COUNTED.search(self.text[max(0, span.start - _WORD) : span.end])
        before = (self.text[max(0, at - _WORD) : at] for at in self._numbers[self.text[span.start : span.end]])
        return word is not None and sum(text.endswith(word[0].rstrip("0123456789")) for text in before) > 1

    @cached_property
    def _labels(self) -> set[str]:
        """The numbers of the text, and the character behind each."""
        return set(_NUMBERS.findall(self.text))

    @cached_property
    def _counted(self) -> set[str]:
        """The words of the text that end in a number."""
        ends = (self.text[max(0, at - _WORD) : at] + number for number, all_ in self._numbers.items() for at in all_)
        return {match[0] for end in ends if (match := _COUNTED.search(end))}
