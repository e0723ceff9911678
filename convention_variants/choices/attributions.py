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
    CALLS,
    TRAILING,
    VERBS,
    Clause,
    clause_at,
    clause_of,
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
from convention_variants.language.data import all_languages, any_of
from convention_variants.language.option_labels import SUFFIX
from convention_variants.language.parties import NameKind, Stance
from convention_variants.text.footnote_calls import CALL
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
    rf"\s*(?:(?![IVX]+\s?:)(?:[A-Z]{{1,6}}\s?[,/&+]\s?)*[A-Z]{{2,6}}\s?:|(?:{words_pattern('unread_pattern')}|{words_pattern('chair_pattern')}):"
    rf"|[A-Z](?:(?!\b(?i:{_MODALS})\b)[^:;.\[\]]){{0,60}}?\b(?i:{words_pattern('spoken_pattern')})\b[^:;.\[\]]{{0,30}}:)"
)
_INSTEAD = in_any_case(rf"\s*(?:{words_pattern('alternative_pattern')})\.?\s?:\s*")  # "[Alternative: US propose: text]"
REMARK = in_any_case(rf"(?P<colon>:?)\s*(?P<words>{words_pattern('remark_pattern')})")
_MARK = re.compile(r":?;|[:,.]")  # ":;" is a slip
_UP_TO_MARK = re.compile(r"[^:.\[\]]{0,100}[:.]")
# What may name more parties than we know, if it has no verb: "Norway, and several States:", "Norway et al.:".
_MORE_NAMES = lazy_pattern(r"\s*(?:[,;*(&+]|et al\.?)[^:.\[\]]{0,100}:")
# What may say more of a proposal: "Norway proposal for Article 5:".
_MORE_OF_IT = lazy_pattern(r"[^:.\[\]]{0,100}:")
_FINITE_VERBS = sorted(word for data in all_languages() for word in data.grammar.modals - data.grammar.prepositions)
FINITE = in_any_case(rf"\b(?:{any_of(_FINITE_VERBS)})\b")
_TO_WORDS = re.compile(r":?\s*")
COLON = re.compile(r"\s*:")
_NUMBER = lazy_pattern(rf"\s*\(?(?:\d[\d.]*|[a-z]{{1,4}})(?:\s(?:{SUFFIX}|alt))?[.):]+\s+")
_ASKED_BY = in_any_case(rf"\s*(?:{words_pattern('supported_by_pattern')}|{words_pattern('by_pattern')})\s+")
DRAFTING = in_any_case(rf"(?:{words_pattern('drafting_pattern')})")
_FIRST_PARENTHESIS = re.compile(r"\s*\(")
_LAST_PARENTHESES = re.compile(r"\((?=[^()\[\]]{2,80}\)[\s.,;]*\Z)")
_LAST_MARK = re.compile(r"(?:[:;,(]|\.\s)\s*(?=[^\W\d_](?:[^.;,()\[\]]|\.\w){2,60}+\)?[\s.]*\Z)")
# What makes names an attribution, though none that the grammar knows: "(US)", "US (supported by JP):", "US - text".
_BEHIND_NAMES = lazy_pattern(r"\s*[:)]|\s*\([^()\[\]]{1,80}\)\s?:|\s+[-–—]\s")
# A draft with so many brackets that name parties for certain names them in all that look so.
_OFTEN = 5
# Letters in a code that may be any other abbreviation.
_SHORT_CODE = 2
# A figure stuck to the colon is a call where a label or the middle of a sentence follows: "oppose:13 4. Each Party".
_CALL_BEHIND_COLON = lazy_pattern(rf"(?:{CALL})+|\d{{1,3}}(?=\s+(?:\(?\w{{1,3}}[.)]|[a-z]))")
_DASH = re.compile(r"[-–—](?<=\s.)\s*(?=[A-Zt])")
_END_OF_CLAUSE = re.compile(r"\s*(?:[.;]|\Z)")
_NOTHING_MORE = re.compile(r"[ .\r\n]*")
_CLOSED = re.compile(r"\]\s*")


