"""The command line: the only part that reads arguments, prints, and sets exit codes."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import click

from convention_variants.cli.streams import system_errors
from convention_variants.version import VERSION

_EPILOG = "Exit status: 0 success; 1 findings; 2 invalid input or arguments."
# The module of each command, and what the command does.
_COMMANDS = {
    "build": ("building", "Build editions, an index page and a manifest."),
    "check": ("drafting", "Report errors and doubtful places, and what profiles decide."),
    "choices": ("drafting", "List the choice points."),
    "compare": ("comparing", "Compare two profiles."),
    "convert": ("drafting", "Write the text of a draft as Markdown."),
    "init": ("drafting", "Infer terms and profiles and write variants.toml."),
    "positions": ("drafting", "List who proposes and who opposes what."),
    "render": ("reading", "Write one edition as Markdown, HTML, PDF or Word."),
    "resolve": ("reading", "Replace the choices in the source and nothing else."),
    "revisions": ("comparing", "Show what became of each choice point."),
    "verify": ("building", "Check the built files against the manifest."),
    "watch": ("building", "Rebuild editions whenever a draft is saved."),
    "workbench": ("reading", "Write a web page for making choices in the text."),
}
SUMMARIES = {name: summary for name, (_, summary) in _COMMANDS.items()}


class _Commands(Mapping[str, click.Command]):
    """The commands by name. One is imported when it is looked up: all take longer to load than most take to run."""

    def __getitem__(self, name: str) -> click.Command:
        module, _ = _COMMANDS[name]
        command: click.Command = getattr(import_module(f"convention_variants.cli.{module}"), name)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class _Program(click.Group):
    """The group of all commands; it reports system errors without a traceback."""

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:  # noqa: ANN401 as click calls it
        """Parse the arguments; `--help` and `--version` print."""
        atexit.register(gc.freeze)  # else Python looks for cycles at exit, in memory that it frees anyway
        with system_errors():
            return super().make_context(*arguments, **options)

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 as click has it
        with system_errors():
            return super().invoke(context)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


@click.group(
    cls=_Program,
    commands=_Commands(),
    invoke_without_command=True,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(VERSION, prog_name="convention-variants")
@click.pass_context
def main(context: click.Context) -> None:
    """Turn bracketed treaty drafts into clean readings.

    DRAFT is a Markdown, text, Word or PDF file, or a folder that contains one named draft.md, draft.txt, draft.docx or
    draft.pdf. A variants.toml next to it declares terms and profiles.
    """
    if context.invoked_subcommand is None:
        from convention_variants.cli import example

        click.echo("\n\n".join(example.paragraphs()))
