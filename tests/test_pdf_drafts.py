"""PDF files as drafts: what is text on their pages, in which order, and what is not."""

from __future__ import annotations

import io
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from weasyprint import HTML

import convention_variants as cv
from convention_variants.formats.continuing import Words
from convention_variants.formats.pdf import read_pdf
from convention_variants.formats.pdf.contents import without_contents
from convention_variants.formats.pdf.lines import read_lines
from convention_variants.formats.pdf.notes import find_notes
from convention_variants.formats.pdf.pages import Page, Piece
from convention_variants.formats.pdf.paragraphs import Layout, find_headings, read_paragraphs
from convention_variants.outline.nodes import walk
from convention_variants.terminology.loader import read_terminology
from convention_variants.text.conversion import Conversion
from convention_variants.text.origins import Origin
from convention_variants.text.source import read_source

STYLE = """
@page { size: 300pt 200pt; margin: 45pt 30pt; @top-left { content: "A/CONF.1/L.2"; font-size: 8pt }
        @bottom-center { content: counter(page); font-size: 8pt }
        @footnote { border-top: 1pt solid } }
html { font: 10pt/13pt "DejaVu Serif", serif }
p { margin: 0 0 8pt }
h2 { font-size: 14pt; margin: 0 0 8pt }
.note { float: footnote; font-size: 7pt }
::footnote-call { font-size: 6pt; vertical-align: super; line-height: 0 }
::footnote-marker { font-size: 5pt; vertical-align: super; line-height: 0 }
"""


def pdf(body: str, style: str = "", *, tagged: bool = False) -> bytes:
    """Return a PDF file of small pages with running heads, page numbers and footnotes."""
    page = f"<html lang=en><title>A draft</title><style>{STYLE}{style}</style><body>{body}</body></html>"
    made: bytes = HTML(string=page).write_pdf(pdf_tags=tagged)
    return made


def read(body: str, style: str = "", *, tagged: bool = False) -> Conversion:
    return read_pdf(pdf(body, style, tagged=tagged), "draft.pdf")


def points(text: str) -> list[tuple[str, ...]]:
    """Return the wordings of the choice points of a text."""
    inventory = cv.read_draft(cv.Source("draft", text))
    return [tuple(" ".join(inventory.text(one.inner).split()) for one in point.options) for point in inventory.points]


BARE = "@page { @top-left { content: none } @bottom-center { content: none } }"
LONG = " ".join(
    f"Party {name} shall take the measures that are necessary to protect its rights," for name in "ABCDEFGHIJ"
)
BOTH = pytest.mark.parametrize("tagged", [False, True], ids=["untagged", "tagged"])


@BOTH
def test_paragraphs_go_on_over_lines_and_pages(*, tagged: bool):
    """Lines are joined, also over the end of a page; running heads and page numbers are no text."""
    document = read(f"<p>1. {LONG} and so on.</p><p>2. The next one.</p>", tagged=tagged)
    assert document.text == f"1. {LONG} and so on.\n\n2. The next one.\n\n"
    assert any("running heads" in remark.message for remark in document.remarks)


@BOTH
def test_words_of_an_option_begin_below_its_label_and_overleaf(*, tagged: bool):
    """The label of an option is a paragraph, also at the end of a page, though its words begin with a small letter."""
    option = '<p style="break-after: page">Option 2</p>'
    text = read(f"<p>Option 1</p><p>acting by law;</p>{option}<p>acting by decree;</p>", BARE, tagged=tagged).text
    assert points(text) == [("acting by law;", "acting by decree;")]


