"""The rows and cells of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from convention_variants.formats.word.names import Descent, Element, W, child_value, number

_MOST_COLUMNS = 63  # of a table in Word
_LEAVES = frozenset({W.p, W.tbl, W.tr, W.tc, W.trPr, W.tcPr})


class Cell(NamedTuple):
    """A cell and how many columns it takes; without an element it is the empty place before a row.

    `merged`: it is part of the cell above it.
    """

    element: Element | None
    columns: int
    merged: bool = False


def read_rows(table: Element) -> list[list[Cell]]:
    """Return the rows of a table."""
    rows = []
    above: dict[int, int] = {}  # the columns of the merged cells in the row above, by the column in which they begin
    for row in _members(table, W.tr):
        before = number(child_value(row, f"{W.trPr}/{W.gridBefore}"))
        cells = [Cell(None, min(before, _MOST_COLUMNS))] if before > 0 else []
        start, here = sum(cell.columns for cell in cells), dict[int, int]()
        for cell in _members(row, W.tc):
            span = number(child_value(cell, f"{W.tcPr}/{W.gridSpan}"), 1)
            columns = max(min(span, _MOST_COLUMNS - start), 1)
            merge = cell.find(f"{W.tcPr}/{W.vMerge}")
            if merge is not None:
                here[start] = columns
            goes_on = merge is not None and merge.get(W.val) != "restart"
            cells.append(Cell(cell, columns, goes_on and above.get(start) == columns))
            start += columns
        above = here
        if cells:
            rows.append(cells)
    return rows


def only_cell(table: Element) -> Element | None:
    """Return the cell of a table that has no other: nothing but a frame around some paragraphs."""
    cells = (cell for row in _members(table, W.tr) for cell in _members(row, W.tc))
    first, second = next(cells, None), next(cells, None)
    return first if second is None else None


def _members(element: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, out of content controls around them, too."""
    descent = Descent(element)
    for child in descent:
        if child.tag == tag:
            yield child
        elif child.tag not in _LEAVES:
            descent.enter(child)
