"""The names of parties from an offset on: "US, JP and the EU", "Norway on behalf of the Nordic States"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from convention_variants.language.data import all_languages, any_of
from convention_variants.language.parties import Name, NameKind, parties
from convention_variants.text.footnote_calls import CALL
from convention_variants.text.patterns import lazy_pattern

WORDS = tuple(data.negotiation for data in all_languages())


def words_pattern(name: str) -> str:
    """Return the pattern for a kind of words of negotiators, in any language."""
    return in_lines(any_of(getattr(words, name) for words in WORDS))


def in_lines(pattern: str) -> str:
    """Return a pattern for words between which a line may end."""
    return pattern.replace(" ", r"(?:\s+)")


def in_any_case(pattern: str) -> re.Pattern[str]:
    """Return a pattern that is compiled when it is first used, and matches letters in any case."""
    return lazy_pattern(pattern, re.IGNORECASE)


# No attribution is longer, with all states of a conference in it.
LONGEST = 300
END_OF_WORD = r"(?![^\W\d_])"
FIGURE = rf"(?:\s*(?:\d{{1,3}}(?![\w.])|{CALL}))"
SPACE = re.compile(r"\s*")
_COLON = re.compile(r"\s*:")
SPOKEN = in_any_case(rf"(?:{words_pattern('spoken_pattern')}){END_OF_WORD}")
_CHAIR_OR_ARTICLE = in_any_case(
    rf"(?P<chair>{words_pattern('chair_pattern')})(?=[’'])|(?:{words_pattern('article_pattern')})(?:\s+|(?<=[’' ]))"
)
_JOINER = in_any_case(
    rf"\s*,?\s+(?:(?P<support>{words_pattern('supported_by_pattern')})|{words_pattern('on_behalf_pattern')})\s+"
    rf"|{FIGURE}*\s*(?:[,/&+]{FIGURE}*\s*)+(?:(?:{words_pattern('and_pattern')})\s+)?"
    rf"|\s+(?:{words_pattern('and_pattern')})\s+(?-i:(?!al\b))"  # "et al." is not Albania
)
_SMALL_LETTERS = re.compile(r"[\sa-zß-öø-ÿ,]*+")
_IN_WORD = re.compile(r"-|[^\W\d_]")
_POSSESSIVE = lazy_pattern(r"[’']s?(?=\s)")

# The name of a party, and whether it only supports those before it.
Named = tuple[Name, bool]


def may_name(text: str, start: int, end: int) -> bool:
    """Return whether a part of a text may name a party: small letters alone, without a colon or apostrophe, do not."""
    return _SMALL_LETTERS.fullmatch(text, start, end) is None


def named_first(text: str) -> tuple[Sequence[Name], int]:
    """Return the parties that a text begins with, as it names them, and the offset behind their names."""
    names, position = names_at(text, len(text) - len(text.lstrip()), min(len(text), LONGEST))
    return [name for name, _ in names], position


@lru_cache(maxsize=2048)
def names_in(text: str, start: int) -> tuple[Sequence[Named], int]:
    """Return the names that a bracket begins with, from behind its mark, and their end; asked again and again.

    No name has a bracket in it: where the bracket closes changes nothing.
    """
    limit = min(len(text), start + LONGEST)
    return names_at(text, skip(SPACE, text, start, limit), limit)


def names_at(text: str, start: int, end: int) -> tuple[list[Named], int]:
    """Return the names from an offset on, each with whether it only supports the others, and their end."""
    names: list[Named] = []
    position = start
    joiner: re.Match[str] | None = None
    while True:
        name = name_at(text, joiner.end() if joiner else start, end)
        if name is None:
            return names, position
        names.append((name, bool(joiner and joiner["support"])))
        position = name.end
        joiner = _JOINER.match(text, position, end)
        if joiner is None:
            return names, position


def begins_with_parties(text: str, start: int, end: int) -> bool:
    """Say whether the words of an option begin with those who propose it, and a colon: `Option 1 – EU: Text`."""
    names, position = names_at(text, skip(SPACE, text, start, end), min(end, start + LONGEST))
    return bool(names) and _COLON.match(text, position, end) is not None


def name_at(text: str, start: int, end: int) -> Name | None:
    """Return the name at an offset, with its article and the "’s" behind it."""
    if not text[start : start + 1].isalpha():
        return None
    before = _CHAIR_OR_ARTICLE.match(text, start, end)
    if before and (chair := before["chair"]):
        return Name(chair, chair, skip(_POSSESSIVE, text, before.end(), end), NameKind.SPELLED, exact=True)
    for offset in (before.end(), start) if before else (start,):  # "la Suisse" is not Laos
        for name in parties().names_at(text, offset, end):  # "MC" does not end there in "MCS"
            if _may_end(text, name.end(), end):
                return parties().named(name, skip(_POSSESSIVE, text, name.end(), end))
    return None


def _may_end(text: str, offset: int, end: int) -> bool:
    """Say whether no letter or hyphen follows a name, but for a verb stuck to it: "CLpropose"."""
    return _IN_WORD.match(text, offset, end) is None or SPOKEN.match(text, offset, end) is not None


def skip(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Return the offset behind what a pattern matches, or the same offset."""
    match = pattern.match(text, start, end)
    return match.end() if match else start