@BOTH
def test_footnote_comes_out_of_a_bracket_that_goes_on_overleaf(*, tagged: bool):
    """Its call stays in the wording; its text stands behind the paragraph in which the bracket closes."""
    note = '<span class="note">Subject to review.</span>'
    body = f"<p>1. They shall [act{note} {LONG} or</p><p>(a) wait;</p><p>(b) leave] today.</p><p>2. The end.</p>"
    text = read(body, tagged=tagged).text
    assert text == (
        f"1. They shall [act[^1] {LONG} or\n\n(a) wait;\n\n(b) leave] today.\n\n"
        "[^1]: Subject to review.\n\n2. The end.\n\n"
    )
    assert points(text) == [(f"act[^1] {LONG} or (a) wait; (b) leave",)]


@pytest.mark.parametrize(
    ("mark", "text"),
    [("counter(footnote) ' '", "Its text."), ("counter(footnote) '. '", "Its text."), ("''", "1. Its text.")],
)
def test_footnote_may_begin_with_a_figure_that_is_not_raised(mark: str, text: str):
    """A call above it on the page shows that it is one; a full stop can follow the figure."""
    style = f"::footnote-marker {{ font-size: 7pt; vertical-align: baseline; content: {mark} }}"
    body = f'<p>{LONG} and act<span class="note">{text}</span>.</p>'
    text = read(body, f"{BARE} @page {{ size: 300pt 400pt }} {style}").text
    assert text == f"{LONG} and act[^1].\n\n[^1]: Its text.\n\n"


def test_footnote_may_stand_on_the_page_after_its_call():
    """There was no room for it: its figure, though not raised, is called on the page before, and on none further."""
    call = '<sup style="font-size: 6pt; line-height: 0">{}</sup>'
    body = f"<p>1. They shall act{call.format(1)} and wait{call.format(9)}.</p><div></div><p>2. Be.</p>"
    body += '<p style="font-size: 7pt">1 Its text.</p><div></div><p>3. End.</p><p style="font-size: 7pt">9 Days.</p>'
    text = read(body, f"{BARE} div {{ break-before: page }}").text
    assert text == (
        "1. They shall act[^1] and wait<sup>9</sup>.\n\n[^1]: Its text.\n\n2. Be.\n\n3. End.\n\n9 Days.\n\n"
    )


@pytest.mark.parametrize(
    ("pages", "notes"),
    [
        (["1. Act.^1\n~^1|Its text goes", "2. Rest.\n~on here."], {"1": "Its text goes on here."}),
        (["1. Act.^1\n~^1|Its text.", "2. Rest.^2\n~More.\n~^2|It."], {"1": "Its text. More.", "2": "It."}),
        (["1. Act.^1\n~^1|Its text.", "2. Rest.\n~A table."], {"1": "Its text."}),
        (["1. Act.^1\n~^1|Its text goes", "2. Rest.", "3. Sing.\n~on a table."], {"1": "Its text goes"}),
        (["1. Act.^1\n~^1\n~Its text."], {"1": "Its text."}),
        (["1. Act.^1\n~^1", "2. Rest.\n~Its text."], {"1": "Its text."}),
        (["1. Act.^1\n~3|of them.\n~^1|Its text."], {"1": "Its text."}),
    ],
)
def test_footnote_is_smaller_type_from_its_figure_on(pages: list[str], notes: dict[str, str]):
    """It goes on overleaf in mid-sentence or above another; its figure may stand alone on a line.

    In these pages `~` makes a line small, `^` raises a figure, and `|` parts what is shown at once.
    """
    made = []
    for number, page in enumerate(pages, 1):
        pieces: list[Piece] = []
        for row, line in enumerate(page.split("\n")):
            for left, part in enumerate(re.findall(r"\^\d|[^~^|]+", line)):
                text, size, rise = (part[1:], 5, 3) if part[0] == "^" else (part, 7 if line[0] == "~" else 10, 0)
                edge, baseline = 100 * left, 500 - 20 * row + rise
                pieces.append(Piece(text, edge, edge + 90, baseline, size, False, False, False, None))  # noqa: FBT003 the fields in order
        made.append(Page(number, pieces, [], [], 0))
    _, found = find_notes(read_lines(made)[0], 10)
    read = {note.label: " ".join(line.text for part in note.paragraphs for line in part) for note in found}
    assert read == notes


