"""Attributions: who proposes or opposes the wording in a bracket, and which part of the bracket says so.

    attribution = clause { (";" | ",") clause } ":"      before the wording: [US propose; CL/PE oppose: text]
    clause      = name { ("/" | "," | "and") name } [verb [qualifier]]

Behind a wording the clauses follow a dash: `[text - EU, G77 retain]`. Footnote figures may stand behind any name, verb
or mark: `[CA24/MX oppose:13 text]`. A bare `[EU: text]` proposes, and a second colon may follow the verb: `[EU: delete:
text]`.

An attribution is no part of the text, but only where nothing else can be meant. What looks like one but does not follow
the grammar, or names nobody whom we know (`[XY: text]`), stays in the text, as `unread`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from convention_variants.choices.clauses import (
    NAME_STARTS,
    TRAILING,
    VERBS,
    positions_of,
    spoken_clauses,
    verb_at,
)
from convention_variants.choices.party_names import (
    LONGEST,
    SPACE,
    SPOKEN,
    Named,
    in_any_case,
    name_at,
    names_at,
    names_in,
    skip,
    words_pattern,
)
from convention_variants.choices.positions import Position
from convention_variants.choices.said import (
    COLON,
    Said,
    are_parties,
    clauses_to,
    dashes_in,
    is_meant,
    said_before,
    said_behind,
    said_in,
)
from convention_variants.language.data import all_languages, any_of
from convention_variants.language.option_labels import NAMED_PARAGRAPH, SUFFIX
from convention_variants.language.parties import NameKind, Stance
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import occurrences


class Attribution(NamedTuple):
    """Where the wording alone is, and who takes which position on it.

    An `unread` one looks like an attribution, but its text is left in the wording. A `remark` is what a party says
    instead of offering a wording: "JP is still considering". An `alternative` stands in the place of what is before it.
    """

    start: int
    end: int
    positions: tuple[Position, ...]
    unread: bool = False
    remark: bool = False
    alternative: bool = False


_MODALS = any_of(re.escape(word) for data in all_languages() for word in sorted(data.grammar.modals))
# What no treaty begins with: capital letters and a colon, an unknown group, somebody who proposes.
_LIKE_ATTRIBUTION = lazy_pattern(
    rf"[\s,;]*(?:(?![IVX]+\s?:)(?:[A-Z]{{1,6}}\s?[,/&+]\s?)*[A-Z]{{2,6}}\s?:|(?:{words_pattern('unread_pattern')}|{words_pattern('chair_pattern')}):"
    rf"|[A-Z](?:(?!\b(?i:{_MODALS})\b)[^:;.\[\]]){{0,60}}?\b(?i:{words_pattern('spoken_pattern')})\b[^:;.\[\]]{{0,30}}:)"
)
REMARK = in_any_case(rf"(?P<colon>:?)\s*(?P<words>{words_pattern('remark_pattern')})")
_UP_TO_MARK = re.compile(r"[^:.\[\]]{0,100}[:.]")
# What may name more parties than we know, or a paragraph, if it has no verb: "Norway, and several States:", "EU PP1:".
_MORE_NAMES = lazy_pattern(rf"\s*(?:[,;*(&+]|et al\.?|{NAMED_PARAGRAPH})[^:.\[\]]{{0,100}}:")
# What may say more of a proposal: "Norway proposal for Article 5:".
_MORE_OF_IT = lazy_pattern(r"[^:.\[\]]{0,100}:")
_FINITE_VERBS = sorted(word for data in all_languages() for word in data.grammar.modals - data.grammar.prepositions)
FINITE = in_any_case(rf"\b(?:{any_of(_FINITE_VERBS)})\b")
_TO_WORDS = re.compile(r":?\s*")
_NUMBER = lazy_pattern(rf"\s*\(?(?:\d[\d.]*|[a-z]{{1,4}})(?:\s(?:{SUFFIX}|alt))?[.):]+\s+")
_ASKED_BY = in_any_case(rf"\s*(?:{words_pattern('supported_by_pattern')}|{words_pattern('by_pattern')})\s+")
DRAFTING = in_any_case(rf"(?:{words_pattern('drafting_pattern')})")
_FIRST_PARENTHESIS = re.compile(r"\s*\(")
_LAST_PARENTHESES = re.compile(r"\((?=[^()\[\]]{2,80}\)[\s.,;]*\Z)")
_LAST_MARKS = re.compile(r"(?:[:;,(]|\.\s)\s*(?=[^\W\d_](?:[^.;()\[\]]|\.\w){2,60}+\)?[\s.]*\Z)")
# What makes names an attribution, though none that the grammar knows: "(US)", "US (supported by JP):", "US - text".
_BEHIND_NAMES = lazy_pattern(r"\s*[:)]|\s*\([^()\[\]]{1,80}\)\s?:|\s+[-–—]\s")
# Characters behind a dash in which parties are looked for.
_LONGEST_REMARK = 80
_END_OF_CLAUSE = re.compile(r"\s*(?:[.;]|\Z)")
_CLOSED = re.compile(r"\]\s*")


@lru_cache(maxsize=2048)
def attribution(text: str, start: int, end: int, known: AbstractSet[str]) -> Attribution | None:
    """Return the attribution of the wording in a bracket; None where nobody is named, as mostly.

    `known` are the abbreviations that name negotiators in the language of the document.
    """
    (names, _), before = names_in(text, start), said_before(text, start)
    doubtful = before and not is_meant(before, text, known)  # "[CO: text]" may be Colombia's or not
    if doubtful or _names_behind_number(text, start, min(end, start + LONGEST), known):
        return Attribution(start, end, (), unread=True)
    if unusual := _unusual(text, start, end, names, before, known):
        return unusual
    words_start = before.offset if before else start
    after = said_behind(text, words_start, end)
    if after and not is_meant(after, text, known):
        if are_parties(after.names, text, known):  # "[text - Cuba]" may be Cuba's or not
            return Attribution(start, end, (), unread=True)
        after = None
    words_end = after.offset if after else end
    # As in "[delete - US]" and "[text (US delete)]".
    said = _instructs(text, words_start, words_end) if after else _ends_in_remark(text, words_start, end, known)
    in_words = said or _speaks_amid(text, words_start, end, known)
    if not (before or after or in_words):
        return None
    if in_words or _names_others(text, words_start, words_end):  # who wants what is a guess
        return Attribution(start, end, (), unread=True)
    positions = tuple(position for one in (before, after) if one for position in one.positions)
    return Attribution(words_start, words_end, positions, alternative=before is not None and before.alternative)


def _speaks_amid(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether parties speak in a wording, before any bracket in it: `[US: all, JP propose: some]`."""
    bracket = text.find("[", start, end)
    end = end if bracket == -1 else bracket
    spoken = spoken_clauses(text)
    at = bisect_left(spoken, (start,))
    if at < len(spoken) and spoken[at].start < end:
        return True
    for mark in occurrences(text, ";", start, end):  # "all; JP: some"
        names, position = names_at(text, skip(SPACE, text, mark + 1, end), end)
        if COLON.match(text, position, end) and are_parties(names, text, known):
            return True
    return False


