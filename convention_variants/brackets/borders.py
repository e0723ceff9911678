"""Borders that no bracket in a paragraph reaches across: the next heading, and the end of the option it stands in.

A bracket may well stand around several articles, or around a series of options. It opens in a heading or a title then,
or before the label of the first option, and is held by nothing here.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convention_variants.brackets.paragraphs import HEADING_WORDS, SourceParagraph
from convention_variants.language.option_labels import OptionLabel, option_lines

_HEADING = re.compile(
    rf"[\s\ufeff*_\[{{]*(?:(?:{HEADING_WORDS})\s+\S{{1,12}}?(?:[]*_}}\s]*$|[]\s]*[:–—{{]|\.\s)"
    r"|(?-i:[IVX]{1,6}|[A-Z])\.\s(?!.*[.;:,][]*_\s\d]*$)|\#{1,6}\s|\{[^{}]+\}[*_\s\d]*$)",
    re.IGNORECASE,
)
# A bracket with a title in it: "[US: Additional Provisions", and what it encloses below.
_TITLE = re.compile(r"\s*\[[^][]*[^][\s.,;:]\s*")
_LONGEST = 250
_FIRST = frozenset({"1", "a", "A", "i", "I"})


class Border(NamedTuple):
    """The numbers of the paragraphs before which brackets that open in a paragraph must end.

    They are those for a bracket in mid-sentence, for one that encloses the paragraph from its first word, and for one
    that opens before the label of the option which the paragraph begins.
    """

    inside: int
    whole: int
    before_label: int


def read_borders(text: str, paragraphs: Sequence[SourceParagraph]) -> list[Border]:
    """Return the borders of each paragraph; those of headings are behind the last one."""
    last = len(paragraphs)
    is_border = [_is_border(text, paragraphs, number) for number in range(last)]
    scopes, ends = _options(paragraphs, is_border)
    borders: list[Border] = []
    next_border = last
    for number in range(last - 1, -1, -1):
        inside, around = scopes[number]
        whole = ends[inside]
        if paragraphs[number].heading or _opens_with_title(text, paragraphs[number]):
            borders.append(Border(last, last, last))
        else:
            borders.append(Border(min(next_border, whole), whole, ends[around]))
        if is_border[number] or paragraphs[number].option:
            next_border = number
    return borders[::-1]


def crosses_an_option(text: str, brackets: Iterable[int]) -> bool:
    """Say whether a bracket that opens in an option closes behind the label of a rival, if each takes the next end."""
    opened: list[int] = []
    before: dict[tuple[str, str], int] = {}
    labels = deque(option_lines(text).items())
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


def _is_border(text: str, paragraphs: Sequence[SourceParagraph], number: int) -> bool:
    """Say whether a paragraph is a heading or a remark in braces, and nothing else."""
    start, end = paragraphs[number].start, paragraphs[number].end
    return not paragraphs[number].option and end - start <= _LONGEST and bool(_HEADING.match(text, start, end))


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
    """Return for each paragraph the option it stands in and the one around that, and where each option ends.

    Options are named by the number of the paragraph they begin; -1 is none, which ends behind the last paragraph. Where
    a new series begins without a heading a bracket may be around it: that is no end.
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
    """Return at which place among the open options a label of the same series stands, or how many there are."""
    for place, (_, other) in enumerate(opened):
        if label and (label.series, label.style) == (other.series, other.style):
            return place
    return len(opened)
