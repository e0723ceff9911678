"""The commands for who writes a draft: choices, check and init."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NamedTuple

import click

from convention_variants.choices.inventory import Inventory
from convention_variants.choices.reader import load_draft
from convention_variants.cli.arguments import a_draft, an_output, refusing, strict
from convention_variants.cli.output import (
    SHOWN_AT_MOST,
    file_of,
    format_of,
    in_colour,
    keep_input,
    linked,
    to_terminal,
    write,
)
from convention_variants.cli.streams import Refusal, json_bytes, print_bytes, print_line, say
from convention_variants.diagnostics.rules import Rule, Severity
from convention_variants.formats.folder import find_draft, find_variants, load_source
from convention_variants.text.errors import InputError, VariantsError

if TYPE_CHECKING:
    from convention_variants.reports.diagnostics import Finding
    from convention_variants.resolve.coverage import Coverage

_INVENTORY_ENDINGS = {"txt": "table", "json": "json", "csv": "csv"}
# In cells, where no terminal says otherwise.
_WIDTH = 100
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@click.command()
@a_draft
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv"]),
    help="The format; else the ending of -o says it, else table.",
)
@click.option("--summary", is_flag=True, help="Count on one screen what there is, instead of listing it.")
@click.option(
    "-p", "--profile", "profiles", multiple=True, metavar="PROFILE", help="Profiles for the summary; else all."
)
@an_output
def choices(draft: Path, format_: str | None, profiles: tuple[str, ...], output: Path | None, *, summary: bool) -> None:
    """List what there is to decide in DRAFT, place by place."""
    from convention_variants.reports import inventory as inventory_formats  # noqa: PLC0415 loaded when needed
    from convention_variants.reports import summary as inventory_summary  # noqa: PLC0415 loaded when needed

    if summary and format_:
        raise Refusal("--summary has one format only: leave --format out")
    if profiles and not summary:
        raise Refusal("--profile is for --summary")
    width = get_terminal_size().columns if to_terminal(output) else None
    format_ = "summary" if summary else format_ or format_of(output, _INVENTORY_ENDINGS, "--format", "table")
    with refusing():
        keep_input(draft, output)
        inventory = load_draft(draft)
        if format_ == "json":
            data = json_bytes(inventory_formats.as_json(inventory))
        elif format_ == "csv":
            data = inventory_formats.as_csv(inventory).encode("utf-8")
        elif summary:
            data = _lines(inventory_summary.as_summary(inventory, profiles, width or 80))
        else:
            data = _lines(inventory_formats.as_table(inventory, width))
        write(data, output)
    if file_of(output):
        say(inventory_formats.counts(inventory))


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


class _Checked(NamedTuple):
    """What is found in a draft, how far profiles decide it, and the places that nothing decides."""

    inventory: Inventory
    found: list[Finding]
    covered: list[Coverage]
    left_open: list[str]


@click.command(short_help="Say what is wrong or in doubt, and what profiles decide.")
@click.argument("drafts", metavar="DRAFT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-p", "--profile", "profiles", multiple=True, metavar="PROFILE", help="A profile that must fit DRAFT.")
@click.option("--all-profiles", is_flag=True, help="Every profile that DRAFT has must fit it.")
@strict
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "sarif", "github"]), default="text", show_default=True
)
def check(
    drafts: tuple[Path, ...], profiles: tuple[str, ...], format_: str, *, all_profiles: bool, strict: bool
) -> None:
    """Say what is wrong or in doubt in each DRAFT, and whether profiles decide it."""
    if profiles and all_profiles:
        raise Refusal("--profile and --all-profiles do not go together")
    checked, refused = _check_each(drafts, None if all_profiles else profiles, strict=strict)
    if format_ == "json" and len(checked) + len(refused) > 1:
        raise Refusal("--format json is for one draft: sarif holds the findings of several")
    if checked:
        _say_found(checked, format_)
    _say_refused(refused, format_)
    if refused:
        sys.exit(2)
    if any(draft.left_open or any(one.severity is Severity.ERROR for one in draft.found) for draft in checked):
        sys.exit(1)


def _check_each(
    drafts: Iterable[Path], profiles: Sequence[str] | None, *, strict: bool
) -> tuple[list[_Checked], list[VariantsError]]:
    """Check each draft once, however often it is named; one that cannot be read does not stop the others."""
    checked: list[_Checked] = []
    refused: list[VariantsError] = []
    seen: set[Path] = set()
    for draft in drafts:
        try:
            file = find_draft(draft)
            if file.resolve() not in seen:
                seen.add(file.resolve())
                checked.append(_check(file, profiles, strict=strict))
        except VariantsError as error:
            refused.append(error)
    return checked, refused


def _check(draft: Path, profiles: Sequence[str] | None, *, strict: bool) -> _Checked:
    """Check a draft, and how far these profiles decide it, or all that it has."""
    from convention_variants.checks import findings  # noqa: PLC0415 loaded when needed
    from convention_variants.reports import diagnostics as formats  # noqa: PLC0415 the same
    from convention_variants.resolve import coverage  # noqa: PLC0415 loaded when needed

    inventory = load_draft(draft)
    try:
        readings = coverage.read_profiles(inventory, inventory.terminology.profiles if profiles is None else profiles)
    except InputError as error:
        raise InputError(error.message, str(draft)) from error
    diagnostics = [*findings.diagnose(inventory), *(one for reading in readings for one in reading.diagnostics)]
    return _Checked(
        inventory,
        formats.findings_of(diagnostics, inventory),
        [coverage.coverage(reading) for reading in readings],
        coverage.left_open(inventory, readings) if strict else [],
    )


def _say_found(checked: Sequence[_Checked], format_: str) -> None:
    """Print what was found in drafts, and say on standard error what it comes to."""
    from convention_variants.reports import diagnostics as formats  # noqa: PLC0415 loaded when needed

    found = [one for draft in checked for one in draft.found]
    if format_ == "json":
        (draft,) = checked
        print_bytes(json_bytes(formats.as_json(found, draft.covered, draft.inventory)))
    elif format_ == "sarif":
        print_bytes(json_bytes(formats.as_sarif(found, Path.cwd())))
    elif format_ == "github":
        _echo(formats.as_github(found, Path.cwd()))
    else:
        width = shutil.get_terminal_size((_WIDTH, 0)).columns
        paint = _paint if in_colour(sys.stdout) else lambda _, text: text
        for draft in checked:
            _echo(formats.as_text(draft.found, draft.inventory, width, paint))
    for draft in checked:
        _say_covered(draft, f"{draft.inventory.draft.source.name}: " if len(checked) > 1 else "")
    say(formats.summary(found))


def _say_covered(checked: _Checked, before: str) -> None:
    from convention_variants.reports.diagnostics import covered_text  # noqa: PLC0415 loaded when needed

    for profile in checked.covered:
        say(f"{before}{covered_text(profile)}")
    if left_open := checked.left_open:
        shown = ", ".join(left_open[:SHOWN_AT_MOST]) + (", …" if len(left_open) > SHOWN_AT_MOST else "")
        say(f"{before}{len(left_open)} left open: {shown}")


def _say_refused(refused: Iterable[VariantsError], format_: str) -> None:
    """Say of what could not be checked why not; GitHub shows that at its place, too."""
    from convention_variants.reports.diagnostics import refusal_as_github  # noqa: PLC0415 loaded when needed

    for error in refused:
        say(f"Error: {error}")
        if format_ == "github":
            print_line(refusal_as_github(error, Path.cwd()))


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        print_line(line, color=in_colour(sys.stdout))


def _paint(what: str, text: str) -> str:
    if what == "rule":
        return linked(Rule(text))
    return click.style(text, fg=_COLOURS.get(what), bold=what != "hint" or None)


@click.command()
@a_draft
@click.option("--force", is_flag=True, help="Write over the variants.toml that is there; what it says is lost.")
def init(draft: Path, *, force: bool) -> None:
    """Infer the terms of DRAFT and write its first variants.toml."""
    from convention_variants.inference.proposal import propose  # noqa: PLC0415 loaded when needed

    with refusing():
        file = find_variants(draft)
        if os.path.lexists(file) and not force:
            raise InputError("is there already: --force writes a new one in its place", str(file))
        proposal = propose(load_source(draft))
        write(proposal.text.encode("utf-8"), file)
    say(f"{file}: {proposal.summary}")
