"""Inference of terms from the brackets of a draft. What is not certain becomes a doubt, for a person to decide.

Patterns of rivals become concepts, the most frequent first: which wordings name the same thing, and which are the same
option. A pattern that shares wordings with a concept joins it if that is certain: if it offers the same options, one of
them in other words, or further options after them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.places import is_clause_part
from convention_variants.inference.wordings import Pattern, Wordings, are_kin, is_name, name_text
from convention_variants.language.grammar import Language
from convention_variants.language.nouns import Number
from convention_variants.terminology.model import Option, Term
from convention_variants.text.sentences import SENTENCE_END
from convention_variants.text.words import unused

_OFTEN_ENOUGH = 2
_MOST_JOINING_WORDS = 4  # between the second half of a split pair and its sentence
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_WORDS_OF_ID, _LONGEST_ID = 4, 48


@dataclass(frozen=True, slots=True)
class Doubt:
    """Wordings of some choice points that belong to no term for certain.

    `known` are the ids of the terms that some of them belong to, and `new` the wordings that belong to none; or `term`
    is a possible term that occurs only once.
    """

    points: tuple[ChoicePoint, ...]
    known: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Inferred:
    """The terms of a draft and the doubts, both in source order; `split` are the starts of certain split pairs."""

    terms: tuple[Term, ...]
    doubts: tuple[Doubt, ...]
    split: frozenset[int]


@dataclass(slots=True, eq=False)
class _Concept:
    """A future term: its patterns, beginning with the first one, and the keys of each option's forms."""

    patterns: list[Pattern]
    options: list[list[str]]

    @property
    def points(self) -> list[ChoicePoint]:
        """The choice points it decides."""
        return [point for pattern in self.patterns for point in pattern.points]

    @property
    def first(self) -> range:
        """The options of the first pattern, which every choice point should offer."""
        return range(len(self.patterns[0].keys))


@dataclass(slots=True)
class _Concepts:
    """All future terms, the options that known keys belong to, and which keys are rivals somewhere."""

    grammar: Language
    rivals: Mapping[str, set[str]]
    found: list[_Concept] = field(default_factory=list)
    known: dict[str, tuple[_Concept, int]] = field(default_factory=dict)

    def add(self, pattern: Pattern) -> bool:
        """Make a pattern a term or part of one; return False, without doing so, if that is not certain."""
        known = [self.known.get(key) for key in pattern.keys]
        concepts = {id(place[0]): place[0] for place in known if place}
        if not concepts:
            concept = _Concept([pattern], [[key] for key in pattern.keys])
            self.found.append(concept)
            self.known.update((key, (concept, number)) for number, key in enumerate(pattern.keys))
            return True
        (concept, *others) = concepts.values()
        offered = self._offered(pattern, known, concept)
        if others or len(set(offered)) < len(offered) or not (all(known) or _fits(pattern, offered, concept)):
            return False
        for key, option in zip(pattern.keys, offered, strict=True):
            if option == len(concept.options):
                concept.options.append([])
            if key not in self.known:
                concept.options[option].append(key)
                self.known[key] = concept, option
        concept.patterns.append(pattern)
        return True

    def _offered(self, pattern: Pattern, known: Sequence[tuple[_Concept, int] | None], concept: _Concept) -> list[int]:
        """Return which options a pattern offers: those of known keys and related wordings, and new ones."""
        offered, following = [], len(concept.options)
        for number, (key, place) in enumerate(zip(pattern.keys, known, strict=True)):
            if place is not None:
                offered.append(place[1])
            elif number in concept.first and self._is_form(key, number, concept):
                offered.append(number)
            else:
                offered.append(following)
                following += 1
        return offered

    def _is_form(self, key: str, option: int, concept: _Concept) -> bool:
        forms = concept.options[option]
        others = [form for number, forms in enumerate(concept.options) if number != option for form in forms]
        return self.rivals[key].isdisjoint(forms) and are_kin(key, forms, others, self.grammar)

    def part(self, concept: _Concept) -> list[Pattern]:
        """Remove further options of a concept that occur where its first ones are missing; return their patterns.

        Otherwise a profile would insert one of the first options where the draft does not offer it.
        """
        offered = [{self.known[key][1] for key in pattern.keys} for pattern in concept.patterns]
        back: set[int] = set()
        for options in offered:
            further = options.difference(concept.first)
            if further and not options.issuperset(concept.first) and not further & back:
                back.add(max(further))
        for option in back:
            for key in concept.options[option]:
                del self.known[key]
            concept.options[option] = []
        pairs = list(zip(concept.patterns, offered, strict=True))
        concept.patterns = [pattern for pattern, options in pairs if not options & back]
        return [pattern for pattern, options in pairs if options & back]


