"""What two neighbours in a run are to each other by their own words: rivals, separate, or in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from convention_variants.choices.members import Features, Member, Shape
from convention_variants.choices.one_place import (
    OPENING,
    are_one_provision,
    for_one_paragraph,
    label_of,
    may_be_one_paragraph,
    share_label,
)
from convention_variants.language.placeholders import is_anything_else, is_no_text
from convention_variants.outline.labels import counts_on, follows
from convention_variants.terminology.model import Terminology

# Two passages longer than this may be rivals or not: nobody can tell from their words.
_LONGEST_PHRASE = 12
_FIRST_WORDS = 3
_SUBJECT = 2
# The marks that end a sentence, or a part of a list.
_ENDS = (".", ";")
_LONG_WORD = 6
_SOME_WORDS = 3
_ALIKE = 0.5
# What says more of the words before it: "of the sea", "based on science".
SAY_MORE = (Shape.PREPOSITIONAL, Shape.PARTICIPIAL)
# What may be a thing: "States", "the States", "two reports".
_THINGS = (Shape.OTHER, Shape.DETERMINED, Shape.FIGURE)


class Relation(Enum):
    """What two neighbours in a run are to each other; `SURE_RIVALS` are rivals whatever stands between them."""

    SURE_RIVALS = "sure rivals"
    RIVALS = "rivals"
    SEPARATE = "separate"
    UNSURE = "unsure"


def relation(left: Member, right: Member, terminology: Terminology) -> Relation:
    """Say what two neighbours are to each other by their own words."""
    if may_be_one_paragraph(left.head, right.head):
        return Relation.UNSURE
    if left.ending != right.ending or count_on(left, right):
        return Relation.SEPARATE
    if left.option is not None and right.option is not None:  # the second may begin another series
        of_one_series = follows(right.option.written, left.option.written)
        return Relation.SURE_RIVALS if of_one_series else Relation.SEPARATE
    first, second = left.features, right.features
    # An ending may look like a connector of another language: `Part[y] [ies]`.
    if not left.ending and (first.shape is Shape.CONNECTOR) != (second.shape is Shape.CONNECTOR):
        return _beside_connector(left, right)
    if _certain(left, right, terminology):
        return Relation.SURE_RIVALS
    found = _by_words(left, right)
    return Relation.UNSURE if left.fills_line and found is Relation.RIVALS else found  # a list, or cells of a table


def _by_words(left: Member, right: Member) -> Relation:
    """Judge wordings by how they begin and end, and by the words that they share."""
    first, second = left.features, right.features
    if first.series_goes_on or second.continues_sentence:
        return Relation.SURE_RIVALS if _begin_one_sentence(left, right) else _in_a_series(left, right)
    if first.continues_sentence:
        return _continued(left, right)
    if alike(first, second):
        return Relation.SURE_RIVALS
    return _by_kinds(left, right)


def _by_kinds(left: Member, right: Member) -> Relation:
    """Judge wordings that neither go on with a sentence nor share words."""
    first, second = left.features, right.features
    if Shape.PASSAGE in (first.shape, second.shape):
        return Relation.UNSURE
    if _begin_one_sentence(left, right):
        # "To this end" "Each Party": a whole phrase may stand beside the subject, but not one before its own clause.
        phrase = any(one.shape is Shape.PREPOSITIONAL and "," not in one.plain for one in (first, second))
        return Relation.UNSURE if phrase else Relation.RIVALS
    if _may_govern(first, second):
        return Relation.UNSURE
    touching = left.end == right.start
    if left.blank != right.blank and not touching:
        return Relation.UNSURE
    return _touching(left, right) if touching else _spaced(left, right)


def _in_a_series(left: Member, right: Member) -> Relation:
    """Judge wordings if the first leads on to more, or the second goes on with the sentence."""
    first, second = left.features, right.features
    if _only_one_ends_it(left, right):  # a participle may say more of the noun before a full stop that is a slip
        return Relation.UNSURE if second.shape is Shape.PARTICIPIAL else Relation.SURE_RIVALS
    if first.plain.endswith(":") and second.plain.endswith(":"):  # a list has one beginning, which may have two parts
        return Relation.UNSURE if second.continues_sentence else Relation.RIVALS
    if first.continues_sentence and _repeats(left, right):
        return Relation.RIVALS
    if first.incomplete and not second.continues_sentence:  # `[boats, such as] [wooden] boats`: examples, or a rival
        return Relation.UNSURE
    if first.sort == second.sort == "relative":  # a noun has one relative clause, or a series of them
        return Relation.UNSURE if first.series_goes_on else Relation.RIVALS
    return Relation.UNSURE if _may_be_in_its_place(left, right) else Relation.SEPARATE


def _may_be_in_its_place(left: Member, right: Member) -> bool:
    """Say whether the second of two wordings that seem to be a series may be a rival of the first."""
    first, second = left.features, right.features
    return (
        (first.plain.endswith(":") and second.is_clause)  # a list, or another clause
        or _similar(first, second)
        # A phrase may be said in place of a clause: `[listed in annex A] [that are included]`, `[by day] [if needed]`.
        or (second.sort in ("relative", "condition") and _says_more(left) and not _begins_large(right))
        or _one_sentence(left, right)
        or _begin_as_rivals(left, right)
        # A long condition may have a clause of its own: `[the terms on which …] [if a Party is …, it shall …]`.
        or (second.sort == "condition" and all(map(_is_long, (left, right))))
    )


def _says_more(member: Member) -> bool:
    """Say whether a wording says more of the noun before it: "listed in annex A", or "listed"."""
    features = member.features
    return features.shape in SAY_MORE or member.grammar.participle.fullmatch(features.plain) is not None


def _similar(first: Features, second: Features) -> bool:
    """Say whether wordings are alike; one that leads on is not by its first or last word alone.

    But what begins with the subject of its clause may be said in its place.
    """
    if first.plain.endswith("."):
        return alike(first, second)
    one_subject = first.is_clause and first.frame[:_SUBJECT] == second.frame[:_SUBJECT]
    return one_subject or (bool(first.frame) and _shared(first.frame, second.frame) >= _ALIKE)


def _repeats(left: Member, right: Member) -> bool:
    """Say whether one wording has all words of the other but for those that join: `[or abuses] [and all abuses]`.

    Both may have no others: `[or the] [and the] rules`.
    """
    words, others = ({word for word in one.features.frame if not one.grammar.knows(word)} for one in (left, right))
    common = words & others
    return words == others or (bool(common) and common in (words, others))


def _continued(left: Member, right: Member) -> Relation:
    """Judge wordings if only the first goes on with the sentence, or begins one: "Where a Party …".

    A clause has no place behind it, `[or a scent] [Each Party may …]`, nor has anything behind examples. What stands
    behind a condition may be said in its place: `[unless the Council decides] [without its consent]`.
    """
    if left.features.sort is None and right.features.shape is Shape.PREPOSITIONAL:
        return Relation.SEPARATE  # "and support" "for developing countries"
    doubtful = right.features.is_clause or left.features.sort in ("example", "condition") or left.end == right.start
    return Relation.UNSURE if doubtful else Relation.SEPARATE


def _certain(left: Member, right: Member, terminology: Terminology) -> bool:
    """Say whether two wordings are rivals whatever stands around them."""
    first, second = left.features, right.features
    return (
        left.ending
        or first.shape is Shape.CONNECTOR
        or _same_term(first.plain, second.plain, terminology)
        or _of_one_shape(left, right)
        or _prepositions_meet(first, second)
        or (first.opens_only and second.opens_only and first.sort == second.sort)
        or for_one_paragraph(left, right)
        or are_one_provision(left.head, right.head, left.grammar)
        or is_anything_else(second.plain)
        or is_no_text(left.head)
        or is_no_text(right.head)
    )


def _touching(left: Member, right: Member) -> Relation:
    """Judge wordings that touch if their words say nothing: an addition would bring its space.

    But the word that an adjective touches may be its noun: `[adequate][support]`.
    """
    shapes = left.features.shape, right.features.shape
    noun = shapes == (Shape.MODIFIER, Shape.OTHER) and len(right.features.frame) == 1
    verb = shapes == (Shape.PREPOSITIONAL, Shape.MODAL)
    return Relation.UNSURE if noun or verb or right.spaced else Relation.RIVALS


def _spaced(left: Member, right: Member) -> Relation:
    """Judge wordings with a space between them if their words say nothing."""
    shapes = left.features.shape, right.features.shape
    by_parties = bool(left.positions and right.positions)
    last_word = left.features.plain.rpartition(" ")[2]
    if shapes[1] is Shape.MODIFIER and last_word in left.grammar.determiners and not by_parties:
        return Relation.SEPARATE  # an adjective stands behind its article: `[rules of the] [competent] court`
    if shapes[0] is not shapes[1] and shapes[1] in SAY_MORE:
        # What is one word may be an adjective or an adverb, and a phrase be said in its place: `[valid] [in force]`.
        one_word = len(left.features.frame) == 1 and by_parties
        unsure = one_word or shapes[0] is Shape.PARTICIPIAL or left.grammar.adverb.fullmatch(left.features.plain)
        return Relation.UNSURE if unsure or _are_participles(left, right) else Relation.SEPARATE
    if _may_go_with(left, right):
        return Relation.UNSURE
    # What has no grammar here may be a preposition as well as a noun.
    if left.grammar.prepositions and all(shape in _THINGS for shape in shapes):
        return Relation.RIVALS
    return Relation.UNSURE


def _may_go_with(left: Member, right: Member) -> bool:
    """Return whether the second may be what the first counts or denies, or the object of a verb.

    So in `[30] [calendar] days`, `[all] [known] species`, `[not] [issue or]` and `[prevent] [the use of] force`.
    """
    first, second = left.features, right.features
    counted = first.shape is Shape.FIGURE and second.shape is Shape.OTHER
    counted = counted or first.plain in left.grammar.negations
    counted = counted or (first.plain in left.grammar.quantifiers and second.shape is not Shape.DETERMINED)
    return counted or (first.shape is Shape.OTHER and second.shape is Shape.DETERMINED and second.incomplete)


def _are_participles(left: Member, right: Member) -> bool:
    """Say whether both tell what is done, and only one of them may be: `[halved] [reduced to a minimum]`."""
    first = left.features.frame[:1]
    return right.features.shape is Shape.PARTICIPIAL and any(map(left.grammar.participle.fullmatch, first))


def _is_long(member: Member) -> bool:
    return len(member.features.frame) > _LONGEST_PHRASE


def _same_term(left: str, right: str, terminology: Terminology) -> bool:
    first, second = terminology.option_of(left), terminology.option_of(right)
    return first is not None and second is not None and first.term == second.term


def _of_one_shape(left: Member, right: Member) -> bool:
    """Say whether both are modal verbs or both figures, which only one of can stand."""
    if left.features.shape is right.features.shape is Shape.MODAL:
        return True
    listed = left.features.plain.endswith(",") or right.features.continues_sentence  # "Articles [3][, 4 and 5]"
    return not listed and all(one.blank or one.features.shape is Shape.FIGURE for one in (left, right))


def _begin_as_rivals(left: Member, right: Member) -> bool:
    """Say whether wordings may be rivals though the second goes on with a sentence: with a word of some sort.

    So where the first begins with a word of the same sort, `[if possible] [when feasible]`, or where they touch, unless
    a mark parts them.
    """
    first, second = left.features, right.features
    if first.plain.endswith((",", ";", ".")):
        return False
    return second.sort is not None and (first.sort == second.sort or left.end == right.start)


def _prepositions_meet(left: Features, right: Features) -> bool:
    """Say whether both cannot stand in a row: one ends with a preposition, and no noun for it begins the next.

    So in `[of] [from]` and `[in line with] [guided by] its law`. But "agree to" may go on with a verb, also behind a
    phrase, "in good faith", and "and sales of" joins the nouns.
    """
    if not left.incomplete or left.series_goes_on:  # "such as": open
        return False
    if right.shape is Shape.PREPOSITIONAL:
        return right.incomplete or not left.awaits_verb
    verb = left.awaits_verb and right.shape is not Shape.PARTICIPIAL
    joined = any(one.continues_sentence and one.sort is None for one in (left, right))
    return not (verb or joined or _may_govern(left, right))


def _may_govern(left: Features, right: Features) -> bool:
    """Say whether the next wording may be the verb or the noun that one waits for.

    So in `[take measures to] [reduce]` and `[derived from] [the sale]`.
    """
    verb = left.awaits_verb and not right.incomplete
    noun = len(left.frame) == 1 or right.shape in {Shape.DETERMINED, Shape.FIGURE} - {left.shape}  # `[on] [waste from]`
    return left.incomplete and (verb or (noun and right.sort != "relative"))


def count_on(left: Member, right: Member) -> bool:
    """Say whether two wordings are paragraphs one after the other: the number of the second counts on."""
    first, second = label_of(left.head), label_of(right.head)
    counted = first is not None and second is not None and counts_on(second, first)
    return counted and not share_label(left.head, right.head)


def _beside_connector(left: Member, right: Member) -> Relation:
    """Judge wordings of which one is a bare mark or conjunction: it stands alone, unless the other one brings its own.

    A sentence ends once, `[.][, or later.]`. But behind a bare full stop another sentence may begin.
    """
    first, second = left.features.plain, right.features.plain
    if first in _ENDS:
        begun = right.features.continues_sentence and not _begins_large(right)
        goes_on = begun or not _begins_a_sentence(right.head)
        return Relation.SURE_RIVALS if goes_on and second.endswith(first) else Relation.UNSURE
    if not first.endswith(second) or second.isalpha():
        return Relation.SEPARATE
    return Relation.SURE_RIVALS if second in _ENDS else Relation.UNSURE  # nor is a blank apart: `[five] [ ] years`


def _one_sentence(left: Member, right: Member) -> bool:
    """Say whether a wording ends a sentence though what follows does not begin another one: one of them can stand.

    Sentences that touch may be rivals, and those that parties propose or with one number; others parted by a space are
    sentence after sentence.
    """
    if not left.features.plain.endswith("."):
        return False
    return (
        bool(right.positions)
        or share_label(left.head, right.head)
        or left.end == right.start
        or not _begins_a_sentence(right.head)
        or _same_subject(left, right)
    )


def _same_subject(left: Member, right: Member) -> bool:
    """Say whether two sentences share half of the long words of one of them: they may say the contrary."""
    if any(". " in one.features.plain for one in (left, right)):
        return False
    words, others = ({word for word in one.features.frame if len(word) >= _LONG_WORD} for one in (left, right))
    common = len(words & others)
    return common > 0 and common >= min(len(words), len(others)) * _ALIKE


def _only_one_ends_it(left: Member, right: Member) -> bool:
    """Say whether a wording ends the sentence that the next one would go on with, without a word that joins them."""
    ended = left.features.plain.endswith(".")
    goes_on = right.features.continues_sentence or right.features.is_clause
    return ended and not goes_on and not _begins_a_sentence(right.head)


def _begin_one_sentence(left: Member, right: Member) -> bool:
    """Say whether both begin a sentence that the first has not ended: `[All may] [If one may]`.

    No sentence begins with "and", but words of a heading do: `[BOATS] [AND NETS]`.
    """
    if right.features.continues_sentence and right.features.sort is None:
        return False
    return not left.features.series_goes_on and _begins_large(left) and _begins_large(right)


def _begins_a_sentence(head: str) -> bool:
    """Say whether a wording begins with anything but a small letter."""
    return not head.lstrip(OPENING)[:1].islower()


def _begins_large(member: Member) -> bool:
    return member.head.lstrip(OPENING)[:1].isupper()


def alike(left: Features, right: Features) -> bool:
    """Say whether two wordings share their frame: the first word or the last, or most of their words."""
    first, second = left.frame, right.frame
    if not (first and second):
        return False
    if max(len(first), len(second)) > _LONGEST_PHRASE:
        return first[:_FIRST_WORDS] == second[:_FIRST_WORDS] or _shared(first, second) >= _ALIKE
    return first[-1] == second[-1] or first[0] == second[0] or _shared(first, second) >= _ALIKE


def _shared(first: Sequence[str], second: Sequence[str]) -> float:
    """Return which share of their words two wordings have in common; of the shorter's, if that is three or more."""
    one, other = set(first), set(second)
    common = len(one & other)
    of_all = common / len(one | other)
    return max(of_all, common / min(len(one), len(other)) - 0.2) if common >= _SOME_WORDS else of_all
