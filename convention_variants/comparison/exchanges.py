"""Comparison → the wordings that one reading has in place of the other's, each once, with its places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from convention_variants.choices.inventory import ChoicePoint
from convention_variants.comparison.comparing import Comparison
from convention_variants.language.phrases import Phrases
from convention_variants.render.content import ContentReader, unmarked
from convention_variants.render.wordings import DraftWords
from convention_variants.resolve.edits import Cause
from convention_variants.text.display import ends_of
from convention_variants.text.spans import Span

_LONGEST = 160  # characters of a wording; the texts beside each other have all of it
_APART = " … "  # between the halves of a split pair


class Place(NamedTuple):
    """A provision with a wording: the id of its row on the page, if any, its citation, and how often it has it."""

    id: str
    provision: str
    name: str
    times: int


class Exchange(NamedTuple):
    """Wordings that replace each other in the two readings, and where.

    `label` is that of their term, empty if there is none. `wordings` are None if they differ from place to place, and
    one of them is empty if a reading has nothing there.
    """

    label: str
    wordings: tuple[str, str] | None
    places: tuple[Place, ...]

    @property
    def number(self) -> int:
        """How often the wordings replace each other."""
        return sum(place.times for place in self.places)


class Exchanges:
    """Finds the exchanges of a comparison; `places` has the row and the citation of each provision."""

    def __init__(self, comparison: Comparison, places: Mapping[str, tuple[str, str]], words: Phrases) -> None:
        self.comparison, self.places, self.phrases = comparison, places, words
        inventory = comparison.readings[0].inventory
        self.terms, self.draft = inventory.terminology.terms, inventory.draft
        self.words = DraftWords(inventory.draft)
        self.readers = [ContentReader(reading) for reading in comparison.readings]

    def choices(self) -> Iterator[Exchange]:
        """Yield the exchanges of terms, then others that recur, the most frequent first, then all that occur once."""
        by_term: defaultdict[str | None, list[ChoicePoint]] = defaultdict(list)
        for point in self.comparison.points:
            by_term[point.term].append(point)
        for term in self.terms.values():
            if points := by_term[term.id]:
                first, second = (
                    unmarked(reading.wording_of(term.id))[0] or self.phrases.comparison.as_drafted
                    for reading in self.comparison.readings
                )
                yield Exchange(term.label, (first, second), self._places(point.provision for point in points))
        by_wordings = self._grouped((self._wordings(point.spans), point.provision) for point in by_term[None])
        recurring = {wordings: where for wordings, where in by_wordings.items() if len(where) > 1}
        for wordings, where in sorted(recurring.items(), key=lambda one: -len(one[1])):
            yield Exchange("", wordings, self._places(where))
        if once := [where[0] for wordings, where in by_wordings.items() if wordings not in recurring]:
            yield Exchange("", None, self._places(once))

    def changes(self) -> Iterator[Exchange]:
        """Yield the exchanges outside brackets: first those declared in `variants.toml`, then those of articles."""
        for cause in (Cause.CONSEQUENCE, Cause.ARTICLE):
            edits = [edit for edit in self.comparison.consequential if edit.cause is cause]
            found = self._grouped(
                (self._wordings([Span(edit.start, edit.end)]), self.draft.provision_at(edit.start)) for edit in edits
            )
            for wordings, where in found.items():
                yield Exchange("", wordings, self._places(where))

    def _wordings(self, spans: Sequence[Span]) -> tuple[str, str]:
        first, second = (
            ends_of(_APART.join(filter(None, (self.words.read(span, reader) for span in spans))), _LONGEST)
            for reader in self.readers
        )
        return first, second

    def _grouped(self, found: Iterable[tuple[tuple[str, str], str]]) -> dict[tuple[str, str], list[str]]:
        """Return the provisions of each pair of wordings, regardless of letter case."""
        first: dict[tuple[str, str], tuple[str, str]] = {}
        grouped: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for (one, other), provision in found:
            grouped[first.setdefault((one.casefold(), other.casefold()), (one, other))].append(provision)
        return dict(grouped)

    def _places(self, provisions: Iterable[str]) -> tuple[Place, ...]:
        return tuple(
            Place(row, provision, name or provision, times)
            for provision, times in Counter(provisions).items()
            for row, name in [self.places.get(provision, ("", ""))]
        )
