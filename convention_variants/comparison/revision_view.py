"""Revisions → what the page and the Markdown show: a summary, a chart, and the provisions with choice points."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import PurePath
from typing import NamedTuple

from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.comparison.comparing import OutlinedNode, outlined
from convention_variants.comparison.outcomes import DROP, KEEP, OTHER, Became, PointStatus
from convention_variants.comparison.parties import Parties, parties_at
from convention_variants.comparison.provisions import ProvisionPair, ProvisionStatus
from convention_variants.comparison.revising import Revision, Series
from convention_variants.language.phrases import Phrases
from convention_variants.outline.nodes import Paragraph
from convention_variants.render.citations import citations, plain
from convention_variants.render.edition import Edition, make_edition
from convention_variants.render.showing import show_apart
from convention_variants.render.shown import ShownNode, ShownSection
from convention_variants.resolve.resolver import Reading, Resolver, Selection
from convention_variants.text.display import shortened
from convention_variants.text.spans import Span, merge_spans
from convention_variants.text.words import single_spaced

_LONGEST = 160  # characters of a wording in a list; the texts beside each other have all of it


class PointEntry(NamedTuple):
    """What became of a choice point, in words, with its wordings in the older and the newer draft."""

    status: PointStatus
    outcome: str
    sure: bool
    old: tuple[str, ...]
    new: tuple[str, ...]
    parties: Parties

    def told_of_parties(self, words: Phrases) -> str:
        """Return who has a position that is met, and who has one that is not, in words."""
        phrases = words.revisions
        both = zip((phrases.met, phrases.not_met), self.parties, strict=True)
        return ". ".join(f"{phrase}{words.colon}{', '.join(parties)}" for phrase, parties in both if parties)


@dataclass(frozen=True, slots=True)
class ProvisionRow:
    """A provision in the older and the newer draft, with its choice points.

    `names` and `ids` are empty for a draft that lacks it; `sides` have what each draft shows of it. `chapter` is the
    number of its row in the chart.
    """

    id: str
    names: tuple[str, str]
    ids: tuple[str, str]
    status: ProvisionStatus
    sides: tuple[tuple[ShownNode, ...], tuple[ShownNode, ...]]
    points: tuple[PointEntry, ...]
    chapter: int

    @property
    def statuses(self) -> list[str]:
        """What became of its choice points."""
        return sorted({point.status.value for point in self.points})

    def name(self, words: Phrases) -> str:
        """Return its name, or both if it has another one in the newer draft."""
        names = [name for name in dict.fromkeys(self.names) if name]
        return words.revisions.step.format(*names) if len(names) == 2 else names[0]

    def what(self, words: Phrases) -> str:
        """Return its status in words, empty unless it is somewhere else or in one draft only."""
        told = self.status not in (ProvisionStatus.SAME, ProvisionStatus.CHANGED)
        return words.revisions.provisions[self.status.value] if told else ""


class ChapterRow(NamedTuple):
    """An outermost part of the drafts, and how many choice points it has in each draft."""

    name: str
    open: tuple[int, ...]


class PartyRow(NamedTuple):
    """A party, and at how many settled choice points its position is met and not met."""

    party: str
    met: int
    not_met: int


class StepView(NamedTuple):
    """What one draft made of the one before: their names, and the provisions with choice points by chapter."""

    names: tuple[str, str]
    rows: tuple[tuple[int, tuple[ProvisionRow, ...]], ...]


class EditionLink(NamedTuple):
    """An edition of the newest draft: its label and its address."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class RevisionView:
    """Everything a template needs besides the edition."""

    names: tuple[str, ...]
    facts: tuple[str, ...]
    chapters: tuple[ChapterRow, ...]
    parties: tuple[PartyRow, ...]
    steps: tuple[StepView, ...]
    statuses: tuple[str, ...]
    editions: tuple[EditionLink, ...] = field(default=())

    @property
    def most(self) -> int:
        """The highest number of choice points of a chapter in a draft."""
        return max((count for chapter in self.chapters for count in chapter.open), default=0)


