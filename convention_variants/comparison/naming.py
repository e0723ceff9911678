"""Two readings → what to call them: in titles by their labels, in long lists by short names."""

from __future__ import annotations

from convention_variants.comparison.comparing import PARTY, Comparison
from convention_variants.resolve.resolver import Reading
from convention_variants.text.display import shortened

_LONGEST = 100


def labels(comparison: Comparison) -> tuple[str, str]:
    """Return the labels of profiles, the names of parties, or the wordings chosen; the names if these are the same."""
    return _told_apart(comparison, is_short=False)


def short_names(comparison: Comparison) -> tuple[str, str]:
    """Return the ids of profiles, the names of parties, or the wordings chosen; the names if these are the same."""
    return _told_apart(comparison, is_short=True)


def _told_apart(comparison: Comparison, *, is_short: bool) -> tuple[str, str]:
    both = zip(comparison.names, comparison.readings, strict=True)
    first, second = (_name(name, reading, is_short=is_short) for name, reading in both)
    return comparison.names if first == second else (first, second)


def _name(name: str, reading: Reading, *, is_short: bool) -> str:
    """Return what a name stands for; one that a caller of the library made up stands for itself."""
    selection = reading.selection
    if name == selection.profile:
        return name if is_short else reading.inventory.terminology.profiles[name].label
    if selection.parties and name.startswith(PARTY):
        return name.removeprefix(PARTY)
    if selection.choose and name == ",".join("=".join(pair) for pair in selection.choose.items()):
        return shortened(", ".join(map(reading.wording_of, selection.choose)), _LONGEST)
    return name
