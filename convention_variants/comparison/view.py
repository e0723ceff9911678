"""Comparison → what its page and its Markdown show: a summary, headings, differences, and unchanged passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar, NamedTuple

from convention_variants.comparison.comparing import ComparedPassage, Comparison, Sides, text_of
from convention_variants.comparison.exchanges import Exchange, Exchanges
from convention_variants.language.phrases import Phrases
from convention_variants.outline.nodes import SectionKind
from convention_variants.render.citations import below, heading_name, heading_text, item_name, plain
from convention_variants.render.edition import Edition, make_edition
from convention_variants.render.reading_box import legend
from convention_variants.render.shown import ShownItem, ShownNode, ShownParagraph, ShownPiece, ShownSection, parts
from convention_variants.resolve.edits import Cause
from convention_variants.text.spans import Span

_DEEPEST_HEADING = 5


@dataclass(slots=True)
class ChapterRow:
    """An outermost part of the draft, and how many of its provisions differ; `id` is empty if none does."""

    id: str
    name: str
    differing: int = 0
    all: int = 0


@dataclass(slots=True)
class DifferenceRow:
    """Passages of one provision side by side, None for a reading that lacks the passage.

    A row is `named` unless the heading right above it, whose id it shares, names its provision. `kinds` are the numbers
    of the filters that show it. `before` and `after` are the neighbouring rows.
    """

    type: ClassVar[str] = "row"

    id: str
    name: str
    level: int
    named: bool
    provision: str
    passages: list[Sides]
    kinds: frozenset[int]
    before: DifferenceRow | None = field(default=None, repr=False)
    after: DifferenceRow | None = field(default=None, repr=False)


@dataclass(slots=True)
class DifferenceHeading:
    """A heading with differences below it, and the row right after it if that is about the heading's own provision.

    `line` is its line in the contents. `section` is set if the heading is the same in both readings. `kinds` are those
    of the rows below it.
    """

    type: ClassVar[str] = "heading"

    id: str
    name: str
    line: str
    level: int
    section: ShownSection | None
    row: DifferenceRow | None = None
    kinds: frozenset[int] = frozenset()


class Folded(NamedTuple):
    """A passage that is the same in both readings; `indent` is the number of labelled provisions around it.

    `id` is empty if the page already has an element for the provision.
    """

    id: str
    name: str
    provision: str
    indent: int
    node: ShownNode


@dataclass(frozen=True, slots=True)
class Fold:
    """Consecutive passages that are the same in both readings."""

    type: ClassVar[str] = "fold"

    passages: tuple[Folded, ...]

    @property
    def provisions(self) -> int:
        """The number of provisions."""
        return len({folded.provision for folded in self.passages})

    @property
    def ends(self) -> tuple[str, str]:
        """The names of the first and the last provision; one that contains the first is not the last."""
        first = self.passages[0]
        inside = (one.name for one in reversed(self.passages) if not first.provision.startswith(f"{one.provision}-"))
        return first.name, next(inside)


ViewEntry = DifferenceHeading | DifferenceRow | Fold


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Everything a template needs besides the edition.

    `names` are the labels of the readings and `short` their short names. `filters` name what readers can pick rows by.
    `editions` are the addresses of the readings' HTML editions, empty if there are none. `legend` is the sentence on
    the marks of what is not settled, and `changed` says whether a reading has changes declared in `variants.toml`.
    """

    names: tuple[str, str]
    short: tuple[str, str]
    facts: tuple[str, ...]
    changes: tuple[Exchange, ...]
    exchanges: tuple[Exchange, ...]
    chapters: tuple[ChapterRow, ...]
    entries: tuple[ViewEntry, ...]
    filters: tuple[str, ...]
    editions: tuple[str, str]
    legend: str
    changed: bool

    @property
    def number(self) -> int:
        """The number of choice points decided differently."""
        return sum(exchange.number for exchange in self.exchanges)

    @property
    def charted(self) -> bool:
        """Whether to show how many provisions differ in each part."""
        return self.differs and len(self.chapters) > 1

    @property
    def headings(self) -> list[DifferenceHeading]:
        """The headings with differences below them."""
        return [entry for entry in self.entries if isinstance(entry, DifferenceHeading)]

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return any(isinstance(entry, DifferenceRow) for entry in self.entries)


