"""Choice points + a selection → decisions → Reading, with its audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from convention_variants.choices import ChoicePoint, Inventory
from convention_variants.collector import collector_paused
from convention_variants.diagnostics import Diagnostic, InputError, Rule
from convention_variants.grouping import Kind
from convention_variants.mending import mend
from convention_variants.terminology import DROP, KEEP, did_you_mean
from convention_variants.text import Span
from convention_variants.variation import Cause, Dependent, Edit, edits_of, find_dependents


class Outcome(StrEnum):
    """What became of a choice point in a reading."""

    CHOSEN = "chosen"
    OPEN = "open"
    BLANK = "blank"
    FILLED = "filled"
    NOTE = "note"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader asks for: a profile, options of terms, and single places; the later beats.

    `at` maps the id of a choice point to the index of an option, or to `KEEP` or `DROP`; `fill`
    maps the id of a blank, or its word where that stands in one blank only, to a text.
    """

    profile: str | None = None
    choose: Mapping[str, str] = field(default_factory=dict)
    at: Mapping[str, int] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided at one choice point, and why.

    `take` is the index of the option that stays, `DROP`, or None where nothing was decided.
    """

    point: ChoicePoint
    outcome: Outcome
    take: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Reading:
    """A draft seen through a set of decisions.

    `edits` are sorted and disjoint: apply them to the source, and that is the reading.
    """

    inventory: Inventory
    selection: Selection
    decisions: tuple[Decision, ...] = field(repr=False)
    edits: tuple[Edit, ...] = field(repr=False)

    def count(self, outcome: Outcome) -> int:
        """Return how many choice points came out so."""
        return sum(decision.outcome is outcome for decision in self.decisions)

    @cached_property
    def consequential(self) -> tuple[Edit, ...]:
        """The changes outside brackets that the choices make necessary."""
        return tuple(edit for edit in self.edits if edit.cause is Cause.ARTICLE)

    @cached_property
    def unsettled(self) -> tuple[Decision, ...]:
        """The choice points whose brackets stand in the reading: open ones, blanks and notes."""
        standing = (Outcome.OPEN, Outcome.BLANK, Outcome.NOTE)
        return tuple(decision for decision in self.decisions if decision.outcome in standing)

    @cached_property
    def text(self) -> str:
        """The source with only the choices, and what follows from them, replaced."""
        return "".join(self._parts())

    def _parts(self) -> Iterator[str]:
        text, position = self.inventory.draft.source.text, 0
        for edit in self.edits:
            yield text[position : edit.start]
            yield edit.text
            position = edit.end
        yield text[position:]

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What there is to say about this reading: the places left open, the articles changed."""
        profile = self.selection.profile or ""
        found = [
            Diagnostic(Rule.UNCOVERED_CHOICE, Span(point.start, point.end), _open(point, profile), point.id, profile)
            for decision in self.decisions
            if decision.outcome is Outcome.OPEN
            for point in [decision.point]
        ]
        by = f"profile {profile} chooses" if profile else "was chosen"
        for edit in self.consequential:
            span = Span(edit.start, edit.end)
            message = f'"{self.inventory.text(span)}" reads "{edit.text}" before what {by}'
            found.append(Diagnostic(Rule.ARTICLE_AGREEMENT, span, message, profile=profile))
        return tuple(sorted(found, key=lambda diagnostic: diagnostic.span))


def _open(point: ChoicePoint, profile: str) -> str:
    under = f" under profile {profile}" if profile else ""
    if point.open:
        return f"{point.id} can be read in more than one way and stays open{under}"
    return f"{point.id} is decided by nothing and stays open{under}"


