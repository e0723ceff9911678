"""Where footnotes can stand: between two paragraphs, and in no bracket that goes on from one to the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from convention_variants.brackets.nodes import Bracket
from convention_variants.brackets.tree import read_brackets
from convention_variants.text.source import Source

_NOT_CODE = str.maketrans({"`": " ", "~": " ", "\\": " "})


def outside_brackets(text: str) -> Callable[[int], bool]:
    """Return what says of an offset of a text whether no bracket is open there."""
    tree = read_brackets(Source("", text.translate(_NOT_CODE)))
    brackets = [node for node in tree.children if isinstance(node, Bracket)]
    starts = [bracket.start for bracket in brackets]

    def is_outside(offset: int) -> bool:
        index = bisect_right(starts, offset - 1) - 1
        return index < 0 or brackets[index].end <= offset

    return is_outside
