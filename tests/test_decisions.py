"""`[[decisions]]`: a place settled for every profile, or read otherwise than the rules read it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import convention_variants as cv
from convention_variants.reports.entries import decision_entry

CASES = tomllib.loads((Path(__file__).parent / "cases" / "decisions.toml").read_text(encoding="utf-8"))["case"]


def inventory(case: dict[str, Any]) -> cv.Inventory:
    """Read the draft of a case by its `variants.toml`."""
    variants = cv.Source("variants.toml", case["variants"])
    return cv.read_draft(cv.Source("draft.md", case["source"]), cv.read_terminology(variants))


@pytest.mark.parametrize("case", [case for case in CASES if "reads" in case], ids=lambda case: case["shows"])
def test_settled(case: dict[str, Any]):
    """An entry settles its place and no other, and every id that it does not touch stays."""
    found = inventory(case)
    assert [f"{point.id} {point.kind}{'?' * point.open}" for point in found.points] == case["points"]
    assert cv.Resolver(found).resolve(cv.Selection(case.get("profile"))).text == case["reads"]


@pytest.mark.parametrize("case", [case for case in CASES if "error" in case], ids=lambda case: case["shows"])
def test_refused(case: dict[str, Any]):
    """An entry that does not fit its draft is an error with file, line and column, and says what is wrong."""
    with pytest.raises(cv.InputError) as caught:
        inventory(case)
    assert f"variants.toml:{case['place']}" in str(caught.value)
    assert case["error"] in str(caught.value)


def test_what_check_prints_settles_every_doubt(corpus: cv.Source):
    """The entries that `check` prints for a real text are accepted as they are, and leave nothing in doubt."""
    before = cv.read_draft(corpus)
    doubts = [point for point in before.points if point.open]
    assert doubts
    entries = "\n\n".join(decision_entry(point.id, before) for point in doubts)
    after = cv.read_draft(corpus, cv.read_terminology(cv.Source("variants.toml", entries)))
    assert not any(point.open for point in after.points)
    assert [point.id for point in after.points] == [point.id for point in before.points]
