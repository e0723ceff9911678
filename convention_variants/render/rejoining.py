"""Joins provisions that become one because a removal takes what separated them: `(a) one[; or⏎⏎(b) two]; and`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from convention_variants.outline.nodes import Inline, Item, Node, Paragraph, contents


def rejoin(nodes: Sequence[Node], removal_into: Callable[[Node], int | None]) -> list[Node]:
    """Return nodes, with what is left of a node joined to an earlier one if a removal takes all that separated them.

    `removal_into` returns where a removal starts that begins before a node and takes the node's beginning, or None.
    """
    removals = [removal_into(node) for node in nodes] if len(nodes) > 1 else []  # one alone has nothing to join
    if removals.count(None) == len(removals):  # the usual case
        return list(nodes)
    last_of_removal = {removal: index for index, removal in enumerate(removals)}
    joined: list[Node] = []
    index = 0
    while index < len(nodes):
        removal = removals[index]
        end = index + 1 if removal is None else last_of_removal[removal] + 1
        cut = [nodes[at] for at in range(index, end) if removals[at] == removal]
        if removal is None or not _join(joined, cut, removal):
            joined += nodes[index:end]
        index = end
    return joined


def _join(joined: list[Node], cut: Sequence[Node], removal: int) -> bool:
    """Append nodes whose beginnings a removal takes to the last node that begins before it; return whether that fits.

    The nodes between them are gone, and so are the children of all cut nodes but the last.
    """
    last = len(joined) - 1
    while last >= 0 and not _begins_before(joined[last], removal):
        last -= 1
    merged = _merged(joined[last], cut, removal) if last >= 0 else ()
    if merged:
        joined[last:] = merged
    return bool(merged)


def _merged(before: Node, cut: Sequence[Node], removal: int) -> tuple[Node, ...]:
    """Return a node merged with the cut nodes, and the children of the last; nothing if the removal does not fit.

    The removal has to start inside the text of the node or of one below it: a paragraph that loses only its beginning
    stays a paragraph.
    """
    match before:
        case Item() if _is_inside(before, removal):
            node = before._replace(content=(*before.content, *_texts(cut)), children=_children(cut[-1]))
            only_opens = before.label and removal < before.label[-1].end  # all that is left stands before the label
            end = cut[-1]
            return (node._replace(id=end.id) if only_opens and isinstance(end, Item) and end.id else node,)
        case Item():
            kept = [child for child in before.children if _begins_before(child, removal)]
            last = _merged(kept[-1], cut, removal) if kept else ()
            return (before._replace(children=(*kept[:-1], *last)),) if last else ()
        case Paragraph() if _is_inside(before, removal):
            return (Paragraph((*before.content, *_texts(cut))), *_children(cut[-1]))
        case _:
            return ()


def _texts(nodes: Sequence[Node]) -> Iterator[Inline]:
    return chain.from_iterable(chain.from_iterable(map(contents, nodes)))


def _children(node: Node) -> tuple[Node, ...]:
    return node.children if isinstance(node, Item) else ()


def _begins_before(node: Node, offset: int) -> bool:
    return any(part[0].start < offset for part in contents(node) if part)


def _is_inside(node: Node, offset: int) -> bool:
    """Return whether an offset is inside the label or text of a node, not counting its children."""
    parts = [part for part in contents(node) if part]
    return bool(parts) and parts[0][0].start < offset < parts[-1][-1].end
