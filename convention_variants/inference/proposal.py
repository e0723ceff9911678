"""The first `variants.toml` of a draft, for a person to review."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.reader import read_draft
from convention_variants.formats.folder import VARIANTS_NAME
from convention_variants.inference import writer
from convention_variants.inference.terms import Doubt, infer
from convention_variants.inference.writer import Proposal, comment, named, open_kinds
from convention_variants.language.data import all_languages, any_of
from convention_variants.language.detection import language_of
from convention_variants.resolve.coverage import Coverage, coverage
from convention_variants.resolve.resolver import Resolver, Selection
from convention_variants.terminology.loader import read_terminology
from convention_variants.terminology.model import Profile, Term
from convention_variants.text.display import counted, on_one_line
from convention_variants.text.source import Source
from convention_variants.text.words import capitalized, single_spaced

_RANKS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_OFTEN_ENOUGH = 2
_LONGEST_BLANK = 60
_LIKELY_BLANK = re.compile(
    rf"\W*(?:{any_of(data.brackets.likely_blank_pattern for data in all_languages())})\W*", re.IGNORECASE | re.DOTALL
)


def propose(source: Source, *, once: bool = False) -> Proposal:
    """Infer the terminology of a draft; ignores an existing `variants.toml`.

    Terms are wordings that recur side by side; with `once`, also those that occur once.
    """
    bare = read_draft(source)
    inferred = infer(bare, once=once)
    document = [*writer.document_lines(bare.draft, language_of(source.text)), ""]
    tables = [*document, *(line for term in inferred.terms for line in writer.term_lines(term))]
    inventory = _read(source, tables)
    # Split pairs inferred from their wordings only: each half may be an optional text of its own.
    splits = [point for point in inventory.points if point.kind is Kind.SPLIT and point.start not in inferred.split]
    apart = list(writer.apart_lines(splits, inventory))
    if apart:
        inventory = _read(source, [*tables, *apart])
    places = _places(inventory)
    profiles = list(_profiles(inferred.terms, places, inventory))
    resolver = Resolver(inventory)
    covered = [coverage(resolver.resolve(Selection(choose=profile.choose))) for profile, _ in profiles]
    doubts = list(_still(inferred.doubts, inventory))
    summary = [_summary(inferred.terms, covered), *_left_out(sum(doubt.term is not None for doubt in doubts))]
    lines = [*_head(summary, inventory, covered), *document]
    for term in inferred.terms:
        lines += [*writer.term_comment(places[term.id], inventory), *writer.term_lines(term)]
    if profiles:
        lines += ["# The first profile chooses the first option of each term, the second profile the second.", ""]
    lines += [line for profile, left in profiles for line in writer.profile_lines(profile, left)]
    lines += [*apart, *writer.blank_lines(_blanks(inventory)), *writer.doubt_lines(doubts, inventory)]
    return Proposal(_text(lines), "; ".join(summary), inventory)


def _read(source: Source, tables: Iterable[str]) -> Inventory:
    return read_draft(source, read_terminology(Source(VARIANTS_NAME, _text(tables))))


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip() + "\n"


def _places(inventory: Inventory) -> Mapping[str, list[ChoicePoint]]:
    """Return the choice points that each term decides."""
    places: defaultdict[str, list[ChoicePoint]] = defaultdict(list)
    for point in inventory.points:
        if point.term is not None:
            places[point.term].append(point)
    return places


def _profiles(
    terms: Sequence[Term], places: Mapping[str, Sequence[ChoicePoint]], inventory: Inventory
) -> Iterator[tuple[Profile, Mapping[str, str]]]:
    """Yield a profile for each rank of options; terms stay open where a place does not offer the option, and why."""
    for number, rank in enumerate(_RANKS):
        choose, left = {}, {}
        for term in (term for term in terms if number < len(term.options)):
            option = list(term.options)[number]
            followed = (point for point in places[term.id] if point.leader is None)
            lacking = [one for one in followed if all(placed.key != (term.id, option) for placed in one.options)]
            if lacking:
                left[term.id] = f'"{option}" is not offered at {named(lacking, inventory)}'
            else:
                choose[term.id] = option
        if choose:
            yield Profile(rank, f"{rank.capitalize()} option of each term", choose), left


def _head(summary: Sequence[str], inventory: Inventory, covered: Sequence[Coverage]) -> Iterator[str]:
    """Yield the comment at the top: what the file is, a summary, and the next steps."""
    name = on_one_line(PurePath(inventory.draft.source.name).name)
    yield f"# Terminology of {name}, inferred from its brackets by `convention-variants init`."
    yield from comment("Review and correct it. A term is a concept; its options are the rival ways to name it.")
    yield "#"
    yield f"# {capitalized(summary[0])}."
    still = set(covered[0].open) if covered else {point.id for point in inventory.points if point.kind.is_choice}
    if still:
        kinds = open_kinds([point for point in inventory.points if point.id in still])
        yield from comment(f"Open{f' under {_RANKS[0]}' if covered else ''}: {kinds}.")
    for sentence in summary[1:]:
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
    decided, points = [profile.decided for profile in covered], counted(covered[0].points, "choice point")
    if len(set(decided)) == 1:
        said = f"{'each decides' if len(decided) > 1 else 'it decides'} {decided[0]} of {points}"
    else:
        each = (f"{rank} {number}" for rank, number in zip(_RANKS, decided, strict=False))
        said = f"of {points} they decide {', '.join(each)}"
    return f"{counted(len(terms), 'term')}, {counted(len(covered), 'profile')}: {said}"


def _left_out(number: int) -> Iterator[str]:
    """Yield how many possible terms occur only once, if any, and how to include them."""
    if number:
        they, them = ("it occurs", "it") if number == 1 else ("they occur", "them")
        left = f"{counted(number, 'possible term')} left out because {they} only once"
        yield f"{left} (init --once --force includes {them})"


def _blanks(inventory: Inventory) -> list[str]:
    """Return the words of recurring lone brackets that look like blanks."""
    words: Counter[str] = Counter()
    for point in inventory.points:
        inner = point.options[0].inner
        if point.kind is Kind.OPTIONAL and inner.end - inner.start <= _LONGEST_BLANK:
            text = single_spaced(inventory.text(inner).casefold())
            words[text] += _LIKELY_BLANK.fullmatch(text) is not None
    return [text for text, number in words.items() if number >= _OFTEN_ENOUGH]


def _still(doubts: Iterable[Doubt], inventory: Inventory) -> Iterator[Doubt]:
    """Yield the doubts that remain after the terms were applied, with their current choice points."""
    by_start = {point.start: point for point in inventory.points if point.term is None}
    for doubt in doubts:
        if points := tuple(by_start[point.start] for point in doubt.points if point.start in by_start):
            yield replace(doubt, points=points)
