"""The grouping rules: how the members of a run belong together.

Two neighbours are rivals, or separate, or in doubt. Rivals in a row are one choice. With a doubtful pair among them the
choice is open: only a reader can settle it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import NamedTuple

from convention_variants.choices.alternation import slash_between, without_or
from convention_variants.choices.families import Families
from convention_variants.choices.members import Member, Shape, before_run
from convention_variants.choices.positions import FAVOURS, parties_that
from convention_variants.choices.relations import SAY_MORE, Relation, alike, is_label, label_of
from convention_variants.language.grammar import CONNECTOR
from convention_variants.language.parties import Stance
from convention_variants.language.placeholders import is_no_text
from convention_variants.text.footnote_calls import DEFINITION
from convention_variants.text.patterns import lazy_pattern

_RIVALS = (Relation.RIVALS, Relation.SURE_RIVALS)
# Words of a short wording.
_SHORT = 2
# What may stand between two brackets beside calls and white space: the end of emphasis, a slash, the start of emphasis.
_EMPHASIS = lazy_pattern(r"([*_~]*)[\s/]*([*_~]*)")
_MARKS = lazy_pattern(r"\*+|_+")
_WORDS_BEHIND = lazy_pattern(rf"[^\S\r\n]*(?!(?:{CONNECTOR})\b)[^\W_]")
_NOTES_BETWEEN = re.compile(rf"(?:\s|{DEFINITION})*|\s*\[(?s:.*)\]\s*")


class Choice(NamedTuple):
    """Members that are one choice; `doubtful` where the rules cannot tell for certain."""

    members: tuple[Member, ...]
    doubtful: bool


def partition(run: Sequence[Member], relations: Sequence[Relation], text: str, families: Families) -> Iterator[Choice]:
    """Part a run into its choices, by the relations of its neighbours and by what is a family in the draft."""
    if relations:  # most brackets have none beside them
        relations = [
            _in_the_draft(before, after, found, families)
            for (before, after), found in zip(pairwise(run), relations, strict=True)
        ]
        relations = _by_positions(run, _behind_a_label(run, relations, text))
    if len(relations) > 1:  # all of it is about three brackets or more
        relations = _doubt_two_choices(run, _part_pairs(run, _doubt_beside_slash(run, relations, text)))
        relations = _tight_binds_tighter(run, _doubt_no_text(run, relations))
    start = 0
    for index, found in enumerate([*relations, Relation.SEPARATE]):
        if found is Relation.SEPARATE:
            choice = tuple(run[start : index + 1])
            doubtful = Relation.UNSURE in relations[start:index] or _unclear_surroundings(choice, text)
            yield Choice(choice, doubtful)
            start = index + 1


def _in_the_draft(left: Member, right: Member, found: Relation, families: Families) -> Relation:
    """Say what two neighbours are to each other in this draft: a family stays one, whatever stands around it."""
    sure = found is Relation.SURE_RIVALS or families.holds(left, right)
    return Relation.SURE_RIVALS if sure else found


def _behind_a_label(run: Sequence[Member], relations: Sequence[Relation], text: str) -> Sequence[Relation]:
    """Bind whole items, of which only one can have the label they stand behind: `(a) [to fish;] [to sail;]`.

    What goes on with an item is none, `(a) [to fish;] [and to land;]`, and what has its own label is another. Nor are
    they items where words of a list follow: `(a) [States;] [funds;] banks;`.
    """
    items = [
        member.features.plain.endswith(";") and not (member.features.continues_sentence or label_of(member.head))
        for member in run
    ]
    beside = [all(pair) for pair in pairwise(items)]
    if not any(beside) or _WORDS_BEHIND.match(text, run[-1].end):  # as mostly: it takes longer to look for a label
        return relations
    if not is_label(before_run(text, run[0].start).rpartition("\n")[2]):
        return relations
    return [Relation.SURE_RIVALS if both else found for both, found in zip(beside, relations, strict=True)]


def _by_positions(run: Sequence[Member], relations: Sequence[Relation]) -> list[Relation]:
    """Bind what is offered for a wording to it: those who oppose it are exactly those who propose what is beside it.

    Where parties only overlap it is open, as a party may propose an addition, too, unless one has a rival already.
    """
    if not any(member.positions for member in run):  # as mostly: it saves time
        return list(relations)
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
    """Bind what is opposed to what exactly those parties propose beside it.

    What they offer for one wording is no rival of the next one that they oppose: the others want both of these.
    """
    judged = list(relations)
    bound = [False] * len(relations)
    for index, member in enumerate(run):
        if opposers := _opposers(member):
            after, before = _offered(run[index + 1 :], opposers), _offered(run[:index][::-1], opposers)
            if after and before:  # they offer one for it, and want another thing, too
                after = after * (relations[index] in _RIVALS)
                before = before * (relations[index - 1] in _RIVALS)
            bound[index : index + after] = [True] * after
            if bound[: index - before][-1:] == [True]:
                judged[index - 1] = _doubted(judged[index - 1])
            else:
                bound[index - before : index] = [True] * before
    return [Relation.SURE_RIVALS if rivals else found for rivals, found in zip(bound, judged, strict=True)]


def _doubted(found: Relation) -> Relation:
    return Relation.UNSURE if found is Relation.RIVALS else found


def _one_each(run: Sequence[Member], relations: Sequence[Relation]) -> Iterator[Relation]:
    """Part a run where a party proposes again: it wants one wording in one place, and the next in another.

    Words that tell of rivals contradict that: `[EU: large] [US: small] [EU: medium]` is open.
    """
    named = _proposers(run[0])
    for member, found in zip(run[1:], relations, strict=True):
        those = _proposers(member)
        again = found is not Relation.SURE_RIVALS and not named.isdisjoint(those)
        yield found if not again else Relation.UNSURE if found is Relation.RIVALS else Relation.SEPARATE
        named = those if again or found is Relation.SEPARATE else named | those


def _by_proposers(left: Member, right: Member) -> Relation:
    """Judge wordings whose words leave it open: what other parties propose, they want in its place.

    So do all who oppose one if they propose the other, whoever else does.
    What adds to the sentence has a place beside the other, and so may one word beside one, and a phrase beside one:
    "in good faith", "promptly".
    """
    pair = (left, right)
    if any(_opposers(one) and _opposers(one) < _proposers(other) for one, other in (pair, pair[::-1])):
        return Relation.SURE_RIVALS
    adds = left.features.series_goes_on or right.features.continues_sentence
    adds = adds or (right.features.shape is Shape.MODAL and len(right.features.frame) == 1)
    adds = adds or all(len(one.features.frame) == 1 or one.features.shape in SAY_MORE for one in pair)
    return Relation.RIVALS if not adds and all(map(_proposers, pair)) else Relation.UNSURE


def _by_opposers(left: Member, right: Member, found: Relation) -> Relation:
    """Doubt what words say of two wordings: who proposes a rival opposes what stands, and who adds to it does not."""
    pairs = ((left, right), (right, left))
    apart = all(_proposers(one).isdisjoint(_opposers(other)) for one, other in pairs)
    if found is Relation.SEPARATE:
        return found if apart else Relation.UNSURE
    stands = any(one.positions and _opposers(other) and not _proposers(other) for one, other in pairs)
    return Relation.UNSURE if found is Relation.RIVALS and apart and stands else found


def _proposers(member: Member) -> AbstractSet[str]:
    return parties_that(member.positions, *FAVOURS)


def _opposers(member: Member) -> AbstractSet[str]:
    return parties_that(member.positions, Stance.OPPOSES)


def _offered(beside: Sequence[Member], parties: AbstractSet[str]) -> int:
    """Return how many of the nearest wordings parties propose together, each of them another part of it; 0 if none."""
    left = parties
    for count, member in enumerate(beside, 1):
        those = _proposers(member)
        if not those or not those <= left:
            return 0
        left -= those
        if not left:
            return count
    return 0


def _unclear_surroundings(choice: Sequence[Member], text: str) -> bool:
    """Say whether what stands right at a choice casts doubt on it.

    So where what looks like an address is stuck to its last member, where its first is glued
    to a word, being no ending, and its second is not, or where emphasis ends or begins between two and does
    not go with one of them.
    """
    if text.startswith("(", choice[-1].end):
        return True
    if not all(_goes_with_one(before, after, text) for before, after in pairwise(choice)):
        return True
    first = choice[0]
    glued = text[first.start - 1 : first.start].isalnum() and not (first.ending or first.spaced)
    if not glued or all(before.end == after.start for before, after in pairwise(choice)):
        return False
    return not first.grammar.knows(first.features.plain)  # "and[should] [shall]": a lost space


def _goes_with_one(before: Member, after: Member, text: str) -> bool:
    """Say whether what stands between two wordings goes with one of them, or stays where it is."""
    between = text[before.end : after.start]
    if before.calls is not None:
        between = text[before.end : before.calls.start] + text[before.calls.end : after.start]
    if _NOTES_BETWEEN.fullmatch(between):
        return True
    marks = _EMPHASIS.fullmatch(without_or(between))
    if marks is None or not text.endswith(marks[1], 0, before.start) or not text.startswith(marks[2], after.end):
        return False
    return not any(marks.groups()) or not any(_straddles(member.head) for member in (before, after))


def _straddles(head: str) -> bool:
    """Say whether emphasis may begin in a wording and end outside."""
    return any(count % 2 for count in Counter(_MARKS.findall(head)).values())


def _tight_binds_tighter(run: Sequence[Member], relations: Sequence[Relation]) -> list[Relation]:
    """Part a run where two choices meet: at a space where other joints touch, or between two pairs of rivals."""
    touching = [before.end == after.start for before, after in pairwise(run)]
    mixed = any(touching) and not all(touching)
    bound = [
        found is Relation.SURE_RIVALS or (mixed and touches and found is not Relation.SEPARATE)
        for found, touches in zip(relations, touching, strict=True)
    ]
    sizes = _sizes(bound)
    judged = [
        _at_a_space(found, sizes[index], sizes[index + 1], mixed=mixed) if not bound[index] else found
        for index, found in enumerate(relations)
    ]
    for index, found in enumerate(relations):
        if judged[index] is Relation.SEPARATE is not found and _shares(run, index + 1, sizes):
            judged[index] = Relation.UNSURE
    return judged


def _shares(run: Sequence[Member], index: int, sizes: Sequence[int]) -> bool:
    """Say whether one of two choices is a wording that shares its frame with any of the other; `index` begins one."""
    before, after = run[index - sizes[index - 1] : index], run[index : index + sizes[index]]
    if 1 not in (len(before), len(after)):
        return False
    return any(alike(left.features, right.features) for left in before for right in after)


def _doubt_no_text(run: Sequence[Member], relations: Sequence[Relation]) -> Sequence[Relation]:
    """Leave open whether "no text" behind sentences is for the last one or for all: `[One.] [Two.] [No text]`."""
    if not is_no_text(run[-1].head):
        return relations
    ended = [member.features.plain.endswith(".") for member in run]
    return [
        Relation.UNSURE if found is Relation.SEPARATE and all(pair) else found
        for found, pair in zip(relations, pairwise(ended), strict=True)
    ]


def _doubt_beside_slash(run: Sequence[Member], relations: Sequence[Relation], text: str) -> Sequence[Relation]:
    """Doubt rivals that only a space parts where a slash parts others: `[low] / [middle] [income] countries`."""
    if not any(slash_between(text, before.end, after.start) for before, after in pairwise(run)):  # as mostly
        return relations
    return [
        Relation.UNSURE if found is Relation.RIVALS and text[before.end : after.start].isspace() else found
        for found, (before, after) in zip(relations, pairwise(run), strict=True)
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
        and relations[index - 1] is not Relation.SEPARATE
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
    if min(before, after) > 1 or (mixed and after > 1):
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
