"""The data of each language, read from its file: words only, no rules.

One TOML file per language, all with the same keys. The classes below are the schema: a key that is missing, unknown or
of another type is an error, and a test reads every file.
"""
# Annotations are not postponed: the schema is read from them. Nothing compares or prints the data, and without the
# methods for that the classes are made in half the time.

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from convention_variants.language.phrases import Phrases

CODES = ("en", "fr", "es")
_FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Grammar:
    """The function words of a language; a language without a file has none.

    `determiners` can precede an option, and `verbs` follow it, without making it another option. `articles` are the
    indefinite articles, `quantifiers` say how many are meant, `pairs` are words that show number, singular and plural,
    and `negations` reverse the meaning of a wording. `connectors` join the text around them, and `endings` are attached
    to words. `modals` and `prepositions`, of one or two words, tell what kind of phrase a wording is. Marks that are
    `set_off` have a space before them, and `negotiators` are abbreviations that can only be parties.

    One of `definitions` follows the term that is defined: "Investment means". `openers` are, by sort, the words with
    which a wording continues the sentence before it, and `additions_pattern` matches those that only add to it.
    `series_pattern` matches the end of a wording if more of a series follows, and `modifier_pattern` what modifies a
    noun. `participle_pattern` matches a participle that says more of what precedes it if a preposition follows, "based
    on", and `adverb_pattern` an adverb.
    """

    determiners: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    quantifiers: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()
    negations: frozenset[str] = frozenset()
    connectors: frozenset[str] = frozenset()
    modals: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    set_off: frozenset[str] = frozenset()
    negotiators: frozenset[str] = frozenset()
    definitions: frozenset[str] = frozenset()
    additions_pattern: str = ""
    series_pattern: str = ""
    modifier_pattern: str = ""
    participle_pattern: str = ""
    adverb_pattern: str = ""
    openers: Mapping[str, str] = field(default_factory=dict)


class Nouns(NamedTuple):
    """How nouns form and show their plural; all empty if that is unknown.

    `uncountable` nouns have no plural, `never_verbs` are nouns in any context, and a word after one of `not_before`
    need not be a noun. `doings` are nouns of action: "preservation of data".
    """

    uncountable: frozenset[str]
    never_verbs: frozenset[str]
    not_before: frozenset[str]
    singular_despite_s_pattern: str
    irregular: Mapping[str, str]
    doings: frozenset[str]


class Indefinite(NamedTuple):
    """The indefinite article before a consonant and before a vowel sound, and the words whose spelling misleads.

    `vowel_letters` are the capital letters whose names begin with a vowel. All empty if the sound does not matter.
    """

    before_consonant: str
    before_vowel: str
    vowel_but_consonant_pattern: str
    consonant_but_vowel_pattern: str
    vowel_letters: str


class Parts(NamedTuple):
    """The names of the parts of a treaty.

    `chapters` are all parts that contain articles, and `holds_chapters` the one that contains others. `paragraphs` are
    the names of paragraphs of a resolution, in the usual case. `first_pattern` matches a numeral in words. The other
    patterns match the start of a chair's note, of a testimonium and of a preamble, which names the parties to this
    convention (`opening_pattern`), or any parties (`parties_pattern`).
    """

    chapters: tuple[str, ...]
    holds_chapters: str
    article: tuple[str, ...]
    annex: tuple[str, ...]
    section: tuple[str, ...]
    preamble: tuple[str, ...]
    paragraphs: tuple[str, ...]
    first_pattern: str
    note_pattern: str
    testimonium_pattern: str
    opening_pattern: str
    parties_pattern: str


class References(NamedTuple):
    """How a text refers to provisions, beside `Parts.article`.

    `joints` are between references, and `of` before the whole that a part belongs to. One of `this` before a noun, or
    of `here` after a reference, means the text itself, and one of `other` beside a reference another one. `instruments`
    are in capitals or have a number where they name another text. Those `called` after a provision are called after one
    of another text, as are the "Annex I Parties" of a convention. A sentence can begin with `openers` and a reference.
    No number of a provision is before `percent`.
    """

    paragraph: tuple[str, ...]
    subparagraph: tuple[str, ...]
    joints: tuple[str, ...]
    of: tuple[str, ...]
    this: tuple[str, ...]
    here: tuple[str, ...]
    percent: tuple[str, ...]
    other: tuple[str, ...]
    called: tuple[str, ...]
    instruments: frozenset[str]
    openers: frozenset[str]


class DocumentWords(NamedTuple):
    """How to recognize the language, title and footnotes of a draft.

    `common_words` occur in every text of this language and in no other. `title_pattern` matches the start of a
    treaty's title. A number behind one of `before_numbers`, or of `Brackets.references`, does not call a footnote.
    """

    common_words: frozenset[str]
    title_pattern: str
    before_numbers: frozenset[str]


class Negotiation(NamedTuple):
    """The words of attributions such as "US, supported by AU, propose".

    `stances` are the words for each stance, and `spoken_pattern` matches those that do not occur in treaties.
    `alternative_pattern` matches words that offer a wording instead of the one before it, `drafting_pattern` the start
    of an instruction to the drafters, `by_pattern` what stands before the names of those who asked for something, and
    `qualifier_pattern` words that can follow a stance. `remark_pattern` matches remarks of a party, and
    `unread_pattern` what stands before a colon if somebody proposes who is not in our list. `remarks` are the first
    words of a comment on the draft, for each stance, in the order in which they are looked for.
    """

    article_pattern: str
    and_pattern: str
    supported_by_pattern: str
    by_pattern: str
    on_behalf_pattern: str
    chair_pattern: str
    unread_pattern: str
    spoken_pattern: str
    alternative_pattern: str
    drafting_pattern: str
    qualifier_pattern: str
    remark_pattern: str
    stances: Mapping[str, str]
    remarks: Mapping[str, str]


