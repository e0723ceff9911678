"""Clean up white space, commas and emphasis marks where brackets come off.

Each seam of a reading is looked at with the text on both its sides as the reading has it, so the result does not depend
on which of the brackets around it were kept and which were dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from convention_variants.language.grammar import Language
from convention_variants.resolve.edits import Cause, Edit
from convention_variants.text.source import BLANK_LINE, LINE_END
from convention_variants.text.spans import Span, SpanIndex

_SPACE = re.compile(r"\s*")
_EMPHASIS = re.compile(r"(?:\*{1,3}|_{1,3}|~~)\Z")
_EMPHASIS_BEFORE = re.compile(r"\*{1,3}|_{1,3}|~~")
_ENDING = re.compile(r"\[([^\W\d_]{1,3})\]")
# A few letters in a bracket, glued to a word.
_LONGEST_ENDING = 6
_GLUED = re.compile(r"(?<=[^\W\d_])\[[^\W\d_]{1,3}\Z")
_OPENING = frozenset("([“‘")
_CLOSING = frozenset(",.;:!?)]’”")
_MARKS = frozenset(",.;:")
# In any language, a no-break space before one of these marks belongs to it.
_NO_BREAK, _SET_OFF = frozenset("\u00a0\u2009\u202f"), frozenset(";:!?")


@dataclass(slots=True)
class _Seam:
    """Edits with only white space between them.

    `spaces` are the stretches of white space beside and between the edits. Text ends at the offset `before` and goes on
    at `after`. `dropped`: words are removed, not only brackets. `starts`, `ends`: a paragraph starts or ends here.
    """

    edits: list[Edit]
    spaces: list[Span]
    before: int
    after: int
    dropped: bool
    starts: bool
    ends: bool


def mend(edits: Sequence[Edit], text: str, grammar: Language) -> list[Edit]:
    """Return sorted, disjoint edits together with those that clean up the seams they leave."""
    seen = _Seen(edits, text)
    cleaned = [edit for seam in _seams(edits, text) for edit in (*seam.edits, *_cleaned(seam, seen, grammar))]
    return _sorted([*edits, *cleaned]) if cleaned else list(edits)


class _Seen:
    """A text with edits made: the characters beside an offset, "" at either end."""

    def __init__(self, edits: Sequence[Edit], text: str) -> None:
        self.text = text
        self._edits = edits
        self._index = SpanIndex(edits)

    def before(self, offset: int) -> str:
        """Return the character before an offset, past removed text."""
        index = self._index.after(offset) - 1
        while index >= 0 and self._edits[index].end == offset:
            if self._edits[index].text:
                return self._edits[index].text[-1]
            offset = self._edits[index].start
            index -= 1
        return self.text[offset - 1] if offset else ""

    def after(self, offset: int) -> str:
        """Return the character after an offset, past removed text."""
        index = self._index.after(offset)
        while index < len(self._edits) and self._edits[index].start <= offset:
            if self._edits[index].text:
                return self._edits[index].text[0]
            offset = self._edits[index].end
            index += 1
        return self.text[offset : offset + 1]


def _sorted(edits: list[Edit]) -> list[Edit]:
    """Return edits in order, without those that repeat another or overlap an earlier one."""
    result: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end, not edit.text)):
        if not result or edit.start >= result[-1].end:
            result.append(edit)
    return result


def _seams(edits: Sequence[Edit], text: str) -> Iterator[_Seam]:
    """Yield the seams that can need cleaning up."""
    index = 0
    while index < len(edits):
        first, spaced = index, False
        while index + 1 < len(edits) and _only_space(edits[index], edits[index + 1], text):
            spaced = spaced or edits[index].end < edits[index + 1].start
            index += 1
        if spaced or not _is_clean(edits[first].start, edits[index].end, text):
            before = edits[first - 1].end if first else 0
            after = edits[index + 1].start if index + 1 < len(edits) else len(text)
            yield _seam(list(edits[first : index + 1]), before, after, text)
        index += 1


def _is_clean(start: int, end: int, text: str) -> bool:
    """Return whether a seam without space in it is between a word and a single space, as usual: nothing to clean up."""
    left, right = text[max(0, start - 2) : start], text[end : end + 2]
    if right[:1].isalnum():
        return left[-1:] == " " and left[:1].isalnum()
    return left[-1:].isalnum() and right[:1] == " " and right[1:].isalnum()


def _only_space(edit: Edit, following: Edit, text: str) -> bool:
    """Return whether two removals have only white space of one paragraph between them."""
    if edit.text or following.text:
        return False
    between = text[edit.end : following.start] if following.start > edit.end else ""
    return not between or (between.isspace() and not BLANK_LINE.search(between))


def _seam(edits: list[Edit], earliest: int, latest: int, text: str) -> _Seam:
    """Return the seam of some edits, looking around them up to the neighbouring edits."""
    dropped = any(edit.cause is Cause.CHOICE for edit in edits)
    if dropped:
        edits = _with_emphasis(edits, earliest, text)
    start, end = edits[0].start, edits[-1].end
    left = start
    while left > earliest and text[left - 1].isspace():
        left -= 1
    space = _SPACE.match(text, end, latest)
    right = space.end() if space else end
    starts = left == 0 or (start - left > 1 and BLANK_LINE.search(text, left, start) is not None)
    ends = right == len(text) or (right - end > 1 and BLANK_LINE.search(text, end, right) is not None)
    between = ((one.end, other.start) for one, other in pairwise(edits))
    gaps = ((start if starts else left, start), *between, (end, end if ends else right))
    spaces = [Span(*gap) for gap in gaps if gap[0] < gap[1]]
    return _Seam(edits, spaces, left, right, dropped, starts, ends)


def _with_emphasis(edits: list[Edit], earliest: int, text: str) -> list[Edit]:
    """Return edits that also remove the emphasis marks that would be left around nothing."""
    start, end = edits[0].start, edits[-1].end
    mark = _EMPHASIS.search(text, max(earliest, start - 3), start)
    if mark is None or not text.startswith(mark[0], end) or text.startswith(mark[0][0], end + len(mark[0])):
        return edits
    first = Edit(mark.start(), start, "", Cause.SPACE)
    return [first, *edits, Edit(end, end + len(mark[0]), "", Cause.SPACE)]


def _cleaned(seam: _Seam, seen: _Seen, grammar: Language) -> Iterator[Edit]:
    if any(edit.text for edit in seam.edits):
        return
    text = seen.text
    before = "" if seam.starts else text[seam.before - 1]
    after = "" if seam.ends else text[seam.after]
    if not before or not after or _opens(seen, seam.before) or _closes(seen, seam.after, grammar):
        yield from _without_space(seam, text, lines=not (seam.starts or seam.ends))
    elif seam.spaces:
        yield from _one_space(seam, text, grammar)
    elif before.isalnum() and after.isalnum() and (gap := _gap(seam, text, grammar)):
        yield gap
    if seam.dropped or before == after == ",":
        yield from _stranded_mark(seam, before, after, text)


def _opens(seen: _Seen, offset: int) -> bool:
    """Return whether the mark before an offset opens something: a parenthesis, a quotation, emphasis.

    An asterisk before white space opens nothing: it is a list marker or a plain asterisk. Emphasis right after a word
    does not either, once the brackets between them are gone: the space separates two words.
    """
    text = seen.text
    mark = _EMPHASIS.search(text, max(0, offset - 3), offset)
    if mark is None:
        return text[offset - 1] in _OPENING
    if text[offset : offset + 1].isspace():
        return False
    start = mark.start()
    return all(
        not one or one.isspace() or one in _OPENING for one in (text[max(0, start - 1) : start], seen.before(start))
    )


def _closes(seen: _Seen, offset: int, grammar: Language) -> bool:
    """Return whether the mark at an offset closes something, or belongs to the word before it."""
    text = seen.text
    if _is_set_off(text, offset, grammar):
        return False
    mark = _EMPHASIS_BEFORE.match(text, offset)
    if mark is None:
        return text[offset] in _CLOSING
    before, end = text[offset - 1], mark.end()
    if before.isspace() or before in _OPENING:
        return False  # as in `_opens`; opening emphasis would count as closing, too
    return all(not one or one.isspace() or one in _CLOSING for one in (text[end : end + 1], seen.after(end)))


def _is_set_off(text: str, offset: int, grammar: Language) -> bool:
    """Return whether the space between a word and the mark after it belongs there, as in French."""
    if offset > 0 and text[offset] in grammar.set_off and text[offset - 1].isspace():
        return True
    return offset > 0 and text[offset - 1] in _NO_BREAK and text[offset : offset + 1] in _SET_OFF


def _without_space(seam: _Seam, text: str, *, lines: bool) -> Iterator[Edit]:
    for start, end in seam.spaces:
        if lines or not LINE_END.search(text, start, end):
            yield Edit(start, end, "", Cause.SPACE)
    if seam.starts or seam.ends:
        start = seam.edits[-1].end
        line_end = LINE_END.search(text, start, seam.after)
        stop = line_end.start() if line_end else seam.after
        if stop > start and (seam.starts or stop == seam.after):
            yield Edit(start, stop, "", Cause.SPACE)


def _one_space(seam: _Seam, text: str, grammar: Language) -> Iterator[Edit]:
    """Yield edits that remove all white space but one stretch: a line end, or the space that belongs to a mark."""
    first = seam.spaces[-1] if _is_set_off(text, seam.after, grammar) else seam.spaces[0]
    kept = next((span for span in seam.spaces if LINE_END.search(text, *span)), first)
    for span in seam.spaces:
        if span != kept:
            yield Edit(span.start, span.end, "", Cause.SPACE)


def _gap(seam: _Seam, text: str, grammar: Language) -> Edit | None:
    """Return the edit that adds a space between two words that only brackets separated: `[attract][and]`."""
    start, end = seam.edits[0].start, seam.edits[-1].end
    if text[start] != "]" or text[end - 1] != "[":
        return None
    ending = _ENDING.match(text, end - 1)
    if (
        ending
        and not grammar.knows(ending[1])
        and (ending[1] in grammar.endings or _GLUED.search(text, max(0, start - _LONGEST_ENDING), start))
    ):
        return None
    return Edit(end - 1, end, " ", Cause.SPACE)


def _stranded_mark(seam: _Seam, before: str, after: str, text: str) -> Iterator[Edit]:
    """Yield the edit that removes a comma before another mark, or at the start of a text."""
    if after not in _MARKS:
        return
    if before == ",":
        yield Edit(seam.before - 1, seam.before, "", Cause.SPACE)
    elif after == "," and (not before or before in _OPENING):
        space = _SPACE.match(text, seam.after + 1)
        yield Edit(seam.after, space.end() if space else seam.after + 1, "", Cause.SPACE)
