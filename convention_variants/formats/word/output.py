"""The text that is being written, block by block, and where each stretch of it came from."""

from __future__ import annotations

from convention_variants.formats.word.markdown import Written
from convention_variants.formats.word.names import Element
from convention_variants.formats.word.origins import place_of
from convention_variants.text.conversion import OriginStretch, Trace, Traced, TracedBlock
from convention_variants.text.origins import Origin


class Output:
    """Collects the text; blocks have an empty line between them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.stretches: list[OriginStretch] = []
        self.anchors: dict[str, int] = {}
        self.characters: list[Traced] = []
        self.paragraphs: list[TracedBlock] = []
        self.rows: list[TracedBlock] = []
        self._block = 0

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self.parts)

    def begin_block(self) -> None:
        """Put an empty line before what comes next."""
        if self.length:
            self.add("\n\n")
        self._block = self.length

    def add(self, text: str) -> None:
        """Add markup that comes from no place of its own."""
        self.parts.append(text)
        self.length += len(text)

    def add_part(self, joint: str, written: Written, place: int, element: Element) -> None:
        """Add a paragraph inside a block."""
        self.add(joint)
        self._block = self.length
        self.add_paragraph(written, place, element)

    def add_paragraph(self, written: Written, place: int, element: Element) -> None:
        """Add the text of a paragraph, by its number in the file."""
        origin = Origin(paragraph=place)
        if not self.stretches or self.stretches[-1].origin != origin:
            self.stretches.append(OriginStretch(self.length if self.stretches else 0, origin))
        for offset, comment in written.anchors:
            self.anchors.setdefault(comment, self.length + offset)
        base = self.length
        self.characters += [
            Traced(base + start, base + end, place, skipped) for start, end, place, skipped in written.copied
        ]
        self.add(written.text)
        self._note(self.paragraphs, self._block, element)

    def add_row(self, start: int, row: Element) -> None:
        """Note the row of a table that has been written since `start`."""
        self._note(self.rows, start, row)

    def _note(self, blocks: list[TracedBlock], start: int, element: Element) -> None:
        if (place := place_of(element)) is not None:
            blocks.append(TracedBlock(start, self.length, place))

    @property
    def trace(self) -> Trace:
        """Which elements the text is from."""
        return Trace(tuple(self.characters), tuple(self.paragraphs), tuple(self.rows))
