"""Terms, options, forms, profiles and entries: the contents of a `variants.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from convention_variants.diagnostics.rules import DEFAULT_SEVERITY, Rule, Severity
from convention_variants.language import placeholders
from convention_variants.language.grammar import Language, language
from convention_variants.language.nouns import Number
from convention_variants.language.parties import Stance, group_members, parties
from convention_variants.text.source import Source
from convention_variants.text.words import single_spaced

_WORDS = re.compile(r"[^\s*_]+(?:[*_]+[^\s*_]+)*")

# Characters for determiners, verbs, emphasis marks and white space around a form.
_ROOM = 200


class Form(NamedTuple):
    """A wording of an option, and its grammatical number if known."""

    text: str
    number: Number | None


class Option(NamedTuple):
    """One of the names that parties use for a concept."""

    id: str
    forms: tuple[Form, ...]


class Term(NamedTuple):
    """A concept that parties name differently, with its options in the order of the file."""

    id: str
    label: str
    options: Mapping[str, Option]


class Profile(NamedTuple):
    """A named set of choices: the id of an option for each term that it covers."""

    id: str
    label: str
    choose: Mapping[str, str]


class Document(NamedTuple):
    """What masthead, running heads and metadata say about the draft; empty if not given.

    `organization` and `organ` issue it. `distribution` and `original` are as in documents of the United Nations.
    `body`, `session` and `meeting` are those that negotiate it. `supersedes` is the path of an earlier version, from
    the folder of the draft.
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
    supersedes: str = ""


class OptionKey(NamedTuple):
    """The ids of an option and its term."""

    term: str
    option: str


class FormMatch(NamedTuple):
    """What a wording matches: the option, its form, and whether the wording is the plural of that form."""

    key: OptionKey
    form: Form
    plural: bool = False

    @property
    def number(self) -> Number | None:
        """The grammatical number of the wording, if known."""
        return Number.PLURAL if self.plural else self.form.number


_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Take:
    """What is taken at a choice point.

    `number` is that of the option that stays, counted from 1. It is 0 if none of the options offered there stays: an
    `optional` text is dropped, the option of the term with the id `other` takes their place, or the place is left open.
    """

    number: int = 0
    optional: bool = False
    other: str = ""

    @classmethod
    def parse(cls, text: str) -> Take:
        """Return what a text says in the form of `--at`: the number of an option, "keep", "drop", "open" or "=OPTION".

        Raises `ValueError` for anything else.
        """
        for take in (KEEP, DROP, OPEN):
            if text == str(take):
                return take
        if text.startswith("=") and text != "=":
            return cls(other=text[1:])
        if not _NUMBER.fullmatch(text) or int(text) == 0:
            raise ValueError(text)
        return cls(int(text))

    def __str__(self) -> str:
        """Return the text form; that of an option which is not offered is "=" and its id."""
        if self.optional:
            return "keep" if self.number else "drop"
        return f"={self.other}" if self.other else str(self.number or "open")

    @property
    def index(self) -> int | None:
        """The index of the option that stays, if one of those offered does."""
        return self.number - 1 if self.number else None

    def fits(self, count: int, *, optional: bool) -> bool:
        """Return whether this can be asked for where `count` options are offered, or one that is `optional`."""
        if self == OPEN:
            return True
        return self.optional if optional else not self.optional and 0 < self.number <= count


KEEP = Take(1, optional=True)
DROP = Take(optional=True)
OPEN = Take()


class DecisionEntry(NamedTuple):
    """An entry of `[[decisions]]`: decides a choice point for every profile, or changes how it is read.

    `at` is the id of the choice point. If `options` are given, its wordings must be these. `take` is what is taken
    there; `read_as` is "alternatives", "optionals", "blank", "note" or empty. Only alternatives can also have a `take`.
    `number` counts the entries of the file from 1.
    """

    at: str
    options: tuple[str, ...]
    take: Take | None
    read_as: str
    number: int


class ConsequentialEntry(NamedTuple):
    """An entry of `[[consequential]]`: a change outside brackets that some options make necessary.

    If one of the options is chosen for each term in `when`, then `reads` replaces the text `replace` in the provision
    with the id `at`. `number` counts the entries of the file from 1.
    """

    when: Mapping[str, frozenset[str]]
    at: str
    replace: str
    reads: str
    number: int


