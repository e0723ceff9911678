"""Footnotes in text extracted from a PDF: numbered in a series, at the foot of pages, called in the text above.

Lines that begin with a number are candidates for notes, and numbers in the text are candidates for calls. A page's
footnotes begin with the line from which the most numbers in succession have calls above it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from convention_variants.formats.continuing import begins_lower, has_ended, opens_provision, opens_section
from convention_variants.formats.page_calls import Call, Calls, Grade
from convention_variants.language.option_labels import RIVAL, SUFFIX
from convention_variants.text.spans import Span, trimmed

_LABEL = re.compile(
    r"[^\S\r\n]{0,8}(?:(?P<figure>\d{1,3})|\[(?P<bracketed>\d{1,3})\](?=\s+\S))"
    rf"(?:\s{{1,8}}(?=[^\s\d.)])(?!{SUFFIX}|{RIVAL})|\s*$)"
)
# What may part the footnotes from the text, typed.
_RULE = re.compile(r"\s*(?:[_–—-]\s*){2,}$")
# No foot of a page has more lines, so that a long table of numbers is not searched again and again.
_LONGEST_FOOT = 100
# How many footnotes in succession may have been missed.
_MISSED = 5
_UNITS = ("%", "‰", "°")
_ADDRESS = re.compile(r"\s*(?:https?:|www\.)")
_FULL_STOP = re.compile(r"[.!?][”\"’')\]}]*\s*$")
_CALL_AT_END = re.compile(r"(?<=\D)\d{1,3}\s*$")


class PageNote(NamedTuple):
    """A footnote: its label, its lines without it, and its call in the text, if that is found."""

    label: Span
    lines: tuple[Span, ...]
    call: tuple[Span, ...]


class _Candidate(NamedTuple):
    """A line of a page that begins with a number as a footnote does; `before`: the number of the one before it.

    `label` is the number, which may be in brackets, and `end` is where it ends with these.
    """

    line: int
    label: Span
    end: int
    number: int
    before: int


def find_page_notes(text: str, pages: Sequence[Sequence[Span]]) -> tuple[list[list[Span]], list[list[PageNote]]]:
    """Part the lines of pages, given without blank ones, into the text and the footnotes."""
    bodies: list[list[Span]] = []
    found: list[list[PageNote]] = []
    calls = Calls(text)
    last = above = 0
    for lines in pages:
        candidates = list(_candidates(text, lines, above, calls.bracketed))
        foot = _foot(text, lines, candidates, calls, last)
        start = foot[0].line if foot else len(lines)
        notes = list(_notes(text, lines, foot, calls))
        end = _rest_of_note(text, lines[:start], found[-1][-1]) if found and found[-1] else start
        if any(call.start >= lines[end].start for note in notes for call in note.call):
            end = start  # no footnote calls another
        if end < start:
            before = found[-1][-1]
            found[-1][-1] = before._replace(lines=(*before.lines, *(trimmed(text, *line) for line in lines[end:start])))
        while 0 < end < len(lines) and _RULE.match(text, *lines[end - 1]):
            end -= 1
        bodies.append(list(lines[:end]))
        found.append(notes)
        if foot:
            last, above = foot[-1].number, foot[0].before
        elif candidates:
            above = candidates[-1].number
    return bodies, found


def _candidates(text: str, lines: Sequence[Span], above: int, bracketed: Container[str]) -> Iterator[_Candidate]:
    """Yield the candidates for notes of a page; the last one of the text `above` has that number.

    A number in brackets is none unless a call is in brackets, too: `bracketed`.
    """
    for index, line in enumerate(lines):
        label = _LABEL.match(text, *line)
        if label and (label["figure"] or label["bracketed"] in bracketed):
            figure = Span(*label.span(label.lastgroup or 0))
            number = int(text[figure.start : figure.end])
            yield _Candidate(index, figure, figure.end + (label["figure"] is None), number, above)
            above = number


def _foot(
    text: str, lines: Sequence[Span], candidates: Sequence[_Candidate], calls: Calls, last: int
) -> Sequence[_Candidate]:
    """Return those candidates of a page that are its footnotes.

    They continue from the `last` footnote, or begin with 1 again; those of an excerpt begin with any number.
    """
    foot = [
        one
        for one in candidates
        if one.line >= max(1, len(lines) - _LONGEST_FOOT) and not _is_above_heading(text, lines[one.line :])
    ]
    best: Sequence[_Candidate] = ()
    most = -1
    for first, one in reversed(list(enumerate(foot))):
        if (last and one.number != 1 and not last < one.number <= last + _MISSED) or _continues(text, lines, one.line):
            continue
        body = Span(lines[0].start, lines[one.line].start)
        series = list(_series(foot[first:], calls, body))
        grades = [grade for note in series if (grade := calls.grade(note.number, body)) is not None]
        follows = one.number == last + 1
        sure = sum(grades) >= Grade.CERTAIN or (last and follows and _goes_on(lines, series, last))
        if sure and len(grades) + follows > most:
            best, most = series, len(grades) + follows
    return best


def _is_above_heading(text: str, lines: Sequence[Span]) -> bool:
    """Return whether any of some lines is a heading outside brackets: then the first is not a footnote."""
    depth, before = 0, ""
    for start, end in lines:
        line = text[start:end]
        is_whole = has_ended(before) and not before.rstrip().endswith(":")  # a note may quote: "taken from⏎Article 4"
        if depth <= 0 and is_whole and opens_section(line):
            return True
        before = line
        depth += line.count("[") - line.count("]")
    return False


def _series(candidates: Sequence[_Candidate], calls: Calls, body: Span) -> Iterator[_Candidate]:
    """Yield the first candidate and those that follow it: none is missing between, or few and it has a call."""
    number = candidates[0].number - 1
    for one in candidates:
        missing = one.number - number - 1
        if not missing or (0 < missing < _MISSED and calls.grade(one.number, body) == Grade.CERTAIN):
            number = one.number
            yield one


def _goes_on(lines: Sequence[Span], series: Sequence[_Candidate], last: int) -> bool:
    """Return whether a series continues without a call: with two in succession, or a number alone on its line.

    It does not if the paragraphs of the text have come to the same number.
    """
    first = series[0]
    alone = first.end == lines[first.line].end and first.line + 1 < len(lines)
    return first.before != last and (alone or len(series) > 1)


def _continues(text: str, lines: Sequence[Span], index: int) -> bool:
    """Return whether a number at the start of a line is inside a sentence: "in less than⏎2 years"."""
    before, line, *after = (text[start:end] for start, end in lines[index - 1 : index + 2])
    rest = line.lstrip(" \t0123456789").strip() or "".join(after)
    begins = (begins_lower(rest) and not _ADDRESS.match(rest)) or rest.startswith(_UNITS)
    return begins and not has_ended(_CALL_AT_END.sub("", before))


def _notes(text: str, lines: Sequence[Span], foot: Sequence[_Candidate], calls: Calls) -> Iterator[PageNote]:
    if not foot:
        return
    body = Span(lines[0].start, lines[foot[0].line].start)
    ends = [*(one.line for one in foot[1:]), len(lines)]
    found = _in_order([calls.best(one.number, body) for one in foot])
    for one, end, call in zip(foot, ends, found, strict=False):
        first = trimmed(text, one.end, lines[one.line].end)
        further = (trimmed(text, *line) for line in lines[one.line + 1 : end])
        parts = tuple(line for line in (first, *further) if line.start < line.end)
        yield PageNote(one.label, parts, (call.span,) if call else ())


def _in_order(calls: Sequence[Call | None]) -> list[Call | None]:
    """Return calls without those that are not in the order of their numbers, unless they are surer than the others."""

    def is_in_order(index: int, call: Call) -> bool:
        others = [(number, other) for number, other in enumerate(calls) if other and number != index]
        return all(one.grade < call.grade or (number < index) == (one.span < call.span) for number, one in others)

    return [call if call and is_in_order(index, call) else None for index, call in enumerate(calls)]


def _rest_of_note(text: str, lines: Sequence[Span], before: PageNote) -> int:
    """Return the index of the line that continues the last footnote of the page before; the number of lines if none.

    It continues at the foot of the text if it stopped inside a sentence, and the last lines begin with a small letter
    and no label: lines indented alike, as far as the footnote was, or below a blank line and a full stop or a title.
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
    """Return whether there is a blank line between two lines."""
    return text.count("\n", before.end, after.start) > 1
