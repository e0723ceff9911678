"""Families: wordings that stand as rivals at one place of a draft, or both with a third, do so at every other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
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
    def _families(self) -> Mapping[str, str]:
        """The first stem of the family of each stem: its rivals, their rivals, and so on are one family."""
        counts = Counter(
            tuple(sorted((_stem(left.features.plain), _stem(right.features.plain)))) for left, right in self._pairs
        )
        rivals: defaultdict[str, set[str]] = defaultdict(set)
        for (one, other), count in counts.items():
            if count >= _OFTEN_ENOUGH:
                rivals[one].add(other)
                rivals[other].add(one)
        found: dict[str, str] = {}
        for first in sorted(rivals):
            reached = [first]
            for stem in reached:  # it grows meanwhile
                if stem not in found:
                    found[stem] = first
                    reached += rivals[stem]
        return found

    def holds(self, left: Member, right: Member) -> bool:
        """Say whether two wordings are rivals elsewhere in the draft, or both rivals of a third, and so on."""
        family = self._families.get(_stem(left.features.plain))
        return family is not None and family == self._families.get(_stem(right.features.plain))


@lru_cache(maxsize=4096)
def _stem(wording: str) -> str:
    """Return a wording apart from number."""
    return _PLURAL.sub("", wording)
