"""Tracked changes, accepted or rejected in the tree of a part, so that no later stage has to know them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from itertools import islice

from convention_variants.formats.word.names import Element, M, W, following_block, remove, replace_by

_INSERTED = (W.ins, W.moveTo, W.cellIns)
DELETED = frozenset({W["del"], W.moveFrom, W.cellDel})
_KINDS: dict[str, str] = {
    W.ins: "insertion",
    W.cellIns: "insertion",
    W["del"]: "deletion",
    W.cellDel: "deletion",
    W.moveTo: "move",
}
_MARKS = frozenset({*_INSERTED, *DELETED})
# Where one of these elements says what became of its grandparent, and wraps nothing.
_PROPERTIES = frozenset({W.rPr, W.trPr, W.tcPr, W.numPr, W.pPr})
_FORMER = tuple(W[name] for name in ("pPrChange", "rPrChange", "tcPrChange", "trPrChange"))
_KEPT = frozenset({*_MARKS, W.rPr, W.sectPr})
_DELETED_TEXT: dict[str, str] = {W.delText: W.t, W.delInstrText: W.instrText}
_ANCHORS = tuple(W[f"{kind}{end}"] for kind in ("bookmark", "commentRange") for end in ("Start", "End"))
_EMPTY_WRAPPERS = (W.hyperlink, W.smartTag, W.fldSimple, W.ins, W.moveTo)


def settle(root: Element, *, before: bool) -> Counter[str]:
    """Accept all tracked changes of a part, or reject them for the text `before` them; return how many of each kind.

    What was inserted together with its paragraph or row counts once.
    """
    marks = list(root.iter(*_MARKS))
    if before:
        _restore_properties(root)
    if not marks:
        return Counter()
    kinds = _count(marks)
    settle_marks(marks, frozenset(_INSERTED) if before else DELETED)
    for element in list(root.iter(*_DELETED_TEXT)):
        element.tag = _DELETED_TEXT[str(element.tag)]
    return kinds


def settle_marks(marks: Sequence[Element], dropped: Container[object] = DELETED) -> None:
    """Remove the marks of some tracked changes, and with them what is marked with one of the `dropped` tags."""
    joined = {paragraph: None for mark in marks if mark.tag in dropped for paragraph in _paragraph_of(mark)}
    for mark in marks:
        parent = mark.getparent()
        if parent is None:
            continue
        if parent.tag in _PROPERTIES:
            remove(mark)
            if mark.tag in dropped and parent.tag in {W.trPr, W.tcPr}:
                _drop_cell(parent)
        elif mark.tag in dropped:
            replace_by(mark, mark.iter(*_ANCHORS))
            _remove_empty(parent)
        else:
            replace_by(mark, mark)
    for paragraph in reversed(joined):  # so that nothing moves twice
        _join(paragraph)


def _count(marks: list[Element]) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for element in marks:
        kind = _KINDS.get(str(element.tag))
        parent = element.getparent()
        if kind is None or parent is None:
            continue
        if parent.tag in _PROPERTIES:
            whole = next(element.iterancestors(W.p, W.tr, W.tc), None)
            same = whole.iter(str(element.tag)) if whole is not None else ()
            if whole is None or any(next(other.iterancestors()).tag not in _PROPERTIES for other in same):
                continue  # something else is counted: the text that it wraps
        kinds[kind] += 1
    return kinds


def _restore_properties(root: Element) -> None:
    """Give paragraphs, runs, rows and cells the properties they had, such as their numbering."""
    for change in list(root.iter(*_FORMER)):
        properties = change.getparent()
        if properties is None:
            continue
        former = change[0] if len(change) else None
        for child in list(properties):
            if child.tag not in _KEPT:
                properties.remove(child)
        for position, child in enumerate(list(former) if former is not None else ()):
            properties.insert(position, child)


def _drop_cell(properties: Element) -> None:
    """Remove a row or a cell, and a table that loses all its rows."""
    gone = properties.getparent()
    table = gone.getparent() if gone is not None else None
    if gone is not None and table is not None:
        remove(gone)
        if table.tag == W.tbl and next(table.iter(W.tr), None) is None:
            remove(table)


def _remove_empty(wrapper: Element) -> None:
    """Remove a link, a field or an insertion that has nothing left in it."""
    while wrapper.tag in _EMPTY_WRAPPERS and next(wrapper.iter(W.r, M.oMath), None) is None:
        parent = wrapper.getparent()
        if parent is None:
            return
        replace_by(wrapper, wrapper.iter(*_ANCHORS))  # a bookmark or a comment may end, or be meant, elsewhere
        wrapper = parent


def _paragraph_of(mark: Element) -> list[Element]:
    """Return the paragraph whose end is marked as changed; none if the mark is on something else."""
    properties = list(islice(mark.iterancestors(), 3))
    return properties[2:] if [one.tag for one in properties[:2]] == [W.rPr, W.pPr] else []


def _join(paragraph: Element) -> None:
    """Join a paragraph whose mark is gone with the next one, whose properties stay; alone, it goes if nothing shows."""
    following = following_block(paragraph)
    rest = [child for child in paragraph if child.tag != W.pPr]
    if following is not None and following.tag == W.p:
        position = int(next(iter(following), following).tag == W.pPr)  # where they are, they come first
        for child in reversed(rest):
            following.insert(position, child)
        remove(paragraph)
    elif next(paragraph.iter(W.r, M.oMath), None) is None and not _is_last(paragraph):
        replace_by(paragraph, paragraph.iter(*_ANCHORS))


def _is_last(paragraph: Element) -> bool:
    """Return whether a table cell would be left without a paragraph."""
    parent = paragraph.getparent()
    return parent is None or (parent.tag == W.tc and len(parent.findall(W.p)) == 1)
