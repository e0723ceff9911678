"""Decisions → edits of the source.

An edit replaces a span with a text. Text without an edit is the same in the reading as in the source, so a reading
cannot lose a word without an edit that records it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from convention_variants.choices.alternation import or_between
from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.settling import PlacedOption
from convention_variants.language.grammar import Language
from convention_variants.outline.nodes import Draft
from convention_variants.resolve.bridging import Wording
from convention_variants.terminology.model import Take
from convention_variants.text.source import BLANK_LINE
from convention_variants.text.spans import Span, SpanIndex


class Cause(StrEnum):
    """Why an edit changes the source."""

    CHOICE = "choice"
    BRACKET = "bracket and attribution"
    SPACE = "white space, comma or emphasis mark beside a bracket"
    ARTICLE = "article agreement"
    CONSEQUENCE = "consequential change"
    FILL = "filled in"


class Edit(NamedTuple):
    """Replaces the source from `start` to `end` with `text`."""

    start: int
    end: int
    text: str
    cause: Cause


_EMPHASIS = re.compile(r"(?=[\s/]*[*_~])[*_~]*[\s/]*[*_~]*")
_SLASH = re.compile(r"\s*/\s*")
_LAST_WORD = re.compile(r"(?:^|[^\w’'./-])(\w+)$")
_FIRST_WORD = re.compile(r"\w+")
# Marks that can be between an article and its noun phrase.
_OPENING = '*_“‘"«('
_GAP = re.compile(rf"[\s{_OPENING}]*")
_LONGEST_ARTICLE = 3
_LONGEST_GAP = 40
# The first word after an article is looked for in so many characters.
_LOOKED_AT = 60


def edits_of(point: ChoicePoint, take: Take, text: str, wording: Wording | None = None) -> Iterator[Edit]:
    """Yield the edits that make the source show what is taken at a choice point, or another wording."""
    if point.kind is Kind.SPLIT:
        for index, option in enumerate(point.options):
            if index == take.index:
                yield from _kept(option)
            else:
                new = wording.text if wording is not None and index == wording.half else ""
                yield Edit(option.start, option.end, new, Cause.CHOICE)
    elif wording is not None:
        for edit in _dropped(point, None, text):
            yield edit._replace(text=wording.text) if edit.start == point.start else edit
    elif take.index is None:
        yield Edit(point.start, point.end, "", Cause.CHOICE)
    else:
        yield from _dropped(point, take.index, text)
        yield from _kept(point.options[take.index])


def _dropped(point: ChoicePoint, stays: int | None, text: str) -> Iterator[Edit]:
    """Yield, in order, the edits that remove all options of a choice point except the one that stays, if any.

    A footnote call belongs to the option before it if options before the last one have calls; a call after the last
    option alone belongs to all of them. Emphasis and notes between options stay.
    """
    called = any(option.calls for option in point.options[:-1])
    edits = [
        edit
        for index, option in enumerate(point.options)
        if index != stays
        for edit in (Edit(option.start, option.end, "", Cause.CHOICE), *(_called(option, text) if called else ()))
    ]
    for before, after in pairwise(point.options):
        edits += _between(before, after, text)
    merged: list[Edit] = []
    for edit in sorted(edits):
        if merged and (merged[-1].end, merged[-1].cause) == (edit.start, edit.cause):
            merged[-1] = Edit(merged[-1].start, edit.end, "", edit.cause)
        else:
            merged.append(edit)
    yield from merged


def _called(option: PlacedOption, text: str) -> Iterator[Edit]:
    """Yield the edits that remove the footnote calls of an option, and the emphasis marks between it and them."""
    if option.calls:
        yield Edit(*option.calls, "", Cause.CHOICE)
        marks = text[option.end : option.calls.start].rstrip()
        if marks and text.endswith(marks, 0, option.start):
            yield Edit(option.start - len(marks), option.start, "", Cause.SPACE)
            yield Edit(option.end, option.calls.start, "", Cause.SPACE)


def _between(before: PlacedOption, after: PlacedOption, text: str) -> Iterator[Edit]:
    """Yield the edits that remove the separator between two options."""
    calls = before.calls
    gaps = ((before.end, calls.start), (calls.end, after.start)) if calls else ((before.end, after.start),)
    for start, end in gaps:
        if _EMPHASIS.fullmatch(text, start, end):
            yield from (Edit(*slash.span(), "", Cause.BRACKET) for slash in _SLASH.finditer(text, start, end))
        elif start < end and ("[" not in text[start:end] or or_between(text, start, end)):
            yield Edit(start, end, "", Cause.CHOICE)


def _kept(option: PlacedOption) -> Iterator[Edit]:
    """Yield the edits that remove the brackets and the attribution of an option that stays."""
    if option.nothing:
        yield Edit(option.start, option.end, "", Cause.CHOICE)
    elif not option.blank:
        start, end = option.inner
        yield Edit(option.start, start, "", Cause.BRACKET)
        if end < option.end:
            yield Edit(end, option.end, "", Cause.BRACKET)


def find_articles(inventory: Inventory) -> tuple[Span, ...]:
    """Return the indefinite articles right before a choice: what is chosen can change them."""
    grammar = inventory.terminology.language
    if not grammar.articles:
        return ()
    joined = {join.end for join in inventory.draft.joins}
    choices = (point for point in inventory.points if point.kind.is_choice)
    spans = (_article_before(inventory.draft, point.start, grammar, joined) for point in choices)
    return tuple(span for span in spans if span is not None)


def article_edits(articles: Iterable[Span], edits: Sequence[Edit], text: str, grammar: Language) -> Iterator[Edit]:
    """Yield the edits that make articles fit the text after them, once `edits` (sorted and disjoint) are made.

    An article that one of these edits touches is left alone. So is one with no edit right after it: the choice there is
    open.
    """
    ends = SpanIndex(edits)
    for span in articles:
        index = ends.after(span.start)
        gap = _GAP.match(text, span.end)
        if gap is None or index == len(edits) or not span.end <= edits[index].start <= gap.end():
            continue
        written, following = text[span.start : span.end], _following(edits, index, span.end, text)
        wanted = grammar.article(following) if _is_noun_phrase(following, grammar) else None
        if wanted is not None and wanted != written.lower():
            new = wanted.capitalize() if written[0].isupper() else wanted
            yield Edit(span.start, span.end, new, Cause.ARTICLE)


def _is_noun_phrase(following: str, grammar: Language) -> bool:
    """Return whether a text can follow an article. Before "and" or "is", "a" is a letter: "paragraph 1 a"."""
    word = _FIRST_WORD.match(following)
    first = word[0].casefold() if word else ""
    return not (following.startswith(("[", "]")) or first in grammar.connectors or first in grammar.verbs)


def _following(edits: Sequence[Edit], index: int, offset: int, text: str) -> str:
    """Return what a reader sees after an offset, without leading white space; `index` is that of the next edit.

    That is nothing if a blank line follows the next edit.
    """
    seen, first = "", index
    while len(seen) < _LOOKED_AT and offset < len(text):
        start = edits[index].start if index < len(edits) else len(text)
        if start <= offset:
            seen, offset = seen + edits[index].text, edits[index].end
            index += 1
        else:
            stop = min(start, offset + _LOOKED_AT)
            if index > first and not seen and BLANK_LINE.match(text, offset, stop):
                break
            seen, offset = (seen + text[offset:stop]).lstrip(), stop
    return seen.lstrip(_OPENING + " ")


def _article_before(draft: Draft, offset: int, grammar: Language, joined: set[int]) -> Span | None:
    """Return the span of the article right before an offset, if there is one."""
    text = draft.source.text
    mark = offset
    while mark and text[mark - 1] in _OPENING:
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