class _Said(NamedTuple):
    """Clauses that name parties, and the offset where the wording begins or ends.

    They stand `before` it or behind it. `certain` says that it can be nothing else; `codes` are the codes of states
    that it names.
    """

    names: Sequence[Named]
    positions: tuple[Position, ...]
    offset: int
    before: bool
    certain: bool
    codes: frozenset[str]
    alternative: bool


@lru_cache(maxsize=2048)
def attribution(text: str, start: int, end: int, known: AbstractSet[str]) -> Attribution | None:
    """Return the attribution of the wording in a bracket; None where nobody is named, as mostly.

    `known` are the abbreviations that name negotiators in the language of the document.
    """
    (names, _), before = names_in(text, start), _before(text, start)
    doubtful = before and not _is_meant(before, text, known)  # "[CO: text]" may be Colombia's or not
    if doubtful or _names_behind_number(text, start, min(end, start + LONGEST), known):
        return Attribution(start, end, (), unread=True)
    if unusual := _unusual(text, start, end, names, before, known):
        return unusual
    words_start = before.offset if before else start
    after = _after(text, words_start, end)
    if after and not _is_meant(after, text, known):
        if are_parties(after.names, text, known):  # "[text - Cuba]" may be Cuba's or not
            return Attribution(start, end, (), unread=True)
        after = None
    in_words = after is None and _ends_in_clause(text, words_start, end, known)
    in_words = in_words or _speaks_amid(text, words_start, end)
    if not (before or after or in_words):
        return None
    words_end = after.offset if after else end
    if in_words or _names_others(text, words_start, words_end):  # who wants what is a guess
        return Attribution(start, end, (), unread=True)
    positions = tuple(position for said in (before, after) if said for position in said.positions)
    return Attribution(words_start, words_end, positions, alternative=before is not None and before.alternative)


def _speaks_amid(text: str, start: int, end: int) -> bool:
    """Say whether parties speak in a wording, before any bracket in it: `[US: all, JP propose: some]`."""
    spoken = spoken_clauses(text)
    at = bisect_left(spoken, (start,))
    return at < len(spoken) and spoken[at].start < end and text.find("[", start, spoken[at].start) == -1


def _names_behind_number(text: str, start: int, limit: int, known: AbstractSet[str]) -> bool:
    """Say whether parties are named behind the number of a paragraph: `[3 bis. Africa Group: text]`."""
    number = _NUMBER.match(text, start, limit)
    said = _before(text, number.end()) if number else None
    return said is not None and _is_meant(said, text, known)


def _names_others(text: str, start: int, end: int) -> bool:
    """Say whether a wording outside brackets names parties behind a dash, too: `[large - EU / small - US]`."""
    if text.find("[", start, end) != -1:
        return False
    dashes = _dashes(text)
    within = dashes[bisect_left(dashes, (start,)) : bisect_left(dashes, (end,))]
    return any(are_parties(names_at(text, behind, end)[0], text, frozenset()) for _, behind, _ in within)


def _is_meant(said: _Said, text: str, known: AbstractSet[str]) -> bool:
    """Say whether parties are named: for certain, or where this draft often names them for certain."""
    if said.certain or _name_parties(said.codes, text, known):
        return True
    named = _named_in(text)
    return (named.before if said.before else named.after) >= _OFTEN


def _name_parties(codes: AbstractSet[str], text: str, known: AbstractSet[str]) -> bool:
    """Say whether one of some codes is that of a state in this draft."""
    return any(code in known or code in _named_in(text).codes for code in codes)


class _NamedIn(NamedTuple):
    """Where a draft names parties for certain: how often before a wording, how often behind one, and by which codes."""

    before: int
    after: int
    codes: frozenset[str]


@lru_cache(maxsize=1)
def _named_in(text: str) -> _NamedIn:
    """Return where a draft names parties for certain: it means the same by such names elsewhere."""
    before = (_before(text, opening + 1) for opening in occurrences(text, "["))
    after = (_after(text, max(0, closing - LONGEST), closing) for closing in occurrences(text, "]"))
    certain = [said for said in (*before, *after) if said and said.certain]
    count = sum(said.before for said in certain)
    return _NamedIn(count, len(certain) - count, frozenset(code for said in certain for code in said.codes))


