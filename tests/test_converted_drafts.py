"""Word, PDF and plain text drafts on the command line: locations, comments, conversion notes, bad files."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from weasyprint import HTML

import convention_variants as cv
from commands import refused, run
from convention_variants.cli import reading
from convention_variants.formats.markdown import read_markdown
from convention_variants.formats.shown import read_as_shown
from convention_variants.reports.text import excerpt
from convention_variants.text.spans import Span
from test_word import paragraph
from word_files import Level, abstract, instance, numbered, word_file

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
DRAFTS = ["tpp-ip-2013-08-30-part1.pdf", "tpp-ip-2013-08-30-part1.txt", "unfccc-art62-2024-11-14.docx"]

# Footnotes, their calls, and tags.
NO_WORDS = re.compile(r"^\[\^[^\]]+\]:.*(?:\n    .*)*|\[\^\w+\]|<sup>\d+</sup>|</?su[bp]>|<br>", re.MULTILINE)


def words(text: str) -> str:
    """Return a run of a Word paragraph."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


BODY = (
    '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>' + words("III. Authorization") + "</w:p>"
    '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr>' + words("A. Process") + "</w:p>"
    "<w:p>" + words("2. Each Party shall:") + "</w:p>"
    "<w:p>" + words("(a) Report;") + "</w:p>"
    '<w:p><w:commentRangeStart w:id="5"/>' + words("(b) [Act] [Decide] [now") + '<w:commentRangeEnd w:id="5"/>'
    '<w:r><w:commentReference w:id="5"/></w:r>'
    '<w:del w:id="1"><w:r><w:delText> or [later]</w:delText></w:r></w:del></w:p>'
)
COMMENT = f'<w:comment w:id="5" w:author="EU" w:date="2024-11-14T10:00:00Z">{paragraph("We prefer “act”.")}</w:comment>'
PLACE = "III. A, paragraph 2 (b)"


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """Return the folder of a Word draft with a comment, a tracked change and an unmatched bracket."""
    (tmp_path / "draft.docx").write_bytes(word_file(BODY, comments=COMMENT))
    return tmp_path


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """Return a PDF draft of two pages."""
    page = '<p>One.</p><p style="break-before: page">Two.</p><p>Each Party [shall [should] act.</p>'
    file = tmp_path / "draft.pdf"
    HTML(string=page).write_pdf(file)
    return file


def test_word_location_is_the_provision(word: Path) -> None:
    """Messages about a Word file name the provision; data adds the number of the paragraph."""
    result = run("check", word)
    assert f"draft.docx: {PLACE}: error: unmatched opening bracket [unclosed-bracket]\n" in result.stdout
    assert "(b) [Act] [Decide] [now\n" in result.stdout
    [error] = [
        one
        for one in json.loads(run("check", word, "--format", "json").stdout)["diagnostics"]
        if one["severity"] == "error"
    ]
    assert error["origin"] == {"paragraph": 5}
    assert (error["line"], error["column"]) > (1, 1)
    assert PLACE in run("choices", word).stdout


def test_pdf_location_is_the_page_and_line(pdf: Path) -> None:
    """Messages about a PDF name the page and the line on it."""
    assert f"{pdf}: page 2, line 2: error: unmatched opening bracket" in run("check", pdf).stdout
    [point] = json.loads(run("choices", pdf, "--format", "json").stdout)["choice_points"]
    assert point["origin"] == {"page": 2, "line": 2}


@pytest.mark.parametrize("kind", ["word", "pdf"])
def test_ci_output_has_no_line_numbers_of_converted_text(kind: str, request: pytest.FixtureRequest) -> None:
    """SARIF and GitHub annotations give the location in words, as a Word or PDF file has no lines to annotate."""
    draft, place = request.getfixturevalue(kind), PLACE if kind == "word" else "page 2, line 2"
    [line] = [line for line in run("check", draft, "--format", "github").stdout.splitlines() if "unclosed" in line]
    assert line.endswith(f",title=unclosed-bracket::{place}: unmatched opening bracket")
    assert "line=" not in line.partition("::" + place)[0]
    results = json.loads(run("check", draft, "--format", "sarif").stdout)["runs"][0]["results"]
    [found] = [one for one in results if one["ruleId"] == "unclosed-bracket"]
    [location] = found["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": place}]
    assert "region" not in location["physicalLocation"]


