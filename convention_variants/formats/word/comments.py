"""The comments of a file: who said what, when, in answer to whom, and where."""

from __future__ import annotations

from collections.abc import Mapping

from convention_variants.formats.word.content import Content
from convention_variants.formats.word.names import W14, W15, Element, W
from convention_variants.formats.word.pieces import plain
from convention_variants.formats.word.remarks import Remarks
from convention_variants.text.conversion import Comment


def read_comments(
    root: Element | None, threads: Element | None, content: Content, anchors: Mapping[str, int], remarks: Remarks
) -> tuple[Comment, ...]:
    """Return the comments in the order of the file; one without a place in the text is placed at its beginning."""
    elements = list(root.iter(W.comment)) if root is not None else []
    parents = _parents(elements, threads)
    comments = []
    for index, element in enumerate(elements):
        paragraphs = (
            plain(content.read(paragraph, content.style(paragraph))).strip() for paragraph in element.iter(W.p)
        )
        text = "\n".join(filter(None, paragraphs))
        offset = anchors.get(element.get(W.id, ""))
        parent = parents.get(index)
        if offset is None and parent is not None:
            offset = anchors.get(elements[parent].get(W.id, ""))
        if offset is None:
            remarks.add("comment")
        comments.append(Comment(offset or 0, element.get(W.author, ""), element.get(W.date, ""), text, parent))
    return tuple(comments)


def _parents(elements: list[Element], threads: Element | None) -> dict[int, int]:
    """Return for each comment that is a reply the one it replies to: Word names them by their last paragraphs."""
    if threads is None:
        return {}
    indexes: dict[str, int] = {}
    for index, element in enumerate(elements):
        for paragraph in element.iter(W.p):
            if identity := paragraph.get(W14.paraId):
                indexes[identity.upper()] = index
    parents: dict[int, int] = {}
    for entry in threads.iter(W15.commentEx):
        reply = indexes.get(entry.get(W15.paraId, "").upper())
        parent = indexes.get(entry.get(W15.paraIdParent, "").upper())
        if reply is not None and parent is not None and reply != parent:
            parents[reply] = parent
    return parents
