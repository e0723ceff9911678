"""Settled choice points with positions → the parties whose positions are met, and those whose positions are not."""

from __future__ import annotations

from typing import NamedTuple

from convention_variants.choices.inventory import ChoicePoint
from convention_variants.choices.positions import FAVOURS, parties_that
from convention_variants.comparison.outcomes import KEEP, OTHER
from convention_variants.language.parties import Stance


class Parties(NamedTuple):
    """The parties whose positions on a choice point are met, and those whose positions are not, in alphabetical order.

    The position of a party is met if a wording that it proposes or supports stands now. If it only opposes wordings, it
    is met if none of these stands. A party that both favours and opposes the wording that stands is in neither list.
    """

    met: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()


def parties_at(point: ChoicePoint, option: int | str | None) -> Parties:
    """Return whose positions are met by what became of a choice point; nobody's if it is not settled.

    `option` is as in `Became`. Nor is anybody's if another text stands: that can be a compromise.
    """
    if option in (None, OTHER) or not point.kind.is_choice:
        return Parties()
    everything = [position for one in point.options for position in one.positions]
    index = 0 if option == KEEP else option
    standing = point.options[index].positions if isinstance(index, int) else ()
    favour, oppose = parties_that(everything, *FAVOURS), parties_that(everything, Stance.OPPOSES)
    pleased, hurt = parties_that(standing, *FAVOURS), parties_that(standing, Stance.OPPOSES)
    met, not_met = pleased | (oppose - favour - hurt), (favour - pleased) | hurt
    return Parties(tuple(sorted(met - not_met)), tuple(sorted(not_met - met)))
