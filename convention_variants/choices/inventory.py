"""Draft + terminology → choice points: what there is to decide in a draft, place by place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from convention_variants.choices.consequences import Change, find_changes
from convention_variants.choices.declared import declare_positions
from convention_variants.choices.groups import Kind, group_brackets
from convention_variants.choices.places import find_places
from convention_variants.choices.settling import Place, PlacedOption
from convention_variants.outline.nodes import Draft
from convention_variants.terminology.model import Take, Terminology
from convention_variants.text.spans import Span


class ChoicePoint(NamedTuple):
    """What a reader has to decide at one place.

    `id` is `<provision>.<n>`. `open` says that the rules cannot tell what it is, so that only
    a reader can settle it. `leader` is the choice point that an agreement pair follows; `settled` is
    what `variants.toml` takes here for every profile.
    """

    id: str
    kind: Kind
    options: tuple[PlacedOption, ...]
    term: str | None
    provision: str
    depth: int
    parent: str | None
    open: bool = False
    leader: str | None = None
    settled: Take | None = None

    @property
    def start(self) -> int:
        """The offset of the first opening bracket."""
        return self.options[0].start

    @property
    def end(self) -> int:
        """The offset behind the last closing bracket."""
        return self.options[-1].end

    @property
    def spans(self) -> list[Span]:
        """What it takes up in the source: one span, or one for each half of a split pair."""
        halves = self.options if self.kind is Kind.SPLIT else ()
        return [Span(half.start, half.end) for half in halves] or [Span(self.start, self.end)]


@dataclass(frozen=True)
class Inventory:
    """A draft with its choice points, in the order of the source, parents before children, and its declared changes."""

    draft: Draft
    terminology: Terminology = field(repr=False)
    points: tuple[ChoicePoint, ...] = field(repr=False)
    changes: tuple[Change, ...] = field(repr=False)

    @cached_property
    def by_id(self) -> Mapping[str, ChoicePoint]:
        """The choice points by their ids."""
        return {point.id: point for point in self.points}

    @cached_property
    def blanks(self) -> tuple[ChoicePoint, ...]:
        """The blanks: what there is to fill in."""
        return tuple(point for point in self.points if point.kind is Kind.BLANK)

    @cached_property
    def named_parties(self) -> frozenset[str]:
        """The parties that have a position on a wording, by their canonical names."""
        options = (option for point in self.points for option in point.options)
        return frozenset(position.party for option in options for position in option.positions)

    @cached_property
    def _change_starts(self) -> tuple[list[int], int]:
        """The offsets at which declared changes begin, and the length of the longest one."""
        spans = [change.span for change in self.changes]
        return [span.start for span in spans], max((span.end - span.start for span in spans), default=0)

    def changes_over(self, span: Span) -> list[Change]:
        """Return the declared changes that cover a span."""
        starts, longest = self._change_starts
        near = self.changes[bisect_left(starts, span.end - longest) : bisect_right(starts, span.start)]
        return [change for change in near if span.end <= change.span.end]

    def text(self, span: Span) -> str:
        """Return the source text of a span."""
        return self.draft.source.text[span.start : span.end]

    def option_text(self, option: PlacedOption) -> str:
        """Return the wording of an option as it stands in the source, without its brackets."""
        return self.text(option.inner)


def find_choices(draft: Draft, terminology: Terminology) -> Inventory:
    """Find the choice points of a draft: groups of brackets, their terms and their ids."""
    groups = group_brackets(draft.brackets, terminology, draft.block_at)
    places = find_places(groups, draft, terminology)
    declare_positions(places, terminology, draft.source.text)
    return Inventory(draft, terminology, tuple(_points(places)), find_changes(places, draft, terminology))


def _points(places: Sequence[Place]) -> Iterator[ChoicePoint]:
    """Yield the finished choice points, each with the one around it as its parent."""
    around: list[Place] = []
    for place in places:
        start = place.start
        while around and around[-1].options[-1].end <= start:
            around.pop()
        parent = next((one.id for one in reversed(around) if one.depth < place.depth), None) if around else None
        leader = place.leader.id if place.leader else None
        yield ChoicePoint(
            place.id, place.kind, place.options, place.term, place.provision, place.depth, parent,
            place.doubtful, leader, place.settled,
        )  # fmt: skip
        around.append(place)
