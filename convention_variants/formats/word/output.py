"""The text that is being written, block by block, and where each stretch of it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convention_variants.formats.word.markdown import Written
from convention_variants.formats.word.origins import Part, Trace
from convention_variants.text.conversion import Origin, OriginStretch

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Output:
    """Collects the text; blocks have an empty line between them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.stretches: list[OriginStretch] = []
        self.anchors: dict[str, int] = {}
        self.trace = Trace()
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

    def begin_part(self) -> None:
        """Begin a paragraph inside a block."""
        self._block = self.length

    def add_paragraph(self, written: Written, place: int, element: Element) -> None:
        """Add the text of a paragraph, by its number in the file."""
        origin = Origin(paragraph=place)
        if not self.stretches or self.stretches[-1].origin != origin:
            self.stretches.append(OriginStretch(self.length if self.stretches else 0, origin))
        for offset, comment in written.anchors:
            self.anchors.setdefault(comment, self.length + offset)
        self.trace.copied += (
            one._replace(start=one.start + self.length, end=one.end + self.length) for one in written.copied
        )
        self.add(written.text)
        self.trace.paragraphs.append(Part(self._block, self.length, element))
