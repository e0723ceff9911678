"""Two sequences of tokens → the tokens of one that are also in the other, by the cheapest way through the choices.

A choice point of the old text can be in the new text as it is, with the marks of its brackets; or only one of its
options is there; or nothing. The cheapest of these ways, with the fewest words added and removed, shows what became of
it. So a wording inside its rival is told apart from the rival, and a word from its repetition nearby.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise, takewhile
from operator import eq
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.comparison.matching import longest_rise
from convention_variants.comparison.tokens import CLOSE, OPEN, TokenizedDraft

_WORD, _MARK, _BRACKET = 10, 4, 5
_NONE_STANDS = 8  # less than a word, so that a rival without any word left is not taken for the one that stands
_LARGEST = 150_000  # cells of a table
# In place of a larger table come smaller ones, between stretches of so many tokens that occur once in both texts.
_STRETCHES = (1, 4, 16)
_ADDED, _REMOVED, _MATCHED = -1, -2, -3  # steps

Pair = tuple[int, int]


class _Arc(NamedTuple):
    """A way in the old text from in front of one token to in front of another one, past those between."""

    start: int
    end: int
    cost: int


def match_tokens(
    old: TokenizedDraft, new: TokenizedDraft, passages: tuple[Sequence[int], Sequence[int]], keys: Sequence[str]
) -> Iterator[Pair]:
    """Yield the pairs of tokens, by their numbers, that belong together in some passages of two drafts.

    `keys` are what the tokens of the old draft would read in the new draft's numbering.
    """
    numbers, others = (
        list(chain.from_iterable(range(draft.passages[one].first, draft.passages[one].last) for one in chosen))
        for draft, chosen in zip((old, new), passages, strict=True)
    )
    read, there = [keys[number] for number in numbers], [new.tokens[number].key for number in others]
    if read == there:
        return zip(numbers, others, strict=True)
    arcs, outermost = _arcs(old, numbers)
    found = _between(_anchors(read, there, outermost), read, there, arcs, _STRETCHES)
    return ((numbers[one], others[other]) for one, other in found)


def _between(
    anchors: Sequence[Pair], keys: Sequence[str], new: Sequence[str], arcs: Sequence[_Arc], stretches: Sequence[int]
) -> list[Pair]:
    """Return the known pairs and those found between them."""
    pairs = list(anchors)
    for (one, other), (one_end, other_end) in pairwise([(-1, -1), *anchors, (len(keys), len(new))]):
        first, second = one + 1, other + 1
        inside = [
            _Arc(arc.start - first, arc.end - first, arc.cost)
            for arc in arcs[bisect_left(arcs, (first,)) : bisect_left(arcs, (one_end,))]
            if arc.end <= one_end
        ]  # fmt: skip
        found = _cheapest(keys[first:one_end], new[second:other_end], inside, stretches)
        pairs += [(first + ours, second + theirs) for ours, theirs in found]
    return sorted(pairs)


def _arcs(old: TokenizedDraft, numbers: Sequence[int]) -> tuple[list[_Arc], list[Pair]]:
    """Return the ways past tokens that the choice points in a sequence allow, and the spans of the outermost ones."""
    places = {number: index for index, number in enumerate(numbers) if old.tokens[number].point >= 0}
    arcs: list[_Arc] = []
    spans: list[Pair] = []
    for point in dict.fromkeys(old.tokens[number].point for number in places):
        ends = [(places.get(span.start), places.get(span.end - 1)) for span in old.options[point]]
        inside = [(start, end) for start, end in ends if start is not None and end is not None]
        if len(inside) < len(ends):
            continue
        is_split = old.inventory.points[point].kind is Kind.SPLIT
        for parts in [[one] for one in inside] if is_split else [inside]:
            start, end = parts[0][0], parts[-1][1] + 1
            spans.append((start, end))
            arcs.append(_Arc(start, end, _NONE_STANDS))
            for opening, closing in parts:
                arcs += [_Arc(start, opening + 1, 0), _Arc(closing, end, 0)]
    return sorted(arcs), spans


def _anchors(keys: Sequence[str], new: Sequence[str], spans: Sequence[Pair], length: int = 1) -> list[Pair]:
    """Return the words outside some spans that begin stretches of a length that occur once in both, in that order."""
    ours, theirs = (list(zip(*(one[step:] for step in range(length)), strict=False)) for one in (keys, new))
    counts = Counter(ours), Counter(theirs)
    where = {stretch: index for index, stretch in enumerate(theirs)}
    covered = bytearray(len(keys))
    for start, end in spans:
        covered[start:end] = b"\x01" * (end - start)
    found = [
        (index, where[one])
        for index, one in enumerate(ours)
        if counts[0][one] == counts[1][one] == 1 and not covered[index] and one[0][-1].isalnum()
    ]
    return [found[index] for index in longest_rise([other for _, other in found])]


def _cost(key: str) -> int:
    return _BRACKET if key in (OPEN, CLOSE) else _WORD if key[-1].isalnum() else _MARK


def _cheapest(keys: Sequence[str], new: Sequence[str], arcs: Sequence[_Arc], stretches: Sequence[int]) -> list[Pair]:
    if not keys or not new:
        return []
    if len(keys) * len(new) > _LARGEST:
        if not stretches:  # the same words over and over, or others: what the texts begin with
            same = takewhile(bool, map(eq, keys, new))
            return [(place, place) for place, _ in enumerate(same)]
        return _between(_anchors(keys, new, (), stretches[0]), keys, new, arcs, stretches[1:])
    steps = _steps(keys, new, arcs)
    one, other = len(keys), len(new)
    found = []
    while one or other:
        step = steps[one][other]
        if step == _ADDED:
            other -= 1
        elif step == _REMOVED:
            one -= 1
        elif step == _MATCHED:
            one, other = one - 1, other - 1
            found.append((one, other))
        else:
            one = step
    return found[::-1]


def _steps(keys: Sequence[str], new: Sequence[str], arcs: Sequence[_Arc]) -> list[list[int]]:
    """Return the last step of the cheapest way through the old tokens up to one, and the new ones up to another.

    There is a row for each number of old tokens. A step past a choice is the number of old tokens in front of it.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(new):
        places[key].append(index)
    into: defaultdict[int, list[_Arc]] = defaultdict(list)
    for arc in arcs:
        into[arc.end].append(arc)
    costs_added = list(map(_cost, new))
    costs = [list(accumulate(costs_added, initial=0))]
    steps = [[_ADDED] * (len(new) + 1)]
    for index, key in enumerate(keys, 1):
        before, removed = costs[-1], _cost(key)
        row, step = [cost + removed for cost in before], [_REMOVED] * (len(new) + 1)
        for place in places.get(key, ()):
            if before[place] <= row[place + 1]:
                row[place + 1], step[place + 1] = before[place], _MATCHED
        for arc in into.get(index, ()):
            for place, cost in enumerate(costs[arc.start]):
                if cost + arc.cost < row[place]:
                    row[place], step[place] = cost + arc.cost, arc.start
        _add_new(row, step, costs_added)
        costs.append(row)
        steps.append(step)
    return steps


def _add_new(row: list[int], step: list[int], costs_added: Sequence[int]) -> None:
    cost = row[0]
    for place, added in enumerate(costs_added, 1):
        cost += added
        if cost < row[place]:
            row[place], step[place] = cost, _ADDED
        else:
            cost = row[place]
