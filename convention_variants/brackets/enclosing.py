"""Which bracket an offset stands in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from convention_variants.brackets.nodes import Bracket, BracketTree, Node, Parent


class Enclosing:
    """All brackets of a draft, to ask which one an offset stands in."""

    def __init__(self, tree: BracketTree) -> None:
        """Find the brackets of a tree, in the order of the source."""
        self.all: list[Bracket] = []
        # For each bracket the index of the one around it, -1 for none.
        self.parents: list[int] = []
        stack: list[tuple[Parent, int]] = _brackets_in(tree.children, -1)
        while stack:
            node, around = stack.pop()
            if isinstance(node, Bracket):
                self.all.append(node)
                self.parents.append(around)
                if node.plain:
                    continue
                around = len(self.all) - 1
            stack += _brackets_in(node.children, around)
        self.starts = [bracket.start for bracket in self.all]

    def around(self, offset: int) -> Bracket | None:
        """Return the innermost bracket that an offset stands in."""
        index = bisect_left(self.starts, offset) - 1
        while index >= 0 and self.all[index].end <= offset:
            index = self.parents[index]
        return self.all[index] if index >= 0 else None


def _brackets_in(nodes: Sequence[Node], around: int) -> list[tuple[Parent, int]]:
    """Return the brackets and links among some nodes, the first one last, each with the bracket around them."""
    return [(node, around) for node in reversed(nodes) if isinstance(node, Parent)]
