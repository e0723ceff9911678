"""The first `variants.toml` of a draft, for a person to review."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.reader import read_draft
from convention_variants.formats.folder import VARIANTS_NAME
from convention_variants.inference.describing import headings, symbol_of, title_of
from convention_variants.inference.terms import Doubt, infer
from convention_variants.inference.writer import (
    apart_lines,
    blank_lines,
    comment,
    document_lines,
    doubt_lines,
    named,
    open_kinds,
    profile_lines,
    term_comment,
    term_lines,
)
from convention_variants.language.data import all_languages, any_of
from convention_variants.language.detection import language_of
from convention_variants.resolve.coverage import Coverage, coverage
from convention_variants.resolve.resolver import Resolver, Selection
from convention_variants.terminology.loader import read_terminology
from convention_variants.terminology.model import Profile, Term
from convention_variants.text.display import counted, on_one_line
from convention_variants.text.source import Source
from convention_variants.text.words import single_spaced

_RANKS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_OFTEN_ENOUGH = 2
_LONGEST_BLANK = 60
_LIKELY_BLANK = re.compile(
    rf"\W*(?:{any_of(data.brackets.likely_blank_pattern for data in all_languages())})\W*", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The text of a first `variants.toml`, its terms, and how many choice points each profile decides.

    `left_out` counts the possible terms that occur only once and are comments in the text.
    """

    text: str
    terms: Sequence[Term]
    covered: Sequence[Coverage]
    inventory: Inventory
    left_out: int

    @property
    def summary(self) -> str:
        """The numbers of terms and profiles, and of possible terms left out, on one line."""
        return "; ".join([_summary(self.terms, self.covered), *_left_out(self.left_out)])


def propose(source: Source, *, once: bool = False) -> Proposal:
    """Infer the terminology of a draft; ignores an existing `variants.toml`.

    Terms are wordings that recur side by side; with `once`, also those that occur once.
    """
    language = language_of(source.text)
    bare = read_draft(source)
    inferred = infer(bare, once=once)
    document = list(_document(bare, language))
    tables = [*document, *(line for term in inferred.terms for line in term_lines(term))]
    inventory = _read(source, tables)
    # Split pairs inferred from their wordings only: each half may be an optional text of its own.
    splits = [point for point in inventory.points if point.kind is Kind.SPLIT and point.start not in inferred.split]
    apart = list(apart_lines(splits, inventory))
    if apart:
        inventory = _read(source, [*tables, *apart])
    places = _places(inventory)
    profiles = tuple(_profiles(inferred.terms, places))
    resolver = Resolver(inventory)
    covered = [coverage(resolver.resolve(Selection(choose=profile.choose))) for profile in profiles]
    doubts = _still(inferred.doubts, inventory)
    left_out = sum(doubt.term is not None for doubt in doubts)
    lines = [*_head(inventory, inferred.terms, covered, left_out), *document]
    for term in inferred.terms:
        lines += [*term_comment(places[term.id], inventory), *term_lines(term)]
    if profiles:
        lines += ["# The first profile chooses the first option of each term, the second profile the second.", ""]
    for profile in profiles:
        lines += profile_lines(profile, dict(_open_terms(profile, inferred.terms, places, inventory)))
    lines += [*apart, *blank_lines(_blanks(inventory)), *doubt_lines(doubts, inventory)]
    return Proposal(_text(lines), inferred.terms, covered, inventory, left_out)


def _read(source: Source, tables: Iterable[str]) -> Inventory:
    return read_draft(source, read_terminology(Source(VARIANTS_NAME, _text(tables))))


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip() + "\n"


def _document(inventory: Inventory, language: str) -> Iterator[str]:
    draft = inventory.draft
    said = {"symbol": symbol_of(draft), "title": title_of(draft), "language": language}
    examples = {"symbol": "A/…", "title": next(headings(draft), "…"), "language": "en"}
    return document_lines(said, examples)


def _places(inventory: Inventory) -> Mapping[str, list[ChoicePoint]]:
    """Return the choice points that each term decides."""
    places: defaultdict[str, list[ChoicePoint]] = defaultdict(list)
    for point in inventory.points:
        if point.term is not None:
            places[point.term].append(point)
    return places


def _lacking(term: str, option: str, places: Mapping[str, Sequence[ChoicePoint]]) -> list[ChoicePoint]:
    """Return the choice points of a term that do not offer one of its options."""
    return [
        point
        for point in places[term]
        if point.leader is None and option not in {placed.key.option for placed in point.options if placed.key}
    ]


