"""Editions: the same words in the same order in Markdown, HTML, PDF and Word, and the same bytes every time.

Each format has a word extractor of its own that knows the format and nothing of the library. Words are what white space
parts. Where a line may end behind a hyphen, a dash or a slash, words are joined in all formats alike, since a page does
not tell a line end there from a space. A footnote call is part of the word that it stands behind.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

import mdformat
import pikepdf
import pytest
from lxml import etree
from markdown_it import MarkdownIt

import convention_variants as cv
from commands import alone
from excerpt import excerpt_of, write_excerpt
from promises import selected

SHIPPED = Path(__file__).parent.parent / "source" / "ac291-22"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FOOTNOTE_TEXT = f"{W}pPr/{W}pStyle[@{W}val='FootnoteText']"
COMBINATIONS = [
    dict(zip(("offence", "device", "data"), options, strict=True))
    for options in product(
        ("cybercrime", "ict-use"), ("computer-system", "ict-device"), ("computer-data", "digital-information")
    )
]
# What becomes hard for one format or another: nothing of it may get lost or change its place.
CRAFTED = """\
# Masthead of the draft

Nobody's text.

## Preamble

*Recalling* the Charter -- and *[Taking* account] of co-operation, pre- and post-trial, and/or 24/7,

*Having agreed* as follows:

### Article 1. Purpose of [this] [the] text<sup>1</sup>