@lru_cache(maxsize=2048)
def _before(text: str, start: int) -> _Said | None:
    """Read the clauses before a wording, up to the colon."""
    limit = min(len(text), start + LONGEST)
    instead = _INSTEAD.match(text, start, limit)
    clause = clause_at(text, instead.end(), limit) if instead else clause_of(*names_in(text, start), text, limit)
    clauses: list[Clause] = []
    mark = ""
    while mark != ":":
        if clause is None or (ending := _MARK.match(text, clause.end, limit)) is None:
            return None
        clauses.append(clause)
        mark, position = ending[0], ending.end()
        if mark == "." and clause.spoken:  # a slip for the colon
            break
        if mark != ":":
            clause = clause_at(text, skip(CALLS, text, position, limit), limit)
    further = clause_at(text, skip(SPACE, text, position, limit), limit)
    if further and further.stance:
        ending = _MARK.match(text, further.end, limit)
        considers = further.stance is Stance.RESERVES  # of whoever does no treaty speaks, with a mark or without
        if considers or (ending and (further.spoken or ending[0] == ":")):
            clauses.append(further)
            position = ending.end() if ending else further.end
    position = _with_instruction(clauses, text, position, limit)
    # Only French sets its colons off.
    french = text[position - 2].isspace() and any(name.written == "UE" for one in clauses for name, _ in one.names)
    if call := _CALL_BEHIND_COLON.match(text, position):
        position = call.end()
    said = _said(clauses, skip(SPACE, text, position, len(text)), before=True, certain=french or instead is not None)
    return said._replace(alternative=said.alternative or instead is not None) if said else None


def _with_instruction(clauses: list[Clause], text: str, position: int, limit: int) -> int:
    """Give the last clause the verb that stands between two colons, `[EU: delete: text]`; return the offset behind."""
    verb = verb_at(text, skip(SPACE, text, position, limit), limit) if clauses[-1].stance is None else None
    if verb is None or (colon := COLON.match(text, verb[1].end(), limit)) is None:
        return position
    clauses[-1] = clauses[-1]._replace(stance=verb[0], spoken=True)
    return colon.end()


def _after(text: str, start: int, end: int) -> _Said | None:
    """Read the clauses behind a wording and a dash."""
    dashes = _dashes(text)
    last = bisect_left(dashes, (end,))
    if last == bisect_left(dashes, (start,)):
        return None
    words_end, position, named = dashes[last - 1]
    if not named:  # each closing bracket may ask about the same dash
        return None
    clauses = _clauses_to(text, position, end)
    return _said(clauses, start + len(text[start:words_end].rstrip()), before=False, certain=False)


def _clauses_to(text: str, position: int, end: int) -> list[Clause]:
    """Return the clauses from an offset to the end of a bracket; none if anything else stands there."""
    clauses: list[Clause] = []
    while clause := clause_at(text, position, end):
        clauses.append(clause)
        if _NOTHING_MORE.fullmatch(text, clause.end, end):
            return clauses
        ending = _MARK.match(text, clause.end, end)
        if ending is None:
            break
        position = skip(CALLS, text, ending.end(), end)
    return []


@lru_cache(maxsize=1)
def _dashes(text: str) -> list[tuple[int, int, bool]]:
    """Return the dashes that names may follow, with the white space behind them, and whether one does."""
    dashes = (offset for mark in "-–—" for offset in occurrences(text, mark))
    found = sorted(match.span() for offset in dashes if (match := _DASH.match(text, offset)))
    return [(start, end, name_at(text, end, len(text)) is not None) for start, end in found]


def _said(clauses: Sequence[Clause], offset: int, *, before: bool, certain: bool) -> _Said | None:
    """Return who says what; None if that is text like any other."""
    if not clauses or not all(clause.may_speak for clause in clauses):
        return None
    names = [named for clause in clauses for named in clause.names]
    kinds = {name.kind for name, _ in names}
    codes = frozenset(name.written for name, _ in names if name.kind is NameKind.CODE)
    certain = (
        certain
        or any(clause.spoken for clause in clauses)
        or NameKind.CERTAIN in kinds
        or (NameKind.SPELLED in kinds and before)
        or len(codes) > 1
    )
    positions = tuple(position for clause in clauses for position in clause.positions)
    return _Said(names, positions, offset, before, certain, codes, any(clause.alternative for clause in clauses))