def _names_behind_number(text: str, start: int, limit: int, known: AbstractSet[str]) -> bool:
    """Say whether parties are named behind the number of a paragraph: `[3 bis. Africa Group: text]`."""
    number = _NUMBER.match(text, start, limit)
    said = said_before(text, number.end()) if number else None
    return said is not None and is_meant(said, text, known)


def _names_others(text: str, start: int, end: int) -> bool:
    """Say whether a wording outside brackets names parties behind a dash, too: `[large - EU / small - US]`."""
    if text.find("[", start, end) != -1:
        return False
    dashes = dashes_in(text)
    within = dashes[bisect_left(dashes, (start,)) : bisect_left(dashes, (end,))]
    return any(are_parties(names_at(text, behind, end)[0], text, frozenset()) for _, behind, _ in within)


def _unusual(
    text: str, start: int, end: int, names: Sequence[Named], said: Said | None, known: AbstractSet[str]
) -> Attribution | None:
    """Return what names parties as an attribution does, but offers no wording, or does not follow the grammar.

    `names` are those that the bracket begins with, and `said` is what the grammar makes of it.
    """
    if names and said is None and (alone := _without_words(text, start, end, known)):
        return alone
    if said is None and (
        _is_like_attribution(text, start, min(end, start + LONGEST))
        or _in_parentheses(text, start, end, known)
        or _only_asked_by(text, start, end, known)
    ):
        return Attribution(start, end, (), unread=True)
    if not are_parties(names, text, known):
        return None
    position = skip(TRAILING, text, names[-1][0].end, end)
    remark = REMARK.match(text, position, end)
    if remark and not (said is not None and said.offset > remark.end()):  # "[JP reserves its position: text]" is read
        return _remark(remark, text, start, end, names)
    if _is_unread(text, position, end, names, said):
        return Attribution(start, end, (), unread=True)
    # Codes alone, "[US/JP]", "[EU]", "[CL 255]" with a call, say who stands there; names in words may be wording.
    codes = position == end and all(name.kind is not NameKind.SPELLED for name, _ in names)
    speaks = codes and (names[0][0].end < end or names[0][0].kind is NameKind.CERTAIN)
    alone = Attribution(start, end, (), unread=True) if speaks else None
    return _verb_outside(text, start, end, names, position) or alone


