"""Pieces → runs of WordprocessingML: text in its style, footnotes, links and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain, groupby
from operator import attrgetter
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from convention_variants.outline.nodes import Style
from convention_variants.render.chosen import say_instead
from convention_variants.render.edition import Edition
from convention_variants.render.inline import is_safe
from convention_variants.render.pictures import MEDIA_TYPES, Picture
from convention_variants.render.shown import (
    Mark,
    Pieces,
    ShownFootnote,
    ShownNode,
    ShownPiece,
    parts,
    walk_shown,
)
from convention_variants.render.templates import word_xml

# Characters that no XML file can contain, not even escaped.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_MARK_STYLES = {
    Mark.OPEN: "Open Choice",
    Mark.OPTION: "Open Choice",
    Mark.BLANK: "Blank",
    Mark.FILLED: "Filled In",
    Mark.CHANGED: "Changed Wording",
}
_CODE_FONT = Markup('<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>')
STRONG, _EMPHASIS = Markup("<w:b/><w:bCs/>"), Markup("<w:i/><w:iCs/>")
_STYLES = ((Style.CODE, _CODE_FONT), (Style.STRONG, STRONG), (Style.EMPHASIS, _EMPHASIS))
_HIGHLIGHT = Markup('<w:highlight w:val="yellow"/>')
_RAISED = (
    (Style.SUPERSCRIPT, Markup('<w:vertAlign w:val="superscript"/>')),
    (Style.SUBSCRIPT, Markup('<w:vertAlign w:val="subscript"/>')),
)
NOTHING = Markup()
_FIELD_CHAR = Markup('<w:r><w:fldChar w:fldCharType="{}"/></w:r>')
FIELD_END = _FIELD_CHAR.format("end")
_EMU_PER_PIXEL = 9525  # at 96 pixels to the inch
_EMU_PER_TWIP = 635
_HIGHEST_PICTURE = 8_000_000  # EMU, about 22 cm
# Word shows pictures of these types.
PICTURE_TYPES = {ending: media for ending, media in MEDIA_TYPES.items() if ending != ".webp"}


def xml_text(text: str) -> Markup:
    """Return text escaped for XML; characters that XML cannot contain become U+FFFD."""
    return escape(_NOT_XML.sub("\ufffd", text))


def run(text: str, properties: Markup = NOTHING) -> Markup:
    """Return a run of text; tabs and line ends in it are kept."""
    properties = Markup("<w:rPr>{}</w:rPr>").format(properties) if properties else properties
    content = Markup().join(_content(part) for part in re.split("([\t\n])", text) if part)
    return Markup("<w:r>{}{}</w:r>").format(properties, content)


def _content(text: str) -> Markup:
    if text in ("\t", "\n"):
        return Markup("<w:tab/>") if text == "\t" else Markup("<w:br/>")
    return Markup('<w:t xml:space="preserve">{}</w:t>').format(xml_text(text))


def open_field(code: str) -> Markup:
    """Return the beginning of a field; its result follows, and then `FIELD_END`."""
    return (
        _FIELD_CHAR.format("begin")
        + Markup('<w:r><w:instrText xml:space="preserve"> {} </w:instrText></w:r>').format(xml_text(code))
        + _FIELD_CHAR.format("separate")
    )


def field(code: str, result: str) -> Markup:
    """Return a field with its result."""
    return open_field(code) + Markup("<w:r><w:t>{}</w:t></w:r>").format(result) + FIELD_END


def internal_link(bookmark: str, content: Markup) -> Markup:
    """Return a link to a bookmark."""
    return Markup('<w:hyperlink w:anchor="{}" w:history="1">{}</w:hyperlink>').format(bookmark, content)


def right_tab(position: int, leader: str = "none") -> Markup:
    """Return the property of a paragraph that sets a tab stop for its end."""
    return Markup('<w:tabs><w:tab w:val="right" w:leader="{}" w:pos="{}"/></w:tabs>').format(leader, position)


def wide_gap(one: str, other: str, most: int) -> Markup:
    """Return what separates two texts on one line; if they have too many letters, the second gets its own line."""
    return run("\n\t" if one and other and len(one + other) > most else "\t")


class Inline:
    """Turns pieces into runs, and collects the footnotes in the order of their first calls.

    Word counts footnotes by itself. Labels that do not count 1, 2, 3 in the order of their calls are written as text.
    `width` is that of the text, in twips. `bookmarks` are the names of those that links lead to, by provision.
    """

    def __init__(self, edition: Edition, styles: Mapping[str, str], width: int) -> None:
        self.styles, self.width = styles, width
        # The ids of links and pictures, in the order of their first use.
        self.addresses: dict[str, str] = {}
        self.pictures: dict[Picture, str] = {}
        self.bookmarks = _bookmarks(edition)
        self.called: list[ShownFootnote] = []
        self._called: set[str] = set()
        self._notes = {note.id: note for note in edition.shown.footnotes}
        self._at_the_foot = edition.shown.called_in_text
        texts = _texts((*edition.shown.front, *edition.shown.body))
        calls = (piece.call for pieces in texts for piece in pieces if piece.call is not None)
        labels = [self._notes[call].label for call in dict.fromkeys(calls) if call in self._notes]
        self.counted = labels == [str(number) for number in range(1, len(labels) + 1)]
        self._direction = Markup("<w:rtl/>") if edition.direction == "rtl" else Markup()
        self._paragraph_direction = Markup("<w:bidi/>") if self._direction else Markup()
        same = edition.document.language.lower().split("-")[0] == edition.words_language
        self._own_direction = self._paragraph_direction if same else self._direction and Markup('<w:jc w:val="right"/>')
        self._own = Markup() if same else Markup('<w:lang w:val="{}"/>').format(edition.words_language)
        self._words = edition.words
        self._drawings = 0

    def paragraph(
        self, style: str, content: Markup, more: Markup = NOTHING, section: Markup = NOTHING, *, own: bool = False
    ) -> Markup:
        """Return a paragraph in a style, which ends a section if that is given.

        `more` are properties that the schema has before its direction. `own`: the edition adds it, and it has the
        direction of our language.
        """
        template = Markup('<w:pStyle w:val="{}"/>{}{}{}')
        direction = self._own_direction if own else self._paragraph_direction
        properties = template.format(self.styles[style], more, direction, section)
        return Markup("<w:p><w:pPr>{}</w:pPr>{}</w:p>").format(properties, content)

    def own(self, text: str, properties: Markup = NOTHING) -> Markup:
        """Return a string that the edition adds, marked with its language if the document has another."""
        return run(text, properties + ("" if self._own else self._direction) + self._own)

    def text(self, text: str, properties: Markup = NOTHING) -> Markup:
        """Return text of the document."""
        return run(text, properties + self._direction)

    def runs(self, pieces: Pieces, *, in_note: bool = False) -> Markup:
        """Return the runs of pieces; Word has no footnotes in footnotes, so calls there are text."""
        parts = []
        for target, group in groupby(pieces, key=attrgetter("target")):
            content = Markup().join(self._piece(piece, in_note=in_note) for piece in group)
            parts.append(content if target is None else internal_link(self.bookmarks[target], content))
        return Markup().join(parts)

    def _piece(self, piece: ShownPiece, *, in_note: bool) -> Markup:
        if piece.call is not None:
            return self._call(piece, in_note=in_note)
        if piece.image is not None:
            return self._picture(piece.text, piece.image)
        if piece.mark is Mark.LEFT_OUT:
            return Markup(word_xml().bar(xml_text(say_instead(self._words, piece.rivals or ()))))
        text = self.text(piece.text, self._properties(piece))
        address = _address(piece.address)
        if address is None:
            return text
        link = self.addresses.setdefault(address, f"link{len(self.addresses) + 1}")
        return Markup('<w:hyperlink r:id="{}">{}</w:hyperlink>').format(link, text)

    def _properties(self, piece: ShownPiece) -> Markup:
        style = _MARK_STYLES.get(piece.mark) if piece.mark else None
        style = "Hyperlink" if style is None and _address(piece.address) else style
        named = self.style(style) if style else Markup()
        highlight = Markup() if piece.rivals is None else _HIGHLIGHT
        styled, raised = (
            Markup().join(xml for flag, xml in part if flag in piece.style) for part in (_STYLES, _RAISED)
        )
        return named + styled + highlight + raised

    def style(self, name: str) -> Markup:
        """Return the property that gives a run a character style."""
        return Markup('<w:rStyle w:val="{}"/>').format(self.styles[name])

    def _call(self, piece: ShownPiece, *, in_note: bool) -> Markup:
        note = self._notes.get(piece.call or "")
        raised = self.style("footnote reference")
        if in_note or note is None or note.id not in self._at_the_foot or note.id in self._called:
            return self.text(piece.text, raised)
        self.called.append(note)
        self._called.add(note.id)
        if self.counted:
            call = Markup('<w:footnoteReference w:id="{}"/>').format(len(self.called))
        else:
            call = Markup('<w:footnoteReference w:customMarkFollows="1" w:id="{}"/><w:t>{}</w:t>').format(
                len(self.called), xml_text(piece.text)
            )
        return Markup("<w:r><w:rPr>{}</w:rPr>{}</w:r>").format(raised, call)

    def _picture(self, description: str, picture: Picture) -> Markup:
        size = _size(picture, self.width) if picture.ending in PICTURE_TYPES else None
        if size is None:
            return self.text(description, _EMPHASIS)
        self._drawings += 1
        link = self.pictures.setdefault(picture, f"image{len(self.pictures) + 1}")
        return Markup(word_xml().drawing(*size, self._drawings, xml_text(description), link))

    def note(self, note: ShownFootnote) -> Markup:
        """Return the content of a footnote, with its mark."""
        mark = Markup("<w:footnoteRef/>") if self.counted else Markup("<w:t>{}</w:t>").format(xml_text(note.label))
        raised = Markup("<w:r><w:rPr>{}</w:rPr>{}</w:r>").format(self.style("footnote reference"), mark)
        return raised + self.text(" ") + self.runs(note.pieces, in_note=True)


def _bookmarks(edition: Edition) -> dict[str, str]:
    """Return the names of the bookmarks of the headings in the contents, and of all targets of references."""
    shown = edition.shown
    notes = (note.pieces for note in shown.footnotes)
    texts = (*_texts((*shown.front, *shown.body)), *notes, edition.statements)
    targets = dict.fromkeys(piece.target for pieces in texts for piece in pieces if piece.target is not None)
    names = {target: f"_Ref{number:08}" for number, target in enumerate(targets, 1)}
    return {**names, **{line.id: f"_Toc{number:08}" for number, line in enumerate(edition.contents, 1)}}


def _texts(nodes: Sequence[ShownNode]) -> Iterator[Pieces]:
    return chain.from_iterable(map(parts, walk_shown(nodes)))


def _address(address: str | None) -> str | None:
    """Return an address as Word accepts it, None for one that it would call damage, or that is not safe."""
    if address is None or not is_safe(address):
        return None
    try:
        urlsplit(address)
    except ValueError:
        return None
    return _STRAY_PERCENT.sub("%25", quote(address, safe="/.:#?=&%@+,;~"))


def _size(picture: Picture, width: int) -> tuple[int, int] | None:
    """Return the width and height of a picture in EMU, so that it fits the page."""
    import PIL.Image  # noqa: PLC0415 few drafts have pictures

    with PIL.Image.open(BytesIO(picture.data)) as image:
        across, down = (side * _EMU_PER_PIXEL for side in image.size)
    scale = min(1.0, width * _EMU_PER_TWIP / across, _HIGHEST_PICTURE / down)
    return (max(1, round(across * scale)), max(1, round(down * scale))) if image.format != "WEBP" else None
