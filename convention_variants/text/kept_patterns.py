"""Regular expressions compiled and kept: those of the languages take 20 ms, longer than to read a short draft.

Python has no public way to keep one. `re.compile` works in two steps: the first makes the program, a list of numbers,
and is slow; the second makes the expression. Only programs are kept. Where Python works otherwise, nothing is.
"""

from __future__ import annotations

import atexit
import marshal
import re
import sys
from array import array
from contextlib import suppress
from functools import cache

from convention_variants.text.kept import keep, load_kept

try:
    import _sre  # type: ignore[import-not-found]
    from re import _compiler, _parser  # type: ignore[attr-defined]
except ImportError:  # another Python
    _sre = None

_NAME = "patterns"
_MOST = 1_000  # when there are more, those of patterns that have changed since are forgotten with all others
# The flags, the program in bytes, the number of groups, and their numbers by name.
_Program = tuple[int, bytes, int, dict[str, int]]


class Programs:
    """The programs of patterns: those that are kept in `data`, if this Python made it, and those made since.

    `made` says whether there are any of these.
    """

    def __init__(self, data: bytes) -> None:
        """Take what `dump` returned, or nothing."""
        self.made = False
        self._programs: dict[tuple[str, int], _Program] = {}
        with suppress(EOFError, TypeError, ValueError):  # damaged
            version, programs = marshal.loads(data)  # noqa: S302 Python loads its modules so, from the same folder
            if version == sys.version and len(programs) <= _MOST:
                self._programs = programs

    def dump(self) -> bytes:
        """Return all programs, to be kept."""
        return marshal.dumps((sys.version, self._programs))

    def compile(self, pattern: str, flags: int) -> re.Pattern[str]:
        """Return what `re.compile` returns."""
        key = pattern, int(flags)
        if key not in self._programs:
            self._programs[key] = _program(*key)
            self.made = True
        all_flags, program, groups, numbers = self._programs[key]
        names: list[str | None] = [None] * (groups + 1)
        for name, number in numbers.items():
            names[number] = name
        code = array("I", program).tolist()
        found: re.Pattern[str] = _sre.compile(pattern, all_flags, code, groups, numbers, tuple(names))
        return found


def _program(pattern: str, flags: int) -> _Program:
    parsed = _parser.parse(pattern, flags)
    program = array("I", _compiler._code(parsed, flags)).tobytes()  # noqa: SLF001 there is no public one
    return int(flags | parsed.state.flags), program, parsed.state.groups - 1, dict(parsed.state.groupdict)


@cache
def _kept() -> Programs:
    """Return the programs that are kept; with those that are made until Python ends, they are kept again."""

    def finish() -> None:
        if programs.made:
            keep(_NAME, programs.dump())

    programs = Programs(load_kept(_NAME))
    atexit.register(finish)
    return programs


def compile_kept(pattern: str, flags: int) -> re.Pattern[str]:
    """Return what `re.compile` returns, from what is kept if possible."""
    return re.compile(pattern, flags) if _sre is None else _kept().compile(pattern, flags)
