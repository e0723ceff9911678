"""Which element of a Word file each character of the converted text is from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from convention_variants.formats.word.names import ORDER, Element, M, W
from convention_variants.text.conversion import ElementKey, Traced

# The elements that have a number in their part: paragraphs, rows, and what shows text or separates it.
_NUMBERED = (
    *(W.p, W.tr, W.t, W.fldChar, W.instrText, M.oMath),
    *(W[name] for name in ("tab", "ptab", "br", "cr", "noBreakHyphen", "sym", "drawing", "pict", "object")),
    *(W[name] for name in ("footnoteReference", "endnoteReference")),
)


class Moved(NamedTuple):
    """What was from `start` to `end` of a text is written from `to_start` to `to_end` of another."""

    start: int
    end: int
    to_start: int
    to_end: int


def move(copied: Sequence[Traced], moved: Sequence[Moved]) -> list[Traced]:
    """Return where text is copied from once it has moved; both sequences are sorted and disjoint."""
    found: list[Traced] = []
    index = 0
    for start, end, to_start, to_end in moved:
        while index < len(copied) and copied[index].end <= start:
            index += 1
        at = index
        while at < len(copied) and copied[at].start < end:
            one = copied[at]
            first, last = max(one.start, start), min(one.end, end)
            if to_end - to_start == end - start:
                shift = to_start - start
                found.append(Traced(first + shift, last + shift, one.place, one.skipped + first - one.start))
            else:
                found.append(Traced(to_start, to_end, one.place, 0))
            at += 1
    return found


def numbered(root: Element) -> list[Element]:
    """Return the elements of a part that have a number, in order."""
    return list(root.iter(*_NUMBERED))


def number_elements(part: str, root: Element) -> None:
    """Write its number into each element of a part, before anything is moved or removed."""
    for order, element in enumerate(numbered(root)):
        element.set(ORDER, f"{part} {order}")


def place_of(element: Element) -> ElementKey | None:
    """Return the place of an element, None if the reader has made it."""
    part, _, order = element.get(ORDER, "").partition(" ")
    return (part, int(order)) if order else None
