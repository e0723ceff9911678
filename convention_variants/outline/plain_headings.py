"""Plain paragraphs that are headings: `II. Reporting`, `{Reporting}`, `Article 5: Each Party shall …`.

Only their words and their neighbours tell. Remarks in braces between the items of a paragraph are not headings, even if
they are marked as headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from convention_variants.language.placeholders import is_no_provision, is_note
from convention_variants.outline import vocabulary
from convention_variants.outline.blocks import Block, BlockKind, is_quoted_in_option
from convention_variants.outline.labels import ROMAN_VALUES, begins, find_labels, follows, is_letter
from convention_variants.outline.nodes import Break, Run

_BRACED = re.compile(r"[*_]*\{[^{}]+\}[*_]*\d{0,3}[*_]*")
_ROMAN = {numeral.upper(): value for numeral, value in ROMAN_VALUES.items()}
_LONGEST = 400
# One section between two may have been deleted.
_STEP = 2
_LONGEST_TITLE = 200
_TEXT_END = re.compile(r"[.;:,][\]*_\s\d]*$")


def settle_headings(blocks: Sequence[Block], text: str) -> list[Block]:
    """Return the blocks with plain headings turned into headings, and article headings split from their text."""
    settled: list[Block] = []
    for block in blocks:
        if block.labels or not _is_plain(block):  # most blocks have a label, which takes no call to see
            settled.append(block)
        else:
            settled += _part_article(block, settled, text)
    for block in [block for block in settled if not block.labels]:
        if block.kind is BlockKind.HEADING or _is_plain(block):
            block.braced = _fullmatch(_BRACED, block, text)
            block.ends_options = _fullmatch(vocabulary.END_OF_OPTIONS, block, text)
    for before, block, after in zip([None, *settled], settled, [*settled[1:], None], strict=False):
        if block.braced or block.ends_options:
            is_text = block.ends_options or _is_no_title(block, text) or _stands_between_items(before, after, text)
            block.kind = BlockKind.PARAGRAPH if is_text else BlockKind.HEADING
    for block in _enumerated(settled, text):
        block.kind = BlockKind.HEADING
    return settled


def _is_plain(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and not (block.labels or block.bullet)


def _fullmatch(words: re.Pattern[str], block: Block, text: str) -> bool:
    start, end = block.content[0].start, block.content[-1].end
    return end - start <= _LONGEST and words.fullmatch(text, start, end) is not None


def _is_no_title(block: Block, text: str) -> bool:
    """Return whether a block is the text of an option, `{No text required}`, or a note, `{Note: to be revisited}`."""
    words = text[block.content[0].start : block.content[-1].end].strip("*_{} ")
    return is_no_provision(words) or is_note(words)


def _stands_between_items(before: Block | None, after: Block | None, text: str) -> bool:
    """Return whether lettered items begin or continue after a remark between two blocks."""
    if before is None or after is None or not after.labels:
        return False
    label = text[after.labels[0].start : after.labels[0].end]
    if not is_letter(label):
        return False
    if not begins(label) or (before.content and text[before.content[-1].end - 1] == ":"):
        return True
    return any(follows(label, text[one.start : one.end]) for one in before.labels)


def _part_article(block: Block, above: Sequence[Block], text: str) -> Iterator[Block]:
    """Yield a paragraph, or the heading and the text of the article that it begins."""
    first = block.content[0]
    start, end = first.start, block.content[-1].end
    match = vocabulary.ARTICLE_LINE.match(text, start, end) if text[start] in vocabulary.ARTICLE_STARTS else None
    if match is None or is_quoted_in_option(start, reversed(above), text):
        yield block
        return
    if not match["title"] and end - start <= _LONGEST_TITLE and not _TEXT_END.search(text, match.end(), end):
        block.kind = BlockKind.HEADING
        yield block
        return
    cut = match.end()
    label_end = start + len(text[start:cut].rstrip())
    yield Block(BlockKind.HEADING, block.indent, _cut(block.content, start, label_end))
    if cut < end:
        labels, cut = find_labels(text, cut, min(end, _line_end(block.content, cut)))
        yield Block(BlockKind.PARAGRAPH, block.indent, _cut(block.content, cut, end), labels, hard=block.hard)


def _line_end(content: Sequence[Run | Break], offset: int) -> int:
    return next(part.end for part in content if isinstance(part, Run) and part.end > offset)


def _cut(content: Sequence[Run | Break], start: int, end: int) -> list[Run | Break]:
    """Return the part of a content between two offsets."""
    parts = [part._replace(start=max(part.start, start), end=min(part.end, end)) for part in content]
    inside = [part for part in parts if part.start < part.end]
    while inside and isinstance(inside[0], Break):
        del inside[0]
    while inside and isinstance(inside[-1], Break):
        del inside[-1]
    return inside


class _Count(NamedTuple):
    """A paragraph that may be a heading, by its label: a `roman` number, as "I.", or a letter."""

    place: int
    roman: bool
    number: int
    sure: bool


def _enumerated(blocks: Sequence[Block], text: str) -> Iterator[Block]:
    """Yield the headings such as "I. Scope" and "A. Process": they count up, and have text below them.

    Sections may have been deleted, but a first one that is not "I." or "A." has a number of several letters. "A." alone
    is one only right below another: else it may be an item or a name.
    """
    counts = list(_counts(blocks, text))
    listed = {count.place for pair in pairwise(counts) if _adjacent(*pair) for count in pair}
    headings: set[int] = set()
    for roman in (True, False):
        last = 0
        ones = [count for count in counts if count.roman is roman and count.place not in listed]
        for count, after in zip_longest(ones, ones[1:]):
            goes_on = after is not None and 0 < after.number - count.number <= _STEP
            begins = count.number == 1 and (goes_on or count.place - 1 in headings)
            if count.sure or begins or 0 < last < count.number:
                last = count.number
                headings.add(count.place)
                yield blocks[count.place]


def _adjacent(count: _Count, after: _Count) -> bool:
    """Return whether one is directly below the other, as in a list."""
    return count.roman == after.roman and count.place + 1 == after.place


def _counts(blocks: Sequence[Block], text: str) -> Iterator[_Count]:
    """Yield the plain paragraphs that read like such headings; "I." is a letter behind "H." or "G."."""
    letter = 0
    for index, block in enumerate(blocks):
        if block.labels or not _is_plain(block):
            continue
        start, end = block.content[0].start, block.content[-1].end
        match = vocabulary.ENUMERATED.match(text, start, end)
        if match is None or match.end() >= end or end - start > _LONGEST_TITLE:
            continue
        if _TEXT_END.search(text, match.end(), end):
            continue
        label = match["label"]
        number = ord(label[0]) - ord("A") + 1
        if label in _ROMAN and (len(label) > 1 or not 0 < number - letter <= _STEP):
            yield _Count(index, roman=True, number=_ROMAN[label], sure=len(label) > 1)
        elif len(label) == 1:
            letter = number
            yield _Count(index, roman=False, number=number, sure=False)
