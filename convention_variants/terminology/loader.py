"""`variants.toml` → Terminology, validated once, here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from convention_variants.diagnostics.rules import DEFAULT_SEVERITY, Rule, Severity
from convention_variants.language.grammar import Language, language
from convention_variants.language.nouns import Number
from convention_variants.language.parties import Stance, parties
from convention_variants.terminology.model import (
    ConsequentialEntry,
    DecisionEntry,
    Document,
    Form,
    FormMatch,
    Option,
    OptionKey,
    PositionEntry,
    Profile,
    Take,
    Term,
    Terminology,
    canonical_party,
    normal_form,
)
from convention_variants.terminology.toml import TomlTable, did_you_mean, parse, unknown_party
from convention_variants.text.source import Source
from convention_variants.text.words import single_spaced

# Ids become parts of file names and addresses, and are typed on command lines.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_LONGEST_NAME = 80  # of an id or a group
_CODE = re.compile(r"[A-Za-z0-9-]*")  # of a language
_NUMBERS = tuple(Number)
_STANCES = tuple(stance.value for stance in Stance)
_READ_AS = ("alternatives", "optionals", "blank", "note")


def read_terminology(source: Source, language_of_draft: str = "en") -> Terminology:
    """Read a `variants.toml`; if it does not name the language of its draft, that is `language_of_draft`, a code.

    Raises `InputError` with file, line and column for anything that is not TOML, breaks the schema or contradicts
    itself.
    """
    root = parse(source)
    document = _document(root.table("document"), language_of_draft)
    terms = {key: _term(key, table) for key, table in root.table("terms").tables()}
    forms = _forms(root, terms, language(document.language))
    profiles = {key: _profile(key, table, terms) for key, table in root.table("profiles").tables()}
    blanks, notes = _words(root.table("blanks")), _words(root.table("notes"))
    severity = {**DEFAULT_SEVERITY, **_severity(root.table("severity"))}
    decisions = _decisions(root)
    entries = root.entries("consequential")
    consequential = tuple(_consequential(table, number, terms) for number, table in entries)
    groups = _groups(root.table("groups"))
    positions = tuple(_position(table, number, groups) for number, table in root.entries("positions"))
    root.finish()
    return Terminology(
        document, terms, profiles, blanks, notes, severity, forms, decisions, consequential, groups, positions, source
    )  # fmt: skip


def _document(table: TomlTable, language_of_draft: str) -> Document:
    texts = {name: table.text(name) for name in Document._fields if name not in ("language", "date")}
    document = Document(language=table.text("language", language_of_draft), date=table.scalar("date"), **texts)
    if not _CODE.fullmatch(document.language.strip()):
        table.fail('must be a code of letters, digits and hyphens, such as "fr"', "language")
    table.finish()
    return document


def _check_id(key: str, table: TomlTable) -> None:
    if not _ID.fullmatch(key):
        table.fail("ids consist of letters, digits and hyphens")
    if len(key) > _LONGEST_NAME:
        table.fail(f"ids have at most {_LONGEST_NAME} characters")


def _term(key: str, table: TomlTable) -> Term:
    _check_id(key, table)
    label = table.text("label", key)
    options = {name: _option(name, option) for name, option in table.table("options").tables()}
    table.finish()
    if not options:
        table.fail("a term requires options")
    return Term(key, label, options)


def _option(key: str, table: TomlTable) -> Option:
    _check_id(key, table)
    number = _number(table)
    forms = tuple(_form(value, number, table) for value in table.array("forms"))
    table.finish()
    if not forms:
        table.fail("an option requires forms")
    return Option(key, forms)


def _form(value: Any, number: Number | None, table: TomlTable) -> Form:  # noqa: ANN401 what TOML holds
    if isinstance(value, str):
        text, own = value, None
    elif isinstance(value, dict) and isinstance(value.get("text"), str) and not value.keys() - {"text", "number"}:
        text, own = value["text"], value.get("number")
        if own is not None and own not in _NUMBERS:
            table.fail('number must be "singular" or "plural"', "forms")
    else:
        table.fail('must contain strings, or tables like { text = "…", number = "singular" }', "forms")
    if not text.strip():
        table.fail("a form requires words", "forms")
    return Form(text, Number(own) if own else number)


def _number(table: TomlTable) -> Number | None:
    value = table.text("number")
    if value and value not in _NUMBERS:
        table.fail('must be "singular" or "plural"', "number")
    return Number(value) if value else None


def _forms(root: TomlTable, terms: Mapping[str, Term], grammar: Language) -> dict[str, FormMatch]:
    """Map each form, and its plural unless that is itself a form; a form of two options is an error."""
    claimed: dict[str, FormMatch] = {}
    for term in terms.values():
        for option in term.options.values():
            key = OptionKey(term.id, option.id)
            for form in option.forms:
                other = claimed.setdefault(normal_form(form.text, grammar), FormMatch(key, form)).key
                if other != key:
                    path = ("terms", term.id, "options", option.id, "forms")
                    root.fail(f'"{form.text}" is also a form of {other.term}={other.option}', *path)
    for known in tuple(claimed.values()):
        if known.form.number is not Number.PLURAL:
            plural = normal_form(grammar.plural(known.form.text), grammar)
            claimed.setdefault(plural, known._replace(plural=True))
    return claimed


def _profile(key: str, table: TomlTable, terms: Mapping[str, Term]) -> Profile:
    _check_id(key, table)
    label = table.text("label", key)
    choices = table.table("choose")
    choose = choices.pairs()
    for term, option in choose.items():
        _check_option(term, option, terms, choices)
    table.finish()
    return Profile(key, label, choose)


def _check_option(term: str, option: str, terms: Mapping[str, Term], table: TomlTable) -> None:
    """Raise the error for an unknown term, or an unknown option of a term, at its key in a table."""
    if term not in terms:
        table.fail(f'unknown term "{term}"{did_you_mean(term, terms)}', term)
    if option not in terms[term].options:
        table.fail(f'unknown option "{option}"{did_you_mean(option, terms[term].options)}', term)


def _words(table: TomlTable) -> frozenset[str]:
    words = frozenset(single_spaced(word.casefold()) for word in table.texts("words"))
    table.finish()
    return words


def _severity(table: TomlTable) -> dict[Rule, Severity]:
    severities = {}
    for rule, severity in table.pairs().items():
        if rule not in tuple(Rule):
            table.fail(f"unknown rule{did_you_mean(rule, tuple(Rule))}", rule)
        if severity not in tuple(Severity):
            table.fail(f'unknown severity "{severity}"{did_you_mean(severity, tuple(Severity))}', rule)
        severities[Rule(rule)] = Severity(severity)
    return severities


def _decisions(root: TomlTable) -> tuple[DecisionEntry, ...]:
    decisions: dict[str, DecisionEntry] = {}
    for number, table in root.entries("decisions"):
        entry = _decision(table, number)
        if entry.at in decisions:
            table.fail(f"{entry.at} is already decided by entry {decisions[entry.at].number}", "at")
        decisions[entry.at] = entry
    return tuple(decisions.values())


def _decision(table: TomlTable, number: int) -> DecisionEntry:
    at, options, read_as = table.text("at"), table.texts("options"), table.text("as")
    take = _take(table)
    table.finish()
    if not at:
        table.fail("requires at, the id of a choice point")
    if read_as and read_as not in _READ_AS:
        table.fail(f"must be one of {', '.join(_READ_AS)}{did_you_mean(read_as, _READ_AS)}", "as")
    if take is None and not read_as:
        table.fail("requires take or as")
    if take is not None and read_as not in ("", "alternatives"):
        table.fail('requires as = "alternatives"', "take")
    return DecisionEntry(at, tuple(options), take, read_as, number)


def _take(table: TomlTable) -> Take | None:
    value = table.raw("take")
    if value is None:
        return None
    if value not in ("keep", "drop") and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        table.fail('must be the number of an option, "keep" or "drop"', "take")
    return Take(value) if isinstance(value, int) else Take.parse(value)


def _consequential(table: TomlTable, number: int, terms: Mapping[str, Term]) -> ConsequentialEntry:
    conditions = table.table("when")
    when = {term: frozenset(conditions.text_or_texts(term)) for term in conditions}
    for term, options in when.items():
        for option in sorted(options):
            _check_option(term, option, terms, conditions)
    at, replace, reads = (table.text(key) for key in ("at", "replace", "with"))
    table.finish()
    if not all(when.values()) or not when:
        table.fail("requires when, a table of terms and options", "when")
    if not at:
        table.fail("requires at, the id of a provision")
    for key, words in (("replace", replace), ("with", reads)):
        if not words.strip() or "[" in words or "]" in words:
            table.fail(f"requires {key}, words without brackets", key)
    return ConsequentialEntry(when, at, replace.strip(), single_spaced(reads), number)


def _groups(table: TomlTable) -> Mapping[str, frozenset[str]]:
    """Return the members of each declared group, all by their canonical names."""
    named: dict[str, str] = {}
    for key in table:
        if not key.strip() or not key.isprintable() or len(key) > _LONGEST_NAME:
            table.fail(f"the name of a group requires up to {_LONGEST_NAME} printable characters", key)
        group = parties().canonical(key) or single_spaced(key)
        if group in named:
            table.fail(f'"{named[group]}" is the same group', key)
        named[group] = key
    return {
        group: frozenset(_party(name, named, table, key) for name in table.texts(key)) for group, key in named.items()
    }


def _position(table: TomlTable, number: int, groups: Collection[str]) -> PositionEntry:
    at, stance = table.text("at"), table.text("stance")
    names = tuple(_party(name, groups, table, "party") for name in table.text_or_texts("party"))
    options = table.array("options")
    table.finish()
    if not at:
        table.fail("requires at, the id of a choice point")
    if not names:
        table.fail("requires party, the name of a party")
    if stance not in _STANCES:
        table.fail(f"must be one of {', '.join(_STANCES)}{did_you_mean(stance, _STANCES)}", "stance")
    if not all(isinstance(option, str | int) and not isinstance(option, bool) for option in options):
        table.fail("must contain wordings, or the numbers of options", "options")
    return PositionEntry(at, names, Stance(stance), tuple(options), number)


def _party(name: str, groups: Collection[str], table: TomlTable, key: str) -> str:
    """Return the canonical name of a party; raises the error for an unknown one at its key."""
    party = canonical_party(name, groups)
    if party is None:
        table.fail(unknown_party(name, groups), key)
    return party
