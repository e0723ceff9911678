"""Score how series of option paragraphs are read, against labels made by reading.

A series is complete if each of its options begins and the last one ends where a reader says. The worst that can happen
is that the last option swallows what follows it: choosing another one then drops agreed text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from convention_variants.choices.inventory import ChoicePoint, Inventory

VERDICTS = ("complete", "open", "wrong text", "too short", "swallows", "missing")
# What may stand between an option and what follows it, besides white space: the marks of a heading and of emphasis.
_MARKUP = re.compile(r"[\s#*_]*")


def read_series(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of labelled series."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def series_verdict(row: Mapping[str, str], inventory: Inventory, place: Callable[[int], int] = int) -> str:
    """Return one of `VERDICTS` for a labelled series.

    `place` maps an offset of the corpus to one of the text that was read. A series is missing unless a choice has all
    its options and no others.
    """
    starts = [place(int(start)) for start in row["starts"].split()]
    point = _points(inventory).get(starts[0])
    if point is None or [_start(point, index) for index in range(len(point.options))] != starts:
        return "missing"
    text = inventory.draft.source.text
    behind, wanted = _MARKUP.match(text, point.end), place(int(row["end"]))
    reached = behind.end() if behind else point.end
    if reached != wanted and not point.end <= wanted <= reached:
        return "swallows" if reached > wanted else "too short"
    nothing = {int(number) for number in row["notext"].split()}
    if any(option.nothing != (number in nothing) for number, option in enumerate(point.options, 1)):
        return "wrong text"
    return "open" if point.open else "complete"


def series_score(
    rows: Iterable[Mapping[str, str]], inventory: Inventory, place: Callable[[int], int] = int
) -> dict[str, list[str]]:
    """Return the numbers of the labelled series by verdict."""
    found: dict[str, list[str]] = {verdict: [] for verdict in VERDICTS}
    for row in rows:
        found[series_verdict(row, inventory, place)].append(row["series"])
    return found


def _points(inventory: Inventory) -> dict[int, ChoicePoint]:
    return {_start(point, 0): point for point in inventory.points if point.options[0].label}


def _start(point: ChoicePoint, index: int) -> int:
    """Return where the name of an option begins, behind its markup and number."""
    option = point.options[index]
    return option.label.start if option.label else option.start
