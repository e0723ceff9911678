"""Where a label belongs among the open provisions.

`(i)` is a letter after `(h)` and a numeral after `(c) …:`. Indentation and list markers of a converted document are
unreliable, so the series of labels decides; indentation decides only between provisions of the same series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from convention_variants.outline.labels import QUOTED, Label, LabelReading, readings
from convention_variants.outline.nodes import Content, Node

_BULLET = "bullet"
# No treaty nests deeper; items below this depth become siblings.
_DEEPEST = 12


@dataclass(slots=True)
class OpenItem:
    """An item that can still get children. `colon`: its own text ends in a colon; `option`: it is an option.

    `name` is its label as used in ids. An option is `numbered` if paragraph numbers run on through it and its rivals;
    numbered paragraphs are then in the option.
    """

    id: str | None
    reading: LabelReading
    name: str
    indent: int
    label: Content
    content: Content = ()
    colon: bool = False
    option: bool = False
    numbered: bool = False
    children: list[Node] = field(default_factory=list)

    @property
    def is_bare_option(self) -> bool:
        """Whether this is an option and nothing but its label is known: what is below it is its text."""
        return self.option and not (self.content or self.children)


def _is_option(reading: LabelReading) -> bool:
    return reading.series.startswith("option ")


def place(label: Label, indent: int, stack: Sequence[OpenItem]) -> tuple[int, LabelReading]:
    """Return how many of the open items (outermost first) stay open above a label, and how it reads."""
    if label.named:  # a paragraph of a resolution is in nothing but an option
        return _inside_option(stack), label.readings[0]
    if label.readings and not (label.number or label.option) and stack and stack[-1].is_bare_option:
        return len(stack), (*label.openings, *label.readings)[0]
    floor = 0
    if label.number:  # paragraph numbers run on through the innermost option that is numbered
        floor = max((depth for depth, item in enumerate(stack, 1) if item.numbered), default=0)
    keep, reading = _place(label, indent, stack[floor:])
    return min(floor + keep, _DEEPEST), reading


def place_bullet(indent: int, stack: Sequence[OpenItem]) -> tuple[int, LabelReading]:
    """Return how many of the open items stay open above a bullet, and how it reads."""
    return _depth_of_bullet(indent, stack), LabelReading(_BULLET, 0)


def _inside_option(stack: Sequence[OpenItem]) -> int:
    """Return how many items are open down to the innermost option."""
    return next((depth for depth in range(len(stack), 0, -1) if stack[depth - 1].option), 0)


def depth_of_option(number: str, indent: int, stack: Sequence[OpenItem]) -> int | None:
    """Return how many items stay open above an option whose first paragraph has this number; None if it starts anew.

    A number that continues an open one is its sibling, and so is the option.
    """
    floor = _inside_option(stack)
    following = _following(readings(number), indent, stack[floor:])
    return floor + following[0] if following else None


def _place(label: Label, indent: int, stack: Sequence[OpenItem]) -> tuple[int, LabelReading]:
    possible = label.readings
    if not possible:
        return len(stack), LabelReading(label.written, 0)
    if possible[0].parent and (depth := _below_parent(possible[0], stack)) is not None:
        return depth, possible[0]
    following = _following(possible, indent, stack)
    if not following or not stack or _calls_for_children(stack[-1]):
        opening = _opening(label.openings, indent, stack)
        if opening:
            return _depth_of_opening(opening, indent, stack), opening
    return following or _same_series(possible, indent, stack)


def _calls_for_children(item: OpenItem) -> bool:
    return item.colon or not item.content


def _depth_of_bullet(indent: int, stack: Sequence[OpenItem]) -> int:
    for depth, item in reversed([*enumerate(stack)]):
        if item.reading.series == _BULLET and item.indent == indent:
            return depth
    if stack and (indent > stack[-1].indent or _calls_for_children(stack[-1])):
        return len(stack)
    return sum(item.indent < indent for item in stack)


def _below_parent(reading: LabelReading, stack: Sequence[OpenItem]) -> int | None:
    """Return the depth of a decimal label: below its parent or the open option in it, or beside one of its form."""
    for depth, item in enumerate(stack):
        if item.name == reading.parent.replace(".", "-"):
            in_option = depth + 1 < len(stack) and stack[depth + 1].option
            return depth + 1 + in_option
    return None


def _opening(openings: Sequence[LabelReading], indent: int, stack: Sequence[OpenItem]) -> LabelReading | None:
    """Return the reading as the first of a series by which a label begins a new one, if there is one."""
    for reading in openings:
        same = [item.indent for item in stack if item.reading.series == reading.series]
        below_a_number = _is_option(reading) and stack and not (stack[-1].content or stack[-1].option)
        if not same or indent > max(same) or below_a_number:
            return reading
    return None


def _depth_of_opening(opening: LabelReading, indent: int, stack: Sequence[OpenItem]) -> int:
    """Return how many items stay open above a new series; an option closes items that are indented further."""
    keep = len(stack)
    if _is_option(opening) and stack and not _calls_for_children(stack[-1]):
        while keep and stack[keep - 1].indent > indent:
            keep -= 1
    return keep


def _following(
    possible: Sequence[LabelReading], indent: int, stack: Sequence[OpenItem]
) -> tuple[int, LabelReading] | None:
    """Return the depth of the open item that a label follows: the innermost, preferably of the same indentation."""
    otherwise = None
    for depth in range(len(stack) - 1, -1, -1):
        item = stack[depth]
        for reading in possible:
            if item.reading.leads_to(reading):
                if item.indent == indent:
                    return depth, reading
                otherwise = otherwise or (depth, reading)
    return otherwise or _following_in_figures(possible, stack)


def _following_in_figures(
    possible: Sequence[LabelReading], stack: Sequence[OpenItem]
) -> tuple[int, LabelReading] | None:
    """Return the same for an option whose number is written in another way than the one before it."""
    return next(
        (
            (depth, reading)
            for depth in range(len(stack) - 1, -1, -1)
            for reading in possible
            if stack[depth].option and stack[depth].reading.in_figures.leads_to(reading.in_figures)
        ),
        None,
    )


def _same_series(possible: Sequence[LabelReading], indent: int, stack: Sequence[OpenItem]) -> tuple[int, LabelReading]:
    """Place a label that skips or repeats a number: beside the innermost item of its series, or as a new series."""
    quoted = any(one.series.startswith(QUOTED) for one in (*possible, *(item.reading for item in stack)))
    for mark in ("", QUOTED) if quoted else ("",):  # not every paragraph of a quotation need have a mark
        for depth, item in reversed([*enumerate(stack)]):
            for reading in possible:
                if item.reading.series.lstrip(mark) == reading.series.lstrip(mark):
                    return depth, reading
    numbered = possible[0].series.endswith(":1") and not _is_option(possible[0])
    return (0 if numbered else _depth_of_opening(possible[0], indent, stack)), possible[0]
