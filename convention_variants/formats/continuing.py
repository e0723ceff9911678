"""Whether a text continues in the next line, and how the two are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable

from convention_variants.brackets.paragraphs import HEADING_WORDS
from convention_variants.language.option_labels import (
    NAMED_PARAGRAPH,
    NUMBERED_RIVAL,
    SUFFIX,
    OptionLabel,
    read_option_label,
)
from convention_variants.text.sentences import ends_sentence
from convention_variants.text.words import OPENING_QUOTES

_LABEL = re.compile(
    rf"[\[{OPENING_QUOTES}]*(?:\((?:[A-Za-z]{{1,2}}|[ivxIVX]{{1,5}}|\d{{1,3}})(?:\s?{SUFFIX})?\)|\d{{1,3}}(?:\.\d{{1,3}})*(?:\s?{SUFFIX})?(?:{NUMBERED_RIVAL}[.):]?|[.)])|{NAMED_PARAGRAPH}[.):]?"
    r"|[A-Za-z][.)]|[ivx]{1,5}[.)]|[IVX]{1,5}\.|[•▪◦●■–—-])(?=\s|$)"
)
_HEADING = re.compile(
    rf"[\[{OPENING_QUOTES}\s]*(?:{HEADING_WORDS})\s+\S{{1,12}}(?:\s(?:bis|ter))?(?:$|(?<=[.:])\s.{{0,80}}[^\s.;:,]$)",
    re.IGNORECASE,
)
_LOWER = re.compile(r"[\[(“\"‘']*[^\W\d_A-ZÀ-ÖØ-Þ]")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)([-‐\u00ad])$")
_LAST_PART = re.compile(r"[^\W\d_]+$")
_FIRST_PART = re.compile(r"[^\W\d_]+")
_BROKEN_AT_SLASH = re.compile(r"\w/$")
_SOFT_HYPHEN = "\u00ad"
_HYPHEN = "‐"


def has_ended(text: str) -> bool:
    """Return whether a text ends as a sentence or the item of a list does."""
    return ends_sentence(text[-12:])


def opens_provision(text: str) -> bool:
    """Return whether a line begins with the label of a provision or of an option."""
    stripped = text.lstrip()
    return _LABEL.match(stripped) is not None or _option_label(stripped) is not None


def is_option_label(text: str) -> bool:
    """Return whether a text is only the label of an option: its words begin on the next line."""
    option = _option_label(text)
    return option is not None and option.end == len(text)


def _option_label(text: str) -> OptionLabel | None:
    return read_option_label(text, len(text) - len(text.lstrip(OPENING_QUOTES)), len(text))


def opens_section(text: str) -> bool:
    """Return whether a line is the heading of an article or a larger part."""
    return _HEADING.match(text) is not None


def begins_lower(text: str) -> bool:
    """Return whether a line begins with a small letter, as the middle of a sentence does."""
    match = _LOWER.match(text.lstrip())
    return match is not None and match[0][-1].islower()


class Words:
    """The words of a document, by which a hyphen at the end of a line is judged."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.known: set[str] = set()
        amid = False
        for line in lines:
            self.known.update(word.casefold() for word in _WORD.findall(line))
            amid = amid or _HYPHEN in line[:-1]
        # A program that breaks words shows it by a character that the text has nowhere else.
        self.breaking = _SOFT_HYPHEN if amid else _SOFT_HYPHEN + _HYPHEN

    def joint(self, before: str, after: str, *, narrow: bool = False) -> tuple[int, str]:
        """Return how many characters go at the end of a line where the next one follows, and what goes between.

        In a `narrow` cell of a table a word may be broken without a hyphen.
        """
        if narrow and self._is_broken(before, after):
            return 0, ""
        broken, rest = _BROKEN.search(before), _FIRST_PART.match(after)
        if broken and rest:
            return (1, "") if self._is_one_word(broken[1], broken[2], rest[0]) else (0, "")
        if _BROKEN_AT_SLASH.search(before) or (before.endswith(("-", _HYPHEN)) and not before.endswith((" -", " ‐"))):
            return 0, ""
        return 0, " "

    def _is_broken(self, before: str, after: str) -> bool:
        first, rest = _LAST_PART.search(before), _FIRST_PART.match(after)
        if not first or not rest or not rest[0].islower():
            return False
        return first[0].casefold() not in self.known and (first[0] + rest[0]).casefold() in self.known

    def _is_one_word(self, first: str, hyphen: str, rest: str) -> bool:
        if hyphen in self.breaking:
            return True
        whole = (first + rest).casefold()
        return rest[0].islower() and whole in self.known and f"{first}-{rest}".casefold() not in self.known
