"""Clauses of attributions: the names of parties and what they say, "US/JP propose", "the EU"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from convention_variants.choices.party_names import (
    END_OF_WORD,
    FIGURE,
    LONGEST,
    SPOKEN,
    WORDS,
    Named,
    in_any_case,
    in_lines,
    names_at,
    skip,
    words_pattern,
)
from convention_variants.choices.positions import Position
from convention_variants.language.data import any_of
from convention_variants.language.parties import NameKind, Stance
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import occurrences
from convention_variants.text.spans import Span

CALLS = lazy_pattern(rf"{FIGURE}*\s*")
TRAILING = lazy_pattern(rf"{FIGURE}*[\s/]*")
_QUALIFIER = rf"(?:\s+(?:{words_pattern('qualifier_pattern')}))?"
VERBS = {
    stance: in_any_case(
        rf"(?:to\s+)?(?:{in_lines(any_of(words.stances[stance.value] for words in WORDS))}){END_OF_WORD}{_QUALIFIER}"
    )
    for stance in Stance
}
_ALTERNATIVE = in_any_case(words_pattern("alternative_pattern"))
# That a letter must follow is soon seen, and leaves few places at which to look for the words.
_SPOKEN_TO_COLON = in_any_case(rf"(?<![^\W\d_])(?=[^\W\d_])(?:{words_pattern('spoken_pattern')}){FIGURE}*\s?:\Z")
# No verb with its calls and its colon is longer.
_VERB = 40
# No clause has a colon in it, or a bracket other than that of a call.
_TO_CLAUSE = lazy_pattern(r"(?s:.*)(?::|\[(?!\^))")
NAME_STARTS = re.compile(r"(?<!\w)(?=[^\W\d_a-z])")


class Clause(NamedTuple):
    """Names with what they say; `spoken` if the verb is one that only negotiators use.

    They may say it of an `alternative` to the wording before.
    """

    names: Sequence[Named]
    stance: Stance | None
    spoken: bool
    end: int
    alternative: bool = False

    @property
    def positions(self) -> Iterator[Position]:
        """What each of the parties says; who only names itself proposes."""
        return positions_of(self.names, self.stance or Stance.PROPOSES)

    @property
    def may_speak(self) -> bool:
        """Whether it may name parties: a name in no list needs a verb, one in small letters another name, too."""
        if not self.spoken:
            return all(name.exact and name.kind is not NameKind.ACRONYM for name, _ in self.names)
        return len(self.names) > 1 or all(name.exact for name, _ in self.names)


def positions_of(names: Sequence[Named], stance: Stance) -> Iterator[Position]:
    """Yield the position that each of some parties takes; who only supports the others supports it."""
    return (Position(name.party, Stance.SUPPORTS if supports else stance) for name, supports in names)


def clause_at(text: str, start: int, end: int) -> Clause | None:
    """Return the clause that begins at an offset; None if no name of a party does."""
    return clause_of(*names_at(text, start, end), text, end)


def clause_of(names: Sequence[Named], position: int, text: str, end: int) -> Clause | None:
    """Return the clause of some names that end at an offset; None if there is no name."""
    if not names:
        return None
    behind = skip(TRAILING, text, position, end)
    if verb := verb_at(text, behind, end):
        stance, match = verb
        alternative = _ALTERNATIVE.match(match[0]) is not None
        spoken = SPOKEN.match(text, behind, end) is not None
        return Clause(names, stance, spoken, skip(CALLS, text, match.end(), end), alternative)
    # A figure behind a lone code and no verb may be part of it: CO2.
    if len(names) == 1 and text[position : position + 1].isdecimal():
        return None
    return Clause(names, None, spoken=False, end=skip(CALLS, text, position, end))


def verb_at(text: str, start: int, end: int) -> tuple[Stance, re.Match[str]] | None:
    """Return the verb at an offset, and its stance."""
    matches = ((stance, verb.match(text, start, end)) for stance, verb in VERBS.items())
    return next(((stance, match) for stance, match in matches if match), None)


@lru_cache(maxsize=1)
def spoken_clauses(text: str) -> list[Span]:
    """Return where in a draft parties say what they want, with a verb that only they use: "US/MY propose:"."""
    ends = (colon + 1 for colon in occurrences(text, ":"))  # to look for verbs in all of a text takes far longer
    verbs = (_SPOKEN_TO_COLON.search(text, end - _VERB, end) for end in ends)
    return [span for verb in verbs if verb and (span := _clause_up_to(text, verb))]


def _clause_up_to(text: str, verb: re.Match[str]) -> Span | None:
    start = skip(_TO_CLAUSE, text, max(0, verb.start() - LONGEST), verb.start())
    for name in NAME_STARTS.finditer(text, start, verb.start()):
        if name.start() < start:  # among names that this verb does not follow
            continue
        if clause := clause_at(text, name.start(), verb.end()):
            start = clause.end
            if start == verb.end() - 1 and clause.may_speak:
                return Span(name.start(), verb.end())
    return None
