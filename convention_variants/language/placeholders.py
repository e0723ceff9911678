"""Brackets that contain no wording, in all languages: blanks to fill in, notes, and words for "no text" and "other"."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache, partial

from convention_variants.language.data import all_languages, all_words, any_of
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.words import single_spaced

_BRACKETS = tuple(data.brackets for data in all_languages())


_words = partial(all_words, "brackets")
_UNKNOWN = r"X{1,4}|\d{1,2}XX|\d+\s*[+–-]\s*[XYZN]|(?:[DJM]{2}[/. -]){2}(?:[YA]{2}){1,2}"
_BLANK = lazy_pattern(
    r"(?!\s*\.\s*$)[\s.…_\\–—-]*"
    rf"|\s*(?:(?:{_words('measures')})\s+)?(?:{_UNKNOWN})(?:\s+(?:{_words('measures')}))?\s*"
    rf"|{any_of(brackets.blank_pattern for brackets in _BRACKETS)}",
    re.IGNORECASE,
)
# A name, alone or behind a word of its own language: "a" is before no "[day]", though Spanish has "a [ciudad]".
_NAMES = lazy_pattern(
    any_of(rf"(?:(?:{any_of(brackets.before_names)})\s)?(?:{any_of(brackets.names)})" for brackets in _BRACKETS),
    re.IGNORECASE,
)
_LONGEST_NAME = max(len(name) for brackets in _BRACKETS for name in brackets.names)
_LONE_DASHES = frozenset("-–—")
# On their own, these letters are placeholders: "annex [Y]".
_LETTERS = frozenset("YZN")
_WORD_BEFORE = re.compile(r"(?<![^\W_])([^\W_]++)[^\S\r\n]*+[*_]*+\Z")
_PART = rf"(?:{_words('references').replace('.', '[.]')})"
_BEFORE_NUMBER = lazy_pattern(rf"\b{_PART}\s+[*_]*\Z", re.IGNORECASE)
_NUMBER = (
    r"(?:[A-Z]{1,3}\.)*(?:\d{1,3}|[A-Z]{1,2}|[IVX]{1,6})(?:\.\w{1,3})*(?:\s?\(\w{1,4}\))*(?:\s?(?:bis|ter|quater))?"
)
# One number, several, or a number with words that say what stands there: "QQ.A.7.1 (National Treatment)".
_GLOSSED = lazy_pattern(
    rf"\s*(?:{_NUMBER}(?:\s?(?:,|&|{_words('lone_connectors')})\s{_NUMBER})*"
    r"|(?:X{1,4}\s|(?:[A-Z]{1,3}\.)+\d)(?:[^.;]|\.(?=\w))*)\s*"
)
_REFERENCE = lazy_pattern(
    rf"\s*(?:(?i:{_PART})\s+{_NUMBER}|(?:[A-Z]{{1,3}}\.)+{_NUMBER}(?:\s[–—-]\s[^.;:]*)?)\s*(?:\([^()]*\)\s*)?"
)
_RIVAL_WORDS = {
    word: frozenset(words) - {word} for brackets in _BRACKETS for words in brackets.rival_words for word in words
}
_LAST_WORD = lazy_pattern(r"([^\W_]+)\s+\Z")
_NOTE = lazy_pattern(any_of(brackets.note_pattern for brackets in _BRACKETS), re.IGNORECASE | re.DOTALL)
# For a text in lower case: patterns with so many words take much longer to compile if they are to ignore case.
_STATUS = lazy_pattern(rf"[\s*_]*(?:{any_of(brackets.status_pattern for brackets in _BRACKETS)})[\s*_]*")
_REMARK = lazy_pattern(rf"[\s*_]*(?:{any_of(brackets.remarks_pattern for brackets in _BRACKETS)})", re.DOTALL)
# "No article 13" and "no text (see article 5)" say no more. But "no decision" may be part of a sentence: a bracket that
# means no text by it is a sentence itself.
_NO_PROVISION = rf"(?:{_words('no_provision')})(?:\s(?:\d{{1,3}}|(?-i:[A-Z]))(?!\w))?"
_NOTHING_WORDS = [words for brackets in _BRACKETS for words in (*brackets.nothing, *brackets.no_provision)]
NOTHING_PATTERN = rf"(?i:{_words('nothing')}|{_NO_PROVISION})"
# What an option has no text about, or where: "no provision on accounting", "no text in the agreement".
_ABOUT = any_of(brackets.nothing_about_pattern for brackets in _BRACKETS)
_BEHIND_NOTHING = rf"(?:\W*(?:\([^()]{{1,120}}\)|\[(?i:{_ABOUT})\]))?"
NO_PROVISION_PATTERN = rf"{NOTHING_PATTERN}(?i:\s(?:{_ABOUT}))?"
# It may say so more than once: "[No provision on transfers.][No text]".
_NOTHING = lazy_pattern(rf"(?:\W*+{NO_PROVISION_PATTERN}{_BEHIND_NOTHING})+\W*")
_NO_WORDING = lazy_pattern(rf"\W*(?i:{_words('nothing')}|(?-i:(?=[A-Z])){_NO_PROVISION}(?=\.)){_BEHIND_NOTHING}\W*")
# Both begin with one of these words.
_NOTHING_BEGINS = lazy_pattern(rf"\W*(?i:{any_of(sorted({words.split()[0] for words in _NOTHING_WORDS}))})\b")
_ANYTHING_ELSE = frozenset().union(*(brackets.anything_else for brackets in _BRACKETS))


def is_blank(text: str, before: str = "", after: str = "") -> bool:
    """Return whether a bracket with this text is a blank, given the text before and after it."""
    if before[-1:].isalpha() and text.strip() in _LONE_DASHES:
        return False  # a hyphen: "end[-]users", "land[-] and sea-based"
    if _is_unknown(text):
        return True
    if len(text) > _LONGEST_NAME:
        return False
    if text in _LETTERS:
        return not (before[-1:].isalpha() or after[:1].isalpha())
    word = _WORD_BEFORE.search(before)
    return _NAMES.fullmatch(f"{word[1]} {text}" if word else text) is not None


@lru_cache(maxsize=4096)
def _is_unknown(text: str) -> bool:
    """Say whether a text is a blank wherever it stands; the same wordings come again and again, as in what follows."""
    return _BLANK.fullmatch(text) is not None


def is_reference(text: str, before: str, awaited: AbstractSet[str]) -> bool:
    """Return whether a lone bracket is a reference that its sentence needs: "Article [5 bis]", "in [Article 5]".

    `awaited` are words that cannot end a phrase, such as prepositions.
    """
    # Every number has a figure or a capital. The patterns take long to compile, and most short drafts do without them.
    if text == text.lower() and not any(map(str.isdecimal, text)):
        return False
    number, reference = _GLOSSED.fullmatch(text), _REFERENCE.fullmatch(text)
    if not (number or reference):  # it takes longer to look at the text before
        return False
    if _BEFORE_NUMBER.search(before):
        return number is not None
    word = _LAST_WORD.search(before)
    return reference is not None and word is not None and word[1].casefold() in awaited


def excludes(word: str, other: str) -> bool:
    """Return whether two words, in lower case, exclude each other: "shall" and "should"."""
    return other in _RIVAL_WORDS.get(word, ())


@lru_cache(maxsize=4096)
def is_note(text: str) -> bool:
    """Return whether a bracket with this text is a note, not treaty text."""
    return _NOTE.match(_in_one_line(text)) is not None


def is_status(text: str) -> bool:
    """Return whether a bracket with this text, after a sentence, says how far it is agreed: "agreed ad ref"."""
    return _STATUS.fullmatch(_in_one_line(text).casefold()) is not None


def is_remark(text: str) -> bool:
    """Return whether a bracket with this text, if it stands alone, speaks of the draft: "text to be developed"."""
    return _REMARK.match(_in_one_line(text).casefold()) is not None


def is_no_text(text: str) -> bool:
    """Return whether a wording means "no text": the option to have nothing there."""
    return _means_nothing(_NO_WORDING, text)


def is_no_provision(text: str) -> bool:
    """Return whether an option of its own means "no text": it may say "no decision", too."""
    return _means_nothing(_NOTHING, text)


@lru_cache(maxsize=4096)
def _means_nothing(pattern: re.Pattern[str], text: str) -> bool:
    if not _NOTHING_BEGINS.match(text):  # as mostly: it takes longer to put a long text in one line
        return False
    return pattern.fullmatch(_in_one_line(text)) is not None


@lru_cache(maxsize=16)
def _in_one_line(text: str) -> str:
    """Return a text whose words may be parted by line breaks, too, with one space for all of its white space.

    A text is asked about several times.
    """
    return single_spaced(text) if "\n" in text or "\r" in text else text


def is_anything_else(text: str) -> bool:
    """Return whether a wording is a placeholder for an unknown one: "other"."""
    return text.strip("*_ \t\r\n").casefold() in _ANYTHING_ELSE
