"""The list of commands. A command is imported when it is looked up: all of them take longer than most take to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

import click

# The module that each command stands in, and what the command does.
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


class Commands(Mapping[str, click.Command]):
    """The commands by name."""

    def __getitem__(self, name: str) -> click.Command:
        module, _ = _COMMANDS[name]
        command: click.Command = getattr(import_module(f"convention_variants.cli.{module}"), name)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)
