"""Diagnostics → JSON, SARIF 2.1.0, the annotations of GitHub, and text for people (design §8)."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import Inventory
from convention_variants.diagnostics.diagnostic import Diagnostic, Remedy
from convention_variants.diagnostics.rules import Rule, Severity
from convention_variants.reports.excerpts import excerpt
from convention_variants.resolve.coverage import Coverage
from convention_variants.text.display import escaped, printable
from convention_variants.text.errors import InputError, VariantsError
from convention_variants.text.source import Position, Source
from convention_variants.text.spans import Span
from convention_variants.version import VERSION

SCHEMA = 1
SHOWN_AT_MOST = 10
ERRORS_SHOWN_AT_MOST = 50
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
# What a guard quotes is read and compared by a person who pastes it: of a long wording the beginning.
_LONGEST_GUARD = 2000
_BEGINNING = 120
_INDENT = " " * 4
_NARROWEST = 40

# Takes what a text is ("place", "hint", or a severity) and returns it in the colours for that.
Paint = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic with its severity for this draft, and where in which file it begins and ends.

    The end is the place behind the last character.
    """

    diagnostic: Diagnostic
    severity: Severity
    source: Source
    start: Position
    end: Position


def findings_of(diagnostics: Iterable[Diagnostic], inventory: Inventory) -> list[Finding]:
    """Return diagnostics as findings in the order of the source, without those that `variants.toml` turns off."""
    found = []
    for diagnostic in sorted(diagnostics, key=_place):
        severity = inventory.terminology.severity[diagnostic.rule]
        if severity is not Severity.OFF:
            source, span = diagnostic.source or inventory.draft.source, diagnostic.span
            start, end = source.position(span.start), source.position(span.end)
            found.append(Finding(diagnostic, severity, source, start, end))
    return found


def _place(diagnostic: Diagnostic) -> tuple[bool, Span, str, str]:
    return diagnostic.source is not None, diagnostic.span, diagnostic.rule, diagnostic.profile


