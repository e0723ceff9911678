"""Source lines → inlines: which characters are text, in which style.

Most paragraphs of a treaty contain no inline markup and need no parser. Others are parsed by markdown-it-py, with tags
and addresses masked by private characters of the same length, so that its tokens can be mapped back to the source.
Only the length of a token is used, never its content, which the parser may have normalized. The rules for links are
off, so brackets are punctuation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from convention_variants.brackets.nodes import Link
from convention_variants.outline.nodes import Break, Call, Content, Image, Inline, Run, Style
from convention_variants.text.footnote_calls import CARET_LABEL, RAISED_LABEL
from convention_variants.text.source import Source, lost_text, occurrences
from convention_variants.text.spans import Span, last_at

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_START = itemgetter(0)
_MASK = "\ue000"
_LONGEST_PENDING = 1000  # characters
_MARKUP = "*_`\\&<^"
# Emphasis around the whole text, as around most titles, or only the first words, as in a preamble, needs no parser.
_EMPHASISED = re.compile(r"(\*{1,3})(?=\w)[^*_`\\&<^]*[^*_`\\&<^\s]\1")
_FIRST_EMPHASISED = re.compile(r"(\*{1,3})(?=\w)([^*_`\\&<^]*\w)\1(?=[\s.,;:)\]])[^*_`\\&<^]+")
_OVERLAY = re.compile(
    rf"<sup>(?P<sup>{RAISED_LABEL})</sup>|\[\^(?P<caret>{CARET_LABEL})\]|(?P<tag></?su[bp]>)|(?P<line><br ?/?>)",
    re.IGNORECASE,
)
# Emphasis of words, which can mean nothing else: its marks can only open it before a word, and close it behind one.
_EMPHASIS = re.compile(r"(?<![^\s(\[])(\*{1,3})(?=\w)([^*]*[\w\ue000])\1(?=[\s.,;:)\]]|\Z)")
# What else the parser may read otherwise than as it is written.
_MORE_MARKUP = re.compile(r"[_`\\&<]|\s\n|\n\s")
# The parser takes these for links although they contain a line end, and its tokens then miss it; and for emphasis the
# blanks that are drawn with underscores.
_NO_MARKUP = re.compile(r"<(?=[^<>\s]+\n>)|(?<=\[)_+(?=\])")
_IMAGE_MARK = re.compile(r"(?<!\\)!\Z")
_BY_MARKS = tuple(map(Style, range(4)))  # one asterisk is emphasis, two are strong, three are both
_TAG_STYLES = {"sup": Style.SUPERSCRIPT, "sub": Style.SUBSCRIPT}


class FootnoteMark(NamedTuple):
    """The offset of a footnote, and its id."""

    start: int
    id: str


# The footnotes in order, by label and by whether the label is a superscript.
FootnoteMarks = Mapping[tuple[str, bool], Sequence[FootnoteMark]]


class _Overlay(NamedTuple):
    """Characters of the masked text that are not text, and their effect.

    `style` or the `address` of a link applies from here on; `inline` replaces the characters.
    """

    start: int
    end: int
    style: Style | None = None
    address: str | None = None
    inline: Call | Image | Run | Break | None = None


class UncountedError(Exception):
    """The parser's tokens do not match the masked text from an offset on."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class InlineReader:
    """Reads the text of blocks, with the footnotes and links of the document.

    A call matches a footnote by its label and by whether it is a superscript: a power is not a call. If several match,
    the call belongs to the next one, since footnotes follow their calls page by page.
    """

    def __init__(self, source: Source, footnotes: FootnoteMarks, links: Sequence[Link]) -> None:
        self.source, self.text, self.footnotes = source, source.text, footnotes
        self.links = links
        self.link_starts = [link.start for link in links]
        marks = (offset for mark in _MARKUP for offset in occurrences(self.text, mark))
        self.markup = sorted((*self.link_starts, *marks))

    def read(self, plain: Sequence[Run | Break]) -> Content:
        """Return the inlines of some lines, given as a run for each line and a break between two.

        White space between lines stays a break.
        """
        if not plain:
            return ()
        first, last = plain[0].start, plain[-1].end
        at = bisect_left(self.markup, first)
        if at == len(self.markup) or self.markup[at] >= last:
            return tuple(plain)
        if emphasis := _EMPHASISED.fullmatch(self.text, first, last):
            return tuple(_emphasised(plain, len(emphasis[1])))
        if len(plain) == 1 and not self.links and (begun := _FIRST_EMPHASISED.fullmatch(self.text, first, last)):
            return Run(*begun.span(2), _BY_MARKS[len(begun[1])]), Run(begun.end(2) + len(begun[1]), last)
        return tuple(self._marked(plain))

    def _marked(self, plain: Sequence[Run | Break]) -> Iterator[Inline]:
        """Read lines that may contain markup; each line end counts as one character."""
        lines = _Lines(plain)
        joined = "\n".join(self.text[run.start : run.end] for run in lines.runs)
        overlays = list(self._overlays(joined, lines))
        try:
            inlines = _inlines(_mask(joined, overlays))
        except UncountedError as error:
            raise lost_text(self.source, lines.offset(error.offset)) from error
        for inline in _overlaid(inlines, overlays) if overlays else inlines:
            yield from lines.place(inline)

    def _overlays(self, joined: str, lines: _Lines) -> Iterator[_Overlay]:
        links = self.links[
            bisect_left(self.link_starts, lines.runs[0].start) : bisect_left(self.link_starts, lines.runs[-1].end)
        ]
        overlays = list(self._tags(joined, lines))
        overlays += (_Overlay(*mark.span(), inline=Run(*mark.span())) for mark in _NO_MARKUP.finditer(joined))
        for link in links:
            start, text_end, end = (lines.joined_offset(offset) for offset in (link.start, link.text_end, link.end))
            if _IMAGE_MARK.search(joined, max(0, start - 2), start):
                alt = Span(link.start + 1, link.text_end)
                overlays.append(_Overlay(start - 1, end, inline=Image(start - 1, end, link.address, alt)))
            else:
                overlays.append(_Overlay(start, start + 1, address=link.address))
                overlays.append(_Overlay(text_end, end, address=""))
        position = 0
        for overlay in sorted(overlays, key=lambda overlay: overlay[:2]):
            if overlay.start >= position:
                yield overlay
                position = overlay.end

    def _tags(self, joined: str, lines: _Lines) -> Iterator[_Overlay]:
        if "<" not in joined and "[^" not in joined:
            return
        for match in _OVERLAY.finditer(joined):
            start, end = match.span()
            label = match["sup"] or match["caret"]
            if marked := self.footnotes.get((label, bool(match["sup"]))):
                following = bisect_left(marked, lines.offset(start), key=lambda mark: mark.start)
                footnote = marked[min(following, len(marked) - 1)].id
                yield _Overlay(start, end, inline=Call(start, end, label, footnote))
            elif match["sup"]:
                yield _Overlay(start, start + 5, style=Style.SUPERSCRIPT)
                yield _Overlay(end - 6, end, style=Style.PLAIN)
            elif match["line"]:
                yield _Overlay(start, end, inline=Break(start, end, hard=True))
            elif match["tag"]:
                closing = match["tag"][1] == "/"
                yield _Overlay(start, end, Style.PLAIN if closing else _TAG_STYLES[match["tag"][1:4].lower()])


