"""Tracked changes, accepted or rejected in the tree of a part, so that nothing after it meets any."""

from __future__ import annotations

from collections import Counter

from convention_variants.formats.word.names import Element, W, following_block, remove, replace_by

_INSERTED = (W.ins, W.moveTo, W.cellIns)
_DELETED = (W["del"], W.moveFrom, W.cellDel)
_KINDS: dict[str, str] = {
    W.ins: "insertion",
    W.cellIns: "insertion",
    W["del"]: "deletion",
    W.cellDel: "deletion",
    W.moveTo: "move",
}
_MARKS = frozenset({*_INSERTED, *_DELETED})
# Where one of these elements says what became of its grandparent, and wraps nothing.
_PROPERTIES = frozenset({W.rPr, W.trPr, W.tcPr, W.numPr, W.pPr})
_FORMER = tuple(W[name] for name in ("pPrChange", "rPrChange", "tcPrChange", "trPrChange"))
_KEPT = frozenset({*_MARKS, W.rPr, W.sectPr})
_DELETED_TEXT: dict[str, str] = {W.delText: W.t, W.delInstrText: W.instrText}


def settle(root: Element, *, before: bool) -> Counter[str]:
    """Accept all tracked changes of a part, or reject them to have the text `before` them; return how many of a kind.

    What was inserted together with its paragraph or row counts once.
    """
    marks = list(root.iter(*_MARKS))
    if before:
        _restore_properties(root)
    if not marks:
        return Counter()
    kinds = _count(marks)
    dropped = frozenset(_INSERTED if before else _DELETED)
    _drop_cells(marks, dropped)
    _unwrap(marks, dropped)
    for element in list(root.iter(*_DELETED_TEXT)):
        element.tag = _DELETED_TEXT[str(element.tag)]
    _join_paragraphs(root, dropped)
    return kinds


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


def _drop_cells(marks: list[Element], dropped: frozenset[str]) -> None:
    """Remove the rows and cells that are not there, and tables that lose all their rows."""
    for mark in marks:
        parent = mark.getparent()
        if mark.tag not in dropped or parent is None or parent.tag not in {W.trPr, W.tcPr}:
            continue
        gone = parent.getparent()
        table = gone.getparent() if gone is not None else None
        if gone is None or table is None:
            continue
        remove(gone)
        if table.tag == W.tbl and next(table.iter(W.tr), None) is None:
            remove(table)


def _unwrap(marks: list[Element], dropped: frozenset[str]) -> None:
    """Remove what is not there, and take off the wrapping of what is."""
    for element in marks:
        parent = element.getparent()
        if parent is None or parent.tag in _PROPERTIES:
            continue
        is_gone = element.tag in dropped
        replace_by(element, element.iter(W.commentRangeStart, W.commentReference) if is_gone else element)


def _join_paragraphs(root: Element, dropped: frozenset[str]) -> None:
    """Join paragraphs between which the mark is not there; the later one's mark and properties stay."""
    carried: dict[Element, list[Element]] = {}
    for paragraph in list(root.iter(W.p)):
        before = carried.pop(paragraph, [])
        following = following_block(paragraph) if _lost_mark(paragraph, dropped) else None
        if following is not None and following.tag == W.p:
            before.extend(child for child in paragraph if child.tag != W.pPr)
            carried[following] = before
            remove(paragraph)
        elif before:
            own = [child for child in paragraph if child.tag != W.pPr]
            paragraph.extend([*before, *own])
        elif _lost_mark(paragraph, dropped) and paragraph.find(f".//{W.r}") is None and not _is_last(paragraph):
            remove(paragraph)


def _lost_mark(paragraph: Element, dropped: frozenset[str]) -> bool:
    mark = paragraph.find(f"{W.pPr}/{W.rPr}")
    return mark is not None and any(child.tag in dropped for child in mark)


def _is_last(paragraph: Element) -> bool:
    """Return whether a table cell would be left without a paragraph."""
    parent = paragraph.getparent()
    return parent is None or (parent.tag == W.tc and len(parent.findall(W.p)) == 1)
