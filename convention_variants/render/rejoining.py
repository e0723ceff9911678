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
        cut = cut_into(node)
        if cut is None or not _join(whole, node, cut):
            whole.append(node)
    return whole


def _join(whole: list[Node], node: Node, cut: int) -> bool:
    """Let a node go on in the last one that begins before the removal, if it can; what stands between them has gone."""
    last = len(whole) - 1
    while last >= 0 and not _begins_before(whole[last], cut):
        last -= 1
    joined = _joined(whole[last], node, cut) if last >= 0 else None
    if joined is not None:
        whole[last:] = [joined]
    return joined is not None


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
