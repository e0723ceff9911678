"""What a build has made → the page that leads to it: editions, comparisons, workbench, and what is still open."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from convention_variants.choices.inventory import Inventory
from convention_variants.render.citations import citations
from convention_variants.render.edition import Edition, make_edition
from convention_variants.render.html import digest
from convention_variants.render.templates import fill_in, style_sheet
from convention_variants.resolve.resolver import Outcome, Reading
from convention_variants.version import VERSION

# In the order of the page.
FORMAT_NAMES = {"html": "HTML", "pdf": "PDF", "md": "Markdown"}
_LONGEST = 120
# Words on each side of a place, and the characters in which they are looked for.
_WORDS = 4
_FAR = 60
_WORD = re.compile(r"\S+")
_STANDING = {Outcome.OPEN: "open", Outcome.BLANK: "blank"}


class Download(NamedTuple):
    """A file of an edition: its address, its format by its id, and its size in bytes."""

    href: str
    format: str
    size: int

    @property
    def format_name(self) -> str:
        """The format as people call it."""
        return FORMAT_NAMES[self.format]

    @property
    def size_shown(self) -> str:
        """The size as people say it."""
        return f"{self.size / 1000:,.0f} kB" if self.size < 1_000_000 else f"{self.size / 1_000_000:,.1f} MB"


@dataclass(frozen=True, slots=True)
class IndexedEdition:
    """An edition: its name and label, the wording that it has for each term, what it settles or not, and its files.

    `chosen`, `open` and `blank` count choice points, `unpaired` counts brackets.
    """

    name: str
    label: str
    wordings: tuple[str, ...]
    chosen: int
    open: int
    unpaired: int
    blank: int
    downloads: tuple[Download, ...]


class Comparison(NamedTuple):
    """A page that compares two profiles: its address, and their labels."""

    href: str
    first: str
    second: str


class Unsettled(NamedTuple):
    """What still stands in brackets: where, whether it is "open", "blank" or "unpaired", and its text in its place.

    `href` is where to read it, empty where that is nowhere; `editions` names those that leave it so, none where all do.
    """

    place: str
    what: str
    before: str
    text: str
    after: str
    href: str
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexedDraft:
    """A draft on the page: what it is, the labels of its terms, and all that was made of it."""

    edition: Edition
    terms: tuple[str, ...]
    editions: tuple[IndexedEdition, ...]
    comparisons: tuple[Comparison, ...]
    workbench: str
    unsettled: tuple[Unsettled, ...]


def index_draft(
    readings: Mapping[str, Reading],
    downloads: Mapping[str, Sequence[Download]],
    comparisons: Sequence[Comparison],
    workbench: str,
) -> IndexedDraft:
    """Gather what the page says of a draft from its readings, one at least.

    `readings` and `downloads` go by the names of the editions; `workbench` is an address, empty where there is none.
    """
    first = next(iter(readings.values()))
    edition = make_edition(first)
    terms = first.inventory.terminology.terms
    editions = [
        IndexedEdition(
            one,
            _label(reading, one, edition.profile),
            tuple(_wordings(reading)),
            reading.count(Outcome.CHOSEN),
            reading.count(Outcome.OPEN),
            len(reading.broken),
            reading.count(Outcome.BLANK),
            tuple(downloads.get(one, ())),
        )
        for one, reading in readings.items()
    ]
    cited = citations(edition.shown.front, edition.shown.body)
    return IndexedDraft(
        edition,
        tuple(term.label for term in terms.values()),
        tuple(editions),
        tuple(comparisons),
        workbench,
        tuple(_unsettled(readings, downloads, cited)),
    )


def _label(reading: Reading, name: str, as_drafted: str) -> str:
    if reading.selection.profile:
        return reading.inventory.terminology.profiles[reading.selection.profile].label
    return name.replace("_", ", ") if reading.selection.choose else as_drafted


def _wordings(reading: Reading) -> Iterator[str]:
    """Yield what a reading says for each term, nothing where it leaves the term to each place."""
    for term in reading.inventory.terminology.terms.values():
        yield term.options[reading.choices[term.id]].forms[0].text if term.id in reading.choices else ""


def _unsettled(
    readings: Mapping[str, Reading], downloads: Mapping[str, Sequence[Download]], cited: Mapping[str, str]
) -> Iterator[Unsettled]:
    """Yield what any of some readings leaves in brackets, in the order of the draft."""
    inventory = next(iter(readings.values())).inventory
    draft = inventory.draft
    found: dict[tuple[int, int, str], list[str]] = {}
    for name, reading in readings.items():
        for decision in reading.unsettled:
            if decision.outcome in _STANDING:
                point = decision.point
                found.setdefault((point.start, point.end, _STANDING[decision.outcome]), []).append(name)
        for error in reading.broken:
            found.setdefault((*error.span, "unpaired"), []).append(name)
    contested = _Contested(inventory)
    pages = {name: one.href for name in readings for one in downloads.get(name, ()) if one.format == "html"}
    for (start, end, what), names in sorted(found.items()):
        provision = draft.provision_at(start)
        page = next((pages[name] for name in names if name in pages), "")
        anchor = f"#{provision}" if provision in cited else ""
        text = " ".join(draft.source.text[start:end].split())
        before, after = _around(start, end, contested, draft.source.text)
        yield Unsettled(
            cited.get(provision, provision),
            what,
            before,
            text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…",
            after,
            page and page + anchor,
            () if len(names) == len(readings) else tuple(names),
        )


class _Contested:
    """The stretches of a draft that its choice points lie across."""

    def __init__(self, inventory: Inventory) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted((option.start, option.end) for point in inventory.points for option in point.options):
            if self.ends and start < self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def cut_at(self, offset: int) -> bool:
        """Say whether a text that begins or ends at an offset is cut out of one of them."""
        index = bisect_left(self.starts, offset) - 1
        return index >= 0 and offset < self.ends[index]


def _around(start: int, end: int, contested: _Contested, text: str) -> tuple[str, str]:
    """Return a few words of its line on both sides of a place, with the space that parts them from it.

    A bracket that they are cut out of is hinted at: nothing contested looks agreed.
    """
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    first, last = max(first, start - _FAR), min(last if last >= 0 else len(text), end + _FAR)
    before = list(_WORD.finditer(text, first, start))[-_WORDS:]
    after = list(_WORD.finditer(text, end, last))[:_WORDS]
    words = " ".join(word[0] for word in before), " ".join(word[0] for word in after)
    cuts = before[0].start() if before else start, after[-1].end() if after else end
    return (
        "[… " * contested.cut_at(cuts[0]) + words[0] + " " * text[start - 1 : start].isspace(),
        " " * text[end : end + 1].isspace() + words[1] + " …]" * contested.cut_at(cuts[1]),
    )


def render_index(drafts: Sequence[IndexedDraft], failures: Sequence[tuple[str, str]]) -> bytes:
    """Return the page, static and self-contained; `failures` are what could not be made, and why."""
    style = "\n".join(style_sheet(sheet, None) for sheet in ("page.css", "index.css"))
    page = fill_in(
        "index.html.j2",
        None,
        drafts=drafts,
        failures=failures,
        version=VERSION,
        style=Markup(style),
        style_digest=digest(style),
    )
    return page.encode("utf-8")
