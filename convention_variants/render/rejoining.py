"""Provisions that are one once a removal has taken what parted them: `(a) one[; or⏎⏎(b) two]; and`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from convention_variants.outline.nodes import Inline, Item, Node, Paragraph, contents


def made_whole(nodes: Sequence[Node], cut_into: Callable[[Node], int | None]) -> list[Node]:
    """Let what is left of a node go on in the one before it where they are one in the source now.

    `cut_into` returns where a removal begins that takes the beginning of a node and more before it, or None.
    """
    cuts = [cut_into(node) for node in nodes]
    last_of_removal = {cut: index for index, cut in enumerate(cuts)}
    whole: list[Node] = []
    index = 0
    while index < len(nodes):
        cut = cuts[index]
        end = index + 1 if cut is None else last_of_removal[cut] + 1
        if cut is None or not _join(whole, [nodes[at] for at in range(index, end) if cuts[at] == cut], cut):
            whole += nodes[index:end]
        index = end
    return whole


def _join(whole: list[Node], taken: Sequence[Node], cut: int) -> bool:
    """Let the nodes whose beginnings a removal takes go on in the last one that begins before it, if they can.

    What stands between them has gone, and so has what stands below all but the last of them.
    """
    last = len(whole) - 1
    while last >= 0 and not _begins_before(whole[last], cut):
        last -= 1
    joined = _joined(whole[last], taken, cut) if last >= 0 else ()
    if joined:
        whole[last:] = joined
    return bool(joined)


def _joined(before: Node, taken: Sequence[Node], cut: int) -> tuple[Node, ...]:
    """Return a node with those behind it, and what stands below the last; nothing if the removal begins elsewhere.

    It has to begin amid the text of the one before, or of what stands below it: a paragraph of which a removal takes
    the beginning only stays a paragraph.
    """
    match before:
        case Item() if _is_amid(before, cut):
            return (before._replace(content=(*before.content, *_texts(taken)), children=_below(taken[-1])),)
        case Item():
            kept = [child for child in before.children if _begins_before(child, cut)]
            last = _joined(kept[-1], taken, cut) if kept else ()
            return (before._replace(children=(*kept[:-1], *last)),) if last else ()
        case Paragraph() if _is_amid(before, cut):
            return (Paragraph((*before.content, *_texts(taken))), *_below(taken[-1]))
        case _:
            return ()


def _texts(nodes: Sequence[Node]) -> Iterator[Inline]:
    return chain.from_iterable(chain.from_iterable(map(contents, nodes)))


def _below(node: Node) -> tuple[Node, ...]:
    return node.children if isinstance(node, Item) else ()


def _begins_before(node: Node, offset: int) -> bool:
    return any(part[0].start < offset for part in contents(node) if part)


def _is_amid(node: Node, offset: int) -> bool:
    """Say whether an offset lies in the text of a node, label and all, without what stands below it."""
    parts = [part for part in contents(node) if part]
    return bool(parts) and parts[0][0].start < offset < parts[-1][-1].end
