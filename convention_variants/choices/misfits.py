"""Entries of `variants.toml` that do not fit the draft, and the errors that say where they stand."""

from __future__ import annotations

from convention_variants.terminology.keys import find_keys
from convention_variants.text.errors import InputError
from convention_variants.text.source import Source


class Misfit(Exception):  # noqa: N818 no error yet: it has no place
    """An entry does not fit the draft."""


def error_in_entry(table: str, number: int, message: str, source: Source | None) -> InputError:
    """Return an error located at the entry with a number in a table, such as `decisions`."""
    if source is None:
        return InputError(message)
    (span,) = find_keys(source, [(f"{table}[{number}]",)])
    return source.error(message, span.start)
