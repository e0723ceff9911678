"""Arguments and options that several commands share, with grouped help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from convention_variants.cli import SUMMARIES
from convention_variants.cli.streams import Refusal
from convention_variants.formats.folder import load_source
from convention_variants.text.display import shortened
from convention_variants.text.errors import VariantsError

if TYPE_CHECKING:
    from convention_variants.choices.inventory import Inventory
    from convention_variants.terminology.model import Take
    from convention_variants.text.source import Source

_Function = Callable[..., None]
Decorator = Callable[[_Function], _Function]

_LONGEST_SHOWN = 100
_PROGRAM = "convention-variants"

# The groups of the help, in its order.
INPUT, CHOICES, CHECKS, OUTPUT = "Input", "Choices", "Checks", "Output"
_GROUPS = (INPUT, CHOICES, CHECKS, OUTPUT, "Options")
_PROFILE = "Use a profile from variants.toml."
_PARTY = "Take what a party proposes or supports and drop what it opposes; repeatable, the last one decides."
_CHOOSE = "Choose an option of a term. Overrides --profile and --party."
_AT = (
    "Decide one choice point: option number N, keep or drop an optional text, or leave it open. Overrides --choose."
    " ID==OPTION takes an option of its term that is not offered there."
)
_FILL = "Fill in a blank, by id, or by its word if unique."


class GroupedOption(click.Option):
    """An option with the heading under which the help lists it."""

    def __init__(self, *arguments: Any, group: str = "Options", **options: Any) -> None:  # noqa: ANN401 click's own
        super().__init__(*arguments, **options)
        self.group = group


class Command(click.Command):
    """A command whose help groups its options; errors in the input are one line."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 as click has it
        """Run the command, and report an error in the input on standard error, with status 2."""
        try:
            return super().invoke(ctx)
        except VariantsError as error:
            raise Refusal(*error.args) from error

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options group by group."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        for group in _GROUPS:
            shown = [one for one in options if getattr(one, "group", "Options") == group]
            if records := [record for one in shown if (record := one.get_help_record(ctx))]:
                with formatter.section(group):
                    formatter.write_dl(records)


def command(example: str, **options: Any) -> Callable[[_Function], click.Command]:  # noqa: ANN401 click's own
    """Return the decorator that makes a function a command; the example leaves out the name of the program."""

    def make(function: _Function) -> click.Command:
        lines = "".join(f"\n  {_PROGRAM} {line}" for line in example.splitlines())
        summary, epilog = SUMMARIES[function.__name__], f"\b\nExample:{lines}"
        return click.command(cls=Command, short_help=summary, epilog=epilog, **options)(function)

    return make


def option(*names: str, group: str = "Options", **options: Any) -> Decorator:  # noqa: ANN401 click's own
    """Return the decorator that adds an option in a group of the help."""
    return click.option(*names, cls=GroupedOption, group=group, **options)


def decide(function: _Function) -> _Function:
    """Add the options that decide choice points and fill in blanks; the command gets a `Selection`."""

    @option("-p", "--profile", "profiles", multiple=True, metavar="PROFILE", group=CHOICES, help=_PROFILE)
    @option("--party", "parties", multiple=True, metavar="NAME", group=CHOICES, help=_PARTY)
    @option("--choose", multiple=True, metavar="TERM=OPTION", group=CHOICES, help=_CHOOSE)
    @option("--at", multiple=True, metavar="ID=N|keep|drop|open", group=CHOICES, help=_AT)
    @option("--fill", multiple=True, metavar="ID=TEXT", group=CHOICES, help=_FILL)
    @wraps(function)
    def with_selection(
        *args: Any,  # noqa: ANN401 whatever the command takes
        profiles: tuple[str, ...],
        parties: tuple[str, ...],
        choose: tuple[str, ...],
        at: tuple[str, ...],
        fill: tuple[str, ...],
        **options: Any,  # noqa: ANN401 the same
    ) -> None:
        from convention_variants.resolve.resolver import Selection

        if len(set(profiles)) > 1:
            names = ", ".join(profiles)
            raise Refusal(f"--profile accepts one profile here, got {names}; use compare to see two side by side")
        takes = _pairs("--at", "ID=N, ID=keep, ID=drop or ID=open", at)
        places = {place: _take(place, take) for place, take in takes.items()}
        chosen, filled = _pairs("--choose", "TERM=OPTION", choose), _pairs("--fill", "ID=TEXT", fill)
        profile = profiles[0] if profiles else None
        function(*args, selection=Selection(profile, chosen, places, fill=filled, parties=parties), **options)

    return with_selection


def a_format(name: str, formats: Iterable[str], default: str) -> Decorator:
    """Return the decorator that adds the option for the format of the output."""
    help_ = f"Output format. Inferred from the file name; default {default}."
    return option(name, "to", type=click.Choice(list(dict.fromkeys(formats))), group=OUTPUT, help=help_)


def several_profiles(group: str, help_: str) -> Decorator:
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


class DraftArgument(NamedTuple):
    """The draft of a command; `before_changes` reads a Word file as if its tracked changes were rejected."""

    path: Path
    before_changes: bool

    def source(self) -> Source:
        """Return its text."""
        return load_source(self.path, before_changes=self.before_changes)

    def inventory(self) -> Inventory:
        """Return its choice points."""
        from convention_variants.choices.reader import load_draft

        return load_draft(self.path, before_changes=self.before_changes)


def a_draft(function: _Function) -> _Function:
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
