"""Draft + terminology → choice points: what there is to decide in a draft, place by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from convention_variants.brackets import Bracket, BracketTree, Link, Stray, Unclosed
from convention_variants.brackets.nodes import Node as BracketNode
from convention_variants.diagnostics import Diagnostic, Rule
from convention_variants.grouping import Kind, group_brackets
from convention_variants.outline import Draft
from convention_variants.places import find_places
from convention_variants.settling import Place, PlacedOption
from convention_variants.terminology import OptionKey, Terminology
from convention_variants.text import Span


@dataclass(frozen=True, slots=True)
class ChoicePoint:
    """What a reader has to decide at one place.

    `id` is `<provision>.<n>`. `open` says that the rules cannot tell what it is, so that only
    a reader can settle it. `leader` is the choice point that an agreement pair follows; `settled` is
    what `variants.toml` takes here for every profile, as in `Selection.at`.
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
    settled: int | None = None

    @property
    def start(self) -> int:
        """The offset of the first opening bracket."""
        return self.options[0].start

    @property
    def end(self) -> int:
        """The offset behind the last closing bracket."""
        return self.options[-1].end


@dataclass(frozen=True)
class Inventory:
    """A draft with its choice points, in the order of the source, parents before children."""

    draft: Draft
    terminology: Terminology = field(repr=False)
    points: tuple[ChoicePoint, ...] = field(repr=False)

    @cached_property
    def by_id(self) -> Mapping[str, ChoicePoint]:
        """The choice points by their ids."""
        return {point.id: point for point in self.points}

    def text(self, span: Span) -> str:
        """Return the source text of a span."""
        return self.draft.source.text[span.start : span.end]

    def option_text(self, option: PlacedOption) -> str:
        """Return the wording of an option as it stands in the source, without its brackets."""
        return self.text(option.inner)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What there is to say about the draft whatever the profile, in the order of the source."""
        found = [*_bracket_errors(self.draft.brackets), *_notes(self), *_unused_forms(self)]
        return tuple(sorted(found, key=lambda diagnostic: diagnostic.span))


def find_choices(draft: Draft, terminology: Terminology) -> Inventory:
    """Find the choice points of a draft: groups of brackets, their terms and their ids."""
    groups = group_brackets(draft.brackets, terminology, draft.block_at)
    places = find_places(groups, draft, terminology)
    return Inventory(draft, terminology, tuple(_points(places)))


def _points(places: Sequence[Place]) -> Iterator[ChoicePoint]:
    """Yield the finished choice points, each with the one around it as its parent."""
    around: list[Place] = []
    for place in places:
        while around and (around[-1].depth >= place.depth or around[-1].options[-1].end <= place.start):
            around.pop()
        parent = around[-1].id if around else None
        leader = place.leader.id if place.leader else None
        yield ChoicePoint(
            place.id, place.kind, place.options, place.term, place.provision, place.depth, parent,
            place.doubtful, leader, place.settled,
        )  # fmt: skip
        around.append(place)


def _bracket_errors(tree: BracketTree) -> Iterable[Diagnostic]:
    stack: list[BracketNode] = list(tree.children)
    while stack:
        node = stack.pop()
        if isinstance(node, Unclosed):
            yield Diagnostic(Rule.UNCLOSED_BRACKET, Span(node.start, node.end), "nothing closes this bracket")
        elif isinstance(node, Stray):
            yield Diagnostic(Rule.STRAY_BRACKET, Span(node.start, node.end), "no bracket is open here")
        elif isinstance(node, Bracket | Link):
            stack.extend(node.children)


def _notes(inventory: Inventory) -> Iterable[Diagnostic]:
    for point in inventory.points:
        if point.kind is Kind.BLANK:
            span = Span(point.start, point.end)
            yield Diagnostic(Rule.OPEN_BLANK, span, f"{inventory.text(span)} is to be filled in")
    for join in inventory.draft.joins:
        yield Diagnostic(Rule.PAGE_BREAK_JOIN, Span(*join), "a paragraph cut by a page break is read as one")


def _unused_forms(inventory: Inventory) -> Iterable[Diagnostic]:
    used = {option.key for point in inventory.points for option in point.options}
    for term in inventory.terminology.terms.values():
        for option in term.options.values():
            if OptionKey(term.id, option.id) not in used:
                message = f"no bracket has a form of {term.id}={option.id}"
                yield Diagnostic(Rule.UNUSED_FORM, Span(0, 0), message)
