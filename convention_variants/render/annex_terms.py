"""The choices of a reading by term: which wording was taken for each, in how many places, and where they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convention_variants.language.phrases import Phrases
from convention_variants.render.annex_row import AnnexRow
from convention_variants.render.places import Places
from convention_variants.resolve.resolver import Decision, Outcome, Reading
from convention_variants.terminology.model import Term


def by_term(reading: Reading, places: Places, words: Phrases) -> Iterator[AnnexRow]:
    """Yield a row for each option of each term that was taken somewhere.

    A row has the label of the term in place of a citation, and the number and the places of the choices as its reason.
    """
    taken: dict[tuple[str, str], list[Decision]] = {}
    for decision in reading.decisions:
        if decision.outcome is Outcome.CHOSEN and decision.point.term and decision.option:
            taken.setdefault((decision.point.term, decision.option), []).append(decision)
    for term in reading.inventory.terminology.terms.values():
        for option in term.options.values():
            if decisions := taken.get((term.id, option.id)):
                rivals = _rivals(term, option.id, decisions)
                yield AnnexRow("", term.label, option.forms[0].text, rivals, _where(decisions, places, words))


def _rivals(term: Term, stays: str, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """Return the first forms of the options that were there to choose and were not taken."""
    there = {option.key.option for decision in decisions for option in decision.point.options if option.key}
    return tuple(option.forms[0].text for option in term.options.values() if option.id in there - {stays})


def _where(decisions: Sequence[Decision], places: Places, words: Phrases) -> str:
    provisions = [decision.point.provision for decision in decisions]
    return words.count(len(provisions), words.annex.places).format(places.suffix(provisions, most=len(provisions)))
