"""Bracket tree → Draft: the stages of the outline, one after the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import attrgetter, itemgetter

from convention_variants.brackets.nodes import BracketTree
from convention_variants.outline.blocks import Block, BlockKind, read_blocks
from convention_variants.outline.inline import FootnoteMark, InlineReader
from convention_variants.outline.joins import join_pages
from convention_variants.outline.nodes import Address, Content, Draft, Footnote, Inline, contents, walk
from convention_variants.outline.plain_headings import settle_headings
from convention_variants.outline.provisions import arrange
from convention_variants.text.source import LINE_END, lost_text
from convention_variants.text.spans import Span, last_at
from convention_variants.text.words import unused

_WORD = re.compile(r"[^\W_]")
_TAG = re.compile(r"</?su[bp]>|<br ?/?>", re.IGNORECASE)
_START, _END = itemgetter(0), itemgetter(1)


def read_outline(tree: BracketTree) -> Draft:
    """Return the outline of a draft of any shape.

    Raises `LostTextError` if it does not contain a word of the source: that is a bug in this program.
    """
    text = tree.source.text
    blocks, joins = join_pages(settle_headings(read_blocks(tree), text), text)
    footnote_blocks = [block for block in blocks if block.kind is BlockKind.FOOTNOTE]
    labels = [text[block.labels[0].start : block.labels[0].end] for block in footnote_blocks]
    used: dict[str, int] = {}  # in lower case, since renderers of Markdown do not distinguish case either
    identities = [unused(label, used) for label in labels]
    marks: defaultdict[tuple[str, bool], list[FootnoteMark]] = defaultdict(list)
    for identity, label, block in zip(identities, labels, footnote_blocks, strict=True):
        start = block.labels[0].start
        marks[label, text[start - 1] == ">"].append(FootnoteMark(start, identity))
    inline = InlineReader(tree.source, marks, sorted(tree.links, key=attrgetter("start")))
    arranged = arrange([block for block in blocks if block.kind is not BlockKind.FOOTNOTE], inline, text)
    footnotes = tuple(
        Footnote(identity, label, Span(*block.labels[0][:2]), inline.read(block.content))
        for identity, label, block in zip(identities, labels, footnote_blocks, strict=True)
    )
    addresses = _with_footnotes(arranged.addresses, footnotes, footnote_blocks)
    parts = [note.content for note in footnotes]
    for node in walk((*arranged.front, *arranged.body)):
        parts += contents(node)
    _account(tree, footnotes, parts)
    starts = sorted([part[0].start for part in parts if part])
    return Draft(
        tree.source, tree, arranged.front, arranged.body, footnotes, tuple(joins), tuple(addresses), tuple(starts),
        arranged.has_options,
    )  # fmt: skip


def _with_footnotes(addresses: list[Address], footnotes: Sequence[Footnote], blocks: Sequence[Block]) -> list[Address]:
    """Return the addresses with those of footnotes; after a footnote, the provision around it continues."""
    starts = [address.start for address in addresses]
    all_addresses = list(addresses)
    for footnote, block in zip(footnotes, blocks, strict=True):
        index = last_at(starts, footnote.mark.start)
        around = addresses[index].provision if index >= 0 else "text"
        all_addresses.append(Address(footnote.mark.start, f"footnote-{footnote.id}"))
        all_addresses.append(Address(block.content[-1].end, around))
    return sorted(all_addresses)


def _fences(tree: BracketTree) -> Iterator[Span]:
    """Yield the first and the last line of each block of code, which are markup."""
    text = tree.source.text
    for start, end in tree.code:
        lines = LINE_END.split(text[start:end])
        yield Span(start, start + len(lines[0]))
        yield Span(end - len(lines[-1]), end)


def _account(tree: BracketTree, footnotes: Iterable[Footnote], parts: Iterable[Content]) -> None:
    """Raise `LostTextError` if a word of the source is outside the text and the known markup."""
    text = tree.source.text
    spans: list[Span | Inline] = [Span(link.text_end, link.end) for link in tree.links]
    spans += [*_fences(tree), *tree.metadata, *(note.mark for note in footnotes)]
    spans += chain.from_iterable(parts)
    spans.sort(key=_START)
    starts = chain(map(_START, spans), (len(text),))
    reached = accumulate(map(_END, spans), max, initial=0)
    gaps = [(end, start) for end, start in zip(reached, starts, strict=True) if end < start]
    if not _WORD.search(_TAG.sub("", "\n".join([text[start:end] for start, end in gaps]))):  # the usual case
        return
    lost = (offset for gap in gaps if (offset := _find_word(text, Span(*gap))) is not None)
    if (offset := next(lost, None)) is not None:
        raise lost_text(tree.source, offset)


def _find_word(text: str, gap: Span) -> int | None:
    """Return the offset of the first word in a gap that is not a tag, None if there is none."""
    word = _WORD.search(_TAG.sub(lambda tag: " " * len(tag[0]), text[gap.start : gap.end]))
    return gap.start + word.start() if word else None
