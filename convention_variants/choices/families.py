"""Families: wordings that stand as rivals at one place of a draft do so at every other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache

from convention_variants.choices.members import Member
from convention_variants.text.patterns import lazy_pattern

_PLURAL = lazy_pattern(r"s\b(?<=\w\w\w\w)")
_OFTEN_ENOUGH = 2


class Families:
    """The pairs of wordings that are certain rivals at more than one place; counted when somebody asks."""

    def __init__(self, pairs: Iterable[tuple[Member, Member]] = ()) -> None:
        self._pairs = pairs

    @cached_property
    def _rivals(self) -> Mapping[str, AbstractSet[str]]:
        """The rivals of each stem."""
        counts = Counter(
            tuple(sorted((_stem(left.features.plain), _stem(right.features.plain)))) for left, right in self._pairs
        )
        found: defaultdict[str, set[str]] = defaultdict(set)
        for (one, other), count in counts.items():
            if count >= _OFTEN_ENOUGH:
                found[one].add(other)
                found[other].add(one)
        return found

    def holds(self, left: Member, right: Member) -> bool:
        """Say whether two wordings are rivals elsewhere in the draft."""
        return _stem(right.features.plain) in self._rivals.get(_stem(left.features.plain), ())


@lru_cache(maxsize=4096)
def _stem(wording: str) -> str:
    """Return a wording apart from number."""
    return _PLURAL.sub("", wording)