def test_footnotes_that_begin_again_on_each_page_are_told_apart():
    """Two footnotes 1 are two, each behind the paragraph that calls it, and both are shown as 1."""
    note = '<span class="note">{} word.</span>'
    one, two = note.format("First"), note.format("Second")
    body = f"<p>{LONG} one{one}.</p><p class=new>{LONG} two{two}.</p>"
    text = read(body, ".new { break-before: page; counter-reset: footnote }").text
    draft = cv.read_draft(cv.Source("draft", text)).draft
    assert [text[note.mark.start : note.mark.end] for note in draft.footnotes] == ["1", "1"]
    assert text.index("one[^1]") < text.index("[^1]: First word.") < text.index("two[^1]")


def test_raised_figure_that_calls_no_footnote_is_superscript():
    """A power is no call."""
    square = "<sup style='font-size: 6pt; line-height: 0'>2</sup>"
    assert read(f"<p>Ten m{square} of it.</p>", BARE).text == "Ten m<sup>2</sup> of it.\n\n"


def test_raised_figure_belongs_to_the_word_before_it():
    """Where the cells of a row are at different heights, the line of the next cell can be nearer to it."""
    square = "<sup style='font-size: 6pt; line-height: 0'>2</sup>"
    cell = "<span style='position: relative; left: 60pt; top: {}pt'>Of the other cell</span>"
    assert read(f"<p>Ten m{square}{cell.format(4)}</p>", BARE).text == "Ten m<sup>2</sup>\n\nOf the other cell\n\n"
    assert read(f"<p>Ten m{square}{cell.format(-4)}</p>", BARE).text == "Of the other cell Ten m<sup>2</sup>\n\n"


@BOTH
def test_headings_are_headings(*, tagged: bool):
    """Larger type makes a heading where no tag does, and still larger type a higher one; an option's label is none."""
    headings = "<h1>Draft Convention</h1><h2>Article 1. Use of terms</h2>"
    text = read(f"{headings}<p>1. {LONG}.</p><p><b>Option 1</b></p><p>Text.</p>", tagged=tagged).text
    assert text.startswith("# Draft Convention\n\n## Article 1. Use of terms\n\n1. Party A")
    assert "\n\nOption 1\n\nText." in text


def test_table_of_a_tagged_file_is_a_table():
    """Brackets in two cells are two, a bar in a cell is text, and the paragraphs of a cell stand in lines."""
    rows = "<tr><td>[shall</td><td>a|b</td></tr><tr><td>[may]</td><td><p>[should]</p><p>[must]</p></td></tr>"
    text = read(f"<p>Before it.</p><table>{rows}</table>", BARE, tagged=True).text
    assert "| [shall | a\\|b |\n| --- | --- |\n| [may] | [should]<br>[must] |\n" in text


def test_cells_of_a_table_stay_in_their_columns():
    """An empty cell keeps its place, and so does a cell beside one that is merged over two rows."""
    style = BARE + "td { width: 60pt; vertical-align: top }"
    rows = "<tr><td>[a]<td>[b]<td>[c]</tr><tr><td>[d]<td><td>[e]</tr><tr><td rowspan=2>[f]<td>[g]<td>[h]</tr>"
    text = read(f"<table>{rows}<tr><td>[i]<td>[j]</tr></table>", style, tagged=True).text
    assert text == (
        "| [a] | [b] | [c] |\n| --- | --- | --- |\n| [d] |  | [e] |\n| [f] | [g] | [h] |\n|  | [i] | [j] |\n\n"
    )


