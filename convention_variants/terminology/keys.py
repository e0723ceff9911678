"""Locate the keys of a TOML file, which `tomllib` does not do, and limit what it is given to parse."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence

from convention_variants.text.errors import InputError
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import BYTE_ORDER_MARK, Source
from convention_variants.text.spans import Span

Path = tuple[str, ...]  # the tables of an array are numbered from 1: decisions[2]

# An unclosed string is a token, too, so that the scan is linear in a file that is not TOML.
_TOKEN = lazy_pattern(
    r'''
      \#[^\n]*
    | """(?:\\.|(?!""")[^\\])*+(?:"{3,5}|\\?\Z)
    | \'{3}(?:(?!\'{3}).)*+(?:\'{3,5}|\Z)
    | "(?:\\[^\n]|[^"\\\n])*+"?
    | '[^'\n]*+'?
    | [\[\]{}=.,\n]
    | [^\s\[\]{}=.,\#"']+
    ''',
    re.VERBOSE | re.DOTALL,
)
_HEADER = re.compile(r"\s*\[\[?\s*")  # what is before the name in it
_MARKS = ("[", "]", "{", "}", "=", ",", "\n")
_VALUE_END = (",", "]", "}", "\n")
# `tomllib` recurses into nested values and takes quadratic time for a dotted key; Python refuses long numbers.
_DEEPEST = 100
_LONGEST_WORD = 1000


def check_limits(source: Source) -> None:
    """Raise `InputError` if a file nests too deep, or has a dotted key or a number too long to parse."""
    depth = dots = 0
    for token, offset in _tokens(source.text):
        depth += (token in ("[", "{")) - (token in ("]", "}"))
        dots = dots + 1 if token == "." else 0 if token in _MARKS or token[0] == "#" else dots
        if depth > _DEEPEST or dots > _DEEPEST:
            what = "nested" if depth > _DEEPEST else "dotted"
            raise InputError(f"{what} more than {_DEEPEST} deep", source.name, *source.position(offset))
        if len(token) > _LONGEST_WORD and token[0] not in "#\"'":
            message = f"longer than {_LONGEST_WORD:,} characters outside quotation marks"
            raise InputError(message, source.name, *source.position(offset))


def find_keys(source: Source, paths: Sequence[Path]) -> list[Span]:
    """Return for each path where it starts in a valid TOML file: at the key that matches most of it."""
    first: dict[Path, int] = {}
    deepest = max(map(len, paths), default=0)
    for keys, offset in _Walk(source.text).statements():
        for depth in range(1, min(len(keys), deepest) + 1):
            first.setdefault(keys[:depth], offset)
    starts = (
        next((first[path[:depth]] for depth in range(len(path), 0, -1) if path[:depth] in first), 0) for path in paths
    )
    return [Span(start, start + 1) for start in starts]


def find_headers(source: Source) -> list[tuple[Path, int]]:
    """Return the path of each header of a valid TOML file and where its line starts, in order."""
    found: dict[int, Path] = {}
    for keys, offset in _Walk(source.text).statements():
        start = source.text.rfind("\n", 0, offset) + 1
        if _HEADER.fullmatch(source.text, start, offset):
            found[start] = keys
    return [(keys, start) for start, keys in found.items()]


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Yield each string, bare word, mark, comment and line end of a file, and its offset."""
    start = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    return ((token[0], token.start()) for token in _TOKEN.finditer(text, start))


class _Walk:
    """Walks through the tokens of a valid file."""

    def __init__(self, text: str) -> None:
        self._tokens = [token for token in _tokens(text) if token[0][0] != "#"]
        self._tokens.append(("\n", len(text)))
        self._at = 0

    def _take(self, mark: str) -> bool:
        is_next = self._tokens[self._at][0] == mark
        self._at += is_next
        return is_next

    def statements(self) -> Iterator[tuple[Path, int]]:
        """Yield the path of each header, key and table, and where it starts."""
        table: Path = ()
        counts: Counter[Path] = Counter()
        while self._at < len(self._tokens):
            if self._take("\n"):
                continue
            if not self._take("["):
                yield from self._pair(table)
                continue
            is_array = self._take("[")
            keys, offset = self._key()
            table = ()
            for number, key in enumerate(keys, start=1):
                path = (*table, key)
                counts[path] += is_array and number == len(keys)
                table = (*table, f"{key}[{counts[path]}]") if counts[path] else path
            yield path, offset
            yield table, offset
            self._at += 1 + is_array

    def _key(self) -> tuple[list[str], int]:
        offset = self._tokens[self._at][1]
        keys: list[str] = []
        while not keys or self._take("."):
            keys.append(_unquoted(self._tokens[self._at][0]))
            self._at += 1
        return keys, offset

    def _pair(self, table: Path) -> Iterator[tuple[Path, int]]:
        keys, offset = self._key()
        path = (*table, *keys)
        yield path, offset
        self._at += 1  # =
        yield from self._value(path)

    def _value(self, path: Path) -> Iterator[tuple[Path, int]]:
        if self._take("["):
            number = 1
            while not self._take("]"):
                if self._take(","):
                    number += 1
                elif not self._take("\n"):
                    yield from self._value((*path[:-1], f"{path[-1]}[{number}]"))
        elif self._take("{"):
            yield path, self._tokens[self._at - 1][1]
            while not self._take("}"):
                if not (self._take(",") or self._take("\n")):
                    yield from self._pair(path)
        else:
            while self._tokens[self._at][0] not in _VALUE_END:
                self._at += 1


def _unquoted(key: str) -> str:
    if key[0] == '"' and "\\" in key:
        return str(tomllib.loads(f"key = {key}")["key"])
    return key[1:-1] if key[0] in "\"'" else key