1. A [system] [information device] with `code [x]`, \\*stars\\*, 1 < 2 & 3 > 2, "quotes" and a [link](https://example.org/a_b).

2. *Note**d** it* and *(a)*b, 10<sup>6</sup> m<sub>2</sub>: first line\\
second line with a&nbsp;no-break\u00a0space and a very-long-compound-word-that-has-to-break-somewhere-or-other:

(a) One [gladly,] thing;

(i) Deeper _still_ **[strong] text**;

(b) Two; snake_case_words, 2 * 3 * 4, # no heading, + no list, ~~no strike~~ and {{ braces }};

with a closing text.

<sup>1</sup> A footnote with [one] [two] words, *stressed*, and an [open] end.

| Head | Second |
| --- | --- |
| cell [a] [b] | **bold** |

- a bullet
- another one

    an indented line

### Article 2. Again<sup>2</sup>

3. Alone, [date].<sup>1</sup>

<sup>2</sup> Another footnote: https://example.org/an/address/that/is/long/enough/to/be/broken/over/two/lines/of/the/page.

<sup>1</sup> A second footnote with the label of the first.

### Article 3. Options

Option 1: Act:<sup>2</sup>

(a) now [or later];

| Over two rows | Over two columns ||
| --- | --- | --- |
| both | first | [x] |
| ^^ | second ||
| ^^ | third ||

Option 2: Wait.

### Article 4. Agreed

IN WITNESS WHEREOF, the undersigned have signed.
"""
CASES = tomllib.loads((Path(__file__).parent / "cases" / "editions.toml").read_text(encoding="utf-8"))["case"]
_JOINED = re.compile(r"(?<=[-‐–—/])\s+")


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return _JOINED.sub("", text).split()


class Page(HTMLParser):
    """Reads a page: the text of `<main>`, and of each footnote without the label that leads back."""

    BLOCKS = re.compile("p|div|li|ol|ul|h[1-6]|section|table|tr|td|th|br|pre|main")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.main: list[str] = []
        self.notes: dict[str, list[str]] = {}
        self.into: list[str] | None = None
        self.in_label = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Turn to another text where one begins."""
        known = dict(attrs)
        place = known.get("id") or ""
        if tag == "main":
            self.into = self.main
        elif tag == "li" and place.startswith("footnote-"):
            self.into = self.notes.setdefault(place.removeprefix("footnote-"), [])
        elif known.get("role") == "doc-backlink":
            self.in_label = True
        if self.BLOCKS.fullmatch(tag):
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        """Turn away where a text ends."""
        if self.BLOCKS.fullmatch(tag):
            self.handle_data("\n")
        if tag == "a":
            self.in_label = False
        if tag in ("main", "section") and self.into is not self.main:
            self.into = None
        if tag == "main":
            self.into = None

    def handle_data(self, data: str) -> None:
        """Note text."""
        if self.into is not None and not self.in_label:
            self.into.append(data)


def html_words(data: bytes) -> tuple[list[str], dict[str, list[str]]]:
    """Return the words of the body of an HTML edition, and of each footnote."""
    page = Page(data.decode("utf-8"))
    return words("".join(page.main)), {label: words("".join(text)) for label, text in page.notes.items()}


def markdown_words(data: bytes) -> tuple[list[str], dict[str, list[str]]]:
    """Return the words of the body of a Markdown edition, and of each footnote, as CommonMark reads them."""
    text = data.decode("utf-8")
    definitions = re.findall(r"^\[\^([\w-]+)\]: (.*(?:\n .*)*)", text, re.MULTILINE)
    text = re.sub(r"^\[\^([\w-]+)\]: (.*(?:\n .*)*)", "", text, flags=re.MULTILINE)
    tokens = _parsed(text)
    rule = next(index for index, token in enumerate(tokens) if token.type == "hr")
    body = "\n".join(_text(token) for token in tokens[rule + 1 :])
    return words(body), {label: words("\n".join(map(_text, _parsed(note)))) for label, note in definitions}


def _parsed(text: str) -> list:
    # A call is no CommonMark: without a definition it would be text in brackets. What numbers its label is no text.
    return MarkdownIt("commonmark").enable("table").parse(re.sub(r"(?<!\\)\[\^(\w+)(?:--\d+)?\]", r"\1", text))


def _text(token) -> str:  # noqa: ANN001 a token of markdown-it-py
    if token.children is None:
        return token.content
    breaks = ("softbreak", "hardbreak")
    texts = [child for child in token.children if child.type != "html_inline"]
    return "".join("\n" if child.type in breaks else child.content for child in texts)


def word_words(data: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the words of the body of a Word edition, and of each footnote, wherever it stands."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))[0]
        footnotes = etree.fromstring(archive.read("word/footnotes.xml"))
    start = next(mark for mark in body.iterchildren(f"{W}bookmarkStart") if mark.get(f"{W}name") == "text")
    end = next(mark for mark in body.iterchildren(f"{W}bookmarkEnd") if mark.get(f"{W}id") == start.get(f"{W}id"))
    blocks = list(body)
    text = "\n".join(map(word_text, blocks[blocks.index(start) : blocks.index(end)]))
    behind = [block for block in blocks[blocks.index(end) :] if block.find(FOOTNOTE_TEXT) is not None]
    notes = [note for note in (*footnotes, *behind) if note.get(f"{W}type") is None]
    counted = f".//{W}footnoteRef"
    return words(text), [words(word_text(note))[note.find(counted) is None :] for note in notes]


def word_text(block: etree._Element) -> str:
    """Return the text of a paragraph, a table or a footnote, with the marks of the footnotes that it calls."""
    found = []
    for element in block.iter(f"{W}p", f"{W}br", f"{W}tab", f"{W}t", f"{W}footnoteReference"):
        if element.tag == f"{W}footnoteReference":
            found.append("" if element.get(f"{W}customMarkFollows") else element.get(f"{W}id"))
        else:
            found.append(element.text if element.tag == f"{W}t" else "\n")
    return "".join(found)


class Box(NamedTuple):
    """A word on a page and its place, in points from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


_BOX = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')
# Between words of text there are two points and more; between parts of one there is kerning.
_NO_SPACE = 1.6


def margins(style: str, name: str = "") -> list[float]:
    """Return the margins, in points, that a style sheet gives pages of a name: top, right, bottom and left."""
    found = re.search(rf"@page {name} ?\{{\s*(?:size: A4; )?margin: (\d+)mm (\d+)mm (\d+)mm (\d+)mm;", style)
    assert found is not None
    return [float(margin) / 25.4 * 72 for margin in found.groups()]


def pdf_words(path: Path, notes: dict[str, list[str]], style: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the words of the body of a PDF edition, and those of each footnote at the foot of its page.

    A footnote is looked for by its words at the end of a page, since a page has no other mark of it; it must be
    there on exactly one page. What stands outside the text area must be the same on every page but for its number and
    the heading that it names, so that no word of the body can hide there.
    """
    with pikepdf.open(path) as pdf:
        number, start = _place_of(pdf, "text")
        named = running_heads(pdf)
        pages = range(number, len(pdf.pages) + 1)
        (height,) = {float(page.mediabox[3]) for page in pdf.pages}
    top, _, bottom, _ = margins(style)
    read = _read_pages(path, pages)
    heads = [_between(boxes, 0, top) for boxes in read]
    feet = [_between(boxes, height - bottom, height) for boxes in read]
    ends = [len(head) - len(name.split()) for head, name in zip(heads, named, strict=True)]
    assert [" ".join(head[end:]) for head, end in zip(heads, ends, strict=True)] == named
    assert len({tuple(head[:end]) for head, end in zip(heads, ends, strict=True)}) == 1
    pattern = [word for word in feet[0] if not re.search(r"\d", word)]
    assert [[word for word in foot if not re.search(r"\d", word)] for foot in feet] == [pattern] * len(pages)
    numbers = [re.findall(r"\d+", " ".join(foot)) for foot in feet]
    assert numbers == [[str(number), str(pages.stop - 1)] for number in pages]
    starts = [height - start, *[top] * (len(read) - 1)]
    bodies = [_between(boxes, above, height - bottom) for boxes, above in zip(read, starts, strict=True)]
    found = {}
    for label, note in reversed(notes.items()):
        shown = label.split("--")[0]
        places = [(body, length) for body in bodies if (length := _foot(body, [shown, *note])) is not None]
        assert len(places) == 1, f"footnote {label} stands at the foot of {len(places)} pages"
        body, length = places[0]
        found[label] = words(" ".join(body[length + 1 :]))
        del body[length:]
    return words(" ".join(word for body in bodies for word in body)), found


def running_heads(pdf: pikepdf.Pdf) -> list[str]:
    """Return what each page from the first of the text on must name: the first heading on it, else the last before it.

    That is the number of an article, and the whole of another heading, unless there are headings below it.
    """
    number, start = _place_of(pdf, "text")
    first, last = {}, {}
    with pdf.open_outline() as outline:
        entries = [entry for top in outline.root for entry in _without_entries_below(top)]
    for entry in entries:
        page, height = pikepdf.Page(entry.destination[0]).index + 1, float(entry.destination[3])
        if (page, -height) >= (number, -start):
            found = re.match(r"Article \w+", entry.title)
            last[page] = found[0] if found else entry.title
            first.setdefault(page, last[page])
    named = [first.get(number, "")]
    for page in range(number + 1, len(pdf.pages) + 1):
        named.append(first.get(page, last.get(page - 1, named[-1])))
    return [" ".join(name.split()) for name in named]


def _without_entries_below(entry: pikepdf.OutlineItem) -> Iterator[pikepdf.OutlineItem]:
    """Yield an entry of the bookmarks, or those below it, without those that have entries below them."""
    if not entry.children:
        yield entry
    for child in entry.children:
        yield from _without_entries_below(child)


def _read_pages(path: Path, pages: range) -> list[list[Box]]:
    """Return the words on each page with their places."""
    command = ["pdftotext", "-bbox", "-f", str(pages.start), "-l", str(pages.stop - 1), path, "-"]
    parts = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8").split("<page ")[1:]
    assert len(parts) == len(pages)
    return [[Box(*map(float, box[:4]), unescape(box[4])) for box in _BOX.findall(part)] for part in parts]


def _between(boxes: list[Box], top: float, bottom: float) -> list[str]:
    """Return the words between two heights of a page in the order of the eye: line by line, from the left."""
    lines: list[list[Box]] = []
    end = 0.0
    for box in sorted(boxes, key=lambda box: box.middle):
        if not top <= box.middle < bottom:
            continue
        if not lines or box.middle > end:
            lines.append([])
            end = 0.0
        lines[-1].append(box)
        end = max(end, box.bottom)
    return "\n".join(map(_line, lines)).split()


def _line(boxes: list[Box]) -> str:
    """Return a line as text: what touches, such as a raised figure, is one word."""
    boxes.sort(key=lambda box: box.left)
    text = boxes[0].text
    for before, box in pairwise(boxes):
        text += box.text if box.left - before.right < _NO_SPACE else f" {box.text}"
    return text


def _foot(body: list[str], note: list[str]) -> int | None:
    """Return where in the text of a page a footnote begins that ends it; a line end may have parted its words."""
    for length in range(len(body) - 1, -1, -1):
        if body[length] == note[0] and words(" ".join(body[length:])) == note:
            return length
    return None


def _place_of(pdf: pikepdf.Pdf, name: str) -> tuple[int, float]:
    """Return the number of the page, from 1, that a named destination leads to, and its height from the foot."""
    destination = pikepdf.NameTree(pdf.Root.Names.Dests)[name]
    target, _, _, height, _ = destination.D if isinstance(destination, pikepdf.Dictionary) else destination
    number = next(number for number, page in enumerate(pdf.pages, 1) if page.obj.objgen == target.objgen)
    return number, float(height)


def first_difference(one: list[str], other: list[str]) -> str:
    """Return where two lists of words part, with some words around; empty where they do not."""
    if one == other:
        return ""
    at = next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    around = slice(max(at - 6, 0), at + 6)
    return f"{' '.join(one[around])!r} is not {' '.join(other[around])!r}"


def assert_same_words(reading: cv.Reading, pdf: Path | None, style: str, at_least: int) -> None:
    """Check that one reading has the same words in all formats, or in all but PDF."""
    body, notes = html_words(cv.render(reading, "html"))
    assert len(body) >= at_least
    markdown_body, markdown_notes = markdown_words(cv.render(reading, "md"))
    assert first_difference(markdown_body, body) == ""
    assert markdown_notes == notes
    if pdf is not None:
        pdf.write_bytes(cv.render(reading, "pdf"))
        pdf_body, pdf_notes = pdf_words(pdf, notes, style)
        assert first_difference(pdf_body, body) == ""
        assert pdf_notes == notes
    word_body, word_notes = word_words(cv.render(reading, "docx"))
    assert first_difference(word_body, body) == ""
    assert sorted(word_notes) == sorted(notes.values())


@pytest.fixture(scope="session")
def style(checkout: Path) -> str:
    """Return the style sheet of the PDF editions."""
    return (checkout / "templates" / "print.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("choose", COMBINATIONS, ids=lambda choose: "_".join(choose.values()))
def test_same_words(shipped: cv.Inventory, tmp_path: Path, style: str, choose: dict[str, str]):
    """Body and footnote have the same words in the same order in every format, for this combination.

    A PDF of the whole draft takes seconds: the two combinations that have every wording of the draft between them are
    printed, the others as far as an excerpt goes.
    """
    whole, excerpt = (cv.Resolver(one).resolve(cv.Selection(choose=choose)) for one in (shipped, excerpt_of(SHIPPED)))
    printed = choose in (COMBINATIONS[0], COMBINATIONS[-1])
    assert_same_words(whole, tmp_path / "a.pdf" if printed else None, style, 18_000)
    if not printed:
        assert_same_words(excerpt, tmp_path / "b.pdf", style, 2_300)


@pytest.mark.parametrize("at", [{}, {"article-1.1": 2, "article-1-1.1": 2, "article-3.1": 1}], ids=["open", "chosen"])
def test_same_words_of_a_crafted_draft(tmp_path: Path, style: str, at: dict[str, int]):
    """What is hard in one format or another has the same words in all formats, with choices open and made."""
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", CRAFTED))).resolve(selected({"at": at}))
    assert_same_words(reading, tmp_path / "a.pdf", style, 100)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"][:60])
def test_markdown_says_what_it_should(case: dict):
    """Each case reads in Markdown as was worked out by hand, and a formatter leaves it as it is."""
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", case["source"].lstrip())))
    reading = reading.resolve(selected({"at": case.get("at", {})}))
    markdown = cv.render(reading, "md")
    assert markdown.decode("utf-8").split("_" * 70)[1].strip() == case["body"].strip()
    assert mdformat.text(markdown.decode("utf-8"), extensions={"footnote", "tables"}) == markdown.decode("utf-8")


def note(name: str, words_of_it: int) -> str:
    """Return the text of a footnote, of which no two words are the same."""
    return " ".join(f"{name}w{number}" for number in range(words_of_it))


@pytest.mark.parametrize(
    "lengths",
    [[3000], [230] * 12, [200, 20, 200, 5, 100, 200, 200, 5, 40, 200] * 3, [20] * 80],
    ids=["longer than a page", "more on a line than a page holds", "long and short ones", "many"],
)
def test_no_footnote_is_lost(tmp_path: Path, lengths: list[int]):
    """However long footnotes are, and however many stand on one line, each word of them is in each edition once."""
    calls = " ".join(f"word<sup>{number}</sup>" for number, _ in enumerate(lengths))
    notes = [note(f"n{number}", length) for number, length in enumerate(lengths)]
    text = "\n\n".join([f"1. {calls}", *(f"<sup>{number}</sup> {text}" for number, text in enumerate(notes))])
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection())
    expected = sorted(word for text in notes for word in text.split())
    for to in ("md", "html", "pdf"):
        file = tmp_path / f"a.{to}"
        file.write_bytes(cv.render(reading, to))
        shown = subprocess.check_output(["pdftotext", file, "-"]) if to == "pdf" else file.read_bytes()
        assert sorted(re.findall(r"\bn\d+w\d+\b", shown.decode("utf-8"))) == expected


def test_a_long_label_is_broken_over_lines(tmp_path: Path):
    """The title of an option is part of its label, and may be longer than a line: no word of it is off the page."""
    title = " ".join(f"word{number}" for number in range(18))
    text = f"Option 1 {{{title}}}\n\n1. Parties act.\n\nOption 2 {{{title}}}\n\n1. Parties rest.\n"
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(cv.render(cv.Resolver(cv.read_draft(cv.Source("d.md", text))).resolve(cv.Selection()), "pdf"))
    with pikepdf.open(pdf) as opened:
        (_, _, right, _) = map(float, opened.pages[0].mediabox)
    boxes = subprocess.check_output(["pdftotext", "-bbox", pdf, "-"], text=True)
    ends = [float(end) for end in re.findall(r'xMax="([\d.]+)"[^>]*>\W?word\d+', boxes)]
    assert len(ends) == 36
    assert max(ends) < right - 72


def test_nothing_runs_off_the_page(tmp_path: Path, style: str):
    """Each letter of a long word and of a table of many columns is in the text area, be the word broken over lines.

    So is each letter of a long word of which parts are emphasised.
    """
    cells = [letter * 14 for letter in "abcdefghijklmnopqrstuvwx"]
    table = "\n".join(f"| {' | '.join(row)} |" for row in (cells, ["---"] * len(cells), ["", *cells]))
    words = f"{'α' * 150}\n\n{'**δδδδδ**εεεεε' * 15}\n\n`{'β' * 150}`<sup>1</sup>"
    text = f"### Article 1. A\n\n{words}\n\n{table}\n\n<sup>1</sup> {'γ' * 150}\n"
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection())
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(cv.render(reading, "pdf"))
    boxes = []
    for box, (left, top, right, bottom) in _placed(pdf, style, first=2):
        if top <= box.middle < bottom:
            assert left - 1 <= box.left
            assert box.right <= right + 1
            boxes.append(box)
    shown = "".join(box.text for box in boxes)
    assert [shown.count(letter) for letter in "αβγ"] == [150] * 3
    assert [shown.count(letter) for letter in "δε"] == [75] * 2
    assert all(shown.count(letter * 2) >= 6 and shown.count(letter) >= 28 for letter in "abcdefghijklmnopqrstuvwx")


def _placed(pdf: Path, style: str, first: int) -> Iterator[tuple[Box, tuple[float, ...]]]:
    """Yield the words of a PDF edition, each with the text area of its page: left, top, right, bottom."""
    with pikepdf.open(pdf) as opened:
        sizes = [(float(page.mediabox[2]), float(page.mediabox[3])) for page in opened.pages][first - 1 :]
    pages = _read_pages(pdf, range(first, first + len(sizes)))
    for page, (width, height) in zip(pages, sizes, strict=True):
        top, right, bottom, left = margins(style, "landscape" if width > height else "")
        for box in page:
            yield box, (left, top, width - right, height - bottom)


def test_a_wide_table_is_in_landscape_with_its_caption(tmp_path: Path, style: str):
    """A table too wide for its page gets a turned one, with its caption but not the text around it, and whole words."""
    cells = [f"transparency{letter}" for letter in "abcdefghij"]
    table = "\n".join(f"| {' | '.join(row)} |" for row in (cells, ["---"] * len(cells), ["no", *cells[1:]]))
    text = f"### Article 1. A\n\n{'Prose. ' * 80}\n\nTable 1\n\n{table}\n\n### Article 2. Afterwards.\n"
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection())
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(cv.render(reading, "pdf"))
    with pikepdf.open(pdf) as opened:
        sizes = [tuple(float(side) for side in page.mediabox[2:]) for page in opened.pages]
    upright, turned = sizes[0], sizes[0][::-1]
    assert sizes == [upright, upright, turned, upright]
    shown = [(box, area) for box, area in _placed(pdf, style, first=3) if area[1] <= box.middle < area[3]]
    afterwards = ("Article", "2.", "Afterwards.")
    assert sorted(box.text for box, _ in shown) == sorted(["Table", "1", *cells, "no", *cells[1:], *afterwards])
    assert all(left - 1 <= box.left and box.right <= right + 1 for box, (left, _, right, _) in shown)


