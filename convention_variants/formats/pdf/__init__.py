"""PDF files → source text, as their tags say it, or else by the size, font and place of characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from convention_variants.formats.continuing import Words
from convention_variants.formats.page_edges import furniture_remarks, part_furniture
from convention_variants.formats.pdf.contents import without_contents
from convention_variants.formats.pdf.lines import Line, read_lines
from convention_variants.formats.pdf.notes import PdfNote, find_notes
from convention_variants.formats.pdf.pages import Page
from convention_variants.formats.pdf.paragraphs import Layout, PdfParagraph, find_headings, read_paragraphs
from convention_variants.formats.pdf.tagged import has_notes, is_trustworthy, read_tagged
from convention_variants.formats.pdf.writing import Writer
from convention_variants.text.conversion import Conversion, Remark
from convention_variants.text.errors import InputError
from convention_variants.text.garbage import garbage_collection_paused

__all__ = ["read_pdf"]

# Hebrew, Arabic and related scripts.
_LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def read_pdf(data: bytes, name: str) -> Conversion:
    """Read a PDF file; `name` is what messages call it.

    Raises `InputError` for a file that is no PDF, is damaged or encrypted, or holds no text.
    """
    from convention_variants.formats.pdf.pdfium import read_pages  # noqa: PLC0415 loads pdfium, only when needed

    with garbage_collection_paused():
        return _read(read_pages(data, name), name)


def _read(pages: Sequence[Page], name: str) -> Conversion:
    if not any(page.pieces or page.turned for page in pages):
        raise InputError(
            "the PDF contains no text. It is probably a scan; run text recognition (OCR) on it first", name
        )
    trusted = is_trustworthy(pages)
    lines, columned, artifacts = _lines(pages, trusted=trusted)
    bodies, removed = part_furniture(lines, [[_recurring(line, trusted=trusted) for line in page] for page in lines])
    bodies, left_out = without_contents([sorted(body, key=lambda line: line.column) for body in bodies])
    paragraphs, notes = _paragraphs(bodies, trusted=trusted)
    words = Words(line.text for paragraph in paragraphs if not paragraph.rows for line in paragraph.lines)
    links = any(part.linked and part.shift > 0 for page in bodies for line in page for part in line.parts)
    text, stretches = Writer(words, notes, links=links).write(paragraphs)
    furniture = [line.text for line in (*artifacts, *removed)]
    remarks = [*_remarks(pages, columned), *furniture_remarks(furniture)]
    if left_out:
        remarks.append(Remark(f"table of contents removed ({left_out} lines)"))
    return Conversion(text, stretches, remarks=tuple(remarks))


def _recurring(line: Line, *, trusted: bool) -> str:
    """Return what is the same in each recurrence of a line that is a running head.

    If tags name the text, that is the first part of a line without a tag: another part may name the article of a page.
    """
    untagged = trusted and not any(piece.tag for piece in line.pieces)
    return line.pieces[0].text if untagged else line.text


def _lines(pages: Sequence[Page], *, trusted: bool) -> tuple[list[list[Line]], list[int], list[Line]]:
    """Return the lines of pages, the pages with columns, and the lines that tags that are trusted call artifacts."""
    by_page, columned = read_lines(pages)
    if not trusted:
        return by_page, columned, []
    kept: list[list[Line]] = []
    artifacts: list[Line] = []
    for lines in by_page:
        parted = [(line, [piece for piece in line.pieces if not piece.artifact]) for line in lines]
        kept.append([line.only(pieces) for line, pieces in parted if pieces])
        artifacts += [line for line, pieces in parted if not pieces]
    return kept, [], artifacts


def _paragraphs(pages: Sequence[Sequence[Line]], *, trusted: bool) -> tuple[list[PdfParagraph], list[PdfNote]]:
    layout = Layout(pages)
    read = _by_tags(pages, layout) if trusted else None
    if read is None:
        bodies, notes = find_notes(pages, layout.size)
        read = read_paragraphs(bodies, layout), notes
    if not any(paragraph.level for paragraph in read[0]):
        find_headings(read[0], layout)
    return read


def _by_tags(pages: Sequence[Sequence[Line]], layout: Layout) -> tuple[list[PdfParagraph], list[PdfNote]] | None:
    """Return the paragraphs and footnotes as tags name them, None if these make no sense; they may name no footnote."""
    bodies, untagged = (pages, []) if has_notes(pages) else find_notes(pages, layout.size)
    read = read_tagged(bodies, layout)
    return read and (read[0], [*untagged, *read[1]])


def _remarks(pages: Sequence[Page], columned: Sequence[int]) -> Iterator[Remark]:
    """Yield the remarks on text that could not be read for certain."""
    if columned:
        yield Remark(f"columns on {_pages(columned)}; check the order of the text")
    pictures = [page.number for page in pages if page.pictures]
    if pictures:
        yield Remark(f"pictures skipped on {_pages(pictures)}")
    turned = [(page.number, page.turned) for page in pages if page.turned]
    struck = [(page.number, page.struck) for page in pages if page.struck]
    added = [(page.number, page.added) for page in pages if page.added]
    for what, found in (
        ("rotated text skipped", turned),
        ("struck-through text read as text", struck),
        ("comments and other marks of readers skipped", added),
    ):
        if found:
            yield Remark(f'{what} on {_pages([number for number, _ in found])}: "{" ".join(found[0][1])[:60]}"')
    leftward = [page.number for page in pages if any(_LEFTWARD.search(piece.text) for piece in page.pieces)]
    if leftward:
        yield Remark(f"text from right to left on {_pages(leftward)}; its order is uncertain, so read the Word file")
    unread = [page.number for page in pages if any("\ufffd" in piece.text for piece in page.pieces)]
    if unread:
        yield Remark(f"unknown characters replaced by \ufffd on {_pages(unread)}")
    empty = [page.number for page in pages if not page.pieces and page.pictures]
    if empty:
        yield Remark(f"{_pages(empty)} without text; run text recognition (OCR) on it")


def _pages(numbers: Sequence[int]) -> str:
    """Return the names of pages: the first few, and how many more."""
    shown = ", ".join(map(str, numbers[:3]))
    more = f" and {len(numbers) - 3} more" if len(numbers) > 3 else ""
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}{more}"
