"""Where something is in a draft, in words that help a person find it in the original file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from operator import itemgetter

from convention_variants.outline.nodes import (
    Content,
    Draft,
    Item,
    Node,
    Section,
    SectionKind,
    is_raised_figure,
    shown_text,
    start_of,
)
from convention_variants.text.display import on_one_line, shortened
from convention_variants.text.origins import Origin
from convention_variants.text.source import Location
from convention_variants.text.words import without_lone_quote

_HEADING_LABEL = re.compile(r"(?:[IVXLCDM]+|[A-Z]|\d+)(?=[.)]\s)")
_LONGEST_HEADING = 40


class Locations:
    """Finds the location of each offset in a draft; in Word files, it includes the provision."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def at(self, offset: int) -> Location:
        """Return the location of a character; `provision` is empty unless the draft is a Word file."""
        location = self.draft.source.location(offset)
        return location._replace(provision=self._provision(offset)) if location.origin.paragraph else location

    def _provision(self, offset: int) -> str:
        index = bisect_right(self._names, offset, key=itemgetter(0)) - 1
        return self._names[index][1] if index >= 0 else ""

    @cached_property
    def _names(self) -> list[tuple[int, str]]:
        """Where the text of each node and footnote begins, and its name: "III. A, paragraph 2 (b)"."""
        named: list[tuple[int, str]] = []
        stack: list[tuple[Node, tuple[Section, ...], str]] = [
            (node, (), "") for node in (*self.draft.front, *self.draft.body)
        ]
        while stack:
            node, sections, name = stack.pop()
            if isinstance(node, Section):
                sections = (*sections, node)
                name = self._section(sections)
            elif isinstance(node, Item):
                name += self._item(node)
            if (start := start_of(node)) is not None:
                named.append((start, name.strip(", ")))
            if isinstance(node, Section | Item):
                stack.extend((child, sections, name) for child in node.children)
        named += [(note.mark.start, f"note {note.label}") for note in self.draft.footnotes]
        return sorted(named, key=itemgetter(0))

    def _item(self, item: Item) -> str:
        label = heading_words(item.label, self.draft).rstrip(".:")
        if not label or item.option:
            return f", {label}" if label else ""
        return f", paragraph {label}" if label[0].isdigit() else f" {label}"

    def _section(self, sections: Sequence[Section]) -> str:
        """Return the name of nested sections: an article's own, else their labels, else the innermost heading."""
        labels = []
        for section in sections:
            label = heading_words(section.label, self.draft).rstrip(".:")
            if section.kind is SectionKind.ARTICLE and label:
                return label
            if not label and (match := _HEADING_LABEL.match(heading_words(section.title, self.draft))):
                label = match[0]
            labels += [label] if label else []
        return ". ".join(labels) or shortened(heading_words(sections[-1].title, self.draft), _LONGEST_HEADING)


def origin_json(origin: Origin) -> dict[str, int]:
    """Return where in a Word or PDF file something is: `paragraph`, or `page` and `line`; empty for a text file."""
    return {name: number for name, number in origin._asdict().items() if number}


def heading_words(content: Content, draft: Draft) -> str:
    """Return the words of a heading or label, without raised figures and without what opens or closes around them."""
    text = draft.source.text
    words = [inline for inline in content if not is_raised_figure(inline, text)]
    return without_lone_quote(on_one_line(shown_text(words, text)).strip("[]. "))