def test_one_article_needs_no_contents():
    """Contents of one line lead nowhere, and on paper they would have a page of their own."""
    for count in (1, 2):
        draft = "\n\n".join(f"# Article {number}\n\nText." for number in range(1, count + 1))
        reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", draft))).resolve(cv.Selection())
        assert ('class="contents"' in cv.render(reading, "html").decode("utf-8")) == (count == 2)


def test_articles_without_chapters_look_like_articles(tmp_path: Path, style: str):
    """Where no chapter stands above it the heading of an article is on one line, too, and in small type."""
    draft = cv.read_draft(cv.Source("draft.md", "# Article 1. Use of terms\n\n1. Text.\n"))
    (tmp_path / "a.pdf").write_bytes(cv.render(cv.Resolver(draft).resolve(cv.Selection()), "pdf"))
    (page,) = _read_pages(tmp_path / "a.pdf", range(1, 2))
    heading = [box for box in page if box.text in ("Article", "Use", "terms") and box.top > margins(style)[0]]
    assert {round(box.bottom) for box in heading} == {round(heading[0].bottom)}
    (text,) = [box for box in page if box.text == "Text."]
    assert round(heading[0].bottom - heading[0].top) == round(text.bottom - text.top)


def test_labels_keep_their_distance(tmp_path: Path):
    """However long a label is, there is a gap behind it; labels that open together stand on one line."""
    labels = ["3bis.", "(viii)", "(xviii)", "47.5.12", "100.", "[4][2]."]
    text = "\n\n".join([*(f"{label} Word." for label in labels), "12. (a) (i) Together."])
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection())
    (tmp_path / "a.pdf").write_bytes(cv.render(reading, "pdf"))
    boxes = [box for page in _read_pages(tmp_path / "a.pdf", range(1, 2)) for box in page]
    gaps = [box.left - before.right for before, box in pairwise(boxes) if box.text == "Word."]
    assert len(gaps) == len(labels)
    assert all(2 < gap < 12 for gap in gaps)
    together = [box for box in boxes if box.text in ("12.", "(a)", "(i)", "Together.")]
    assert [box.text for box in together] == ["12.", "(a)", "(i)", "Together."]
    assert {round(box.bottom) for box in together} == {round(together[0].bottom)}


