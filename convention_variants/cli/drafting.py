"""The commands for people who write a draft: choices, positions, check, init and convert."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import click

from convention_variants.cli.arguments import (
    A_PATH,
    CHECKS,
    INPUT,
    OUTPUT,
    DraftArgument,
    a_draft,
    a_format,
    an_output,
    before_changes,
    command,
    option,
    several_profiles,
    strict,
)
from convention_variants.cli.output import (
    file_of,
    first_of,
    format_of,
    is_without_brackets,
    keep_format,
    say_remarks,
    say_written,
    terminal_width,
    to_terminal,
    write,
    write_about,
)
from convention_variants.cli.streams import Refusal, print_bytes, print_line, say
from convention_variants.diagnostics.rules import Rule, Severity
from convention_variants.formats.folder import DRAFT_NAMES, find_draft, find_variants
from convention_variants.text.display import counted, json_bytes
from convention_variants.text.errors import InputError, VariantsError

if TYPE_CHECKING:
    from convention_variants.choices.inventory import Inventory
    from convention_variants.inference.writer import Proposal
    from convention_variants.reports.findings import Finding
    from convention_variants.resolve.coverage import Coverage

_LISTS = {"txt": "table", "json": "json", "csv": "csv"}
_POSITIONS = {**_LISTS, "html": "html", "htm": "html"}
_FROM = "Carry over the variants.toml of an earlier draft."
_CHECK_FORMATS = click.Choice(["text", "json", "sarif", "github"])
_WIDTH = 100  # in cells, if standard output is not a terminal
_COLORS = {"error": "red", "warning": "yellow", "note": "cyan"}


@command("choices draft.md --format csv -o choices.csv")
@a_draft
@option("--summary", is_flag=True, group=OUTPUT, help="Print counts on one screen instead of the list.")
@several_profiles(OUTPUT, "Profile to count in the summary; repeatable. Default: all.")
@a_format("--format", _LISTS.values(), "table")
@an_output
def choices(
    draft: DraftArgument, to: str | None, profiles: tuple[str, ...], output: Path | None, *, summary: bool
) -> None:
    """List the choice points of DRAFT, and the comments of a Word file."""
    from convention_variants.reports import inventory as formats

    if summary and to:
        raise Refusal("--summary cannot be combined with --format")
    if profiles and not summary:
        raise Refusal("--profile requires --summary")
    width = terminal_width() if to_terminal(output) else None
    to = "summary" if summary else to or format_of(output, _LISTS, "--format", "table")

    def make(inventory: Inventory) -> tuple[bytes, str]:
        counts = formats.counts(inventory) if file_of(output) else ""
        if to == "summary":
            from convention_variants.reports.summary import as_summary

            return _lines(as_summary(inventory, profiles, width or 80)), counts
        return _listed(inventory, to, formats, width), counts

    write_about(draft, output, make)


@command("positions draft.docx -o positions.html")
@a_draft
@a_format("--format", _POSITIONS.values(), "table")
@an_output
def positions(draft: DraftArgument, to: str | None, output: Path | None) -> None:
    """List the positions of the parties in DRAFT, and how often they agree."""
    from convention_variants.reports import positions as formats
    from convention_variants.reports.standings import find_standings

    width = terminal_width() if to_terminal(output) else None
    to = to or format_of(output, _POSITIONS, "--format", "table")

    def make(inventory: Inventory) -> tuple[bytes, str]:
        standings = find_standings(inventory)
        counts = formats.counts(standings) if file_of(output) else ""
        if to == "html":
            from convention_variants.reports.positions_page import as_html

            return as_html(standings), counts
        return _listed(standings, to, formats, width), counts

    write_about(draft, output, make)


def _listed(what: object, to: str, formats: ModuleType, width: int | None) -> bytes:
    """Return what a module of the reports makes of an inventory or of standings, as JSON, CSV or a table."""
    if to == "json":
        return json_bytes(formats.as_json(what))
    return _lines(formats.as_table(what, width)) if to == "table" else str(formats.as_csv(what)).encode("utf-8")


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


class _Checked(NamedTuple):
    """The findings for a draft, how many choice points each profile decides, and those left open under `--strict`."""

    inventory: Inventory
    findings: list[Finding]
    covered: list[Coverage]
    left_open: list[str]


@command("check source/*/ --all-profiles")
@click.argument("drafts", metavar="DRAFT...", nargs=-1, required=True, type=A_PATH)
@before_changes
@several_profiles(CHECKS, "Require that a profile decides every choice; repeatable.")
@option("--all-profiles", is_flag=True, group=CHECKS, help="Require this of every profile in variants.toml.")
@strict
@option(
    "--format", "format_", type=_CHECK_FORMATS, default="text", show_default=True, group=OUTPUT, help="Output format."
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
    from convention_variants.reports.diagnostics import refusal_as_github

    if profiles and all_profiles:
        raise Refusal("--profile cannot be combined with --all-profiles")
    wanted = None if all_profiles else profiles
    checked, refused = _check_each([DraftArgument(draft, before_changes) for draft in drafts], wanted, strict=strict)
    if format_ == "json" and len(checked) + len(refused) > 1:
        raise Refusal("--format json accepts one draft; use --format sarif for several")
    if checked:
        _say_found(checked, format_, notes=notes, all_profiles=all_profiles)
    for error in refused:
        say(f"Error: {error}")
        if format_ == "github":
            print_line(refusal_as_github(error, Path.cwd()))
    if refused:
        sys.exit(2)
    if any(draft.left_open or any(one.severity is Severity.ERROR for one in draft.findings) for draft in checked):
        sys.exit(1)


def _check_each(
    drafts: Iterable[DraftArgument], profiles: Sequence[str] | None, *, strict: bool
) -> tuple[list[_Checked], list[VariantsError]]:
    """Check each draft once, even if it is named twice; an unreadable draft does not stop the others."""
    checked: dict[Path, _Checked] = {}
    refused: list[VariantsError] = []
    for draft in drafts:
        try:
            file = find_draft(draft.path)
            if file.resolve() not in checked:
                checked[file.resolve()] = _check(draft._replace(path=file), profiles, strict=strict)
        except VariantsError as error:
            refused.append(error)
    return list(checked.values()), refused


def _check(draft: DraftArgument, profiles: Sequence[str] | None, *, strict: bool) -> _Checked:
    """Check a draft, and the named profiles or, if they are None, all of it."""
    from convention_variants.checks.findings import diagnose
    from convention_variants.reports.findings import findings_of
    from convention_variants.resolve import coverage

    inventory = draft.inventory()
    try:
        readings = coverage.read_profiles(inventory, inventory.terminology.profiles if profiles is None else profiles)
    except InputError as error:
        raise InputError(error.message, str(draft.path)) from error
    findings = findings_of(chain(diagnose(inventory), *(reading.diagnostics for reading in readings)), inventory)
    left_open = coverage.left_open(inventory, readings) if strict else []
    return _Checked(inventory, findings, list(map(coverage.coverage, readings)), left_open)


def _say_found(checked: Sequence[_Checked], format_: str, *, notes: bool, all_profiles: bool) -> None:
    """Print the findings to standard output and their counts to standard error."""
    from convention_variants.reports import diagnostics as formats
    from convention_variants.reports import text

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
        before = name if len(checked) > 1 else ""
        for profile in draft.covered:
            say(f"{before}{text.coverage_line(profile)}")
        if draft.left_open:
            say(f"{before}{counted(len(draft.left_open), 'choice')} left open: {first_of(draft.left_open)}")
    say(text.summary(findings, notes_hidden=format_ == "text" and not notes))


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        print_line(line, color=_in_color())


def _in_color() -> bool:
    """Return whether to print colors (https://no-color.org)."""
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return to_terminal(None) and not is_plain


def _paint(role: str, text: str) -> str:
    if role == "rule":
        return f"\033]8;;{Rule(text).page}\033\\{text}\033]8;;\033\\"  # a link to its page in the manual (OSC 8)
    return click.style(text, fg=_COLORS.get(role), bold=role != "hint" or None)


@command("init draft.docx")
@a_draft
@option("--from", "older", type=A_PATH, metavar="OLD", group=INPUT, help=_FROM)
@option("--once", is_flag=True, group=OUTPUT, help="Also make terms of wordings that occur side by side only once.")
@option("--force", is_flag=True, group=OUTPUT, help="Overwrite an existing variants.toml.")
def init(draft: DraftArgument, older: Path | None, *, once: bool, force: bool) -> None:
    """Infer the terms and profiles of DRAFT and write variants.toml next to it.

    With --from, write what the variants.toml of an earlier draft says, at its new places.
    """
    from convention_variants.inference.proposal import propose

    if once and older is not None:
        raise Refusal("--once cannot be combined with --from")
    file = find_variants(draft.path)
    if os.path.lexists(file) and not force:
        raise InputError("already exists; use --force to overwrite it", str(file))
    if older is None:
        proposal = propose(draft.source(), once=once)
    else:
        proposal = _carried_over(DraftArgument(older, draft.before_changes), draft)
    write(proposal.text.encode("utf-8"), file)
    say_remarks(proposal.inventory)
    say_written(file, proposal.summary)


def _carried_over(older: DraftArgument, draft: DraftArgument) -> Proposal:
    """Return the `variants.toml` of a draft, made of that of an earlier one."""
    from convention_variants.inference.carrying import carry_over

    old, new = find_draft(older.path), find_draft(draft.path)
    if old.resolve() == new.resolve():
        raise InputError("this is the draft itself; name an earlier one", str(older.path))
    target = old.parent if old.name in DRAFT_NAMES else old
    supersedes = Path(os.path.relpath(target.resolve(), new.resolve().parent)).as_posix()
    return carry_over(older.inventory(), draft.source(), supersedes)


@command("convert submission.docx -o draft.md")
@a_draft
@an_output
def convert(draft: DraftArgument, output: Path | None) -> None:
    """Write the text of DRAFT, a Word, PDF or plain text file, as Markdown.

    The Markdown has the same choice points, with the same ids, as DRAFT.
    """
    from convention_variants.reports.inventory import counts

    keep_format(output, "Markdown", ".md", ".markdown")
    write_about(draft, output, lambda inventory: (inventory.draft.source.data, counts(inventory)))
    file = file_of(output)
    if file and file.name in DRAFT_NAMES:
        _warn_of_rivals(file.parent)


def _warn_of_rivals(folder: Path) -> None:
    """Warn of a folder with more than one draft, which the next command would refuse."""
    try:
        find_draft(folder)
    except InputError as error:
        say(f"Warning: {error}")
