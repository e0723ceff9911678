"""Time grows in step with the draft, whatever its shape: what is read and rendered is measured at two sizes."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

import convention_variants as cv

# Four times the draft takes about four times as long; a quadratic stage takes sixteen times.
_TIMES, _AT_MOST = 4, 9
_SHORTEST = 0.02  # seconds; a shorter time is mostly noise

# Each shape with a size at which a quadratic stage would take most of the time.
SHAPES: dict[str, tuple[int, Callable[[int], str]]] = {
    "an address with many endings": (1500, lambda n: "[a](" + ".png#" * n + " "),
    "one long row and many short ones": (250, lambda n: f"|{'a|' * n}\n|{'-|' * n}\n" + "|b|\n" * n),
    "one long cell and many short ones": (4000, lambda n: f"|a|{'b' * n}|\n|-|-|\n" + "|c|d|\n" * (n // 4)),
    "a series of options": (1000, lambda n: "".join(f"Option {number}: x\n\n" for number in range(1, n))),
    "asterisks that open nothing": (12_000, lambda n: "*a " * n),
    "parties that speak in nested brackets": (150, lambda n: "[a " * n + "US propose: b " * n + "]" * n),
    "spaces behind a bracket": (6000, lambda n: "[a]" + " " * n + "b"),
    "a hash and spaces where brackets do not balance": (1500, lambda n: "]\n\n- # " + " " * n + "\n"),
}


def _seconds(text: str, to: str = "md") -> float:
    """Return the time that it takes to read a draft, drop all that can be dropped, and render what is left."""
    start = process_time()
    inventory = cv.read_draft(cv.Source("draft.md", text))
    takes = {point.id: cv.Take(2) if point.options[0].label else cv.DROP for point in inventory.points}
    cv.render(cv.Resolver(inventory).resolve(cv.Selection(at=takes)), to)
    return process_time() - start


def _assert_linear(measure: Callable[[int], float], size: int) -> None:
    """Compare the time for a size with that for a multiple of it; noise gets a second chance."""
    ratios = []
    for _ in range(2):
        small = max(_SHORTEST, measure(size))
        ratios.append(measure(size * _TIMES) / small)
        if ratios[-1] <= _AT_MOST:
            return
    pytest.fail(f"{_TIMES} times the draft of size {size} took {ratios} times as long")


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_in_step_with_the_draft(shape: str):
    """Reading and rendering a draft of one shape throughout takes linear time."""
    size, draft = SHAPES[shape]
    _assert_linear(lambda size: _seconds(draft(size)), size)


def test_a_ragged_table_takes_no_more_room_than_its_cells():
    """A page holds about as many cells as the draft has."""
    _, table = SHAPES["one long row and many short ones"]
    draft = cv.read_draft(cv.Source("draft.md", table(400)))
    assert cv.render(cv.Resolver(draft).resolve(cv.Selection()), "html").count(b"<td>") < 4000
