"""Consequential changes: what `[[consequential]]` of `variants.toml` declares, at its place in the draft (design §4).

A change follows the choices made around it: of each term that it depends on, the choice point nearest before it in its
provision, or the first one behind it; where the provision has none, what the reading chooses for the term.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from convention_variants.choices.settling import Place
from convention_variants.outline.nodes import Address, Draft
from convention_variants.terminology.model import Consequence, Terminology
from convention_variants.terminology.toml import did_you_mean, find_keys
from convention_variants.text.errors import InputError
from convention_variants.text.source import Source, Span


class Change(NamedTuple):
    """A declared change at its place: `span` reads `text` where of each term in `when` one of those options is chosen.

    `points` names for each of these terms the choice points of its provision: the first one that is not dropped counts.
    """

    span: Span
    text: str
    when: Mapping[str, frozenset[str]]
    points: Mapping[str, tuple[str, ...]]


_MARKUP = re.compile(r"[*_`<>|~]")


class _Misfit(Exception):  # noqa: N818 no error yet: it has no place
    """An entry does not fit the draft."""


def find_changes(places: Sequence[Place], draft: Draft, terminology: Terminology) -> tuple[Change, ...]:
    """Return the declared changes in the order of the source.

    Raises `InputError` where an entry names no provision, where its text does not stand there exactly once and outside
    brackets, or where two entries would change the same words.
    """
    found = []
    texts = own_texts(draft) if terminology.consequences else {}
    for entry in terminology.consequences:
        try:
            found.append((_change(entry, places, draft, texts), entry))
        except _Misfit as misfit:
            raise _error(entry, str(misfit), terminology.source) from None
    found.sort(key=lambda pair: pair[0].span)
    for index, (one, _) in enumerate(found):
        for other, entry in found[index + 1 :]:
            if other.span.start >= one.span.end:
                break
            if not _exclude(one, other):
                raise _error(entry, f"another entry changes the same words of {entry.at}", terminology.source)
    return tuple(change for change, _ in found)


def _change(entry: Consequence, places: Sequence[Place], draft: Draft, texts: Mapping[str, Sequence[Span]]) -> Change:
    if entry.at not in texts:
        raise _Misfit(f'no provision "{entry.at}"{did_you_mean(entry.at, sorted(texts))}')
    words = r"\s+".join(map(re.escape, entry.replace.split()))
    pattern, text = re.compile(rf"(?:\b|(?<!\w)(?=\W)){words}(?:\b|(?<=\W))"), draft.source.text
    matches = [match for stretch in texts[entry.at] for match in pattern.finditer(text, *stretch)]
    if len(matches) != 1:
        there = "does not stand" if not matches else f"stands {len(matches)} times"
        raise _Misfit(f'"{entry.replace}" {there} in the text of {entry.at}; it must stand there exactly once')
    span = Span(*matches[0].span())
    if any(option.start < span.end and span.start < option.end for place in places for option in place.options):
        raise _Misfit(f'"{entry.replace}" stands in brackets in {entry.at}: that is no change outside brackets')
    if _MARKUP.search(entry.replace + entry.reads) or draft.block_at(span.start) != draft.block_at(span.end - 1):
        raise _Misfit(f'"{entry.replace}" holds markup or reaches over a paragraph in {entry.at}: name words alone')
    beside = [place for place in places if place.provision == entry.at and place.leader is None]
    points = {term: _counting(term, beside, span) for term in entry.when}
    return Change(span, entry.reads, entry.when, points)


def own_texts(draft: Draft) -> Mapping[str, Sequence[Span]]:
    """Return the stretches of each provision's own text, without that of its subparagraphs."""
    texts: defaultdict[str, list[Span]] = defaultdict(list)
    starts = [Address(0, draft.provision_at(0)), *draft.addresses]
    for address, end in zip(starts, [*(one.start for one in draft.addresses), len(draft.source.text)], strict=True):
        if end > address.start:
            texts[address.provision].append(Span(address.start, end))
    return texts


def _counting(term: str, beside: Sequence[Place], span: Span) -> tuple[str, ...]:
    """Return the choice points of a term whose choice may count for a change, the one that counts most first."""
    of_term = [place for place in beside if place.term == term]
    before = [place.id for place in of_term if place.start < span.start]
    behind = [place.id for place in of_term if place.start > span.start]
    return (*reversed(before), *behind)


def _exclude(one: Change, other: Change) -> bool:
    """Say whether two changes cannot both apply."""
    return any(not options & other.when.get(term, options) for term, options in one.when.items())


def _error(entry: Consequence, message: str, source: Source | None) -> InputError:
    """Return the error at the place of an entry."""
    if source is None:
        return InputError(message)
    (span,) = find_keys(source, [(f"consequential[{entry.number}]",)])
    return source.error(message, span.start)
