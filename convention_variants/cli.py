"""The command line: the only module that reads arguments, prints, and sets exit codes."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from shutil import get_terminal_size
from typing import Any, Literal

import click

from convention_variants.choices import Inventory
from convention_variants.diagnostics import Diagnostic, InputError, Severity, VariantsError
from convention_variants.drafts import VARIANTS_NAME, find_draft, load_draft, load_source
from convention_variants.resolver import Outcome, Reading, Resolver, Selection
from convention_variants.terminology import DROP, KEEP
from convention_variants.version import VERSION

FORMAT_NAMES = ("md", "html", "pdf")
_EDITION_ENDINGS = {"md": "md", "markdown": "md", "html": "html", "htm": "html", "pdf": "pdf"}
_COMPARISON_ENDINGS = {"html": "html", "htm": "html", "md": "md", "markdown": "md", "json": "json"}
_INVENTORY_ENDINGS = {"txt": "table", "json": "json", "csv": "csv"}
_SHOWN_AT_MOST = 10
# In cells, where no terminal says otherwise.
_WIDTH = 100
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
_EPILOG = "Exit status: 0 done; 1 findings; 2 the input or the arguments are wrong."


class _Refusal(click.ClickException):
    """One clear message, and exit status 2."""

    exit_code = 2


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what is wrong with the input into one line on standard error."""
    try:
        yield
    except VariantsError as error:
        raise _Refusal(str(error)) from error


