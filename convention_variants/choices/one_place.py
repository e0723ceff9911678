"""Paragraphs that are offered for one place: with one number, one heading, or one term that they define."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from convention_variants.choices.members import Member, word_list
from convention_variants.language.grammar import Language
from convention_variants.language.option_labels import NUMBERED_RIVAL, RIVAL, SUFFIX
from convention_variants.outline.heading_lines import is_label, is_titled
from convention_variants.outline.labels import are_rivals_of_one, is_rival
from convention_variants.outline.vocabulary import ARTICLE, PART_LABEL
from convention_variants.text.footnote_calls import CALL
from convention_variants.text.patterns import lazy_pattern

# Characters in which the term of a definition and its "means" are looked for.
_LONGEST_TERM = 80
# No article or definition has fewer characters.
_SHORTEST = 16
OPENING = " \t\r\n\u00a0*_[“\"‘'{"
# A number of several parts needs no mark before a sentence: "1.1 Each Party".
_LABEL = lazy_pattern(
    rf"(?P<number>\(?(?:\d{{1,3}}(?:\.\w{{1,4}})+|\w{{1,4}})(?:\s\w{{3,12}})?){CALL}?(?P<mark>[.)])\s(?!\s*{SUFFIX}\b)"
    rf"|(?P<rival>(?:\d{{1,3}}(?:\.\d{{1,3}})*(?:\.?\s?{SUFFIX})?{NUMBERED_RIVAL}"
    rf"|\(?[a-z]{{1,4}}(?:\s?{SUFFIX})?\){RIVAL})[.)]?)\s"
    rf"|(?P<marked>\d{{1,3}}\.\s{SUFFIX})\.?\s"
    r"|(?P<parts>\d{1,3}(?:\.\d{1,3})+(?-i:[A-Z])?)\s+(?-i:[A-ZÀ-Þ])\w*\s+\w+\s",
    re.IGNORECASE,
    begins=r"\(?(?:\d|\w{1,14}(?:\s\w{2,12})?[.)\[<])",
)
# In place of a number that is still to be given: only a title tells one "Article XX" from the next.
_NO_NUMBER = re.compile(r"\s([NXYZ])\1?\Z")
_LETTERED = re.compile(r"(?P<number>[\d.]*\d)[A-Z]\.?")
# More paragraphs of the same kind behind the first one of a wording.
_MORE_NUMBERS = lazy_pattern(r"[\r\n]\s*\[*\d{1,3}(?:\.\d{1,3})*[.)]\s")
_MORE_LETTERS = lazy_pattern(r"[\r\n]\s*\[*\(?[a-z]\)\s")


def are_for_one_place(left: str, right: str, grammar: Language) -> bool:
    """Say whether two paragraphs are, or may be, texts for one place: with one number, heading or term."""
    return share_label(left, right) or may_be_one_paragraph(left, right) or are_one_provision(left, right, grammar)


def share_label(left: str, right: str) -> bool:
    """Say whether two wordings begin with one number or letter of a paragraph: "3." and "3." or "3 alt."."""
    first, second = label_of(left), label_of(right)
    return first is not None and second is not None and are_one_number(first, second)


def are_one_provision(left: str, right: str, grammar: Language) -> bool:
    """Say whether two wordings are texts of one article or part, or definitions of one term."""
    if min(len(left), len(right)) < _SHORTEST:  # as mostly: it takes longer to look for a heading
        return False
    return _are_one_part(left, right) or _define_one_term(left, right, grammar)


def _are_one_part(left: str, right: str) -> bool:
    """Say whether two wordings begin with the heading of one article or part: "Article 5"."""
    part = _part_of(left)
    return part is not None and part == _part_of(right)


def _part_of(head: str) -> str | None:
    head = head.lstrip(OPENING)
    label = ARTICLE.match(head) or PART_LABEL.match(head)
    if label is None or "[" in label["label"]:  # a number that is still to be given
        return None
    line = head.partition("\n")[0].rstrip(OPENING + "]")
    if _NO_NUMBER.search(label["label"]):
        return line.casefold() if is_titled(line) and not is_label(line) else None
    return label["label"].casefold() if is_label(line) or is_titled(line) else None


def _define_one_term(left: str, right: str, grammar: Language) -> bool:
    """Say whether two wordings are definitions of one term: "Investment means …", "Investments mean …"."""
    if (term := term_of(left, grammar)) is None or (other := term_of(right, grammar)) is None:
        return False
    return len(term) == len(other) and all(
        word == same or grammar.plural(word) == same or word == grammar.plural(same)
        for word, same in zip(term, other, strict=True)
    )


def term_of(head: str, grammar: Language) -> Sequence[str] | None:
    """Return the words of the term that a wording defines; None if it is no definition."""
    begun = head[:_LONGEST_TERM].casefold()
    if not any(word in begun for word in grammar.definitions):  # as mostly: it takes longer to part the words
        return None
    words = word_list(begun)
    index = next((index for index, word in enumerate(words) if word in grammar.definitions), 0)
    term, behind = words[:index], "".join(words[index + 1 : index + 2])
    # "The means of transport", "adequate means are" and "shall by all means" define nothing.
    is_noun = not term or grammar.knows(term[-1]) or behind in grammar.prepositions | grammar.modals
    return None if is_noun or not grammar.modals.isdisjoint(term) else term


def may_be_one_paragraph(left: str, right: str) -> bool:
    """Say whether two paragraphs differ only in the letter behind their number: "2A." and "2B." may be rivals."""
    first, second = label_of(left), label_of(right)
    if first is None or second is None:
        return False
    one, other = _LETTERED.fullmatch(first), _LETTERED.fullmatch(second)
    return one is not None and other is not None and one["number"] == other["number"]


def are_one_number(label: str, other: str) -> bool:
    """Say whether the second of two labels is that of the first, or marks a rival of its paragraph."""
    return label == other or is_rival(other, label) or are_rivals_of_one(label, other)


def for_one_paragraph(left: Member, right: Member) -> bool:
    """Say whether a wording is offered for the one before it, or both are paragraphs with one number: "3.", "3 alt.".

    Of several paragraphs in one bracket a rival may replace the first only.
    """
    label = label_of(left.head)
    if right.alternative or label is None:
        return right.alternative
    more = _MORE_NUMBERS if label[0].isdigit() else _MORE_LETTERS
    return share_label(left.head, right.head) and not (more.search(left.head) or more.search(right.head))


@lru_cache(maxsize=4096)
def label_of(head: str) -> str | None:
    """Return the number or letter with which a wording begins, if it is one of a paragraph."""
    label = _LABEL.match(head.lstrip(OPENING))
    if label is None:
        return None
    if whole := label["parts"] or label["rival"] or label["marked"]:
        return whole.lstrip("(")
    return label["number"].lstrip("(") + ("" if "." in label["number"] else label["mark"])
