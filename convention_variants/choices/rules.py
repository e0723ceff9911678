"""The grouping rules: how the members of a run belong together (design §5).

What stands on the two sides of a joint are rivals, or separate, or in doubt. Rivals in a row are one
choice; with a doubtful joint among them it is open, which only a reader settles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from itertools import groupby, pairwise
from typing import NamedTuple

from convention_variants.choices.families import Families
from convention_variants.choices.members import Features, Member, Shape
from convention_variants.choices.positions import parties_that
from convention_variants.language.parties import Stance
from convention_variants.language.placeholders import is_anything_else, is_no_text
from convention_variants.outline.labels import follows
from convention_variants.terminology.model import Terminology

# Words by which a wording shares its frame with a rival; shorter ones say nothing.
_LONG_ENOUGH = 3
# Two passages longer than this may be rivals or not: nobody can tell from their words.
_LONGEST_PHRASE = 12
_FIRST_WORDS = 3
_SOME_WORDS = 3
_ALIKE = 0.5
# So many members on either side of a space are looked at for words that they share across it.
_NEAREST = 4
# What may stand between two brackets beside calls and white space: the end of emphasis, a slash, the start of emphasis.
_EMPHASIS = re.compile(r"([*_~]*)[\s/]*([*_~]*)")
_MARKS = re.compile(r"\*+|_+")
_NOTE_BETWEEN = re.compile(r"\s*\[.*\]\s*", re.DOTALL)
_OPENING = " \t\r\n\u00a0*_[“\"‘'{"
_MARKS_OF_A_SENTENCE = (",", ".", ";", ":", "–", "—", "-")
_LABEL = re.compile(r"\(?\w{1,4}(?:\s\w{3,12})?[.)]\s")


class Relation(Enum):
    """What two neighbours in a run are to each other; `SURE_RIVALS` are rivals whatever stands between them."""

    SURE_RIVALS = "sure rivals"
    RIVALS = "rivals"
    SEPARATE = "separate"
    UNSURE = "unsure"


class Choice(NamedTuple):
    """Members that are one choice; `doubtful` where the rules cannot tell for certain."""

    members: tuple[Member, ...]
    doubtful: bool


def partition(run: Sequence[Member], relations: Sequence[Relation], text: str, families: Families) -> Iterator[Choice]:
    """Part a run into its choices, by the relations of its neighbours and by what is a family in the draft."""
    relations = [
        _in_the_draft(before, after, found, families)
        for (before, after), found in zip(pairwise(run), relations, strict=True)
    ]
    relations = _by_positions(run, relations)
    relations = _doubt_spreads(run, _tight_binds_tighter(run, relations))
    start = 0
    for index, found in enumerate([*relations, Relation.SEPARATE]):
        if found is Relation.SEPARATE:
            choice = tuple(run[start : index + 1])
            doubtful = Relation.UNSURE in relations[start:index] or _unclear_surroundings(choice, text)
            yield Choice(choice, doubtful)
            start = index + 1


def relation(left: Member, right: Member, terminology: Terminology) -> Relation:
    """Say what two neighbours are to each other by their own words."""
    first, second = left.features, right.features
    if left.ending != right.ending or _are_other_options(left, right):
        return Relation.SEPARATE
    # An ending may look like a connector of another language: `Part[y] [ies]`.
    if not left.ending and (first.shape is Shape.CONNECTOR) != (second.shape is Shape.CONNECTOR):
        return Relation.UNSURE if _one_mark_ends_it(left, right) else Relation.SEPARATE
    if _certain(left, right, terminology):
        return Relation.SURE_RIVALS
    if left.fills_line and not _is_long(left, right):
        return Relation.SEPARATE  # cells of a table
    return _by_words(left, right)


def _by_words(left: Member, right: Member) -> Relation:
    """Judge wordings by how they begin and end, and by the words that they share."""
    first, second = left.features, right.features
    alike = _alike(first, second)
    if first.series_goes_on or second.continues_sentence:
        doubtful = alike or _one_sentence(left, right) or _begin_as_rivals(left, right)
        return Relation.UNSURE if doubtful else Relation.SEPARATE
    touching = left.end == right.start
    if first.continues_sentence:
        # With a capital letter it may begin a sentence of its own: "Where a Party …".
        begins = left.head.lstrip(_OPENING)[:1].isupper()
        return Relation.UNSURE if touching or begins else Relation.SEPARATE
    if alike:
        return Relation.SURE_RIVALS
    if Shape.PASSAGE in (first.shape, second.shape):
        return Relation.UNSURE
    if left.blank != right.blank:
        return Relation.RIVALS if touching else Relation.SEPARATE
    return _touching(left, right) if touching else _spaced(left, right)


def _in_the_draft(left: Member, right: Member, found: Relation, families: Families) -> Relation:
    """Say what two neighbours are to each other in this draft: a family stays one, whatever stands around it."""
    return Relation.SURE_RIVALS if families.holds(left, right) else found


def _by_positions(run: Sequence[Member], relations: Sequence[Relation]) -> list[Relation]:
    """Bind what is offered for a wording to it: those who oppose it are exactly those who propose what is beside it.

    Parties that only overlap are no evidence: a party may oppose a wording and propose an addition to it.
    """
    bound = [right.alternative for right in run[1:]]
    for index, member in enumerate(run):
        opposers = parties_that(member.positions, Stance.OPPOSES)
        if opposers:
            after, before = _proposers(run[index + 1 :], opposers), _proposers(run[:index][::-1], opposers)
            bound[index : index + after] = [True] * after
            bound[index - before : index] = [True] * before
    return [Relation.SURE_RIVALS if rivals else found for rivals, found in zip(bound, relations, strict=True)]


def _proposers(beside: Sequence[Member], parties: AbstractSet[str]) -> int:
    """Return how many of the nearest wordings parties propose together, each of them another part of it; 0 if none."""
    left = parties
    for count, member in enumerate(beside, 1):
        those = parties_that(member.positions, Stance.PROPOSES, Stance.SUPPORTS)
        if not those or not those <= left:
            return 0
        left -= those
        if not left:
            return count
    return 0


def _certain(left: Member, right: Member, terminology: Terminology) -> bool:
    """Say whether two wordings are rivals whatever stands around them."""
    first, second = left.features, right.features
    return (
        left.ending
        or first.shape is Shape.CONNECTOR
        or is_no_text(first.plain)
        or is_no_text(second.plain)
        or is_anything_else(second.plain)
        or (left.option is not None and right.option is not None)
        or _same_term(first.plain, second.plain, terminology)
        or _of_one_shape(left, right)
        or _of_one_number(left, right)
        or _prepositions_meet(first, second)
    )


def _are_other_options(left: Member, right: Member) -> bool:
    """Say whether two wordings are options, but not of one series: the second does not count on from the first."""
    return bool(left.option and right.option and not follows(right.option.written, left.option.written))


def _touching(left: Member, right: Member) -> Relation:
    """Judge wordings that touch and say nothing by themselves: rather rivals."""
    unlike = Shape.MODAL in (left.features.shape, right.features.shape) or right.spaced
    return Relation.UNSURE if unlike or _is_long(left, right) else Relation.RIVALS


def _spaced(left: Member, right: Member) -> Relation:
    """Judge wordings with a space between them that say nothing by themselves."""
    shapes = left.features.shape, right.features.shape
    if Shape.MODAL in shapes and Shape.PREPOSITIONAL in shapes:
        return Relation.SEPARATE
    if shapes[1] is Shape.PREPOSITIONAL is not shapes[0]:
        return Relation.SEPARATE
    # What has no grammar here may be a preposition as well as a noun.
    if not _is_long(left, right) and left.grammar.prepositions and _are_things(shapes):
        return Relation.RIVALS
    return Relation.UNSURE


def _is_long(left: Member, right: Member) -> bool:
    return max(len(left.features.frame), len(right.features.frame)) > _LONGEST_PHRASE


def _are_things(shapes: Iterable[Shape]) -> bool:
    return all(shape in (Shape.OTHER, Shape.DETERMINED) for shape in shapes)


def _same_term(left: str, right: str, terminology: Terminology) -> bool:
    first = terminology.option_of(left)
    if first is None:
        return False
    second = terminology.option_of(right)
    return second is not None and first.term == second.term


def _of_one_shape(left: Member, right: Member) -> bool:
    """Say whether both are modal verbs or both figures, which only one of can stand."""
    first, second = left.features.shape, right.features.shape
    if first is Shape.MODAL and second is Shape.MODAL:
        return True
    figures = (first is Shape.FIGURE or left.blank) and (second is Shape.FIGURE or right.blank)
    return figures and not (left.blank and right.blank)


def _begin_as_rivals(left: Member, right: Member) -> bool:
    """Say whether wordings may be rivals though the second goes on with a sentence: with a word of some sort.

    So where the first begins with a word of the same sort, `[if possible] [when feasible]`, or where they touch,
    unless a mark parts them or more of a series follows the first.
    """
    first, second = left.features, right.features
    if second.sort is None or first.plain.endswith((",", ";", ".")):
        return False
    return first.sort == second.sort or (left.end == right.start and not first.series_goes_on)


def _prepositions_meet(left: Features, right: Features) -> bool:
    """Say whether one wording ends with a preposition and the next begins with one: both cannot stand in a row."""
    return left.incomplete and right.shape is Shape.PREPOSITIONAL


def _of_one_number(left: Member, right: Member) -> bool:
    """Say whether parties propose two paragraphs with the same number: a treaty has only one of each."""
    label = _label(left.head)
    return label is not None and label == _label(right.head) and bool(left.positions and right.positions)


def _one_mark_ends_it(left: Member, right: Member) -> bool:
    """Say whether a bare full stop stands beside a wording that brings its own, or goes on: `[.][, or later.]`."""
    if left.features.plain in (".", ";"):
        return right.features.plain.endswith(left.features.plain) or _one_sentence(left, right)
    return right.features.plain in (".", ";") and left.features.plain.endswith(right.features.plain)


def _one_sentence(left: Member, right: Member) -> bool:
    """Say whether a wording ends a sentence though what follows does not begin another one: one of them can stand.

    Sentences that touch may be rivals, and those of different parties or with one number; parted by a space they are
    sentence after sentence.
    """
    if not left.features.plain.endswith("."):
        return False
    others = bool(left.positions and right.positions) and left.positions != right.positions
    label = _label(left.head)
    one_number = label is not None and label == _label(right.head)
    return others or one_number or left.end == right.start or not _begins_a_sentence(right.head)


def _begins_a_sentence(head: str) -> bool:
    """Say whether a wording begins with a label, or with anything but a small letter and a mark."""
    words = head.lstrip(_OPENING)
    return _label(head) is not None or not (words[:1].islower() or words.startswith(_MARKS_OF_A_SENTENCE))


def _label(head: str) -> str | None:
    """Return the number or letter with which a wording begins, if it is one of a paragraph."""
    label = _LABEL.match(head.lstrip(_OPENING))
    return label[0].rstrip() if label else None


def _alike(left: Features, right: Features) -> bool:
    """Say whether two wordings share their frame: the first word or the last, or most of their words."""
    first, second = left.frame, right.frame
    if not first or not second:
        return False
    if max(len(first), len(second)) > _LONGEST_PHRASE:
        return first[:_FIRST_WORDS] == second[:_FIRST_WORDS] or _shared(first, second) >= _ALIKE
    if _end_alike(left, right):
        return True
    same_preposition = left.shape is Shape.PREPOSITIONAL and first[0] == second[0]
    if same_preposition or (first[0] == second[0] and len(first[0]) >= _LONG_ENOUGH and not right.continues_sentence):
        return True
    return _shared(first, second) >= _ALIKE


def _end_alike(left: Features, right: Features) -> bool:
    """Say whether two wordings end with the same word, or both with figures that have one sign: `[10%] [up to 20%]`."""
    last, other = left.frame[-1], right.frame[-1]
    if last == other and len(last) >= _LONG_ENOUGH:
        return True
    if not (last[-1].isdecimal() and other[-1].isdecimal()) or right.shape is Shape.PREPOSITIONAL:
        return False
    sign = left.plain.rpartition(last)[2].strip()
    return sign == right.plain.rpartition(other)[2].strip() and (last == other or bool(sign.strip(".,;:)")))


def _shared(first: Sequence[str], second: Sequence[str]) -> float:
    """Return which share of their words two wordings have in common; of the shorter's, if that is three or more."""
    one, other = set(first), set(second)
    common = len(one & other)
    of_all = common / len(one | other)
    return max(of_all, common / min(len(one), len(other)) - 0.2) if common >= _SOME_WORDS else of_all


