"""The rows and cells of a table, as a grid in which cells merged downwards are one cell and empty ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from convention_variants.formats.word.names import Element, W, child_value, number
from convention_variants.formats.word.remarks import Remarks

_MOST_COLUMNS = 63  # of a table in Word
_LEAVES = frozenset({W.p, W.tbl, W.tr, W.tc, W.trPr, W.tcPr})


class Cell(NamedTuple):
    """A cell and how many columns it takes; without an element it is the empty place before a row."""

    element: Element | None
    columns: int


def read_rows(table: Element, remarks: Remarks) -> list[list[Cell]]:
    """Return the rows of a table."""
    rows = []
    for row in _members(table, W.tr):
        before = number(child_value(row.find(W.trPr), W.gridBefore))
        cells = [Cell(None, min(before, _MOST_COLUMNS))] if before > 0 else []
        for cell in _members(row, W.tc):
            properties = cell.find(W.tcPr)
            room = _MOST_COLUMNS - sum(cell.columns for cell in cells[:_MOST_COLUMNS])
            columns = max(min(number(child_value(properties, W.gridSpan), 1), room), 1)
            merge = properties.find(W.vMerge) if properties is not None else None
            if merge is not None and merge.get(W.val) == "restart":
                remarks.add("merged")
            cells.append(Cell(cell, columns))
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
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == tag:
            yield child
        elif child.tag not in _LEAVES:
            stack.append(iter(child))
