"""Score what the program reads against labels that people made by reading: `make score`.

Every label has a verdict: right, wrong, or open where the program leaves to a reader what the label is sure of. The
tables in `tests/data/corpora` hold labels of texts that are no part of the project; without them, only the labels in
`tests/data/shapes` are scored, which have their texts beside them. Where a text is there as Word or PDF file, too, the
labels of its plain text are scored in these, as well.
"""

from __future__ import annotations

import argparse
import csv
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import convention_variants as cv
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.comparison.outcomes import Became
from convention_variants.comparison.revising import revise
from convention_variants.formats.reader import read_data
from convention_variants.text.footnote_calls import CARET_CALL

LABELS = Path(__file__).parent / "data" / "corpora"
SET_ASIDE = LABELS.parent / "set-aside-2"
SHAPES = LABELS.parent / "shapes"
MANUAL = Path(__file__).parent.parent / "docs" / "generated" / "score.md"
CORPORA = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
VERDICTS = ("right", "wrong", "open")
LETTERS = {"alternatives": "A", "optional": "O", "blank": "B", "note": "N", "split": "S"}
STANCES = ("proposes", "supports", "opposes", "reserves")
SUFFIXES = (".docx", ".pdf")
# By how much of what follows it a place is found in another version of a text. Figures and calls do not count: what is
# a figure in one version may be a call in another.
KEY = 40
COUNTS = re.compile(rf"{CARET_CALL}|</?su[bp]>|(?P<letter>[^\W\d_]|[][{{}}():,;])")

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
        self.unmatched = {self.at(error.start) for error in inventory.draft.brackets.errors}

    def at(self, offset: int) -> int:
        """Return where in the file a character of the text that was read stands."""
        return self.source.written_span(cv.Span(offset, offset)).start

    @cached_property
    def letters(self) -> tuple[str, list[int]]:
        """The letters and marks that all versions of the text share, and the offset of each."""
        found = [match for match in COUNTS.finditer(self.text) if match["letter"]]
        return "".join(match[0] for match in found), [match.start() for match in found]

    def place_in(self, other: Reading, offset: int) -> int:
        """Return where in another version of the text the same words stand, -1 if they do not."""
        letters, offsets = self.letters
        at = bisect_left(offsets, offset)
        for length in (KEY, KEY // 2, letters.find("]", at) + 1 - at, KEY // 5):
            key, place = letters[at : at + length], -1
            for _ in range(_occurrences(letters, key, at) + 1):
                place = other.letters[0].find(key, place + 1)
                if place < 0:
                    break
            if place >= 0:
                return other.letters[1][place]
        return -1


def _occurrences(text: str, key: str, before: int) -> int:
    """Return how often a key begins in a text before an offset."""
    count, place = 0, text.find(key)
    while 0 <= place < before:
        count += 1
        place = text.find(key, place + 1)
    return count


@cache
def read(name: str) -> Reading:
    """Return what the program reads in a text of the shapes or of the corpora."""
    folder = SHAPES if (SHAPES / name).exists() else CORPORA
    return Reading(cv.read_draft(read_data((folder / name).read_bytes(), name)))


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
    is_open = is_open or not reading.unmatched.isdisjoint(offsets)  # reported, and left in the text
    right = row["sure"] == "no" or (groups == row["groups"] and not is_open)
    verdict = "right" if right else "open" if is_open else "wrong"
    return Miss(offsets[0], verdict, row["groups"], groups + "?" * is_open)


def judge_series(row: Row, reading: Reading) -> Miss:
    """Judge a series of option paragraphs: where each begins, where the last ends, which of them say "no text"."""
    starts = [int(start) for start in row["starts"].split()]
    nothing = {int(number) for number in row["notext"].split()}
    wanted = f"{starts} to {row['end']}, no text: {sorted(nothing)}"
    point = next((point for at, point in reading.series.items() if _same(reading.text, at, starts[0])), None)
    if point is None:
        return Miss(starts[0], "wrong", wanted, "no series")
    labels = [reading.at(option.label.start) for option in point.options if option.label is not None]
    said = {number for number, option in enumerate(point.options, 1) if option.nothing}
    end = reading.at(point.end)
    got = f"{labels} to {end}, no text: {sorted(said)}"
    borders = zip([*labels, end], [*starts, int(row["end"])], strict=False)
    right = len(labels) == len(starts) and said == nothing and all(_same(reading.text, *pair) for pair in borders)
    return Miss(starts[0], "open" if point.open else "right" if right else "wrong", wanted, got)


def judge_attribution(row: Row, reading: Reading) -> Miss:
    """Judge who is said to stand where, and where the wording begins; "?" is what names nobody's position."""
    offset = int(row["offset"])
    wanted = {(party, stance) for stance in STANCES for party in row[stance].split(",") if party not in ("", "?")}
    option = reading.options.get(offset)
    if option is None:  # an unmatched bracket is reported
        return Miss(offset, "open" if offset in reading.unmatched else "wrong", str(sorted(wanted)), "no choice point")
    got = {(position.party, position.stance.value) for position in option.positions}
    start = row["wording_start"]
    begins = reading.at(option.inner.start)
    right = got == wanted and (not start or _same(reading.text, begins, int(start)))
    verdict = "right" if right else "wrong" if got and not option.unread else "open"
    return Miss(offset, verdict, f"{sorted(wanted)} at {start}", f"{sorted(got)} at {begins}")


def _same(text: str, one: int, other: int) -> bool:
    """Say whether two offsets have nothing but white space and marks of headings or emphasis between them."""
    return not text[min(one, other) : max(one, other)].strip("#*_ \t\r\n\f")


@cache
def revised(older: str, newer: str) -> dict[int, Became]:
    """Return what became of the choice points of a text in a newer one, by where each begins."""
    points = read(older).inventory.points
    found = revise(read(older).inventory, read(newer).inventory).points
    return {read(older).at(points[one.old].options[0].start): one for one in found if one.old is not None}


def judge_revision(row: Row, _: Reading) -> Miss:
    """Judge what became of a choice point in a newer draft; what the program is not sure of is open if it is wrong."""
    offset = int(row["offset"])
    became = revised(row["corpus"], row["newer"]).get(offset)
    if became is None:
        return Miss(offset, "wrong", row["became"], "no choice point")
    got = became.status.value if became.option is None else str(became.option)
    verdict = "right" if got in row["became"].split() else "wrong" if became.sure else "open"
    return Miss(offset, verdict, f"{row['became']} ({row['now']})", got + "?" * (not became.sure))


JUDGES = {
    "runs": judge_run,
    "series": judge_series,
    "attributions": judge_attribution,
    "revisions": judge_revision,
}
# The labels whose places other versions of a text have, too: the words of an attribution may begin with a figure.
IN_VERSIONS = ("runs", "series")


def tables(kind: str, folder: Path = LABELS) -> list[Path]:
    """Return the tables of a kind: `runs`, `series`, `attributions` or `revisions`."""
    return sorted(path for path in folder.glob("*.tsv") if kind in path.stem.split("-"))


def judged(kind: str, table: Path) -> Iterator[tuple[str, str, Miss]]:
    """Yield the text, the kind and the judgement of each label of a table."""
    for row in rows_of(table):
        yield row["corpus"], _label(kind, row), JUDGES[kind](row, read(row["corpus"]))


def judged_versions(kind: str, table: Path) -> Iterator[tuple[str, str, Miss]]:
    """Yield the same of the other versions of the texts, where there are any."""
    for row in rows_of(table) if kind in IN_VERSIONS else ():
        for suffix in SUFFIXES:
            version = str(Path(row["corpus"]).with_suffix(suffix))
            if (CORPORA / version).exists():
                yield version, _label(kind, row), JUDGES[kind](_moved(row, version), read(version))


def _label(kind: str, row: Row) -> str:
    return "singles" if kind == "runs" and " " not in row["offsets"] else kind


def _moved(row: Row, version: str) -> Row:
    """Return a label with its places in another version of its text."""
    text, other = read(row["corpus"]), read(version)
    moved = {
        name: " ".join(str(text.place_in(other, int(offset))) for offset in row[name].split())
        for name in {"offsets", "starts", "end"} & row.keys()
    }
    return dict(row) | moved


Key = tuple[str, str, str]


def scores(folder: Path, judge: Callable[[str, Path], Iterator[tuple[str, str, Miss]]]) -> dict[Key, list[Miss]]:
    """Return the judgements of all labels in a folder by text, kind and table."""
    found: dict[Key, list[Miss]] = {}
    for kind in JUDGES:
        for table in tables(kind, folder):
            for corpus, label, miss in judge(kind, table):
                found.setdefault((corpus, label, table.name), []).append(miss)
    return dict(sorted(found.items()))


def shares(misses: Sequence[Miss]) -> list[str]:
    """Return how many judgements have each verdict, and their share."""
    counts = Counter(miss.verdict for miss in misses)
    return [f"{counts[verdict]:3} ({counts[verdict] / len(misses):4.0%})" for verdict in VERDICTS]


def print_scores(found: Mapping[Key, Sequence[Miss]]) -> None:
    """Print a line for each text, kind and table."""
    for (corpus, label, table), misses in found.items():
        verdicts = "  ".join(f"{name} {share}" for name, share in zip(VERDICTS, shares(misses), strict=True))
        print(f"{corpus:36} {label:12} {len(misses):4}  {verdicts}  {table}")


def print_misses(found: Mapping[Key, Sequence[Miss]]) -> None:
    """Print what is not right with the text around it."""
    for (corpus, label, _), misses in found.items():
        for miss in misses:
            if miss.verdict != "right":
                text = " ".join(read(corpus).text[max(0, miss.offset - 60) : miss.offset + 240].split())
                print(f"{corpus}:{miss.offset}: {miss.verdict} ({label})")
                print(f"  wanted {miss.wanted}\n  got    {miss.got}\n  … {text} …")


def rows_of_manual(found: Mapping[Key, Sequence[Miss]]) -> Iterator[str]:
    """Yield a table of the manual: what was labelled in each text, and how often it is read right."""
    texts: dict[tuple[str, str], list[Miss]] = {}
    for (corpus, label, _), misses in found.items():
        texts.setdefault((corpus, label), []).extend(misses)
    yield "| text | labels | number | right | wrong | open |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for (corpus, label), misses in sorted(texts.items()):
        yield f"| `{corpus}` | {label} | {len(misses)} | {' | '.join(share.strip() for share in shares(misses))} |"


def in_all(found: Mapping[Key, Sequence[Miss]]) -> dict[Key, Sequence[Miss]]:
    """Return the judgements of all texts of the shapes as those of one text: most have few labels."""
    return {("shapes/*.txt", label, corpus): misses for (corpus, label, _), misses in found.items()}


def write_manual() -> None:
    """Write the tables of the manual anew: the labels that misses are looked up in, and those that are only scored.

    Where the corpora are absent, their tables stay as they are.
    """
    parts = dict(re.findall(r"\*\*(.+)\*\*\n\n((?:\|.*\n)+)", MANUAL.read_text(encoding="utf-8")))
    found = {
        "Drafts of the same shape as real ones": in_all(scores(SHAPES, judged)),
        "Drafts of the same shape as real ones, labels set aside": in_all(scores(SHAPES / "set-aside", judged)),
    }
    if CORPORA.is_dir():
        found = {
            "Labels in use": scores(LABELS, judged),
            "Labels set aside": scores(SET_ASIDE, judged),
            "The same texts as Word and PDF files": scores(LABELS, judged_versions),
        } | found
    parts |= {title: "\n".join(rows_of_manual(misses)) + "\n" for title, misses in found.items()}
    lines = [f"\n**{title}**\n\n{rows}" for title, rows in parts.items()]
    MANUAL.write_text("% Written by `make score`. Do not edit.\n" + "".join(lines), encoding="utf-8")


def main() -> None:
    """Print the score by text and kind, then the misses with the text around them.

    Of labels set aside only the score is printed. Without the corpora, only the shapes are scored.
    """
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="labels set aside, to print their score")
    parser.add_argument("--quiet", action="store_true", help="print no misses")
    parser.add_argument("--docs", action="store_true", help="write the tables of the manual anew")
    asked = parser.parse_args()
    if asked.folder:
        print_scores(scores(asked.folder, judged))
    else:
        print_all(misses=not asked.quiet)
    if asked.docs:
        write_manual()


def print_all(*, misses: bool) -> None:
    """Print the scores of the labels in use, and their misses if asked for."""
    found = scores(SHAPES, judged)
    if CORPORA.is_dir():
        found = scores(LABELS, judged) | found
    print_scores(found)
    if CORPORA.is_dir():
        print("\nThe same texts as Word and PDF files:\n")
        print_scores(scores(LABELS, judged_versions))
    if misses:
        print()
        print_misses(found)


if __name__ == "__main__":
    main()
