"""The names of the elements and attributes of a Word file, and how their values are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from lxml.etree import _Element

Element: TypeAlias = _Element
_OFF = frozenset({"0", "false", "off", "none"})


class Namespace:
    """The names of a namespace as lxml writes them: `W.p`, or `W["del"]`, is `{http://…/main}p`."""

    def __init__(self, address: str) -> None:
        self._address = address

    def __getitem__(self, name: str) -> str:
        return f"{{{self._address}}}{name}"

    def __getattr__(self, name: str) -> str:
        qualified = self[name]
        setattr(self, name, qualified)  # where Python finds it the next time
        return qualified


W = Namespace("http://schemas.openxmlformats.org/wordprocessingml/2006/main")
W14 = Namespace("http://schemas.microsoft.com/office/word/2010/wordml")
W15 = Namespace("http://schemas.microsoft.com/office/word/2012/wordml")
MC = Namespace("http://schemas.openxmlformats.org/markup-compatibility/2006")
M = Namespace("http://schemas.openxmlformats.org/officeDocument/2006/math")
BLOCKS = frozenset({W.p, W.tbl, W.sdt, W.customXml})
# The attribute for the number of each paragraph, which the reader sets before tracked changes join paragraphs.
PLACE = "place"
# The attribute for the part and the number in it of what shows text.
ORDER = "order"


class Descent:
    """Elements in the order of the file, to any depth: `enter` says what comes next, before those that follow."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._open = [iter(elements)]

    def enter(self, elements: Iterable[Element]) -> None:
        """Go through these elements next, mostly the children of the last one."""
        self._open.append(iter(elements))

    def __iter__(self) -> Iterator[Element]:
        while self._open:
            element = next(self._open[-1], None)
            if element is None:
                self._open.pop()
            else:
                yield element


def is_on(element: Element | None, attribute: str = W.val, default: str = "1") -> bool:
    """Return whether a switch, such as `w:b`, is there and not turned off."""
    return element is not None and element.get(attribute, default).lower() not in _OFF


def child_value(element: Element | None, name: str) -> str | None:
    """Return the `w:val` of a child, by its name or the path to it, None if there is no such child."""
    child = element.find(name) if element is not None else None
    return child.get(W.val) if child is not None else None


def number(text: str | None, default: int = 0) -> int:
    """Return a text as a whole number, or the default if Word would not write it."""
    try:
        number = int(text or "")
    except ValueError:
        return default
    return number if abs(number) < 1 << 31 else default


def ends_section(paragraph: Element) -> bool:
    """Return whether the mark of a paragraph ends a section, whose layout it has."""
    return paragraph.find(f"{W.pPr}/{W.sectPr}") is not None


def following_block(paragraph: Element) -> Element | None:
    """Return the paragraph, table or other block after a paragraph."""
    return next((sibling for sibling in paragraph.itersiblings() if sibling.tag in BLOCKS), None)


def replace_by(element: Element, others: Iterable[Element]) -> None:
    """Replace an element by others, mostly its children or some of its content."""
    for other in list(others):
        element.addprevious(other)
    remove(element)


def remove(element: Element) -> None:
    """Remove an element from its parent, if it has one."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
