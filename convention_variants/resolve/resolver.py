"""Choice points and a selection → decisions → reading, with its audit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from convention_variants.brackets.imbalance import bracket_errors
from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.diagnostics.diagnostic import Diagnostic
from convention_variants.diagnostics.rules import Rule
from convention_variants.resolve.bridging import Underivable, Wording, bridge
from convention_variants.resolve.by_party import wish
from convention_variants.resolve.edits import Cause, Edit, article_edits, edits_of, find_articles
from convention_variants.resolve.open_points import how_to_decide, why_open
from convention_variants.resolve.seams import mend
from convention_variants.terminology.model import DROP, OPEN, Take
from convention_variants.terminology.toml import did_you_mean, unknown, unknown_party
from convention_variants.text.errors import InputError
from convention_variants.text.garbage import garbage_collection_paused
from convention_variants.text.spans import Span, SpanIndex
from convention_variants.text.words import single_spaced

# What a blank is filled with has none: the reading would be a draft again.
_BRACKETS = frozenset("[]［］")
# Spaces that a word processor puts in place of one.
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


class Outcome(StrEnum):
    """What became of a choice point in a reading."""

    CHOSEN = "chosen"
    OPEN = "open"
    BLANK = "blank"
    FILLED = "filled"
    NOTE = "note"
    GONE = "gone"


class Basis(StrEnum):
    """What decides a choice point: profile, party, the choice it agrees with, an explicit decision, or its parent."""

    PROFILE = "profile"
    PARTY = "party"
    AGREEMENT = "agreement"
    DECISION = "decision"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader asks for. `at` overrides `choose`, `choose` the profile, and the profile the parties.

    `choose` maps terms to options, `at` maps the id of a choice point to what is taken there, and `fill` maps the id of
    a blank (or its word, if only one blank has it) to a text. `consequential` also makes the changes that
    `variants.toml` declares. `parties` decide what they have a position on, by any of their names; where several do,
    the last one decides.
    """

    profile: str | None = None
    choose: Mapping[str, str] = field(default_factory=dict)
    at: Mapping[str, Take] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)
    consequential: bool = False
    parties: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The profile and the parties, as messages name them; empty if there are none."""
        profile = [f"profile {self.profile}"] if self.profile else []
        return ", ".join([*profile, *(f"party {party}" for party in self.parties)])


class Decision(NamedTuple):
    """What was decided at one choice point, and why.

    `take` is None if nothing was taken. `wording` is the text of an option that the point does not offer. `option` is
    the id of the term's option that stays, if it is one. `basis` is what decided a point that is chosen or gone, and
    `reason` is the text for readers. `underivable`: an option was asked for that has no wording here.
    """

    point: ChoicePoint
    outcome: Outcome
    take: Take | None = None
    reason: str = ""
    basis: Basis | None = None
    wording: Wording | None = None
    option: str = ""
    underivable: bool = False

    @property
    def leaves_out(self) -> bool:
        """Whether a passage is left out, so that the text shows nothing of it."""
        return self.outcome is Outcome.CHOSEN and self.take == DROP


@dataclass(frozen=True)
class Reading:
    """A draft seen through a set of decisions.

    Its text is that of the source with the `edits` made, which are sorted and disjoint.
    """

    inventory: Inventory
    selection: Selection
    decisions: tuple[Decision, ...] = field(repr=False)
    edits: tuple[Edit, ...] = field(repr=False)

    def count(self, outcome: Outcome) -> int:
        """Return the number of choice points with this outcome."""
        return sum(decision.outcome is outcome for decision in self.decisions)

    @cached_property
    def choices(self) -> Mapping[str, str]:
        """The options asked for, by term."""
        profiles, selection = self.inventory.terminology.profiles, self.selection
        return {**(profiles[selection.profile].choose if selection.profile else {}), **selection.choose}

    def wording_of(self, term: str) -> str:
        """Return the first form of the option asked for of a term, empty if none is."""
        option = self.choices.get(term)
        return self.inventory.terminology.terms[term].options[option].forms[0].text if option else ""

    @cached_property
    def consequential(self) -> tuple[Edit, ...]:
        """The edits outside brackets that the choices make necessary."""
        return tuple(edit for edit in self.edits if edit.cause in (Cause.ARTICLE, Cause.CONSEQUENCE))

    @cached_property
    def unsettled(self) -> tuple[Decision, ...]:
        """The decisions on choice points whose brackets stay: open ones, blanks and notes."""
        standing = (Outcome.OPEN, Outcome.BLANK, Outcome.NOTE)
        return tuple(decision for decision in self.decisions if decision.outcome in standing)

    @cached_property
    def unmatched(self) -> tuple[Diagnostic, ...]:
        """The unmatched brackets that stay in the reading: the text around them is contested."""
        errors = sorted(bracket_errors(self.inventory.draft.brackets), key=lambda error: error.span)
        edits = SpanIndex(self.edits)
        return tuple(error for error in errors if edits.at(error.span.start) is None)

    @cached_property
    def text(self) -> str:
        """The text of the file with all edits made."""
        return self.inventory.draft.source.edited((edit.start, edit.end, edit.text) for edit in self.edits)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings about this reading: choice points left open, and articles changed."""
        profile, name = self.selection.profile or "", self.selection.name
        under = f" ({name})" if name else ""
        findings = []
        for decision in self.decisions:
            if decision.outcome is Outcome.OPEN:
                point = decision.point
                span, message, hint = Span(point.start, point.end), self._why_open(decision), how_to_decide(point)
                findings.append(Diagnostic(Rule.UNCOVERED_CHOICE, span, message, point.id, profile, hint=hint))
        for edit in self.edits:
            if edit.cause is Cause.ARTICLE:
                span = Span(edit.start, edit.end)
                message = f'"{self.inventory.text(span)}" becomes "{edit.text}" before the chosen wording{under}'
                findings.append(Diagnostic(Rule.ARTICLE_AGREEMENT, span, message, profile=profile))
        return tuple(sorted(findings, key=lambda diagnostic: diagnostic.span))

    def _why_open(self, decision: Decision) -> str:
        chosen = self.selection
        under = f" under {chosen.name}" if chosen.name else ""
        if decision.reason:
            return f"{decision.point.id} stays open{under}: {decision.reason}"
        by_profile, by_party = chosen.profile is not None, bool(chosen.parties)
        return why_open(decision.point, self.inventory, under, by_profile=by_profile, by_party=by_party)

    def refuse_underivable(self) -> None:
        """Raise `InputError` if a choice point does not offer an option that was asked for, and none can be derived."""
        for decision in self.decisions:
            if decision.underivable:
                raise self.inventory.draft.source.error(self._why_open(decision), decision.point.start)