class _Lines:
    """Maps offsets between the joined lines and the source."""

    def __init__(self, plain: Sequence[Run | Break]) -> None:
        self.runs = [inline for inline in plain if isinstance(inline, Run)]
        self.breaks = [inline for inline in plain if isinstance(inline, Break)]
        self.starts = [0]
        for run in self.runs:
            self.starts.append(self.starts[-1] + run.end - run.start + 1)

    def joined_offset(self, offset: int) -> int:
        index = max(bisect_right(self.runs, offset, key=_START) - 1, 0)
        run = self.runs[index]
        return self.starts[index] + min(offset, run.end) - run.start

    def offset(self, joined_offset: int) -> int:
        """Return the offset in the source of an offset in the joined text."""
        index = last_at(self.starts, joined_offset)
        return self.runs[index].start + joined_offset - self.starts[index]

    def place(self, inline: Inline) -> Iterator[Inline]:
        """Yield an inline of the joined text with its offsets in the source, split at line ends."""
        start, index = inline.start, last_at(self.starts, inline.start)
        if isinstance(inline, Break) and inline.end - inline.start < len("<br>"):
            run, line_end = self.runs[index], self.breaks[index]
            yield Break(run.start + start - self.starts[index], line_end.end, inline.hard or line_end.hard)
            return
        if isinstance(inline, Call | Image | Break):
            yield inline._replace(start=self.offset(inline.start), end=self.offset(inline.end - 1) + 1)
            return
        while start < inline.end:
            run, base = self.runs[index], self.starts[index]
            end = min(inline.end, base + run.end - run.start)
            if end > start:
                yield Run(run.start + start - base, run.start + end - base, *inline[2:])
            if end < inline.end:
                yield self.breaks[index]
            start, index = end + 1, index + 1


