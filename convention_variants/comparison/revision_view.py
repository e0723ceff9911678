"""Revisions → what the page and the Markdown show: a summary, a chart, and the provisions with choice points."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import PurePath
from typing import NamedTuple

from convention_variants.choices.inventory import Inventory
from convention_variants.comparison.chart import ChapterRow, Chart
from convention_variants.comparison.outcomes import DROP, KEEP, OTHER, Became, PointStatus
from convention_variants.comparison.provisions import ProvisionPair, ProvisionStatus
from convention_variants.comparison.revising import Parties, Revision, Series, parties_at
from convention_variants.comparison.shown_draft import ShownDraft
from convention_variants.language.phrases import Phrases
from convention_variants.render.edition import Edition
from convention_variants.render.shown import ShownNode
from convention_variants.resolve.coverage import coverage, read_profiles
from convention_variants.text.spans import Span, SpanIndex, merge_spans

_UNSURE = "unsure"
_SEVERAL = 3  # words in a row


class PointEntry(NamedTuple):
    """What became of a choice point, in words, with its wordings in the older and the newer draft."""

    status: PointStatus
    outcome: str
    sure: bool
    old: tuple[str, ...]
    new: tuple[str, ...]
    parties: Parties

    def is_like(self, other: PointEntry) -> bool:
        """Return whether nothing is told of two choice points but their wordings and the same status."""
        return self.status in (PointStatus.OPEN, PointStatus.NEW, PointStatus.GONE) and self[:3] == other[:3]

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
        """What became of its choice points; "unsure" is among them if one of the results is uncertain."""
        unsure = {_UNSURE for point in self.points if not point.sure}
        return sorted({point.status.value for point in self.points} | unsure)

    @property
    def groups(self) -> list[list[PointEntry]]:
        """Its choice points; those in a row of which only the status is told are together."""
        found: list[list[PointEntry]] = []
        for point in self.points:
            if found and point.is_like(found[-1][0]):
                found[-1].append(point)
            else:
                found.append([point])
        return found

    def name(self, words: Phrases) -> str:
        """Return its name, or both if it has another one in the newer draft."""
        names = [name for name in dict.fromkeys(self.names) if name]
        return words.revisions.step.format(*names) if len(names) == 2 else names[0]

    def what(self, words: Phrases) -> str:
        """Return its status in words, empty unless it is somewhere else or in one draft only."""
        told = self.status not in (ProvisionStatus.SAME, ProvisionStatus.CHANGED)
        return words.revisions.provisions[self.status.value] if told else ""


class PartyRow(NamedTuple):
    """A party, and at how many settled choice points its position is met and not met."""

    party: str
    met: int
    not_met: int


class StepView(NamedTuple):
    """What one draft made of the one before: their names, and the provisions with choice points by chapter."""

    names: tuple[str, str]
    rows: tuple[tuple[ChapterRow, tuple[ProvisionRow, ...]], ...]


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
        return max((count or 0 for chapter in self.chapters for count in chapter.open), default=0)

    @property
    def totals(self) -> list[int]:
        """The number of choice points in each draft."""
        return [
            sum(map(int, filter(None, counts))) for counts in zip(*(row.open for row in self.chapters), strict=True)
        ]


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
    shown = [ShownDraft(inventory) for inventory in series.drafts]
    edition = shown[-1].edition
    names = draft_names(series.drafts)
    chart = Chart(series, shown, edition.words)
    steps = []
    for index, step in enumerate(series.steps):
        rows = list(_Rows(step, (shown[index], shown[index + 1]), chart, index).all())
        chapters = dict.fromkeys(row.chapter for row in rows)
        parts = tuple((chart.rows[one], tuple(row for row in rows if row.chapter == one)) for one in chapters)
        steps.append(StepView((names[index], names[index + 1]), parts))
    found = {status for step in steps for _, rows in step.rows for row in rows for status in row.statuses}
    view = RevisionView(
        tuple(names),
        (*_facts(summary(series), edition.words), *_fits(series.drafts[-1], edition.words)),
        tuple(row for row in chart.rows.values() if any(row.open)),
        tuple(party_rows(series)),
        tuple(steps),
        tuple(name for name in (*(status.value for status in PointStatus), _UNSURE) if name in found),
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


def _fits(newest: Inventory, words: Phrases) -> Iterator[str]:
    """Yield a sentence for each profile: how many choice points of the newest draft it decides."""
    profiles = newest.terminology.profiles
    for found in map(coverage, read_profiles(newest, profiles)):
        if found.points:
            numbers = words.number(found.decided), words.number(found.points)
            yield words.revisions.fits.format(profiles[found.profile].label, *numbers)


def _counted(names: Sequence[str], counts: Mapping[str, int], words: Phrases) -> str:
    """Return the counts that are not zero, as a part of a sentence."""
    forms = words.revisions.counts
    return ", ".join(words.count(counts[name], getattr(forms, name)) for name in names if counts[name])


class _Rows:
    """Makes the rows of one step."""

    def __init__(self, step: Revision, shown: tuple[ShownDraft, ShownDraft], chart: Chart, index: int) -> None:
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
            outcome = phrases.outcomes["took"].format(self.shown[0].wordings(old)[became.option])
        else:
            outcome = phrases.outcomes[became.option] if became.option else ""
        parties = parties_at(old, became.option) if old else Parties()
        wordings = self.shown[0].wordings(old), self.shown[1].wordings(new)
        return PointEntry(became.status, outcome, became.sure, *wordings, parties)


def _standing(step: Revision) -> Iterator[tuple[Span, Span]]:
    """Yield where the wordings of settled choice points stand, in the older and the newer draft.

    Of uncertain ones, only what stands of several words in a row: single words are found anywhere. A bracket around
    several paragraphs would mark all that is in them, and is left out.
    """
    old, new, forward = step.alignment.old, step.alignment.new, step.alignment.forward
    spans: tuple[list[Span], list[Span]] = ([], [])
    for became in step.points:
        if became.old is not None and became.status is PointStatus.SETTLED and became.option not in (DROP, OTHER):
            option = became.option if isinstance(became.option, int) else 0
            span = old.options[became.old][option]
            if old.passage_at(span.start) == old.passage_at(span.end - 1):
                spans[became.sure].append(span)
    sure = SpanIndex(merge_spans(spans[True]))
    stand = (
        (at, forward[at])
        for at in chain.from_iterable(range(*span) for span in merge_spans([*spans[False], *spans[True]]))
        if forward[at] >= 0 and old.tokens[at].point < 0
    )
    for _, group in groupby(enumerate(stand), lambda pair: (pair[1][0] - pair[0], pair[1][1] - pair[0])):
        run = [pair for _, pair in group]
        (one, other), (last, end) = run[0], run[-1]
        if sure.at(one) or sum(old.tokens[at].weight == 1 for at, _ in run) >= _SEVERAL:
            yield Span(old.tokens[one].start, old.tokens[last].end), Span(new.tokens[other].start, new.tokens[end].end)
