"""Edition → Word: a document in Word's own styles, so that it can be restyled as a whole.

Labels are text with hanging indents, never numbers that Word would count anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import NamedTuple, assert_never

from markupsafe import Markup

from convention_variants.outline.nodes import SectionKind
from convention_variants.render.annex import AnnexPart
from convention_variants.render.citations import heading_gap, plain
from convention_variants.render.edition import Edition
from convention_variants.render.linking import linked
from convention_variants.render.shown import (
    Mark,
    Pieces,
    ShownItem,
    ShownNode,
    ShownParagraph,
    ShownPiece,
    ShownSection,
    ShownTable,
    ShownVerbatim,
    is_subheading,
    strong,
    walk_shown,
)
from convention_variants.render.templates import is_short, word_xml
from convention_variants.render.wide_tables import in_landscape, shares
from convention_variants.render.word_package import PAPER, Page, base_document, package
from convention_variants.render.word_pages import Pages, read_layouts
from convention_variants.render.word_text import (
    FIELD_END,
    NOTHING,
    STRONG,
    Inline,
    field,
    internal_link,
    open_field,
    right_tab,
    run,
    wide_gap,
)

# The styles of headings, from the outermost inwards; the last one serves for all below.
_HEADINGS = ("heading 1", "heading 2", "heading 3", "heading 4")
_FRONT_HEADINGS = ("Subheading",)
_DEEPEST_LIST = 5
_KEEP_NEXT = Markup("<w:keepNext/>")
_BAR = Markup('<w:pBdr><w:{} w:val="dotted" w:sz="12" w:space="8" w:color="auto"/></w:pBdr>')
_MARGIN, _LEAST_MARGIN = 108, 40  # twips beside the text of a cell, usually and in a wide table
_RULE = Markup('<w:pBdr><w:top w:val="single" w:sz="16" w:space="4" w:color="auto"/></w:pBdr>')
_TABLE = Markup(
    '<w:tbl><w:tblPr><w:tblStyle w:val="{}"/><w:tblW w:w="{}" w:type="dxa"/>{}</w:tblPr><w:tblGrid>{}</w:tblGrid>'
)
_CELL_MARGINS = Markup('<w:tblCellMar><w:left w:w="{}" w:type="dxa"/><w:right w:w="{}" w:type="dxa"/></w:tblCellMar>')
_NEW_PAGE = Markup("<w:pageBreakBefore/>")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(br|tab)/>")
_BOOKMARK = re.compile(r'<w:bookmarkStart [^>]*w:name="(_Toc\d+)"')
_PAGE_OF = re.compile(r"\0(_Toc\d+)\0")  # no text can contain a null
_TAB = Markup("<w:r><w:tab/></w:r>")
_MOST_IN_MASTHEAD = 56  # letters in a line


def render_word(edition: Edition, templates: Path | None = None) -> bytes:
    """Return the edition as a Word file.

    Its styles and margins are those of `edition.docx`. Raises `InputError` if that is no Word file or lacks a style.
    """
    edition, base = linked(edition), base_document(templates)
    page = Page(*PAPER[edition.paper], base.margins)
    inline = Inline(edition, base.styles, page.text_width)
    pages = Pages(read_layouts(base.sheet, base.styles), page.text_width, page.text_height)
    body = "".join(_Body(edition, inline, page, pages).blocks())
    pages.finish()
    numbered = Markup(_PAGE_OF.sub(lambda found: str(pages.starts[found[1]]), body))
    return package(edition, base, page, inline, numbered)


class _Body:
    """Writes the blocks of an edition, in order."""

    def __init__(self, edition: Edition, inline: Inline, page: Page, pages: Pages) -> None:
        self.edition, self.inline, self.page, self.pages = edition, inline, page, pages
        self.words = edition.words
        self.bookmarks = {**inline.bookmarks, _ANNEX: f"_Toc{len(edition.contents) + 1:08}"}
        self._bar = _BAR.format("right" if edition.direction == "rtl" else "left")
        self._opened = self._noted = 0
        self._upright, self._landscape = page, in_landscape(edition.shown)
        self._is_first = True
        tops = [one for one in edition.shown.body if isinstance(one, ShownSection)]
        inside = (one for top in tops for one in walk_shown(top.children) if isinstance(one, ShownSection))
        self._has_parts = any(one.kind is SectionKind.ARTICLE for one in inside)

    def blocks(self) -> Iterator[Markup]:
        """Yield everything between the heads and feet of the pages."""
        shown = self.edition.shown
        yield from self.masthead()
        yield from self.contents()
        if self.edition.front:
            if not isinstance(self.edition.front[0], ShownSection):
                yield self.paragraph("Subheading", self.inline.own(self.words.front))
            yield from self.nodes(self.edition.front, _FRONT_HEADINGS)
        begins = (*self.edition.opening, *shown.body)[:1]
        if self.edition.contents and not any(id(node) in self._landscape for node in begins):
            yield self.paragraph("Table Text", NOTHING, _NEW_PAGE)
        yield from self.nodes(self.edition.opening, _FRONT_HEADINGS)
        yield self.bookmarked("text", Markup().join(self.nodes(shown.body, _HEADINGS)))
        yield from self.turn(is_turned=False)
        yield from self.uncalled_notes()
        yield from self.annex()
        yield self.section_end()

    def turn(self, *, is_turned: bool) -> Iterator[Markup]:
        """Yield the end of a section if the page turns here, to landscape or back."""
        page = self._upright.turned if is_turned else self._upright
        if page != self.page:
            yield self.inline.paragraph("Table Text", NOTHING, section=self.section_end())
            self.page = page
            self.pages.break_page()
            self.pages.set_size(page.text_width, page.text_height)

    def section_end(self) -> Markup:
        """Return what Word has at the end of a section."""
        is_first, self._is_first = self._is_first, False
        return Markup(word_xml().section(self.page, is_first, self.edition.direction == "rtl"))

    def paragraph(self, style: str, content: Markup, more: Markup = NOTHING, *, own: bool = False) -> Markup:
        """Return a paragraph, and count the lines that it takes."""
        notes = self.inline.called[self._noted :]
        self._noted += len(notes)
        self.pages.add(
            style,
            _plain(content),
            *_BOOKMARK.findall(content)[:1],
            notes=" ".join(piece.text for note in notes for piece in note.pieces),
            new_page=more is _NEW_PAGE,
        )
        return self.inline.paragraph(style, content, more, own=own)

    def bookmarked(self, name: str, content: Markup) -> Markup:
        self._opened += 1
        return Markup('<w:bookmarkStart w:id="{0}" w:name="{1}"/>{2}<w:bookmarkEnd w:id="{0}"/>').format(
            self._opened, name, content
        )

    def masthead(self) -> Iterator[Markup]:
        """Yield what the document is, and that this reading is not agreed text."""
        document, text = self.edition.document, self.inline.text
        if document.organization or document.symbol:
            initial, rest = document.symbol[:1], document.symbol[1:]
            gap = wide_gap(document.organization, document.symbol, _MOST_IN_MASTHEAD)
            line = text(document.organization) + gap + text(initial, _LARGE) + text(rest)
            yield self.paragraph("Masthead Symbol", line, right_tab(self.page.text_width))
        first, *others = self.edition.issued or ("",)
        if document.organ or first:
            line = text(document.organ) + (_TAB + self.inline.own(first, _SMALL) if first else NOTHING)
            yield self.paragraph("Masthead Organ", line, right_tab(self.page.text_width))
        for other in others:
            yield self.paragraph("Masthead", _TAB + self.inline.own(other), right_tab(self.page.text_width))
        if document.organ or first:
            yield self.paragraph("Masthead", NOTHING, _RULE)
        for name in filter(None, (document.body, document.session)):
            yield self.paragraph("Masthead Body", text(name))
        if document.meeting:
            yield self.paragraph("Masthead", text(document.meeting))
        yield self.paragraph("Title", text(self.edition.title))
        yield from self.notices()

    def notices(self) -> Iterator[Markup]:
        """Yield the notices of the reading: what it is, what it chose, and what its marks mean."""
        edition, own, words = self.edition, self.inline.own, self.words
        before, _, after = words.profile.partition("{}")
        yield self.paragraph("Notice", own(words.notice_long, STRONG), own=True)
        yield self.paragraph("Notice", own(before) + own(edition.profile, STRONG) + own(after), own=True)
        for chosen in edition.chosen:
            wording = words.quoted.format(chosen.wording)
            yield self.paragraph("Notice", self.inline.text(f"{chosen.term}{words.colon}{wording}"))
        yield self.paragraph("Notice", Markup().join(map(self.stated, edition.statements)), own=True)
        if edition.legend:
            yield self.paragraph("Notice", own(edition.legend), own=True)
        if edition.marked:
            left_out = f" {words.marked_left_out}" if edition.leaves_out else ""
            yield self.paragraph("Notice", own(words.marked + left_out), own=True)
        if edition.changes:
            yield self.paragraph("Notice", own(words.sentence(len(edition.changes), words.changed)), own=True)
        for row in edition.changes:
            instead = words.quoted.format(row.instead_of[0])
            change = f"{words.colon}{words.quoted.format(row.reads)}, {words.annex.instead_of.lower()} {instead}"
            yield self.paragraph("Notice", self.inline.text(f"{row.citation}{change}"))
        yield self.paragraph("Notice", own(f"{words.made_by.format(edition.version)}."), own=True)

    def stated(self, piece: ShownPiece) -> Markup:
        """Return a part of the statements on the reading; the name of a place is a link."""
        text = self.inline.own(piece.text)
        return text if piece.target is None else internal_link(self.bookmarks[piece.target], text)

    def contents(self) -> Iterator[Markup]:
        """Yield the table of contents: a field, whose result is written out."""
        lines = [(line.id, line.text, line.depth) for line in self.edition.contents]
        if not lines:
            return
        if self.edition.annex:
            lines.append((_ANNEX, self.words.annex.title, 0))
        yield self.paragraph("TOC Heading", self.inline.own(self.words.contents))
        for number, (identity, text, depth) in enumerate(lines):
            name = self.bookmarks[identity]
            page = field(f"PAGEREF {name} \\h", Markup(f"\0{name}\0"))
            link = internal_link(name, self.inline.text(text) + _TAB + page)
            before = NOTHING if number else open_field(f'TOC \\o "1-{len(_HEADINGS)}" \\h \\z \\u')
            after = FIELD_END if number == len(lines) - 1 else NOTHING
            style = f"toc {min(depth + 1, len(_HEADINGS))}"
            yield self.paragraph(style, before + link + after, right_tab(self.page.text_width, "dot"))

    def nodes(self, nodes: Sequence[ShownNode], headings: Sequence[str], depth: int = 0) -> Iterator[Markup]:
        """Yield the blocks of nodes; `headings` are the styles of theirs, and `depth` counts the lists above them."""
        for node, following in zip_longest(nodes, nodes[1:]):
            yield from self.turn(is_turned=id(node) in self._landscape)
            match node:
                case ShownParagraph():
                    leads = isinstance(following, ShownTable) or is_subheading(node.pieces)
                    kept = _KEEP_NEXT if leads else NOTHING
                    text = self.inline.runs(_beside_bar(node.pieces))
                    yield self.paragraph(_list_style("List Continue", depth), text, kept + self.bar(node.pieces))
                case ShownSection():
                    yield from self.section(node, headings, depth)
                case ShownItem():
                    yield from self.item(node.joined, headings, depth)
                case ShownTable():
                    rows = [[_Cell(self.inline.runs(cell.pieces), *cell[1:]) for cell in row] for row in node.rows]
                    yield from self.table(rows)
                case ShownVerbatim():
                    yield self.paragraph("HTML Preformatted", self.inline.runs(node.pieces))
                case _:
                    assert_never(node)

    def section(self, section: ShownSection, headings: Sequence[str], depth: int) -> Iterator[Markup]:
        """Yield a heading, with a bookmark for the contents, and what is below it."""
        heading = _spaced(
            self.inline.runs(section.label), self.inline.runs(section.title), heading_gap(plain(section.label))
        )
        if section.kind is SectionKind.ARTICLE and self._has_parts:
            headings = headings[-3:]  # an article before the first part is as large as those in it
        if heading:
            name = self.bookmarks.get(section.id)
            yield self.paragraph(headings[0], self.bookmarked(name, heading) if name else heading)
            headings = headings[1:] or headings
        yield from self.nodes(section.children, headings, depth)

    def item(self, item: ShownItem, headings: Sequence[str], depth: int) -> Iterator[Markup]:
        """Yield a labelled provision; a tab after its label makes the hanging indent."""
        gap = "\t" if item.label and is_short(item.label) else " "
        label, pieces = _beside_bar(strong(item.label) if item.option else item.label), _beside_bar(item.pieces)
        text = _spaced(self.inline.runs(label), self.inline.runs(pieces), gap)
        name = self.bookmarks.get(item.id) if item.id else None
        text = self.bookmarked(name, text) if name else text
        if item.bare:
            style = _list_style("List Continue", depth)
        else:
            style = _list_style("List" if item.label else "List Bullet", depth + 1)
        kept = _KEEP_NEXT if item.children and not item.pieces else NOTHING
        yield self.paragraph(style, text, kept + (self._bar if item.open else self.bar(item.label, item.pieces)))
        yield from self.nodes(item.children, headings, depth + 1)

    def bar(self, *parts: Pieces) -> Markup:
        """Return the bar beside a paragraph in an open option: one mark for all of it."""
        return self._bar if any(piece.mark is Mark.OPTION for pieces in parts for piece in pieces) else NOTHING

    def table(self, rows: Sequence[Sequence[_Cell]]) -> Iterator[Markup]:
        """Yield a table whose first row is its head, and the paragraph that Word requires after it."""
        columns = max(sum(cell.columns for cell in row) for row in rows)
        texts = [[(_plain(cell.content), cell.columns) for cell in row] for row in rows]
        needed = shares(texts, is_turned=self.page != self._upright)
        widths = [int(self.page.text_width * share) for share in needed or [1 / columns] * columns]
        margin = _LEAST_MARGIN if needed else _MARGIN
        margins = _CELL_MARGINS.format(margin, margin) if needed else NOTHING
        grid = Markup().join(map(Markup('<w:gridCol w:w="{}"/>').format, widths))
        yield _TABLE.format(self.inline.styles["Table Grid"], sum(widths), margins, grid)
        for number, row in enumerate(rows):
            head = NOTHING if number else Markup("<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
            missing = columns - sum(cell.columns for cell in row)
            # One cell, so that a wide row does not make all others as long.
            cells = [*row, _Cell(NOTHING, missing)] if missing else row
            ends = accumulate(cell.columns for cell in cells)
            room = [sum(widths[end - cell.columns : end]) for cell, end in zip(cells, ends, strict=True)]
            self.pages.add_row((text, wide - 2 * margin) for (text, _), wide in zip(texts[number], room, strict=False))
            yield Markup("<w:tr>{}{}</w:tr>").format(head, Markup().join(map(self.cell, cells, room)))
        yield Markup("</w:tbl>") + self.paragraph("Table Text", NOTHING)

    def cell(self, cell: _Cell, width: int) -> Markup:
        span = Markup('<w:gridSpan w:val="{}"/>').format(cell.columns) if cell.columns > 1 else NOTHING
        merge = NOTHING if cell.rows == 1 else _MERGED_BELOW if cell.rows else _MERGED_ABOVE
        properties = Markup('<w:tcPr><w:tcW w:w="{}" w:type="dxa"/>{}{}</w:tcPr>')
        content = self.inline.paragraph("Table Text", cell.content)
        return Markup("<w:tc>{}{}</w:tc>").format(properties.format(width, span, merge), content)

    def uncalled_notes(self) -> Iterator[Markup]:
        """Yield as paragraphs the footnotes that cannot be at a foot: nothing in the text calls them."""
        called = {note.id for note in self.inline.called}
        notes = [note for note in self.edition.shown.footnotes if note.id not in called]
        if notes:
            yield self.paragraph("Subheading", self.inline.own(self.words.footnotes))
        for note in notes:
            yield self.paragraph("footnote text", self.inline.text(f"{note.label} ") + self.inline.runs(note.pieces))

    def annex(self) -> Iterator[Markup]:
        annex, words = self.edition.annex, self.words.annex
        if annex is None:
            return
        title = self.bookmarked(self.bookmarks[_ANNEX], self.inline.own(words.title))
        yield self.paragraph("heading 1", title, _NEW_PAGE)
        for part in annex.parts:
            yield self.paragraph("Subheading", self.inline.own(part.title))
            yield from self.table([list(map(_Cell, row)) for row in self.annex_rows(part)])

    def annex_rows(self, part: AnnexPart) -> Iterator[list[Markup]]:
        """Yield the cells of a part of the annex, without the columns that would be empty."""
        own, text, rows = self.inline.own, self.inline.text, part.rows
        shown = (True, True, any(row.instead_of for row in rows), any(row.why for row in rows))
        yield [own(head, STRONG) for head, is_shown in zip(part.heads, shown, strict=True) if is_shown]
        for row in rows:
            reads = text(row.reads) if row.reads else own(self.words.annex.nothing)
            cells = (text(row.citation), reads, text("; ".join(row.instead_of)), text(row.why))
            yield [cell for cell, is_shown in zip(cells, shown, strict=True) if is_shown]


class _Cell(NamedTuple):
    """A cell of a table: its content, and how many columns and rows it is over, as in `ShownCell`."""

    content: Markup
    columns: int = 1
    rows: int = 1


_MERGED_BELOW, _MERGED_ABOVE = Markup('<w:vMerge w:val="restart"/>'), Markup("<w:vMerge/>")
_ANNEX = "annex of the reading"  # no id of a provision has a space
_LARGE = Markup('<w:sz w:val="34"/><w:szCs w:val="34"/>')
_SMALL = Markup('<w:b w:val="0"/><w:bCs w:val="0"/><w:sz w:val="20"/><w:szCs w:val="20"/>')


def _plain(content: Markup) -> str:
    """Return the text of runs, without exact spaces."""
    return "".join(found[1] or "\n" * (found[2] == "br") or " " for found in _TEXT.finditer(content))


def _beside_bar(pieces: Pieces) -> Pieces:
    """Return the text of a paragraph without the mark that a bar replaces."""
    return tuple(piece._replace(mark=None) if piece.mark is Mark.OPTION else piece for piece in pieces)


def _list_style(name: str, depth: int) -> str:
    """Return the style of a list at a depth, counted from 1; at depth 0 it is that of plain text."""
    if depth == 0:
        return "Normal"
    return name if depth == 1 else f"{name} {min(depth, _DEEPEST_LIST)}"


def _spaced(label: Markup, text: Markup, gap: str) -> Markup:
    return label + run(gap) + text if label and text else label or text