def test_plain_text_location_is_that_of_the_file(tmp_path: Path) -> None:
    """Findings in a .txt have the line and column of the file, and quote its line."""
    long = "Each Party shall act with all the means at its disposal. " * 5
    (tmp_path / "draft.txt").write_text(f"{long}\n{long}\n        _{long}[shall\n", encoding="utf-8")
    result = run("check", tmp_path)
    assert f"draft.txt:3:{10 + len(long)}: error: unmatched opening bracket" in result.stdout
    assert "[shall\n" in result.stdout


def test_resolve_changes_only_the_choices_of_a_text_file(tmp_path: Path) -> None:
    """The reading of a .txt is the original file with only the choices replaced."""
    long = "Each Party shall act with all the means at its disposal, and with _care_ and *diligence*. " * 4
    draft = f"{long}\r\n{long}\r\n\t1. Each Party [shall][should] act.\r\n"
    (tmp_path / "draft.txt").write_bytes(draft.encode())
    result = run("resolve", tmp_path, "--at", "text-1.1=2")
    assert result.stdout_bytes == draft.replace("[shall][should]", "should").encode()


def test_conversion_notes_are_counted_and_listed(word: Path) -> None:
    """`check --notes` lists what the conversion could not represent; other commands print how many notes there are."""
    assert "1 tracked change read as accepted" in run("check", word, "--notes").stdout
    assert "[conversion]" not in run("check", word).stdout
    assert "draft.docx: 1 conversion note (check --notes lists it)\n" in run("render", word).stderr
    (word / "variants.toml").write_text('[severity]\nconversion = "off"\n', encoding="utf-8")
    assert "[conversion]" not in run("check", word, "--notes").stdout
    assert "conversion note" not in run("render", word).stderr


def test_conversion_note_names_the_provision_that_it_is_about(tmp_path: Path) -> None:
    """Not the one above it: what is read differently is behind the blank line between them."""
    lists = abstract(0, [Level("hebrew1", "(%1)")]) + instance(1, 0)
    data = word_file(paragraph("1. One:") + numbered(1, 0, "two."), numbering=lists)
    (tmp_path / "draft.docx").write_bytes(data)
    assert "draft.docx: paragraph 1 (1): note: 1 number in a non-Latin" in run("check", tmp_path, "--notes").stdout


def test_before_changes(word: Path) -> None:
    """`--before-changes` reads a Word file as if its tracked changes were rejected."""
    for command in ("convert", "resolve", "render", "choices", "workbench", "check"):
        after, before = run(command, word), run(command, word, "--before-changes")
        assert "later" not in after.stdout.replace("undo-later", ""), command
        assert "later" in before.stdout or command == "check", command
    assert run("check", word, "--before-changes").stdout != run("check", word).stdout


@pytest.mark.parametrize("name", ["draft.md", "draft.txt"])
def test_before_changes_is_refused_for_other_drafts(tmp_path: Path, name: str) -> None:
    """`--before-changes` on a draft that cannot have tracked changes is an error."""
    (tmp_path / name).write_text("Each Party [shall] [may] act.\n", encoding="utf-8")
    refused(run("render", tmp_path, "--before-changes"), name, "only Word files have tracked changes")


def test_comments_are_listed(word: Path) -> None:
    """The inventory has the comments of a Word file, with author, date, thread and provision."""
    [comment] = json.loads(run("choices", word, "--format", "json").stdout)["comments"]
    assert comment == {
        "author": "EU",
        "date": "2024-11-14T10:00:00Z",
        "text": "We prefer “act”.",
        "parent": None,
        "provision": comment["provision"],
        "line": comment["line"],
        "column": comment["column"],
        "origin": {"paragraph": 5},
    }
    assert comment["provision"].endswith("2-b")
    assert f"comment  {PLACE}: EU, 2024-11-14: We prefer “act”.\n" in run("choices", word).stdout
    assert "Comments  1: EU 1\n" in run("choices", word, "--summary").stdout


