"""The text before the treaty text, without what the masthead says and without the headings right above the treaty."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby

from convention_variants.render.citations import plain
from convention_variants.render.shown import NEW_LINE, Pieces, ShownNode, ShownParagraph, ShownSection
from convention_variants.terminology.model import Document
from convention_variants.text.words import single_spaced


def masthead_lines(document: Document, title: str, issued: Sequence[str]) -> frozenset[str]:
    """Return what the masthead of an edition says, line by line, as `without_masthead` compares it."""
    lines = (
        document.organization,
        document.organ,
        document.symbol,
        *issued,
        document.body,
        document.session,
        document.meeting,
        title,
    )
    return frozenset(map(_folded, filter(None, lines)))


def without_masthead(nodes: Sequence[ShownNode], said: Collection[str]) -> tuple[ShownNode, ...]:
    """Return nodes without the paragraphs and headings that only repeat the masthead.

    Nothing else is lost: what is below such a heading moves up, and text with a footnote call or a mark stays.
    """
    kept: list[ShownNode] = []
    for node in nodes:
        if isinstance(node, ShownSection):
            children = without_masthead(node.children, said)
            kept += (replace(node, children=children),) if node.label or not _repeats(node.title, said) else children
        elif not isinstance(node, ShownParagraph) or not _repeats(node.pieces, said):
            kept.append(node)
    return tuple(kept)


def _repeats(pieces: Pieces, said: Collection[str]) -> bool:
    """Return whether text is nothing but lines of the masthead."""
    is_plain = all(piece.is_text and piece.mark is None for piece in pieces)
    lines = (tuple(line) for is_break, line in groupby(pieces, NEW_LINE.__eq__) if not is_break)
    return bool(pieces) and is_plain and all(_folded(plain(line)) in said for line in lines)


def _folded(line: str) -> str:
    return single_spaced(line).casefold()


def without_opening(nodes: Sequence[ShownNode]) -> tuple[tuple[ShownNode, ...], tuple[ShownSection, ...]]:
    """Return nodes without the headings at their end, and these headings, which are right above the treaty text."""
    end = len(nodes)
    while end and _is_bare_heading(nodes[end - 1]):
        end -= 1
    opening = tuple(node for node in nodes[end:] if isinstance(node, ShownSection))
    last = nodes[end - 1] if end else None
    if not isinstance(last, ShownSection):
        return tuple(nodes[:end]), opening
    children, inner = without_opening(last.children)
    return (*nodes[: end - 1], replace(last, children=children)), (*inner, *opening)


def _is_bare_heading(node: ShownNode) -> bool:
    """Return whether a node is a heading with nothing below it but headings."""
    return isinstance(node, ShownSection) and all(map(_is_bare_heading, node.children))
