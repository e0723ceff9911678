"""What varies: every stretch of the source that a decision changes, as edits of the source.

An edit replaces a span by a text; whatever no edit touches stands in a reading exactly as in the
source. So a reading cannot lose a word but by an edit that says so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from convention_variants.bridging import Wording
from convention_variants.choices import ChoicePoint, Inventory
from convention_variants.grouping import Kind
from convention_variants.outline import Draft
from convention_variants.settling import PlacedOption
from convention_variants.terminology import DROP, Language
from convention_variants.text import BLANK_LINE, Span


class Cause(StrEnum):
    """Why the source is changed at a place."""

    CHOICE = "choice"
    BRACKET = "a bracket, and the names of those who stand behind its text"
    SPACE = "white space, commas and emphasis marks at a bracket"
    ARTICLE = "article agreement"
    CONSEQUENCE = "consequential change"
    FILL = "filled in"


class Edit(NamedTuple):
    """The span from `start` to `end` of the source reads `text` instead."""

    start: int
    end: int
    text: str
    cause: Cause


_LAST_WORD = re.compile(r"(?:^|[^\w’'.-])(\w+)$")
_LONGEST_ARTICLE = 3
_LONGEST_GAP = 40
# Characters in which the first word behind an article is looked for.
_LOOKED_AT = 60


def edits_of(point: ChoicePoint, take: int, wording: Wording | None = None) -> Iterator[Edit]:
    """Yield the edits by which the source shows one option of a choice point, none (`DROP`), or another wording."""
    if wording is not None:
        yield from _replaced(point, wording)
        return
    if point.kind is Kind.SPLIT:
        for index, option in enumerate(point.options):
            yield from _kept(option) if index == take else (Edit(option.start, option.end, "", Cause.CHOICE),)
        return
    if take == DROP:
        yield Edit(point.start, point.end, "", Cause.CHOICE)
        return
    chosen = point.options[take]
    if point.start < chosen.start:
        yield Edit(point.start, chosen.start, "", Cause.CHOICE)
    yield from _kept(chosen)
    if chosen.end < point.end:
        yield Edit(chosen.end, point.end, "", Cause.CHOICE)


def _replaced(point: ChoicePoint, wording: Wording) -> Iterator[Edit]:
    if point.kind is Kind.SPLIT:
        for half, option in enumerate(point.options):
            yield Edit(option.start, option.end, wording.text if half == wording.half else "", Cause.CHOICE)
    else:
        yield Edit(point.start, point.end, wording.text, Cause.CHOICE)


def _kept(option: PlacedOption) -> Iterator[Edit]:
    """Take the brackets off an option, and the names of those who stand behind it or against it."""
    if option.nothing:
        yield Edit(option.start, option.end, "", Cause.CHOICE)
    elif not option.blank:
        start, end = option.inner
        yield Edit(option.start, start, "", Cause.BRACKET)
        yield Edit(end, option.end, "", Cause.BRACKET)


def find_articles(inventory: Inventory) -> tuple[Span, ...]:
    """Find the indefinite articles that stand before a choice, and so may have to follow it."""
    grammar = inventory.terminology.language
    if not grammar.articles:
        return ()
    joined = {join.end for join in inventory.draft.joins}
    choices = (point for point in inventory.points if point.kind not in (Kind.BLANK, Kind.NOTE))
    spans = (_article_before(inventory.draft, point.start, grammar, joined) for point in choices)
    return tuple(span for span in spans if span is not None)


def article_edits(articles: Iterable[Span], edits: Sequence[Edit], text: str, grammar: Language) -> Iterator[Edit]:
    """Yield the edits that give articles the form which the text behind them asks for once `edits` are made.

    The edits are sorted and disjoint. An article that one of them touches is left alone.
    """
    ends = [edit.end for edit in edits]
    for span in articles:
        index = bisect_right(ends, span.start)
        if index < len(edits) and edits[index].start < span.end:
            continue
        written, following = text[span.start : span.end], _following(edits, index, span.end, text)
        wanted = None if following.startswith("[") else grammar.article(following)
        if wanted is not None and wanted != written.lower():
            new = wanted.capitalize() if written[0].isupper() else wanted
            yield Edit(span.start, span.end, new, Cause.ARTICLE)


def _following(edits: Sequence[Edit], index: int, offset: int, text: str) -> str:
    """Return what a reader sees behind an offset, without white space before it; `index` is that of the next edit."""
    seen = ""
    while len(seen) < _LOOKED_AT and offset < len(text):
        start = edits[index].start if index < len(edits) else len(text)
        if start <= offset:
            seen, offset = seen + edits[index].text, edits[index].end
            index += 1
        else:
            stop = min(start, offset + _LOOKED_AT)
            seen, offset = (seen + text[offset:stop]).lstrip(), stop
    return seen.lstrip("*_ ")


def _article_before(draft: Draft, offset: int, grammar: Language, joined: set[int]) -> Span | None:
    """Return the span of an article that stands alone right before an offset."""
    text = draft.source.text
    mark = offset
    while mark and text[mark - 1] in "*_":
        mark -= 1
    end = mark
    while end and text[end - 1].isspace():
        end -= 1
    if end == mark or (BLANK_LINE.search(text, end, offset) and offset not in joined):
        return None
    last_word = _LAST_WORD.search(text, max(0, end - _LONGEST_ARTICLE - 1), end)
    if last_word is None or last_word[1].lower() not in grammar.articles:
        return None
    start = last_word.start(1)
    if text[start].isupper() and not _begins_sentence(text, start):
        return None  # "Annex A"
    return Span(start, end)


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - _LONGEST_GAP) : start]
    stripped = before.rstrip()
    return not stripped[-1:].isalnum() or bool(BLANK_LINE.search(before, len(stripped)))
