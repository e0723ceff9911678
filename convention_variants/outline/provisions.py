"""Blocks → provisions: the tree of sections, labelled items and the texts that close them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from convention_variants.language.option_labels import find_option_label
from convention_variants.language.placeholders import is_no_provision
from convention_variants.outline import vocabulary
from convention_variants.outline.blocks import Block, BlockKind
from convention_variants.outline.headings import Heading, read_heading, takes_title
from convention_variants.outline.inline import InlineReader
from convention_variants.outline.labels import Label, begins, follows, is_inserted, read_label
from convention_variants.outline.lookahead import Lookahead
from convention_variants.outline.nodes import (
    Address,
    Cell,
    Content,
    Item,
    Node,
    Paragraph,
    Run,
    Section,
    SectionKind,
    Table,
    Verbatim,
    written,
)
from convention_variants.outline.placing import OpenItem, depth_of_option, place, place_bullet
from convention_variants.outline.table_rows import BlockCell, merged_down
from convention_variants.text.words import OPENING_QUOTES, slug, unused

_ARTICLE_RANK = 20
_CHAPTER_RANK = 10
_PART_RANK = 9
_ROMAN_RANK, _LETTER_RANK, _FIGURE_RANK = 30, 31, 32
_REMARK_RANK = 60
_CALLS_FOR_MORE = ":：—"


class Arranged(NamedTuple):
    """The nodes before the treaty text, the treaty text, the addresses of provisions, and whether it has options."""

    front: tuple[Node, ...]
    body: tuple[Node, ...]
    addresses: list[Address]
    has_options: bool


@dataclass(slots=True)
class _OpenSection:
    """A section that can still get children; the outermost one is the document.

    `rank` is lower for outer sections: a section closes those of an equal or higher rank.
    """

    heading: Heading
    id: str
    anchor: str
    rank: int
    colon: bool = False
    children: list[Node] = field(default_factory=list)


def arrange(blocks: Sequence[Block], inline: InlineReader, text: str) -> Arranged:
    """Arrange the blocks of a draft (without footnotes) into its provisions."""
    headings = {
        index: read_heading(block, inline, text)
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.HEADING
    }
    treaty = (SectionKind.PREAMBLE, SectionKind.CHAPTER, SectionKind.ARTICLE)
    start = next((index for index, heading in headings.items() if heading.kind in treaty), 0)
    opening = next((index for index in range(start) if _begins(blocks[index], vocabulary.OPENING, text)), None)
    arranger = _Arranger(blocks, headings, inline, text, opening)
    start = start if opening is None else opening
    front = arranger.nodes(0, start)
    body = arranger.nodes(start, len(blocks))
    return Arranged(front, body, arranger.addresses, arranger.has_options)


class _Arranger:
    """Goes through the blocks once, and keeps track of the open sections and items."""

    def __init__(
        self,
        blocks: Sequence[Block],
        headings: dict[int, Heading],
        inline: InlineReader,
        text: str,
        opening: int | None,
    ) -> None:
        self.blocks, self.headings, self.inline, self.text, self.opening = blocks, headings, inline, text, opening
        self.after = [*blocks[1:], None]
        self.ahead = Lookahead(blocks, text)
        self.addresses: list[Address] = []
        self.has_options = any(heading.kind is SectionKind.OPTION for heading in headings.values())
        self.ids: dict[str, int] = {}
        self.next_item = self._next_items()
        self.sections: list[_OpenSection] = []
        self.items: list[OpenItem] = []
        self.outer_label = ""  # of the last enumerated section that is in no other

    def _next_items(self) -> list[int | None]:
        """For each block, the next one that opens an item in the same section."""
        following: list[int | None] = []
        after = None
        for index, block in reversed(list(enumerate(self.blocks))):
            following.append(after)
            if block.opens_item:
                after = index
            elif block.kind is BlockKind.HEADING or _begins(block, vocabulary.TESTIMONIUM, self.text):
                after = None
        return following[::-1]

    def nodes(self, start: int, end: int) -> tuple[Node, ...]:
        """Return the tree of the blocks from `start` to `end`."""
        document = _OpenSection(Heading(SectionKind.OTHER, "text", "text", 0, (), ()), "text", "text", 0)
        self.sections = [document]
        index = start
        while index < end:
            block = self.blocks[index]
            if block.kind is BlockKind.HEADING:
                index += self.open_heading(index, block)
                continue
            self.add_block(index, block)
            index += 1
        self.close_sections(1)
        return tuple(document.children)

    def add_block(self, index: int, block: Block) -> None:
        if block.opens_item:
            self.open_items(index, block)
        elif block.ends_options:
            self.end_options(index, block)
            self.add_paragraph(index, block)
        elif _begins(block, vocabulary.TESTIMONIUM, self.text):
            self.close_sections(1)  # it stands in no other, and no other stands in it
            self.open_unnamed(SectionKind.TESTIMONIUM, "testimonium", _REMARK_RANK, block)
        elif index == self.opening:
            self.open_unnamed(SectionKind.PREAMBLE, "preamble", _ARTICLE_RANK, block)
        else:
            self.add_paragraph(index, block)

    # Sections

    def open_unnamed(self, kind: SectionKind, name: str, rank: int, block: Block) -> None:
        """Open a section without a heading, at its first paragraph."""
        section = self.open_section(Heading(kind, name, name, 0, (), ()), rank)
        self.address(block.content[0].start, section.id)
        section.children.append(Paragraph(self.inline.read(block.content)))

    def open_heading(self, index: int, block: Block) -> int:
        """Open the section of a heading; return the number of blocks that the heading takes up."""
        heading = self.headings[index]
        after = self.after[index]
        taken = 1
        if takes_title(heading, block, after):
            title = self.headings[index + 1]
            if title.kind is SectionKind.OTHER and not title.label:
                heading, taken = heading._replace(title=title.title), 2
        if block.braced:
            self.close_option_sections()
            heading = heading._replace(id=self.sections[-1].id)
        section = self.open_section(heading, _REMARK_RANK if block.braced else self.rank(heading))
        self.address(block.content[0].start, section.id)
        return taken

    def rank(self, heading: Heading) -> int:
        if heading.kind in (SectionKind.ARTICLE, SectionKind.PREAMBLE):
            return _FIGURE_RANK if heading.kind is SectionKind.PREAMBLE and heading.label else _ARTICLE_RANK
        if heading.kind is SectionKind.CHAPTER:
            return _PART_RANK if vocabulary.PART.match(heading.id) else _CHAPTER_RANK
        if heading.enumerated and not self.has_own_level(heading):
            return self.rank_of_enumerated(heading.id)
        for section in reversed(self.sections):
            level = section.heading.level
            if 0 < level < heading.level:
                return section.rank + heading.level - level
        return heading.level or 1

    def has_own_level(self, heading: Heading) -> bool:
        """Return whether the level of a heading says something: "1. Scope" is in the chapter whose level it has."""
        chapters = (one.heading.level for one in self.sections if one.heading.kind is SectionKind.CHAPTER)
        return heading.level > 0 and heading.level not in chapters

    def rank_of_enumerated(self, label: str) -> int:
        """Return the rank of a section by its label alone: "I." is a letter after "H.", or "G." if that is missing."""
        if label[0].isdigit():
            return _FIGURE_RANK + label.count("-")
        if len(label) > 1:
            return _ROMAN_RANK
        before = tuple(chr(ord(label) - step) for step in (1, 2))
        lettered = any(section.heading.id.rpartition("-")[2] in before for section in self.sections)
        if not lettered and self.outer_label in before:
            return _ARTICLE_RANK  # "B. Decision" is beside "A. Agreement", also behind the articles of that
        return _LETTER_RANK if lettered or label not in "ivx" else _ROMAN_RANK

    def open_section(self, heading: Heading, rank: int) -> _OpenSection:
        keep = len(self.sections)
        while self.sections[keep - 1].rank >= rank:
            keep -= 1
        self.close_sections(keep)
        if heading.kind is SectionKind.OPTION or heading.enumerated:  # it stands in what its heading stands below
            around = self.sections[-1].id
            identity = f"{'section' if heading.enumerated and around == 'text' else around}-{heading.id}"
            if heading.enumerated and around == "text":
                self.outer_label = heading.id
            heading = heading._replace(id=identity, anchor=identity)
        anchor = unused(heading.anchor, self.ids)
        identity = anchor if heading.anchor == heading.id else heading.id
        self.sections.append(_OpenSection(heading, identity, anchor, rank))
        return self.sections[-1]

    def close_option_sections(self) -> None:
        kinds = [section.heading.kind for section in self.sections]
        if SectionKind.OPTION in kinds:
            self.close_sections(kinds.index(SectionKind.OPTION))

    def close_sections(self, keep: int) -> None:
        while len(self.sections) > keep:
            self.close_items(0)
            closed = self.sections.pop()
            heading = closed.heading
            self.sections[-1].children.append(
                Section(closed.anchor, heading.kind, heading.label, heading.title, tuple(closed.children))
            )
        self.close_items(0)

    # Items

    def open_items(self, index: int, block: Block) -> None:
        """Open the items of a block: one for each of its labels, or a bullet."""
        content = self.inline.read(block.content)
        if not block.labels:
            keep, reading = place_bullet(block.indent, self.items)
            self.close_items(keep)
            item = OpenItem(None, reading, "", block.indent, (), content, self.calls_for_more(content))
            self.items.append(item)
            return
        labels = [self.read_label(label) for label in block.labels]
        first, last = labels[0], labels[-1]
        if len(labels) > 1 and first.number:  # the number of "65. Option 2:" is not in the option before it
            self.close_items(place(last, block.indent, self.items)[0])
        for run, label in zip(block.labels, labels[:-1], strict=False):
            self.open_item(run, label, block.indent, ())
        number = None if len(content) == 1 else self.ahead.number_below(index)  # one line is no title of a label
        self.open_item(block.labels[-1], last, block.indent, content, number, self.option_of_bis(index, first))

    def option_of_bis(self, index: int, first: Label) -> int | None:
        """Return how many items stay open above "4 bis." in an option of "4.": the rival of that comes below it."""
        if not first.suffixed:  # as mostly
            return None
        numbers = (item for item in self.items if not item.option)
        inserted = any(is_inserted(first.written, self.label_of(item)) for item in numbers)
        option = self.ahead.option_below(index) if inserted else ""
        rivals = (depth for depth, item in enumerate(self.items, 1) if follows(option, self.label_of(item)))
        return next(rivals, None) if option else None

    def open_item(
        self, run: Run, label: Label, indent: int, content: Content, number: str | None = None, depth: int | None = None
    ) -> None:
        """Open the item of a label; `number` is that of the paragraph below, if the label is alone.

        `depth`: how many items stay open above it, if not its place among their labels says so.
        """
        option, name = label.option, label.name
        keep, reading = place(label, indent, self.items)
        keep = keep if depth is None else depth
        self.has_options = self.has_options or option is not None or reading.suffix % 2 == 1  # a rival's is odd
        if option and number and begins(label.written):
            depth = depth_of_option(number, indent, self.items)
            keep = keep if depth is None else min(keep, depth)
        numbered = option is not None and self.is_numbered(keep, content)
        self.close_items(keep)
        identity = unused(f"{self.owner()}-{name}", self.ids)
        # A bracket that opens directly before an option is around the series, or beside its rivals.
        opened = len(label.written) - len(label.written.lstrip(f"[{OPENING_QUOTES}")) if option else 0
        self.address(run.start + opened, identity)
        mark, colon = self.inline.read([run]) if option else (run,), self.calls_for_more(content)
        self.items.append(OpenItem(identity, reading, name, indent, mark, content, colon, option is not None, numbered))
        if number:
            for around in self.items:
                around.numbered = around.option

    def is_numbered(self, keep: int, content: Content) -> bool:
        """Return whether paragraph numbers run on through an option that is opened beside the items to keep."""
        runs_on = keep < len(self.items) and self.items[keep].numbered
        return runs_on and not is_no_provision(written(content, self.text))

    def close_items(self, keep: int) -> None:
        while len(self.items) > keep:
            item = self.items.pop()
            siblings = self.items[-1].children if self.items else self.sections[-1].children
            siblings.append(Item(item.id, item.label, item.content, tuple(item.children), item.option))

    def end_options(self, index: int, block: Block) -> None:
        """Close the options that a remark ends: the one it names, or all, but none if the series continues."""
        named = find_option_label(self.text[block.content[0].start : block.content[-1].end])
        for depth, item in enumerate(self.items):
            if item.option and (named is None or slug(named.written) == item.name):
                after = self.after[index]
                if not (after and after.labels and follows(self.written(after.labels[-1]), self.label_of(item))):
                    self.close_items(depth)
                return

    def label_of(self, item: OpenItem) -> str:
        """Return the label of an item as written, empty for a bullet."""
        return written(item.label, self.text)

    def written(self, label: Run) -> str:
        return self.text[label.start : label.end]

    def read_label(self, label: Run) -> Label:
        return read_label(self.text[label.start : label.end])

    # Text without a label

    def add_paragraph(self, index: int, block: Block) -> None:
        option = max((depth for depth, item in enumerate(self.items, 1) if item.option), default=0)
        self.close_items(max(self.closing_depth(index, block), option))  # in an option, it belongs to the option
        node = self.node(block)
        if self.items:
            self.items[-1].children.append(node)
        else:
            section = self.sections[-1]
            section.children.append(node)
            section.colon = isinstance(node, Paragraph) and self.calls_for_more(node.content)
        first = block.content[0].start if block.content else block.rows[0][0].text.start
        self.address(first, self.owner())

    def closing_depth(self, index: int, block: Block) -> int:
        """Return how many items stay open above text without a label, outside options.

        It closes the outermost open provision whose own text ends in a colon and that has no later child. If there is
        none, it belongs to the provision that is a sibling of the next label.
        """
        if not self.items:
            return 0
        following = self.next_item[index]
        if following is None:
            first = 0
            if self.sections[-1].colon:
                return 0
        else:
            after = self.blocks[following]
            first = self.depth_of(after)
        for depth in range(first, len(self.items)):
            if self.items[depth].colon:
                return depth + 1
        if block.indent > self.items[-1].indent:
            return len(self.items)
        return min(first + 1, len(self.items)) if following is not None else 0

    def depth_of(self, block: Block) -> int:
        """Return how many items stay open above a block that opens one."""
        if not block.labels:
            return place_bullet(block.indent, self.items)[0]
        return place(self.read_label(block.labels[0]), block.indent, self.items)[0]

    def node(self, block: Block) -> Node:
        if block.kind is BlockKind.TABLE:
            return Table(tuple(tuple(map(self.cell, row)) for row in merged_down(block.rows, self.text)))
        if block.kind is BlockKind.VERBATIM:
            return Verbatim(tuple(block.content))
        return Paragraph(self.inline.read(block.content))

    def cell(self, cell: BlockCell) -> Cell:
        return Cell(self.inline.read([cell.text]) if cell.rows else (), cell.columns, cell.rows)

    # Ids

    def owner(self) -> str:
        """Return the id of the provision to which text without a label belongs."""
        for item in reversed(self.items):
            if item.id is not None:
                return item.id
        return self.sections[-1].id

    def address(self, start: int, provision: str) -> None:
        self.addresses.append(Address(start, provision))

    def calls_for_more(self, content: Content) -> bool:
        return bool(content) and self.text[content[-1].end - 1] in _CALLS_FOR_MORE


def _begins(block: Block, words: re.Pattern[str], text: str) -> bool:
    """Return whether a block is a plain paragraph whose start matches a pattern."""
    if block.kind is not BlockKind.PARAGRAPH or block.opens_item:
        return False
    return bool(words.match(text, block.content[0].start, block.content[-1].end))