def _unclear_surroundings(choice: Sequence[Member], text: str) -> bool:
    """Say whether what stands right at a choice casts doubt on it.

    So where what looks like an address is stuck to its last member, where its first is glued
    to a word, being no ending, and its second is not, where emphasis ends or begins between two and does
    not go with one of them, or where it stands between endings, which belong to the word before them.
    """
    if text.startswith("(", choice[-1].end):
        return True
    if not all(_goes_with_one(before, after, text) for before, after in pairwise(choice)):
        return True
    first = choice[0]
    between = (text[before.end : after.start] for before, after in pairwise(choice))
    if first.ending and any(not gap.isspace() and gap.strip("/") for gap in between):
        return True
    is_word = first.ending or first.grammar.knows(first.features.plain)  # "and[should] [shall]": a lost space
    glued = text[max(0, first.start - 1) : first.start].isalnum() and not is_word
    return glued and any(before.end != after.start for before, after in pairwise(choice))


def _goes_with_one(before: Member, after: Member, text: str) -> bool:
    """Say whether what stands between two wordings goes with one of them, or stays where it is."""
    between = text[before.end : after.start]
    if before.calls is not None:
        between = text[before.end : before.calls.start] + text[before.calls.end : after.start]
    if not between.strip() or _NOTE_BETWEEN.fullmatch(between):
        return True
    marks = _EMPHASIS.fullmatch(between)
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
        found is Relation.SURE_RIVALS or (mixed and touches) for found, touches in zip(relations, touching, strict=True)
    ]
    sizes = _sizes(len(run), bound)
    judged = [
        _at_a_space(found, sizes[index], sizes[index + 1], mixed=mixed) if not bound[index] else found
        for index, found in enumerate(relations)
    ]
    for index, found in enumerate(relations):
        if judged[index] is Relation.SEPARATE is not found and _shares(run, index, sizes):
            judged[index] = Relation.UNSURE
    return judged


