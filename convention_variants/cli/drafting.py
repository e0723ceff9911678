"""The commands for people who write a draft: choices, check, init and convert."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from convention_variants.cli.arguments import (
    CHECKS,
    INPUT,
    OUTPUT,
    a_draft,
    an_output,
    before_changes,
    command,
    option,
    refusing,
    several_profiles,
    strict,
)
from convention_variants.cli.output import (
    SHOWN_AT_MOST,
    file_of,
    format_of,
    is_without_brackets,
    keep_input,
    linked,
    say_remarks,
    say_written,
    terminal_width,
    to_terminal,
    write,
)
from convention_variants.cli.streams import Refusal, print_bytes, print_line, say
from convention_variants.diagnostics.rules import Rule, Severity
from convention_variants.formats.folder import DRAFT_NAMES, find_draft, find_variants, load_source
from convention_variants.text.display import counted, json_bytes
from convention_variants.text.errors import InputError, VariantsError

if TYPE_CHECKING:
    from convention_variants.choices.inventory import Inventory
    from convention_variants.reports.findings import Finding
    from convention_variants.resolve.coverage import Coverage

_INVENTORY_ENDINGS = {"txt": "table", "json": "json", "csv": "csv"}
_WIDTH = 100  # in cells, if standard output is not a terminal
_COLORS = {"error": "red", "warning": "yellow", "note": "cyan"}


@command("choices draft.md --format csv -o choices.csv")
@a_draft
@before_changes
@option("--summary", is_flag=True, group=OUTPUT, help="Print counts on one screen instead of the list.")
@several_profiles(OUTPUT, "Profile to count in the summary; repeatable. Default: all.")
@option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv"]),
    group=OUTPUT,
    help="Output format. Inferred from the file name; default table.",
)
@an_output
def choices(
    draft: Path,
    format_: str | None,
    profiles: tuple[str, ...],
    output: Path | None,
    *,
    summary: bool,
    before_changes: bool,
) -> None:
    """List the choice points of DRAFT, and the comments of a Word file."""
    from convention_variants.choices.reader import load_draft  # noqa: PLC0415 loaded when needed
    from convention_variants.reports import inventory as inventory_formats  # noqa: PLC0415 the same

    if summary and format_:
        raise Refusal("--summary cannot be combined with --format")
    if profiles and not summary:
        raise Refusal("--profile requires --summary")
    width = terminal_width() if to_terminal(output) else None
    format_ = "summary" if summary else format_ or format_of(output, _INVENTORY_ENDINGS, "--format", "table")
    with refusing():
        keep_input(draft, output)
        inventory = load_draft(draft, before_changes=before_changes)
        if format_ == "json":
            data = json_bytes(inventory_formats.as_json(inventory))
        elif format_ == "csv":
            data = inventory_formats.as_csv(inventory).encode("utf-8")
        elif summary:
            from convention_variants.reports import summary as inventory_summary  # noqa: PLC0415 loaded when needed

            data = _lines(inventory_summary.as_summary(inventory, profiles, width or 80))
        else:
            data = _lines(inventory_formats.as_table(inventory, width))
        write(data, output)
    say_remarks(inventory)
    if file_of(output):
        say_written(output, inventory_formats.counts(inventory))


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


class _Checked(NamedTuple):
    """The findings for a draft, how many choice points each profile decides, and those left open under `--strict`."""

    inventory: Inventory
    findings: list[Finding]
    covered: list[Coverage]
    left_open: list[str]


@command("check source/*/ --all-profiles")
@click.argument("drafts", metavar="DRAFT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@before_changes
@several_profiles(CHECKS, "Require that a profile decides every choice; repeatable.")
@option("--all-profiles", is_flag=True, group=CHECKS, help="Require this of every profile in variants.toml.")
@strict
@option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    group=OUTPUT,
    help="Output format.",
)
@option("--notes", is_flag=True, group=OUTPUT, help="List notes too, instead of only counting them.")
def check(
    drafts: tuple[Path, ...],
    profiles: tuple[str, ...],
    format_: str,
    *,
    all_profiles: bool,
    strict: bool,
    notes: bool,
    before_changes: bool,
) -> None:
    """Report errors and doubtful places in each DRAFT, and how many choices profiles decide."""
    if profiles and all_profiles:
        raise Refusal("--profile cannot be combined with --all-profiles")
    wanted = _Wanted(None if all_profiles else profiles, strict, before_changes)
    checked, refused = _check_each(drafts, wanted)
    if format_ == "json" and len(checked) + len(refused) > 1:
        raise Refusal("--format json accepts one draft; use --format sarif for several")
    if checked:
        _say_found(checked, format_, notes=notes, all_profiles=all_profiles)
    _say_refused(refused, format_)
    if refused:
        sys.exit(2)
    if any(draft.left_open or any(one.severity is Severity.ERROR for one in draft.findings) for draft in checked):
        sys.exit(1)


class _Wanted(NamedTuple):
    """How to check drafts: `profiles` is None for all of a draft."""

    profiles: Sequence[str] | None
    strict: bool
    before_changes: bool


def _check_each(drafts: Iterable[Path], wanted: _Wanted) -> tuple[list[_Checked], list[VariantsError]]:
    """Check each draft once, even if it is named twice; an unreadable draft does not stop the others."""
    checked: list[_Checked] = []
    refused: list[VariantsError] = []
    seen: set[Path] = set()
    for draft in drafts:
        try:
            file = find_draft(draft)
            if file.resolve() not in seen:
                seen.add(file.resolve())
                checked.append(_check(file, wanted))
        except VariantsError as error:
            refused.append(error)
    return checked, refused


def _check(draft: Path, wanted: _Wanted) -> _Checked:
    from convention_variants.checks.findings import diagnose  # noqa: PLC0415 loaded when needed
    from convention_variants.choices.reader import load_draft  # noqa: PLC0415 the same
    from convention_variants.reports.findings import findings_of  # noqa: PLC0415 the same
    from convention_variants.resolve import coverage  # noqa: PLC0415 the same

    inventory = load_draft(draft, before_changes=wanted.before_changes)
    profiles = inventory.terminology.profiles if wanted.profiles is None else wanted.profiles
    try:
        readings = coverage.read_profiles(inventory, profiles)
    except InputError as error:
        raise InputError(error.message, str(draft)) from error
    diagnostics = [*diagnose(inventory), *(one for reading in readings for one in reading.diagnostics)]
    return _Checked(
        inventory,
        findings_of(diagnostics, inventory),
        [coverage.coverage(reading) for reading in readings],
        coverage.left_open(inventory, readings) if wanted.strict else [],
    )


def _say_found(checked: Sequence[_Checked], format_: str, *, notes: bool, all_profiles: bool) -> None:
    """Print the findings to standard output and their counts to standard error."""
    from convention_variants.reports import diagnostics as formats  # noqa: PLC0415 loaded when needed
    from convention_variants.reports import text  # noqa: PLC0415 the same

    findings = [one for draft in checked for one in draft.findings]
    if format_ == "json":
        (draft,) = checked
        print_bytes(json_bytes(formats.as_json(findings, draft.covered, draft.inventory)))
    elif format_ == "sarif":
        print_bytes(json_bytes(formats.as_sarif(findings, Path.cwd())))
    elif format_ == "github":
        _echo(formats.as_github(findings, Path.cwd()))
    else:
        width = terminal_width(_WIDTH)
        paint = _paint if _in_color() else lambda _, text: text
        for draft in checked:
            shown = [one for one in draft.findings if notes or one.severity is not Severity.NOTE]
            _echo(text.as_text(shown, draft.inventory, width, paint))
    for draft in checked:
        name = f"{draft.inventory.draft.source.name}: "
        if is_without_brackets(draft.inventory):
            say(f"{name}no brackets found")
        if all_profiles and not draft.covered:
            say(f"{name}no profiles declared")
        _say_covered(draft, name if len(checked) > 1 else "")
    say(text.summary(findings, notes_hidden=format_ == "text" and not notes))


def _say_covered(checked: _Checked, before: str) -> None:
    from convention_variants.reports.text import coverage_line  # noqa: PLC0415 loaded when needed

    for profile in checked.covered:
        say(f"{before}{coverage_line(profile)}")
    if left_open := checked.left_open:
        shown = ", ".join(left_open[:SHOWN_AT_MOST]) + (", …" if len(left_open) > SHOWN_AT_MOST else "")
        say(f"{before}{counted(len(left_open), 'choice')} left open: {shown}")


def _say_refused(refused: Iterable[VariantsError], format_: str) -> None:
    """Print the errors of drafts that could not be read, for GitHub as annotations too."""
    from convention_variants.reports.diagnostics import refusal_as_github  # noqa: PLC0415 loaded when needed

    for error in refused:
        say(f"Error: {error}")
        if format_ == "github":
            print_line(refusal_as_github(error, Path.cwd()))


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        print_line(line, color=_in_color())


def _in_color() -> bool:
    """Return whether to print colors (https://no-color.org)."""
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def _paint(role: str, text: str) -> str:
    if role == "rule":
        return linked(Rule(text))
    return click.style(text, fg=_COLORS.get(role), bold=role != "hint" or None)


@command("init draft.docx")
@a_draft
@before_changes
@option(
    "--from",
    "older",
    type=click.Path(path_type=Path),
    metavar="OLD",
    group=INPUT,
    help="Carry over the variants.toml of an earlier draft.",
)
@option("--once", is_flag=True, group=OUTPUT, help="Also make terms of wordings that occur side by side only once.")
@option("--force", is_flag=True, group=OUTPUT, help="Overwrite an existing variants.toml.")
def init(draft: Path, older: Path | None, *, once: bool, force: bool, before_changes: bool) -> None:
    """Infer the terms and profiles of DRAFT and write variants.toml next to it.

    With --from, write what the variants.toml of an earlier draft says, at its new places.
    """
    from convention_variants.inference.proposal import propose  # noqa: PLC0415 loaded when needed

    if once and older is not None:
        raise Refusal("--once cannot be combined with --from")
    with refusing():
        file = find_variants(draft)
        if os.path.lexists(file) and not force:
            raise InputError("already exists; use --force to overwrite it", str(file))
        if older is not None:
            _carry_over(older, draft, file, before_changes=before_changes)
            return
        proposal = propose(load_source(draft, before_changes=before_changes), once=once)
        write(proposal.text.encode("utf-8"), file)
    say_remarks(proposal.inventory)
    say_written(file, proposal.summary)


def _carry_over(older: Path, draft: Path, file: Path, *, before_changes: bool) -> None:
    """Write the `variants.toml` of a draft, made of that of an earlier one."""
    from convention_variants.choices.reader import load_draft  # noqa: PLC0415 loaded when needed
    from convention_variants.inference.carrying import carry_over  # noqa: PLC0415 the same

    old, new = find_draft(older), find_draft(draft)
    if old.resolve() == new.resolve():
        raise InputError("this is the draft itself; name an earlier one", str(older))
    target = old.parent if old.name in DRAFT_NAMES else old
    supersedes = Path(os.path.relpath(target.resolve(), new.resolve().parent)).as_posix()
    source = load_source(draft, before_changes=before_changes)
    carried = carry_over(load_draft(older, before_changes=before_changes), source, supersedes)
    write(carried.text.encode("utf-8"), file)
    say_written(file, carried.summary)


@command("convert draft.docx -o draft.md")
@a_draft
@before_changes
@an_output
def convert(draft: Path, output: Path | None, *, before_changes: bool) -> None:
    """Write the text of DRAFT, a Word, PDF or plain text file, as Markdown.

    The Markdown has the same choice points, with the same ids, as DRAFT.
    """
    from convention_variants.choices.reader import load_draft  # noqa: PLC0415 loaded when needed
    from convention_variants.reports.inventory import counts  # noqa: PLC0415 the same

    with refusing():
        keep_input(draft, output)
        inventory = load_draft(draft, before_changes=before_changes)
        write(inventory.draft.source.data, output)
    say_remarks(inventory)
    say_written(output, counts(inventory))
