"""Draft + terminology → choice points: what there is to decide in a draft, place by place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from convention_variants.brackets import Bracket
from convention_variants.grouping import Group, Kind, group_brackets
from convention_variants.outline import Draft
from convention_variants.terminology import OptionKey, Terminology
from convention_variants.text import Span

# Where one sentence certainly ends: behind a mark, or at a blank line that no sentence goes over.
_SENTENCE_END = re.compile(r"[.!?;:][\"”’)\]*_]*\s|\n\s*\n(?!\s*[\[a-z])")


# Characters in which the word beside a bracket is looked for.
_NEAR = 40


@dataclass(frozen=True, slots=True)
class PlacedOption:
    """One of the wordings at a choice point: its bracket, and the option it is a form of.

    A blank that is an option keeps its brackets when it is taken.
    """

    start: int
    end: int
    key: OptionKey | None = None
    blank: bool = False

    @property
    def inner(self) -> Span:
        """The span between the brackets."""
        return Span(self.start + 1, self.end - 1)


@dataclass(frozen=True, slots=True)
class ChoicePoint:
    """What a reader has to decide at one place.

    `id` is `<provision>.<n>`. `open` says that the rules cannot tell what it is, so that only
    a reader can settle it. `leader` is the choice point that an agreement pair follows.
    """

    id: str
    kind: Kind
    options: tuple[PlacedOption, ...]
    term: str | None
    provision: str
    depth: int
    parent: str | None
    open: bool = False
    leader: str | None = None

    @property
    def start(self) -> int:
        """The offset of the first opening bracket."""
        return self.options[0].start

    @property
    def end(self) -> int:
        """The offset behind the last closing bracket."""
        return self.options[-1].end


@dataclass(frozen=True)
class Inventory:
    """A draft with its choice points, in the order of the source, parents before children."""

    draft: Draft
    terminology: Terminology = field(repr=False)
    points: tuple[ChoicePoint, ...] = field(repr=False)

    @cached_property
    def by_id(self) -> Mapping[str, ChoicePoint]:
        """The choice points by their ids."""
        return {point.id: point for point in self.points}

    def text(self, span: Span) -> str:
        """Return the source text of a span."""
        return self.draft.source.text[span.start : span.end]


def find_choices(draft: Draft, terminology: Terminology) -> Inventory:
    """Find the choice points of a draft: groups of brackets, their terms and their ids."""
    groups = group_brackets(draft.brackets, terminology, draft.block_at)
    places = _places(groups, draft, terminology)
    return Inventory(draft, terminology, tuple(_numbered(places)))


@dataclass(slots=True)
class _Place:
    """A group on its way to becoming a choice point."""

    group: Group
    options: tuple[PlacedOption, ...]
    provision: str
    sentence: int
    kind: Kind
    term: str | None = None
    leader: _Place | None = None
    second_half: bool = False
    id: str = ""


def _places(groups: Sequence[Group], draft: Draft, terminology: Terminology) -> list[_Place]:
    """Give each group its options, its provision and its term."""
    text = draft.source.text
    places: list[_Place] = []
    sentence, previous_end, previous = 0, 0, -1
    for group in groups:
        provision, block = draft.provision_at(group.start), draft.block_at(group.start)
        if block != previous or _SENTENCE_END.search(text, previous_end, group.start):
            sentence += 1
        previous, previous_end = block, max(previous_end, group.end) if group.depth == 0 else group.start
        options = tuple(_option(bracket, group.kind, text, terminology) for bracket in group.brackets)
        place = _Place(group, options, provision, sentence, group.kind)
        if group.kind is Kind.ALTERNATIVES and not group.doubtful:
            place.term = _term(options)
        places.append(place)
    _pair_split(places, text, terminology)
    _follow(places, text, terminology)
    return places


def _option(bracket: Bracket, kind: Kind, text: str, terminology: Terminology) -> PlacedOption:
    if kind in (Kind.BLANK, Kind.NOTE) or bracket.end - bracket.start > terminology.longest_form:
        return PlacedOption(bracket.start, bracket.end)
    inner = text[bracket.start + 1 : bracket.end - 1]
    blank = kind is Kind.ALTERNATIVES and terminology.is_blank(inner)
    return PlacedOption(bracket.start, bracket.end, terminology.option_of(inner), blank)


def _term(options: Sequence[PlacedOption]) -> str | None:
    """Return the term of rival wordings: the one whose options all of them are, each once.

    A wording that is none of them may be a rival, or something else that belongs in the text.
    """
    keys = [option.key for option in options if option.key is not None]
    if len(keys) < len(options) or len(set(keys)) < len(keys) or len({key.term for key in keys}) != 1:
        return None
    return keys[0].term


def _pair_split(places: Sequence[_Place], text: str, terminology: Terminology) -> None:
    """Make split pairs of two lone brackets of a sentence that name different options of a term."""
    lone: defaultdict[tuple[int, int, str], list[_Place]] = defaultdict(list)
    for place in places:
        key = place.options[0].key
        if place.kind is Kind.OPTIONAL and key is not None:
            lone[place.sentence, id(place.group.parent), key.term].append(place)
    for (_, _, term), pair in lone.items():
        if len(pair) != 2 or pair[0].options[0].key == pair[1].options[0].key:
            continue
        if not any(_is_clause_part(place.options[0], text, terminology) for place in pair):
            first, second = pair
            first.kind, first.term = Kind.SPLIT, term
            first.options = (*first.options, *second.options)
            second.second_half = True


def _is_clause_part(option: PlacedOption, text: str, terminology: Terminology) -> bool:
    """Say whether a lone bracket holds a subject or object that its clause cannot do without.

    "A [computer system] is …", "… and the [digital information]": to drop it would leave no sentence.
    """
    grammar = terminology.language
    after = text[option.end : option.end + _NEAR].split()
    before = text[max(0, option.start - _NEAR) : option.start].split()
    verb = bool(after) and after[0].casefold() in grammar.verbs
    return verb or (bool(before) and before[-1].casefold() in grammar.determiners)


def _follow(places: Sequence[_Place], text: str, terminology: Terminology) -> None:
    """Let pairs that are nothing but agreement follow the nearest choice before them (design §4)."""
    nearest: dict[tuple[int, int], _Place] = {}
    for place in places:
        key = place.sentence, len(place.options)
        if place.kind is not Kind.ALTERNATIVES or place.group.doubtful:
            continue
        if place.term is not None:
            nearest[key] = place
        elif key in nearest and _agrees(place, nearest[key], text, terminology):
            place.leader, place.term = nearest[key], nearest[key].term


def _agrees(place: _Place, leader: _Place, text: str, terminology: Terminology) -> bool:
    """Say whether the wordings of a place are agreement words that fit those of its leader, in order."""
    for option, led in zip(place.options, leader.options, strict=True):
        words = text[option.start + 1 : option.end - 1]
        if not terminology.is_agreement(words):
            return False
        number = terminology.number_of(led.key) if led.key else None
        if number is not None and terminology.number_of_words(words) not in (None, number.value):
            return False
    return True


def _numbered(places: Sequence[_Place]) -> Iterable[ChoicePoint]:
    """Yield the finished choice points, numbered within their provisions."""
    counts: defaultdict[str, int] = defaultdict(int)
    owners: dict[int, str] = {}
    for place in places:
        group = place.group
        if place.second_half:
            continue
        counts[place.provision] += 1
        place.id = f"{place.provision}.{counts[place.provision]}"
        owners[id(group)] = place.id
        parent = owners.get(id(group.parent)) if group.parent else None
        leader = place.leader.id if place.leader else None
        yield ChoicePoint(
            place.id, place.kind, place.options, place.term, place.provision, group.depth, parent,
            group.doubtful, leader,
        )  # fmt: skip
