"""The grammar of a language: the words that agree with a term, and how adjacent wordings relate.

Documents in other languages can still be resolved: their options match only by exact forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache

from convention_variants.language.agreement import Agreement, english_agreements
from convention_variants.language.data import CODES, Grammar, LanguageData, all_languages, any_of, language_data
from convention_variants.language.nouns import NounPhrases, Number, indefinite_article
from convention_variants.language.option_labels import OPTION_NAME
from convention_variants.text.patterns import lazy_pattern

_MARKS = r"[,;.:)–—-]"
# The conjunctions before the last member of a series, in all languages: "and", "ou".
_CONNECTORS = frozenset().union(*(data.brackets.lone_connectors for data in all_languages()))
CONNECTOR = any_of(sorted(_CONNECTORS))
_NEVER = re.compile(r"(?!)")
# As capitals these are letters of an annex or a list; in lower case they are conjunctions in Spanish.
_CAPITALS = frozenset({"Y", "O"})
# The longest word at the end of a wording after which a series continues, with the space before it.
_LONGEST_LINK = len(" as well as")
_SENTENCES = re.compile(r"[.;:](?:\s+\w|(?<!:)$)")
_LABELLED = lazy_pattern(rf"{OPTION_NAME}\b|\(?[a-z0-9]{{1,4}}[.)]\s")


@dataclass(frozen=True, slots=True, eq=False)
class Language(Grammar):
    """The grammar of a language, and what follows from it.

    `article` returns the indefinite article that a text needs, None if that is not certain; `plural` the plural of a
    wording, or the wording itself if it has none; and `noun_number` the number of its noun, None if that is not
    certain. `agreements` are the places of words outside brackets that agree in number with the choice.

    The rest tells how adjacent wordings relate. A wording that matches `goes_on` at its start continues the sentence
    before it; after one that matches `goes_further` at its end, a series continues. `modifier`, `participle` and
    `adverb` are the patterns of `Grammar`.
    """

    article: Callable[[str], str | None] = lambda _: None
    plural: Callable[[str], str] = lambda text: text
    agreements: tuple[Agreement, ...] = ()
    noun_number: Callable[[str], Number | None] = lambda _: None
    goes_on: re.Pattern[str] = _NEVER
    goes_further: re.Pattern[str] = _NEVER
    modifier: re.Pattern[str] = _NEVER
    participle: re.Pattern[str] = _NEVER
    adverb: re.Pattern[str] = _NEVER

    def connects(self, wording: str) -> bool:
        """Return whether a wording is only a connector, of this language or another; the capitals Y and O are not."""
        folded = wording.casefold()
        return folded in self.connectors or (folded in _CONNECTORS and wording not in _CAPITALS)

    def knows(self, word: str) -> bool:
        """Return whether a word in lower case is a function word."""
        return any(word in known for known in (self.connectors, self.prepositions, self.modals, self.determiners))

    def number_shown(self, word: str) -> Number | None:
        """Return the number that a word of agreement shows, in lower case; None for any other word."""
        if word in self.articles:
            return Number.SINGULAR
        pair = next((pair for pair in self.pairs if word in pair), None)
        return tuple(Number)[pair.index(word)] if pair else None

    def inflected(self, word: str, number: Number) -> str:
        """Return a word of agreement in a number; any other word as it is."""
        pair = next((pair for pair in self.pairs if word in pair), None)
        return pair[number is Number.PLURAL] if pair else word

    def ends_apart(self, text: str) -> bool:
        """Return whether a series continues after a wording, given in lower case without white space at its end."""
        return self.goes_further.search(text, len(text) - _LONGEST_LINK) is not None

    @staticmethod
    def is_passage(text: str) -> bool:
        """Return whether a wording is several sentences, or a paragraph with its label."""
        return _LABELLED.match(text) is not None or _SENTENCES.search(text) is not None


@cache
def language(code: str) -> Language:
    """Return the language of a code such as `en` or `en-GB`."""
    known = code.lower().split("-")[0]
    return _language(language_data(known)) if known in CODES else _unknown()


def _language(data: LanguageData) -> Language:
    words, phrases = data.grammar, NounPhrases(data)
    return Language(
        **{one.name: getattr(words, one.name) for one in fields(words)},
        article=lambda text: indefinite_article(text, data.indefinite),
        plural=phrases.plural,
        agreements=tuple(english_agreements(data)) if data.nouns.doings else (),
        noun_number=phrases.number,
        goes_on=_goes_on(words.additions_pattern, words.openers),
        goes_further=lazy_pattern(words.series_pattern),
        modifier=lazy_pattern(words.modifier_pattern),
        participle=lazy_pattern(words.participle_pattern),
        adverb=lazy_pattern(words.adverb_pattern),
    )


def _unknown() -> Language:
    """Return the grammar of a language without a data file, from what the known languages have in common."""
    data = [one.grammar for one in all_languages()]
    return Language(
        endings=frozenset({"s", "e", "es", "x", "d", "n"}),
        goes_on=_goes_on(any_of(one.additions_pattern for one in data), {}),
        goes_further=lazy_pattern(any_of(one.series_pattern for one in data)),
    )


def _goes_on(adds: str, openers: Mapping[str, str]) -> re.Pattern[str]:
    """Return a pattern for the start of a wording that continues a sentence: a mark, or words of a named sort."""
    named = "".join(rf"|(?P<{sort}>{words})" for sort, words in openers.items())
    return lazy_pattern(rf"\s*(?:{_MARKS}|(?:{adds}{named})\b)")
