"""Inference of terms from the brackets of a draft. What is not certain becomes a doubt, for a person to decide."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.places import is_clause_part
from convention_variants.inference.concepts import OFTEN_ENOUGH, Concept, Concepts, find_concepts
from convention_variants.inference.wordings import Pattern, Wordings, is_name, name_text
from convention_variants.language.grammar import Language
from convention_variants.language.nouns import Number
from convention_variants.terminology.model import Option, Term
from convention_variants.text.sentences import SENTENCE_END
from convention_variants.text.words import unused

# The halves of a split pair are in one sentence, and few words join the second half to it.
_LONGEST_SENTENCE = 600
_MOST_JOINING_WORDS = 4
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


def infer(inventory: Inventory, *, once: bool) -> Inferred:
    """Return the terms of a draft that was read without a terminology; with `once`, also those that occur once."""
    enough = 1 if once else OFTEN_ENOUGH
    wordings = Wordings(inventory)
    concepts, unsure = find_concepts(wordings.patterns, wordings.grammar)
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


def _term(concept: Concept, wordings: Wordings, numbers: Mapping[str, Collection[Number]], ids: dict[str, int]) -> Term:
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
    concept: Concept
    option: int
    joined: bool


def _add_joining_forms(
    inventory: Inventory, wordings: Wordings, concepts: Concepts, kept: Collection[Concept]
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


def _half(point: ChoicePoint, inventory: Inventory, wordings: Wordings, concepts: Concepts) -> _Half | None:
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
    near = after.start - before.end <= _LONGEST_SENTENCE and draft.block_at(before.start) == draft.block_at(after.start)
    return near and not SENTENCE_END.search(draft.source.text, before.end, after.start)


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