def draft_names(drafts: Sequence[Inventory]) -> list[str]:
    """Return the names of the files of drafts, with their folders if two have the same name."""
    paths = [PurePath(draft.draft.source.name) for draft in drafts]
    if len({path.name for path in paths}) == len(paths):
        return [path.name for path in paths]
    return [str(PurePath(*path.parts[-2:])) for path in paths]


def summary(series: Series) -> dict[str, int]:
    """Return how many choice points have each status and outcome; blanks and notes do not count."""
    points = [followed for followed in series.points if series.is_choice(followed)]
    statuses = Counter(followed.status for followed in points)
    outcomes = Counter("took" if isinstance(one.option, int) else one.option for one in points)
    names = {"took": "took", "kept": KEEP, "dropped": DROP, "other": OTHER}
    return {
        "old": sum(followed.status is not PointStatus.NEW for followed in points),
        **{status.value: statuses[status] for status in PointStatus},
        **{name: outcomes[outcome] for name, outcome in names.items()},
        "unsure": sum(not followed.sure for followed in points),
    }


def party_rows(series: Series) -> list[PartyRow]:
    """Return whose positions are met how often, in alphabetical order; uncertain results do not count."""
    sure = [followed.parties for followed in series.points if followed.sure]
    met, not_met = (Counter(chain.from_iterable(parties)) for parties in zip(*sure, strict=True)) if sure else ({}, {})
    return [PartyRow(party, met[party], not_met[party]) for party in sorted({*met, *not_met})]


def make_revision_view(series: Series, editions: Sequence[EditionLink] = ()) -> tuple[RevisionView, Edition]:
    """Return what the formats show of a series, and an edition of its newest draft for what frames it."""
    shown = [_ShownDraft(inventory) for inventory in series.drafts]
    edition = shown[-1].edition
    names = draft_names(series.drafts)
    chart = _Chart(series, shown, edition.words)
    steps = []
    for index, step in enumerate(series.steps):
        rows = list(_Rows(step, (shown[index], shown[index + 1]), chart, index).all())
        chapters = dict.fromkeys(row.chapter for row in rows)
        parts = tuple((chapter, tuple(row for row in rows if row.chapter == chapter)) for chapter in chapters)
        steps.append(StepView((names[index], names[index + 1]), parts))
    found = {status for step in steps for _, rows in step.rows for row in rows for status in row.statuses}
    view = RevisionView(
        tuple(names),
        tuple(_facts(summary(series), edition.words)),
        tuple(chart.rows),
        tuple(party_rows(series)),
        tuple(steps),
        tuple(status.value for status in PointStatus if status.value in found),
        tuple(editions),
    )
    return view, edition


def _facts(counts: Mapping[str, int], words: Phrases) -> Iterator[str]:
    """Yield sentences that count what became of the choice points."""
    phrases = words.revisions
    if not (counts["old"] or counts["new"]):
        yield phrases.nothing
        return
    outcomes = _counted(("took", "kept", "dropped", "other"), counts, words)
    colon = words.colon if outcomes else ""
    yield phrases.settled.format(words.number(counts["settled"]), words.number(counts["old"]), colon + outcomes)
    if rest := _counted(("open", "changed", "gone", "new"), counts, words):
        yield f"{rest[0].upper()}{rest[1:]}."
    if counts["unsure"]:
        yield phrases.unsure.format(words.number(counts["unsure"]))


def _counted(names: Sequence[str], counts: Mapping[str, int], words: Phrases) -> str:
    """Return the counts that are not zero, as a part of a sentence."""
    forms = words.revisions.counts
    return ", ".join(words.count(counts[name], getattr(forms, name)) for name in names if counts[name])


