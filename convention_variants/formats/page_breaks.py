"""Where pages begin in text extracted from a PDF without form feeds, by their numbers and running heads."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from convention_variants.text.spans import Span

_NUMBER = re.compile(r"\s*\d{1,4}\s*$")
# Which page of how many, "3/56", maybe beside the symbol of the document, which has figures and marks in it.
_SYMBOL = r"(?=\S*\d)(?=\S*[/.-])\S{5,}"
OF_ALL = re.compile(
    rf"\s*(?:(?:page|p\.|{_SYMBOL})\s+)?(?P<number>\d{{1,4}})\s*/\s*(?P<all>\d{{1,4}})(?:\s+{_SYMBOL})?\s*$",
    re.IGNORECASE,
)
# How many numbers on lines of their own count pages, and how many lines apart they are at least.
_OFTEN = 4
_PAGE_LINES = 20
_FEW_LINES = 5
# The steps from one page number to the next: a page in between may have none.
_STEPS = 1, 2
# The share of pages that have a running head, and a similar number of lines, unlike articles.
_MOST = 0.75
_ALIKE = 1.25


def find_page_starts(text: str, lines: Sequence[Span]) -> tuple[list[int], bool]:
    """Return where pages begin: below numbers that count up, each alone on its line, if the lines below them recur.

    Numbers out of a total, "3/56", count pages whatever is below them. The second value says that numbers count pages,
    but the lines below them differ.
    """
    written = [line for line in lines if text[line.start : line.end].strip()]
    if of_all := _numbers_of_all(text, written):
        return [written[index + 1].start for index in of_all if index + 1 < len(written)], False
    numbers = {index: int(text[slice(*line)]) for index, line in enumerate(written) if _NUMBER.match(text, *line)}
    keys = {index: "".join(text[slice(*written[index + 1])].split()) for index in numbers if index + 1 < len(written)}
    counting = _counting(numbers)
    below = [keys[index] for index in counting if index in keys]
    if len(below) < _OFTEN or not _are_pages(counting):
        return [], False
    heads = {key for key, count in Counter(below).items() if count > 1}
    if sum(key in heads for key in below) < _MOST * len(below):
        return [], True
    return [written[index + 1].start for index, key in keys.items() if key in heads], False


def _numbers_of_all(text: str, lines: Sequence[Span]) -> list[int]:
    """Return the lines with page numbers out of the same total, each higher than the one before, most by one."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        if (match := OF_ALL.match(text, *line)) and (number := int(match["number"])) <= int(match["all"]):
            found[match["all"]].append((number, index))
    counted = max(found.values(), key=len, default=[])
    steps = [(after - before, below - above) for (before, above), (after, below) in pairwise(counted)]
    if len(counted) < _OFTEN or min(steps)[0] < 1:
        return []
    next_page, apart = (median(step) for step in zip(*steps, strict=True))
    return [index for _, index in counted] if next_page == 1 and apart >= _FEW_LINES else []


def _are_pages(numbers: Sequence[int]) -> bool:
    """Return whether most of some lines are about the same number of lines apart."""
    lengths = [after - before for before, after in pairwise(numbers)]
    usual = median(lengths)
    return sum(usual <= _ALIKE * one and one <= _ALIKE * usual for one in lengths) >= _MOST * len(lengths)


def _counting(numbers: Mapping[int, int]) -> list[int]:
    """Return the lines with the longest series of numbers that count up, as far apart as page numbers are."""
    longest: dict[int, list[int]] = {}
    for index, number in numbers.items():
        earlier = [(longest[number - step], step) for step in _STEPS if number - step in longest]
        series = max((one for one, step in earlier if index - one[-1] >= step * _PAGE_LINES), key=len, default=[])
        if len(series) >= len(longest.get(number, [])):
            longest[number] = [*series, index]
    return max(longest.values(), key=len, default=[])