def test_texts_begin_below_each_other_whatever_is_in_them(tmp_path: Path):
    """A label that is part of its text, as plain ones are, has the indent of one that is not, and of the next line."""
    texts = ("(a) Alike", "(b) *Alike*", "(c) Alike, as article 1 says,", "(f) Alike", "(d) Alike [shall][should]")
    rest = " as in the other texts" * 6
    draft = "\n\n".join(
        [
            "### Article 1. Title",
            "### Article 2. Title",
            *(f"{text}{rest} {number}." for number, text in enumerate(texts)),
        ]
    )
    reading = cv.Resolver(cv.read_draft(cv.Source("a.md", draft))).resolve(cv.Selection())
    (tmp_path / "a.pdf").write_bytes(cv.render(reading, "pdf"))
    (boxes,) = _read_pages(tmp_path / "a.pdf", range(2, 3))
    left = [box.left for box in boxes if box.text.startswith("Alike")]
    assert len(left) == len(texts)
    assert max(left) - min(left) < 0.5
    labels = [box.left for box in boxes if re.fullmatch(r"\([a-f]\)", box.text)]
    assert len(labels) == len(texts)
    assert max(labels) - min(labels) < 0.5
    last = max(box.bottom for box in boxes if box.text == "4.")
    below = min(box.left for box in boxes if abs(box.bottom - last) < 2)
    assert abs(below - left[0]) < 0.5


