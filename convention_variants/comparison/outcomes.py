"""Aligned tokens → what became of each choice point: open, changed, settled, gone or new."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, chain, repeat, takewhile

from convention_variants.choices.groups import Kind
from convention_variants.comparison.tokens import CLOSE, OPEN, TokenizedDraft
from convention_variants.language.data import all_languages
from convention_variants.text.spans import Span, between

_STANDS = 0.5  # of a wording's words
_REWORDED = 0.125  # of a wording's words that come from the older draft
_SIMILAR, _ALIKE = 0.6, 0.8  # similarities of passages: enough for a wording that stands, or for one that was replaced
_UNLIKE = 0.3  # similarity to every passage: the passage was not rewritten, but is gone
# A wording of few words stands in the way of none: if many words are new around them, they belong to those.
_FEW, _MANY = 2, 12
_LARGEST = 500  # tokens that are searched for a second wording, so that deep nests take no longer
_NEGATIONS = frozenset(chain.from_iterable(one.grammar.negations for one in all_languages()))
_PRIME, _BASE = (1 << 61) - 1, 1_000_003
KEEP, DROP, OTHER = "keep", "drop", "other"


class PointStatus(StrEnum):
    """What became of a choice point."""

    OPEN = "open"
    CHANGED = "changed"
    SETTLED = "settled"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a choice point: `old` and `new` are its numbers in the two drafts, None if it is in one only.

    `option` is the index of the wording that stands now, "keep", "drop" or "other"; None unless it is settled. `sure`
    is false if the texts leave a doubt.
    """

    old: int | None
    new: int | None
    status: PointStatus
    option: int | str | None = None
    sure: bool = True


@dataclass(frozen=True)
class Alignment:
    """Two tokenized drafts, and the number of the token that belongs to each token in the other one, or -1.

    `keys` are what the old tokens read in the new draft's numbering, and `similarity` says how similar the old passages
    are to their partners; of those without one, `likeness` says how similar the most similar new passage is.
    """

    old: TokenizedDraft
    new: TokenizedDraft
    keys: Sequence[str]
    forward: Sequence[int]
    backward: Sequence[int]
    similarity: Mapping[int, float]
    likeness: Mapping[int, float]


def outcomes(alignment: Alignment) -> list[Became]:
    """Return what became of each choice point of the old draft, in its order, and then the new ones."""
    return _Judge(alignment).all()


