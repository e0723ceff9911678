"""Borders that a bracket in a paragraph cannot cross: the next heading, and the end of the option it is in.

A bracket can enclose several articles, or a series of options. It then opens in a heading or a title, or before the
label of the first option, and these borders do not apply to it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convention_variants.brackets.paragraphs import HEADING_WORDS, SourceParagraph
from convention_variants.language.option_labels import OptionLabel, option_lines
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.words import OPENING_QUOTES

_HEADING = lazy_pattern(
    rf"[\s\ufeff*_\[{{{OPENING_QUOTES}]*+(?:(?:{HEADING_WORDS})\s+\S{{1,12}}?(?:[]*_}}\s]*$|[]\s]*[:–—{{]|\.\s)"
    r"|(?-i:[IVX]{1,6}|[A-Z])\.\s(?!.*[.;:,][]*_\s\d]*$)|\#{1,6}\s)|[\s\ufeff*_\[{]*\{[^{}]+\}[*_\s\d]*$",
    re.IGNORECASE,
)
# A bracket with a title in it: "[US: Additional Provisions", and what it encloses below.
_TITLE = lazy_pattern(r"\s*\[[^][]*[^][\s.,;:]\s*")
_LONGEST = 250
_FIRST = frozenset({"1", "a", "A", "i", "I"})


class Border(NamedTuple):
    """The paragraphs, by number, before which a bracket that opens in a paragraph must close.

    There is one for a bracket in mid-sentence (`inside`), one for a bracket around the paragraph from its first word
    (`whole`), and one for a bracket before the option label that starts the paragraph (`before_label`).
    """

    inside: int
    whole: int
    before_label: int


def read_borders(text: str, paragraphs: Sequence[SourceParagraph]) -> list[Border]:
    """Return the borders of each paragraph; those of a heading are after the last paragraph."""
    last = len(paragraphs)
    is_border = [_is_border(text, paragraph) for paragraph in paragraphs]
    scopes, ends = _options(paragraphs, is_border)
    borders: list[Border] = []
    next_border = last
    for number in range(last - 1, -1, -1):
        inside, around = scopes[number]
        if paragraphs[number].heading or _opens_with_title(text, paragraphs[number]):
            borders.append(Border(last, last, last))
        else:
            borders.append(Border(min(next_border, ends[inside]), ends[inside], ends[around]))
        if is_border[number] or paragraphs[number].option:
            next_border = number
    return borders[::-1]


def crosses_an_option(text: str, brackets: Iterable[int]) -> bool:
    """Return whether pairing with a plain stack makes a bracket that opens in an option close in a rival option."""
    labels = deque(option_lines(text).items())
    if not labels:
        return False
    opened: list[int] = []
    before: dict[tuple[str, str], int] = {}
    for offset in brackets:
        while labels and labels[0][0] <= offset:
            label = labels.popleft()[1]
            key = label.series, label.style
            if opened and label.number not in _FIRST and opened[-1] > before.get(key, offset):
                return True
            before[key] = label.name
        if text[offset] == "[":
            opened.append(offset)
        elif opened:
            opened.pop()
    return False


def _is_border(text: str, paragraph: SourceParagraph) -> bool:
    """Return whether a paragraph is a heading or a remark in braces, and nothing else."""
    start, end = paragraph.start, paragraph.end
    return not paragraph.option and end - start <= _LONGEST and _HEADING.match(text, start, end) is not None


def _opens_with_title(text: str, paragraph: SourceParagraph) -> bool:
    """Say whether a paragraph is the title of what a bracket encloses: it opens one and ends without a mark."""
    start, end = paragraph.start, paragraph.end
    return (
        not (paragraph.marked or paragraph.option)
        and end - start <= _LONGEST
        and bool(_TITLE.fullmatch(text, start, end))
    )


def _options(
    paragraphs: Sequence[SourceParagraph], is_border: Sequence[bool]
) -> tuple[list[tuple[int, int]], dict[int, int]]:
    """Return for each paragraph the option it is in and the option around that one, and where each option ends.

    An option is identified by the number of its first paragraph; -1 means none, and ends after the last paragraph. A
    new series without a heading does not end an option: a bracket may enclose the series.
    """
    ends = {-1: len(paragraphs)}
    scopes: list[tuple[int, int]] = []
    opened: list[tuple[int, OptionLabel]] = []
    for number, paragraph in enumerate(paragraphs):
        label = paragraph.option
        closed = 0 if is_border[number] else _rival(label, opened)
        for option, _ in opened[closed:]:
            ends[option] = len(paragraphs) if label and label.number in _FIRST else number
        del opened[closed:]
        around = opened[-1][0] if opened else -1
        if label:
            ends[number] = len(paragraphs)
            opened.append((number, label))
        scopes.append((opened[-1][0] if opened else -1, around))
    return scopes, ends


def _rival(label: OptionLabel | None, opened: Sequence[tuple[int, OptionLabel]]) -> int:
    """Return the index of the open option of the same series as a label, or the number of open options."""
    if label is None:
        return len(opened)
    series = [(other.series, other.style) for _, other in opened]
    return series.index((label.series, label.style)) if (label.series, label.style) in series else len(series)
