"""Arguments and options that several commands share, with grouped help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convention_variants.cli.commands import SUMMARIES
from convention_variants.cli.streams import Refusal
from convention_variants.formats.folder import load_source
from convention_variants.text.display import shortened
from convention_variants.text.errors import VariantsError

if TYPE_CHECKING:
    from convention_variants.choices.inventory import Inventory
    from convention_variants.terminology.model import Take
    from convention_variants.text.source import Source

_LONGEST_SHOWN = 100
_PROGRAM = "convention-variants"

# The groups of the help, in its order.
INPUT, CHOICES, CHECKS, OUTPUT = "Input", "Choices", "Checks", "Output"
_GROUPS = (INPUT, CHOICES, CHECKS, OUTPUT, "Options")


class GroupedOption(click.Option):
    """An option with the heading under which the help lists it."""

    def __init__(self, *arguments: Any, group: str = "Options", **options: Any) -> None:  # noqa: ANN401 click's own
        super().__init__(*arguments, **options)
        self.group = group


class Command(click.Command):
    """A command whose help groups its options and ends with an example; errors in the input are one line."""

    def __init__(self, *arguments: Any, example: str, **options: Any) -> None:  # noqa: ANN401 click's own
        lines = "\n".join(f"  {_PROGRAM} {line}" for line in example.splitlines())
        options["epilog"] = f"\b\nExample:\n{lines}"
        super().__init__(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 as click has it
        """Run the command, and report an error in the input on standard error, with status 2."""
        try:
            return super().invoke(ctx)
        except VariantsError as error:
            raise Refusal(str(error)) from error

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options group by group."""
        for group in _GROUPS:
            options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
            shown = [one for one in options if getattr(one, "group", "Options") == group]
            records = [record for one in shown if (record := one.get_help_record(ctx))]
            if records:
                with formatter.section(group):
                    formatter.write_dl(records)


def command(example: str, **options: Any) -> Callable[[Callable[..., None]], click.Command]:  # noqa: ANN401 click's own
    """Return the decorator that makes a function a command; the example leaves out the name of the program."""

    def make(function: Callable[..., None]) -> click.Command:
        summary = SUMMARIES[function.__name__]
        return click.command(cls=Command, example=example, short_help=summary, **options)(function)

    return make


def option(*names: str, group: str = "Options", **options: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:  # noqa: ANN401 click's own
    """Return the decorator that adds an option in a group of the help."""
    return click.option(*names, cls=GroupedOption, group=group, **options)


def decide(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that decide choice points and fill in blanks; the command gets a `Selection`."""

    @option("-p", "--profile", metavar="PROFILE", group=CHOICES, help="Use a profile from variants.toml.")
    @option(
        "--party",
        "parties",
        multiple=True,
        metavar="NAME",
        group=CHOICES,
        help="Take what a party proposes or supports and drop what it opposes; repeatable, the last one decides.",
    )
    @option(
        "--choose",
        multiple=True,
        metavar="TERM=OPTION",
        group=CHOICES,
        help="Choose an option of a term. Overrides --profile and --party.",
    )
    @option(
        "--at",
        multiple=True,
        metavar="ID=N|keep|drop|open",
        group=CHOICES,
        help="Decide one choice point: option number N, keep or drop an optional text, or leave it open. Overrides"
        " --choose. ID==OPTION takes an option of its term that is not offered there.",
    )
    @option(
        "--fill",
        multiple=True,
        metavar="ID=TEXT",
        group=CHOICES,
        help="Fill in a blank, by id, or by its word if unique.",
    )
    @wraps(function)
    def with_selection(
        *args: Any,  # noqa: ANN401 whatever the command takes
        profile: str | None,
        parties: tuple[str, ...],
        choose: tuple[str, ...],
        at: tuple[str, ...],
        fill: tuple[str, ...],
        **options: Any,  # noqa: ANN401 the same
    ) -> None:
        from convention_variants.resolve.resolver import Selection

        takes = _pairs("--at", "ID=N, ID=keep, ID=drop or ID=open", at)
        places = {place: _take(place, take) for place, take in takes.items()}
        chosen, filled = _pairs("--choose", "TERM=OPTION", choose), _pairs("--fill", "ID=TEXT", fill)
        selection = Selection(profile, chosen, places, fill=filled, parties=parties)
        function(*args, selection=selection, **options)

    return with_selection


def several_profiles(group: str, help_: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the decorator that adds `-p`, which can be repeated, in a group of the help."""
    return option("-p", "--profile", "profiles", multiple=True, metavar="PROFILE", group=group, help=help_)


def _pairs(name: str, form: str, given: tuple[str, ...]) -> Mapping[str, str]:
    """Return the values of a KEY=VALUE option by their keys; refuses other values."""
    parsed = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        if not (key and equals and value):
            raise Refusal(f'{name} expects {form}, got "{shortened(pair, _LONGEST_SHOWN)}"')
        parsed[key] = value
    return parsed


def _take(place: str, text: str) -> Take:
    from convention_variants.terminology.model import Take

    try:
        return Take.parse(text)
    except ValueError:
        shown = shortened(text, _LONGEST_SHOWN)
        raise Refusal(f'--at {place} expects an option number, keep, drop or open, got "{shown}"') from None


@dataclass(frozen=True, slots=True)
class DraftArgument:
    """The draft of a command; with `before_changes` a Word file is read as if its tracked changes were rejected."""

    path: Path
    before_changes: bool

    def source(self) -> Source:
        """Return its text."""
        return load_source(self.path, before_changes=self.before_changes)

    def inventory(self) -> Inventory:
        """Return its choice points."""
        from convention_variants.choices.reader import load_draft

        return load_draft(self.path, before_changes=self.before_changes)


def a_draft(function: Callable[..., None]) -> Callable[..., None]:
    """Add the draft; the command gets a `DraftArgument`."""

    @click.argument("draft", type=A_PATH)
    @before_changes
    @wraps(function)
    def with_draft(*args: Any, draft: Path, before_changes: bool, **options: Any) -> None:  # noqa: ANN401 whatever it takes
        function(*args, draft=DraftArgument(draft, before_changes), **options)

    return with_draft


A_PATH = click.Path(path_type=Path)
an_output = option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    group=OUTPUT,
    help="Write to FILE; - is standard output.",
)
before_changes = option(
    "--before-changes", is_flag=True, group=INPUT, help="Read a Word file as if its tracked changes were rejected."
)
strict = option(
    "--strict", is_flag=True, group=CHECKS, help="Exit with status 1 if choices are open or brackets unmatched."
)
