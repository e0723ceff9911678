"""Inventory → stretches: the draft cut into pieces, and tables that say what each piece reads in any reading.

The workbench makes readings in a browser. It knows no grammar and only looks up, in two steps:

1. `Stretch.takes` says with which takes of its choice point a stretch is shown.
2. `Lookup.reads` says what white space, commas, emphasis marks and articles between two shown words read.

"The [big], [old] dog" is cut into these stretches (`_` is a space):

    0 The  1 _  2 [  3 big  4 ]  5 ,  6 _  7 [  8 old  9 ]  10 _  11 dog

With "big" kept and "old" dropped, 0, 1, 3, 5, 6, 10 and 11 are shown. Between the words 3 and 11 stands the sign 5, so
the key is (3, 5, 11), and its reading {10: ""} removes the second space: "The big, dog".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from math import inf
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.outline.nodes import Draft, contents, walk
from convention_variants.resolve.bridging import OTHER, Underivable, bridge
from convention_variants.resolve.edits import Edit, edits_of, find_articles
from convention_variants.terminology.model import DROP
from convention_variants.text.source import BLANK_LINE
from convention_variants.text.spans import Span

OPEN = ""
# A choice point with more options than this cannot be decided on the workbench: tables grow with their square.
MOST_OPTIONS = 40
_SPACE = re.compile(r"\s*")
_SIGNS = re.compile(r"(?:[^\w\[\]]|_)+")
_EMPHASIS = frozenset("*_~")
_INDENT = re.compile(r"[^\S\r\n]*")


class Role(IntEnum):
    """What a stretch is to its neighbours; a blank line counts as a word."""

    SPACE = 0
    WORD = 1
    SIGN = 2


class Stretch(NamedTuple):
    """A piece of the source, or a wording that stands in no bracket (then `start` is `end`).

    It is shown if the choice point with the id `point` is there and has one of `takes`; text outside brackets has no
    point.
    """

    start: int
    end: int
    text: str
    point: str | None
    takes: frozenset[str]
    role: Role

    @property
    def is_new(self) -> bool:
        """Whether this is a wording that stands in no bracket."""
        return self.start == self.end


Takes = Mapping[str, Sequence[Edit]]


@dataclass(frozen=True)
class Stretches:
    """A draft in stretches.

    `takes` has for each choice point what can be taken there, and the edits that it makes. `inside` has for a choice
    point in a wording of another the id of that one, and with which of its takes the point is there.
    """

    all: tuple[Stretch, ...]
    takes: Mapping[str, Takes]
    inside: Mapping[str, tuple[str, frozenset[str]]]

    def within(self, span: Span) -> range:
        """Return the indices of the stretches that make up a span of the source at whose ends it is cut."""
        first, last = (bisect_left(self.all, offset, key=lambda stretch: stretch.start) for offset in span)
        return range(first, last)


def find_stretches(inventory: Inventory) -> Stretches:
    """Cut a draft wherever a choice, or what follows from it, may change it."""
    points = [point for point in inventory.points if point.kind.is_choice]
    takes = {point.id: takes_of(point, inventory) for point in points}
    text = inventory.draft.source.text
    cuts = {offset for each in takes.values() for edits in each.values() for edit in edits for offset in edit[:2]}
    articles = find_articles(inventory)
    cuts.update(offset for span in articles for offset in span)
    cuts.update(offset for cut in tuple(cuts) for offset in _beside(cut, text))
    cuts.update(_beginnings(inventory.draft, points))
    cuts.update(offset for change in inventory.changes for offset in change.span)
    cutter = _Cutter(inventory, points, takes, {span.end for span in articles})
    cutter.cut(sorted({0, len(text), *cuts}))
    return Stretches(tuple(cutter.stretches), takes, cutter.inside)


def takes_of(point: ChoicePoint, inventory: Inventory) -> dict[str, list[Edit]]:
    """Return what can be taken at a choice point, by name, with the edits that it makes, sorted.

    The names are `OPEN`, the number of an option as in `--at`, `keep`, `drop`, or `=` and the id of an option of the
    point's term that the point does not offer.
    """
    numbers: dict[str, int] = {"keep": 0, "drop": DROP}
    if point.kind is not Kind.OPTIONAL:
        numbers = {str(number + 1): number for number in range(len(point.options))}
    if len(numbers) > MOST_OPTIONS:
        numbers = {name: number for name, number in numbers.items() if number == point.settled}
    text = inventory.draft.source.text
    takes: dict[str, list[Edit]] = {OPEN: []}
    takes.update((name, sorted(edits_of(point, number, text))) for name, number in numbers.items())
    if point.term is not None and len(point.options) <= MOST_OPTIONS:
        takes.update(_bridged(point, point.term, inventory))
    return takes


def _bridged(point: ChoicePoint, term: str, inventory: Inventory) -> Iterator[tuple[str, list[Edit]]]:
    """Yield the options of a point's term that it does not offer, with their edits, where a wording can be derived."""
    offering = inventory.by_id[point.leader] if point.leader else point
    offered = {option.key.option for option in offering.options if option.key is not None}
    for option in inventory.terminology.terms[term].options:
        if option not in offered:
            try:
                wording = bridge(point, option, inventory)
            except Underivable:
                continue
            yield f"={option}", sorted(edits_of(point, OTHER, inventory.draft.source.text, wording))


