"""`[groups]` and `[[positions]]` of a `variants.toml`: who speaks for whom, and what parties said aloud."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from convention_variants.language.parties import Stance, parties
from convention_variants.terminology.model import PositionEntry, canonical_party
from convention_variants.terminology.toml import TomlTable, did_you_mean
from convention_variants.text.words import single_spaced

_LONGEST_NAME = 80
_STANCES = tuple(stance.value for stance in Stance)


def read_groups(root: TomlTable) -> Mapping[str, frozenset[str]]:
    """Return the members of each declared group, all by their canonical names; raises `InputError`."""
    table = root.table("groups")
    named: dict[str, str] = {}
    for key in table:
        if not key.strip() or not key.isprintable() or len(key) > _LONGEST_NAME:
            table.fail(f"the name of a group requires up to {_LONGEST_NAME} printable characters", key)
        group = parties().canonical(key) or single_spaced(key)
        if group in named:
            table.fail(f'"{named[group]}" is the same group', key)
        named[group] = key
    return {
        group: frozenset(_party(name, named, table, key) for name in table.texts(key)) for group, key in named.items()
    }


def read_positions(root: TomlTable, groups: Collection[str]) -> tuple[PositionEntry, ...]:
    """Return the entries of `[[positions]]`; raises `InputError`."""
    return tuple(_position(table, number, groups) for number, table in enumerate(root.entries("positions"), start=1))


def _position(table: TomlTable, number: int, groups: Collection[str]) -> PositionEntry:
    at, stance = table.text("at"), table.text("stance")
    names = tuple(_party(name, groups, table, "party") for name in table.text_or_texts("party"))
    options = table.array("options")
    table.finish()
    if not at:
        table.fail("requires at, the id of a choice point")
    if not names:
        table.fail("requires party, the name of a party")
    if stance not in _STANCES:
        table.fail(f"must be one of {', '.join(_STANCES)}{did_you_mean(stance, _STANCES)}", "stance")
    if not all(isinstance(option, str | int) and not isinstance(option, bool) for option in options):
        table.fail("must contain wordings, or the numbers of options", "options")
    return PositionEntry(at, names, Stance(stance), tuple(options), number)


def _party(name: str, groups: Collection[str], table: TomlTable, key: str) -> str:
    """Return the canonical name of a party; raises the error for an unknown one at its key."""
    party = canonical_party(name, groups)
    if party is None:
        table.fail(unknown_party(name, groups), key)
    return party


def unknown_party(name: str, known: Collection[str]) -> str:
    """Return the message for a party that nobody knows: neither we nor those that know other names."""
    names = (*known, *(entry.name for entry in parties().entries))
    return f'unknown party "{name}"{did_you_mean(name, names)}'
