"""Growth: no operation takes more time than a draft of whatever shape has grown by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

import convention_variants as cv
from growth import (
    ANNEXED,
    BOUND,
    EDITIONS,
    NOISE,
    OPERATIONS,
    PDF,
    TIMES,
    WORKBENCH,
    Growth,
    Operation,
    growing,
    read,
    reading,
)
from shapes import NESTS, PNG, SHAPES, TERMINOLOGIES, Draft, draft_of, draft_with

# Characters of the small draft; more where each bracket adds so little that it shows late.
SIZE = 400
LARGER = {"option series": 1500, "many places in one of two wordings": 4000, "consequential changes": 20_000}
# Nests are deeper than what is looked at around a bracket. What takes long, or more for a nest, has smaller ones.
NEST, SMALLER = 800, 250
# Seconds in which a large draft is within the bound however short the small one takes.
FAST = BOUND * NOISE
# What the terms and entries of a `variants.toml` matter to.
BY_TERMS = {name: OPERATIONS[name] for name in ("resolve a profile", "check")}
# What lists the choices of a nest quotes each bracket with all that is in it.
LISTS = {name: OPERATIONS[name] for name in ("choices as JSON", "choices as table")}
# WeasyPrint takes a hundred times as long as anything else, so that all shapes would take it a minute, and sees nothing
# of brackets. The page that it gets is measured with every shape; the PDF with shapes whose pages have different
# elements, each with its size.
PRINTED = {
    "option series": 200,
    "one long word": 2000,
    "ragged table": 100,
    "footnotes": 600,  # several pages even if small, as a page takes longer where others have footnotes, too
    "pictures": 600,
    "headings": 800,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with the picture that some shapes show."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.png").write_bytes(PNG)


def too_long(
    shape: Callable[[int], Draft], size: int, operations: Mapping[str, Operation], *, reads: bool = True
) -> dict[str, Growth]:
    """Return the operations that take too long on a shape, each with its times; none can follow slow reading."""
    if reads and (growth := reading(shape, size, FAST)).ratio > BOUND:
        return {"read": growth}
    return {name: growth for name, growth in growing(shape, size, operations, FAST) if growth.ratio > BOUND}


@pytest.mark.parametrize("name", sorted(SHAPES.keys() - NESTS.keys()))
def test_time_grows_as_a_draft_does(name: str):
    """Each operation on a draft eight times as long takes eight times as long, whatever the shape."""
    shape, operations = partial(draft_of, name), {**OPERATIONS, **ANNEXED}
    slow = too_long(shape, LARGER.get(name, SIZE), operations) | too_long(shape, SMALLER, WORKBENCH, reads=False)
    assert slow == {}


@pytest.mark.parametrize("name", NESTS)
def test_time_grows_as_a_nest_does(name: str):
    """The same for brackets in brackets; what quotes each bracket may take longer, but not without bound."""
    shape = partial(draft_of, name)
    operations = {one: operation for one, operation in {**OPERATIONS, **EDITIONS}.items() if one not in LISTS}
    slow = too_long(shape, NEST, operations) | too_long(shape, SMALLER, WORKBENCH, reads=False)
    quoting = dict(growing(shape, SMALLER, {**LISTS, **ANNEXED}, FAST))
    assert slow | {one: growth for one, growth in quoting.items() if growth.ratio > BOUND * TIMES} == {}


@pytest.mark.parametrize("name", TERMINOLOGIES)
def test_time_grows_as_variants_toml_does(name: str):
    """The same for a `variants.toml`, whether it is read or refused."""
    shape, size = partial(draft_with, name), LARGER.get(name, SIZE)
    try:
        read(shape(size))
    except cv.InputError:
        operations = {}
    else:
        operations = BY_TERMS
    assert too_long(shape, size, operations) == {}


@pytest.mark.parametrize("name", PRINTED)
def test_time_of_a_pdf_grows_as_a_draft_does(name: str):
    """The same for PDF, of editions and of comparisons."""
    assert too_long(partial(draft_of, name), PRINTED[name], PDF, reads=False) == {}


def test_quadratic_work_is_noticed():
    """A growth that is quadratic is out of bounds, one that is linear within them."""
    assert Growth(0.01, 0.08).ratio <= BOUND < Growth(0.01, 0.64).ratio
