"""The rows and cells of a table, as a grid in which merged cells are one cell and empty ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from convention_variants.formats.word.names import CELL, CELL_PR, ROW, ROW_PR, TABLE, P, child_value, number, w
from convention_variants.formats.word.remarks import Remarks

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SPAN, _BEFORE, _MERGE = w("gridSpan"), w("gridBefore"), w("vMerge")
_MOST_COLUMNS = 63  # of a table in Word
_LEAVES = frozenset({P, TABLE, ROW_PR, CELL_PR})


class Cell(NamedTuple):
    """A cell and how many columns it takes; without an element it is the empty place before a row."""

    element: Element | None
    columns: int


def read_rows(table: Element, remarks: Remarks) -> list[list[Cell]]:
    """Return the rows of a table."""
    rows = []
    for row in _members(table, ROW):
        before = number(child_value(row.find(ROW_PR), _BEFORE))
        cells = [Cell(None, min(before, _MOST_COLUMNS))] if before > 0 else []
        for cell in _members(row, CELL):
            properties = cell.find(CELL_PR)
            room = _MOST_COLUMNS - sum(cell.columns for cell in cells[:_MOST_COLUMNS])
            columns = max(min(number(child_value(properties, _SPAN), 1), room), 1)
            merge = properties.find(_MERGE) if properties is not None else None
            if columns > 1 or (merge is not None and merge.get(w("val")) == "restart"):
                remarks.add("merged")
            cells.append(Cell(cell, columns))
        if cells:
            rows.append(cells)
    return rows


def only_cell(table: Element) -> Element | None:
    """Return the cell of a table that has no other: nothing but a frame around some paragraphs."""
    cells = (cell for row in _members(table, ROW) for cell in _members(row, CELL))
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
        elif child.tag not in _LEAVES and child.tag not in {ROW, CELL}:
            stack.append(iter(child))
