"""A table of contents: its lines name headings and pages, and would be read as text a second time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convention_variants.formats.pdf.lines import Line

_ENTRY = re.compile(r"(?P<title>.*?)(?P<leader>[\s.…·_]*)(?P<page>\d{1,4})\s*$")
_LEADER = re.compile(r"[.…·_]{3}|(?:\.\s){3}")
_FEWEST = 5
_FAR = 5  # lines from one entry to the next
_LOOKED_AT = 16


def without_contents(pages: Sequence[list[Line]]) -> tuple[list[list[Line]], int]:
    """Return the lines of pages without those of a table of contents, and how many these were.

    A table of contents is at least five lines that end, at one edge and apart from the rest, in numbers of pages that
    do not decrease, and of which at least half begin as other lines do, too.
    """
    lines = [line for page in pages for line in page]
    runs: list[list[int]] = []
    last, named = -_FAR, 0  # the line of the last entry, and the page in it
    for index, line in enumerate(lines):
        entry = _page_named(line, len(pages))
        if entry is None:
            continue
        if index - last >= _FAR or entry < named or abs(line.right - lines[last].right) >= line.size:
            runs.append([])
        runs[-1].append(index)
        last, named = index, entry
    found = (run for run in runs if len(run) >= _FEWEST and _recur(lines, run))
    left_out = {(line.page, line.number) for run in found for line in lines[run[0] : run[-1] + 1]}
    kept = [[line for line in page if (line.page, line.number) not in left_out] for page in pages]
    return kept, len(left_out)


def _page_named(line: Line, pages: int) -> int | None:
    """Return the number of the page with which a line of a table of contents ends."""
    entry = _ENTRY.match(line.text)
    if entry is None or int(entry["page"]) > pages:
        return None
    *others, last = sorted(line.pieces, key=lambda piece: piece.left)
    before = max((piece.right for piece in others), default=last.left)
    apart = last.text.strip() == entry["page"] and last.left - before > line.size
    return int(entry["page"]) if apart or (entry["title"] and _LEADER.search(entry["leader"])) else None


def _recur(lines: Sequence[Line], run: Sequence[int]) -> bool:
    """Return whether at least half of the entries of a run begin as other lines do."""
    others = {_beginning(line.text) for line in (*lines[: run[0]], *lines[run[-1] + 1 :])}
    return 2 * sum(_beginning(lines[index].text) in others for index in run) >= len(run)


def _beginning(text: str) -> str:
    match = _ENTRY.match(text)
    title = match["title"] if match else text
    return "".join(filter(str.isalnum, title)).casefold()[:_LOOKED_AT]