def test_right_to_left(tmp_path: Path):
    """In a draft that is read from the right, labels and the numbers of the contents stand at the other side."""
    (tmp_path / "draft.md").write_text(
        f"### Article 1\n\n### Article 2. {'الدول' * 2}\n\n1. {'الدول الأطراف ' * 30}\n\n(a) {'الدول الأطراف ' * 30}\n",
        encoding="utf-8",
    )
    (tmp_path / "variants.toml").write_text('[document]\nlanguage = "ar"\n')
    reading = cv.Resolver(cv.load_draft(tmp_path)).resolve(cv.Selection())
    (tmp_path / "a.pdf").write_bytes(cv.render(reading, "pdf"))
    first, second = _read_pages(tmp_path / "a.pdf", range(1, 3))
    left, right = 40 / 25.4 * 72, (210 - 40) / 25.4 * 72
    numbers = [box for box in first if box.text == "2" and box.top < 600 and box.left < 300]
    assert len(numbers) == 2
    assert all(left - 1 <= number.left <= left + 20 for number in numbers)
    assert [box.left < right - 60 for box in first if box.text == "Page"] == [False]
    labels = [box for box in second if re.fullmatch(r"\W*[1a]\W*", box.text)]
    (one, lettered) = sorted(labels, key=lambda box: box.top)[-2:]  # above them is the number of the article
    assert right - 1 <= one.right <= right + 1
    assert right - 23 <= lettered.right <= right - 21
    text = [box for box in second if one.bottom < box.middle < lettered.top]
    assert right - 23 <= max(box.right for box in text) <= right - 21


