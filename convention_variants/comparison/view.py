"""Comparison → what its page and its Markdown show: a summary, then headings, differences and what is folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar, NamedTuple

from convention_variants.comparison.comparing import Comparison, Passage, Sides, parts, text_of
from convention_variants.comparison.phrases import Phrases, phrases_in
from convention_variants.outline.nodes import SectionKind
from convention_variants.render.citations import below, heading_name, plain
from convention_variants.render.edition import Edition, make_edition
from convention_variants.render.shown import ShownPiece, ShownItem, ShownNode, ShownParagraph, ShownSection
from convention_variants.resolve.edits import Cause
from convention_variants.resolve.resolver import Reading

_DEEPEST_HEADING = 5


class TermRow(NamedTuple):
    """A term, what both readings choose for it, and at how many choice points that makes a difference.

    What belongs to no term is chosen place by place, so that there is no one wording.
    """

    label: str
    wordings: tuple[str, str]
    points: int


@dataclass(slots=True)
class ChapterRow:
    """An outermost part of the draft: how many of its provisions differ. `id` is empty where none does."""

    id: str
    name: str
    differing: int = 0
    all: int = 0


@dataclass(slots=True)
class Row:
    """Passages of one provision, side by side, with None where a reading has nothing there.

    `named`: no heading right above, whose id it shares, says which one it is. `before` and `after` are its neighbours.
    """

    type: ClassVar[str] = "row"

    id: str
    name: str
    level: int
    named: bool
    provision: str
    passages: list[Sides]
    before: Row | None = field(default=None, repr=False)
    after: Row | None = field(default=None, repr=False)


@dataclass(slots=True)
class Heading:
    """A heading under which something differs, with the row right behind it that is about what it names.

    `section` is given if the heading is the same in both readings.
    """

    type: ClassVar[str] = "heading"

    id: str
    name: str
    level: int
    section: ShownSection | None
    row: Row | None = None


class Folded(NamedTuple):
    """A passage that is the same in both readings, and in how many labelled provisions it stands.

    `id` is empty where the page has its provision already.
    """

    id: str
    name: str
    provision: str
    indent: int
    node: ShownNode


@dataclass(frozen=True, slots=True)
class Fold:
    """Passages that are the same in both readings, one behind the other."""

    type: ClassVar[str] = "fold"

    passages: tuple[Folded, ...]

    @property
    def provisions(self) -> int:
        """How many provisions these are."""
        return len({folded.provision for folded in self.passages})


Entry = Heading | Row | Fold


@dataclass(frozen=True, slots=True)
class View:
    """All that a template needs beside the edition, which says what the document is and in which language.

    `unsettled`: brackets stand in a reading; `changed`: what `variants.toml` declares was changed in one.
    """

    names: tuple[str, str]
    labels: tuple[str, ...]
    facts: tuple[str, ...]
    terms: tuple[TermRow, ...]
    chapters: tuple[ChapterRow, ...]
    entries: tuple[Entry, ...]
    unsettled: bool
    changed: bool
    phrases: Phrases

    @property
    def differs(self) -> bool:
        """Whether there is any difference."""
        return any(isinstance(entry, Row) for entry in self.entries)

    @property
    def most(self) -> int:
        """In how many provisions the chapter differs that differs most."""
        return max((chapter.differing for chapter in self.chapters), default=0)


def make_view(comparison: Comparison) -> tuple[View, Edition]:
    """Gather what the formats show of a comparison; of the edition only what does not depend on the reading."""
    edition = make_edition(comparison.readings[0])
    phrases = phrases_in(edition.words.language)
    placed = list(_placed(comparison, phrases))
    chapters = _chapters(placed, phrases)
    view = View(
        names=comparison.names,
        labels=tuple(_labels(comparison)),
        facts=tuple(_facts(comparison, sum(chapter.all for chapter in chapters), phrases)),
        terms=tuple(_terms(comparison, phrases)),
        chapters=tuple(chapters),
        entries=tuple(_Layout(placed).entries),
        unsettled=any(reading.unsettled or reading.broken for reading in comparison.readings),
        changed=any(edit.cause is Cause.CONSEQUENCE for reading in comparison.readings for edit in reading.edits),
        phrases=phrases,
    )
    return view, edition


def _labels(comparison: Comparison) -> Iterator[str]:
    """Yield what the profiles call themselves, each behind its name."""
    for reading in comparison.readings:
        profile = reading.inventory.terminology.profiles.get(reading.selection.profile or "")
        if profile and profile.label != profile.id:
            yield f"{profile.id}: {profile.label}"


def _facts(comparison: Comparison, provisions: int, phrases: Phrases) -> Iterator[str]:
    """Yield sentences that say how much differs."""
    if not comparison.differences:
        yield phrases.alike
    yield phrases.differing.format(len(comparison.differences), provisions)
    yield phrases.points.format(len(comparison.points))
    yield phrases.changes.format(comparison.changes)
    (first, second), (one, other) = comparison.words, comparison.names
    difference = phrases.number(second - first, "+") if second != first else "±0"
    yield phrases.words.format(phrases.number(first), one, phrases.number(second), other, difference)


def _terms(comparison: Comparison, phrases: Phrases) -> Iterator[TermRow]:
    terms = comparison.readings[0].inventory.terminology.terms
    counts = {term: sum(point.term == term for point in comparison.points) for term in (*terms, None)}
    for term, count in counts.items():
        if count and term is None:
            yield TermRow(phrases.no_term, ("", ""), count)
        elif count and term is not None:
            first, second = (_wording(reading, term) or phrases.as_drafted for reading in comparison.readings)
            yield TermRow(terms[term].label, (first, second), count)


def _wording(reading: Reading, term: str) -> str:
    """Return the first form of the option that a reading chooses for a term, if it chooses one."""
    selection, terminology = reading.selection, reading.inventory.terminology
    profile = terminology.profiles[selection.profile].choose if selection.profile else {}
    option = {**profile, **selection.choose}.get(term)
    return terminology.terms[term].options[option].forms[0].text if option else ""


class _Placed(NamedTuple):
    """A passage, its node in the first reading that has it, and the words to cite it with.

    `sections` and `items` say in how many of both it stands.
    """

    passage: Passage
    node: ShownNode
    name: str
    sections: int
    items: int

    @property
    def is_section(self) -> bool:
        """Whether this is a heading, or the start of a section without one."""
        return isinstance(self.node, ShownSection)


def _placed(comparison: Comparison, phrases: Phrases) -> Iterator[_Placed]:
    """Yield the passages of which something is left, with the words to cite them."""
    around: list[tuple[int, str, bool]] = []  # depth, name, whether it is a section
    for passage in comparison.text:
        while around and around[-1][0] >= passage.depth:
            around.pop()
        node = next((side for side in passage.sides if any(parts(side))), passage.sides[0])
        above = around[-1][1] if around else ""
        sections = sum(is_section for _, _, is_section in around)
        items = len(around) - sections
        if isinstance(node, ShownSection):
            name = heading_name(node)
            around.append((passage.depth, name, True))
        elif isinstance(node, ShownItem):
            label = plain(node.label).rstrip(".")
            name = below(above, label) if label or node.id is None else passage.provision
            around.append((passage.depth, name, False))
        else:
            name = above
        if node is not None and (isinstance(node, ShownSection) or any(parts(node))):
            yield _Placed(passage, node, name or passage.provision, sections, items)
    yield from _footnotes(comparison, phrases)


def _footnotes(comparison: Comparison, phrases: Phrases) -> Iterator[_Placed]:
    """Yield the footnotes, behind a heading of their own."""
    notes = comparison.readings[0].inventory.draft.footnotes
    if notes:
        title = (ShownPiece(phrases.footnotes),)
        heading = ShownSection("footnotes", SectionKind.OTHER, (), title, ())
        passage = Passage(comparison.footnotes[0].provision, 0, (None, None), differs=False)
        yield _Placed(passage, heading, phrases.footnotes, 0, 0)
    for passage, note in zip(comparison.footnotes, notes, strict=True):
        node = next((side for side in passage.sides if side is not None), ShownParagraph(()))
        yield _Placed(passage, node, phrases.footnote.format(note.label), 1, 0)


def _chapters(placed: Sequence[_Placed], phrases: Phrases) -> list[ChapterRow]:
    """Count the provisions of each outermost section, and those that differ, once each."""
    rows = [ChapterRow("", phrases.no_heading)]
    counted: set[str] = set()
    differing: set[str] = set()
    current = rows[0]
    for place in placed:
        passage, node = place.passage, place.node
        if not place.sections:
            current = rows[0]
            if isinstance(node, ShownSection):
                current = ChapterRow(node.id, _full_name(place))
                rows.append(current)
        if passage.provision not in counted and any(map(text_of, passage.sides)):
            counted.add(passage.provision)
            current.all += 1
        if passage.differs and passage.provision not in differing:
            differing.add(passage.provision)
            current.differing += 1
    for row in rows:
        row.id = row.id if row.differing else ""
    return [row for row in rows if row.all]


def _full_name(place: _Placed) -> str:
    """Return the label of a section with its title, where that is the same in both readings."""
    node = place.node
    if isinstance(node, ShownSection) and node.label and node.title and not place.passage.differs:
        return f"{plain(node.label)} {plain(node.title)}"
    return place.name


class _Layout:
    """Lays passages out as entries: headings under which something differs, differences, and the rest folded."""

    def __init__(self, placed: Sequence[_Placed]) -> None:
        self.placed = placed
        self.entries: list[Entry] = []
        self.folded: list[Folded] = []
        self.ids: set[str] = set()
        self.levels = [1]
        headed = self._headed()
        for index, place in enumerate(placed):
            if place.is_section:
                del self.levels[place.sections + 1 :]
                self.levels.append(self.levels[-1] + (index in headed))
                if index in headed:
                    self._add_heading(place)
                    if not place.passage.differs:
                        continue
            elif not place.sections and not place.items:
                del self.levels[1:]
            if self._is_shown(index):
                self._add_row(place)
            elif not _is_bare(place.node):
                self._add_folded(place)
        self._close_fold()
        for one, other in pairwise(entry for entry in self.entries if isinstance(entry, Row)):
            one.after, other.before = other, one

    def _headed(self) -> set[int]:
        """Return the indices of the sections in which something differs."""
        found: set[int] = set()
        around: list[int] = []
        for index, place in enumerate(self.placed):
            del around[place.sections :]
            if place.is_section:
                around.append(index)
            if place.passage.differs:
                found.update(around)
        return found

    def _is_shown(self, index: int) -> bool:
        """Say whether a passage differs, or is the one before or behind such a one in its provision."""
        place = self.placed[index]
        if place.passage.differs or place.is_section:
            return place.passage.differs
        beside = self.placed[max(0, index - 1) : index + 2]
        return any(other.passage.differs and other.passage.provision == place.passage.provision for other in beside)

    def _add_heading(self, place: _Placed) -> None:
        self._close_fold()
        node = place.node
        assert isinstance(node, ShownSection)  # noqa: S101 for the type checker
        self.ids.add(node.id)
        level = min(self.levels[-1], _DEEPEST_HEADING)
        shared = bool(node.label or node.title) and not place.passage.differs
        self.entries.append(Heading(node.id, place.name, level, node if shared else None))

    def _add_row(self, place: _Placed) -> None:
        self._close_fold()
        provision, last = place.passage.provision, self.entries[-1] if self.entries else None
        first, second = (side if any(parts(side)) else None for side in place.passage.sides)
        if isinstance(last, Row) and last.provision == provision:
            last.passages.append((first, second))
            return
        level = min(self.levels[-1], _DEEPEST_HEADING) + 1
        if isinstance(last, Heading) and last.name == place.name:
            last.row = Row(last.id, place.name, level, named=False, provision=provision, passages=[(first, second)])
            self.entries.append(last.row)
            return
        identity = provision if provision not in self.ids else f"difference-{len(self.entries)}"
        self.ids.add(identity)
        self.entries.append(
            Row(identity, place.name, level, named=True, provision=provision, passages=[(first, second)])
        )

    def _add_folded(self, place: _Placed) -> None:
        provision = place.passage.provision
        identity = provision if provision not in self.ids and not place.is_section else ""
        self.ids.add(identity)
        self.folded.append(Folded(identity, place.name, provision, place.items, place.node))

    def _close_fold(self) -> None:
        if self.folded:
            self.entries.append(Fold(tuple(self.folded)))
            self.folded = []


def _is_bare(node: ShownNode) -> bool:
    """Say whether a node is a label and nothing else, or a section without a heading."""
    if isinstance(node, ShownItem):
        return not node.pieces
    return isinstance(node, ShownSection) and not any(parts(node))
