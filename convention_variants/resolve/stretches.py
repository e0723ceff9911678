"""Inventory → stretches: cut the draft into pieces, and list which decisions show each piece.

The workbench makes readings in a browser. Its script knows no grammar: it only looks up, in two steps.

1. `Stretch.takes` says which takes of its choice point show a stretch.
2. `Lookup.reads` says how white space, commas, emphasis marks and articles between two shown words read.

"The [big], [old] dog" is cut into these stretches (`_` is a space):

    0 The  1 _  2 [  3 big  4 ]  5 ,  6 _  7 [  8 old  9 ]  10 _  11 dog

Keep "big" and drop "old": 0, 1, 3, 5, 6, 10 and 11 are shown. The sign 5 is between the words 3 and 11, so the key is
(3, 5, 11). Its entry {10: ""} removes the second space: "The big, dog".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.outline.nodes import Draft, contents, walk
from convention_variants.resolve.bridging import Underivable, bridge
from convention_variants.resolve.edits import Edit, edits_of, find_articles
from convention_variants.terminology.model import DROP, KEEP, Take
from convention_variants.text.source import BLANK_LINE
from convention_variants.text.spans import Span, SpanIndex, between

# The workbench cannot decide a choice point with more options: the tables grow with the square of their number.
MOST_OPTIONS = 40
_SPACE = re.compile(r"\s*")
_SIGNS = re.compile(r"(?:[^\w\[\]]|_)+")
_EMPHASIS = frozenset("*_~")
_INDENT = re.compile(r"[^\S\r\n]*")

# What can be taken at a choice point, and the edits this makes, sorted. None leaves it open.
Choices = Mapping[Take | None, Sequence[Edit]]


class Role(IntEnum):
    """What a stretch is to its neighbours. A blank line counts as a word."""

    SPACE = 0
    WORD = 1
    SIGN = 2


class Condition(NamedTuple):
    """Holds while one of `takes` is taken at the choice point with the id `point`, and that point is shown."""

    point: str
    takes: frozenset[Take | None]


class Stretch(NamedTuple):
    """A piece of the source, or a wording that no bracket offers (its `start` is its `end`).

    It is shown while its condition holds; text outside brackets has none.
    """

    start: int
    end: int
    text: str
    shown_if: Condition | None
    role: Role

    @property
    def is_new(self) -> bool:
        """Whether no bracket offers this wording."""
        return self.start == self.end


@dataclass(frozen=True)
class Stretches:
    """A draft in stretches.

    `choices` lists what can be taken at each choice point. `inside` maps a choice point inside another one to the
    condition that shows it.
    """

    all: tuple[Stretch, ...]
    choices: Mapping[str, Choices]
    inside: Mapping[str, Condition]

    @cached_property
    def starts(self) -> list[int]:
        """Where each stretch starts in the source."""
        return [stretch.start for stretch in self.all]

    def within(self, start: int, end: int) -> range:
        """Return the indices of the stretches in a span of the source; the span must start and end at a cut."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))


def find_stretches(inventory: Inventory) -> Stretches:
    """Cut a draft wherever a choice, a change that follows from it, or a blank can start or end."""
    points = [point for point in inventory.points if point.kind.is_choice]
    choices = {point.id: choices_at(point, inventory) for point in points}
    text = inventory.draft.source.text
    cuts = {offset for each in choices.values() for edits in each.values() for edit in edits for offset in edit[:2]}
    articles = find_articles(inventory)
    cuts.update(offset for span in articles for offset in span)
    cuts.update(offset for cut in tuple(cuts) for offset in _beside(cut, text))
    cuts.update(_text_starts(inventory.draft, points))
    cuts.update(offset for change in inventory.changes for offset in change.span)
    cuts.update(offset for blank in inventory.blanks for offset in (blank.start, blank.end))
    cutter = _Cutter(text, points, choices, {span.end for span in articles})
    cutter.cut(sorted({0, len(text), *cuts}))
    return Stretches(tuple(cutter.stretches), choices, cutter.inside)


def choices_at(point: ChoicePoint, inventory: Inventory) -> dict[Take | None, list[Edit]]:
    """Return what can be taken at a choice point, and the edits that each take makes, sorted.

    Options of its term that the point does not offer are included if their wording there can be derived.
    """
    count = len(point.options)
    takes = [KEEP, DROP] if point.kind is Kind.OPTIONAL else [Take(number + 1) for number in range(count)]
    if count > MOST_OPTIONS:
        takes = [take for take in takes if take == point.settled]
    text = inventory.draft.source.text
    choices: dict[Take | None, list[Edit]] = {None: []}
    choices.update((take, sorted(edits_of(point, take, text))) for take in takes)
    if point.term is not None and count <= MOST_OPTIONS:
        choices.update(_not_offered(point, point.term, inventory))
    return choices


