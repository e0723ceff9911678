"""Running heads and page numbers that the conversion of a document left inside a bracket.

They are kept as they stand, but they are no part of the wording by which a bracket is recognized.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

_PAGE_BREAK = re.compile(r"\f|(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")
_LINE_END = re.compile(r"\r\n|\r|\n|\f")
_NUMBER = re.compile(r"\d+")
_LONGEST_HEAD = 100
_OFTEN_ENOUGH = 3


class Furniture:
    """The lines of a source that stand at its page breaks, found when a bracket has a page break in it."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _heads(self) -> frozenset[str]:
        """What stands alone at the page breaks, figures apart, again and again."""
        found: Counter[str] = Counter()
        beside = True
        for line in _LINE_END.split(self._text):
            key = _key(line)
            if beside and 0 < len(key) <= _LONGEST_HEAD:
                found[key] += 1
            beside = key in ("", "#")
        return frozenset(key for key, count in found.items() if count >= _OFTEN_ENOUGH and any(map(str.isalpha, key)))

    def without(self, wording: str) -> str:
        """Return a wording without the heads and page numbers at the page breaks inside it."""
        if not _PAGE_BREAK.search(wording):
            return wording
        lines = _LINE_END.split(wording)
        return "\n".join(line for line in lines if _key(line) != "#" and _key(line) not in self._heads)


def _key(line: str) -> str:
    return _NUMBER.sub("#", " ".join(line.split()))
