"""Regular expressions that are compiled when they are first used.

For those that take a fraction of a millisecond or more, as all that contain words of the languages do: together they
would take longer than it takes to read a short draft, which needs few of them.
"""

from __future__ import annotations

import re
from typing import cast


def lazy_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what can be used like `re.compile(pattern, flags)`, but not passed to the functions of `re`."""
    return cast("re.Pattern[str]", _LazyPattern(pattern, flags))


class _LazyPattern:
    """Has each attribute of the compiled pattern as its own once that was asked for, so that calls are as fast."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if name == "_compiled":
            self._compiled = re.compile(self.pattern, self._flags)
            return self._compiled
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found