def _without_words(text: str, start: int, end: int, known: AbstractSet[str]) -> Attribution | None:
    """Return what parties say of the text before a bracket that holds nothing else: `[JP oppose; EU considering]`."""
    clauses = clauses_to(text, skip(SPACE, text, start, end), end)
    said = said_in(clauses, end, before=False, certain=False)
    if said is None or not is_meant(said, text, known) or not any(clause.stance for clause in clauses):
        return None
    if any(clause.stance in (None, Stance.PROPOSES) for clause in clauses):  # what they propose is somewhere else
        return Attribution(start, end, (), unread=True)
    return Attribution(start, end, said.positions, remark=True)


def _is_like_attribution(text: str, start: int, end: int) -> bool:
    """Say whether a bracket begins as an attribution does, whoever it names."""
    if ":" not in text[start:end]:  # as mostly: it takes longer to look for the words of negotiators
        return False
    return _LIKE_ATTRIBUTION.match(text, start, end) is not None


def _remark(remark: re.Match[str], text: str, start: int, end: int, names: Sequence[Named]) -> Attribution:
    """Return what the names of parties and a remark behind them are."""
    if text.find(":", remark.end(), min(end, start + LONGEST)) != -1:
        return Attribution(start, end, (), unread=True)  # "delete article 2 and insert: …" offers a wording, too
    reserves = VERBS[Stance.RESERVES].match(text, remark.start("words"), end)
    words = remark.start("words") if remark["colon"] else start
    return Attribution(words, end, tuple(positions_of(names, Stance.RESERVES)) if reserves else (), remark=True)


def _instructs(text: str, start: int, end: int) -> bool:
    """Say whether words tell the drafters what to do, and are no wording for certain: "delete", "merge with 5"."""
    verb = verb_at(text, start, end)
    ends = verb is not None and _END_OF_CLAUSE.match(text, verb[1].end(), end) is not None  # it is all there is
    return ends or any(words.match(text, start, end) for words in (DRAFTING, SPOKEN))


def _is_unread(text: str, position: int, end: int, names: Sequence[Named], said: Said | None) -> bool:
    """Say whether what follows the names of parties says what they want, but not as the grammar has it."""
    # A verb behind the colon may be the stance of those named, or the first word that they propose.
    behind = skip(_TO_WORDS, text, position, end)
    if said is not None and said.offset > behind:
        return False
    if _instructs(text, behind, end) or _speaks_of_itself(names, text, behind, end):
        return True
    return said is None and _is_apart(text, position, end, names)


