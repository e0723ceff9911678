"""The members of a run: one bracket each, or one side of a slash, with what the rules look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from convention_variants.brackets import Bracket
from convention_variants.grouping.furniture import Furniture
from convention_variants.grouping.parties import attribution
from convention_variants.option_labels import OptionLabel, read_option_label
from convention_variants.terminology import Language, Terminology
from convention_variants.text import Span

# No rule looks further into a bracket than this, so that a nest takes no longer than its length.
LOOKED_AT = 1500
_WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")
_INSERTED = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")
_MARKUP = re.compile(r"[\[\]*_]")
_NO_TEXT = re.compile(r"\W*no text\W*", re.IGNORECASE)
# What stands before a label is short, and in its bracket: else each of a run of brackets would look at all the rest.
_BEFORE_LABEL = re.compile(r"[^\w\[\]*_]{0,12}")
_LABEL_STARTS = frozenset("[*_OoAaVv")


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


class Member(NamedTuple):
    """One wording of a run: its extent, brackets and all, and the span of its words.

    `parties` are those who stand behind or against it, `head` is as much of its text as the rules look
    at, and `whole` says that this is all of it. An `ending` is glued to a word, `option` is the label
    "Option 1:" that it begins with, a `spaced` one begins with white space. What its words alone say is
    worked out when a neighbour asks: most wordings have none.
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
    option: OptionLabel | None
    spaced: bool
    ending: bool

    @property
    def plain(self) -> str:
        """The text in lower case, without markup."""
        return _features(self.head, self.grammar, self.whole).plain

    @property
    def frame(self) -> Sequence[str]:
        """The words of the text in lower case, without brackets and braces inside it."""
        return _frame(self.head)

    @property
    def shape(self) -> Shape:
        """What kind of words it begins with."""
        return _features(self.head, self.grammar, self.whole).shape

    @property
    def begins_apart(self) -> bool:
        """Whether it goes on with a sentence, so that it is no rival of what stands before it."""
        return _features(self.head, self.grammar, self.whole).begins_apart

    @property
    def ends_apart(self) -> bool:
        """Whether more of a series follows it, so that it is no rival of what stands behind it."""
        return _features(self.head, self.grammar, self.whole).ends_apart


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
    said = attribution(text, Span(bracket.start + 1, bracket.end - 1))
    head = text[said.words.start : min(said.words.end, said.words.start + LOOKED_AT)]
    whole = said.words.end - said.words.start <= LOOKED_AT
    grammar = terminology.language
    return Member(
        bracket.start,
        bracket.end,
        said.words,
        said.parties,
        furniture.without(head),
        grammar,
        whole,
        blank=whole and terminology.is_blank(head),
        note=whole and terminology.is_note(head),
        option=option_label(text, *said.words),
        spaced=head[:1].isspace(),
        ending=glued and head in grammar.endings,
    )


def is_no_text(text: str) -> bool:
    """Say whether a wording is "no text": the option that nothing stands there."""
    return _NO_TEXT.fullmatch(text) is not None


def option_label(text: str, start: int, end: int) -> OptionLabel | None:
    """Return the label with which a wording begins if it is that of an option: "Option 1:"."""
    before = _BEFORE_LABEL.match(text, start, end)
    start = before.end() if before else start
    return read_option_label(text, start, end) if text[start : start + 1] in _LABEL_STARTS else None


def word_list(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text)


class _Features(NamedTuple):
    plain: str
    shape: Shape
    begins_apart: bool
    ends_apart: bool


@lru_cache(maxsize=4096)
def _features(text: str, grammar: Language, whole: bool) -> _Features:  # noqa: FBT001 quicker to look up by place
    """Return what the words alone say; the same wordings come again and again."""
    bare = " ".join(_MARKUP.sub("", text).split())
    plain = bare.casefold()
    if plain in grammar.connectors or not plain.strip(",.;:"):
        return _Features(plain, Shape.CONNECTOR, begins_apart=True, ends_apart=True)
    begins = bool(grammar.goes_on.match(plain))
    ends = whole and bool(grammar.goes_further.search(plain))
    return _Features(plain, _shape(bare, grammar), begins_apart=begins, ends_apart=ends)


@lru_cache(maxsize=4096)
def _frame(text: str) -> Sequence[str]:
    return word_list(_MARKUP.sub("", _INSERTED.sub("", text)).casefold())


def _shape(bare: str, grammar: Language) -> Shape:
    word = _WORD.search(bare)
    if word is None:
        return Shape.OTHER
    if grammar.passage.search(bare):
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
