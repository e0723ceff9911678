"""Regular expressions that are compiled when they are first used.

For those that take a fraction of a millisecond or more, as all that contain words of the languages do: together they
would take longer than it takes to read a short draft, which needs few of them.
"""

from __future__ import annotations

import re
from functools import cached_property
from operator import attrgetter
from typing import Any, cast


def lazy_pattern(pattern: str, flags: int = 0, *, begins: str | None = None) -> re.Pattern[str]:
    """Return what can be used like `re.compile(pattern, flags)`, but not passed to the functions of `re`.

    `begins` is a simple pattern that matches wherever the other does; it is compiled only where this one matches.
    """
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags, begins))


class _LazyPattern:
    """Has each method of the compiled pattern as its own once that was asked for, so that calls are as fast."""

    findall, finditer, fullmatch, match, search, split, sub = (
        cached_property(attrgetter(f"_compiled.{method}"))
        for method in ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")
    )

    def __init__(self, pattern: str, flags: int, begins: str | None) -> None:
        self.pattern = pattern
        self._flags = flags
        if begins is not None:
            self._begins = begins
            self.match = self._match_first

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    @cached_property
    def _beginning(self) -> re.Pattern[str]:
        return re.compile(self._begins, self._flags)

    def _match_first(self, *where: Any) -> re.Match[str] | None:  # noqa: ANN401 as `match` takes it
        """Match as the compiled pattern does, which takes the place of this method when it has to."""
        if self._beginning.match(*where) is None:
            return None
        self.match = self._compiled.match
        return self._compiled.match(*where)
