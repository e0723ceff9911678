"""Changes of the converted text → what changes in the elements of the Word file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from convention_variants.formats.shown import AS_SHOWN, UNSEEN
from convention_variants.formats.word.content import SPACE, is_marked
from convention_variants.formats.word.fields import complete_fields
from convention_variants.formats.word.names import Element, W
from convention_variants.formats.word.symbols import PRIVATE
from convention_variants.text.conversion import ElementKey, Trace, Traced
from convention_variants.text.source import Source

_LINES = frozenset({W.br, W.cr})
# What shows no text of its own, or none at the end of a line.
_SILENT = frozenset({*_LINES, W.tab, W.ptab, W.drawing, W.pict, W.object})
_WHITE = " \t\r\n"


class Change(NamedTuple):
    """Replaces the converted text from `start` to `end` with `text`."""

    start: int
    end: int
    text: str


class UnmappedError(Exception):
    """A change that cannot be made in the file: why, and where in the converted text."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason, self.offset = reason, offset


@dataclass(slots=True)
class ElementChange:
    """What changes in a child of a run.

    `deleted` and `highlighted` are stretches of the characters of a `w:t`, and `inserted` are texts with the character
    before which they come. Any other child is one character.
    """

    deleted: list[tuple[int, int]] = field(default_factory=list)
    highlighted: list[tuple[int, int]] = field(default_factory=list)
    inserted: list[tuple[int, str]] = field(default_factory=list)


class Reach(NamedTuple):
    """The paragraphs that a change reaches into, and whether it ends inside the last one."""

    paragraphs: tuple[ElementKey, ...]
    ends_inside: bool