class Resolver:
    """Makes readings of one draft. Work that does not depend on the selection is done once."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self._articles = find_articles(inventory)
        self._edits_of: dict[tuple[str, int, str], tuple[Edit, ...]] = {}  # by choice point, and what is taken there

    def resolve(self, selection: Selection) -> Reading:
        """Return the reading of a selection.

        Raises `InputError` if the selection names something that the draft or its terminology does not have.
        """
        selection = replace(selection, parties=tuple(map(self._party, selection.parties)))
        wanted = self._wanted(selection)
        self._check_places(selection.at)
        selection = replace(selection, fill=self._fills(selection.fill))
        with garbage_collection_paused():
            decided: dict[str, Decision] = {}
            for point in self.inventory.points:
                if point.parent is not None and _is_gone(point, decided[point.parent]):
                    reason = f"dropped with {point.parent}"
                    decided[point.id] = Decision(point, Outcome.GONE, reason=reason, basis=Basis.PARENT)
                else:
                    decided[point.id] = self._decision(point, selection, wanted, decided)
            decisions = tuple(decided.values())
            edits = self._edits(decisions)
            if selection.consequential:
                edits += self._changes(decisions, wanted)
            edits = _filled(finished(edits, self._articles, self.inventory), decisions, selection.fill)
        return Reading(self.inventory, selection, decisions, tuple(edits))

    def _wanted(self, selection: Selection) -> dict[str, tuple[str, str]]:
        """Return the option that is asked for of each term, and the reason."""
        terminology = self.inventory.terminology
        wanted: dict[str, tuple[str, str]] = {}
        if selection.profile is not None:
            profile = terminology.profiles.get(selection.profile)
            if profile is None:
                raise unknown("profile", selection.profile, terminology.profiles)
            wanted.update((term, (option, f"profile {profile.id}")) for term, option in profile.choose.items())
        for term, option in selection.choose.items():
            if term not in terminology.terms:
                raise unknown("term", term, terminology.terms)
            self._check_option(term, option)
            wanted[term] = (option, f"{term}={option}")
        return wanted

    def _check_option(self, term: str, option: str) -> None:
        options = self.inventory.terminology.terms[term].options
        if option not in options:
            raise InputError(f'term {term} has no option "{option}"{did_you_mean(option, options)}')

    def _party(self, name: str) -> str:
        """Return the canonical name of a party that we, `variants.toml` or the draft know."""
        terminology, named = self.inventory.terminology, self.inventory.named_parties
        if name in named:
            return name
        party = terminology.party(name)
        if party is None:
            raise InputError(unknown_party(name, sorted({*named, *terminology.groups})))
        return party

    def _check_places(self, at: Mapping[str, Take]) -> None:
        for place, take in at.items():
            point = self.inventory.by_id.get(place)
            if point is None:
                ids = [point.id for point in self.inventory.points]
                near = [known for known in ids if known.rpartition(".")[0] == place.rpartition(".")[0]]
                raise unknown("choice point", place, near or ids)
            if not point.kind.is_choice:
                raise InputError(f"{place} is a {point.kind}; there is nothing to choose")
            number, is_optional = len(point.options), point.kind is Kind.OPTIONAL
            if take.other and point.term is not None:
                self._check_option(point.term, take.other)
            elif not take.fits(number, optional=is_optional):
                several = f"has {number} options; use a number from 1 to {number}"
                raise InputError(f"{place} {'is an optional text; use keep or drop' if is_optional else several}")

    def _fills(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the texts that fill blanks, by the ids of the blanks."""
        fills = {}
        for name, typed in given.items():
            text = _ODD_SPACE.sub(" ", typed).strip()
            if not text or not text.isprintable() or not _BRACKETS.isdisjoint(text):
                raise InputError(f"{name} must be filled with one line of text without brackets")
            fills[self._blank(name).id] = text
        return fills

    def _blank(self, name: str) -> ChoicePoint:
        blanks = self.inventory.blanks
        words = {point.id: single_spaced(self.inventory.text(point.options[0].inner)) for point in blanks}
        word = single_spaced(name).casefold()
        matching = [point for point in blanks if point.id == name or words[point.id].casefold() == word]
        if not matching:
            raise unknown("blank", name, dict.fromkeys([*words, *filter(None, words.values())]))
        if len(matching) > 1:
            ids = ", ".join(point.id for point in matching)
            raise InputError(f'"{name}" occurs in {len(matching)} blanks; use an id: {ids}')
        return matching[0]

    def _decision(
        self,
        point: ChoicePoint,
        selection: Selection,
        wanted: Mapping[str, tuple[str, str]],
        decided: Mapping[str, Decision],
    ) -> Decision:
        """Decide a choice point that is there; `decided` has the decisions on those before it."""
        if point.id in selection.fill:
            return Decision(point, Outcome.FILLED, reason="filled in")
        if not point.kind.is_choice:
            return Decision(point, Outcome.BLANK if point.kind is Kind.BLANK else Outcome.NOTE)
        asked = selection.at.get(point.id, point.settled)
        if asked is not None:
            reason = "chosen with --at" if point.id in selection.at else "settled for every profile"
            return self._as_asked(point, asked, reason)
        if point.leader is not None:
            return self._agreeing(point, decided[point.leader])
        if not point.open and point.term is not None and point.term in wanted:
            basis = Basis.DECISION if point.term in selection.choose else Basis.PROFILE
            return self._by_term(point, *wanted[point.term], basis)
        return self._by_party(point, selection.parties)

    def _as_asked(self, point: ChoicePoint, take: Take, reason: str) -> Decision:
        """Decide as was asked for this place alone."""
        if take == OPEN:
            return Decision(point, Outcome.OPEN, reason="left open with --at")
        if take.other:
            return self._by_term(point, take.other, reason, Basis.DECISION)
        return _chosen(point, take, reason, Basis.DECISION)

    def _by_party(self, point: ChoicePoint, parties: Sequence[str]) -> Decision:
        """Decide as the last of some parties that settles a choice point wants it; else it stays open."""
        reasons = []
        for party in reversed(parties):
            said = wish(point, party, self.inventory.terminology)
            if said and said.take is not None:
                return _chosen(point, said.take, said.reason, Basis.PARTY)
            reasons += [said.reason] if said else []
        return Decision(point, Outcome.OPEN, reason="; ".join(reasons))

    def _agreeing(self, point: ChoicePoint, leader: Decision) -> Decision:
        """Decide an agreement pair as the choice it follows."""
        reason = f"agrees with {leader.point.id}"
        if leader.take is None:
            return Decision(point, Outcome.OPEN)
        if leader.take.other:
            return self._by_term(point, leader.take.other, reason, Basis.AGREEMENT)
        return _chosen(point, leader.take, reason, Basis.AGREEMENT)

    def _by_term(self, point: ChoicePoint, option: str, reason: str, basis: Basis) -> Decision:
        """Decide for an option of a term; the point stays open if it does not offer it and it has no wording there."""
        offered = [placed.key.option if placed.key else "" for placed in point.options]
        if option in offered:
            return _chosen(point, Take(offered.index(option) + 1), reason, basis)
        try:
            wording = bridge(point, option, self.inventory)
        except Underivable as error:
            reason = f"{point.term}={option} has no wording here: {error}"
            return Decision(point, Outcome.OPEN, reason=reason, underivable=True)
        return Decision(point, Outcome.CHOSEN, Take(other=option), reason, basis, wording, option)

    def _edits(self, decisions: Sequence[Decision]) -> list[Edit]:
        edits: list[Edit] = []
        for decision in decisions:
            point = decision.point
            if decision.outcome is Outcome.CHOSEN and decision.take is not None:
                key = point.id, decision.take.number, decision.take.other
                if key not in self._edits_of:
                    text = self.inventory.draft.source.text
                    self._edits_of[key] = tuple(edits_of(point, decision.take, text, decision.wording))
                edits += self._edits_of[key]
        return edits

    def _changes(self, decisions: Sequence[Decision], wanted: Mapping[str, tuple[str, str]]) -> Iterator[Edit]:
        """Yield the declared changes whose conditions the decisions meet."""
        chosen = {one.point.id: one.option for one in decisions if one.outcome is not Outcome.GONE}
        at_large = {term: option for term, (option, _) in wanted.items()}
        for change in self.inventory.changes:
            taken = {
                term: next((chosen[point] for point in points if point in chosen), at_large.get(term))
                for term, points in change.points.items()
            }
            if all(taken[term] in options for term, options in change.when.items()):
                yield Edit(change.span.start, change.span.end, change.text, Cause.CONSEQUENCE)


