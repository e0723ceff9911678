"""Inventory → the tables of a workbench, by which its script shows every reading of the draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from convention_variants.choices.consequences import Change
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.positions import in_words
from convention_variants.language.phrases import Phrases
from convention_variants.outline.nodes import Draft
from convention_variants.render.citations import AFTER_LABELS
from convention_variants.render.content import unmarked
from convention_variants.render.edition import Edition
from convention_variants.render.markdown_inline import escape
from convention_variants.render.templates import LABELS
from convention_variants.render.wordings import words_in_source
from convention_variants.resolve.by_party import takes_of_parties
from convention_variants.resolve.lookup import Lookup
from convention_variants.resolve.stretches import MOST_OPTIONS, Condition, Stretches
from convention_variants.terminology.model import Take
from convention_variants.text.spans import Span, last_at
from convention_variants.text.words import single_spaced


def make_tables(inventory: Inventory, lookup: Lookup, edition: Edition, cited: Mapping[str, str]) -> dict[str, Any]:
    """Return the tables for the script. It knows choice points, takes and stretches by their indices."""
    stretches, numbers = lookup.stretches, _Numbers(lookup.stretches)
    texts_of = _TakeTexts(inventory, words_in_source(inventory), edition.words.stances)
    points = [inventory.by_id[point] for point in stretches.choices]
    return {
        "points": [_point(point, stretches, numbers, texts_of, cited) for point in points],
        "parties": {
            party: [[numbers.points[point], numbers.take(point, take)] for point, take in wanted.items()]
            for party, wanted in takes_of_parties(inventory).items()
        },
        "stretches": [
            [int(one.role), numbers.condition(one.shown_if), *([unmarked(one.text)[0]] if one.is_new else [])]
            for one in stretches.all
        ],
        "blanks": [_blank(point, stretches, numbers, texts_of.read, cited) for point in inventory.blanks],
        "unmatched": [
            _unmatched(error.start, inventory.draft, numbers, cited) for error in inventory.draft.brackets.errors
        ],
        "texts": [stretch.text for stretch in stretches.all],
        "reads": {" ".join(map(str, key)): changed for key, changed in lookup.reads.items()},
        "changes": [_change(change, inventory, stretches, numbers, cited) for change in inventory.changes],
        "labels": LABELS._asdict(),
        "words": _words(edition.words),
        "head": _head(edition),
    }


class _Numbers:
    """The indices by which the script knows choice points and their takes; take 0 leaves a point open."""

    def __init__(self, stretches: Stretches) -> None:
        self.stretches = stretches
        self.points = {point: number for number, point in enumerate(stretches.choices)}
        self.takes = {point: {take: at for at, take in enumerate(each)} for point, each in stretches.choices.items()}

    def take(self, point: str, take: Take | None) -> int:
        """Return the index of a take at a choice point, 0 if the point does not have it."""
        return self.takes[point].get(take, 0)

    def condition(self, shown_if: Condition | None) -> list[Any] | None:
        """Return a condition as the index of its choice point and those of its takes."""
        if shown_if is None:
            return None
        return [self.points[shown_if.point], sorted(self.take(shown_if.point, take) for take in shown_if.takes)]

    def condition_at(self, offset: int) -> list[Any] | None:
        """Return the condition that shows the text at an offset of the source."""
        return self.condition(self.stretches.all[last_at(self.stretches.starts, offset)].shown_if)


def _point(
    point: ChoicePoint, stretches: Stretches, numbers: _Numbers, texts_of: _TakeTexts, cited: Mapping[str, str]
) -> dict[str, Any]:
    """Return a choice point: where it is, its takes, and what is taken without a decision for it alone."""
    leader, takes = point.leader, numbers.takes[point.id]
    return {
        "id": point.id,
        "at": cited.get(point.provision, point.provision),
        "takes": [texts_of(take, point) for take in takes],
        "term": point.term if leader is None and not point.open else None,
        "byTerm": _by_term(point, takes, texts_of.inventory),
        "leader": None if leader is None else numbers.points[leader],
        "follows": [] if leader is None else [numbers.take(point.id, take) for take in numbers.takes[leader]],
        "settled": numbers.take(point.id, point.settled),
        "inside": numbers.condition(stretches.inside.get(point.id)),
        **({"tooMany": len(point.options)} if len(point.options) > MOST_OPTIONS else {}),
    }


def _blank(
    point: ChoicePoint,
    stretches: Stretches,
    numbers: _Numbers,
    read: Callable[[Span], str],
    cited: Mapping[str, str],
) -> dict[str, Any]:
    """Return a blank: where it is, its words, the stretches that show them, and the choice that shows it."""
    return {
        "id": point.id,
        "at": cited.get(point.provision, point.provision),
        "text": single_spaced(read(Span(point.start, point.end))),
        "places": list(stretches.within(point.start, point.end)),
        "inside": numbers.condition_at(point.start),
    }


def _unmatched(offset: int, draft: Draft, numbers: _Numbers, cited: Mapping[str, str]) -> dict[str, Any]:
    """Return an unmatched bracket: where it is, and the choice that shows it."""
    at = draft.provision_at(offset)
    return {"at": at, "where": cited.get(at, at), "inside": numbers.condition_at(offset)}


def _change(
    change: Change, inventory: Inventory, stretches: Stretches, numbers: _Numbers, cited: Mapping[str, str]
) -> dict[str, Any]:
    """Return a declared change: where it is, what it replaces by what, and the options that require it."""
    draft = inventory.draft
    provision = draft.provision_at(change.span.start)
    return {
        "at": provision,
        "where": cited.get(provision, provision),
        "was": single_spaced(draft.source.text[change.span.start : change.span.end]),
        "places": list(stretches.within(*change.span)),
        "text": change.text,
        "when": {term: sorted(options) for term, options in change.when.items()},
        "points": {term: [numbers.points[point] for point in points] for term, points in change.points.items()},
    }


def _words(words: Phrases) -> dict[str, Any]:
    """Return what the script says, by the names of the strings."""
    return {
        **vars(words.workbench),
        "colon": words.colon,
        "quoted": words.quoted,
        "nothing": words.annex.nothing,
        "instead": words.annex.instead_of.lower(),
        "profile": words.profile,
        "forParty": words.for_party,
        "legend": vars(words.legend_plain),
        "blanks": words.counts.blank,
        "unmatched": words.counts.unmatched,
        "changes": words.counts.changes,
        "filled": words.annex.filled,
        "zeroIsSingular": words.zero_is_singular,
    }


class _TakeTexts(NamedTuple):
    """What a workbench says of takes. `read` returns the words of a span as a reader sees them."""

    inventory: Inventory
    read: Callable[[Span], str]
    stances: Mapping[str, str]

    def __call__(self, take: Take | None, point: ChoicePoint) -> dict[str, str]:
        """Return a take as text: its name, wording, option of the term, label ("Option 1"), and who wants it or not."""
        if take is None:
            return {"name": "", "option": "", "wording": ""}
        if take.other:
            form = self.inventory.terminology.terms[point.term or ""].options[take.other].forms[0]
            return {"name": str(take), "option": take.other, "wording": single_spaced(form.text)}
        placed = point.options[take.index or 0]
        option = placed.key.option if placed.key and not take.optional else ""
        who = "" if take.index is None else in_words(placed.positions, self.stances)
        wording = single_spaced(self.read(placed.inner))
        label = self.read(placed.label).rstrip(AFTER_LABELS) if placed.label and take.index is not None else ""
        more = {key: said for key, said in (("label", label), ("who", who)) if said}
        return {"name": str(take), "option": option, "wording": wording, **more}


def _by_term(point: ChoicePoint, takes: Mapping[Take | None, int], inventory: Inventory) -> dict[str, int]:
    """Return the index of the take that each option of a point's term stands for there."""
    if point.term is None:
        return {}
    offered = {placed.key.option: Take(number) for number, placed in enumerate(point.options, start=1) if placed.key}
    options = inventory.terminology.terms[point.term].options
    return {option: takes.get(offered.get(option, Take(other=option)), 0) for option in options}


def _head(edition: Edition) -> str:
    words = edition.words
    about = (edition.document.symbol, words.made_by.format(edition.version) + ".")
    parts = (f"# {escape(edition.title)}", f"**{escape(words.notice_long)}**", *map(escape, filter(None, about)))
    return "\n\n".join(parts)
