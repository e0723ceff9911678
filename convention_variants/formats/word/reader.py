"""A Word file → its text as Markdown, with the origin of every stretch, its comments, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from convention_variants.brackets.paragraphs import MERGED_DOWN
from convention_variants.formats.word.comments import read_comments
from convention_variants.formats.word.content import Content
from convention_variants.formats.word.fields import resolve_fields
from convention_variants.formats.word.headings import Headings
from convention_variants.formats.word.lists import ListNumber, Lists
from convention_variants.formats.word.markdown import Container, write
from convention_variants.formats.word.names import MC, PLACE, Descent, Element, W, ends_section, number, replace_by
from convention_variants.formats.word.notes import Notes, WordNote
from convention_variants.formats.word.number_formats import FORMATS, IN_ENGLISH
from convention_variants.formats.word.numbering import Counters
from convention_variants.formats.word.origins import number_elements
from convention_variants.formats.word.output import Output
from convention_variants.formats.word.package import Package, open_package
from convention_variants.formats.word.pieces import PLAIN, Anchor, NoteCall, Piece, TextPiece, plain, shared_style
from convention_variants.formats.word.remarks import Remarks
from convention_variants.formats.word.revisions import settle
from convention_variants.formats.word.styles import Properties, Styles, WordStyle, paragraph_properties
from convention_variants.formats.word.tables import Cell, only_cell, read_rows
from convention_variants.text.conversion import Conversion
from convention_variants.text.display import counted
from convention_variants.text.errors import InputError
from convention_variants.text.garbage import garbage_collection_paused
from convention_variants.text.words import single_spaced

_NO_BLOCKS = frozenset({W.pPr, W.tcPr, W.sectPr, W.sdtPr, W.sdtEndPr, W.customXmlPr})
_NO_SPACE_BEFORE = frozenset(".,;:)")
_MOST_QUOTED = 3
_LONGEST_QUOTED = 250


def read_word(data: bytes, name: str, *, before_changes: bool = False) -> Conversion:
    """Return the text of a Word file (.docx, .docm, .dotx, .dotm), which messages call by its name.

    Tracked changes are read as accepted, or with `before_changes` as if rejected. Raises `InputError` where the file
    cannot be read, with what to do.
    """
    with garbage_collection_paused():
        return _Reader(open_package(data, name), before_changes=before_changes).read()


class _Paragraph(NamedTuple):
    """What a paragraph holds, its number, and what it and its style say of it."""

    pieces: list[Piece]
    label: ListNumber | None
    direct: Properties
    style: WordStyle


class _Reader:
    """Reads one file, paragraph by paragraph."""

    def __init__(self, package: Package, *, before_changes: bool) -> None:
        self.package, self.before = package, before_changes
        self.remarks, self.output = Remarks(), Output()
        self.changes: Counter[str] = Counter()
        root = package.read(package.main)
        body = root.find(W.body) if root is not None else None
        if body is None:
            raise InputError("the Word file contains no text; download or save it again", package.name)
        number_elements("document", body)
        _choose_branches(body)
        _number_paragraphs(body)
        self.settle(body)
        self.body = body
        self.styles = Styles(package.part("styles"))
        numbering = package.part("numbering")
        if numbering is not None:
            _choose_branches(numbering)
        self.lists = Lists(numbering, self.styles)
        settings = package.part("settings")
        parts = {kind: package.part(f"{kind}s") for kind in ("footnote", "endnote")}
        for kind, part in parts.items():
            if part is not None:
                number_elements(f"{kind}s", part)
                self.settle(part)
        self.notes = Notes(parts, [body] if settings is None else [body, settings], self.remarks)
        self.content = Content(self.styles, self.remarks, self.notes.call)
        self.counters, self.headings = Counters(), Headings()
        self.waiting: list[Piece] = []  # what belongs to the beginning of the next paragraph
        self.label: ListNumber | None = None  # that of a paragraph whose mark is hidden

    def settle(self, root: Element) -> None:
        """Prepare a part for reading: choose one branch of alternatives, and resolve tracked changes and fields."""
        _choose_branches(root)
        self.changes += settle(root, before=self.before)
        resolve_fields(root, self.remarks.add)

    def read(self) -> Conversion:
        for block in self.blocks(self.body):
            self.remarks.offset = self.output.length
            if block.tag == W.tbl:
                self.table(block)
            elif block.tag == W.p:
                self.paragraph(block)
            else:
                self.waiting.append(Anchor(block.get(W.id, "")))
        for piece in self.waiting:
            if isinstance(piece, Anchor):
                self.output.anchors.setdefault(piece.comment, max(self.output.length - 1, 0))
        self.counters = Counters()
        for note in self.notes.called:  # grows where a note calls another
            self.remarks.offset = self.output.length
            self.note(note)
        if not self.output.length:
            raise InputError("the Word file contains no text", self.package.name)
        self.remarks.offset = None
        root, threads = self.package.part("comments"), self.package.part("commentsExtended")
        if root is not None:
            self.settle(root)
        comments = read_comments(root, threads, self.content, self.output.anchors, self.remarks)
        self.report_changes()
        self.report_margins()
        self.output.add("\n")
        remarks = self.remarks.remarks(self.output.length)
        return Conversion(self.output.text, tuple(self.output.stretches), comments, remarks, trace=self.output.trace)

    def report_changes(self) -> None:
        if changes := self.changes.total():
            kinds = ", ".join(counted(count, kind) for kind, count in sorted(self.changes.items()))
            treated = "rejected" if self.before else "accepted"
            self.remarks.say(f"{counted(changes, 'tracked change')} read as {treated} ({kinds})")

    def report_margins(self) -> None:
        """Quote the longest headers and footers: that of the first page may name the version."""
        parts = [*self.package.parts("header"), *self.package.parts("footer")]
        texts = {single_spaced("".join(_characters(part))) for part in parts}
        named = sorted((text for text in texts if any(map(str.isalpha, text))), key=lambda text: (-len(text), text))
        if named:
            quoted = ", ".join(f'"{text[:_LONGEST_QUOTED]}"' for text in named[:_MOST_QUOTED])
            self.remarks.say(f"headers and footers skipped: {quoted}")

    def blocks(self, root: Element) -> Iterator[Element]:
        """Yield paragraphs and tables in order, text boxes after the paragraph that they are anchored to.

        The anchors of comments between them are included.
        """
        descent = Descent(root)
        for element in descent:
            if element.tag == W.p:
                yield element
                boxes = [box for box in element.iter(W.txbxContent) if next(box.iterancestors(W.p), None) is element]
                for box in reversed(boxes):
                    descent.enter(box)
            elif element.tag == W.tbl:
                cell = only_cell(element)
                if cell is None:
                    yield element
                else:
                    descent.enter(cell)
            elif element.tag == W.commentRangeStart:
                yield element
            elif element.tag == W.altChunk:
                self.remarks.add("chunk")
            elif element.tag not in _NO_BLOCKS:
                descent.enter(element)

    def paragraph_read(self, paragraph: Element) -> _Paragraph:
        """Return what a paragraph holds, and count it."""
        direct = paragraph_properties(paragraph.find(W.pPr))
        style = self.content.style(paragraph)
        self.notes.place = number(paragraph.get(PLACE), self.notes.place)
        pieces = self.content.read(paragraph, style)
        label = self.lists.number(self.counters, direct, style)
        if label is not None and "%" in label.level.text:
            if label.level.format not in FORMATS:
                self.remarks.add("format")
            elif label.level.format in IN_ENGLISH and not self.styles.is_english:
                self.remarks.add("language")
        return _Paragraph(pieces, label, direct, style)

    def paragraph(self, element: Element) -> None:
        if self.content.hides_mark(element):
            self.hold(element)
            return
        read = self.paragraph_read(element)
        held, self.waiting = self.waiting, []
        label = self.label if _has_text(held) else read.label
        pieces = [*held, *read.pieces]
        is_bullet = label is not None and label.level.is_bullet
        is_numbered = label is not None and label.label and not is_bullet and not ends_section(element)
        if not _has_text(pieces) and not is_numbered:
            self.waiting = [piece for piece in pieces if isinstance(piece, Anchor)]
            return
        shared = shared_style(pieces)
        text = plain(pieces)
        level = self.headings.level(label, read.direct, read.style, text, shared)
        self.output.begin_block()
        if level:
            self.output.add("#" * level + " ")
            written = write(_labelled(pieces, label, element), Container.HEADING, shared)
        else:
            if label is not None and is_bullet:
                self.output.add("  " * label.depth + "- ")
            written = write(pieces if is_bullet else _labelled(pieces, label, element), Container.PARAGRAPH)
        self.output.add_paragraph(written, self.notes.place, element)

    def hold(self, paragraph: Element) -> None:
        """Keep a paragraph whose mark is hidden for the next one, which continues its line; skip it if all hidden."""
        pieces = self.content.read(paragraph, self.content.style(paragraph))
        if _has_text(pieces):
            label = self.paragraph_read(paragraph).label
            self.label = self.label if _has_text(self.waiting) else label
        self.waiting.extend(pieces)

    def table(self, table: Element) -> None:
        """Write a table: the first row is the widest, as Markdown drops what goes beyond it."""
        rows = read_rows(table)
        if not rows:
            return
        width = max(sum(cell.columns for cell in row) for row in rows)
        self.output.begin_block()
        for index, row in enumerate(rows):
            start = self.output.length
            self.output.add("\n|" if index else "|")
            for cell in row:
                self.cell(cell, head=not index)
            last = row[-1].element
            if last is not None:
                self.output.add_row(start, next(last.iterancestors(W.tr)))
            if not index:
                missing = width - sum(cell.columns for cell in row)
                self.output.add(" |" * missing + "\n|" + " --- |" * width)

    def cell(self, cell: Cell, *, head: bool) -> None:
        """Write a cell; its paragraphs, and those of tables in it, are one line each."""
        self.output.add(" ")
        start = self.output.length
        for _ in cell.element.iter(W.tbl) if cell.element is not None else ():
            self.remarks.add("nested table")
        for paragraph in cell.element.iter(W.p) if cell.element is not None else ():
            read = self.paragraph_read(paragraph)
            whole = _labelled([*self.waiting, *read.pieces], read.label, paragraph)
            self.waiting = [] if _has_text(whole) else [piece for piece in whole if isinstance(piece, Anchor)]
            if _has_text(whole):
                written = write(whole, Container.CELL, shared_style(whole) if head else PLAIN)
                self.output.add_part("<br>" if self.output.length > start else "", written, self.notes.place, paragraph)
        if self.output.length > start:
            self.output.add(" ")
        elif cell.merged:
            self.output.add(f"{MERGED_DOWN} ")
        self.output.add("|" * cell.columns)

    def note(self, note: WordNote) -> None:
        """Write a note after the text, where no bracket can be open around it; further paragraphs are indented."""
        self.output.begin_block()
        self.output.add(f"[^{note.label}]: ")
        for _ in note.element.iter(W.tbl):
            self.remarks.add("note table")
        start = self.output.length
        for paragraph in note.element.iter(W.p):
            read = self.paragraph_read(paragraph)
            self.notes.place = note.place
            pieces = _without_mark(_labelled(read.pieces, read.label, paragraph), note.label)
            if _has_text(pieces):
                joint = "\n\n    " if self.output.length > start else ""
                self.output.add_part(joint, write(pieces, Container.NOTE), note.place, paragraph)


def _characters(part: Element) -> Iterator[str]:
    """Yield the text of a header or footer, with a space wherever it may part words."""
    _choose_branches(part)
    for element in part.iter(W.p, W.tab, W.br, W.t):
        yield (element.text or "") if element.tag == W.t else " "


def _choose_branches(root: Element) -> None:
    """Keep one of the branches that a file offers for programs of different age: the newest."""
    for alternate in list(root.iter(MC.AlternateContent)):
        branches = list(alternate)
        chosen = next((branch for branch in branches if branch.tag == MC.Choice), branches[-1] if branches else None)
        replace_by(alternate, () if chosen is None else chosen)


def _number_paragraphs(body: Element) -> None:
    """Write into each paragraph its number; one in a text box has that of the paragraph that the box is anchored to."""
    boxed = next(body.iter(W.txbxContent), None) is not None
    place = 0
    for paragraph in body.iter(W.p):
        if not boxed or next(paragraph.iterancestors(W.txbxContent), None) is None:
            place += 1
        paragraph.set(PLACE, str(place))


def _has_text(pieces: list[Piece]) -> bool:
    return any(isinstance(piece, NoteCall) or (isinstance(piece, TextPiece) and piece.text.strip()) for piece in pieces)


def _labelled(pieces: list[Piece], label: ListNumber | None, paragraph: Element) -> list[Piece]:
    """Put a label before a paragraph, and a space unless punctuation follows."""
    if label is None:
        return pieces
    if label.level.is_bullet:
        return [TextPiece("• ", PLAIN, paragraph), *pieces] if _has_text(pieces) else pieces
    if not label.label:
        return pieces
    space = "" if plain(pieces)[:1] in _NO_SPACE_BEFORE else " "
    return [TextPiece(label.label + space, PLAIN, paragraph), *pieces]


def _without_mark(pieces: list[Piece], label: str) -> list[Piece]:
    """Remove the mark at the beginning of a note if it is text instead of a number."""
    first = next((piece for piece in pieces if isinstance(piece, TextPiece) and piece.text.strip()), None)
    return [piece for piece in pieces if piece is not first or first.text.strip() != label]
