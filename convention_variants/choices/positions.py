"""Positions: which party proposes, supports or opposes a wording, or reserves on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from convention_variants.language.data import language_data


class Stance(Enum):
    """What a party says of a wording; the value is the word in the JSON."""

    PROPOSES = "proposes"
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    RESERVES = "reserves"


class Position(NamedTuple):
    """What one party, by its canonical name, says of a wording."""

    party: str
    stance: Stance


# Before the names of the parties, by stance.
ENGLISH: Mapping[str, str] = language_data("en").phrases.stances


def parties_that(positions: Iterable[Position], *stances: Stance) -> frozenset[str]:
    """Return the parties that take any of some stances."""
    return frozenset(position.party for position in positions if position.stance in stances)


def in_words(positions: Iterable[Position], words: Mapping[str, str] = ENGLISH) -> str:
    """Return positions as people say them: "proposed by US; opposed by CL, PE"."""
    by_stance: dict[Stance, list[str]] = {}
    for position in positions:
        by_stance.setdefault(position.stance, []).append(position.party)
    return "; ".join(
        f"{words[stance.value]} {', '.join(by_stance[stance])}" for stance in Stance if stance in by_stance
    )
