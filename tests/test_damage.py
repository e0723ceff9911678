"""Drafts as negotiators write them, and what is left of them when a bracket is deleted, doubled or moved.

The guarantees of `promises.py` hold for them, whatever is decided, and nothing raises.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import convention_variants as cv
from drafts import NEGOTIATED, Wound, damaged, damaged_drafts, decisions_drawn, negotiated_drafts, selections
from promises import Page, assert_promises, assert_sound, everything, reading_of

every = st.integers(0, 3)


@pytest.mark.parametrize(
    ("wound", "left"),
    [
        (Wound("delete", 1, 0), "a [b [c]."),
        (Wound("double", 2, 0), "a [b] [[c]."),
        (Wound("move", 0, 7), "a b] [c[]."),
        (Wound("move", 7, 0), "]a [b] [c."),
    ],
)
def test_a_wound_is_one_bracket(wound: Wound, left: str):
    """A bracket is gone, stands twice, or stands somewhere else; everything else is as it was."""
    assert damaged("a [b] [c].", [wound]) == left


@pytest.mark.parametrize("piece", NEGOTIATED)
def test_each_convention(piece: str):
    """Each piece keeps the promises by itself, in a sentence and in brackets, whichever option is taken."""
    for text, number in itertools.product((piece, f"The {piece} of", f"[{piece}]", f"x [y] {piece}[z]"), range(4)):
        assert_promises(reading_of(text, None, [number, number + 1]))


@given(st.builds(reading_of, negotiated_drafts, selections, decisions_drawn, every))
@settings(max_examples=300)
def test_negotiated(reading: cv.Reading):
    """A draft of every bracket convention keeps the promises."""
    assert_promises(reading)


@given(st.builds(reading_of, damaged_drafts, selections, decisions_drawn, every))
@settings(max_examples=300)
def test_damaged(reading: cv.Reading):
    """So does one that is damaged."""
    assert_promises(reading)


@given(damaged_drafts)
@settings(max_examples=60)
def test_damaged_deterministic(text: str):
    """A damaged draft is read, checked, resolved and rendered to the same bytes each time."""
    assert everything(text) == everything(text)


@given(st.builds(reading_of, damaged_drafts, selections, decisions_drawn, every))
@settings(max_examples=100)
def test_damaged_page_is_sound(reading: cv.Reading):
    """A page of a damaged draft is a sound page, in which none of its text is markup."""
    assert_sound(Page(cv.render(reading, "html").decode(), "main"))
