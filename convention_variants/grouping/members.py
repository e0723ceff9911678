"""The members of a run: one bracket each, or one side of a slash, with what the rules look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import NamedTuple

from convention_variants.brackets import Bracket
from convention_variants.grouping.furniture import Furniture
from convention_variants.grouping.parties import attribution
from convention_variants.terminology import Language, Terminology
from convention_variants.text import Span

# No rule looks further into a bracket than this, so that a nest takes no longer than its length.
LOOKED_AT = 1500
_WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")
_INSERTED = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")
_MARKUP = re.compile(r"[\[\]*_]")
_NO_TEXT = re.compile(r"\W*no text\W*", re.IGNORECASE)
# What stands before a label is short, and in its bracket: else each of a run of brackets would look at all the rest.
_OPTION_LABEL = re.compile(
    r"[^\w\]]{0,12}(?:option|alt(?:ernative)?)\.?\s*(?:\d+|\(?[a-z]{1,4}\)|[A-Z]\b|[ivx]+\b)", re.IGNORECASE
)


class Shape(Enum):
    """What kind of words a wording begins with: wordings of different kinds do not fit one place."""

    CONNECTOR = "connector"
    MODAL = "modal"
    FIGURE = "figure"
    DETERMINED = "determined"
    PREPOSITIONAL = "prepositional"
    MODIFIER = "modifier"
    PASSAGE = "passage"
    OTHER = "other"


class Features(NamedTuple):
    """What the words of a wording say by themselves.

    `plain` is the text in lower case, without markup, `frame` its words without brackets and braces inside it, and
    `shape` what kind of words it begins with. What `begins_apart` goes on with a sentence, so that it is no rival of
    what stands before it; after what `ends_apart` more of a series follows, so that it is none of what stands behind.
    """

    plain: str
    frame: Sequence[str]
    shape: Shape
    begins_apart: bool
    ends_apart: bool


@dataclass(eq=False)
class Member:
    """One wording of a run: its extent, brackets and all, and the span of its words.

    `parties` are those who stand behind or against it, `head` is as much of its text as the rules look
    at, and `whole` says that this is all of it. An `ending` is glued to a word, an `option` begins
    with "Option 1", a `spaced` one with white space.
    """

    start: int
    end: int
    words: Span
    parties: tuple[str, ...]
    head: str
    grammar: Language
    whole: bool
    blank: bool
    note: bool
    option: bool
    spaced: bool
    ending: bool

    @cached_property
    def features(self) -> Features:
        """What its words alone say, worked out when a neighbour asks: most wordings have none."""
        return _features(self.head, self.grammar, self.whole)


def make_members(
    brackets: Sequence[Bracket], text: str, terminology: Terminology, furniture: Furniture
) -> list[Member]:
    """Look at the brackets of one run."""
    members: list[Member] = []
    for bracket in brackets:
        glued = text[bracket.start - 1 : bracket.start].isalpha() or bool(members and members[-1].ending)
        members.append(_make_member(bracket, text, terminology, furniture, glued=glued))
    return members


def _make_member(bracket: Bracket, text: str, terminology: Terminology, furniture: Furniture, *, glued: bool) -> Member:
    words, parties = attribution(text, Span(bracket.start + 1, bracket.end - 1))
    start, end = words
    whole = end - start <= LOOKED_AT
    head = text[start : end if whole else start + LOOKED_AT]
    grammar = terminology.language
    return Member(
        bracket.start,
        bracket.end,
        words,
        parties,
        furniture.without(head),
        grammar,
        whole,
        blank=whole and terminology.is_blank(head),
        note=whole and terminology.is_note(head),
        option=is_option_label(text, start),
        spaced=head[:1].isspace(),
        ending=glued and head in grammar.endings,
    )


def is_no_text(text: str) -> bool:
    """Say whether a wording is "no text": the option that nothing stands there."""
    return _NO_TEXT.fullmatch(text) is not None


def is_option_label(text: str, offset: int) -> bool:
    """Say whether a wording begins with the label of an option: "Option 1"."""
    return _OPTION_LABEL.match(text, offset) is not None


def word_list(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text)


@lru_cache(maxsize=4096)
def _features(text: str, grammar: Language, whole: bool) -> Features:  # noqa: FBT001 quicker to look up by place
    """Return what the words alone say; the same wordings come again and again."""
    bare = " ".join(_MARKUP.sub("", text).split())
    plain = bare.casefold()
    inserted = "[" in text or "{" in text
    frame = word_list(_MARKUP.sub("", _INSERTED.sub("", text)).casefold() if inserted else plain)
    if plain in grammar.connectors or not plain.strip(",.;:"):
        return Features(plain, frame, Shape.CONNECTOR, begins_apart=True, ends_apart=True)
    begins = bool(grammar.goes_on.match(plain))
    ends = whole and grammar.ends_apart(plain)
    return Features(plain, frame, _shape(bare, grammar), begins_apart=begins, ends_apart=ends)


def _shape(bare: str, grammar: Language) -> Shape:
    word = _WORD.search(bare)
    if word is None:
        return Shape.OTHER
    if grammar.is_passage(bare):
        return Shape.PASSAGE
    first, alone = word[0].casefold(), _WORD.search(bare, word.end()) is None
    if first[0].isdigit() or bare[0] in "¾½¼":
        return Shape.FIGURE
    if first in grammar.modals and (alone or first not in grammar.prepositions):
        return Shape.MODAL
    kinds = (
        (grammar.prepositions, Shape.PREPOSITIONAL),
        (grammar.determiners, Shape.DETERMINED),
    )
    otherwise = Shape.MODIFIER if alone and grammar.modifier.fullmatch(first) else Shape.OTHER
    return next((shape for known, shape in kinds if first in known), otherwise)
