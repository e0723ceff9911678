"""Borders that no bracket in a paragraph reaches across: the next heading, and the end of the option it stands in.

The footnotes that stand behind the text are a border for every bracket.

A bracket may well stand around several articles, or around a series of options. It opens in a heading then, or before
the label of the first option, and is held by nothing here.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convention_variants.brackets.paragraphs import HEADING_WORDS, Paragraph
from convention_variants.language.option_labels import OptionLabel, option_lines

_HEADING = re.compile(
    rf"[\s\ufeff*_\[{{]*(?:(?:{HEADING_WORDS})\s+\S{{1,12}}?(?:[]*_}}\s]*$|[]\s]*[:–—{{]|\.\s)"
    r"|(?-i:[IVX]{1,6}|[A-Z])\.\s(?!.*[.;:,][]*_\s\d]*$)|\#{1,6}\s|\{[^{}]+\}[*_\s\d]*$)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\[\^[^\s\[\]]+\]:")
_NOTE_INDENT = "    "
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


def read_borders(text: str, paragraphs: Sequence[Paragraph]) -> list[Border]:
    """Return the borders of each paragraph; those of headings are behind the last one."""
    last = len(paragraphs)
    note_ends = _note_ends(text, paragraphs)
    is_border = [_is_border(text, paragraphs, number) for number in range(last)]
    scopes, ends = _options(paragraphs, is_border)
    found: list[Border] = []
    next_border = last
    for number in range(last - 1, -1, -1):
        inside, around = scopes[number]
        whole = ends[inside]
        if paragraphs[number].heading:
            found.append(Border(last, last, last))
        else:
            found.append(Border(min(next_border, whole), whole, ends[around]))
        if is_border[number] or paragraphs[number].option:
            next_border = number
    found.reverse()
    return [Border(*(min(border, end) for border in borders)) for borders, end in zip(found, note_ends, strict=True)]


def _note_ends(text: str, paragraphs: Sequence[Paragraph]) -> list[int]:
    """Return for each paragraph the number of the next one that begins a footnote behind the text."""
    ends: list[int] = []
    end, behind = len(paragraphs), True
    for paragraph in reversed(paragraphs):
        ends.append(end)
        is_note = bool(_NOTE.match(text, paragraph.start))
        behind = behind and (is_note or text.startswith(_NOTE_INDENT, paragraph.start))
        if behind and is_note:
            end = len(paragraphs) - len(ends)
    return ends[::-1]


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


def _is_border(text: str, paragraphs: Sequence[Paragraph], number: int) -> bool:
    """Say whether a paragraph is a heading or a remark in braces, and nothing else."""
    start, end = paragraphs[number].start, paragraphs[number].end
    return not paragraphs[number].option and end - start <= _LONGEST and bool(_HEADING.match(text, start, end))


def _options(
    paragraphs: Sequence[Paragraph], is_border: Sequence[bool]
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