def _shares(run: Sequence[Member], index: int, sizes: Sequence[int]) -> bool:
    """Say whether one of two choices is a wording that shares its frame with any of the other's nearest members."""
    before = run[index + 1 - min(sizes[index], _NEAREST) : index + 1]
    after = run[index + 1 : index + 1 + min(sizes[index + 1], _NEAREST)]
    if min(len(before), len(after)) > 1:
        return False
    return any(_alike(left.features, right.features) for left in before for right in after)


def _doubt_spreads(run: Sequence[Member], relations: Sequence[Relation]) -> list[Relation]:
    """Leave sentence after sentence in doubt where two of them are: a third may be their rival, too."""
    found: list[Relation] = []
    joints = zip(pairwise(run), relations, strict=True)
    for sentences, part in groupby(joints, lambda joint: all(map(_is_a_sentence, joint[0]))):
        judged = [between for _, between in part]
        doubtful = sentences and Relation.UNSURE in judged
        found += [Relation.UNSURE if doubtful and one is Relation.SEPARATE else one for one in judged]
    return found


def _is_a_sentence(member: Member) -> bool:
    return member.features.plain.endswith(".") and _label(member.head) is None


def _at_a_space(found: Relation, before: int, after: int, *, mixed: bool) -> Relation:
    """Judge a joint between two choices of so many members that are bound together."""
    if found is Relation.SEPARATE or min(before, after) > 1 or (mixed and max(before, after) > 1):
        return Relation.SEPARATE
    return found


def _sizes(count: int, bound: Sequence[bool]) -> list[int]:
    """Return for each member how many its choice has, itself included."""
    sizes, start = [0] * count, 0
    for index in range(count):
        if index == count - 1 or not bound[index]:
            sizes[start : index + 1] = [index + 1 - start] * (index + 1 - start)
            start = index + 1
    return sizes
