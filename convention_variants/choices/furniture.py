"""Running heads and page numbers that the conversion of a document left inside a bracket.

They are kept as they stand, but they are no part of the wording by which a bracket is recognized.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from convention_variants.text.footnote_calls import CALL
from convention_variants.text.words import single_spaced

# Each begins with one character, which a search can skip to.
_BLANK_LINE = re.compile(r"\n[^\S\r\n]*[\r\n]")
_BLANK_LINE_OF_RETURNS = re.compile(r"\r[^\S\r\n]*\r")
_NUMBER = re.compile(r"\d+")
_FIGURE = re.compile(r"\[\s*(\d{1,3})\s*\]")
_CALL_ALONE = re.compile(rf"\[\s*{CALL}\s*\]", re.IGNORECASE)
_WORD_BEHIND = re.compile(r"[^\S\r\n]+\w|%|[^\S\r\n]*[°\[]|-")
# Without the full stop of a paragraph's number; a page number has no text under it.
_FOOTNOTE = re.compile(r"^[ \t]*(\d{1,3})(?:[ \t]{2,}|[ \t]*\r?\n[ \t]+)(?=[^\W\d_]|\[)", re.MULTILINE)
# Below a rule of underscores one space is enough.
_RULE = re.compile(r"^[ \t]*(?:\\?_){5,}[ \t]*$", re.MULTILINE)  # escaped if it was plain text
_BELOW_RULE = re.compile(r"^[ \t]*(\d{1,3})[ \t]+(?=[^\W\d_]|\[)", re.MULTILINE)
_LONGEST_HEAD = 100
_OFTEN_ENOUGH = 3


class Furniture:
    """The lines of a source that stand at its page breaks, found when a bracket has a page break in it."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _heads(self) -> frozenset[str]:
        """What stands alone at the page breaks, figures apart, again and again."""
        found: Counter[str] = Counter()
        beside = True
        for line in _lines(self._text):
            bare = line.strip()
            if beside and bare and len(bare) <= _LONGEST_HEAD:
                found[_key(bare)] += 1
            beside = not bare or bare.isdecimal()
        return frozenset(key for key, count in found.items() if count >= _OFTEN_ENOUGH and any(map(str.isalpha, key)))

    def without(self, wording: str) -> str:
        """Return a wording without the heads and page numbers at the page breaks inside it."""
        if not _has_page_break(wording):
            return wording
        return "\n".join(line for line in _lines(wording) if len(line) > _LONGEST_HEAD or not self._stands(line))

    def is_call(self, start: int, end: int) -> bool:
        """Say whether a bracket does nothing but call a footnote.

        It holds a call, or the number of a footnote that is glued to a word or has no word or figure beside it.
        """
        if _CALL_ALONE.fullmatch(self._text, start, end):
            return True
        figure = _FIGURE.fullmatch(self._text, start, end)
        if figure is None:
            return False
        beside = self._text.startswith("]", start - 1) or _WORD_BEHIND.match(self._text, end) is not None
        if beside and not self._text[max(0, start - 1) : start].islower():
            return False
        return figure[1] in self._numbers_of_notes

    @cached_property
    def _numbers_of_notes(self) -> frozenset[str]:
        """The figures that stand before a footnote, in its line or in one of their own above it."""
        numbers = {match[1] for match in _FOOTNOTE.finditer(self._text)}
        if rule := _RULE.search(self._text):
            numbers.update(match[1] for match in _BELOW_RULE.finditer(self._text, rule.end()))
        return frozenset(numbers)

    def _stands(self, line: str) -> bool:
        return line.strip().isdecimal() or (bool(self._heads) and _key(line) in self._heads)


def _has_page_break(wording: str) -> bool:
    if "\f" in wording:
        return True
    if "\r" in wording and _BLANK_LINE_OF_RETURNS.search(wording):
        return True
    return "\n" in wording and _BLANK_LINE.search(wording) is not None


def _lines(text: str) -> list[str]:
    """Part a text at its line ends and form feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")


def _key(line: str) -> str:
    return _NUMBER.sub("#", single_spaced(line))
