"""The states that negotiate treaties: their codes and names, from `data/parties.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent / "data" / "parties.toml"


class States(NamedTuple):
    """What states are called.

    A name in capitals ("UAE") says as little as a code, unless it has full stops ("EE. UU."): it is one of `codes`.
    """

    codes: frozenset[str]
    names: frozenset[str]


@cache
def states() -> States:
    """Return the codes and the names of all states."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))["states"]
    called = {name for names in table.values() for name in names[1:]}
    short = {name for name in called if name.isupper() and "." not in name}
    codes = frozenset((*table, *(names[0] for names in table.values()), *short))
    return States(codes, frozenset(called) - codes)
