"""What commands take: the arguments and options that several of them share, and the refusal of wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from convention_variants.cli.streams import Refusal
from convention_variants.resolve.resolver import Selection
from convention_variants.terminology.model import Take
from convention_variants.text.display import shortened
from convention_variants.text.errors import VariantsError

_LONGEST_SHOWN = 100


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what is wrong with the input into one line on standard error."""
    try:
        yield
    except VariantsError as error:
        raise Refusal(str(error)) from error


def decide(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that decide choice points; the command gets a `Selection`."""

    @click.option("-p", "--profile", metavar="PROFILE", help="A profile of variants.toml.")
    @click.option("--choose", multiple=True, metavar="TERM=OPTION", help="An option of a term; beats the profile.")
    @click.option(
        "--at",
        multiple=True,
        metavar="ID=N|keep|drop",
        help="One place: the number of an option, or what becomes of an optional text; beats the rest.",
    )
    @wraps(command)
    def with_selection(
        *args: Any,  # noqa: ANN401 whatever the command takes
        profile: str | None,
        choose: tuple[str, ...],
        at: tuple[str, ...],
        **options: Any,  # noqa: ANN401 the same
    ) -> None:
        takes = pairs("--at", "ID=N, ID=keep or ID=drop", at)
        places = {place: _take(place, take) for place, take in takes.items()}
        selection = Selection(profile, pairs("--choose", "TERM=OPTION", choose), places)
        command(*args, selection=selection, **options)

    return with_selection


def pairs(option: str, example: str, given: tuple[str, ...]) -> Mapping[str, str]:
    """Return what was given as KEY=VALUE, by its key; refuse anything else, with an example."""
    found = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        if not (key and equals and value):
            raise Refusal(f'{option} takes {example}, not "{shortened(pair, _LONGEST_SHOWN)}"')
        found[key] = value
    return found


def _take(place: str, text: str) -> Take:
    try:
        return Take.parse(text)
    except ValueError:
        said = shortened(text, _LONGEST_SHOWN)
        raise Refusal(f'--at {place} takes the number of an option, keep or drop, not "{said}"') from None


a_draft = click.argument("draft", type=click.Path(path_type=Path))
an_output = click.option(
    "-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help="The file to write; - is standard output."
)
strict = click.option("--strict", is_flag=True, help="End with status 1 if anything is left open.")
