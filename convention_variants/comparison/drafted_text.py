"""A draft as the page of revisions shows it: the names of its parts, its wordings, and the text of its provisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.comparison.comparing import outlined, outlined_notes
from convention_variants.render.citations import citations, heading_text, without_lone_brackets
from convention_variants.render.edition import make_edition
from convention_variants.render.showing import show_apart
from convention_variants.render.shown import ShownNode, ShownSection
from convention_variants.render.wordings import words_in_source
from convention_variants.resolve.resolver import Reading, Resolver, Selection
from convention_variants.text.display import ends_of
from convention_variants.text.spans import Span, merge_spans

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