def test_brackets_in_two_columns_of_a_file_without_tags_are_two():
    """A wide gap parts them, a space does not."""
    body = "<p>[a]<span style='display: inline-block; width: 40pt'></span>[b] [c]</p>"
    assert points(read(body, BARE).text) == [("a",), ("b", "c")]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_page_that_is_turned_is_read_as_if_it_were_not(angle: int):
    """So are the pages of a wide table; text that stands askew among other text is left out, and told."""
    turned = f"transform: rotate({angle}deg); width: 140pt; margin: 20pt auto"
    body = f"<div style='{turned}'><p>1. Parties shall act.</p><p>2. They [may] report.</p></div>"
    assert read(body, BARE).text == "1. Parties shall act.\n\n2. They [may] report.\n\n"
    mark = f"<p style='{turned}'>Draft</p><p>{LONG} and so on.</p>"
    assert [remark.message for remark in read(mark, BARE).remarks] == ['rotated text skipped on page 1: "Draft"']


def test_text_that_is_struck_through_is_told():
    """It may be what a tracked change deletes. Underlined text, and text beside it, is not."""
    body = "<p>Parties <del>shall not</del>[may] <u>act</u>.</p><table border><tr><td>Text</td></tr></table>"
    remarks = [remark.message for remark in read(body, BARE).remarks]
    assert remarks == ['struck-through text read as text on page 1: "shall not"']


def test_marks_of_readers_are_told():
    """What is typed on a page is no text of it, nor is a comment; a link is no mark."""
    file = pikepdf.open(io.BytesIO(pdf("<p>Each Party <a href='https://example.org'>shall</a> act.</p>", BARE)))
    kinds = ["FreeText", "Widget", "StrikeOut", "StrikeOut"]
    texts = [{"Contents": "[typed]"}, {"V": "in a\nform"}, {}, {"Contents": "x" * 9999}]
    marks = [
        file.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name(f"/{kind}"), Rect=[9, 9, 90, 90], **text))
        for kind, text in zip(kinds, texts, strict=True)
    ]
    file.pages[0].Annots.extend(marks)
    file.Root.AcroForm = pikepdf.Dictionary(Fields=[marks[1]])
    made = io.BytesIO()
    file.save(made)
    document = read_pdf(made.getvalue(), "draft.pdf")
    assert document.text == "Each Party shall act.\n\n"
    [told] = [remark.message for remark in document.remarks]
    assert told == 'comments and other marks of readers skipped on page 1: "[typed] in a form struck out a long text"'


def test_text_from_right_to_left_is_told():
    """Its words and brackets may stand in another order than they are read."""
    remarks = read("<p>\u05d0\u05d1 [\u05d2]</p>", BARE).remarks
    assert remarks[0].message == "text from right to left on page 1; its order is uncertain, so read the Word file"


def test_items_of_a_list_keep_their_labels():
    """The label that a tag sets apart begins the paragraph."""
    assert read("<ol><li>One;</li><li>Two.</li></ol>", BARE, tagged=True).text == "1. One;\n\n2. Two.\n\n"


def test_table_of_contents_is_left_out():
    """Its entries would be choice points a second time."""
    titles = [f"Article {number}. The [first] [second] matter of it" for number in range(1, 8)]
    style = "li { display: flex; justify-content: space-between } ul { list-style: none; padding: 0; font-size: 7pt }"
    entries = "".join(
        f"<li><span>{title}</span><span>{2 if number < 3 else 3}</span></li>" for number, title in enumerate(titles)
    )
    parts = "".join(f"<h2>{title}</h2><p>1. {LONG[:200]}.</p>" for title in titles)
    document = read(f"<ul>{entries}</ul>{parts}", style)
    assert document.text.count("[first] [second]") == 7
    assert "table of contents removed (7 lines)" in [remark.message for remark in document.remarks]


LINES = tomllib.loads((Path(__file__).parent / "cases" / "pdf-lines.toml").read_text(encoding="utf-8"))["case"]


