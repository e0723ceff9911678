"""The command that compares drafts of one text: revisions."""

from __future__ import annotations

from pathlib import Path

import click

from convention_variants.cli.arguments import OUTPUT, an_output, before_changes, command, option, refusing
from convention_variants.cli.output import format_of, keep_input, say_remarks, say_written, write
from convention_variants.cli.streams import Refusal

_ENDINGS = {"html": "html", "htm": "html", "md": "md", "markdown": "md", "json": "json"}


@command("revisions draft-1.docx draft-2.docx -o revisions.html")
@click.argument("drafts", metavar="OLD NEW [NEWER]...", nargs=-1, required=True, type=click.Path(path_type=Path))
@before_changes
@option(
    "--to",
    type=click.Choice(["html", "md", "json"]),
    group=OUTPUT,
    help="Output format. Inferred from the file name; default md.",
)
@an_output
def revisions(drafts: tuple[Path, ...], to: str | None, output: Path | None, *, before_changes: bool) -> None:
    """Show what became of each choice point of OLD in NEW, and what is new.

    More than two drafts form a series, oldest first.
    """
    from convention_variants.building.earlier import load_series  # noqa: PLC0415 loaded when needed
    from convention_variants.comparison.revising import revise_all  # noqa: PLC0415 loaded when needed
    from convention_variants.comparison.revision_formats import (  # noqa: PLC0415 the same
        REVISION_FORMATS,
        one_line,
    )

    if len(drafts) < 2:
        raise Refusal("revisions requires two drafts: OLD NEW")
    format_ = to or format_of(output, _ENDINGS, "--to", "md")
    with refusing():
        for draft in drafts:
            keep_input(draft, output)
        series = revise_all(load_series(drafts, before_changes=before_changes))
        write(REVISION_FORMATS[format_](series), output)
    for inventory in series.drafts:
        say_remarks(inventory)
    say_written(output, one_line(series))
