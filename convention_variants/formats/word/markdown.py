"""Pieces of a paragraph → Markdown that our outline reads back as exactly these pieces.

A bracket is always written as it is, outside all markup: emphasis ends before it and begins again after it. Emphasis
begins and ends at a letter or figure, where its asterisks cannot mean anything else in Markdown. Raised and lowered
text has none: raised text is often the call of a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from convention_variants.formats.markdown import markup
from convention_variants.formats.word.names import Element
from convention_variants.formats.word.origins import Moved, move, place_of
from convention_variants.formats.word.pieces import (
    EMPHASES,
    PLAIN,
    SCRIPTS,
    SUPERSCRIPT,
    Anchor,
    NoteCall,
    Piece,
    TextStyle,
)
from convention_variants.language.option_labels import read_option_label
from convention_variants.text.conversion import Traced
from convention_variants.text.source import occurrences
from convention_variants.text.spans import trimmed

_CALL = "\ufffc"  # stands for the call of a note; Word has it for nothing else
_APART = re.compile(rf"[\[\]\n{_CALL}]+")  # what no markup may reach across
_WORD = re.compile(r"[^\W_]")
_BREAKS = re.compile(r"[ \t]*\n[ \t]*")
# Markup in Word's text, beside what is markup in any: the mark of an item of a list, and the call of a note.
_MARKUP = re.compile(r"^[-+](?=\s|$)|(?<=\[)\^(?=[^\s\[\]]+\])", re.MULTILINE)
# The order of what is written at one place.
_CLOSE, _ANCHOR, _OPEN, _ESCAPE = range(4)
_SPECIAL_INSIDE = re.compile(rf"\n+|{_CALL}")
# A text without any of this is written as it is: most are.
_SPECIAL = re.compile(r"[\\`*<>&_^|~\n]|\]\(|\]:|\A[#+=-]|\#\Z")


class Container(Enum):
    """What contains the text, with the Markdown for a line break and for an empty line there."""

    PARAGRAPH = ("  \n", "\n\n")
    NOTE = ("  \n    ", "\n\n    ")
    HEADING = (" ", " ")
    CELL = ("<br>", "<br>")


class Written(NamedTuple):
    """Markdown, where in it the anchors of comments are, and which elements its characters are from."""

    text: str
    anchors: tuple[tuple[int, str], ...] = ()
    copied: Sequence[Traced] = ()


class _Span(NamedTuple):
    """A stretch of the text in one style."""

    start: int
    end: int
    style: TextStyle


class _Insert(NamedTuple):
    """Something to write before the character at an offset: markup, or nothing where a comment begins."""

    offset: int
    order: int
    text: str
    comment: str = ""


def write(pieces: Iterable[Piece], container: Container, without: TextStyle = PLAIN) -> Written:
    """Return a paragraph as Markdown, leaving out emphasis that says nothing there."""
    joined = _Joined(pieces, without)
    text = joined.text
    if not joined.spans and not joined.calls and not joined.anchors and not _SPECIAL.search(text):
        return Written(text, (), joined.copied)
    inserts = [_Insert(offset, _ESCAPE, "\\") for offset in _escapes(text, container, styled=bool(joined.spans))]
    inserts += (_Insert(min(offset, len(text)), _ANCHOR, "", comment) for offset, comment in joined.anchors)
    for span in _emphasised(text, joined.spans):
        marks = "*" * span.style  # one is emphasis, two are strong, three are both
        inserts += (_Insert(span.start, _OPEN, marks), _Insert(span.end, _CLOSE, marks))
    for span in _merged(text, joined.spans, SCRIPTS):
        tag = "sup" if span.style & SUPERSCRIPT else "sub"
        inserts.append(_Insert(span.start, _OPEN, f"<{tag}>"))
        inserts.append(_Insert(span.end, _CLOSE, f"</{tag}>"))
    return _emit(joined, sorted(inserts), container)


class _Joined:
    """The text of a paragraph, without white space around its lines, and where its styles and anchors are."""

    def __init__(self, pieces: Iterable[Piece], without: TextStyle) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.spaces = ""  # at the end so far; they count only if more text follows in the line
        self.spaces_copied: list[Traced] = []
        self.copied: list[Traced] = []
        self.fresh = True
        self.spans: list[_Span] = []
        self.calls: list[str] = []
        self.anchors: list[tuple[int, str]] = []
        for piece in pieces:
            if isinstance(piece, Anchor):
                self.anchors.append((self.length + len(self.spaces), piece.comment))
            elif isinstance(piece, NoteCall):
                self.calls.append(piece.label)
                self.add(_CALL, PLAIN, piece.source)
            else:
                self.add(piece.text.replace(_CALL, ""), piece.style & ~without, piece.source)
        self.text = "".join(self.parts).rstrip("\n")
        self.spans = [_Span(start, min(end, len(self.text)), style) for start, end, style in self.spans]

    def add(self, text: str, style: TextStyle, source: Element | None) -> None:
        whole = len(text)
        if "\n" in text:
            text = _BREAKS.sub("\n", text)
        if self.fresh:
            text = text.lstrip(" \t" if self.length else " \t\n")
        body = text.rstrip(" \t")
        skipped = whole - len(text)
        if not body:
            self.add_spaces(text, source, skipped)
            return
        if body[0] != "\n":
            self.parts.append(self.spaces)
            self.length += len(self.spaces)
            self.copied += self.spaces_copied
        self.parts.append(body)
        if style:
            self.spans.append(_Span(self.length, self.length + len(body), style))
        if source is not None:
            self.copied.append(Traced(self.length, self.length + len(body), place_of(source), skipped))
        self.length += len(body)
        self.spaces, self.spaces_copied = "", []
        self.add_spaces(text[len(body) :], source, skipped + len(body))
        self.fresh = body[-1] == "\n"

    def add_spaces(self, text: str, source: Element | None, skipped: int) -> None:
        """Add white space at the end so far."""
        if text and source is not None:
            start = self.length + len(self.spaces)
            self.spaces_copied.append(Traced(start, start + len(text), place_of(source), skipped))
        self.spaces += text


def _escapes(text: str, container: Container, *, styled: bool) -> set[int]:
    """Return the offsets of the characters that must be escaped, also because our own markup may be next to them."""
    offsets = {*markup(text), *(match.start() for match in _MARKUP.finditer(text))}
    if styled:
        offsets.update(occurrences(text, "_"))
    if container is Container.CELL:
        offsets.update(match.start() for match in re.finditer(r"\||\A\^(?=\^\Z)", text))
    if container is Container.HEADING and text.endswith("#"):
        offsets.add(len(text.rstrip("#")))
    return offsets


def _merged(text: str, spans: Sequence[_Span], mask: TextStyle) -> list[_Span]:
    """Return the stretches that have something of a mask in their style, parted where no markup may reach across."""
    whole: list[_Span] = []
    for start, end, style in spans:
        masked = style & mask
        if whole and whole[-1].style == masked and not text[whole[-1].end : start].strip(" \t"):
            whole[-1] = whole[-1]._replace(end=end)
        else:
            whole.append(_Span(start, end, masked))
    return [part for span in whole if span.style for part in _parts(text, span)]


def _parts(text: str, span: _Span) -> Iterator[_Span]:
    """Yield what lies between the brackets, breaks and calls of a stretch, without white space around it."""
    start = span.start
    for apart in (*(match.span() for match in _APART.finditer(text, span.start, span.end)), (span.end, span.end)):
        part = trimmed(text, start, apart[0])
        if part.start < part.end:
            yield _Span(*part, span.style)
        start = apart[1]


def _emphasised(text: str, spans: Sequence[_Span]) -> list[_Span]:
    """Return the stretches to emphasise, each from a letter or figure to another one."""
    emphasised: list[_Span] = []
    for part in _merged(text, [span for span in spans if not span.style & SCRIPTS], EMPHASES):
        first = _WORD.search(text, part.start, part.end)
        if first is None:
            continue
        last = part.end
        while not _WORD.match(text, last - 1):
            last -= 1
        _add_apart(emphasised, _Span(first.start(), last, part.style))
    return _without_option_lines(text, emphasised)


def _without_option_lines(text: str, spans: Sequence[_Span]) -> list[_Span]:
    """Leave out the emphasis of an option's label at the beginning of a line: it adds nothing to the label."""
    kept = []
    line_end, plain = -1, PLAIN
    for span in spans:
        if span.start > line_end:
            start = text.rfind("\n", 0, span.start) + 1
            newline = text.find("\n", span.start)
            line_end = len(text) if newline < 0 else newline
            plain = span.style if start == span.start and read_option_label(text, start, line_end) else PLAIN
        if style := span.style & ~plain:
            kept.append(span._replace(style=style))
    return kept


