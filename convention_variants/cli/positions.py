"""The command that says who wants what: positions."""

from __future__ import annotations

from pathlib import Path

import click

from convention_variants.cli.arguments import OUTPUT, a_draft, an_output, before_changes, command, option, refusing
from convention_variants.cli.output import (
    file_of,
    format_of,
    keep_input,
    say_remarks,
    say_written,
    terminal_width,
    to_terminal,
    write,
)
from convention_variants.text.display import json_bytes

_ENDINGS = {"txt": "table", "json": "json", "csv": "csv", "html": "html", "htm": "html"}


@command("positions draft.docx -o positions.html")
@a_draft
@before_changes
@option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv", "html"]),
    group=OUTPUT,
    help="Output format. Inferred from the file name; default table.",
)
@an_output
def positions(draft: Path, format_: str | None, output: Path | None, *, before_changes: bool) -> None:
    """List the positions of the parties in DRAFT, and how often they agree."""
    from convention_variants.choices.reader import load_draft  # noqa: PLC0415 loaded when needed
    from convention_variants.reports import positions as formats  # noqa: PLC0415 the same
    from convention_variants.reports.standings import find_standings  # noqa: PLC0415 the same

    width = terminal_width() if to_terminal(output) else None
    format_ = format_ or format_of(output, _ENDINGS, "--format", "table")
    with refusing():
        keep_input(draft, output)
        inventory = load_draft(draft, before_changes=before_changes)
        standings = find_standings(inventory)
        if format_ == "json":
            data = json_bytes(formats.as_json(standings))
        elif format_ == "csv":
            data = formats.as_csv(standings).encode("utf-8")
        elif format_ == "html":
            from convention_variants.reports.positions_page import as_html  # noqa: PLC0415 loaded when needed

            data = as_html(standings)
        else:
            data = "".join(f"{line}\n" for line in formats.as_table(standings, width)).encode("utf-8")
        write(data, output)
    say_remarks(inventory)
    if file_of(output):
        say_written(output, formats.counts(standings))
