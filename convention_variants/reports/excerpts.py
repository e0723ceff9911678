"""Excerpts: the line a diagnostic is about, as a terminal shows it, and the carets below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from wcwidth import wcwidth

from convention_variants.text.display import printable
from convention_variants.text.source import LINE_END, Source
from convention_variants.text.spans import Span

_TAB = " " * 4
_UNSEEN = "\N{REPLACEMENT CHARACTER}"
_CUT = "…"


class Excerpt(NamedTuple):
    """Part of a line, and the marks below it: `^` under the first character, `~` under the rest of the span."""

    line: str
    marks: str


class _Piece(NamedTuple):
    """A character as a terminal shows it, with its combining characters, and how many cells it takes."""

    shown: str
    cells: int


def excerpt(source: Source, span: Span, width: int) -> Excerpt:
    """Return the line in which a span begins, cut to `width` cells around that place.

    Looks only at characters that may be shown, since a whole draft can be one line.
    """
    # Twice as many characters as cells, since each can have a combining one.
    reach = 2 * width
    text, start = source.text, span.start
    line_start = start - source.position(start).column + 1
    line_end = LINE_END.search(text, start, start + reach)
    stop = line_end.start() if line_end else min(start + reach, len(text))
    marked_stop = max(start, min(span.end, stop))
    first = max(line_start, start - reach)

    before, marked = _pieces(text[first:start]), _pieces(text[start:marked_stop])
    shown = [*marked, *_pieces(text[marked_stop:stop])]
    lead = _cut(before[::-1], max(width // 3, width - max(_cells(shown), 1)), more=first > line_start)[::-1]
    rest = _cut(shown, width - _cells(lead), more=line_end is None and stop < len(text))
    line = "".join(piece.shown for piece in (*lead, *rest))
    return Excerpt(line.rstrip(), f"{' ' * _cells(lead)}^{'~' * (_cells(rest[: len(marked)]) - 1)}")


def _cut(pieces: Sequence[_Piece], width: int, *, more: bool) -> Sequence[_Piece]:
    """Return as many of the first pieces as fit in a width, with an ellipsis if there are more."""
    if not more and _cells(pieces) <= width:
        return pieces
    fitting = sum(used < width for used in accumulate(piece.cells for piece in pieces))
    return [*pieces[:fitting], _Piece(_CUT, 1)]


def _cells(pieces: Sequence[_Piece]) -> int:
    return sum(piece.cells for piece in pieces)


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    for char in text:
        piece = _piece(char)
        if piece.cells == 0 and pieces:
            last = pieces[-1]
            pieces[-1] = _Piece(last.shown + piece.shown, last.cells)
        else:
            pieces.append(piece)
    return pieces


@lru_cache(maxsize=4096)
def _piece(char: str) -> _Piece:
    """Return a character as a terminal shows it: white space as spaces, control characters replaced."""
    if char == "\t":
        return _Piece(_TAB, len(_TAB))
    cells = max(wcwidth(char), 0)
    if char.isspace():
        return _Piece(" " * (cells or 1), cells or 1)
    return _Piece(_UNSEEN, 1) if printable(char) != char else _Piece(char, cells)
