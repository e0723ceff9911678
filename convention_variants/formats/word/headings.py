"""Which paragraphs are headings, and of what level.

A style or an outline level says so, unless the paragraph reads like a provision: many drafts number their provisions
with heading styles. Without either, a numbered paragraph is a heading if it is short, does not end like a sentence or
an item of a list, and is set apart by being bold, centred or kept with what follows: "II." and "A." by any of these,
other numbers by being bold and one more. Without a number it is one if it is bold, larger than the text and kept with
what follows: a title.
"""

from __future__ import annotations

import re

from convention_variants.formats.word.lists import ListNumber
from convention_variants.formats.word.names import number as as_number
from convention_variants.formats.word.pieces import LARGE, STRONG, TextStyle
from convention_variants.formats.word.styles import Properties, WordStyle
from convention_variants.language.grammar import CONNECTOR
from convention_variants.language.option_labels import read_option_label

_LEVELS = 6  # of Markdown
_BODY_TEXT = 9
_MOST_WORDS = 40
_FEW_WORDS = 12
_LETTERS = {"upperRoman": 1, "upperLetter": 2}
_GOES_ON = re.compile(rf"(?:[;,:—]|\b(?:{CONNECTOR}))[\])”\"’']*\s*$")
_FULL_STOP = re.compile(r"\.[\])”\"’']*\s*$")


class Headings:
    """Finds the headings of a text, in order."""

    def __init__(self) -> None:
        self._has_roman = False

    def level(
        self, number: ListNumber | None, direct: Properties, style: WordStyle, text: str, shared: TextStyle
    ) -> int:
        """Return the level of a paragraph's heading, counted from 1; 0 if it is none.

        `shared` is the style that all its words have in common.
        """
        words = len(text.split())
        if not words or words > _MOST_WORDS or _GOES_ON.search(text):
            return 0
        outline = as_number(direct.get("outlineLvl", style.paragraph.get("outlineLvl")), _BODY_TEXT)
        if 0 <= outline < _BODY_TEXT:
            return 0 if words > _FEW_WORDS and _FULL_STOP.search(text) else min(outline + 1, _LEVELS)
        if _FULL_STOP.search(text) or (number is not None and number.level.is_bullet):
            return 0
        strong = bool(shared & STRONG)
        kept = bool(direct.get("keepNext", style.paragraph.get("keepNext")))
        centred = direct.get("jc", style.paragraph.get("jc")) == "center"
        if number is None or not number.label:
            return int(strong and kept and bool(shared & LARGE) and read_option_label(text, 0, len(text)) is None)
        rank = _LETTERS.get(number.level.format, 0)
        if rank and (kept or centred or strong):
            self._has_roman |= rank == 1
        elif not (strong and (kept or centred)):
            return 0
        return min(max(number.depth + 1, (rank or 3) if self._has_roman else 1), _LEVELS)
