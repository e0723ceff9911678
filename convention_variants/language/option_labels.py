"""The labels of option paragraphs: "Option 1:", "**Option (b)**", "Alt 2 bis.", wherever they are looked for.

A label is a name and a number that counts within its series, perhaps with a suffix: "Option 1 bis" stands between
"Option 1" and "Option 2". Marks of emphasis around it, calls of footnotes, a remark in parentheses and a title in
braces belong to it, but not "{No text}", which is what the option says.
What stands behind the number tells a label from prose that speaks of an option.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from convention_variants.language.data import all_languages, any_of
from convention_variants.language.placeholders import NOTHING_PATTERN
from convention_variants.text.footnote_calls import CALL
from convention_variants.text.source import occurrences

SUFFIXES = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies")
SUFFIX = rf"(?:{'|'.join(SUFFIXES)})(?!\w)"
OPTION_NAME = rf"(?:{any_of(data.brackets.option_pattern for data in all_languages())})"
_SPACE = r"[^\S\r\n]"
_NUMBERED = rf"""
    (?P<written> {OPTION_NAME} {_SPACE}*+
      (?: (?P<paren>\() (?P<inside>\d{{1,2}}|[ivx]{{1,5}}|(?P<twin>[a-z])(?P=twin)?|[IVX]{{1,5}}|[A-Z])
          (?:{_SPACE}?(?P<suffix>{SUFFIX}))? \)
        | (?P<bare>\d{{1,2}}|(?<=\s)(?:[ivx]{{1,5}}|[a-z]|[IVX]{{1,5}}|[A-Z]))
      )
      (?:{_SPACE}?(?P<mark_of_bis>[*_]?)(?P<bis>{SUFFIX})(?P=mark_of_bis))?+
    ) (?!\w)