def make_view(comparison: Comparison, editions: tuple[str, str] = ("", "")) -> tuple[ComparisonView, Edition]:
    """Return what the formats show of a comparison, and an edition for what does not depend on the reading."""
    edition = make_edition(comparison.readings[0])
    words = edition.words
    passages = list(_cited_passages(comparison, words))
    chapters = _chapters(passages, words)
    filters, kinds = _filters(comparison, words)
    entries = _Layout(passages, kinds).entries
    names = {cited.passage.provision: cited.name for cited in reversed(passages)}
    rows = {entry.provision: entry.id for entry in entries if isinstance(entry, DifferenceRow)}
    places = {provision: (rows.get(provision, ""), name) for provision, name in names.items()}
    exchanges = Exchanges(comparison, places, words)
    choices = tuple(exchanges.choices())
    view = ComparisonView(
        names=comparison.labels,
        short=comparison.short_names,
        facts=tuple(_facts(comparison, sum(chapter.all for chapter in chapters), words)),
        changes=tuple(exchanges.changes()),
        exchanges=choices if any(exchange.wordings for exchange in choices) else (),
        chapters=tuple(chapters),
        entries=tuple(entries),
        filters=filters,
        editions=editions,
        legend=legend(comparison.readings, words),
        changed=any(edit.cause is Cause.CONSEQUENCE for reading in comparison.readings for edit in reading.edits),
    )
    return view, edition


def _facts(comparison: Comparison, provisions: int, words: Phrases) -> Iterator[str]:
    phrases = words.comparison
    if not comparison.differences:
        yield phrases.alike
    yield phrases.differing.format(len(comparison.differences), provisions)
    yield phrases.points.format(len(comparison.points))
    yield phrases.changes.format(len(comparison.consequential))
    (first, second), (one, other) = comparison.words, comparison.labels
    difference = words.number(second - first, "+,") if second != first else "±0"
    yield phrases.words.format(words.number(first), one, words.number(second), other, difference)


def _filters(comparison: Comparison, words: Phrases) -> tuple[tuple[str, ...], Mapping[str, frozenset[int]]]:
    """Return the filters of rows (terms, no term, consequential changes), and their numbers by provision."""
    inventory = comparison.readings[0].inventory
    found: defaultdict[str, set[str | None]] = defaultdict(set)
    for difference in comparison.differences:
        found[difference.provision] = {inventory.by_id[point].term for point in difference.points}
    names: dict[str | None, str] = {term.id: term.label for term in inventory.terminology.terms.values()}
    names |= {None: words.comparison.no_term, "": words.annex.changes}
    for edit in comparison.consequential:
        for provision in inventory.draft.provisions_in(Span(edit.start, edit.end)):
            found[provision].add("")
    used = {key for keys in found.values() for key in keys}
    numbers = {key: number for number, key in enumerate(key for key in names if key in used)}
    kinds = {provision: frozenset(numbers[key] for key in keys) for provision, keys in found.items()}
    return tuple(names[key] for key in numbers), kinds


class _CitedPassage(NamedTuple):
    """A passage, its node in the first reading that has it, its citation, and how many sections and items it is in."""

    passage: ComparedPassage
    node: ShownNode
    name: str
    sections: int
    items: int

    @property
    def section(self) -> ShownSection | None:
        return self.node if isinstance(self.node, ShownSection) else None

    @property
    def line(self) -> str:
        """The heading of a section on one line, with both titles where the readings differ."""
        headings = [side for side in self.passage.sides if isinstance(side, ShownSection) and any(parts(side))]
        if not headings:
            return self.name
        first, last = heading_text(headings[0]), heading_text(headings[-1])
        without_label = last.removeprefix(plain(headings[0].label)).strip()
        return first if first == last else f"{first} / {without_label or last}"


def _cited_passages(comparison: Comparison, words: Phrases) -> Iterator[_CitedPassage]:
    """Yield the passages of which a reading shows something, and the footnotes."""
    around: list[tuple[int, str, bool]] = []  # depth, name, whether it is a section
    for passage in comparison.text:
        while around and around[-1][0] >= passage.depth:
            around.pop()
        node = next((side for side in passage.sides if any(parts(side))), passage.sides[0])
        above = around[-1][1] if around else ""
        sections = sum(is_section for _, _, is_section in around)
        items = len(around) - sections
        if isinstance(node, ShownSection):
            name = heading_name(node, words)
            around.append((passage.depth, name, True))
        elif isinstance(node, ShownItem):
            label = item_name(node)
            name = below(above, label) if label or node.id is None else passage.provision
            around.append((passage.depth, name, False))
        else:
            name = above
        if node is not None and (isinstance(node, ShownSection) or any(parts(node))):
            yield _CitedPassage(passage, node, name or passage.provision, sections, items)
    yield from _footnotes(comparison, words)


def _footnotes(comparison: Comparison, words: Phrases) -> Iterator[_CitedPassage]:
    notes = comparison.readings[0].inventory.draft.footnotes
    if notes:
        title = (ShownPiece(words.footnotes),)
        heading = ShownSection("footnotes", SectionKind.OTHER, (), title, ())
        passage = ComparedPassage(comparison.footnotes[0].provision, 0, (None, None), differs=False)
        yield _CitedPassage(passage, heading, words.footnotes, 0, 0)
    for passage, note in zip(comparison.footnotes, notes, strict=True):
        node = next((side for side in passage.sides if side is not None), ShownParagraph(()))
        yield _CitedPassage(passage, node, words.footnote.format(note.label), 1, 0)


