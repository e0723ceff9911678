"""A draft → its tokens: the words and marks of each passage, and where each option begins and ends.

Labels are no tokens, so that renumbering changes none. Brackets, slashes and the labels of options all become the same
two marks, so `[shall/should]` and `[shall] [should]` have the same tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.outline.nodes import Break, Content, Image, Item, Section, SectionKind, contents, walk
from convention_variants.text.spans import Span, SpanIndex, merge_spans

OPEN, CLOSE = "\x01[", "\x01]"
_CALL = "[^"
_TOKEN = re.compile(r"\w+|[^\w\s[\]]")
_WORD_BEFORE = re.compile(r"(\w+)[\[\]]*\Z")
_WORD_AFTER = re.compile(r"[\[\]]*(\w+)")
# Characters of a word beside a bracket that is glued to it, and of such a bracket.
_NEAR = 40


class Token(NamedTuple):
    """A word or a mark of the text in lower case; or the beginning or end of an option, with its point and number."""

    key: str
    start: int
    end: int
    point: int = -1
    option: int = -1

    @property
    def weight(self) -> float:
        """How much the token counts in a comparison: a word 1, a mark of punctuation less, the end of an option 0."""
        return 0 if self.point >= 0 else 1 if self.key[-1].isalnum() else 0.25


class Passage(NamedTuple):
    """A heading, paragraph, item, cell or footnote: its provision, and the numbers of its tokens.

    `article` is the id of the article around it and `section` that of the outermost section, empty if there is none.
    A label is a passage only if a choice point is in it.
    """

    provision: str
    article: str
    section: str
    first: int
    last: int
    is_label: bool = False

    @property
    def part(self) -> str:
        """The id of the article around it, or of the outermost section if it is in no article."""
        return self.article or self.section


@dataclass(frozen=True)
class TokenizedDraft:
    """The tokens of a draft in order, its passages, and for each option of each choice point its first and last token.

    The span of an option includes its opening and closing marks.
    """

    inventory: Inventory
    tokens: list[Token] = field(repr=False)
    passages: list[Passage] = field(repr=False)
    options: list[list[Span]] = field(repr=False)

    def passage_at(self, token: int) -> int:
        """Return the number of the passage that a token is in."""
        return bisect_right(self.passages, token, key=lambda passage: passage.first) - 1

    def passage_of(self, token: int) -> Passage:
        """Return the passage that a token is in."""
        return self.passages[self.passage_at(token)]

    def extent(self, point: int) -> Span:
        """Return the tokens from the beginning of the first option to the end of the last one."""
        return Span(self.options[point][0].start, self.options[point][-1].end)


def glued_words(inventories: Iterable[Inventory]) -> dict[str, tuple[str, ...]]:
    """Return the words that brackets glued to a word part into pieces: `mechanism[s]` parts "mechanisms" and "s"."""
    all_pieces = (pieces for one in inventories for point in one.points for pieces in _pieces(point, one))
    return {"".join(pieces): pieces for pieces in all_pieces}


def _pieces(point: ChoicePoint, inventory: Inventory) -> Iterator[tuple[str, ...]]:
    """Yield the pieces of each word that a choice point is part of, with each of its options and with none."""
    text = inventory.draft.source.text
    before = _WORD_BEFORE.search(text[max(0, point.start - _NEAR) : point.start])
    after = _WORD_AFTER.match(text, point.end, point.end + _NEAR)
    if before or after:
        first, last = (match[1].casefold() if match else "" for match in (before, after))
        for option in point.options:
            inner = inventory.option_text(option).casefold() if option.end - option.start < _NEAR else ""
            if inner.isalnum():
                yield tuple(filter(None, (first, inner, last)))
        if first and last:
            yield first, last


def tokenize(inventory: Inventory, glued: Mapping[str, tuple[str, ...]]) -> TokenizedDraft:
    """Return the tokens of a draft; `glued` are the words to part wherever they occur."""
    texts = list(_texts(inventory))
    marks = _marks(inventory, texts)
    muted = SpanIndex(merge_spans(_muted(inventory)))
    nodes = walk((*inventory.draft.front, *inventory.draft.body))
    articles = {one.id for one in nodes if isinstance(one, Section) and one.kind is SectionKind.ARTICLE}
    tokens: list[Token] = []
    passages = []
    for number, one in enumerate(texts):
        first = len(tokens)
        words = [token for run in one.runs for token in _words(inventory.draft.source.text, run, glued, muted)]
        if number in marks:
            placed = [*marks[number], *(_Mark(word.start, 2, 0, word) for word in words)]
            words = [mark.token for mark in sorted(placed, key=lambda mark: mark[:3])]
        tokens += words
        if len(tokens) > first:
            article = provision = inventory.draft.provision_at(one.runs[0].start)
            while article and article not in articles:
                article = article.rpartition("-")[0]
            passages.append(Passage(provision, article, one.section, first, len(tokens), one.is_label))
    return TokenizedDraft(inventory, tokens, passages, _options(inventory, tokens))


class _Text(NamedTuple):
    """The text of a passage: the stretches of the source that it consists of, and its outermost section."""

    runs: list[Span]
    section: str
    is_label: bool = False


def _texts(inventory: Inventory) -> Iterator[_Text]:
    """Yield the passages of a draft, without labels unless a choice point is in one."""
    draft = inventory.draft
    starts = [point.start for point in inventory.points]
    for top in (*draft.front, *draft.body):
        section = top.id if isinstance(top, Section) else ""
        for node in walk((top,)):
            for content in contents(node):
                runs, is_label = _runs(content), isinstance(node, Item | Section) and content is node.label
                if runs and (not is_label or _holds_point(runs, starts, inventory.points)):
                    yield _Text(runs, section, is_label)
    for note in draft.footnotes:
        if runs := _runs(note.content):
            yield _Text(runs, "")


def _runs(content: Content) -> list[Span]:
    """Return the stretches of source that hold the words of a content, and the calls of its footnotes."""
    runs = [piece.alt if isinstance(piece, Image) else piece for piece in content if not isinstance(piece, Break)]
    return [Span(run[0], run[1]) for run in runs]


def _holds_point(runs: Sequence[Span], starts: Sequence[int], points: Sequence[ChoicePoint]) -> bool:
    index = bisect_left(starts, runs[0].start)
    return index < len(points) and points[index].end <= runs[-1].end


def _muted(inventory: Inventory) -> Iterator[tuple[int, int]]:
    """Yield the text in the brackets of options that is not their wording, and the text between those of a run."""
    for point in inventory.points:
        for option in point.options:
            yield option.start, option.inner.start
            yield option.inner.end, option.end
        if point.kind is Kind.ALTERNATIVES and point.options[0].label is None:
            yield from ((one.end, other.start) for one, other in pairwise(point.options))


class _Mark(NamedTuple):
    """A token and what it is sorted by: the offset, its rank among those there, and the depth within a rank.

    At an offset, an end comes before a beginning, and a word after both.
    """

    offset: int
    rank: int
    depth: int
    token: Token


def _marks(inventory: Inventory, texts: Sequence[_Text]) -> dict[int, list[_Mark]]:
    """Return the beginnings and ends of options by passage, each with its place among the tokens there."""
    runs = sorted((run.start, run.end, number) for number, one in enumerate(texts) for run in one.runs)
    starts, ends = [run[0] for run in runs], [run[1] for run in runs]
    found: dict[int, list[_Mark]] = {}
    for number, point in enumerate(inventory.points):
        for index, option in enumerate(point.options):
            opening = min(bisect_right(ends, option.start), len(runs) - 1)
            closing = max(bisect_left(starts, option.end) - 1, 0)
            ranks = ((1, point.depth), (0, -point.depth))
            if opening > closing:  # without text inside, both marks come before the text that follows
                closing, ranks = opening, (ranks[0], ranks[0])
            for run, offset, key, rank in (
                (opening, option.start, OPEN, ranks[0]),
                (closing, option.end, CLOSE, ranks[1]),
            ):
                at = min(max(offset, runs[run][0]), runs[run][1])
                token = Token(key, option.start, option.end, number, index)
                found.setdefault(runs[run][2], []).append(_Mark(at, *rank, token))
    return found


def _words(text: str, run: Span, glued: Mapping[str, tuple[str, ...]], muted: SpanIndex[Span]) -> Iterator[Token]:
    """Yield the words and marks of a stretch of the source; each call of a footnote is the same mark."""
    if text.startswith(_CALL, run.start):
        yield Token(_CALL, *run)
        return
    for match in _TOKEN.finditer(text, *run):
        start, end = match.span()
        if muted.at(start):
            continue
        key = match[0].casefold()
        for part in glued.get(key, (key,)):
            yield Token(part, start, min(start + len(part), end))
            start = min(start + len(part), end - 1)


def _options(inventory: Inventory, tokens: Sequence[Token]) -> list[list[Span]]:
    found = [[Span(0, 0)] * len(point.options) for point in inventory.points]
    for index, token in enumerate(tokens):
        if token.point >= 0:
            span = found[token.point][token.option]
            span = Span(index, span.end) if token.key == OPEN else Span(span.start, index + 1)
            found[token.point][token.option] = span
    return [[Span(min(start, end - 1), max(start + 1, end)) for start, end in spans] for spans in found]
