"""Why a choice point is open in a reading, and what decides it."""

from __future__ import annotations

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.diagnostics.rules import CHOOSE_TERM, DECLARE_TERM, KEEP_OR_DROP, TAKE_OPTION, Rule
from convention_variants.text.display import shortened
from convention_variants.text.words import single_spaced

_LONGEST_SHOWN = 60


def why_open(point: ChoicePoint, inventory: Inventory, under: str, *, by_profile: bool, by_party: bool) -> str:
    """Return that a choice point is open, and why; `under` says in which reading, `by_…` what was to decide it."""
    if point.open:
        return f"{point.id} is ambiguous and stays open{under}"
    if by_party:
        why = "no profile, position or option decides this"
    elif point.leader is not None:
        why = f"it agrees with {point.leader}, which is open"
    elif point.term is not None:
        why = f"{'the profile has no option' if by_profile else 'no option is chosen'} for term {point.term}"
    elif point.kind is Kind.OPTIONAL:
        why = "profiles do not decide optional texts"
    elif _is_series(point):
        why = "profiles do not decide option paragraphs"
    else:
        why = _of_no_term(point, inventory)
    return f"{point.id} is open{under}: {why}"


def _of_no_term(point: ChoicePoint, inventory: Inventory) -> str:
    """Return why alternatives have no term: if the others are forms of one, which of them is not."""
    terms = {option.key.term for option in point.options if option.key is not None}
    strange = [inventory.option_text(option) for option in point.options if option.key is None]
    if len(terms) != 1 or not strange:
        return "its wordings are not options of one term"
    return f"[{shortened(single_spaced(strange[0]), _LONGEST_SHOWN)}] is not a form of term {terms.pop()}"


def how_to_decide(point: ChoicePoint) -> str:
    """Return the hint for a choice point that is open."""
    if point.kind is Kind.OPTIONAL:
        return KEEP_OR_DROP
    if point.open:
        return Rule.AMBIGUOUS_ADJACENCY.hint
    if _is_series(point):
        return TAKE_OPTION
    return DECLARE_TERM if point.term is None else CHOOSE_TERM


def _is_series(point: ChoicePoint) -> bool:
    return point.options[0].label is not None
