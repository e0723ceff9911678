"""Spans of the source → their words as a reader sees them, without Markdown marks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from convention_variants.choices.inventory import Inventory
from convention_variants.outline.nodes import Draft, Inline, all_contents
from convention_variants.render.citations import plain
from convention_variants.render.content import ContentReader
from convention_variants.resolve.resolver import Reading, Selection
from convention_variants.text.spans import Span
from convention_variants.text.words import single_spaced

_MOST_INLINES = 60  # nested brackets quote the same text again and again


class DraftWords:
    """The inline text of a draft by its place in the source."""

    def __init__(self, draft: Draft) -> None:
        found = [(number, inline) for number, content in enumerate(all_contents(draft)) for inline in content]
        self._inlines = sorted(found, key=lambda one: one[1].start)
        self._ends = [inline.end for _, inline in self._inlines]

    def read(self, span: Span, reader: ContentReader, most: int | None = _MOST_INLINES) -> str:
        """Return the words that a reading shows of a span, on one line; "…" ends those of more than `most` inlines."""
        first = bisect_left(self._ends, span.start + 1)
        parts: list[tuple[int, list[Inline]]] = []
        for number, inline in self._inlines[first : None if most is None else first + most]:
            if inline.start >= span.end:
                return _joined(parts, reader)
            if not parts or parts[-1][0] != number:
                parts.append((number, []))
            parts[-1][1].append(_clipped(inline, span))
        is_cut = most is not None and first + most < len(self._inlines)
        return _joined(parts, reader) + "…" * is_cut


def words_in_source(inventory: Inventory, most: int | None = _MOST_INLINES) -> Callable[[Span], str]:
    """Return a function that reads a span of a draft with all its brackets; `most` as in `DraftWords.read`."""
    words, reader = DraftWords(inventory.draft), ContentReader(Reading(inventory, Selection(), (), ()))
    return lambda span: words.read(span, reader, most)


def _clipped(inline: Inline, span: Span) -> Inline:
    """Return the part of an inline in a span; what is not shown letter by letter stays whole."""
    if getattr(inline, "shown", "") is not None:
        return inline
    return inline._replace(start=max(inline.start, span.start), end=min(inline.end, span.end))


def _joined(parts: list[tuple[int, list[Inline]]], reader: ContentReader) -> str:
    """Return the words of inlines, with the descriptions of pictures: rivals may differ in nothing else."""
    shown = ((piece._replace(image=None) for piece in reader.pieces(tuple(inlines))) for _, inlines in parts)
    return single_spaced(" ".join(plain(tuple(pieces)) for pieces in shown)).strip()
