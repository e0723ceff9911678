"""Attributions: who stands behind or against the wording in a bracket (design §5).

`[EU: text]`, `[US/PE oppose: text]`, `[text - EU, G77 retain]`. They are no part of the text, but
only where nothing else can be meant: `[AI: a machine-based system]` is no wording of Anguilla's, and
`[motor vehicles – EV]` names no state. A name that is not certain is text, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import NamedTuple

from convention_variants.language.parties import states

# No treaty calls anybody so: where one of them is named, an attribution is meant, and so with all named beside it.
_NEGOTIATORS = (
    r"ABU|AGN|AILAC|ALBA|AOSIS|CANZ|EIG|EU|G-?77(?: (?:and|&|\+) China)?|G-?10|GRULAC|JUSCANZ|JUSSCANNZ|LMDCs?|LMMC"
    r"|UK|UMBRELLA|USA?"
)
# A name that is spelled out is a party's before a colon; behind a dash it may be a word of the treaty.
_SPELLED_OUT = (
    *("African Group", "African Union", "Arab Group", "Asian Group", "Asia-Pacific Group", "European Union"),
    *("LDC Group", "Umbrella Group", "Group of 77", "Group of 77 and China"),
    *("Union européenne", "Union africaine", "Groupe africain", "Groupe arabe", "Groupe des États d’Afrique"),
    *("Groupe des États arabes", "Groupe des 77", "Groupe des 77 et de la Chine", "Groupe des 77 et la Chine"),
    *("Unión Europea", "Unión Africana", "Grupo Africano", "Grupo africano", "Grupo Árabe"),
    *("Grupo de Estados de África", "Grupo de los Estados de África", "Grupo de los 77", "Grupo de los 77 y China"),
)
# The EU in French and Spanish; it may be anything else in English, and is as little certain there as a code.
_UNION = "UE"
_ARTICLE = r"(?:[Tt]he|[Ll][ae]s?|[Ee]l|[Ll]os) |[Ll][’']"
# A treaty speaks of these, too: they are parties beside one that is certain, or with a verb.
_GROUPS = "ASEAN|BASIC|BRICS|CARICOM|CEIT|CELAC|G-?20|GCC|LDCs?|LLDCs?|OAS|OIC|PSIDS|SADC|SICA|SIDS|others"
# With a verb before a colon any acronym is a party's name, but those of the bodies that a treaty speaks of.
_ACRONYM = r"(?!(?:CMA|CMP|COP|GCF|GEF|SBI|SBSTA|TEC|UN)\b)[A-Z][A-Z0-9&-]+"
_CHAIR = r"(?:Co-|Vice-)?(?:Chair(?:man|person|woman)?|Facilitator|Coordinator|Rapporteur)s?"


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name).replace("’", "[’']") for name in sorted(names, key=lambda name: (-len(name), name)))


@cache
def _name() -> re.Pattern[str]:
    """Return the pattern of a name, made when a draft may have one: that takes longer than all the rest here."""
    return re.compile(
        rf"(?:{_ARTICLE})?(?:(?P<negotiator>{_NEGOTIATORS})|(?P<spelled>{_any_of((*states().names, *_SPELLED_OUT))})"
        rf"|(?P<code>{_any_of((_UNION, *states().codes))})|(?P<group>{_GROUPS})|(?P<chair>{_CHAIR}(?=[’']))"
        rf"|(?P<acronym>{_ACRONYM}))"
        r"(?![\w-])"
    )


_AND = "(?:and|et|y|e) "
_JOINER = re.compile(
    r" ?,? (?P<how>(?:supported|joined) by |on behalf of |with the support of )"
    rf"| ?[,/&+] ?(?:{_AND})?| {_AND}"
)
# "IT support" and "HR reserve" are no sentences: of some verbs only these forms say that negotiators speak.
_SPEAKS = r"(?: to)? (?:propose|oppose|delete|retain|prefer|suggest|bracket)s?|[’']s? (?:proposal|suggestion|text)"
_VERB = re.compile(
    rf"(?P<speaks>{_SPEAKS})|(?: to)? (?:(?:propos|oppos|delet|reserv)ed|(?:retain|suggest|bracket|support|add)ed"
    r"|preferred|proposal|supports?|adds?|reserves?|alt(?:ernative)?)"
)
_NOT_CODE = re.compile(rf"^(?:{_ARTICLE})")
_LONGEST = 160
_BEFORE = re.compile(rf"\s*([A-ZÉtle][^\[\]:]{{1,{_LONGEST}}}+):(?:\s+|$)")
_DASH = re.compile(r"\s[-–—]\s*(?=[A-Zt])")
_BRACKET = re.compile(r"[\[\]]")


class Attribution(NamedTuple):
    """Where the words of a wording alone are, and who is said to stand where: `EU`, `US oppose`."""

    start: int
    end: int
    parties: tuple[str, ...]


class _Said(NamedTuple):
    """What stands at one end of a wording and names parties: these, up to `offset` or from there on.

    `certain` says that it can be nothing else; `codes` are the codes of states that it names.
    """

    parties: tuple[str, ...]
    offset: int
    certain: bool
    codes: frozenset[str]


def attribution(text: str, start: int, end: int, known: AbstractSet[str]) -> Attribution | None:
    """Take the attributions before and after a wording off it; None where nobody is named, as mostly.

    `known` are the abbreviations that name negotiators in the language of the document.
    """
    parties: tuple[str, ...] = ()
    if (before := _before(text, start, end)) and _is_meant(before, text, known):
        start, parties = before.offset, before.parties
    if (after := _after(text, start, end)) and _is_meant(after, text, known):
        end, parties = after.offset, parties + after.parties
    return Attribution(start, end, parties) if parties else None


def _is_meant(said: _Said, text: str, known: AbstractSet[str]) -> bool:
    return said.certain or not said.codes.isdisjoint(known) or not said.codes.isdisjoint(_codes_of(text))


@lru_cache(maxsize=1)
def _codes_of(text: str) -> frozenset[str]:
    """Return the codes of states that a draft names where they are certain: it means the same by them elsewhere."""
    found: set[str] = set()
    for match in _BRACKET.finditer(text):
        offset = match.start()
        said = _before(text, offset + 1, len(text)) if match[0] == "[" else _after(text, 0, offset)
        if said and said.certain:
            found |= said.codes
    return frozenset(found)


def _before(text: str, start: int, end: int) -> _Said | None:
    match = _BEFORE.match(text, start, end)
    return _said(match[1], match.end(), before=True) if match else None


def _after(text: str, start: int, end: int) -> _Said | None:
    start = max(start, end - _LONGEST)
    # Quicker than to look for what is white space before them: few wordings have any.
    if text.find("-", start, end) < 0 and text.find("–", start, end) < 0 and text.find("—", start, end) < 0:
        return None
    dashes = list(_DASH.finditer(text, start, end))
    if not dashes:
        return None
    words_end = dashes[-1].start()
    while words_end > start and text[words_end - 1].isspace():
        words_end -= 1
    return _said(text[dashes[-1].end() : end], words_end, before=False)


def _said(words: str, offset: int, *, before: bool) -> _Said | None:
    """Read clauses that name parties, one after another; None if anything else stands there."""
    parties: list[str] = []
    codes: set[str] = set()
    certain = False
    for clause in " ".join(words.split()).replace(" ;", ";").split("; "):
        names = _names(clause)
        end = names[-1].end if names else 0
        verb = _VERB.fullmatch(clause, end)
        speaks = verb is not None and verb["speaks"] is not None
        kinds = {name.kind for name in names}
        if not names or not (verb or end == len(clause)) or ("acronym" in kinds and not (speaks and before)):
            return None
        certain = certain or speaks or "negotiator" in kinds or ("spelled" in kinds and before)
        codes.update(_NOT_CODE.sub("", name.text) for name in names if name.kind == "code")
        done = verb[0].replace(" to ", " ") if verb else ""
        parties += [name.how + name.text + ("" if name.how else done) for name in names]
    # Only French sets its colons off.
    certain = certain or (_UNION in codes and before and words[-1].isspace())
    return _Said(tuple(parties), offset, certain, frozenset(codes))


class _Name(NamedTuple):
    """A name as it is said, where it ends, what kind it is, and how it joins those before it: "supported by "."""

    text: str
    end: int
    kind: str
    how: str


def _names(clause: str) -> list[_Name]:
    """Return the names that a clause begins with."""
    names: list[_Name] = []
    joiner, pattern = None, _name()
    while match := pattern.match(clause, joiner.end() if joiner else 0):
        names.append(_Name(match[0], match.end(), match.lastgroup or "", (joiner and joiner["how"]) or ""))
        joiner = _JOINER.match(clause, match.end())
        if joiner is None:
            break
    return names