def _decide(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that decide choice points; the command gets a `Selection`."""

    @click.option("-p", "--profile", metavar="PROFILE", help="A profile of variants.toml.")
    @click.option("--choose", multiple=True, metavar="TERM=OPTION", help="An option of a term; beats the profile.")
    @click.option(
        "--at",
        multiple=True,
        metavar="ID=N|keep|drop",
        help="One place: the number of an option, or what becomes of an optional text; beats the rest.",
    )
    @wraps(command)
    def with_selection(
        *args: Any,  # noqa: ANN401 whatever the command takes
        profile: str | None,
        choose: tuple[str, ...],
        at: tuple[str, ...],
        **options: Any,  # noqa: ANN401 the same
    ) -> None:
        pairs = _pairs("--at", "ID=N, ID=keep or ID=drop", at)
        places = {place: _take(place, take) for place, take in pairs.items()}
        selection = Selection(profile, _pairs("--choose", "TERM=OPTION", choose), places)
        command(*args, selection=selection, **options)

    return with_selection


def _pairs(option: str, example: str, given: tuple[str, ...]) -> Mapping[str, str]:
    pairs = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        if not (key and equals and value):
            raise _Refusal(f'{option} takes {example}, not "{pair}"')
        pairs[key] = value
    return pairs


def _take(place: str, take: str) -> int:
    if take in ("keep", "drop"):
        return KEEP if take == "keep" else DROP
    if not (take.isascii() and take.isdigit()) or int(take) < 1:
        raise _Refusal(f'--at {place} takes the number of an option, keep or drop, not "{take}"')
    return int(take) - 1


_draft = click.argument("draft", type=click.Path(path_type=Path))
_output = click.option(
    "-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help="The file to write; - is standard output."
)
_strict = click.option("--strict", is_flag=True, help="End with status 1 if anything is left open.")


@click.group(invoke_without_command=True, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="convention-variants")
@click.pass_context
def main(context: click.Context) -> None:
    """Turn bracketed treaty drafts into clean readings.

    DRAFT is a draft file, or a folder with a draft.md and its variants.toml.
    """
    if context.invoked_subcommand is None:
        from convention_variants import example  # noqa: PLC0415 loaded when needed

        click.echo("\n\n".join(example.paragraphs()))


@main.command()
@_draft
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
@_output
def choices(draft: Path, format_: str | None, profiles: tuple[str, ...], output: Path | None, *, summary: bool) -> None:
    """List what there is to decide in DRAFT, place by place."""
    from convention_variants import inventory_formats, inventory_summary  # noqa: PLC0415 loaded when needed

    if summary and format_:
        raise _Refusal("--summary has one format only: leave --format out")
    if profiles and not summary:
        raise _Refusal("--profile is for --summary")
    width = get_terminal_size().columns if _to_terminal(output) else None
    format_ = "summary" if summary else format_ or _format_of(output, _INVENTORY_ENDINGS, "--format", "table")
    with _refusing():
        _keep_input(draft, output)
        inventory = load_draft(draft)
        if format_ == "json":
            text = json.dumps(inventory_formats.as_json(inventory), ensure_ascii=False, indent=2) + "\n"
        elif format_ == "csv":
            text = inventory_formats.as_csv(inventory)
        elif summary:
            text = _lines(inventory_summary.as_summary(inventory, profiles, width or 80))
        else:
            text = _lines(inventory_formats.as_table(inventory, width))
        _write(text.encode("utf-8"), output)
    if _file(output):
        click.echo(inventory_formats.counts(inventory), err=True)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


@main.command()
@_draft
@click.option("-p", "--profile", "profiles", multiple=True, metavar="PROFILE", help="A profile that must fit DRAFT.")
@_strict
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "sarif", "github"]), default="text", show_default=True
)
def check(draft: Path, profiles: tuple[str, ...], format_: str, *, strict: bool) -> None:
    """Say what is wrong or in doubt in DRAFT, and whether profiles decide it."""
    from convention_variants import coverage, findings  # noqa: PLC0415 loaded when needed
    from convention_variants import diagnostic_formats as formats  # noqa: PLC0415 the same

    with _refusing():
        inventory = load_draft(draft)
        readings = coverage.read_profiles(inventory, profiles)
    diagnostics = [*findings.diagnose(inventory), *(one for reading in readings for one in reading.diagnostics)]
    found = formats.findings_of(diagnostics, inventory)
    covered = [coverage.coverage(reading) for reading in readings]
    if format_ == "json":
        click.echo(json.dumps(formats.as_json(found, covered, inventory), ensure_ascii=False, indent=2))
    elif format_ == "sarif":
        click.echo(json.dumps(formats.as_sarif(found, Path.cwd()), ensure_ascii=False, indent=2))
    elif format_ == "github":
        _echo(formats.as_github(found, Path.cwd()))
    else:
        width = shutil.get_terminal_size((_WIDTH, 0)).columns
        _echo(formats.as_text(found, inventory, width, _paint if _in_colour() else lambda _, text: text))
    for profile in covered:
        click.echo(formats.covered_text(profile), err=True)
    left_open = coverage.left_open(inventory, readings) if strict else []
    if left_open:
        shown = ", ".join(left_open[:_SHOWN_AT_MOST]) + (", …" if len(left_open) > _SHOWN_AT_MOST else "")
        click.echo(f"{len(left_open)} left open: {shown}", err=True)
    click.echo(formats.summary(found), err=True)
    if left_open or any(one.severity is Severity.ERROR for one in found):
        sys.exit(1)


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, color=_in_colour())


def _in_colour() -> bool:
    """Say whether standard output is for eyes that want colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _paint(what: str, text: str) -> str:
    return click.style(text, fg=_COLOURS.get(what), bold=what != "hint" or None)


@main.command()
@_draft
@_decide
@click.option("--consequential", is_flag=True, help="Make the changes that variants.toml declares, too.")
@_output
def resolve(draft: Path, selection: Selection, output: Path | None, *, consequential: bool) -> None:
    """Write the source of DRAFT with only the choices replaced, nothing reflowed."""
    with _refusing():
        _keep_input(draft, output)
        reading = _read(draft, replace(selection, consequential=consequential))
        _write(reading.text.encode("utf-8"), output)
    _report(reading)


@main.command()
@_draft
@_decide
@click.option("--fill", multiple=True, metavar="ID=TEXT", help="Fill a blank in; by its word where that is there once.")
@click.option("--to", type=click.Choice(FORMAT_NAMES), help="The format; else the ending of -o says it, else md.")
@_strict
@click.option("--annex", is_flag=True, help="Add the list of what was decided.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="The paper of a PDF.  [default: a4]")
@click.option("--watermark", metavar="TEXT", help="Words across each page of a PDF.")
@click.option(
    "--templates", type=click.Path(path_type=Path), metavar="DIR", help="Templates and style sheets that override ours."
)
@click.option("--no-consequential", is_flag=True, help="Leave the changes out that variants.toml declares.")
@_output
def render(
    draft: Path,
    selection: Selection,
    fill: tuple[str, ...],
    to: str | None,
    output: Path | None,
    *,
    strict: bool,
    annex: bool,
    paper: Literal["a4", "letter"] | None,
    watermark: str | None,
    templates: Path | None,
    no_consequential: bool,
) -> None:
    """Write one edition of DRAFT: a clean reading as Markdown, HTML or PDF."""
    from convention_variants.render import Options  # noqa: PLC0415 loaded when needed
    from convention_variants.render import render as render_reading  # noqa: PLC0415 the same

    format_ = to or _format_of(output, _EDITION_ENDINGS, "--to", "md")
    if format_ == "pdf" and _to_terminal(output):
        raise _Refusal("a PDF is not written to a terminal: name a file with -o")
    if format_ != "pdf" and (paper or watermark):
        raise _Refusal("--paper and --watermark are for a PDF")
    if format_ == "md" and templates:
        raise _Refusal("--templates are for HTML and PDF: Markdown has none")
    if watermark and not watermark.isprintable():
        raise _Refusal("--watermark takes words on one line")
    options = Options(annex, paper or "a4", watermark or "", templates)
    with _refusing():
        _keep_input(draft, output)
        fills = _pairs("--fill", "ID=TEXT", fill)
        reading = _read(draft, replace(selection, fill=fills, consequential=not no_consequential))
        _write(render_reading(reading, format_, options), output)
    _report(reading)
    if strict and (reading.count(Outcome.OPEN) or reading.broken):
        sys.exit(1)


@main.command()
@_draft
@click.option(
    "-p", "--profile", "profiles", multiple=True, metavar="PROFILE", help="Two: a name, or TERM=OPTION,TERM=OPTION."
)
@click.option(
    "--to", type=click.Choice(["html", "md", "json"]), help="The format; else the ending of -o says it, else md."
)
@_output
def compare(draft: Path, profiles: tuple[str, ...], to: str | None, output: Path | None) -> None:
    """Show what differs in DRAFT between two profiles, provision by provision."""
    from convention_variants import comparison_formats  # noqa: PLC0415 loaded when needed
    from convention_variants.compare import compare_profiles  # noqa: PLC0415 the same

    if len(profiles) != 2:
        raise _Refusal("compare takes two profiles: -p PROFILE -p PROFILE")
    format_ = to or _format_of(output, _COMPARISON_ENDINGS, "--to", "md")
    with _refusing():
        _keep_input(draft, output)
        comparison = compare_profiles(load_draft(draft), *profiles)
        _write(comparison_formats.FORMATS[format_](comparison), output)
    reading = comparison.readings[0]
    _name_places(reading.broken, reading.inventory)
    click.echo(comparison.summary, err=True)


@main.command()
@_draft
@_output
def workbench(draft: Path, output: Path | None) -> None:
    """Write one HTML page of DRAFT in which a reader makes the choices."""
    from convention_variants.render.workbench import render_workbench  # noqa: PLC0415 loaded when needed

    with _refusing():
        _keep_input(draft, output)
        inventory = load_draft(draft)
        _write(render_workbench(inventory), output)
    _report(Resolver(inventory).resolve(Selection()))


@main.command()
@click.argument("drafts", metavar="[DRAFT]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("-p", "--profile", "profiles", multiple=True, metavar="PROFILE", help="Profiles to build; else all.")
@click.option("--all-combinations", is_flag=True, help="Build every combination of the options in brackets.")
@click.option("--to", default=",".join(FORMAT_NAMES), show_default=True, metavar="FORMATS", help="Formats to build.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("editions"), show_default=True, help="Where to build."
)
@click.option("--allow-open", is_flag=True, help="Do not mind a profile that leaves choices open.")
def build(
    drafts: tuple[Path, ...],
    profiles: tuple[str, ...],
    to: str,
    out: Path,
    *,
    all_combinations: bool,
    allow_open: bool,
) -> None:
    """Build the editions of DRAFTs, or of every draft under source/."""
    from convention_variants import editions  # noqa: PLC0415 loaded when needed

    if profiles and all_combinations:
        raise _Refusal("--profile and --all-combinations do not go together")
    count = left_open = 0
    with _refusing():
        paths = drafts or editions.sources(Path("source"))
        formats = [name.strip() for name in to.split(",")]
        named: set[tuple[str, Diagnostic]] = set()
        for built in editions.build(paths, out, formats, profiles, combinations=all_combinations):
            open_, broken = built.reading.count(Outcome.OPEN), built.reading.broken
            still = (f", {open_} open" if open_ else "") + (f", {len(broken)} unpaired" if broken else "")
            click.echo(f"{built.path}  {built.size / 1000:,.0f} kB{still}")
            count, left_open = count + 1, left_open + bool(open_ or broken)
            source = built.reading.inventory.draft.source.name
            _name_places([one for one in broken if (source, one) not in named], built.reading.inventory)
            named.update((source, one) for one in broken)
    click.echo(f"{count} edition{'' if count == 1 else 's'} in {out}", err=True)
    if left_open and not allow_open:
        click.echo(
            f"{left_open} of them leave{'s' if left_open == 1 else ''} choices or brackets open (see --allow-open)",
            err=True,
        )
        sys.exit(1)


@main.command()
@_draft
@click.option("--force", is_flag=True, help="Write over the variants.toml that is there; what it says is lost.")
def init(draft: Path, *, force: bool) -> None:
    """Infer the terms of DRAFT and write its first variants.toml."""
    from convention_variants.proposal import propose  # noqa: PLC0415 loaded when needed

    with _refusing():
        file = find_draft(draft).with_name(VARIANTS_NAME)
        if os.path.lexists(file) and not force:
            raise InputError("is there already: --force writes a new one in its place", str(file))
        proposal = propose(load_source(draft))
        _write(proposal.text.encode("utf-8"), file)
    click.echo(f"{file}: {proposal.summary}", err=True)


def _read(draft: Path, selection: Selection) -> Reading:
    reading = Resolver(load_draft(draft)).resolve(selection)
    reading.refuse_underivable()
    return reading


def _format_of(output: Path | None, endings: Mapping[str, str], option: str, default: str) -> str:
    """Return the format that the ending of a file says, the default for standard output."""
    file = _file(output)
    if file is None:
        return default
    format_ = endings.get(file.suffix.lower().removeprefix("."))
    if format_ is None:
        names = ", ".join(dict.fromkeys(endings.values()))
        raise _Refusal(f"{output}: the name does not say the format; give {option} {names}")
    return format_


def _file(output: Path | None) -> Path | None:
    """Return the file to write, None for standard output."""
    return None if output is None or str(output) == "-" else output


def _to_terminal(output: Path | None) -> bool:
    return _file(output) is None and sys.stdout.isatty()


def _keep_input(draft: Path, output: Path | None) -> None:
    """Refuse to write over the draft or its terminology."""
    if output is None or not output.exists():
        return
    file = find_draft(draft)
    if any(kept.exists() and output.samefile(kept) for kept in (file, file.with_name(VARIANTS_NAME))):
        raise InputError("is the input: name another file with -o", str(output))


def _write(data: bytes, output: Path | None) -> None:
    file = _file(output)
    if file is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()  # before what is said of it on standard error
        return
    from convention_variants.editions import write_file  # noqa: PLC0415 loaded when needed

    write_file(file, data)


def _report(reading: Reading) -> None:
    """Say on standard error what a reading leaves open, and what it settles."""
    from convention_variants.render import summary  # noqa: PLC0415 loaded when needed

    selection = reading.selection
    asked = selection.profile or selection.choose or selection.at
    left_open = [found for found in reading.diagnostics if asked and found.rule == "uncovered-choice"]
    _name_places([*reading.broken, *left_open], reading.inventory)
    click.echo(summary(reading), err=True)


def _name_places(diagnostics: Iterable[Diagnostic], inventory: Inventory) -> None:
    severity = inventory.terminology.severity
    shown = [found for found in diagnostics if severity[found.rule] is not Severity.OFF]
    for found in shown[:_SHOWN_AT_MOST]:
        line, column = inventory.draft.source.position(found.span.start)
        place = f"{inventory.draft.source.name}:{line}:{column}"
        click.echo(f"{place}: {severity[found.rule]}: {found.message} [{found.rule}]", err=True)
    if len(shown) > _SHOWN_AT_MOST:
        click.echo(f"… and {len(shown) - _SHOWN_AT_MOST} more", err=True)
