"""PDF file → pages, by pdfium. No other module calls it, and this one is loaded when needed."""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from convention_variants.formats.pdf.pages import Page, Piece, Tag
from convention_variants.text.errors import InputError

# pdfium comes without types: its pages, texts, objects and elements are these.
Handle = Any

_MOST_PAGES = 5_000
_MOST_CHARACTERS = 20_000_000
# pdfium builds the whole tree of tags for each page: that many elements, on all pages together, are read.
_MOST_ELEMENTS = 5_000_000
_DEEPEST = 40
# Elements that hold other elements and no text, often a great many on other pages.
_GROUPS = frozenset(("Document", "Part", "Sect", "Art", "L", "Table", "TR", "TBody"))
_BEGINNING = 1024
_WORST_SLANT = 0.1
# In points; how many at one height are looked at, as a picture may have very many; and how far above the baseline they
# go through letters, in sizes of the type.
_THICKEST_RULE = 2.0
_MOST_RULES = 100
_LOWEST_STRIKE, _HIGHEST_STRIKE = 0.15, 0.45
# Marks of readers: how many of a page are looked at, up to which length, and which annotations are not marks.
_MOST_MARKS = 1000
_LONGEST_MARK = 4096
_NO_MARKS = frozenset((pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_WATERMARK))
_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_PASSWORD_ERROR = 4
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})


def read_pages(data: bytes, name: str) -> list[Page]:
    """Return the pages of a PDF file; raises `InputError` if it is not a PDF, cannot be read, or is too large."""
    if not data:
        raise InputError("the file is empty", name)
    if b"%PDF-" not in data[:_BEGINNING]:
        raise InputError("this is not a PDF", name)
    try:
        with pypdfium2.PdfDocument(data) as document:
            return list(_pages(document, name))
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise InputError("the PDF is encrypted; save a copy without a password", name) from error
        raise InputError("the PDF is damaged or incomplete; download or export it again", name) from error


def _pages(document: pypdfium2.PdfDocument, name: str) -> Iterator[Page]:
    if not len(document):
        raise InputError("the PDF has no pages", name)
    if len(document) > _MOST_PAGES:
        raise InputError(f"the PDF has {len(document)} pages; the limit is {_MOST_PAGES}", name)
    characters, elements = 0, 0
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        characters += text.count_chars()
        if characters > _MOST_CHARACTERS:
            raise InputError(f"the PDF has more than {_MOST_CHARACTERS:,} characters, which is the limit", name)
        tags: dict[int, Tag] = {}
        if elements < _MOST_ELEMENTS:
            elements += _read_tags(page.raw, tags)
        yield _page(index + 1, page.raw, text.raw, tags)
        text.close()
        page.close()


def _page(number: int, page: Handle, text: Handle, tags: dict[int, Tag]) -> Page:
    """Read one page. A rotated one is read as if it were upright: most of its characters show how it is rotated."""
    runs = list(_runs(text))
    angles = [max(0.0, float(pdfium.FPDFText_GetCharAngle(text, run.first))) for run in runs]
    weights: Counter[int] = Counter()
    for run, angle in zip(runs, angles, strict=True):
        weights[round(angle / (math.pi / 2)) % 4] += len(run.text)
    upright = max(weights, key=weights.__getitem__, default=0)
    pieces, turned = [], []
    for run, angle in zip(runs, angles, strict=True):
        slant = (angle - upright * math.pi / 2 + math.pi) % (2 * math.pi) - math.pi
        if abs(slant) > _WORST_SLANT:
            turned.append(run.text)
        else:
            pieces.append(_piece(run, text, upright, tags))
    pictures, rules = _drawings(page)
    struck = [piece.text for piece in pieces if _is_struck(piece, rules)] if rules and not upright else []
    return Page(number, pieces, turned, struck, pictures, list(_added(page)))


