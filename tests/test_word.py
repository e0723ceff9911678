"""Word files: their text, numbers, notes, tables, changes and comments, and files that are none."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import convention_variants as cv
from convention_variants.brackets.tree import read_brackets
from convention_variants.formats.word.number_formats import FORMATS, format_number
from convention_variants.formats.word.reader import read_word
from convention_variants.outline.nodes import Draft, Section, walk
from convention_variants.outline.reader import read_outline
from convention_variants.text.conversion import Conversion
from convention_variants.text.errors import InputError
from word_files import Level, abstract, instance, numbered, pack, parts, word_file

CASES = Path(__file__).parent / "cases"
CONTENT = tomllib.loads((CASES / "word.toml").read_text(encoding="utf-8"))["case"]
NUMBERING = tomllib.loads((CASES / "word-numbering.toml").read_text(encoding="utf-8"))
OTHER_PARTS = ("styles", "numbering", "footnotes", "endnotes", "settings", "header", "footer")
ART62 = "unfccc-art62-2024-11-14"
LABEL = re.compile(r"(?:[IVX]+\.|[A-Z]\.|\d+\.|\([a-z]+\))(?= )")
SOFFICE = shutil.which("soffice")


def case_file(case: dict[str, Any]) -> bytes:
    """Return the file of a case."""
    return word_file(case["body"], **{name: case[name] for name in OTHER_PARTS if name in case})


def text(body: str, **others: str) -> str:
    """Return what a file reads as."""
    return read_word(word_file(body, **others), "draft.docx").text


def outline(markdown: str) -> Draft:
    """Read the outline of a text, which loses no word of it."""
    return read_outline(read_brackets(cv.Source("draft", markdown)))


def paragraph(words: str) -> str:
    """Return a paragraph."""
    return f'<w:p><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


@pytest.mark.parametrize("case", CONTENT, ids=lambda case: case["says"])
def test_content(case: dict[str, Any]) -> None:
    """Everything that a Word file can hold reads as the case says, or is told."""
    document = read_word(case_file(case), "draft.docx")
    assert document.text == case["text"].lstrip("\n")
    assert [remark.message for remark in document.remarks] == case.get("remarks", [])
    outline(document.text)


@pytest.mark.parametrize("case", [case for case in CONTENT if "before" in case], ids=lambda case: case["says"])
def test_text_before_tracked_changes(case: dict[str, Any]) -> None:
    """With the changes rejected, the text is as it was."""
    document = read_word(case_file(case), "draft.docx", before_changes=True)
    assert document.text == case["before"]
    told = [remark.message.replace("rejected", "accepted") for remark in document.remarks]
    assert told == case.get("remarks", [])


@pytest.mark.parametrize("case", NUMBERING["case"], ids=lambda case: case["says"])
def test_numbers(case: dict[str, Any]) -> None:
    """Numbers are those that Word shows."""
    levels = [Level(**level) for level in case["levels"]]
    starts = {
        int(name): {int(depth): start for depth, start in own.items()} for name, own in case.get("starts", {}).items()
    }
    shown = [line.partition(" ") for line in case["shows"]]
    places = [tuple(map(int, place.split("/"))) for place, _, _ in shown]
    body = "".join(numbered(name, level, "x") for name, level in places)
    lists = "".join(instance(name, 0, starts.get(name)) for name in sorted({name for name, _ in places}))
    read = text(body, numbering=abstract(0, levels) + lists).split("\n\n")
    bullets = {level for level, definition in enumerate(levels) if definition.format == "bullet"}
    want = [
        f"{'- ' if level in bullets else f'{label} ' if label else ''}x"
        for (_, level), (_, _, label) in zip(places, shown, strict=True)
    ]
    assert [line.strip().lstrip("# ") for line in read] == want


@pytest.mark.parametrize("case", NUMBERING["format"], ids=lambda case: case["name"])
def test_number_formats(case: dict[str, Any]) -> None:
    """Each format writes numbers as Word does."""
    assert {value: format_number(int(value), case["name"]) for value in case["shows"]} == case["shows"]


def test_every_format_has_a_case() -> None:
    """No format goes without a case, apart from those that only pad or are the same by another name."""
    named = {case["name"] for case in NUMBERING["format"]}
    same = {"decimalHalfWidth", "decimalFullWidth2", "0001, 0002, 0003, ...", "00001, 00002, 00003, ..."}
    assert set(FORMATS) - same <= named


# Numbers beside LibreOffice's, which agrees with Word on these forms.

FORMS = (
    "decimal",
    "decimalZero",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "cardinalText",
    "ordinalText",
    "chicago",
)


@st.composite
def levels(draw: st.DrawFn) -> list[Level]:
    """Return the levels of a list."""
    found = []
    for depth in range(3):
        own, path = f"%{depth + 1}", ".".join(f"%{above + 1}" for above in range(depth + 1))
        label = draw(st.sampled_from((f"{own}.", f"({own})", path, f"Article {own}")))
        start = draw(st.sampled_from((1, 1, 1, 2, 9, 19, 25)))
        found.append(
            Level(draw(st.sampled_from(FORMS)), label, start, legal=draw(st.sampled_from((False, False, True))))
        )
    return found


@st.composite
def numbered_files(draw: st.DrawFn) -> bytes:
    """Return a file with lists one after the other, each from its outermost level on, as Word makes them.

    On `lvlRestart`, and on a list that comes back to a level with a start of its own, LibreOffice differs from Word.
    """
    definitions = draw(st.lists(levels(), min_size=1, max_size=2))
    numbering = "".join(abstract(name, definition) for name, definition in enumerate(definitions))
    body = []
    lists = []
    for name in range(1, draw(st.integers(1, 3)) + 1):
        start = draw(st.none() | st.integers(1, 30))
        definition = draw(st.integers(0, len(definitions) - 1))
        lists.append(instance(name, definition, None if start is None else {0: start}))
        depths = [0, *draw(st.lists(st.integers(0, 2), max_size=8))]
        body += [numbered(name, depth, "x") for depth in depths]
    return word_file("".join(body), numbering=numbering + "".join(lists))


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice: apt-get install libreoffice-writer-nogui")
@settings(max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(files=st.lists(numbered_files(), min_size=25, max_size=25))
def test_numbers_are_those_of_libreoffice(tmp_path_factory: pytest.TempPathFactory, files: list[bytes]) -> None:
    """Random numbered documents show the same numbers in LibreOffice's text export."""
    folder = tmp_path_factory.mktemp("numbers")
    for index, data in enumerate(files):
        (folder / f"{index}.docx").write_bytes(data)
    exported = as_text(folder)
    for index, data in enumerate(files):
        read = read_word(data, "draft.docx").text.replace("\\", "").split("\n\n")
        assert [line.strip().lstrip("# ") for line in read] == exported[f"{index}.docx"]


