"""Where English words outside brackets agree in number with a wording inside.

The sentence patterns are English and are defined here; their words come from the language's data. The patterns are
strict: none matches if a word could agree with another noun.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from convention_variants.language.data import LanguageData


class Agreement(NamedTuple):
    """A place where a word agrees in number with a wording, by the text before and after it in the sentence.

    Both are case-insensitive regular expressions: `before` matches up to the wording, `behind` from its end. In one of
    them the group `word` is the word that agrees.
    """

    before: str
    behind: str


# Replaces brackets in a sentence: not a word, not a space, and in no pattern.
BRACKET = "\ufffc"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of some words."""
    return rf"\b(?:{'|'.join(sorted(words))})\b"


# White space and asterisks. Underscores are left out: they are word characters too, which would be slow to match.
_GAP = r"[\s*]+"
_START = rf"\A[^\w{BRACKET}]*"
_VERB = r"(?P<word>is|are|was|were|has|have|does|do)\b"
_PAST = r"(?:\b\w++(?<=ed)(?<!eed)|\b(?:sought|held|kept|found|made|given|lost|sent|taken|shown)\b)"
_DETERMINER = _any(
    _set("the a an this that these those such any all each every some no its their his her another certain said")
)
_ADJECTIVE = rf"(?:{_PAST}|\b\w++(?<=al|us|ic|ry)|\b\w++(?<=ble|ive)|\b(?:new|own|same|other|further|relevant)\b)"
_ADJECTIVES = rf"(?:{_ADJECTIVE}{_GAP}){{0,3}}"
_INSERTED = rf",{_GAP}(?:including|such{_GAP}as|in{_GAP}particular|especially|notably)\b[^,]{{1,200}},"


def english_agreements(data: LanguageData) -> Iterator[Agreement]:
    """Yield where English words agree with a wording."""
    words = data.grammar
    finite = _any((words.modals | _set("was were does did had")) - {"to"})
    # A function word or a mark, so that the wording is not part of a compound: "those data storage media".
    linking = words.prepositions | words.connectors | words.modals
    linking |= _set("that which who whose where when while if because not than so")
    ends = rf"(?:{_GAP}(?:{_PAST}|therein|thereof))?(?:[\s*]*(?:\Z|[.,;:!?)])|{_GAP}{_any(linking)})"
    # A demonstrative. "that" can begin a clause instead, but not after most prepositions or without a verb.
    yield Agreement(rf"\b(?P<word>this|these|those){_GAP}{_ADJECTIVES}", ends)
    before = _any(words.prepositions - _set("as before after in since until"))
    no_clause = rf"(?!(?:{_GAP}{_PAST})?{_GAP}{finite})"
    yield Agreement(rf"{before}{_GAP}(?P<word>that){_GAP}{_ADJECTIVES}", no_clause + ends)
    # The verb of a subject that begins its clause. "If it were" is no plural.
    verb = rf"(?:{_INSERTED}|{_GAP}(?:{_PAST}|in{_GAP}question|therein|thereof|\w+ly\b))?{_GAP}{_VERB}"
    definite, phrase = rf"(?:{_DETERMINER}{_GAP}{_ADJECTIVES})?", rf"(?:{_DETERMINER}{_GAP})?{_ADJECTIVES}"
    yield Agreement(rf"\b(?:that|which){_GAP}{definite}", verb)
    setting = rf"{_START}(?:where|when|if|unless|in|for|upon|at|on|under|pursuant)\b[^,]*,{_GAP}"
    yield Agreement(
        rf"(?:{_START}|{setting}|{_any(_set('where when because while whereas although once'))}{_GAP}){phrase}", verb
    )
    yield Agreement(rf"{_any(_set('if unless whether'))}{_GAP}{phrase}", verb.replace("|were", ""))
    # A relative clause, unless it may be about a noun before the wording.
    other = rf"\b(?!{_any(words.connectors | words.prepositions)}|{_DETERMINER}|{_ADJECTIVE})\w+{_GAP}"
    noun = rf"(?:{_START}|{other}|{_any(data.nouns.doings)}{_GAP}of{_GAP}|\baccess{_GAP}to{_GAP}){phrase}"
    yield Agreement(noun, rf"(?:{_GAP}(?:that|which)|{_INSERTED}{_GAP}that){_GAP}{_VERB}")
    # A possessive that refers to the start of the sentence, if no other noun can be the owner.
    joined = rf"{_GAP}(?:and|or|as{_GAP}well{_GAP}as){_GAP}"
    no_plural = rf"(?:(?!\b(?!was\b|has\b)\w*[^\W\diu]s\b)[^{BRACKET}])*?"
    no_singular = rf"(?:(?!{_any(_set('a an the this that each every any another'))})[^{BRACKET}])*?"
    for word, between in (("their", no_plural), ("its", no_singular)):
        yield Agreement(rf"{_START}{phrase}", rf"(?:{between}{_PAST})?{joined}(?P<word>{word}){_GAP}\w")
