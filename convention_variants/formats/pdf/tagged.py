"""Lines → paragraphs, tables and footnotes, as the tags of a PDF say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from convention_variants.formats.continuing import begins_lower, has_ended
from convention_variants.formats.pdf.lines import Line
from convention_variants.formats.pdf.notes import LABEL_ALONE, PdfNote
from convention_variants.formats.pdf.pages import Page, Piece, Tag, block, heading_level, inside
from convention_variants.formats.pdf.paragraphs import Layout, PdfParagraph, TableCell, TableRow, goes_on_overleaf

# The place of text that has no tag among the siblings of the text before it.
_AFTER = (1 << 30, "P")
_MOST_UNTAGGED, _MOST_ARTIFACTS, _MOST_IN_ONE, _MOST_CUT = 0.1, 0.4, 0.3, 0.3
_FEW = 2000
# In points: texts of a column begin as near to each other as this.
_NEAR = 2.0
_Blocks = list[tuple[Tag, list[Line]]]


def is_trustworthy(pages: Sequence[Page]) -> bool:
    """Return whether the tags of a document name nearly all of its text, and divide it into blocks."""
    count: dict[Tag | None, int] = {}
    artifacts = 0
    for page in pages:
        for piece in page.pieces:
            if piece.artifact:
                artifacts += len(piece.text)
            else:
                tag = block(piece.tag) if piece.tag else None
                count[tag] = count.get(tag, 0) + len(piece.text)
    tagged = sum(count.values()) - count.get(None, 0)
    if not tagged or artifacts > _MOST_ARTIFACTS * tagged:
        return False
    largest = max(size for tag, size in count.items() if tag is not None)
    return count.get(None, 0) <= _MOST_UNTAGGED * tagged and (tagged < _FEW or largest <= _MOST_IN_ONE * tagged)


def has_notes(pages: Iterable[Sequence[Line]]) -> bool:
    """Return whether the tags name any footnote."""
    pieces = (piece for lines in pages for line in lines for piece in line.pieces)
    return any(piece.tag and _part(piece.tag)[0] == "Note" for piece in pieces)


def read_tagged(pages: Sequence[Sequence[Line]], layout: Layout) -> tuple[list[PdfParagraph], list[PdfNote]] | None:
    """Return the paragraphs and the footnotes, None if the tags make no sense after all."""
    blocks = sorted(_blocks(pages).items(), key=lambda item: item[0])
    if not _is_sensible(blocks):
        return None
    paragraphs: list[PdfParagraph] = []
    notes: list[PdfNote] = []
    for (kind, _), group in groupby(blocks, key=lambda item: _part(item[0])):
        if kind == "Note":
            notes += _notes(list(group))
        elif kind == "Table":
            paragraphs.append(_table(list(group)))
        else:
            for paragraph in _paragraphs(list(group)):
                if paragraphs and _is_overleaf(paragraphs[-1], paragraph, layout):
                    paragraphs[-1].lines += paragraph.lines
                else:
                    paragraphs.append(paragraph)
    return paragraphs, notes


def _blocks(pages: Iterable[Sequence[Line]]) -> dict[Tag, list[Line]]:
    """Return the parts of lines in each block."""
    blocks: dict[Tag, list[Line]] = {}
    last: Tag = ()
    for lines in pages:
        for line in lines:
            by_tag: dict[Tag, list[Piece]] = {}
            for piece in line.pieces:
                if piece.tag:
                    last = block(piece.tag)
                elif last[-1:] != (_AFTER,):
                    last = (*last, _AFTER)
                by_tag.setdefault(last, []).append(piece)
            for tag, pieces in by_tag.items():
                blocks.setdefault(tag, []).append(line.only(pieces))
    return blocks


def _is_sensible(blocks: _Blocks) -> bool:
    """Return whether blocks follow each other as their pages do, and are paragraphs, not lines of them."""
    texts = [(tag, lines) for tag, lines in blocks if _part(tag)[0] == "" and not heading_level(tag)]
    pairs = [(one[1], other[1]) for one, other in pairwise(texts)]
    if not pairs:
        return True
    backwards = sum(lines[-1].page > following[0].page for lines, following in pairs)
    cut = sum(
        not has_ended(lines[-1].text) and begins_lower(following[0].text) and lines[-1].page == following[0].page
        for lines, following in pairs
    )
    return backwards <= len(pairs) / 20 + 2 and cut <= _MOST_CUT * len(pairs) + 2


def _part(tag: Tag) -> tuple[str, Tag]:
    """Return what a block is a part of, a footnote or a table, and its tag."""
    for kind in ("Note", "FENote", "Table"):
        if around := inside(tag, kind):
            return "Note" if kind == "FENote" else kind, around
    return "", ()


def _paragraphs(blocks: _Blocks) -> Iterator[PdfParagraph]:
    """Yield paragraphs; the label of an item of a list begins the first one of the item."""
    label: list[Line] = []
    for tag, lines in blocks:
        if tag[-1][1] == "Lbl":
            if label:
                yield PdfParagraph(label)
            label = lines
        else:
            yield PdfParagraph(_together(label, lines), heading_level(tag))
            label = []
    if label:
        yield PdfParagraph(label)


def _together(label: list[Line], lines: list[Line]) -> list[Line]:
    """Return lines with a label before them, or in the first line if it is on that."""
    if label and (label[-1].page, label[-1].number) == (lines[0].page, lines[0].number):
        return [*label[:-1], lines[0].only([*label[-1].pieces, *lines[0].pieces]), *lines[1:]]
    return [*label, *lines]


def _is_overleaf(before: PdfParagraph, paragraph: PdfParagraph, layout: Layout) -> bool:
    """Return whether a paragraph is the rest of the one at the end of the page before."""
    is_on_next_page = paragraph.lines[0].page == before.lines[-1].page + 1
    return is_on_next_page and not paragraph.level and goes_on_overleaf(before, paragraph.lines[0], layout)


def _notes(blocks: _Blocks) -> Iterator[PdfNote]:
    """Yield the footnote that some blocks are: one element may stand for several that have labels of their own."""
    note: PdfNote | None = None
    for tag, lines in blocks:
        if tag[-1][1] == "Lbl" and (label := LABEL_ALONE.fullmatch(lines[0].text.strip())):
            if note is not None:
                yield note
            note = PdfNote(label[1], lines[0].page, [])
        elif note is None:
            note = _unlabelled(lines)
        else:
            note.paragraphs.append(lines)
    if note is not None:
        yield note


def _unlabelled(lines: list[Line]) -> PdfNote:
    """Return the footnote whose label, if any, is not a block of its own."""
    first, *rest = sorted(lines[0].pieces, key=lambda piece: piece.left)
    if rest and (label := LABEL_ALONE.fullmatch(first.text.strip())):
        return PdfNote(label[1], lines[0].page, [[lines[0].only(rest), *lines[1:]]])
    return PdfNote("", lines[0].page, [lines])


def _table(blocks: _Blocks) -> PdfParagraph:
    """Return a table. What is in no row becomes a row of its own."""
    rows: list[list[_Cell]] = []
    for _, row in groupby(blocks, key=lambda item: inside(item[0], "TR")):
        parts = groupby(row, key=lambda item: inside(item[0], "TD") or inside(item[0], "TH"))
        rows.append(
            [_Cell(tag[-1][0] if tag else 0, [one.lines for one in _paragraphs(list(part))]) for tag, part in parts]
        )
    # Columns without any text do not count.
    numbers = {number: place for place, number in enumerate(sorted({cell.number for row in rows for cell in row}))}
    rows = [[cell._replace(number=numbers[cell.number]) for cell in row] for row in rows]
    starts: dict[tuple[int, int], float] = {}
    for cells in rows:
        for cell in cells if cells[-1].number == len(numbers) - 1 else ():
            place = cell.page, cell.number
            starts[place] = min(starts.get(place, math.inf), cell.left - _NEAR)
    return PdfParagraph(rows[0][0].paragraphs[0][:1], rows=[_in_columns(cells, len(numbers), starts) for cells in rows])


class _Cell(NamedTuple):
    """A cell with text: its number among the cells of its row, and its paragraphs."""

    number: int
    paragraphs: TableCell

    @property
    def page(self) -> int:
        return self.paragraphs[0][0].page

    @property
    def left(self) -> float:
        return min(line.left for lines in self.paragraphs for line in lines)


def _in_columns(row: Sequence[_Cell], width: int, starts: Mapping[tuple[int, int], float]) -> TableRow:
    """Return the cells of a row, empty ones among them, with those before which merged cells are missing moved right.

    `starts` is how far left text begins on a page in each column.
    """
    cells: TableRow = [[] for _ in range(width)]
    column = -1
    for cell in row:
        column = max(cell.number, column + 1)
        while cell.left >= starts.get((cell.page, column + 1), math.inf):
            column += 1
        cells[min(column, width - 1)] += cell.paragraphs
    return cells
