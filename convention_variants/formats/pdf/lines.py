"""Pieces of a page → its lines, from top to bottom."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from convention_variants.formats.pdf.pages import Page, Piece, is_linked

# In sizes of the type: how far apart baselines of one line are, and raised or lowered type is from it.
_SAME_LINE = 0.3
_RAISED_UP_TO = 0.75
_LOWERED_UP_TO = 0.4
_SMALL = 0.85
_SHIFTED = 0.12
_SMALL_SHIFTED = 0.05
_MORE_THAN_A_FEW = 0.2
# A gap as wide as this is a space, one as wide as that may part columns, and the widest does.
_SPACE = 0.17
_GUTTER = 0.3
_COLUMNS = 2.0
# How many columns a page has at most, and how many pieces of one are looked at.
_MOST_COLUMNS = 4
_COLUMN_PIECES = 400
_NEARLY_ALL = 0.8
_PLAIN = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": None, "\u2060": None, "\ufeff": None, "［": "[", "］": "]"}
    | dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Part(NamedTuple):
    """Text on the baseline of a line, raised above it (`shift` 1) or lowered (-1), and whether it is a link."""

    text: str
    shift: int
    linked: bool = False


@dataclass
class Line:
    """Pieces on one line of a page, both counted from 1; `size` is that of most of its characters.

    `column` is that of the page, counted from 0.
    """

    page: int
    column: int
    number: int
    baseline: float
    size: float
    pieces: list[Piece] = field(repr=False)

    @cached_property
    def left(self) -> float:
        """The left edge, in points."""
        return min(piece.left for piece in self.pieces)

    @cached_property
    def right(self) -> float:
        """The right edge, in points."""
        return max(piece.right for piece in self.pieces)

    @cached_property
    def bold(self) -> bool:
        """Whether nearly all characters are bold: the brackets around them may not be."""
        bold = sum(len(piece.text) for piece in self.pieces if piece.bold)
        return bold >= _NEARLY_ALL * sum(len(piece.text) for piece in self.pieces)

    @cached_property
    def parts(self) -> list[Part]:
        """Its text from left to right."""
        parts: list[Part] = []
        previous: Piece | None = None
        for piece in sorted(self.pieces, key=lambda piece: piece.left):
            text, shift = clean(piece.text), self._shift(piece)
            linked = bool(shift and piece.tag and is_linked(piece.tag))
            if previous is not None:
                gap = piece.left - previous.right
                if gap > _COLUMNS * self.size and previous.text.endswith("]") and text.startswith("["):
                    text = "\t" + text  # no run continues in the next column
                elif gap > _SPACE * self.size or (piece.spaced and gap > _SPACE / 2 * self.size):
                    text = " " + text
            if parts and parts[-1][1:] == (shift, linked):
                parts[-1] = Part(parts[-1].text + text, shift, linked)
            elif text.startswith(" ") and shift:
                parts += [Part(" ", 0), Part(text[1:], shift, linked)]
            else:
                parts.append(Part(text, shift, linked))
            previous = piece
        return parts

    @cached_property
    def text(self) -> str:
        """Its characters, raised ones among them."""
        return "".join(part.text for part in self.parts)

    def only(self, pieces: list[Piece]) -> Line:
        """Return the line as if it had some pieces alone."""
        return _line(self.page, pieces, self.column, self.number)

    def _shift(self, piece: Piece) -> int:
        rise = piece.baseline - self.baseline
        if abs(rise) <= (_SHIFTED if piece.size > _SMALL * self.size else _SMALL_SHIFTED) * self.size:
            return 0
        return 1 if rise > 0 else -1


def clean(text: str) -> str:
    """Return text with ligatures as letters and every kind of space as a space."""
    return _CONTROLS.sub("\ufffd", text.translate(_PLAIN))


def main_size(pieces: Sequence[Piece]) -> float:
    """Return the largest size that more than a few characters have: figures in small type may be more than the rest.

    Where every size is that of a few, it is the one of the most.
    """
    if len(pieces) == 1:
        return round(pieces[0].size, 1)
    sizes: Counter[float] = Counter()
    for piece in pieces:
        sizes[round(piece.size, 1)] += len(piece.text)
    enough = min(_MORE_THAN_A_FEW * sizes.total(), max(sizes.values()))
    return max(size for size, count in sizes.items() if count >= enough)


def read_lines(pages: Sequence[Page]) -> tuple[list[list[Line]], list[int]]:
    """Return the lines of each page from top to bottom, and the numbers of the pages with columns."""
    by_page: list[list[Line]] = []
    columned: list[int] = []
    for page in pages:
        columns = _columns(page.pieces)
        lines = [_line(page.number, group, column) for column, one in enumerate(columns) for group in _grouped(one)]
        for number, line in enumerate(lines, 1):
            line.number = number
        if len(columns) > 1:
            columned.append(page.number)
            lines.sort(key=lambda line: -line.baseline)
        by_page.append(lines)
    return by_page, columned


def _columns(pieces: Sequence[Piece]) -> list[Sequence[Piece]]:
    """Split pieces into columns: in the file's order the next one begins higher up, to the right of all beside it."""
    narrow = _width(pieces) / _MOST_COLUMNS
    starts = [0]
    for index, (before, piece) in enumerate(pairwise(pieces), 1):
        if piece.baseline > before.baseline + piece.size and piece.left > before.right:
            last = pieces[max(starts[-1], index - _COLUMN_PIECES) : index]
            beside = [other for other in last if other.baseline < piece.baseline + piece.size]
            edge = max(other.right for other in beside) + _GUTTER * piece.size
            ahead = pieces[index : index + _COLUMN_PIECES]
            column = ahead[: next((place for place, other in enumerate(ahead) if other.left <= edge), None)]
            if all(_width(part) > narrow and _has_lines(part) for part in (beside, column)):
                starts.append(index)
    return [pieces[start:end] for start, end in pairwise((*starts, len(pieces)))]