def _not_offered(point: ChoicePoint, term: str, inventory: Inventory) -> Iterator[tuple[Take, list[Edit]]]:
    """Yield the options of a term that a choice point does not offer but can show, with their edits."""
    offering = inventory.by_id[point.leader] if point.leader else point
    offered = {option.key.option for option in offering.options if option.key is not None}
    for option in inventory.terminology.terms[term].options:
        if option not in offered:
            try:
                wording = bridge(point, option, inventory)
            except Underivable:
                continue
            take = Take(other=option)
            yield take, sorted(edits_of(point, take, inventory.draft.source.text, wording))


def _text_starts(draft: Draft, points: Sequence[ChoicePoint]) -> Iterator[int]:
    """Yield where texts start inside a choice point: if the blank line before one goes, it joins the text above."""
    starts = sorted(part[0].start for node in walk((*draft.front, *draft.body)) for part in contents(node) if part)
    end = 0
    for point in points:
        yield from between(starts, max(point.start, end) + 1, point.end)
        end = max(end, point.end)


def _beside(cut: int, text: str) -> Iterator[int]:
    """Yield the ends of the white space, emphasis marks and signs next to a cut, which a seam can change."""
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
    """Cuts the source into stretches, each with the condition that shows it."""

    def __init__(
        self, text: str, points: Sequence[ChoicePoint], choices: Mapping[str, Choices], article_ends: Container[int]
    ) -> None:
        self.text, self.article_ends = text, article_ends
        self.stretches: list[Stretch] = []
        self.inside: dict[str, Condition] = {}
        self.edits = {
            point: [(take, SpanIndex(edits)) for take, edits in takes.items()] for point, takes in choices.items()
        }
        self.extents = deque(
            sorted((start, -end, point.id) for point in points for start, end in _extents(point, choices[point.id]))
        )
        self.new: defaultdict[int, list[Stretch]] = defaultdict(list)
        for point in points:
            for take, edits in choices[point.id].items():
                shown_if = Condition(point.id, frozenset({take}))
                for start, _, wording, _ in edits:
                    if wording:
                        self.new[start].append(Stretch(start, start, wording, shown_if, Role.WORD))

    def cut(self, cuts: Sequence[int]) -> None:
        """Cut the source, and put new wordings before the text they replace."""
        around: list[tuple[int, str]] = []  # the ends and ids of the choice points that have started
        for start, end in pairwise(cuts):
            self._enter(start, around)
            self.stretches += self.new.get(start, ())
            shown_if = self._shown_if(around[-1][1], start) if around else None
            self.stretches.append(Stretch(start, end, self.text[start:end], shown_if, self._role(start, end)))

    def _enter(self, offset: int, around: list[tuple[int, str]]) -> None:
        """Leave the choice points that end at or before an offset, and enter those that start there."""
        while around and around[-1][0] <= offset:
            around.pop()
        while self.extents and self.extents[0][0] == offset:
            _, minus_end, point = self.extents.popleft()
            if around and around[-1][1] != point:
                self.inside[point] = self._shown_if(around[-1][1], offset)
            around.append((-minus_end, point))

    def _shown_if(self, point: str, offset: int) -> Condition:
        """Return the condition that shows a character inside a choice point: a take that does not edit it."""
        return Condition(point, frozenset(take for take, edits in self.edits[point] if edits.at(offset) is None))

    def _role(self, start: int, end: int) -> Role:
        if _SPACE.fullmatch(self.text, start, end):
            # An article belongs to a noun on the next page. No other seam crosses a blank line.
            parts = BLANK_LINE.search(self.text, start, end) is not None and start not in self.article_ends
            return Role.WORD if parts else Role.SPACE
        return Role.SIGN if _SIGNS.fullmatch(self.text, start, end) else Role.WORD


def _extents(point: ChoicePoint, choices: Choices) -> Iterator[Span]:
    """Yield the spans of a choice point, with the text around its wordings that its edits change."""
    if point.kind is Kind.SPLIT:
        yield from point.spans
    else:
        spans = [edit[:2] for edits in choices.values() for edit in edits] or [(point.start, point.end)]
        yield Span(min(start for start, _ in spans), max(end for _, end in spans))