def _added(page: Handle) -> Iterator[str]:
    """Yield the text of each mark that a reader has put on a page, or that it strikes text out."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_MARKS)):
        mark = pdfium.FPDFPage_GetAnnot(page, index)
        kind = pdfium.FPDFAnnot_GetSubtype(mark)
        if kind not in _NO_MARKS:
            words = _string(mark, b"V" if kind == pdfium.FPDF_ANNOT_WIDGET else b"Contents")
            if words or kind == pdfium.FPDF_ANNOT_STRIKEOUT:
                yield words or "struck out"
        pdfium.FPDFPage_CloseAnnot(mark)


def _string(mark: Handle, key: bytes) -> str:
    """Return the beginning of what a mark says under a key, on one line."""
    buffer = (ctypes.c_ushort * _LONGEST_MARK)()
    length = pdfium.FPDFAnnot_GetStringValue(mark, key, buffer, ctypes.sizeof(buffer))
    if length > ctypes.sizeof(buffer):
        return "a long text"
    return " ".join(bytes(buffer)[: max(0, length - 2)].decode("utf-16-le", "replace").split())


class _CharRun(NamedTuple):
    """Consecutive characters of one command, as a page's text has them: their text, and the first and last index."""

    text: str
    first: int
    last: int
    spaced: bool
    object: Handle


def _runs(text: Handle) -> Iterator[_CharRun]:
    """Yield what each command shows; what pdfium adds, spaces and line ends, goes before a run or inside one."""
    count = pdfium.FPDFText_CountChars(text)
    characters = _characters(text, count)
    runs: list[tuple[int, int, int, Handle]] = []  # the address of the object, the first index, the end, the object
    index = 0
    while index < count:
        text_object = pdfium.FPDFText_GetTextObject(text, index)
        if not text_object:
            index += 1
            continue
        address = ctypes.addressof(text_object.contents)
        end = _end_of_object(text, index, count, address)
        if runs and runs[-1][0] == address and "\n" not in characters[runs[-1][2] : index]:
            runs[-1] = (address, runs[-1][1], end, text_object)
        else:
            runs.append((address, index, end, text_object))
        index = end
    previous = 0
    for _, start, stop, text_object in runs:
        first, end = start, stop
        while first < end and characters[first].isspace():
            first += 1
        while end > first and characters[end - 1].isspace():
            end -= 1
        if first < end:
            spaced = " " in characters[previous:first]
            yield _CharRun("".join(characters[first:end]), first, end - 1, spaced, text_object)
            previous = end


def _end_of_object(text: Handle, index: int, count: int, address: int) -> int:
    """Return the index after the characters of an object. They are consecutive, so only a few are looked at."""

    def belongs(other: int) -> bool:
        text_object = pdfium.FPDFText_GetTextObject(text, other)
        return bool(text_object) and ctypes.addressof(text_object.contents) == address

    step = 1
    while index + step < count and belongs(index + step):
        index += step
        step *= 2
    while step > 1:
        step //= 2
        if index + step < count and belongs(index + step):
            index += step
    return index + 1


def _characters(text: Handle, count: int) -> list[str]:
    buffer = (ctypes.c_ushort * (count + 1))()
    got = pdfium.FPDFText_GetText(text, 0, count, buffer)
    whole = bytes(buffer)[: 2 * max(0, got - 1)].decode("utf-16-le", "replace").translate(_HYPHENS)
    if len(whole) == count:
        return list(whole)
    codes = (pdfium.FPDFText_GetUnicode(text, index) for index in range(count))
    return [_character(code).translate(_HYPHENS) for code in codes]


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"


