"""Attributions: who proposes or opposes the wording in a bracket, in the forms that drafts have."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import convention_variants as cv
from convention_variants.choices.positions import in_words

CASES = tomllib.loads((Path(__file__).parent / "cases" / "attributions.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_attribution(case: dict[str, Any]):
    """The names leave the wording and become positions; what cannot be read stays, open, with a warning."""
    inventory = cv.read_draft(cv.Source("draft.md", case["source"]))
    point = inventory.points[case.get("at", 0)]
    option = point.options[case.get("option", 0)]
    assert in_words(option.positions) == case["positions"]
    assert inventory.text(option.inner) == case["words"]
    assert point.kind == case.get("kind", "optional")
    warned = cv.Rule.UNREAD_ATTRIBUTION in {diagnostic.rule for diagnostic in cv.diagnose(inventory)}
    assert warned == case.get("unread", False)
    assert point.open == case.get("open", warned)


def test_unread_attribution_is_never_wording():
    """No profile chooses between a wording and a rival whose attribution cannot be read."""
    inventory = cv.read_draft(cv.Source("draft.md", "Parties [shall] [US/PE oppose this sentence: may] act"))
    (point,) = inventory.points
    assert (point.kind, point.open) == (cv.Kind.ALTERNATIVES, True)
    assert "[US/PE oppose this sentence: may]" in cv.Resolver(inventory).resolve(cv.Selection()).text
