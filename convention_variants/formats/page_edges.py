"""Running heads and page numbers: what recurs at the edges of pages is not part of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from functools import partial
from itertools import pairwise, takewhile
from typing import TypeVar

from convention_variants.formats.page_breaks import OF_ALL
from convention_variants.text.conversion import Remark
from convention_variants.text.spans import Span
from convention_variants.text.words import single_spaced

Line = TypeVar("Line")

# The number of a page beside the symbol of a document, "A/CONF.1/L.2", or several words: "Annex 3" and "Article 3. Use
# of terms" count something else.
_BESIDE = re.compile(
    r"\s*(?P<first>\d{1,4})\s+(?:\S+\s+\S|\S+/\S)|\s*(?:\S+\s+\S.*?|\S+/\S+\s*)\s(?:page\s+)?(?P<last>\d{1,4})(?:\s*(?:/|of|de|sur)\s*\d{1,4})?\s*$",
    re.IGNORECASE,
)
# The paragraphs of a treaty may say the same at the edges of its pages, but no running head counts paragraphs.
_PARAGRAPH = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,3})*[.)]|(?<=\()\w{1,4}\)|[a-z][.)])\s+\W*[^\W\d_]{2}")
_DIGIT = re.compile(r"\d")
_REPEATED = re.compile(r"(\S)\1{3,}")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page\s+|p\.\s*)?(?P<number>\d{1,4})(?:\s*(?:/|of|de|sur)\s*\d{1,4})?\W*$", re.IGNORECASE
)
# How many lines at an edge can be furniture, how often they come, and how many pages away from each other.
_TOP, _FOOT = 8, 5
_OFTEN = 3
_NEAR = 6
_LONG = 8
# How many of the removed lines a remark shows.
_SHOWN = 5
_MOST_PAGES = 0.5


def part_furniture(
    pages: Sequence[Sequence[Line]], shown: Sequence[Sequence[str]]
) -> tuple[list[list[Line]], list[Line]]:
    """Split the lines of pages, from the top down, into the text of each page and the furniture; `shown`: their texts.

    Furniture is a line that recurs at the edges of nearby pages, apart from page numbers in it, and more often there
    than amid the text; a number that counts the pages; and one with their total, "3/56", even if some are missing. All
    lines between it and the edge must be furniture, too.
    """
    offsets = _counting(shown)
    totals = _totals(shown)
    keys = [[_keys(line, page, offsets) for line in lines] for page, lines in enumerate(shown)]
    places: dict[tuple[int, str], list[int]] = defaultdict(list)
    amid: Counter[str] = Counter()
    for page, found in enumerate(keys):
        size = len(found)
        for index, depth in _edge(size):
            for key in found[index]:
                places[depth, key].append(page)
        inner = (index for index in range(size) if size <= 3 * index < 2 * size or _TOP <= index < size - _FOOT)
        amid.update(key for index in inner for key in found[index])

    def is_furniture(page: int, depth: int) -> bool:
        line = shown[page][depth]
        if (number := _page_number(line)) is not None and number - page in offsets:
            return True
        if (of_all := OF_ALL.match(line)) and of_all["all"] in totals:
            return True
        if _PARAGRAPH.match(line):
            return False
        if not any(map(str.isalpha, line)) and len("".join(line.split())) < _LONG:  # a figure, a bracket or a mark
            return False
        recurrences = ((places[depth, key], amid[key]) for key in keys[page][depth])
        return any(len(at) > 2 * count and _recurs(at, page) for at, count in recurrences)

    bodies: list[list[Line]] = []
    furniture: list[Line] = []
    for page, lines in enumerate(pages):
        top = sum(1 for _ in takewhile(partial(is_furniture, page), range(min(_TOP, len(lines)))))
        below = range(-1, -min(_FOOT, len(lines) - top) - 1, -1)
        foot = len(lines) - sum(1 for _ in takewhile(partial(is_furniture, page), below))
        bodies.append(list(lines[top:foot]))
        furniture += (*lines[:top], *lines[foot:])
    return bodies, furniture


def furniture_remarks(lines: Sequence[str]) -> Iterator[Remark]:
    """Yield the remark on furniture that is removed; it quotes the most frequent lines, words before numbers."""
    if lines:
        often = Counter(single_spaced(line).strip() for line in lines).most_common()
        often.sort(key=lambda one: not any(map(str.isalpha, one[0])))
        shown = ", ".join(f'"{text[:60]}"' for text, _ in often[:_SHOWN])
        yield Remark(f"{len(lines)} lines of running heads and page numbers removed: {shown}")


def _page_number(line: str) -> int | None:
    """Return the number of the page if there is nothing else in a line but the symbol beside "3/56"."""
    match = _PAGE_NUMBER.match(line) or OF_ALL.match(line)
    return int(match["number"]) if match else None


def _keys(line: str, page: int, offsets: Container[int]) -> set[str]:
    """Return what may be the same in each recurrence of a line: its characters, or all but the number of the page."""
    bare = _REPEATED.sub(r"\1", single_spaced(line))
    number = _beside(bare)
    if number is None or int(bare[slice(*number)]) - page not in offsets:
        return {bare}
    return {bare, f"{bare[: number.start]}#{bare[number.end :]}"}


def _beside(line: str) -> Span | None:
    """Return the span of a number beside other words; a quick search first, since most lines have no number."""
    match = _BESIDE.match(line) if _DIGIT.search(line) else None
    return Span(*match.span(match.lastgroup or 0)) if match else None


def _edge(count: int) -> Iterator[tuple[int, int]]:
    """Yield the index of each line near an edge, and its depth: from 0 at the top, from -1 at the foot."""
    yield from ((index, index) for index in range(min(_TOP, count)))
    yield from ((count + depth, depth) for depth in range(-min(_FOOT, count), 0))


def _at_edge(lines: Sequence[str]) -> list[str]:
    return [lines[index] for index, _ in _edge(len(lines))]


def _recurs(pages: Sequence[int], page: int) -> bool:
    """Return whether enough of some sorted pages are near one of them."""
    return bisect_left(pages, page + _NEAR + 1) - bisect_left(pages, page - _NEAR) >= _OFTEN


def _totals(pages: Sequence[Sequence[str]]) -> set[str]:
    """Return the totals of page numbers, "3/56", which rise from page to page; fractions at edges may not."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for lines in pages:
        numbers = {(one["all"], int(one["number"])) for line in _at_edge(lines) if (one := OF_ALL.match(line))}
        for total, number in numbers:
            found[total].append(number)
    rising = {total for total, those in found.items() if all(one < other for one, other in pairwise(those))}
    return {total for total in rising if len(found[total]) >= _OFTEN and found[total][-1] <= int(total)}


def _counting(pages: Sequence[Sequence[str]]) -> set[int]:
    """Return by how much numbers at the edges that count the pages differ from the index of their page."""
    alone: Counter[int] = Counter()
    amid: Counter[int] = Counter()
    for page, lines in enumerate(pages):
        edge = _at_edge(lines)
        alone.update({number - page for line in edge if (number := _page_number(line)) is not None})
        amid.update({int(line[slice(*span)]) - page for line in edge if (span := _beside(line))})
    often = min(_OFTEN, max(2, len(pages)))
    return {offset for offset, count in alone.items() if count >= often} | {
        offset for offset, count in amid.items() if count >= max(_OFTEN, _MOST_PAGES * len(pages))
    }
