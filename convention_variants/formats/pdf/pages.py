"""What a page shows: pieces of text, where, how large, and by which tag."""

from __future__ import annotations

from typing import NamedTuple

from convention_variants.formats.pdf.tags import Tag


class Piece(NamedTuple):
    """Characters that one command of a page shows: edges and baseline in points from the bottom left of the page.

    `spaced` says that white space goes before them; `artifact` that they are marked as no part of the text.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    spaced: bool
    artifact: bool
    tag: Tag | None


class Page(NamedTuple):
    """A page, its number counted from 1. `turned` are the texts that stand askew, `pictures` the number of pictures."""

    number: int
    pieces: list[Piece]
    turned: list[str]
    pictures: int
