"""What the reader has to tell about a file, once for each kind."""

from __future__ import annotations

from convention_variants.text.conversion import Remark

# How each kind reads, for one and for several.
_MESSAGES = {
    "picture": ("1 picture skipped", "{} pictures skipped"),
    "chart": ("1 chart or diagram skipped", "{} charts and diagrams skipped"),
    "object": ("1 embedded object skipped", "{} embedded objects skipped"),
    "formula": ("1 formula read as plain characters", "{} formulas read as plain characters"),
    "chunk": ("1 embedded document skipped", "{} embedded documents skipped"),
    "hidden": ("hidden text skipped in 1 place", "hidden text skipped in {} places"),
    "contents": ("table of contents skipped", "{} tables of contents skipped"),
    "field": (
        "1 field has no stored text; update the fields in Word and save the file",
        "{} fields have no stored text; update the fields in Word and save the file",
    ),
    "symbol": ("1 unknown symbol replaced by \ufffd", "{} unknown symbols replaced by \ufffd"),
    "ruby": ("1 phonetic guide skipped", "{} phonetic guides skipped"),
    "underline": ("underlining lost in 1 place", "underlining lost in {} places"),
    "strike": ("strikethrough lost in 1 place", "strikethrough lost in {} places"),
    "highlight": ("highlighting lost in 1 place", "highlighting lost in {} places"),
    "nested table": ("1 nested table read as lines of its cell", "{} nested tables read as lines of their cells"),
    "note table": ("1 table in a note read as lines", "{} tables in notes read as lines"),
    "note": ("1 note missing from the file", "{} notes missing from the file"),
    "note numbers": (
        "notes numbered per section or page in Word are numbered continuously",
        "notes numbered per section or page in Word are numbered continuously",
    ),
    "comment": ("1 comment without a position in the text", "{} comments without a position in the text"),
    "format": ("1 number in a non-Latin script written in digits", "{} numbers in non-Latin scripts written in digits"),
    "language": (
        "1 number written in English words, whatever the language of the text",
        "{} numbers written in English words, whatever the language of the text",
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

    def add(self, kind: str) -> None:
        """Count something that the reader cannot represent."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._first.setdefault(kind, self.offset)

    def say(self, message: str) -> None:
        """Add a message about the whole file."""
        self._messages.append(Remark(message))

    def remarks(self, length: int) -> tuple[Remark, ...]:
        """Return what there is to tell about a text of that length."""
        remarks = list(self._messages)
        for kind, count in self._counts.items():
            one, several = _MESSAGES[kind]
            offset = self._first[kind]
            inside = min(offset, max(length - 1, 0)) if offset is not None else None
            remarks.append(Remark(one if count == 1 else several.format(count), inside))
        return tuple(remarks)
