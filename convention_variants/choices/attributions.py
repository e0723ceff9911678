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
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from convention_variants.choices.party_names import (
    END_OF_WORD,
    FIGURE,
    LONGEST,
    SPACE,
    SPOKEN,
    WORDS,
    Named,
    in_any_case,
    name_at,
    names_at,
    skip,
    words_pattern,
)
from convention_variants.choices.positions import Position
from convention_variants.language.data import all_languages, any_of
from convention_variants.language.parties import NameKind, Stance
from convention_variants.text.footnote_calls import CALL
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import occurrences
from convention_variants.text.spans import Span


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
_CALLS = lazy_pattern(rf"{FIGURE}*\s*")
_TRAILING = lazy_pattern(rf"{FIGURE}*[\s/]*")
_QUALIFIER = rf"(?:\s+(?:{words_pattern('qualifier_pattern')}))?"
_VERBS = {
    stance: in_any_case(
        rf"(?:to\s+)?(?:{any_of(words.stances[stance.value] for words in WORDS)}){END_OF_WORD}{_QUALIFIER}"
    )
    for stance in Stance
}
# What no treaty begins with: capital letters and a colon, an unknown group, somebody who proposes.
_LIKE_ATTRIBUTION = lazy_pattern(
    rf"\s*(?:(?![IVX]+\s?:)(?:[A-Z]{{1,6}}\s?[,/&+]\s?)*[A-Z]{{2,6}}\s?:|(?:{words_pattern('unread_pattern')}):"
    rf"|[A-Z](?:(?!\b(?i:{_MODALS})\b)[^:;.\[\]]){{0,60}}?\b(?i:{words_pattern('spoken_pattern')})\b[^:;.\[\]]{{0,30}}:)"
)
_ALTERNATIVE = in_any_case(words_pattern("alternative_pattern"))
_INSTEAD = in_any_case(rf"(?:{words_pattern('alternative_pattern')})\.?\s?:\s*")  # "[Alternative: US propose: text]"
_REMARK = in_any_case(rf"(?P<colon>:?)\s*(?P<words>{words_pattern('remark_pattern')})")
_MARK = re.compile(r"\s*([:;,.])")
_UP_TO_MARK = re.compile(r"[^:.\[\]]{0,100}[:.]")
_COLON = re.compile(r"\s*:")
_SLASH = re.compile(r"(?<=\S)\s+/\s+(?=\S)")
_PARENTHESIS = re.compile(r"\((?=[^\W\d_](?!\)))")  # not that of a label: "(a)"
_ASKED_BY = in_any_case(rf"\s*(?:{words_pattern('supported_by_pattern')}|{words_pattern('by_pattern')})\s+")
_DRAFTING = in_any_case(rf"(?:{words_pattern('drafting_pattern')})")
_FIRST_PARENTHESIS = re.compile(r"\s*\(")
_LAST_PARENTHESES = re.compile(r"\((?=[^()\[\]]{2,80}\)[\s.,;]*\Z)")
# What makes names an attribution, though none that the grammar knows: "(US)", "US (supported by JP):", "US - text".
_BEHIND_NAMES = re.compile(r"\s*[:)]|\s*\([^()\[\]]{1,80}\)\s?:|\s+[-–—]\s")
# Letters in a code that may be any other abbreviation.
_SHORT_CODE = 2
# A figure stuck to the colon is a call where a label or the middle of a sentence follows: "oppose:13 4. Each Party".
_CALL_BEHIND_COLON = lazy_pattern(rf"(?:{CALL})+|\d{{1,3}}(?=\s+(?:\(?\w{{1,3}}[.)]|[a-z]))")
_DASH = re.compile(r"[-–—](?<=\s.)\s*(?=[A-Zt])")
_BEGINS = re.compile(r"\s*\(?[^\W\d_]")