def _emphasised(plain: Sequence[Run | Break], marks: int) -> Iterator[Run | Break]:
    """Yield the inlines of lines that are enclosed, as a whole, in `marks` asterisks on each side."""
    style = _BY_MARKS[marks]
    first, last = plain[0].start + marks, plain[-1].end - marks
    for inline in plain:
        if isinstance(inline, Break):
            yield inline
        else:
            yield Run(max(inline.start, first), min(inline.end, last), style)


def _mask(joined: str, overlays: Sequence[_Overlay]) -> str:
    """Replace overlaid characters by private ones that have no meaning in Markdown."""
    parts, position = [], 0
    for overlay in overlays:
        parts.append(joined[position : overlay.start])
        parts.append(_MASK * (overlay.end - overlay.start))
        position = overlay.end
    parts.append(joined[position:])
    return "".join(parts)


@cache
def _markdown() -> MarkdownIt:
    """Return a parser of inline markup only.

    By default it collects text character by character and joins all pieces, copying them each time, which takes
    quadratic time for a long paragraph. This one passes its text on in short pieces and joins none.
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 takes 20 ms to load, and many a draft has no markup

    parser = MarkdownIt("zero").enable(["newline", "escape", "backticks", "emphasis", "entity", "autolink"])
    parser.inline.ruler.push("pass_on", _pass_on)
    parser.inline.ruler2.disable(["fragments_join"])
    return parser


def _pass_on(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 the signature of a rule
    """Make a token of the text collected so far, if it is long."""
    if len(state.pending) > _LONGEST_PENDING:
        state.pushPending()
    return False


def _inlines(masked: str) -> list[Run | Break]:
    """Return the inlines that Markdown has in `masked`, with their offsets in it."""
    return _parsed(masked) if _MORE_MARKUP.search(masked) else _with_emphasis(masked) or _parsed(masked)


def _with_emphasis(masked: str) -> list[Run | Break]:
    """Return what the parser would for text without other markup than emphasis; empty if any of its marks is unclear.

    It takes the parser longer than all else takes to read a draft in which such paragraphs are the only ones.
    """
    inlines: list[Run | Break] = []
    position = 0
    for match in _EMPHASIS.finditer(masked):
        _add_lines(inlines, masked, Run(position, match.start()))
        _add_lines(inlines, masked, Run(*match.span(2), _BY_MARKS[len(match[1])]))
        position = match.end()
    _add_lines(inlines, masked, Run(position, len(masked)))
    unclear = any("*" in masked[one.start : one.end] for one in inlines)
    return [] if unclear else inlines


def _add_lines(inlines: list[Run | Break], masked: str, run: Run) -> None:
    """Append a run, parted at line ends."""
    start = run.start
    while (end := masked.find("\n", start, run.end)) >= 0:
        _add(inlines, run._replace(start=start, end=end))
        inlines.append(Break(end, end + 1))
        start = end + 1
    _add(inlines, run._replace(start=start))


def _parsed(masked: str) -> list[Run | Break]:
    tokens: list[Token] = []
    parser = _markdown()
    parser.inline.parse(masked, parser, {}, tokens)
    inlines: list[Run | Break] = []
    position, address = 0, None
    depth = {"em": 0, "strong": 0}
    for token in tokens:
        style = Style(bool(depth["em"]) | bool(depth["strong"]) << 1)
        end = position + len(token.markup)
        match token.type:
            case "text":
                end = position + len(token.content) if address is None else _link_end(masked, position)
                _add(inlines, Run(position, end, style, None, address or None))
            case "text_special":
                inlines.append(_special(token, position, style))
            case "softbreak" | "hardbreak":
                hard = masked[position] == "\\"
                end = position + (2 if hard else 1)
                inlines.append(Break(position, end, hard))
            case "code_inline":
                text_end = _code_end(masked, end, token.markup)
                inlines.append(Run(end, text_end, style | Style.CODE))
                end = text_end + len(token.markup)
            case "link_open":
                address, end = _address(token), position + 1
            case "link_close":
                address, end = None, position + 1
            case "em_open" | "strong_open" | "em_close" | "strong_close":
                depth[token.tag] += token.nesting
            case _:
                raise UncountedError(position)
        position = end
    if position != len(masked):
        raise UncountedError(min(position, len(masked)))
    return inlines


def _add(inlines: list[Run | Break], text: Run) -> None:
    """Append a run, merged with the one before it if they touch and have the same style."""
    last = inlines[-1] if inlines else None
    if isinstance(last, Run) and last.end == text.start and last[2:] == text[2:]:
        inlines[-1] = last._replace(end=text.end)
    elif text.end > text.start:
        inlines.append(text)


def _link_end(masked: str, start: int) -> int:
    """Return the end of the text of a link in angle brackets; the parser decodes it, so its length may differ."""
    end = masked.find(">", start)
    if end < 0:
        raise UncountedError(start)
    return end


def _address(link: Token) -> str:
    """Return the address of a link in angle brackets; empty if part of it is masked."""
    from urllib.parse import quote  # noqa: PLC0415 loaded when needed

    address = str(link.attrs["href"])
    return "" if quote(_MASK) in address else address


def _special(token: Token, start: int, style: Style) -> Run:
    """Return the run of an entity, or of an escaped character; a backslash before a letter is text."""
    end = start + len(token.markup)
    if token.info != "escape":
        return Run(start, end, style, token.content)
    is_text = token.content == token.markup and token.content[-1] != _MASK
    return Run(start if is_text else start + 1, end, style)


def _code_end(masked: str, start: int, fence: str) -> int:
    """Return the end of the code that begins at `start`, after its opening backticks."""
    closing = re.compile(rf"(?<!`){fence}(?!`)").search(masked, start)
    if closing is None:
        raise UncountedError(start)
    return closing.start()


def _overlaid(inlines: Sequence[Run | Break], overlays: Sequence[_Overlay]) -> Iterator[Inline]:
    """Cut the overlays out of the runs, and apply each one's style or address to the text after it."""
    style, address = Style.PLAIN, None
    waiting = deque(overlays)
    for inline in inlines:
        start = inline.start
        while waiting and waiting[0].start < inline.end:
            overlay = waiting[0]
            if overlay.start > start:
                yield _restyled(inline, start, overlay.start, style, address)
            if overlay.start >= start and overlay.inline is not None:
                yield overlay.inline
            style = style if overlay.style is None else overlay.style
            address = address if overlay.address is None else overlay.address or None
            start = max(start, min(overlay.end, inline.end))
            if overlay.end > inline.end:
                break
            waiting.popleft()
        if start < inline.end:
            yield _restyled(inline, start, inline.end, style, address)


def _restyled(inline: Run | Break, start: int, end: int, style: Style, address: str | None) -> Inline:
    if isinstance(inline, Break):
        return inline
    return inline._replace(start=start, end=end, style=inline.style | style, address=address or inline.address)
