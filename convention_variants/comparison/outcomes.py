"""Aligned tokens → what became of each choice point: open, changed, settled, gone or new."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, chain, repeat, takewhile

from convention_variants.choices.groups import Kind
from convention_variants.comparison.tokens import CLOSE, OPEN, TokenizedDraft
from convention_variants.language.data import all_languages
from convention_variants.text.spans import Span

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
        self.parents, self.new_parents = _parents(self.old), _parents(self.new)
        self.children: defaultdict[int, list[int]] = defaultdict(list)
        for number, parent in enumerate(self.parents):
            self.children[parent].append(number)
        # How many words are in a span: of the old draft all, and those that stand; of the new one those that stood in
        # the old one, those that are new, and the negations among these.
        old = list(zip(self.old.tokens, self.forward, strict=True))
        new = list(zip(self.new.tokens, self.backward, strict=True))
        self.size = _counter(token.weight for token, _ in old)
        self.standing = _counter(token.weight * (other >= 0) for token, other in old)
        self.stood = _counter(token.weight * (one >= 0) for token, one in new)
        self.added = _counter(token.weight * (one < 0) for token, one in new)
        self.negations = _counter(token.key in _NEGATIONS and one < 0 for token, one in new)
        # The nearest old token with a partner, up to each one and from each one on.
        self.last = list(accumulate((index if other >= 0 else -1 for index, other in enumerate(self.forward)), max))
        self.next = _next_matched(self.forward)
        self.old_prints, self.new_prints = (
            _Fingerprints([token.key for token in draft.tokens]) for draft in (self.old, self.new)
        )
        self.renumbered = _Fingerprints(alignment.keys)
        self.around = _innermost(self.new)
        self.beside: defaultdict[int, list[int]] = defaultdict(list)  # the words in each choice point, not deeper
        self.stands_beside: set[tuple[int, int]] = set()  # the choice points and passages in which one of these stands
        for at, around in enumerate(_innermost(self.old)):
            if self.old.tokens[at].weight >= 1:
                self.beside[around].append(at)
                if self.forward[at] >= 0:
                    self.stands_beside.add((around, self.old.passage_at(at)))
        self.partners: dict[int, int] = {}
        self.taken: set[int] = set()  # what is a partner
        self.found: dict[int, Became] = {}

    def all(self) -> list[Became]:
        self._pair_by_brackets()
        for number in range(len(self.points)):
            if number not in self.partners and (other := self._by_words(number)) is not None:
                self._pair(number, other)
        for number in range(len(self.points)):
            other = self.partners.get(number)
            self.found[number] = self._settled(number) if other is None else self._standing(number, other)
        new = (number for number in range(len(self.new.options)) if number not in self.taken)
        return [*self.found.values(), *(Became(None, number, PointStatus.NEW) for number in new)]

    # Choice points that still stand in brackets

    def _pair(self, one: int, other: int) -> None:
        self.partners[one] = other
        self.taken.add(other)

    def _pair_by_brackets(self) -> None:
        """Pair the choice points whose brackets belong together, those with most in common first."""
        votes: Counter[tuple[int, int]] = Counter()
        for one, other in enumerate(self.forward):
            if other >= 0 and self.old.tokens[one].point >= 0:
                votes[self.old.tokens[one].point, self.new.tokens[other].point] += 1
        for one, other in sorted(votes, key=lambda pair: (-votes[pair], pair)):
            if one not in self.partners and other not in self.taken and self._is_same_place(one, other):
                self._pair(one, other)

    def _is_same_place(self, one: int, other: int) -> bool:
        """Return whether most standing words of a choice point are in another one; if none stand, all there are new."""
        if standing := sum(map(self.standing, self.old.options[one])):
            return self._shared(one, self.new.extent(other)) >= _STANDS * standing and any(
                self.stood(span) >= _REWORDED * self._new_size(span) for span in self.new.options[other]
            )
        return not any(map(self.stood, self.new.options[other]))

    def _shared(self, number: int, there: Span) -> float:
        """Return the words in a stretch of the new draft that come from a choice point."""
        shared = 0.0
        for start, end in self.old.options[number]:
            first, last = self.next[start], self.last[end - 1]
            if first < end:
                low, high = sorted((self.forward[first], self.forward[last]))
                both = Span(max(low, there.start), min(high + 1, there.end))
                shared += self.stood(both) if both.start < both.end else 0
        return shared

    def _new_size(self, there: Span) -> float:
        return self.stood(there) + self.added(there)

    def _by_words(self, number: int) -> int | None:
        """Return the choice point of the new draft that has most of its words from this one, if there is one."""
        first = next((at for start, end in self.old.options[number] if (at := self.next[start]) < end), None)
        other = -1 if first is None else self.around[self.forward[first]]
        standing, whole = (sum(map(count, self.old.options[number])) for count in (self.standing, self.size))
        while other >= 0 and standing >= _REWORDED * whole:
            size = sum(map(self._new_size, self.new.options[other]))
            if size * _STANDS > standing:
                return None
            if other not in self.taken and self._shared(number, self.new.extent(other)) >= _STANDS * size:
                return other
            other = self.new_parents[other]
        return None

    def _standing(self, number: int, other: int) -> Became:
        there = sorted(map(self.new_prints.of, self.new.options[other]))
        similarity = self._similarity(number)
        if there in (sorted(map(one.of, self.old.options[number])) for one in (self.old_prints, self.renumbered)):
            return Became(number, other, PointStatus.OPEN, sure=similarity >= _SIMILAR)
        stands = any(self.standing(span) >= _STANDS * self.size(span) > 0 for span in self.old.options[number])
        return Became(number, other, PointStatus.CHANGED, sure=similarity >= (_SIMILAR if stands else _ALIKE))

    # Choice points that do not

    def _settled(self, number: int) -> Became:
        spans, there = self.old.options[number], self._there(number)
        added = self.added(there) if there else 0
        best = max(
            range(len(spans)), key=lambda index: self.standing(spans[index]) - self._missing(number, spans[index])
        )
        stands, missing = self.standing(spans[best]), self._missing(number, spans[best])
        is_best = stands >= _STANDS * (stands + missing) > 0 and (stands > _FEW or added <= _MANY)
        if is_best and not (there and self._is_joined(number, best, there)):
            is_verbatim = self._is_verbatim(number, spans[best], there)
            sure = is_verbatim and added <= stands and self._similarity(number) >= _SIMILAR
            option = best if self._has_index(number) else KEEP
            return Became(number, None, PointStatus.SETTLED, option, sure)
        if any(map(self.standing, spans)):
            return Became(number, None, PointStatus.SETTLED, OTHER, sure=False)
        if self._went_with_parent(number) or not self._has_context(number):
            return Became(number, None, PointStatus.GONE, sure=self._is_unlike_all(number))
        return self._none_stands(number, added)

    def _has_index(self, number: int) -> bool:
        """Return whether what stands of a choice point is one of several wordings."""
        return self.points[number].kind in (Kind.ALTERNATIVES, Kind.SPLIT)

    def _none_stands(self, number: int, added: float) -> Became:
        """Return what became of a choice point of whose wordings no word stands."""
        point, spans = self.points[number], self.old.options[number]
        sure = self._similarity(number) >= _SIMILAR and self._is_unlike_all(number)
        if self._has_index(number):
            nothing = next((index for index, option in enumerate(point.options) if option.nothing), None)
            if nothing is not None and not added:
                return Became(number, None, PointStatus.SETTLED, nothing, sure)
            if self.alignment.similarity.keys().isdisjoint(self._passages(number)):
                return Became(number, None, PointStatus.GONE, sure=sure)
            return Became(number, None, PointStatus.SETTLED, OTHER, sure)
        size = self.size(spans[0])
        replaced = (size / 2 <= added <= 2 * size) or (point.kind is Kind.BLANK and added > 0)
        return Became(number, None, PointStatus.SETTLED, OTHER if replaced else DROP, sure and not added)

    def _missing(self, number: int, span: Span) -> float:
        """Return the words of an option that do not stand, without those in choice points inside it."""
        inside = (self.old.extent(child) for child in self.children[number])
        nested = sum(self._lost(one) for one in inside if span.start <= one.start < span.end)
        return max(self._lost(span) - nested, 0)

    def _lost(self, span: Span) -> float:
        return self.size(span) - self.standing(span)

    def _is_verbatim(self, number: int, span: Span, there: Span | None) -> bool:
        """Return whether a wording stands with all its words, none new among them and none negating it."""
        ends = sorted((self.forward[self.next[span.start]], self.forward[self.last[span.end - 1]]))
        inside = Span(ends[0], ends[1] + 1)
        open_ones = [self.new.extent(self.partners[one]) for one in self.children[number] if one in self.partners]
        nested = sum(self.added(one) for one in open_ones if inside.start <= one.start < inside.end)
        return (
            self._missing(number, span) < 1 and self.added(inside) - nested < 1 and not self.negations(there or inside)
        )

    def _is_joined(self, number: int, best: int, there: Span) -> bool:
        """Return whether the words of a rival of the wording that stands are beside it: "both A and B"."""
        (start, end), spans = self.old.extent(number), self.old.options[number]
        if max(end - start, there.end - there.start + 1) > _LARGEST:
            return False
        beside = {token.key for token in self.new.tokens[slice(*there)]}
        words = [{token.key for token in self.old.tokens[slice(*span)] if token.weight == 1} for span in spans]
        return any(rival and rival <= beside for rival in (one - words[best] for one in words))

    def _there(self, number: int) -> Span | None:
        """Return the new tokens between those that belong to the nearest old ones around a choice point.

        Without one in its passage, it is the end of the passage that belongs to this one.
        """
        start, end = self.old.extent(number)
        first, last = self.old.passage_of(start), self.old.passage_of(end - 1)
        low = high = -1
        if start and (before := self.last[start - 1]) >= first.first:
            low = self.forward[before] + 1
        elif (one := self.next[first.first]) < first.last:
            low = self.new.passage_of(self.forward[one]).first
        if (behind := self.next[end]) < last.last:
            high = self.forward[behind]
        elif (one := self.last[last.last - 1]) >= last.first:
            high = self.new.passage_of(self.forward[one]).last
        return Span(low, high) if 0 <= low <= high else None

    def _similarity(self, number: int) -> float:
        """Return how similar the passages of a choice point are to their partners, in all or outside its brackets.

        It is 1 if they are all in its brackets and nothing of them stands.
        """
        start, end = self.old.extent(number)
        passages = self._passages(number)
        similar = [self.alignment.similarity[one] for one in passages if one in self.alignment.similarity]
        outside = Span(self.old.passage_of(start).first, start), Span(end, self.old.passage_of(end - 1).last)
        size = sum(map(self.size, outside))
        if size >= 2:
            return max([*similar, sum(map(self.standing, outside)) / size])
        return max(similar, default=not any(map(self.standing, self.old.options[number])))

    def _is_unlike_all(self, number: int) -> bool:
        """Return whether no passage of the new draft can be what the passages of a choice point became."""
        return all(self.alignment.likeness.get(one, 0) < _UNLIKE for one in self._passages(number))

    def _passages(self, number: int) -> set[int]:
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
        return not self.standing(around) and self._missing(parent, around) > 0

    def _has_context(self, number: int) -> bool:
        """Return whether something of the text around a choice point stands.

        That is the nearest text before and behind its brackets, in the same option of the choice point around it, or
        only the one in the closer provision: a subparagraph is gone with the paragraph that introduces it.
        """
        parent = self.parents[number]
        start, end = self.old.extent(number)
        words, provision = self.beside[parent], self.old.passage_of(start).provision
        before, behind = bisect_left(words, start) - 1, bisect_left(words, end)
        near = [words[index] for index in (before, behind) if 0 <= index < len(words)]
        if parent >= 0:
            around = next(span for span in self.old.options[parent] if span.start <= start < span.end)
            near = [at for at in near if around.start <= at < around.end]
        closest = max((self._kinship(provision, at) for at in near), default=0)
        akin = [at for at in near if self._kinship(provision, at) == closest]
        return not akin or any((parent, self.old.passage_at(at)) in self.stands_beside for at in akin)

    def _kinship(self, provision: str, token: int) -> int:
        """Return how many parts of its id a provision shares with that of a token."""
        pairs = zip(provision.split("-"), self.old.passage_of(token).provision.split("-"), strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _counter(weights: Iterable[float]) -> Callable[[Span], float]:
    sums = [0.0, *accumulate(weights)]
    return lambda span: sums[span.end] - sums[span.start]


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