class _Clause(NamedTuple):
    """Names with what they say; `spoken` if the verb is one that only negotiators use.

    They may say it of an `alternative` to the wording before.
    """

    names: Sequence[Named]
    stance: Stance | None
    spoken: bool
    end: int
    alternative: bool = False


class _Said(NamedTuple):
    """Clauses that name parties, and the offset where the wording begins or ends.

    `certain` says that it can be nothing else; `codes` are the codes of states that it names, and `names` those of the
    first clause.
    """

    positions: tuple[Position, ...]
    offset: int
    certain: bool
    codes: frozenset[str]
    names: Sequence[Named]
    alternative: bool = False


def attribution(text: str, start: int, end: int, known: AbstractSet[str]) -> Attribution | None:
    """Return the attribution of the wording in a bracket; None where nobody is named, as mostly.

    `known` are the abbreviations that name negotiators in the language of the document.
    """
    bracket = start, end
    positions: tuple[Position, ...] = ()
    alternative = False
    if _BEGINS.match(text, start, min(end, start + LONGEST)):
        said = _before(text, start, end)
        if said and not _is_meant(said, text, known):  # "[CO: text]" may be Colombia's or not
            return Attribution(start, end, (), unread=True)
        if unusual := _unusual(text, start, end, said, known):
            return unusual
        if said:
            start, positions, alternative = said.offset, said.positions, said.alternative
    if after := _after(text, start, end):
        if not _is_meant(after, text, known):  # "[text - Cuba]" may be Cuba's or not
            return Attribution(*bracket, (), unread=True) if _are_parties(after.names, text, known) else None
        end, positions = after.offset, positions + after.positions
    if not positions:
        return None
    if _names_others_at_a_slash(text, start, end, known):  # "[large - EU / small - US]": who wants what is a guess
        return Attribution(*bracket, (), unread=True)
    return Attribution(start, end, positions, alternative=alternative)


