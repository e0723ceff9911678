"""Source text: the characters of a draft, and where in the file each one stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from convention_variants.diagnostics import InputError

BYTE_ORDER_MARK = "\ufeff"
LINE_END = re.compile(r"\r\n|\r|\n")
BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")
# Ends a line, moves the cursor, turns the direction of text, or cannot be encoded.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# CI systems obey these in a log: `::add-mask::` at the start of a line, `##[add-mask]` and `##vso[...]` anywhere in it.
_COMMAND = re.compile(r"^\s*:(?=:)|#(?=#\w*\[)")
_OBEYED = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|#(?=#\w*\[)")
_JOINT = "\N{WORD JOINER}"


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


def printable(text: str) -> str:
    """Return a text as one line that steers neither a terminal nor a CI system, whoever wrote it.

    White space becomes spaces, other control characters U+FFFD, and an invisible character splits a CI command.
    """
    shown = _CONTROL.sub(lambda found: " " if found[0].isspace() else "\ufffd", text)
    return _COMMAND.sub(rf"\g<0>{_JOINT}", shown)


def escaped(text: str) -> str:
    """Return JSON, or a string of TOML, with escapes for what a terminal or a CI system obeys in it."""
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def shortened(text: str, length: int) -> str:
    """Return a text of at most this length, from whose middle something longer has been cut."""
    if len(text) <= length:
        return text
    tail = (length - 1) // 2
    return f"{text[: length - 1 - tail]}…{text[len(text) - tail :]}"


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
    shown = printable(name or str(path))
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
