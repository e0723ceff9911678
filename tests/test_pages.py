"""Where pages begin and what stands at their edges: running heads, page numbers and footnotes, as data."""

from __future__ import annotations

import re
import tomllib
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from convention_variants.formats.page_breaks import find_page_starts
from convention_variants.formats.page_edges import part_furniture
from convention_variants.formats.page_notes import PageNote, find_page_notes
from convention_variants.text.spans import Span, trimmed

CASES = tomllib.loads((Path(__file__).parent / "cases" / "pages.toml").read_text(encoding="utf-8"))
EDGES, BREAKS, NOTES = CASES["edges"], CASES["breaks"], CASES["notes"]


def lines_of(parts: list[str | int], page: int) -> list[str]:
    """Return lines of a page, of which a number stands for so many that stand nowhere else."""
    lines = []
    for place, part in enumerate(parts):
        if isinstance(part, int):
            lines += [f"line {chr(97 + place)}{chr(200 + row)} of page {chr(97 + page)}" for row in range(part)]
        else:
            sides = part.split(" | ")
            lines.append(sides[page % len(sides)].format(page=page, other=3 * page))
    return lines


def pages_of(case: dict[str, Any]) -> list[tuple[list[str], list[str], list[str]]]:
    """Return the head, the text and the foot of each page of a case."""
    numbers = range(1, case["pages"] + 1)
    lengths = islice(cycle(case.get("lines", [0])), case["pages"])
    return [
        (
            [] if page in case.get("headless", ()) else lines_of(case.get("head", []), page),
            lines_of(case.get("text", [length]), page),
            [] if page in case.get("bare", ()) else lines_of(case.get("foot", []), page),
        )
        for page, length in zip(numbers, lengths, strict=True)
    ]


@pytest.mark.parametrize("case", EDGES, ids=lambda case: case["shows"])
def test_edges(case: dict[str, Any]):
    """Each case says which lines at the edges of pages are no part of the text."""
    pages = pages_of(case)
    for line, count in case.get("amid", {}).items():
        for _, text, _ in pages[:count]:
            text.insert(len(text) // 2, line)
    whole = [[*head, *text, *foot] for head, text, foot in pages]
    edges = [line for head, _, foot in pages for line in (*head, *foot)]
    expected = (whole, []) if case.get("stays") else ([text for _, text, _ in pages], edges)
    assert part_furniture(whole, whole) == expected


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case["shows"])
def test_breaks(case: dict[str, Any]):
    """Each case says whether numbers part a text into pages, which then begin below them."""
    lines = [line for page in pages_of(case) for part in page for line in part]
    spans, start = [], 0
    for line in lines:
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    numbered = {index for index, line in enumerate(lines[:-1]) if line[:1].isdigit()}
    if any("/" not in lines[index] for index in numbered):
        numbered = {index for index in numbered if not lines[index + 1].startswith("line")}
    starts = [spans[index + 1].start for index in sorted(numbered)] if case.get("parted", True) else []
    assert find_page_starts("\n".join(lines), spans)[0] == starts


@pytest.mark.parametrize("case", NOTES, ids=lambda case: case["shows"])
def test_notes(case: dict[str, Any]):
    """Each case says which lines of its pages are footnotes, and where these are called."""
    text = "\f".join(case["pages"])
    pages: list[list[Span]] = [[]]
    for match in re.finditer(r"(\f?)([^\n\f]+)", text):
        if match[1]:
            pages.append([])
        pages[-1].append(Span(*match.span(2)))
    bodies, notes = find_page_notes(text, pages)
    assert ["/".join(text[slice(*trimmed(text, *line))] for line in body) for body in bodies] == case["text"]
    assert [
        [text[slice(*note.label)], " ".join(text[slice(*line)] for line in note.lines), called_behind(text, note)]
        for page in notes
        for note in page
    ] == case["notes"]


def called_behind(text: str, note: PageNote) -> str:
    """Return the word before the call of a footnote."""
    return text[: note.call[0].start].rsplit(maxsplit=1)[-1] if note.call else ""
