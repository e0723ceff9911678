"""What a paragraph is made of once Word's XML is read: text in a style, breaks, calls of notes, anchors of comments."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from convention_variants.formats.word.names import Element

# How text is set, as far as Markdown can say it: flags in a plain number, as there are very many.
TextStyle: TypeAlias = int
PLAIN, EMPHASIS, STRONG, SUPERSCRIPT, SUBSCRIPT = 0, 1, 2, 4, 8
LARGE = 16  # larger than the text of the body, as a title is
EMPHASES = EMPHASIS | STRONG
SCRIPTS = SUPERSCRIPT | SUBSCRIPT


class TextPiece(NamedTuple):
    """Characters of one style; a line feed is a line break.

    `source` is the element with this text, or the paragraph with this automatic number.
    """

    text: str
    style: TextStyle = PLAIN
    source: Element | None = None


class NoteCall(NamedTuple):
    """The call of a note, by the note's label."""

    label: str
    source: Element | None = None


class Anchor(NamedTuple):
    """Where the anchor of a comment begins, by the comment's id."""

    comment: str


Piece: TypeAlias = TextPiece | NoteCall | Anchor


def plain(pieces: list[Piece]) -> str:
    """Return the text of some pieces without anything else."""
    return "".join(piece.text for piece in pieces if isinstance(piece, TextPiece))


def shared_style(pieces: list[Piece]) -> TextStyle:
    """Return the emphasis and size that all words of some pieces have in common."""
    shared = EMPHASES | LARGE
    for piece in pieces:
        if isinstance(piece, TextPiece) and any(map(str.isalnum, piece.text)):
            shared &= piece.style
    return shared
