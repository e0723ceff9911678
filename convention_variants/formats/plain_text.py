"""Plain text → source text: its characters are not markup, and its paragraphs depend on what made its lines.

Text that a word processor saved has a paragraph on each line. Text extracted from a PDF has form feeds between its
pages: what recurs next to them is no text, and the footnotes stand at the foot. Any other text is left as it is, but
for footnotes at its end, and for the calls of those that it has lost. The result is the original but for what is
inserted, moved or left out, so that edits of it can be made in the original.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from convention_variants.formats.continuing import begins_lower, has_ended, opens_provision, opens_section
from convention_variants.formats.markdown import is_markdown, markup, outside_brackets, read_markdown
from convention_variants.formats.page_breaks import find_page_starts
from convention_variants.formats.page_calls import Calls, calls_of_options
from convention_variants.formats.page_edges import furniture_remarks, part_furniture
from convention_variants.formats.page_notes import PageNote, find_page_notes
from convention_variants.text.conversion import Conversion, OriginStretch, Remark
from convention_variants.text.copies import Copies, Copy
from convention_variants.text.origins import Origin
from convention_variants.text.source import LINE_END, Source
from convention_variants.text.spans import Span, trimmed

# No text that is wrapped has lines as long as these, nor, where paragraphs are lines, many blank ones.
_LONG_LINE = 200
_MOST_BLANK = 0.2
# Wrapped lines may be as long as these, but then most of them break off a sentence that the next one continues.
_WIDE_LINE = 100
_MOST_CONTINUED = 0.05
_GLUED_CALL = re.compile(r"(?<=[^\w\s])\d{1,3}\s*$")
# How the last footnote of a text begins: it is not longer than this.
_NOTE_LINE = re.compile(r"[\r\n][^\S\r\n]*(?:\d{1,3}|\[\d{1,3}\])[^\S\r\n]+[^\W\d]")
_LONGEST_NOTE = 2000
_BLANK = re.compile(r"\n[^\S\n]*(?=\n)")
# What can be before the number of a footnote.
_BEFORE_LABEL = " \t\r\n["
_UNKNOWN = "page numbers stand in the text, but nothing shows where pages begin; convert the PDF itself if there is one"
_LOST_NOTES = "{count} footnotes are called, but this text has none of them; read the Word file or PDF if there is one"
_MARKDOWN = "read as Markdown, as its tables, footnotes or strong words are; name it .md if that is right"
_END = re.compile(r"\r\n?|\n|\f")
_FEW_LINES = 8
# Text extracted without blank lines: a line much narrower than the others is the last of its paragraph.
_FEW_BLANK = 0.08
_MOST_PARTED = 0.5
_USUAL_WIDTH = 0.9
_NARROW = 0.75
_ENDED = re.compile(r"[.;:,!?][\])”\"’']*$")


class _Part(NamedTuple):
    """A stretch copied from the original, or text that is inserted."""

    copied: Span
    inserted: str = ""


class _Called(NamedTuple):
    """The figure of a call, and what is put around it."""

    figure: Span
    before: str
    after: str


def read_plain_text(text: str) -> Conversion:
    """Return the source text of a plain text. Nothing is wrong with any."""
    if is_markdown(text):
        return read_markdown(text, [Remark(_MARKDOWN)])
    lines = list(_lines(text))
    starts = [line.start for line in lines if text.startswith("\f", line.start)]
    remarks: list[Remark] = []
    if not starts:
        starts, unknown = find_page_starts(text, lines)
        remarks += [Remark(_UNKNOWN)] if unknown else []
    lost: list[Span] = []
    if len(starts) > 1:
        parts, called, furniture = _extracted(text, lines, frozenset(starts))
        remarks += furniture_remarks(furniture)
    else:
        parts, called = _undivided(text, lines)
        lost = [] if called else Calls(text, glued=True).without_notes()
        remarks += [Remark(_LOST_NOTES.format(count=len(lost)))] if lost else []
    lost += {*calls_of_options(text)}.difference(lost, (call.figure for call in called))
    called += [_Called(figure, "<sup>", "</sup>") for figure in lost]
    return _written(text, list(_with_calls(_with_paragraphs(text, parts), called)), remarks)


def _undivided(text: str, lines: Sequence[Span]) -> tuple[list[_Part], list[_Called]]:
    """Return a text without pages, with a blank line between paragraphs that are lines; and its calls of footnotes.

    The footnotes come after it.
    """
    end, notes = _endnotes(text, lines)
    parts = [_Part(Span(0, end))]
    if _has_paragraphs_as_lines(text, lines):
        body = [line for line in lines if line.end <= end]
        parts = [_Part(Span(before.end, line.end), "\n") for before, line in pairwise([Span(0, 0), *body])]
    return [*parts, *(part for note in notes for part in _note(note))], list(_calls(text, notes))


def _endnotes(text: str, lines: Sequence[Span]) -> tuple[int, Sequence[PageNote]]:
    """Return the footnotes at the end of a text without pages, if each is called above, and where the text above ends.

    After a blank line below a footnote there may be text, and numbers below a title or a colon may be a list.
    """
    if not _NOTE_LINE.search(text, max(0, len(text) - _LONGEST_NOTE)):
        return len(text), ()
    (body,), (notes,) = find_page_notes(text, [[line for line in lines if text[line.start : line.end].strip()]])
    above = _GLUED_CALL.sub("", text[body[-1].start : body[-1].end]).rstrip()
    if (
        not notes
        or not all(note.call for note in notes)
        or any(_BLANK.search(text, note.label.end, note.lines[-1].end) for note in notes if note.lines)
        or above.endswith(":")
        or not (has_ended(above) or text[body[-1].end : notes[0].label.start].strip(_BEFORE_LABEL))
    ):
        return len(text), ()
    return body[-1].end, notes


def _lines(text: str) -> Iterator[Span]:
    """Yield the lines of a text, without what ends them; a form feed ends a line, too."""
    start = 0
    for end in _END.finditer(text):
        feed = end[0] == "\f"
        if end.start() > start or not feed:
            yield Span(start, end.start())
        start = end.start() if feed else end.end()
    yield Span(start, len(text))


def _has_paragraphs_as_lines(text: str, lines: Sequence[Span]) -> bool:
    """Return whether each line is a paragraph: some are too long to be wrapped, and there are few blank lines."""
    written = [line for line in lines if line.start < line.end]
    if len(lines) <= 2 or len(lines) - len(written) > _MOST_BLANK * len(lines):
        return False
    lengths = [line.end - line.start for line in written]
    long = sum(length > _LONG_LINE for length in lengths)
    if long and 20 * long >= len(written):
        return True
    if max(lengths, default=0) <= _WIDE_LINE:
        return False
    # Hardly any line begins inside a sentence: with a small letter that is not a label.
    words = (text[line.start : line.end] for line in written)
    return sum(begins_lower(line) and not opens_provision(line) for line in words) <= _MOST_CONTINUED * len(written)


def _with_paragraphs(text: str, parts: Sequence[_Part]) -> Iterator[_Part]:
    """Yield parts with a blank line before each paragraph, if the text has hardly any blank lines."""
    lines = [line for part in parts if part.copied.start < part.copied.end for line in _lines_of(text, part.copied)]
    widths = sorted(len(text[line.start : line.end].rstrip()) for line in lines)
    if len(widths) < _FEW_LINES or _has_blank_lines(text, lines):
        yield from parts
        return
    narrow = _NARROW * widths[int(_USUAL_WIDTH * len(widths))]
    for copied, inserted in parts:
        done, before, heading = copied.start, "", False
        for start, end in _lines_of(text, copied):
            line = text[start:end].strip()
            begins = not before
            if before and line and _begins_paragraph(line, before, narrow, below_heading=heading):
                yield _Part(Span(done, start), "\n")
                done, begins = start, True
            before, heading = line, begins and opens_section(line) and _is_whole(line)
        yield _Part(Span(done, copied.end), inserted)


def _has_blank_lines(text: str, lines: Sequence[Span]) -> bool:
    """Return whether blank lines separate the paragraphs: many lines are blank, or labels have a blank line above."""
    words = [text[line.start : line.end].strip() for line in lines]
    labelled = [not before for before, line in pairwise(words) if line and opens_provision(line)]
    if "\f" in text and len(labelled) >= _FEW_LINES:
        return sum(labelled) >= _MOST_PARTED * len(labelled)
    return words.count("") > _FEW_BLANK * len(words)


def _lines_of(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for end in LINE_END.finditer(text, *span):
        yield Span(start, end.start())
        start = end.end()
    yield Span(start, span.end)


def _begins_paragraph(line: str, before: str, narrow: float, *, below_heading: bool) -> bool:
    """Return whether a line begins a paragraph, by the line before it: one shorter than `narrow` ends a paragraph."""
    labelled = opens_provision(line)
    if begins_lower(line) and not labelled:
        return False
    if len(before) < narrow or below_heading or (before.endswith("]") and opens_section(line)):
        return True
    return bool(_ENDED.search(_GLUED_CALL.sub("", before))) and (
        labelled or line.startswith("[") or opens_section(line)
    )


def _is_whole(line: str) -> bool:
    """Return whether all brackets and braces of a line close in it; brackets at its beginning do not count."""
    words = line.lstrip("[")
    return words.count("[") <= words.count("]") and words.count("{") <= words.count("}")


def _extracted(
    text: str, lines: Sequence[Span], starts: Container[int]
) -> tuple[list[_Part], list[_Called], list[str]]:
    """Return the text of pages, joined, with the footnotes where no bracket is open; the calls; and the furniture.

    `starts` says where pages begin.
    """
    pages = list(_pages(text, lines, starts))
    kept, furniture = part_furniture(pages, [[text[line.start : line.end] for line in page] for page in pages])
    bodies, notes = find_page_notes(text, kept)
    parts: list[_Part] = []
    ends: list[int] = []
    length, before = 0, ""
    for body in bodies:
        if body:
            start = trimmed(text, *body[0]).start
            page = _Part(Span(start, body[-1].end))
            if before:
                between = _between(before, text[body[0].start : body[0].end])
                parts.append(_Part(Span(start, start), between))
                length += len(between)
            parts.append(page)
            length += page.copied.end - start
            before = text[body[-1].start : body[-1].end]
        ends.append(length)
    with_notes = list(_with_notes(text, parts, ends, notes))
    return with_notes, list(_calls(text, chain(*notes))), [text[line.start : line.end] for line in furniture]


def _pages(text: str, lines: Sequence[Span], starts: Container[int]) -> Iterator[list[Span]]:
    """Yield the lines of each page that are not blank, without the form feeds."""
    page: list[Span] = []
    for line in lines:
        if line.start in starts:
            yield page
            page = []
        feeds = text.startswith("\f", line.start)
        if text[line.start : line.end].strip():
            page.append(Span(line.start + feeds, line.end))
    yield page


def _between(before: str, after: str) -> str:
    """Return what goes between the last line of a page and the first line of the next one."""
    ended = has_ended(_GLUED_CALL.sub("", before)) and not begins_lower(after)
    if ended or opens_provision(after) or opens_section(after):
        return "\n\n"
    return "\n"


def _calls(text: str, notes: Iterable[PageNote]) -> Iterator[_Called]:
    """Yield what makes the calls of footnotes those of Markdown; of a footnote in brackets the call is in brackets."""
    for note in notes:
        for figure in note.call:
            in_brackets = _is_in_brackets(text, note.label) and _is_in_brackets(text, figure)
            yield _Called(figure, *(("^", "") if in_brackets else ("[^", "]")))


def _is_in_brackets(text: str, figure: Span) -> bool:
    return text.startswith("[", figure.start - 1) and text.startswith("]", figure.end)


def _with_calls(parts: Iterable[_Part], calls: Iterable[_Called]) -> Iterator[_Part]:
    """Yield parts with the calls of footnotes in them."""
    calls = sorted(calls)
    starts = [call.figure.start for call in calls]
    for (start, end), inserted in parts:
        done = start
        for figure, before, after in calls[bisect_left(starts, start) : bisect_left(starts, end)]:
            yield _Part(Span(done, figure.start), before)
            yield _Part(figure, after)
            done = figure.end
        yield _Part(Span(done, end), inserted)


def _with_notes(
    text: str, parts: Sequence[_Part], ends: Sequence[int], pages: Sequence[Sequence[PageNote]]
) -> Iterator[_Part]:
    """Yield parts; the footnotes of a page come after the paragraph, or the bracket, in which the page ends."""
    body = "".join(text[part.copied.start : part.copied.end] + part.inserted for part in parts)
    is_outside = outside_brackets(body)
    places = iter([match.start() for match in _BLANK.finditer(body) if is_outside(match.start())])
    place = next(places, None)
    waiting = deque((end, note) for end, notes in zip(ends, pages, strict=True) for note in notes)
    length = 0
    for (start, end), inserted in parts:
        done = start
        while place is not None and place < length + end - start:
            due = [waiting.popleft()[1] for _ in range(len(waiting)) if waiting[0][0] <= place]
            if due:
                cut = start + max(0, place - length)
                yield _Part(Span(done, cut))
                yield from (part for note in due for part in _note(note))
                # White space would set the next line in as far as the text of a footnote is.
                done = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
                yield _Part(Span(done, done), "\n\n")
            place = next(places, None)
        yield _Part(Span(done, end), inserted)
        length += end - start + len(inserted)
    yield from (part for _, note in waiting for part in _note(note))


def _note(note: PageNote) -> Iterator[_Part]:
    """Yield a footnote; its further lines are indented, so that the text below it does not belong to it."""
    start = note.lines[0].start if note.lines else note.label.end
    yield _Part(Span(start, start), "\n\n[^")
    yield _Part(note.label, "]: ")
    for index, line in enumerate(note.lines):
        if index:
            yield _Part(Span(line.start, line.start), "\n    ")
        yield _Part(line)


def _written(text: str, parts: Sequence[_Part], remarks: Sequence[Remark]) -> Conversion:
    """Put the parts together, with a backslash before every character that Markdown would take for markup."""
    written: list[str] = []
    copies: list[Copy] = []
    length = 0
    for (start, end), inserted in parts:
        done = start
        for offset in (*markup(text, start, end), end):
            if offset > done:
                copies.append(Copy(length, done, offset - done))
                written.append(text[done:offset])
                length += offset - done
            if offset < end:
                written.append("\\")
                length += 1
            done = offset
        written.append(inserted)
        length += len(inserted)
    return Conversion(
        "".join(written),
        tuple(_stretches(text, copies)),
        remarks=tuple(remarks),
        original=text,
        copies=Copies(tuple(copies)),
    )


def _stretches(text: str, copies: Sequence[Copy]) -> Iterator[OriginStretch]:
    """Yield where each line of the original, or a piece of it, begins."""
    source = Source("", text)
    yield OriginStretch(0, Origin(line=1))
    for start, original, length in copies:
        number = source.position(original).line
        yield OriginStretch(start, Origin(line=number))
        for further, end in enumerate(LINE_END.finditer(text, original, original + length), number + 1):
            yield OriginStretch(start + end.end() - original, Origin(line=further))
