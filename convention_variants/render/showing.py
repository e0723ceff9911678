"""Reading → what is shown: applies the decisions to the outline of the draft.

Text that a decision drops is gone, and so is a paragraph with no text left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from convention_variants.outline.nodes import Draft, Item, Node, Paragraph, Parent, Section, Table, Verbatim, contents
from convention_variants.render.content import ContentReader
from convention_variants.render.rejoining import rejoin
from convention_variants.render.shown import (
    Pieces,
    ShownCell,
    ShownDraft,
    ShownFootnote,
    ShownItem,
    ShownNode,
    ShownParagraph,
    ShownSection,
    ShownTable,
    ShownVerbatim,
)
from convention_variants.resolve.resolver import Reading
from convention_variants.text.spans import Span

_ONLY_BRACKETS = re.compile(r"[\[\]\s]+")  # no label, but what is left of one
_MOST_PADDED = 10  # times as many cells as the draft has


def show(reading: Reading, *, mark: bool = False) -> ShownDraft:
    """Return what an edition shows of a reading; with `mark`, chosen wording has its rivals."""
    return show_by(ContentReader(reading, mark=mark), reading.inventory.draft)


def show_by(reader: ContentReader, draft: Draft) -> ShownDraft:
    """Return what is shown of a draft if a reader turns its content into pieces."""
    front, body = _nodes(draft.front, reader), _nodes(draft.body, reader)
    called_in_text = frozenset(reader.called)
    footnotes = tuple(ShownFootnote(note.id, note.label, reader.pieces(note.content)) for note in draft.footnotes)
    pictures = {address: picture for address, picture in reader.pictures.items() if picture is not None}
    return ShownDraft(front, body, footnotes, frozenset(reader.called), called_in_text, pictures)


def show_apart(reading: Reading, nodes: Iterable[Node], differing: Sequence[Span]) -> list[ShownNode | None]:
    """Return what a reading shows of each node without its children, with pieces in the spans `differing` marked.

    The spans are sorted and disjoint.
    """
    reader = ContentReader(reading, differing)
    return [_node(node._replace(children=()) if isinstance(node, Parent) else node, reader) for node in nodes]


def _nodes(nodes: Sequence[Node], reader: ContentReader) -> tuple[ShownNode, ...]:
    shown: list[ShownNode] = []
    for node in rejoin(nodes, reader.removal_into):
        kept = _node(node, reader)
        if isinstance(kept, ShownItem) and not (kept.label or kept.pieces):
            shown += kept.children  # nothing is left of the item itself: its children move up
        elif kept is not None:
            shown.append(kept)
    return tuple(shown)


def _node(node: Node, reader: ContentReader) -> ShownNode | None:
    match node:
        case Item():
            return _item(node, reader)
        case Paragraph():
            pieces = reader.pieces(node.content)
            return ShownParagraph(pieces) if pieces else None
        case Section():
            label, title = _one_line(reader.pieces(node.label)), _one_line(reader.pieces(node.title))
            return ShownSection(node.id, node.kind, label, title, _nodes(node.children, reader))
        case Verbatim():
            pieces = reader.lines(node.content)
            return ShownVerbatim(pieces) if pieces else None
        case Table():
            rows = [
                tuple(ShownCell(reader.pieces(content), columns, over) for content, columns, over in row)
                for row in node.rows
            ]
            is_dropped = any(contents(node)) and not any(cell.pieces for row in rows for cell in row)
            return None if is_dropped else ShownTable(tuple(_padded(rows)))
        case _:
            assert_never(node)


def _one_line(pieces: Pieces) -> Pieces:
    """Return the text of a heading with spaces for its line breaks."""
    return tuple(piece._replace(text=" ") if piece.text == "\n" else piece for piece in pieces)


def _item(node: Item, reader: ContentReader) -> ShownItem:
    alone = node._replace(children=()) if node.children else node
    own, *below = rejoin((alone, *node.children), reader.removal_into)
    assert isinstance(own, Item)  # rejoining keeps types  # noqa: S101 for the type checker
    label = reader.pieces(own.label)
    pieces = reader.pieces(own.content, labelled=bool(label))
    children = _nodes((*own.children, *below), reader)
    if _is_number_of_options(node) and children and isinstance(children[0], ShownParagraph):
        pieces, children = children[0].pieces, children[1:]  # "2. Option 1⏎⏎Text" reads "2. Text"
    if label and _ONLY_BRACKETS.fullmatch("".join(piece.text for piece in label)):
        label, pieces = (), (*label, *pieces)  # "[Option 1: Text" reads "[Text"
    return ShownItem(node.id, label, pieces, children, node.option, bare=bool(node.label) and not label)


def _padded(rows: Sequence[tuple[ShownCell, ...]]) -> Iterator[tuple[ShownCell, ...]]:
    """Yield the rows of a table, padded with empty cells as `ShownTable` says."""
    widths = [sum(cell.columns for cell in row) for row in rows]
    columns = max(widths, default=0)
    is_sparse = columns * len(rows) > _MOST_PADDED * sum(widths)
    for number, (row, width) in enumerate(zip(rows, widths, strict=True)):
        yield row if is_sparse and number else (*row, *(ShownCell(()),) * (columns - width))


def _is_number_of_options(node: Item) -> bool:
    """Return whether an item is only the number of a paragraph whose whole text is in options."""
    return not node.content and bool(node.children) and isinstance(node.children[0], Item) and node.children[0].option
