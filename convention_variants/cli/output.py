"""Output files and standard output, and the messages about them on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from convention_variants.cli.arguments import DraftArgument
from convention_variants.cli.streams import Refusal, print_bytes, say
from convention_variants.diagnostics.rules import Rule, Severity
from convention_variants.formats.folder import VARIANTS_NAME, find_draft
from convention_variants.text.display import counted
from convention_variants.text.errors import InputError

if TYPE_CHECKING:
    from convention_variants.choices.inventory import Inventory
    from convention_variants.diagnostics.diagnostic import Diagnostic
    from convention_variants.resolve.resolver import Reading

SHOWN_AT_MOST = 10
_KNOWN_ENDINGS = frozenset({".md", ".markdown", ".html", ".htm", ".pdf", ".doc", ".docx", ".docm", ".json", ".csv"})


def format_of(output: Path | None, endings: Mapping[str, str], option: str, default: str) -> str:
    """Return the format for the extension of a file name, or the default for standard output."""
    file = file_of(output)
    if file is None:
        return default
    _refuse_folder(file)
    format_ = endings.get(file.suffix.lower().removeprefix("."))
    if format_ is None:
        names = ", ".join(dict.fromkeys(endings.values()))
        raise Refusal(f"{output}: cannot infer the format from the file name; use {option} ({names})")
    return format_


def keep_format(output: Path | None, written: str, *endings: str) -> None:
    """Refuse a file name with the ending of another format than the one that is written."""
    file = file_of(output)
    if file and file.suffix.lower() in _KNOWN_ENDINGS.difference(endings):
        raise Refusal(f"{file}: this command writes {written}; use -o NAME{endings[0]}")


def _refuse_folder(file: Path) -> None:
    if file.is_dir():
        raise Refusal(f"{file}: this is a folder, not a file")


def file_of(output: Path | None) -> Path | None:
    """Return the file to write, None for standard output."""
    return None if output is None or str(output) == "-" else output


def to_terminal(output: Path | None) -> bool:
    """Return whether the output goes to a terminal."""
    return file_of(output) is None and sys.stdout is not None and sys.stdout.isatty()


def terminal_width(otherwise: int = 80) -> int:
    """Return how many cells a line of the terminal has, and another number if that is unknown."""
    from shutil import get_terminal_size

    return get_terminal_size((otherwise, 0)).columns


def write_about(draft: DraftArgument, output: Path | None, make: Callable[[Inventory], tuple[bytes, str]]) -> None:
    """Write what `make` makes of a draft, and print the line that comes with it, if there is one."""
    keep_input(draft.path, output)
    inventory = draft.inventory()
    data, summary = make(inventory)
    write(data, output)
    say_remarks(inventory)
    if summary:
        say_written(output, summary)


def keep_input(draft: Path, output: Path | None) -> None:
    """Refuse to overwrite the draft or its variants.toml."""
    if output is None or not output.exists():
        return
    file = find_draft(draft)
    if any(kept.exists() and output.samefile(kept) for kept in (file, file.with_name(VARIANTS_NAME))):
        raise InputError("this is the input; choose another output file with -o", str(output))


def write(data: bytes, output: Path | None) -> None:
    """Write to a file or to standard output; raises `InputError` if the file cannot be written."""
    file = file_of(output)
    if file is None:
        print_bytes(data)
        return
    from convention_variants.text.files import write_file

    _refuse_folder(file)
    if not file.parent.is_dir():
        raise InputError(f"folder {file.parent} does not exist", str(file))
    if not file.exists() or file.is_file():
        write_file(file.resolve(), data)
        return
    try:  # a device or a pipe cannot be replaced by another file
        file.write_bytes(data)
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror}", str(file)) from error


def report(reading: Reading, output: Path | None, *, warn: bool = True) -> None:
    """Print to standard error what a reading leaves open, and the file that was written with the counts."""
    from convention_variants.render.edition import summary

    say_remarks(reading.inventory)
    if warn:
        for warning in _warnings(reading):
            say(f"Warning: {warning}")
    say_written(output, summary(reading))


def say_written(output: Path | None, summary: str) -> None:
    """Print a summary to standard error, after the name of the file it is about."""
    file = file_of(output)
    say(f"{file}: {summary}" if file else summary)


def say_remarks(inventory: Inventory) -> None:
    """Print how many remarks there are about the conversion of a Word or PDF file."""
    source = inventory.draft.source
    count = len(source.conversion.remarks) if source.conversion else 0
    if count and inventory.terminology.severity[Rule.CONVERSION] is not Severity.OFF:
        shown = "lists it" if count == 1 else "lists them"
        say(f"{source.name}: {counted(count, 'conversion note')} (check --notes {shown})")


def _warnings(reading: Reading) -> Iterable[str]:
    """Yield which parties say nothing, and what is left open: a line each for choices and unmatched brackets."""
    from convention_variants.resolve.resolver import Outcome

    terminology, speaking = reading.inventory.terminology, reading.inventory.named_parties
    for name in reading.selection.parties:
        party = terminology.party(name) or name
        if name not in speaking and speaking.isdisjoint((party, *terminology.groups_of(party))):
            yield f"{party} has no position in this draft; run positions to list the parties that have one"
    if is_without_brackets(reading.inventory):
        yield "no brackets found in this draft"
    severity = terminology.severity
    if reading.count(Outcome.OPEN) and severity[Rule.UNCOVERED_CHOICE] is not Severity.OFF:
        yield _open_choices(reading)
    if unmatched := [one for one in reading.unmatched if severity[one.rule] is not Severity.OFF]:
        yield f"{counted(len(unmatched), 'unmatched bracket')} left in the text; run check to see where"


def is_without_brackets(inventory: Inventory) -> bool:
    """Return whether there is nothing to choose in a draft: no choice point, and no unmatched bracket."""
    return not (inventory.points or inventory.draft.brackets.errors)


def _open_choices(reading: Reading) -> str:
    """Return how many choices are open, with the terms and profiles that can decide them."""
    from convention_variants.resolve.resolver import Outcome

    terminology = reading.inventory.terminology
    all_open = [decision.point for decision in reading.decisions if decision.outcome is Outcome.OPEN]
    open_ = [point for point in all_open if point.id not in reading.selection.at]
    by_term = dict.fromkeys(point.term for point in open_ if point.term)
    message = f"{counted(len(all_open), 'choice')} left open"
    if len(open_) < len(all_open):
        message += f", {len(all_open) - len(open_)} as asked"
    if by_term:
        terms = ", ".join(f"{term} ({'|'.join(terminology.terms[term].options)})" for term in by_term)
        profile = reading.selection.profile
        message += f"; profile {profile} has no option for {terms}" if profile else f"; terms to choose: {terms}"
    if others := sum(point.term is None for point in open_):
        which = f"{others} without a term: " if by_term else ""
        message += f"; {which}decide {'it' if others == 1 else 'them'} with --at"
    if not (terminology.terms or reading.selection.at or reading.selection.parties):
        message += ", or run init to write a variants.toml"
    profiles = "" if reading.selection.profile or not open_ else ", ".join(terminology.profiles)
    return f"{message}; profiles: {profiles}" if profiles else message


def name_places(diagnostics: Iterable[Diagnostic], inventory: Inventory) -> None:
    """Print the first diagnostics with their locations to standard error."""
    from convention_variants.reports.findings import findings_of

    findings = findings_of(diagnostics, inventory)
    for finding in findings[:SHOWN_AT_MOST]:
        rule = finding.diagnostic.rule
        say(f"{finding.place}: {finding.severity}: {finding.diagnostic.message} [{rule}]")
    if len(findings) > SHOWN_AT_MOST:
        say(f"… and {len(findings) - SHOWN_AT_MOST} more")


def first_of(names: Sequence[str]) -> str:
    """Return the first of some names, with an ellipsis if there are more."""
    return ", ".join(names[:SHOWN_AT_MOST]) + (", …" if len(names) > SHOWN_AT_MOST else "")