def _fits(pattern: Pattern, offered: Sequence[int], concept: _Concept) -> bool:
    """Return whether a pattern offers the first options of its concept in order; only a recurring one adds others."""
    news = max(offered) >= len(concept.options)
    recurs = len(pattern.points) >= _OFTEN_ENOUGH
    return (recurs or not news) and list(offered[: len(concept.first)]) == list(concept.first)


def _find_concepts(patterns: Sequence[Pattern], grammar: Language) -> tuple[_Concepts, list[Pattern]]:
    """Return the concepts of a draft's patterns, and the patterns that fit none for certain."""
    rivals: defaultdict[str, set[str]] = defaultdict(set)
    for pattern in patterns:
        for key in pattern.keys:
            rivals[key].update(other for other in pattern.keys if other != key)
    concepts = _Concepts(grammar, rivals)
    later, unsure = [], []
    for pattern in patterns:
        if len(pattern.points) < _OFTEN_ENOUGH and not any(key in concepts.known for key in pattern.keys):
            later.append(pattern)
        elif not concepts.add(pattern):
            unsure.append(pattern)
    # More wordings are known by now.
    unsure = [pattern for pattern in (*unsure, *later) if not concepts.add(pattern)]
    return concepts, [*unsure, *(pattern for concept in concepts.found for pattern in concepts.part(concept))]


def infer(inventory: Inventory, *, once: bool) -> Inferred:
    """Return the terms of a draft that was read without a terminology; with `once`, also those that occur once."""
    enough = 1 if once else _OFTEN_ENOUGH
    wordings = Wordings(inventory)
    concepts, unsure = _find_concepts(wordings.patterns, wordings.grammar)
    kept = [concept for concept in concepts.found if len(concept.points) >= enough]
    kept.sort(key=lambda concept: min(point.start for point in concept.points))
    split = _add_joining_forms(inventory, wordings, concepts, frozenset(kept))
    numbers = _agreeing(inventory, wordings.patterns)
    ids: dict[str, int] = {}
    terms = [_term(concept, wordings, numbers, ids) for concept in kept]
    owners = {
        key: term.id for concept, term in zip(kept, terms, strict=True) for option in concept.options for key in option
    }
    doubts = [
        Doubt(
            tuple(pattern.points),
            tuple(dict.fromkeys(owners[key] for key in pattern.keys if key in owners)),
            tuple(wordings.spelled(key) for key in pattern.keys if key not in owners),
        )
        for pattern in unsure
    ]
    rare = [concept for concept in concepts.found if 0 < len(concept.points) < enough]
    doubts += [Doubt(tuple(one.points), term=_term(one, wordings, numbers, ids)) for one in rare]
    doubts.sort(key=lambda doubt: doubt.points[0].start)
    return Inferred(tuple(terms), tuple(doubts), split)


def _term(
    concept: _Concept, wordings: Wordings, numbers: Mapping[str, Collection[Number]], ids: dict[str, int]
) -> Term:
    options: dict[str, Option] = {}
    used: dict[str, int] = {}
    for keys in filter(None, concept.options):
        forms = tuple(wordings.form(key, numbers.get(key, ())) for key in dict.fromkeys(keys))
        name = unused(id_of(forms[0].text, wordings.grammar) or "option", used, "-")
        options[name] = Option(name, forms)
    name = unused(next(iter(options)), ids, "-")
    label = " / ".join(option.forms[0].text for option in options.values())
    return Term(name, label, options)


