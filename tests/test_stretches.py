"""All readings of a draft at once: what the tables say is what a resolver makes, whatever is taken."""

from __future__ import annotations

import re

from hypothesis import assume, given

import convention_variants as cv
from convention_variants.resolve.tables import BEFORE_ALL, OPEN, Stretches, find_stretches
from drafts import decisions_drawn, negotiated_drafts, wild_drafts
from promises import inventory_of


def looked_up(stretches: Stretches, state: dict[str, str]) -> str:
    """Return what a draft reads where these takes are taken, by looking up and by nothing else."""
    there: dict[str, bool] = {}
    for point in stretches.takes:
        around, keeping = stretches.inside.get(point, (None, frozenset()))
        there[point] = around is None or (there[around] and state.get(around, OPEN) in keeping)
    reads = [
        stretch.text
        if stretch.point is None or (there[stretch.point] and state.get(stretch.point, OPEN) in stretch.takes)
        else ""
        for stretch in stretches.all
    ]
    solid = [place for place, text in enumerate(reads) if text and stretches.all[place].solid]
    solid = [BEFORE_ALL, -1, *solid, len(reads)]
    for at in range(1, len(solid) - 1):
        end = at + 1
        while solid[end] < len(stretches.all) and stretches.all[solid[end]].weak:
            end += 1
        key = tuple(solid[at : end + 1])
        for place, text in stretches.reads.get((solid[at - 1], *key), stretches.reads.get(key, {})).items():
            reads[place] = text
    return "".join(reads)


def test_an_article_follows_what_stands_behind_a_sign():
    """Before a quotation and a parenthesis an article follows the word inside."""
    for text, wanted in (
        ("1. Act on a [big] “[apple] [pear]” thing.", "1. Act on a “pear” thing."),
        ("1. Act on a [big] ([old] [new]) thing.", "1. Act on a (new) thing."),
    ):
        inventory = inventory_of(text)
        state = {"text-1.1": "drop", "text-1.2": "2"}
        assert looked_up(find_stretches(inventory), state) == resolved(inventory, state) == wanted


def state_of(inventory: cv.Inventory, drawn: list[int], stretches: Stretches) -> dict[str, str]:
    """Take something at every choice point, by numbers that hypothesis has drawn."""
    state = {}
    for index, point in enumerate(inventory.points):
        if point.id in stretches.takes:
            names = [take for take in stretches.takes[point.id] if not take.startswith("=")]
            state[point.id] = names[drawn[index % len(drawn)] % len(names)]
            if point.leader is not None and state[point.id] == OPEN:
                state[point.id] = state[point.leader]
    return state


def resolved(inventory: cv.Inventory, state: dict[str, str]) -> str:
    """Return what a resolver makes of the same takes."""
    named = {"keep": cv.KEEP, "drop": cv.DROP}
    at = {point: named[take] if take in named else int(take) - 1 for point, take in state.items() if take != OPEN}
    return cv.Resolver(inventory).resolve(cv.Selection(at=at)).text


@given(wild_drafts | negotiated_drafts, decisions_drawn)
def test_tables_say_what_a_resolver_makes(text: str, drawn: list[int]):
    """Whatever is taken at single places, open ones between them, the tables have the text of the reading."""
    assume(not re.search(r"\[[\s*_~]+\]", text))  # marks of emphasis alone are nothing to choose
    inventory = inventory_of(text)
    stretches = find_stretches(inventory)
    assume(stretches.exact)
    state = state_of(inventory, drawn, stretches)
    assert looked_up(stretches, state) == resolved(inventory, state)
