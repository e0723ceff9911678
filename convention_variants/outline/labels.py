"""Labels of provisions: `(a)`, `3 bis.`, `47.5`, `12. (a)`, and what each may count as.

A label can be read in more than one way: `(i)` is the ninth letter and the first roman numeral.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from convention_variants.text import Span

_SUFFIX = r"(?:\s?(?:bis|ter|quater|quinquies))?"
_ROMAN = r"x{0,3}(?:ix|iv|v?i{0,3})"
_LABEL = re.compile(
    rf"""
    (?P<wrap>\*\*|__|\*|_)?                     # emphasis around the label alone
    (?P<label>\[*                               # a bracket may open before it
      (?: \( (?: {_ROMAN} | ([a-z])\3? | [A-Z] | {_ROMAN.upper()} | \d{{1,3}} ) {_SUFFIX} \)
        | \d{{1,3}}(?:\.\d{{1,3}})*{_SUFFIX}[.)]
        | \d{{1,3}}(?:\.\d{{1,3}})+{_SUFFIX}
        | [A-Za-z]\)
      )
    )
    (?(wrap)(?P=wrap))
    (?=\s|$)
    """,
    re.VERBOSE,
)
_FURTHER = re.compile(rf"\s*(\((?:{_ROMAN}|([a-z])\2?|\d{{1,2}}){_SUFFIX}\))(?=\s|$)")
_CORE = re.compile(r"([0-9.]*[0-9]|[A-Za-z]+)")
_ROMAN_VALUES = {
    roman: value
    for value, roman in enumerate(
        [
            tens + ones
            for tens in ("", "x", "xx", "xxx")
            for ones in ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
        ]
    )
    if roman
}


class Reading(NamedTuple):
    """One way to read a label: the series it belongs to, its place there, and its parent's label.

    `parent` is set for decimal labels alone: `47.5` stands below `47`.
    """

    series: str
    ordinal: int
    parent: str = ""


def find_labels(text: str, start: int, end: int) -> tuple[list[Span], int]:
    """Return the labels with which a line begins, and the offset at which its text begins."""
    first = _LABEL.match(text, start, end)
    if not first or not first["label"].strip("[") or first["label"].endswith("()"):
        return [], start
    labels, after = [Span(*first.span("label"))], first.end()
    while len(labels) < 3 and (further := _FURTHER.match(text, after, end)):
        if further[1] == "()":
            break
        labels.append(Span(*further.span(1)))
        after = further.end()
    while after < end and text[after].isspace():
        after += 1
    return labels, after


@lru_cache(maxsize=4096)
def readings(label: str) -> tuple[Reading, ...]:
    """Return every way to read a label, the likelier first; its form is part of the series."""
    label = label.lstrip("[")
    core_match = _CORE.search(label)
    if core_match is None:
        return ()
    core = core_match[1]
    form = label[: core_match.start()] + "x" + label[core_match.end() :][-1:]
    if core[0].isdigit():
        parts = core.split(".")
        series = f"{form}:{'.'.join('1' * len(parts))}"
        return (Reading(series, int(parts[-1]), ".".join(parts[:-1])),)
    case = "a" if core.islower() else "A"
    found = []
    if len(set(core.lower())) == 1 and len(core) <= 2:
        ordinal = ord(core[0].lower()) - ord("a") + 1 + 26 * (len(core) - 1)
        found.append(Reading(f"{form}:{case}", ordinal))
    if (value := _ROMAN_VALUES.get(core.lower())) is not None:
        found.append(Reading(f"{form}:{case} roman", value))
    return tuple(found)


@lru_cache(maxsize=4096)
def slug(label: str) -> str:
    """Return a label as it stands in an id: `(a)` → `a`, `3 bis.` → `3-bis`, `47.5` → `47-5`."""
    return re.sub(r"[\W_]+", "-", label.lower()).strip("-")
