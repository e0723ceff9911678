"""What a language brings to terminology: the words around a term that agree with it.

All the grammar of the package stands here, as data. A document in a language without such data
still resolves: its options then match by their exact forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Language:
    """The grammatical words of a language.

    `determiners` may stand before an option and `verbs` behind it without making it another
    option; `article` returns the indefinite article that a text asks for, or None where that is
    not certain, and `articles` are its forms; `numbers` tells which of these words are singular or plural.
    """

    determiners: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    numbers: Mapping[str, str] = field(default_factory=dict, hash=False)
    article: Callable[[str], str | None] = lambda _: None


_WORD = re.compile(r"[^\W_]+")
# Spelling and sound part ways at the start of these words.
_VOWEL_BUT_CONSONANT = re.compile(
    r"(?:uni(?!dent|m|n)|unanim|usa|use|usu|util|ubiq|uter|ura|ukr|eu|ewe|one\b|once)", re.IGNORECASE
)
_CONSONANT_BUT_VOWEL = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)
# A longer acronym may be said as a word: a NATO decision, an SDG.
_SPELLED_AT_MOST = 3
_ACRONYM = re.compile(r"(?:[A-Z]{2,}|[A-Z])\b")


def _english_article(text: str) -> str | None:
    """Choose "a" or "an" by the sound of the first word; None before a figure or nothing."""
    first = _WORD.search(text)
    if first is None or not first[0][0].isalpha() or not first[0].isascii():
        return None
    word = first[0]
    if _ACRONYM.fullmatch(word):
        if len(word) > _SPELLED_AT_MOST:
            return None
        return "an" if word[0] in "AEFHILMNORSX" else "a"
    if _CONSONANT_BUT_VOWEL.match(word):
        return "an"
    vowel = word[0] in "aeiouAEIOU" and not _VOWEL_BUT_CONSONANT.match(word)
    return "an" if vowel else "a"


ENGLISH = Language(
    determiners=frozenset({"a", "an", "the", "this", "that", "these", "those"}),
    verbs=frozenset({"is", "are", "was", "were", "has", "have"}),
    articles=frozenset({"a", "an"}),
    numbers={
        **dict.fromkeys(("a", "an", "this", "that", "is", "was", "has"), "singular"),
        **dict.fromkeys(("these", "those", "are", "were", "have"), "plural"),
    },
    article=_english_article,
)
_OTHER = Language()


def language(code: str) -> Language:
    """Return the language of a code such as `en` or `en-GB`."""
    return ENGLISH if code.lower().split("-")[0] == "en" else _OTHER
