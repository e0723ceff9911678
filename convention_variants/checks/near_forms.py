"""Forms that a wording misses by one slip of the pen.

A slip is a letter left out, added, replaced, or written before its neighbour. The forms are
indexed by what is left of them without one letter, so that a draft with many brackets and a
terminology with many forms are not compared pair by pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from convention_variants.terminology.model import OptionKey, Terminology, normal_form

# A short word is soon another word: "cause" and "clause". Beside the other words of a phrase less is needed.
_SHORTEST_WORD, _SHORTEST_WORD_OF_PHRASE = 7, 5
# What is longer is no name but a passage; and it keeps the index small.
_LONGEST_FORM = 200
_SHARED_BY_AT_MOST = 8


class NearForm(NamedTuple):
    """A form as `variants.toml` has it, and the option that it belongs to."""

    form: str
    key: OptionKey


class NearForms:
    """The forms of a terminology, to be found by wordings that are nearly one of them."""

    def __init__(self, terminology: Terminology) -> None:
        self._grammar = terminology.language
        self._index: defaultdict[str, list[tuple[str, NearForm]]] = defaultdict(list)
        for term in terminology.terms.values():
            for option in term.options.values():
                for form in option.forms:
                    self._add(NearForm(form.text, OptionKey(term.id, option.id)))

    def _add(self, near: NearForm) -> None:
        for word, remnant in _remnants(normal_form(near.form, self._grammar)):
            found = self._index[remnant]
            if len(found) < _SHARED_BY_AT_MOST:
                found.append((word, near))

    def find(self, text: str, present: Collection[OptionKey]) -> NearForm | None:
        """Return the form that a wording nearly is, if there is one.

        `present` are the options at its place: a rival of theirs is likelier than anything else,
        and a second wording of one of them ("system" beside "systems") is meant to differ.
        """
        wording = normal_form(text, self._grammar)
        found = [
            near
            for word, remnant in _remnants(wording)
            for formed, near in self._index.get(remnant, ())
            if near.key not in present and _is_slip(word, formed)
        ]
        terms = {key.term for key in present}
        return min(found, key=lambda near: near.key.term not in terms, default=None)


def _remnants(wording: str) -> Iterator[tuple[str, str]]:
    """Yield each word that may have a slip, and the wording with one letter of that word left out, or none."""
    if len(wording) > _LONGEST_FORM:
        return
    words = wording.split(" ")
    shortest = _SHORTEST_WORD if len(words) == 1 else _SHORTEST_WORD_OF_PHRASE
    for place, word in enumerate(words):
        # One digit makes another article, not a slip.
        if len(word) >= shortest and not any(map(str.isdigit, word)):
            before, after = " ".join(words[:place]), " ".join(words[place + 1 :])
            for left in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
                yield word, f"{before}\n{left}\n{after}"


def _is_slip(word: str, formed: str) -> bool:
    """Say whether words that have a remnant in common differ by one slip.

    A slip rarely hits the first letter, and another first letter makes another word: "affect", "effect".
    """
    if len(word) != len(formed):
        return True
    differing = [place for place, (one, other) in enumerate(zip(word, formed, strict=True)) if one != other]
    if not differing:
        return False
    if len(differing) == 1:
        return differing[0] > 0
    first, last = differing[0], differing[-1]
    return last == first + 1 and word[first] == formed[last] and word[last] == formed[first]