def pages_of(case: Mapping[str, Any]) -> list[Page]:
    """Return the pages of a case, each with its lines below each other; `numbers` stand apart at the right edge."""
    pages = []
    numbers = iter(case.get("numbers", ()))
    for number, lines in enumerate(case["pages"], 1):
        pieces = []
        baseline = 500.0
        for line in lines:
            if line and " " not in line:
                baseline -= float(line)
                continue
            if line:
                left, right, size, text = line.split(" ", 3)
                type_ = (baseline, float(size.rstrip("b")), size.endswith("b"), False, False, None)
                pieces.append(Piece(text, float(left), float(right), *type_))
                pieces += [Piece(str(page), 265, 270, *type_) for page in islice(numbers, 1)]
            baseline -= 12
        pages.append(Page(number, pieces, [], [], 0))
    return pages


@pytest.mark.parametrize("case", [case for case in LINES if "paragraphs" in case], ids=lambda case: case["shows"])
def test_paragraphs(case: dict[str, Any]):
    """Each case says which paragraphs and headings some lines are."""
    lines, _ = read_lines(pages_of(case))
    paragraphs = read_paragraphs(lines, Layout(lines))
    find_headings(paragraphs, Layout(lines))
    assert [f"{'#' * one.level} {one.text}".strip() for one in paragraphs] == case["paragraphs"]


@pytest.mark.parametrize("case", [case for case in LINES if "contents" in case], ids=lambda case: case["shows"])
def test_contents(case: dict[str, Any]):
    """Each case says how many lines are a table of contents."""
    assert without_contents(read_lines(pages_of(case))[0])[1] == case["contents"]


def test_columns_are_a_warning_and_read_one_after_the_other():
    """The order of the text is that of the file."""
    words = " ".join(f"word{number}" for number in range(300))
    document = read(f"<div style='columns: 2; font-size: 6pt; line-height: 8pt'>{words}</div>")
    assert any("columns" in remark.message for remark in document.remarks)
    assert re.findall(r"word\d+", document.text) == words.split()


def test_cells_close_together_in_a_file_without_tags_are_read_one_after_the_other():
    """A word processor leaves less than half of the height of letters between lines that reach the edge of a cell."""
    style = BARE + "table { border-spacing: 0 } td { text-align: justify; padding: 0 2pt; font-size: 10pt }"
    cells = [" ".join(f"{letter}{number}" for number in range(35)) for letter in "ab"]
    text = read(f"<table><tr><td>{cells[0]}</td><td style='padding-top: 6pt'>{cells[1]}</td></tr></table>", style).text
    assert re.findall(r"[ab]\d+", text) == " ".join(cells).split()


@pytest.mark.parametrize("shift", [0, 4, 9])
def test_columns_are_read_apart_though_their_lines_do_not_meet(shift: int):
    """A head over both stands before them, running heads and page numbers are left out, and lines end at their edge."""
    act = "Each Party to the Convention [shall] [should] act as it sees fit under Part"
    texts = [f"{number}. {act} {number}." for number in range(14)]
    parts = [
        f"<h3 style='padding-bottom: {shift if number == 3 else 0}pt'>Title</h3><p>{text}</p>"
        for number, text in enumerate(texts)
    ]
    style = "div { columns: 2; font-size: 6pt; line-height: 8pt } p, h3 { margin: 1pt }"
    document = read(f"<h2>Text of the Convention</h2><div>{''.join(parts)}</div><p>The last one.</p>", style)
    titled = [line for text in texts for line in ("## Title", text)]
    assert [line for line in document.text.split("\n") if line] == [
        "# Text of the Convention",
        *titled,
        "The last one.",
    ]
    assert document.remarks[0].message.startswith("columns on page")


def test_options_side_by_side_in_a_file_without_tags_are_two():
    """So are those in the cells of a table; cells of one line stay in their row."""
    options = (
        "<td>Option 1<p>Each Party shall [now] act and report.</p></td><td>Option 2<p>No Party shall ever act.</p>"
    )
    style = BARE + "table { width: 100% } td { width: 50% }"
    document = read(f"<table><tr>{options}</tr></table>", style)
    assert points(document.text) == [("Each Party shall [now] act and report.", "No Party shall ever act."), ("now",)]
    short = read("<table><tr><td>Party<td>Pledge</tr><tr><td>Peru<td>None</tr></table>", style)
    assert (short.text, short.remarks) == ("Party Pledge Peru None\n\n", ())


