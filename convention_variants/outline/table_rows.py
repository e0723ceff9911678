"""A line of a table → its cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from convention_variants.brackets.paragraphs import CELL
from convention_variants.outline.nodes import Run
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.spans import trimmed

_CELL = lazy_pattern(rf"(?P<text>(?:{CELL.pattern})?)(?P<pipes>\|+|$)")
_MOST_COLUMNS = 63  # as in Word


class BlockCell(NamedTuple):
    """A cell of a table, over one column or several."""

    text: Run
    columns: int


def read_cells(text: str, start: int, end: int) -> Iterator[BlockCell]:
    """Yield the cells of a table row that begins with a pipe, without the white space around them.

    Pipes in a row after a space join the next columns to the cell, as in MultiMarkdown. Without a space, each of them
    ends an empty cell, as in compact tables.
    """
    for cell in _CELL.finditer(text, start + 1, end):
        columns = len(cell["pipes"])
        if not columns and not cell["text"].strip():
            return
        joins = cell["text"][-1:].isspace()
        yield BlockCell(Run(*trimmed(text, *cell.span("text"))), min(columns, _MOST_COLUMNS) if joins else 1)
        if not joins:
            yield from (BlockCell(Run(cell.end(), cell.end()), 1) for _ in range(columns - 1))
