"""A party as a source of decisions: what it, or the group that speaks for it, wants at a choice point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.positions import FAVOURS, Position, in_words
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

    The reason is what it says of the wording that is taken, or of the others if it says nothing of that one.
    """
    said = [[one for one in option.positions if one.party == speaker] for option in point.options]
    if not any(said):
        return None
    take = None if any(option.unread for option in point.options) else _taken(point, said)
    if take is None:
        all_said = (f"{n}: {in_words(those, words.stances)}" for n, those in enumerate(said, 1) if those)
        return Wish(None, "; ".join(all_said))
    if of_it := said[take.index or 0]:
        return Wish(take, in_words(of_it, words.stances))
    of_another = next(filter(None, said))[:1]  # it opposes all of them
    return Wish(take, words.annex.other_wordings.format(in_words(of_another, words.stances)))


def _taken(point: ChoicePoint, said: Sequence[Sequence[Position]]) -> Take | None:
    """Return what is taken at a choice point for a party that says this of its wordings; None if that settles nothing.

    One wording that it favours is taken. If it favours none, and opposes all but one, that one is taken. Whoever
    favours and opposes the same wording, or favours several, settles nothing. If it is doubtful how to read the place,
    it is settled only if each way to read it has the same result.
    """
    stances = [frozenset(one.stance for one in positions) for positions in said]
    favoured = [index for index, those in enumerate(stances) if those & FAVOURS and Stance.OPPOSES not in those]
    opposed = [index for index, those in enumerate(stances) if those == {Stance.OPPOSES}]
    silent = [index for index, those in enumerate(stances) if not those]
    if point.kind is Kind.OPTIONAL:
        return DROP if opposed else KEEP if favoured and not point.open else None
    all_others_opposed = len(opposed) == len(said) - 1
    if len(favoured) == 1 and (all_others_opposed or not point.open):
        return Take(favoured[0] + 1)
    return Take(silent[0] + 1) if len(silent) == 1 and all_others_opposed and not point.open else None
