"""What stands before the treaty text: the masthead says it once, and no other word of it is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest

import convention_variants as cv
from excerpt import excerpt_of

SHIPPED = Path(__file__).parent.parent / "source" / "ac291-22"
DRAFT = """\
# General Assembly

Distr.: General\\
29 May 2023

Not in the masthead.

## Draft text of the {title}

### Note by the Chair

1. The Chair's words.

## Annex

### Draft text

### Preamble

*Recalling* the Charter,

### Article 1. Purpose

1. Text.
"""
VARIANTS = """\
[document]
organ = "General assembly"
distribution = "General"
date = 2023-05-29
title = "Draft text of the convention"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a draft and what its masthead says."""
    (tmp_path / "draft.md").write_text(DRAFT.format(title="convention"))
    (tmp_path / "variants.toml").write_text(VARIANTS)
    return tmp_path


def before_text(folder: Path) -> str:
    """Return what a Markdown edition has before the treaty text."""
    reading = cv.Resolver(cv.load_draft(folder)).resolve(cv.Selection())
    return re.split("^_{3,}$", cv.render(reading, "md").decode("utf-8"), flags=re.MULTILINE)[0]


def test_what_the_masthead_says_is_not_said_again(folder: Path):
    """Each line of the masthead is there once, and what is not in the masthead stays."""
    shown = before_text(folder)
    for line in ("General assembly", "Distr.: General", "29 May 2023", "Draft text of the convention"):
        assert shown.lower().count(line.lower()) == 1
    for line in ("Not in the masthead.", "## Note by the Chair", "1\\. The Chair's words.", "## Annex"):
        assert shown.count(line) == 1


@pytest.mark.parametrize("title", ["convention<sup>1</sup>", "convention [with more]"])
def test_a_heading_with_more_to_it_stays(folder: Path, title: str):
    """A title that calls a footnote or says more than the masthead is not left out."""
    (folder / "draft.md").write_text(f"{DRAFT.format(title=title)}\n<sup>1</sup> A footnote.\n")
    assert before_text(folder).lower().count("draft text of the") == 2


def test_headings_right_above_the_text(folder: Path):
    """Headings without text of their own stand above the treaty text, behind all else, and outside of it."""
    reading = cv.Resolver(cv.load_draft(folder)).resolve(cv.Selection())
    page = cv.render(reading, "html").decode("utf-8")
    places = [page.index(text) for text in ("words.</p>", ">Annex<", ">Draft text<", "<main", "Recalling")]
    assert places == sorted(places)


def test_bookmarks_before_the_text(tmp_path: Path):
    """The Chair's note and the annex have bookmarks, and the annex is on the page of the preamble."""
    reading = cv.Resolver(excerpt_of(SHIPPED)).resolve(cv.Selection("ict"))
    (tmp_path / "a.pdf").write_bytes(cv.render(reading, "pdf"))
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_outline() as outline:
        entries = outline.root[:3]
        pages = [pikepdf.Page(entry.destination[0]).label for entry in entries]
    assert [entry.title.split()[0] for entry in entries] == ["Note", "Annex", "Preamble"]
    assert pages[0] < pages[1] == pages[2]