class PositionEntry(NamedTuple):
    """An entry of `[[positions]]`: what parties, by their canonical names, say of wordings at a choice point.

    `options` are wordings, or the numbers of options counted from 1; they may be missing if only one wording is offered
    there. `number` counts the entries of the file from 1.
    """

    at: str
    parties: tuple[str, ...]
    stance: Stance
    options: tuple[str | int, ...]
    number: int


@dataclass(frozen=True)
class Terminology:
    """The contents of a `variants.toml`. An empty one has no terms and decides nothing.

    `forms` maps the normal form of each form, and of its plural, to the match; `groups` maps the groups that the file
    declares to their members; `source` is the file.
    """

    document: Document = field(default=Document())
    terms: Mapping[str, Term] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    blanks: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    severity: Mapping[Rule, Severity] = field(default_factory=lambda: DEFAULT_SEVERITY)
    forms: Mapping[str, FormMatch] = field(default_factory=dict)
    decisions: tuple[DecisionEntry, ...] = ()
    consequential: tuple[ConsequentialEntry, ...] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    positions: tuple[PositionEntry, ...] = ()
    source: Source | None = field(default=None, repr=False)

    @cached_property
    def language(self) -> Language:
        """The grammar of the document's language."""
        return language(self.document.language)

    @cached_property
    def longest_form(self) -> int:
        """An upper limit, in characters, for the length of a bracket with a form in it."""
        return _ROOM + 2 * max(map(len, self.forms), default=0)

    @cached_property
    def _longest_note(self) -> int:
        return _ROOM + max(map(len, self.notes), default=0)

    def party(self, name: str) -> str | None:
        """Return the canonical name of a party or group; None if neither we nor the file know it."""
        return canonical_party(name, self.groups)

    @cached_property
    def all_groups(self) -> Mapping[str, frozenset[str]]:
        """The members of all groups; the file's own list beats the well-known one."""
        return {**group_members(), **self.groups}

    def groups_of(self, party: str) -> tuple[str, ...]:
        """Return the groups that a party is a member of."""
        return tuple(group for group, members in self.all_groups.items() if party in members)

    def option_of(self, text: str) -> OptionKey | None:
        """Return the option that a wording is a form of, if there is one."""
        match = self.match(text)
        return match.key if match else None

    def match(self, text: str) -> FormMatch | None:
        """Return the form of an option that a wording has, in the singular or the plural, if there is one."""
        return self.forms.get(normal_form(text, self.language)) if self.forms else None

    def is_agreement(self, text: str) -> bool:
        """Return whether a wording has only words that agree with a term ("are", "those")."""
        words = _words(text)
        grammar = self.language
        return bool(words) and all(word in grammar.verbs or word in grammar.determiners for word in words)

    def number_of_words(self, text: str) -> Number | None:
        """Return the grammatical number of agreement words, if they have one in common."""
        numbers = {self.language.number_shown(word) for word in _words(text)} - {None}
        return numbers.pop() if len(numbers) == 1 else None

    def is_blank(self, text: str, before: str = "", after: str = "") -> bool:
        """Return whether a bracket with this text, between the texts around it, is a blank to fill in."""
        return placeholders.is_blank(text, before, after) or (bool(self.blanks) and _key(text) in self.blanks)

    def is_note(self, text: str) -> bool:
        """Return whether a bracket with this text is a note, not treaty text."""
        if placeholders.is_note(text):
            return True
        return bool(self.notes) and len(text) <= self._longest_note and _key(text) in self.notes


def canonical_party(name: str, groups: Iterable[str]) -> str | None:
    """Return the canonical name of a party or group, known to us or one of some declared groups; None for others."""
    known = parties().canonical(name)
    if known is not None:
        return known
    written = single_spaced(name).casefold()
    return next((group for group in groups if group.casefold() == written), None)


def without_places(terminology: Terminology) -> Terminology:
    """Return a terminology without what is about places of one draft, so that any other can be read by it."""
    return replace(terminology, decisions=(), consequential=(), positions=(), source=None)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of a wording in lower case, without emphasis marks."""
    folded = text.casefold()
    if "*" not in folded and "_" not in folded:
        return tuple(folded.split())
    return tuple(_WORDS.findall(folded))


def _key(text: str) -> str:
    return " ".join(_words(text))


@lru_cache(maxsize=4096)
def normal_form(text: str, grammar: Language) -> str:
    """Return a wording in lower case, single-spaced, without a determiner before it or a verb after it."""
    words = _words(text)
    if len(words) > 1 and words[0] in grammar.determiners:
        words = words[1:]
    if len(words) > 1 and words[-1] in grammar.verbs:
        words = words[:-1]
    return " ".join(words)
