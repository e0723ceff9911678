"""What became of each choice point in a newer draft: hand-made pairs, readings of drafts, series, and the formats."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import convention_variants as cv
from convention_variants.comparison.outcomes import PointStatus
from convention_variants.comparison.revising import Revision, revise, revise_all
from convention_variants.comparison.revision_view import party_rows
from drafts import damaged_drafts, decisions_drawn, negotiated_drafts, wild_drafts
from promises import takes

FOLDER = Path(__file__).parent / "cases"
FILE = tomllib.loads((FOLDER / "revisions.toml").read_text(encoding="utf-8"))
CASES, SERIES = FILE["case"], FILE["series"]
WITH_POSITIONS = tomllib.loads((FOLDER / "revision-positions.toml").read_text(encoding="utf-8"))["case"]


def inventory_of(text: str, name: str = "draft.md") -> cv.Inventory:
    """Read a draft without terminology."""
    return cv.read_draft(cv.Source(name, text))


def told(revision: Revision) -> list[list[str | int]]:
    """Return what became of each choice point, in the form of the cases."""
    found = []
    for one in revision.points:
        ids = [
            "" if number is None else inventory.points[number].id
            for inventory, number in ((revision.old, one.old), (revision.new, one.new))
        ]
        status = one.status.value + ("" if one.sure else "?")
        found.append([*ids, status, *([] if one.option is None else [one.option])])
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_cases(case: dict[str, str | list[list[str | int]]]):
    """Each case says what became of every choice point, and of the provisions that it is about."""
    revision = revise(inventory_of(str(case["old"])), inventory_of(str(case["new"])))
    assert told(revision) == case["points"]
    provisions = [[pair.old or "", pair.new or "", pair.status.value] for pair in revision.provisions]
    assert [pair for pair in case.get("provisions", []) if pair not in provisions] == [], provisions


def test_there_are_forty_cases():
    """The cases cover every status and outcome."""
    assert len(CASES) >= 40
    said = {str(point[2]).rstrip("?") for case in CASES for point in case["points"]}
    assert said == {status.value for status in PointStatus}
    assert {point[3] for case in CASES for point in case["points"] if len(point) > 3} >= {
        0,
        1,
        2,
        "keep",
        "drop",
        "other",
    }


@pytest.mark.parametrize("case", WITH_POSITIONS, ids=lambda case: case["shows"])
def test_whose_positions_are_met(case: dict[str, Any]):
    """Each case says at every choice point whose positions are met, and how often in all."""
    series = revise_all([inventory_of(case["old"]), inventory_of(case["new"])])
    assert [[list(side) for side in one.parties] for one in series.points if one.first == 0] == case["points"]
    assert {row.party: [row.met, row.not_met] for row in party_rows(series)} == case["parties"]


@pytest.mark.parametrize("case", SERIES, ids=lambda case: case["shows"])
def test_series(case: dict[str, Any]):
    """Each case says what became in the end of every choice point of some drafts."""
    series = revise_all([inventory_of(text) for text in case["drafts"]])
    told = []
    for one in series.points:
        points = [series.point(one, draft) for draft, _ in enumerate(one.numbers)]
        outcome = [one.status.value + ("" if one.sure else "?"), *([] if one.option is None else [one.option])]
        told.append([*(point.id if point else "" for point in points), *outcome])
    assert told == case["points"]
    assert [number for number, one in enumerate(series.points) if not series.is_choice(one)] == case.get("blanks", [])
    nobody = [[[], []]] * len(told)
    assert [[list(side) for side in one.parties] for one in series.points] == case.get("parties", nobody)


# A draft and its readings

WORDS = [
    f"{start}{end}" for start in ("ba", "co", "du", "fe", "gi", "ha", "jo") for end in ("lorn", "mast", "nerd", "pick")
]


@st.composite
def plain_drafts(draw: st.DrawFn) -> str:
    """Make articles of paragraphs in which each choice stands between words, as in real drafts; words recur."""
    words = st.lists(st.sampled_from(WORDS), min_size=2, max_size=5).map(" ".join)
    short = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True)
    pair = st.lists(short.map(" ".join), min_size=2, max_size=3, unique=True).map(
        lambda texts: " ".join(f"[{text}]" for text in texts)
    )
    inside = st.tuples(words, pair, words).map(" ".join)
    choice = st.one_of(pair, words.map("[{}]".format), inside.map("[{}]".format))
    sentence = st.lists(st.tuples(words, choice), min_size=1, max_size=3).map(
        lambda parts: " and ".join(f"{before} {point}" for before, point in parts)
    )
    paragraphs = draw(st.lists(st.tuples(st.one_of(sentence, words), words), min_size=2, max_size=8))
    texts = [f"{number}. {text} of the {end}." for number, (text, end) in enumerate(paragraphs, 1)]
    return "# Article 1\n\n" + "\n\n".join(texts) + "\n"


def expected(reading: cv.Reading) -> list[tuple[str, int | str | None]]:
    """Return what a reading did with each choice point."""
    found: list[tuple[str, int | str | None]] = []
    for decision in reading.decisions:
        if decision.outcome is not cv.Outcome.CHOSEN or decision.take is None:
            found.append(("gone" if decision.outcome is cv.Outcome.GONE else "open", None))
        else:
            found.append(("settled", str(decision.take) if decision.take.optional else decision.take.index))
    return found


def found_in(reading: cv.Reading) -> list[tuple[str, int | str | None]]:
    """Return what is said of each choice point where a reading is taken for a newer draft."""
    new = cv.read_draft(cv.Source("new.md", reading.text), reading.inventory.terminology)
    points = revise(reading.inventory, new).points
    return [(one.status.value, one.option) for one in points if one.old is not None]


@given(wild_drafts | negotiated_drafts | damaged_drafts)
def test_a_draft_against_itself_is_open(text: str):
    """Whatever a draft looks like, nothing became of it in itself."""
    inventory = inventory_of(text)
    points = revise(inventory, inventory).points
    assert [(one.old, one.new, one.status, one.sure) for one in points] == [
        (number, number, PointStatus.OPEN, True) for number in range(len(inventory.points))
    ]


@settings(max_examples=50)
@given(plain_drafts(), decisions_drawn)
def test_a_draft_against_its_reading_is_settled_as_selected(text: str, drawn: list[int]):
    """Each choice point has the outcome that was selected, unless another selection reads the same."""
    inventory = inventory_of(text)
    resolver = cv.Resolver(inventory)
    reading = resolver.resolve(cv.Selection(at=takes(inventory, drawn)))
    found = found_in(reading)
    if found != expected(reading):
        at = {point.id: take_of(one) for point, one in zip(inventory.points, found, strict=True) if one[0] == "settled"}
        assert resolver.resolve(cv.Selection(at=at)).text.split() == reading.text.split()


def take_of(found: tuple[str, int | str | None]) -> cv.Take:
    """Return what was taken at a choice point, in the form of a selection."""
    option = found[1]
    return cv.Take(option + 1) if isinstance(option, int) else cv.Take.parse(str(option))


@pytest.mark.parametrize("drawn", [[0], [1], [3, 0, 1], [2, 5, 7, 4]])
def test_readings_of_the_shipped_draft(shipped: cv.Inventory, drawn: list[int]):
    """Each of the 112 choices of the shipped draft is found settled as selected."""
    reading = cv.Resolver(shipped).resolve(cv.Selection(at=takes(shipped, drawn)))
    assert found_in(reading) == expected(reading)


def test_the_shipped_draft_against_itself(shipped: cv.Inventory):
    """All its choice points are open, and all its provisions the same."""
    revision = revise(shipped, shipped)
    assert {(one.status, one.sure) for one in revision.points} == {(PointStatus.OPEN, True)}
    assert {pair.status.value for pair in revision.provisions} == {"same"}


def test_corpora_against_themselves(corpus_inventory: cv.Inventory):
    """All choice points of a real text, dense as it is, are open in itself."""
    points = revise(corpus_inventory, corpus_inventory).points
    assert {(one.status, one.sure) for one in points} == {(PointStatus.OPEN, True)}


def test_readings_of_corpora(corpus_inventory: cv.Inventory):
    """Of a real text with nests, glued brackets and option paragraphs, nearly all is found settled as selected.

    Some selections cannot be told apart: an option of which nothing is left, words glued together by a missing space.
    """
    inventory = corpus_inventory
    reading = cv.Resolver(inventory).resolve(cv.Selection(at=takes(inventory, [2, 5, 7, 4, 1])))
    pairs = list(zip(found_in(reading), expected(reading), strict=True))
    wrong = sum(found != wanted for found, wanted in pairs)
    assert wrong <= 0.05 * len(pairs)
