"""A plan of changes → tracked changes in the tree of a Word file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from copy import deepcopy
from functools import cache
from itertools import groupby, takewhile

from convention_variants.formats.word.changes import ElementChange, Plan, UnmappedError
from convention_variants.formats.word.names import (
    BLOCKS,
    MC,
    Element,
    M,
    W,
    ends_section,
    following_block,
    number,
    remove,
)
from convention_variants.formats.word.package import xml_bytes
from convention_variants.formats.word.revisions import DELETED
from convention_variants.formats.word.segments import child_of, merged, segments_of

_INS, _DEL, _MOVED_HERE = W.ins, W["del"], W.moveTo
# What has an identifier among the tracked changes of a file.
_TRACKED = (
    *(_INS, _DEL, _MOVED_HERE, W.moveFrom),
    *(W[name] for name in ("cellIns", "cellDel", "cellMerge", "moveFromRangeStart", "moveToRangeStart")),
    *(W[f"{name}Change"] for name in ("pPr", "rPr", "sectPr", "tblGrid", "tblPr", "tblPrEx", "tcPr", "trPr")),
    W.numberingChange,
)
_AS_DELETED = {W.t: W.delText, W.instrText: W.delInstrText}
# What a reader sees of a paragraph.
_SHOWN = tuple(
    W[name]
    for name in ("sym", "noBreakHyphen", "drawing", "pict", "object", "footnoteReference", "endnoteReference", "ruby")
)
# What may follow the highlighting in the properties of a run (ECMA-376 part 1, 17.3.2.28).
_AFTER_HIGHLIGHT = frozenset(
    W[name]
    for name in (
        *("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout"),
        *("specVanish", "oMath", "rPrChange"),
    )
)
# What precedes the numbering in the properties of a paragraph (17.3.1.26).
_BEFORE_NUMBERING = {W.pStyle, W.keepNext, W.keepLines, W.pageBreakBefore, W.framePr, W.widowControl}
_HIGHLIGHT_COLOR = "yellow"


class Tracking:
    """Makes changes in a tree as tracked changes of one author, apart from those of others."""

    def __init__(self, plan: Plan, roots: Sequence[Element], author: str) -> None:
        self.plan, self.author = plan, author
        self._root = roots[0]
        self.own: list[Element] = []
        self.numbered = {plan.element(place) for place in plan.numbered()}
        self.marked: set[Element] = set()  # paragraphs whose mark goes
        self.dropped_rows: list[Element] = []
        self._shows = cache(shows)
        self._identity = max(
            (number(element.get(W.id)) for root in roots for element in root.iter(*_TRACKED)), default=0
        )

    def make(self) -> None:
        """Make all changes."""
        runs: defaultdict[Element, dict[Element, ElementChange]] = defaultdict(dict)
        for place in sorted(self.plan.elements):
            element = self.plan.element(place)
            for choice in element.iterancestors(MC.Choice):  # what older programs would show of a changed text box
                for other in list(choice.itersiblings(MC.Fallback)):
                    remove(other)
            if element.tag == M.oMath:
                self._wrap(element, _DEL)
            else:
                runs[next(element.iterancestors())][element] = self.plan.elements[place]
        for run, changes in runs.items():
            self._change_run(run, changes)
        for place in dict.fromkeys(self.plan.rows):
            self._drop_row(self.plan.element(place))
        self._change_paragraphs()

    def mark(self, tag: str) -> Element:
        """Return a new element of a tracked change."""
        self._identity += 1
        element = self._root.makeelement(tag)
        element.set(W.id, str(self._identity))
        element.set(W.author, self.author)
        self.own.append(element)
        return element

    def _wrap(self, element: Element, tag: str) -> None:
        wrapper = self.mark(tag)
        element.addprevious(wrapper)
        wrapper.append(element)

    def _change_run(self, run: Element, changes: dict[Element, ElementChange]) -> None:
        """Replace a run by several, each of which is kept, deleted, inserted or highlighted."""
        parts = (one for child in run if child.tag != W.rPr for one in segments_of(child, changes.get(child)))
        segments = list(merged(parts))
        properties = run.find(W.rPr)
        for (deleted, highlighted, inserted), group in groupby(segments, key=lambda one: one[2:]):
            new = run.makeelement(W.r, dict(run.attrib))
            if properties is not None:
                new.append(deepcopy(properties))
            for segment in group:
                new.append(child_of(segment))
            if highlighted:
                self._highlight(new, is_new=inserted)
            run.addprevious(new)
            if deleted:
                for child in new:
                    child.tag = _AS_DELETED.get(str(child.tag), child.tag)
                self._wrap(new, _DEL)
            elif inserted:
                self._wrap(new, _INS)
                if self.author:
                    self._lift_insertion(new)
        remove(run)

    def _lift_insertion(self, run: Element) -> None:
        """Split somebody else's insertion around ours, which is not part of it."""
        own = run.getparent()
        other = own.getparent() if own is not None else None
        if own is None or other is None or other.tag not in {_INS, _MOVED_HERE}:
            return
        after = other.makeelement(str(other.tag), dict(other.attrib))
        self._identity += 1
        after.set(W.id, str(self._identity))
        after.extend(list(own.itersiblings()))
        other.addnext(own)
        own.addnext(after)

    def _highlight(self, run: Element, *, is_new: bool) -> None:
        """Highlight a run, with its former properties if it is not new."""
        properties = _properties(run, W.rPr)
        former = deepcopy(properties)
        for child in properties.findall(W.highlight):
            properties.remove(child)
        highlight = properties.makeelement(W.highlight, {W.val: _HIGHLIGHT_COLOR})
        _put_before(_AFTER_HIGHLIGHT, highlight, properties)
        if not is_new and properties.find(W.rPrChange) is None:
            change = self.mark(W.rPrChange)
            change.append(former)
            properties.append(change)

    def _drop_row(self, row: Element) -> None:
        properties = row.find(W.trPr)
        if properties is None:
            properties = row.makeelement(W.trPr)
            row.insert(int(row.find(W.tblPrEx) is not None), properties)
        _put_before({W.trPrChange}, self.mark(_DEL), properties)
        self.dropped_rows.append(row)

    def _change_paragraphs(self) -> None:
        """Delete the marks of paragraphs without text, and join those between which a change took everything."""
        unlabelled = set()
        for reach in self.plan.reaches:
            paragraphs = [self.plan.element(place) for place in reach.paragraphs]
            emptied = [paragraph for paragraph in paragraphs if not self._shows(paragraph)]
            first, last = paragraphs[0], paragraphs[-1]
            if first is not last and reach.ends_inside and self._shows(last) and self._join(first, last):
                emptied = [paragraph for paragraph in emptied if paragraph is not first]
                unlabelled.add(last)
            unlabelled.update(emptied)
            for paragraph in emptied:
                self._empty(paragraph)
        for place, offset in self.plan.labels.items():
            if self.plan.element(place) not in unlabelled:
                raise UnmappedError("this is an automatic number", offset)

    def _join(self, first: Element, last: Element) -> bool:
        """Join two paragraphs and whatever is between them; the first one's properties stay."""
        if last not in first.itersiblings():
            return False
        between = list(takewhile(lambda sibling: sibling is not last, first.itersiblings()))
        joined = [first, *(one for one in between if one.tag == W.p)]
        if any(one.tag in BLOCKS and shows(one) for one in between) or any(map(ends_section, joined)):
            return False
        for paragraph in joined:
            self._delete_mark(paragraph)
        self._restyle(last, first.find(W.pPr))
        return True

    def _empty(self, paragraph: Element) -> None:
        """Delete the mark of a paragraph without text, or at least its number if the paragraph has to stay."""
        parent = paragraph.getparent()
        properties = paragraph.find(W.pPr)
        row = next(paragraph.iterancestors(W.tr), None)
        if row is not None and not shows(row) and _is_frame(row) and row not in self.dropped_rows:
            self._drop_row(row)
        if self._ends_another(paragraph):
            return
        if parent is not None and not ends_section(paragraph) and following_block(paragraph) is not None:
            self._delete_mark(paragraph)
        elif paragraph in self.numbered:
            unnumbered = paragraph.makeelement(W.pPr)
            for child in properties if properties is not None else ():
                if child.tag != W.numPr:
                    unnumbered.append(deepcopy(child))
            numbering = unnumbered.makeelement(W.numPr)
            numbering.append(numbering.makeelement(W.numId, {W.val: "0"}))
            _put_before({child.tag for child in unnumbered} - _BEFORE_NUMBERING, numbering, unnumbered)
            self._restyle(paragraph, unnumbered)

    def _ends_another(self, paragraph: Element) -> bool:
        """Return whether a paragraph's mark is that of text before it, where somebody else has deleted the mark."""
        for before in paragraph.itersiblings(preceding=True):
            if before.tag not in BLOCKS:
                continue
            mark = before.find(f"{W.pPr}/{W.rPr}") if before.tag == W.p and before not in self.marked else None
            if mark is None or all(mark.find(gone) is None for gone in DELETED):
                return False
            if self._shows(before):
                return True
        return False

    def _delete_mark(self, paragraph: Element) -> None:
        """Delete the mark at the end of a paragraph, which joins it with the next one."""
        if paragraph in self.marked:
            return
        properties = _properties(paragraph, W.pPr)
        mark = properties.find(W.rPr)
        if mark is None:
            mark = properties.makeelement(W.rPr)
            _put_before({W.sectPr, W.pPrChange}, mark, properties)
        if mark.find(_DEL) is not None:
            return  # somebody else has deleted it
        change = self.mark(_DEL)
        inserted = mark.find(_INS)
        if inserted is None:
            mark.insert(0, change)
        else:
            inserted.addnext(change)
        self.marked.add(paragraph)

    def _restyle(self, paragraph: Element, wanted: Element | None) -> None:
        """Give a paragraph other properties, but for its mark, its section and what others have changed."""
        properties = paragraph.find(W.pPr)
        own = {W.rPr, W.sectPr, W.pPrChange}
        former = [child for child in properties if child.tag not in own] if properties is not None else []
        new = [deepcopy(child) for child in wanted if child.tag not in own] if wanted is not None else []
        if list(map(xml_bytes, former)) == list(map(xml_bytes, new)):
            return
        properties = _properties(paragraph, W.pPr)
        if properties.find(W.pPrChange) is not None:
            return  # somebody else has changed them
        change = self.mark(W.pPrChange)
        before = properties.makeelement(W.pPr)
        change.append(before)
        before.extend(former)
        for position, child in enumerate(new):
            properties.insert(position, child)
        properties.append(change)


def shows(element: Element) -> bool:
    """Return whether a paragraph or a table shows anything if tracked changes are accepted."""
    shown = (child for child in element.iter(W.t, M.oMath, *_SHOWN) if child.tag != W.t or (child.text or "").strip())
    around = (takewhile(lambda ancestor: ancestor is not element, child.iterancestors()) for child in shown)
    return any(all(ancestor.tag not in DELETED for ancestor in ancestors) for ancestors in around)


def _properties(element: Element, tag: str) -> Element:
    """Return the properties of a paragraph or run, which come first in it."""
    properties = element.find(tag)
    if properties is None:
        properties = element.makeelement(tag)
        element.insert(0, properties)
    return properties


def _put_before(tags: Container[object], child: Element, parent: Element) -> None:
    """Put a child before the first one with one of some tags, or else last."""
    after = next((position for position, other in enumerate(parent) if other.tag in tags), len(parent))
    parent.insert(after, child)


def _is_frame(row: Element) -> bool:
    """Return whether a row is the only one of its table and has one cell."""
    table = row.getparent()
    return table is not None and len(table.findall(W.tr)) == 1 and len(row.findall(W.tc)) == 1
