"""Groups → places: each choice of a draft with its options, its provision, its term and its id."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from operator import attrgetter

from convention_variants.choices.groups import Group, Kind
from convention_variants.choices.members import Member
from convention_variants.choices.one_place import are_one_number, label_of
from convention_variants.choices.series import (
    NumberedParagraph,
    OptionParagraph,
    Series,
    find_series,
    numbered_paragraphs,
)
from convention_variants.choices.settling import Place, PlacedOption, settle
from convention_variants.language.option_labels import OptionLabel, names_an_option, read_option_label
from convention_variants.language.placeholders import is_anything_else, is_no_provision, is_no_text
from convention_variants.outline.labels import begins, follows
from convention_variants.outline.nodes import Draft
from convention_variants.terminology.model import Terminology
from convention_variants.text.sentences import SENTENCE_END
from convention_variants.text.spans import Span, trimmed

# Characters in which the word beside a bracket is looked for.
_NEAR = 40


def find_places(groups: Sequence[Group], draft: Draft, terminology: Terminology) -> list[Place]:
    """Return the places of a draft in the order of the source, numbered within their provisions.

    Raises `InputError` for an entry of `[[decisions]]` that does not fit the draft.
    """
    text = draft.source.text
    series = find_series(draft)
    begun = frozenset(one.paragraphs[0].start for one in series)
    offered = frozenset(one.start for known in series if not known.doubtful for one in known.paragraphs)
    boxes = frozenset(box for one in series for paragraph in one.paragraphs if (box := paragraph.box(text)))
    others = _parted([group for group in groups if (group.start, group.end) not in boxes], series) if series else groups
    places = _pair_split(_places(others, begun, offered, draft, terminology), text, terminology)
    _doubt_repeated(places, offered, draft)
    places = _with_series(places, series)
    _give_ids(places)
    places = settle(places, terminology, text)
    for place in places:
        if not place.doubtful:
            place.term = _term(place.options, text)
    _follow(places, text, terminology)
    return places


def _parted(groups: Iterable[Group], series: Sequence[Series]) -> list[Group]:
    """Return groups, but each bracket of one that goes across options of a series alone: that choice is made there.

    Those behind the series are open.
    """
    ends = {paragraph.start: paragraph.end for one in series for paragraph in one.paragraphs}
    found: list[Group] = []
    for group in groups:
        leaves = ends.get(group.start, group.end) < group.end
        if leaves or any(member.start in ends for member in group.members[1:]):
            alone = partial(replace, group, kind=Kind.OPTIONAL)
            found += (alone(members=[one], doubtful=one.start not in ends) for one in group.members)
        else:
            found.append(group)
    return found


def _places(
    groups: Sequence[Group], begun: AbstractSet[int], offered: AbstractSet[int], draft: Draft, terminology: Terminology
) -> list[Place]:
    """Give each group its options, its provision and its sentence.

    `begun` is where series of options begin, and `offered` where each option does of a series that is not doubtful.
    """
    text = draft.source.text
    places: list[Place] = []
    sentence = 0
    for before, group in zip((None, *groups), groups, strict=False):
        if before is None or not _in_one_sentence(before.start, group.start, draft):
            sentence = group.start
        provision = draft.provision_at(group.start)
        options = tuple(_option(member, group.kind, begun, terminology, text) for member in group.members)
        doubtful = group.doubtful or (group.start not in offered and _lacks_rivals(group, begun))
        doubtful = doubtful or _may_go_on(group, text)
        places.append(Place("", group.kind, options, provision, group.depth, sentence, group.around, doubtful))
    return places


def _in_one_sentence(first: int, second: int, draft: Draft) -> bool:
    if draft.block_at(first) != draft.block_at(second):
        return False
    return not SENTENCE_END.search(draft.source.text, first, second)


def _lacks_rivals(group: Group, begun: AbstractSet[int]) -> bool:
    """Say whether a lone bracket is an option, but not the first of a series: `[alt 1. Parties act]`.

    So is any wording with a label that says only that it is one: `[Option: All act] [None acts]`.
    """
    member, *others = group.members
    label = member.option
    if label is None or others:
        return any(one.option is None and names_an_option(one.head) for one in group.members)
    return label.start not in begun and (label.written[0] in "Aa" or not begins(label.written))


def _may_go_on(group: Group, text: str) -> bool:
    """Say whether more options may belong to a series of brackets: it lacks the first, or one outside follows."""
    labels = [member.option.written for member in group.members if member.option]
    if group.kind is not Kind.ALTERNATIVES or not labels:
        return False
    start = trimmed(text, group.end, min(group.end + _NEAR, len(text))).start
    after = read_option_label(text, start, len(text))
    return not begins(labels[0]) or (after is not None and follows(after.written, labels[-1]))


def _doubt_repeated(places: Sequence[Place], offered: AbstractSet[int], draft: Draft) -> None:
    """Leave open a paragraph in a bracket of its own that has the number of the one before it, or is its rival.

    Of two such brackets side by side both are open. One that is an option of a series is chosen there.
    """
    text = draft.source.text
    known: list[NumberedParagraph] = []
    before: tuple[Place, str] | None = None
    for place in places:
        first = place.options[0]
        label = label_of(text[first.inner.start : first.inner.start + _NEAR]) if place.kind is Kind.OPTIONAL else None
        if label is None or first.start in offered:
            continue
        if before and are_one_number(before[1], label) and not text[before[0].options[0].end : first.start].strip():
            before[0].doubtful = place.doubtful = True
        before = place, label
        known = known or numbered_paragraphs(draft)
        at = bisect_right(known, first.inner.start, key=lambda paragraph: paragraph.start) - 1
        if at >= 0 and known[at].start >= first.start:
            place.doubtful |= known[at].again
        elif at >= 0:  # the outline has it in the paragraph before it, or right behind
            place.doubtful |= known[at].label == label and known[at].id.startswith(place.provision)


def _with_series(places: list[Place], found: Sequence[Series]) -> list[Place]:
    """Add the choices between option paragraphs; what stands in one of them is one deeper."""
    for series in found:
        options = tuple(_paragraph_option(paragraph) for paragraph in series.paragraphs)
        places.append(Place("", Kind.ALTERNATIVES, options, series.provision, 0, series.start, None, series.doubtful))
    places.sort(key=attrgetter("start"))
    around: list[tuple[Place, int]] = []  # the places that are open, and how many of them are option paragraphs
    for place in places:
        start = place.start
        while around and around[-1][0].options[-1].end <= start:
            around.pop()
        labelled = around[-1][1] if around else 0
        if place.options[0].label:
            place.depth = around[-1][0].depth + 1 if around else 0
            labelled += 1
        else:
            place.depth += labelled
        around.append((place, labelled))
    return places


def _paragraph_option(paragraph: OptionParagraph) -> PlacedOption:
    return PlacedOption(
        paragraph.start, paragraph.end, paragraph.words, nothing=paragraph.nothing, label=paragraph.label
    )


def _give_ids(places: Sequence[Place]) -> None:
    """Give each place its id: its provision, and a number that counts the places of the provision."""
    counts: defaultdict[str, int] = defaultdict(int)
    for place in places:
        counts[place.provision] += 1
        place.id = f"{place.provision}.{counts[place.provision]}"


def _option(member: Member, kind: Kind, begun: AbstractSet[int], terminology: Terminology, text: str) -> PlacedOption:
    words, head = member.words, member.head
    key = terminology.option_of(head) if len(head) <= terminology.longest_form else None
    if kind is Kind.ALTERNATIVES and member.option is not None:
        words = _offered(member, member.option, begun, text)
        head = head[words.start - member.words.start :]
    says_nothing = is_no_text if member.option is None else is_no_provision
    return PlacedOption(
        member.start, member.end, words, key, member.blank, member.positions, says_nothing(head),
        calls=member.calls, unread=member.unread,
    )  # fmt: skip


def _offered(member: Member, label: OptionLabel, begun: AbstractSet[int], text: str) -> Span:
    """Return the words of a rival without the label of an option before them, unless that is all there is.

    A label inside a bracket of its own is that bracket's: `[[Option 2: y] z]`. One that begins a series inside the
    bracket is that series', and one that a mark stands before stays, lest the mark be lost: `[“Option 1: y”]`.
    """
    start, end = member.words
    if label.start in begun or text[start : label.start].strip() or "[" in text[label.start : label.name]:
        return member.words
    start = end - len(text[label.end : end].lstrip())
    return Span(start, end) if start != end else member.words


def _term(options: Sequence[PlacedOption], text: str) -> str | None:
    """Return the term of rival wordings: the one whose options all of them are, each once.

    A wording that is no form of the term may be a rival or belong in the text. `[other]` beside two forms is
    neither: it says that a third may be found.
    """
    keys = [option.key for option in options if option.key is not None]
    if len(keys) < 2:
        return None
    said = [option for option in options if not _is_open_ended(option, text)]
    terms = {key.term for key in keys}
    if len(keys) < len(said) or len(set(keys)) < len(keys) or len(terms) != 1:
        return None
    return terms.pop()


def _is_open_ended(option: PlacedOption, text: str) -> bool:
    """Say whether an option stands for a wording that is still to be found."""
    return is_anything_else(text[option.inner.start : option.inner.end])


def _pair_split(places: Sequence[Place], text: str, terminology: Terminology) -> list[Place]:
    """Make split pairs of two lone brackets of a sentence that name different options of a term."""
    lone: defaultdict[tuple[int, int | None, str], list[Place]] = defaultdict(list)
    for place in places:
        option, *_ = place.options
        if place.kind is Kind.OPTIONAL and option.key is not None:
            lone[place.sentence, place.around, option.key.term].append(place)
    second_halves = set()
    for (_, _, term), pair in lone.items():
        options = tuple(option for place in pair for option in place.options)
        if not len(pair) == len({option.key for option in options}) == 2:
            continue
        if not any(is_clause_part(option, text, terminology) for option in options):
            first, second = pair
            first.kind, first.term, first.options = Kind.SPLIT, term, options
            second_halves.add(second)
    return [place for place in places if place not in second_halves]


def is_clause_part(option: PlacedOption, text: str, terminology: Terminology) -> bool:
    """Say whether a lone bracket holds a subject or object that its clause cannot do without.

    "A [computer system] is …", "… and the [digital information]": to drop it would leave no sentence.
    """
    grammar = terminology.language
    after = text[option.end : option.end + _NEAR].split(maxsplit=1)
    before = text[max(0, option.start - _NEAR) : option.start].rsplit(maxsplit=1)
    verb = bool(after) and after[0].casefold() in grammar.verbs
    return verb or (bool(before) and before[-1].casefold() in grammar.determiners)


def _follow(places: Sequence[Place], text: str, terminology: Terminology) -> None:
    """Let pairs that are nothing but agreement, `[are] [is]`, follow the nearest choice before them."""
    nearest: dict[tuple[int, int], Place] = {}
    for place in places:
        key = place.sentence, len(place.options)
        if place.term is not None:
            nearest[key] = place
        elif not place.doubtful and key in nearest and _agrees(place, nearest[key], text, terminology):
            place.leader, place.term = nearest[key], nearest[key].term


def _agrees(place: Place, leader: Place, text: str, terminology: Terminology) -> bool:
    """Say whether the wordings of a place are agreement words that fit those of its leader, in order."""
    for option, led in zip(place.options, leader.options, strict=True):
        words = text[option.inner.start : option.inner.end]
        if not terminology.is_agreement(words):
            return False
        led_words = text[led.inner.start : led.inner.end]
        known = terminology.match(led_words)
        number = (known.number if known else None) or terminology.number_of_words(led_words)
        if number is not None and terminology.number_of_words(words) not in (None, number):
            return False
    return True
