"""The commands that compare: two profiles, or the drafts of one text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from convention_variants.cli.arguments import (
    A_PATH,
    CHOICES,
    DraftArgument,
    a_draft,
    a_format,
    an_output,
    before_changes,
    command,
    several_profiles,
)
from convention_variants.cli.output import (
    format_of,
    keep_input,
    say_remarks,
    say_written,
    to_terminal,
    write,
    write_about,
)
from convention_variants.cli.streams import Refusal

if TYPE_CHECKING:
    from convention_variants.choices.inventory import Inventory

_COMPARISONS = {"html": "html", "htm": "html", "pdf": "pdf", "md": "md", "markdown": "md", "json": "json"}
_REVISIONS = {ending: format_ for ending, format_ in _COMPARISONS.items() if format_ != "pdf"}


@command("compare draft.md -p cybercrime -p ict -o comparison.html")
@a_draft
@several_profiles(CHOICES, "One of the two profiles: a name, TERM=OPTION,TERM=OPTION, or party:NAME.")
@an_output
@a_format("--to", _COMPARISONS.values(), "md")
def compare(draft: DraftArgument, profiles: tuple[str, ...], to: str | None, output: Path | None) -> None:
    """Compare DRAFT under two profiles, provision by provision."""
    from convention_variants.comparison.comparing import compare_profiles
    from convention_variants.comparison.formats import COMPARISON_FORMATS

    if len(profiles) != 2:
        raise Refusal("compare requires two profiles: -p PROFILE -p PROFILE")
    format_ = to or format_of(output, _COMPARISONS, "--to", "md")
    if format_ == "pdf" and to_terminal(output):
        raise Refusal("cannot write PDF to a terminal; use -o FILE")

    def make(inventory: Inventory) -> tuple[bytes, str]:
        comparison = compare_profiles(inventory, *profiles)
        return COMPARISON_FORMATS[format_](comparison), comparison.summary

    write_about(draft, output, make)


@command("revisions draft-1.docx draft-2.docx -o revisions.html")
@click.argument("drafts", metavar="OLD NEW [NEWER]...", nargs=-1, required=True, type=A_PATH)
@before_changes
@a_format("--to", _REVISIONS.values(), "md")
@an_output
def revisions(drafts: tuple[Path, ...], to: str | None, output: Path | None, *, before_changes: bool) -> None:
    """Show what became of each choice point of OLD in NEW, and what is new.

    More than two drafts form a series, oldest first.
    """
    from convention_variants.building.earlier import load_series
    from convention_variants.comparison.revising import revise_all
    from convention_variants.comparison.revision_formats import REVISION_FORMATS, one_line

    if len(drafts) < 2:
        raise Refusal("revisions requires two drafts: OLD NEW")
    format_ = to or format_of(output, _REVISIONS, "--to", "md")
    for draft in drafts:
        keep_input(draft, output)
    series = revise_all(load_series(drafts, before_changes=before_changes))
    write(REVISION_FORMATS[format_](series), output)
    for inventory in series.drafts:
        say_remarks(inventory)
    say_written(output, one_line(series))
