"""Word editions: their styles, their validity, and what LibreOffice makes of them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pikepdf
import pytest
from lxml import etree, html
from PIL import Image

import convention_variants as cv
from commands import refused, run
from convention_variants.formats.reader import read_data
from convention_variants.render.edition import Options, make_edition
from convention_variants.render.word_package import STYLES
from convention_variants.resolve.word_file import resolve_word
from promises import parsed
from test_editions import COMBINATIONS, CRAFTED, first_difference, markdown_words, words
from word_draft import word_draft

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "word/document.xml"
SOFFICE = shutil.which("soffice")
VARIANTS = 'document = { symbol = "A/1", language = "fr", title = "Projet" }\n'
# The order of children in ECMA-376 part 1, as far as editions write them.
SEQUENCES = {
    "pPr": "pStyle keepNext pageBreakBefore pBdr tabs bidi jc sectPr",
    "rPr": "rStyle rFonts b bCs i iCs sz szCs vertAlign rtl lang",
    "sectPr": "headerReference footerReference pgSz pgMar titlePg bidi",
    "tblPr": "tblStyle tblW tblCellMar",
    "trPr": "cantSplit tblHeader",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p",
    "tcPr": "tcW gridSpan vMerge",
    "settings": "zoom defaultTabStop footnotePr compat themeFontLang",
}


@pytest.fixture(scope="module")
def shipped() -> cv.Inventory:
    """Return the shipped draft."""
    return cv.load_draft(Path(__file__).resolve().parent.parent / "source" / "ac291-22")


def crafted(**options: object) -> bytes:
    """Return the edition of the crafted draft."""
    inventory = cv.read_draft(cv.Source("draft.md", CRAFTED))
    return cv.render(cv.Resolver(inventory).resolve(cv.Selection()), "docx", Options(**options))


def parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a file."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_our_words_have_their_own_direction() -> None:
    """In a document that is read from the right, English notices and the foot are read from the left."""
    source = cv.Source("draft.md", "## المادة 1\n\n1. [نعم] [لا].\n")
    inventory = cv.read_draft(source, cv.read_terminology(cv.Source("variants.toml", 'document.language = "ar"')))
    reading = cv.Resolver(inventory).resolve(cv.Selection())
    found = parts(cv.render(reading, "docx"))
    texts = {}
    for part in (DOCUMENT, "word/footer1.xml"):
        for one in etree.fromstring(found[part]).iter(f"{W}p"):
            texts["".join(one.itertext())] = one.find(f"{W}pPr/{W}bidi") is not None
    own = [is_turned for text, is_turned in texts.items() if "unofficial" in text.lower() or "is open" in text]
    assert own == [False] * 4, texts
    assert [is_turned for text, is_turned in texts.items() if "نعم" in text] == [True]
    page = cv.render(reading, "html").decode("utf-8")
    assert '<p><bdi lang="en" dir="ltr">Reading: <strong>As drafted, nothing chosen</strong></bdi></p>' in page


def test_the_labels_of_open_options_are_strong_on_pages() -> None:
    """In HTML and Word they stand out, in Markdown they are as drafted; what is chosen has no label."""
    source = "# Article 1\n\nOption 1: Eat.\n\nOption 2: Sleep.\n\n(a) Drink.\n"
    resolver = cv.Resolver(cv.read_draft(cv.Source("draft.md", source)))
    open_, chosen = (resolver.resolve(cv.Selection(at=at)) for at in ({}, {"article-1.1": cv.Take(2)}))
    page = html.fromstring(cv.render(open_, "html"))
    assert [one.text_content().strip() for one in page.xpath("//main//strong")] == ["Option 1:", "Option 2:"]
    runs = [run for one in docx.Document(BytesIO(cv.render(open_, "docx"))).paragraphs for run in one.runs if run.bold]
    assert [run.text for run in runs][-2:] == ["Option 1:", "Option 2:"]
    assert "- Option 1: Eat." in cv.render(open_, "md").decode("utf-8")
    assert "<strong" not in cv.render(chosen, "html").decode("utf-8").partition("<main")[2]


def test_the_columns_of_a_wide_table_have_the_widths_they_need() -> None:
    """Where equal columns would break words, long words get room from short ones; other tables have equal columns."""
    head, row = "| ".join(["Authorization details", *["n"] * 11]), "| ".join(["x"] * 12)
    source = f"| {head} |\n{'| - ' * 12}|\n| {row} |\n\n| Authorization | n |\n| - | - |\n| x | x |\n"
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", source))).resolve(cv.Selection())
    wide, narrow, *_ = etree.fromstring(parts(cv.render(reading, "docx"))[DOCUMENT]).iter(f"{W}tbl")
    for table, is_wide in ((wide, True), (narrow, False)):
        columns = [int(column.get(f"{W}w", "")) for column in table.iter(f"{W}gridCol")]
        cells = [int(cell.get(f"{W}w", "")) for cell in next(table.iter(f"{W}tr")).iter(f"{W}tcW")]
        assert cells == columns
        assert (columns[0] > 3 * columns[1]) == is_wide
        properties = [etree.QName(child).localname for child in next(table.iter(f"{W}tblPr"))]
        assert properties == SEQUENCES["tblPr"].split()[: 2 + is_wide]


def test_a_wide_table_is_in_landscape_with_its_caption() -> None:
    """The text around it is not, and only the first page of all has the head of a first page."""
    cells = [f"transparency{letter}" for letter in "abcdefghij"]
    table = "\n".join(f"| {' | '.join(row)} |" for row in (cells, ["---"] * len(cells), cells))
    text = f"# Article 1\n\n{'Prose. ' * 80}\n\nTable 1\n\n{table}\n\n# Article 2\n\n| A | B |\n|---|---|\n| a | b |\n"
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection())
    data = cv.render(reading, "docx", Options())
    opened = docx.Document(BytesIO(data))
    sections = opened.sections
    assert [section.page_width > section.page_height for section in sections] == [False, True, False]
    assert [section.different_first_page_header_footer for section in sections] == [True, False, False]
    inside = [[block.text for block in section.iter_inner_content() if hasattr(block, "text")] for section in sections]
    assert inside[0][-2].startswith("Prose. ")
    assert inside[1][0] == "Table 1"
    assert inside[2][0] == "Article 2"
    assert len(opened.tables[0].columns) == len(cells)
    assert sum(column.width for column in opened.tables[0].columns) > sections[0].page_width
    for section in sections:
        ends = [part.paragraphs[0].paragraph_format.tab_stops[0].position for part in (section.header, section.footer)]
        assert ends == [section.page_width - section.left_margin - section.right_margin] * 2
    one_upright = parts(crafted())[DOCUMENT]
    assert one_upright.count(b"<w:sectPr>") == one_upright.count(b"<w:titlePg/>") == 1


def test_a_text_that_begins_in_landscape_has_no_empty_page_before_it() -> None:
    """The end of the section before it breaks the page, as a page break does before other text."""
    row = f"| {' | '.join(f'transparency{letter}' for letter in 'abcdefghij')} |\n"
    for table, breaks in ((row + "| - " * 10 + "|\n" + row, 0), ("", 1)):
        text = f"# Article 1\n\n1. Prose:\n\n{table}\n# Article 2\n\nProse.\n"
        reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection())
        assert parts(cv.render(reading, "docx"))[DOCUMENT].count(b"<w:pageBreakBefore/>") == breaks


def test_an_address_in_a_wide_table_takes_no_room_from_short_words() -> None:
    """Where not all words fit, the longest are broken; with shares as long as words, "Agriculture" was, too."""
    row = "| ".join(["Agriculture", "1990", "Energy", "https://example.org/" + "a" * 180])
    source = f"| {row} |\n{'| - ' * 4}|\n| x | x | x | x |\n"
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", source))).resolve(cv.Selection())
    table = next(etree.fromstring(parts(cv.render(reading, "docx"))[DOCUMENT]).iter(f"{W}tbl"))
    columns = [int(column.get(f"{W}w", "")) for column in table.iter(f"{W}gridCol")]
    assert columns[0] > 1200  # twips: eleven letters of 8.5 points
    assert columns[3] == max(columns)


def test_captions_and_subheadings_stay_with_what_is_below() -> None:
    """A paragraph right above a table, or in bold type as a whole, is kept on the page of the next, and no other."""
    source = "# Article 1\n\n**Some** text.\n\nTable 1\n\n| a | b |\n| - | - |\n\n{***Scope***}[^1]\n\n]\n\n[^1]: N.\n"
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", source))).resolve(cv.Selection())
    paragraphs = docx.Document(BytesIO(cv.render(reading, "docx"))).paragraphs
    kept = {one.text: one.paragraph_format.keep_with_next for one in paragraphs}
    assert [kept[text] for text in ("Some text.", "Table 1", "{Scope}", "]")] == [None, True, True, None]


@pytest.mark.parametrize(("section", "levels"), [("# Section B\n\n#", [2, 1, 2]), ("", [1, 1])])
def test_articles_before_a_section_are_as_large_as_those_in_it(section: str, levels: list[int]) -> None:
    """Their headings have one style, though they stand at two depths; it is the first if all stand at one."""
    text = f"# Article 1. Use\n\n1. Act [now].\n\n{section}# Article 2. Scope\n\n1. Rest.\n"
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection())
    document = docx.Document(BytesIO(cv.render(reading, "docx")))
    styles = [str(one.style.name) for one in document.paragraphs if one.style]
    assert [style for style in styles if style.startswith("Heading")] == [f"Heading {level}" for level in levels]


def test_word_edition_is_sound() -> None:
    """Every part is XML, every reference leads to a part, and properties stand in the order of the schema."""
    found = parts(crafted(annex=True, watermark="DRAFT & <co>"))
    roots = {name: etree.fromstring(data) for name, data in found.items() if name.endswith((".xml", ".rels"))}
    types = {element.get("PartName") for element in roots["[Content_Types].xml"]}
    assert {name for name in types if name} <= {f"/{name}" for name in found}
    targets = {link.get("Id"): link for link in roots["word/_rels/document.xml.rels"]}
    used = {value for element in roots[DOCUMENT].iter() for name, value in element.attrib.items() if "/rel" in name}
    assert used <= targets.keys()
    for link in targets.values():
        assert link.get("TargetMode") == "External" or f"word/{link.get('Target')}" in found
    checked = set()
    heads = ("header1", "header2", "header3", "footer1", "footer2", "footer3")
    ours = ("document", *heads, "footnotes", "settings")
    for root in (roots[f"word/{name}.xml"] for name in ours):
        for element in root.iter():
            name = etree.QName(element).localname
            if name in SEQUENCES:
                order = SEQUENCES[name].split()
                positions = [order.index(etree.QName(child).localname) for child in element]
                assert positions == sorted(positions), etree.tostring(element)
                checked.add(name)
    assert checked == SEQUENCES.keys()
    assert roots[DOCUMENT].find(f".//{W}pBdr/{W}left") is not None
    assert [len(roots[DOCUMENT].findall(f".//{W}{name}")) for name in ("gridSpan", "vMerge")] == [3, 3]


def test_a_picture_and_a_link_in_a_footnote_lead_somewhere(tmp_path: Path) -> None:
    """The part with the footnotes says itself where they lead, not the main part."""
    Image.new("RGB", (8, 8)).save(tmp_path / "map.png")
    (tmp_path / "draft.md").write_text("1. Text.[^1]\n\n[^1]: ![Map](map.png) <https://e.org/>\n", encoding="utf-8")
    reading = cv.Resolver(cv.load_draft(tmp_path)).resolve(cv.Selection())
    found = parts(cv.render(reading, "docx"))
    notes, links = (etree.fromstring(found[f"word/{name}"]) for name in ("footnotes.xml", "_rels/footnotes.xml.rels"))
    used = {value for element in notes.iter() for name, value in element.attrib.items() if "/rel" in name}
    targets = {link.get("Id"): link.get("Target") for link in links}
    assert [targets[identity] for identity in sorted(used)] == ["media/image1.png", "https://e.org/"]


def test_no_text_of_a_draft_becomes_markup() -> None:
    """Markup in a draft is text in the edition, and what XML cannot contain is replaced."""
    text = "1. <w:p/> &amp; ]]> \x00\x01 \ufffe [a](https://e.org/%zz) [b](https://[bad) {{ x }}\n"
    inventory = cv.read_draft(cv.Source("draft.md", text))
    data = cv.render(cv.Resolver(inventory).resolve(cv.Selection()), "docx", Options(watermark='"><x/>'))
    found = parts(data)
    body = etree.fromstring(found[DOCUMENT])
    shown = "".join(element.text or "" for element in body.iter(f"{W}t"))
    assert "<w:p/> & ]]> \ufffd\ufffd \ufffd" in shown
    assert "{{ x }}" in shown
    assert b'Target="https://e.org/%25zz' in found["word/_rels/document.xml.rels"]
    assert b"bad" not in found["word/_rels/document.xml.rels"]
    etree.fromstring(found["word/header1.xml"])


def test_same_inputs_give_the_same_bytes(shipped: cv.Inventory) -> None:
    """An edition made again is the same file."""
    reading = cv.Resolver(shipped).resolve(cv.Selection("ict", consequential=True))
    assert cv.render(reading, "docx") == cv.render(reading, "docx")


def test_a_label_stays_on_the_page_of_what_it_introduces() -> None:
    """A number without text of its own is not left alone at the foot of a page; other provisions may be parted."""
    inventory = cv.read_draft(cv.Source("draft.md", "1. Parties shall:\n\n(a) act;\n\n2. (a) They may act.\n"))
    document = etree.fromstring(parts(cv.render(cv.Resolver(inventory).resolve(cv.Selection()), "docx"))[DOCUMENT])
    items = [item for item in document.iter(f"{W}p") if "".join(item.itertext()).startswith(("1.", "(a)", "2."))]
    kept = {"".join(item.itertext()): item.find(f"{W}pPr/{W}keepNext") is not None for item in items}
    assert kept == {"1.Parties shall:": False, "(a)act;": False, "2.": True, "(a)They may act.": False}


def test_language_paper_and_properties(tmp_path: Path) -> None:
    """The file says its language, paper, title and symbol, and each page that this is no agreed text."""
    (tmp_path / "draft.md").write_text("# Projet\n\n1. Les Parties [doivent] [peuvent] agir.\n", encoding="utf-8")
    (tmp_path / "variants.toml").write_text(VARIANTS, encoding="utf-8")
    out = tmp_path / "a.docx"
    done = run("render", tmp_path, "--paper", "letter", "--watermark", "PROJET", "-o", out)
    assert done.exit_code == 0, done.stderr
    found = {name: data.decode() for name, data in parts(out.read_bytes()).items()}
    assert 'w:lang w:val="fr"' in found["word/styles.xml"]
    assert '<w:pgSz w:w="12240" w:h="15840"/>' in found[DOCUMENT]
    assert "<dc:language>fr</dc:language>" in found["docProps/core.xml"]
    assert "<dc:subject>A/1</dc:subject>" in found["docProps/core.xml"]
    for number in (1, 2):
        assert 'string="PROJET"' in found[f"word/header{number}.xml"]
        assert "NUMPAGES" in found[f"word/footer{number}.xml"]


@pytest.mark.parametrize(("symbol", "gap"), [("A/1", "<w:tab/>"), ("A/CONF.1/" * 8, "<w:br/><w:tab/>")])
def test_a_long_symbol_has_a_line_of_its_own(symbol: str, gap: str) -> None:
    """In the masthead and at the head of pages, what would share its line stands on another one."""
    variants = f'[document]\nsymbol = "{symbol}"\norganization = "United Nations"\n'
    inventory = cv.read_draft(cv.Source("draft.md", CRAFTED), cv.read_terminology(cv.Source("variants.toml", variants)))
    found = parts(cv.render(cv.Resolver(inventory).resolve(cv.Selection()), "docx"))
    for part, before in (("header1", f"{symbol}</w:t></w:r>"), ("document", "United Nations</w:t></w:r>")):
        assert f"{before}<w:r>{gap}</w:r>" in found[f"word/{part}.xml"].decode()


@pytest.mark.parametrize("known", ["symbol", "organization"])
def test_a_long_text_alone_in_its_line_is_not_beside_an_empty_one(known: str) -> None:
    """Only a text that would share its line gets another one."""
    variants = f'[document]\n{known} = "{"A/CONF.1/" * 8}"\n'
    inventory = cv.read_draft(cv.Source("draft.md", CRAFTED), cv.read_terminology(cv.Source("variants.toml", variants)))
    found = parts(cv.render(cv.Resolver(inventory).resolve(cv.Selection()), "docx"))
    masthead, *_ = found[DOCUMENT].decode().split("</w:p>")
    assert "<w:tab/>" in masthead
    assert "<w:br/>" not in masthead


def test_base_document_can_be_replaced(tmp_path: Path, checkout: Path) -> None:
    """`--templates` takes styles and margins from another document, which must have all styles."""
    (tmp_path / "draft.md").write_text("1. One [two].\n", encoding="utf-8")
    mine = tmp_path / "mine"
    mine.mkdir()
    base = parts((checkout / "templates" / "edition.docx").read_bytes())

    def save(**changed: bytes) -> None:
        with zipfile.ZipFile(mine / "edition.docx", "w") as archive:
            for name, data in (base | {f"word/{name}.xml": data for name, data in changed.items()}).items():
                archive.writestr(name, data)

    styles = base["word/styles.xml"].replace(b'w:styleId="Heading1"', b'w:styleId="berschrift1"')
    save(styles=styles, document=base[DOCUMENT].replace(b'w:left="1701"', b'w:left="999"'))
    arguments = ("render", tmp_path, "--templates", mine, "-o", tmp_path / "a.docx")
    assert run(*arguments).exit_code == 0
    found = parts((tmp_path / "a.docx").read_bytes())
    assert b'w:left="999"' in found[DOCUMENT]
    assert b'w:styleId="berschrift1"' in found["word/styles.xml"]
    save(styles=base["word/styles.xml"].replace(b'w:val="Notice"', b'w:val="Note"'))
    refused(run(*arguments), "edition.docx", "styles are missing: Notice")
    (mine / "edition.docx").write_text("no Word file")
    refused(run(*arguments), "edition.docx", "not a Word file")
    assert len(set(STYLES)) == len(STYLES)


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_libreoffice_has_the_words_and_the_headings(shipped: cv.Inventory, tmp_path: Path) -> None:
    """LibreOffice opens and prints what we write; an edition has its words there, and its headings as outline."""
    reading = cv.Resolver(shipped).resolve(cv.Selection(choose=COMBINATIONS[3]))
    (tmp_path / "edition.docx").write_bytes(cv.render(reading, "docx"))
    (tmp_path / "crafted.docx").write_bytes(crafted(annex=True, watermark="DRAFT"))
    draft = word_draft(shipped.draft)
    inventory = cv.read_draft(read_data(draft, "draft.docx"))
    at = {"preamble-3.1": "2", "article-8.1": "1", "article-9.1": "2"}
    own = cv.Resolver(inventory).resolve(cv.Selection(at=parsed(at)))
    (tmp_path / "tracked.docx").write_bytes(resolve_word(own, draft, tracked=True, mark=True))
    files = sorted(tmp_path.glob("*.docx"))
    for kind in ("txt:Text (encoded):UTF8", "pdf"):
        command = [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind]
        subprocess.run([*command, "--outdir", tmp_path, *files], capture_output=True, check=True, timeout=300)
    assert len(list(tmp_path.glob("*.pdf"))) == len(files)
    text = re.sub(r"(?<=[-‐–—/])\s+", "", (tmp_path / "edition.txt").read_text(encoding="utf-8-sig")).split()
    body, _ = markdown_words(cv.render(reading, "md"))
    start = next(at for at in range(len(text)) if text[at : at + 12] == body[:12])
    assert first_difference(text[start : start + len(body)], body) == ""
    headings = [" ".join(f"{line.label} {line.title}".split()) for line in make_edition(reading).contents]
    with pikepdf.open(tmp_path / "edition.pdf") as pdf, pdf.open_outline() as outline:
        items = list(outline.root)
        found = []
        while items:
            item = items.pop(0)
            found.append(" ".join(words(str(item.title))))
            items[:0] = item.children
    assert found == [" ".join(words(heading)) for heading in headings]
