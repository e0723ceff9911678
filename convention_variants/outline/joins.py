"""Page-break joins: a paragraph split by a page break is one paragraph again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convention_variants.outline.blocks import Block, BlockKind
from convention_variants.outline.nodes import Break, Join

# A mark of the sentence inside a bracket, before it closes, ends a paragraph, too.
_UNFINISHED = re.compile(r"(?:(?<![.,;:!?])\]|[\w)’”\"'%])$")
# The second half begins in lower case, after brackets and emphasis.
_CONTINUATION = re.compile(r"[\[*_(“\"]*(?=[^\W\d_])(\w)")


def join_pages(blocks: Sequence[Block], text: str) -> tuple[list[Block], list[Join]]:
    """Return the blocks with split paragraphs joined, and where they were split.

    A paragraph continues in the next one if it ends without punctuation, and the next has no label and begins in lower
    case. Footnotes can stand between the two halves.
    """
    joined: list[Block] = []
    joins: list[Join] = []
    open_block: Block | None = None
    for block in blocks:
        if open_block is not None and not block.labels and _goes_on(open_block, block, text):
            join = Join(open_block.content[-1].end, block.content[0].start)
            joins.append(join)
            open_block.content += Break(*join, open_block.hard), *block.content
            open_block.hard = block.hard
        else:
            joined.append(block)
            if block.kind is not BlockKind.FOOTNOTE:
                open_block = block if block.kind is BlockKind.PARAGRAPH and block.content else None
    return joined, joins


def _goes_on(block: Block, after: Block, text: str) -> bool:
    if after.kind is not BlockKind.PARAGRAPH or after.bullet:
        return False
    last, first = block.content[-1], after.content[0]
    continuation = _CONTINUATION.match(text, first.start, first.end)
    end = text[max(last.start, last.end - 2) : last.end]
    return bool(continuation and continuation[1].islower() and _UNFINISHED.search(end))