def most_severe_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings as people read them: errors, warnings, notes, each in the order of the source."""
    return sorted(findings, key=lambda finding: _ORDER[finding.severity])


def as_text(findings: Iterable[Finding], inventory: Inventory, width: int, paint: Paint) -> Iterator[str]:
    """Yield findings for people, each with its line and marks below it, and the entries that settle what entries can.

    Errors come first; the first 50 are shown, and the first ten of each other rule. What a rule advises stands at its
    first finding. `width` is that of the terminal, in cells.
    """
    errors = 0
    seen: Counter[Rule] = Counter()
    hidden: Counter[Rule] = Counter()
    doubts: list[str] = []
    remedies: list[str] = []
    for finding in most_severe_first(findings):
        rule = finding.diagnostic.rule
        if rule is Rule.AMBIGUOUS_ADJACENCY:
            doubts.append(finding.diagnostic.point)
        if finding.diagnostic.remedy:
            remedies.append(consequential_entry(finding.diagnostic.remedy))
        is_error = finding.severity is Severity.ERROR
        if (errors >= ERRORS_SHOWN_AT_MOST) if is_error else (seen[rule] >= SHOWN_AT_MOST):
            hidden[rule] += 1
            continue
        errors += is_error
        yield from _entry(finding, width, paint)
        if not seen[rule]:
            yield paint("hint", f"{_INDENT}hint: {rule.hint}")
        seen[rule] += 1
    if hidden:
        more = ", ".join(f"{count:,} more {rule}" for rule, count in hidden.items())
        yield f"… and {more} (--format json has them all)"
    if doubts:
        yield "To settle them for good, paste into variants.toml and choose:"
        yield from _entries([decision_entry(place, inventory) for place in doubts[:SHOWN_AT_MOST]], len(doubts))
    if remedies:
        yield "To have these words follow what is chosen, paste into variants.toml:"
        yield from _entries(remedies[:SHOWN_AT_MOST], len(remedies))


def _entry(finding: Finding, width: int, paint: Paint) -> Iterator[str]:
    diagnostic, (line, column) = finding.diagnostic, finding.start
    place = paint("place", printable(f"{finding.source.name}:{line}:{column}:"))
    severity = paint(finding.severity.value, f"{finding.severity}:")
    yield f"{place} {severity} {printable(diagnostic.message)} [{diagnostic.rule}]"
    shown = excerpt(finding.source, diagnostic.span, max(width, _NARROWEST) - len(_INDENT))
    if shown.line:
        yield printable(f"{_INDENT}{shown.line}")
        yield paint(finding.severity.value, f"{_INDENT}{shown.marks}")


def _entries(shown: Sequence[str], number: int) -> Iterator[str]:
    yield from (f"\n{entry}" for entry in shown)
    if number > len(shown):
        yield f"\n# … and {number - len(shown)} more"


def covered_text(covered: Coverage) -> str:
    """Return how far a profile decides a draft, as a line for people."""
    by = ", ".join(f"{number} by {what}" for what, number in covered.by.items() if number)
    decided = f"{covered.decided} of {covered.points} decided{f' ({by})' if by else ''}"
    return f"profile {covered.profile}: {decided}, {len(covered.open)} open, {_counted(covered.blanks, 'blank')}"


def summary(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each severity, as a line for people."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(_counted(counts[severity], severity) for severity in _ORDER if counts[severity]) or "no findings"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def as_json(findings: Iterable[Finding], coverages: Iterable[Coverage], inventory: Inventory) -> dict[str, Any]:
    """Return the data that `check --format json` prints."""
    return {
        "schema": SCHEMA,
        "draft": PurePath(inventory.draft.source.name).name,
        "diagnostics": findings_json(findings, inventory),
        "profiles": [
            {
                "profile": covered.profile,
                "choice_points": covered.points,
                "decided": covered.decided,
                "by": covered.by,
                "open": list(covered.open),
                "blanks": covered.blanks,
            }
            for covered in coverages
        ],
    }


def findings_json(findings: Iterable[Finding], inventory: Inventory) -> list[dict[str, Any]]:
    """Return findings as data: what design §8 asks for, then what is known beside it."""
    return [_finding_json(finding, inventory) for finding in findings]


def _finding_json(finding: Finding, inventory: Inventory) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    data: dict[str, Any] = {
        "rule": diagnostic.rule.value,
        "severity": finding.severity.value,
        "message": diagnostic.message,
        "line": finding.start.line,
        "column": finding.start.column,
        "end_line": finding.end.line,
        "end_column": finding.end.column,
        "hint": diagnostic.rule.hint,
    }
    if diagnostic.point:
        data["choice_point"] = diagnostic.point
    if diagnostic.profile:
        data["profile"] = diagnostic.profile
    if diagnostic.source is not None:
        data["file"] = PurePath(diagnostic.source.name).name
    if diagnostic.rule is Rule.AMBIGUOUS_ADJACENCY:
        data["decision"] = decision_entry(diagnostic.point, inventory)
    if diagnostic.remedy:
        data["consequential"] = consequential_entry(diagnostic.remedy)
    return data


def decision_entry(place: str, inventory: Inventory) -> str:
    """Return the entry of `variants.toml` that settles a choice point, ready to paste.

    It reads the place as the rules would if they had to; a comment says what else there is. The
    guard quotes the options, but no more of them than a person reads.
    """
    point = inventory.by_id[place]
    short = sum(option.end - option.start for option in point.options) <= _LONGEST_GUARD
    texts = (_guard(option.inner, inventory, whole=short) for option in point.options)
    lines = ["[[decisions]]", f"at = {toml_string(point.id)}", f"options = [{', '.join(texts)}]"]
    if point.kind is Kind.ALTERNATIVES:
        takes = " or ".join(f"take = {number + 1}" for number in range(min(len(point.options), 2)))
        more = " …" if len(point.options) > 2 else ""
        lines.append(f'as = "alternatives"  # or as = "optionals"; or, in its stead, {takes}{more}')
    else:
        lines.append('take = "keep"  # or take = "drop"')
    return "\n".join(lines)


def _guard(words: Span, inventory: Inventory, *, whole: bool) -> str:
    if whole or words.end - words.start <= _BEGINNING:
        return toml_string(inventory.text(words))
    return toml_string(f"{inventory.text(Span(words.start, words.start + _BEGINNING)).rstrip()}…")


def consequential_entry(change: Remedy) -> str:
    """Return the entry of `variants.toml` that declares a change outside brackets, ready to paste."""
    when = ", ".join(f"{term} = {_one_or_more(sorted(options))}" for term, options in change.when.items())
    texts = {"at": change.at, "replace": change.replace, "with": change.reads}
    lines = ["[[consequential]]", f"when = {{ {when} }}", *(f"{key} = {toml_string(texts[key])}" for key in texts)]
    return "\n".join(lines)


def _one_or_more(options: Sequence[str]) -> str:
    return toml_string(options[0]) if len(options) == 1 else f"[{', '.join(map(toml_string, options))}]"


def toml_string(text: str) -> str:
    """Return a text as a basic string of TOML, on one line and without a character that cannot be seen."""
    shown = escaped(json.dumps(text, ensure_ascii=False))
    return "".join(char if char.isprintable() else _code(char) for char in shown)


def _code(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def as_sarif(findings: Iterable[Finding], root: Path) -> dict[str, Any]:
    """Return findings as SARIF 2.1.0; files are named from `root` where they are below it."""
    rules = list(Rule)
    driver = {
        "name": "convention-variants",
        "version": VERSION,
        "rules": [
            {
                "id": rule.value,
                "shortDescription": {"text": rule.description},
                "help": {"text": rule.hint},
                "defaultConfiguration": {"level": rule.severity.value},
            }
            for rule in rules
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\r", "\n"],
        "results": [_result(finding, rules, root) for finding in findings],
    }
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, rules: Sequence[Rule], root: Path) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    region = {
        "startLine": finding.start.line,
        "startColumn": finding.start.column,
        "endLine": finding.end.line,
        "endColumn": finding.end.column,
    }
    result: dict[str, Any] = {
        "ruleId": diagnostic.rule.value,
        "ruleIndex": rules.index(diagnostic.rule),
        "level": finding.severity.value,
        "message": {"text": printable(diagnostic.message)},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": _uri(finding.source, root)}, "region": region}}
        ],
    }
    properties = {"choicePoint": diagnostic.point, "profile": diagnostic.profile}
    if any(properties.values()):
        result["properties"] = {key: value for key, value in properties.items() if value}
    return result


def _uri(source: Source, root: Path) -> str:
    path = _path(source.name, root)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


@lru_cache(maxsize=16)
def _path(name: str, root: Path) -> Path:
    """Return the path of a file from `root`, or its absolute one where it is not below it."""
    # Not `resolve`: a link inside a repository is where the repository has it.
    path = Path(os.path.normpath(root / name))
    return path.relative_to(root) if path.is_relative_to(root) else path


def as_github(findings: Iterable[Finding], root: Path) -> list[str]:
    """Return findings as the workflow commands by which GitHub annotates a change."""
    return [_annotation(finding, root) for finding in most_severe_first(findings)]


def refusal_as_github(error: VariantsError, root: Path) -> str:
    """Return why a draft cannot be read as a workflow command, at its place where it has one."""
    if not isinstance(error, InputError) or error.file is None:
        return _command("error", {}, str(error))
    place = {"file": _path(error.file, root).as_posix(), "line": error.line, "col": error.column}
    return _command("error", place, error.message)


def _annotation(finding: Finding, root: Path) -> str:
    level = "notice" if finding.severity is Severity.NOTE else finding.severity.value
    properties = {
        "file": _path(finding.source.name, root).as_posix(),
        "line": finding.start.line,
        "col": finding.start.column,
        "title": finding.diagnostic.rule.value,
    }
    return _command(level, properties, finding.diagnostic.message)


def _command(level: str, properties: Mapping[str, object], message: str) -> str:
    """Return a workflow command; a property that is None is left out."""
    shown = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    return f"::{level}{' ' if shown else ''}{shown}::{_data(message)}"


def _data(text: str) -> str:
    """Escape a message as a workflow command wants it."""
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
