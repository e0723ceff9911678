"""Edition → Markdown: plain CommonMark with footnotes, every label visible in any renderer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from convention_variants.outline import Style
from convention_variants.render.edition import Edition
from convention_variants.render.shown import (
    Piece,
    Pieces,
    ShownItem,
    ShownNode,
    ShownParagraph,
    ShownSection,
    ShownTable,
    ShownVerbatim,
)

_INDENT = "  "
_SPECIAL = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
_LINE_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)|([#+=-])")
_SAFE_ADDRESSES = ("https://", "http://", "mailto:")
_NUMBERED = re.compile(r"\d")
_MARKS = ((Style.EMPHASIS, "*"), (Style.STRONG, "**"))


def render_markdown(edition: Edition) -> bytes:
    """Return the edition as Markdown: about the document, a thematic break, the treaty text."""
    blocks = [
        *_masthead(edition),
        *_blocks(edition.shown.front, 2, ""),
        "---",
        *_blocks(edition.shown.body, 2, ""),
        *(f"[^{note.label}]: {_inline(note.pieces)}" for note in edition.shown.footnotes),
    ]
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def _masthead(edition: Edition) -> Iterator[str]:
    yield f"# {_escape(edition.title)}"
    about = " · ".join(_escape(part) for part in (edition.symbol, edition.date) if part)
    if about:
        yield about
    made_by = f"{edition.notice}. Made by convention-variants {edition.version}: {edition.summary}."
    yield f"**{_escape(edition.profile)}.** {_escape(made_by)}"
    if edition.chosen:
        yield "\n".join(f"- {_escape(chosen.term)}: “{_escape(chosen.wording)}”" for chosen in edition.chosen)


def _blocks(nodes: Sequence[ShownNode], level: int, indent: str) -> Iterator[str]:
    """Yield the blocks of nodes, each indented as far as the list item it stands in."""
    for node in nodes:
        match node:
            case ShownParagraph():
                yield indent + _line(node.pieces)
            case ShownSection():
                heading = " ".join(filter(None, (_inline(node.label), _inline(node.title))))
                if heading:
                    yield f"{'#' * min(level, 6)} {heading.replace(_HARD_BREAK, ' ')}"
                yield from _blocks(node.children, level + 1, "")
            case ShownItem():
                yield from _item(node, level, indent)
            case ShownTable():
                yield from _table(node)
            case ShownVerbatim():
                yield _verbatim(node, indent)
            case _:
                assert_never(node)


def _item(item: ShownItem, level: int, indent: str) -> Iterator[str]:
    """Yield a labelled provision: a numbered one as a paragraph, one below it as a list item.

    The label is text either way: a renderer that counted would be wrong sooner or later.
    """
    text = " ".join(filter(None, (_inline(item.label), _inline(item.pieces))))
    if not indent and item.label and _NUMBERED.search(item.label[0].text):
        yield _guarded(text)
        yield from _blocks(item.children, level, "")
    else:
        yield f"{indent}- {_guarded(text)}".rstrip()
        yield from _blocks(item.children, level, indent + _INDENT)


_HARD_BREAK = "\\\n"


def _line(pieces: Pieces) -> str:
    return _guarded(_inline(pieces))


def _guarded(text: str) -> str:
    """Escape what would make a list, a heading or a rule of a line."""
    match = _LINE_START.match(text)
    if not match:
        return text
    if match[1]:
        return f"{match[1]}\\{text[match.start(2) :]}"
    return "\\" + text


def _inline(pieces: Pieces) -> str:
    return "".join(_piece(piece) for piece in pieces)


def _piece(piece: Piece) -> str:
    if piece.call is not None:
        return f"[^{piece.call}]"
    if piece.text == "\n":
        return _HARD_BREAK
    if Style.CODE in piece.style:
        fence = "`" * (max(map(len, re.findall("`+", piece.text)), default=0) + 1)
        pad = " " if piece.text[:1] == "`" or piece.text[-1:] == "`" else ""
        return f"{fence}{pad}{piece.text}{pad}{fence}"
    text = _escape(piece.text)
    marks = "".join(mark for style, mark in _MARKS if style in piece.style)
    if marks and text.strip():
        core = text.strip()
        before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
        text = f"{before}{marks}{core}{marks[::-1]}{after}"
    if piece.address is not None and piece.address.startswith(_SAFE_ADDRESSES):
        text = f"[{text}](<{piece.address}>)"
    return text


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _table(table: ShownTable) -> Iterator[str]:
    rows = [[_inline(cell).replace("|", "\\|") for cell in row] for row in table.rows]
    width = max(map(len, rows), default=0)
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    if lines:
        lines.insert(1, f"|{' --- |' * width}")
    yield "\n".join(lines)


def _verbatim(block: ShownVerbatim, indent: str) -> str:
    text = "".join(piece.text for piece in block.pieces)
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return "\n".join(indent + line for line in (fence, *text.split("\n"), fence))
