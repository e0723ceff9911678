"""Standings as the table, JSON and CSV of `positions`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePath
from typing import Any

from convention_variants.choices.positions import Position, PositionSource, in_words
from convention_variants.language.parties import Stance
from convention_variants.reports.cells import beginning, padded, shortened_to, width_of
from convention_variants.reports.inventory import spreadsheet
from convention_variants.reports.locations import Locations
from convention_variants.reports.standings import Held, Standings
from convention_variants.text.display import counted, on_one_line

SCHEMA = 1
_CLOSEST = 3


def as_json(standings: Standings) -> dict[str, Any]:
    """Return the data that `positions --format json` prints; options are counted from 0."""
    order = {party: number for number, party in enumerate(standings.parties)}
    return {
        "schema": SCHEMA,
        "draft": PurePath(standings.inventory.draft.source.name).name,
        "parties": [
            {
                "party": party,
                **{stance.value: standings.count(party, stance) for stance in Stance},
                "alone": standings.alone(party),
            }
            for party in standings.parties
        ],
        "positions": [_position(one) for one in standings.held],
        "agreement": [
            {"parties": sorted(pair, key=order.__getitem__), "same": counts.same, "opposed": counts.opposed}
            for pair, counts in standings.agreement.items()
        ],
    }


def _position(held: Held) -> dict[str, Any]:
    """Return a position; one through a group has the `group`, and a remark its `text`."""
    return {
        "place": held.place,
        "option": held.option,
        "party": held.party,
        "stance": held.stance,
        "source": held.source.value,
        "alone": held.alone,
        **({"group": held.speaker} if held.source is PositionSource.GROUP else {}),
        **({"text": held.text} if held.option is None else {}),
    }


def as_csv(standings: Standings) -> str:
    """Return the positions as CSV for a spreadsheet, a row each; options are counted from 1."""
    names = ("place", "option", "wording", "party", "stance", "source", "group", "alone", "provision", "line", "column")
    rows: list[Sequence[object]] = [names]
    locations, inventory = Locations(standings.inventory.draft), standings.inventory
    for held in standings.held:
        number, provision, offset = None, held.place, held.offset
        if held.option is not None:
            point = inventory.by_id[held.place]
            number, provision, offset = held.option + 1, point.provision, point.options[held.option].start
        location = locations.at(offset)
        values = {
            **_position(held),
            "option": number,
            "wording": wording(held, standings),
            "provision": provision,
            "line": location.line,
            "column": location.column,
        }
        rows.append([values.get(name) for name in names])
    return spreadsheet(rows)


def wording(held: Held, standings: Standings) -> str:
    """Return the wording that a position is about, or the text of a remark."""
    if held.option is None:
        return held.text
    return standings.inventory.option_text(standings.inventory.by_id[held.place].options[held.option])


def as_table(standings: Standings, width: int | None = None) -> Iterator[str]:
    """Yield the standings as lines for people: the parties, then the positions wording by wording, then the counts.

    With a `width` in cells, wordings are shortened so that no line is longer, if the other columns leave them room.
    """
    if not standings.held:
        yield counts(standings)
        return
    yield from _aligned([("party", *(stance.value for stance in Stance), "alone", "closest to"), *_parties(standings)])
    yield ""
    head = ("place", "option", "positions", "wording")
    rows = list(_wordings(standings))
    if width is not None and rows:
        taken = [max(width_of(row[column]) for row in (head, *rows)) for column in (0, 1)]
        room = max(24, (width - sum(taken) - 6) // 2)
        rows = [
            (place, option, shortened_to(said, room), shortened_to(text, room)) for place, option, said, text in rows
        ]
    for line in _aligned([head, *rows]):
        yield line if width is None else beginning(line, width)
    yield counts(standings)


def _parties(standings: Standings) -> Iterator[tuple[str, ...]]:
    """Yield the numbers of each party, and the parties most often on its side, more often than opposed."""
    for party in standings.parties:
        numbers = (*(standings.count(party, stance) for stance in Stance), standings.alone(party))
        found = ((*standings.between(party, other), other) for other in standings.compared if other != party)
        near = sorted((opposed - same, other, same, opposed) for same, opposed, other in found if same > opposed)
        closest = (f"{other} ({same}:{opposed})" for _, other, same, opposed in near[:_CLOSEST])
        yield (party, *map(str, numbers), ", ".join(closest))


def _wordings(standings: Standings) -> Iterator[tuple[str, ...]]:
    """Yield place, number of the option, positions and wording, for each wording and each remark."""
    for (place, option, _), group in groupby(standings.held, key=lambda one: (one.place, one.option, one.text)):
        held = list(group)
        number = "" if option is None else str(option + 1)
        spoken = [one for one in held if one.source is not PositionSource.GROUP]
        said = in_words(Position(one.party, one.stance) for one in spoken if one.stance)
        if spoken and not said:
            said = f"remark by {', '.join(one.party for one in spoken)}"
        yield place, number, on_one_line(said), on_one_line(wording(held[0], standings))


def _aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    rows = list(rows)
    widths = [max(width_of(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def counts(standings: Standings) -> str:
    """Return how many positions and parties there are, on one line."""
    remarks = {(one.place, one.text, one.offset) for one in standings.held if one.option is None}
    positions = sum(one.option is not None and one.source is not PositionSource.GROUP for one in standings.held)
    more = f", {counted(len(remarks), 'comment')}" if remarks else ""
    parties = counted(len(standings.parties), "party", "parties")
    return f"{counted(positions, 'position')} of {parties}{more}"
