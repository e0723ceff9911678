"""Apply `[[positions]]` of a `variants.toml` to the places that they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NoReturn

from convention_variants.choices.positions import Position, PositionSource
from convention_variants.choices.settling import Place, PlacedOption, says, words_of
from convention_variants.terminology.keys import find_keys
from convention_variants.terminology.model import PositionEntry, Terminology
from convention_variants.terminology.toml import did_you_mean
from convention_variants.text.display import shortened
from convention_variants.text.errors import InputError
from convention_variants.text.words import single_spaced

_LONGEST_SHOWN = 60


def declare_positions(places: Sequence[Place], terminology: Terminology, text: str) -> None:
    """Add the declared positions to the places.

    What a party declares of a wording replaces what the draft says of that party and wording. Raises `InputError` where
    an entry names no place or none of its wordings, or says something else than an earlier entry.
    """
    if not terminology.positions:
        return
    by_id = {place.id: place for place in places}
    for entry in terminology.positions:
        place = by_id.get(entry.at)
        if place is None:
            _fail(entry, "at", f'no choice point "{entry.at}"{did_you_mean(entry.at, by_id)}', terminology)
        options = list(place.options)
        for index in _indices(entry, place, terminology, text):
            for party in entry.parties:
                options[index] = _with(options[index], party, entry, terminology)
        place.options = tuple(options)


def _with(option: PlacedOption, party: str, entry: PositionEntry, terminology: Terminology) -> PlacedOption:
    if any(one.party == party and one.source is PositionSource.DECLARED for one in option.positions):
        _fail(entry, "party", f"an earlier entry has the position of {party} on this option", terminology)
    others = (position for position in option.positions if position.party != party)
    return option._replace(positions=(*others, Position(party, entry.stance, PositionSource.DECLARED)))


def _indices(entry: PositionEntry, place: Place, terminology: Terminology, text: str) -> Iterator[int]:
    """Yield the indices of the options that an entry is about."""
    words = [words_of(option, text) for option in place.options]
    if not entry.options and len(words) > 1:
        _fail(entry, "at", f"requires options: {entry.at} offers {_quoted(words)}", terminology)
    for option in entry.options or (1,):
        if isinstance(option, int):
            if not 0 < option <= len(words):
                _fail(entry, "options", f"{entry.at} has no option {option}; it has {len(words)}", terminology)
            yield option - 1
            continue
        guard = single_spaced(option)
        found = next((index for index, one in enumerate(words) if says(guard, one)), None)
        if found is None:
            near = did_you_mean(guard, [shortened(one, _LONGEST_SHOWN) for one in words])
            message = f'{entry.at} does not offer "{shortened(guard, _LONGEST_SHOWN)}"{near}'
            _fail(entry, "options", message, terminology)
        yield found


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f'"{shortened(one, _LONGEST_SHOWN)}"' for one in words)


def _fail(entry: PositionEntry, key: str, message: str, terminology: Terminology) -> NoReturn:
    """Raise the error at a key of an entry."""
    source = terminology.source
    if source is None:
        raise InputError(message)
    (span,) = find_keys(source, [(f"positions[{entry.number}]", key)])
    raise source.error(message, span.start)
