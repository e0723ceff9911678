"""The grammar of a language: which words agree with a term, and how neighbouring wordings belong together.

A document in a language without a data file still resolves: its options then match by their exact forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from convention_variants.language.agreement import Agreement, english_agreements
from convention_variants.language.data import CODES, LanguageData, all_languages, any_of, language_data
from convention_variants.language.nouns import NounPhrases, Number, indefinite_article
from convention_variants.language.option_labels import OPTION_NAME

_MARKS = r"[,;.:)–—-]"
# A word that joins the last of a series to it, in a draft of any language: "and", "ou".
CONNECTOR = any_of(sorted(word for data in all_languages() for word in data.brackets.lone_connectors))
_NEVER = re.compile(r"(?!)")
# Letters of an annex or a list, though in lower case they join words in some language.
_CAPITALS = frozenset({"Y", "O"})
# No word that more of a series follows is longer, with the character before it.
_LONGEST_LINK = len(" as well as")
_SENTENCES = re.compile(r"[.;:](?:\s+\w|(?<!:)$)")
_LABELLED = re.compile(rf"{OPTION_NAME}\b|\(?[a-z0-9]{{1,4}}[.)]\s")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The grammatical words of a language.

    `determiners` may stand before an option and `verbs` behind it without making it another option. `articles` are the
    indefinite articles, and `article` returns the one that a text asks for, None if that is not certain. `pairs` are
    words that show number, singular and plural; `plural` returns the plural of a wording, or the wording itself if it
    has none, and `noun_number` the number that its noun shows, None if that is not certain. `agreements` are the places
    of words outside brackets that show the number of what is chosen. `negations` make a wording say something else.

    The rest tells how neighbouring wordings belong together. `connectors` join what stands around them, and `endings`
    are glued to words. A wording that matches `goes_on` at its start continues the sentence before it, as a relative
    clause does, which begins with `relative`; after one with
    `goes_further` at its end, more of a series follows. `modals`, `prepositions` and the `modifier` of a noun say what
    kind of place a wording can take. Marks that are `set_off` have a space before them, and `negotiators` are
    abbreviations of parties that mean nothing else.
    """

    determiners: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()
    article: Callable[[str], str | None] = lambda _: None
    plural: Callable[[str], str] = lambda text: text
    agreements: tuple[Agreement, ...] = ()
    noun_number: Callable[[str], Number | None] = lambda _: None
    negations: frozenset[str] = frozenset()
    connectors: frozenset[str] = frozenset()
    modals: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    goes_on: re.Pattern[str] = _NEVER
    relative: re.Pattern[str] = _NEVER
    goes_further: re.Pattern[str] = _NEVER
    modifier: re.Pattern[str] = _NEVER
    set_off: frozenset[str] = frozenset()
    negotiators: frozenset[str] = frozenset()

    def connects(self, wording: str) -> bool:
        """Say whether a wording is nothing but a connector, of this language or a usual one; Y and O are letters."""
        folded = wording.casefold()
        return folded in self.connectors or (folded in _lone_connectors() and wording not in _CAPITALS)

    def knows(self, word: str) -> bool:
        """Say whether a word in lower case is one of those that join others."""
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
        """Say whether more of a series follows a wording, in lower case and without white space behind it."""
        return self.goes_further.search(text, len(text) - _LONGEST_LINK) is not None

    @staticmethod
    def is_passage(text: str) -> bool:
        """Say whether a wording is sentence after sentence, or a paragraph with its label."""
        return _LABELLED.match(text) is not None or _SENTENCES.search(text) is not None


@cache
def language(code: str) -> Language:
    """Return the language of a code such as `en` or `en-GB`."""
    known = code.lower().split("-")[0]
    return _language(language_data(known)) if known in CODES else _unknown()


def _language(data: LanguageData) -> Language:
    words, phrases = data.grammar, NounPhrases(data)
    return Language(
        determiners=words.determiners,
        verbs=words.verbs,
        articles=words.articles,
        pairs=words.pairs,
        article=lambda text: indefinite_article(text, data.indefinite),
        plural=phrases.plural,
        agreements=tuple(english_agreements(data)) if data.nouns.doings else (),
        noun_number=phrases.number,
        negations=words.negations,
        connectors=words.connectors,
        modals=words.modals,
        prepositions=words.prepositions,
        endings=words.endings,
        goes_on=_goes_on(words.additions_pattern, words.openers),
        relative=re.compile(words.openers["relative"]),
        goes_further=re.compile(words.series_pattern),
        modifier=re.compile(words.modifier_pattern),
        set_off=words.set_off,
        negotiators=words.negotiators,
    )


def _unknown() -> Language:
    """Return the grammar of a language without a data file: what any known language adds to a sentence, and endings."""
    data = [one.grammar for one in all_languages()]
    return Language(
        endings=frozenset({"s", "e", "es", "x", "d", "n"}),
        goes_on=_goes_on(any_of(one.additions_pattern for one in data), {}),
        goes_further=re.compile(any_of(one.series_pattern for one in data)),
    )


def _goes_on(adds: str, openers: Mapping[str, str]) -> re.Pattern[str]:
    """Return a pattern of what continues a sentence at its start: a mark, what adds to it, or words of a named sort."""
    named = "".join(rf"|(?P<{sort}>{words})" for sort, words in openers.items())
    return re.compile(rf"\s*(?:{_MARKS}|(?:{adds}{named})\b)")


@cache
def _lone_connectors() -> frozenset[str]:
    """Return the connectors that are some on their own in a document of any language."""
    return frozenset().union(*(data.brackets.lone_connectors for data in all_languages()))
