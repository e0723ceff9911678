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
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_PADDED = ("001, 002, 003, ...", "0001, 0002, 0003, ...", "00001, 00002, 00003, ...")
_CHICAGO = "*†‡§"
# Word repeats a letter or a sign, and what it cannot write that way, it writes in figures.
_MOST_REPEATS = 30
_MOST_ROMAN = 32767


def roman(value: int) -> str:
    """Return a number in lower-case roman numerals."""
    if not 0 < value <= _MOST_ROMAN:
        return str(value)
    parts = []
    for size, numeral in _ROMAN:
        count, value = divmod(value, size)
        parts.append(numeral * count)
    return "".join(parts)


def letter(value: int) -> str:
    """Return a number as a lower-case letter: after z comes aa, then bb."""
    return _repeated(value, "abcdefghijklmnopqrstuvwxyz")


def chicago(value: int) -> str:
    """Return a number as the signs of the Chicago Manual of Style: *, †, ‡, §, then **."""
    return _repeated(value, _CHICAGO)


def ordinal(value: int) -> str:
    """Return a number as an English ordinal in figures: 1st, 2nd, 11th."""
    ending = "th" if value % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def cardinal_text(value: int) -> str:
    """Return a number in English words: Twenty-one."""
    return capitalized(_words(value))


def ordinal_text(value: int) -> str:
    """Return a number as an English ordinal in words: Twenty-first."""
    words = _words(value)
    start = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[start:]
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return capitalized(words[:start] + _ORDINALS.get(last, regular))


def _repeated(value: int, signs: str) -> str:
    repeats, index = divmod(value - 1, len(signs))
    return signs[index] * (repeats + 1) if 0 <= repeats < _MOST_REPEATS else str(value)


def _words(value: int) -> str:
    if value < 0:
        return f"minus {_words(-value)}"
    parts = []
    for size, name in _GROUPS:
        if value >= size:
            count, value = divmod(value, size)
            parts.append(f"{_words(count)} {name}")
    if value or not parts:
        parts.append(_below_hundred(value))
    return " ".join(parts)


def _below_hundred(value: int) -> str:
    tens, ones = divmod(value, 10)
    if tens < 2:
        return _ONES[value]
    return f"{_TENS[tens]}-{_ONES[ones]}" if ones else _TENS[tens]


def _circled(value: int) -> str:
    if not 1 <= value <= 20:
        return str(value)
    return chr(ord("①") + value - 1)


def _enclosed(first: str) -> Callable[[int], str]:
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= 20 else str(value)


def _padded(width: int) -> Callable[[int], str]:
    return lambda value: f"{value:0{width}}"


def _full_width(value: int) -> str:
    return "".join(chr(ord("０") + int(figure)) if figure.isdigit() else figure for figure in str(value))


FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalZero": lambda value: f"{value:02}",
    "upperRoman": lambda value: roman(value).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda value: letter(value).upper(),
    "lowerLetter": letter,
    "ordinal": ordinal,
    "cardinalText": cardinal_text,
    "ordinalText": ordinal_text,
    "hex": lambda value: f"{value:X}",
    "chicago": chicago,
    "numberInDash": lambda value: f"- {value} -",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedFullstop": _enclosed("⒈"),
    "decimalEnclosedParen": _enclosed("⑴"),
    # What Word writes as a format of its own, by an example.
    **{example: _padded(example.index(",")) for example in _PADDED},
    "bullet": lambda _: "",
    "none": lambda _: "",
}
IN_ENGLISH = frozenset({"ordinal", "cardinalText", "ordinalText"})


def format_number(value: int, name: str) -> str:
    """Return a number in a format, by its name in WordprocessingML; in figures if the format is not known."""
    return FORMATS.get(name, str)(value)