def _chosen(point: ChoicePoint, take: Take, reason: str, basis: Basis) -> Decision:
    key = None if take.index is None else point.options[take.index].key
    return Decision(point, Outcome.CHOSEN, take, reason, basis, option=key.option if key else "")


def _is_gone(point: ChoicePoint, parent: Decision) -> bool:
    """Return whether a choice point is in wording that the decision on its parent dropped or filled in."""
    if parent.outcome in (Outcome.GONE, Outcome.FILLED):
        return True
    if parent.take is None:
        return False
    if parent.take.index is None:
        return True
    kept = parent.point.options[parent.take.index]
    return kept.nothing or not kept.start <= point.start < kept.end


def finished(edits: Iterable[Edit], articles: Sequence[Span], inventory: Inventory) -> list[Edit]:
    """Return the edits of decisions and all that follow from them, sorted and disjoint.

    White space and marks are cleaned up where brackets come off, and articles fit the text that is now after them.
    """
    text, grammar = inventory.draft.source.text, inventory.terminology.language
    mended = mend(list(_disjoint(edits)), text, grammar)
    return sorted((*mended, *article_edits(articles, mended, text, grammar)))


def _filled(edits: Sequence[Edit], decisions: Sequence[Decision], fill: Mapping[str, str]) -> list[Edit]:
    """Return sorted edits with those that fill in blanks. Nothing around a blank depends on what it is filled with."""
    points = (decision.point for decision in decisions if decision.outcome is Outcome.FILLED)
    fills = [Edit(point.start, point.end, fill[point.id], Cause.FILL) for point in points]
    made = SpanIndex(edits)
    return sorted([*edits, *(one for one in fills if made.overlapping(one.start, one.end) is None)])


def _disjoint(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield edits in order, each without the part that an earlier one replaces."""
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.end <= position:
            continue
        yield edit if edit.start >= position else edit._replace(start=position)
        position = edit.end
