"""The members of a run: one bracket each, or one side of a slash, with what the rules look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from convention_variants.brackets.nodes import Bracket
from convention_variants.choices.attributions import attribution
from convention_variants.choices.bracketed_calls import BracketedCalls
from convention_variants.choices.party_names import begins_with_parties, may_name
from convention_variants.choices.positions import Position
from convention_variants.language.grammar import Language
from convention_variants.language.option_labels import OPTION_INITIALS, OptionLabel, begun_option, option_label_at
from convention_variants.language.placeholders import is_remark, is_status
from convention_variants.language.quantities import begins_with_number, is_bounded_figure
from convention_variants.outline.labels import follows
from convention_variants.terminology.model import Terminology
from convention_variants.text.footnote_calls import CALL
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.spans import Span
from convention_variants.text.words import single_spaced

# No rule looks further into a bracket than this, so that a nest takes no longer than its length.
LOOKED_AT = 1500
_WORD = re.compile(r"[^\W_]++(?:[’'.,-][^\W_]++)*+")
_INSERTED = lazy_pattern(r"\[[^\[\]]*\]")
_MARKUP = re.compile(r"[\[\]*_]")
# The calls right behind a bracket, or behind the emphasis around it. A figure set high is a call or belongs to a unit.
_CALLS = re.compile(rf"[*_~]{{0,3}}[^\S\r\n]?({CALL}++)", re.IGNORECASE)
# Calls are no words; a figure in brackets is one behind the mark that ends the wording.
_CALLS_WITHIN = lazy_pattern(rf"{CALL}|(?<=[.,;])\s*\[\d{{1,3}}\]\s*\Z", re.IGNORECASE)
_ENDING = re.compile(r"[^\W\d_]{1,3}")
_LAST_OF_LINE = re.compile(r"[^\S\r\n]*+(?P<mark>[.;])?[]*_]*+[^\S\r\n]*+(?:[\r\n]|\Z)")
_BEFORE_SENTENCE = ("", "\n", "\r", ".", ";", ":", "”", '"')
_BEFORE_STATUS = (*_BEFORE_SENTENCE, ",", "]", ")")
_SENTENCE_END = re.compile(r"(?:\A|[.;][*_]*|\n[^\S\r\n]*\r?\n)\s*[*_]*\Z")
_LINE_START = re.compile(r"[\r\n][ \t]*[*_]*\Z")
REST_OF_LINE = re.compile(r"[^\S\r\n]*+(?:[\r\n]|\Z)")
# Characters in which the word before a run is looked for.
_NEAR = 40
# What stands before a label is short, and in its bracket: else each of a run of brackets would look at all the rest.
_BEFORE_LABEL = re.compile(r"[^\w\[\]*_]{0,12}")
# In how many words the verb of a clause is looked for.
_CLAUSE = 20
_ASIDE = re.compile(r"\A,[^,]*,(?=\s\w)")
# A phrase with fewer words is short.
_SHORT = 3
_LABEL_STARTS = frozenset("[*_").union(OPTION_INITIALS, map(str.lower, OPTION_INITIALS))


class Shape(Enum):
    """What kind of words a wording begins with: wordings of different kinds do not fit one place."""

    CONNECTOR = "connector"
    MODAL = "modal"
    FIGURE = "figure"
    DETERMINED = "determined"
    PREPOSITIONAL = "prepositional"
    PARTICIPIAL = "participial"
    MODIFIER = "modifier"
    PASSAGE = "passage"
    OTHER = "other"


class Features(NamedTuple):
    """What the words of a wording say by themselves.

    `plain` is the text in lower case, without markup. `frame` has its words outside brackets, and `shape` is the kind
    of words it begins with. If a wording `continues_sentence`, it is no rival of the one before it, unless that begins
    with words of the same `sort`. If its `series_goes_on`, it is no rival of the one behind it. An `incomplete` one is
    only the beginning of a phrase, and one that `awaits_verb` ends as "agree to" does. One that `opens_only` has only
    the words of its `sort`, and one that `is_clause` has a verb.
    """

    plain: str
    frame: Sequence[str]
    shape: Shape
    continues_sentence: bool = False
    series_goes_on: bool = False
    sort: str | None = None
    incomplete: bool = False
    awaits_verb: bool = False
    opens_only: bool = False
    is_clause: bool = False


@dataclass(eq=False, slots=True)
class Member:
    """One wording of a run: its extent, brackets and all, the span of its words, and that of the calls behind it.

    `positions` say who proposes or opposes it, and what is `unread` looks like an attribution; an `alternative` is
    offered for what stands before it. `head` is as much of its text as the rules look at, and `whole` says that this is
    all of it. An `ending` is glued to a word, `option` is the label "Option 1:" that it begins with, a `spaced` one
    begins with white space, and nothing stands beside one that `fills_line`.
    """

    start: int
    end: int
    words: Span
    calls: Span | None
    positions: tuple[Position, ...]
    head: str
    grammar: Language
    whole: bool
    blank: bool
    note: bool
    option: OptionLabel | None
    spaced: bool
    ending: bool
    fills_line: bool = False
    unread: bool = False
    alternative: bool = False
    _features: Features | None = field(default=None, init=False, repr=False)

    @property
    def features(self) -> Features:
        """What its words alone say, worked out when a neighbour asks: most wordings have none."""
        if self._features is None:
            self._features = _features(self.head, self.grammar, self.whole)
        return self._features


def make_members(
    brackets: Sequence[Bracket], text: str, terminology: Terminology, footnotes: BracketedCalls
) -> list[Member]:
    """Look at the brackets of one run."""
    before = before_run(text, brackets[0].start)
    members = [_make_member(bracket, text, before, terminology, footnotes) for bracket in brackets]
    if len(members) > 1:
        members = _name_options(members, text)
    endings = _endings(members, text)
    return [replace(member, ending=True) if ending else member for member, ending in zip(members, endings, strict=True)]


def _name_options(members: list[Member], text: str) -> list[Member]:
    """Read "Alt. 1 agree" as the label of an option beside "Alt. 2 decide": on its own it may be a phrase."""
    labels = [
        member.option or (begun_option(text, *member.words) if member.head[:1] in _LABEL_STARTS else None)
        for member in members
    ]
    if len(labels) - labels.count(None) < 2:  # one has no other beside it
        return members
    beside = [
        left is not None and right is not None and follows(right.written, left.written)
        for left, right in pairwise([None, *labels, None])
    ]
    return [
        replace(member, option=label) if label is not member.option and any(beside[index : index + 2]) else member
        for index, (member, label) in enumerate(zip(members, labels, strict=True))
    ]


def before_run(text: str, start: int) -> str:
    """Return as much of the text before a run as the rules look at."""
    return text[max(0, start - _NEAR) : start]


def _endings(members: Sequence[Member], text: str) -> list[bool]:
    """Say of each member of a run whether it is an ending: glued to a word, or behind another ending of it.

    Where two touch, any few letters that are no word are: `ha[s][ve]`.
    """
    endings: list[bool] = []
    before: Member | None = None
    for member, following in zip(members, [*members[1:], None], strict=True):
        glued = text[member.start - 1 : member.start].isalpha()
        ending = False
        if before or glued:
            touches = before is not None and before.end == member.start
            if following:
                touches = touches or _few_letters(following)
            ending = _few_letters(member) if touches else _is_ending(member, glued=glued)
        endings.append(ending)
        before = member if ending else None
    return endings


def _is_ending(member: Member, *, glued: bool) -> bool:
    """Say whether a member is nothing but endings; what is glued to no letter may be a word: `State[s] [is]`."""
    grammar = member.grammar
    return all(side in grammar.endings and (glued or not grammar.knows(side)) for side in member.head.split("/"))


def _few_letters(member: Member) -> bool:
    """Say whether a member may be an ending where it touches another one."""
    grammar = member.grammar
    return all(
        side in grammar.endings or (_ENDING.fullmatch(side) and not grammar.knows(side))
        for side in member.head.split("/")
    )


def _make_member(
    bracket: Bracket, text: str, before: str, terminology: Terminology, footnotes: BracketedCalls
) -> Member:
    start, end = bracket.start + 1, bracket.end - 1
    positions: tuple[Position, ...] = ()
    unread = remark = alternative = False
    grammar = terminology.language
    # Most brackets name nobody, which takes longer to find out by reading them.
    if may_name(text, start, end) and (attributed := attribution(text, start, end, grammar.negotiators)):
        start, end, positions, unread, remark, alternative = attributed
    option = option_label(text, start, end)
    unread = unread or (option is not None and begins_with_parties(text, option.end, end))
    whole = end - start <= LOOKED_AT
    head = text[start : end if whole else start + LOOKED_AT]
    calls = _CALLS.match(text, bracket.end)
    note = whole and (
        terminology.is_note(head)
        or footnotes.is_call(bracket.start, bracket.end)
        or _speaks_of_the_text(bracket, head, text, grammar)
    )
    if note and not remark:
        positions = ()  # who wrote a note does not propose it, but who reserves a position has one
    return Member(
        bracket.start,
        bracket.end,
        Span(start, end),
        Span(*calls.span(1)) if calls else None,
        positions,
        head,
        grammar,
        whole,
        blank=whole and terminology.is_blank(head, before, text[bracket.end : bracket.end + 1]),
        note=note or remark,
        option=option,
        spaced=head[:1].isspace(),
        ending=False,
        fills_line=_fills_line(bracket, text),
        unread=unread,
        alternative=alternative,
    )


def _speaks_of_the_text(bracket: Bracket, head: str, text: str, grammar: Language) -> bool:
    """Say whether a bracket behind a sentence says how far the text is agreed, or what is to become of it."""
    last = _LAST_OF_LINE.match(text, bracket.end)
    if last is None:
        return False
    before = before_run(text, bracket.start)
    if is_status(head):
        if before.rstrip(" \t*_])")[-1:] in _BEFORE_SENTENCE:
            return True
        # A sentence that ends behind a bracket may go on in it: "the rules[,] [adopted by the Council]."
        goes_on = last["mark"] is not None or _is_phrase(head, grammar)
        return not goes_on and before.rstrip(" \t*_")[-1:] in _BEFORE_STATUS
    # A line of a sentence may begin with a bracket by chance, but hardly in large letters.
    begins = head.lstrip(" *_")[:1].isupper() and _LINE_START.search(before)
    return bool(begins or _SENTENCE_END.search(before)) and is_remark(head)


def _is_phrase(head: str, grammar: Language) -> bool:
    """Say whether a status may be wording that says more of a noun: the rules, [adopted in Rome]."""
    return head[:1].islower() and not grammar.prepositions.isdisjoint(word_list(head)[1:2])


def _fills_line(bracket: Bracket, text: str) -> bool:
    """Say whether nothing else stands in the line of a bracket."""
    if REST_OF_LINE.match(text, bracket.end) is None:
        return False
    return before_run(text, bracket.start).rstrip(" \t")[-1:] in ("", "\n", "\r")


def option_label(text: str, start: int, end: int) -> OptionLabel | None:
    """Return the label with which a wording begins if it is that of an option: "Option 1:"."""
    if not text[start : start + 1].isalnum() and (before := _BEFORE_LABEL.match(text, start, end)):
        start = before.end()
    return option_label_at(text, start, end) if text[start : start + 1] in _LABEL_STARTS else None


def word_list(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text)


@lru_cache(maxsize=4096)
def _features(text: str, grammar: Language, whole: bool) -> Features:  # noqa: FBT001 quicker to look up by place
    """Return what the words alone say; the same wordings come again and again."""
    if "[" in text or "<" in text:  # mostly not, which saves time
        text = _CALLS_WITHIN.sub("", text)
    bare = single_spaced(_MARKUP.sub("", text.replace("][", "] [")))
    plain = bare.casefold()
    frame = words = word_list(plain)
    if "[" in text:
        frame = word_list(_MARKUP.sub("", _INSERTED.sub("", text)).casefold())
    unmarked = plain.strip(",.;: ")
    last = plain[plain.rfind(" ") + 1 :] if whole else ""  # with its mark: a phrase with a comma waits for nothing
    if not unmarked or grammar.connects(bare.strip(",.;: ")):
        return Features(plain, frame, Shape.CONNECTOR)
    link = grammar.goes_on.match(plain)
    if link and link.lastgroup == "relative" and bare.isupper():
        link = None  # "WHO", the organization
    # Its first words, those between two commas apart, tell a clause from other phrases: ", where possible, should".
    words = (word_list(_ASIDE.sub("", plain)) if plain[0] == "," else words)[:_CLAUSE]
    return Features(
        plain,
        frame,
        _shape(bare, words, grammar),
        continues_sentence=link is not None,
        series_goes_on=whole and grammar.ends_apart(plain),
        sort=link and link.lastgroup,
        incomplete=last in grammar.prepositions,
        awaits_verb=last in grammar.prepositions and last in grammar.modals,
        opens_only=link is not None and link.end() == len(plain),
        is_clause=any(word in grammar.modals and word not in grammar.prepositions for word in words[1:]),
    )


def _shape(bare: str, words: Sequence[str], grammar: Language) -> Shape:
    if not words:
        return Shape.OTHER
    first, second = [*words, ""][:2]
    # A figure or a modal verb is one with the full stop of its label or sentence, too.
    if grammar.is_passage(bare.rstrip(".;") if len(words) < _SHORT else bare):
        return Shape.PASSAGE
    if f"{first} {second}" in grammar.prepositions:  # "no later than 30 days"
        return Shape.PREPOSITIONAL
    if first[0].isnumeric() or begins_with_number(first) or is_bounded_figure(bare):
        return Shape.FIGURE
    if first in grammar.modals and (not second or first not in grammar.prepositions):
        return Shape.MODAL
    return _shape_of_phrase(words, grammar)


def _shape_of_phrase(words: Sequence[str], grammar: Language) -> Shape:
    first, second, third = [*words, "", ""][:3]
    if first in grammar.prepositions:
        return Shape.PREPOSITIONAL
    if first in grammar.determiners:
        return Shape.DETERMINED
    says, of = (second, third) if grammar.adverb.fullmatch(first) else (first, second)  # "hereinafter called by"
    if of in grammar.prepositions and grammar.participle.fullmatch(says):
        return Shape.PARTICIPIAL
    # "Binding" and "legally binding" modify a noun.
    modifies = len(words) < _SHORT and (grammar.adverb if second else grammar.modifier).fullmatch(first)
    return Shape.MODIFIER if modifies else Shape.OTHER
