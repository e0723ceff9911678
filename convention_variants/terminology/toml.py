"""Read TOML, with errors that name file, line, column and dotted path."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from convention_variants.language.parties import parties
from convention_variants.terminology.keys import Path, check_limits, find_keys
from convention_variants.text.display import shortened
from convention_variants.text.errors import InputError
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import BYTE_ORDER_MARK, LineColumn, Source

_SYNTAX_ERROR = lazy_pattern(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")

_LISTED_AT_MOST = 12
# Comparing names takes time that grows with the square of their length.
_LONGEST_NAME = 200
_WRITTEN_BY_INIT = ("profile", "term")
_LISTED_BY = {"choice point": "choices", "blank": "choices"}


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return `; did you mean "…"?` with the nearest name, or else the list of names if it is short."""
    from difflib import get_close_matches  # noqa: PLC0415 loaded when needed

    known = list(names)
    if len(name) <= _LONGEST_NAME and (near := get_close_matches(name, known, n=1, cutoff=0.6)):
        return f'; did you mean "{near[0]}"?'
    if len(known) > _LISTED_AT_MOST or not known:
        return ""
    return f" (known: {', '.join(known)})"


def unknown(kind: str, name: str, names: Iterable[str]) -> InputError:
    """Return the error for a name that a draft does not have, with the names that it has."""
    known = list(names)
    none = f"; this draft has no {kind}s" + (
        "; declare some in variants.toml, or run init to write it" if kind in _WRITTEN_BY_INIT else ""
    )
    more = f"; run {_LISTED_BY[kind]} to list them" if kind in _LISTED_BY else ""
    hint = (did_you_mean(name, known) or more) if known else none
    return InputError(f'unknown {kind} "{name}"{hint}')


def unknown_party(name: str, known: Iterable[str]) -> str:
    """Return the message for a party that nobody knows: neither we nor those that know other names."""
    names = (*known, *(entry.name for entry in parties().entries))
    return f'unknown party "{name}"{did_you_mean(name, names)}'


class TomlTable:
    """A table of a TOML file, read key by key. A key that is never read is an error."""

    def __init__(self, source: Source, value: Mapping[str, Any], path: Path = ()) -> None:
        self._source, self._value, self._path = source, value, path
        self._read: dict[str, None] = {}  # in order, so that a message always lists them alike

    def fail(self, message: str, *path: str) -> NoReturn:
        """Raise an `InputError` at a key of this table, or at the table itself."""
        full = (*self._path, *path)
        [span] = find_keys(self._source, [full])
        place = f"{shortened('.'.join(full), _LONGEST_NAME)}: " if full else ""
        raise InputError(f"{place}{message}", self._source.name, *self._source.position(span.start))

    def _get(self, key: str, kind: type, described: str) -> Any:  # noqa: ANN401 what TOML holds
        value = self.raw(key)
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            self.fail(f"must be {described}", key)
        return value

    def text(self, key: str, default: str = "") -> str:
        """Return a string."""
        value = self._get(key, str, "a string")
        return default if value is None else str(value)

    def scalar(self, key: str) -> str:
        """Return a string, a date or a number as text."""
        value = self.raw(key)
        if isinstance(value, dict | list):
            self.fail("must be a string or a date", key)
        return "" if value is None else str(value)

    def array(self, key: str) -> list[Any]:
        """Return an array; empty if the key is missing."""
        return self._get(key, list, "an array") or []

    def texts(self, key: str) -> list[str]:
        """Return an array of strings."""
        values = self.array(key)
        if not all(isinstance(value, str) for value in values):
            self.fail("must be an array of strings", key)
        return values

    def text_or_texts(self, key: str) -> list[str]:
        """Return a string or an array of strings as an array."""
        return [self.text(key)] if isinstance(self._value.get(key), str) else self.texts(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def table(self, key: str) -> TomlTable:
        """Return the table under a key; empty if the key is missing."""
        return TomlTable(self._source, self._get(key, dict, "a table") or {}, (*self._path, key))

    def tables(self) -> Iterator[tuple[str, TomlTable]]:
        """Yield each key of this table with its value, which must be a table."""
        for key in self._value:
            yield key, self.table(key)

    def pairs(self) -> dict[str, str]:
        """Return this table as a mapping of strings to strings."""
        return {key: self.text(key) for key in self._value}

    def entries(self, key: str) -> Iterator[tuple[int, TomlTable]]:
        """Yield the tables of an array of tables (`[[key]]`), each with its number, counted from 1."""
        for number, value in enumerate(self.array(key), start=1):
            if not isinstance(value, dict):
                self.fail(f"must be written as tables, [[{key}]]", key)
            yield number, TomlTable(self._source, value, (*self._path, f"{key}[{number}]"))

    def raw(self, key: str) -> Any:  # noqa: ANN401 what TOML holds
        """Return a value of any type; None if the key is missing."""
        self._read[key] = None
        return self._value.get(key)

    def finish(self) -> None:
        """Raise an `InputError` at the first key that was never read."""
        for key in self._value:
            if key not in self._read:
                self.fail(f"unknown key{did_you_mean(key, self._read)}", key)


def parse(source: Source) -> TomlTable:
    """Parse a TOML file; raises `InputError` where it has a syntax error, or is too deep or too long."""
    check_limits(source)
    try:
        return TomlTable(source, tomllib.loads(source.text.removeprefix(BYTE_ORDER_MARK)))
    except ValueError as error:  # a TOMLDecodeError, or a number that Python refuses
        match = _SYNTAX_ERROR.fullmatch(str(error))
        if match is None:
            raise InputError(f"invalid TOML: {error}", source.name) from error
        if match["line"]:
            place = LineColumn(int(match["line"]), int(match["column"]))
        else:
            place = source.position(len(source.text.rstrip()))
        raise InputError(f"invalid TOML: {match['what'].lower()}", source.name, *place) from error
