"""Terms, options, forms and profiles: what a `variants.toml` says, checked and immutable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from convention_variants.diagnostics.rules import DEFAULT_SEVERITY, Rule, Severity
from convention_variants.language import placeholders
from convention_variants.language.grammar import Language, language
from convention_variants.language.nouns import Number
from convention_variants.text.source import Source

_WORDS = re.compile(r"[^\s*_]+(?:[*_]+[^\s*_]+)*")

# For determiners, verbs, emphasis marks and white space around a form.
_ROOM = 200


class Form(NamedTuple):
    """The wording of an option; `number` is the option's own unless the form has another."""

    text: str
    number: Number | None


class Option(NamedTuple):
    """One of the names that the parties give a concept."""

    id: str
    forms: tuple[Form, ...]


class Term(NamedTuple):
    """A concept that the parties name differently, with its options in the order of the file."""

    id: str
    label: str
    options: Mapping[str, Option]


class Profile(NamedTuple):
    """A named choice: for each term that it covers, the id of an option."""

    id: str
    label: str
    choose: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """What the draft is, for masthead, running heads and metadata; empty where nothing is said.

    `organization` and `organ` have it issued, `distribution` and `original` are said of it as in
    the documents of the United Nations, `body`, `session` and `meeting` are whose draft it is.
    """

    symbol: str = ""
    title: str = ""
    language: str = "en"
    date: str = ""
    organization: str = ""
    organ: str = ""
    distribution: str = ""
    original: str = ""
    body: str = ""
    session: str = ""
    meeting: str = ""


class OptionKey(NamedTuple):
    """An option's place: the id of its term and its own."""

    term: str
    option: str


class Known(NamedTuple):
    """A wording that is known: the option that it is a form of, that form, and whether it is its plural."""

    key: OptionKey
    form: Form
    plural: bool = False

    @property
    def number(self) -> Number | None:
        """The grammatical number of the wording, if anything says."""
        return Number.PLURAL if self.plural else self.form.number


# What becomes of an optional, where another choice has the index of an option.
KEEP = -2
DROP = -1


class Settlement(NamedTuple):
    """One entry of `[[decisions]]`: a place settled for every profile, or read otherwise (design §4).

    `options` are the wordings that it was written for, none where it is not to be guarded. Either
    `take` is the index of the option that stays, `KEEP` or `DROP`, or `read_as` is "alternatives",
    "optionals", "blank" or "note"; or both, where alternatives are read and taken from. `number`
    counts the entries of the file from 1.
    """

    at: str
    options: tuple[str, ...]
    take: int | None
    read_as: str
    number: int


class Consequence(NamedTuple):
    """One entry of `[[consequential]]`: a change outside brackets that options make necessary (design §4).

    Where of each term in `when` one of those options is chosen, the text `replace` of the provision `at` reads `reads`.
    `number` counts the entries of the file from 1.
    """

    when: Mapping[str, frozenset[str]]
    at: str
    replace: str
    reads: str
    number: int


@dataclass(frozen=True)
class Terminology:
    """All of a `variants.toml`. An empty one knows no term and decides nothing.

    `forms` maps the normal form of each form, and of its plural, to what is known of it; `source` is the file.
    """

    document: Document = Document()
    terms: Mapping[str, Term] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    blanks: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    severity: Mapping[Rule, Severity] = field(default_factory=lambda: DEFAULT_SEVERITY)
    forms: Mapping[str, Known] = field(default_factory=dict)
    settlements: tuple[Settlement, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    source: Source | None = field(default=None, repr=False)

    @cached_property
    def language(self) -> Language:
        """The grammar of the document's language."""
        return language(self.document.language)

    @cached_property
    def longest_form(self) -> int:
        """A length in characters that no bracket with a form in it exceeds, white space and all."""
        return _ROOM + 2 * max(map(len, self.forms), default=0)

    @cached_property
    def _longest_note(self) -> int:
        return _ROOM + max(map(len, self.notes), default=0)

    def option_of(self, text: str) -> OptionKey | None:
        """Return the option that a wording is a form of, if there is one (design §4)."""
        known = self.known(text)
        return known.key if known else None

    def known(self, text: str) -> Known | None:
        """Return what is known of a wording, if it is a form of an option or the plural of one."""
        return self.forms.get(normal_form(text, self.language)) if self.forms else None

    def is_agreement(self, text: str) -> bool:
        """Say whether a wording is nothing but words that agree with a term ("are", "those")."""
        words = _words(text)
        grammar = self.language
        return bool(words) and all(word in grammar.verbs or word in grammar.determiners for word in words)

    def number_of_words(self, text: str) -> Number | None:
        """Return the number that agreement words show, if they all show one."""
        numbers = {self.language.number_shown(word) for word in _words(text)} - {None}
        return numbers.pop() if len(numbers) == 1 else None

    def is_blank(self, text: str, before: str = "", after: str = "") -> bool:
        """Say whether a bracket with this text is there to be filled in, between what stands around it."""
        return placeholders.is_blank(text, before, after) or (bool(self.blanks) and _key(text) in self.blanks)

    def is_note(self, text: str) -> bool:
        """Say whether a bracket with this text is no part of the treaty text."""
        if placeholders.is_note(text):
            return True
        return bool(self.notes) and len(text) <= self._longest_note and _key(text) in self.notes


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of a wording in lower case, without emphasis marks."""
    folded = text.casefold()
    if "*" not in folded and "_" not in folded:
        return tuple(folded.split())
    return tuple(_WORDS.findall(folded))


def _key(text: str) -> str:
    return " ".join(_words(text))


def normal_form(text: str, grammar: Language) -> str:
    """Return a wording apart from letter case, white space, determiners before and verbs behind."""
    words = _words(text)
    if len(words) > 1 and words[0] in grammar.determiners:
        words = words[1:]
    if len(words) > 1 and words[-1] in grammar.verbs:
        words = words[:-1]
    return " ".join(words)
