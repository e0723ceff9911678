"""SVG drawings: which of them take no more work to show than their size says.

A few lines of SVG can ask for billions of strokes, by entities or by shapes that repeat shapes.
"""

from __future__ import annotations

import re
from xml.parsers.expat import ExpatError, ParserCreate

# They repeat, embed or run something.
_REFUSED = frozenset(["use", "image", "pattern", "marker", "mask", "filter", "foreignobject", "script", "tref"])
_REFERENCE = re.compile(r"url\(|href", re.IGNORECASE)
_DEEPEST = 100
_MOST_WORK = 500_000
_LETTERS_OF_A_RULE = 50


class _TooMuchError(Exception):
    """A drawing that is refused."""


class _Work:
    """Adds up what there is to draw: each reference, and each rule of style, may concern each element."""

    def __init__(self) -> None:
        self.elements = self.references = self.depth = self.letters = 0
        self.in_style = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2].lower()
        self.elements += 1
        self.depth += 1
        self.references += sum(len(_REFERENCE.findall(f"{key}={value}")) for key, value in attributes.items())
        self.in_style = name == "style"
        if name in _REFUSED or self.depth > _DEEPEST:
            raise _TooMuchError

    def end(self, _: str) -> None:
        self.depth -= 1
        self.in_style = False

    def text(self, text: str) -> None:
        self.letters += len(text) * self.in_style

    @staticmethod
    def entity(*_: object) -> None:
        raise _TooMuchError


def is_simple(drawing: bytes) -> bool:
    """Say whether a drawing is well-formed, declares no entity, repeats nothing, and is soon drawn."""
    work, parser = _Work(), ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = work.start, work.end
    parser.CharacterDataHandler, parser.EntityDeclHandler = work.text, work.entity
    try:
        parser.Parse(drawing, True)  # noqa: FBT003 expat knows no names
    except (ExpatError, ValueError, LookupError, _TooMuchError):
        return False
    return work.elements * (1 + work.references + work.letters // _LETTERS_OF_A_RULE) <= _MOST_WORK
