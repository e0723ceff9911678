"""The content of a paragraph's element → pieces."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from convention_variants.formats.shown import AS_SHOWN
from convention_variants.formats.word.names import Descent, Element, M, W, child_value, is_on, number
from convention_variants.formats.word.pieces import (
    EMPHASIS,
    LARGE,
    PLAIN,
    STRONG,
    SUBSCRIPT,
    SUPERSCRIPT,
    Anchor,
    NoteCall,
    Piece,
    TextPiece,
    TextStyle,
)
from convention_variants.formats.word.remarks import Remarks
from convention_variants.formats.word.styles import Properties, Styles, WordStyle, is_toggled, run_properties
from convention_variants.formats.word.symbols import PRIVATE, UNKNOWN, sign

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CHARACTERS = {W.tab: "\t", W.ptab: "\t", W.br: "\n", W.cr: "\n", W.noBreakHyphen: "\u2011"}
_CALLS = {W.footnoteReference: "footnote", W.endnoteReference: "endnote"}
_DRAWINGS = frozenset({W.drawing, W.pict, W.object})
_OPAQUE = frozenset({W.pPr, W.rPr, W.txbxContent, W.rt, W.sdtPr, W.sdtEndPr, W.rubyPr, W.smartTagPr, W.customXmlPr})
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_DATA = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
_VML_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_WHITE = re.compile(r"[\t\n\r]")
_PRIVATE = re.compile(f"[{chr(PRIVATE.start)}-{chr(PRIVATE.stop - 1)}]")
_UNKEPT = {"underline": ("u",), "strike": ("strike", "dstrike"), "highlight": ("highlight",)}
_USUAL_SIZE = 20  # in half-points, where a file says nothing
_NOTHING = frozenset({"", "none"})


class _Look(NamedTuple):
    """How a run is set: its style, whether it is hidden, and what of it Markdown cannot say."""

    style: TextStyle
    hidden: bool
    unkept: tuple[str, ...]


def shown_text(element: Element) -> str:
    """Return what Word shows of a `w:t`, but for characters of symbol fonts; white space may not count at its ends."""
    text = _WHITE.sub(" ", element.text or "")
    if not text.isascii():
        text = text.translate(AS_SHOWN)
    return text if element.get(SPACE) == "preserve" else text.strip(" ")


class Content:
    """Reads the content of paragraphs. `call` takes the kind and id of a note and returns its label."""

    def __init__(self, styles: Styles, remarks: Remarks, call: Callable[[str, str, str], str | None]) -> None:
        self.styles, self.remarks, self.call = styles, remarks, call
        body = styles.style(None, "paragraph").run.get("sz", styles.base.get("sz"))
        self.body_size = number(body, _USUAL_SIZE)
        self._looks: dict[tuple[object, ...], _Look] = {}

    def style(self, paragraph: Element) -> WordStyle:
        """Return the style of a paragraph."""
        return self.styles.style(child_value(paragraph, f"{W.pPr}/{W.pStyle}"), "paragraph")

    def hides_mark(self, paragraph: Element) -> bool:
        """Return whether the mark of a paragraph is hidden, so that the next paragraph continues its line."""
        return bool(run_properties(paragraph.find(f"{W.pPr}/{W.rPr}")).get("vanish"))

    def read(self, paragraph: Element, style: WordStyle) -> list[Piece]:
        """Return the pieces of a paragraph of a style, those of its text boxes excepted."""
        pieces: list[Piece] = []
        descent = Descent(paragraph)
        for element in descent:
            if element.tag == W.r:
                descent.enter(self.run(element, style, pieces))
            elif element.tag == W.commentRangeStart:
                pieces.append(Anchor(element.get(W.id, "")))
            elif element.tag == M.oMath:
                self.remarks.add("formula")
                text = "".join(text.text or "" for text in element.iter(M.t, W.t))
                pieces.append(TextPiece(text, PLAIN, element))
            elif element.tag not in _OPAQUE and isinstance(element.tag, str):
                descent.enter(element)
        return pieces

    def run(self, run: Element, paragraph: WordStyle, pieces: list[Piece]) -> list[Element]:
        """Add the pieces of a run, of a hidden one only the places of comments; return what has runs of its own."""
        properties = run.find(W.rPr)
        look = self.look(properties, paragraph)
        if look.hidden:
            if run.find(W.t) is not None:
                self.remarks.add("hidden")
            pieces.extend(Anchor(mark.get(W.id, "")) for mark in run.iterchildren(W.commentReference))
            return []
        before = len(pieces)
        inner = self.children(run, properties, look.style, pieces)
        if look.unkept and any(isinstance(piece, TextPiece) and piece.text.strip() for piece in pieces[before:]):
            for kind in look.unkept:
                self.remarks.add(kind)
        return inner

    def children(
        self, run: Element, properties: Element | None, style: TextStyle, pieces: list[Piece]
    ) -> list[Element]:
        """Add the pieces that the children of a run are; return those that have runs of their own."""
        inner: list[Element] = []
        for child in run:
            if child.tag == W.t:
                pieces.append(TextPiece(self.text(child, properties), style, child))
            elif child.tag in _CHARACTERS:
                pieces.append(TextPiece(_CHARACTERS[child.tag], style, child))
            elif child.tag == W.sym:
                pieces.append(TextPiece(self.symbol(child), style, child))
            elif child.tag in _CALLS:
                self.add_call(child, run, pieces)
                if is_marked(child):
                    break  # the rest of the run is the mark
            elif child.tag == W.commentReference:
                pieces.append(Anchor(child.get(W.id, "")))
            elif child.tag in _DRAWINGS:
                self.drawing(child)
            elif child.tag == W.ruby:
                self.remarks.add("ruby")
                inner.append(child)
        return inner

    def add_call(self, element: Element, run: Element, pieces: list[Piece]) -> None:
        """Add the call of a note; its mark may be a text in place of a number."""
        mark = ""
        if is_marked(element):
            mark = "".join(text.text or "" for text in run.iterchildren(W.t)).strip()
        label = self.call(_CALLS[str(element.tag)], element.get(W.id, ""), mark)
        if label is not None:
            pieces.append(NoteCall(label, element))
        elif mark:
            pieces.append(TextPiece(mark, SUPERSCRIPT))

    def text(self, element: Element, properties: Element | None) -> str:
        """Return the text of a `w:t`; white space at its ends counts only where it says so."""
        text = shown_text(element)
        if _PRIVATE.search(text):
            fonts = properties.find(W.rFonts) if properties is not None else None
            font = fonts.get(W.ascii, "symbol") if fonts is not None else "symbol"
            text = _PRIVATE.sub(lambda match: self.sign(ord(match[0]), font), text)
        return text

    def symbol(self, element: Element) -> str:
        """Return the character of a `w:sym`."""
        try:
            code = int(element.get(W.char, ""), 16)
        except ValueError:
            code = 0
        return self.sign(code, element.get(W.font, ""))

    def sign(self, code: int, font: str) -> str:
        """Return a character of a font, with a remark where it is not known."""
        character = sign(code, font)
        if character == UNKNOWN:
            self.remarks.add("symbol")
        return character

    def drawing(self, element: Element) -> None:
        """Report what a drawing holds beside text boxes, which are read on their own."""
        if next(element.iter(_OLE), None) is not None:
            self.remarks.add("object")
        elif next(element.iter(_PICTURE, _VML_IMAGE), None) is not None:
            self.remarks.add("picture")
        elif any(data.get("uri", "").endswith(("/chart", "/chartex", "/diagram")) for data in element.iter(_DATA)):
            self.remarks.add("chart")

    def look(self, properties: Element | None, paragraph: WordStyle) -> _Look:
        """Return how a run is set, by its own properties and its styles."""
        direct = run_properties(properties)
        name = child_value(properties, W.rStyle)
        key = (id(paragraph), name, *direct.items())
        if key not in self._looks:
            self._looks[key] = self._look(direct, self.styles.style(name, "character"), paragraph)
        return self._looks[key]

    def _look(self, direct: Properties, character: WordStyle, paragraph: WordStyle) -> _Look:
        def value(name: str) -> str:
            for source in (direct, character.run, paragraph.run, self.styles.base):
                if name in source:
                    return source[name]
            return ""

        def toggled(name: str) -> bool:
            return is_toggled(name, direct, character, paragraph, self.styles.base)

        complex_script = bool(value("rtl") or value("cs"))
        style = PLAIN
        if toggled("iCs" if complex_script else "i"):
            style |= EMPHASIS
        if toggled("bCs" if complex_script else "b"):
            style |= STRONG
        vertical = value("vertAlign")
        if vertical in {"superscript", "subscript"}:
            style |= SUPERSCRIPT if vertical == "superscript" else SUBSCRIPT
        if number(value("sz")) > self.body_size:
            style |= LARGE
        unkept = tuple(kind for kind, names in _UNKEPT.items() if any(value(name) not in _NOTHING for name in names))
        return _Look(style, toggled("vanish"), unkept)


def is_marked(call: Element) -> bool:
    """Return whether the call of a note has a mark instead of a number: the rest of the text in its run."""
    return is_on(call, W.customMarkFollows, "0")
