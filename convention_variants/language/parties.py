"""The parties that negotiate treaties: names of states and groups, and how to find one in a text.

The names are in `data/parties.toml`. Every name has one canonical form: `US`, `USA` and `United States` are `US`. The
members of groups are in `data/groups.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from convention_variants.text.words import single_spaced

_DATA = Path(__file__).parent / "data"
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM = re.compile(r"[A-Z](?:[A-Z&-]*[A-Z])(?![^\W\d_])")
_BEGINS_ACRONYM = re.compile(r"[A-Z](?:[A-Z]|\Z)")  # for its first word


class Stance(StrEnum):
    """What a party says of a wording; the value is the word in the JSON."""

    PROPOSES = "proposes"
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    RESERVES = "reserves"


class NameKind(Enum):
    """How certain it is that a name means a party.

    A `CERTAIN` name means nothing else. A `SPELLED`-out name or that of a `GROUP` can occur in treaty text, a state's
    `CODE` can be another abbreviation, and an `ACRONYM` is in no list.
    """

    CERTAIN = "certain"
    SPELLED = "spelled"
    CODE = "code"
    GROUP = "group"
    ACRONYM = "acronym"


class Name(NamedTuple):
    """A name in a text: the party's canonical name, the name as written, its end, and whether its case is exact."""

    party: str
    written: str
    end: int
    kind: NameKind
    exact: bool


class _Entry(NamedTuple):
    party: str
    name: str
    kind: NameKind


@dataclass(frozen=True)
class Parties:
    """All names of all parties."""

    entries: tuple[_Entry, ...]
    bodies: AbstractSet[str]
    _written: dict[str, tuple[_Entry, bool]] = field(default_factory=dict, compare=False, repr=False)
    _patterns: dict[str, re.Pattern[str]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _by_name(self) -> Mapping[str, _Entry]:
        return {_key(entry.name): entry for entry in self.entries}

    @cached_property
    def _names(self) -> Mapping[str, list[str]]:
        """The names by their first word."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for entry in self.entries:
            first = _FIRST_WORD.match(entry.name)
            names[first[0].casefold() if first else ""].append(entry.name)
        return dict(names)

    def _pattern(self, word: str) -> re.Pattern[str]:
        """Return the pattern of the names that begin with a word; a draft needs few of them."""
        if word not in self._patterns:
            self._patterns[word] = _pattern(self._names[word])
        return self._patterns[word]

    def canonical(self, name: str) -> str | None:
        """Return the canonical form of a party's name, in any letter case; None if no party has the name."""
        entry = self._by_name.get(_key(name))
        return entry.party if entry else None

    def names_at(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield the names that may begin at an offset, the likeliest first; letters can follow them directly."""
        word = _FIRST_WORD.match(text, start, end)
        for pattern in _begun_by(word[0]) if word else ():
            match = pattern.match(text, start, end)
            if match and not (pattern is _ACRONYM and match[0] in self.bodies):
                yield match

    def begun_by(self, word: str) -> tuple[re.Pattern[str], ...]:
        """Return the patterns of the names that may begin with a word, the likeliest first; most words begin none."""
        first = word.casefold()
        starts = dict.fromkeys((first, first[:2]))  # a state's code that a verb is stuck to: "CLpropose"
        known = tuple(self._pattern(start) for start in starts if start in self._names)
        return (*known, _ACRONYM) if _BEGINS_ACRONYM.match(word) else known

    def named(self, match: re.Match[str], end: int) -> Name:
        """Return a name that was found, which goes on to an offset."""
        written = match[0]
        if match.re is _ACRONYM:
            return Name(written, written, end, NameKind.ACRONYM, exact=True)
        entry, exact = self._entry(written)
        return Name(entry.party, written, end, entry.kind, exact)

    def _entry(self, written: str) -> tuple[_Entry, bool]:
        """Return the entry of a name, and whether its letter case is exact."""
        if written not in self._written:
            entry = self._by_name[_key(written)]
            name, found = (single_spaced(one).replace("’", "'") for one in (entry.name, written))
            # "African group", "EU and its member States"
            exact = found == name.upper() or found.partition(" ")[0] == name.partition(" ")[0]
            self._written[written] = entry, exact
        return self._written[written]


@cache
def parties() -> Parties:
    """Return all parties of the data file."""
    table = tomllib.loads((_DATA / "parties.toml").read_text(encoding="utf-8"))
    certain = frozenset(table["certainty"]["certain"])
    entries = [
        _Entry(code, name, _kind(name, certain, short=NameKind.CODE))
        for code, names in table["states"].items()
        for name in (code, *names)
    ]
    entries += [
        _Entry(party, name, _kind(name, certain, short=NameKind.CODE if name == "UE" else NameKind.GROUP))
        for party, names in table["groups"].items()
        for name in (party, *names)
    ]
    return Parties(tuple(entries), frozenset(table["certainty"]["bodies"]))


@lru_cache(maxsize=4096)
def _begun_by(word: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of the names that may begin with a word: each word comes again and again."""
    return parties().begun_by(word)


@cache
def group_members() -> Mapping[str, frozenset[str]]:
    """Return the members of well-known groups; parties and groups have their canonical names."""
    table = tomllib.loads((_DATA / "groups.toml").read_text(encoding="utf-8"))
    return {group: frozenset(entry["members"]) for group, entry in table.items()}


def _kind(name: str, certain: AbstractSet[str], *, short: NameKind) -> NameKind:
    """Return the kind of a name. One in capitals ("UAE") is as uncertain as a code, unless it has full stops."""
    in_name = (" " in name or "+" in name) and any(f"{one} " in name or f"{one}+" in name for one in certain)
    if in_name or name in certain:
        return NameKind.CERTAIN
    return (
        short
        if len(name.split()) == 1 and (name.isupper() or name[:-1].isupper() or name.islower())
        else NameKind.SPELLED
    )


def _key(name: str) -> str:
    return single_spaced(name).replace("’", "'").casefold()


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(names, key=lambda name: (-len(name), name))
    alternatives = "|".join(re.escape(name).replace("’", "[’']").replace(r"\ ", r"\s+") for name in ordered)
    return re.compile(alternatives, re.IGNORECASE)
