"""All readings of a draft at once: what the tables say is what a resolver makes, whatever is taken."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import assume, given

import convention_variants as cv
from convention_variants.resolve.lookup import Lookup, make_lookup
from convention_variants.resolve.stretches import Condition, Role, Stretches
from drafts import decisions_drawn, negotiated_drafts, wild_drafts
from growth import seconds
from promises import inventory_of

State = dict[str, cv.Take | None]


def looked_up(lookup: Lookup, state: State) -> str:
    """Return what a draft reads where these takes are taken, by looking up and by nothing else."""
    stretches, there = lookup.stretches, dict[str, bool]()

    def holds(condition: Condition | None) -> bool:
        return condition is None or (there[condition.point] and state.get(condition.point) in condition.takes)

    for point in stretches.choices:
        there[point] = holds(stretches.inside.get(point))
    reads = [stretch.text if holds(stretch.shown_if) else "" for stretch in stretches.all]
    key: tuple[int, ...] = (-1,)
    for place, text in enumerate([*reads, "end"]):
        role = stretches.all[place].role if place < len(stretches.all) else Role.WORD
        if text and role is not Role.SPACE:
            key = (*key, place)
            if role is Role.WORD:
                for changed, reading in lookup.reads.get(key, {}).items():
                    reads[changed] = reading
                key = (place,)
    return "".join(reads)


def test_an_article_follows_what_stands_behind_a_sign():
    """Before a quotation and a parenthesis an article follows the word inside."""
    for text, wanted in (
        ("1. Act on a [big] “[apple] [pear]” thing.", "1. Act on a “pear” thing."),
        ("1. Act on a [big] ([old] [new]) thing.", "1. Act on a (new) thing."),
    ):
        inventory = inventory_of(text)
        state = {"text-1.1": cv.DROP, "text-1.2": cv.Take(2)}
        assert looked_up(make_lookup(inventory), state) == resolved(inventory, state) == wanted


def state_of(inventory: cv.Inventory, drawn: list[int], stretches: Stretches) -> State:
    """Take something at every choice point, by numbers that hypothesis has drawn."""
    state = {}
    for index, point in enumerate(inventory.points):
        if point.id in stretches.choices:
            offered = [take for take in stretches.choices[point.id] if take is None or not take.other]
            state[point.id] = offered[drawn[index % len(drawn)] % len(offered)]
            if point.leader is not None and state[point.id] is None:
                state[point.id] = state[point.leader]
    return state


def resolved(inventory: cv.Inventory, state: State) -> str:
    """Return what a resolver makes of the same takes."""
    at = {point: take for point, take in state.items() if take is not None}
    return cv.Resolver(inventory).resolve(cv.Selection(at=at)).text


@given(wild_drafts | negotiated_drafts, decisions_drawn)
def test_tables_say_what_a_resolver_makes(text: str, drawn: list[int]):
    """Whatever is taken at single places, open ones between them, the tables have the text of the reading."""
    inventory = inventory_of(text)
    lookup = make_lookup(inventory)
    assume(lookup.complete)
    state = state_of(inventory, drawn, lookup.stretches)
    assert looked_up(lookup, state) == resolved(inventory, state)


def test_the_example_of_the_docstring():
    """The tables have for "The [big], [old] dog" what the docstring of the module says."""
    lookup = make_lookup(inventory_of("The [big], [old] dog"))
    assert [stretch.text for stretch in lookup.stretches.all] == [
        *("The", " ", "[", "big", "]", ",", " ", "[", "old", "]", " ", "dog")
    ]
    assert lookup.reads[3, 5, 11] == {10: ""}
    assert looked_up(lookup, {"text.1": cv.KEEP, "text.2": cv.DROP}) == "The big, dog"


def test_an_article_does_not_follow_the_next_paragraph():
    """What stands behind a closing bracket or a blank line decides nothing."""
    for text in ("[It is a [big]] apple", "It is a [big]\n\nApples"):
        inventory = inventory_of(text)
        state = {point.id: cv.DROP for point in inventory.points[-1:]}
        assert " an" not in resolved(inventory, state)


SHAPES = {
    "nest": lambda size: "[a " * size + "b" + "]" * size,
    "run": lambda size: "[a] " * size,
    "commas": lambda size: "".join(f"[, w{number}]" for number in range(size)),
    "signs": lambda size: "[,] a " * size,
    "tight": lambda size: "".join(f"[w{number}]" for number in range(size)),
    "paragraphs": lambda size: "".join(f"[w{number}]\n\n" for number in range(size)),
    "options": lambda size: "".join(f"Option {number}: Do [a] [b].\n\n" for number in range(1, size + 1)),
    "nested options": lambda size: "[a [b] c] [d" * size + "]" * size,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_draft(shape: str):
    """Twice as many brackets take about twice as long, however they stand."""
    small, large = (inventory_of(SHAPES[shape](size)) for size in (60, 120))
    make_lookup(small)
    # The least of three: what other tests have left behind, or a busy machine, makes single runs several times as long.
    times = [min(seconds(partial(make_lookup, one)) for _ in range(3)) for one in (small, large)]
    assert times[1] < max(0.1, 3 * times[0])
