"""The numbers of paragraphs, as Word computes them (ECMA-376 part 1, 17.9, and what [MS-OI29500] and [MS-DOC] add).

Nothing here knows of files: definitions and a sequence of (list, level) go in, labels come out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from convention_variants.formats.word.number_formats import format_number

LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
_WITHOUT_NUMBER = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list.

    `text` is what Word shows, with `%1` for the number of the first level. `restart` is how many of the outermost
    levels start this one again, None for all above it. `legal` writes all numbers of the label in figures, 01 as 01.
    """

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False

    @property
    def is_bullet(self) -> bool:
        """Whether it shows a sign and no number."""
        return self.format == "bullet"


@dataclass(frozen=True, slots=True)
class List:
    """A list (`w:num`): the abstract definition whose counters it shares, its levels, and its own starts by level."""

    abstract: str
    levels: tuple[Level, ...]
    starts: Mapping[int, int] = field(default_factory=dict)

    def start(self, level: int) -> int:
        """Return the number with which a level begins."""
        return self.starts.get(level, self.levels[level].start)


class Counters:
    """The counters of all lists of a text, which must be asked for its numbered paragraphs in order."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, name: str, numbered: List, level: int) -> str:
        """Count a paragraph of a list, known by its name, at a level; return its label, empty if it shows none."""
        counts = self._counts.setdefault(numbered.abstract, [None] * LEVELS)
        for above in range(level):
            if counts[above] is None:
                counts[above] = numbered.start(above)  # Word counts a level that was skipped
        count = counts[level]
        first = level in numbered.starts and (name, level) not in self._started
        self._started.add((name, level))
        counts[level] = numbered.start(level) if first or count is None else count + 1
        for below in range(level + 1, LEVELS):
            restart = numbered.levels[below].restart
            if restart is None or level < restart:
                counts[below] = None
        return _label(numbered, level, counts)


def _label(numbered: List, level: int, counts: list[int | None]) -> str:
    shown = numbered.levels[level]
    if shown.is_bullet:
        return shown.text

    def write(placeholder: re.Match[str]) -> str:
        index = int(placeholder[1]) - 1
        count = counts[index]
        name = numbered.levels[index].format
        if count is None or name in _WITHOUT_NUMBER:
            return ""
        return format_number(count, "decimal" if shown.legal and name != "decimalZero" else name)

    if any(int(placeholder[1]) > level + 1 for placeholder in _PLACEHOLDER.finditer(shown.text)):
        return ""  # Word shows nothing of a label with a number of a level below
    return _PLACEHOLDER.sub(write, shown.text)
