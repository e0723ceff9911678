"""Headings: the kind of section that each opens, and its label and title."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, reduce
from operator import and_
from typing import NamedTuple

from convention_variants.language.option_labels import read_option_label
from convention_variants.outline import vocabulary
from convention_variants.outline.blocks import Block, BlockKind
from convention_variants.outline.inline import InlineReader
from convention_variants.outline.nodes import Break, Content, Inline, Run, SectionKind, Style, is_raised_figure
from convention_variants.text.words import slug

_WHOLE = Style.EMPHASIS | Style.STRONG


class Heading(NamedTuple):
    """A heading, split into label and title.

    `id` is the prefix of the ids of provisions below it ("text" if it gives none), and `anchor` the base of its own
    id. `level` counts from 1 as in Markdown, and is 0 if unknown. If `enumerated`, its label is only a number or a
    letter, and its id is made from that of the section around it.
    """

    kind: SectionKind
    id: str
    anchor: str
    level: int
    label: Content
    title: Content
    enumerated: bool = False


def read_heading(block: Block, inline: InlineReader, text: str) -> Heading:
    """Return the heading of a block."""
    content = inline.read(block.content)
    plain = plain_text(content, text)
    if labelled := _labelled(plain):
        kind, name, end = labelled
        # If no white space follows the label, all is the title: a space is shown between the two.
        label, title = ((), content) if plain[end : end + 1].strip() else _cut(content, plain, end)
        return Heading(kind, name, name, block.level, _unstyled(label), _unstyled(title))
    if option := read_option_label(plain, 0, len(plain)):
        label, title = _cut(content, plain, option.end)
        name = slug(option.written)
        return Heading(SectionKind.OPTION, name, name, block.level, _unstyled(label), _unstyled(title))
    if enumerated := vocabulary.ENUMERATED.match(plain) or vocabulary.NUMBERED.match(plain):
        label, title = _cut(content, plain, enumerated.end())
        preamble = bool(vocabulary.PREAMBLE.match(plain, enumerated.end()))
        kind = SectionKind.PREAMBLE if preamble else SectionKind.OTHER
        name = "preamble" if preamble else slug(enumerated["label"])
        halves = _unstyled(label), _unstyled(title)
        return Heading(kind, name, name, block.level, *halves, enumerated=not preamble)
    kind, identity = SectionKind.OTHER, "text"
    if vocabulary.PREAMBLE.match(plain):
        kind, identity = SectionKind.PREAMBLE, "preamble"
    elif vocabulary.NOTE.match(plain):
        kind, identity = SectionKind.NOTE, "note"
    anchor = identity if identity != "text" else "section-" + slug(plain)[:40].rstrip("-")
    return Heading(kind, identity, anchor.rstrip("-"), block.level, (), _unstyled(content))


def _labelled(plain: str) -> tuple[SectionKind, str, int] | None:
    """Return the kind of part whose label begins a heading, its id, and where the label ends; None without a label."""
    if article := vocabulary.ARTICLE.match(plain):
        return SectionKind.ARTICLE, slug(f"article {article['number']}"), article.end()
    if part := vocabulary.PART_LABEL.match(plain):
        return SectionKind.CHAPTER if part["chapter"] else SectionKind.OTHER, slug(part["label"]), part.end()
    return None


def takes_title(heading: Heading, block: Block, after: Block | None) -> bool:
    """Return whether the next block is the title of this heading: it is a heading directly below a mere label."""
    if heading.title or after is None or after.kind is not BlockKind.HEADING:
        return False
    return after.level >= block.level


def plain_text(content: Content, text: str) -> str:
    """Return the characters of a content, with a space for each line break.

    For each character of a raised figure it has a bracket that closes: it may end a label, but is no part of it.
    """
    return "".join(_plain(inline, text) for inline in content)


def _plain(inline: Inline, text: str) -> str:
    if isinstance(inline, Break):
        return " "
    plain = text[inline.start : inline.end]
    return "]" * len(plain) if is_raised_figure(inline, text) else plain


def _cut(content: Content, plain: str, label_end: int) -> tuple[Content, Content]:
    """Split a heading at the end of its label, without the white space after it."""
    title_start = len(plain) - len(plain[label_end:].lstrip())
    label: list[Inline] = []
    title: list[Inline] = []
    position = 0
    for inline in content:
        size = 1 if isinstance(inline, Break) else inline.end - inline.start
        if position < label_end:
            label.append(_shortened(inline, 0, min(size, label_end - position)))
        if position + size > title_start:
            title.append(_shortened(inline, max(0, title_start - position), size))
        position += size
    return tuple(label), tuple(title)


def _shortened(inline: Inline, start: int, end: int) -> Inline:
    if not isinstance(inline, Run):
        return inline
    return Run(inline.start + start, inline.start + end, *inline[2:])


def _unstyled(content: Content) -> Content:
    """Remove emphasis around the whole heading: it only marks the heading as such."""
    styles = [inline.style for inline in content if isinstance(inline, Run)]
    if Style.PLAIN in styles:  # as mostly: it saves time
        return content
    left = _without_shared(frozenset(styles))
    return tuple(
        Run(inline.start, inline.end, left[inline.style], *inline[3:]) if isinstance(inline, Run) else inline
        for inline in content
    )


@cache
def _without_shared(styles: frozenset[Style]) -> Mapping[Style, Style]:
    """Return for each of some styles what is left of it without the emphasis that all have."""
    shared = reduce(and_, styles, _WHOLE)
    return {style: style & ~shared for style in styles}
