"""Option paragraphs: rivals on their own, each with its scope."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import lxml.html
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


@pytest.mark.parametrize(
    ("text", "open_words"),
    [
        ("1. Option 1: Act:\n\n(a) Now;\n\nOption 2: Wait.\n\n2. Agreed.\n", ["Act:", "(a)", "Now;", "Wait."]),
        ("# Title\n\n## Option 1\n\nAct.\n\n## Option 2\n\nWait.\n\n# Agreed\n\nAgreed.\n", ["Act.", "Wait."]),
        ("Option 1\n\n1. Act.\n\n| a | b |\n| - | - |\n| c | d |\n\nOption 2\n\n2. Wait.\n", ["1.", *"abcd", "2."]),
    ],
    ids=["label and text", "headings", "table"],
)
def test_open_options_are_marked_whole(text: str, open_words: Sequence[str]):
    """A line is beside an open option or below its words, wherever a reader comes upon it, and at nothing agreed."""
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection())
    page = lxml.html.fromstring(cv.render(reading, "html").decode("utf-8"))
    marked = page.xpath("//main//*[contains(@class, 'open-option')] | //main//span[@class='open option']")
    words = " ".join(part.text_content() for part in marked).split()
    assert set(open_words) <= set(words)
    assert "Agreed." not in words
    assert not page.xpath("//main//span[@class='option']"), "style sheets without the line would show no mark"
    document = docx.Document(BytesIO(cv.render(reading, "docx")))
    beside = ["".join(part.itertext()) for part in document.element.xpath("//w:p[w:pPr/w:pBdr/w:left]")]
    assert any("Wait." in part for part in beside)
    assert not any("Agreed." in part for part in beside)


def test_the_line_beside_an_option_is_where_its_lines_begin():
    """In a Word edition that runs from right to left it is at the right."""
    terminology = cv.read_terminology(cv.Source("variants.toml", 'document = { language = "ar" }'))
    inventory = cv.read_draft(cv.Source("draft.md", "Option 1: Act.\n\nOption 2: Wait.\n"), terminology)
    document = docx.Document(BytesIO(cv.render(cv.Resolver(inventory).resolve(cv.Selection()), "docx")))
    assert len(document.element.xpath("//w:p/w:pPr/w:pBdr/w:right")) == 2
    assert not document.element.xpath("//w:body/w:p/w:pPr/w:pBdr/w:left")
