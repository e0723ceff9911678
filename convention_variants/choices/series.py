"""Option paragraphs: `Option 1: …`, `Option 2: …` on their own are rivals.

So are a paragraph and those that its number marks as rivals: `1.`, `1 alt.`.

The outline has them as items of one series, or as headings. Each option goes up to the next one, and the last one to
the end of what encloses the series, or to the titles of what follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from convention_variants.brackets.enclosing import Enclosing
from convention_variants.choices.alternation import before_parting_line
from convention_variants.choices.last_options import end_of_last, have_list_in_common, may_end_elsewhere
from convention_variants.choices.party_names import begins_with_parties, skip
from convention_variants.language.option_labels import SUFFIX
from convention_variants.language.placeholders import NO_PROVISION_PATTERN, NOTHING_PATTERN, is_no_provision
from convention_variants.outline.labels import (
    are_rivals_of_one,
    begins,
    counts_on,
    follows,
    is_inserted,
    is_rival,
    marks_rival,
    readings,
)
from convention_variants.outline.nodes import Draft, Item, Paragraph, Parent, Section, SectionKind, written
from convention_variants.outline.nodes import Node as OutlineNode
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.source import LINE_END
from convention_variants.text.spans import Span
from convention_variants.text.words import OPENING_QUOTES

_OPENING_MARKUP = frozenset("*_")
_BLANKS = frozenset(" \t")
_LINE_ENDS = ("", "\n", "\r")
# Marks right before a word belong to the word: "Option 1:*act* now". A title in braces may go on in the next line.
_LABEL_END = lazy_pattern(
    r"(?:[*_]+(?=[\s:<\[]|\Z)|[^\S\r\n]?:|</sup>)*(?:[^\S\r\n]+#+(?=\s|$))?"
    r"(?:[^\S\r\n]*\{[^{}\r\n]{1,200}(?:\r\n|\r|\n)[^{}\r\n]{1,200}\}[*_:]*(?=\s))?\s*"
)
# What may stand before an option in its line: the mark of a list or a quotation, a number, the marks of a heading.
_MARK = rf"(?:[-+*>]|#{{1,6}}|\(?(?:\d{{1,3}}(?:\.\d{{1,3}})*|[a-z]{{1,4}}(?=[.)]))(?:[ ]{SUFFIX})?[.)]?)"
_MARKS = lazy_pattern(rf"(?:^|(?<=[\r\n]))(?:[ \t]*>[ \t>]*(?:\r\n|\r|\n))*[ \t]*(?:{_MARK}[ \t]+)+$")
_BOX = re.compile(r"[*_]*(?P<box>\[[^\[\]]*\])")
_HEADING_MARKS = re.compile(r"#{1,6}[ \t]+$")
_NUMBER = re.compile(r"(?:\d{1,3}[.)])?\s*")
# Characters in which these marks are looked for.
_FAR = 60
# "No provision on the rights of developing country" may go on in the next line, with a capital letter.
_ENDS = r"(?=[^\w\r\n]*(?:[.;]|(?:\r\n?|\n)[^\S\r\n]*[\r\n]))"
_NO_TEXT = lazy_pattern(
    rf"\W*(?:{NOTHING_PATTERN}|{NO_PROVISION_PATTERN}{_ENDS})[^\w\r\n]*(?=[^\S\r\n]*[\r\n]\s*[^\sa-zß-öø-ÿ])"
)


class OptionParagraph(NamedTuple):
    """One of a series: its label, the text it offers, and both with what parts it from the next.

    Of one that says "no text" `nothing` is left. The label of a paragraph is text, so `label` is empty.
    """

    start: int
    end: int
    label: Span
    words: Span
    nothing: bool

    def box(self, text: str) -> Span | None:
        """Return the bracket that holds the label and nothing else, if there is one: `**[Option 1]**`."""
        box = _BOX.match(text, self.label.start, self.label.end)
        return Span(*box.span("box")) if box else None


class Series(NamedTuple):
    """Option paragraphs that are one choice, and the provision that they stand in; `doubtful` if not for certain."""

    provision: str
    paragraphs: tuple[OptionParagraph, ...]
    doubtful: bool

    @property
    def start(self) -> int:
        """The offset at which the first option begins."""
        return self.paragraphs[0].start

    @property
    def end(self) -> int:
        """The offset at which the last option ends."""
        return self.paragraphs[-1].end


def find_series(draft: Draft) -> list[Series]:
    """Return the series of option paragraphs of a draft, in the order of the source.

    A series that a bracket straddles is left out: nobody can tell what belongs to which option. A series is doubtful if
    its first option is missing, if the next one stands elsewhere, or if one of its options is empty.
    """
    if not draft.has_options:
        return []
    brackets = Enclosing(draft.brackets)
    labels: dict[int, str] = {}
    found: list[tuple[Series, str]] = []
    levels = list(_levels((*draft.front, *draft.body), draft))
    for provision, options, following in _siblings(levels, draft):
        labels.update((option.start, option.label) for option in options)
        if len(options) > 1 and (series := _series(provision, options, following, draft, brackets)):
            found.append((series, options[-1].label))
    order = sorted(labels)
    inserted = set(_before_inserted(levels, draft)) if found else ()
    settled = (
        series._replace(doubtful=True)
        if (series.provision in inserted and not _ends_there(series, draft.source.text))
        or _goes_on(series, last, order, labels)
        else series
        for series, last in found
    )
    return _doubt_around(sorted([*settled, *_rivals(levels, draft, brackets)], key=attrgetter("start")))


def _doubt_around(found: Sequence[Series]) -> list[Series]:
    """Doubt what ends with a doubtful series in it: what may be no part of that may be no part of the outer one."""
    inner = {series.end: series.start for series in found if series.doubtful}
    return [one._replace(doubtful=one.doubtful or one.start < inner.get(one.end, 0)) for one in found]


def _before_inserted(levels: Iterable[_Level], draft: Draft) -> Iterator[str | None]:
    """Yield the paragraphs behind which "4 bis." stands: if options of "4." end there, it may belong to the last.

    Not if their end is certain, as `_ends_there` says.
    """
    for _, children in levels:
        for one, other in pairwise(children):
            if (
                isinstance(one, Item)
                and isinstance(other, Item)
                and is_inserted(_label(other, draft), _label(one, draft))
            ):
                yield one.id


def _ends_there(series: Series, text: str) -> bool:
    """Say whether nothing more can belong to the last option: a bracket ends with it, or it means "no text"."""
    return series.paragraphs[-1].nothing or text.startswith("]", series.end)


def _goes_on(series: Series, last: str, order: Sequence[int], labels: Mapping[int, str]) -> bool:
    """Say whether the next label in the source would be the next of a series, but stands elsewhere in the outline."""
    at = bisect_left(order, series.end)
    return at < len(order) and follows(labels[order[at]], last)


class _Option(NamedTuple):
    """An option in the outline, its label as written, and the id of the paragraph around it: `2. Option 2`."""

    node: Parent
    label: str
    numbered: str | None = None

    @property
    def start(self) -> int:
        """The offset of the label."""
        return self.node.label[0].start


_Level = tuple[str, Sequence[OutlineNode]]


def _levels(nodes: Sequence[OutlineNode], draft: Draft) -> Iterator[_Level]:
    """Yield the provisions of a draft that have nodes in them, each with those directly in it."""
    stack: list[_Level] = [("text", nodes)]
    while stack:
        provision, children = level = stack.pop()
        yield level
        for node in children:
            if isinstance(node, Parent) and node.children:
                below = (node.id or provision) if isinstance(node, Item) else _address(node, provision, draft)
                stack.append((below, node.children))


def _siblings(levels: Iterable[_Level], draft: Draft) -> Iterator[tuple[str, list[_Option], OutlineNode | None]]:
    """Yield neighbouring options that count on from one another, the provision around them, and what follows them."""
    for provision, children in levels:
        run: list[_Option] = []
        around = provision
        for node in children:
            option = _option(node, draft) if isinstance(node, Parent) else None
            if run and not (option and counts_on(option.label, run[-1].label)):
                yield around, run, node
                run = []
            if option and not run:
                around = option.numbered or provision
            if option:
                run.append(option)
        if run:
            yield around, run, None


def _rivals(levels: Iterable[_Level], draft: Draft, brackets: Enclosing) -> Iterator[Series]:
    """Yield the series of a paragraph and its rivals, `1.`, `1 alt.`.

    Rivals alone, `1 alt 1.`, `1 alt 2.`, are a doubtful one: the paragraph may stand elsewhere.
    """
    for provision, children in levels:
        run: list[Item] = []
        first = ""
        for node in (*children, None):
            item = node if isinstance(node, Item) and not node.option else None
            label = _label(item, draft) if item else ""
            if item and (is_rival(label, first) or (are_rivals_of_one(label, first) and label.lstrip("[") != first)):
                run.append(item)
                continue
            if len(run) > 1 and (series := _rival_series(provision, run, draft, brackets)):
                yield series._replace(doubtful=series.doubtful or marks_rival(first))
            run, first = [item] if item else [], label


def _rival_series(provision: str, items: Sequence[Item], draft: Draft, brackets: Enclosing) -> Series | None:
    """Return the series of a paragraph and its rivals; it is doubtful if the last may have swallowed what follows."""
    text = draft.source.text
    first = _start(items[0], text)
    around = brackets.around(first)
    end = _end(items, draft)
    if around is not None:
        end = min(end, around.end - 1)
    starts = [first, *(_with_marks(_before_emphasis(item.label[0].start, text), text) for item in items[1:])]
    if any(brackets.around(edge) is not around for edge in (*starts, end)):
        return None
    ends = [start + len(text[start:stop].rstrip()) for start, stop in zip(starts, [*starts[1:], end], strict=True)]
    words = [
        *(before_parting_line(text, start, stop) for start, stop in zip(starts[:-1], ends[:-1], strict=True)),
        ends[-1],
    ]
    paragraphs = tuple(
        OptionParagraph(start, stop, Span(start, start), Span(start, last), nothing=False)
        for start, stop, last in zip(starts, ends, words, strict=True)
    )
    doubtful = any(isinstance(child, Paragraph) for child in items[-1].children) or have_list_in_common(items, text)
    return Series(provision, paragraphs, doubtful)


class NumberedParagraph(NamedTuple):
    """Where a labelled paragraph begins, its id, its label, and that of the one before it."""

    start: int
    id: str
    label: str
    before: str

    @property
    def again(self) -> bool:
        """Whether the paragraph before has the same number."""
        return self.label == self.before


def numbered_paragraphs(draft: Draft) -> list[NumberedParagraph]:
    """Return the paragraphs with a number or a letter, in the order of the source."""
    found: list[NumberedParagraph] = []
    for _, children in _levels((*draft.front, *draft.body), draft):
        before = ""
        for item in children:
            if isinstance(item, Item) and item.label:
                label = _label(item, draft).strip("[*_ ")
                found.append(NumberedParagraph(item.label[0].start, item.id or "", label, before))
                before = label
    return sorted(found)


def _address(section: Section, around: str, draft: Draft) -> str:
    first = (*section.label, *section.title)
    return draft.provision_at(first[0].start) if first else around


def _option(node: Parent, draft: Draft) -> _Option | None:
    """Return the option that a node is, or that is all there is below its number: `2. Option 2: …`."""
    if node.option if isinstance(node, Item) else node.kind is SectionKind.OPTION:
        return _Option(node, _label(node, draft))
    if isinstance(node, Item) and not node.content and len(node.children) == 1:
        (below,) = node.children
        option = _option(below, draft) if isinstance(below, Parent) else None
        return option and option._replace(numbered=node.id)
    return None


def _label(node: Parent, draft: Draft) -> str:
    return written(node.label, draft.source.text)


def _series(
    provision: str, found: Sequence[_Option], following: OutlineNode | None, draft: Draft, brackets: Enclosing
) -> Series | None:
    text = draft.source.text
    options = [option.node for option in found]
    labels = [_start(option, text) for option in options]
    first, *further = _quoted_starts(options, labels, text)
    around = brackets.around(first)
    end = _end(options, draft)
    if around is not None:
        end = min(end, around.end - 1)
    after = _what_follows(options, draft)
    if after is not None and (begins_there := _with_marks(after.label[0].start, text)) < end:
        end = begins_there
    else:
        after = None
    end = _end_of_nothing(options[-1], end, text)
    starts = [first, *(_with_marks(start, text) for start in further)]
    ends = [*starts[1:], end]
    if any(brackets.around(edge) is not around for edge in (*starts, end)):
        return None
    paragraphs = [
        _paragraph(option, start, label, stop, text, is_last=option is options[-1])
        for option, start, label, stop in zip(options, starts, labels, ends, strict=True)
    ]
    silent = any(paragraph.words.start == paragraph.words.end for paragraph in paragraphs)
    doubtful = silent or after is not None or not begins(found[0].label)
    if not (paragraphs[-1].nothing or _is_one_bracket(paragraphs[-1].words, text, brackets)):  # else its end is certain
        enclosed = around is not None and end == around.end - 1 and _opens_right_before(around.start, first, text)
        doubtful = doubtful or may_end_elsewhere(options, following, end, text, enclosed=enclosed)
        doubtful = doubtful or _goes_on_behind_brackets(paragraphs, text, brackets)
    doubtful = doubtful or any(begins_with_parties(text, *paragraph.words) for paragraph in paragraphs)
    return Series(provision, tuple(paragraphs), doubtful)


def _opens_right_before(bracket: int, first: int, text: str) -> bool:
    """Say whether a bracket opens in the line of the first option of a series, or right above it."""
    return first - bracket <= _FAR and LINE_END.search(text[bracket:first].strip()) is None


def _is_one_bracket(words: Span, text: str, brackets: Enclosing) -> bool:
    """Say whether one bracket holds all words of an option, apart from a number: nothing else can belong to it."""
    around = brackets.around(words.end - 1)
    return around is not None and bool(_NUMBER.fullmatch(text, words.start, around.start))


def _goes_on_behind_brackets(paragraphs: Sequence[OptionParagraph], text: str, brackets: Enclosing) -> bool:
    """Say whether every option is in a bracket, and text follows that of the last: it may be agreed."""
    *others, last = (one.words for one in paragraphs)
    opened = text.startswith("[", skip(_NUMBER, text, *last))
    return opened and all(_is_one_bracket(words, text, brackets) for words in others)


def _what_follows(options: Sequence[Parent], draft: Draft) -> Item | None:
    """Return the first paragraph in the last option that may rather follow the series: "6.1", if no other has such."""
    *_, last = found = [_numbered_below(option, draft) for option in options]
    return last if found.count(None) == len(found) - 1 else None


def _numbered_below(option: Parent, draft: Draft) -> Item | None:
    items = (child for child in option.children if isinstance(child, Item))
    return next((item for item in items if any(one.parent for one in readings(_label(item, draft)))), None)


def _paragraph(option: Parent, start: int, label: int, stop: int, text: str, *, is_last: bool) -> OptionParagraph:
    """Cut an option paragraph: its words begin behind the label, and end before white space or a line "OR"."""
    words_start = _words_start(option, stop, text)
    label_end = label + len(text[label:words_start].rstrip())
    end = label_end + len(text[label_end:stop].rstrip())
    words_end = end if is_last else before_parting_line(text, label_end, end)
    words = Span(min(words_start, words_end), words_end)
    nothing = is_no_provision(text[words.start : words.end])
    return OptionParagraph(start, end, Span(label, label_end), words, nothing)


def _words_start(option: Parent, stop: int, text: str) -> int:
    label_end = option.label[-1].end
    behind = _LABEL_END.match(text, label_end, stop)
    return behind.end() if behind else label_end


def _start(option: Parent, text: str) -> int:
    """Return where an option begins: with its markup, and behind a bracket that opens around the whole series."""
    start = option.label[0].start
    boxed = text[option.label[-1].end - 1] == "]"  # "[Option 1]" is in a bracket of its own
    while text.startswith(("[[" if boxed else "[", *OPENING_QUOTES, *" \xa0"), start):
        start += 1
    start = _before_emphasis(start, text)
    marks = _HEADING_MARKS.search(text, start - _FAR, start) if isinstance(option, Section) else None
    return marks.start() if marks else start


def _quoted_starts(options: Sequence[Parent], labels: Sequence[int], text: str) -> list[int]:
    """Return where options begin with the marks of quotations right before their labels.

    The first mark is that of the words below the label if these have none of their own.
    """
    marks = [option.label[0].start for option in options]
    first, *further = (
        mark if mark < label and "[" not in text[mark:label] else label
        for mark, label in zip(marks, labels, strict=True)
    )
    words = _words_start(options[0], further[0], text)
    is_quoted = text[words : words + _FAR].lstrip("[ ")[:1] in OPENING_QUOTES
    return [first if is_quoted else labels[0], *further]


def _before_emphasis(start: int, text: str) -> int:
    while text[start - 1 : start] in _OPENING_MARKUP:
        start -= 1
    return start


def _with_marks(start: int, text: str) -> int:
    """Return where an option begins that follows another: with all that stands before it in its line."""
    before = text[max(0, start - _FAR) : start]
    if before[-1:] not in _BLANKS or before.rstrip(" \t")[-1:] in _LINE_ENDS:
        return start  # as mostly: it takes longer to look for marks
    marks = _MARKS.search(text, start - _FAR, start)
    return marks.start() if marks else start


def _end(options: Sequence[Parent], draft: Draft) -> int:
    """Return where the last option ends: with its line or the fence below its code, before what else stands there."""
    text, code = draft.source.text, draft.brackets.code
    last = end_of_last(options, text)
    at = bisect_left(code, last, key=lambda span: span.end)
    if at < len(code) and code[at].start < last:
        last = code[at].end
    following = bisect_left(draft.blocks, last)
    stop = draft.blocks[following] if following < len(draft.blocks) else len(text)
    line_end = LINE_END.search(text, last, stop)
    return line_end.start() if line_end else stop


def _end_of_nothing(option: Parent, end: int, text: str) -> int:
    """Return where the last option of a series ends if it says "no text": what follows is no part of it."""
    nothing = _NO_TEXT.match(text, _words_start(option, end, text), end)
    return nothing.end() if nothing else end
