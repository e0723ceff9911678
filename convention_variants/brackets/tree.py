"""Tokens → bracket tree, and back to the source.

An unmatched bracket is a node of its own, and parsing continues. A stack pairs the brackets. If they do not balance,
the brackets at fault are found, and the stack pairs the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge

from convention_variants.brackets.borders import crosses_an_option
from convention_variants.brackets.links import References
from convention_variants.brackets.nodes import Bracket, BracketTree, FootnoteCall, Link, Node, Stray, Text, Unclosed
from convention_variants.brackets.opaque import code_blocks, code_spans, front_matter
from convention_variants.brackets.tokenizer import Tokens, tokenize
from convention_variants.text.source import Source
from convention_variants.text.spans import Span


class _Builder:
    """The open brackets, outermost first, each with its children so far. The `blamed` ones stay unmatched."""

    def __init__(self, text: str, references: References, blamed: frozenset[int] = frozenset()) -> None:
        self.text, self.references, self.blamed = text, references, blamed
        self.cursor = 0
        self.starts: list[int] = []
        self.levels: list[list[Node]] = [[]]
        self.brackets: list[int] = []  # outside the addresses of links
        self.links: list[Link] = []
        self.errors: list[Unclosed | Stray] = []

    def read(self, tokens: Tokens) -> tuple[Node, ...]:
        """Return the top level."""
        for start in tokens.starts:
            if start < self.cursor:  # inside the address of a link
                continue
            if start > self.cursor:
                self.levels[-1].append(Text(self.cursor, start))
            self.cursor = tokens.calls.get(start, start + 1)
            if start in tokens.calls:
                self.levels[-1].append(FootnoteCall(start, self.cursor))
                continue
            self.brackets.append(start)
            if self.text[start] == "[":
                self.open(start)
            else:
                self.close(start)
        return self.finish()

    def open(self, start: int) -> None:
        if start in self.blamed:
            self.add_error(Unclosed(start, start + 1))
            return
        self.starts.append(start)
        self.levels.append([])

    def close(self, close: int) -> None:
        if not self.starts or close in self.blamed:
            self.add_error(Stray(close, close + 1))
            return
        start, children = self.starts.pop(), tuple(self.levels.pop())
        if target := self.references.target(self.text, start, close):
            self.cursor = target.end
            self.links.append(Link(start, close, target.end, target.address, children))
            self.levels[-1].append(self.links[-1])
        else:
            self.levels[-1].append(Bracket(start, close + 1, children))

    def add_error(self, error: Unclosed | Stray) -> None:
        self.errors.append(error)
        self.levels[-1].append(error)

    def finish(self) -> tuple[Node, ...]:
        """Return the top level, with the children of brackets that are still open."""
        if self.cursor < len(self.text):
            self.levels[-1].append(Text(self.cursor, len(self.text)))
        top, *opened = self.levels
        self.levels = [top]
        for start, children in zip(self.starts, opened, strict=True):
            self.add_error(Unclosed(start, start + 1))
            top.extend(children)
        return tuple(top)


def read_brackets(source: Source) -> BracketTree:
    """Parse the bracket tree of a source. Takes linear time, does not recurse, and never fails."""
    text = source.text
    front, code = front_matter(text), code_blocks(text)
    references = References(text)
    tokens = tokenize(text, _disjoint(front, code, references.spans, code_spans(text)))
    builder = _Builder(text, references)
    children = builder.read(tokens)
    if builder.errors or crosses_an_option(text, builder.brackets):
        from convention_variants.brackets.recovery import brackets_to_blame  # noqa: PLC0415 loaded when needed

        builder = _Builder(text, references, brackets_to_blame(text, builder.brackets))
        children = builder.read(tokens)
    metadata = (*front, *references.spans)
    return BracketTree(source, children, tuple(builder.links), tuple(builder.errors), tuple(code), metadata)


def _disjoint(*groups: list[Span]) -> Iterator[Span]:
    """Merge sorted lists of spans, without those that begin inside an earlier one."""
    end = 0
    for span in merge(*groups):
        if span.start >= end:
            yield span
            end = span.end


def serialize(tree: BracketTree) -> str:
    """Return the text of a tree's leaves, which is exactly the text of its source."""
    text = tree.source.text
    parts = []
    stack: list[Node | Span] = list(reversed(tree.children))
    while stack:
        node = stack.pop()
        if isinstance(node, Bracket | Link):
            parts.append("[")
            stack.append(Span(node.text_end if isinstance(node, Link) else node.end - 1, node.end))
            stack.extend(reversed(node.children))
        else:
            parts.append(text[node.start : node.end])
    return "".join(parts)
