"""Two drafts → the passages of one that the other has too, wherever they are now.

Equal passages between equal neighbours come first, then the most similar ones. Similarity counts the words and pairs of
words that two passages share, rare ones more than common ones. Only words that occur in few passages are looked up, so
that the time grows with the length of the drafts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import NamedTuple

from convention_variants.comparison.tokens import OPEN, TokenizedDraft

_COMMON = 24  # what occurs in more passages than this finds no candidates
_CANDIDATES = 6
_SIMILAR, _ALIKE = 0.4, 0.6
_PART = 0.65  # how much of a passage is in another one that it was merged into or split off from
_SHORT = 8  # words; fewer words of a passage may be found anywhere
_RIVAL = 0.1  # how much more similar the partner of a passage can be than another passage that may be meant
_SAME_PART, _NEAR = 0.1, 0.05


class PassagePair(NamedTuple):
    """Passages of the old and the new draft that belong together, and how similar they are, from 0 to 1."""

    old: int
    new: int
    similarity: float


@dataclass(frozen=True, slots=True)
class _Grams:
    """The words and pairs of words of a passage: all of them, and those outside brackets."""

    all: frozenset[str]
    fixed: frozenset[str]
    words: int


def match_passages(old: TokenizedDraft, new: TokenizedDraft) -> tuple[list[PassagePair], dict[int, float]]:
    """Return the pairs of passages that belong together, and how similar to any the old ones are that are in none.

    A passage is in several pairs if it was split, or if others were merged with it.
    """
    matcher = _Matcher(old, new)
    pairs = matcher.pairs()
    paired = {pair.old for pair in pairs}
    alone = (one for one in range(len(old.passages)) if one not in paired)
    return pairs, {one: matcher.likeness(one) for one in alone}


class _Matcher:
    def __init__(self, old: TokenizedDraft, new: TokenizedDraft) -> None:
        self.old, self.new = old, new
        keys = [list(_keys(draft)) for draft in (old, new)]
        self.texts = [[tuple(key for key, _ in one) for one in side] for side in keys]
        self.grams = [list(map(_grams_of, side)) for side in keys]
        self.index = _index(self.grams[1])
        frequencies = Counter(gram for grams in (*self.grams[0], *self.grams[1]) for gram in grams.all)
        total = len(self.grams[0]) + len(self.grams[1]) + 1
        self.weights = {gram: log(total / number) + 0.1 for gram, number in frequencies.items()}
        self.sizes = [[(self._weight(one.fixed), self._weight(one.all)) for one in side] for side in self.grams]
        self.forward: dict[int, int] = {}
        self.backward: dict[int, int] = {}
        self.similarities: dict[int, float] = {}

    def pairs(self) -> list[PassagePair]:
        self._pair_equal()
        for least in (_ALIKE, _SIMILAR):
            self._pair_similar(least)
        found = [PassagePair(one, other, self.similarities[one]) for one, other in self.forward.items()]
        # What was merged into another passage, or split off from one.
        found += [PassagePair(*merged) for merged in self._wholes(0, self.forward, self.backward)]
        found += [PassagePair(one, part, share) for part, one, share in self._wholes(1, self.backward, self.forward)]
        return sorted(found)

    def _pair(self, one: int, other: int, similarity: float) -> None:
        self.forward[one], self.backward[other] = other, one
        self.similarities[one] = similarity

    def _pair_equal(self) -> None:
        """Pair passages with the same words: those at both ends, those that occur once, and equal ones beside them."""
        self._extend(-1, -1, 1)
        self._extend(len(self.texts[0]), len(self.texts[1]), -1)
        counts = map(Counter, self.texts)
        once = [
            {text: number for number, text in enumerate(side) if text and count[text] == 1}
            for side, count in zip(self.texts, counts, strict=True)
        ]
        shared = sorted((once[0][text], once[1][text]) for text in once[0].keys() & once[1].keys())
        for one, other in shared:
            if one not in self.forward and other not in self.backward:
                self._pair(one, other, 1)
        for one, other in shared:
            for step in (1, -1):
                self._extend(one, other, step)

    def _extend(self, one: int, other: int, step: int) -> None:
        """Pair the equal passages that follow two in a direction, up to one that has a partner."""
        ours, theirs = self.texts
        one, other = one + step, other + step
        while 0 <= one < len(ours) and 0 <= other < len(theirs) and ours[one] == theirs[other]:
            if one in self.forward or other in self.backward:
                return
            self._pair(one, other, 1)
            one, other = one + step, other + step

    def _pair_similar(self, least: float) -> None:
        """Pair the most similar passages left; the same part and the place count too."""
        scored = []
        parts = self._shares_of_parts()
        expected = -1
        for one in range(len(self.grams[0])):
            expected = self.forward.get(one, expected + 1)
            candidates = () if one in self.forward else self._candidates(one)
            for other in (other for other in candidates if other not in self.backward):
                similarity = self._similarity(one, other)
                part = self.old.passages[one].part, self.new.passages[other].part
                score = similarity + _SAME_PART * parts.get(part, 0) + _NEAR / (1 + abs(other - expected))
                if score >= least and similarity >= _SIMILAR / 2:
                    scored.append((-score, one, other, similarity))
        for _, one, other, similarity in sorted(scored):
            if one not in self.forward and other not in self.backward:
                self._pair(one, other, similarity)

    def likeness(self, one: int) -> float:
        """Return how similar the most similar passage of the new draft is to an old one without a partner.

        If that passage has a partner that is more similar, the words that come from the partner do not count.
        """
        return max((self._likeness(one, other) for other in self._candidates(one)), default=0)

    def _likeness(self, one: int, other: int) -> float:
        similarity, partner = self._similarity(one, other), self.backward.get(other)
        if partner is None or self.similarities[partner] <= similarity + _RIVAL:
            return similarity
        return self._similarity(one, other, self.grams[0][partner].all)

    def _candidates(self, one: int) -> Iterable[int]:
        """Return the passages of the new draft that share most with an old one, and those where it would be."""
        best = _most_shared(self.grams[0][one].all, self.index, self.weights)
        beside = [self.forward[near] + step for near, step in ((one - 1, 1), (one + 1, -1)) if near in self.forward]
        return dict.fromkeys([*best, *(other for other in beside if 0 <= other < len(self.grams[1]))])

    def _similarity(self, one: int, other: int, without: frozenset[str] = frozenset()) -> float:
        """Return how much of two passages is the same, regardless of what became of the words in brackets.

        A passage can have any size from that without the words in brackets to that with them; the nearest two count.
        """
        shared = self._weight((self.grams[0][one].all & self.grams[1][other].all) - without)
        (fixed, most), (least, whole) = self.sizes[0][one], self.sizes[1][other]
        there = min(whole, max(least, most))
        here = min(most, max(fixed, there))
        return 2 * shared / max(here + there, 2 * shared) if shared else 0

    def _weight(self, grams: Iterable[str]) -> float:
        return sum(self.weights[gram] for gram in grams)

    def _shares_of_parts(self) -> dict[tuple[str, str], float]:
        """Return for each part of the old draft which share of its paired passages is in each part of the new one."""
        pairs = [(self.old.passages[one].part, self.new.passages[other].part) for one, other in self.forward.items()]
        totals = Counter(part for part, _ in pairs)
        return {parts: number / totals[parts[0]] for parts, number in Counter(pairs).items()}

    def _wholes(
        self, side: int, ours: Mapping[int, int], theirs: Mapping[int, int]
    ) -> Iterator[tuple[int, int, float]]:
        """Yield the passages of a side without a partner, with one of the other side that holds them, and how much."""
        index = _index(self.grams[1 - side])
        for one, part in enumerate(self.grams[side]):
            if one in ours or part.words < _SHORT:
                continue
            sure = part.all if side or not part.fixed else part.fixed  # what is in old brackets may be gone
            size = self._weight(sure)
            found = []
            for whole in _most_shared(part.all, index, self.weights):
                rest = self.grams[1 - side][whole].all
                if whole in theirs:
                    rest -= self.grams[side][theirs[whole]].all
                share = self._weight(sure & rest) / size
                if share >= _PART:
                    found.append((share, -whole))
            if found:
                share, whole = max(found)
                yield one, -whole, share


def _index(grams: Sequence[_Grams]) -> defaultdict[str, list[int]]:
    """Return the numbers of the passages that each word and pair of words occurs in."""
    index: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(grams):
        for gram in one.all:
            index[gram].append(number)
    return index


def _most_shared(grams: Iterable[str], index: Mapping[str, list[int]], weights: Mapping[str, float]) -> list[int]:
    """Return the passages that share most of the rarer words of one."""
    shared: defaultdict[int, float] = defaultdict(float)
    for gram in grams:
        found = index.get(gram, ())
        if len(found) <= _COMMON:
            for other in found:
                shared[other] += weights[gram]
    return sorted(shared, key=lambda other: (-shared[other], other))[:_CANDIDATES]


def _keys(draft: TokenizedDraft) -> Iterator[list[tuple[str, int]]]:
    """Yield the keys of each passage, each with the number of options around it in the passage."""
    for passage in draft.passages:
        keys, depth = [], 0
        for token in draft.tokens[passage.first : passage.last]:
            if token.point >= 0:
                depth += 1 if token.key == OPEN else -1
            else:
                keys.append((token.key, depth))
        least = min((depth for _, depth in keys), default=0)
        yield [(key, depth - least) for key, depth in keys]


def _grams_of(keys: Sequence[tuple[str, int]]) -> _Grams:
    words = [(key, depth) for key, depth in keys if key[-1].isalnum()] or list(keys)
    pairs = [(f"{one} {other}", max(depth, deep)) for (one, depth), (other, deep) in pairwise(words)]
    fixed = frozenset(gram for gram, depth in (*words, *pairs) if depth <= 0)
    return _Grams(frozenset(gram for gram, _ in (*words, *pairs)), fixed, len(words))


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return the indices of a longest rising part of some numbers."""
    tails: list[int] = []
    ends: list[int] = []
    before = [-1] * len(numbers)
    for index, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before[index] = ends[place - 1] if place else -1
        tails[place : place + 1], ends[place : place + 1] = [number], [index]
    found = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(index)
        index = before[index]
    return found[::-1]


def grouped(pairs: Sequence[PassagePair]) -> Iterator[tuple[list[int], list[int], float]]:
    """Yield the passages that are connected by pairs, in order, and the least similarity of a pair among them."""
    parents: dict[tuple[str, int], tuple[str, int]] = {}

    def root(one: tuple[str, int]) -> tuple[str, int]:
        while parents.setdefault(one, one) != one:
            parents[one] = one = parents[parents[one]]
        return one

    for pair in pairs:
        parents[root(("old", pair.old))] = root(("new", pair.new))
    groups: defaultdict[tuple[str, int], list[PassagePair]] = defaultdict(list)
    for pair in pairs:
        groups[root(("old", pair.old))].append(pair)
    for group in groups.values():
        olds, news, similarities = map(set, zip(*group, strict=True))
        yield sorted(olds), sorted(news), min(similarities)
