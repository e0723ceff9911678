"""The strings that editions, the index page, comparisons, revisions and the workbench add to a text.

The data files have them under `[phrases]`, which says what they are about; a test compares the keys of all languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ISO_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(\d{2})")


class Strings:
    """A table of strings: its keys are attributes, and items where a key is computed.

    A list of strings is a tuple, and a table in it a further `Strings`. Line ends in strings are removed.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        vars(self).update((key, _value(value)) for key, value in table.items())

    def __getattr__(self, key: str) -> Any:  # noqa: ANN401 for the type checker: a string, its forms, or a table
        raise AttributeError(f"no string {key!r}")

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 the same
        return vars(self)[key]


def _value(value: Any) -> Any:  # noqa: ANN401 whatever the table has
    if isinstance(value, dict):
        return Strings(value)
    if isinstance(value, str):
        return value.replace("\n", "")
    return tuple(value) if isinstance(value, list) else value


class Phrases(Strings):
    """All strings of one language, those of editions first."""

    date: str

    def date_in_words(self, iso: str) -> str:
        """Return a date such as `2023-05-29` in words, and anything else unchanged."""
        match = _ISO_DATE.fullmatch(iso)
        if match is None:
            return iso
        day = int(match[3])
        return self.date.format(self.first_of_month if day == 1 else day, self.months[int(match[2]) - 1], match[1])

    def number(self, number: float, format_: str = ",") -> str:
        """Return a number in digits, in a Python format, with the separators of the language."""
        digits = {",": self.thousands, ".": self.decimal, "-": "−"}
        return "".join(digits.get(digit, digit) for digit in f"{number:{format_}}")

    def count(self, number: int, forms: tuple[str, str]) -> str:
        """Return the form that fits a number, with the number filled in."""
        is_singular = number == 1 or (number == 0 and self.zero_is_singular)
        return forms[0 if is_singular else 1].format(number)

    def sentence(self, number: int, forms: tuple[str, ...], *values: object) -> str:
        """Return the form that fits a number as a sentence, the last form for all that have none of their own.

        The number is in words if it is small; further values are filled in behind it, numbers among them in digits.
        """
        in_words = ("", "", *self.numbers)
        said = in_words[number] if 1 < number < len(in_words) else self.number(number)
        others = (self.number(value) if isinstance(value, int) else value for value in values)
        text = forms[min(number, len(forms)) - 1].format(said, *others)
        return text[:1].upper() + text[1:]

    def size(self, bytes_: int) -> str:
        """Return the size of a file in kilobytes (at least one) or megabytes."""
        is_small = bytes_ < 1_000_000
        number = self.number(max(1, bytes_ / 1000), ",.0f") if is_small else self.number(bytes_ / 1_000_000, ",.1f")
        return str(self.index["kilobytes" if is_small else "megabytes"].format(number))