class _ShownDraft:
    """A draft as it is drafted, and the nodes of each of its provisions."""

    def __init__(self, inventory: Inventory) -> None:
        self.reading: Reading = Resolver(inventory).resolve(Selection())
        self.edition = make_edition(self.reading)
        self.cited = citations(self.edition.shown, self.edition.words)
        draft = inventory.draft
        notes = [OutlinedNode(f"footnote-{note.id}", 0, Paragraph(note.content)) for note in draft.footnotes]
        self.nodes = [*outlined((*draft.front, *draft.body), draft), *notes]

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """The names of the outermost sections, by id."""
        shown = self.edition.shown
        sections = (node for node in (*shown.front, *shown.body) if isinstance(node, ShownSection))
        return {one.id: f"{plain(one.label)} {plain(one.title)}".strip() or self.cited[one.id] for one in sections}

    def by_provision(self, marked: Sequence[Span]) -> Mapping[str, tuple[ShownNode, ...]]:
        """Return what is shown of the own text of each provision, with spans marked."""
        found: defaultdict[str, list[ShownNode]] = defaultdict(list)
        shown = show_apart(self.reading, [one.node for one in self.nodes], merge_spans(marked))
        for one, node in zip(self.nodes, shown, strict=True):
            if node is not None:
                found[one.provision].append(node)
        return {provision: tuple(nodes) for provision, nodes in found.items()}


class _Chart:
    """The parts of the drafts, those that belong together in one row, and their choice points."""

    def __init__(self, series: Series, shown: Sequence[_ShownDraft], words: Phrases) -> None:
        self.numbers: list[dict[str, int]] = [{} for _ in shown]
        names: list[str] = []
        for index in range(len(shown) - 1, -1, -1):
            later = _sections_after(series.steps[index]) if index < len(series.steps) else {}
            for section in ("", *shown[index].sections):  # an empty one for what is in none
                known = self.numbers[index + 1].get(later[section]) if section in later else None
                if known is None:
                    known = len(names)
                    names.append(shown[index].sections.get(section) or words.comparison.no_heading)
                self.numbers[index][section] = known
        counts = [Counter(self._open(series, index)) for index in range(len(shown))]
        self.rows = [ChapterRow(name, tuple(count[row] for count in counts)) for row, name in enumerate(names)]

    def _open(self, series: Series, index: int) -> Iterator[int]:
        step = series.steps[min(index, len(series.steps) - 1)]
        draft = step.alignment.old if index < len(series.steps) else step.alignment.new
        for number, point in enumerate(draft.inventory.points):
            if point.kind.is_choice:
                yield self.at(index, draft.passages[draft.passage_at(draft.extent(number).start)].section)

    def at(self, index: int, section: str) -> int:
        """Return the number of the row of a section of a draft."""
        return self.numbers[index][section]


def _sections_after(step: Revision) -> dict[str, str]:
    """Return the section of the newer draft that most of each section of the older one is in."""
    old, new = step.alignment.old, step.alignment.new
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in step.passages:
        votes[old.passages[pair.old].section][new.passages[pair.new].section] += 1
    return {section: counts.most_common(1)[0][0] for section, counts in votes.items()}


