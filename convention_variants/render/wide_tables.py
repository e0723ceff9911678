"""Tables on paper: the size of their type, and whether they are on a page in landscape.

Widths are counted in letters of average width, in 10 points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from convention_variants.render.annex import AnnexRow
from convention_variants.render.citations import plain
from convention_variants.render.shown import ShownDraft, ShownNode, ShownSection, ShownTable, ShownVerbatim, walk_shown

_GAP = 2
_LEAST_OF_TEXT = 10  # narrower columns of text are hard to read even if no word is broken
# The style of a table by its least width: the type in which it fits, in portrait or else in landscape.
_PORTRAIT = ((62, ""), (73, "small"))
_LANDSCAPE = ((138, "small"), (168, "smaller"), (206, "smallest"))
_TOO_WIDE = "smallest broken"
_LONGEST_CAPTION = 400  # characters
_MOST_CAPTIONS = 3
_Rows = Sequence[Sequence[tuple[str, int]]]  # each cell as its text and how many columns it is over
_MOST_BETWEEN = 6  # blocks between two wide tables, for which turning the page twice is not worth it


def table_style(table: ShownTable | Sequence[AnnexRow]) -> str:
    """Return the classes for the type of a table, empty if it fits as it is; a part of the annex stays in portrait."""
    if isinstance(table, ShownTable):
        width = _width(table)
        return next((style for most, style in (*_PORTRAIT, *_LANDSCAPE) if width <= most), _TOO_WIDE)
    texts = ((row.citation, row.reads, " ".join(row.instead_of), row.why) for row in table)
    width = sum(_least_widths([[(text, 1) for text in row] for row in texts]))
    return "" if width <= _PORTRAIT[0][0] else "broken"


def in_landscape(shown: ShownDraft) -> frozenset[int]:
    """Return the identities of the nodes to print in landscape: wide tables, their captions, what little is between.

    The identity of an item or a section stands for its own text, without its children.
    """
    turned: set[int] = set()
    above: list[ShownNode] = []  # short texts and narrow tables, back to the last wide table or long text
    follows_wide = False
    for node in walk_shown((*shown.front, *shown.body)):
        is_wide = isinstance(node, ShownTable) and _width(node) > _PORTRAIT[-1][0]
        if is_wide:
            all_of_them = follows_wide and len(above) <= _MOST_BETWEEN
            turned.update(map(id, (node, *(above if all_of_them else _captions(above)))))
        if is_wide or len(_own_text(node)) > _LONGEST_CAPTION:
            above.clear()
            follows_wide = is_wide
        else:
            above.append(node)
    return frozenset(turned)


def _captions(above: Sequence[ShownNode]) -> Iterator[ShownNode]:
    """Yield, upwards, the texts that belong to the table below them."""
    return takewhile(lambda node: not isinstance(node, ShownTable | ShownVerbatim), above[: -_MOST_CAPTIONS - 1 : -1])


def _own_text(node: ShownNode) -> str:
    if isinstance(node, ShownSection):
        return plain((*node.label, *node.title))
    if isinstance(node, ShownTable):
        return " ".join(plain(cell.pieces) for row in node.rows for cell in row)
    return plain(node.pieces)


def _width(table: ShownTable) -> int:
    return sum(_least_widths([[(plain(cell.pieces), cell.columns) for cell in row] for row in table.rows]))


def shares(rows: _Rows, *, is_turned: bool) -> Sequence[float] | None:
    """Return the part of the width of a page that each column of a table gets; None if equal parts do.

    In small type; where a page, which may be turned, has no room for all long words, the longest are broken.
    """
    room = _LANDSCAPE[0][0] if is_turned else _PORTRAIT[-1][0]
    widths = _least_widths(rows)
    if (most := max(widths)) * len(widths) <= _PORTRAIT[0][0]:
        return None
    while sum(widths) > room and most > _GAP + 1:
        most -= 1
        widths = [min(width, most) for width in widths]
    return [width / sum(widths) for width in widths]


def _least_widths(rows: _Rows) -> Sequence[int]:
    """Return how wide the columns of a table are at least if no word is broken and no column of text is too narrow."""
    widths = [0] * max(sum(columns for _, columns in row) for row in rows)
    needs: list[tuple[int, int, int]] = []
    for row in rows:
        column = 0
        for text, columns in row:
            longest = max(map(len, text.split()), default=0)
            needs.append((columns, column, max(longest, min(len(text), _LEAST_OF_TEXT))))
            column += columns
    for columns, column, need in sorted(needs):  # what stands over several columns widens the last of them
        last = column + columns - 1
        widths[last] = max(widths[last], need - sum(widths[column:last]) - _GAP * (columns - 1))
    return [width + _GAP for width in widths]
