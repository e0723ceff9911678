"""Source text: the characters of a draft, and where in the file each one stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from convention_variants.text.conversion import Conversion, Origin
from convention_variants.text.display import printable
from convention_variants.text.errors import InputError, LostTextError
from convention_variants.text.spans import Span, last_at

BYTE_ORDER_MARK = "\ufeff"
LINE_END = re.compile(r"\r\n|\r|\n")
BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")


class Position(NamedTuple):
    """A line and a column, both counted from 1, in characters."""

    line: int
    column: int


class Location(NamedTuple):
    """A position in a file. In a Word or PDF file, line and column are those of the converted text.

    `origin` says where it is in a Word or PDF file, and `provision` names the provision of a Word file if known.
    """

    file: str
    line: int
    column: int
    origin: Origin = Origin()
    provision: str = ""

    @property
    def words(self) -> str:
        """Where in a Word or PDF file this is, as people find it; empty for a text file."""
        if self.origin.page:
            return f"page {self.origin.page}, line {self.origin.line}"
        if self.origin.paragraph:
            return self.provision or f"paragraph {self.origin.paragraph}"
        return ""

    def __str__(self) -> str:
        """Return the location as people find it: "draft.md:3:7", "draft.pdf: page 12, line 4"."""
        return f"{self.file}: {self.words}" if self.words else f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Source:
    """The text of one file, undamaged: line ends and a byte order mark are characters of it.

    `name` is what messages call the file, and `folder` the folder it was read from, if any. If the file is not itself
    the text that is read, `conversion` leads from the text back to the file.
    """

    name: str
    text: str
    folder: Path | None = None
    conversion: Conversion | None = field(default=None, repr=False)

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
        line = last_at(self._line_starts, offset) + 1
        return Position(line, offset - self._line_starts[line - 1] + 1)

    @cached_property
    def written(self) -> Source:
        """The text of the file as it was written, if it is text: the original of a plain text, else this source."""
        if self.conversion is None or self.conversion.original is None:
            return self
        return Source(self.name, self.conversion.original, self.folder)

    def written_span(self, span: Span) -> Span:
        """Return where in `written` a stretch of this source stands."""
        if self.written is self or self.conversion is None:
            return span
        return Span(*map(self.conversion.copies.original, span))

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> str:
        """Return the text of the file with edits made: each replaces the text from one offset to another.

        The edits are sorted and disjoint, with offsets of this source.
        """
        if self.conversion is not None and self.conversion.original is not None:
            return self.conversion.copies.restore(self.conversion.original, edits)
        position = 0
        parts: list[str] = []
        for start, end, text in edits:
            parts += (self.text[position:start], text)
            position = end
        return "".join((*parts, self.text[position:]))

    def location(self, offset: int) -> Location:
        """Return where in the file the character at `offset` stands; line and column are those of `written`."""
        line, column = self.written.position(self.written_span(Span(offset, offset)).start)
        if self.conversion is None or self.written is not self:
            return Location(self.name, line, column)
        return Location(self.name, line, column, self.conversion.origin(offset))

    def error(self, message: str, offset: int) -> InputError:
        """Return the error that something is wrong at `offset`."""
        location = self.location(offset)
        return InputError(message, self.name, location.line, location.column, location.words or None)

    def line(self, number: int) -> Span:
        """Return the span of a line (counted from 1), without its line end."""
        start = self._line_starts[number - 1]
        end = LINE_END.search(self.text, start)
        return Span(start, end.start() if end else len(self.text))


def lost_text(source: Source, offset: int) -> LostTextError:
    """Return the error for text at `offset` that has no place in the outline."""
    text = source.text[offset : offset + 40].split("\n")[0]
    message = f"cannot read {text!r} without losing text; this is a bug in convention-variants, please report it"
    location = source.location(offset)
    return LostTextError(message, source.name, location.line, location.column, location.words or None)


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
