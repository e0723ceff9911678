"""Source text: the characters of a draft, and the location of each in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from convention_variants.text.display import printable
from convention_variants.text.errors import InputError, LostTextError
from convention_variants.text.files import read_bytes
from convention_variants.text.origins import Origin
from convention_variants.text.spans import Span, last_at

if TYPE_CHECKING:
    from convention_variants.text.conversion import Conversion

BYTE_ORDER_MARK = "\ufeff"
LINE_END = re.compile(r"\r\n|\r|\n")
BLANK_LINE = re.compile(rf"(?:{LINE_END.pattern})[^\S\r\n]*(?:{LINE_END.pattern})")


class LineColumn(NamedTuple):
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
    """The text of one file as it is, with its line ends and byte order mark.

    `name` is the name of the file in messages, and `folder` the folder it was read from, if any. If the text was
    converted from the file, `conversion` maps it back.
    """

    name: str
    text: str
    folder: Path | None = None
    conversion: Conversion | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raise `UnicodeEncodeError` for text that UTF-8 cannot encode."""
        self.text.encode("utf-32-le")  # fails for the same text as UTF-8, and is faster

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.text.encode("utf-8")

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(end.end() for end in LINE_END.finditer(self.text))]

    def position(self, offset: int) -> LineColumn:
        """Return the line and column of the character at `offset`."""
        line = last_at(self._line_starts, offset) + 1
        return LineColumn(line, offset - self._line_starts[line - 1] + 1)

    @cached_property
    def written(self) -> Source:
        """The source with the text of the file itself, if the file is plain text; otherwise this source."""
        if self.conversion is None or self.conversion.original is None:
            return self
        return Source(self.name, self.conversion.original, self.folder)

    def written_span(self, span: Span) -> Span:
        """Return the span in `written` of a span of this source."""
        if self.written is self or self.conversion is None:
            return span
        return Span(*map(self.conversion.copies.original, span))

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> str:
        """Return the text of the file with edits made; each is a start, an end and the text between them.

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
        """Return the location of the character at `offset` in the file; line and column are those of `written`."""
        line, column = self.written.position(self.written_span(Span(offset, offset)).start)
        if self.conversion is None or self.written is not self:
            return Location(self.name, line, column)
        return Location(self.name, line, column, self.conversion.origin(offset))

    def error(self, message: str, offset: int, kind: type[InputError] = InputError) -> InputError:
        """Return an error of a kind with the location of `offset`."""
        location = self.location(offset)
        return kind(message, self.name, location.line, location.column, location.words or None)

    def line(self, number: int) -> Span:
        """Return the span of a line (counted from 1), without its line end."""
        start = self._line_starts[number - 1]
        end = LINE_END.search(self.text, start)
        return Span(start, end.start() if end else len(self.text))


def lost_text(source: Source, offset: int) -> InputError:
    """Return the error for text at `offset` that is missing from the outline."""
    text = source.text[offset : offset + 40].split("\n")[0]
    message = f"cannot read {text!r} without losing text; this is a bug in convention-variants, please report it"
    return source.error(message, offset, LostTextError)


def occurrences(text: str, mark: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield the offsets of a string in a text. Faster than a regular expression for several strings."""
    offset = text.find(mark, start, end)
    while offset >= 0:
        yield offset
        offset = text.find(mark, offset + 1, end)


def read_source(path: Path) -> Source:
    """Read a UTF-8 file unchanged; raises `InputError` if it cannot be read or is not UTF-8."""
    return decode(read_bytes(path), printable(str(path)), path.parent)


# How files begin that are not text.
_UTF16 = "UTF-16, not UTF-8; save it as UTF-8"
_NOT_TEXT = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or Word file",
    b"\xd0\xcf\x11\xe0": "an old Word file (.doc)",
    b"\xff\xfe": _UTF16,
    b"\xfe\xff": _UTF16,
}


def decode(data: bytes, name: str, folder: Path | None = None) -> Source:
    """Return the source for the bytes of a UTF-8 file; raises `InputError` with the location of the first bad byte."""
    try:
        source = Source(name, data.decode("utf-8"), folder)
    except UnicodeDecodeError as error:
        for start, kind in _NOT_TEXT.items():
            if data.startswith(start):
                raise InputError(f"this is {kind}{'' if ';' in kind else ', not text'}", name) from error
        good = Source(name, data[: error.start].decode("utf-8"))
        line, column = good.position(len(good.text))
        raise InputError(
            f"not UTF-8: invalid byte 0x{data[error.start]:02x}; save it as UTF-8", name, line, column
        ) from error
    if data.count(b"\0") > len(data) / 4:  # half of the bytes of Latin letters in UTF-16 are zero
        raise InputError(f"this is {_UTF16}", name)
    return source
