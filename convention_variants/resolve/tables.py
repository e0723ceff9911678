"""Inventory → stretches: a draft cut wherever a choice may cut it, and for each piece what shows it.

A resolver makes one reading; here all of them are laid down at once, as tables to look up. The source is cut into
stretches, each of which a reading shows or leaves out as the takes of the choice points around it say. White space,
commas, emphasis marks and articles depend on what stands beside them, too: for what they read between two stretches a
resolver is asked beforehand, for all takes of the choice points that meet there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.resolve.bridging import OTHER, Underivable, bridge
from convention_variants.resolve.edits import Cause, Edit, edits_of, find_articles
from convention_variants.resolve.resolver import finished
from convention_variants.terminology.model import DROP
from convention_variants.text.source import BLANK_LINE, Span

OPEN = ""
BEFORE_ALL = -2
# Between two cuts with no more than one character between them white space, marks and articles depend on both.
_BESIDE = re.compile(r"[\s*_]*+\S?[\s*_]*+")
_EMPHASIS = frozenset("*_~")
_SIGNS = re.compile(r"[^\w\[\]]+")
_GLUE = re.compile(r"[\s*_~]*")
# Choice points that meet at one place are tried in all their takes, up to this many; beyond it, two at a time.
_TRIED_AT_MOST = 1000
_TRIED_APART = 12


class Stretch(NamedTuple):
    """A piece of the source, or a wording that stands in no bracket (then `text` is not the source's).

    A reading shows it where the choice point around it is there and has one of `takes`; `point` is the id of that
    point, or None for text outside brackets. `solid`: it is more than white space and
    marks of emphasis, or a blank line.
    """

    start: int
    end: int
    text: str
    point: str | None
    takes: frozenset[str]
    solid: bool

    @property
    def weak(self) -> bool:
        """Whether it is solid, but no more than a sign: what stands behind it matters for what stands before it."""
        return self.solid and _SIGNS.fullmatch(self.text) is not None and not self.text.isspace()

    @property
    def is_new(self) -> bool:
        """Whether this is a wording that stands in no bracket."""
        return self.start == self.end


@dataclass(frozen=True)
class Stretches:
    """All readings of a draft at once.

    `takes` has for each choice point the names of what can be taken there: `OPEN`, the number of an option as in
    `--at`, `keep`, `drop`, or `=` and the id of an option of its term that it does not offer. `inside` has for a point
    in a wording of another that one, and with which takes of it the point is there. `reads` maps solid stretches, by
    their indices, to what stretches read when these are shown one behind the other: the second one, and those between
    it and the next. Behind the second stand all up to the first that is not weak; the first is left out where it makes
    no difference. What is not in it reads as it stands. Before the first stretch stand `BEFORE_ALL` and -1, behind the
    last their number. `exact`:
    nowhere do so many choice points meet that white space between them was looked at for two of them at a time only.
    """

    all: tuple[Stretch, ...]
    takes: Mapping[str, tuple[str, ...]]
    inside: Mapping[str, tuple[str, frozenset[str]]]
    reads: Mapping[tuple[int, ...], Mapping[int, str]]
    exact: bool

    def within(self, span: Span) -> range:
        """Return the indices of the stretches that make up a span of the source at whose ends it is cut."""
        first, last = (bisect_left(self.all, offset, key=lambda stretch: stretch.start) for offset in span)
        return range(first, last)


# Behind all others, and before them.
_END = Stretch(0, 0, "end", None, frozenset(), solid=True)

Takes = Mapping[str, Sequence[Edit]]


def takes_of(point: ChoicePoint, inventory: Inventory) -> dict[str, list[Edit]]:
    """Return what can be taken at a choice point, by name, with the edits that it makes."""
    text = inventory.draft.source.text
    if point.kind is Kind.OPTIONAL:
        return {OPEN: [], "keep": list(edits_of(point, 0, text)), "drop": list(edits_of(point, DROP, text))}
    takes: dict[str, list[Edit]] = {OPEN: []}
    takes.update((str(number + 1), list(edits_of(point, number, text))) for number in range(len(point.options)))
    if point.term is not None:
        offering = inventory.by_id[point.leader] if point.leader else point
        offered = {option.key.option for option in offering.options if option.key is not None}
        for option in inventory.terminology.terms[point.term].options:
            if option in offered:
                continue
            try:
                takes[f"={option}"] = list(edits_of(point, OTHER, text, bridge(point, option, inventory)))
            except Underivable:
                continue
    return takes


def find_stretches(inventory: Inventory) -> Stretches:
    """Lay all readings of a draft down as tables."""
    points = [point for point in inventory.points if point.kind not in (Kind.BLANK, Kind.NOTE)]
    takes = {point.id: takes_of(point, inventory) for point in points}
    regions = _regions(points, takes, inventory)
    tried = [list(region.tried(inventory)) for region in regions]
    cuts = {0, len(inventory.draft.source.text)}
    for each in takes.values():
        cuts.update(offset for edits in each.values() for edit in edits for offset in edit[:2])
    cuts.update(offset for region in tried for _, edits in region for edit in edits for offset in edit[:2])
    cuts.update(offset for change in inventory.changes for offset in change.span)
    cuts.update(list(_before(cuts, inventory.draft.source.text)))
    table = _Table(inventory, sorted(cuts), points, takes)
    for region, found in zip(regions, tried, strict=True):
        table.look_up(region, found)
    names = {point: tuple(each) for point, each in takes.items()}
    exact = all(region.is_small() for region in regions)
    return Stretches(tuple(table.stretches), names, table.inside, table.reads(), exact)


@dataclass(frozen=True)
class _Region:
    """Choice points that meet: what one of them takes may change what stands beside another."""

    points: Sequence[ChoicePoint]
    articles: Sequence[Span]
    takes: Mapping[str, Mapping[str, Sequence[Edit]]]

    def tried(self, inventory: Inventory) -> Iterator[tuple[Mapping[str, str], list[Edit]]]:
        """Yield what is taken at the points, by name, with all edits that follow, for all that can be taken."""
        for state in self._states():
            edits = [edit for point, take in state.items() for edit in self.takes[point][take]]
            yield state, finished(edits, self.articles, inventory)

    def is_small(self) -> bool:
        """Say whether all that can be taken at the points together can be tried."""
        return self._all_states() is not None

    def _states(self) -> Iterator[Mapping[str, str]]:
        states = self._all_states()
        return self._pairs() if states is None else iter(states)

    def _all_states(self) -> Sequence[Mapping[str, str]] | None:
        """Return everything that can be taken at the points together, None where that is too much."""
        states: list[dict[str, str]] = [{}]
        for point in self.points:
            states = [
                {**state, point.id: take}
                for state in states
                for take in (self.takes[point.id] if self._is_there(point, state) else (OPEN,))
            ]
            if len(states) > _TRIED_AT_MOST:
                return None
        return states

    def _is_there(self, point: ChoicePoint, state: Mapping[str, str]) -> bool:
        """Say whether what is taken around a point leaves it in place."""
        return not any(_removes(self.takes[other][take], point.start) for other, take in state.items())

    def _pairs(self) -> Iterator[dict[str, str]]:
        """Yield states in which two points meet, since all between them is dropped, and the others are open."""
        for first in range(-1, len(self.points)):
            hidden: dict[str, str] = {}
            for last in range(first + 1, len(self.points) + 1):
                ends = [self.points[place] for place in (first, last) if 0 <= place < len(self.points)]
                yield from self._met(ends, hidden)
                if last == len(self.points):
                    break
                point = self.points[last]
                if self._is_there(point, hidden):
                    if point.kind is not Kind.OPTIONAL or len(hidden) == _TRIED_APART:
                        break
                    hidden[point.id] = "drop"

    def _met(self, ends: Sequence[ChoicePoint], hidden: Mapping[str, str]) -> Iterator[dict[str, str]]:
        for taken in product(*(self.takes[point.id] for point in ends)):
            state = dict.fromkeys((point.id for point in self.points), OPEN)
            state.update(hidden)
            state.update(self._keeping(ends))
            state.update((point.id, take) for point, take in zip(ends, taken, strict=True))
            yield state

    def _keeping(self, ends: Sequence[ChoicePoint]) -> Iterator[tuple[str, str]]:
        """Yield for the points around others the takes that keep those."""
        for around in self.points:
            inside = [point.start for point in ends if around.start < point.start < around.end]
            for take, edits in self.takes[around.id].items():
                if inside and take != OPEN and not _removes(edits, inside[0]):
                    yield around.id, take
                    break


def _before(cuts: Iterable[int], text: str) -> Iterator[int]:
    """Yield for each cut those around the last character or mark of emphasis before it: no seam looks further back."""
    for cut in cuts:
        end = cut
        while end and text[end - 1].isspace():
            end -= 1
        yield end
        start = max(0, end - 1)
        while start and text[start] in _EMPHASIS and text[start - 1] == text[start]:
            start -= 1
        yield start


def _parts(start: int, end: int, inventory: Inventory) -> bool:
    """Say whether a blank line parts what stands before a stretch from what stands behind it: no seam goes over one.

    One at which a page break cuts a paragraph in two does not.
    """
    blank = BLANK_LINE.search(inventory.draft.source.text, start, end)
    return blank is not None and not any(join.start <= blank.start() < join.end for join in inventory.draft.joins)


def _removes(edits: Iterable[Edit], offset: int) -> bool:
    return any(edit.start <= offset < edit.end for edit in edits)


def _regions(points: Sequence[ChoicePoint], takes: Mapping[str, Takes], inventory: Inventory) -> list[_Region]:
    """Gather the points that meet, and the articles before them."""
    text, articles = inventory.draft.source.text, find_articles(inventory)
    found: set[tuple[int, int]] = set()
    for number, point in enumerate(points):
        edits = (edit for each in takes[point.id].values() for edit in each)
        found.update((offset, number) for edit in edits for offset in (edit.start, edit.end))
    found.update((offset, len(points) + number) for number, span in enumerate(articles) for offset in span)
    cuts = sorted(found)
    leaders = list(range(len(points) + len(articles)))

    def leader(number: int) -> int:
        while leaders[number] != number:
            leaders[number] = leaders[leaders[number]]
            number = leaders[number]
        return number

    for (before, one), (behind, other) in pairwise(cuts):
        if one != other and _BESIDE.fullmatch(text, before, behind) and not _parts(before, behind, inventory):
            leaders[leader(other)] = leader(one)
    members: defaultdict[int, tuple[list[ChoicePoint], list[Span]]] = defaultdict(lambda: ([], []))
    for number, point in enumerate(points):
        members[leader(number)][0].append(point)
    for number, span in enumerate(articles):
        members[leader(len(points) + number)][1].append(span)
    return [_Region(each, spans, takes) for each, spans in members.values() if each]


class _Table:
    """The stretches of a draft, and what those between and beside others read, as far as it is looked up."""

    def __init__(
        self, inventory: Inventory, cuts: Sequence[int], points: Sequence[ChoicePoint], takes: Mapping[str, Takes]
    ) -> None:
        self.inventory, self.source, self.takes = inventory, inventory.draft.source.text, takes
        self.stretches: list[Stretch] = []
        self.inside: dict[str, tuple[str, frozenset[str]]] = {}
        # By solid stretches one behind the other, and then by the one before them.
        self.seen: defaultdict[tuple[int, ...], dict[int, dict[int, str]]] = defaultdict(dict)
        self._cut(cuts, points)
        self.starts = [stretch.start for stretch in self.stretches]

    def _cut(self, cuts: Sequence[int], points: Sequence[ChoicePoint]) -> None:
        """Cut the source, and put the wordings that stand in no bracket before what they take the place of."""
        new: defaultdict[int, list[tuple[str, str, str]]] = defaultdict(list)
        for point in points:
            for take, edits in self.takes[point.id].items():
                for edit in edits:
                    if edit.text:
                        new[edit.start].append((edit.text, point.id, take))
        extents = deque(sorted((start, -end, point.id) for point in points for start, end in self._extents(point)))
        around: list[tuple[int, str]] = []
        for start, end in pairwise(cuts):
            while around and around[-1][0] <= start:
                around.pop()
            while extents and extents[0][0] == start:
                _, minus_end, owner = extents.popleft()
                if around and around[-1][1] != owner:
                    self.inside[owner] = around[-1][1], self._keeping(around[-1][1], start)
                around.append((-minus_end, owner))
            for text, owner, take in new.get(start, ()):
                self.stretches.append(Stretch(start, start, text, owner, frozenset({take}), solid=True))
            inner = around[-1][1] if around else None
            keeping = self._keeping(inner, start) if inner else frozenset()
            text = self.source[start:end]
            solid = _GLUE.fullmatch(text) is None or _parts(start, end, self.inventory)
            self.stretches.append(Stretch(start, end, text, inner, keeping, solid))

    def _extents(self, point: ChoicePoint) -> Iterator[Span]:
        """Yield the stretches of the source that a choice point takes in, with what goes along with its wordings."""
        if point.kind is Kind.SPLIT:
            yield from (Span(option.start, option.end) for option in point.options)
        else:
            edits = [edit for each in self.takes[point.id].values() for edit in each]
            yield Span(min(edit.start for edit in edits), max(edit.end for edit in edits))

    def _keeping(self, point: str, offset: int) -> frozenset[str]:
        """Return the takes of a choice point that leave what stands at an offset in place."""
        return frozenset(take for take, edits in self.takes[point].items() if not _removes(edits, offset))

    def look_up(self, region: _Region, tried: Iterable[tuple[Mapping[str, str], list[Edit]]]) -> None:
        """Take down what a region's edits make of the stretches around its cuts."""
        places = self._places(region)
        for state, edits in tried:
            self._compare(places, state, edits)

    def _places(self, region: _Region) -> list[int]:
        """Return the stretches at the cuts of a region, as far as two solid ones before and behind each."""
        edits = (edit for point in region.points for each in self.takes[point.id].values() for edit in each)
        cuts = {offset for span in (*region.articles, *edits) for offset in span[:2]}
        found: set[int] = set()
        for cut in cuts:
            place = bisect_left(self.starts, cut)
            found.update(self._up_to_two(range(place - 1, -1, -1), -1))
            found.update(self._up_to_two(range(place, len(self.stretches)), len(self.stretches)))
        return sorted(found)

    def _up_to_two(self, way: Iterable[int], end: int) -> Iterator[int]:
        """Yield places on the way up to the second solid stretch of the source, or to the end."""
        left = 2
        for place in way:
            yield place
            stretch = self.stretches[place]
            left -= stretch.solid and not stretch.is_new and not stretch.weak
            if not left:
                return
        yield end

    def _compare(self, places: Sequence[int], state: Mapping[str, str], edits: Sequence[Edit]) -> None:
        """Take down where what is read differs from what stands there, at and behind each solid stretch."""
        starts = [edit.start for edit in edits]
        solid: list[int] = [BEFORE_ALL] if places[0] < 0 else []
        changed: list[dict[int, str]] = [{} for _ in solid]
        following = places[0]
        for place in places:
            if place != following and self._is_shown(self.stretches[following], state):
                self._take_down(solid, changed)
                solid, changed = [], []
            following = place + 1
            stretch = self.stretches[place] if 0 <= place < len(self.stretches) else _END
            stands = stretch.text if self._is_shown(stretch, state) else ""
            reads = self._read(stretch, stands, edits, starts)
            if stands and stretch.solid:
                solid.append(place)
                changed.append({})
            if reads != stands and changed:
                changed[-1][place] = reads
        self._take_down(solid, changed)

    def _take_down(self, solid: Sequence[int], changed: Sequence[dict[int, str]]) -> None:
        """Take down what changes at and behind solid stretches that follow one another, by those that tell it."""
        for at in range(1, len(solid) - 1):
            end = at + 1
            while end < len(solid) and self._is_weak(solid[end]):
                end += 1
            if end < len(solid):
                self.seen[tuple(solid[at : end + 1])].setdefault(solid[at - 1], {}).update(changed[at])

    def _is_weak(self, place: int) -> bool:
        return 0 <= place < len(self.stretches) and self.stretches[place].weak

    def reads(self) -> dict[tuple[int, ...], Mapping[int, str]]:
        """Return what was taken down, by the stretch before only where that makes a difference."""
        found: dict[tuple[int, ...], Mapping[int, str]] = {}
        for key, by_first in self.seen.items():
            readings = list(by_first.values())
            if any(reading != readings[0] for reading in readings):
                found.update(((first, *key), reading) for first, reading in by_first.items())
            elif readings[0]:
                found[key] = readings[0]
        return found

    def _is_shown(self, stretch: Stretch, state: Mapping[str, str]) -> bool:
        """Say whether the takes of a region show a stretch; points outside it are open."""
        around = (stretch.point, stretch.takes) if stretch.point is not None else None
        while around is not None:
            point, takes = around
            if state.get(point, OPEN) not in takes:
                return False
            around = self.inside.get(point)
        return True

    @staticmethod
    def _read(stretch: Stretch, stands: str, edits: Sequence[Edit], starts: Sequence[int]) -> str:
        """Return what a stretch reads once edits are made."""
        place = bisect_right(starts, stretch.start) - 1
        if stretch.is_new or place < 0 or edits[place].end <= stretch.start:
            return stands
        edit = edits[place]
        return edit.text if edit.start == stretch.start and edit.cause is not Cause.CHOICE else ""
