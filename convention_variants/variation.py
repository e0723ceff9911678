"""What varies: every stretch of the source that a decision changes, as edits of the source.

An edit replaces a span by a text; whatever no edit touches stands in a reading exactly as in the
source. So a reading cannot lose a word but by an edit that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

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
    FILL = "filled in"


class Edit(NamedTuple):
    """The span from `start` to `end` of the source reads `text` instead."""

    start: int
    end: int
    text: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class Dependent:
    """A stretch outside brackets that follows a choice point: for each take, what it reads.

    `texts` holds a text for each option; `dropped` is for an optional that goes.
    """

    span: Span
    point: str
    texts: tuple[str, ...]
    dropped: str

    def text(self, take: int) -> str:
        """Return what the stretch reads under a decision."""
        return self.dropped if take == DROP else self.texts[take]


_LAST_WORD = re.compile(r"(?:^|[^\w’'.-])(\w+)$")
_LONGEST_ARTICLE = 3
_LONGEST_GAP = 40


def edits_of(point: ChoicePoint, take: int) -> Iterator[Edit]:
    """Yield the edits by which the source shows one option of a choice point, or none (`DROP`)."""
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


def _kept(option: PlacedOption) -> Iterator[Edit]:
    """Take the brackets off an option, and the names of those who stand behind it or against it."""
    if option.nothing:
        yield Edit(option.start, option.end, "", Cause.CHOICE)
    elif not option.blank:
        start, end = option.inner
        yield Edit(option.start, start, "", Cause.BRACKET)
        yield Edit(end, option.end, "", Cause.BRACKET)


def find_dependents(inventory: Inventory) -> tuple[Dependent, ...]:
    """Find the indefinite articles that stand before a choice and follow it."""
    grammar = inventory.terminology.language
    if not grammar.articles:
        return ()
    joined = {join.end for join in inventory.draft.joins}
    found = []
    for point in inventory.points:
        if point.kind in (Kind.BLANK, Kind.NOTE):
            continue
        span = _article_before(inventory.draft, point.start, grammar, joined)
        if span is not None and (dependent := _dependent(inventory, point, span, grammar)):
            found.append(dependent)
    return tuple(found)


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


def _dependent(inventory: Inventory, point: ChoicePoint, span: Span, grammar: Language) -> Dependent | None:
    """Make the table of an article's forms; none if every option asks for the one that stands there."""
    text = inventory.draft.source.text
    written = text[span.start : span.end]

    def article(following: str) -> str:
        found = None if following.lstrip().startswith("[") else grammar.article(following)
        if found is None or found == written.lower():
            return written
        return found.capitalize() if written[0].isupper() else found

    after = text[point.end : point.end + 60]
    if point.kind is Kind.SPLIT:
        after = text[point.options[0].end : point.options[0].end + 60]
        texts: Sequence[str] = (article(inventory.text(point.options[0].inner)), article(after))
    else:
        texts = [article(inventory.text(option.inner)) for option in point.options]
    dropped = article(after)
    if {*texts, dropped if point.kind is Kind.OPTIONAL else written} == {written}:
        return None
    return Dependent(span, point.id, tuple(texts), dropped)
