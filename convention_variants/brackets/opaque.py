"""Spans of a source in which brackets are not parsed: front matter and code."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict

from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import BLANK_LINE, BYTE_ORDER_MARK, LINE_END
from convention_variants.text.spans import Span

_EOL = rf"(?:{LINE_END.pattern})"
# Strict, so that it matches nothing else: lines of `key: value`, their continuations, comments.
_FRONT_MATTER = re.compile(
    rf"{BYTE_ORDER_MARK}?---[ \t]*{_EOL}(?:[A-Za-z_][\w-]*[ \t]*:(?:[ \t][^\r\n]*)?{_EOL}"
    rf"(?:[ \t#-][^\r\n]*{_EOL})*)+---[ \t]*(?:{_EOL}|\Z)"
)
_FENCE = lazy_pattern(r"(?:^|(?<=[\r\n]))[ ]{0,3}(`{3,}(?=[^`\r\n]*(?:[\r\n]|\Z))|~{3,})([^\r\n]*)")
_BACKTICKS = re.compile(r"\\[\\`]|`+")


def front_matter(text: str) -> list[Span]:
    """Return the front matter at the start of a source: one span or none."""
    front = _FRONT_MATTER.match(text)
    return [Span(*front.span())] if front else []


def code_blocks(text: str) -> list[Span]:
    """Return the fenced code blocks, in order.

    An unclosed fence is text: it must not turn the rest of a treaty into code.
    """
    if not any(mark in text and 3 * mark in text for mark in "`~"):  # to look for one character takes far less time
        return []
    fences = list(_FENCE.finditer(text))
    closing = _closing_fences(fences)
    spans, index = [], 0
    while index < len(fences):
        closer = closing[index]
        if closer is not None:
            spans.append(Span(fences[index].start(), fences[closer].end()))
            index = closer
        index += 1
    return spans


def _closing_fences(fences: list[re.Match[str]]) -> list[int | None]:
    """Return for each fence the index of the one that closes it: the next bare fence of its kind, at least as long."""
    closing: list[int | None] = [None] * len(fences)
    # Bare fences further on, the nearest last, without those that a nearer, longer one precedes.
    waiting: dict[str, list[int]] = {"`": [], "~": []}
    for index in range(len(fences) - 1, -1, -1):
        fence, length = fences[index], len(fences[index][1])
        nearest = waiting[fence[1][0]]
        at = bisect_right(nearest, -length, key=lambda other: -len(fences[other][1]))
        closing[index] = nearest[at - 1] if at else None
        if not fence[2].strip():
            while nearest and len(fences[nearest[-1]][1]) <= length:
                nearest.pop()
            nearest.append(index)
    return closing


def code_spans(text: str) -> list[Span]:
    """Return code spans in order: each run of backticks pairs with the next of equal length in the paragraph."""
    if "`" not in text:
        return []
    runs = [run for run in _BACKTICKS.finditer(text) if run[0][0] == "`"]
    later: dict[int, list[int]] = defaultdict(list)
    for index, run in reversed(list(enumerate(runs))):
        later[len(run[0])].append(index)
    breaks = [match.start() for match in BLANK_LINE.finditer(text)]
    spans, index = [], 0
    while index < len(runs):
        opener = runs[index]
        waiting = later[len(opener[0])]
        while waiting and waiting[-1] <= index:
            waiting.pop()
        at = bisect_left(breaks, opener.end())
        paragraph_end = breaks[at] if at < len(breaks) else len(text)
        if waiting and runs[waiting[-1]].start() < paragraph_end:
            index = waiting[-1]
            spans.append(Span(opener.start(), runs[index].end()))
        index += 1
    return spans
