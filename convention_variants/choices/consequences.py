"""Consequential changes: what `[[consequential]]` of `variants.toml` declares, at its place in the draft.

A change depends on terms. For each term it follows the nearest choice point before it in its provision, or else the
first one behind it, or else what the reading chooses for the term.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, pairwise
from typing import NamedTuple

from convention_variants.choices.misfits import Misfit, error_in_entry
from convention_variants.choices.settling import Place
from convention_variants.outline.nodes import Draft
from convention_variants.terminology.model import ConsequentialEntry, Terminology
from convention_variants.terminology.toml import did_you_mean
from convention_variants.text.spans import Span, SpanIndex, merge_spans


class Change(NamedTuple):
    """A declared change at its place: `span` reads `text` where of each term in `when` one of those options is chosen.

    `points` names for each of these terms the choice points of its provision: the first one that is not dropped counts.
    """

    span: Span
    text: str
    when: Mapping[str, frozenset[str]]
    points: Mapping[str, tuple[str, ...]]


_MARKUP = re.compile(r"[*_`<>|~]")
_TOKEN = re.compile(r"\w+|[^\w\s]")


_Found = tuple[Change, ConsequentialEntry]


def find_changes(places: Sequence[Place], draft: Draft, terminology: Terminology) -> tuple[Change, ...]:
    """Return the declared changes in the order of the source.

    Raises `InputError` where an entry names no provision, where its text does not stand there exactly once and outside
    brackets, or where two entries would change the same words.
    """
    if not terminology.consequential:
        return ()
    finder = _Finder(places, draft)
    found = []
    for entry in terminology.consequential:
        try:
            found.append((finder.find(entry), entry))
        except Misfit as misfit:
            raise error_in_entry("consequential", entry.number, str(misfit), terminology.source) from None
    found.sort(key=lambda pair: pair[0].span)
    for group in _overlapping(found):
        if clash := _clashing(group):
            message = f"conflicts with another entry that changes the same words of {clash.at}"
            raise error_in_entry("consequential", clash.number, message, terminology.source)
    return tuple(change for change, _ in found)


class _Finder:
    """Finds the words that entries change; it looks at the draft once for all of them."""

    def __init__(self, places: Sequence[Place], draft: Draft) -> None:
        self._draft = draft
        self._own_texts = own_texts(draft)
        self._words: dict[str, _Words] = {}
        self._beside: defaultdict[tuple[str, str | None], list[Place]] = defaultdict(list)
        for place in places:
            if place.leader is None:
                self._beside[place.provision, place.term].append(place)
        self._brackets = SpanIndex(
            merge_spans((option.start, option.end) for place in places for option in place.options)
        )

    def find(self, entry: ConsequentialEntry) -> Change:
        """Return the change that an entry declares; raises `Misfit` where it does not fit the draft."""
        at, replace = entry.at, entry.replace
        if at not in self._own_texts:
            raise Misfit(f'no provision "{at}"{did_you_mean(at, sorted(self._own_texts))}')
        if at not in self._words:
            self._words[at] = _Words(self._draft.source.text, self._own_texts[at])
        spans = self._words[at].find(replace)
        if len(spans) != 1:
            there = "does not occur" if not spans else f"occurs {len(spans)} times"
            raise Misfit(f'"{replace}" {there} in the text of {at}; it must occur exactly once')
        [span] = spans
        if self._brackets.overlapping(*span):
            raise Misfit(f'"{replace}" is in brackets in {at}; only text outside brackets can be changed')
        parts = self._draft.block_at(span.start) != self._draft.block_at(span.end - 1)
        if _MARKUP.search(replace + entry.reads) or parts:
            raise Misfit(f'"{replace}" contains markup or crosses paragraphs in {at}; use words only')
        return Change(span, entry.reads, entry.when, {term: self._counting(at, term, span) for term in entry.when})

    def _counting(self, provision: str, term: str, span: Span) -> tuple[str, ...]:
        """Return the choice points of a term whose choice may count for a change, the one that counts most first.

        One that stands in no other is never dropped: none behind it counts.
        """
        places = self._beside[provision, term]
        before = bisect_left(places, span.start, key=lambda place: place.start)
        behind = bisect_right(places, span.start, key=lambda place: place.start)
        found = []
        for index in chain(range(before - 1, -1, -1), range(behind, len(places))):
            found.append(places[index].id)
            if not places[index].depth:
                break
        return tuple(found)


# A word or a mark, and whether white space stands before it.
_Token = tuple[str, bool]
_BREAK = ("", True)


class _Words:
    """The words of a provision, by which texts in it are found without reading it again."""

    def __init__(self, text: str, stretches: Sequence[tuple[int, int]]) -> None:
        self._tokens: list[_Token] = []
        self._spans: list[tuple[int, int]] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for stretch in stretches:
            self._tokens.append(_BREAK)
            self._spans.append(stretch)
            for token, span in _tokens(text, stretch):
                self._places[token[0]].append(len(self._tokens))
                self._tokens.append(token)
                self._spans.append(span)

    def find(self, wanted: str) -> list[Span]:
        """Return where a text stands as whole words, whatever white space is between them."""
        tokens = [token for token, _ in _tokens(wanted, (0, len(wanted)))]
        rarest = min(range(len(tokens)), key=lambda index: len(self._places.get(tokens[index][0], ())))
        found = []
        for place in self._places.get(tokens[rarest][0], ()):
            first = place - rarest
            there = self._tokens[max(first, 0) : first + len(tokens)]
            if there[0][0] == tokens[0][0] and there[1:] == tokens[1:]:
                found.append(Span(self._spans[first][0], self._spans[first + len(tokens) - 1][1]))
        return found


def _tokens(text: str, span: tuple[int, int]) -> Iterator[tuple[_Token, tuple[int, int]]]:
    end = -1
    for match in _TOKEN.finditer(text, *span):
        yield (match[0], match.start() != end), match.span()
        end = match.end()


def own_texts(draft: Draft) -> Mapping[str, Sequence[tuple[int, int]]]:
    """Return where each provision's own text starts and ends, without that of its subparagraphs."""
    texts: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    end = len(draft.source.text)
    for (start, provision), (stop, _) in pairwise([(0, draft.provision_at(0)), *draft.addresses, (end, "")]):
        if stop > start:
            texts[provision].append((start, stop))
    return texts


def _overlapping(found: Sequence[_Found]) -> Iterator[list[_Found]]:
    """Yield the groups of changes whose spans overlap one another."""
    group: list[_Found] = []
    end = 0
    for change, entry in found:
        if group and change.span.start >= end:
            yield group
            group = []
        group.append((change, entry))
        end = max(end, change.span.end)
    if group:
        yield group


def _clashing(group: Sequence[_Found]) -> ConsequentialEntry | None:
    """Return an entry of a group that changes words of another one when both apply, if there is one."""
    for term in group[0][0].when:  # most often one term tells all of them apart: no need to compare each pair
        options = [option for change, _ in group for option in change.when.get(term, ())]
        if len(set(options)) == len(options) and all(term in change.when for change, _ in group):
            return None
    for (one, _), (other, entry) in combinations(group, 2):
        if other.span.start < one.span.end and not _exclude(one, other):
            return entry
    return None


def _exclude(one: Change, other: Change) -> bool:
    """Say whether two changes cannot both apply."""
    return any(not options & other.when.get(term, options) for term, options in one.when.items())
