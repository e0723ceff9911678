"""Words of a text as one line, without a lone quotation mark, with a capital, as a slug, and as an unused name."""

from __future__ import annotations

import re
from functools import lru_cache

_NO_WORD = re.compile(r"[\W_]+")
# A draft that quotes an article begins each paragraph of it with a mark; only the last one has a mark that closes.
OPENING_QUOTES = '“"«'


def single_spaced(text: str) -> str:
    """Return a text as one line: one space for all white space between words, none at the ends."""
    return " ".join(text.split())


def without_lone_quote(text: str) -> str:
    """Return a text without the mark of a quotation that it begins with, if no mark in it closes that."""
    is_lone = text[:1] in OPENING_QUOTES and not any(mark in text[1:] for mark in '”"»')
    return text[1:].lstrip() if is_lone else text


def capitalized(text: str) -> str:
    """Return a text with its first letter as a capital and the others unchanged."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Return a text in the form that ids have: `(a)` → `a`, `3 bis.` → `3-bis`, `47.5` → `47-5`."""
    return _NO_WORD.sub("-", text.lower()).strip("-")


def unused(name: str, used: dict[str, int], joint: str = "--") -> str:
    """Return a name, with a number appended if it is in use; `used` counts the uses of each name in lower case."""
    key = name.casefold()
    number = used.get(key, 0) + 1
    while number > 1 and f"{key}{joint}{number}" in used:
        number += 1
    used[key] = number
    if number == 1:
        return name
    used[f"{key}{joint}{number}"] = 1
    return f"{name}{joint}{number}"
