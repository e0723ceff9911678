"""Inventory → who stands where: every position, how often each pair of parties agrees, and the order of the parties."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.positions import FAVOURS, Position, PositionSource
from convention_variants.choices.remarks import party_remarks
from convention_variants.language.parties import Stance
from convention_variants.terminology.model import Terminology

# Pairs grow with the square of the parties, so only these, with the most positions, are compared.
MOST_COMPARED = 100


class Held(NamedTuple):
    """A position of a party.

    `place` is the id of a choice point, and `option` the index of its wording; a remark has the id of a provision
    there, and no option. `speaker` is the group that speaks for the party, or the party itself. `alone`: nobody else
    has said the same of the wording. `text` is that of a remark, which starts at `offset`.
    """

    place: str
    option: int | None
    party: str
    stance: Stance | None
    source: PositionSource
    speaker: str
    alone: bool = False
    text: str = ""
    offset: int = 0


class Agreement(NamedTuple):
    """At how many choice points two parties are on the same side, and on opposite sides."""

    same: int
    opposed: int


@dataclass(frozen=True)
class Standings:
    """Who stands where in a draft: all positions in the order of the text, remarks last."""

    inventory: Inventory
    held: tuple[Held, ...] = field(repr=False)

    @cached_property
    def by_party(self) -> Mapping[str, Sequence[Held]]:
        """The positions of each party."""
        found: defaultdict[str, list[Held]] = defaultdict(list)
        for one in self.held:
            found[one.party].append(one)
        return found

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """The parties that are compared with each other: all, or those with the most positions."""
        ranked = sorted(self.by_party, key=lambda party: (-len(self.by_party[party]), party))
        return tuple(ranked[:MOST_COMPARED])

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """All parties, with those that often agree next to each other, and then those that are not compared."""
        return (*in_order(self.compared, self.agreement), *sorted(self.by_party.keys() - set(self.compared)))

    @cached_property
    def agreement(self) -> Mapping[tuple[str, str], Agreement]:
        """How often each pair of compared parties, the names in order, agrees, if both have a side anywhere."""
        same: Counter[tuple[str, str]] = Counter()
        opposed: Counter[tuple[str, str]] = Counter()
        for place, sides in self._sides.items():
            point = self.inventory.by_id[place]
            rivals = point.kind in (Kind.ALTERNATIVES, Kind.SPLIT) and not point.open
            for one, other in combinations(sorted(sides), 2):
                if sides[one].speaker == sides[other].speaker:
                    continue  # a group, heard twice
                if (verdict := _compare(sides[one], sides[other], rivals=rivals)) is not None:
                    (same if verdict else opposed)[one, other] += 1
        return {pair: Agreement(same[pair], opposed[pair]) for pair in sorted(same | opposed)}

    @cached_property
    def _sides(self) -> Mapping[str, Mapping[str, _Side]]:
        """What each compared party favours and opposes, by choice point."""
        compared = set(self.compared)
        found: defaultdict[str, dict[str, _Side]] = defaultdict(dict)
        for one in self.held:
            if one.option is not None and one.party in compared and one.stance is not Stance.RESERVES:
                side = found[one.place].setdefault(one.party, _Side(one.speaker, set(), set()))
                (side.favours if one.stance in FAVOURS else side.opposes).add(one.option)
        return found

    def between(self, one: str, other: str) -> Agreement:
        """Return how often two parties agree, in any order."""
        return self.agreement.get((min(one, other), max(one, other)), Agreement(0, 0))

    def count(self, party: str, stance: Stance) -> int:
        """Return how many positions of a party have a stance."""
        return sum(one.stance is stance for one in self.by_party[party])

    def alone(self, party: str) -> int:
        """Return how many positions a party takes alone."""
        return sum(one.alone for one in self.by_party[party])


class _Side(NamedTuple):
    """Which options a party, or whoever speaks for it, favours and opposes."""

    speaker: str
    favours: set[int]
    opposes: set[int]


def find_standings(inventory: Inventory) -> Standings:
    """Return who stands where in a draft.

    A group speaks for a member where that is silent, if the member has positions of its own, or `variants.toml`
    declares the group.
    """
    terminology, speaking = inventory.terminology, inventory.named_parties
    members = {
        group: sorted(those if group in terminology.groups else those & speaking)
        for group, those in terminology.all_groups.items()
        if group in speaking
    }
    held = [one for point in inventory.points for one in _held_at(point, members, terminology)]
    return Standings(inventory, (*held, *_remarks(inventory)))


def _held_at(point: ChoicePoint, members: Mapping[str, Sequence[str]], terminology: Terminology) -> Iterator[Held]:
    """Yield the positions at a choice point, option by option: what parties said, then those that groups speak for."""
    spoken = {position.party for option in point.options for position in option.positions}
    silent = {member for group in spoken & members.keys() for member in members[group]} - spoken
    groups = {member: spoken.intersection(terminology.groups_of(member)) for member in sorted(silent)}
    for index, option in enumerate(point.options):
        sides = Counter(side for one in set(option.positions) if (side := _side(one)) is not None)
        for one in option.positions:
            alone = (side := _side(one)) is not None and sides[side] == 1
            yield Held(point.id, index, one.party, one.stance, one.source, one.party, alone)
        for member, theirs in groups.items():
            said = [one for one in option.positions if one.party in theirs]
            if len({_side(one) for one in said}) == 1:
                yield Held(point.id, index, member, said[0].stance, PositionSource.GROUP, said[0].party)


def _side(position: Position) -> bool | None:
    """Return whether a position is for a wording, None if it is neither for nor against it."""
    return None if position.stance is Stance.RESERVES else position.stance in FAVOURS


def _remarks(inventory: Inventory) -> Iterator[Held]:
    for remark in party_remarks(inventory):
        if remark:
            offset, text = remark.comment.offset, remark.comment.text
            place = inventory.draft.provision_at(offset)
            for party in remark.parties:
                yield Held(place, None, party, remark.stance, PositionSource.COMMENT, party, text=text, offset=offset)


def _compare(one: _Side, other: _Side, *, rivals: bool) -> bool | None:
    """Return whether two parties are on the same side at a choice point; None if that cannot be told.

    They are opposed if one opposes what the other favours, or if both favour different ones of some rivals.
    """
    if one.favours & other.opposes or one.opposes & other.favours:
        return False
    if one.favours & other.favours or one.opposes & other.opposes:
        return True
    return False if rivals and one.favours and other.favours else None


def in_order(parties: Iterable[str], agreement: Mapping[tuple[str, str], Agreement]) -> tuple[str, ...]:
    """Return parties in an order in which those that often agree stand next to each other.

    Starting from single parties, the two rows that agree most on average are joined, at the ends that agree most, until
    one row is left.
    """
    rows: list[tuple[str, ...]] = [(party,) for party in sorted(parties)]
    near = {pair: likeness(*counts) for pair, counts in agreement.items()}

    def nearness(one: str, other: str) -> float:
        return near.get((min(one, other), max(one, other)), 0.0)

    sums = {(a, b): nearness(a[0], b[0]) for a, b in combinations(rows, 2)}
    while len(rows) > 1:
        a, b = max(sums, key=lambda pair: sums[pair] / (len(pair[0]) * len(pair[1])))
        joints = [(one, other) for one in (a, a[::-1]) for other in (b, b[::-1])]
        left, right = max(joints, key=lambda pair: nearness(pair[0][-1], pair[1][0]))
        rows = [one for one in rows if one not in (a, b)]
        del sums[a, b]
        for one in rows:
            pairs = ((one, a), (a, one), (one, b), (b, one))
            sums[one, left + right] = sum(sums.pop(pair) for pair in pairs if pair in sums)
        rows.append(left + right)
    return rows[0] if rows else ()


def likeness(same: int, opposed: int) -> float:
    """Return a number above -1, always opposed, and below 1, always on the same side; few places count less."""
    return (same - opposed) / (same + opposed + 2)