def test_convert_writes_what_reads_back_the_same(word: Path) -> None:
    """The Markdown that `convert` writes has the same choice points as the Word file, and must not stay beside it."""
    result = run("convert", word, "-o", word / "draft.md")
    assert result.exit_code == 0
    written, warning = result.stderr.splitlines()[-2:]
    assert written.startswith(f"{word / 'draft.md'}: ")
    assert warning.startswith(f"Warning: {word}: draft.md and draft.docx in one folder; ")
    assert choice_points(word / "draft.md") == choice_points(word / "draft.docx")


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not in the repository")
@pytest.mark.parametrize("name", DRAFTS)
def test_convert_reads_back_real_drafts(name: str, tmp_path: Path) -> None:
    """So it is for real drafts in Word, PDF and plain text."""
    assert run("convert", CORPORA / name, "-o", tmp_path / "a.md").exit_code == 0
    assert choice_points(tmp_path / "a.md") == choice_points(CORPORA / name)


def choice_points(file: Path) -> list[tuple[str, str, list[str], bool]]:
    """Return the ids, kinds and wordings of a draft's choice points, and whether they are ambiguous."""
    inventory = cv.load_draft(file)
    texts = ([inventory.option_text(option) for option in point.options] for point in inventory.points)
    return [(one.id, one.kind.value, text, one.open) for one, text in zip(inventory.points, texts, strict=True)]


def places(file: Path, *, notes: bool) -> Counter[tuple[str, ...]]:
    """Return the kind of each choice point and the letters and figures of its options, without calls and footnotes."""
    found = cv.load_draft(file)
    texts = (
        (point.kind.value, *(found.text(option.inner) for option in point.options))
        for point in found.points
        if notes or not point.id.startswith("footnote-")
    )
    return Counter(tuple(re.sub(r"[\W_]+", "", NO_WORDS.sub("", text)).casefold() for text in one) for one in texts)


@pytest.mark.parametrize(
    ("name", "suffixes", "notes"),
    [
        ("unfccc-art62-2024-11-14", (".docx", ".pdf"), True),
        ("unfccc-art62-2024-11-14", (".docx", ".txt"), False),
        ("unfccc-art62-2024-11-14", (".pdf", ".txt"), False),
        ("tpp-ip-2013-08-30-part1", (".txt", ".pdf"), True),
    ],
)
def test_versions_of_a_draft_have_the_same_places(
    corpora: Path, name: str, suffixes: tuple[str, str], *, notes: bool
) -> None:
    """At most 2 % differ in kind or wording; what was saved as text from Word has no footnotes."""
    one, other = (places(corpora / f"{name}{suffix}", notes=notes) for suffix in suffixes)
    most = max(one.total(), other.total())
    assert most > 200
    assert most - (one & other).total() <= 0.02 * most


UNSEEN = "1. Each\ufeff Party \u200b［shall］\u200b［should］\u2060 re\u00adport [now]."


