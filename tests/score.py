"""Score what the program reads against labels that people made by reading: `make score`.

Every label has a verdict: right, wrong, or open where the program leaves to a reader what the label is sure of. The
tables in `tests/data/corpora` hold the labels; their texts are no part of the project.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import convention_variants as cv
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.formats.reader import read_data

LABELS = Path(__file__).parent / "data" / "corpora"
CORPORA = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
VERDICTS = ("right", "wrong", "open")
LETTERS = {"alternatives": "A", "optional": "O", "blank": "B", "note": "N", "split": "S"}
STANCES = ("proposes", "supports", "opposes", "reserves")

Row = Mapping[str, str]


class Miss(NamedTuple):
    """A label that the program does not agree with: where it is, what it says, what the program says."""

    offset: int
    verdict: str
    wanted: str
    got: str


class Reading:
    """What the program reads in one text, by offset in the file as it was written."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.source = inventory.draft.source
        self.text = self.source.written.text
        options = [(option, point) for point in inventory.points for option in point.options]
        self.points = {self.at(option.start): point for option, point in options}
        self.options = {self.at(option.start): option for option, _ in options}
        series = [(point.options[0].label, point) for point in inventory.points]
        self.series = {self.at(label.start): point for label, point in series if label is not None}

    def at(self, offset: int) -> int:
        """Return where in the file a character of the text that was read stands."""
        return self.source.written_span(cv.Span(offset, offset)).start


@cache
def read(name: str) -> Reading:
    """Return what the program reads in a corpus."""
    return Reading(cv.read_draft(read_data((CORPORA / name).read_bytes(), name)))


def rows_of(table: Path) -> list[dict[str, str]]:
    """Return the labels of a table."""
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def grouped(offsets: Sequence[int], points: Mapping[int, ChoicePoint], *, single: bool = False) -> tuple[str, bool]:
    """Return how the program groups the brackets that open at some offsets, and whether any of it is open.

    In a run, a bracket whose own sides are alternatives stands alone like an optional.
    """
    groups: list[str] = []
    previous = None
    for offset in offsets:
        point = points.get(offset)
        letter = LETTERS[point.kind] if point else "-"
        if point is not None and point is previous:
            groups[-1] += letter
        else:
            groups.append(letter)
        previous = point
    if not single:
        groups = [group if group != "A" else "O" for group in groups]
    return " ".join(groups), any(offset in points and points[offset].open for offset in offsets)


def judge_run(row: Row, reading: Reading) -> Miss:
    """Judge a run of brackets, or a single one; where a label is not sure, every answer is right."""
    offsets = [int(offset) for offset in row["offsets"].split()]
    groups, is_open = grouped(offsets, reading.points, single=len(offsets) == 1)
    right = row["sure"] == "no" or (groups == row["groups"] and not is_open)
    verdict = "right" if right else "open" if is_open else "wrong"
    return Miss(offsets[0], verdict, row["groups"], groups + "?" * is_open)


def judge_series(row: Row, reading: Reading) -> Miss:
    """Judge a series of option paragraphs: where each begins, where the last ends, which of them say "no text"."""
    starts = [int(start) for start in row["starts"].split()]
    nothing = {int(number) for number in row["notext"].split()}
    wanted = f"{starts} to {row['end']}, no text: {sorted(nothing)}"
    point = reading.series.get(starts[0])
    if point is None:
        return Miss(starts[0], "wrong", wanted, "no series")
    labels = [reading.at(option.label.start) for option in point.options if option.label is not None]
    said = {number for number, option in enumerate(point.options, 1) if option.nothing}
    end = reading.at(point.end)
    got = f"{labels} to {end}, no text: {sorted(said)}"
    right = labels == starts and said == nothing and _same(reading.text, end, int(row["end"]))
    return Miss(starts[0], "open" if point.open else "right" if right else "wrong", wanted, got)


def judge_attribution(row: Row, reading: Reading) -> Miss:
    """Judge who is said to stand where, and where the wording begins; "?" is what names nobody's position."""
    offset = int(row["offset"])
    wanted = {(party, stance) for stance in STANCES for party in row[stance].split(",") if party not in ("", "?")}
    option = reading.options.get(offset)
    if option is None:
        return Miss(offset, "wrong", str(sorted(wanted)), "no choice point")
    got = {(position.party, position.stance.value) for position in option.positions}
    start = row["wording_start"]
    begins = reading.at(option.inner.start)
    right = got == wanted and (not start or _same(reading.text, begins, int(start)))
    verdict = "right" if right else "wrong" if got else "open"
    return Miss(offset, verdict, f"{sorted(wanted)} at {start}", f"{sorted(got)} at {begins}")


def _same(text: str, one: int, other: int) -> bool:
    """Say whether two offsets have nothing but white space and marks of headings or emphasis between them."""
    return not text[min(one, other) : max(one, other)].strip("#*_ \t\r\n\f")


JUDGES = {"runs": judge_run, "series": judge_series, "attributions": judge_attribution}


def tables(kind: str, folder: Path = LABELS) -> list[Path]:
    """Return the tables of a kind: `runs`, `series` or `attributions`."""
    return sorted(path for path in folder.glob("*.tsv") if kind in path.stem.split("-"))


def judged(kind: str, table: Path) -> Iterator[tuple[str, str, Miss]]:
    """Yield the text, the kind and the judgement of each label of a table."""
    for row in rows_of(table):
        single = kind == "runs" and " " not in row["offsets"]
        yield row["corpus"], "singles" if single else kind, JUDGES[kind](row, read(row["corpus"]))


def main() -> None:
    """Print the score by text and kind, then the misses with the text around them.

    An argument names another folder of labels, such as those set aside: of these only the score is printed.
    """
    folder = next((Path(argument) for argument in sys.argv[1:] if not argument.startswith("-")), LABELS)
    scores: dict[tuple[str, str, str], Counter[str]] = {}
    misses: list[str] = []
    for kind in JUDGES:
        for table in tables(kind, folder):
            for corpus, label, miss in judged(kind, table):
                scores.setdefault((table.name, corpus, label), Counter())[miss.verdict] += 1
                if miss.verdict != "right":
                    text = " ".join(read(corpus).text[max(0, miss.offset - 60) : miss.offset + 240].split())
                    misses.append(f"{corpus}:{miss.offset}: {miss.verdict} ({label})\n  wanted {miss.wanted}\n"
                                  f"  got    {miss.got}\n  … {text} …")  # fmt: skip
    for (table_name, corpus, label), verdicts in sorted(scores.items()):
        shares = "  ".join(f"{name} {verdicts[name]:3} ({verdicts[name] / verdicts.total():4.0%})" for name in VERDICTS)
        print(f"{corpus:36} {label:12} {verdicts.total():4}  {shares}  {table_name}")
    if "--quiet" not in sys.argv and folder is LABELS:
        print("", *misses, sep="\n")


if __name__ == "__main__":
    main()