def test_heading_without_space_above_begins_a_paragraph():
    """Behind a full stop, in any type."""
    text = read(f"<p>1. {LONG} and so on as it is.<br>Article 2<br>2. The next one.</p>", BARE).text
    assert text == f"1. {LONG} and so on as it is.\n\nArticle 2\n\n2. The next one.\n\n"


def test_markup_characters_are_escaped():
    """Markdown reads back the characters that the page shows."""
    text = read(f"<p>A *star* and _QQ.D.2.a__ &lt;b&gt; `code` \\.</p><p># 1</p><p>{LONG}</p>").text
    assert text == f"A \\*star\\* and \\_QQ.D.2.a\\_\\_ \\<b> \\`code\\` \\\\.\n\n\\# 1\n\n{LONG}\n\n"


def test_every_stretch_knows_its_page_and_line():
    """The running head is line 1 of each page."""
    data = pdf(f"<p>1. {LONG} and so on.</p><p style='break-before: page'>2. The next one.</p>")
    document = read_pdf(data, "draft.pdf")
    pages = pikepdf.open(io.BytesIO(data)).pages
    assert document.origin(0) == Origin(page=1, line=2)
    assert document.origin(document.text.index("2. The")) == Origin(page=len(pages), line=2)
    assert document.stretches[0].start == 0


def encrypted() -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("<p>Text.</p>"))) as file:
        file.save(made, encryption=pikepdf.Encryption(owner="o", user="u"))
    return made.getvalue()


def without_text() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(made)
    return made.getvalue()


