"""The pages on diagnostics: one for each rule, and the table of them, from the rules themselves.

`make readme` writes them, a test compares them. The example of a rule is the case in tests/cases/check.toml that says
`example = true`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import convention_variants as cv
from convention_variants.reports.findings import findings_of
from convention_variants.reports.text import as_text
from convention_variants.resolve import coverage

TESTS = Path(__file__).resolve().parent
FOLDER = TESTS.parent / "docs" / "diagnostics"
CASES = TESTS / "cases" / "check.toml"
WIDTH = 100
_ROWS = re.compile(r"(?<=\| --- \| --- \| --- \|\n)(?:\|.*\n)*")
# What text drafts cannot show.
IN_WORDS = {
    cv.Rule.CONVERSION: "Pictures, hidden text and tables of contents in a Word file are not read, and `check` says "
    "how many there are. For a PDF, it names the page headers and footers that were left out, and pages with columns."
}


def pages() -> Iterator[tuple[Path, str]]:
    """Yield each page on diagnostics with its text: the list of rules, and one page for each."""
    index = FOLDER / "index.md"
    rows = (f"| [`{rule}`]({rule}.md) | {rule.severity} | {rule.description} |\n" for rule in cv.Rule)
    yield index, _ROWS.sub(lambda _: "".join(rows), index.read_text(encoding="utf-8"))
    for rule in cv.Rule:
        yield FOLDER / f"{rule}.md", "\n".join(page(rule))


def page(rule: cv.Rule) -> Iterator[str]:
    """Yield the lines of a rule's page: what it means, an example, what to do, and how to change its severity."""
    yield from (f"# {rule}", "", f"**{rule.severity.capitalize()}.** {rule.description}", "", "## Example", "")
    yield from (IN_WORDS[rule], "") if rule in IN_WORDS else _example(rule)
    yield from ("## What to do", "", rule.hint.replace("\\", "\\\\").replace("[", "\\["), "")
    yield from ("## Change its severity", "", "In `variants.toml`:", "")
    other = "error" if rule.severity is not cv.Severity.ERROR else "warning"
    yield from ("```toml", "[severity]", f'{rule} = "{other}"   # or "note", or "off"', "```", "")


def _example(rule: cv.Rule) -> Iterator[str]:
    """Yield the lines on the example of a rule: the draft, its variants.toml, and what `check` prints."""
    cases = tomllib.loads(CASES.read_text(encoding="utf-8"))
    (case,) = (case for case in cases["case"] if case["rule"] == rule and case.get("example"))
    variants = case.get("variants", "")
    vocabulary = cases["vocabularies"].get(variants, variants)
    yield from ("`draft.md`:", "", "```text", case["source"].strip("\n"), "```", "")
    if vocabulary:
        yield from ("`variants.toml`:", "", "```toml", vocabulary.strip("\n"), "```", "")
    yield from ("`check` reports:", "", "```text", *_found(rule, case, vocabulary), "```", "")


def _found(rule: cv.Rule, case: dict[str, Any], variants: str) -> Iterator[str]:
    """Yield what `check` prints for an example."""
    terminology = cv.read_terminology(cv.Source("variants.toml", variants))
    inventory = cv.read_draft(cv.Source("draft.md", case["source"]), terminology)
    readings = coverage.read_profiles(inventory, case.get("profiles", ()))
    found = [*cv.diagnose(inventory), *(one for reading in readings for one in reading.diagnostics)]
    findings = findings_of([one for one in found if one.rule is rule], inventory)
    return as_text(findings, inventory, WIDTH, lambda _, text: text)
