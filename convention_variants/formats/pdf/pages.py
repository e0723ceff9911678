"""What a page shows: pieces of text, where, how large, and by which tag.

In a tagged PDF the tags say what each text is, as the program that wrote the file has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# From the root: the place of each element among its siblings, and its type.
Tag = tuple[tuple[int, str], ...]

_INLINE = frozenset(
    ("Span", "Link", "NonStruct", "Reference", "Quote", "Em", "Strong", "Code", "Annot", "Private", "Sub", "Standard")
)
_LINKS = frozenset(("Link", "Reference", "Annot"))
_HEADINGS = {"H": 1, "Title": 1, **{f"H{level}": level for level in range(1, 7)}}


class Piece(NamedTuple):
    """Characters that one command of a page shows: edges and baseline in points from the bottom left of the page.

    `spaced` says that white space precedes them; `artifact` that they are marked as not part of the text.
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
    """A page, its number counted from 1.

    `turned` are the rotated texts, `struck` those that are struck through, `pictures` the number of pictures, and
    `added` the texts that readers have put on the page: comments, and what is typed or struck out on it.
    """

    number: int
    pieces: list[Piece]
    turned: list[str]
    struck: list[str]
    pictures: int
    added: Sequence[str] = ()


def block(tag: Tag) -> Tag:
    """Return the tag of the block that contains a text: the innermost element that is not an inline one."""
    end = len(tag)
    while end > 1 and tag[end - 1][1] in _INLINE:
        end -= 1
    return tag[:end]


def heading_level(tag: Tag) -> int:
    """Return the level of the heading that a block is, 0 if it is none."""
    return next((_HEADINGS[kind] for _, kind in reversed(tag) if kind in _HEADINGS), 0)


def inside(tag: Tag, kind: str) -> Tag | None:
    """Return the tag of the innermost element of a type that is or contains a text; None if there is none."""
    for end in range(len(tag), 0, -1):
        if tag[end - 1][1] == kind:
            return tag[:end]
    return None


def is_linked(tag: Tag) -> bool:
    """Return whether a text is a link, as the call of a footnote is."""
    return any(kind in _LINKS for _, kind in tag)
