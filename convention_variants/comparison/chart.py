"""Drafts as the page of revisions shows them, and the chart of their choice points: a row for each outermost part."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.comparison.comparing import outlined, outlined_notes
from convention_variants.comparison.revising import Revision, Series
from convention_variants.language.phrases import Phrases
from convention_variants.render.citations import citations, heading_text, without_lone_brackets
from convention_variants.render.edition import make_edition
from convention_variants.render.showing import show_apart
from convention_variants.render.shown import ShownNode, ShownSection
from convention_variants.render.wordings import words_in_source
from convention_variants.resolve.resolver import Reading, Resolver, Selection
from convention_variants.text.display import ends_of
from convention_variants.text.spans import Span, merge_spans

_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_SAME_HEADING = 3  # times as much
_FAR = 300  # characters of the source, with all its marks
_LONGEST = 160  # characters of a wording in a list; the texts beside each other have all of it


class DraftedText:
    """A draft as it is drafted, and the nodes of each of its provisions."""

    def __init__(self, inventory: Inventory) -> None:
        self.reading: Reading = Resolver(inventory).resolve(Selection())
        self.edition = make_edition(self.reading)
        self.cited = citations(self.edition.shown, self.edition.words)
        draft = inventory.draft
        self._words = words_in_source(inventory)
        self.nodes = [*outlined((*draft.front, *draft.body), draft), *outlined_notes(draft)]

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """The names of the outermost sections, by id."""
        shown = self.edition.shown
        sections = (node for node in (*shown.front, *shown.body) if isinstance(node, ShownSection))
        names = ((one.id, without_lone_brackets(heading_text(one))) for one in sections)
        return {identity: name or self.cited[identity] for identity, name in names}

    def wordings(self, point: ChoicePoint | None) -> tuple[str, ...]:
        """Return the wordings of a choice point without marks of formatting, shortened."""
        options = point.options if point else ()
        return tuple(self._shortened(one.inner) or self._shortened(Span(one.start, one.end)) for one in options)

    def _shortened(self, span: Span) -> str:
        """Return the words of a span, or the first and last ones, since nested brackets hold a text again and again."""
        ends = [span]
        if span.end - span.start > 2 * _FAR:
            ends = [Span(span.start, span.start + _FAR), Span(span.end - _FAR, span.end)]
        return ends_of(" ".join(map(self._words, ends)), _LONGEST)

    def by_provision(self, marked: Sequence[Span]) -> Mapping[str, tuple[ShownNode, ...]]:
        """Return what is shown of the own text of each provision, with spans marked."""
        found: defaultdict[str, list[ShownNode]] = defaultdict(list)
        shown = show_apart(self.reading, [one.node for one in self.nodes], merge_spans(marked))
        for one, node in zip(self.nodes, shown, strict=True):
            if node is not None:
                found[one.provision].append(node)
        return {provision: tuple(nodes) for provision, nodes in found.items()}


class ChartRow(NamedTuple):
    """A row of the chart: an outermost part, and its choice points in each draft, None for one that lacks it."""

    number: int
    name: str
    open: tuple[int | None, ...]


class Chart:
    """The outermost parts of the drafts, one to one those that belong together, and their choice points.

    `numbers` has for each draft the number of the row of each section.
    """

    def __init__(self, series: Series, shown: Sequence[DraftedText], words: Phrases) -> None:
        self.numbers: list[dict[str, int]] = []
        names: list[dict[str, None]] = []  # of each row, in all drafts
        order: list[int] = []
        for index, draft in enumerate(shown):
            earlier = _earlier_sections(series.steps[index - 1], shown[index - 1], draft) if index else {}
            self.numbers.append({})
            place = 0  # in the order, after the row of the section before
            for section in ("", *draft.sections):  # an empty one for what is in none
                row = self.numbers[index - 1].get(earlier.get(section, "none")) if index else None
                if row is None:
                    row = len(names)
                    names.append({})
                    order.insert(place, row)
                place = order.index(row) + 1
                self.numbers[index][section] = row
                names[row][draft.sections.get(section) or words.comparison.no_heading] = None
        counts = [Counter(self._open(series, index)) for index in range(len(shown))]
        known = [set(numbers.values()) for numbers in self.numbers]
        self.rows = {
            row: ChartRow(
                row,
                " → ".join({name.casefold(): name for name in names[row]}.values()),  # case alone makes no other name
                tuple(count[row] if row in rows else None for count, rows in zip(counts, known, strict=True)),
            )
            for row in order
        }

    def _open(self, series: Series, index: int) -> Iterator[int]:
        step = series.steps[min(index, len(series.steps) - 1)]
        draft = step.alignment.old if index < len(series.steps) else step.alignment.new
        for number, point in enumerate(draft.inventory.points):
            if point.kind.is_choice:
                yield self.numbers[index][draft.passage_of(draft.extent(number).start).section]


def _earlier_sections(step: Revision, older: DraftedText, newer: DraftedText) -> dict[str, str]:
    """Return the section of the older draft that each section of the newer one was, if each is most of the other.

    Shared words count more if the headings share a long word. Sections that are left and have one id belong together.
    """
    words = [
        {section: set(_LONG_WORD.findall(name.casefold())) for section, name in draft.sections.items()}
        for draft in (older, newer)
    ]
    votes: Counter[tuple[str, str]] = Counter()
    for pair in step.passages:
        old, new = step.alignment.old.passages[pair.old], step.alignment.new.passages[pair.new]
        if old.section and new.section:
            stands = step.alignment.forward[old.first : old.last]
            weight = 1 if words[0][old.section].isdisjoint(words[1][new.section]) else _SAME_HEADING
            votes[old.section, new.section] += weight * sum(new.first <= other < new.last for other in stands)
    best: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for one, other in sorted(votes, key=lambda sections: votes[sections]):
        best[0][one], best[1][other] = other, one
    found = {other: one for other, one in best[1].items() if best[0][one] == other}
    alone = older.sections.keys() - found.values()
    return {"": "", **{same: same for same in newer.sections.keys() & alone}, **found}
