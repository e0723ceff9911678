"""Series of option paragraphs in a text that negotiators wrote, and what no choice in any such text may drop."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import convention_variants as cv
from convention_variants.brackets.nodes import Bracket
from convention_variants.formats.plain_text import read_plain_text
from convention_variants.formats.reader import read_data
from convention_variants.text.conversion import Conversion

UNFCCC_2024 = "unfccc-art62-2024-11-14.txt"
CORPORA = (
    UNFCCC_2024,
    "tpp-ip-2013-08-30-part1.txt",
    "tpp-ip-2013-08-30-part1.pdf",
    "unfccc-adp-nonpaper-2015-10-05.txt",
    "unfccc-geneva-2015-02-12.txt",
    "unfccc-paris-draft-2015-12-04.md",
)
OPTION = re.compile(r"[\W\d]*(?:Option|Alt|Variant)", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]{2}")
HEADING = re.compile(r"\s*(?:#+\s|(?:[IVX]+|[A-Z])\.\s+\S[^\r\n]{3,}[^.;:,\s]\s*$|Article\s\S+:)")
# Where the notes of a reader lay the blame for what does not balance.
UNMATCHED = (
    *(7621, 19776, 24855, 29531, 31139, 31140, 41511, 49038, 54696, 57272, 60923, 62406, 62759, 64592, 66476),
    *(75836, 98368, 104695, 107839),
)


def converted(path: Path) -> Conversion:
    """Return a corpus as the program reads it."""
    return read_plain_text(path.read_bytes().decode("utf-8"))


def placed(text: Conversion, offset: int) -> int:
    """Return where a character of the original stands in the converted text."""
    copy = next(copy for copy in text.copies.stretches if copy.original <= offset < copy.original + copy.length)
    return copy.start + offset - copy.original


@pytest.fixture(scope="module")
def unfccc_2024(corpora: Path) -> Conversion:
    """Return the draft of 2024 with its 32 series of options."""
    return converted(corpora / UNFCCC_2024)


def test_unmatched_brackets_are_those_a_reader_blames(unfccc_2024: Conversion):
    """Of a text with nineteen slips exactly those brackets are reported."""
    tree = cv.read_draft(cv.Source(UNFCCC_2024, unfccc_2024.text)).draft.brackets
    assert sorted(error.start for error in tree.errors) == [placed(unfccc_2024, offset) for offset in UNMATCHED]


def agreed(inventory: cv.Inventory) -> Iterator[str]:
    """Yield the stretches of a text in no bracket, no option and no footnote, without the space around them.

    Options are found by a second reckoning: from a label that begins a line up to the next heading.
    """
    text = inventory.draft.source.text
    covered = [(node.start, node.end) for node in inventory.draft.brackets.children if isinstance(node, Bracket)]
    covered += [(note.mark.start - 2, note.content[-1].end) for note in inventory.draft.footnotes if note.content]
    begun = None
    for line in re.finditer(r"[^\r\n]+|\Z", text):
        if begun is None and OPTION.match(line[0]):
            begun = line.start()
        elif begun is not None and (HEADING.match(line[0]) or not line[0]):
            covered.append((begun, line.start()))
            begun = None
    done = 0
    for start, end in [*sorted(covered), (len(text), len(text))]:
        for stretch in re.split(r"[\r\n]+", text[done:start] if start > done else ""):
            if WORD.search(words := stretch.strip(" \t,")):
                yield words
        done = max(done, end)


def selections(inventory: cv.Inventory) -> Iterator[dict[str, cv.Take]]:
    """Yield each choice taken on its own, and some selections at random."""
    points = [(point.id, _takes(point)) for point in inventory.points if point.kind not in ("blank", "note")]
    series = [(point.id, _takes(point)) for point in inventory.points if point.options[0].label]
    for place, takes in (*series, *random.Random(18).sample(points, min(12, len(points)))):  # noqa: S311 no secret
        for take in takes:
            yield {place: take}
    for seed in range(4):
        draw = random.Random(seed)  # noqa: S311 no secret
        yield {place: draw.choice(takes) for place, takes in points}


def _takes(point: cv.ChoicePoint) -> Sequence[cv.Take]:
    several = [cv.Take(number) for number in range(1, len(point.options) + 1)]
    return several if len(several) > 1 else (cv.KEEP, cv.DROP)


@pytest.mark.parametrize("name", CORPORA)
def test_no_reading_loses_agreed_text(corpora: Path, name: str):
    """What stands outside brackets, options and footnotes is in every reading, in its order."""
    text = read_data((corpora / name).read_bytes(), name).text
    inventory = cv.read_draft(cv.Source("draft.md", text))
    resolver = cv.Resolver(inventory)
    lines = list(agreed(inventory))
    assert len(lines) > 3
    for at in selections(inventory):
        reading = resolver.resolve(cv.Selection(at=at)).text
        done = 0
        for line in lines:
            done = reading.find(line, done)
            assert done >= 0, (at, line)
