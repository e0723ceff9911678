"""The pages on diagnostics: one for each rule, and the table of them, from the rules themselves.

The example of a rule is the case in tests/cases/check.toml that says `example = true`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sphinx.util.docutils import SphinxDirective

import convention_variants as cv
from convention_variants.reports.findings import findings_of
from convention_variants.reports.text import as_text
from convention_variants.resolve import coverage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parent.parent
CASES = DOCS.parent / "tests" / "cases" / "check.toml"
WIDTH = 100
# What text drafts cannot show.
IN_WORDS = {
    cv.Rule.CONVERSION: "Pictures, hidden text and tables of contents in a Word file are not read, and `check` says "
    "how many there are. For a PDF, it names the page headers and footers that were left out, and pages with columns."
}


class Rules(SphinxDirective):
    """A table of all rules with their severities, each with a link to its page."""

    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = (f"| [`{rule}`]({rule}.md) | {rule.severity} | {rule.description} |" for rule in cv.Rule)
        table = "\n".join(("| rule | severity | reported when |", "| --- | --- | --- |", *rows))
        return self.parse_text_to_nodes(table)


def write_pages(app: Sphinx) -> None:
    """Write the page of every rule where it has changed."""
    for rule in cv.Rule:
        file = Path(app.srcdir) / "diagnostics" / f"{rule}.md"
        text = "\n".join(page(rule))
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


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


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive, and write the pages before Sphinx looks for them."""
    app.add_directive("rules", Rules)
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}
