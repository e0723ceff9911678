"""Edition → Markdown: plain CommonMark with footnotes; labels are text, so every renderer shows them.

The output is what mdformat would write, so formatting it again changes nothing but the pipes of a cell over several
columns, which mdformat does not know. Characters are escaped only if they would be markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import assert_never

from convention_variants.brackets.paragraphs import MERGED_DOWN
from convention_variants.language.phrases import Phrases
from convention_variants.render.annex import Annex, AnnexRow
from convention_variants.render.citations import heading_gap, plain
from convention_variants.render.edition import Edition
from convention_variants.render.markdown_inline import HARD_BREAK, escape, inline_markdown
from convention_variants.render.shown import (
    Pieces,
    ShownFootnote,
    ShownItem,
    ShownNode,
    ShownParagraph,
    ShownPiece,
    ShownSection,
    ShownTable,
    ShownVerbatim,
)
from convention_variants.text.words import OPENING_QUOTES

_BREAK = "_" * 70
_INDENT = "  "
_NOTE_INDENT = "    "
_MOST_PADDING = 50  # times the size of the cells without padding
_NUMBERED = re.compile(rf"[\[{OPENING_QUOTES}]*\d")
_LINE_START = re.compile(r"^(?:(\d+)(?=[.)](?:\s|$))|(?=(?:\#{1,6}|[-+])(?:\s|$)|>|=+$|-+$))", re.MULTILINE)


def render_markdown(edition: Edition, _: Path | None = None) -> bytes:
    """Return the edition as Markdown: the masthead, the treaty text, and the annex, separated by thematic breaks."""
    shown = edition.shown
    blocks = [
        *_masthead(edition),
        *_blocks((*edition.front, *edition.opening), 2, ""),
        _BREAK,
        *_blocks(shown.body, 2, ""),
        *(_annex(edition.annex, edition.words) if edition.annex else ()),
        *(_footnote(note, called=note.id in shown.called) for note in shown.footnotes),
    ]
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def _footnote(note: ShownFootnote, *, called: bool) -> str:
    """Return a footnote, as a paragraph if nothing calls it: renderers drop uncalled footnotes."""
    text = inline_markdown(note.pieces)
    if not called:
        return guarded(f"{escape(note.label)} {text}")
    return f"[^{escape(note.id)}]: {indented(guarded(text), _NOTE_INDENT).lstrip()}"


def _masthead(edition: Edition) -> Iterator[str]:
    words, document = edition.words, edition.document
    yield f"# {escape(edition.title)}"
    issue = (document.organization, document.organ, document.symbol, *edition.issued)
    for line in (issue, (document.body, document.session, document.meeting)):
        if any(line):
            yield " · ".join(escape(part) for part in line if part)
    yield f"**{escape(words.notice_long)}**"
    yield escape(words.profile.format(edition.profile))
    if edition.chosen:
        yield "\n".join(
            f"- {escape(chosen.term + words.colon)}{escape(words.quoted.format(chosen.wording))}"
            for chosen in edition.chosen
        )
    yield escape(plain(edition.statements))
    if edition.legend_plain:
        yield escape(edition.legend_plain)
    if edition.changes:
        yield escape(words.sentence(len(edition.changes), words.changed_plain))
        yield "\n".join(f"- {_row(row._replace(why=''), words)}" for row in edition.changes)
    yield escape(f"{words.made_by.format(edition.version)}.")


def _annex(annex: Annex, words: Phrases) -> Iterator[str]:
    yield _BREAK
    yield f"## {escape(words.annex.title)}"
    for part in annex.parts:
        yield f"### {escape(part.title)}"
        yield "\n".join(f"- {_row(row, words)}" for row in part.rows)


def _row(row: AnnexRow, words: Phrases) -> str:
    reads = words.quoted.format(row.reads) if row.reads else words.annex.nothing
    rivals = ", ".join(words.quoted.format(text) for text in row.instead_of)
    instead = f", {words.annex.instead_of.lower()} {rivals}" if rivals else ""
    why = f" ({row.why})" if row.why else ""
    return escape(f"{row.citation}{words.colon}{reads}{instead}{why}")


def _blocks(nodes: Sequence[ShownNode], level: int, indent: str) -> Iterator[str]:
    for node in nodes:
        match node:
            case ShownParagraph():
                yield indented(guarded(inline_markdown(node.pieces)), indent)
            case ShownSection():
                heading = inline_markdown(_spaced(node.label, node.title, heading_gap(plain(node.label))))
                if heading:
                    yield f"{'#' * min(level, 6)} {heading}"
                yield from _blocks(node.children, level + bool(heading), "")
            case ShownItem():
                yield from _item(node, level, indent)
            case ShownTable():
                yield from _table(node, indent)
            case ShownVerbatim():
                yield _verbatim(node, indent)
            case _:
                assert_never(node)


def _item(item: ShownItem, level: int, indent: str) -> Iterator[str]:
    """Yield a labelled provision: numbered paragraphs as paragraphs, those below them as list items.

    The label is text in both cases, since numbers that a renderer counts would not always match.
    """
    item = item.joined
    text = guarded(inline_markdown(_spaced(item.label, item.pieces)))
    if item.bare:
        yield indented(text, indent)
        yield from _blocks(item.children, level, indent)
    elif not indent and item.label and _NUMBERED.match(item.label[0].text):
        yield text
        yield from _blocks(item.children, level, "")
    else:
        yield f"{indent}- {indented(text, indent + _INDENT).lstrip()}".rstrip()
        yield from _blocks(item.children, level, indent + _INDENT)


def _spaced(label: Pieces, text: Pieces, gap: str = " ") -> Pieces:
    return (*label, ShownPiece(gap), *text) if label and text else label or text


def indented(text: str, indent: str) -> str:
    """Indent every line of a text."""
    return "\n".join(indent + line for line in text.split("\n"))


def guarded(text: str) -> str:
    """Escape what would turn a line into a list item, a heading, a quotation or a rule."""
    return _LINE_START.sub(r"\1\\", text)


def _table(table: ShownTable, indent: str) -> Iterator[str]:
    rows = [[(_cell(cell.pieces), cell.columns) for cell in row] for row in table.rows]
    if rows:
        yield indented(pipe_table(rows), indent)


def _cell(pieces: Pieces) -> str:
    text = inline_markdown(pieces).replace("|", "\\|").replace(HARD_BREAK, "<br>")
    return f"\\{text}" if text == MERGED_DOWN else text


def pipe_table(rows: Sequence[Sequence[tuple[str, int]]]) -> str:
    """Return a Markdown table of cells that are Markdown, each over so many columns; the first row is the head.

    A cell over several columns ends with as many pipes, as in MultiMarkdown. Elsewhere they are empty cells.
    """
    widths = _column_widths(rows)
    lines = [_row_of(row, widths) for row in rows]
    lines.insert(1, _row_of([("-" * max(3, width), 1) for width in widths], widths))
    return "\n".join(lines)


def _row_of(row: Sequence[tuple[str, int]], widths: Sequence[int]) -> str:
    parts, column = ["|"], 0
    for text, columns in row:
        width = sum(widths[column : column + columns]) + 2 * (columns - 1)
        parts.append(f" {text.ljust(width)} {'|' * columns}")
        column += columns
    return "".join(parts)


def _column_widths(rows: Sequence[Sequence[tuple[str, int]]]) -> list[int]:
    """Return the width to pad each column to, 0 if padding would make up most of the table."""
    widths = [3] * sum(columns for _, columns in rows[0])
    size = 0
    for row in rows:
        column = 0
        for text, columns in row:
            if columns == 1:
                widths[column] = max(widths[column], len(text))
            column += columns
            size += len(text) + 3
    return widths if sum(widths) * len(rows) <= _MOST_PADDING * size else [0] * len(widths)


def _verbatim(block: ShownVerbatim, indent: str) -> str:
    text = "".join(piece.text for piece in block.pieces)
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return "\n".join(indent * bool(line) + line for line in (fence, *text.split("\n"), fence))
