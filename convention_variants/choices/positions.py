"""Positions: which party proposes, supports or opposes a wording, or reserves on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from convention_variants.language.data import language_data
from convention_variants.language.parties import Stance


class PositionSource(Enum):
    """Where a position is from; the value is the word in the JSON.

    An attribution in the draft, an entry of `[[positions]]`, a comment in a Word file, or a group that speaks for the
    party.
    """

    ATTRIBUTION = "attribution"
    DECLARED = "declared"
    COMMENT = "comment"
    GROUP = "group"


class Position(NamedTuple):
    """What one party, by its canonical name, says of a wording."""

    party: str
    stance: Stance
    source: PositionSource = PositionSource.ATTRIBUTION


# For a wording.
FAVOURS = frozenset({Stance.PROPOSES, Stance.SUPPORTS})


def parties_that(positions: Iterable[Position], *stances: Stance) -> frozenset[str]:
    """Return the parties that take any of some stances."""
    return frozenset(position.party for position in positions if position.stance in stances)


def in_words(positions: Iterable[Position], words: Mapping[str, str] | None = None) -> str:
    """Return positions as people say them: "proposed by US; opposed by CL, PE".

    `words` are those before the names of the parties, by stance; without them, it is said in English.
    """
    by_stance: dict[Stance, list[str]] = {}
    for position in positions:
        by_stance.setdefault(position.stance, []).append(position.party)
    if not by_stance:
        return ""
    words = words or language_data("en").phrases.stances
    return "; ".join(
        f"{words[stance.value]} {', '.join(by_stance[stance])}" for stance in Stance if stance in by_stance
    )
