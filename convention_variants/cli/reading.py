"""The commands that read a draft and write a reading: resolve, render and workbench."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from convention_variants.cli.arguments import (
    A_PATH,
    CHOICES,
    OUTPUT,
    DraftArgument,
    a_draft,
    a_format,
    an_output,
    command,
    decide,
    option,
    strict,
)
from convention_variants.cli.output import format_of, keep_format, keep_input, report, to_terminal, write
from convention_variants.cli.streams import Refusal
from convention_variants.formats.folder import find_draft
from convention_variants.formats.reader import WORD_SUFFIXES
from convention_variants.render.formats import FORMATS, format_endings, format_names
from convention_variants.text.errors import InputError

if TYPE_CHECKING:
    from convention_variants.resolve.resolver import Reading, Selection

_FORMAT_NAMES, _PAGED = format_names(), format_names(lambda one: one.paged)
_MARKED = format_names(lambda one: one.templated)
# `render` makes one edition and ends: collecting what WeasyPrint leaves in memory takes a twentieth of its time.
_NEW_OBJECTS = 10_000_000


@command("resolve draft.docx -p ict -o resolved.docx")
@a_draft
@decide
@option("--consequential", is_flag=True, group=CHOICES, help="Apply the consequential changes from variants.toml.")
@an_output
@option("--tracked", is_flag=True, group=OUTPUT, help="In a Word file: make every change a tracked change.")
@option("--mark", is_flag=True, group=OUTPUT, help="In a Word file: highlight the chosen wording.")
def resolve(
    draft: DraftArgument, selection: Selection, output: Path | None, *, consequential: bool, tracked: bool, mark: bool
) -> None:
    """Replace the choices in the source text of DRAFT and leave everything else unchanged.

    For a Word draft, -o NAME.docx writes the Word file itself with only the choices replaced. Otherwise this is, for a
    Word or PDF draft, the text that convert writes.
    """
    to_word = output is not None and output.suffix.lower() in WORD_SUFFIXES
    if (tracked or mark) and not to_word:
        raise Refusal(f"{'--tracked' if tracked else '--mark'} requires a Word file as output: -o NAME.docx")
    if not to_word:
        keep_format(output, "text", ".md", ".markdown")
    keep_input(draft.path, output)
    file = find_draft(draft.path)
    if to_word:
        _check_word(file, output, before_changes=draft.before_changes)
    reading = _read(draft._replace(path=file), replace(selection, consequential=consequential))
    if to_word:
        from convention_variants.resolve.word_file import resolve_word

        write(resolve_word(reading, file.read_bytes(), tracked=tracked, mark=mark), output)
    else:
        write(reading.text.encode("utf-8"), output)
    report(reading, output)


def _check_word(file: Path, output: Path | None, *, before_changes: bool) -> None:
    suffix = file.suffix.lower()
    if suffix not in WORD_SUFFIXES:
        raise InputError("only a Word draft can be resolved as a Word file; use render for an edition", str(file))
    if output is not None and output.suffix.lower() != suffix:
        raise InputError(f"the draft is a {suffix} file; use -o NAME{suffix}", str(output))
    if before_changes:
        message = "--before-changes cannot be combined with Word output; reject the changes in Word first"
        raise InputError(message, str(file))


@command(
    "render draft.docx -o reading.pdf\nrender source/ac291-22 --choose data=computer-data --fill city=Hanoi",
    help=f"Write one edition of DRAFT: a clean reading as {_FORMAT_NAMES}.",
)
@a_draft
@decide
@option("--no-consequential", is_flag=True, group=CHOICES, help="Skip the consequential changes from variants.toml.")
@strict
@an_output
@a_format("--to", FORMATS, "md")
@option("--annex", is_flag=True, group=OUTPUT, help="Append the list of decisions.")
@option("--mark", is_flag=True, group=OUTPUT, help=f"Highlight the chosen wording in {_MARKED}.")
@option("--paper", type=click.Choice(["a4", "letter"]), group=OUTPUT, help=f"Paper size of {_PAGED}.  [default: a4]")
@option("--watermark", metavar="TEXT", group=OUTPUT, help=f"Print TEXT across each page of {_PAGED}.")
@option(
    "--templates",
    type=A_PATH,
    metavar="DIR",
    group=OUTPUT,
    help="Use the templates and style sheets in DIR instead of the built-in ones.",
)
def render(
    draft: DraftArgument,
    selection: Selection,
    to: str | None,
    output: Path | None,
    *,
    strict: bool,
    annex: bool,
    mark: bool,
    paper: Literal["a4", "letter"] | None,
    watermark: str | None,
    templates: Path | None,
    no_consequential: bool,
) -> None:
    """Write one edition of DRAFT."""
    from convention_variants.render.edition import Options
    from convention_variants.render.formats import render as render_reading

    format_ = FORMATS[to or format_of(output, format_endings(), "--to", "md")]
    if format_.binary and to_terminal(output):
        raise Refusal(f"cannot write {format_.name} to a terminal; use -o FILE")
    if not format_.paged and (paper or watermark):
        raise Refusal(f"--paper and --watermark require {_PAGED} output")
    if not format_.templated and templates:
        raise Refusal(f"--templates requires {_MARKED} output")
    if not format_.templated and mark:
        raise Refusal(f"--mark requires {_MARKED} output")
    if watermark and not watermark.isprintable():
        raise Refusal("--watermark expects one line of text")
    options = Options(annex, paper or "a4", watermark or "", templates, mark)
    keep_input(draft.path, output)
    gc.set_threshold(_NEW_OBJECTS)
    reading = _read(draft, replace(selection, consequential=not no_consequential))
    write(render_reading(reading, format_.id, options), output)
    report(reading, output)
    from convention_variants.resolve.resolver import Outcome

    if strict and (reading.count(Outcome.OPEN) or reading.unmatched):
        sys.exit(1)


@command("workbench draft.md -o workbench.html")
@a_draft
@an_output
def workbench(draft: DraftArgument, output: Path | None) -> None:
    """Write DRAFT as one HTML file in which readers make the choices."""
    from convention_variants.render.workbench import render_workbench
    from convention_variants.resolve.resolver import Resolver, Selection

    if to_terminal(output):
        raise Refusal("cannot write the workbench to a terminal; use -o FILE")
    keep_format(output, "a web page", ".html", ".htm")
    keep_input(draft.path, output)
    inventory = draft.inventory()
    write(render_workbench(inventory), output)
    report(Resolver(inventory).resolve(Selection()), output, warn=False)


def _read(draft: DraftArgument, selection: Selection) -> Reading:
    from convention_variants.resolve.resolver import Resolver

    reading = Resolver(draft.inventory()).resolve(selection)
    reading.refuse_underivable()
    return reading