class _Rows:
    """Makes the rows of one step."""

    def __init__(self, step: Revision, shown: tuple[_ShownDraft, _ShownDraft], chart: _Chart, index: int) -> None:
        self.step, self.shown, self.chart, self.index = step, shown, chart, index
        self.words = shown[1].edition.words
        marked = list(zip(*_standing(step), strict=True)) or [(), ()]
        self.sides = [one.by_provision(spans) for one, spans in zip(shown, marked, strict=True)]

    def all(self) -> Iterator[ProvisionRow]:
        """Yield the rows in the order of the older draft, with new provisions behind those that they follow."""
        homes: defaultdict[ProvisionPair, list[Became]] = defaultdict(list)
        pairs = {(pair.old, pair.new): pair for pair in self.step.provisions}
        first: dict[tuple[int, str | None], ProvisionPair] = {}
        for pair in pairs.values():
            first.setdefault((0, pair.old), pair)
            first.setdefault((1, pair.new), pair)
        for became in self.step.points:
            old = None if became.old is None else self.step.old.points[became.old].provision
            new = None if became.new is None else self.step.new.points[became.new].provision
            alone = ProvisionPair(old, None if old else new, ProvisionStatus.GONE if old else ProvisionStatus.NEW)
            home = pairs.get((old, new)) or first.get((0, old) if old else (1, new)) or alone
            homes[home].append(became)
        order = self._order([*self.step.provisions, *homes])
        for number, pair in enumerate(sorted(homes, key=order.__getitem__)):
            yield self._row(pair, homes[pair], number)

    def _order(self, pairs: Sequence[ProvisionPair]) -> dict[ProvisionPair, tuple[int, int]]:
        """Return the place of each provision."""
        places: dict[str | None, int] = {}
        for number, pair in enumerate(pairs):
            if pair.old is not None:
                places.setdefault(pair.new, number)
        ranks: dict[str | None, tuple[int, int]] = {}
        last = -1
        for number, name in enumerate(dict.fromkeys(one.provision for one in self.step.new.draft.addresses)):
            last = places.get(name, last)
            ranks[name] = (last, number)
        return {
            pair: ranks.get(pair.new, (-1, number)) if pair.old is None else (number, -1)
            for number, pair in reversed(list(enumerate(pairs)))
        }

    def _row(self, pair: ProvisionPair, points: Sequence[Became], number: int) -> ProvisionRow:
        ids = (pair.old or "", pair.new or "")
        names = [one.cited.get(name, name) for one, name in zip(self.shown, ids, strict=True)]
        became = points[0]
        side = 0 if became.old is not None else 1
        draft = (self.step.alignment.old, self.step.alignment.new)[side]
        at = draft.extent(became.old if became.old is not None else became.new or 0).start
        chapter = self.chart.at(self.index + side, draft.passages[draft.passage_at(at)].section)
        sides = tuple(shown.get(name, ()) if name else () for shown, name in zip(self.sides, ids, strict=True))
        entries = tuple(map(self._entry, points))
        return ProvisionRow(
            f"provision-{self.index + 1}-{number}",
            (names[0], names[1]),
            ids,
            pair.status,
            (sides[0], sides[1]),
            entries,
            chapter,
        )

    def _entry(self, became: Became) -> PointEntry:
        step, phrases = self.step, self.words.revisions
        old = None if became.old is None else step.old.points[became.old]
        new = None if became.new is None else step.new.points[became.new]
        if isinstance(became.option, int):
            assert old is not None  # noqa: S101 for the type checker
            text = single_spaced(step.old.option_text(old.options[became.option]))
            outcome = phrases.outcomes["took"].format(shortened(text, _LONGEST))
        else:
            outcome = phrases.outcomes[became.option] if became.option else ""
        parties = parties_at(old, became.option) if old else Parties()
        wordings = _wordings(old, step.old), _wordings(new, step.new)
        return PointEntry(became.status, outcome, became.sure, *wordings, parties)


def _wordings(point: ChoicePoint | None, inventory: Inventory) -> tuple[str, ...]:
    texts = [inventory.option_text(option) for option in point.options] if point else []
    return tuple(shortened(single_spaced(text), _LONGEST) for text in texts)


def _standing(step: Revision) -> Iterator[tuple[Span, Span]]:
    """Yield where the wordings of settled choice points stand, in the older and the newer draft."""
    old, new, forward = step.alignment.old, step.alignment.new, step.alignment.forward
    spans = [
        old.options[became.old][became.option if isinstance(became.option, int) else 0]
        for became in step.points
        if became.old is not None and became.status is PointStatus.SETTLED and became.option not in (DROP, OTHER)
    ]
    before: tuple[int, int] | None = None
    for at in chain.from_iterable(range(*span) for span in merge_spans(spans)):
        if forward[at] < 0 or old.tokens[at].point >= 0:
            continue
        ours, theirs = old.tokens[at], new.tokens[forward[at]]
        joined = before == (at - 1, forward[at] - 1)
        yield (
            Span(old.tokens[at - 1].end if joined else ours.start, ours.end),
            Span(new.tokens[forward[at] - 1].end if joined else theirs.start, theirs.end),
        )
        before = (at, forward[at])
