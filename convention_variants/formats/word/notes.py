"""Footnotes and endnotes: which of them are called, in which order, and under which labels."""

from __future__ import annotations

import re
from typing import NamedTuple

from convention_variants.formats.word.names import Element, W, child_value, number
from convention_variants.formats.word.number_formats import format_number
from convention_variants.formats.word.remarks import Remarks
from convention_variants.text.words import unused

_KINDS = {"footnote": "decimal", "endnote": "lowerRoman"}  # and how Word numbers them unless told otherwise
_REAL = frozenset({None, "normal"})
_USABLE_MARK = re.compile(r"[^\s\[\]\\`<>|]{1,12}")


class WordNote(NamedTuple):
    """A note that is called: its label, its element, and the number of the paragraph that calls it."""

    label: str
    element: Element
    place: int


class Notes:
    """The notes of a file; `place` is the number of the paragraph that is being read."""

    def __init__(self, parts: dict[str, Element | None], settings: list[Element], remarks: Remarks) -> None:
        self.place = 0
        self.called: list[WordNote] = []
        self._remarks = remarks
        self._elements = {kind: _elements(part, kind) for kind, part in parts.items()}
        self._labels: dict[tuple[str, str], str] = {}
        self._taken: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._formats: dict[str, str] = {}
        self._restarting: set[str] = set()
        for kind, usual in _KINDS.items():
            properties = [element for root in settings for element in root.iter(W[f"{kind}Pr"])]
            formats = [form for element in properties if (form := child_value(element, W.numFmt))]
            starts = [start for element in properties if (start := child_value(element, W.numStart))]
            self._formats[kind] = formats[0] if formats else usual
            self._counts[kind] = number(starts[0], 1) - 1 if starts else 0
            if any(child_value(element, W.numRestart) in {"eachSect", "eachPage"} for element in properties):
                self._restarting.add(kind)

    def call(self, kind: str, identity: str, mark: str) -> str | None:
        """Return the label of a note by its kind and id, None if there is no such note.

        `mark` is what the text has in place of a number, if anything.
        """
        known = self._labels.get((kind, identity))
        if known is not None:
            return known
        element = self._elements[kind].get(identity)
        if element is None:
            self._remarks.add("note")
            return None
        label = self._new_label(kind, mark)
        self._labels[kind, identity] = label
        self.called.append(WordNote(label, element, self.place))
        return label

    def _new_label(self, kind: str, mark: str) -> str:
        if _USABLE_MARK.fullmatch(mark):
            label = mark
        else:
            self._counts[kind] += 1
            label = format_number(self._counts[kind], self._formats[kind])
            if kind in self._restarting and self._counts[kind] > 1:
                self._restarting.discard(kind)
                self._remarks.add("note numbers")
            if not _USABLE_MARK.fullmatch(label):
                label = str(self._counts[kind])
        if label.casefold() in self._taken and kind == "endnote":
            label = f"e{label}"
        return unused(label, self._taken, "-")


def _elements(root: Element | None, kind: str) -> dict[str, Element]:
    """Return the notes of a part by id, separators excepted."""
    if root is None:
        return {}
    return {note.get(W.id, ""): note for note in root.iter(W[kind]) if note.get(W.type) in _REAL}