class Resolver:
    """Makes readings of one draft; what does not depend on the selection is worked out once."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self._dependents: dict[str, list[Dependent]] = {}
        for dependent in find_dependents(inventory):
            self._dependents.setdefault(dependent.point, []).append(dependent)

    def resolve(self, selection: Selection) -> Reading:
        """Return the reading of a selection.

        Raises `InputError` where the selection names what the draft or its terminology has not.
        """
        wanted = self._wanted(selection)
        self._check_places(selection.at)
        fill = self._fills(selection.fill)
        with collector_paused():
            decisions = self._decide(selection, wanted, fill)
            edits = tuple(self._mended(_disjoint(self._edits(decisions, fill))))
        return Reading(self.inventory, selection, tuple(decisions), edits)

    def _wanted(self, selection: Selection) -> dict[str, tuple[str, str]]:
        """Return for each term the option that is wanted, and why."""
        terminology = self.inventory.terminology
        wanted: dict[str, tuple[str, str]] = {}
        if selection.profile is not None:
            profile = terminology.profiles.get(selection.profile)
            if profile is None:
                hint = did_you_mean(selection.profile, terminology.profiles)
                raise InputError(f'unknown profile "{selection.profile}"{hint}')
            wanted.update((term, (option, f"profile {profile.id}")) for term, option in profile.choose.items())
        for term, option in selection.choose.items():
            if term not in terminology.terms:
                raise InputError(f'unknown term "{term}"{did_you_mean(term, terminology.terms)}')
            options = terminology.terms[term].options
            if option not in options:
                raise InputError(f'{term} has no option "{option}"{did_you_mean(option, options)}')
            wanted[term] = (option, f"{term}={option}")
        return wanted

    def _check_places(self, at: Mapping[str, int]) -> None:
        for place, take in at.items():
            point = self.inventory.by_id.get(place)
            if point is None:
                ids = [point.id for point in self.inventory.points]
                near = [known for known in ids if known.rpartition(".")[0] == place.rpartition(".")[0]]
                raise InputError(f'no choice point "{place}"{did_you_mean(place, near or ids)}')
            if point.kind in (Kind.BLANK, Kind.NOTE):
                raise InputError(f"{place} is a {point.kind}: there is nothing to choose")
            if point.kind is Kind.OPTIONAL:
                if take not in (KEEP, DROP):
                    raise InputError(f"{place} is one optional text: keep it or drop it")
            elif not 0 <= take < len(point.options):
                raise InputError(f"{place} is a choice of {len(point.options)} options: give the number of one")

    def _fills(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the texts to fill blanks with, by the ids of the blanks."""
        fills = {}
        for name, text in given.items():
            if not text.strip() or not text.isprintable() or "[" in text or "]" in text:
                raise InputError(f"{name} is to be filled with words on one line, without brackets")
            fills[self._blank(name).id] = text.strip()
        return fills

    def _blank(self, name: str) -> ChoicePoint:
        blanks = [point for point in self.inventory.points if point.kind is Kind.BLANK]
        word = " ".join(name.split()).casefold()
        found = [
            point
            for point in blanks
            if point.id == name or " ".join(self.inventory.text(point.options[0].inner).split()).casefold() == word
        ]
        if not found:
            hint = did_you_mean(name, [point.id for point in blanks])
            raise InputError(f'no blank "{name}"{hint}')
        if len(found) > 1:
            ids = ", ".join(point.id for point in found)
            raise InputError(f'"{name}" stands in {len(found)} blanks: give the id of one ({ids})')
        return found[0]

    def _decide(
        self, selection: Selection, wanted: Mapping[str, tuple[str, str]], fill: Mapping[str, str]
    ) -> list[Decision]:
        decided: dict[str, Decision] = {}
        for point in self.inventory.points:
            if point.parent is not None and _is_gone(point, decided[point.parent]):
                decision = Decision(point, Outcome.GONE, None, f"dropped with {point.parent}")
            elif point.id in fill:
                decision = Decision(point, Outcome.FILLED, None, "filled in")
            else:
                decision = self._decision(point, selection, wanted, decided)
            decided[point.id] = decision
        return list(decided.values())

    def _decision(
        self,
        point: ChoicePoint,
        selection: Selection,
        wanted: Mapping[str, tuple[str, str]],
        decided: Mapping[str, Decision],
    ) -> Decision:
        if point.kind in (Kind.BLANK, Kind.NOTE):
            return Decision(point, Outcome.BLANK if point.kind is Kind.BLANK else Outcome.NOTE)
        asked = selection.at.get(point.id, point.settled)
        if asked is not None:
            reason = "chosen at this place" if point.id in selection.at else "settled for every profile"
            return Decision(point, Outcome.CHOSEN, 0 if asked == KEEP else asked, reason)
        if point.leader is not None and (take := decided[point.leader].take) is not None:
            return Decision(point, Outcome.CHOSEN, take, f"agrees with {point.leader}")
        if not point.open and point.leader is None and point.term is not None and point.term in wanted:
            option, reason = wanted[point.term]
            for index, placed in enumerate(point.options):
                if placed.key is not None and placed.key.option == option:
                    return Decision(point, Outcome.CHOSEN, index, reason)
        return Decision(point, Outcome.OPEN)

    def _mended(self, edits: Iterable[Edit]) -> list[Edit]:
        inventory = self.inventory
        return mend(list(edits), inventory.draft.source.text, inventory.terminology.language)

    def _edits(self, decisions: Sequence[Decision], fill: Mapping[str, str]) -> Iterator[Edit]:
        text = self.inventory.draft.source.text
        for decision in decisions:
            if decision.outcome is Outcome.FILLED:
                point = decision.point
                yield Edit(point.start, point.end, fill[point.id], Cause.FILL)
            if decision.outcome is not Outcome.CHOSEN or decision.take is None:
                continue
            yield from edits_of(decision.point, decision.take)
            for dependent in self._dependents.get(decision.point.id, ()):
                span, new = dependent.span, dependent.text(decision.take)
                if new != text[span.start : span.end]:
                    yield Edit(span.start, span.end, new, Cause.ARTICLE)


def _is_gone(point: ChoicePoint, parent: Decision) -> bool:
    """Say whether a choice point stood in wording that its parent's decision dropped."""
    if parent.outcome is Outcome.GONE:
        return True
    if parent.take is None:
        return False
    if parent.take == DROP:
        return True
    kept = parent.point.options[parent.take]
    return kept.nothing or not kept.start <= point.start < kept.end


def _disjoint(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Sort edits and cut off what an earlier one has dropped already."""
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.end <= position:
            continue
        start = max(edit.start, position)
        yield edit._replace(start=start)
        position = edit.end
