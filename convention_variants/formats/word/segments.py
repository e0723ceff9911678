"""The changes in a run → its parts, each of which is kept, deleted, inserted or highlighted as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from convention_variants.formats.word.changes import ElementChange, shown_ends
from convention_variants.formats.word.content import SPACE
from convention_variants.formats.word.names import Element, W
from convention_variants.text.spans import SpanIndex, merge_spans


class Segment(NamedTuple):
    """A part of a run that is changed as a whole; `text` is None for a child that stays as it is."""

    child: Element
    text: str | None
    deleted: bool = False
    highlighted: bool = False
    inserted: bool = False


def segments_of(child: Element, change: ElementChange | None) -> Iterator[Segment]:
    """Yield the parts of a run's child, and the texts inserted before, between and after them."""
    if change is None:
        yield Segment(child, None)
        return
    text = child.text or "" if child.tag == W.t else None
    length = 1 if text is None else len(text)
    first, last = shown_ends(child)  # a part keeps its white space, which must not show what the whole does not
    deleted, highlighted = (SpanIndex(merge_spans(spans)) for spans in (change.deleted, change.highlighted))
    inserted: defaultdict[int, list[str]] = defaultdict(list)
    for offset, new in change.inserted:
        inserted[offset].append(new)
    bounds = sorted(
        {0, length, *inserted, *(bound for index in (deleted, highlighted) for span in index.spans for bound in span)}
    )
    for start, end in zip(bounds, [*bounds[1:], length], strict=True):
        yield from (Segment(child, new, inserted=True) for new in inserted[start])
        if start < end:
            gone = deleted.at(start) is not None
            marked = not gone and highlighted.at(start) is not None
            part = None if text is None else text[max(start, first) : min(end, last)]
            if part != "":
                yield Segment(child, part, deleted=gone, highlighted=marked)


def merged(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Yield segments, those of one text that are changed alike as one."""
    for _, group in groupby(segments, key=lambda one: (one.child, *one[2:])):
        first, *others = group
        if others and not first.inserted:
            yield first._replace(text="".join(one.text or "" for one in (first, *others)))
        else:
            yield from (first, *others)


def child_of(segment: Segment) -> Element:
    """Return the element of a segment."""
    if segment.text is None:
        return segment.child
    text = segment.child.makeelement(W.t)
    text.text = segment.text
    text.set(SPACE, "preserve")
    return text
