"""Square brackets: text → bracket tree, and back without loss."""

from convention_variants.brackets.nodes import Bracket, BracketTree, FootnoteCall, Link, Node, Stray, Text, Unclosed
from convention_variants.brackets.tree import read_brackets, serialize

__all__ = [
    "Bracket",
    "BracketTree",
    "FootnoteCall",
    "Link",
    "Node",
    "Stray",
    "Text",
    "Unclosed",
    "read_brackets",
    "serialize",
]
