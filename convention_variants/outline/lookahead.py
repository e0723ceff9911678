"""What the blocks below a block say of it: the number under a label that is alone, and the option that follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from convention_variants.language.option_labels import find_option_label
from convention_variants.outline.blocks import Block, BlockKind
from convention_variants.outline.labels import is_number
from convention_variants.outline.nodes import Run

_TITLE = re.compile(r"\{[^{}]+\}[*_:]*")


class Lookahead(NamedTuple):
    """The blocks of a draft, and its text."""

    blocks: Sequence[Block]
    text: str

    def option_below(self, index: int) -> str:
        """Return the label of the next option below a block, empty if a heading or a number comes first."""
        for below in range(index + 1, len(self.blocks)):
            block = self.blocks[below]
            label = self._label(block)
            if block.kind is BlockKind.HEADING or is_number(label):
                break
            if find_option_label(label):
                return label
        return ""

    def number_below(self, index: int) -> str | None:
        """Return the number at the start of the block below a block that is only a label, if there is one."""
        after = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        if not (after and after.labels and self._is_label_alone(index)):
            return None
        label = self._written(after.labels[0])
        return label if is_number(label) else None

    def _is_label_alone(self, index: int) -> bool:
        """Return whether a block is only a label, perhaps with a title in two lines: `{Title⏎of an option}`."""
        content = self.blocks[index].content
        if len(content) < 2:
            return not content
        return _TITLE.fullmatch(self.text, content[0].start, content[-1].end) is not None

    def _label(self, block: Block) -> str:
        """Return the last label of a block as written, empty if it has none."""
        return self._written(block.labels[-1]) if block.labels else ""

    def _written(self, label: Run) -> str:
        return self.text[label.start : label.end]
