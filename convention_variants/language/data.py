"""What each language contributes, read from its data file: words, and no rules.

One TOML file per language, all with the same keys. The classes below are the schema: a key that is missing, unknown or
of another type is an error, and a test reads every file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from convention_variants.language.phrases import Phrases

CODES = ("en", "fr", "es")
_FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The grammatical words of a language; `language.grammar.Language` says what each kind is for.

    `pairs` are words that show number, singular and plural. `openers` has, by sort, the words with which a wording
    goes on with the sentence before it, and `additions_pattern` those that merely add to it; `series_pattern` matches
    at the end of a wording after which more of a series follows.
    """

    determiners: frozenset[str]
    verbs: frozenset[str]
    articles: frozenset[str]
    pairs: tuple[tuple[str, str], ...]
    negations: frozenset[str]
    connectors: frozenset[str]
    modals: frozenset[str]
    prepositions: frozenset[str]
    endings: frozenset[str]
    set_off: frozenset[str]
    negotiators: frozenset[str]
    additions_pattern: str
    series_pattern: str
    modifier_pattern: str
    openers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Nouns:
    """How nouns form and show their plural; all empty where nothing is known.

    `uncountable` nouns have no plural, `never_verbs` are nouns whatever stands beside them, and words that are
    `not_before` nouns do not make one of the word behind them. `doings` are done with a thing: "preservation of data".
    """

    uncountable: frozenset[str]
    never_verbs: frozenset[str]
    not_before: frozenset[str]
    singular_despite_s_pattern: str
    irregular: Mapping[str, str]
    doings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Indefinite:
    """The indefinite article before a consonant and before a vowel sound, and the words that sound unlike they look.

    `vowel_letters` are the capital letters whose names begin with a vowel. All empty where the sound does not matter.
    """

    before_consonant: str
    before_vowel: str
    vowel_but_consonant_pattern: str
    consonant_but_vowel_pattern: str
    vowel_letters: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The words by which the parts of a treaty are known.

    `chapters` are all parts that hold articles, and `holds_chapters` the one of them that holds others. `first_pattern`
    matches a numeral in words. The rest are the words with which a chair's note, a testimonium and a preamble begin: a
    preamble by naming the parties to this convention (`opening_pattern`), or any parties (`parties_pattern`).
    """

    chapters: tuple[str, ...]
    holds_chapters: str
    article: tuple[str, ...]
    annex: tuple[str, ...]
    section: tuple[str, ...]
    preamble: tuple[str, ...]
    first_pattern: str
    note_pattern: str
    testimonium_pattern: str
    opening_pattern: str
    parties_pattern: str


@dataclass(frozen=True, slots=True)
class Negotiation:
    """How drafts say which party stands where: "US, supported by AU, propose", and nothing about the treaty.

    `stances` has the words for each stance, and `spoken_pattern` those of them that only somebody who negotiates uses;
    `alternative_pattern` says that a wording is offered for the one before it, and `qualifier_pattern` may follow.
    `remark_pattern` matches what a party says instead of offering words, and `unknown_group_pattern` a name that must
    be a group's. `remarks` has the first words of a comment on the draft, for each stance, in the order of looking.
    """

    article_pattern: str
    and_pattern: str
    supported_by_pattern: str
    on_behalf_pattern: str
    chair_pattern: str
    unknown_group_pattern: str
    spoken_pattern: str
    alternative_pattern: str
    qualifier_pattern: str
    remark_pattern: str
    stances: Mapping[str, str]
    remarks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Brackets:
    """What brackets hold in every draft: names of options, blanks, notes, and the words for nothing.

    `option_pattern` matches the names of options as written, and `option_starts` are their beginnings in lower case;
    `option_end_pattern` matches what marks their end, whatever the letter case.
    `measures` are what dates are made of; `dates` are blanks on their own, and `names` are where a name would stand:
    behind `before_names`, or behind no word. A number belongs behind `references`. Of each list of `rival_words`
    only one can stand at a place.
    """

    option_pattern: str
    option_end_pattern: str
    option_starts: tuple[str, ...]
    measures: tuple[str, ...]
    dates: tuple[str, ...]
    names: tuple[str, ...]
    before_names: tuple[str, ...]
    references: tuple[str, ...]
    blank_pattern: str
    rival_words: tuple[tuple[str, ...], ...]
    lone_connectors: frozenset[str]
    nothing: tuple[str, ...]
    anything_else: frozenset[str]
    note_pattern: str


@dataclass(frozen=True, slots=True)
class LanguageData:
    """All of one language's file."""

    code: str
    name: str
    grammar: Grammar
    nouns: Nouns
    indefinite: Indefinite
    parts: Parts
    negotiation: Negotiation
    brackets: Brackets
    phrases: Phrases


@cache
def language_data(code: str) -> LanguageData:
    """Return the data of a language in `CODES`; raises `ValueError` for a file that does not fit the schema."""
    text = (_FOLDER / f"{code}.toml").read_text(encoding="utf-8")
    return _build(LanguageData, tomllib.loads(text), code)


def edition_language(code: str) -> LanguageData:
    """Return the language of the strings an edition adds: that of its document, such as `fr-CA`, else English."""
    known = code.strip().lower().split("-")[0]
    return language_data(known if known in CODES else CODES[0])


def all_languages() -> tuple[LanguageData, ...]:
    """Return the data of every language: a draft may be in any of them, whatever it says of itself."""
    return tuple(map(language_data, CODES))


def any_of(patterns: Iterable[str]) -> str:
    """Return a regular expression for any of some patterns, leaving out empty ones."""
    return "|".join(filter(None, patterns))


def _build(kind: type[_Kind], table: Mapping[str, Any], path: str) -> _Kind:
    """Return an instance of a class of the schema, made from a table of the file."""
    hints = get_type_hints(kind)
    if hints.keys() != table.keys():
        raise ValueError(f"{path}: missing or unknown keys: {', '.join(sorted(hints.keys() ^ table.keys()))}")
    return kind(**{name: _value(hint, table[name], f"{path}.{name}") for name, hint in hints.items()})


def _value(hint: Any, value: Any, path: str) -> Any:  # noqa: ANN401 whatever TOML and the schema have
    """Return a value of the file as its place in the schema wants it; line ends in a string mean nothing."""
    if isinstance(hint, type) and is_dataclass(hint):
        return _build(hint, value, path)
    wanted, made = _TYPES[hint]
    if not isinstance(value, wanted):
        raise ValueError(f"{path}: not a {wanted.__name__}")  # noqa: TRY004 the file is wrong, not the call
    return made(value)


_Kind = TypeVar("_Kind")
_TYPES: Mapping[Any, tuple[type, Callable[[Any], Any]]] = {
    str: (str, lambda text: text.replace("\n", "")),
    bool: (bool, bool),
    frozenset[str]: (list, frozenset),
    tuple[str, ...]: (list, tuple),
    tuple[tuple[str, ...], ...]: (list, lambda lists: tuple(map(tuple, lists))),
    tuple[str, str]: (list, tuple),
    tuple[tuple[str, str], ...]: (list, lambda pairs: tuple(map(tuple, pairs))),
    Mapping[str, str]: (dict, lambda table: {key: text.replace("\n", "") for key, text in table.items()}),
}
