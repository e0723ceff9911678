"""Families: wordings that stand as rivals at one place of a draft do so at every other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property, lru_cache

from convention_variants.grouping.members import Member

_POSSESSIVES = ("’s", "'s", "s’", "s'")
_MARKS_OF_REFERENCE = "*^~"
_PLURAL = re.compile(r"s\b(?<=\w\w\w\w)")
_OFTEN_ENOUGH = 2


class Families:
    """The pairs of wordings that are certain rivals at more than one place; counted when somebody asks."""

    def __init__(self, pairs: Iterable[tuple[Member, Member]] = ()) -> None:
        self._pairs = pairs

    @cached_property
    def _known(self) -> frozenset[frozenset[str]]:
        counts = Counter(_key(left, right) for left, right in self._pairs)
        return frozenset(pair for pair, count in counts.items() if count >= _OFTEN_ENOUGH)

    def holds(self, left: Member, right: Member) -> bool:
        """Say whether two wordings are rivals elsewhere in the draft."""
        return bool(self._known) and _key(left, right) in self._known


def _key(left: Member, right: Member) -> frozenset[str]:
    return frozenset((_stem(left.features.plain), _stem(right.features.plain)))


@lru_cache(maxsize=4096)
def _stem(plain: str) -> str:
    """Return a wording apart from number, possessive and marks of reference."""
    singular = plain.replace("countries", "country").replace("parties", "party")
    singular = singular[:-2] if singular.endswith(_POSSESSIVES) else singular.rstrip(_MARKS_OF_REFERENCE)
    return _PLURAL.sub("", singular)
