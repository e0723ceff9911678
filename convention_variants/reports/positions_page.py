"""Standings as one HTML page: how often parties agree as a picture, what each party says, and a list to filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from convention_variants.choices.inventory import ChoicePoint
from convention_variants.choices.positions import Position as Said
from convention_variants.choices.positions import PositionSource, in_words
from convention_variants.language.parties import Stance
from convention_variants.language.phrases import Phrases
from convention_variants.render.citations import citations, heading_name
from convention_variants.render.edition import Edition, make_edition
from convention_variants.render.html import make_page
from convention_variants.render.shown import ShownParent, ShownSection, walk_shown
from convention_variants.render.wordings import words_in_source
from convention_variants.render.workbench import as_drafted
from convention_variants.reports.cells import width_of
from convention_variants.reports.standings import Held, Standings, likeness
from convention_variants.text.display import ends_of, on_one_line
from convention_variants.text.spans import Span

_LONGEST_WORDING = 300
_SHADES = 4  # of each of the two colors
_CELL = 30  # the size of a cell of the picture, in its units
_LETTER = 7


class PartyBar(NamedTuple):
    """How many positions of each stance a party has, how many alone, and whom it is closest to."""

    party: str
    numbers: tuple[int, ...]
    alone: int

    @property
    def segments(self) -> list[tuple[str, int, int]]:
        """The stance, start and length of each part of the bar."""
        named = zip(Stance, accumulate(self.numbers, initial=0), self.numbers, strict=False)
        return [(stance.value, start, length) for stance, start, length in named]


class MapCell(NamedTuple):
    """How often two parties agree: the class of its color is `same-3`, `opposed-1`, `even`, or `none`."""

    column: str
    same: int
    opposed: int
    shade: str


class ListedWording(NamedTuple):
    """A wording or a remark, the positions on it, and the filter's data: party, stance, and whether it is alone."""

    text: str
    said: str
    alone: str
    data: list[tuple[str, str, bool]]


class ListedPlace(NamedTuple):
    """A choice point, or the remarks on a provision, with the provision to link to, empty if it is not shown."""

    id: str
    provision: str
    citation: str
    chapter: str
    wordings: tuple[ListedWording, ...]


class PositionsView(NamedTuple):
    """What the page shows besides the text of the draft."""

    bars: tuple[PartyBar, ...]
    longest: int
    rows: tuple[tuple[str, tuple[MapCell, ...]], ...]
    cell: int
    margin: int
    places: tuple[ListedPlace, ...]
    chapters: tuple[str, ...]


def as_html(standings: Standings) -> bytes:
    """Return a self-contained page that makes no request."""
    edition = make_edition(as_drafted(standings.inventory))
    bars = tuple(
        PartyBar(party, tuple(standings.count(party, stance) for stance in Stance), standings.alone(party))
        for party in standings.parties
    )
    compared = standings.parties[: len(standings.compared)]
    places = tuple(_places(standings, edition))
    view = PositionsView(
        bars=bars,
        longest=max((sum(bar.numbers) for bar in bars), default=0),
        rows=tuple((party, tuple(_cell(party, other, standings) for other in compared)) for party in compared),
        cell=_CELL,
        margin=_LETTER * max(map(width_of, compared), default=0) + 10,
        places=places,
        chapters=tuple(dict.fromkeys(place.chapter for place in places)),
    )
    return make_page(
        "positions.html.j2",
        ["page.css", "positions.css"],
        edition,
        view=view,
        stances=list(Stance),
        scripts=["positions.js"],
    )


def _cell(party: str, other: str, standings: Standings) -> MapCell:
    same, opposed = standings.between(party, other)
    if party == other or not (same or opposed):
        return MapCell(other, same, opposed, "none")
    degree = likeness(same, opposed)
    shade = min(_SHADES, 1 + int(abs(degree) * _SHADES))
    return MapCell(other, same, opposed, f"{'same' if degree > 0 else 'opposed'}-{shade}" if degree else "even")


def _places(standings: Standings, edition: Edition) -> Iterator[ListedPlace]:
    """Yield the places with positions, then those with remarks, in the order of the text."""
    words, inventory = edition.words, standings.inventory
    cited, chapters = citations(edition.shown, words), _chapters(edition, words)
    read = words_in_source(inventory)
    for place, group in groupby(standings.held, key=lambda one: one.place):
        point = inventory.by_id.get(place)
        provision = point.provision if point else place
        listed = groupby(group, key=lambda one: (one.option, one.text))
        yield ListedPlace(
            point.id if point else "",
            provision if provision in chapters else "",
            cited.get(provision, provision),
            chapters.get(provision, words.text),
            tuple(_wording(list(held), point, read, words) for _, held in listed),
        )


def _wording(
    held: Sequence[Held], point: ChoicePoint | None, read: Callable[[Span], str], words: Phrases
) -> ListedWording:
    option = held[0].option
    text = held[0].text if point is None or option is None else read(point.options[option].inner)
    spoken = [one for one in held if one.source is not PositionSource.GROUP]
    return ListedWording(
        ends_of(on_one_line(text), _LONGEST_WORDING),
        in_words((Said(one.party, one.stance) for one in spoken if one.stance), words.stances),
        ", ".join(one.party for one in spoken if one.alone),
        [(one.party, one.stance.value if one.stance else "", one.alone) for one in held],
    )


def _chapters(edition: Edition, words: Phrases) -> Mapping[str, str]:
    """Return the outermost part of each provision and footnote that is shown, by id."""
    found = {f"footnote-{note.id}": words.footnotes for note in edition.shown.footnotes}
    for top in (*edition.shown.front, *edition.shown.body):
        chapter = heading_name(top, words) if isinstance(top, ShownSection) else words.text
        inside = (node.id for node in walk_shown((top,)) if isinstance(node, ShownParent))
        found |= {identity: chapter for identity in inside if identity is not None}
    return found
