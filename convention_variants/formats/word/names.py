"""The element names of WordprocessingML that the reader knows, and how their values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"
_WORD_2012 = "http://schemas.microsoft.com/office/word/2012/wordml"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_OFF = frozenset({"0", "false", "off", "none"})


def w(name: str) -> str:
    """Return the name of an element or attribute of the main namespace, as lxml writes it."""
    return f"{{{MAIN}}}{name}"


VAL, ID, TYPE = w("val"), w("id"), w("type")
BODY, P, PPR, R, RPR, T = w("body"), w("p"), w("pPr"), w("r"), w("rPr"), w("t")
TABLE, ROW, CELL, ROW_PR, CELL_PR = w("tbl"), w("tr"), w("tc"), w("trPr"), w("tcPr")
BOX = w("txbxContent")
NUM_PR, NUM_ID, LEVEL = w("numPr"), w("numId"), w("ilvl")
FIELD_CHAR, FIELD_CODE = w("fldChar"), w("instrText")
RANGE_START, COMMENT_REFERENCE = w("commentRangeStart"), w("commentReference")
PARAGRAPH_ID = f"{{{_WORD_2010}}}paraId"
COMMENT_EX = f"{{{_WORD_2012}}}commentEx"
COMMENT_ID, COMMENT_PARENT = f"{{{_WORD_2012}}}paraId", f"{{{_WORD_2012}}}paraIdParent"
ALTERNATE, CHOICE = f"{{{_COMPATIBILITY}}}AlternateContent", f"{{{_COMPATIBILITY}}}Choice"
FORMULA, FORMULA_TEXT = f"{{{_MATH}}}oMath", f"{{{_MATH}}}t"
# The reader writes the number of each paragraph here, before tracked changes join any.
PLACE = "place"
# And here the part and the number in it of what shows text.
ORDER = "order"


def is_on(element: Element | None) -> bool:
    """Return whether a switch, such as `w:b`, is there and not turned off."""
    return element is not None and element.get(VAL, "1").lower() not in _OFF


def child_value(element: Element | None, name: str) -> str | None:
    """Return the `w:val` of a child, None if there is no such child."""
    child = element.find(name) if element is not None else None
    return child.get(VAL) if child is not None else None


def number(text: str | None, default: int = 0) -> int:
    """Return a text as a whole number, or the default where it is none that Word would write."""
    try:
        number = int(text or "")
    except ValueError:
        return default
    return number if abs(number) < 1 << 31 else default


def remove(element: Element) -> None:
    """Remove an element from its parent, if it has one."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
