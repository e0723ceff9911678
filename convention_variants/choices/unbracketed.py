"""What parties say outside brackets: in parentheses, or on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from convention_variants.choices.attributions import DRAFTING, FINITE, REMARK
from convention_variants.choices.clauses import TRAILING, verb_at
from convention_variants.choices.party_names import LONGEST, SPACE, names_at, skip
from convention_variants.choices.said import COLON, are_parties
from convention_variants.text.source import LINE_END
from convention_variants.text.spans import Span

_PARENTHESIS = re.compile(r"\((?=[^\W\d_](?!\)))")  # not that of a label: "(a)"
_TO_CLOSING = re.compile(r"[^)]{0,300}\)?")


def remarks_in_parentheses(text: str) -> Iterator[Span]:
    """Yield the parentheses in which parties say what they want: "(US: transnational)", "(China, Egypt: delete)".

    Behind a bracket those who want it may only be named: "[may] (EU)".
    """
    for opening in _PARENTHESIS.finditer(text):
        names, position = names_at(text, opening.end(), min(len(text), opening.end() + LONGEST))
        behind = skip(TRAILING, text, position, len(text))
        start = opening.start()
        named = text.startswith(")", behind) and text[max(0, start - 2) : start].rstrip().endswith("]")
        speaks = named or text.startswith(":", behind) or verb_at(text, behind, len(text))
        if speaks and are_parties(names, text, frozenset()):
            yield Span(start, skip(_TO_CLOSING, text, position, len(text)))


def remarks_on_lines(text: str, starts: Sequence[int]) -> Iterator[Span]:
    """Yield the lines in which parties say what they want: "US: delete", "EU propose: Parties shall act".

    `starts` are the offsets at which such lines may begin.
    """
    for start in starts:
        if text.find(":", start, start + 2 * LONGEST) == -1:  # as mostly: it takes longer to look for names
            continue
        names, position = names_at(text, start, min(len(text), start + LONGEST))
        if not are_parties(names, text, frozenset()):
            continue
        verb = verb_at(text, skip(TRAILING, text, position, len(text)), len(text))
        colon = COLON.match(text, verb[1].end() if verb else position)
        if colon is None:
            continue
        words = skip(SPACE, text, colon.end(), len(text))
        line = LINE_END.search(text, words)
        end = line.start() if line else len(text)
        instructs = verb_at(text, words, end) or DRAFTING.match(text, words, end) or REMARK.search(text, words, end)
        if verb or instructs or FINITE.search(text, words, end):
            yield Span(start, end)
