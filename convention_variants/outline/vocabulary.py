"""Patterns for the headings and opening words of a treaty's parts, in every language that has a data file.

They match a heading without its markup, in any case.
"""

from __future__ import annotations

import re
from functools import partial

from convention_variants.language.data import Parts, all_languages, all_words, any_of
from convention_variants.language.option_labels import SUFFIX
from convention_variants.text.footnote_calls import CALL
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.words import OPENING_QUOTES

# Both cases, written out: that is faster to compile.
_LETTER, _ROMAN = "(?-i:[A-Za-z])", "(?-i:[IVXLCivxlc]+)"
# What can be attached to a number as part of it: "15-A", "15/16", "15A", "15(bis)", "15[ bis]".
_ATTACHED = rf"(?:\s?{SUFFIX}|(?:(?<=\d){_LETTER}|[‐‑–/-](?:{SUFFIX}|\d+|{_ROMAN}|{_LETTER}))(?!\w))"
_SUFFIXES = rf"(?:{_ATTACHED}|[(\[]{_ATTACHED}[)\]])*"
_PARTS: tuple[Parts, ...] = tuple(data.parts for data in all_languages())
_FIRST = any_of(parts.first_pattern for parts in _PARTS)
_words = partial(all_words, "parts")
ARTICLE_WORD, _CHAPTERS, _SECTION, _ANNEX = map(_words, ("article", "chapters", "section", "annex"))
# A number that is still to be given: "Chapter [QQ]", "Annex [ ]".
_BLANK = rf"\[(?-i:[A-Z\d.…_\s]{{0,6}})(?:{SUFFIX})?\]"
_BLANK = rf"{_BLANK}(?!\s?{_BLANK})"  # one of "Annex [I] [II]" is to be chosen
# Trade agreements number their articles "QQ.A.1" while the chapter has no number yet; other drafts have "Article D".
_DOTTED = r"(?-i:[A-Z]{1,3}(?:\.(?:\d+|[A-Z]{1,3}))+|[A-Z])"
_NUMBER = rf"(?:{_FIRST}|\d+(?:\.\d+)*|{_DOTTED}|{_ROMAN}|{_BLANK}){_SUFFIXES}"
# A heading can be in braces, and after the names of those who propose it: "[US propose: Article 5".
_OPEN = rf"[\[{{{OPENING_QUOTES}\s]*"
_LEAD = rf"(?:\[+(?-i:[A-Z])[^][:\r\n]{{0,150}}:\s*)?{_OPEN}"
# What else goes with a label: brackets that close, calls of footnotes, also typed ("*/", "1/"), a mark before white
# space. Something else may be glued to the number ("Article 15, paragraph 2"), but not what makes it a part of a word
# ("Chapitre d'introduction").
_CLOSE = rf"(?:\]|\s?{CALL}|\s(?:\\?\*|\d){{1,2}}/(?!\S))*"
_END = rf"(?:{_CLOSE}(?:\s*[.:–—-]{{1,3}}{_CLOSE})?(?!\S)|(?!['’\w]))"


# The first word of a line, or that behind the names of those who propose what follows them.
_FIRST_WORD = rf"{_OPEN}(\w+)(?:[^][:\r\n]*:[\[{{\s]*(\w+))?"


def _heading(pattern: str, *words: str, lead: str = _LEAD) -> re.Pattern[str]:
    """Return the pattern of a heading that begins with one of some words."""
    first_words = frozenset(word.split()[0] for word in any_of(words).split("|"))
    return lazy_pattern(lead + pattern, re.IGNORECASE, begins=_FIRST_WORD, words=first_words)