class _Judge:
    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self.old, self.new = alignment.old, alignment.new
        self.forward, self.backward = alignment.forward, alignment.backward
        self.points = self.old.inventory.points
        self.parents = _parents(self.old)
        self.children: defaultdict[int, list[int]] = defaultdict(list)
        for number, parent in enumerate(self.parents):
            self.children[parent].append(number)
        weights = [token.weight for token in self.old.tokens]
        self.all_before = [0.0, *accumulate(weights)]
        stands = (weight * (other >= 0) for weight, other in zip(weights, self.forward, strict=True))
        self.standing_before = [0.0, *accumulate(stands)]
        self.last = list(accumulate(((index if other >= 0 else -1) for index, other in enumerate(self.forward)), max))
        self.next = _next_matched(self.forward)
        self.there_before = [0.0, *accumulate(token.weight for token in self.new.tokens)]
        come = (token.weight * (one >= 0) for token, one in zip(self.new.tokens, self.backward, strict=True))
        self.come_before = [0.0, *accumulate(come)]
        negated = (one < 0 and key in _NEGATIONS for (key, *_), one in zip(self.new.tokens, self.backward, strict=True))
        self.negations_before = [0, *accumulate(negated)]
        self.fingerprints = [
            _Fingerprints(keys) for keys in ([token.key for token in draft.tokens] for draft in (self.old, self.new))
        ]
        self.renumbered = _Fingerprints(alignment.keys)
        self.edges: dict[int, Span | None] = {}
        self.stand_beside: dict[tuple[int, int], bool] = {}
        self.around = _innermost(self.new)
        self.beside: defaultdict[int, list[int]] = defaultdict(list)  # the words in each choice point, not deeper
        for at, around in enumerate(_innermost(self.old)):
            if self.old.tokens[at].weight >= 1:
                self.beside[around].append(at)
        self.new_parents = _parents(self.new)
        self.partners: dict[int, int] = {}
        self.found: dict[int, Became] = {}

    def all(self) -> list[Became]:
        partners = self.partners = self._by_brackets()
        taken = set(partners.values())
        for number in range(len(self.points)):
            if number not in partners and (other := self._by_words(number, taken)) is not None:
                partners[number] = other
                taken.add(other)
        for number in range(len(self.points)):
            other = partners.get(number)
            self.found[number] = self._settled(number) if other is None else self._standing(number, other)
        new = (number for number in range(len(self.new.options)) if number not in taken)
        return [*self.found.values(), *(Became(None, number, PointStatus.NEW) for number in new)]

    # Choice points that still stand in brackets

    def _by_brackets(self) -> dict[int, int]:
        """Return the choice points whose brackets belong together, those with most in common first."""
        votes: Counter[tuple[int, int]] = Counter()
        for one, other in enumerate(self.forward):
            if other >= 0 and self.old.tokens[one].point >= 0:
                votes[self.old.tokens[one].point, self.new.tokens[other].point] += 1
        partners: dict[int, int] = {}
        taken: set[int] = set()
        for one, other in sorted(votes, key=lambda pair: (-votes[pair], pair)):
            if one not in partners and other not in taken and self._is_same_place(one, other):
                partners[one] = other
                taken.add(other)
        return partners

    def _is_same_place(self, one: int, other: int) -> bool:
        """Return whether most standing words of a choice point are in another one; if none stand, all there are new."""
        stands = sum(map(self._stands, self.old.options[one]))
        if stands:
            return self._shared(one, self.new.extent(other)) >= _STANDS * stands and any(
                self._weight(self.come_before, span) >= _REWORDED * self._weight(self.there_before, span)
                for span in self.new.options[other]
            )
        return not any(self._weight(self.come_before, span) for span in self.new.options[other])

    def _shared(self, number: int, there: Span) -> float:
        """Return the words in a stretch of the new draft that come from a choice point."""
        shared = 0.0
        for start, end in self.old.options[number]:
            first, last = self.next[start], self.last[end - 1]
            if first < end:
                low, high = sorted((self.forward[first], self.forward[last]))
                both = Span(max(low, there.start), min(high + 1, there.end))
                shared += self._weight(self.come_before, both) if both.start < both.end else 0
        return shared

    def _by_words(self, number: int, taken: set[int]) -> int | None:
        """Return the choice point of the new draft that has most of its words from this one, if there is one."""
        first = next((at for start, end in self.old.options[number] if (at := self.next[start]) < end), None)
        other = -1 if first is None else self.around[self.forward[first]]
        stands, whole = (sum(map(count, self.old.options[number])) for count in (self._stands, self._size))
        while other >= 0 and stands >= _REWORDED * whole:
            size = sum(self._weight(self.there_before, span) for span in self.new.options[other])
            if size * _STANDS > stands:
                return None
            if other not in taken and self._shared(number, self.new.extent(other)) >= _STANDS * size:
                return other
            other = self.new_parents[other]
        return None

    def _standing(self, number: int, other: int) -> Became:
        """Return what became of a choice point that still stands in brackets."""
        old, new = self.fingerprints
        there = sorted(map(new.of, self.new.options[other]))
        similarity = self._similarity(number)
        if there in (sorted(map(one.of, self.old.options[number])) for one in (old, self.renumbered)):
            return Became(number, other, PointStatus.OPEN, sure=similarity >= _SIMILAR)
        stands = any(self._stands(span) >= _STANDS * self._size(span) > 0 for span in self.old.options[number])
        return Became(number, other, PointStatus.CHANGED, sure=similarity >= (_SIMILAR if stands else _ALIKE))

    # Choice points that do not

    def _settled(self, number: int) -> Became:
        """Return what became of a choice point that no longer stands in brackets."""
        point, spans = self.points[number], self.old.options[number]
        added = 0 if point.kind is Kind.SPLIT else self._added(number)
        scores = [(self._stands(span) - self._missing(number, span), -index) for index, span in enumerate(spans)]
        best = -max(scores)[1]
        stands, missing = self._stands(spans[best]), self._missing(number, spans[best])
        share = stands / (stands + missing) if stands else 0
        if share >= _STANDS and (stands > _FEW or added <= _MANY):
            if self._is_joined(number, best):
                return self._none_stands(number, added, partly=True)
            sure = self._is_verbatim(number, spans[best]) and added <= stands and self._similarity(number) >= _SIMILAR
            option = best if self._has_index(number) else KEEP
            return Became(number, None, PointStatus.SETTLED, option, sure)
        partly = any(map(self._stands, spans))
        if not partly and (self._went_with_parent(number) or not self._has_context(number)):
            return Became(number, None, PointStatus.GONE, sure=self._is_unlike_all(number))
        return self._none_stands(number, added, partly=partly)

    def _has_index(self, number: int) -> bool:
        """Return whether what stands of a choice point is one of several wordings."""
        return self.points[number].kind in (Kind.ALTERNATIVES, Kind.SPLIT)

    def _none_stands(self, number: int, added: float, *, partly: bool) -> Became:
        """Return what became of a choice point of whose wordings none stands."""
        point, spans = self.points[number], self.old.options[number]
        sure = not partly and self._similarity(number) >= _SIMILAR and self._is_unlike_all(number)
        if self._has_index(number):
            nothing = next((index for index, option in enumerate(point.options) if option.nothing), None)
            if nothing is not None and not added and not partly:
                return Became(number, None, PointStatus.SETTLED, nothing, sure)
            if not partly and self.alignment.similarity.keys().isdisjoint(self._passages(number)):
                return Became(number, None, PointStatus.GONE, sure=sure)
            return Became(number, None, PointStatus.SETTLED, OTHER, sure)
        size = self._size(spans[0])
        replaced = partly or (size / 2 <= added <= 2 * size) or (point.kind is Kind.BLANK and added > 0)
        return Became(number, None, PointStatus.SETTLED, OTHER if replaced else DROP, sure and not added)

    def _weight(self, sums: Sequence[float], span: Span) -> float:
        return sums[span.end] - sums[span.start]

    def _size(self, span: Span) -> float:
        return self._weight(self.all_before, span)

    def _stands(self, span: Span) -> float:
        return self._weight(self.standing_before, span)

    def _missing(self, number: int, span: Span) -> float:
        """Return the words of an option that do not stand, without those in choice points inside it."""
        inside = (self.old.extent(child) for child in self.children[number])
        nested = sum(self._lost(one) for one in inside if span.start <= one.start < span.end)
        return max(self._lost(span) - nested, 0)

    def _lost(self, span: Span) -> float:
        return self._size(span) - self._stands(span)

    def _added(self, number: int) -> float:
        """Return the words that are new between the words around a choice point."""
        before, behind = self._neighbours(number)
        if before is None or behind is None or behind <= before:
            return 0
        return self._come_new(Span(before + 1, behind))

    def _come_new(self, there: Span) -> float:
        return self._weight(self.there_before, there) - self._weight(self.come_before, there)

    def _is_verbatim(self, number: int, span: Span) -> bool:
        """Return whether a wording stands with all its words, no new word is among them, and none negates it.

        Choice points in it that still stand do not count.
        """
        ends = sorted((self.forward[self.next[span.start]], self.forward[self.last[span.end - 1]]))
        inside = Span(ends[0], ends[1] + 1)
        open_ones = [self.new.extent(self.partners[one]) for one in self.children[number] if one in self.partners]
        nested = sum(self._come_new(one) for one in open_ones if inside.start <= one.start < inside.end)
        before, behind = self._neighbours(number)
        around = inside if before is None or behind is None or behind <= before else Span(before + 1, behind)
        negated = self.negations_before[around.end] > self.negations_before[around.start]
        return self._missing(number, span) < 1 and self._come_new(inside) - nested < 1 and not negated

    def _is_joined(self, number: int, best: int) -> bool:
        """Return whether the words of a rival of the wording that stands are beside it: "both A and B"."""
        (start, end), (before, behind) = self.old.extent(number), self._neighbours(number)
        if not self._has_index(number) or before is None or behind is None:
            return False
        if max(end - start, behind - before) > _LARGEST:
            return False
        there = {token.key for token in self.new.tokens[before + 1 : behind]}
        spans = self.old.options[number]
        words = [{token.key for token in self.old.tokens[one:end] if token.weight == 1} for one, end in spans]
        rivals = [one - words[best] for index, one in enumerate(words) if index != best]
        return any(rival and rival <= there for rival in rivals)

    def _neighbours(self, number: int) -> tuple[int | None, int | None]:
        """Return the new tokens that belong to the nearest old ones around a choice point in its passages."""
        start, end = self.old.extent(number)
        first = self.old.passages[self.old.passage_at(start)].first
        last = self.old.passages[self.old.passage_at(end - 1)].last
        before = self.last[start - 1] if start else -1
        behind = self.next[end]
        edges = [self._edges(self.old.passage_at(at)) for at in (start, end - 1)]
        return (
            self.forward[before] if before >= first else edges[0] and edges[0].start - 1,
            self.forward[behind] if behind < last else edges[1] and edges[1].end,
        )

    def _edges(self, number: int) -> Span | None:
        """Return the tokens of the new passages from where the first to where the last word of an old one stands."""
        if number not in self.edges:
            passage = self.old.passages[number]
            first, last = self.next[passage.first], self.last[passage.last - 1]
            self.edges[number] = None
            if first < passage.last:
                there = [self.new.passages[self.new.passage_at(self.forward[at])] for at in (first, last)]
                self.edges[number] = Span(there[0].first, there[1].last)
        return self.edges[number]

    def _similarity(self, number: int) -> float:
        """Return how similar the passages of a choice point are to their partners, in all or outside its brackets.

        It is 1 if they are all in its brackets and nothing of them stands.
        """
        start, end = self.old.extent(number)
        passages = self._passages(number)
        similar = [self.alignment.similarity[one] for one in passages if one in self.alignment.similarity]
        first, last = (self.old.passages[one] for one in (min(passages), max(passages)))
        outside = Span(first.first, start), Span(end, last.last)
        size = sum(map(self._size, outside))
        if size >= 2:
            return max([*similar, sum(map(self._stands, outside)) / size])
        return max(similar, default=not any(map(self._stands, self.old.options[number])))

    def _is_unlike_all(self, number: int) -> bool:
        """Return whether no passage of the new draft can be what the passages of a choice point became."""
        return all(self.alignment.likeness.get(one, 0) < _UNLIKE for one in self._passages(number))

    def _passages(self, number: int) -> set[int]:
        """Return the passages in which a choice point begins and ends."""
        start, end = self.old.extent(number)
        return {self.old.passage_at(start), self.old.passage_at(end - 1)}

    def _went_with_parent(self, number: int) -> bool:
        """Return whether the wording around a choice point does not stand."""
        parent = self.parents[number]
        if parent < 0:
            return False
        became = self.found[parent]
        if became.status is PointStatus.GONE or became.option in (DROP, OTHER):
            return True
        start = self.old.extent(number).start
        around = next(span for span in self.old.options[parent] if span.start <= start < span.end)
        if isinstance(became.option, int):
            return self.old.options[parent][became.option] != around
        return not self._stands(around) and self._missing(parent, around) > 0

    def _has_context(self, number: int) -> bool:
        """Return whether something of the text around a choice point stands.

        That is the text of its passages outside its brackets, or, if they have none, the nearest text before and behind
        them, in the same option of the choice point around it. If one of these is in a closer provision, only that
        counts: a subparagraph is gone with the paragraph that introduces it.
        """
        parent = self.parents[number]
        start, end = self.old.extent(number)
        first, last = (self.old.passages[self.old.passage_at(at)] for at in (start, end - 1))
        words = self.beside[parent]
        around = Span(0, len(self.old.tokens))
        if parent >= 0:
            around = next(span for span in self.old.options[parent] if span.start <= start < span.end)
        before, behind = bisect_left(words, start) - 1, bisect_left(words, end)
        near = [words[index] for index in (before, behind) if 0 <= index < len(words)]
        near = [at for at in near if around.start <= at < around.end]
        if not near:
            return parent < 0 or self.found[parent].status is not PointStatus.GONE
        inside = [at for at in near if first.first <= at < last.last]
        closest = max(self._kinship(first.provision, at) for at in near)
        akin = [at for at in near if self._kinship(first.provision, at) == closest]
        return any(self._stands_beside(parent, at) for at in inside or akin)

    def _kinship(self, provision: str, token: int) -> int:
        """Return how many parts of its id a provision shares with that of a token."""
        other = self.old.passages[self.old.passage_at(token)].provision
        pairs = zip(provision.split("-"), other.split("-"), strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    def _stands_beside(self, parent: int, token: int) -> bool:
        """Return whether a word of a choice point, not deeper, stands that is in the passage of a token."""
        passage = self.old.passages[self.old.passage_at(token)]
        known = (parent, passage.first)
        if known not in self.stand_beside:
            beside = between(self.beside[parent], passage.first, passage.last)
            self.stand_beside[known] = any(self.forward[at] >= 0 for at in beside)
        return self.stand_beside[known]


def _parents(draft: TokenizedDraft) -> list[int]:
    """Return the number of the choice point around each one, -1 if there is none."""
    numbers = {point.id: number for number, point in enumerate(draft.inventory.points)}
    return [-1 if point.parent is None else numbers[point.parent] for point in draft.inventory.points]


def _next_matched(forward: Sequence[int]) -> list[int]:
    """Return for each token, and for the end, the first one from it on that has a partner."""
    found = [len(forward)] * (len(forward) + 1)
    for index in range(len(forward) - 1, -1, -1):
        found[index] = index if forward[index] >= 0 else found[index + 1]
    return found


def _innermost(draft: TokenizedDraft) -> list[int]:
    """Return the innermost choice point around each token, -1 if there is none; the ends of options are inside."""
    found = []
    around = [-1]
    for token in draft.tokens:
        if token.key == OPEN:
            around.append(token.point)
        found.append(around[-1])
        if token.key == CLOSE and len(around) > 1:
            around.pop()
    return found


class _Fingerprints:
    """Numbers that are equal for equal stretches of tokens, whatever the length; worked out once for a draft."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._powers = list(accumulate(repeat(_BASE, len(keys)), lambda power, base: power * base % _PRIME, initial=1))
        self._sums = list(accumulate(map(hash, keys), lambda total, key: (total * _BASE + key) % _PRIME, initial=0))

    def of(self, span: Span) -> tuple[int, int]:
        """Return the number for a stretch, and its length."""
        length = span.end - span.start
        return (self._sums[span.end] - self._sums[span.start] * self._powers[length]) % _PRIME, length
