"""The comments of a file: who said what, when, in answer to whom, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from convention_variants.formats.word.content import Content
from convention_variants.formats.word.names import COMMENT_EX, COMMENT_ID, COMMENT_PARENT, ID, PARAGRAPH_ID, P, w
from convention_variants.formats.word.pieces import plain
from convention_variants.formats.word.remarks import Remarks
from convention_variants.text.conversion import Comment

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_COMMENT, _AUTHOR, _DATE = w("comment"), w("author"), w("date")


def read_comments(
    root: Element | None,
    threads: Element | None,
    content: Content,
    anchors: Mapping[str, int],
    remarks: Remarks,
) -> tuple[Comment, ...]:
    """Return the comments in the order of the file; those without a place in the text stand at its beginning."""
    elements = list(root.iter(_COMMENT)) if root is not None else []
    parents = _parents(elements, threads)
    comments = []
    for index, element in enumerate(elements):
        paragraphs = (plain(content.read(paragraph, content.style(paragraph))).strip() for paragraph in element.iter(P))
        text = "\n".join(paragraph for paragraph in paragraphs if paragraph)
        offset = anchors.get(element.get(ID, ""))
        parent = parents.get(index)
        if offset is None and parent is not None:
            offset = anchors.get(elements[parent].get(ID, ""))
        if offset is None:
            remarks.add("comment")
        comments.append(Comment(offset or 0, element.get(_AUTHOR, ""), element.get(_DATE, ""), text, parent))
    return tuple(comments)


def _parents(elements: list[Element], threads: Element | None) -> dict[int, int]:
    """Return for each comment that is a reply the one it replies to: Word names them by their last paragraphs."""
    if threads is None:
        return {}
    indexes: dict[str, int] = {}
    for index, element in enumerate(elements):
        for paragraph in element.iter(P):
            if identity := paragraph.get(PARAGRAPH_ID):
                indexes[identity.upper()] = index
    parents: dict[int, int] = {}
    for entry in threads.iter(COMMENT_EX):
        reply = indexes.get(entry.get(COMMENT_ID, "").upper())
        parent = indexes.get(entry.get(COMMENT_PARENT, "").upper())
        if reply is not None and parent is not None and reply != parent:
            parents[reply] = parent
    return parents