def _names_others_at_a_slash(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether parties are named before or behind a slash within a wording, too; not in brackets within it."""
    return text.find("[", start, end) < 0 and any(
        said and _is_meant(said, text, known)
        for slash in _SLASH.finditer(text, start, end)
        for said in (_after(text, start, slash.start()), _before(text, slash.end(), end))
    )


def remarks_in_parentheses(text: str) -> Iterator[Span]:
    """Yield the parentheses in which parties say what they want: "(US: transnational)", "(China, Egypt: delete)"."""
    for opening in _PARENTHESIS.finditer(text):
        names, position = names_at(text, opening.end(), min(len(text), opening.end() + LONGEST))
        if names and all(name.exact for name, _ in names) and _are_parties(names, text, frozenset()):
            behind = skip(_TRAILING, text, position, len(text))
            if text.startswith(":", behind) or _verb(text, behind, len(text)):
                closing = text.find(")", position, opening.end() + LONGEST)
                yield Span(opening.start(), closing + 1 if closing >= 0 else position)


def _is_meant(said: _Said, text: str, known: AbstractSet[str]) -> bool:
    return said.certain or _name_parties(said.codes, text, known)


def _name_parties(codes: AbstractSet[str], text: str, known: AbstractSet[str]) -> bool:
    """Say whether one of some codes is that of a state in this draft."""
    return bool(codes) and not (codes.isdisjoint(known) and codes.isdisjoint(_codes_of(text)))


@lru_cache(maxsize=1)
def _codes_of(text: str) -> frozenset[str]:
    """Return the codes of states that a draft names where they are certain: it means the same by them elsewhere."""
    before = (_before(text, opening + 1, len(text)) for opening in occurrences(text, "["))
    after = (_after(text, 0, closing) for closing in occurrences(text, "]"))
    return frozenset(code for said in (*before, *after) if said and said.certain for code in said.codes)


def _before(text: str, start: int, end: int) -> _Said | None:
    """Read the clauses before a wording, up to the colon."""
    if not _begins_with_name(text, start):
        return None
    said = _from(text, start)  # no name has a bracket in it: where the wording ends changes nothing
    return said if said is None or said.offset <= end else _read_before(text, start, end)


@lru_cache(maxsize=2048)
def _begins_with_name(text: str, start: int) -> bool:
    """Say whether the first words from an offset on name a party; each bracket is asked about again and again."""
    position = skip(SPACE, text, start, len(text))
    if instead := _INSTEAD.match(text, position):
        position = instead.end()
    return name_at(text, position, min(len(text), start + LONGEST)) is not None


@lru_cache(maxsize=2048)
def _from(text: str, start: int) -> _Said | None:
    """Read the clauses from an offset on; each bracket is asked about again and again."""
    return _read_before(text, start, len(text))


def _read_before(text: str, start: int, end: int) -> _Said | None:
    limit, position = min(end, start + LONGEST), skip(SPACE, text, start, end)
    instead = _INSTEAD.match(text, position, limit)
    position = instead.end() if instead else position
    clauses: list[_Clause] = []
    mark = ""
    while mark != ":":
        clause = _clause(text, position, limit)
        ending = _MARK.match(text, clause.end, limit) if clause else None
        if clause is None or ending is None:
            return None
        clauses.append(clause)
        mark, position = ending[1], ending.end()
        if mark == "." and clause.spoken:  # a slip for the colon
            break
        if mark == "." or (mark == "," and clause.stance is None):
            return None
        if mark != ":":
            position = skip(_CALLS, text, position, limit)
    further = _clause(text, skip(SPACE, text, position, limit), limit)
    if further and further.spoken and (ending := _MARK.match(text, further.end, limit)) and ending[1] in ":;":
        clauses.append(further)
        position = ending.end()
    position = _with_instruction(clauses, text, position, limit)
    set_off = text[position - 2].isspace()
    if call := _CALL_BEHIND_COLON.match(text, position, end):
        position = call.end()
    said = _said(clauses, skip(SPACE, text, position, end), before=True, set_off=set_off)
    return said._replace(certain=True, alternative=True) if said and instead else said


def _with_instruction(clauses: list[_Clause], text: str, position: int, limit: int) -> int:
    """Give the last clause the verb that stands between two colons, `[EU: delete: text]`; return the offset behind."""
    verb = _verb(text, skip(SPACE, text, position, limit), limit) if clauses[-1].stance is None else None
    if verb is None or (colon := _COLON.match(text, verb[1].end(), limit)) is None:
        return position
    clauses[-1] = clauses[-1]._replace(stance=verb[0], spoken=True)
    return colon.end()


def _after(text: str, start: int, end: int) -> _Said | None:
    """Read the clauses behind a wording and a dash."""
    start, dashes = max(start, end - LONGEST), _dashes(text)
    last = bisect_left(dashes, (end,)) - 1
    if last < 0 or dashes[last][0] <= start:
        return None
    words_end, position = dashes[last]
    while words_end > start and text[words_end - 1].isspace():
        words_end -= 1
    clauses: list[_Clause] = []
    while clause := _clause(text, position, end):
        clauses.append(clause)
        if not text[clause.end : end].strip(" .\r\n"):
            return _said(clauses, words_end, before=False, set_off=False)
        ending = _MARK.match(text, clause.end, end)
        if ending is None or ending[1] not in ";,":
            return None
        position = skip(_CALLS, text, ending.end(), end)
    return None


@lru_cache(maxsize=1)
def _dashes(text: str) -> list[tuple[int, int]]:
    """Return the dashes that names may follow, with the white space behind them."""
    dashes = (offset for mark in "-–—" for offset in occurrences(text, mark))
    return sorted(match.span() for offset in dashes if (match := _DASH.match(text, offset)))


def _said(clauses: Sequence[_Clause], offset: int, *, before: bool, set_off: bool) -> _Said | None:
    """Return who says what; None if that is text like any other."""
    codes: set[str] = set()
    certain = False
    for clause in clauses:
        kinds = {name.kind for name, _ in clause.names}
        if NameKind.ACRONYM in kinds and not (clause.spoken and before):
            return None
        if not all(name.exact for name, _ in clause.names) and not (clause.spoken and len(clause.names) > 1):
            return None
        certain = certain or clause.spoken or NameKind.CERTAIN in kinds or (NameKind.SPELLED in kinds and before)
        codes.update(name.written for name, _ in clause.names if name.kind is NameKind.CODE)
    # Only French sets its colons off, and nothing but parties has two codes and a colon.
    certain = certain or ("UE" in codes and set_off) or (before and len(codes) > 1)
    alternative = any(clause.alternative for clause in clauses)
    return _Said(tuple(_positions(clauses)), offset, certain, frozenset(codes), clauses[0].names, alternative)


def _positions(clauses: Sequence[_Clause]) -> Iterator[Position]:
    for clause in clauses:
        for name, supports in clause.names:
            yield Position(name.party, Stance.SUPPORTS if supports else clause.stance or Stance.PROPOSES)


def _clause(text: str, start: int, end: int) -> _Clause | None:
    """Return the clause that begins at an offset; None if no name of a party does."""
    names, position = names_at(text, start, end)
    if not names:
        return None
    glued = text[position - 1].isalpha() and text[position : position + 1].isalpha()
    behind = skip(_TRAILING, text, position, end)
    if verb := _verb(text, behind, end):
        stance, match = verb
        spoken = SPOKEN.match(text, behind, end) is not None or text.endswith(("’s", "'s", "s’", "s'"), start, position)
        if spoken or not glued:
            alternative = _ALTERNATIVE.match(match[0]) is not None
            return _Clause(names, stance, spoken, _skip_calls(text, match.end(), end), alternative)
    # A figure behind a lone code and no verb may be part of it: CO2.
    if glued or (len(names) == 1 and text[position : position + 1].isdecimal()):
        return None
    return _Clause(names, None, spoken=False, end=_skip_calls(text, position, end))


def _verb(text: str, start: int, end: int) -> tuple[Stance, re.Match[str]] | None:
    """Return the verb at an offset, and its stance."""
    matches = ((stance, verb.match(text, start, end)) for stance, verb in _VERBS.items())
    return next(((stance, match) for stance, match in matches if match), None)


def _unusual(text: str, start: int, end: int, said: _Said | None, known: AbstractSet[str]) -> Attribution | None:
    """Return what names parties as an attribution does, but offers no wording, or does not follow the grammar.

    `said` is what the grammar makes of it.
    """
    limit = min(end, start + LONGEST)
    colon = text.find(":", start, limit) >= 0
    if said is None and (
        (colon and _LIKE_ATTRIBUTION.match(text, start, limit))
        or _in_parentheses(text, start, end, known)
        or _only_asked_by(text, start, end, known)
    ):
        return Attribution(start, end, (), unread=True)
    if not _begins_with_name(text, start):
        return None
    names = said.names if said else names_at(text, skip(SPACE, text, start, end), limit)[0]
    if not names or not (said or _are_parties(names, text, known)):
        return None
    position = skip(_TRAILING, text, names[-1][0].end, end)
    if remark := _REMARK.match(text, position, end):
        return _remark(remark, text, start, end, names)
    if _is_unread(text, position, end, names, said):
        return Attribution(start, end, (), unread=True)
    return None if said else _verb_outside(text, start, end, names, position)


def _remark(remark: re.Match[str], text: str, start: int, end: int, names: Sequence[Named]) -> Attribution:
    """Return what the names of parties and a remark behind them are."""
    if text.find(":", remark.end(), min(end, start + LONGEST)) >= 0:
        return Attribution(start, end, (), unread=True)  # "delete article 2 and insert: …" offers a wording, too
    reserves = _VERBS[Stance.RESERVES].match(text, remark.start("words"), end)
    stance = _Clause(names, Stance.RESERVES, spoken=True, end=remark.start())
    words = remark.start("words") if remark["colon"] else start
    return Attribution(words, end, tuple(_positions([stance])) if reserves else (), remark=True)


def _is_unread(text: str, position: int, end: int, names: Sequence[Named], said: _Said | None) -> bool:
    """Say whether what follows the names of parties says what they want, but not as the grammar has it."""
    # A verb behind the colon may be the stance of those named, or the first word that they propose.
    colon = text.startswith(":", position)
    behind = skip(SPACE, text, position + colon, end)
    if said is not None and said.offset > behind:
        return False
    if SPOKEN.match(text, behind, end) and (colon or said is None):
        return True
    if colon and (_DRAFTING.match(text, behind, end) or _speaks_of_itself(names, text, behind, end)):
        return True
    if (verb := _verb(text, behind, end)) and not text[verb[1].end() : end].strip(" .;\r\n"):
        return True  # the verb is all there is: "US reserves"
    if said is not None:
        return False
    # No wording begins with the names of parties and a slash between them.
    slash = "/" in text[names[0][0].end : names[-1][0].end]
    return (slash and _UP_TO_MARK.match(text, position, end) is not None) or (
        all(name.exact for name, _ in names) and _BEHIND_NAMES.match(text, names[-1][0].end, end) is not None
    )


def _speaks_of_itself(names: Sequence[Named], text: str, start: int, end: int) -> bool:
    """Say whether what follows the names begins with one of them: `[JP: Japan will consult]`."""
    name = name_at(text, start, end)
    return name is not None and name.party in {one.party for one, _ in names}


def _in_parentheses(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether a bracket begins or ends with parties in parentheses: `[(US) text]`, `[text (US: retain)]`."""
    near = max(start, end - LONGEST)
    last = _LAST_PARENTHESES.search(text, near, end) if text.find("(", near, end) >= 0 else None
    for inside in (_FIRST_PARENTHESIS.match(text, start, end), last):
        if inside:
            names, position = names_at(text, inside.end(), min(end, inside.end() + LONGEST))
            exact = bool(names) and all(name.exact for name, _ in names)
            if exact and _are_parties(names, text, known) and _BEHIND_NAMES.match(text, position, end):
                return True
    return False


def _only_asked_by(text: str, start: int, end: int, known: AbstractSet[str]) -> bool:
    """Say whether a bracket holds nothing but who wants the text before it: `[supported by JP and the EU]`."""
    asked = _ASKED_BY.match(text, start, end)
    if asked is None:
        return False
    names, position = names_at(text, asked.end(), end)
    return bool(names) and _are_parties(names, text, known) and not text[position:end].strip(" .;")


def _verb_outside(text: str, start: int, end: int, names: Sequence[Named], position: int) -> Attribution | None:
    """Return the attribution whose bracket closes too early: `[CA/CL] propose: text`."""
    if position < end or not text.startswith("]", end):
        return None
    outside = skip(SPACE, text, end + 1, len(text))
    verb = _verb(text, outside, len(text))
    if verb is None or not SPOKEN.match(text, outside) or not text.startswith(":", verb[1].end()):
        return None
    positions = tuple(_positions([_Clause(names, verb[0], spoken=True, end=position)]))
    return Attribution(start, end, positions, unread=True)


def _are_parties(names: Sequence[Named], text: str, known: AbstractSet[str]) -> bool:
    """Say whether names can mean nothing but parties."""
    if any(name.kind in (NameKind.CERTAIN, NameKind.SPELLED) for name, _ in names):
        return True
    codes = {name.written for name, _ in names if name.kind is NameKind.CODE}
    long = any(len(code) > _SHORT_CODE and code.isupper() for code in codes)
    return long or len(codes) > 1 or _name_parties(codes, text, known)


def _skip_calls(text: str, start: int, end: int) -> int:
    """Return the offset behind footnote calls, but not behind white space alone."""
    match = _CALLS.match(text, start, end)
    return match.end() if match and match[0].strip() else start