def test_body_is_the_whole_resolved_text(shipped: cv.Inventory):
    """The words of the HTML body are those of the resolved source from the preamble on, less its markup."""
    reading = cv.Resolver(shipped).resolve(cv.Selection("ict"))
    body, notes = html_words(cv.render(reading, "html"))
    source = reading.text[reading.text.index("#### Preamble") :]
    source, footnote = re.split(r"\n<sup>1</sup> ", source, maxsplit=1)
    footnote, rest = footnote.split("\n\n", 1)
    # The outline takes list markers and heading marks for markup, and a rule between pages for nothing.
    source = re.sub(r"^\s*(?:#+ |[-*] |---$)", "", f"{source}\n{rest}", flags=re.MULTILINE)
    source = re.sub(r"</?sup>", "", source).replace("*", "")
    assert first_difference(body, words(source)) == ""
    assert notes == {"1": words(footnote)}


def test_extractors_see_a_lost_word(shipped: cv.Inventory):
    """The extractors of this file are no mirrors: a word lost or moved in one edition is seen."""
    reading = cv.Resolver(shipped).resolve(cv.Selection("cybercrime"))
    html, markdown = cv.render(reading, "html"), cv.render(reading, "md")
    body, notes = html_words(html)
    assert markdown_words(markdown) == (body, notes)
    lost = markdown.replace(b"deny safe havens", b"deny havens", 1)
    assert first_difference(markdown_words(lost)[0], body)
    moved = html.replace(b"deny safe havens", b"safe deny havens", 1)
    assert first_difference(html_words(moved)[0], body)
    assert html_words(html.replace(b"<main", b"<div", 1))[0] == []


