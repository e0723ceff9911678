"""The command line: the only part that reads arguments, prints, and sets exit codes."""

from __future__ import annotations

from typing import Any

import click

from convention_variants.cli.building import build, verify, watch
from convention_variants.cli.drafting import check, choices, init
from convention_variants.cli.reading import compare, render, resolve, workbench
from convention_variants.cli.streams import system_errors
from convention_variants.version import VERSION

_EPILOG = "Exit status: 0 done; 1 findings; 2 the input or the arguments are wrong."


class _Program(click.Group):
    """All commands, none of which ends in a traceback for what the system says."""

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:  # noqa: ANN401 as click calls it
        """Read the arguments; `--help` and `--version` print."""
        with system_errors():
            return super().make_context(*arguments, **options)

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 as click has it
        """Run a command."""
        with system_errors():
            return super().invoke(context)


@click.group(
    cls=_Program, invoke_without_command=True, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(VERSION, prog_name="convention-variants")
@click.pass_context
def main(context: click.Context) -> None:
    """Turn bracketed treaty drafts into clean readings.

    DRAFT is a draft file, or a folder with a draft.md and its variants.toml.
    """
    if context.invoked_subcommand is None:
        from convention_variants.cli import example  # noqa: PLC0415 loaded when needed

        click.echo("\n\n".join(example.paragraphs()))


for command in (build, check, choices, compare, init, render, resolve, verify, watch, workbench):
    main.add_command(command)