def _unusual(
    text: str, start: int, end: int, names: Sequence[Named], said: _Said | None, known: AbstractSet[str]
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
    # Codes alone, "[US/JP]", or one with a call, "[CL 255]", say who stands there; names in words may be wording.
    codes = position == end and all(name.kind is not NameKind.SPELLED for name, _ in names)
    alone = Attribution(start, end, (), unread=True) if codes and names[0][0].end < end else None
    return _verb_outside(text, start, end, names, position) or alone


def _without_words(text: str, start: int, end: int, known: AbstractSet[str]) -> Attribution | None:
    """Return what parties say of the text before a bracket that holds nothing else: `[JP oppose; EU considering]`."""
    clauses = _clauses_to(text, skip(SPACE, text, start, end), end)
    said = _said(clauses, end, before=False, certain=False)
    if said is None or not _is_meant(said, text, known) or not any(clause.stance for clause in clauses):
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


def _is_unread(text: str, position: int, end: int, names: Sequence[Named], said: _Said | None) -> bool:
    """Say whether what follows the names of parties says what they want, but not as the grammar has it."""
    # A verb behind the colon may be the stance of those named, or the first word that they propose.
    behind = skip(_TO_WORDS, text, position, end)
    if said is not None and said.offset > behind:
        return False
    if DRAFTING.match(text, behind, end) or _speaks_of_itself(names, text, behind, end):
        return True
    verb = verb_at(text, behind, end)
    if SPOKEN.match(text, behind, end) or (verb and _END_OF_CLAUSE.match(text, verb[1].end(), end)):
        return True  # the verb is all there is: "US reserves"
    return said is None and _is_apart(text, position, end, names)


def _is_apart(text: str, position: int, end: int, names: Sequence[Named]) -> bool:
    """Say whether the names of parties stand apart from what follows them, as no wording has it."""
    verb = verb_at(text, position, end)
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


def _ends_in_clause(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether parties and their verb are the end of a wording, but behind no dash: `[text (JP; US delete)]`."""
    last = max(text.rfind(mark, start, end) for mark in ",;(")  # none of these stands in a clause
    if last < 0 and text.find(":", start, end) < 0 and text.find(".", start, end) < 0:  # as mostly
        return False
    mark = _LAST_MARK.search(text, max(last, start, end - LONGEST), end)
    if mark is None:
        return False
    names, position = names_at(text, mark.end(), end)
    verb = verb_at(text, skip(_TO_WORDS, text, skip(TRAILING, text, position, end), end), end) if names else None
    return verb is not None and not text[verb[1].end() : end].strip(" .)") and are_parties(names, text, known)


def _only_asked_by(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether a bracket holds nothing but who wants the text before it: `[supported by JP and the EU]`."""
    asked = _ASKED_BY.match(text, start, end)
    if asked is None:
        return False
    names, position = names_at(text, asked.end(), end)
    return are_parties(names, text, known) and not text[position:end].strip(" .;")


def _verb_outside(text: str, start: int, end: int, names: Sequence[Named], position: int) -> Attribution | None:
    """Return the attribution whose bracket closes too early: `[CA/CL] propose: text`."""
    closed = _CLOSED.match(text, position)
    verb = verb_at(text, closed.end(), len(text)) if closed else None
    if verb is None or not text.startswith(":", verb[1].end()):
        return None
    return Attribution(start, end, tuple(positions_of(names, verb[0])), unread=True)


def are_parties(names: Sequence[Named], text: str, known: AbstractSet[str]) -> bool:
    """Say whether names can mean nothing but parties."""
    if not (names and any(name.exact for name, _ in names)):  # mostly nobody is named
        return False
    if any(name.kind in (NameKind.CERTAIN, NameKind.SPELLED) for name, _ in names):
        return True
    codes = {name.written for name, _ in names if name.kind is NameKind.CODE}
    long = any(len(code) > _SHORT_CODE for code in codes)
    return long or len(codes) > 1 or _name_parties(codes, text, known)