def _chapters(passages: Sequence[_CitedPassage], words: Phrases) -> list[ChapterRow]:
    """Return the outermost sections with the numbers of their provisions and of those that differ."""
    rows = [ChapterRow("", words.comparison.no_heading)]
    counted: set[str] = set()
    differing: set[str] = set()
    for cited in passages:
        passage, section = cited.passage, cited.section
        if not cited.sections and section:
            rows.append(ChapterRow(section.id, cited.line))
        current = rows[-1 if cited.sections or section else 0]
        if passage.provision not in counted and any(map(text_of, passage.sides)):
            counted.add(passage.provision)
            current.all += 1
        if passage.differs and passage.provision not in differing:
            differing.add(passage.provision)
            current.differing += 1
    for row in rows:
        row.id = row.id if row.differing else ""
    return [row for row in rows if row.all]


class _Layout:
    """Turns passages into entries: headings above differences, differences, and folds of the rest."""

    def __init__(self, passages: Sequence[_CitedPassage], kinds: Mapping[str, frozenset[int]]) -> None:
        self.passages, self.kinds = passages, kinds
        self.entries: list[ViewEntry] = []
        self.folded: list[Folded] = []
        self.ids: set[str] = set()
        self.levels = [1]
        self.around: list[DifferenceHeading] = []  # the headings that the next row is below
        headed = self._headed()
        for index, cited in enumerate(passages):
            if cited.section:
                del self.levels[cited.sections + 1 :]
                self.levels.append(self.levels[-1] + (index in headed))
                if index in headed:
                    self._add_heading(cited, cited.section)
            elif not cited.sections and not cited.items:
                del self.levels[1:]
            if self._is_shown(index):
                self._add_row(cited)
            elif index not in headed and not _is_bare(cited.node):
                self._add_folded(cited)
        self._close_fold()
        for one, other in pairwise(entry for entry in self.entries if isinstance(entry, DifferenceRow)):
            one.after, other.before = other, one

    def _headed(self) -> set[int]:
        """Return the indices of the sections with differences in them."""
        headed: set[int] = set()
        around: list[int] = []
        for index, cited in enumerate(self.passages):
            del around[cited.sections :]
            if cited.section:
                around.append(index)
            if cited.passage.differs:
                headed.update(around)
        return headed

    def _is_shown(self, index: int) -> bool:
        """Return whether a passage differs, or is next to one of the same provision that does."""
        cited = self.passages[index]
        if cited.passage.differs or cited.section:
            return cited.passage.differs
        beside = self.passages[max(0, index - 1) : index + 2]
        return any(other.passage.differs and other.passage.provision == cited.passage.provision for other in beside)

    def _add_heading(self, cited: _CitedPassage, section: ShownSection) -> None:
        self._close_fold()
        self.ids.add(section.id)
        is_shared = (section.label or section.title) and not cited.passage.differs
        level = min(self.levels[-1], _DEEPEST_HEADING)
        heading = DifferenceHeading(section.id, cited.name, cited.line, level, section if is_shared else None)
        self.entries.append(heading)
        self.around = [*(one for one in self.around if one.level < level), heading]

    def _add_row(self, cited: _CitedPassage) -> None:
        self._close_fold()
        provision, last = cited.passage.provision, self.entries[-1] if self.entries else None
        first, second = (side if any(parts(side)) else None for side in cited.passage.sides)
        if isinstance(last, DifferenceRow) and last.provision == provision:
            last.passages.append((first, second))
            return
        level = min(self.levels[-1], _DEEPEST_HEADING) + 1
        heading = last if isinstance(last, DifferenceHeading) and last.name == cited.name else None
        free = provision if provision not in self.ids else f"difference-{len(self.entries)}"
        identity = heading.id if heading else free
        self.ids.add(identity)
        kinds = self.kinds.get(provision, frozenset())
        row = DifferenceRow(identity, cited.name, level, heading is None, provision, [(first, second)], kinds)
        if heading:
            heading.row = row
        for one in self.around:
            one.kinds |= kinds
        self.entries.append(row)

    def _add_folded(self, cited: _CitedPassage) -> None:
        provision = cited.passage.provision
        identity = provision if provision not in self.ids and not cited.section else ""
        self.ids.add(identity)
        self.folded.append(Folded(identity, cited.name, provision, cited.items, cited.node))

    def _close_fold(self) -> None:
        if self.folded:
            self.entries.append(Fold(tuple(self.folded)))
            self.folded = []


def lacks_text(node: ShownNode | None, other: ShownNode | None) -> bool:
    """Return whether only the label of a passage is left in a reading, and more than that in the other one."""
    return isinstance(node, ShownItem) and isinstance(other, ShownItem) and not node.pieces and bool(other.pieces)


def _is_bare(node: ShownNode) -> bool:
    """Return whether a node is only a label, or a section without a heading."""
    return not node.pieces if isinstance(node, ShownItem) else isinstance(node, ShownSection) and not any(parts(node))
