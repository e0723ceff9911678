"""Revisions → what the page and the Markdown show: a summary, a chart, and the provisions with choice points."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import PurePath
from typing import NamedTuple

from convention_variants.choices.inventory import Inventory
from convention_variants.comparison.chart import Chart, ChartRow, DraftedText
from convention_variants.comparison.outcomes import DROP, KEEP, OTHER, Became, PointStatus
from convention_variants.comparison.provisions import ProvisionPair, ProvisionStatus
from convention_variants.comparison.revising import Parties, Revision, Series, parties_at
from convention_variants.language.phrases import Phrases
from convention_variants.render.edition import Edition, Link
from convention_variants.render.reading_box import legend
from convention_variants.render.shown import ShownNode
from convention_variants.resolve.coverage import coverage, read_profiles
from convention_variants.text.spans import Span, SpanIndex, merge_spans
from convention_variants.text.words import capitalized

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
        """Return whether two choice points have nothing to show but their wordings and the same status."""
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
        """Its choice points, grouped: consecutive ones that have nothing but their status to show are together."""
        found: list[list[PointEntry]] = []
        for point in self.points:
            if not (found and point.is_like(found[-1][0])):
                found.append([])
            found[-1].append(point)
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
    rows: tuple[tuple[ChartRow, tuple[ProvisionRow, ...]], ...]


@dataclass(frozen=True, slots=True)
class RevisionView:
    """Everything a template needs besides the edition.

    `legend` is the sentence on the marks of what is not settled; `editions` are those of the newest draft.
    """

    names: tuple[str, ...]
    facts: tuple[str, ...]
    chapters: tuple[ChartRow, ...]
    parties: tuple[PartyRow, ...]
    steps: tuple[StepView, ...]
    statuses: tuple[str, ...]
    legend: str
    editions: Sequence[Link]

    @property
    def most(self) -> int:
        """The highest number of choice points of a chapter in a draft."""
        return max((count or 0 for chapter in self.chapters for count in chapter.open), default=0)

    @property
    def totals(self) -> list[int]:
        """The number of choice points in each draft."""
        return [sum(filter(None, counts)) for counts in zip(*(row.open for row in self.chapters), strict=True)]


def draft_names(drafts: Sequence[Inventory]) -> list[str]:
    """Return the names of the files of drafts, with their folders if these part names that differ only in endings."""
    paths = [PurePath(draft.draft.source.name) for draft in drafts]
    if len({path.stem for path in paths}) == len(paths) or len({path.parent for path in paths}) == 1:
        return [path.name for path in paths]
    return [str(PurePath(*path.parts[-2:])) for path in paths]


def summary(series: Series) -> dict[str, int]:
    """Return how many choice points have each status and outcome; blanks and notes do not count."""
    points = [followed for followed in series.points if series.is_choice(followed)]
    statuses = Counter(followed.status for followed in points)
    outcomes = Counter("took" if isinstance(one.option, int) else one.option for one in points)
    return {
        "old": len(points) - statuses[PointStatus.NEW],
        **{status.value: statuses[status] for status in PointStatus},
        "took": outcomes["took"],
        "kept": outcomes[KEEP],
        "dropped": outcomes[DROP],
        "other": outcomes[OTHER],
        "unsure": sum(not followed.sure for followed in points),
    }


def party_rows(series: Series) -> list[PartyRow]:
    """Return whose positions are met how often, in alphabetical order; uncertain results do not count."""
    sure = [followed.parties for followed in series.points if followed.sure]
    met, not_met = (Counter(chain.from_iterable(parties)) for parties in zip(*sure, strict=True)) if sure else ({}, {})
    return [PartyRow(party, met[party], not_met[party]) for party in sorted({*met, *not_met})]


def make_revision_view(series: Series, editions: Sequence[Link] = ()) -> tuple[RevisionView, Edition]:
    """Return what the formats show of a series, and an edition of its newest draft for what frames it."""
    shown = [DraftedText(inventory) for inventory in series.drafts]
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
        tuple(_facts(series, edition.words)),
        tuple(row for row in chart.rows.values() if any(row.open)),
        tuple(party_rows(series)),
        tuple(steps),
        tuple(name for name in (*PointStatus, _UNSURE) if name in found),
        legend([one.reading for one in shown], edition.words),
        editions,
    )
    return view, edition


def _facts(series: Series, words: Phrases) -> Iterator[str]:
    """Yield sentences that count what became of the choice points, and what profiles decide in the newest draft."""
    phrases, counts, newest = words.revisions, summary(series), series.drafts[-1]
    if counts["old"] or counts["new"]:
        outcomes = _counted(("took", "kept", "dropped", "other"), counts, words)
        colon = words.colon if outcomes else ""
        yield phrases.settled.format(words.number(counts["settled"]), words.number(counts["old"]), colon + outcomes)
        if rest := _counted(("open", "changed", "gone", "new"), counts, words):
            yield f"{capitalized(rest)}."
        if counts["unsure"]:
            yield phrases.unsure.format(words.number(counts["unsure"]))
    else:
        yield phrases.nothing
    profiles = newest.terminology.profiles
    for found in map(coverage, read_profiles(newest, profiles)):
        if found.points:
            numbers = words.number(found.decided), words.number(found.points)
            yield phrases.fits.format(profiles[found.profile].label, *numbers)


def _counted(names: Sequence[str], counts: Mapping[str, int], words: Phrases) -> str:
    """Return the counts that are not zero, as a part of a sentence."""
    forms = words.revisions.counts
    return ", ".join(words.count(counts[name], getattr(forms, name)) for name in names if counts[name])


class _Rows:
    def __init__(self, step: Revision, shown: tuple[DraftedText, DraftedText], chart: Chart, index: int) -> None:
        self.step, self.shown, self.chart, self.index = step, shown, chart, index
        self.words = shown[1].edition.words
        marked = list(zip(*_standing(step), strict=True)) or [(), ()]
        self.sides = [one.by_provision(spans) for one, spans in zip(shown, marked, strict=True)]

    def all(self) -> Iterator[ProvisionRow]:
        """Yield the rows in the order of the older draft; new provisions follow the one before them."""
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
        old, new = ids = (pair.old or "", pair.new or "")
        side, draft, point = 0, self.step.alignment.old, points[0].old
        if point is None:
            side, draft, point = 1, self.step.alignment.new, points[0].new or 0
        return ProvisionRow(
            f"provision-{self.index + 1}-{number}",
            (self.shown[0].cited.get(old, old), self.shown[1].cited.get(new, new)),
            ids,
            pair.status,
            (self.sides[0].get(old, ()), self.sides[1].get(new, ())),
            tuple(map(self._entry, points)),
            self.chart.numbers[self.index + side][draft.passage_of(draft.extent(point).start).section],
        )

    def _entry(self, became: Became) -> PointEntry:
        outcomes, option = self.words.revisions.outcomes, became.option
        old = None if became.old is None else self.step.old.points[became.old]
        new = None if became.new is None else self.step.new.points[became.new]
        wordings = self.shown[0].wordings(old)
        if isinstance(option, int):
            outcome = outcomes["took"].format(wordings[option])
        else:
            outcome = outcomes[option] if option else ""
        parties = parties_at(old, option) if old else Parties()
        return PointEntry(became.status, outcome, became.sure, wordings, self.shown[1].wordings(new), parties)


def _standing(step: Revision) -> Iterator[tuple[Span, Span]]:
    """Yield where the wordings of settled choice points are, in the older and the newer draft.

    If the result is uncertain, only several words in a row count: single words are found anywhere. A bracket around
    several paragraphs is left out: it would mark all of them.
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
