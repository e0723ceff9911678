"""Growth: no operation takes more time than a draft of whatever shape has grown by (design §10)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import convention_variants as cv
from growth import BOUND, OPERATIONS, PDF, TIMES, Growth, growing, read, reading
from shapes import NESTS, PNG, SHAPES, TERMINOLOGIES, Draft, draft_of, draft_with

# Characters of the small draft.
SIZE = 500
# What lists the choices of a nest quotes each bracket with all that is in it (design §8).
QUOTING = {"choices as JSON", "choices as table"}
# A PDF takes a hundred times as long as anything else: a few shapes that are laid out differently, each with its size.
PRINTED = {
    "nest with wordings beside it": 100,
    "option series": 200,
    "one long word": 2000,
    "ragged table": 100,
    "footnotes": 100,
    "pictures": 200,
    "headings": 200,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with the picture that some shapes show."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.png").write_bytes(PNG)


def too_long(shape: Callable[[int], Draft], *, nest: bool = False) -> dict[str, str]:
    """Return the operations that take too long on a shape, each with its times; none can follow slow reading."""
    growth = reading(shape, SIZE)
    if growth.ratio > BOUND:
        return {"read": str(growth)}
    return {
        name: str(growth)
        for name, growth in growing(shape, SIZE, OPERATIONS)
        if growth.ratio > (BOUND * TIMES if nest and name in QUOTING else BOUND)
    }


@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_as_a_draft_does(name: str):
    """Each operation on a draft eight times as long takes eight times as long, whatever the shape."""
    assert too_long(partial(draft_of, name), nest=name in NESTS) == {}


@pytest.mark.parametrize("name", TERMINOLOGIES)
def test_time_grows_as_variants_toml_does(name: str):
    """The same for a `variants.toml`, whether it is read or refused."""
    shape = partial(draft_with, name)
    try:
        read(shape(SIZE))
    except cv.InputError:
        assert reading(shape, SIZE).ratio <= BOUND
    else:
        assert too_long(shape) == {}


@pytest.mark.parametrize("name", PRINTED)
def test_time_of_a_pdf_grows_as_a_draft_does(name: str):
    """The same for PDF."""
    [(_, growth)] = growing(partial(draft_of, name), PRINTED[name], PDF)
    assert growth.ratio <= BOUND, growth


def test_quadratic_work_is_noticed():
    """A growth that is quadratic is out of bounds, one that is linear within them."""
    assert Growth(0.01, 0.08).ratio <= BOUND < Growth(0.01, 0.64).ratio
