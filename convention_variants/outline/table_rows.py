"""Lines of a table → its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from convention_variants.brackets.paragraphs import CELL, MERGED_DOWN
from convention_variants.outline.nodes import Run
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.spans import Span, trimmed

_CELL = lazy_pattern(rf"(?P<text>(?:{CELL.pattern})?)(?P<pipes>\|+|$)")
_MOST_COLUMNS = 63  # as in Word


class BlockCell(NamedTuple):
    """A cell of a table, over one column or several, and one row or several; over none if it is part of that above."""

    text: Run
    columns: int
    rows: int = 1


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


def merged_down(table: Sequence[Sequence[BlockCell]], text: str) -> Iterator[tuple[BlockCell, ...]]:
    """Yield the rows of a table with the number of rows that each cell is over.

    A cell of which the text is `^^` is part of the cell above it, as in MultiMarkdown, if both have the same columns.
    """
    placed = [[(Span(*ends), cell) for ends, cell in zip(_ends(row), row, strict=True)] for row in table]
    rows: Counter[tuple[int, Span]] = Counter()  # by where a cell begins: its row and its columns
    tops: dict[Span, int] = {}
    for number, row in enumerate(placed):
        joins = (text[cell.text.start : cell.text.end] == MERGED_DOWN for _, cell in row)
        tops = {at: tops.get(at, number) if joined else number for (at, _), joined in zip(row, joins, strict=True)}
        rows.update((top, at) for at, top in tops.items())
    for number, row in enumerate(placed):
        yield tuple(cell._replace(rows=rows[number, at]) for at, cell in row)


def _ends(row: Sequence[BlockCell]) -> Iterator[tuple[int, int]]:
    """Return the first column of each cell, and the column behind it."""
    return pairwise(accumulate((cell.columns for cell in row), initial=0))
