"""Aligned tokens → what became of each choice point: open, changed, settled, gone or new."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from convention_variants.choices.groups import Kind
from convention_variants.comparison.tokens import TokenizedDraft
from convention_variants.text.spans import Span, between

_STANDS, _SURE = 0.5, 0.8  # shares of a wording's words
_SIMILAR, _ALIKE = 0.6, 0.8  # similarities of passages: enough for a wording that stands, or for one that was replaced
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
    are to their partners; a passage without one is missing.
    """

    old: TokenizedDraft
    new: TokenizedDraft
    keys: Sequence[str]
    forward: Sequence[int]
    backward: Sequence[int]
    similarity: Mapping[int, float]


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
        self.added_before = [0.0, *accumulate(_added(self.new, self.backward))]
        self.around = _innermost(self.new)
        self.beside: defaultdict[int, list[int]] = defaultdict(list)  # the words in each choice point, not deeper
        for at, around in enumerate(_innermost(self.old)):
            if self.old.tokens[at].weight >= 1:
                self.beside[around].append(at)
        self.new_parents = _parents(self.new)
        self.found: dict[int, Became] = {}

    def all(self) -> list[Became]:
        partners = self._by_brackets()
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
        stands = [self.forward[at] for span in self.old.options[one] for at in range(*span)]
        words = [at for at in stands if at >= 0 and self.new.tokens[at].weight]
        if words:
            inside = sum(any(start <= at < end for start, end in self.new.options[other]) for at in words)
            return inside >= _STANDS * len(words)
        there = [at for span in self.new.options[other] for at in range(*span) if self.new.tokens[at].weight]
        return not any(self.backward[at] >= 0 for at in there)

    def _by_words(self, number: int, taken: set[int]) -> int | None:
        """Return the choice point of the new draft that has most of its words from this one, if there is one."""
        spans = self.old.options[number]
        first = next((self.forward[at] for span in spans for at in range(*span) if self.forward[at] >= 0), None)
        if first is None:
            return None
        other = self.around[first]
        while other >= 0:
            if other not in taken and self._is_from(number, other):
                return other
            other = self.new_parents[other]
        return None

    def _is_from(self, number: int, other: int) -> bool:
        words = [at for span in self.new.options[other] for at in range(*span) if self.new.tokens[at].weight]
        here = sum(any(start <= self.backward[at] < end for start, end in self.old.options[number]) for at in words)
        return here >= _STANDS * len(words)

    def _standing(self, number: int, other: int) -> Became:
        """Return what became of a choice point that still stands in brackets."""
        read, now = (self._options(number, keys) for keys in (None, self.alignment.keys))
        there = sorted(tuple(self.new.tokens[at].key for at in range(*span)) for span in self.new.options[other])
        if there in (read, now):
            return Became(number, other, PointStatus.OPEN, sure=self._similarity(number) >= _SIMILAR)
        stands = max(self._share(span) for span in self.old.options[number])
        sure = stands >= _STANDS or self._similarity(number) >= _ALIKE
        return Became(number, other, PointStatus.CHANGED, sure=sure)

    def _options(self, number: int, keys: Sequence[str] | None) -> list[tuple[str, ...]]:
        spans = self.old.options[number]
        if keys is None:
            return sorted(tuple(self.old.tokens[at].key for at in range(*span)) for span in spans)
        return sorted(tuple(keys[start:end]) for start, end in spans)

    # Choice points that do not

    def _settled(self, number: int) -> Became:
        """Return what became of a choice point that no longer stands in brackets."""
        point, spans = self.points[number], self.old.options[number]
        added = 0 if point.kind is Kind.SPLIT else self._added(number)
        scores = [(self._stands(span) - self._missing(number, span), -index) for index, span in enumerate(spans)]
        best = -max(scores)[1]
        stands, missing = self._stands(spans[best]), self._missing(number, spans[best])
        share = stands / (stands + missing) if stands else 0
        if share >= _STANDS:
            sure = share >= _SURE and added <= stands and self._similarity(number) >= _SIMILAR
            option = best if self._has_index(number) else KEEP
            return Became(number, None, PointStatus.SETTLED, option, sure)
        if not stands and (self._went_with_parent(number) or not self._has_context(number)):
            return Became(number, None, PointStatus.GONE)
        return self._none_stands(number, added, partly=stands > 0)

    def _has_index(self, number: int) -> bool:
        """Return whether what stands of a choice point is one of several wordings."""
        return self.points[number].kind in (Kind.ALTERNATIVES, Kind.SPLIT)

    def _none_stands(self, number: int, added: float, *, partly: bool) -> Became:
        """Return what became of a choice point of whose wordings none stands."""
        point, spans = self.points[number], self.old.options[number]
        sure = not partly and self._similarity(number) >= _SIMILAR
        if self._has_index(number):
            nothing = next((index for index, option in enumerate(point.options) if option.nothing), None)
            if nothing is not None and not added and not partly:
                return Became(number, None, PointStatus.SETTLED, nothing, sure)
            return Became(number, None, PointStatus.SETTLED, OTHER, sure)
        size = self._weight(self.all_before, spans[0])
        replaced = partly or (size / 2 <= added <= 2 * size) or (point.kind is Kind.BLANK and added > 0)
        return Became(number, None, PointStatus.SETTLED, OTHER if replaced else DROP, sure and not added)

    def _weight(self, sums: Sequence[float], span: Span) -> float:
        return sums[span.end] - sums[span.start]

    def _stands(self, span: Span) -> float:
        return self._weight(self.standing_before, span)

    def _share(self, span: Span) -> float:
        size = self._weight(self.all_before, span)
        return self._stands(span) / size if size else 0

    def _missing(self, number: int, span: Span) -> float:
        """Return the words of an option that do not stand, without those in choice points inside it."""
        inside = (self.old.extent(child) for child in self.children[number])
        nested = sum(self._lost(one) for one in inside if span.start <= one.start < span.end)
        return max(self._lost(span) - nested, 0)

    def _lost(self, span: Span) -> float:
        return self._weight(self.all_before, span) - self._stands(span)

    def _added(self, number: int) -> float:
        """Return the words that are new between the words around a choice point."""
        before, behind = self._neighbours(number)
        if before is None or behind is None or behind <= before:
            return 0
        return self._weight(self.added_before, Span(before + 1, behind))

    def _neighbours(self, number: int) -> tuple[int | None, int | None]:
        """Return the new tokens that belong to the nearest old ones around a choice point in its passages."""
        start, end = self.old.extent(number)
        first = self.old.passages[self.old.passage_at(start)].first
        last = self.old.passages[self.old.passage_at(end - 1)].last
        before = self.last[start - 1] if start else -1
        behind = self.next[end]
        at_start = self.old.passage_at(start) in self.alignment.similarity
        return (
            self.forward[before] if before >= first else self._edge(start, 0) if at_start else None,
            self.forward[behind] if behind < last else self._edge(end - 1, 1) if at_start else None,
        )

    def _edge(self, token: int, side: int) -> int | None:
        """Return the token in front of or behind the new passage that belongs to the old one around a token."""
        passage = self.old.passages[self.old.passage_at(token)]
        found = [self.forward[at] for at in range(passage.first, passage.last) if self.forward[at] >= 0]
        if not found:
            return None
        there = self.new.passages[self.new.passage_at(found[-side])]
        return there.last if side else there.first - 1

    def _similarity(self, number: int) -> float:
        """Return how similar the passages of a choice point are to their partners, in all or outside its brackets.

        It is 1 if they are all in brackets.
        """
        start, end = self.old.extent(number)
        passages = {self.old.passage_at(start), self.old.passage_at(end - 1)}
        similar = max(
            (self.alignment.similarity[one] for one in passages if one in self.alignment.similarity), default=1
        )
        first, last = (self.old.passages[one] for one in (min(passages), max(passages)))
        outside = Span(first.first, start), Span(end, last.last)
        size = sum(self._weight(self.all_before, span) for span in outside)
        return max(similar, sum(map(self._stands, outside)) / size) if size >= 2 else similar

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
        them, in the same option of the choice point around it.
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
        return any(self._stands_beside(words, at) for at in inside or near)

    def _stands_beside(self, words: Sequence[int], token: int) -> bool:
        """Return whether one of some words stands that are in the passage of a token."""
        passage = self.old.passages[self.old.passage_at(token)]
        return any(self.forward[at] >= 0 for at in between(words, passage.first, passage.last))


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


def _added(new: TokenizedDraft, backward: Sequence[int]) -> Iterator[float]:
    return (token.weight * (old < 0) for token, old in zip(new.tokens, backward, strict=True))


def _innermost(draft: TokenizedDraft) -> list[int]:
    """Return the innermost choice point around each token, -1 if there is none."""
    found = [-1] * len(draft.tokens)
    for number in range(len(draft.options)):  # those inside come behind those around them
        for span in draft.options[number]:
            found[span.start : span.end] = [number] * (span.end - span.start)
    return found
