"""Find the form that a wording misses by one typo.

A typo is a letter left out, added, replaced, or swapped with its neighbour. The forms are indexed by what is left of
them without one letter, so that many wordings and many forms are not compared pair by pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from convention_variants.terminology.model import FormMatch, OptionKey, Terminology, normal_form

# One letter turns a short word into another word: "cause", "clause". In a phrase, the other words help to tell.
_SHORTEST_WORD, _SHORTEST_WORD_OF_PHRASE = 7, 5
# Longer forms are passages, not names. The limit keeps the index small.
_LONGEST_FORM = 200
_SHARED_BY_AT_MOST = 8


class NearForms:
    """The forms of a terminology, looked up by wordings with a typo."""

    def __init__(self, terminology: Terminology) -> None:
        self._grammar = terminology.language
        self._index: defaultdict[str, list[tuple[str, FormMatch]]] = defaultdict(list)
        for term in terminology.terms.values():
            for option in term.options.values():
                for form in option.forms:
                    near = FormMatch(OptionKey(term.id, option.id), form)
                    for word, remnant in _remnants(normal_form(form.text, self._grammar)):
                        if len(self._index[remnant]) < _SHARED_BY_AT_MOST:
                            self._index[remnant].append((word, near))

    def find(self, text: str, present: Collection[OptionKey]) -> FormMatch | None:
        """Return the form that a wording is one typo away from, if there is one.

        `present` are the options at its choice point. Another option of the same term is the likeliest; a second
        wording of an option that is present ("system" beside "systems") is no typo.
        """
        wording = normal_form(text, self._grammar)
        candidates = [
            near
            for word, remnant in _remnants(wording)
            for formed, near in self._index.get(remnant, ())
            if near.key not in present and _is_typo(word, formed)
        ]
        terms = {key.term for key in present}
        return min(candidates, key=lambda near: near.key.term not in terms, default=None)


def _remnants(wording: str) -> Iterator[tuple[str, str]]:
    """Yield each word that can have a typo, with the wording as it is and without each letter of that word."""
    if len(wording) > _LONGEST_FORM:
        return
    words = wording.split(" ")
    shortest = _SHORTEST_WORD if len(words) == 1 else _SHORTEST_WORD_OF_PHRASE
    for number, word in enumerate(words):
        # Another digit makes another article, not a typo.
        if len(word) >= shortest and not any(map(str.isdigit, word)):
            before, after = " ".join(words[:number]), " ".join(words[number + 1 :])
            for left in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
                yield word, f"{before}\n{left}\n{after}"


def _is_typo(word: str, formed: str) -> bool:
    """Return whether words with a remnant in common differ by one typo.

    The first letter does not count: typos there are rare, and it makes another word ("affect", "effect").
    """
    if len(word) != len(formed):
        return True
    differing = [number for number, (one, other) in enumerate(zip(word, formed, strict=True)) if one != other]
    if len(differing) < 2:
        return len(differing) == 1 and differing[0] > 0
    first, last = differing[0], differing[-1]
    return last == first + 1 and word[first] == formed[last] and word[last] == formed[first]
