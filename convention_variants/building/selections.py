"""Profiles, combinations and parties → the selections that a build makes editions of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

from convention_variants.choices.inventory import Inventory
from convention_variants.resolve.resolver import Selection
from convention_variants.terminology.model import OptionKey
from convention_variants.terminology.toml import unknown
from convention_variants.text.errors import InputError
from convention_variants.text.words import slug, unused

_MOST_COMBINATIONS = 1_000


def selections(
    inventory: Inventory, profiles: Sequence[str] = (), *, combinations: bool = False, parties: bool = False
) -> dict[str, Selection]:
    """Return the selections to build of a draft, by the names of their editions.

    They are the given profiles, or else all profiles, or all combinations of the options in its brackets; a draft
    without terms has one edition, `as-drafted`. With `parties` each party that has a position has one, too. Raises
    `InputError` for an unknown profile, and for too many editions.
    """
    wanted = _by_profile(inventory, profiles, combinations=combinations)
    if parties:
        named = sorted(inventory.named_parties)
        if len(named) > _MOST_COMBINATIONS:
            raise InputError(f"{len(named):,} parties are too many editions; use render --party for some of them")
        used = dict.fromkeys(wanted, 1)
        for party in named:
            name = unused(f"party-{slug(party) or 'unnamed'}", used, "-")
            wanted[name] = Selection(parties=(party,), consequential=True)
    return wanted


def _by_profile(inventory: Inventory, profiles: Sequence[str], *, combinations: bool) -> dict[str, Selection]:
    terminology = inventory.terminology
    if combinations and (offered := _offered(inventory)):
        number = prod(map(len, offered.values()))
        if number > _MOST_COMBINATIONS:
            raise InputError(
                f"{number:,} combinations of options are too many; choose profiles with --profile",
                str(terminology.source),
            )
        return {
            "_".join(options): Selection(choose=dict(zip(offered, options, strict=True)), consequential=True)
            for options in product(*offered.values())
        }
    for profile in profiles:
        if profile not in terminology.profiles:
            raise unknown("profile", profile, terminology.profiles)
    names = profiles or terminology.profiles
    return {name: Selection(profile=name, consequential=True) for name in names} or {"as-drafted": Selection()}


def _offered(inventory: Inventory) -> dict[str, list[str]]:
    """Return the options that the brackets of a draft offer for each term, in the order of `variants.toml`."""
    used = {option.key for point in inventory.points for option in point.options if option.key is not None}
    offered = {
        term.id: [option for option in term.options if OptionKey(term.id, option) in used]
        for term in inventory.terminology.terms.values()
    }
    return {term: options for term, options in offered.items() if options}
