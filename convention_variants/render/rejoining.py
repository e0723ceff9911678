"""Provisions that are one once a removal has taken what parted them: `(a) one[; or⏎⏎(b) two]; and`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from convention_variants.outline import Item, Node, Paragraph, contents


def made_whole(nodes: Sequence[Node], cut_into: Callable[[Node], int | None]) -> list[Node]:
    """Let what is left of a node go on in the one before it where they are one in the source now.

    `cut_into` returns where a removal begins that takes the beginning of a node and more before it, or None.
    """
    whole: list[Node] = []
    for node in nodes:
        cut = cut_into(node) if whole else None
        joined = _joined(whole[-1], node, cut) if cut is not None else None
        if joined is None:
            whole.append(node)
        else:
            whole[-1] = joined
    return whole


def _joined(before: Node, node: Node, cut: int) -> Node | None:
    """Return a node with the one behind it, if the removal begins in the text of it or of what stands below it."""
    if not _begins_before(before, cut) or not isinstance(node, Item | Paragraph):
        return None
    added = (*node.label, *node.content) if isinstance(node, Item) else node.content
    below = node.children if isinstance(node, Item) else ()
    match before:
        case Item():
            kept = [child for child in before.children if _begins_before(child, cut)]
            last = _joined(kept[-1], node, cut) if kept else None
            if last is not None:
                return before._replace(children=(*kept[:-1], last))
            return None if kept else before._replace(content=(*before.content, *added), children=below)
        case Paragraph() if not below:
            return Paragraph((*before.content, *added))
        case _:
            return None


def _begins_before(node: Node, offset: int) -> bool:
    return any(part[0].start < offset for part in contents(node) if part)
