"""How well runs of brackets are grouped in texts as negotiators write them, against labels made by reading."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import convention_variants as cv
from convention_variants.choices.inventory import ChoicePoint

LABELS = Path(__file__).parent / "data" / "corpora"
LETTERS = {"alternatives": "A", "optional": "O", "blank": "B", "note": "N", "split": "S"}
MOST_WRONG, MOST_OPEN = 0.02, 0.10


def labelled(name: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a table of labels, by corpus."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (LABELS / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            rows[row["corpus"]].append(row)
    return rows


def grouped(run: Sequence[int], points: Mapping[int, ChoicePoint]) -> tuple[str, bool]:
    """Return how the program groups the brackets that open at some offsets, and whether any of it is open."""
    found: list[str] = []
    previous = None
    for offset in run:
        point = points[offset]
        letter = LETTERS[point.kind]
        if point is previous:
            found[-1] += letter
        else:
            found.append(letter)
        previous = point
    alone = [group if len(group) > 1 or group != "A" else "O" for group in found]  # a slash inside one bracket
    return " ".join(alone), any(points[offset].open for offset in run)


def verdict(row: Mapping[str, str], points: Mapping[int, ChoicePoint]) -> str:
    """Return whether the program is right, wrong or leaves open what a reader is sure of."""
    groups, is_open = grouped([int(offset) for offset in row["offsets"].split()], points)
    if row["sure"] == "no":
        return "right"
    return "open" if is_open else "right" if groups == row["groups"] else "wrong"


@pytest.mark.parametrize("table", sorted(path.name for path in LABELS.glob("runs*.tsv")))
def test_labelled_runs(corpora: Path, table: str):
    """At most 2 % of the labelled runs are grouped wrongly, and at most 10 % are left open."""
    verdicts: Counter[str] = Counter()
    for name, rows in labelled(table).items():
        inventory = cv.read_draft(cv.Source(name, (corpora / name).read_bytes().decode("utf-8")))
        points = {option.start: point for point in inventory.points for option in point.options}
        verdicts.update(verdict(row, points) for row in rows)
    total = verdicts.total()
    assert total >= 60
    assert verdicts["wrong"] / total <= MOST_WRONG, verdicts
    assert verdicts["open"] / total <= MOST_OPEN, verdicts


def test_a_wrong_grouping_is_seen():
    """The score is no mirror: it tells a wrong grouping from a right one, and both from an open one."""
    inventory = cv.read_draft(cv.Source("draft.md", "[shall] [should] and [additional] [predictable]"))
    points = {option.start: point for point in inventory.points for option in point.options}
    row = {"offsets": "0 8", "groups": "AA", "sure": "yes"}
    assert verdict(row, points) == "right"
    assert verdict(row | {"groups": "O O"}, points) == "wrong"
    assert verdict(row | {"offsets": "21 34"}, points) == "open"
