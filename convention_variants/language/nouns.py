"""The number of nouns, and the choice of the indefinite article, from a language's data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from convention_variants.language.data import Indefinite, LanguageData

_WORD = re.compile(r"[^\W_]+")
# Longer acronyms may be pronounced as words: "a NATO decision", but "an SDG".
_SPELLED_AT_MOST = 3
_ACRONYM = re.compile(r"(?:[A-Z]{2,}|[A-Z])\b")
_PLURAL = re.compile(r".*[^su]s")
_SIBILANT = re.compile(r".*(?:s|x|z|ch|sh)")
_PARTICIPLE = re.compile(r".{3,}(?:ed|ing)")


class Number(StrEnum):
    """Grammatical number."""

    SINGULAR = "singular"
    PLURAL = "plural"


def indefinite_article(text: str, data: Indefinite) -> str | None:
    """Return the article that fits the sound of a text's first word; None if it begins with a figure or is empty."""
    first = _WORD.search(text)
    if not data.before_vowel or first is None or not first[0][0].isalpha() or not first[0].isascii():
        return None
    word = first[0]
    if _ACRONYM.fullmatch(word):
        if len(word) > _SPELLED_AT_MOST:
            return None
        return data.before_vowel if word[0] in data.vowel_letters else data.before_consonant
    if re.match(data.consonant_but_vowel_pattern, word, re.IGNORECASE):
        return data.before_vowel
    vowel = word[0] in "aeiouAEIOU" and not re.match(data.vowel_but_consonant_pattern, word, re.IGNORECASE)
    return data.before_vowel if vowel else data.before_consonant


@dataclass(frozen=True)
class NounPhrases:
    """The number and the plural of noun phrases, by their noun: "Parties" in "Parties not included in annex X"."""

    data: LanguageData

    @cached_property
    def _certain_plural(self) -> re.Pattern[str]:
        """Matches nouns that are certainly plural by their ending; "basis", "means" and "ethics" are not."""
        nouns = self.data.nouns
        irregular = "|".join(sorted(nouns.irregular.values()))
        return re.compile(rf"(?!(?:{nouns.singular_despite_s_pattern})$)[a-z]+[^aiosu\W]s|{irregular}")

    def plural(self, text: str) -> str:
        """Return a wording with its noun in the plural, unchanged if it has none: "means of attack", "information"."""
        nouns, words = self.data.nouns, text.split()
        head = self._head(words)
        noun = words[head] if nouns.uncountable and head >= 0 else ""
        if not noun.isalpha() or noun.lower() in nouns.uncountable or _PLURAL.fullmatch(noun.lower()):
            return text
        words[head] = self._plural_noun(noun)
        return " ".join(words)

    def number(self, text: str) -> Number | None:
        """Return the number of the noun of a wording, None if it is not certain to be a noun.

        "Notes" or "support" alone can be verbs, but not after other words or before a participle.
        """
        nouns, words = self.data.nouns, text.lower().split()
        head = self._head(words)
        if head < 0 or not nouns.uncountable:
            return None
        before = words[max(0, head - 1) : head]
        after = [word for word in words[head + 1 : head + 3] if word not in self.data.grammar.negations][:1]
        noun = any(word not in nouns.not_before and not word.endswith("ly") for word in before)
        if words[head] in nouns.never_verbs or (noun and words[head] in nouns.uncountable):
            return Number.SINGULAR
        noun = noun or any(map(_PARTICIPLE.fullmatch, after))
        return Number.PLURAL if noun and self._certain_plural.fullmatch(words[head]) else None

    def _head(self, words: Sequence[str]) -> int:
        """Return the index of the head noun of a wording, -1 if it has no words."""
        grammar = self.data.grammar
        ends = (place for place, word in enumerate(words) if place and word.lower() in grammar.prepositions)
        head = next(ends, len(words)) - 1
        while 0 < head < len(words) - 1 and (
            _PARTICIPLE.fullmatch(words[head].lower()) or words[head] in grammar.negations
        ):
            head -= 1
        return head

    def _plural_noun(self, noun: str) -> str:
        lower = noun.lower()
        if lower in self.data.nouns.irregular:
            return noun[0] + self.data.nouns.irregular[lower][1:]
        if lower.endswith("y") and lower[-2:-1] not in tuple("aeiou"):
            return f"{noun[:-1]}ies"
        return f"{noun}es" if _SIBILANT.fullmatch(lower) else f"{noun}s"
