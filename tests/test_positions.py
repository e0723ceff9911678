"""Positions: who wants what, and a draft as one party wants it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import convention_variants as cv

FILE = tomllib.loads((Path(__file__).parent / "cases" / "positions.toml").read_text(encoding="utf-8"))
CASES, ERRORS = FILE["case"], FILE["error"]


def read(source: str, variants: str = "") -> cv.Inventory:
    """Read a draft by its `variants.toml`."""
    terminology = cv.read_terminology(cv.Source("variants.toml", variants)) if variants else None
    return cv.read_draft(cv.Source("draft.md", source), terminology)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_a_draft_as_a_party_wants_it(case: dict[str, Any]):
    """The party decides what it has a position on, and nothing else; the audit says why."""
    parties = (case["party"],) if isinstance(case["party"], str) else tuple(case["party"])
    at = {place: cv.Take.parse(take) for place, take in case.get("at", {}).items()}
    selection = cv.Selection(case.get("profile"), case.get("choose", {}), at, parties=parties)
    reading = cv.Resolver(read(case["source"], case.get("variants", ""))).resolve(selection)
    assert reading.text == case["reads"]
    decided = {one.point.id: one for one in reading.decisions}
    assert list(decided) == [point.id for point in reading.inventory.points]
    for place, why in case.get("why", {}).items():
        assert (decided[place].outcome is not cv.Outcome.OPEN, decided[place].reason) == (True, why)
    for place, why in case.get("open", {}).items():
        assert (decided[place].outcome, decided[place].reason) == (cv.Outcome.OPEN, why)


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["shows"])
def test_an_entry_that_does_not_fit_the_draft_is_an_error(case: dict[str, Any]):
    """The message has file, line and column, and says what is wrong."""
    with pytest.raises(cv.InputError) as caught:
        read(case["source"], case["variants"])
    assert str(caught.value).startswith(f"variants.toml:{case['place']}: ")
    assert [part for part in case["says"] if part not in str(caught.value)] == []


def test_an_unknown_party_is_an_error_that_offers_the_nearest_name():
    """Names of the draft, of `variants.toml` and of our list are offered."""
    resolver = cv.Resolver(read("Parties [XYZ/US propose: may] act", "[groups]\nAlliance = []\n"))
    for name, near in (("XYY", "XYZ"), ("Allianz", "Alliance"), ("Untied States", "United States")):
        with pytest.raises(cv.InputError, match=f'unknown party "{name}"; did you mean "{near}"'):
            resolver.resolve(cv.Selection(parties=(name,)))