def _profiles(terms: Sequence[Term], places: Mapping[str, Sequence[ChoicePoint]]) -> Iterator[Profile]:
    """Yield a profile for each rank of options.

    A profile chooses an option only if every choice point of the term offers it.
    """
    for number, rank in enumerate(_RANKS):
        options = {term.id: list(term.options)[number] for term in terms if number < len(term.options)}
        choose = {term: option for term, option in options.items() if not _lacking(term, option, places)}
        if choose:
            yield Profile(rank, f"All {rank}", choose)


def _open_terms(
    profile: Profile, terms: Sequence[Term], places: Mapping[str, Sequence[ChoicePoint]], inventory: Inventory
) -> Iterator[tuple[str, str]]:
    """Yield the terms that a profile leaves open although they have an option of its rank, and why."""
    number = _RANKS.index(profile.id)
    for term in terms:
        if term.id not in profile.choose and number < len(term.options):
            option = list(term.options)[number]
            where = named(_lacking(term.id, option, places), inventory)
            yield term.id, f'"{option}" is not offered at {where}'


def _head(inventory: Inventory, terms: Sequence[Term], covered: Sequence[Coverage], left_out: int) -> Iterator[str]:
    """Yield the comment at the top: what the file is, a summary, and the next steps."""
    name = on_one_line(PurePath(inventory.draft.source.name).name)
    yield f"# Terminology of {name}, inferred from its brackets by `convention-variants init`."
    yield from comment("Review and correct it. A term is a concept; its options are the rival ways to name it.")
    yield "#"
    summary = _summary(terms, covered)
    yield f"# {summary[0].upper()}{summary[1:]}."
    still = set(covered[0].open) if covered else {point.id for point in inventory.points if point.kind.is_choice}
    if still:
        kinds = open_kinds([point for point in inventory.points if point.id in still])
        yield from comment(f"Open{f' under {_RANKS[0]}' if covered else ''}: {kinds}.")
    for sentence in _left_out(left_out):
        yield from comment(f"{sentence}.")
    yield "#"
    yield from comment(
        "Next: rename terms, options and profiles and edit their labels (a name can occur in several places);"
        ' check each number (whether a wording takes "is" or "are"); uncomment the terms you want at the end'
        " of this file, if any; then run `convention-variants check`."
    )
    yield ""


def _summary(terms: Sequence[Term], covered: Sequence[Coverage]) -> str:
    if not covered:
        return "no terms: no wordings recur side by side"
    return f"{counted(len(terms), 'term')}, {counted(len(covered), 'profile')}: {_decided(covered)}"


def _left_out(number: int) -> Iterator[str]:
    """Yield how many possible terms occur only once, if any, and how to include them."""
    if number:
        they, them = ("it occurs", "it") if number == 1 else ("they occur", "them")
        left = f"{counted(number, 'possible term')} left out because {they} only once"
        yield f"{left} (init --once --force includes {them})"


def _decided(covered: Sequence[Coverage]) -> str:
    if len({profile.decided for profile in covered}) == 1:
        each = "each decides" if len(covered) > 1 else "it decides"
        return f"{each} {covered[0].decided} of {counted(covered[0].points, 'choice point')}"
    counts = ", ".join(f"{rank} {profile.decided}" for rank, profile in zip(_RANKS, covered, strict=False))
    return f"of {counted(covered[0].points, 'choice point')} they decide {counts}"


def _blanks(inventory: Inventory) -> list[str]:
    """Return the words of recurring lone brackets that look like blanks."""
    words: Counter[str] = Counter()
    for point in inventory.points:
        start, end = point.options[0].inner
        if point.kind is Kind.OPTIONAL and end - start <= _LONGEST_BLANK:
            text = single_spaced(inventory.text(point.options[0].inner).casefold())
            words[text] += _LIKELY_BLANK.fullmatch(text) is not None
    return [text for text, number in words.items() if number >= _OFTEN_ENOUGH]


def _still(doubts: Iterable[Doubt], inventory: Inventory) -> list[Doubt]:
    """Return the doubts that remain after the terms were applied, with their current choice points."""
    by_start = {point.start: point for point in inventory.points if point.term is None}
    current = [
        (doubt, tuple(by_start[point.start] for point in doubt.points if point.start in by_start)) for doubt in doubts
    ]
    return [replace(doubt, points=points) for doubt, points in current if points]
