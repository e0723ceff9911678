"""What the reader has to tell about a file, once for each kind."""

from __future__ import annotations

from convention_variants.formats.document import Remark

# How each kind reads, for one and for several.
_MESSAGES = {
    "picture": ("1 picture is not read", "{} pictures are not read"),
    "chart": ("1 chart or diagram is not read", "{} charts and diagrams are not read"),
    "object": ("1 embedded object is not read", "{} embedded objects are not read"),
    "formula": ("1 formula is read as its characters in a row", "{} formulas are read as their characters in a row"),
    "chunk": ("1 embedded document is not read", "{} embedded documents are not read"),
    "hidden": ("hidden text is not read, in 1 place", "hidden text is not read, in {} places"),
    "contents": ("the table of contents is not read", "{} tables of contents are not read"),
    "field": (
        "1 field has no text in the file: update the fields in Word and save it again",
        "{} fields have no text in the file: update the fields in Word and save it again",
    ),
    "symbol": (
        "1 sign of a symbol font is unknown and read as \ufffd",
        "{} signs of symbol fonts are unknown and read as \ufffd",
    ),
    "ruby": ("1 reading aid above the text is not read", "{} reading aids above the text are not read"),
    "underline": ("underlining is not kept, in 1 place", "underlining is not kept, in {} places"),
    "strike": (
        "text that is struck through is read as any other, in 1 place",
        "text that is struck through is read as any other, in {} places",
    ),
    "highlight": ("highlighting is not kept, in 1 place", "highlighting is not kept, in {} places"),
    "nested table": (
        "1 table inside a table is read as lines of the cell around it",
        "{} tables inside tables are read as lines of the cells around them",
    ),
    "note table": ("1 table in a note is read as lines", "{} tables in notes are read as lines"),
    "merged": (
        "1 merged cell is read as one cell and empty ones",
        "{} merged cells are read as one cell and empty ones",
    ),
    "note": ("1 note is called but not in the file", "{} notes are called but not in the file"),
    "note numbers": (
        "notes that Word numbers anew in each section or page are numbered through",
        "notes that Word numbers anew in each section or page are numbered through",
    ),
    "comment": ("1 comment has no place in the text", "{} comments have no place in the text"),
    "format": (
        "1 number in a script that is not Latin is written in figures",
        "{} numbers in scripts that are not Latin are written in figures",
    ),
    "language": (
        "1 number is written in English words or endings, whatever the language of the text",
        "{} numbers are written in English words or endings, whatever the language of the text",
    ),
}


class Remarks:
    """Collects remarks: how many of each kind, and where in the text the first one stands.

    `offset` is where the reader is at the moment, None before it has begun.
    """

    def __init__(self) -> None:
        self.offset: int | None = None
        self._counts: dict[str, int] = {}
        self._first: dict[str, int | None] = {}
        self._messages: list[Remark] = []

    def add(self, kind: str, count: int = 1) -> None:
        """Count something that the reader cannot represent."""
        self._counts[kind] = self._counts.get(kind, 0) + count
        self._first.setdefault(kind, self.offset)

    def say(self, message: str) -> None:
        """Add a message about the whole file."""
        self._messages.append(Remark(message))

    def remarks(self, length: int) -> tuple[Remark, ...]:
        """Return what there is to tell about a text of that length."""
        found = list(self._messages)
        for kind, count in self._counts.items():
            one, several = _MESSAGES[kind]
            offset = self._first[kind]
            inside = min(offset, max(length - 1, 0)) if offset is not None else None
            found.append(Remark(one if count == 1 else several.format(count), inside))
        return tuple(found)
