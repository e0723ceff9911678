"""Reading TOML with errors that name file, line, column and dotted path.

`tomllib` says where a syntax error is, but gives no place for a key; `_located` finds one.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from convention_variants.text.errors import InputError
from convention_variants.text.source import BYTE_ORDER_MARK, LINE_END, Position, Source, Span

_HEADER = re.compile(r"\s*\[{1,2}\s*([^\[\]#]+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_KEY_PART = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")
_LONG_QUOTE = re.compile(r"""\"{3}|'{3}""")
_SYNTAX_ERROR = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")

_LISTED_AT_MOST = 12

Path = tuple[str, ...]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return `; did you mean "…"?` with the nearest of the names, or what there is to choose from."""
    known = list(names)
    if near := get_close_matches(name, known, n=1, cutoff=0.6):
        return f'; did you mean "{near[0]}"?'
    if len(known) > _LISTED_AT_MOST or not known:
        return ""
    return f" (there is {', '.join(known)})"


class Table:
    """A table of a TOML file that is read key by key; what nobody asked for is an error."""

    def __init__(self, source: Source, value: Mapping[str, Any], path: Path = ()) -> None:
        self._source, self._value, self._path = source, value, path
        self._asked: set[str] = set()

    def fail(self, message: str, *path: str) -> NoReturn:
        """Raise an `InputError` at a key of this table, or at the table itself."""
        full = (*self._path, *path)
        [(line, column)] = _located(self._source.text, [full])
        raise InputError(f"{'.'.join(full)}: {message}" if full else message, self._source.name, line, column)

    def _get(self, key: str, kind: type, described: str) -> Any:  # noqa: ANN401 what TOML holds
        self._asked.add(key)
        value = self._value.get(key)
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            self.fail(f"must be {described}", key)
        return value

    def text(self, key: str, default: str = "") -> str:
        """Return a string."""
        value = self._get(key, str, "a string")
        return default if value is None else str(value)

    def scalar(self, key: str) -> str:
        """Return a string, a date or a number as text."""
        self._asked.add(key)
        value = self._value.get(key, "")
        if isinstance(value, dict | list):
            self.fail("must be a string or a date", key)
        return str(value)

    def array(self, key: str) -> list[Any]:
        """Return an array, empty where there is none."""
        return self._get(key, list, "an array") or []

    def texts(self, key: str) -> list[str]:
        """Return an array of strings."""
        values = self.array(key)
        if not all(isinstance(value, str) for value in values):
            self.fail("must be an array of strings", key)
        return values

    def text_or_texts(self, key: str) -> list[str]:
        """Return a string, or an array of strings, as an array."""
        return [self.text(key)] if isinstance(self._value.get(key), str) else self.texts(key)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of this table."""
        return iter(self._value)

    def table(self, key: str) -> Table:
        """Return the table under a key, an empty one where there is none."""
        return Table(self._source, self._get(key, dict, "a table") or {}, (*self._path, key))

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Yield every key of this table with the table that it must hold."""
        for key in self._value:
            yield key, self.table(key)

    def pairs(self) -> dict[str, str]:
        """Return this table as a mapping of strings to strings."""
        return {key: self.text(key) for key in self._value}

    def entries(self, key: str) -> Iterator[Table]:
        """Yield the tables of an array of tables (`[[key]]`)."""
        for number, value in enumerate(self.array(key), start=1):
            if not isinstance(value, dict):
                self.fail(f"must be written as tables, [[{key}]]", key)
            yield Table(self._source, value, (*self._path, f"{key}[{number}]"))

    def raw(self, key: str) -> Any:  # noqa: ANN401 what TOML holds
        """Return a value of any type, None where there is none."""
        self._asked.add(key)
        return self._value.get(key)

    def finish(self) -> None:
        """Raise an `InputError` at the first key that nobody asked for."""
        for key in self._value:
            if key not in self._asked:
                self.fail(f"unknown key{did_you_mean(key, self._asked)}", key)


def parse(source: Source) -> Table:
    """Parse a TOML file; raises `InputError` at the place of a syntax error."""
    try:
        return Table(source, tomllib.loads(source.text.removeprefix(BYTE_ORDER_MARK)))
    except tomllib.TOMLDecodeError as error:
        match = _SYNTAX_ERROR.fullmatch(str(error))
        if match is None:
            raise InputError(f"not TOML: {error}", source.name) from error
        if match["line"]:
            place = Position(int(match["line"]), int(match["column"]))
        else:
            place = source.position(len(source.text.rstrip()))
        raise InputError(f"not TOML: {match['what'].lower()}", source.name, *place) from error


def find_keys(source: Source, paths: Sequence[Path]) -> list[Span]:
    """Return for each dotted path where it begins in a file: at the key that goes farthest along it."""
    starts = [source.line(line).start + column - 1 for line, column in _located(source.text, paths)]
    return [Span(start, start + 1) for start in starts]


def _located(text: str, paths: Sequence[Path]) -> list[Position]:
    """Return the line and column of the key that goes farthest along each of some dotted paths."""
    first: dict[Path, Position] = {}
    deepest = max(map(len, paths), default=0)
    for keys, position in _keys(text):
        for depth in range(1, min(len(keys), deepest) + 1):
            first.setdefault(keys[:depth], position)
    nowhere = Position(1, 1)
    return [
        next((first[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in first), nowhere)
        for path in paths
    ]


def _keys(text: str) -> Iterator[tuple[Path, Position]]:
    """Yield the dotted path of every header and key, and where it stands."""
    table: Path = ()
    counts: Counter[Path] = Counter()
    quoted = False
    for number, line in enumerate(LINE_END.split(text), start=1):
        inside, quoted = quoted, quoted ^ bool(len(_LONG_QUOTE.findall(line)) % 2)
        if inside:
            continue
        if header := _HEADER.match(line):
            table = _parts(header[1])
            if line.lstrip().startswith("[["):
                counts[table] += 1
                table = (*table[:-1], f"{table[-1]}[{counts[table]}]")
            yield table, Position(number, header.start(1) + 1)
        elif key := _KEY.match(line):
            yield (*table, *_parts(key[1])), Position(number, key.start(1) + 1)


def _parts(dotted: str) -> Path:
    return tuple(a or b or c for a, b, c in _KEY_PART.findall(dotted))
