"""Provisions that are one once a removal has taken what parted them: `(a) one[; or⏎⏎(b) two]; and`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from convention_variants.outline.nodes import Item, Node, Paragraph, contents


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
    joined = _joined(whole[last], node, cut) if last >= 0 else ()
    if joined:
        whole[last:] = joined
    return bool(joined)


def _joined(before: Node, node: Node, cut: int) -> tuple[Node, ...]:
    """Return a node with the one behind it, and what stands below that; nothing if the removal begins elsewhere.

    It has to begin amid the text of the one before, or of what stands below it: a paragraph of which a removal takes
    the beginning only stays a paragraph.
    """
    if not isinstance(node, Item | Paragraph):
        return ()
    added = (*node.label, *node.content) if isinstance(node, Item) else node.content
    below = node.children if isinstance(node, Item) else ()
    match before:
        case Item() if _is_amid(before, cut):
            return (before._replace(content=(*before.content, *added), children=below),)
        case Item():
            kept = [child for child in before.children if _begins_before(child, cut)]
            last = _joined(kept[-1], node, cut) if kept else ()
            return (before._replace(children=(*kept[:-1], *last)),) if last else ()
        case Paragraph() if _is_amid(before, cut):
            return (Paragraph((*before.content, *added)), *below)
        case _:
            return ()


def _begins_before(node: Node, offset: int) -> bool:
    return any(part[0].start < offset for part in contents(node) if part)


def _is_amid(node: Node, offset: int) -> bool:
    """Say whether an offset lies in the text of a node, label and all, without what stands below it."""
    parts = [part for part in contents(node) if part]
    return bool(parts) and parts[0][0].start < offset < parts[-1][-1].end