def _add_apart(spans: list[_Span], span: _Span) -> None:
    """Add a stretch; if it touches the last one, both keep the emphasis that they share, or the longer keeps its own.

    Marks that touch would be read as one.
    """
    last = spans[-1] if spans else None
    if last is None or last.end < span.start:
        spans.append(span)
    elif shared := last.style & span.style:
        spans[-1] = _Span(last.start, span.end, shared)
    elif span.end - span.start > last.end - last.start:
        spans[-1] = span


def _emit(joined: _Joined, inserts: Sequence[_Insert], container: Container) -> Written:
    calls = iter(joined.calls)
    line, empty_line = container.value
    text = joined.text
    parts: list[str] = []
    anchors: list[tuple[int, str]] = []
    moved: list[Moved] = []
    length = 0

    def add(written: str, start: int, end: int) -> None:
        nonlocal length
        if end > start:
            moved.append(Moved(start, end, length, length + len(written)))
        parts.append(written)
        length += len(written)

    def plain(start: int, end: int) -> None:
        for special in _SPECIAL_INSIDE.finditer(text, start, end):
            add(text[start : special.start()], start, special.start())
            found = special[0]
            breaks = line if len(found) == 1 else empty_line
            add(f"[^{next(calls)}]" if found == _CALL else breaks, *special.span())
            start = special.end()
        add(text[start:end], start, end)

    position = 0
    for insert in inserts:
        plain(position, insert.offset)
        add(insert.text, insert.offset, insert.offset)
        position = insert.offset
        if insert.comment:
            anchors.append((length, insert.comment))
    plain(position, len(text))
    return Written("".join(parts), tuple(anchors), move(joined.copied, moved))