class Brackets(NamedTuple):
    """The usual contents of brackets: names of options, blanks, notes, and words for "no text".

    `option_pattern` matches the names of options in the usual case, and `option_starts` are their beginnings in lower
    case; `option_numbers` are their numbers in words, from 1 on; `option_start_pattern` matches what a label in braces
    may begin with, and `option_end_pattern` the line that ends a series, both in any case. `unread_option_pattern`
    matches names of options that are not read as such, and `alternation` are the words for "or". `measures` are the
    parts of dates, and `percent` follows figures. `times_pattern` matches units of time, `numbers_pattern` the words of
    which numbers are made, and `ordinals_pattern` the ordinals from "fourth". A quantity follows one of `bounds`: "no
    more than". `names` are blanks where a name belongs: after one of `before_names`, or after no word. An option or a
    sentence that is all `no_provision` means no text. `nothing_about_pattern` matches what an option may add to that:
    "no provision on accounting". A number follows `references`. `likely_blank_pattern` matches what `init` suggests as
    a blank. Each list of `rival_words` contains words that exclude each other. `status_pattern` matches what says,
    after a text, how far it is agreed, and `remarks_pattern` the start of what drafters say of the text in a bracket
    that stands alone.
    """

    option_pattern: str
    option_start_pattern: str
    option_end_pattern: str
    option_starts: tuple[str, ...]
    option_numbers: tuple[str, ...]
    unread_option_pattern: str
    alternation: tuple[str, ...]
    measures: tuple[str, ...]
    percent: tuple[str, ...]
    times_pattern: str
    numbers_pattern: str
    ordinals_pattern: str
    bounds: tuple[str, ...]
    names: tuple[str, ...]
    before_names: tuple[str, ...]
    references: tuple[str, ...]
    blank_pattern: str
    likely_blank_pattern: str
    rival_words: tuple[tuple[str, ...], ...]
    lone_connectors: frozenset[str]
    nothing: tuple[str, ...]
    no_provision: tuple[str, ...]
    nothing_about_pattern: str
    anything_else: frozenset[str]
    note_pattern: str
    remarks_pattern: str
    status_pattern: str


class LanguageData(NamedTuple):
    """All of one language's file but its `phrases`, which are read when they are asked for."""

    code: str
    name: str
    grammar: Grammar
    nouns: Nouns
    indefinite: Indefinite
    parts: Parts
    references: References
    document: DocumentWords
    negotiation: Negotiation
    brackets: Brackets

    @property
    def phrases(self) -> "Phrases":
        """Our own strings in this language."""
        return _phrases(self.code)


@cache
def language_data(code: str) -> LanguageData:
    """Return the data of a language in `CODES`; raises `ValueError` for a file that does not fit the schema."""
    words, *_ = _split(code)
    return _build(LanguageData, tomllib.loads(words), code)


@cache
def _phrases(code: str) -> "Phrases":
    from convention_variants.language.phrases import Phrases  # noqa: PLC0415 reading a draft needs no phrases

    _, *phrases = _split(code)
    return Phrases(tomllib.loads("".join(phrases))["phrases"])


def _split(code: str) -> tuple[str, str, str]:
    """Return a file's words, and its phrases in two pieces: they stand last, and take as long to parse as the words."""
    return (_FOLDER / f"{code}.toml").read_text(encoding="utf-8").partition("\n[phrases]")


def edition_language(code: str) -> LanguageData:
    """Return the language of our own strings in an edition: that of its document, such as `fr-CA`, else English."""
    known = code.strip().lower().split("-")[0]
    return language_data(known if known in CODES else CODES[0])


def all_languages() -> tuple[LanguageData, ...]:
    """Return the data of all languages: a draft can be in any of them, even if it declares another."""
    return tuple(map(language_data, CODES))


def any_of(patterns: Iterable[str]) -> str:
    """Return a regular expression that matches any of some patterns, without empty ones."""
    return "|".join(filter(None, patterns))


def all_words(part: str, name: str) -> str:
    """Return a pattern for the words of all languages in a field of a part of their data."""
    return any_of(dict.fromkeys(word for data in all_languages() for word in getattr(getattr(data, part), name)))


_Kind = TypeVar("_Kind")


def _build(kind: type[_Kind], table: Mapping[str, Any], path: str) -> _Kind:
    """Return an instance of a class of the schema, made from a table of the file."""
    hints = kind.__annotations__
    if hints.keys() != table.keys():
        raise ValueError(f"{path}: missing or unknown keys: {', '.join(sorted(hints.keys() ^ table.keys()))}")
    return kind(**{name: _value(hint, table[name], f"{path}.{name}") for name, hint in hints.items()})


def _value(hint: Any, value: Any, path: str) -> Any:  # noqa: ANN401 whatever TOML and the schema have
    """Return a value of the file, converted to the type in the schema; line ends in strings are removed."""
    if hint not in _TYPES:  # a class of the schema
        return _build(hint, value, path)
    wanted, made = _TYPES[hint]
    if not isinstance(value, wanted):
        raise ValueError(f"{path}: not a {wanted.__name__}")  # noqa: TRY004 the file is wrong, not the call
    return made(value)


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