@pytest.mark.parametrize("name", ["draft.md", "draft.txt", "draft.docx", "draft.pdf"])
def test_what_a_reader_does_not_see_parts_no_run(tmp_path: Path, name: str) -> None:
    """A character without width is none, and a full-width bracket is one; the file keeps them."""
    data = UNSEEN.encode()
    if name.endswith("docx"):
        data = word_file(paragraph(UNSEEN))
    elif name.endswith("pdf"):
        data = HTML(string=f"<p>{UNSEEN}</p>").write_pdf()
    (tmp_path / name).write_bytes(data)
    draft = cv.load_draft(tmp_path)
    assert [[draft.text(option.inner) for option in point.options] for point in draft.points] == [
        ["shall", "should"],
        ["now"],
    ]
    assert "report [now]" in draft.draft.source.text
    if name.endswith("pdf"):
        return
    output = tmp_path / f"other{Path(name).suffix}"
    assert run("resolve", tmp_path, "--at", "text-1.1=2", "-o", output).exit_code == 0
    data = zipfile.ZipFile(output).read("word/document.xml") if name.endswith("docx") else output.read_bytes()
    written = re.sub(r"<[^>]+>", "", data.decode())
    assert re.sub("[\u00ad\u200b\u2060\ufeff]", "", written).strip() == "1. Each Party should report [now]."
    assert written.count("\u00ad") == written.count("\u2060") == 1


@pytest.mark.parametrize(
    "text", ["\u200b［a］\u200b\u200b［b］ c\u2060", "［ab\u00ad］\ufeff", "\ufeffa\u00ad\n[b]", "\u00ad"]
)
def test_copies_of_what_a_reader_sees_are_those_of_the_text(text: str) -> None:
    """Each character is that of the text, but for brackets."""
    read = read_as_shown(text, read_markdown)
    wide = text.translate(str.maketrans("［］", "[]"))
    for start, original, length in read.copies.stretches:
        assert read.text[start : start + length] == wide[original : original + length]
    assert sum(length for _, _, length in read.copies.stretches) == len(read.text)
    assert read.copies.restore(text, [(0, len(read.text), "")]).strip("\u00ad\u200b\u2060\ufeff") == ""


def test_build_and_init_read_word_files(word: Path, tmp_path: Path) -> None:
    """`init` and `build` work on a folder with a draft.docx."""
    assert run("init", word).exit_code == 0
    out = tmp_path / "out"
    assert run("build", word, "--to", "md", "--out", out, "--allow-open").exit_code == 0
    assert run("verify", out).exit_code == 0


