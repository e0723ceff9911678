"""Findings as JSON, SARIF 2.1.0 and GitHub annotations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from convention_variants.choices.inventory import Inventory
from convention_variants.diagnostics.rules import Rule, Severity
from convention_variants.reports.entries import consequential_entry, decision_entry
from convention_variants.reports.findings import Finding
from convention_variants.reports.locations import origin_json
from convention_variants.resolve.coverage import Coverage
from convention_variants.text.display import printable
from convention_variants.text.errors import InputError, VariantsError
from convention_variants.version import VERSION

SCHEMA = 2
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_json(findings: Iterable[Finding], coverages: Iterable[Coverage], inventory: Inventory) -> dict[str, Any]:
    """Return the data that `check --format json` prints."""
    return {
        "schema": SCHEMA,
        "draft": PurePath(inventory.draft.source.name).name,
        "diagnostics": [finding_json(finding, inventory) for finding in findings],
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


def finding_json(finding: Finding, inventory: Inventory) -> dict[str, Any]:
    """Return a finding as the data that JSON output lists."""
    diagnostic = finding.diagnostic
    data: dict[str, Any] = {
        "rule": diagnostic.rule.value,
        "severity": finding.severity.value,
        "message": diagnostic.message,
        "line": finding.start.line,
        "column": finding.start.column,
        "end_line": finding.end.line,
        "end_column": finding.end.column,
        "hint": diagnostic.advice,
    }
    if origin := origin_json(finding.start.origin):
        data["origin"] = origin
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


def as_sarif(findings: Iterable[Finding], root: Path) -> dict[str, Any]:
    """Return findings as SARIF 2.1.0; paths below `root` are relative to it."""
    rules = list(Rule)
    driver = {
        "name": "convention-variants",
        "version": VERSION,
        "rules": [
            {
                "id": rule.value,
                "shortDescription": {"text": rule.description},
                "help": {"text": rule.hint},
                "helpUri": rule.page,
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
    path = _path(finding.source.name, root)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.start.words and not diagnostic.whole_file:  # lines of the converted text are not in the file
        location["logicalLocations"] = [{"fullyQualifiedName": printable(finding.start.words)}]
    elif not diagnostic.whole_file:
        physical["region"] = {
            "startLine": finding.start.line,
            "startColumn": finding.start.column,
            "endLine": finding.end.line,
            "endColumn": finding.end.column,
        }
    result: dict[str, Any] = {
        "ruleId": diagnostic.rule.value,
        "ruleIndex": rules.index(diagnostic.rule),
        "level": finding.severity.value,
        "message": {"text": printable(_message(finding))},
        "locations": [location],
    }
    origin = origin_json(finding.start.origin)
    said = {"choicePoint": diagnostic.point, "profile": diagnostic.profile, "origin": origin}
    if properties := {key: value for key, value in said.items() if value}:
        result["properties"] = properties
    return result


def _message(finding: Finding) -> str:
    """Return the message, after the location if that is not a line of the file."""
    words = "" if finding.diagnostic.whole_file else finding.start.words
    return f"{words}: {finding.diagnostic.message}" if words else finding.diagnostic.message


@lru_cache(maxsize=16)
def _path(name: str, root: Path) -> Path:
    """Return the path of a file relative to `root`, or its absolute path if it is not below it."""
    # Not `resolve`: symbolic links keep the paths that they have in the repository.
    path = Path(os.path.normpath(root / name))
    return path.relative_to(root) if path.is_relative_to(root) else path


def as_github(findings: Iterable[Finding], root: Path) -> Iterator[str]:
    """Yield findings as GitHub workflow commands, which become annotations of a change: errors first, notes last."""
    for finding in sorted(findings, key=lambda finding: list(Severity).index(finding.severity)):
        in_text = not (finding.start.words or finding.diagnostic.whole_file)
        properties = {
            "file": _path(finding.source.name, root).as_posix(),
            "line": finding.start.line if in_text else None,
            "col": finding.start.column if in_text else None,
            "title": finding.diagnostic.rule.value,
        }
        level = "notice" if finding.severity is Severity.NOTE else finding.severity.value
        yield _command(level, properties, _message(finding))


def refusal_as_github(error: VariantsError, root: Path) -> str:
    """Return the error for a draft that cannot be read as a workflow command, with its location if known."""
    if not isinstance(error, InputError) or error.file is None:
        return _command("error", {}, str(error))
    file = _path(error.file, root).as_posix()
    if error.place:
        return _command("error", {"file": file}, f"{error.place}: {error.message}")
    return _command("error", {"file": file, "line": error.line, "col": error.column}, error.message)


def _command(level: str, properties: Mapping[str, object], message: str) -> str:
    """Return a workflow command; properties that are None are omitted."""
    shown = ",".join(f"{key}={_escaped(value, '%:,')}" for key, value in properties.items() if value is not None)
    return f"::{level}{' ' if shown else ''}{shown}::{_escaped(message, '%')}"


def _escaped(value: object, chars: str) -> str:
    text = printable(str(value))
    for char in chars:  # "%" first
        text = text.replace(char, f"%{ord(char):02X}")
    return text