BAD = {
    "empty": (lambda: b"", "the file is empty"),
    "other": (lambda: b"PK\x03\x04 not a PDF", "this is not a PDF"),
    "truncated": (lambda: pdf(f"<p>{LONG}</p>")[:400], "the PDF is damaged or incomplete; download or export it again"),
    "encrypted": (encrypted, "the PDF is encrypted; save a copy without a password"),
    "scan": (without_text, "the PDF contains no text. It is probably a scan; run text recognition (OCR) on it first"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_file_is_one_clear_message(kind: str):
    """Each kind of bad file has its own message, with the name of the file."""
    make, message = BAD[kind]
    with pytest.raises(cv.InputError) as error:
        read_pdf(make(), "draft.pdf")
    assert str(error.value) == f"draft.pdf: {message}"


def test_hyphen_goes_only_where_the_word_is_known_without():
    """A hyphen at the end of a line stays where the document has the word with it, or has it nowhere else."""
    words = Words(["the agreement on cross-border data", "and the environ-", "mental agree-"])
    assert words.joint("the agree-", "ment") == (1, "")
    assert words.joint("the cross-", "border data") == (0, "")
    assert words.joint("the environ-", "mental") == (0, "")
    assert words.joint("the word\u00ad", "ing") == (1, "")
    assert words.joint("and/", "or") == (0, "")
    assert words.joint("to /", "or") == (0, " ")


def test_word_broken_without_a_hyphen_in_a_narrow_cell_is_one():
    """Only if the document has it whole elsewhere, and its first part nowhere."""
    words = Words(["each party to the convention", "may agree to an agreement"])
    assert words.joint("the Conven", "tion [and]", narrow=True) == (0, "")
    assert words.joint("the Conven", "tion [and]") == (0, " ")
    others = [("the Conven", "tional"), ("they agree", "ment"), ("a Conven", "Tion"), ("Convention 1", "a"), ("a", "1")]
    assert {words.joint(*pair, narrow=True) for pair in others} == {(0, " ")}


def test_reference_draft_reads_back_from_its_pdf(shipped: cv.Inventory, draft_folder: Path):
    """The draft as PDF has the same choice points, wordings and ids as the draft as Markdown.

    The heads of its pages name the article on each, and are left out all the same.
    """
    made = cv.render(cv.Resolver(shipped).resolve(cv.Selection()), "pdf")
    text = read_pdf(made, "draft.pdf").text
    terminology = read_terminology(read_source(draft_folder / "variants.toml"))
    inventory = cv.read_draft(cv.Source("draft.pdf", text), terminology)
    assert [point.id for point in inventory.points] == [point.id for point in shipped.points]
    assert wordings(inventory) == wordings(shipped)
    lost = Counter(words(shipped.draft.source.text)) - Counter(words(text))
    assert not lost
    assert text.count("As drafted, nothing chosen") == 1
    assert ids(shipped) <= ids(inventory)


def ids(inventory: cv.Inventory) -> set[str | None]:
    """Return the ids of the sections and the items of a draft."""
    return {getattr(node, "id", None) for node in walk(inventory.draft.body)}


def wordings(inventory: cv.Inventory) -> Counter[tuple[str, ...]]:
    """Return what there is to choose, without markup, and how often; option paragraphs by their labels and first words.

    A footnote call that one of two readers takes for a letter would make whole pages differ.
    """
    return Counter(
        tuple(
            " ".join([*words(inventory.text(option.label)), *words(inventory.text(option.inner))[:9]])
            if option.label
            else " ".join(words(inventory.text(option.inner)))
            for option in point.options
        )
        for point in inventory.points
    )


def words(text: str) -> list[str]:
    """Return the words of a source text, without the calls of footnotes and other markup."""
    return re.findall(r"\w+", re.sub(r"\[\^\w+\]|<sup>\w+</sup>|</?su[bp]>", " ", text).replace("\\", ""))


def test_corpus_without_tags_keeps_its_notes_and_loses_its_furniture(corpora: Path):
    """No running head, page number or footnote stands in a wording; each of 117 footnotes is one, and is called."""
    document = read_pdf((corpora / "tpp-ip-2013-08-30-part1.pdf").read_bytes(), "tpp.pdf")
    inventory = cv.read_draft(cv.Source("tpp.pdf", document.text))
    notes = inventory.draft.footnotes
    assert [document.text[note.mark.start : note.mark.end] for note in notes] == [str(n) for n in range(1, 118)]
    body = re.sub(r"^\[\^\d+\]: .*$", "", document.text, flags=re.MULTILINE)
    assert set(re.findall(r"\[\^(\d+)\]", body)) == {str(number) for number in range(1, 118)}
    assert "Negotiators' Note" not in body
    assert not re.search(r"TPP Negotiations, R18|MODIFIED HANDLING AUTHORIZED IP|█", document.text)
    assert not any("Negotiators' Note: JP" in wording for point in points(document.text) for wording in point)


def test_corpus_with_tags_has_the_choice_points_of_its_text(corpora: Path):
    """At least nine tenths of what there is to choose in the text is found in the PDF."""
    name = "unfccc-art62-2024-11-14"
    lines = (corpora / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    expected = wordings(cv.read_draft(cv.Source("draft.txt", "\n\n".join(lines))))
    document = read_pdf((corpora / f"{name}.pdf").read_bytes(), "draft.pdf")
    inventory = cv.read_draft(cv.Source("draft.pdf", document.text))
    assert (expected & wordings(inventory)).total() >= 0.9 * expected.total()
    assert len(re.findall(r"^\[\^\w+\]:", document.text, re.MULTILINE)) == 14 + 11
    assert "SBSTA 61– agenda item" not in document.text


def test_a_line_of_many_sizes_is_read():
    """No size has more than a few characters."""
    letters = "".join(f'<span style="font-size: {size}pt">{size % 10}</span>' for size in range(11, 18))
    assert "1234567" in read(f"<p>{letters}</p>").text
