"""Aligned tokens → what became of each choice point: open, changed, settled, gone or new."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, chain, repeat, takewhile
from operator import sub

from convention_variants.choices.groups import Kind
from convention_variants.comparison.tokens import CLOSE, OPEN, TokenizedDraft
from convention_variants.language.data import all_languages
from convention_variants.text.spans import Span

_STANDS = 0.5  # of a wording's words
_SIMILAR = 0.6  # similarity of passages that makes sure what became of a choice point in them
_UNLIKE = 0.3  # similarity to every passage: the passage was not rewritten, but is gone
# If a wording has few words and many around them are new, its words belong to the new text.
_FEW, _MANY = 2, 12
_LARGEST = 500  # tokens that are searched for a second wording, or for one that moved: deep nests take no longer
_NEGATIONS = frozenset(chain.from_iterable(one.grammar.negations for one in all_languages()))
_LABEL = re.compile(r"\d+|[^\W\d]|[ivxlc]+")
_NOWHERE = -1  # the number of the partner of a token that has none
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
    partners = _partners(alignment)
    taken = frozenset(partners.values())
    new = (number for number in range(len(alignment.new.options)) if number not in taken)
    return [*_Judge(alignment, partners).all(), *(Became(None, number, PointStatus.NEW) for number in new)]


def _partners(alignment: Alignment) -> dict[int, int]:
    """Return the choice points that are still in brackets, each with the new one that has most of these brackets.

    If two have the same share, the one of similar length counts: in `[a [b]]`, a bracket of either can be around "b".
    """
    old, new, forward = alignment.old, alignment.new, alignment.forward
    ends = ((token.point, other) for token, other in zip(old.tokens, forward, strict=True) if token.point >= 0)
    votes = Counter((one, new.tokens[other].point) for one, other in ends if other != _NOWHERE)

    def order(pair: tuple[int, int]) -> tuple[float, int, int, int]:
        one, other = pair
        lengths = (span.end - span.start for span in (old.extent(one), new.extent(other)))
        share = votes[pair] / (len(old.options[one]) + len(new.options[other]))
        return -share, abs(sub(*lengths)), one, other

    partners: dict[int, int] = {}
    taken: set[int] = set()
    for one, other in sorted(votes, key=order):
        if one not in partners and other not in taken:
            partners[one] = other
            taken.add(other)
    return partners


class _Judge:
    """Decides what became of the choice points of the old draft; `partners` are those that are still in brackets.

    Of the others a wording remains, or another text, or nothing: this depends on how many words of each wording stand,
    how many are missing, and how many are new where the choice point would be.
    """

    def __init__(self, alignment: Alignment, partners: Mapping[int, int]) -> None:
        self.alignment, self.partners = alignment, partners
        self.old, self.new, self.forward = alignment.old, alignment.new, alignment.forward
        self.points = self.old.inventory.points
        self.numbers = {point.id: number for number, point in enumerate(self.points)}
        self.children: defaultdict[int, list[int]] = defaultdict(list)
        for number, point in enumerate(self.points):
            if point.parent is not None:
                self.children[self.numbers[point.parent]].append(number)
        # How many words a span has: in the old draft all, and those that stand; in the new one new words, and the
        # negations among these.
        old = list(zip(self.old.tokens, self.forward, strict=True))
        new = list(zip(self.new.tokens, alignment.backward, strict=True))
        self.size = _counter(token.weight for token, _ in old)
        self.standing = _counter(token.weight * (other != _NOWHERE) for token, other in old)
        self.added = _counter(token.weight * (one == _NOWHERE) for token, one in new)
        self.negations = _counter(token.key in _NEGATIONS and one == _NOWHERE for token, one in new)
        # The nearest old token with a partner, up to each one and from each one on.
        end = len(old)
        stand = [other != _NOWHERE for other in self.forward]
        self.last = list(accumulate((index if stand[index] else -1 for index in range(end)), max))
        following = (index if stand[index] else end for index in reversed(range(end)))
        self.next = list(accumulate(following, min, initial=end))[::-1]
        self.old_prints, self.new_prints = (
            _Fingerprints([token.key for token in draft.tokens]) for draft in (self.old, self.new)
        )
        self.renumbered = _Fingerprints(alignment.keys)
        self.words = _words_by_option(self.old)
        # The words that are new in each passage of the new draft, and each three that are new side by side in any.
        lines = [
            [token.key * (one == _NOWHERE) for token, one in new[passage.first : passage.last] if token.weight == 1]
            for passage in self.new.passages
        ]
        self.new_words = list(map(frozenset, lines))
        self.new_triples = frozenset(chain.from_iterable(map(_triples, lines)))
        self.found: list[Became] = []

    def all(self) -> list[Became]:
        for number in range(len(self.points)):
            other = self.partners.get(number)
            self.found.append(self._settled(number) if other is None else self._open(number, other))
        return self.found

    def _open(self, number: int, other: int) -> Became:
        """Return what became of a choice point that is still in brackets."""
        there = sorted(map(self.new_prints.of, self.new.options[other]))
        before = (sorted(map(prints.of, self.old.options[number])) for prints in (self.old_prints, self.renumbered))
        status = PointStatus.OPEN if there in before else PointStatus.CHANGED
        return Became(number, other, status, sure=self._similarity(number) >= _SIMILAR)

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
        """Return whether a choice point offers several wordings, of which one can be taken."""
        return self.points[number].kind in (Kind.ALTERNATIVES, Kind.SPLIT)

    def _none_stands(self, number: int, added: float) -> Became:
        """Return what became of a choice point if no word of its wordings stands."""
        point, spans = self.points[number], self.old.options[number]
        sure = self._similarity(number) >= _SIMILAR and self._is_unlike_all(number) and not self._is_like_label(number)
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

    def _is_like_label(self, number: int) -> bool:
        """Return whether a choice point can be in a label now, in which no words are seen.

        It is in one, or it is in front of a passage and between numbers or letters.
        """
        start, end = self.old.extent(number)
        passage = self.old.passage_of(start)
        if passage.is_label:
            return True
        words = [token.key for token in self.old.tokens[start:end] if token.weight == 1]
        return start == passage.first and all(map(_LABEL.fullmatch, words))

    def _missing(self, number: int, span: Span) -> float:
        """Return the words of an option that do not stand, without those in choice points inside it."""
        inside = (self.old.extent(child) for child in self.children[number])
        nested = sum(self._lost(one) for one in inside if span.start <= one.start < span.end)
        return self._lost(span) - nested

    def _lost(self, span: Span) -> float:
        return self.size(span) - self.standing(span)

    def _is_verbatim(self, number: int, span: Span, there: Span | None) -> bool:
        """Return whether a wording stands word for word, without new words in it or a negation."""
        inside = Span(*sorted((self.forward[self.next[span.start]], self.forward[self.last[span.end - 1]])))
        open_ones = [self.new.extent(self.partners[one]) for one in self.children[number] if one in self.partners]
        nested = sum(self.added(one) for one in open_ones if inside.start <= one.start < inside.end)
        return (
            self._missing(number, span) < 1 and self.added(inside) - nested < 1 and not self.negations(there or inside)
        )

    def _is_joined(self, number: int, best: int, there: Span) -> bool:
        """Return whether a rival of the wording that stands is beside it: "both A and B"."""
        (start, end), spans = self.old.extent(number), self.old.options[number]
        if max(end - start, there.end - there.start) > _LARGEST:
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
        if start and (before := self.last[start - 1]) >= first.first:
            low = self.forward[before] + 1
        elif (one := self.next[first.first]) < first.last:
            low = self.new.passage_of(self.forward[one]).first
        else:
            return None
        if (after := self.next[end]) < last.last:
            high = self.forward[after]
        elif (one := self.last[last.last - 1]) >= last.first:
            high = self.new.passage_of(self.forward[one]).last
        else:
            return None
        return Span(low, high) if low <= high else None

    def _similarity(self, number: int) -> float:
        """Return how similar the passages of a choice point are to their partners, as a whole or outside its brackets.

        If they are entirely in its brackets, and none of their words stand, it is 1.
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
        """Return whether nothing in the new draft can be what a choice point, or a passage that it is in, became."""
        unlike = all(self.alignment.likeness.get(one, 0) < _UNLIKE for one in self._passages(number))
        return unlike and not self._may_have_moved(number)

    def _may_have_moved(self, number: int) -> bool:
        """Return whether a wording is new elsewhere: one of few words in the same passage, a longer one in any."""
        passages = [self.old.passages[one] for one in self._passages(number)]
        kept = [self.next[one.first] for one in passages if self.next[one.first] < one.last]
        near = [self.new_words[self.new.passage_at(self.forward[one])] for one in kept]
        for start, end in self.old.options[number]:
            words = [token.key for token in self.old.tokens[start : min(end, start + _LARGEST)] if token.weight == 1]
            if len(words) > _FEW:
                if self.new_triples.issuperset(_triples(words)):
                    return True
            elif words and any(one.issuperset(words) for one in near):
                return True
        return False

    def _passages(self, number: int) -> set[int]:
        start, end = self.old.extent(number)
        return {self.old.passage_at(start), self.old.passage_at(end - 1)}

    def _went_with_parent(self, number: int) -> bool:
        """Return whether the choice point around one was settled, and not by the wording around this one."""
        if (around := self._around(number)) is None:
            return False
        parent, option = around
        return (became := self.found[parent]).new is None and became.option not in (option, KEEP)

    def _around(self, number: int) -> tuple[int, int] | None:
        """Return the choice point around one and the option that it is in, None if it is in none."""
        id_ = self.points[number].parent
        if id_ is None:
            return None
        parent, start = self.numbers[id_], self.old.extent(number).start
        options = enumerate(self.old.options[parent])
        return parent, next(index for index, span in options if span.start <= start < span.end)

    def _has_context(self, number: int) -> bool:
        """Return whether any word stands of the passages with the nearest words before and after a choice point.

        Words in choices beside it do not count, nor do those in another option of the choice around it. If one passage
        is in a closer provision, it alone counts: a subparagraph is gone with the paragraph that introduces it.
        """
        start, end = self.old.extent(number)
        words = self.words[self._around(number)]
        before, after = bisect_left(words, start) - 1, bisect_left(words, end)
        near = [self.old.passage_of(words[index]) for index in (before, after) if 0 <= index < len(words)]
        provision = self.old.passage_of(start).provision
        closest = max((_kinship(provision, one.provision) for one in near), default=0)
        akin = [one for one in near if _kinship(provision, one.provision) == closest]
        return not akin or any(self.next[one.first] < one.last for one in akin)


