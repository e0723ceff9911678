"""Concepts from patterns of rivals: which wordings name the same thing, and which are the same option.

Patterns become concepts, the most frequent first. A pattern that shares wordings with a concept joins it if that is
certain: if it offers the same options, one of them in other words, or further options after them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from convention_variants.choices.inventory import ChoicePoint
from convention_variants.inference.wordings import MOST_OPTIONS, Pattern, are_kin
from convention_variants.language.grammar import Language

OFTEN_ENOUGH = 2
# An option with more names would be unreadable.
_MOST_FORMS = 12


@dataclass(slots=True, eq=False)
class Concept:
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
class Concepts:
    """All future terms, the options that known keys belong to, and which keys are rivals somewhere."""

    grammar: Language
    rivals: Mapping[str, Collection[str]]
    found: list[Concept] = field(default_factory=list)
    known: dict[str, tuple[Concept, int]] = field(default_factory=dict)

    def add(self, pattern: Pattern) -> bool:
        """Make a pattern a term or part of one; return False, without doing so, if that is not certain."""
        known = [self.known.get(key) for key in pattern.keys]
        concepts = {id(place[0]): place[0] for place in known if place}
        if not concepts:
            concept = Concept([pattern], [[key] for key in pattern.keys])
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

    def _offered(self, pattern: Pattern, known: Sequence[tuple[Concept, int] | None], concept: Concept) -> list[int]:
        """Return which options a pattern offers: those of known keys and related wordings, and new ones."""
        taken = {place[1] for place in known if place}
        offered, following = [], len(concept.options)
        for number, (key, place) in enumerate(zip(pattern.keys, known, strict=True)):
            if place is not None:
                offered.append(place[1])
            elif number in concept.first and number not in taken and self._is_form(key, number, concept):
                offered.append(number)
            else:
                offered.append(following)
                following += 1
        return offered

    def _is_form(self, key: str, option: int, concept: Concept) -> bool:
        forms = concept.options[option]
        others = [form for number, forms in enumerate(concept.options) if number != option for form in forms]
        if len(forms) >= _MOST_FORMS or any(form in self.rivals[key] for form in forms):
            return False
        return are_kin(key, forms, others, self.grammar)

    def part(self, concept: Concept) -> list[Pattern]:
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


def _fits(pattern: Pattern, offered: Sequence[int], concept: Concept) -> bool:
    """Return whether a pattern offers the first options of its concept in order; only a recurring one adds others."""
    news = max(offered) >= len(concept.options)
    recurs = len(pattern.points) >= OFTEN_ENOUGH and max(offered) < MOST_OPTIONS
    return (recurs or not news) and list(offered[: len(concept.first)]) == list(concept.first)


def find_concepts(patterns: Sequence[Pattern], grammar: Language) -> tuple[Concepts, list[Pattern]]:
    """Return the concepts of a draft's patterns, and the patterns that fit none for certain."""
    rivals: defaultdict[str, set[str]] = defaultdict(set)
    for pattern in patterns:
        for key in pattern.keys:
            rivals[key].update(other for other in pattern.keys if other != key)
    concepts = Concepts(grammar, rivals)
    later, unsure = [], []
    for pattern in patterns:
        if len(pattern.points) < OFTEN_ENOUGH and not any(key in concepts.known for key in pattern.keys):
            later.append(pattern)
        elif not concepts.add(pattern):
            unsure.append(pattern)
    # More wordings are known by now.
    unsure = [pattern for pattern in (*unsure, *later) if not concepts.add(pattern)]
    return concepts, [*unsure, *(pattern for concept in concepts.found for pattern in concepts.part(concept))]
