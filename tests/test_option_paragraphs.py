"""Option paragraphs: rivals on their own, each with its scope."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import convention_variants as cv
from convention_variants.checks.findings import diagnose
from promises import assert_numbered, parsed

CASES = tomllib.loads((Path(__file__).parent / "cases" / "options.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_option_paragraphs(case: dict[str, Any]):
    """A series is one choice, and taking an option leaves its text without the label and nothing of the others."""
    inventory = cv.read_draft(cv.Source("draft.md", case["source"]))
    found = [[point.id, *(inventory.text(option.inner) for option in point.options)] for point in inventory.points]
    assert found == case["points"]
    assert_numbered(inventory)
    assert {point.id: point.parent for point in inventory.points if point.id in case.get("inside", {})} == case.get(
        "inside", {}
    )
    assert [point.id for point in inventory.points if point.open] == case.get("open", [])
    unread = [found for found in diagnose(inventory) if found.rule is cv.Rule.UNREAD_OPTION]
    assert [inventory.text(found.span) for found in unread] == case.get("unread", [])
    reading = cv.Resolver(inventory).resolve(cv.Selection(at=parsed(case["take"])))
    assert [line.rstrip() for line in reading.text.split("\n") if line.strip()] == [
        line.rstrip() for line in case["reads"].split("\n") if line.strip()
    ]


@pytest.mark.parametrize("to", ["md", "html"])
def test_open_options_are_shown_whole(to: str):
    """Undecided, a series stands in an edition with its labels, and counts as open."""
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", CASES[0]["source"]))).resolve(cv.Selection())
    page = cv.render(reading, to).decode("utf-8")
    for words in ("Option 1:", "Parties shall act.", "Option 2:", "Parties may act."):
        assert words in page
    assert reading.count(cv.Outcome.OPEN) == 1


def test_open_options_are_marked_whole():
    """Every paragraph of an open option is marked, wherever a reader comes upon it, and what is agreed is not."""
    text = "1. Option 1: Act:\n\n(a) Now;\n\nOption 2: Wait.\n\n2. Agreed.\n"
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection())
    marked = re.findall(r'<span class="open">(?:<b>|<strong>)?([^<]*)', cv.render(reading, "html").decode("utf-8"))
    assert marked == ["Option 1: ", "Act:", "(a)\t", "Now;", "Option 2: ", "Wait."]


@pytest.mark.parametrize(("take", "shown"), [(1, "[One."), (2, "[Two.")])
def test_a_bracket_before_a_label_begins_the_text(take: int, shown: str):
    """What is left of the label of a chosen option is no label: the text follows it, as it does in the source."""
    inventory = cv.read_draft(cv.Source("draft.md", "[Option 1: One.\n\nOption 2: Two.\n\n2. Agreed.\n"))
    reading = cv.Resolver(inventory).resolve(cv.Selection(at={"text.1": cv.Take(take)}))
    assert reading.text.startswith(shown)
    assert f"\n\n\\{shown}\n\n" in cv.render(reading, "md").decode("utf-8")
