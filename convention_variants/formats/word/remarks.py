"""Remarks about a file, one for each kind."""

from __future__ import annotations

from convention_variants.text.conversion import Remark
from convention_variants.text.display import counted

# How each kind reads, and what is counted in it: one, and several where that takes more than an s.
_MESSAGES = {
    "picture": ("{} skipped", "picture"),
    "chart": ("{} skipped", "chart or diagram", "charts and diagrams"),
    "object": ("{} skipped", "embedded object"),
    "formula": ("{} read as plain characters", "formula"),
    "chunk": ("{} skipped", "embedded document"),
    "hidden": ("hidden text skipped in {}", "place"),
    "contents": ("{} skipped", "table of contents", "tables of contents"),
    "field": ("{} no stored text; update the fields in Word and save the file", "field has", "fields have"),
    "symbol": ("{} replaced by \ufffd", "unknown symbol"),
    "ruby": ("{} skipped", "phonetic guide"),
    "underline": ("underlining lost in {}", "place"),
    "strike": ("strikethrough lost in {}", "place"),
    "highlight": ("highlighting lost in {}", "place"),
    "nested table": ("{}", "nested table read as lines of its cell", "nested tables read as lines of their cells"),
    "note table": ("{}", "table in a note read as lines", "tables in notes read as lines"),
    "note": ("{} missing from the file", "note"),
    "note numbers": ("notes numbered per section or page in Word are numbered continuously", ""),
    "comment": ("{} without a position in the text", "comment"),
    "format": ("{} written in digits", "number in a non-Latin script", "numbers in non-Latin scripts"),
    "language": ("{} written in English words, whatever the language of the text", "number"),
}


class Remarks:
    """Collects remarks: how many of each kind, and where in the text the first one is.

    `offset` is where the reader is now; None before it begins.
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
        """Return the remarks on a text of a length."""
        remarks = list(self._messages)
        for kind, count in self._counts.items():
            message, *nouns = _MESSAGES[kind]
            offset = self._first[kind]
            inside = min(offset, max(length - 1, 0)) if offset is not None else None
            remarks.append(Remark(message.format(counted(count, *nouns)), inside))
        return tuple(remarks)
