"""Numbers as Word writes them in lists and notes (ECMA-376 part 1, 17.18.59), in the Latin script."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from convention_variants.text.words import capitalized

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_ORDINALS["twelve"] = "twelfth"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
# Word repeats a letter or a sign, and what it cannot write that way, it writes in figures.
_MOST_REPEATS = 30
_MOST_ROMAN = 32767


def _roman(value: int) -> str:
    if not 0 < value <= _MOST_ROMAN:
        return str(value)
    parts = []
    for size, numeral in _ROMAN:
        count, value = divmod(value, size)
        parts.append(numeral * count)
    return "".join(parts)


def _repeated(signs: str) -> Callable[[int], str]:
    """Return a format with a sign for each number; after the last come all of them twice: z, then aa."""

    def write(value: int) -> str:
        repeats, index = divmod(value - 1, len(signs))
        return signs[index] * (repeats + 1) if 0 <= repeats < _MOST_REPEATS else str(value)

    return write


def _enclosed(first: str) -> Callable[[int], str]:
    """Return a format with signs that follow each other in Unicode, for the numbers up to 20."""
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= 20 else str(value)


def _ordinal(value: int) -> str:
    ending = "th" if value % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def _ordinal_text(value: int) -> str:
    words = _words(value)
    start = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[start:]
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return capitalized(words[:start] + _ORDINALS.get(last, regular))


def _words(value: int) -> str:
    """Return a number in English words: twenty-one."""
    if value < 0:
        return f"minus {_words(-value)}"
    parts = []
    for size, name in _GROUPS:
        if value >= size:
            count, value = divmod(value, size)
            parts.append(f"{_words(count)} {name}")
    tens, ones = divmod(value, 10)
    if tens >= 2:
        parts.append(f"{_TENS[tens]}-{_ONES[ones]}" if ones else _TENS[tens])
    elif value or not parts:
        parts.append(_ONES[value])
    return " ".join(parts)


def _full_width(value: int) -> str:
    return str(value).translate({ord("0") + figure: ord("０") + figure for figure in range(10)})


_letter = _repeated("abcdefghijklmnopqrstuvwxyz")
FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalZero": "{:02}".format,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda value: _letter(value).upper(),
    "lowerLetter": _letter,
    "ordinal": _ordinal,
    "cardinalText": lambda value: capitalized(_words(value)),
    "ordinalText": _ordinal_text,
    "hex": "{:X}".format,
    "chicago": _repeated("*†‡§"),  # as the Chicago Manual of Style marks notes
    "numberInDash": "- {} -".format,
    "decimalEnclosedCircle": _enclosed("①"),
    "decimalEnclosedFullstop": _enclosed("⒈"),
    "decimalEnclosedParen": _enclosed("⑴"),
    # What Word writes as a format of its own, by an example.
    "001, 002, 003, ...": "{:03}".format,
    "0001, 0002, 0003, ...": "{:04}".format,
    "00001, 00002, 00003, ...": "{:05}".format,
    "bullet": lambda _: "",
    "none": lambda _: "",
}
IN_ENGLISH = frozenset({"ordinal", "cardinalText", "ordinalText"})


def format_number(value: int, name: str) -> str:
    """Return a number in a format, by its name in WordprocessingML; in figures if the format is not known."""
    return FORMATS.get(name, str)(value)
