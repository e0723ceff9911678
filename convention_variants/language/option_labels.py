"""The labels of option paragraphs: "Option 1:", "**Option (b)**", "Alt 2 bis.".

A label is a name and a number within its series, perhaps with a suffix: "Option 1 bis" and "Option 1 alt" come between
"Option 1" and "Option 2". "No." can stand before the number ("Option n° 1"). Emphasis around it, footnote calls, a
remark in parentheses and a title in braces are parts of the label, but not "{No text}", which is the text of the
option. What follows the number distinguishes a label from prose about an option.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from convention_variants.language.data import all_languages, any_of
from convention_variants.language.placeholders import NOTHING_PATTERN
from convention_variants.text.footnote_calls import CALL
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import occurrences
from convention_variants.text.spans import Span

SUFFIXES = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies")
SUFFIX = rf"(?:{'|'.join(SUFFIXES)}|quat|quin)(?!\w)"
_SPACE = r"[^\S\r\n]"
# What marks a paragraph as a rival of the one with its number: "1 alt", "(a) alt." A number of its own can follow only
# a bare number: "1 alt 2" is a rival of 1, and "1. Alt 2:" an option in 1.
RIVAL = rf"(?:{_SPACE}?\(?(?i:alt)\)?(?!\w|\.?{_SPACE}?\d))"
NUMBERED_RIVAL = rf"(?:\.?{RIVAL}|(?:\.|{_SPACE})?(?i:alt)\.?{_SPACE}?\d{{1,2}})"
_NAMES = "|".join(sorted({name for data in all_languages() for name in data.parts.paragraphs}))
# The label of a paragraph of a resolution, without its end: "PP1", "OP 2 bis".
PARAGRAPH_NAME = rf"(?:{_NAMES}){_SPACE}?(?=\d)"
NAMED_PARAGRAPH = rf"{PARAGRAPH_NAME}\d{{1,3}}(?:\.?{_SPACE}?(?i:{SUFFIX}))?{NUMBERED_RIVAL}?"
_PROVISIONS = sorted(
    {re.escape(word) for data in all_languages() for word in (*data.brackets.references, *data.parts.section)}
)
OPTION_NAME = rf"(?:{any_of(data.brackets.option_pattern for data in all_languages())})"
# "Option one": numbers in words.
_IN_WORDS = {
    word: str(number) for data in all_languages() for number, word in enumerate(data.brackets.option_numbers, 1)
}
_COUNT = r"(?:[ivx]{1,5}|[IVX]{1,5}|[A-Za-z])"
_NUMBERED = rf"""
    (?P<written> {OPTION_NAME} {_SPACE}*+-?
      (?: (?P<paren>\() (?P<inside>\d{{1,2}}|(?P<twin>[a-z])(?P=twin)|{_COUNT}) (?:{_SPACE}?(?P<suffix>{SUFFIX}))? \)
        | (?P<under>\d{{1,2}}\.?|[A-Z]\.) (?P<letter>[A-Za-z]|(?<=\.)\d{{1,2}})
        | (?P<word>(?<=\s)(?i:{"|".join(_IN_WORDS)}))
        | (?P<bare>\d{{1,2}}|(?<=[\s-]){_COUNT})
      )
      (?:{_SPACE}?(?P<mark_of_bis>[*_]?)(?P<bis>{SUFFIX}|alt(?!\w))(?P=mark_of_bis))?+
    ) (?![^\W_]|\.?[°º])