def removes(edits: Sequence[Edit], offset: int) -> bool:
    """Say whether one of some edits, sorted, takes away what stands at an offset."""
    index = bisect_right(edits, (offset, inf)) - 1
    return index >= 0 and edits[index].end > offset


def _beginnings(draft: Draft, points: Sequence[ChoicePoint]) -> Iterator[int]:
    """Yield where texts begin within a choice point: the blank line before them may go, and they then join others."""
    starts = sorted(part[0].start for node in walk((*draft.front, *draft.body)) for part in contents(node) if part)
    end = 0
    for point in points:
        first, last = bisect_right(starts, max(point.start, end)), bisect_left(starts, point.end)
        yield from starts[first:last]
        end = max(end, point.end)


def _beside(cut: int, text: str) -> Iterator[int]:
    """Yield where white space, emphasis marks and signs beside a cut begin and end: what a seam may change."""
    start = stop = cut
    while start and _is_space(text[start - 1]):
        if text[start - 1] in _EMPHASIS:
            yield from (start - 1, start)
        start -= 1
    while stop < len(text) and _is_space(text[stop]):
        if text[stop] in _EMPHASIS:
            yield from (stop, stop + 1)
        stop += 1
    yield from (start, stop)
    if start and _SIGNS.fullmatch(text, start - 1, start):
        yield start - 1
    if _SIGNS.fullmatch(text, stop, stop + 1):
        yield from (stop + 1, _end(_SPACE, text, stop + 1))
    indent = _end(_INDENT, text, cut)
    if text[indent : indent + 1] in ("\r", "\n"):
        yield indent


def _is_space(character: str) -> bool:
    return character.isspace() or character in _EMPHASIS


def _end(pattern: re.Pattern[str], text: str, offset: int) -> int:
    match = pattern.match(text, offset)
    return match.end() if match else offset


class _Cutter:
    """Cuts the source into stretches and finds which takes show each of them."""

    def __init__(
        self,
        inventory: Inventory,
        points: Sequence[ChoicePoint],
        takes: Mapping[str, Takes],
        article_ends: Container[int],
    ) -> None:
        self.inventory, self.takes, self.article_ends = inventory, takes, article_ends
        self.stretches: list[Stretch] = []
        self.inside: dict[str, tuple[str, frozenset[str]]] = {}
        self.extents = deque(sorted((start, -end, point.id) for point in points for start, end in self._extents(point)))
        self.new: defaultdict[int, list[Stretch]] = defaultdict(list)
        for point in points:
            for take, edits in takes[point.id].items():
                for start, _, text, _ in edits:
                    if text:
                        self.new[start].append(Stretch(start, start, text, point.id, frozenset({take}), Role.WORD))

    def cut(self, cuts: Sequence[int]) -> None:
        """Cut the source, and put new wordings before what they replace."""
        text, around = self.inventory.draft.source.text, list[tuple[int, str]]()
        for start, end in pairwise(cuts):
            self._enter(start, around)
            self.stretches += self.new.get(start, ())
            point = around[-1][1] if around else None
            takes = self._keeping(point, start) if point else frozenset()
            self.stretches.append(Stretch(start, end, text[start:end], point, takes, self._role(start, end)))

    def _enter(self, offset: int, around: list[tuple[int, str]]) -> None:
        """Leave the choice points that end before an offset, and enter those that begin there."""
        while around and around[-1][0] <= offset:
            around.pop()
        while self.extents and self.extents[0][0] == offset:
            _, minus_end, point = self.extents.popleft()
            if around and around[-1][1] != point:
                self.inside[point] = around[-1][1], self._keeping(around[-1][1], offset)
            around.append((-minus_end, point))

    def _extents(self, point: ChoicePoint) -> Iterator[Span]:
        """Yield the spans that a choice point takes in, with what goes along with its wordings."""
        edits = [edit for each in self.takes[point.id].values() for edit in each]
        if point.kind is Kind.SPLIT:
            yield from (Span(option.start, option.end) for option in point.options)
        elif edits:
            yield Span(min(edit.start for edit in edits), max(edit.end for edit in edits))
        else:
            yield Span(point.start, point.end)

    def _keeping(self, point: str, offset: int) -> frozenset[str]:
        """Return the takes of a choice point that leave what stands at an offset in place."""
        return frozenset(take for take, edits in self.takes[point].items() if not removes(edits, offset))

    def _role(self, start: int, end: int) -> Role:
        text = self.inventory.draft.source.text
        if _SPACE.fullmatch(text, start, end):
            # An article belongs to what a page break parts from it. No other seam goes over a blank line.
            parts = BLANK_LINE.search(text, start, end) is not None and start not in self.article_ends
            return Role.WORD if parts else Role.SPACE
        return Role.SIGN if _SIGNS.fullmatch(text, start, end) else Role.WORD