def as_text(folder: Path) -> dict[str, list[str]]:
    """Return the lines of the files of a folder as LibreOffice saves them as text."""
    names = sorted(path.name for path in folder.glob("*.docx"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "txt:Text", "--outdir", ".", *names]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    found = {}
    for name in names:
        lines = (folder / name).with_suffix(".txt").read_text(encoding="utf-8-sig").splitlines()
        found[name] = [line.strip() for line in lines if line.strip()]
    return found


# A real document


@pytest.fixture(scope="module")
def art62(corpora: Path) -> tuple[cv.Source, Conversion]:
    """Return the draft decision on Article 6.2 as it reads, and what else is known of it."""
    document = read_word((corpora / f"{ART62}.docx").read_bytes(), "draft.docx")
    return cv.Source("draft.docx", document.text), document


def test_a_real_document_shows_all_its_numbers(art62: tuple[cv.Source, Conversion], corpora: Path) -> None:
    """All 406 numbers are those that Word shows, in their places."""

    def labels(lines: list[str]) -> list[tuple[str, str]]:
        found = ((LABEL.match(line), line) for line in lines)
        return [(match[0], " ".join(re.findall(r"\w+", line[match.end() :])[:4])) for match, line in found if match]

    exported = (corpora / f"{ART62}.txt").read_text(encoding="utf-8-sig").splitlines()
    want = labels([line.strip() for line in exported if line.startswith(" ")])
    got = labels([line.lstrip("# ").replace("*", "") for line in art62[0].text.splitlines()])
    assert len(want) == 406
    assert got == want


def test_a_real_document_has_its_notes_tables_and_headings(art62: tuple[cv.Source, Conversion]) -> None:
    """14 footnotes, 11 endnotes and 18 tables are there, and headings I to XIII with their lettered subheadings."""
    source, document = art62
    notes = re.findall(r"^\[\^(\w+)\]:", source.text, re.MULTILINE)
    assert [note for note in notes if note.isdigit()] == [str(number) for number in range(1, 15)]
    assert [note for note in notes if not note.isdigit()] == list("abcdefghijk")
    assert len(re.findall(r"^\|(?: --- \|)+$", source.text, re.MULTILINE)) == 18
    sections = [node for node in walk(outline(source.text).body) if isinstance(node, Section)]
    titles = [source.text[(node.label or node.title)[0].start :].split()[0] for node in sections]
    romans = [title for title in titles if re.fullmatch(r"[IVX]+\.", title)]
    assert romans == [f"{format_number(number, 'upperRoman')}." for number in range(1, 15)]
    letters = "".join(title[0] for title in titles if re.fullmatch(r"[A-H]\.", title))
    assert letters == "ABCDE" + "AB" + "AB" + "AB" + "AB"  # of III, IV, V, X and XII
    assert len(document.stretches) > 600
    assert max(stretch.origin.paragraph for stretch in document.stretches) > 1500


# Where things are


def test_every_stretch_knows_its_paragraph() -> None:
    """Paragraphs are counted through the body, those in cells included, whatever became of the ones before."""
    body = (
        paragraph("one")
        + f"<w:tbl><w:tr><w:tc>{paragraph('two')}{paragraph('three')}</w:tc>"
        + f"<w:tc>{paragraph('four')}</w:tc></w:tr></w:tbl>"
        + '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        + '<w:del w:id="2"><w:r><w:delText>five</w:delText></w:r></w:del></w:p>'
        + '<w:p><w:r><w:t>six</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
        + paragraph("seven")
    )
    document = read_word(
        word_file(body, footnotes=f'<w:footnote w:id="1">{paragraph("note")}</w:footnote>'), "draft.docx"
    )
    found = {
        word: document.origin(document.text.index(word)).paragraph for word in re.findall(r"[a-z]{3,}", document.text)
    }
    assert found == {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "note": 6, "seven": 7}


def test_comments_know_author_date_thread_and_place() -> None:
    """A comment stands where its anchor begins; a reply knows what it replies to."""
    body = (
        paragraph("First") + '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Parties </w:t></w:r>'
        '<w:commentRangeStart w:id="5"/><w:commentRangeStart w:id="6"/>'
        '<w:r><w:t>shall</w:t></w:r><w:commentRangeEnd w:id="5"/><w:r><w:commentReference w:id="5"/></w:r>'
        '<w:r><w:commentReference w:id="6"/></w:r><w:r><w:t xml:space="preserve"> act</w:t></w:r></w:p>'
    )
    comments = (
        '<w:comment w:id="5" w:author="EU" w:date="2024-11-14T10:00:00Z">'
        '<w:p w14:paraId="0A"><w:r><w:annotationRef/></w:r><w:r><w:t>Prefer</w:t></w:r></w:p>'
        '<w:p w14:paraId="0B"><w:r><w:t>“should”</w:t></w:r></w:p></w:comment>'
        '<w:comment w:id="6" w:author="US"><w:p w14:paraId="0C"><w:r><w:t>No</w:t></w:r></w:p></w:comment>'
        f'<w:comment w:id="7" w:author="AU">{paragraph("Lost")}</w:comment>'
    )
    threads = '<w15:commentEx w15:paraId="0B" w15:done="0"/><w15:commentEx w15:paraId="0C" w15:paraIdParent="0B"/>'
    document = read_word(word_file(body, comments=comments, threads=threads), "draft.docx")
    place = document.text.index("shall")
    assert document.comments[:2] == (
        (place, "EU", "2024-11-14T10:00:00Z", "Prefer\n“should”", None),
        (place, "US", "", "No", 0),
    )
    assert document.comments[2] == (0, "AU", "", "Lost", None)
    assert [remark.message for remark in document.remarks] == ["1 comment without a position in the text"]


def test_python_docx_files_are_read() -> None:
    """What python-docx writes, with Word's own styles, reads as headings, lists and tables."""
    made = docx.Document()
    made.add_heading("Scope", 1)
    made.add_paragraph("Each Party [shall][should] act.", style="List Number")
    made.add_paragraph("One", style="List Bullet")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "[a]", "[b]"
    stream = BytesIO()
    made.save(stream)
    read = read_word(stream.getvalue(), "draft.docx").text
    assert read == "# Scope\n\n1. Each Party [shall][should] act.\n\n- One\n\n| [a] | [b] |\n| --- | --- |\n"


def test_brackets_in_two_cells_or_paragraphs_of_a_cell_are_no_run() -> None:
    """What stands in two cells, or in two paragraphs of one, is never offered as alternatives."""
    cells = f"<w:tc>{paragraph('[a]')}{paragraph('[b]')}</w:tc><w:tc>{paragraph('[c]')}</w:tc>"
    inventory = cv.read_draft(cv.Source("draft", text(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")))
    assert [point.kind.value for point in inventory.points] == ["optional", "optional", "optional"]


@given(
    st.lists(
        st.tuples(
            st.text(st.sampled_from("ab1 [](){}*_`\\<>&#+-=|~^!.:;,“”é\n"), min_size=1, max_size=12),
            st.sampled_from(("", "<w:b/>", "<w:i/>", "<w:b/><w:i/>", '<w:vertAlign w:val="superscript"/>')),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_characters_come_back_through_the_outline(runs: list[tuple[str, str]]) -> None:
    """Whatever a paragraph holds, the outline reads exactly its characters: none is lost or taken for markup."""
    escaped = str.maketrans({"&": "&amp;", "<": "&lt;", "\n": " "})
    body = "".join(
        f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{words.translate(escaped)}</w:t></w:r>'
        for words, style in runs
    )
    document = text(f"<w:p><w:r><w:t>word</w:t></w:r>{body}<w:r><w:t>word</w:t></w:r></w:p>")
    source = cv.Source("draft", document)
    draft = read_outline(read_brackets(source))
    shown = "".join(
        inline.text if getattr(inline, "text", None) is not None else document[inline.start : inline.end]
        for node in walk(draft.body)
        for content in cv.outline.nodes.contents(node)
        for inline in content
    )
    want = f"word{''.join(words for words, _ in runs)}word".replace("\n", " ")
    assert shown == want


# Files that are none, or no good


def archive(**changes: bytes | None) -> bytes:
    """Return a Word file with some parts replaced or left out; `__` stands for `/` and `_dot_` for `.`."""
    files: dict[str, bytes] = parts(paragraph("text"))
    for name, data in changes.items():
        path = name.replace("__", "/").replace("_dot_", ".")
        if data is None:
            del files[path]
        else:
            files[path] = data
    return pack(files)


def zipped(**files: bytes) -> bytes:
    """Return an archive that is no Word file."""
    return pack({name.replace("_dot_", "."): data for name, data in files.items()})


GOOD = archive()
BAD = {
    "empty": (b"", "is empty"),
    "blank": (b"\0" * 100, "is empty"),
    "text": (b"The Parties to this Convention", "this is not a Word file (.docx)"),
    "rtf": (b"{\\rtf1 text}", "is an RTF file; open it in Word or LibreOffice and save it as .docx"),
    "pdf": (b"%PDF-1.7", "is a PDF, not a Word file"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is a Word 97-2003 file (.doc)"),
    "encrypted": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "is encrypted; open it in Word and remove the password",
    ),
    "odt": (
        zipped(mimetype=b"application/vnd.oasis.opendocument.text", content_dot_xml=b"<x/>"),
        "is an OpenDocument file",
    ),
    "zip": (zipped(a_dot_txt=b"x"), "this is a zip archive, not a Word file (.docx)"),
    "zip with a Word file": (zipped(draft_dot_docx=GOOD), "is a zip archive that contains a Word file"),
    "excel": (
        pack({"[Content_Types].xml": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"}),
        "is an Excel file",
    ),
    "flat": (
        b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>',
        "is a Word XML file",
    ),
    "truncated": (GOOD[: len(GOOD) // 2], "is damaged or incomplete"),
    "damaged": (GOOD[:40] + b"\xff" * 60 + GOOD[100:], "is damaged or incomplete"),
    "no text": (archive(word__document_dot_xml=None), "contains no text"),
    "no words": (archive(word__document_dot_xml=parts("<w:p/>")["word/document.xml"]), "contains no text"),
    "bad XML": (archive(word__document_dot_xml=b"<w:document"), "word/document.xml inside it is damaged"),
    "entities": (
        archive(
            word__document_dot_xml=b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            + parts(paragraph("&a;"))["word/document.xml"]
        ),
        "word/document.xml inside it has a document type",
    ),
    "deep": (
        archive(
            word__document_dot_xml=parts("<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000)[
                "word/document.xml"
            ]
        ),
        "is damaged",
    ),
    "bomb": (
        archive(word__document_dot_xml=b"<w>" + b" " * (40 << 20) + b"</w>"),
        "expands to more than 250 times its size",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_message(name: str) -> None:
    """Whatever is wrong with a file, one message says so, and what to do."""
    data, message = BAD[name]
    with pytest.raises(InputError) as caught:
        read_word(data, "draft.docx")
    assert caught.value.file == "draft.docx"
    assert message in caught.value.message
    assert "\n" not in caught.value.message


def test_an_archive_with_a_password_is_refused() -> None:
    """A part that is encrypted is not guessed at."""
    data = bytearray(GOOD)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + offset] |= 1
            start += 4
    with pytest.raises(InputError, match="zip archive with a password"):
        read_word(bytes(data), "draft.docx")


def test_two_parts_of_one_name_are_refused() -> None:
    """Which of them a program shows is up to the program."""
    data = pack({"word/document.xmk": b"<w>other words</w>", **parts(paragraph("Words."))})
    with pytest.raises(InputError, match="two parts inside it have the same name"):
        read_word(data.replace(b"word/document.xmk", b"word/document.xml"), "a.docx")


def test_kin_of_docx_are_read() -> None:
    """Files with macros, templates, and files in the strict variant are read like any other."""
    for kind in (
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ):
        assert text(paragraph("text"), main_type=kind) == "text\n"
    strict = {
        name: data.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"
        )
        for name, data in parts(paragraph("text")).items()
    }
    assert read_word(pack(strict), "draft.docx").text == "text\n"


def test_nothing_outside_the_file_is_opened(tmp_path: Path) -> None:
    """A part named by a path that leads out of the archive, or by an address, is not there."""
    secret = tmp_path / "secret.xml"
    secret.write_text("<w:numbering/>")
    files = parts(paragraph("text"))
    link = '<Relationship Id="a" Type="x/numbering" Target="{}" TargetMode="{}"/>'
    for target, mode in ((f"../../../../../..{secret}", "Internal"), (secret.as_uri(), "External")):
        files["word/_rels/document.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{link.format(target, mode)}</Relationships>"
        ).encode()
        assert read_word(pack(files), "draft.docx").text == "text\n"


def test_deep_nests_and_long_chains_do_no_harm() -> None:
    """Nested tables and text boxes, styles based on one another and joined paragraphs are read without recursion."""
    nest = paragraph("deep")
    for _ in range(60):
        nest = f"<w:tbl><w:tr><w:tc>{nest}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    assert "deep" in text(nest)
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{index}"><w:basedOn w:val="{(index + 1) % 3000}"/></w:style>'
        for index in range(3000)
    )
    assert text('<w:p><w:pPr><w:pStyle w:val="5"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>', styles=styles) == "a\n"
    joined = '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>' * 20_000
    assert text(joined + paragraph("b")) == "a" * 20_000 + "b\n"


def test_only_needed_parts_are_unpacked() -> None:
    """A picture of any size costs nothing."""
    stream = BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/media/image1.png", b"\0" * (40 << 20))
    assert read_word(stream.getvalue(), "draft.docx").text == "text\n"
