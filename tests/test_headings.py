"""Headings of editions: on one line where the draft breaks them, and with a gap between a label and its title."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf

import convention_variants as cv
from convention_variants.render.edition import make_edition

DRAFT = """\
# Chapter I General<br>provisions

## Article 1. Use of<br>terms

1. Text.

# Chapter II. Final provisions

## Article 2. Entry

1. Text.
"""


def reading() -> cv.Reading:
    """Return a draft as it is."""
    return cv.Resolver(cv.read_draft(cv.Source("draft.md", DRAFT))).resolve(cv.Selection())


def test_a_hard_break_in_a_heading_is_a_space():
    """Headings of Markdown and HTML editions have no line breaks, and their words do not run together."""
    text = cv.render(reading(), "md").decode("utf-8")
    assert [line for line in text.splitlines() if "terms" in line or "provisions" in line] == [
        "## Chapter I\u2002General provisions",
        "### Article 1. Use of terms",
        "## Chapter II. Final provisions",
    ]
    headings = re.findall("<h[2-6].*?</h[2-6]>", cv.render(reading(), "html").decode("utf-8"), re.DOTALL)
    assert headings
    assert not [heading for heading in headings if "<br" in heading or "ofterms" in heading]


def test_a_label_without_a_full_stop_has_a_wide_space_behind_it(tmp_path: Path):
    """In the contents and in the bookmarks, a chapter's number does not look like a word of its title."""
    expected = ["Chapter I\u2002General provisions", "Chapter II. Final provisions"]
    assert [line.text for line in make_edition(reading()).contents if not line.depth] == expected
    (tmp_path / "a.pdf").write_bytes(cv.render(reading(), "pdf"))
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_outline() as outline:
        assert [entry.title for entry in outline.root] == expected