def zipped(**parts: bytes) -> bytes:
    """Return a zip archive."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("_", "."), data)
    return file.getvalue()


def blank_pdf(**options: object) -> bytes:
    """Return a PDF with one empty page."""
    file, made = BytesIO(), pikepdf.new()
    made.add_blank_page()
    made.save(file, **options)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "text.docx": (lambda: b"text", "this is not a Word file (.docx)"),
    "truncated.docx": (lambda: word_file(BODY)[:500], "damaged or incomplete"),
    "encrypted.docx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
    "old.doc": (
        lambda: OLE + bytes(600),
        "Word 97-2003 file (.doc); open it in Word or LibreOffice and save",
    ),
    "other.odt": (lambda: zipped(mimetype=b"x", content_xml=b"<a/>"), "OpenDocument file (.odt); open it in Word"),
    "saved.html": (lambda: b"\xef\xbb\xbf<!DOCTYPE html>\n<p>Act [now].", "web page (HTML); open it in Word"),
    "page.txt": (lambda: b"<?xml version='1.0'?>\n<HTML lang='en'><p>Act [now].", "web page (HTML)"),
    "web.docx": (lambda: b" <html>Act [now].</html>", "web page (HTML)"),
    "from.html": (lambda: b"<!-- saved from\nx -->\n<!-- -->\r\n<!DOCTYPE HTML>\n<p>Act [now].", "web page (HTML)"),
    "page.mhtml": (lambda: b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\r\n<p>Act [now].", "web page (HTML)"),
    "word.mht": (lambda: b"MIME-Version: 1.0\r\n\r\n<p>Act [now].", "web page (HTML)"),
    "wide.html": (lambda: "<!doctype html><p>Act [now].".encode("utf-16"), "web page (HTML)"),
    "rich.rtf": (lambda: b"{\\rtf1 x}", "RTF file"),
    "empty.docx": (lambda: b"", "the file is empty"),
    "empty.pdf": (lambda: b"", "the file is empty"),
    "empty.txt": (lambda: b" \n", "the file is empty"),
    "text.pdf": (lambda: b"text", "this is not a PDF"),
    "truncated.pdf": (lambda: b"%PDF-1.7\n%", "damaged or incomplete"),
    "utf-16.txt": (lambda: "Each Party [shall] act.".encode("utf-16-le"), "this is UTF-16, not UTF-8"),
    "utf-16.md": (lambda: "Each Party [shall] act.".encode("utf-16-be"), "this is UTF-16, not UTF-8"),
    "encrypted.pdf": (lambda: blank_pdf(encryption=pikepdf.Encryption(user="a", owner="b")), "encrypted"),
    "scan.pdf": (blank_pdf, "It is probably a scan"),
    "wide.txt": (lambda: "a [b]".encode("utf-16"), "this is UTF-16, not UTF-8; save it as UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_one_message(name: str, tmp_path: Path) -> None:
    """A file that cannot be read gives one message that says what it is, and status 2."""
    make, message = BAD[name]
    (tmp_path / name).write_bytes(make())
    for command in ("render", "check"):
        refused(run(command, tmp_path / name), f"Error: {tmp_path / name}: ", message)


def test_variants_in_another_format_is_one_message(word: Path) -> None:
    """A variants.toml that is a PDF is named as one."""
    (word / "variants.toml").write_bytes(b"%PDF-1.7\n\xff")
    refused(run("check", word), "variants.toml: this is a PDF, not text")


def test_fill_suggests_a_blank(tmp_path: Path) -> None:
    """A mistyped blank gets a suggestion, by word or by id."""
    (tmp_path / "draft.md").write_text("On [date] in [city].", encoding="utf-8")
    refused(run("render", tmp_path, "--fill", "dat=1 May"), 'unknown blank "dat"; did you mean "date"?')
    refused(run("render", tmp_path, "--fill", "text.3=1 May"), 'unknown blank "text.3"; did you mean "text.')


def test_workbench_is_not_written_to_a_terminal(word: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbench is a page for a browser, so it needs -o on a terminal."""
    monkeypatch.setattr(reading, "to_terminal", lambda _: True)
    refused(run("workbench", word), "cannot write the workbench to a terminal; use -o FILE")


@pytest.mark.parametrize("width", [12, 40, 79])
def test_carets_stay_below_the_line(width: int) -> None:
    """Carets never go beyond the width, even if the line fills it or the span is at its end."""
    line = "w" * (width - 4) + " [abc"
    for start in range(len(line) + 1):
        shown, marks = excerpt(cv.Source("draft.md", line), Span(start, start + 1), width)
        assert len(shown) <= width
        assert len(marks) <= width


def test_carets_below_chinese_text() -> None:
    """Chinese characters take two cells."""
    assert excerpt(cv.Source("draft.md", "中文 [字]"), Span(3, 6), 40) == ("中文 [字]", "     ^~~~")


def test_columns_of_chinese_text_align(tmp_path: Path) -> None:
    """The columns of the inventory align with Chinese ids of terms and labels."""
    (tmp_path / "draft.md").write_text("[EU: 数据] [数字信息]\n\n[中国: 甲] [乙]\n", encoding="utf-8")
    from wcwidth import wcswidth  # noqa: PLC0415 only here

    lines = run("choices", tmp_path).stdout.splitlines()[:-1]
    starts = {wcswidth(line[: line.index("[")]) for line in lines[1:]}
    assert len(starts) == 1, lines


@pytest.mark.parametrize(
    "command",
    sorted(
        {"render", "check", "choices", "convert", "init", "resolve", "build", "verify", "watch", "compare", "workbench"}
    ),
)
def test_help_ends_with_an_example(command: str) -> None:
    """The help of every command has an example of it."""
    assert f"convention-variants {command} " in run(command, "--help").stdout.partition("Example:")[2]


def test_help_groups_options() -> None:
    """The help lists options under headings."""
    shown = run("render", "--help").stdout
    headings = [line for line in shown.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings == ["Input:", "Choices:", "Checks:", "Output:", "Options:"]
