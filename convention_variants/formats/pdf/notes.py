"""Footnotes of a PDF that does not tag them: smaller type at the foot of a page, numbered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from convention_variants.formats.continuing import has_ended
from convention_variants.formats.pdf.lines import Line

LABEL = r"\d{1,3}|[*†‡§¶]{1,3}|[a-z]|[ivx]{1,5}"
LABEL_ALONE = re.compile(rf"\(?({LABEL})[.)]?")
_MARK = re.compile(rf"({LABEL})[.)]?(?:\s+(?=\S)|$)")
_RAISED_MARK = re.compile(rf"\s*\(?({LABEL})[.)]?\s*$")
_SMALLER = 0.93


@dataclass
class PdfNote:
    """A footnote: its label, the page that it begins on, and its paragraphs without the label."""

    label: str
    page: int
    paragraphs: list[list[Line]]


def find_notes(pages: Sequence[Sequence[Line]], body_size: float) -> tuple[list[list[Line]], list[PdfNote]]:
    """Split the lines of pages into the text and the footnotes; one may be on the page after its call."""
    bodies: list[list[Line]] = []
    notes: list[PdfNote] = []
    before: set[str] = set()  # what is raised on the page before
    for lines in pages:
        start = _first_small(lines, body_size)
        raised = {part.text.strip() for line in lines[:start] for part in line.parts if part.shift == 1}
        calls, before = raised | before, raised
        marked = next((index for index in range(start, len(lines)) if _marked(lines[index], calls)), len(lines))
        if not (notes and start < marked and _goes_on(notes[-1], lines[start], notes_follow=marked < len(lines))):
            start = marked
        bodies.append(list(lines[:start]))
        for line in lines[start:]:
            if mark := _marked(line, calls):
                notes.append(PdfNote(mark[0], line.page, [mark[1]] if mark[1] else []))
            elif notes[-1].paragraphs:
                notes[-1].paragraphs[-1].append(line)
            else:
                notes[-1].paragraphs.append([line])
    return bodies, notes


def _first_small(lines: Sequence[Line], body_size: float) -> int:
    """Return where the smaller type begins with which a page ends."""
    start = len(lines)
    while start and lines[start - 1].size <= _SMALLER * body_size:
        start -= 1
    return start


def _goes_on(note: PdfNote, line: Line, *, notes_follow: bool) -> bool:
    """Return whether smaller type without a mark is the rest of the last footnote of the page before."""
    last = note.paragraphs[-1][-1] if note.paragraphs else None
    page = last.page if last else note.page
    return page == line.page - 1 and (notes_follow or last is None or not has_ended(last.text))


def _marked(line: Line, calls: set[str]) -> tuple[str, list[Line]] | None:
    """Return the label of a footnote that a line begins with, and the rest of the line, if any."""
    first, *rest = sorted(line.pieces, key=lambda piece: piece.left)
    mark = _RAISED_MARK.match(first.text) if line.parts[0].shift == 1 else None
    if mark is None:
        mark = _MARK.match(first.text)
        if mark is None or mark[1] not in calls:
            return None
    if after := first.text[mark.end() :]:
        rest = [first._replace(text=after), *rest]
    return mark[1], [line.only(rest)] if rest else []
