"""Where in a Word or PDF file a text is. Apart from the rest of what a conversion knows, which few drafts need."""

from __future__ import annotations

from typing import NamedTuple


class Origin(NamedTuple):
    """A Word paragraph, or a line of a page, counted from 1. Numbers that do not apply are 0.

    Word paragraphs are counted through the body in document order, with those in table cells.
    """

    paragraph: int = 0
    page: int = 0
    line: int = 0
