"""The paragraphs of a source and their nesting, in enough detail to limit how far a bracket can reach.

The outline reads structure exactly, but it needs the bracket tree first. This estimate has no effect if brackets
balance; if they do not, it helps to find the bracket at fault.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from convention_variants.language.data import all_languages
from convention_variants.language.option_labels import SUFFIX, OptionLabel, option_lines
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.words import OPENING_QUOTES

# Fails at the first word of a line without a mark, as most lines are.
_MARK = lazy_pattern(
    rf"[\s\ufeff]*+(?P<bullet>[-+*•][ \t]+)?[>*_\[{OPENING_QUOTES} \t]*+"
    r"(?:(?P<hashes>\#{1,6})[ \t]++[*_\[ \t]*(?P<title>\S)"
    r"|(?P<label>(?P<open>\(?)(?:(?P<number>\d{1,3}(?:\.\d{1,3})*)|(?P<letters>[a-z]|[ivx]{2,5}|[A-Z]|[IVX]{2,5}))"
    rf"(?:[ ]?{SUFFIX})?(?:[.)]|(?<=\.\d)(?=\s)))(?=[\s*_\[(]|$)"
    r"|(?(bullet)|(?!)))"
)
# The level of each kind of part, 0 for the outermost.
_RANKS = {"chapters": 0, "annex": 0, "section": 1, "article": 2}
_RANK_OF_WORD = {
    word: rank for data in all_languages() for kind, rank in _RANKS.items() for word in getattr(data.parts, kind)
}
HEADING_WORDS = "|".join(_RANK_OF_WORD)
_HEADING = lazy_pattern(rf"[\s\ufeff*_\[{OPENING_QUOTES}]*+({HEADING_WORDS})\s+\S{{1,8}}", re.IGNORECASE)
# A short line that begins with "Article 4" is a heading; a longer one is a sentence about an article.
_LONGEST_HEADING = 100
MERGED_DOWN = "^^"  # the text of a cell of a table that is part of the cell above it
CELL = lazy_pattern(r"(?:\\.|[^|\\]|\\$)+")


@dataclass(slots=True)
class SourceParagraph:
    """A part of a source without a blank line, a further label or the end of a table cell in it.

    `mark` is where its label or title begins, and `body` the text after it; both are `start` if it has none. `level` is
    0 for the outermost paragraphs, and a paragraph without a label is one level below the labelled one before it.
    `after` is the number of the next paragraph that is not below this one, and `outside` of the next that is not below
    its parent. `option` is the label of an option, if the paragraph begins with one.
    """

    start: int
    end: int
    mark: int
    body: int
    level: int
    marked: bool = True
    heading: bool = False
    option: OptionLabel | None = None
    after: int = 0
    outside: int = 0


class _Step(NamedTuple):
    """What the labels or headings of one level have in common, and the current label of the level."""

    kind: str
    rank: int
    text: str = ""


def read_paragraphs(text: str) -> list[SourceParagraph]:
    """Read the paragraphs of a source, in order: linear in its length."""
    paragraphs: list[SourceParagraph] = []
    path: list[_Step] = []
    position, fresh = 0, True
    options = option_lines(text)
    for line in text.replace("\r", "\n").split("\n"):
        start, end = position, position + len(line.rstrip())
        position += len(line) + 1
        if end == start:
            fresh = True
        elif "|" in line and line.lstrip().startswith("|"):
            paragraphs += _cells(line, start, len(path))
            fresh = True
        elif fresh and end - start <= _LONGEST_HEADING and (words := _HEADING.match(line)):
            level = _enter_heading(path, _Step("word", _RANK_OF_WORD[words[1].lower()]))
            title, body = start + words.start(1), start + words.end()
            paragraphs.append(SourceParagraph(start, end, title, body, level, heading=True))
        elif mark := _MARK.match(line):
            paragraphs.append(_marked(mark, start, end, path))
            fresh = paragraphs[-1].heading
        elif fresh or start in options:
            paragraphs.append(SourceParagraph(start, end, start, start, len(path), marked=False))
            fresh = False
        else:
            paragraphs[-1].end = end
        if start in options:
            paragraphs[-1].option = options[start]
    _find_ends(paragraphs)
    return paragraphs


def _marked(match: re.Match[str], start: int, end: int, path: list[_Step]) -> SourceParagraph:
    """Return the paragraph that a line with a mark begins, and update the `path` of those that enclose it."""
    hashes, label, letters = match.group("hashes", "label", "letters")
    if hashes:
        title = start + match.start("title")
        return SourceParagraph(start, end, title, title, _enter_heading(path, _Step("#", len(hashes))), heading=True)
    mark, body = start + match.start("label" if label else "bullet"), start + match.end()
    step = _step(match, path)
    level = _enter(path, step)
    if path[level] is not step:
        return SourceParagraph(start, end, mark, body, level + 1, marked=False)
    return SourceParagraph(start, end, mark, body, level, heading=bool(letters) and letters.isupper())


def _step(match: re.Match[str], path: Sequence[_Step]) -> _Step:
    """Return the level that a label belongs to; "(i)" is a numeral unless it follows "(h)"."""
    letters, style = match["letters"], match["open"]
    if not match["label"]:
        return _Step("bullet", match.start("bullet"))
    if not letters:
        return _Step(f"number{style}", match["number"].count("."), match["number"])
    style += "upper" if letters.isupper() else "lower"
    before = chr(ord(letters[-1]) - 1)
    if not letters.strip("ivxIVX") and not any(step[::2] == (f"letter{style}", before) for step in path):
        return _Step(f"numeral{style}", 0, letters)
    return _Step(f"letter{style}", 0, letters)


def _enter(path: list[_Step], step: _Step) -> int:
    """Put a label into the path, replacing the previous label of its level; return that level.

    A repeated label does not start a new paragraph: rival wordings of paragraph 16 are all labelled "16.".
    """
    level = len(path) - 1
    while level >= 0 and (path[level].kind != step.kind or path[level].rank != step.rank):
        level -= 1
    if level < 0:
        path.append(step)
        return len(path) - 1
    path[level:] = [path[level] if step.text and path[level] == step else step]
    return level


def _enter_heading(path: list[_Step], step: _Step) -> int:
    """Put a heading into the path, where it ends all labels, and all headings of its level or below."""
    level = 0
    while level < len(path) and path[level].kind == step.kind and path[level].rank < step.rank:
        level += 1
    path[level:] = [step]
    return level


def _cells(line: str, start: int, level: int) -> Iterator[SourceParagraph]:
    """Yield the cells of a table's row."""
    for cell in CELL.finditer(line):
        first = start + cell.start()
        yield SourceParagraph(first, first + len(cell[0].rstrip()), first, first, level, marked=False)


def _find_ends(paragraphs: Sequence[SourceParagraph]) -> None:
    """Set `after` and `outside` of all paragraphs, from the last to the first."""
    # Later marked paragraphs, the nearest last, without those that a nearer one of the same or an outer level precedes.
    levels: list[int] = []
    numbers: list[int] = []

    def first_at(level: int) -> int:
        at = bisect_right(levels, level)
        return numbers[at - 1] if at else len(paragraphs)

    for number in range(len(paragraphs) - 1, -1, -1):
        paragraph = paragraphs[number]
        paragraph.outside = first_at(paragraph.level - 1)
        paragraph.after = first_at(paragraph.level) if paragraph.marked else paragraph.outside
        if paragraph.marked:
            while levels and levels[-1] >= paragraph.level:
                levels.pop()
                numbers.pop()
            levels.append(paragraph.level)
            numbers.append(number)
