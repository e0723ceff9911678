"""The grouping rules: how the members of a run belong together.

Two neighbours are rivals, or separate, or in doubt. Rivals in a row are one choice. With a doubtful pair among them the
choice is open: only a reader can settle it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import NamedTuple

from convention_variants.choices.families import Families
from convention_variants.choices.members import Member, Shape
from convention_variants.choices.positions import FAVOURS, parties_that
from convention_variants.choices.relations import SAY_MORE, Relation, count_on
from convention_variants.language.parties import Stance

_RIVALS = (Relation.RIVALS, Relation.SURE_RIVALS)
# Words of a short wording.
_SHORT = 2


class Choice(NamedTuple):
    """Members that are one choice; `doubtful` where the rules cannot tell for certain."""

    members: tuple[Member, ...]
    doubtful: bool


def partition(run: Sequence[Member], relations: Sequence[Relation], families: Families) -> Iterator[Choice]:
    """Part a run into its choices, by the relations of its neighbours and by what is a family in the draft."""
    if relations:  # most brackets have none beside them
        relations = [
            _in_the_draft(before, after, found, families)
            for (before, after), found in zip(pairwise(run), relations, strict=True)
        ]
        relations = _by_positions(run, relations)
    if len(relations) > 1:  # all of it is about three brackets or more
        relations = _tight_binds_tighter(run, _doubt_two_choices(run, _part_pairs(run, relations)))
    start = 0
    for index, found in enumerate([*relations, Relation.SEPARATE]):
        if found is Relation.SEPARATE:
            yield Choice(tuple(run[start : index + 1]), doubtful=Relation.UNSURE in relations[start:index])
            start = index + 1


def _in_the_draft(left: Member, right: Member, found: Relation, families: Families) -> Relation:
    """Say what two neighbours are to each other in this draft: a family stays one, whatever stands around it."""
    sure = found is Relation.SURE_RIVALS or families.holds(left, right)
    return Relation.SURE_RIVALS if sure else found


def _by_positions(run: Sequence[Member], relations: Sequence[Relation]) -> list[Relation]:
    """Bind what is offered for a wording to it: those who oppose it propose what is beside it.

    Where parties only overlap it is open, as a party may propose an addition, too, unless one has a rival already.
    """
    bound = _bound(run, relations)
    judged = [
        _by_proposers(left, right) if found is Relation.UNSURE is before else found
        for before, found, (left, right) in zip(bound, _one_each(run, bound), pairwise(run), strict=True)
    ]
    has_rival = [False, *(found in _RIVALS for found in judged), False]
    return [
        found if found is Relation.SEPARATE and (before or after) else _by_opposers(left, right, found)
        for found, (left, right), before, after in zip(judged, pairwise(run), has_rival, has_rival[2:], strict=False)
    ]


def _bound(run: Sequence[Member], relations: Sequence[Relation]) -> list[Relation]:
    """Bind what is opposed to what all those parties propose beside it.

    What they offer for one wording is no rival of the next one that they oppose: the others want both of these. They
    may propose "(a)" and oppose "(b)" as well: that is open.
    """
    bound = [False] * len(relations)
    for index, member in enumerate(run):
        if opposers := _opposers(member):
            after, before = _offered(run[index + 1 :], opposers), _offered(run[:index][::-1], opposers)
            if after and before:  # they offer one for it, and want another thing, too
                after = after if relations[index] in _RIVALS else 0
                before = before if relations[index - 1] in _RIVALS else 0
            bound[index : index + after] = [True] * after
            if not (before < index and bound[index - before - 1]):
                bound[index - before : index] = [True] * before
    return [
        Relation.SURE_RIVALS if rivals and not count_on(*pair) else found
        for rivals, found, pair in zip(bound, relations, pairwise(run), strict=True)
    ]


def _one_each(run: Sequence[Member], relations: Sequence[Relation]) -> Iterator[Relation]:
    """Part a run where a party proposes again: it wants one wording in one place, and the next in another.

    Words that tell of rivals contradict that: `[EU: large] [US: small] [EU: medium]` is open.
    """
    named = _proposers(run[0])
    for member, found in zip(run[1:], relations, strict=True):
        those = _proposers(member)
        again = found is not Relation.SURE_RIVALS and not named.isdisjoint(those)
        if again:
            yield Relation.UNSURE if found is Relation.RIVALS else Relation.SEPARATE
        else:
            yield found
        named = those if again or found is Relation.SEPARATE else named | those


def _by_proposers(left: Member, right: Member) -> Relation:
    """Judge wordings whose words leave it open: what other parties propose, they want in its place.

    What adds to the sentence has a place beside the other, and so has the verb of a subject, and so may one word beside
    one, and a phrase beside one: "in good faith", "promptly".
    """
    pair = (left, right)
    adds = left.features.series_goes_on or right.features.continues_sentence or right.features.shape is Shape.MODAL
    adds = adds or all(len(one.features.frame) == 1 or one.features.shape in SAY_MORE for one in pair)
    return Relation.RIVALS if not adds and all(map(_proposers, pair)) else Relation.UNSURE


def _by_opposers(left: Member, right: Member, found: Relation) -> Relation:
    """Doubt what words say of two wordings: who proposes a rival opposes what stands, and who adds to it does not."""
    pairs = ((left, right), (right, left))
    apart = all(_proposers(one).isdisjoint(_opposers(other)) for one, other in pairs)
    if found is Relation.SEPARATE:
        return found if apart else Relation.UNSURE
    opposed = any(map(_opposers, (left, right)))
    return Relation.UNSURE if found is Relation.RIVALS and opposed else found


def _proposers(member: Member) -> AbstractSet[str]:
    return parties_that(member.positions, *FAVOURS)


def _opposers(member: Member) -> AbstractSet[str]:
    return parties_that(member.positions, Stance.OPPOSES)


def _offered(beside: Sequence[Member], parties: AbstractSet[str]) -> int:
    """Return how many of the nearest wordings all of some parties propose, each of them a part of it; 0 if none."""
    left = parties
    for count, member in enumerate(beside, 1):
        those = _proposers(member)
        if those.isdisjoint(left):
            return 0
        left -= those
        if not left:
            return count
    return 0


def _tight_binds_tighter(run: Sequence[Member], relations: Sequence[Relation]) -> list[Relation]:
    """Part a run where two choices meet: at a space where other joints touch, or between two pairs of rivals."""
    touching = [before.end == after.start for before, after in pairwise(run)]
    mixed = any(touching) and not all(touching)
    bound = [
        found is Relation.SURE_RIVALS or (mixed and touches and found is not Relation.SEPARATE)
        for found, touches in zip(relations, touching, strict=True)
    ]
    sizes = _sizes(bound)
    return [
        found if bound[index] else _at_a_space(found, sizes[index], sizes[index + 1], mixed=mixed)
        for index, found in enumerate(relations)
    ]


def _part_pairs(run: Sequence[Member], relations: Sequence[Relation]) -> list[Relation]:
    """Part a run at a space between two pairs of rivals if it is in doubt there: `[is in] [at] [a sea] [the sea]`."""
    sizes = _sizes([found in _RIVALS for found in relations])
    return [
        Relation.SEPARATE
        if found is Relation.UNSURE and min(sizes[index : index + 2]) > 1 and run[index].end < run[index + 1].start
        else found
        for index, found in enumerate(relations)
    ]


def _doubt_two_choices(run: Sequence[Member], relations: Sequence[Relation]) -> list[Relation]:
    """Leave open what follows two wordings and may be their object: two verbs may stand before what they are about.

    So where it alone has an article, or alone has none, `[ban] [forbid] [the use of nets]`, and where two long ones
    stand behind two short ones, `[launch] [start] [talks on a protocol] [a process on policies]`.
    """
    articles = [member.features.shape is Shape.DETERMINED for member in run]
    long = [len(member.features.frame) > _SHORT for member in run]
    return [
        Relation.UNSURE
        if found is Relation.RIVALS
        and run[index - 1].end < run[index].start  # false of the first: index - 1 is the last one
        and (
            articles[index - 1] is articles[index] is not articles[index + 1]
            or long[index - 1 : index + 3] == [False, False, True, True]
        )
        else found
        for index, found in enumerate(relations)
    ]


def _at_a_space(found: Relation, before: int, after: int, *, mixed: bool) -> Relation:
    """Judge a joint between two choices of so many members that are bound together."""
    if after > 1 and (mixed or before > 1):
        return Relation.SEPARATE
    if mixed and before > 1:  # the last one may be their rival in spite of its space: `[as is][as was] [as will be]`
        return Relation.UNSURE if found is Relation.RIVALS else Relation.SEPARATE
    return found


def _sizes(bound: Sequence[bool]) -> list[int]:
    """Return for each member how many its choice has, itself included."""
    sizes = [1]
    for joined in bound:
        if joined:
            sizes[-1] += 1
        else:
            sizes.append(1)
    return [size for size in sizes for _ in range(size)]
