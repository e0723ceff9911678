"""Source text: the characters of a draft, and where in the file each one stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from convention_variants.text.errors import InputError, LostTextError

BYTE_ORDER_MARK = "\ufeff"
LINE_END = re.compile(r"\r\n|\r|\n")
BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")


class Span(NamedTuple):
    """A stretch of the source, as character offsets: `start` inclusive, `end` exclusive."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as an editor shows it: line and column, both counted from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """The text of one file, undamaged: line ends and a byte order mark are characters of it.

    `name` is what messages call the file, and `folder` the folder it was read from, if any.
    """

    name: str
    text: str
    folder: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what no UTF-8 file can hold, so that `data` is always possible."""
        self.text.encode("utf-32-le")  # refuses what UTF-8 does, and is quicker where quotation marks are curly

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode("utf-8")

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(end.end() for end in LINE_END.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """Return the line and column of the character at `offset`."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> Span:
        """Return the span of a line (counted from 1), without its line end."""
        start = self._line_starts[number - 1]
        end = LINE_END.search(self.text, start)
        return Span(start, end.start() if end else len(self.text))


def lost_text(source: Source, offset: int) -> LostTextError:
    """Return the error for text at `offset` that has no place in the outline."""
    text = source.text[offset : offset + 40].split("\n")[0]
    message = f"cannot read {text!r} without losing text; this is a bug in convention-variants, please report it"
    return LostTextError(message, source.name, *source.position(offset))


def occurrences(text: str, mark: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield the offsets at which a string stands: quicker than one search for several of them."""
    offset = text.find(mark, start, end)
    while offset >= 0:
        yield offset
        offset = text.find(mark, offset + 1, end)


def read_source(path: Path, name: str | None = None) -> Source:
    """Read a UTF-8 file as it is.

    Raises `InputError` when the file cannot be read or is not UTF-8; the message then names
    the line and column of the first byte that is none.
    """
    shown = name or str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", shown) from error
    return decode(data, shown, path.parent)


def decode(data: bytes, name: str, folder: Path | None = None) -> Source:
    """Turn the bytes of a file into a `Source`; raises `InputError` where they are not UTF-8."""
    try:
        return Source(name, data.decode("utf-8"), folder)
    except UnicodeDecodeError as error:
        good = Source(name, data[: error.start].decode("utf-8"))
        line, column = good.position(len(good.text))
        message = f"not UTF-8: byte 0x{data[error.start]:02x} does not belong to a character"
        raise InputError(message, name, line, column) from error
