"""The directive `command`: how a command is called and what its options do, as click knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import click
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from convention_variants.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


class Command(SphinxDirective):
    """What `--help` says of a command: its usage, its text, and a list of its options with an anchor for each."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the description of the command that the argument names."""
        name = self.arguments[0]
        if name not in main.commands:
            raise self.error(f"there is no command {name}")
        command = main.commands[name]
        context = click.Context(command, info_name=f"convention-variants {name}")
        usage = command.get_usage(context).removeprefix("Usage: ")
        usage = " ".join(usage.split())
        return [
            nodes.literal_block(usage, usage, language="text"),
            *(nodes.paragraph(text, text) for text in _paragraphs(command)),
            self._options(name, command, context),
            *_example(command),
        ]

    def _options(self, name: str, command: click.Command, context: click.Context) -> nodes.Node:
        found = nodes.definition_list(classes=["options"])
        for names, long_name, text in _records(command, context):
            term = nodes.term("", "", nodes.literal(names, names), ids=[anchor(name, long_name)])
            self.state.document.note_explicit_target(term)
            found += nodes.definition_list_item("", term, nodes.definition("", nodes.paragraph(text, text)))
        return found


def anchor(command: str, option: str) -> str:
    """Return the anchor of an option's description."""
    return f"{command}-{option.lstrip('-')}"


def _paragraphs(command: click.Command) -> Iterator[str]:
    for paragraph in (command.help or "").split("\n\n"):
        yield " ".join(paragraph.split())


def _example(command: click.Command) -> Iterator[nodes.Node]:
    """Yield the example below the help of a command."""
    _, _, lines = (command.epilog or "").partition("Example:\n")
    if lines:
        shown = "\n".join(line.strip() for line in lines.splitlines())
        yield nodes.paragraph("Example:", "Example:")
        yield nodes.literal_block(shown, shown, language="sh")


def _records(command: click.Command, context: click.Context) -> Iterator[tuple[str, str, str]]:
    """Yield how each option is written, its longest name, and what it does."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and (record := parameter.get_help_record(context)):
            yield record[0], max(parameter.opts, key=len), " ".join(record[1].split())


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("command", Command)
    return {"parallel_read_safe": True}