"""
_NOTHING = NOTHING_PATTERN.replace(" ", r"\s")
_TITLE = rf"\{{(?![*_]*{_NOTHING})[^{{}}\r\n]{{1,300}}\}}"
# What stands behind the number of a label. A colon ends one whatever follows; all else has white space behind it, and
# a bare number only words that begin a sentence.
_ENDINGS = rf"""
    (?: :? {_SPACE}* (?P<title>{_TITLE}) :? (?(mark)(?P=mark)?)
      | (?= {_SPACE}*\{{)
      | \.? (?:{_SPACE}?\([^()\[\]\r\n]{{1,80}}\))? {_SPACE}? (?P<colon>:) (?(mark)(?:(?P=mark):?)?) {CALL}*
      | (?(mark) (?P=mark) (?P<behind>:)? | (?!)) (?=\s|$) (?!{_SPACE}+(?:is|was|are|were|has|had|would|and|or)\b)
      | [.)] (?(mark)(?P=mark)?) (?=\s|$)
      | (?:{_SPACE}[–—-]|[–—]) (?=\s) (?!\s+(?:\d|{OPTION_NAME}))
      | (?={_SPACE}*(?:$|[\r\n]))
      | (?={_SPACE}+[“"*_]*(?:\[|[^\W\d_a-zß-öø-ÿ]))
    )
"""
_LABEL = re.compile(rf"\[{{0,9}}(?P<mark>\*{{1,3}}|_{{1,2}})? {_NUMBERED} {CALL}* {_ENDINGS}", re.VERBOSE)
_NUMBER = re.compile(_NUMBERED, re.VERBOSE)
# To look for the rest of each beginning of a name is quicker than one pattern for all names.
_STARTS = sorted({start for data in all_languages() for start in data.brackets.option_starts})
_NAME_ENDS = tuple(end for start in _STARTS for end in (start[1:], start[1:].upper()))
_NAME_STARTS = frozenset(letter for start in _STARTS for letter in (start[0], start[0].upper()))
_FAR = 60


class OptionLabel(NamedTuple):
    """A label in a text: its extent, markup and all, and where its name begins.

    `written` is its name and number as they stand there, `bracketed` says that the number stands in parentheses, and
    `suffix` counts "bis" as 1, "ter" as 2. After a `colon` there is no doubt that an option begins.
    """

    start: int
    name: int
    end: int
    written: str
    number: str
    bracketed: bool
    suffix: int
    colon: bool

    @property
    def series(self) -> str:
        """What the labels of a series have in common, their numbers apart."""
        kind = "alt" if self.written[0] in "Aa" else "variant" if self.written[0] in "Vv" else "option"
        return f"option {kind} {'(x)' if self.bracketed else 'x'}"

    @property
    def style(self) -> str:
        """How it is counted: "1" in figures, "a" or "A" in letters or roman numerals."""
        return "1" if self.number.isdigit() else "a" if self.number.islower() else "A"


def read_option_label(text: str, start: int, end: int) -> OptionLabel | None:
    """Return the label with which a stretch of a text begins, if it is that of an option."""
    match = _LABEL.match(text, start, end)
    return _label(match, colon=bool(match["colon"] or match["behind"] or match["title"])) if match else None


@lru_cache(maxsize=4096)
def find_option_label(label: str) -> OptionLabel | None:
    """Return what a label of which nothing but the label is given says of an option."""
    match = _NUMBER.search(label)
    return _label(match, colon=":" in label or "{" in label) if match else None


def _label(match: re.Match[str], *, colon: bool) -> OptionLabel:
    number, suffix = match["inside"] or match["bare"], match["suffix"] or match["bis"]
    rank = SUFFIXES.index(suffix) + 1 if suffix else 0
    name, written = match.start("written"), match["written"]
    return OptionLabel(match.start(), name, match.end(), written, number, match["paren"] is not None, rank, colon)


def option_names(text: str) -> list[int]:
    """Return where the name of an option may begin, in order: everywhere that one does, and perhaps elsewhere."""
    ends = (end for mark in _NAME_ENDS for end in occurrences(text, mark))
    return sorted(end - 1 for end in ends if end and text[end - 1] in _NAME_STARTS)


def option_lines(text: str) -> dict[int, OptionLabel]:
    """Return the labels of options with which lines begin, marks of Markdown and numbers apart, by the line's start."""
    labels: dict[int, OptionLabel] = {}
    for name in option_names(text):
        if not (span := line_label(text, name)):
            continue
        near = max(0, name - _FAR - 1)  # no label stands further from the start of its line
        line = max(text.rfind("\n", near, name), text.rfind("\r", near, name)) + 1
        label = None if line in labels or text.startswith("|", line) else read_option_label(text, span[0], len(text))
        if label:
            labels[line] = label
    return labels


@cache
def _alone() -> re.Pattern[str]:
    """Return the pattern of a label that has a bracket of its own, from its name on: "[Option 1]"."""
    return re.compile(rf"{_NUMBERED} [*_]{{0,3}} \]", re.VERBOSE)


@cache
def _several() -> re.Pattern[str]:
    """Return the pattern of labels in one: "Option 1 / Option 3:", "Options 1 and 2:"."""
    return re.compile(
        rf"{OPTION_NAME}[Ss]?{_SPACE}*\(?\w{{1,5}}\)?{_SPACE}?(?:[/,&+–—-]|(?:and|or|et|ou|y|o)\b){_SPACE}?"
        rf"(?:{OPTION_NAME}{_SPACE}*)?\(?\w{{1,5}}\)?{_SPACE}?:"
    )


@cache
def _before() -> re.Pattern[str]:
    """Return the pattern of what may stand before a label in its line: marks of Markdown, brackets, other labels."""
    return re.compile(
        rf"(?:[^\w\r\n]|\(?(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}|[a-z]{{1,4}}(?=[.)])|[A-Z](?=[.)]))"
        rf"(?:{_SPACE}(?:{SUFFIX}))?[.)]?(?=[\s\[*_]))*+"
    )


def line_label(text: str, name: int) -> tuple[int, int] | None:
    """Return the extent of the name and number of the option, or of several, of which the label begins a line.

    It is given where the name may begin.
    """
    before = text[max(0, name - _FAR) : name]
    cut = max(before.rfind("\n"), before.rfind("\r")) + 1
    if not (cut or name <= _FAR) or not _before().fullmatch(before, cut):
        return None
    start = name
    while start and text[start - 1] in "*_":
        start -= 1
    if label := read_option_label(text, start, len(text)):
        return label.name, label.name + len(label.written)
    if text.endswith("[", 0, start) and (alone := _alone().match(text, name)):
        return alone.span("written")
    several = _several().match(text, name)
    return several.span() if several else None
