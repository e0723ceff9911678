"""Positions: which party proposes, supports or opposes a wording, or reserves on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple


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


ENGLISH: Mapping[Stance, str] = {
    Stance.PROPOSES: "proposed by",
    Stance.SUPPORTS: "supported by",
    Stance.OPPOSES: "opposed by",
    Stance.RESERVES: "reserved on by",
}


def parties_that(positions: Iterable[Position], *stances: Stance) -> frozenset[str]:
    """Return the parties that take any of some stances."""
    return frozenset(position.party for position in positions if position.stance in stances)


def in_words(positions: Iterable[Position], words: Mapping[Stance, str] = ENGLISH) -> str:
    """Return positions as people say them: "proposed by US; opposed by CL, PE"."""
    by_stance: dict[Stance, list[str]] = {}
    for position in positions:
        by_stance.setdefault(position.stance, []).append(position.party)
    return "; ".join(f"{words[stance]} {', '.join(by_stance[stance])}" for stance in Stance if stance in by_stance)
