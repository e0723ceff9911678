"""Lines → paragraphs, by leading, indent, line ends and type, where no tags say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from convention_variants.formats.continuing import (
    begins_lower,
    has_ended,
    is_option_label,
    opens_provision,
    opens_section,
)
from convention_variants.formats.pdf.lines import Line
from convention_variants.language.option_labels import find_option_label

# In sizes of the type, or in normal leadings.
_FARTHER = 1.25
_OTHER_SIZE = 0.07
_LARGER = 1.08
_LONGEST_HEADING = 250
_LONGEST_LABEL = 30
_MOST_LEVELS = 6


# The paragraphs of a cell, each of its lines; and the cells of a row.
TableCell: TypeAlias = list[list[Line]]
TableRow: TypeAlias = list[TableCell]


@dataclass
class PdfParagraph:
    """Lines that belong together. `level` is that of a heading, 0 for text; `rows` are those of a table."""

    lines: list[Line]
    level: int = 0
    rows: list[TableRow] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines, or those of a table, joined by spaces: to look at, not to write."""
        lines = [line for row in self.rows for cell in row for part in cell for line in part] or self.lines
        return " ".join(line.text for line in lines)


class Layout:
    """What is usual in a document: the size of its text, the leading of each size, and how far lines reach."""

    def __init__(self, pages: Iterable[Sequence[Line]]) -> None:
        sizes: Counter[float] = Counter()
        leadings: dict[float, Counter[float]] = {}
        self._reach: dict[tuple[int, int], float] = {}
        for lines in pages:
            for line in lines:
                sizes[round(line.size, 1)] += len(line.text)
                self._reach[line.page, line.column] = max(self.reach(line), line.right)
            for before, line in pairwise(lines):
                gap = before.baseline - line.baseline
                if 0.8 * line.size < gap < 2.5 * line.size:
                    leadings.setdefault(round(line.size, 1), Counter())[round(gap * 2) / 2] += 1
        self.size = max(sizes, key=lambda size: (sizes[size], size), default=10.0)
        self.leadings = {size: max(gaps, key=lambda gap: (gaps[gap], -gap)) for size, gaps in leadings.items()}

    def leading(self, line: Line) -> float:
        """Return how far apart baselines of a paragraph are in the type of a line."""
        return self.leadings.get(round(line.size, 1), 1.25 * line.size)

    def reach(self, line: Line) -> float:
        """Return how far to the right the lines of the column of a line reach."""
        return self._reach.get((line.page, line.column), line.right)

    def has_room(self, line: Line, following: Line) -> bool:
        """Return whether the first word of the next line would have had room at the end of a line."""
        word = following.text.partition(" ")[0]
        wide = (following.right - following.left) / max(1, len(following.text)) * len(word)
        return self.reach(line) - line.right > 1.15 * wide + 0.6 * line.size


def read_paragraphs(pages: Sequence[Sequence[Line]], layout: Layout) -> list[PdfParagraph]:
    """Group the lines of pages into paragraphs; one continues on the next page if it has not ended."""
    paragraphs: list[PdfParagraph] = []
    for lines in pages:
        for line in lines:
            if paragraphs and _goes_on(paragraphs[-1], line, layout):
                paragraphs[-1].lines.append(line)
            else:
                paragraphs.append(PdfParagraph([line]))
    return paragraphs


def _goes_on(paragraph: PdfParagraph, line: Line, layout: Layout) -> bool:
    before = paragraph.lines[-1]
    if line.page != before.page or line.baseline >= before.baseline:
        return goes_on_overleaf(paragraph, line, layout)
    if _other_type(before, line) or is_option_label(paragraph.text):
        return False
    if before.baseline - line.baseline > _FARTHER * layout.leading(line):
        return False
    ended, room = has_ended(before.text), layout.has_room(before, line)
    if ended + room + (opens_provision(line.text) or opens_section(line.text)) > 1:
        return False
    short = before.right - before.left < 0.6 * (layout.reach(before) - before.left)
    return not (room and short and not begins_lower(line.text))


def goes_on_overleaf(paragraph: PdfParagraph, line: Line, layout: Layout) -> bool:
    """Return whether a paragraph at the end of a page continues in the first line of the next page."""
    before = paragraph.lines[-1]
    if paragraph.level or paragraph.rows or _other_type(before, line):
        return False
    if opens_provision(line.text) or is_option_label(paragraph.text) or has_ended(before.text):
        return False
    return begins_lower(line.text) or not layout.has_room(before, line)


def _other_type(before: Line, line: Line) -> bool:
    """Return whether two lines differ in type as a heading and a text do."""
    if abs(before.size - line.size) > _OTHER_SIZE * max(before.size, line.size):
        return True
    if before.bold == line.bold:
        return False
    first, last = min(line.pieces, key=lambda piece: piece.left), max(before.pieces, key=lambda piece: piece.right)
    return not (first.bold and last.bold)


def find_headings(paragraphs: Iterable[PdfParagraph], layout: Layout) -> None:
    """Make headings of the paragraphs that larger or bold type sets apart; the larger, the higher."""
    headings = [paragraph for paragraph in paragraphs if not paragraph.rows and _is_heading(paragraph, layout)]
    styles = sorted({_style(paragraph) for paragraph in headings}, reverse=True)
    for paragraph in headings:
        paragraph.level = min(styles.index(_style(paragraph)) + 1, _MOST_LEVELS)


def _style(paragraph: PdfParagraph) -> tuple[float, bool]:
    return round(paragraph.lines[0].size), paragraph.lines[0].bold


def _is_heading(paragraph: PdfParagraph, layout: Layout) -> bool:
    lines, text = paragraph.lines, paragraph.text
    larger = all(line.size >= _LARGER * layout.size for line in lines)
    bold = all(line.bold and line.size >= (1 - _OTHER_SIZE) * layout.size for line in lines)
    if not (larger or bold) or len(text) > _LONGEST_HEADING or not any(map(str.isalpha, text)):
        return False
    option = find_option_label(text[:_LONGEST_LABEL])
    return not has_ended(text) and (option is None or any(map(str.isalnum, text[: option.start])))
