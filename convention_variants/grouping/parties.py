"""Attributions: who stands behind or against the wording in a bracket (design §5).

`[EU: text]`, `[US/PE oppose: text]`, `[text - EU, G77 retain]`. They are no part of the text, but
only where nothing else can be meant: a name known as a party's, or a verb of negotiation.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from convention_variants.text import Span

_GROUPS = (
    "ABU|AGN|AILAC|ALBA|AOSIS|ASEAN|AU|BASIC|BRICS|CANZ|CARICOM|CEIT|CELAC|EIG|EU|G-?77(?: and China)?|G-?10|G-?20"
    "|GCC|GRULAC|JUSCANZ|JUSSCANNZ|LDC(?:s| Group)?|LLDCs?|LMDCs?|LMMC|OAS|OIC|PSIDS|SADC|SICA|SIDS|UMBRELLA"
    "|Umbrella Group|African Group|Arab Group|Asian Group|European Union|Holy See"
)
_STATES = (
    "Argentina|Australia|Bangladesh|Belarus|Bolivia|Brazil|Canada|Chile|China|Colombia|Costa Rica|Cuba|Ecuador|Egypt"
    "|Ethiopia|Ghana|India|Indonesia|Iran|Israel|Jamaica|Japan|Kenya|Malaysia|Mexico|Morocco|New Zealand|Nigeria|Norway"
    "|Pakistan|Peru|Philippines|Qatar|Republic of Korea|Russia|Russian Federation|Saudi Arabia|Senegal|Singapore"
    "|South Africa|Switzerland|Thailand|T[uü]rk(?:ey|iye)|Tuvalu|Ukraine|United Kingdom|United States|Uruguay|Venezuela"
    "|Viet ?nam"
)
# Two capitals are the code of a state (ISO 3166); these are not.
_CODE = r"(?!(?:AM|BP|CO|ID|IP|IT|NB|OK|PM|TV|UN|II|IV|VI|IX|XI|XX)\b)[A-Z]{2}|USA|UK"
_KNOWN = rf"(?:{_GROUPS}|{_STATES}|{_CODE})"
# With a verb any acronym is a party's name, but those of the bodies that a treaty speaks of.
_ACRONYM = r"(?!(?:CMA|CMP|COP|GCF|GEF|SBI|SBSTA|TEC|UN)\b)[A-Z][A-Z0-9&-]+"
_VERB = (
    r"(?:propos(?:e|es|ed|al)|support(?:s|ed)?|oppos(?:e|es|ed)|retain(?:s|ed)?|delet(?:e|es|ed)|reserv(?:e|es|ed)"
    r"|prefer(?:s|red)?|suggest(?:s|ed)?|add(?:s|ed)?|alt(?:ernative)?|bracket(?:s|ed)?)"
)
_AND = r"(?:\s*[,/&+]\s*|\s+and\s+)"


def _clause(name: str, verb: str) -> str:
    return rf"{name}(?:{_AND}{name})*{verb}"


_ANY = rf"(?:{_clause(f'(?:{_KNOWN}|{_ACRONYM})', rf'(?:[ ]to)?[ ]{_VERB}')}|{_clause(_KNOWN, '')})"
_LIST = rf"{_ANY}(?:\s*;\s*{_ANY})*"
_BEFORE = re.compile(rf"\s*({_LIST})\s*:(?:\s+|$)")
_AFTER = re.compile(rf"\s+[-–—]\s*({_LIST})\s*$")
_SPOKEN = re.compile(rf"^(.*?)(?:\s+(?:to\s+)?({_VERB}))?$", re.DOTALL)
_LONGEST = 160


class Attribution(NamedTuple):
    """The words of a wording alone, and who is said to stand where: `EU`, `US oppose`."""

    words: Span
    parties: tuple[str, ...]


def attribution(text: str, inner: Span) -> Attribution:
    """Take the attributions before and after a wording off it."""
    start, end = inner
    short = end - start < _LONGEST
    head = text[start:end] if short else text[start : start + _LONGEST]
    tail = head if short else text[end - _LONGEST : end]
    if ":" not in head and "- " not in tail and "– " not in tail and "— " not in tail:
        return Attribution(inner, ())
    parties = []
    if before := _BEFORE.match(head):
        parties += _said(before[1])
        start += before.end()
    if (after := _AFTER.search(tail)) and inner.end - len(tail) + after.start() >= start:
        parties += _said(after[1])
        end = inner.end - len(tail) + after.start()
    return Attribution(Span(start, end), tuple(parties)) if start < end else Attribution(inner, ())


def _said(clauses: str) -> list[str]:
    """Return one entry for each party: its name, and its verb if it has one."""
    found = []
    for clause in re.split(r"\s*;\s*", clauses.strip()):
        match = _SPOKEN.match(clause)
        names, verb = (match[1], match[2]) if match else (clause, None)
        spoken = (name.strip() for name in re.split(_AND, names))
        found += [f"{name} {verb}" if verb else name for name in spoken if name]
    return found