def _width(pieces: Sequence[Piece]) -> float:
    edges = [*(piece.left for piece in pieces), *(piece.right for piece in pieces)]
    return max(edges, default=0) - min(edges, default=0)


def _has_lines(pieces: Sequence[Piece]) -> bool:
    """Return whether pieces are on several lines, and not only raised or lowered."""
    baselines = [piece.baseline for piece in pieces]
    return max(baselines) - min(baselines) > _SMALL * max(piece.size for piece in pieces)


def _line(page: int, pieces: list[Piece], column: int, number: int = 0) -> Line:
    size = main_size(pieces)
    on_it = [piece for piece in pieces if abs(piece.size - size) < _SHIFTED * size]
    return Line(page, column, number, min(piece.baseline for piece in on_it or pieces), size, pieces)


def _grouped(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group pieces by baseline, small ones with the line they are raised from, and sort from top to bottom."""
    anchors: list[tuple[float, int]] = []
    groups: list[list[Piece]] = []
    sizes: list[float] = []
    group_of: dict[int, int] = {}
    for place in sorted(range(len(pieces)), key=lambda place: -pieces[place].size):
        piece = pieces[place]
        reach = (sizes[0] if sizes else piece.size) + piece.size
        low, high = (bisect_left(anchors, (piece.baseline + side * reach, -1)) for side in (-1, 1))
        near = {index: baseline for baseline, index in anchors[low:high] if _belongs(piece, baseline, sizes[index])}
        # Raised type belongs to the line of its neighbours in the file, not to that of another cell.
        beside = [group_of[other] for other in (place - 1, place + 1) if group_of.get(other) in near]
        if beside:
            index = beside[0]
        elif near:
            index = min(near, key=lambda one: abs(near[one] - piece.baseline))
        else:
            index = len(groups)
            insort(anchors, (piece.baseline, index))
            groups.append([])
            sizes.append(piece.size)
        group_of[place] = index
        groups[index].append(piece)
    return [groups[index] for _, index in reversed(anchors)]


def _belongs(piece: Piece, baseline: float, size: float) -> bool:
    """Return whether a piece is on the line of a baseline."""
    rise = piece.baseline - baseline
    if abs(rise) <= _SAME_LINE * piece.size:
        return True
    return piece.size < _SMALL * size and -_LOWERED_UP_TO * size <= rise <= _RAISED_UP_TO * size