class Plan:
    """What changes in the elements of the file that a source was read from; `parts` have the numbered elements."""

    def __init__(self, source: Source, parts: Mapping[str, Sequence[Element]]) -> None:
        self.text, self.parts = source.text, parts
        self.trace = trace = source.conversion.trace if source.conversion else Trace()
        self.elements: defaultdict[ElementKey, ElementChange] = defaultdict(ElementChange)
        self.reaches: list[Reach] = []
        self._reached = -1  # the end of the last change
        self.rows: list[ElementKey] = []
        self.labels: dict[ElementKey, int] = {}  # paragraphs whose automatic number goes, and where in the text
        self._shown = cache(lambda place: _shown(self.element(place)))
        self._row_starts = [row.start for row in trace.rows]
        self._traced = {copied.place for copied in trace.characters}
        self._starts = [copied.start for copied in trace.characters]
        self._paragraph_starts = [part.start for part in trace.paragraphs]

    def element(self, place: ElementKey) -> Element:
        """Return the element at a place."""
        return self.parts[place[0]][place[1]]

    def numbered(self) -> set[ElementKey]:
        """Return the paragraphs that have an automatic number or bullet."""
        return {place for place in self._traced if place is not None and self.element(place).tag == W.p}

    def add(self, change: Change) -> None:
        """Add a change; raises `UnmappedError` if it cannot be made in the file."""
        found = (self._delete(copied, change) for copied in self._overlapping(change.start, change.end))
        deleted = [one for one in found if one is not None]
        if change.text:
            if not deleted:
                raise UnmappedError("the Word file has no text of its own here", change.start)
            first, character = deleted[0]
            self.elements[first].inserted.append((character, change.text))
        for (first, _), (last, _) in pairwise(deleted):
            self._delete_silent(first, last)
        self._reach(change)

    def highlight(self, start: int, end: int) -> None:
        """Mark the text from `start` to `end` in colour, as far as it stays."""
        for copied in self._overlapping(start, end):
            place = copied.place
            if place is not None and self.element(place).tag == W.t:
                self.elements[place].highlighted.append(self._characters(place, copied, start, end))

    def finish(self) -> None:
        """Delete the fields that show nothing any more: an update would bring their text back."""
        changed = {part for part, _ in self.elements}
        for part in changed:
            for marks in complete_fields(self.parts[part]):
                inside = range(marks[0], marks[-1])
                texts = [(part, order) for order in inside if self.parts[part][order].tag == W.t]
                if texts and all(place in self.elements and self._is_gone(place) for place in texts):
                    for order in marks:
                        self._delete_whole((part, order))

    def _overlapping(self, start: int, end: int) -> Iterator[Traced]:
        for index in range(max(bisect_right(self._starts, start) - 1, 0), len(self._starts)):
            copied = self.trace.characters[index]
            if copied.start >= end:
                return
            if copied.end > start:
                yield copied

    def _delete(self, copied: Traced, change: Change) -> tuple[ElementKey, int] | None:
        """Delete what a change covers of an element; return the place and first character, if any is deleted."""
        place = copied.place
        if place is None:
            raise UnmappedError("a form field shows this text", copied.start)
        element = self.element(place)
        covered = self.text[max(copied.start, change.start) : min(copied.end, change.end)]
        if element.tag == W.p:
            if covered.strip():
                self.labels[place] = copied.start
            return None
        if element.tag == W.t:
            first, last = self._characters(place, copied, change.start, change.end)
            if not _is_same(covered, (element.text or "")[first:last]):
                raise UnmappedError("the file has other text here; it has changed since it was read", copied.start)
            self.elements[place].deleted.append((first, last))
            return place, first
        if change.start > copied.start or change.end < copied.end:
            if element.tag not in _LINES:
                raise UnmappedError("this is one object in the Word file", copied.start)
            if "\n" not in covered:  # only the spaces that make a line break in Markdown
                return None
        self._delete_whole(place)
        if element.tag in _LINES:
            index = bisect_left(self._starts, copied.start)
            self._delete_unshown(index - 1, index)
            self._delete_unshown(index, index + 1)
        return place, 0

    def _delete_mark(self, call: ElementKey) -> None:
        """Delete the mark of a note that has no number: the text after its call in the same run."""
        part, order = call
        run = self.element(call).getparent()
        elements = self.parts[part]
        for after in range(order + 1, len(elements)):
            if elements[after].getparent() is not run:
                return
            if (part, after) not in self._traced:
                self._delete_whole((part, after))

    def _delete_unshown(self, before: int, after: int) -> None:
        """Delete the white space beside a line break, which would be shown without it, up to the text around it."""
        if before < 0 or after >= len(self._starts):
            return
        first, last = self.trace.characters[before], self.trace.characters[after]
        if first.place is None or last.place is None or first.place[0] != last.place[0]:
            return
        for order in range(first.place[1], last.place[1] + 1):
            place = (first.place[0], order)
            if self.element(place).tag != W.t:
                continue
            start = self._characters(place, first, *first[:2])[1] if place == first.place else 0
            text = self.element(place).text or ""
            end = self._characters(place, last, *last[:2])[0] if place == last.place else len(text)
            if start < end and not text[start:end].strip():
                self.elements[place].deleted.append((start, end))

    def _delete_whole(self, place: ElementKey) -> None:
        element = self.element(place)
        self.elements[place].deleted = [(0, max(len(element.text or ""), 1) if element.tag == W.t else 1)]
        if is_marked(element):
            self._delete_mark(place)

    def _is_gone(self, place: ElementKey) -> bool:
        """Return whether only white space is left of a `w:t`."""
        text = self.element(place).text or ""
        gone = {index for start, end in self.elements[place].deleted for index in range(start, end)}
        return all(index in gone or letter in _WHITE for index, letter in enumerate(text))

    def _characters(self, place: ElementKey, copied: Traced, start: int, end: int) -> tuple[int, int]:
        """Return the characters of a `w:t` that the converted text from `start` to `end` is copied from."""
        start, end = max(start, copied.start), min(end, copied.end)
        text, shown = self.element(place).text or "", self._shown(place)
        first, last = (offset - copied.start + copied.skipped for offset in (start, end))
        return (0 if first == 0 else shown[first]), (len(text) if last == len(shown) else shown[last - 1] + 1)

    def _delete_silent(self, first: ElementKey, last: ElementKey) -> None:
        """Delete what shows no text between two elements, such as pictures and line breaks at the end of a line."""
        if first[0] != last[0]:
            return
        for order in range(first[1] + 1, last[1]):
            place = (first[0], order)
            element = self.element(place)
            if element.tag not in _SILENT or place in self._traced or next(element.iterancestors()).tag != W.r:
                continue
            if next(element.iter(W.txbxContent), None) is None:  # a text box has text of its own
                self._delete_whole(place)

    def _reach(self, change: Change) -> None:
        first = max(bisect_right(self._paragraph_starts, change.start) - 1, 0)
        after = bisect_left(self._paragraph_starts, change.end)
        parts = [part for part in self.trace.paragraphs[first:after] if part.end > change.start]
        if parts and change.end > change.start:
            places = [part.place for part in parts]
            if self.reaches and change.start == self._reached:  # what goes together is one stretch
                places = [*self.reaches.pop().paragraphs, *places]
            self.reaches.append(Reach(tuple(dict.fromkeys(places)), change.end < parts[-1].end))
            self._reached = change.end
        if len(parts) > 1:
            first_row = bisect_left(self._row_starts, change.start - 1)
            inside = self.trace.rows[first_row : bisect_left(self._row_starts, change.end)]
            self.rows += (row.place for row in inside if row.end <= change.end)


def _is_same(text: str, written: str) -> bool:
    """Return whether a `w:t` shows a text, apart from white space and from characters that only a font has."""
    letters = [letter for letter in written.translate(AS_SHOWN) if not letter.isspace()]
    shown = [letter for letter in text if not letter.isspace()]
    return len(shown) == len(letters) and all(
        one == other or ord(other) in PRIVATE for one, other in zip(shown, letters, strict=True)
    )


def _shown(element: Element) -> Sequence[int]:
    text = element.text or ""
    first, last = shown_ends(element)
    shown = range(len(text)) if text.isascii() else [index for index, letter in enumerate(text) if letter not in UNSEEN]
    return shown if element.get(SPACE) == "preserve" else [index for index in shown if first <= index < last]


def shown_ends(element: Element) -> tuple[int, int]:
    """Return where the text of a `w:t` begins and ends without the white space that Word does not show."""
    text = element.text or ""
    if element.get(SPACE) == "preserve":
        return 0, len(text)
    return len(text) - len(text.lstrip(_WHITE)), len(text.rstrip(_WHITE))
