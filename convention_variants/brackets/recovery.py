"""Which brackets of a source that does not balance a reader would blame.

A plain stack blames the outermost: one bracket left open in article 3 would take the closing ones of all that stands
around it, up to the end of the treaty. A reader goes about it otherwise. Brackets pair within their paragraph first.
What is left over pairs across paragraphs, within the reach of the provision that it stands in; and where one too many
is left, it is the one in mid-sentence that is wrong, not the one that encloses a paragraph from its first word.

What pairs within a paragraph is never doubted. An error in the very paragraph in which a bracket around several begins
or ends may therefore be laid to that bracket.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from convention_variants.brackets.borders import read_borders
from convention_variants.brackets.paragraphs import SourceParagraph, read_paragraphs
from convention_variants.language.grammar import CONNECTOR
from convention_variants.language.option_labels import OPTION_NAME
from convention_variants.text.source import LINE_END

# How many paragraphs a bracket may run on though its provision has ended. Running heads that a conversion left inside
# a sentence are paragraphs, too.
_NEAR = 8
# What may stand between a paragraph's mark and a bracket that encloses all of it: more marks, an option's name, a title
# in bold; and between the bracket's end and the paragraph's.
_LEADING = re.compile(
    rf"(?:\w{{1,4}}[.)](?=[\s\[])|{OPTION_NAME}(?:\s+[^\s:]{{1,6}}|\d{{1,2}})|\*\*[^*]{{1,60}}\*\*|[\s\d*_>\[“\"(:)–-])*+",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"[\s.,;:!?*_\])”\"’\d^]*(?:{CONNECTOR})?[\s*_]*")
_EDITORIAL = re.compile(r"[\s.,;:*_\])]*[{<]")
_SENTENCE_END = re.compile(r"[.,;:!?][\s*_\])”\"’]*\]$")
# Further from a paragraph's edge than this a bracket is in mid-sentence, whatever stands between: a nest of any depth
# is to be read in linear time.
_EDGE = 120


class Loose(NamedTuple):
    """A bracket without a partner in its paragraph."""

    offset: int
    opens: bool
    paragraph: int


def brackets_to_blame(text: str, brackets: Iterable[int]) -> frozenset[int]:
    """Return the offsets of the brackets without which the others balance: few, and those that a reader would name.

    Linear in the length of the text.
    """
    paragraphs = read_paragraphs(text)
    matcher = _Matcher(text, paragraphs)
    for bracket in _loose(text, brackets, paragraphs):
        if bracket.opens:
            matcher.open(bracket)
        else:
            matcher.close(bracket)
    return matcher.finish()


def _loose(text: str, brackets: Iterable[int], paragraphs: Sequence[SourceParagraph]) -> Iterator[Loose]:
    """Yield the brackets that have no partner in their own paragraph, in order."""
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
    """A bracket that waits for its end.

    It may close in paragraphs before number `reach`. `initial` says that it encloses its paragraph from the first word.
    `suspect` is a bracket opened later that has found an end, and is rather to be blamed should this one find none.
    `misplaced` is an end that this bracket or one in it has found, to be blamed should a better one turn up. Both are
    for what is found before paragraph number `region`: nearer than `reach`, where nothing but the draft's end limits
    that. `section` is the number of the paragraph behind the section whose heading holds the bracket, or 0.
    """

    offset: int
    initial: bool
    reach: int
    region: int
    section: int
    suspect: int | None = None
    misplaced: int | None = None


class _Misplaced(NamedTuple):
    """An end to blame for a better one before paragraph `region`: if `last`, for one in the last provision before it.

    What a heading opens runs to the end of its section, as a rule.
    """

    offset: int
    region: int
    last: bool = False


class _Matcher:
    """Pairs loose brackets by a stack, and settles whom to blame where one finds no partner."""

    def __init__(self, text: str, paragraphs: Sequence[SourceParagraph]) -> None:
        self.text, self.paragraphs = text, paragraphs
        marked = (index if paragraph.marked else 0 for index, paragraph in enumerate(paragraphs))
        self.borders = read_borders(text, paragraphs)
        self.last_marked = list(accumulate(marked, max))
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
        """Pair two brackets, and remember which of them is wrong if something around them finds no partner."""
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
        """Blame a bracket that nothing closes, or the one in mid-sentence that has taken its end."""
        if opener.initial and opener.suspect is not None:
            self.blamed.add(opener.suspect)
        else:
            self.blamed.add(opener.offset)

    def stray(self, closer: Loose) -> None:
        """Blame an end that nothing has opened, or the one in mid-sentence that has taken its beginning."""
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
        """Say whether a bracket encloses its paragraph from the first word."""
        body = self.paragraphs[bracket.paragraph].body
        if bracket.offset <= body:
            return True
        return bracket.offset - body <= _EDGE and bool(_LEADING.fullmatch(self.text, body, bracket.offset))

    def ends(self, bracket: Loose) -> bool:
        """Say whether nothing but punctuation and editors' remarks follows a bracket in its paragraph.

        Plain text does not always part paragraphs: a sentence that ends with its line may end one.
        """
        after = bracket.offset + 1
        end = min(self.paragraphs[bracket.paragraph].end, after + _EDGE)
        rest = self.text[after:end]
        if _EDITORIAL.match(rest):
            return True
        if _SENTENCE_END.search(self.text[max(0, after - _EDGE) : after]):
            rest = LINE_END.split(rest, 1)[0]
        return len(rest) < _EDGE and bool(_TRAILING.fullmatch(rest))
