"""Where footnotes can stand: between two paragraphs, and in no bracket that goes on from one to the other."""

from __future__ import annotations

from collections.abc import Callable

from convention_variants.brackets.nodes import Bracket
from convention_variants.brackets.tree import read_brackets
from convention_variants.text.source import Source
from convention_variants.text.spans import Span, SpanIndex


def outside_brackets(text: str) -> Callable[[int], bool]:
    """Return a function that tells whether no bracket of a text is open at an offset."""
    without_code = text.replace("`", " ").replace("~", " ").replace("\\", " ")
    nodes = read_brackets(Source("", without_code)).children
    inside = SpanIndex([Span(node.start + 1, node.end) for node in nodes if isinstance(node, Bracket)])
    return lambda offset: inside.at(offset) is None
