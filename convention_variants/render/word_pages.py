"""How a Word edition will be paged, near enough to fill in the page numbers of its table of contents.

Only a word processor knows. Word corrects the numbers when it updates its fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from convention_variants.formats.word.names import Element, W, is_on, number
from convention_variants.formats.word.styles import Styles

# Widths of the letters of Times, in thousandths of its size; all others are about as wide as a figure.
_WIDTHS = {
    250: " .,\u00a0",
    278: "ijlt/:;",
    333: "fr()[]I-’‘!",
    389: "sJ",
    444: "aceëéz?“”",
    556: "PSF",
    611: "ELTZ",
    667: "BCR",
    722: "wADGHKNOQUVXY",
    778: "m",
    889: "M",
    944: "W",
    1000: "—…",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_USUAL_WIDTH = 500
_BOLD = 1.06
_LINE_HEIGHT = 1.15  # of Times
_TWIPS = 20  # to the point
_TOGETHER = 2  # lines that Word keeps together at the top or foot of a page


@dataclass(frozen=True, slots=True)
class Layout:
    """How a style sets a paragraph: sizes in points."""

    size: float
    bold: bool
    before: float
    after: float
    line: float
    left: float
    right: float
    first: float
    keep_next: bool

    def lines(self, text: str, width: float) -> int:
        """Return how many lines a text takes."""
        room = (width - self.left - self.right) * 1000 / (self.size * (_BOLD if self.bold else 1))
        count, used = 0, room + 1
        for line in text.split("\n"):
            count, used = count + 1, self.first * 1000 / self.size
            for word in line.split():
                wide = sum(_WIDTH_OF.get(letter, _USUAL_WIDTH) for letter in word)
                if used + wide > room and used > 0:
                    count, used = count + 1, 0
                used += wide + _WIDTH_OF[" "]
        return count


def read_layouts(sheet: Element, styles: Mapping[str, str]) -> dict[str, Layout]:
    """Return the layout of each style by its name, with what it inherits."""
    by_id = {element.get(W.styleId, ""): element for element in sheet.iter(W.style)}
    defaults = [*sheet.iterfind(f"{W.docDefaults}/{W.pPrDefault}"), *sheet.iterfind(f"{W.docDefaults}/{W.rPrDefault}")]
    lines = Styles(sheet)
    return {
        name: _layout([*(by_id[one] for one in lines.style(identity, "paragraph").line), *defaults])
        for name, identity in styles.items()
    }


def _layout(elements: Sequence[Element]) -> Layout:
    """Return the layout that the first of some styles with a property gives."""

    def value(kind: str, name: str, attribute: str, usual: int) -> int:
        for element in elements:
            found = element.find(f"{kind}/{W[name]}")
            if found is not None and found.get(attribute) is not None:
                return number(found.get(attribute), usual)
        return usual

    def is_set(kind: str, name: str) -> bool:
        return any(is_on(element.find(f"{kind}/{W[name]}")) for element in elements)

    size = value(W.rPr, "sz", W.val, 20) / 2
    spacing = {
        name: value(W.pPr, "spacing", W[name], usual) for name, usual in (("before", 0), ("after", 0), ("line", 240))
    }
    left, right, hanging = (value(W.pPr, "ind", W[name], 0) / _TWIPS for name in ("left", "right", "hanging"))
    return Layout(
        size=size,
        bold=is_set(W.rPr, "b"),
        before=spacing["before"] / _TWIPS,
        after=spacing["after"] / _TWIPS,
        line=size * _LINE_HEIGHT * spacing["line"] / 240,
        left=left,
        right=right,
        first=-hanging,
        keep_next=is_set(W.pPr, "keepNext"),
    )


class Pages:
    """Counts pages while paragraphs are added to them; `starts` has the page of each bookmark."""

    def __init__(self, layouts: Mapping[str, Layout], width: int, height: int) -> None:
        self.layouts = layouts
        self.set_size(width, height)
        self.page, self.used = 1, 0.0
        self.starts: dict[str, int] = {}
        self._kept: list[tuple[float, str]] = []  # headings that go with the next paragraph

    def set_size(self, width: int, height: int) -> None:
        """Set the size of the text on this page and those that follow, in twips."""
        self.width, self.height = width / _TWIPS, height / _TWIPS

    def add(self, style: str, text: str, bookmark: str = "", *, notes: str = "", new_page: bool = False) -> None:
        """Add a paragraph, with the text of the footnotes that it calls."""
        if new_page:
            self.break_page()
        layout = self.layouts[style]
        lines = layout.lines(text, self.width)
        if layout.keep_next:
            self._kept.append((layout.before + lines * layout.line + layout.after, bookmark))
            return
        foot = self.layouts["footnote text"]
        below = foot.lines(notes, self.width) * foot.line if notes else 0.0
        together = lines if lines <= _TOGETHER + 1 else _TOGETHER
        self._place(layout.before + together * layout.line + below, bookmark)
        self._flow((lines - together) * layout.line)
        self.used += layout.after

    def add_row(self, cells: Iterable[tuple[str, int]]) -> None:
        """Add a row of a table: its cells, each with the room for its text in twips."""
        layout = self.layouts["Table Text"]
        lines = max((layout.lines(text, room / _TWIPS) for text, room in cells), default=1)
        self._place(layout.before + lines * layout.line + layout.after, "")

    def finish(self) -> None:
        """Place the headings that nothing follows."""
        self._place(0, "")

    def break_page(self) -> None:
        """Go on at the top of the next page."""
        self.finish()
        if self.used:
            self.page, self.used = self.page + 1, 0.0

    def _place(self, height: float, bookmark: str) -> None:
        """Place what must be on one page, with the headings before it."""
        if self.used and self.used + sum(kept for kept, _ in self._kept) + height > self.height:
            self.page, self.used = self.page + 1, 0.0
        for kept, name in self._kept:
            self.starts[name] = self.page
            self.used += kept
        self._kept.clear()
        self.starts[bookmark] = self.page
        self.used += height

    def _flow(self, height: float) -> None:
        """Place lines that continue over as many pages as they need."""
        self.used += height
        if self.used > self.height:
            more = ceil(self.used / self.height) - 1
            self.page, self.used = self.page + more, self.used - more * self.height