def _words_by_option(draft: TokenizedDraft) -> Mapping[tuple[int, int] | None, list[int]]:
    """Return the words in each option, without those in choices inside it, and for None those outside all choices."""
    found: defaultdict[tuple[int, int] | None, list[int]] = defaultdict(list)
    around: list[tuple[int, int] | None] = [None]
    for index, token in enumerate(draft.tokens):
        if token.key == OPEN:
            around.append((token.point, token.option))
        elif token.key == CLOSE and len(around) > 1:  # a bracket can run from a footnote into the text before it
            around.pop()
        elif token.weight == 1:
            found[around[-1]].append(index)
    return found


def _kinship(provision: str, other: str) -> int:
    """Return how many parts of its id a provision shares with another one."""
    pairs = zip(provision.split("-"), other.split("-"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _triples(words: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    return zip(words, words[1:], words[2:], strict=False)


def _counter(weights: Iterable[float]) -> Callable[[Span], float]:
    sums = [0.0, *accumulate(weights)]
    return lambda span: sums[span.end] - sums[span.start]


class _Fingerprints:
    """Numbers that are equal for equal stretches of tokens, whatever the length; worked out once for a draft."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._powers = list(accumulate(repeat(_BASE, len(keys)), lambda power, base: power * base % _PRIME, initial=1))
        self._sums = list(accumulate(map(hash, keys), lambda total, key: (total * _BASE + key) % _PRIME, initial=0))

    def of(self, span: Span) -> tuple[int, int]:
        """Return the number for a stretch, and its length."""
        length = span.end - span.start
        return (self._sums[span.end] - self._sums[span.start] * self._powers[length]) % _PRIME, length
