"""Numbers in brackets that their sentence needs, in all languages: "in [five] years", "[10]%", "the [60th] day"."""

from __future__ import annotations

import re
from functools import partial

from convention_variants.language.data import all_languages, all_words, any_of
from convention_variants.language.grammar import Language
from convention_variants.text.patterns import lazy_pattern

_BRACKETS = tuple(data.brackets for data in all_languages())
_words = partial(all_words, "brackets")
# A line may end inside "per cent".
_PERCENT = _words("percent").replace(" ", r"\s")
_TIMES = any_of(brackets.times_pattern for brackets in _BRACKETS)
_NUMBERS = any_of(brackets.numbers_pattern for brackets in _BRACKETS)
_ORDINALS = any_of(brackets.ordinals_pattern for brackets in _BRACKETS)
# Words that join numbers: "[40] to [50]".
_JOINTS = frozenset(word for data in all_languages() for word in data.references.joints)
_BOUNDS = frozenset().union(*(brackets.bounds for brackets in _BRACKETS))
_JOINT = rf"[\s-]+(?:(?:{_words('lone_connectors')})[\s-]+)?"
_DIGITS = r"\d{1,3}(?:[ ,.]\d{1,3})*"
# For a text in lower case: patterns with so many words take much longer to compile if they are to ignore case.
_NUMBER = rf"(?:{_DIGITS}(?:\s?[–-]\s?{_DIGITS})?|(?:{_NUMBERS})(?:{_JOINT}(?:{_NUMBERS}))*)"
_CARDINAL = lazy_pattern(rf"\s*{_NUMBER}\s*")
_ORDINAL = lazy_pattern(rf"\s*(?:(?:{_NUMBERS}){_JOINT})*(?:{_ORDINALS})\s*")
_MEASURED = lazy_pattern(rf"\s*{_NUMBER}\s?(?:[%‰]|{_TIMES}|{_PERCENT})\s*")
# All of these begin so.
_BEGINNING = lazy_pattern(rf"\s*(?:\d|{_NUMBERS}|{_ORDINALS})")
_CURRENCY = re.compile(r"\s*(?:[A-Z]{2,3}[ \u00a0]?|[$€£¥])(?=\d)")
# What a number counts: a sign or a time, which nothing else makes a number of, or a thing.
_COUNTED = lazy_pattern(rf"[*_]*(?:\s?(?P<sign>[%‰°]|(?:{_TIMES}|{_PERCENT})\b)|-[^\W\d_]|\s(?P<thing>[^\W\d_]+))")
_LAST_WORD = lazy_pattern(r"([^\W_]+)\s+\Z")
# A year, or a date with one: "1 October 2016", "1er octobre 2016", "1 de octubre de 2016".
_JOINS = r"\s(?:[^\W\d_]{2}\s)?"
_YEAR = lazy_pattern(rf"\s*(?:\d{{1,2}}[^\W\d_]{{0,2}}{_JOINS}[^\W\d_]{{3,10}}{_JOINS})?(?:19|20)\d\d\s*")
_NEXT_WORD = lazy_pattern(r"[*_]*\s([^\W\d_]+)")
_BOUND = re.compile(r"(?:[^\W\d_]+ ){0,2}([^\W\d_]+) \d")
_LONGEST = 60


def is_bounded_figure(text: str) -> bool:
    """Return whether a text begins with a figure and the words that bound it: "at least 80", "no more than 5"."""
    bound = _BOUND.match(text)
    return bound is not None and bound[1].casefold() in _BOUNDS


def begins_with_number(text: str) -> bool:
    """Return whether a text in lower case begins with a number in words: "twelve months"."""
    return _CARDINAL.fullmatch(text.partition(" ")[0]) is not None


def is_quantity(text: str, before: str, after: str, grammar: Language) -> bool:
    """Return whether a lone bracket is a number that its sentence needs, given the text before and after it.

    So is the one in "in [five] years", "[10]%", "the [60th] day", "by [10 per cent]" or "in [2030]", but not that in
    "the [17] goals". So is a date: "by [1 October 2016]".
    """
    if len(text) > _LONGEST:
        return False
    text, after = _CURRENCY.sub("", text).casefold(), after.casefold()
    if not _BEGINNING.match(text):  # as mostly: it takes longer to try all of them
        return False
    word = _LAST_WORD.search(before)
    last = word[1].casefold() if word else ""
    awaited = last in grammar.prepositions
    if _MEASURED.fullmatch(text):
        return awaited or last in _BOUNDS
    if _YEAR.fullmatch(text):
        following = _NEXT_WORD.match(after)
        return awaited and (following is None or grammar.knows(following[1]))
    counted = _COUNTED.match(after)
    if counted is None:
        return False
    joined = counted["thing"] in _JOINTS and _CARDINAL.fullmatch(text) is not None
    return (awaited and joined) or _counts(text, last, counted["thing"], grammar)


def _counts(text: str, last: str, thing: str | None, grammar: Language) -> bool:
    """Say whether a text is a number that needs what stands behind it: a thing, unless that is None."""
    if _ORDINAL.fullmatch(text):
        return True
    if not _CARDINAL.fullmatch(text):
        return False
    if thing is None:
        return True
    is_noun = not (grammar.knows(thing) or _CARDINAL.fullmatch(thing))
    return is_noun and bool(last) and last not in grammar.determiners