"""
_NOTHING = NOTHING_PATTERN.replace(" ", r"\s")
_TITLE = rf"\{{(?![*_]*{_NOTHING})[^{{}}\r\n]{{1,300}}\}}"
# "Alternative 2 to paragraph 5", "Option 1 for Article 3 bis", "Option I for draft rules 6.1 and 6.2".
_NUMBER_OF = rf"\(?\d[\w.()]{{0,9}}(?:{_SPACE}{SUFFIX})?"
_FOR = (
    rf"[^\W\d_]{{1,5}}{_SPACE}(?:[^\W\d_]{{2,8}}{_SPACE})?(?i:{'|'.join(_PROVISIONS)})s?{_SPACE}{_NUMBER_OF}"
    rf"(?:{_SPACE}?(?:[,–-]|[^\W\d_]{{1,3}}){_SPACE}?{_NUMBER_OF})?"
)
# "Option 1 (paras 6-9)", but not "(no text)" or "(a)": the emphasis of the label may end before that of the remark.
_REMARK = rf"(?:(?:[*_]|{_SPACE}){{0,7}}\((?![*_]*{_NOTHING}|(?:[a-z]|[ivx]+)\))[^()\[\]\r\n]{{1,80}}\)[*_]{{0,3}})"
# What can follow the number of a label. After a colon anything can follow; otherwise white space does, and after a bare
# number the start of a sentence.
_ENDINGS = rf"""
    (?: :? {_SPACE}* (?P<title>{_TITLE}) :? (?P=mark)?
      | (?= {_SPACE}*(?:\{{|\([*_]*{_NOTHING}[*_]*\)))
      | \.? {_REMARK}? {_SPACE}? (?P<colon>:) (?:(?P=mark):?|[*_]{{1,3}}(?=\s|$))? {CALL}*
      | {_REMARK} (?={_SPACE}*(?:$|[\r\n]))
      | (?(mark) (?P=mark) | [*_]{{1,3}}) (?:{_SPACE}?(?P<behind>:)|(?=\s|$))
        (?!{_SPACE}+(?:is|was|are|were|has|had|would|and|or)\b)
      | [.)] (?P=mark)? (?=\s|$)
      | {_SPACE}+ {_FOR} (?P=mark)? (?: {_SPACE}?: (?P=mark)? | (?={_SPACE}*(?:$|[\r\n])))
      | {_SPACE}? [–—-] (?=\s) (?!\s+(?:\d|{OPTION_NAME}))
      | (?={_SPACE}*(?:$|[\r\n]))
      | (?={_SPACE}+[“"*_]*(?:\[|[^\W\d_a-zß-öø-ÿ]))
    )
"""
# A label may say that it is the start: "{Start of option 1}".
_START_OF = rf"(?i:{any_of(data.brackets.option_start_pattern for data in all_languages())})"
# It may be all that is in a bracket: "[Option 1]", "**[Option 1]** Parties act".
_BOX = r"(?P<around>\*{1,3}|_{1,2})?(?P<box>\[)"
_BOXED = rf"(?(mark)(?P=mark)) \] (?(around)(?P=around)) :? (?!{_SPACE}*(?:[a-zß-öø-ÿ]|\[{OPTION_NAME}))"
# All of it may be in braces: "{Option 1}", "{Option 1: Cooperation}".
_BRACED = rf"(?:{_SPACE}?(?:[(:]|[–—-]{_SPACE})[^{{}}\r\n]{{1,300}})? \}} (?P=mark)? :?"
# A bracket may open in the emphasis of a label alone: "**[Option 1:** Parties act.]".
_WITHIN = r"(?:\[(?=[^\[\]\r\n]{1,60}(?P=mark)))"
_LABEL = lazy_pattern(
    rf"\[{{0,8}}(?:{_BOX}|\[?) (?:(?P<mark>\*{{1,3}}|_{{1,2}}){_WITHIN}?)? (?P<brace>\{{)?"
    rf" {_START_OF}? {_NUMBERED} (?:{_SPACE}?{CALL})* (?(brace){_BRACED}|(?(box){_BOXED}|{_ENDINGS}))",
    re.VERBOSE,
    begins=rf"[\[*_{{]{{0,13}}{_START_OF}?{OPTION_NAME}",
)
_NUMBER = lazy_pattern(_NUMBERED, re.VERBOSE)
_SPACES = re.compile(_SPACE + "+")
_ABBREVIATED = re.compile(r"alt(?![^\W\d_])", re.IGNORECASE)
_ONE = r"(?:\(?(?:\d{1,2}|[IVX]{1,4}|[A-Z])\)?|\([a-z]\))"
# A label for several options, "Option 1 / Option 3:", "Options 1 and 2:", or with two numbers: "Option 1 / A {Title}".
_ONE_OF_SEVERAL = rf"(?i:{_ONE}|{'|'.join(_IN_WORDS)})"
_SEVERAL = lazy_pattern(
    rf"{OPTION_NAME}[Ss]?{_SPACE}*{_ONE_OF_SEVERAL}{_SPACE}?(?:[/,&+–—-]|(?:and|or|et|ou|y|o)\b){_SPACE}?"
    rf"(?:{OPTION_NAME}{_SPACE}*)?{_ONE_OF_SEVERAL}(?:{_SPACE}?:|(?={_SPACE}*(?:[{{\r\n]|\Z)))"
)
_NAME_OF_ONE = rf"(?<![a-z][ ]){OPTION_NAME}{_SPACE}?(?:\([a-z]\){_SPACE})?{_ONE}"
# What can be a label amid a line: "Article 4 – Option 1".
_NUMBERED_NAME = lazy_pattern(rf"{_NAME_OF_ONE}(?!\w|[.,]?{_SPACE}?[a-z\d])")
# What must be one: it has a colon, or all that follows in its line says of what it is an option, behind a sentence.
_LABEL_AMID = lazy_pattern(
    rf"{_NAME_OF_ONE}(?={_SPACE}?:)|(?:(?<=[.;\d\])]\s)|(?<=[.;\d\])]\s\*\*)){_NAME_OF_ONE}(?=\**{_SPACE}*(?:[\r\n]|\Z)|{_SPACE}{_FOR})"
)
# What may be one at the start of a line, though the sentence goes on: "Option 1 agree".
_PHRASE = lazy_pattern(rf"(?<![^\r\n\[]){_NAME_OF_ONE}(?={_SPACE}[a-zß-öø-ÿ])")
# What can precede a label on its line: Markdown markup, brackets, other labels, the bullet "o" of Word.
_BEFORE = lazy_pattern(
    rf"(?:[^\w\r\n]|o(?=\t)|\(?(?:\d[\d.]{{0,9}}|(?:[a-z]{{1,4}}|[A-Z])(?=[.)]))(?:{_SPACE}{SUFFIX})?[.)]?(?=[\s\[*_]))*+"
)
# What may name an option at the start of a line, but is not read as that.
_BEFORE_UNREAD = (
    rf"{_SPACE}*+(?:[-+*>#]++{_SPACE}++)?+(?:\(?(?:\d[\d.]{{0,5}}|[a-z]{{1,4}}|[A-Z])[.)]{_SPACE}++)?+[\[{{*_]{{0,4}}+"
    r"(?:(?=[A-ZÀ-ÖØ-Þ])|(?<=\[))"
)
_UNREAD = lazy_pattern(
    rf"{_BEFORE_UNREAD}(?P<name>{any_of(data.brackets.unread_option_pattern for data in all_languages())})"
    rf"(?:{_SPACE}\([^()\[\]\r\n]{{1,80}}\))?"
    rf"[*_]{{0,3}}(?:{_SPACE}?:[*_]{{0,3}}(?=\s|\Z)|[\]*_]{{0,4}}{_SPACE}*(?=[\r\n]|\Z)|\}}"
    r"|(?<=[ \[](?i:alt))\.?(?=\s(?!\s*\d)))",
    begins=_BEFORE_UNREAD,
)
_UNREAD_LINE = lazy_pattern(rf"\n{_UNREAD.pattern}")
_OF_PARAGRAPH = lazy_pattern(r"\[*\(?(?:[A-Z]{2}\s?)?\d")  # "1 alt 2", "OP1 alt 2"
# Searching for the rest of each beginning is faster than one pattern for all names, and fastest for a few letters. What
# ends all "sub-options" is searched for once, with that of "option".
_STARTS = sorted({start for data in all_languages() for start in data.brackets.option_starts})
_FEW_LETTERS = 5
_RESTS = tuple(rest for start in _STARTS for rest in (start[1:], start[1:].upper()))
_SEARCHED = {
    mark[-_FEW_LETTERS:]: tuple(rest for rest in _RESTS if rest.endswith(mark))
    for mark in _RESTS
    if not any(mark != rest and mark.endswith(rest) for rest in _RESTS)
}
_NAME_STARTS = frozenset(letter for start in _STARTS for letter in (start[0], start[0].upper()))
# What the label of an option can begin with, apart from markup.
OPTION_INITIALS = frozenset(start[0].upper() for start in _STARTS)
_FAR = 60
_KINDS = {"a": "alt", "v": "variant", "s": "sub-option"}


class OptionLabel(NamedTuple):
    """A label in a text: its span, including markup, and where its name begins.

    `written` is its name and number as in the text. `bracketed`: the number is in parentheses. `suffix` is 1 for "bis",
    2 for "ter", and "alt" comes last. `colon`: it ends in a colon or a title, which leaves no doubt that an option
    begins. `under` is what stands before the letter or figure of "Option 5A" and "Option 5.1", and else empty.
    """

    start: int
    name: int
    end: int
    written: str
    number: str
    bracketed: bool
    suffix: int
    colon: bool
    under: str

    @property
    def series(self) -> str:
        """What the labels of a series have in common apart from their numbers."""
        kind = _KINDS.get(self.written[0].lower(), "option")
        return f"option {kind} {self.under}{'(x)' if self.bracketed else 'x'}"

    @property
    def style(self) -> str:
        """How it is numbered: "1" in figures, "a" or "A" in letters or roman numerals."""
        return "1" if self.number.isdigit() else "a" if self.number.islower() else "A"


def read_option_label(text: str, start: int, end: int) -> OptionLabel | None:
    """Return the option label at the start of a part of a text, None if there is none."""
    match = _LABEL.match(text, start, end)
    return _label(match, colon=any(match.group("brace", "colon", "behind", "title"))) if match else None


def option_label_at(text: str, start: int, end: int) -> OptionLabel | None:
    """Return the same in a draft, of which this is asked for each line: most of them are far from any such name."""
    names = option_names(text)
    at = bisect_left(names, start)
    return read_option_label(text, start, end) if at < len(names) and names[at] < min(end, start + _FAR) else None


def begun_option(text: str, start: int, end: int) -> OptionLabel | None:
    """Return a label "Alt. 1" at the start of a part of a text, though a sentence goes on behind it.

    "[option 1 of the annex] [option 2 of the annex]" may speak of options.
    """
    match = _NUMBER.match(text, start, end) if _ABBREVIATED.match(text, start, end) else None
    return _label(match, colon=False) if match and _SPACES.match(text, match.end(), end) else None


@lru_cache(maxsize=4096)
def find_option_label(label: str) -> OptionLabel | None:
    """Return the option label in a text that contains only a label, None if it is another kind of label."""
    named = any(mark in label for mark in _SEARCHED) and not _OF_PARAGRAPH.match(label)
    match = _NUMBER.search(label) if named else None
    return _label(match, colon=":" in label or "{" in label) if match else None


def suffix_rank(suffix: str) -> int:
    """Return 1 for "bis", 2 for "ter", 3 for "quater" or "quat", and so on; "alt" comes last."""
    return next(rank for rank, known in enumerate((*SUFFIXES, "alt"), 1) if known.startswith(suffix))


def _label(match: re.Match[str], *, colon: bool) -> OptionLabel:
    number, suffix = match["inside"] or match["letter"] or match["bare"], match["suffix"] or match["bis"]
    number = number or _IN_WORDS[match["word"].lower()]
    rank = suffix_rank(suffix) if suffix else 0
    name, written = match.start("written"), match["written"]
    bracketed, under = match["paren"] is not None, match["under"] or ""
    return OptionLabel(match.start(), name, match.end(), written, number, bracketed, rank, colon, under)


@lru_cache(maxsize=1)
def option_names(text: str) -> Sequence[int]:
    """Return the offsets in a draft, in order, at which the name of an option may begin; not all of them are names."""
    found = ((rests, at + len(mark)) for mark, rests in _SEARCHED.items() for at in occurrences(text, mark))
    begun = (end - len(rest) for rests, end in found for rest in rests if text.endswith(rest, 0, end))
    return sorted(start - 1 for start in begun if start and text[start - 1] in _NAME_STARTS)


@lru_cache(maxsize=1)
def option_lines(text: str) -> Mapping[int, OptionLabel]:
    """Return the option labels at the start of lines, after Markdown markup and numbers, by the start of the line."""
    labels: dict[int, OptionLabel] = {}
    for name in option_names(text):
        if not (found := _line_label(text, name)):
            continue
        near = max(0, name - _FAR - 1)  # no label is further from the start of its line
        line = max(text.rfind("\n", near, name), text.rfind("\r", near, name)) + 1
        if line in labels or text.startswith("|", line):
            continue
        (start, _), label = found
        if label is None:
            label = read_option_label(text, start, len(text))
        if label:
            labels[line] = label
    return labels


def unread_names(text: str) -> Iterator[Span]:
    """Yield names of options that are not read as labels: "First option:", "Alternative:", "Proposal 1"."""
    found = _UNREAD_LINE.finditer("\n" + text)  # searching for the end of a line is faster than for the start of one
    return (Span(match.start("name") - 1, match.end("name") - 1) for match in found)


@lru_cache(maxsize=4096)
def names_an_option(wording: str) -> bool:
    """Return whether a bracket begins with such a name, "Alternative: They act", or with a number, "Option 1 act"."""
    name = _UNREAD.match(f"[{wording}", 1)
    if name is not None and name.end() <= len(wording):
        return True
    return bool(wording) and phrase_with_option(wording, 0) is not None


def line_label(text: str, name: int) -> tuple[int, int] | None:
    """Return the span of the name and number of the option label, or of several, at the start of a line.

    `name` is an offset at which an option's name may begin.
    """
    found = _line_label(text, name)
    return found and found[0]


def named_option(text: str, name: int) -> tuple[int, int] | None:
    """Return the span of a name with a capital letter and a number, outside a phrase; `name` is its offset."""
    return _named(_NUMBERED_NAME, text, name)


def label_amid(text: str, name: int) -> tuple[int, int] | None:
    """Return the span of a name and number that must be a label, wherever it stands: "… closed. Option 1: …"."""
    return _named(_LABEL_AMID, text, name)


def phrase_with_option(text: str, name: int) -> tuple[int, int] | None:
    """Return the span of a name and number with which a line begins that goes on with a small letter."""
    return _named(_PHRASE, text, name)


def _named(pattern: re.Pattern[str], text: str, name: int) -> tuple[int, int] | None:
    match = pattern.match(text, name) if text[name].isupper() else None
    return match and match.span()


def _line_label(text: str, name: int) -> tuple[tuple[int, int], OptionLabel | None] | None:
    """Return the same with the label, emphasis and all, if it is one of one option."""
    before = text[max(0, name - _FAR) : name]
    cut = max(before.rfind("\n"), before.rfind("\r")) + 1
    if not (cut or name <= _FAR) or not _BEFORE.fullmatch(before, cut):
        return None
    start = name
    while start and text[start - 1] in "*_":
        start -= 1
    label = text.endswith("[", 0, start) and _boxed_label(text, start - 1)
    if label := label or read_option_label(text, start, len(text)):
        return (label.name, label.name + len(label.written)), label
    several = _SEVERAL.match(text, name)
    return (several.span(), None) if several else None


def _boxed_label(text: str, start: int) -> OptionLabel | None:
    """Return the label whose bracket of its own opens at an offset: "**[Option 1]**"."""
    while start and text[start - 1] in "*_":
        start -= 1
    return read_option_label(text, start, len(text))
