"""Option paragraphs: `Option 1: …`, `Option 2: …` on their own are rivals, each with its scope (design §5).

The outline has them as items of one series. The scope of each goes up to the next one, that of the
last to the end of what encloses them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from convention_variants.brackets import Bracket, BracketTree, Link, Node
from convention_variants.outline import Draft, Item, Section, contents, is_option, readings, walk
from convention_variants.outline import Node as OutlineNode
from convention_variants.text import Span

_CLOSING_MARKUP = re.compile(r"(?:[*_`]+|\]\([^()\s]*\))*")
_OPENING_MARKUP = frozenset("*_")
_LABEL_END = re.compile(r"[*_:]*\s*")


@dataclass(frozen=True, slots=True)
class OptionParagraph:
    """One of a series: its label, the text it offers, and both with what parts it from the next."""

    start: int
    end: int
    label: Span
    words: Span


@dataclass(frozen=True, slots=True)
class Series:
    """Option paragraphs that are one choice, and the provision that they stand in."""

    provision: str
    paragraphs: tuple[OptionParagraph, ...]


def find_series(draft: Draft) -> list[Series]:
    """Return the series of option paragraphs of a draft, in the order of the source.

    A series that a bracket straddles is none: it cannot be told what belongs to which option.
    """
    if not is_option(draft.source.text):
        return []
    nodes = (*draft.front, *draft.body)
    brackets = _Brackets(draft.brackets)
    found = []
    for provision, items in _siblings(nodes, draft):
        if len(items) > 1 and (series := _series(provision, items, draft, brackets)):
            found.append(series)
    return sorted(found, key=lambda series: series.paragraphs[0].start)


def _siblings(nodes: Sequence[OutlineNode], draft: Draft) -> Iterator[tuple[str, list[Item]]]:
    """Yield neighbouring options that count on from one another, with the provision around them."""
    stack: list[tuple[str, Sequence[OutlineNode]]] = [("text", nodes)]
    while stack:
        provision, children = stack.pop()
        run: list[Item] = []
        for node in children:
            if isinstance(node, Item) and is_option(_label(node, draft)):
                if run and not _follows(run[-1], node, draft):
                    yield provision, run
                    run = []
                run.append(node)
            elif run:
                yield provision, run
                run = []
            if isinstance(node, Item):
                stack.append((node.id or provision, node.children))
            elif isinstance(node, Section):
                stack.append((_address(node, provision, draft), node.children))
        if run:
            yield provision, run


def _address(section: Section, around: str, draft: Draft) -> str:
    first = (*section.label, *section.title)
    return draft.provision_at(first[0].start) if first else around


def _label(item: Item, draft: Draft) -> str:
    return draft.source.text[item.label[0].start : item.label[-1].end] if item.label else ""


def _follows(item: Item, following: Item, draft: Draft) -> bool:
    before, after = readings(_label(item, draft)), readings(_label(following, draft))
    return any(
        one.series == other.series and one.ordinal + 1 == other.ordinal for one in before for other in after
    )  # fmt: skip


def _series(provision: str, items: Sequence[Item], draft: Draft, brackets: _Brackets) -> Series | None:
    text = draft.source.text
    starts = [_start(item, text) for item in items]
    around = brackets.around(starts[0])
    end = _end(items[-1], text)
    if around is not None:
        end = min(end, around.end - 1)
    ends = [*starts[1:], end]
    if any(brackets.straddle(start, stop, around) for start, stop in zip(starts, ends, strict=True)):
        return None
    paragraphs = tuple(
        _paragraph(item, start, stop, text) for item, start, stop in zip(items, starts, ends, strict=True)
    )
    return Series(provision, paragraphs)


def _paragraph(item: Item, start: int, stop: int, text: str) -> OptionParagraph:
    """Cut an option paragraph: its words begin behind the label, and end before white space."""
    label = _LABEL_END.match(text, item.label[-1].end, stop)
    words_start = label.end() if label else item.label[-1].end
    label_end = words_start
    while text[label_end - 1].isspace():
        label_end -= 1
    words_end = stop
    while words_end > words_start and text[words_end - 1].isspace():
        words_end -= 1
    return OptionParagraph(start, words_end, Span(start, label_end), Span(min(words_start, words_end), words_end))


def _start(item: Item, text: str) -> int:
    """Return where an option begins: with its markup, and behind a bracket that opens around the whole series."""
    start = item.label[0].start
    while text[start] == "[":
        start += 1
    while start and text[start - 1] in _OPENING_MARKUP:
        start -= 1
    return start


def _end(item: Item, text: str) -> int:
    """Return where the last text of an item ends, with the markup that closes it."""
    last = max(part[-1].end for node in walk((item,)) for part in contents(node) if part)
    closing = _CLOSING_MARKUP.match(text, last)
    return closing.end() if closing else last


class _Brackets:
    """All brackets of a draft, to ask which one an offset stands in."""

    def __init__(self, tree: BracketTree) -> None:
        self.all: list[Bracket] = []
        stack: list[Node] = list(tree.children)
        while stack:
            node = stack.pop()
            if isinstance(node, Bracket):
                self.all.append(node)
            if isinstance(node, Bracket | Link):
                stack.extend(node.children)
        self.all.sort(key=lambda bracket: bracket.start)
        self.starts = [bracket.start for bracket in self.all]
        self.parents = self._parents()

    def _parents(self) -> list[int]:
        """Return for each bracket the index of the one around it, -1 for none."""
        parents, opened = [], [-1]
        for index, bracket in enumerate(self.all):
            while opened[-1] >= 0 and self.all[opened[-1]].end <= bracket.start:
                opened.pop()
            parents.append(opened[-1])
            opened.append(index)
        return parents

    def around(self, offset: int) -> Bracket | None:
        """Return the innermost bracket that an offset stands in."""
        index = bisect_left(self.starts, offset) - 1
        while index >= 0 and self.all[index].end <= offset:
            index = self.parents[index]
        return self.all[index] if index >= 0 else None

    def straddle(self, start: int, end: int, around: Bracket | None) -> bool:
        """Say whether a stretch is no whole part of the bracket around it."""
        return self.around(start) is not around or self.around(end) is not around
