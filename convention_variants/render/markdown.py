"""Edition → Markdown: plain CommonMark with footnotes, every label visible in any renderer.

It is written as mdformat writes it, so that formatting it again changes nothing: characters are
escaped only where they would mean something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import assert_never
from urllib.parse import quote

from convention_variants.outline import Style
from convention_variants.render.annex import Annex, Row
from convention_variants.render.edition import Edition
from convention_variants.render.inline import is_safe
from convention_variants.render.phrases import Phrases
from convention_variants.render.shown import (
    Piece,
    Pieces,
    ShownFootnote,
    ShownItem,
    ShownNode,
    ShownParagraph,
    ShownSection,
    ShownTable,
    ShownVerbatim,
)

_BREAK = "_" * 70
_INDENT = "  "
_HARD_BREAK = "\\\n"
_NUMBERED = re.compile(r"\[*\d")
_MARKS = ((Style.EMPHASIS, "*"), (Style.STRONG, "**"))
_MEANINGFUL = re.compile(
    r"(?<!\s)\*|\*(?!\s)"  # an asterisk that is not alone between spaces
    r"|(?<!\w)_(?!\s)|(?<!\s)_(?!\w)"  # an underscore that is not inside a word
    r"|[\\`~]|<(?! )|&(?=\#?\w+;)"
)
_BRACKETS = re.compile(r"[\[\]]")
_LINE_START = re.compile(r"(\d+)([.)])(?=\s|$)|(\#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+$|-+$)")


def render_markdown(edition: Edition) -> bytes:
    """Return the edition as Markdown: about the document, a thematic break, the treaty text.

    An annex stands behind another thematic break.
    """
    shown = edition.shown
    blocks = [
        *_masthead(edition),
        *_blocks(shown.front, 2, ""),
        _BREAK,
        *_blocks(shown.body, 2, ""),
        *(_annex(edition.annex, edition.words) if edition.annex else ()),
        *(_footnote(note, called=note.id in shown.called) for note in shown.footnotes),
    ]
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def _footnote(note: ShownFootnote, *, called: bool) -> str:
    """Return a footnote; one that nothing calls would vanish from a renderer as such."""
    text = _inline(note.pieces)
    return f"[^{_escape(note.id)}]: {text}" if called else _guarded(f"{_escape(note.label)} {text}")


def _masthead(edition: Edition) -> Iterator[str]:
    words, document = edition.words, edition.document
    yield f"# {_escape(edition.title)}"
    about = " · ".join(_escape(part) for part in (document.symbol, edition.date, document.body) if part)
    if about:
        yield about
    yield f"**{_escape(words.notice_long)}**"
    made_by = words.made_by.format(edition.version)
    yield _escape(f"{words.profile.format(edition.profile)}. {edition.summary.capitalize()}. {made_by}.")
    if edition.chosen:
        yield "\n".join(
            f"- {_escape(chosen.term)}: {_escape(words.quoted.format(chosen.wording))}" for chosen in edition.chosen
        )
    if edition.unsettled:
        yield _escape(words.legend_plain)


def _annex(annex: Annex, words: Phrases) -> Iterator[str]:
    yield _BREAK
    yield f"## {_escape(words.annex)}"
    parts = (
        (words.annex_choices, annex.choices),
        (words.annex_changes, annex.changes),
        (words.annex_joins, annex.joins),
        (words.annex_unsettled, annex.unsettled),
    )
    for title, rows in parts:
        if rows:
            yield f"### {_escape(title)}"
            yield "\n".join(f"- {_row(row, words)}" for row in rows)


def _row(row: Row, words: Phrases) -> str:
    reads = words.quoted.format(row.reads) if row.reads else words.nothing
    rivals = ", ".join(words.quoted.format(text) for text in row.instead_of)
    instead = f", {words.instead_of.lower()} {rivals}" if rivals else ""
    why = f" ({row.why})" if row.why else ""
    return _escape(f"{row.citation}: {reads}{instead}{why}")


def _blocks(nodes: Sequence[ShownNode], level: int, indent: str) -> Iterator[str]:
    """Yield the blocks of nodes, each indented as far as the list item it stands in."""
    for node in nodes:
        match node:
            case ShownParagraph():
                yield _indented(_guarded(_inline(node.pieces)), indent)
            case ShownSection():
                heading = _inline(_spaced(node.label, node.title))
                if heading:
                    yield f"{'#' * min(level, 6)} {heading.replace(_HARD_BREAK, ' ')}"
                yield from _blocks(node.children, level + 1, "")
            case ShownItem():
                yield from _item(node, level, indent)
            case ShownTable():
                yield from _table(node, indent)
            case ShownVerbatim():
                yield _verbatim(node, indent)
            case _:
                assert_never(node)


def _item(item: ShownItem, level: int, indent: str) -> Iterator[str]:
    """Yield a labelled provision: a numbered one as a paragraph, one below it as a list item.

    The label is text either way: a renderer that counted would be wrong sooner or later.
    """
    text = _guarded(_inline(_spaced(item.label, item.pieces)))
    if not indent and item.label and _NUMBERED.match(item.label[0].text):
        yield text
        yield from _blocks(item.children, level, "")
    else:
        yield f"{indent}- {_indented(text, indent + _INDENT).lstrip()}".rstrip()
        yield from _blocks(item.children, level, indent + _INDENT)


def _spaced(label: Pieces, text: Pieces) -> Pieces:
    return (*label, Piece(" "), *text) if label and text else label or text


def _indented(text: str, indent: str) -> str:
    return "\n".join(indent + line for line in text.split("\n"))


def _guarded(text: str) -> str:
    """Escape what would make a list, a heading, a quotation or a rule of a line."""
    return "\n".join(_guarded_line(line) for line in text.split("\n"))


def _guarded_line(line: str) -> str:
    match = _LINE_START.match(line)
    if not match:
        return line
    return f"{match[1]}\\{line[match.start(2) :]}" if match[1] else "\\" + line


def _inline(pieces: Pieces) -> str:
    """Return pieces as Markdown, which knows no marks: text that differs in nothing else is one."""
    parts = []
    for (_, style, address, joinable), group in groupby(pieces, key=_same_text):
        if joinable:
            parts.append(_text("".join(piece.text for piece in group), style, address))
        else:
            parts += map(_piece, group)
    return "".join(parts)


def _same_text(piece: Piece) -> tuple[bool, Style, str | None, bool]:
    new_line = piece.text == "\n"
    return new_line, piece.style, piece.address, piece.is_text and not new_line


def _piece(piece: Piece) -> str:
    if piece.call is not None:
        return f"[^{_escape(piece.call)}]"
    if piece.image is not None:
        return f"![{_escape(piece.text)}]({quote(piece.image, safe='/.%')})"
    return _HARD_BREAK


def _text(text: str, style: Style, address: str | None) -> str:
    if Style.CODE in style:
        return _code(text)
    text = _escape(text)
    marks = "".join(mark for part, mark in _MARKS if part in style)
    core = text.strip()
    if marks and core:
        before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
        text = f"{before}{marks}{core}{marks[::-1]}{after}"
    if address is not None and is_safe(address):
        text = f"[{text}]({quote(address, safe='/.:#?=&%@+,;~')})"
    return text


def _code(text: str) -> str:
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escape(text: str) -> str:
    """Escape what would be markup in the middle of a line."""
    escaped = _MEANINGFUL.sub(r"\\\g<0>", text)
    return _escape_brackets(escaped) if "[" in escaped or "]" in escaped else escaped


def _escape_brackets(text: str) -> str:
    """Escape brackets but for plain pairs that cannot be a link, a footnote or a definition."""
    meant: list[int] = []
    opened: int | None = None
    for match in _BRACKETS.finditer(text):
        at = match.start()
        if match[0] == "[":
            if opened is not None:
                meant.append(opened)
            opened = at
        elif opened is None:
            meant.append(at)
        else:
            if text[at + 1 : at + 2] in (":", "(") or text[opened + 1] == "^":
                meant += [opened, at]
            opened = None
    if opened is not None:
        meant.append(opened)
    parts, position = [], 0
    for at in sorted(meant):
        parts.append(text[position:at] + "\\")
        position = at
    return "".join([*parts, text[position:]])


def _table(table: ShownTable, indent: str) -> Iterator[str]:
    rows = [[_inline(cell).replace("|", "\\|").replace(_HARD_BREAK, " ") for cell in row] for row in table.rows]
    if not rows:
        return
    widths = [max(3, *map(len, column)) for column in zip(*rows, strict=True)]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, " | ".join("-" * width for width in widths))
    yield "\n".join(f"{indent}| {line} |" for line in lines)


def _verbatim(block: ShownVerbatim, indent: str) -> str:
    text = "".join(piece.text for piece in block.pieces)
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return "\n".join(indent + line for line in (fence, *text.split("\n"), fence))