# What parts a number from a title.
_MARK = r"(?:[.:–—]|\s-\s)"
_MARKED_TITLE = rf"{_MARK}.*[^\s.;:,\]]\]*$"
# How a title begins that no mark parts from its number: "Annex B Products", but "Annex I Parties" are not its title.
_TITLE = rf"(?!(?:{all_words('references', 'called')})\b)(?-i:(?:[\[(*_“\"]|«\s?)*[^\W\d_a-zß-öø-ÿ])"
PART = re.compile(rf"(?:{any_of(parts.holds_chapters for parts in _PARTS)})-")  # an id: it holds chapters
ARTICLE = _heading(rf"(?P<label>(?:{ARTICLE_WORD})\s+(?P<number>{_NUMBER})){_END}", ARTICLE_WORD)
# Any other part that has a label; an annex needs no number if nothing or a mark follows.
PART_LABEL = _heading(
    rf"(?P<label>(?:(?P<chapter>{_CHAPTERS})|(?P<annex>{_ANNEX})|{_SECTION})(?:\s+(?P<number>{_NUMBER}))?)"
    rf"(?(number)|(?(annex)(?=[\s\]}}]*(?:$|{_MARK}))|(?!))){_END}",
    *(_CHAPTERS, _SECTION, _ANNEX),
)
# What has a title below its label.
LABELLED = (ARTICLE, PART_LABEL)
ARTICLE_STARTS = f"aA[{OPENING_QUOTES}"  # what the line of an article in text can begin with
# A section may be numbered "II." or "A.", in capitals.
ENUMERATED = re.compile(r"[*_\[]*(?P<label>[IVX]{1,6}|[A-Z])\.(?!\S)")
# A line that is one by itself: "VI. Technology", but no letter alone, which may be an initial.
ENUMERATED_LINE = lazy_pattern(r"[*_\[]*[IVX]{2,6}\.\s+[^\W\d_a-zß-öø-ÿ][^.;:]*[^\s.;:,]$")
# What is marked as a heading may have a number in figures, other than a date: "2. Scope", "2.1 Scope".
NUMBERED = lazy_pattern(rf"\[*(?P<label>\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}(?:\s?{SUFFIX})?)(?:[.)]|(?<=\.\d))(?=\s+\S)")
NUMBERED_TITLE = lazy_pattern(rf"{NUMBERED.pattern}\s+(?-i:[^\W\d_a-zß-öø-ÿ])[^.;:,]*[^\s.;:,]$")
# If only its words make a line a heading, the whole line must match.
BARE_ARTICLE = _heading(
    rf"(?:{ARTICLE_WORD})\s+{_NUMBER}{_CLOSE}\s*(?:$|(?<!\])[({{][^(){{}}]*[)}}]$|{_MARKED_TITLE})",
    ARTICLE_WORD,
)
_CAPITAL_LEAD = rf"{_OPEN}(?-i:(?=[A-Z]))"
# A line that is a whole paragraph may have its title right behind the number, in capitals at least at its start.
TITLED = _heading(
    rf"(?:{ARTICLE_WORD}|{_CHAPTERS}|{_SECTION}|{_ANNEX})\s+{_NUMBER}{_CLOSE}\s+{_TITLE}[^.;:]*[^\s.;:,]$",
    *(ARTICLE_WORD, _CHAPTERS, _SECTION, _ANNEX),
    lead=_CAPITAL_LEAD,
)
# The text of an article can begin on the line of its label.
ARTICLE_LINE = _heading(
    rf"(?:{ARTICLE_WORD})\s+{_NUMBER}{_CLOSE}(?:\s*:(?!\S)|(?=\.?\s*\{{))\.?"
    rf"(?P<title>\s*\{{[^{{}}]*\}}(?:{CALL})?)?\s*",
    ARTICLE_WORD,
)
BARE_PART = _heading(
    rf"(?:(?:{_CHAPTERS}|{_SECTION}|{_ANNEX})\s+{_NUMBER}\]*(?:\s*{_MARKED_TITLE}|[.:]?$)|(?:{_ANNEX})\]*$)",
    *(_CHAPTERS, _SECTION, _ANNEX),
    lead=_CAPITAL_LEAD,
)
BARE_PREAMBLE = lazy_pattern(rf"\[?(?=[A-Z])(?i:{_words('preamble')})\]?$")
# A title does not say what somebody shall or may do, but in a relative clause: "Information that shall be provided".
# Pairs of verbs such as "is" and "are" stand in titles, too.
_DUTIES = {
    word for data in all_languages() for words in data.brackets.rival_words if len(words) > 2 for word in words
    if word in data.grammar.modals
}  # fmt: skip
_DUTY = rf"\b(?:{any_of(sorted(_DUTIES))})\b"
_RELATIVE = any_of(data.grammar.openers["relative"] for data in all_languages())
STATES = lazy_pattern(rf"(?:(?!\b(?:{_RELATIVE})\b)[\s\S])*?{_DUTY}")
# The title of a part in the line below its number: without any duty, as a paragraph in brackets may lack its full stop.
TITLE_BELOW = lazy_pattern(rf"(?!.*{_DUTY})(?:[\[(*_“\"]|«\s?)*[^\W\d_a-zß-öø-ÿ][^.;:]{{1,159}}[^\s.;:,]$")
PREAMBLE = lazy_pattern(rf"\W*(?:{_words('preamble')})\W*$", re.IGNORECASE)
# The words with which a preamble begins, for drafts that give it no heading: the parties to this convention, or any
# parties and nothing else before the comma with which the paragraph, or its first line before a capital, ends.
_PARTIES = any_of(parts.parties_pattern for parts in _PARTS)
OPENING = lazy_pattern(
    rf"\W*(?:(?:{any_of(parts.opening_pattern for parts in _PARTS)})"
    rf"|(?:{_PARTIES})[]*_]*,(?:[]*_]|{CALL})*(?:\s*$|\s*[\r\n](?=\W*(?-i:[A-ZÀ-Þ]))))",
    re.IGNORECASE,
)
NOTE = lazy_pattern(rf"(?:{any_of(parts.note_pattern for parts in _PARTS)})", re.IGNORECASE)
TESTIMONIUM = lazy_pattern(rf"\W*(?:{any_of(parts.testimonium_pattern for parts in _PARTS)})\b", re.IGNORECASE)
# A line that says where a series of options ends, or one of them.
END_OF_OPTIONS = lazy_pattern(
    rf"[*_({{\[]*(?:{any_of(data.brackets.option_end_pattern for data in all_languages())})[^\r\n]{{0,9}}",
    re.IGNORECASE,
)