def _piece(run: _CharRun, text: Handle, upright: int, tags: dict[int, Tag]) -> Piece:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, run.first, x, y)
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, run.last, box)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, run.first, matrix)
    size = pdfium.FPDFText_GetFontSize(text, run.first) * math.hypot(matrix.c, matrix.d)
    match upright:
        case 0:
            left, right, baseline = x.value, box.right, y.value
        case 1:  # clockwise
            left, right, baseline = -y.value, -box.bottom, x.value
        case 2:
            left, right, baseline = -x.value, -box.left, -y.value
        case _:
            left, right, baseline = y.value, box.top, -x.value
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, run.first, name, len(name), flags)
    identity = pdfium.FPDFPageObj_GetMarkedContentID(run.object)
    artifact = identity not in tags and _is_artifact(run.object)
    return Piece(
        run.text, left, right, baseline, size or 1.0, _is_bold(name.value), run.spaced, artifact, tags.get(identity)
    )


@lru_cache(maxsize=1024)
def _is_bold(font: bytes) -> bool:
    """Return whether the name of a font is that of a bold one: subsets seldom say it otherwise."""
    return any(word in font.decode("utf-8", "replace").lower() for word in _BOLD_NAMES)


def _is_artifact(shown: Handle) -> bool:
    buffer, length = (ctypes.c_ushort * 32)(), ctypes.c_ulong()
    for index in range(min(pdfium.FPDFPageObj_CountMarks(shown), _DEEPEST)):
        mark = pdfium.FPDFPageObj_GetMark(shown, index)
        if pdfium.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), length) and (
            bytes(buffer)[: max(0, length.value - 2)] == "Artifact".encode("utf-16-le")
        ):
            return True
    return False


class _Rule(NamedTuple):
    """A thin line that is drawn across a page: how far from its bottom, and from where to where."""

    height: float
    left: float
    right: float


def _drawings(page: Handle) -> tuple[int, list[_Rule]]:
    """Return the number of pictures of a page, and its rules from the lowest to the highest."""
    pictures, rules = 0, []
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        pictures += kind == pdfium.FPDF_PAGEOBJ_IMAGE
        if kind == pdfium.FPDF_PAGEOBJ_PATH and pdfium.FPDFPageObj_GetBounds(drawn, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            if top - bottom < min(_THICKEST_RULE, right - left):
                rules.append(_Rule((top + bottom) / 2, left, right))
    return pictures, sorted(rules)


def _is_struck(piece: Piece, rules: Sequence[_Rule]) -> bool:
    """Return whether a rule goes through the middle of small letters, from one end of a text to the other."""
    first, last = (
        bisect_left(rules, (piece.baseline + height * piece.size,)) for height in (_LOWEST_STRIKE, _HIGHEST_STRIKE)
    )
    near = min(piece.size / 2, (piece.right - piece.left) / 4)
    return any(
        rule.left < piece.left + near and rule.right > piece.right - near
        for rule in rules[first : min(last, first + _MOST_RULES)]
    )


def _read_tags(page: Handle, tags: dict[int, Tag]) -> int:
    """Fill in the tag of each marked content of a page; return how many elements have been looked at."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return 0
    looked_at = pdfium.FPDF_StructTree_CountChildren(tree)
    roots = ((index, pdfium.FPDF_StructTree_GetChildAtIndex(tree, index)) for index in range(looked_at))
    waiting: list[tuple[Tag, Handle]] = [(((index, _type(root)),), root) for index, root in roots if root]
    while waiting:
        path, element = waiting.pop()
        count = max(0, pdfium.FPDF_StructElement_CountChildren(element))
        looked_at += count
        groups = path[-1][1] in _GROUPS
        for index in range(count):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
            if child and len(path) < _DEEPEST:
                waiting.append(((*path, (index, _type(child))), child))
            elif not groups and (identity := pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)) >= 0:
                tags[identity] = path
    pdfium.FPDF_StructTree_Close(tree)
    return int(looked_at)


def _type(element: Handle) -> str:
    buffer = ctypes.create_string_buffer(64)
    length = pdfium.FPDF_StructElement_GetType(element, buffer, len(buffer))
    return buffer.raw[: max(0, min(length, len(buffer)) - 2)].decode("utf-16-le", "replace")
