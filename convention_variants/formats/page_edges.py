"""Running heads and page numbers: what stands at the edges of pages again and again is no part of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import NamedTuple

_FIGURES = re.compile(r"\d{1,6}")
_REPEATED = re.compile(r"(\S)\1{3,}")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s+|p\.\s*)?(\d{1,4})(?:\s*(?:/|of|de|sur)\s*\d{1,4})?\W*$", re.IGNORECASE)
# How many lines at an edge can be furniture, how often they come, and how many pages away from each other.
_TOP, _FOOT = 8, 5
_OFTEN = 3
_NEAR = 6
_LONG = 8
_MOST_PAGES = 0.5


class Edges(NamedTuple):
    """How many lines at the top and at the foot of a page are furniture."""

    top: int
    foot: int


def find_furniture(pages: Sequence[Sequence[str]]) -> list[Edges]:
    """Return what is furniture on each page, given its lines from top to bottom.

    A line is, if it recurs at the edges of pages near each other, figures that count the pages apart, more often than
    amid the text; and so is a number that counts the pages. What stands between such a line and the edge must be
    furniture, too.
    """
    offsets = _counting(pages)
    keys = [[_keys(line, page, offsets) for line in lines] for page, lines in enumerate(pages)]
    places: dict[str, list[int]] = defaultdict(list)
    amid: Counter[str] = Counter()
    for page, found in enumerate(keys):
        edge = set(_edge(len(found)))
        for key in {key for index in edge for key in found[index]}:
            places[key].append(page)
        amid.update(key for index in range(len(found)) if index not in edge for key in found[index])

    def is_furniture(page: int, index: int) -> bool:
        line = pages[page][index]
        if (number := _PAGE_NUMBER.match(line)) and int(number[1]) - page in offsets:
            return True
        return _says_something(line) and any(
            len(places[key]) > 2 * amid[key] and _recurs(places[key], page) for key in keys[page][index]
        )

    edges = []
    for page, lines in enumerate(pages):
        top = sum(1 for _ in takewhile(partial(is_furniture, page), range(min(_TOP, len(lines)))))
        below = range(len(lines) - 1, max(top, len(lines) - _FOOT) - 1, -1)
        edges.append(Edges(top, sum(1 for _ in takewhile(partial(is_furniture, page), below))))
    return edges


def _keys(line: str, page: int, offsets: Container[int]) -> set[str]:
    """Return what may be the same in each recurrence of a line: its characters, or all but the number of the page."""

    def figure(match: re.Match[str]) -> str:
        return "#" if int(match[0]) - page in offsets else match[0]

    bare = _REPEATED.sub(r"\1", " ".join(line.split()))
    return {bare, _FIGURES.sub(figure, bare)}


def _says_something(line: str) -> bool:
    """Say whether a line is more than a figure, a bracket or another mark."""
    return any(map(str.isalpha, line)) or len("".join(line.split())) >= _LONG


def _edge(count: int) -> Iterator[int]:
    """Yield the indexes of the lines that stand near enough to an edge."""
    yield from range(min(_TOP, count))
    yield from range(max(_TOP, count - _FOOT), count)


def _recurs(pages: Sequence[int], page: int) -> bool:
    """Say whether enough of some pages, sorted, are near one of them."""
    return bisect_left(pages, page + _NEAR + 1) - bisect_left(pages, page - _NEAR) >= _OFTEN


def _counting(pages: Sequence[Sequence[str]]) -> set[int]:
    """Return by how much numbers at the edges that count the pages differ from the index of their page."""
    alone: Counter[int] = Counter()
    amid: Counter[int] = Counter()
    for page, lines in enumerate(pages):
        edge = [lines[index] for index in _edge(len(lines))]
        alone.update({int(number[1]) - page for line in edge if (number := _PAGE_NUMBER.match(line))})
        amid.update({int(figure) - page for line in edge for figure in _FIGURES.findall(line)})
    often = min(_OFTEN, max(2, len(pages)))
    return {offset for offset, count in alone.items() if count >= often} | {
        offset for offset, count in amid.items() if count >= max(_OFTEN, _MOST_PAGES * len(pages))
    }
