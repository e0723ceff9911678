"""Page-break joins: a paragraph that a page break has cut in two is made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convention_variants.outline.blocks import Block, BlockKind
from convention_variants.outline.nodes import Break, Join

_UNFINISHED = re.compile(r"[\w)\]’”\"'%]$")
# Seen through the brackets and emphasis it opens with, the rest goes on in lower case.
_CONTINUATION = re.compile(r"[\[*_(“\"]*(?=[^\W\d_])(\w)")


def join_pages(blocks: Sequence[Block], text: str) -> tuple[list[Block], list[Join]]:
    """Return the blocks with the cut ones joined, and where the cuts were.

    A paragraph goes on in the next one where it ends without punctuation and that one has no
    label and begins in lower case. Footnotes may stand between the halves.
    """
    joined: list[Block] = []
    joins: list[Join] = []
    open_block: Block | None = None
    for block in blocks:
        if block.kind is BlockKind.FOOTNOTE:
            joined.append(block)
            continue
        if open_block is not None and _goes_on(open_block, block, text):
            join = Join(open_block.content[-1].end, block.content[0].start)
            joins.append(join)
            open_block.content += Break(*join, open_block.hard), *block.content
            open_block.hard = block.hard
            continue
        joined.append(block)
        open_block = block if block.kind is BlockKind.PARAGRAPH and block.content else None
    return joined, joins


def _goes_on(block: Block, after: Block, text: str) -> bool:
    if after.kind is not BlockKind.PARAGRAPH or after.labels or after.bullet:
        return False
    last, first = block.content[-1], after.content[0]
    continuation = _CONTINUATION.match(text, first.start, first.end)
    return bool(continuation and continuation[1].islower() and _UNFINISHED.search(text[last.end - 1 : last.end]))
