"""What parties say before a wording, up to a colon, or behind it and a dash, and whether parties are meant at all."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from convention_variants.choices.clauses import CALLS, Clause, clause_at, clause_of, verb_at
from convention_variants.choices.party_names import (
    LONGEST,
    SPACE,
    Named,
    in_any_case,
    name_at,
    names_in,
    skip,
    words_pattern,
)
from convention_variants.choices.positions import Position
from convention_variants.language.parties import NameKind, Stance
from convention_variants.text.footnote_calls import CALL
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import occurrences

_INSTEAD = in_any_case(rf"\s*(?:{words_pattern('alternative_pattern')})\.?\s?:\s*")  # "[Alternative: US propose: text]"
_MARK = re.compile(r":?;|[:,.]")  # ":;" is a slip
COLON = re.compile(r"\s*:")
# A draft with so many brackets that name parties for certain names them in all that look so.
_OFTEN = 5
# Letters in a code that may be any other abbreviation.
_SHORT_CODE = 2
# A figure stuck to the colon is a call where a label or the middle of a sentence follows: "oppose:13 4. Each Party".
_CALL_BEHIND_COLON = lazy_pattern(rf"(?:{CALL})+|\d{{1,3}}(?=\s+(?:\(?\w{{1,3}}[.)]|[a-z]))")
_DASH = re.compile(r"[-–—](?<=\s.)\s*(?=[^\W\d_])")
_NOTHING_MORE = re.compile(r"[ .\r\n]*")


class Said(NamedTuple):
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


def is_meant(said: Said, text: str, known: AbstractSet[str]) -> bool:
    """Say whether parties are named: for certain, or where this draft often names them so, or by codes of states."""
    if said.certain or _name_parties(said.codes, text, known):
        return True
    named = _named_in(text)
    if said.before and said.codes and named.coded >= _OFTEN:
        return True
    return (named.before if said.before else named.after) >= _OFTEN


def _name_parties(codes: AbstractSet[str], text: str, known: AbstractSet[str]) -> bool:
    """Say whether one of some codes is that of a state in this draft."""
    return any(code in known or code in _named_in(text).codes for code in codes)


class _NamedIn(NamedTuple):
    """Where a draft names parties for certain: how often before a wording, how often behind one, and by which codes.

    `coded` is how many brackets begin with codes of states and a colon; 0 if all of them have the same code.
    """

    before: int
    after: int
    codes: frozenset[str]
    coded: int


@lru_cache(maxsize=1)
def _named_in(text: str) -> _NamedIn:
    """Return where a draft names parties for certain: it means the same by such names elsewhere."""
    before = [said_before(text, opening + 1) for opening in occurrences(text, "[")]
    after = (said_behind(text, max(0, closing - LONGEST), closing) for closing in occurrences(text, "]"))
    certain = [said for said in (*before, *after) if said and said.certain]
    count = sum(said.before for said in certain)
    coded = [said.codes for said in before if said and said.codes]
    return _NamedIn(
        count,
        len(certain) - count,
        frozenset(code for said in certain for code in said.codes),
        len(coded) if len(set(coded)) > 1 else 0,
    )


def are_parties(names: Sequence[Named], text: str, known: AbstractSet[str]) -> bool:
    """Say whether names can mean nothing but parties."""
    if not (names and any(name.exact for name, _ in names)):  # mostly nobody is named
        return False
    if any(name.kind in (NameKind.CERTAIN, NameKind.SPELLED) for name, _ in names):
        return True
    codes = {name.written for name, _ in names if name.kind is NameKind.CODE}
    long = any(len(code) > _SHORT_CODE for code in codes)
    return long or len(codes) > 1 or _name_parties(codes, text, known)


@lru_cache(maxsize=2048)
def said_before(text: str, start: int) -> Said | None:
    """Read the clauses before a wording, up to the colon."""
    limit = min(len(text), start + LONGEST)
    instead = _INSTEAD.match(text, start, limit)
    clause = clause_at(text, instead.end(), limit) if instead else clause_of(*names_in(text, start), text, limit)
    clauses, position = _clauses_to_colon(clause, text, limit)
    if not clauses:
        return None
    position = _with_further(clauses, text, position, limit)
    position = _with_instruction(clauses, text, position, limit)
    # Only French sets its colons off.
    french = text[position - 2].isspace() and any(name.written == "UE" for one in clauses for name, _ in one.names)
    if call := _CALL_BEHIND_COLON.match(text, position):
        position = call.end()
    said = said_in(clauses, skip(SPACE, text, position, len(text)), before=True, certain=french or instead is not None)
    return said._replace(alternative=said.alternative or instead is not None) if said else None


def _clauses_to_colon(clause: Clause | None, text: str, limit: int) -> tuple[list[Clause], int]:
    """Return a clause and those behind it up to a colon, and the offset behind this; none if anything else comes."""
    clauses: list[Clause] = []
    while clause and (ending := _MARK.match(text, clause.end, limit)):
        clauses.append(clause)
        if ending[0] == ":" or (ending[0] == "." and clause.spoken):  # a slip for the colon
            return clauses, ending.end()
        clause = clause_at(text, skip(CALLS, text, ending.end(), limit), limit)
    return [], limit


def _with_further(clauses: list[Clause], text: str, position: int, limit: int) -> int:
    """Add the clause that stands behind the colon, `[SI propose: PE considering: text]`; return the offset behind."""
    further = clause_at(text, skip(SPACE, text, position, limit), limit)
    if further is None or further.stance is None:
        return position
    ending = _MARK.match(text, further.end, limit)
    reserves = further.stance is Stance.RESERVES
    # "PE considering Works" lacks a colon; "the EU reserves the right to fish" is a wording.
    begins = text[skip(SPACE, text, further.end, limit) : limit][:1].isupper()
    if not ((reserves and (begins or ending)) or (ending and (further.spoken or ending[0] == ":"))):
        return position
    clauses.append(further)
    return ending.end() if ending else further.end


def _with_instruction(clauses: list[Clause], text: str, position: int, limit: int) -> int:
    """Give the last clause the verb that stands between two colons, `[EU: delete: text]`; return the offset behind."""
    verb = verb_at(text, skip(SPACE, text, position, limit), limit) if clauses[-1].stance is None else None
    if verb is None or (colon := COLON.match(text, verb[1].end(), limit)) is None:
        return position
    clauses[-1] = clauses[-1]._replace(stance=verb[0], spoken=True)
    return colon.end()


def said_behind(text: str, start: int, end: int) -> Said | None:
    """Read the clauses behind a wording and a dash."""
    dashes = dashes_in(text)
    last = bisect_left(dashes, (end,))
    if last == bisect_left(dashes, (start,)):
        return None
    words_end, position, named = dashes[last - 1]
    if not named:  # each closing bracket may ask about the same dash
        return None
    clauses = clauses_to(text, position, end)
    return said_in(clauses, start + len(text[start:words_end].rstrip()), before=False, certain=False)


def clauses_to(text: str, position: int, end: int) -> list[Clause]:
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
def dashes_in(text: str) -> list[tuple[int, int, bool]]:
    """Return the dashes that names may follow, with the white space behind them, and whether one does."""
    dashes = (offset for mark in "-–—" for offset in occurrences(text, mark))
    found = sorted(match.span() for offset in dashes if (match := _DASH.match(text, offset)))
    return [(start, end, name_at(text, end, len(text)) is not None) for start, end in found]


def said_in(clauses: Sequence[Clause], offset: int, *, before: bool, certain: bool) -> Said | None:
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
    return Said(names, positions, offset, before, certain, codes, any(clause.alternative for clause in clauses))
