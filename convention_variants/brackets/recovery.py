"""Which brackets are at fault in a source whose brackets do not balance.

A plain stack blames the outermost bracket: one left open in article 3 would take the closing brackets of everything
around it, up to the end of the treaty. This follows what a careful reader does. Brackets pair within their paragraph
first. Those left over pair across paragraphs, within the reach of their provision. If one is left, the bracket in
mid-sentence is at fault, not the one around a paragraph from its first word. No bracket of a footnote pairs with one
outside it.

Pairs within a paragraph are final. So an error in the paragraph in which a bracket around several paragraphs begins or
ends may be blamed on that bracket.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from convention_variants.brackets.borders import Border, read_borders
from convention_variants.brackets.paragraphs import SourceParagraph, read_paragraphs
from convention_variants.language.grammar import CONNECTOR
from convention_variants.language.option_labels import OPTION_NAME
from convention_variants.text.footnote_calls import CARET_CALL
from convention_variants.text.source import LINE_END

# A bracket can close up to this many paragraphs away even if its provision has ended: running heads that a conversion
# left inside a sentence count as paragraphs.
_NEAR = 8
# What can precede a bracket around a whole paragraph (labels, an option's name, a title in bold), and what can follow.
_LEADING = re.compile(
    rf"(?:\w{{1,4}}[.)](?=[\s\[])|{OPTION_NAME}(?:\s+[^\s:]{{1,6}}|\d{{1,2}})|\*\*[^*]{{1,60}}\*\*|[\s\d*_>\[“\"(:)–-])*+",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"[\s.,;:!?*_\])”\"’\d^]*(?:{CONNECTOR})?[\s*_]*")
_EDITORIAL = re.compile(r"[\s.,;:*_\])]*[{<]")
_SENTENCE_END = re.compile(r"[.,;:!?][\s*_\])”\"’]*\]$")
# A bracket further from the edge of its paragraph is in mid-sentence. The limit keeps deep nests linear.
_EDGE = 120
_NOTE = re.compile(rf"{CARET_CALL}:")
_NOTE_INDENT = "    "


class Loose(NamedTuple):
    """A bracket without a match in its paragraph."""

    offset: int
    opens: bool
    paragraph: int


def brackets_to_blame(text: str, brackets: Iterable[int]) -> frozenset[int]:
    """Return the offsets of the brackets at fault: without them, the others balance. Takes linear time."""
    paragraphs = read_paragraphs(text)
    borders = read_borders(text, paragraphs)
    last_marked = list(accumulate((index if one.marked else 0 for index, one in enumerate(paragraphs)), max))
    notes = _notes(text, paragraphs)
    matchers = {note: _Matcher(text, paragraphs, borders, last_marked) for note in set(notes)}
    for bracket in _loose(text, brackets, paragraphs):
        matcher = matchers[notes[bracket.paragraph]]
        if bracket.opens:
            matcher.open(bracket)
        else:
            matcher.close(bracket)
    return frozenset().union(*(matcher.finish() for matcher in matchers.values()))


def _notes(text: str, paragraphs: Sequence[SourceParagraph]) -> list[int]:
    """Return for each paragraph which footnote it belongs to, 0 if to none."""
    notes: list[int] = []
    count = note = 0
    for paragraph in paragraphs:
        if text.startswith("[^", paragraph.start) and _NOTE.match(text, paragraph.start):
            count += 1
            note = count
        elif not text.startswith(_NOTE_INDENT, paragraph.start):
            note = 0
        notes.append(note)
    return notes


def _loose(text: str, brackets: Iterable[int], paragraphs: Sequence[SourceParagraph]) -> Iterator[Loose]:
    """Yield the brackets without a match in their own paragraph, in order."""
    number, last = 0, len(paragraphs) - 1
    waiting: list[int] = []
    for start in brackets:
        while number < last and start >= paragraphs[number + 1].start:
            for offset in waiting:
                yield Loose(offset, opens=True, paragraph=number)
            waiting.clear()
            number += 1
        if text[start] == "[":
            waiting.append(start)
        elif waiting:
            waiting.pop()
        else:
            yield Loose(start, opens=False, paragraph=number)
    yield from (Loose(offset, opens=True, paragraph=number) for offset in waiting)


@dataclass(slots=True)
class _Open:
    """An opening bracket that has no match yet.

    It can close in paragraphs before number `reach`. `initial`: it encloses its paragraph from the first word.
    `suspect` is a bracket that opened later and was closed; it is at fault if this one stays open. `misplaced` is a
    closing bracket that was matched with this bracket or one in it, and is at fault if a better one follows. Both hold
    only before paragraph `region`, which is nearer than `reach` if only the end of the draft limits that. `section` is
    the number of the first paragraph after the section in whose heading the bracket is, or 0.
    """

    offset: int
    initial: bool
    reach: int
    region: int
    section: int
    suspect: int | None = None
    misplaced: int | None = None


class _Misplaced(NamedTuple):
    """A closing bracket that is at fault if a better one follows before paragraph `region`.

    If `last`, the better one must be in the last provision before `region`: a bracket in a heading usually closes at
    the end of its section.
    """

    offset: int
    region: int
    last: bool = False


class _Matcher:
    """Pairs loose brackets with a stack, and decides which one is at fault if one is left."""

    def __init__(
        self, text: str, paragraphs: Sequence[SourceParagraph], borders: Sequence[Border], last_marked: Sequence[int]
    ) -> None:
        self.text, self.paragraphs, self.borders, self.last_marked = text, paragraphs, borders, last_marked
        self.waiting: list[_Open] = []
        self.misplaced: list[_Misplaced] = []
        self.blamed: set[int] = set()

    def open(self, bracket: Loose) -> None:
        self.give_up_before(bracket)
        paragraph = self.paragraphs[bracket.paragraph]
        near = bracket.paragraph + _NEAR
        before_label = bracket.offset < paragraph.mark
        initial = self.begins(bracket)
        border = self.borders[bracket.paragraph]
        if paragraph.option and bracket.offset < paragraph.option.name:
            end = border.before_label
        else:
            end = border.whole if initial else border.inside
        reach = max(near, paragraph.outside if before_label else paragraph.after)
        region = min(reach if reach < len(self.paragraphs) else near, end)
        section = paragraph.after if paragraph.heading else 0
        if initial and not (before_label or paragraph.heading):
            reach = max(reach, border.inside)
        self.waiting.append(_Open(bracket.offset, initial, min(reach, end), region, section))

    def close(self, bracket: Loose) -> None:
        self.give_up_before(bracket)
        if self.waiting:
            self.pair(self.waiting.pop(), bracket)
        else:
            self.stray(bracket)

    def give_up_before(self, bracket: Loose) -> None:
        while self.waiting and self.waiting[-1].reach <= bracket.paragraph:
            self.give_up(self.waiting.pop())

    def finish(self) -> frozenset[int]:
        while self.waiting:
            self.give_up(self.waiting.pop())
        return frozenset(self.blamed)

    def pair(self, opener: _Open, closer: Loose) -> None:
        """Pair two brackets, and note which of them is at fault if a bracket around them stays unmatched."""
        ends = self.ends(closer)
        suspect = opener.offset if ends and not opener.initial else opener.suspect
        misplaced = closer.offset if opener.initial and not ends else opener.misplaced
        self.give_up_before(closer)
        if self.waiting:
            around = self.waiting[-1]
            if around.suspect is None and ends and closer.paragraph < around.region:
                around.suspect = suspect
            if misplaced is not None:
                around.misplaced = misplaced
        elif misplaced is not None:
            self.misplaced.append(_Misplaced(misplaced, opener.region))
        elif opener.section:
            self.misplaced.append(_Misplaced(closer.offset, opener.section, last=True))

    def give_up(self, opener: _Open) -> None:
        """Blame an unclosed bracket, or the one in mid-sentence that was paired with its closing bracket."""
        if opener.initial and opener.suspect is not None:
            self.blamed.add(opener.suspect)
        else:
            self.blamed.add(opener.offset)

    def stray(self, closer: Loose) -> None:
        """Blame a stray closing bracket, or the one in mid-sentence that was paired with its opening bracket."""
        while self.misplaced and self.misplaced[-1].region <= closer.paragraph:
            self.misplaced.pop()
        if self.misplaced and self.ends(closer):
            offset, region, last = self.misplaced[-1]
            if not last or self.last_marked[region - 1] <= closer.paragraph:
                self.misplaced.pop()
                self.blamed.add(offset)
                return
        self.blamed.add(closer.offset)

    def begins(self, bracket: Loose) -> bool:
        """Return whether a bracket encloses its paragraph from the first word."""
        body = self.paragraphs[bracket.paragraph].body
        if bracket.offset <= body:
            return True
        return bracket.offset - body <= _EDGE and bool(_LEADING.fullmatch(self.text, body, bracket.offset))

    def ends(self, bracket: Loose) -> bool:
        """Return whether only punctuation and editors' remarks follow a bracket in its paragraph.

        Plain text does not always separate paragraphs, so a sentence that ends with its line counts as the end of one.
        """
        after = bracket.offset + 1
        end = min(self.paragraphs[bracket.paragraph].end, after + _EDGE)
        rest = self.text[after:end]
        if _EDITORIAL.match(rest):
            return True
        if _SENTENCE_END.search(self.text[max(0, after - _EDGE) : after]):
            rest = LINE_END.split(rest, 1)[0]
        return len(rest) < _EDGE and bool(_TRAILING.fullmatch(rest))
