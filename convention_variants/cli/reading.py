"""The commands that make a reading of a draft: resolve, render, compare and workbench."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Literal

import click

from convention_variants.choices.reader import load_draft
from convention_variants.cli.arguments import Refusal, a_draft, an_output, decide, pairs, refusing, strict
from convention_variants.cli.output import format_of, keep_input, name_places, report, to_terminal, write
from convention_variants.resolve.resolver import Outcome, Reading, Resolver, Selection

FORMAT_NAMES = ("md", "html", "pdf")
_EDITION_ENDINGS = {"md": "md", "markdown": "md", "html": "html", "htm": "html", "pdf": "pdf"}
_COMPARISON_ENDINGS = {"html": "html", "htm": "html", "md": "md", "markdown": "md", "json": "json"}


@click.command(short_help="Write the source with only the choices replaced.")
@a_draft
@decide
@click.option("--consequential", is_flag=True, help="Make the changes that variants.toml declares, too.")
@an_output
def resolve(draft: Path, selection: Selection, output: Path | None, *, consequential: bool) -> None:
    """Write the source of DRAFT with only the choices replaced, nothing reflowed."""
    with refusing():
        keep_input(draft, output)
        reading = _read(draft, replace(selection, consequential=consequential))
        write(reading.text.encode("utf-8"), output)
    report(reading)


@click.command(short_help="Write one edition: Markdown, HTML or PDF.")
@a_draft
@decide
@click.option("--fill", multiple=True, metavar="ID=TEXT", help="Fill a blank in; by its word where that is there once.")
@click.option("--to", type=click.Choice(FORMAT_NAMES), help="The format; else the ending of -o says it, else md.")
@strict
@click.option("--annex", is_flag=True, help="Add the list of what was decided.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), help="The paper of a PDF.  [default: a4]")
@click.option("--watermark", metavar="TEXT", help="Words across each page of a PDF.")
@click.option(
    "--templates", type=click.Path(path_type=Path), metavar="DIR", help="Templates and style sheets that override ours."
)
@click.option("--no-consequential", is_flag=True, help="Leave the changes out that variants.toml declares.")
@an_output
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
    from convention_variants.render import render as render_reading  # noqa: PLC0415 the same
    from convention_variants.render.edition import Options  # noqa: PLC0415 loaded when needed

    format_ = to or format_of(output, _EDITION_ENDINGS, "--to", "md")
    if format_ == "pdf" and to_terminal(output):
        raise Refusal("a PDF is not written to a terminal: name a file with -o")
    if format_ != "pdf" and (paper or watermark):
        raise Refusal("--paper and --watermark are for a PDF")
    if format_ == "md" and templates:
        raise Refusal("--templates are for HTML and PDF: Markdown has none")
    if watermark and not watermark.isprintable():
        raise Refusal("--watermark takes words on one line")
    options = Options(annex, paper or "a4", watermark or "", templates)
    with refusing():
        keep_input(draft, output)
        fills = pairs("--fill", "ID=TEXT", fill)
        reading = _read(draft, replace(selection, fill=fills, consequential=not no_consequential))
        write(render_reading(reading, format_, options), output)
    report(reading)
    if strict and (reading.count(Outcome.OPEN) or reading.broken):
        sys.exit(1)


@click.command(short_help="Show what differs between two profiles.")
@a_draft
@click.option(
    "-p", "--profile", "profiles", multiple=True, metavar="PROFILE", help="Two: a name, or TERM=OPTION,TERM=OPTION."
)
@click.option(
    "--to", type=click.Choice(["html", "md", "json"]), help="The format; else the ending of -o says it, else md."
)
@an_output
def compare(draft: Path, profiles: tuple[str, ...], to: str | None, output: Path | None) -> None:
    """Show what differs in DRAFT between two profiles, provision by provision."""
    from convention_variants.comparison import formats  # noqa: PLC0415 loaded when needed
    from convention_variants.comparison.comparing import compare_profiles  # noqa: PLC0415 loaded when needed

    if len(profiles) != 2:
        raise Refusal("compare takes two profiles: -p PROFILE -p PROFILE")
    format_ = to or format_of(output, _COMPARISON_ENDINGS, "--to", "md")
    with refusing():
        keep_input(draft, output)
        comparison = compare_profiles(load_draft(draft), *profiles)
        write(formats.FORMATS[format_](comparison), output)
    reading = comparison.readings[0]
    name_places(reading.broken, reading.inventory)
    click.echo(comparison.summary, err=True)


@click.command(short_help="Write a page in which a reader makes the choices.")
@a_draft
@an_output
def workbench(draft: Path, output: Path | None) -> None:
    """Write one HTML page of DRAFT in which a reader makes the choices."""
    from convention_variants.render.workbench import render_workbench  # noqa: PLC0415 loaded when needed

    with refusing():
        keep_input(draft, output)
        inventory = load_draft(draft)
        write(render_workbench(inventory), output)
    report(Resolver(inventory).resolve(Selection()))


def _read(draft: Path, selection: Selection) -> Reading:
    reading = Resolver(load_draft(draft)).resolve(selection)
    reading.refuse_underivable()
    return reading