def _is_apart(text: str, position: int, end: int, names: Sequence[Named]) -> bool:
    """Say whether the names of parties stand apart from what follows them, as no wording has it."""
    verb = verb_at(text, position, end)
    if verb and any(name.kind is not NameKind.SPELLED for name, _ in names):  # a treaty names in full who supports it
        return True
    more = _MORE_OF_IT.match(text, verb[1].end(), end) if verb else _MORE_NAMES.match(text, position, end)
    slash = "/" in text[names[0][0].end : position]
    return (
        (more is not None and not FINITE.search(more[0]))
        or (slash and _UP_TO_MARK.match(text, position, end) is not None)
        or _BEHIND_NAMES.match(text, names[-1][0].end, end) is not None
    )


def _speaks_of_itself(names: Sequence[Named], text: str, start: int, end: int) -> bool:
    """Say whether what follows the names begins with one of them: `[JP: Japan will consult]`."""
    name = name_at(text, start, end)
    return name is not None and name.party in {one.party for one, _ in names}


def _in_parentheses(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether a bracket begins or ends with parties in parentheses: `[(US) text]`, `[text (US: retain)]`."""
    if "(" not in text[start:end]:  # as mostly: it takes longer to look for the last one
        return False
    last = _LAST_PARENTHESES.search(text, max(start, end - LONGEST), end)
    for inside in (_FIRST_PARENTHESIS.match(text, start, end), last):
        if inside:
            names, position = names_at(text, inside.end(), min(end, inside.end() + LONGEST))
            if _BEHIND_NAMES.match(text, position, end) and are_parties(names, text, known):
                return True
    return False


def _ends_in_remark(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether a wording ends with what parties say: `[text (JP; US delete)]`, `[text - EU to check]`."""
    return _ends_in_clause(text, start, end, known) or _names_behind_dash(text, start, end, known)


def _names_behind_dash(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether what stands behind the last dash of a wording names parties: `[text - not agreed by the EU]`."""
    dashes = dashes_in(text)
    last = bisect_left(dashes, (end,)) - 1
    dash = dashes[last][0] if last >= 0 else 0
    if dash < max(start, end - _LONGEST_REMARK) or not {"[", "]"}.isdisjoint(text[dash:end]):
        return False
    names = (name_at(text, one.start(), end) for one in NAME_STARTS.finditer(text, dash, end))
    return any(name and are_parties([(name, False)], text, known) for name in names)


def _ends_in_clause(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether parties and their verb are the end of a wording, but behind no dash: `[text (JP; US delete)]`."""
    for mark in _LAST_MARKS.finditer(text, max(start, end - LONGEST), end):  # each of them in "text; EU, JP oppose"
        if _only_asked_by(text, mark.end(), end, known):  # "text, proposed by JP"
            return True
        names, position = names_at(text, mark.end(), end)
        verb = verb_at(text, skip(_TO_WORDS, text, skip(TRAILING, text, position, end), end), end) if names else None
        if verb and not text[verb[1].end() : end].strip(" .)") and are_parties(names, text, known):
            return True
    return False


def _only_asked_by(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether a bracket holds nothing but who wants the text before it: `[supported by JP and the EU]`."""
    asked = _ASKED_BY.match(text, start, end)
    if asked is None:
        return False
    names, position = names_at(text, asked.end(), end)
    return are_parties(names, text, known) and not text[position:end].strip(" .;)")


def _verb_outside(text: str, start: int, end: int, names: Sequence[Named], position: int) -> Attribution | None:
    """Return the attribution whose bracket closes too early: `[CA/CL] propose: text`."""
    closed = _CLOSED.match(text, position)
    verb = verb_at(text, closed.end(), len(text)) if closed else None
    if verb is None or not text.startswith(":", verb[1].end()):
        return None
    return Attribution(start, end, tuple(positions_of(names, verb[0])), unread=True)
