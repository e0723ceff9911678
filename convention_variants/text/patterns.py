"""Regular expressions that are compiled when they are first used.

For those that take a fraction of a millisecond or more, as all that contain words of the languages do: together they
would take longer than it takes to read a short draft, which needs few of them.

To ignore case takes twice as long to compile. A class of characters takes ten times as long if it has letters that are
to ignore case, or more than two ranges of which one is beyond Latin-1.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from operator import attrgetter
from typing import Any, cast


def lazy_pattern(
    pattern: str, flags: int = 0, *, begins: str | None = None, words: AbstractSet[str] = frozenset()
) -> re.Pattern[str]:
    """Return what can be used like `re.compile(pattern, flags)`, but not passed to the functions of `re`.

    `begins` is a simple pattern that matches wherever the other does: only there is the other compiled. If there are
    `words`, in lower case, one of the groups of `begins` must be one of them, too.
    """
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags, begins, words))


class _LazyPattern:
    """Has each method of the compiled pattern as its own once that was asked for, so that calls are as fast."""

    findall, finditer, fullmatch, match, search, split, sub = (
        cached_property(attrgetter(f"_compiled.{method}"))
        for method in ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")
    )

    def __init__(self, pattern: str, flags: int, begins: str | None, words: AbstractSet[str]) -> None:
        self.pattern = pattern
        self._flags, self._words = flags, words
        if begins is not None:
            self._begins = begins
            self.match = partial(self._guarded, "match")
            self.fullmatch = partial(self._guarded, "fullmatch")

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    @cached_property
    def _beginning(self) -> re.Pattern[str]:
        return re.compile(self._begins, self._flags)

    def _guarded(self, method: str, *where: Any) -> re.Match[str] | None:  # noqa: ANN401 as `match` takes it
        """Match as a method of the compiled pattern does; those take the place of this one when one has to match."""
        beginning = self._beginning.match(*where)
        if beginning is None or (self._words and self._words.isdisjoint(map(str.lower, beginning.groups("")))):
            return None
        self.match, self.fullmatch = self._compiled.match, self._compiled.fullmatch
        found: re.Match[str] | None = getattr(self, method)(*where)
        return found
