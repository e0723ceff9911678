"""A party as a source of decisions: what it, or the group that speaks for it, wants at a choice point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.positions import FAVOURS, in_words
from convention_variants.language.data import edition_language
from convention_variants.language.parties import Stance
from convention_variants.terminology.model import DROP, KEEP, Take, Terminology

if TYPE_CHECKING:
    from convention_variants.language.phrases import Phrases


class Wish(NamedTuple):
    """What is taken at a choice point for a party, and why; `take` is None if that settles nothing."""

    take: Take | None
    reason: str


def wish(point: ChoicePoint, party: str, terminology: Terminology) -> Wish | None:
    """Return what a party wants at a choice point; None if neither it nor any of its groups says anything there.

    Groups speak only for members that are silent. If several groups speak, they decide only what they agree on.
    """
    words = edition_language(terminology.document.language).phrases
    if own := _wish_of(point, party, words):
        return own
    speaking = [(group, said) for group in terminology.groups_of(party) if (said := _wish_of(point, group, words))]
    if not speaking:
        return None
    takes = {said.take for _, said in speaking}
    reasons = "; ".join(dict.fromkeys(said.reason for _, said in speaking))
    return Wish(takes.pop() if len(takes) == 1 else None, words.annex.on_behalf.format(reasons, party))


def takes_of_parties(inventory: Inventory) -> Mapping[str, Mapping[str, Take]]:
    """Return what each party that has a position takes at each choice point where it, or its group, settles one."""
    terminology, named = inventory.terminology, inventory.named_parties
    members = {group: those & named for group, those in terminology.all_groups.items() if group in named}
    takes: dict[str, dict[str, Take]] = {party: {} for party in sorted(named)}
    for point in inventory.points:
        spoken = {position.party for option in point.options for position in option.positions}
        heard = spoken.union(*(members.get(speaker, ()) for speaker in spoken)) if point.kind.is_choice else ()
        for party in heard:
            said = wish(point, party, terminology)
            if said and said.take is not None:
                takes[party][point.id] = said.take
    return takes


def _wish_of(point: ChoicePoint, speaker: str, words: Phrases) -> Wish | None:
    """Return what a party or group itself wants; None if it says nothing.

    One wording that it favours is taken. If it favours none, and opposes all but one, that one is taken. Whoever
    favours and opposes the same wording, or favours several, settles nothing. If it is doubtful how to read the place,
    it is settled only if each way to read it has the same result.
    """
    said = [[one for one in option.positions if one.party == speaker] for option in point.options]
    if not any(said):
        return None
    stances = [frozenset(one.stance for one in positions) for positions in said]
    favoured = [index for index, those in enumerate(stances) if those & FAVOURS and Stance.OPPOSES not in those]
    opposed = [index for index, those in enumerate(stances) if those == {Stance.OPPOSES}]
    silent = [index for index, those in enumerate(stances) if not those]
    all_said = (f"{n}: {in_words(those, words.stances)}" for n, those in enumerate(said, 1) if those)
    left_open = Wish(None, "; ".join(all_said))
    if any(option.unread for option in point.options):
        return left_open
    if point.kind is Kind.OPTIONAL:
        take = DROP if opposed else KEEP if favoured and not point.open else None
        return Wish(take, in_words(said[0], words.stances)) if take else left_open
    all_others_opposed = len(opposed) == len(said) - 1
    if len(favoured) == 1 and (all_others_opposed or not point.open):
        return Wish(Take(favoured[0] + 1), in_words(said[favoured[0]], words.stances))
    if len(silent) == 1 and all_others_opposed and not point.open:
        once = {(those[0].party, those[0].stance): those[0] for those in said if those}.values()
        return Wish(Take(silent[0] + 1), words.annex.other_wordings.format(in_words(once, words.stances)))
    return left_open