def id_of(text: str, grammar: Language) -> str:
    """Return an id for a wording: its first words in ASCII, without articles and the like at the ends."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", " ")).encode("ascii", "ignore").decode("ascii")
    words = _PLAIN_WORD.findall(plain)
    small = grammar.determiners | grammar.prepositions | grammar.connectors
    start = next((place for place, word in enumerate(words) if word not in small), 0)
    words = words[start : start + _WORDS_OF_ID]
    while len(words) > 1 and words[-1] in small:
        words.pop()
    return "-".join(words)[:_LONGEST_ID].strip("-")


class _Half(NamedTuple):
    """A lone bracket that names an option, alone or after joining words."""

    point: ChoicePoint
    text: str
    concept: _Concept
    option: int
    joined: bool


def _add_joining_forms(
    inventory: Inventory, wordings: Wordings, concepts: _Concepts, kept: Collection[_Concept]
) -> frozenset[int]:
    """Add the halves of split pairs, "[cybercrime] tactics [associated with …]"; return where these pairs begin."""
    text, starts = inventory.draft.source.text, set()
    for sentence in _lone_brackets(inventory):
        halves = [half for point in sentence if (half := _half(point, inventory, wordings, concepts))]
        if len(halves) != 2 or halves[0].joined == halves[1].joined:
            continue
        first, second = halves
        rivals = first.concept is second.concept and first.option != second.option and first.concept in kept
        if rivals and not any(is_clause_part(half.point.options[0], text, inventory.terminology) for half in halves):
            joined = first if first.joined else second
            wordings.look_at(joined.text)
            key = wordings.key(joined.text)
            concepts.known[key] = joined.concept, joined.option
            joined.concept.options[joined.option].append(key)
            starts.add(first.point.start)
    return frozenset(starts)


def _half(point: ChoicePoint, inventory: Inventory, wordings: Wordings, concepts: _Concepts) -> _Half | None:
    """Return the option that a bracket names, alone or after a few words with a preposition: "associated with"."""
    text = name_text(*point.options[0].inner, inventory)
    words = text.split() if is_name(text, inventory) else []
    joining = range(1, min(_MOST_JOINING_WORDS + 1, len(words)))
    after = [" ".join(words[one:]) for one in joining if words[one - 1] in wordings.grammar.prepositions]
    for name in (text, *after):
        if known := concepts.known.get(wordings.key(name)):
            return _Half(point, text, *known, joined=name != text)
    return None


def _lone_brackets(inventory: Inventory) -> Iterator[list[ChoicePoint]]:
    """Yield the lone brackets of each sentence that has several at the same level."""
    latest: dict[str | None, list[ChoicePoint]] = {}
    for point in inventory.points:
        if point.kind is Kind.OPTIONAL:
            sentence = latest.get(point.parent)
            if sentence and _one_sentence(sentence[-1], point, inventory):
                sentence.append(point)
                continue
            if sentence and len(sentence) > 1:
                yield sentence
            latest[point.parent] = [point]
    yield from (sentence for sentence in latest.values() if len(sentence) > 1)


def _one_sentence(before: ChoicePoint, after: ChoicePoint, inventory: Inventory) -> bool:
    draft = inventory.draft
    is_near = draft.block_at(before.start) == draft.block_at(after.start)
    return is_near and not SENTENCE_END.search(draft.source.text, before.end, after.start)


def _agreeing(inventory: Inventory, patterns: Sequence[Pattern]) -> Mapping[str, set[Number]]:
    """Return the numbers that agreement pairs such as `[are] [is]` show for the wordings of the preceding choice."""
    keys = {point.id: pattern.keys for pattern in patterns for point in pattern.points}
    numbers: defaultdict[str, set[Number]] = defaultdict(set)
    latest: dict[int, ChoicePoint] = {}
    terminology = inventory.terminology
    for point in inventory.points:
        count = len(point.options)
        if point.id in keys:
            latest[count] = point
        elif point.kind is Kind.ALTERNATIVES and count in latest and _one_sentence(latest[count], point, inventory):
            texts = [name_text(*option.inner, inventory) for option in point.options]
            if all(map(terminology.is_agreement, texts)):
                for key, text in zip(keys[latest[count].id], texts, strict=True):
                    numbers[key] |= {number for number in [terminology.number_of_words(text)] if number}
    return numbers
