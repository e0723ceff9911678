"""Paragraphs and footnotes → source text, and the page and line of every stretch of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from operator import itemgetter

from convention_variants.formats.continuing import Words
from convention_variants.formats.markdown import markup, outside_brackets
from convention_variants.formats.pdf.lines import Line, Part
from convention_variants.formats.pdf.notes import LABEL, PdfNote
from convention_variants.formats.pdf.paragraphs import PdfParagraph, TableRow
from convention_variants.text.conversion import OriginStretch
from convention_variants.text.origins import Origin

_BLANK_LINE = "\n\n"
_CALLS = re.compile(rf"(?<!\w)(?:{LABEL})(?!\w)")
_BRACKETS = re.compile(r"([\[\]]+)")
_BULLET = re.compile(r"[•▪◦●■○‣\uf0b7\uf0a7\uf0d8](?=\s)")


class Writer:
    """Writes paragraphs, and each footnote after the one that calls it, or in which its page ends."""

    def __init__(self, words: Words, notes: Sequence[PdfNote], *, links: bool) -> None:
        self._words = words
        self._parts: list[str] = []
        self._length = 0
        self._notes = sorted(notes, key=lambda note: note.page)
        self._written = 0  # how many footnotes are
        self._stretches: list[OriginStretch] = []
        self._in_note = False
        # If any raised label is a link, only links call footnotes.
        self._links = links
        self._by_label: dict[str, list[int]] = defaultdict(list)
        for index, note in enumerate(self._notes):
            self._by_label[note.label].append(index)
        self._names: dict[int, str] = {}
        self._waiting: dict[str, int] = {}  # the footnotes that are called and not yet written, by name

    def write(self, paragraphs: Sequence[PdfParagraph]) -> tuple[str, tuple[OriginStretch, ...]]:
        """Return the source text and its stretches."""
        texts = [paragraph.text for paragraph in paragraphs]
        ends = accumulate(len(text) + len(_BLANK_LINE) for text in texts)
        is_outside = outside_brackets(_BLANK_LINE.join(texts) if self._notes else "")
        for paragraph, end in zip(paragraphs, (0, *ends), strict=False):
            if is_outside(end):
                self._notes_before(paragraph.lines[0].page)
            if paragraph.rows:
                self._table(paragraph.rows)
            else:
                self._block("#" * paragraph.level + " " if paragraph.level else "", paragraph.lines)
        self._notes_before(1 << 30)
        stretches = self._stretches or [OriginStretch(0, Origin(page=1, line=1))]
        return "".join(self._parts), (OriginStretch(0, stretches[0].origin), *(one for one in stretches if one.start))

    def _notes_before(self, page: int) -> None:
        """Write the footnotes, in order, that have been called or are on earlier pages."""
        while self._written < len(self._notes):
            note = self._notes[self._written]
            if note.page >= page and self._written not in self._waiting.values():
                return
            name = self._name(self._written)
            self._written += 1
            self._waiting.pop(name, None)
            self._in_note = True
            if not note.paragraphs:
                self._add(f"[^{name}]: \n\n")
            for index, lines in enumerate(note.paragraphs):
                self._block("    " if index else f"[^{name}]: ", lines)
            self._in_note = False

    def _name(self, index: int) -> str:
        """Return the label of a footnote, with a number if another one with it is called and not yet written."""
        if index not in self._names:
            label = self._notes[index].label or "*"
            name, count = label, 1
            while self._waiting.get(name, index) != index:
                count += 1
                name = f"{label}--{count}"
            self._names[index] = name
        return self._names[index]

    def _call(self, label: str, line: Line) -> str | None:
        """Return the name of the footnote that a raised label on a line calls: one of its page, or a later one."""
        indexes = self._by_label.get(label)
        if not indexes:
            return None
        at = bisect_right(indexes, line.page - 1, key=lambda index: self._notes[index].page)
        if at == len(indexes) or indexes[at] < self._written:
            return None
        name = self._name(indexes[at])
        self._waiting[name] = indexes[at]
        return name

    def _block(self, before: str, lines: Sequence[Line]) -> None:
        self._begin(lines[0])
        self._add(before)
        self._text(lines)
        self._add("\n\n")

    def _table(self, rows: Sequence[TableRow]) -> None:
        width = max(map(len, rows))
        for index, row in enumerate(rows):
            for cell in row:
                self._add("| ")
                for number, lines in enumerate(cell):
                    self._begin(lines[0])
                    self._add("<br>" if number else "")
                    self._text(lines, in_table=True)
                self._add(" ")
            rule = "|" + " --- |" * width + "\n" if index == 0 else ""
            self._add("|" + "  |" * (width - len(row)) + "\n" + rule)
        self._add("\n")

    def _text(self, lines: Sequence[Line], *, in_table: bool = False) -> None:
        raw = _Raw()
        for line in lines:
            parts = [part for part in line.parts if part.text]
            if raw.text and parts:
                cut, between = self._words.joint(raw.text.rstrip(), parts[0].text.lstrip(), narrow=in_table)
                raw.end_line(cut, between)
            raw.begun.append((len(raw.text), line))
            for part in parts:
                if part.shift:
                    self._shifted(raw, part, line)
                else:
                    raw.text += part.text if raw.text.strip() else part.text.lstrip()
        raw.text = raw.text.rstrip()
        if bullet := _BULLET.match(raw.text):
            raw.text = ("•" if in_table else "-") + raw.text[bullet.end() :]
        inserted = [*raw.inserted, *((offset, "\\") for offset in markup(raw.text))]
        if in_table:
            inserted += ((offset, "\\") for offset, character in enumerate(raw.text) if character == "|")
        self._insert(raw, sorted(set(inserted)))

    def _shifted(self, raw: _Raw, part: Part, line: Line) -> None:
        """Add raised or lowered text: the calls of footnotes among it are calls."""
        text, done = part.text, 0
        may_call = part.shift > 0 and not self._in_note and (part.linked or not self._links)
        for match in _CALLS.finditer(text) if may_call else ():
            if name := self._call(match[0], line):
                raw.tagged(text[done : match.start()].strip(), "sup")
                raw.inserted.append((len(raw.text), f"[^{name}]"))
                done = match.end()
        raw.tagged(text[done:].strip(), "sup" if part.shift > 0 else "sub")
        if text.endswith(" "):
            raw.text += " "

    def _insert(self, raw: _Raw, inserted: Sequence[tuple[int, str]]) -> None:
        """Write text with what goes in between, and note where each line of it begins."""
        begun = [(offset, line) for offset, line in raw.begun if offset <= len(raw.text)]
        parts: list[tuple[int, Line | str]] = [*begun, *inserted]
        done = 0
        for offset, new in sorted(parts, key=itemgetter(0)):  # at one offset the line comes first
            self._add(raw.text[done:offset])
            done = max(done, offset)
            if isinstance(new, Line):
                self._begin(new)
            else:
                self._add(new)
        self._add(raw.text[done:])

    def _begin(self, line: Line) -> None:
        """Note that what comes next is on a line."""
        origin = Origin(page=line.page, line=line.number)
        if self._stretches and self._stretches[-1].start == self._length:
            self._stretches.pop()
        if not self._stretches or self._stretches[-1].origin != origin:
            self._stretches.append(OriginStretch(self._length, origin))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


class _Raw:
    """The characters of a paragraph, what is inserted among them, and where each line begins."""

    def __init__(self) -> None:
        self.text = ""
        self.inserted: list[tuple[int, str]] = []
        self.begun: list[tuple[int, Line]] = []

    def end_line(self, cut: int, between: str) -> None:
        stripped = len(self.text.rstrip())
        if any(offset > stripped - cut for offset, _ in self.inserted):
            cut = 0
        self.text = self.text[: stripped - cut] + between
        self.inserted = [(min(offset, stripped), text) for offset, text in self.inserted]

    def tagged(self, text: str, tag: str) -> None:
        """Add raised or lowered text; a tag never straddles a bracket."""
        for part in _BRACKETS.split(text):
            if part.strip("[] "):
                self.inserted.append((len(self.text), f"<{tag}>"))
                self.text += part
                self.inserted.append((len(self.text), f"</{tag}>"))
            else:
                self.text += part
