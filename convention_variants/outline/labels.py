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
# "Option 1:", "**Option (b)**:", "Alt 2" on its own: markup and calls in it are part of it.
_MARK = r"(?:\*{1,3}|_{1,2})?"
_OPTION = re.compile(
    rf"""
    (\[*{_MARK}
      (?: Option | Alt(?:ernative)?\.? ) [ ]
      (?: \d{{1,2}} | \(?[a-z]{{1,4}}\) | [IVX]{{1,4}} | [A-Z] ) {_SUFFIX}
      (?: \[\^[^\]\s]+\] )*
      (?: [ ]?: (?: \*{{1,3}} | _{{1,2}} )? :? | (?: \*{{1,3}} | _{{1,2}} ) :? | (?=\s*$) )
    )
    (?=\s|$)
    """,
    re.VERBOSE,
)
_OPTION_STARTS = frozenset("[*_OA")
_OPTION_NAME = re.compile(r"(Option|Alt)\w*\.?[ ](\(?)([A-Za-z]+|\d+)")
_CALL = re.compile(r"\[\^[^\]\s]+\]")
_MOST_LABELS = 3
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
    option = _OPTION.match(text, start, end) if text[start : start + 1] in _OPTION_STARTS else None
    first = None if option else _LABEL.match(text, start, end)
    if option:
        labels, after = [Span(*option.span(1))], option.end()
    elif not first or not first["label"].strip("[") or first["label"].endswith("()"):
        return [], start
    else:
        labels, after = [Span(*first.span("label"))], first.end()
    while len(labels) < _MOST_LABELS and (further := _further(text, after, end)):
        labels.append(Span(*further.span(1)))
        after = further.end()
    while after < end and text[after].isspace():
        after += 1
    return labels, after


def _further(text: str, start: int, end: int) -> re.Match[str] | None:
    """Match one more label behind a label: `12. (a)`, `1. **Option 1:**`."""
    found = _FURTHER.match(text, start, end)
    if found and found[1] != "()":
        return found
    while start < end and text[start].isspace():
        start += 1
    return _OPTION.match(text, start, end) if text[start : start + 1] in _OPTION_STARTS else None


def is_option(label: str) -> bool:
    """Say whether a label is that of an option paragraph: "Option 1:". Of a longer text, whether it may hold one."""
    return bool(_OPTION_NAME.search(label))


@lru_cache(maxsize=4096)
def readings(label: str) -> tuple[Reading, ...]:
    """Return every way to read a label, the likelier first; its form is part of the series."""
    if option := _OPTION_NAME.search(label):
        return _counted(option[3], f"{option[1].lower()} {option[2]}x")
    label = label.lstrip("[")
    core_match = _CORE.search(label)
    if core_match is None:
        return ()
    return _counted(core_match[1], label[: core_match.start()] + "x" + label[core_match.end() :][-1:])


def _counted(core: str, form: str) -> tuple[Reading, ...]:
    """Return every way to count the core of a label: as figures, a letter, a roman numeral."""
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
    return re.sub(r"[\W_]+", "-", _CALL.sub("", label).lower()).strip("-")
