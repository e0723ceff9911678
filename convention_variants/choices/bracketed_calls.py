"""Brackets that call a footnote and are no wording: `practice[17]`, `[[^1]]`."""

from __future__ import annotations

import re
from functools import cached_property

from convention_variants.text.footnote_calls import CALL
from convention_variants.text.patterns import lazy_pattern

_ALONE = re.compile(rf"\[\s*(?:(?P<figure>\d{{1,3}})|{CALL})\s*\]", re.IGNORECASE)
_WORD_BEHIND = re.compile(r"[^\S\r\n]+\w|%|[^\S\r\n]*[°\[]|-")
# Without the full stop of a paragraph's number; a page number has no text under it.
_FOOTNOTE = lazy_pattern(r"\n[ \t]*(\d{1,3})(?:[ \t]{2,}|[ \t]*\r?\n[ \t]+)(?=[^\W\d_]|\[)")
# Below a rule of underscores one space is enough.
_RULE = lazy_pattern(r"\n[ \t]*(?:\\?_){5,}[ \t]*$", re.MULTILINE)  # escaped if it was plain text
_BELOW_RULE = lazy_pattern(r"^[ \t]*(\d{1,3})[ \t]+(?=[^\W\d_]|\[)", re.MULTILINE)


class BracketedCalls:
    """The footnote calls of a source that are figures in brackets; the notes are looked for when a figure asks."""

    def __init__(self, text: str) -> None:
        self._text = text

    def is_call(self, start: int, end: int) -> bool:
        """Say whether a bracket does nothing but call a footnote.

        It holds a call, or the number of a footnote that is glued to a word or has no word or figure beside it.
        """
        alone = _ALONE.fullmatch(self._text, start, end)
        if alone is None or alone["figure"] is None:
            return alone is not None
        beside = self._text.startswith("]", start - 1) or _WORD_BEHIND.match(self._text, end) is not None
        if beside and not self._text[start - 1 : start].islower():
            return False
        return alone["figure"] in self._numbers_of_notes

    @cached_property
    def _numbers_of_notes(self) -> frozenset[str]:
        """The figures that stand before a footnote, in its line or in one of their own above it."""
        text = "\n" + self._text  # searching for the end of a line is faster than for the start of one
        numbers = {match[1] for match in _FOOTNOTE.finditer(text)}
        if rule := _RULE.search(text):
            numbers.update(match[1] for match in _BELOW_RULE.finditer(text, rule.end()))
        return frozenset(numbers)
