"""Where something is in a draft, in words that help a person find it in the original file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from operator import itemgetter

from convention_variants.outline.nodes import Content, Draft, Item, Node, Section, SectionKind, shown_text, start_of
from convention_variants.text.conversion import Origin
from convention_variants.text.display import on_one_line, shortened
from convention_variants.text.source import Location

_HEADING_LABEL = re.compile(r"(?:[IVXLCDM]+|[A-Z]|\d+)(?=[.)]\s)")
_LONGEST_HEADING = 40
# A section or item, and the way to what it is in.
_Path = tuple[()] | tuple["_Path", Section | Item]


class Locations:
    """Finds the location of each offset in a draft; those in Word files come with their provision."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def at(self, offset: int) -> Location:
        """Return the location of a character; `provision` is empty unless the draft is a Word file."""
        location = self.draft.source.location(offset)
        return location._replace(provision=self._provision(offset)) if location.origin.paragraph else location

    def _provision(self, offset: int) -> str:
        index = bisect_right(self._nodes, offset, key=itemgetter(0)) - 1
        if index < 0:
            return ""
        _, node = self._nodes[index]
        return node if isinstance(node, str) else self._name(list(_ancestors(node)))

    @cached_property
    def _nodes(self) -> list[tuple[int, _Path | str]]:
        """The offsets at which the text of each node begins, and the way to that node or the name of a footnote."""
        named: list[tuple[int, _Path | str]] = []
        stack: list[tuple[Node, _Path]] = [(node, ()) for node in (*self.draft.front, *self.draft.body)]
        while stack:
            node, around = stack.pop()
            path = (around, node) if isinstance(node, Section | Item) else around
            if (start := start_of(node)) is not None:
                named.append((start, path))
            if isinstance(node, Section | Item):
                stack.extend((child, path) for child in node.children)
        named += [(note.mark.start, f"note {note.label}") for note in self.draft.footnotes]
        return sorted(named, key=itemgetter(0))

    def _name(self, path: list[Section | Item]) -> str:
        """Return the name of a node by those it is in: "III. A, paragraph 2 (b)"."""
        name = self._section([node for node in path if isinstance(node, Section)])
        for item in (node for node in path if isinstance(node, Item)):
            label = heading_words(item.label, self.draft).rstrip(".:")
            if item.option or not label:
                name += f", {label}" if label else ""
            elif label[0].isdigit():
                name += f", paragraph {label}"
            else:
                name += f" {label}"
        return name.strip(", ")

    def _section(self, sections: list[Section]) -> str:
        """Return the name of nested sections: an article's own, else their labels, else the innermost heading."""
        labels = []
        for section in sections:
            label = heading_words(section.label, self.draft).rstrip(".:")
            if section.kind is SectionKind.ARTICLE and label:
                return label
            if not label and (match := _HEADING_LABEL.match(heading_words(section.title, self.draft))):
                label = match[0]
            labels += [label] if label else []
        if labels or not sections:
            return ". ".join(labels)
        return shortened(heading_words(sections[-1].title, self.draft), _LONGEST_HEADING)


def _ancestors(path: _Path) -> Iterator[Section | Item]:
    """Yield the nodes on the way to one, the outermost first."""
    nodes = []
    while path:
        path, node = path
        nodes.append(node)
    return reversed(nodes)


def origin_json(origin: Origin) -> dict[str, int]:
    """Return where in a Word or PDF file something is: `paragraph`, or `page` and `line`; empty for a text file."""
    return {name: number for name, number in origin._asdict().items() if number}


def heading_words(content: Content, draft: Draft) -> str:
    """Return the words of a heading or label as a reader sees them, without the brackets around them."""
    return on_one_line(shown_text(content, draft.source.text)).strip("[]. ")