def clone(folder: Path) -> Path:
    """Copy what a checkout needs to run to another folder, with an excerpt for its draft, and return it."""
    (folder / "source").mkdir(parents=True)
    write_excerpt(SHIPPED, folder / "source" / SHIPPED.name)
    for name in ("convention_variants", "templates"):
        shutil.copytree(Path(__file__).parent.parent / name, folder / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    return folder


def built(checkout: Path, **environment: str) -> dict[str, bytes]:
    """Build the editions of one profile in a checkout, by a process of its own, and return the files."""
    command = [sys.executable, "-m", "convention_variants", "build", "-p", "ict"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=checkout, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    out = checkout / "editions"
    files = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name != ".variants-lock")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def test_build_is_reproducible(tmp_path: Path):
    """Two clones give the same bytes, whatever their folder, hash seed, time zone, language and other fonts."""
    no_fonts = tmp_path / "fonts.conf"
    no_fonts.write_text(f"<fontconfig><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>")
    one, two = clone(tmp_path / "one"), clone(tmp_path / "two" / "deeper")
    first = built(one, PYTHONHASHSEED="1", TZ="Pacific/Auckland", LANG="C.UTF-8")
    second = built(
        two, PYTHONHASHSEED="2", TZ="America/Lima", LANG="C", LC_ALL="C", FONTCONFIG_FILE=os.fspath(no_fonts)
    )
    editions = [f"ac291-22/ac291-22-ict.{ending}" for ending in ("html", "md", "pdf")]
    assert list(first) == [*editions, "ac291-22/workbench.html", "index.html", "manifest.json"]
    assert first == second
    reading = cv.Resolver(cv.load_draft(one / "source" / SHIPPED.name)).resolve(cv.Selection("ict", consequential=True))
    assert alone(first["ac291-22/ac291-22-ict.html"]) == cv.render(reading, "html")
    assert first["ac291-22/ac291-22-ict.md"] == cv.render(reading, "md")


def test_the_annex_names_places_as_a_person_does(shipped: cv.Inventory):
    """What agrees with another place names it by its citation, not by its id."""
    page = cv.render(cv.Resolver(shipped).resolve(cv.Selection("ict")), "md", cv.Options(annex=True)).decode("utf-8")
    assert "agrees with Article 27 (a)" in page
    assert "article-27-a.1" not in page
