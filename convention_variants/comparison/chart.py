"""Drafts in order → the chart of their choice points: a row for each outermost part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convention_variants.comparison.drafted_text import DraftedText
from convention_variants.comparison.revising import Revision, Series
from convention_variants.language.phrases import Phrases

_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_SAME_HEADING = 3  # times as much


class ChartRow(NamedTuple):
    """A row of the chart: an outermost part, and its choice points in each draft, None for one that lacks it."""

    number: int
    name: str
    open: tuple[int | None, ...]


class Chart:
    """The outermost parts of the drafts, one to one those that belong together, and their choice points."""

    def __init__(self, series: Series, shown: Sequence[DraftedText], words: Phrases) -> None:
        self.numbers: list[dict[str, int]] = []
        names: list[dict[str, None]] = []  # of each row, in all drafts
        order: list[int] = []
        for index, draft in enumerate(shown):
            earlier = _earlier_sections(series.steps[index - 1], shown[index - 1], draft) if index else {}
            self.numbers.append({})
            place = 0  # in the order, behind the row of the section before
            for section in ("", *draft.sections):  # an empty one for what is in none
                row = self.numbers[index - 1].get(earlier.get(section, "none")) if index else None
                if row is None:
                    row = len(names)
                    names.append({})
                    order.insert(place, row)
                place = order.index(row) + 1
                self.numbers[index][section] = row
                names[row][draft.sections.get(section) or words.comparison.no_heading] = None
        counts = [Counter(self._open(series, index)) for index in range(len(shown))]
        known = [set(numbers.values()) for numbers in self.numbers]
        self.rows = {
            row: ChartRow(
                row,
                " → ".join({name.casefold(): name for name in names[row]}.values()),  # case alone makes no other name
                tuple(count[row] if row in rows else None for count, rows in zip(counts, known, strict=True)),
            )
            for row in order
        }

    def _open(self, series: Series, index: int) -> Iterator[int]:
        step = series.steps[min(index, len(series.steps) - 1)]
        draft = step.alignment.old if index < len(series.steps) else step.alignment.new
        for number, point in enumerate(draft.inventory.points):
            if point.kind.is_choice:
                yield self.at(index, draft.passage_of(draft.extent(number).start).section)

    def at(self, index: int, section: str) -> int:
        """Return the number of the row of a section of a draft."""
        return self.numbers[index][section]


def _earlier_sections(step: Revision, older: DraftedText, newer: DraftedText) -> dict[str, str]:
    """Return the section of the older draft that each section of the newer one is, if each is most of the other.

    What stands counts more if their headings share a long word. Sections left with the same id belong together.
    """
    words = [
        {section: set(_LONG_WORD.findall(name.casefold())) for section, name in draft.sections.items()}
        for draft in (older, newer)
    ]
    votes: Counter[tuple[str, str]] = Counter()
    for pair in step.passages:
        old, new = step.alignment.old.passages[pair.old], step.alignment.new.passages[pair.new]
        if old.section and new.section:
            stands = step.alignment.forward[old.first : old.last]
            weight = 1 if words[0][old.section].isdisjoint(words[1][new.section]) else _SAME_HEADING
            votes[old.section, new.section] += weight * sum(new.first <= other < new.last for other in stands)
    best: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for one, other in sorted(votes, key=lambda sections: votes[sections]):
        best[0][one], best[1][other] = other, one
    found = {other: one for other, one in best[1].items() if best[0][one] == other}
    alone = older.sections.keys() - found.values()
    return {"": "", **{same: same for same in newer.sections.keys() & alone}, **found}
