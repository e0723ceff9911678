"""Headings: what each one opens, and its two halves, label and title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from convention_variants.language.option_labels import read_option_label
from convention_variants.outline import vocabulary
from convention_variants.outline.blocks import Block, BlockKind
from convention_variants.outline.inline import InlineReader
from convention_variants.outline.nodes import Break, Content, Inline, Run, SectionKind, Style
from convention_variants.text.words import slug

_WHOLE = Style.EMPHASIS | Style.STRONG
_KINDS = (
    (SectionKind.ARTICLE, vocabulary.ARTICLE),
    (SectionKind.CHAPTER, vocabulary.CHAPTER),
    (SectionKind.OTHER, vocabulary.SECTION),
    (SectionKind.OTHER, vocabulary.ANNEX),
)


@dataclass(slots=True)
class Heading:
    """A heading as the outline needs it.

    `id` is the address of the provisions below it ("text" where the heading gives none) and
    `anchor` what its own id is made from; `level` counts from 1 as in Markdown, 0 if unknown. An `enumerated` one has
    nothing but a number or letter for a label, and its id is to be made from that of what it stands in.
    """

    kind: SectionKind
    id: str
    anchor: str
    level: int
    label: Content
    title: Content
    enumerated: bool = False


def read_heading(block: Block, inline: InlineReader, text: str) -> Heading:
    """Read one heading block."""
    content = inline.read(block.content)
    plain = plain_text(content, text)
    for kind, pattern in _KINDS:
        if match := pattern.match(plain):
            label, title = _halves(content, plain, match.end())
            name = slug(match["label"])
            identity = f"article-{slug(match['number'])}" if kind is SectionKind.ARTICLE else name
            return Heading(kind, identity, identity, block.level, _unstyled(label), _unstyled(title))
    if option := read_option_label(plain, 0, len(plain)):
        label, title = _cut(content, plain, option.end)
        name = slug(option.written)
        return Heading(SectionKind.OPTION, name, name, block.level, _unstyled(label), _unstyled(title))
    if enumerated := vocabulary.ENUMERATED.match(plain):
        label, title = _cut(content, plain, enumerated.end())
        name = slug(enumerated["label"])
        return Heading(SectionKind.OTHER, name, name, block.level, _unstyled(label), _unstyled(title), enumerated=True)
    kind, identity = SectionKind.OTHER, "text"
    if vocabulary.PREAMBLE.match(plain):
        kind, identity = SectionKind.PREAMBLE, "preamble"
    elif vocabulary.NOTE.match(plain):
        kind, identity = SectionKind.NOTE, "note"
    anchor = identity if identity != "text" else "section-" + slug(plain)[:40].rstrip("-")
    return Heading(kind, identity, anchor.rstrip("-"), block.level, (), _unstyled(content))


def with_title(heading: Heading, title: Heading) -> Heading:
    """Return a heading that is nothing but a label ("Chapter IV"), with its title from the next one."""
    return replace(heading, title=title.title)


def takes_title(heading: Heading, block: Block, after: Block | None) -> bool:
    """Say whether the next heading is this one's title: a label alone, and a heading right below."""
    if heading.title or not heading.label or after is None or after.kind is not BlockKind.HEADING:
        return False
    return not block.level or not after.level or after.level >= block.level


def plain_text(content: Content, text: str) -> str:
    """Return the characters of a content, line breaks as spaces: offsets in it count inlines off."""
    return "".join(" " if isinstance(inline, Break) else text[inline.start : inline.end] for inline in content)


def _halves(content: Content, plain: str, label_end: int) -> tuple[Content, Content]:
    """Part a heading behind its label, or leave it whole, as a title, where no white space stands there.

    Whoever shows two halves puts a space between them.
    """
    glued = plain[label_end : label_end + 1].strip()
    return ((), content) if glued else _cut(content, plain, label_end)


def _cut(content: Content, plain: str, label_end: int) -> tuple[Content, Content]:
    """Part a heading at the end of its label and of the white space behind it."""
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
    if not isinstance(inline, Run) or (start, end) == (0, inline.end - inline.start):
        return inline
    return inline._replace(start=inline.start + start, end=inline.start + end)


def _unstyled(content: Content) -> Content:
    """Take off emphasis that a heading carries as a whole: it says only that it is a heading."""
    runs = [inline for inline in content if isinstance(inline, Run)]
    shared = _shared_style(runs)
    if not shared:
        return content
    return tuple(
        inline._replace(style=inline.style & ~shared) if isinstance(inline, Run) else inline for inline in content
    )


def _shared_style(runs: Sequence[Run]) -> Style:
    shared = _WHOLE if runs else Style.PLAIN
    for run in runs:
        shared &= run.style
    return shared
