"""Labels of provisions, such as `(a)`, `3 bis.`, `1 alt.`, `OP2`, `47.5` and `12. (a)`, and the ways to read each.

A label can be ambiguous: `(i)` is the ninth letter and the first roman numeral.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from convention_variants.language.option_labels import (
    NAMED_PARAGRAPH,
    NUMBERED_RIVAL,
    OPTION_INITIALS,
    PARAGRAPH_NAME,
    RIVAL,
    SUFFIX,
    OptionLabel,
    find_option_label,
    option_label_at,
    suffix_rank,
)
from convention_variants.outline.nodes import Run
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.spans import trimmed
from convention_variants.text.words import OPENING_QUOTES, slug

_SUFFIX = rf"(?:\s?{SUFFIX})?"
_ROMAN = r"x{0,3}(?:ix|iv|v?i{0,3})"
_IN_PARENTHESES = rf"\((?!\))(?:(?i:{_ROMAN})|(?P<twin>[A-Za-z])(?P=twin)?|\d{{1,3}}){_SUFFIX}{RIVAL}?\)"
_LABEL = lazy_pattern(
    rf"""
    (?P<wrap>[*_]{{1,2}})?                     # emphasis around the label alone
    (?P<label>(?:[\[{OPENING_QUOTES}][ \t\xa0]?)*  # a bracket or a quotation may open before it
      (?: {_IN_PARENTHESES}(?:[ ]?{SUFFIX})?{RIVAL}?[.:]?
        | \d{{1,3}}(?:\.\d{{1,3}})*(?:\.[ ]?{SUFFIX}{RIVAL}?[.):]?|{_SUFFIX}(?:{NUMBERED_RIVAL}[.):]?|[.)]))
        | \d{{1,3}}(?:\.\d{{1,3}})+{_SUFFIX}
        | {NAMED_PARAGRAPH}[.):]?
        | (?: [a-z] | [ivx]{{2,5}} )[.)] | [A-Z]\)
      )
    )
    (?(wrap)(?P=wrap))
    (?:\s+|$)
    """,
    re.VERBOSE,
)
_FURTHER = lazy_pattern(rf"{_IN_PARENTHESES}(?=\s|$)")
QUOTED = "“"
_BEFORE = f"[{OPENING_QUOTES} \t\xa0"  # what may stand before the label itself
# A sentence may begin with words of a quotation: "“1. Scope” is deleted".
_QUOTED_WORDS = re.compile(r'\[*(?:“(?:[^“”]|“[^“”]*”)*”|"[^"]*"|«[^»]*»),?\s[a-zß-öø-ÿ]')
_OPTION_STARTS = frozenset("[*_{") | OPTION_INITIALS
# What most lines begin with: a label, and a word that can go on neither with it, as "alt" does, nor with another one.
_WORD = rf"(?=[A-Z])(?![A{''.join(sorted(OPTION_INITIALS))}])"
_PLAIN = re.compile(rf"(\d{{1,3}}\.|\((?:[a-z]|(?!\)){_ROMAN})\))[ \t]+{_WORD}")
_CORE = lazy_pattern(rf"([0-9.]*[0-9]|[A-Za-z]+)(?:[.\s]?((?i:{SUFFIX})))?")
_MARK_FIRST = lazy_pattern(rf"([.)])[ ]?((?i:{SUFFIX}))[.):]*$")  # "1. bis" is "1 bis.", "(a) bis" is "(a bis)"
_NAME = re.compile(PARAGRAPH_NAME)
_OF_RIVAL = lazy_pattern(NUMBERED_RIVAL)
ROMAN_VALUES = {
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


class LabelReading(NamedTuple):
    """One way to read a label: the series it belongs to, its ordinal in it, and its parent's label.

    Only decimal labels have a `parent`: `47.5` is below `47`. `suffix` is 2 for "bis", 4 for "ter" and so on, and one
    more for a rival, as in "1 bis alt"; such a label comes between the one without a suffix and the next number.
    """

    series: str
    ordinal: int
    parent: str = ""
    suffix: int = 0

    def leads_to(self, other: LabelReading) -> bool:
        """Return whether another label can be the next one of this series."""
        if self.series != other.series:
            return False
        if self.ordinal == other.ordinal:
            return self.suffix < other.suffix
        return self.ordinal + 1 == other.ordinal and not other.suffix

    @property
    def in_figures(self) -> LabelReading:
        """The same with a figure for a roman number, as of options: drafters write "Option I", "Option 2"."""
        return self._replace(series=self.series.replace(":A roman", ":1"))


class Label(NamedTuple):
    """What a label says by itself; `written` is its text.

    `name` is its form in ids, and `option` the label of an option that it is. `openings` are its `readings` as the
    first of a series. It is `named` if it names a paragraph of a resolution, `PP1`, and a `number` if it is a plain
    one: `12.`, but not `1.2`. It is `suffixed` if it has a suffix or marks a rival: `4 bis.`, `4 alt.`.
    """

    written: str
    name: str
    readings: tuple[LabelReading, ...]
    openings: tuple[LabelReading, ...]
    option: OptionLabel | None
    named: bool
    number: bool
    suffixed: bool


@lru_cache(maxsize=4096)
def read_label(written: str) -> Label:
    """Return what a label says: a draft has few different ones, and each comes again and again."""
    option, possible = find_option_label(written), readings(written)
    return Label(
        written,
        slug(option.written if option else written),
        possible,
        tuple(one for one in possible if one.ordinal == 1 and not one.suffix),
        option,
        is_named(written),
        is_number(written),
        suffixed=any(one.suffix for one in possible),
    )


def find_labels(text: str, start: int, end: int) -> tuple[list[Run], int]:
    """Return the labels at the start of a line, and the offset of the text after them."""
    if plain := _PLAIN.match(text, start, end):
        return [Run(*plain.span(1))], plain.end()
    opening = start
    if start < end and text[start] in OPENING_QUOTES:
        opening = end - len(text[start:end].lstrip(f"{OPENING_QUOTES} \xa0"))
        if _QUOTED_WORDS.match(text, start, end):
            return [], start
    if option := _option(text, opening, end):
        labels, after = [option._replace(start=start)], trimmed(text, option.end, end).start
    elif first := _LABEL.match(text, start, end):
        labels, after = [Run(*first.span("label"))], first.end()
    else:
        return [], start
    while further := _further(text, after, end):
        labels.append(further)
        after = trimmed(text, further.end, end).start
    return labels, after


def _further(text: str, start: int, end: int) -> Run | None:
    """Return one more label after a label, as in `12. (a)` or `1. **Option 1:**`."""
    if match := _FURTHER.match(text, start, end):
        return Run(*match.span())
    return _option(text, start, end)


def _option(text: str, start: int, end: int) -> Run | None:
    option = option_label_at(text, start, end) if text[start : start + 1] in _OPTION_STARTS else None
    return Run(option.start, option.end) if option else None


@lru_cache(maxsize=4096)
def readings(label: str) -> tuple[LabelReading, ...]:
    """Return all ways to read a label, the likeliest first; the form of the label is part of its series."""
    if option := find_option_label(label):
        return _counted(option.number, option.series, option.suffix)
    quote = "" if set(OPENING_QUOTES).isdisjoint(label) else QUOTED  # what is quoted counts by itself
    label = label.lstrip(_BEFORE)
    if rival := _OF_RIVAL.search(label):
        label = label[: rival.start()]
        label += "" if label.endswith(")") else ")" if label.startswith("(") else "."
    label = _MARK_FIRST.sub(r" \2\1", label)
    name = _NAME.match(label)
    match = _CORE.search(label, name.end() if name else 0)
    if match is None:
        return ()
    suffix = 2 * suffix_rank(match[2].lower()) if match[2] else 0
    form = f"{name[0].rstrip()} x" if name else label[: match.start()] + "x" + label[match.end() :][-1:]
    return _counted(match[1], quote + form, suffix + bool(rival))


def follows(label: str, before: str) -> bool:
    """Return whether a label can be the next one after another."""
    return any(one.leads_to(other) for one in readings(before) for other in readings(label))


def counts_on(label: str, before: str) -> bool:
    """Return whether a label can be the next one after another, or the one after that if one is missing.

    The numbers of options may be figures and roman in turn.
    """
    return any(
        one.in_figures.leads_to(other.in_figures)
        or (one.series == other.series and one.ordinal + 2 == other.ordinal and not other.suffix)
        for one in readings(before)
        for other in readings(label)
    )


def is_inserted(label: str, before: str) -> bool:
    """Return whether a label is that of a paragraph inserted behind another one: "4 bis." behind "4."."""
    return any(
        one.leads_to(other) and one.ordinal == other.ordinal for one in readings(before) for other in readings(label)
    )


def begins(label: str) -> bool:
    """Return whether a label can be the first one of its series: "1.", or "Option 0"."""
    return any(reading.ordinal <= 1 and not reading.suffix for reading in readings(label))


def is_letter(label: str) -> bool:
    """Return whether a label is a lower-case letter or roman numeral: `(a)`, `iv.`, but not `3.` or `Option a`."""
    return any(":a" in reading.series and not reading.series.startswith("option ") for reading in readings(label))


@lru_cache(maxsize=4096)
def is_named(label: str) -> bool:
    """Return whether a label names a paragraph of a resolution: `PP1`, `[OP2 bis`."""
    return _NAME.match(label.lstrip(_BEFORE)) is not None


def marks_rival(label: str) -> bool:
    """Return whether a label marks its paragraph as a rival: `1 alt.`, `OP2 bis alt`."""
    return any(not reading.series.startswith("option ") for reading in _rival_readings(label))


def is_rival(label: str, other: str) -> bool:
    """Return whether a label marks its paragraph as a rival of another one: `1 alt.` of `1.`."""
    return any(one._replace(suffix=one.suffix - 1) in readings(other) for one in _rival_readings(label))


def are_rivals_of_one(label: str, other: str) -> bool:
    """Return whether two labels mark their paragraphs as rivals of the same one: `1 alt.` and `1 alt 2.`."""
    return not set(_rival_readings(label)).isdisjoint(_rival_readings(other))


@lru_cache(maxsize=4096)
def _rival_readings(label: str) -> tuple[LabelReading, ...]:
    """Return the ways to read a label as that of a rival, mostly none."""
    return tuple(reading for reading in readings(label) if reading.suffix % 2)


@lru_cache(maxsize=4096)
def is_number(label: str) -> bool:
    """Return whether a label is a plain number: `12.`, but not `1.2` or `Option 1`."""
    return any(one.series.endswith(":1") and not one.series.startswith("option ") for one in readings(label))


def _counted(core: str, form: str, suffix: int) -> tuple[LabelReading, ...]:
    """Return all ways to read the core of a label: as a number, a letter, a roman numeral."""
    if core[0].isdigit():
        parts = core.split(".")
        form = form.removesuffix(".") if len(parts) > 1 else form  # "12.1." is "12.1"
        series = f"{form}:{'.'.join('1' * len(parts))}"
        return (LabelReading(series, int(parts[-1]), ".".join(parts[:-1]), suffix),)
    case = "a" if core.islower() else "A"
    possible = []
    if len(set(core.lower())) == 1 and len(core) <= 2:
        ordinal = ord(core[0].lower()) - ord("a") + 1 + 26 * (len(core) - 1)
        possible.append(LabelReading(f"{form}:{case}", ordinal, suffix=suffix))
    if (value := ROMAN_VALUES.get(core.lower())) is not None:
        possible.append(LabelReading(f"{form}:{case} roman", value, suffix=suffix))
    return tuple(possible)
