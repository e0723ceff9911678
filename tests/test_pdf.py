"""What an assistive reader and a window of a PDF edition find: tags, bookmarks, language, fonts."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from weasyprint import HTML

import convention_variants as cv
from convention_variants.render.edition import make_edition
from convention_variants.render.pdf import BASE, as_xml, fetcher, footnotes_at_the_foot, print_html
from convention_variants.render.templates import find_file
from excerpt import excerpt_of
from shapes import PNG

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "source" / "ac291-22"
TEMPLATES = ROOT / "templates"


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pikepdf.Pdf]:
    """Make one PDF edition of the shipped draft."""
    path = tmp_path_factory.mktemp("pdf") / "ict.pdf"
    reading = cv.Resolver(cv.load_draft(SHIPPED)).resolve(cv.Selection("ict"))
    path.write_bytes(cv.render(reading, "pdf"))
    with pikepdf.open(path) as opened:
        yield opened


# Articles in which a closing text stands behind a list, each with its lists' items as `shape` tells them.
CLOSED = {
    10: "pL(pL(p,p)p,p),p,p",
    23: "p,pL(p,p,p),pL(p,pL(p,p)p)",
    29: "pL(p,pL(p,p))p,p,p",
}


@pytest.fixture(scope="module")
def scroll(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pikepdf.Pdf]:
    """Make an edition of these on one page of any length: at a page break an element goes on in a second one."""
    folder = tmp_path_factory.mktemp("scroll")
    page = "@page { size: 210mm 20000mm !important; }"
    (folder / "print.css").write_text(f"{(TEMPLATES / 'print.css').read_text(encoding='utf-8')}\n{page}")
    reading = cv.Resolver(excerpt_of(SHIPPED, frozenset(CLOSED))).resolve(cv.Selection("ict"))
    (folder / "ict.pdf").write_bytes(cv.render(reading, "pdf", cv.Options(templates=folder)))
    with pikepdf.open(folder / "ict.pdf") as opened:
        yield opened


def kids(node: pikepdf.Object) -> list[pikepdf.Object]:
    """Return the structure elements right below one."""
    found = node.get("/K", [])
    children = found if isinstance(found, pikepdf.Array) else [found]
    return [child for child in children if isinstance(child, pikepdf.Dictionary) and "/S" in child]


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the structure elements below one, in reading order."""
    for child in kids(node):
        yield child
        yield from elements(child)


def test_bookmarks(pdf: pikepdf.Pdf):
    """There is a bookmark for the preamble, each of 9 chapters and each of 67 articles, articles below chapters."""
    with pdf.open_outline() as outline:
        titles = [entry.title for entry in outline.root]
        articles = [child.title for entry in outline.root for child in entry.children]
    assert titles[2] == "Preamble"
    assert [title.split()[1] for title in titles[3:]] == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    assert [title.split()[1] for title in articles] == [f"{number}." for number in range(1, 68)]
    assert articles[8] == "Article 9. Interference with an information and communications technology device"


def test_document(pdf: pikepdf.Pdf):
    """The PDF says its language, title, author and reading, shows the title in its window, and claims PDF/UA-1."""
    assert str(pdf.Root.Lang) == "en"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo.Title).startswith("A/AC.291/22: Draft text of the convention (")
    assert str(pdf.docinfo.Author).startswith("Ad Hoc Committee to Elaborate a Comprehensive")
    label = "Information and communications technologies vocabulary"
    assert str(pdf.docinfo.Subject) == f"Unofficial reading, not agreed text. Reading: {label}."
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_fonts_are_embedded(pdf: pikepdf.Pdf):
    """Every font of every page is embedded, and all are faces of the packaged one."""
    fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
        assert str(font.BaseFont).split("+")[1].startswith("Treaty")


def test_headings_nest_without_gaps(pdf: pikepdf.Pdf):
    """No heading is more than one level below the one before it, and the first is the title."""
    names = [str(node.S) for node in elements(pdf.Root.StructTreeRoot)]
    levels = [int(name[2]) for name in names if name[1] == "H" and name[2:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_heading_in_a_heading(pdf: pikepdf.Pdf):
    """Both lines of a chapter's heading are one heading."""
    for node in elements(pdf.Root.StructTreeRoot):
        if str(node.S) in ("/H1", "/H2", "/H3", "/H4"):
            assert not [child for child in elements(node) if str(child.S).startswith("/H")]


def test_list_items(pdf: pikepdf.Pdf):
    """Every list item is an LI with one body, and every LI stands in an L."""
    count = 0
    for node in elements(pdf.Root.StructTreeRoot):
        if str(node.S) == "/L":
            assert {str(child.S) for child in kids(node)} == {"/LI"}
        if str(node.S) == "/LI":
            assert [str(child.S) for child in kids(node)] == ["/LBody"]
            count += 1
    assert count >= 451 + 16


def shape(node: pikepdf.Object) -> str:
    """Return a list item's body as a pattern: `p` for a paragraph, `L(…)` for a list."""
    parts = []
    for child in kids(node):
        if str(child.S) == "/P":
            parts.append("p")
        elif str(child.S) == "/L":
            parts.append(f"L({','.join(shape(kids(item)[0]) for item in kids(child))})")
    return "".join(parts)


@pytest.mark.parametrize(("article", "items"), CLOSED.items())
def test_closing_texts_follow_their_lists(scroll: pikepdf.Pdf, article: int, items: str):
    """In articles 10, 23 and 29 a closing text stands behind the list it closes, inside the item it belongs to."""
    articles = [
        node
        for node in elements(scroll.Root.StructTreeRoot)
        if str(node.S) == "/Sect" and any(str(child.S) == "/H3" for child in kids(node))
    ]
    # What stands before the treaty text has headings of that level, too.
    of_the_treaty = dict(zip(CLOSED, articles[-len(CLOSED) :], strict=True))
    lists = [child for child in kids(of_the_treaty[article]) if str(child.S) == "/L"]
    assert ",".join(shape(kids(item)[0]) for found in lists for item in kids(found)) == items


@pytest.mark.parametrize("name", ["../secret.css", "/etc/hostname", "sub/../../secret.css", "missing.css", ""])
def test_a_style_sheet_is_found_in_its_folder_alone(tmp_path: Path, name: str):
    """No name of a file leads out of the folders of templates."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "secret.css").write_text("")
    (tmp_path / "theirs" / "print.css").write_text("")
    assert find_file("print.css", tmp_path / "theirs") == tmp_path / "theirs" / "print.css"
    assert find_file(name, tmp_path / "theirs") is None


def test_the_fetcher_opens_nothing_else(tmp_path: Path):
    """The renderer gets pictures in the page, our style sheets and fonts; any other address is refused."""
    (tmp_path / "secret.css").write_text("")
    reading = cv.Resolver(cv.load_draft(SHIPPED)).resolve(cv.Selection())
    fetch = fetcher(make_edition(reading), None).fetch
    assert fetch("data:text/plain,hello").read() == b"hello"
    assert b"@page" in fetch(f"{BASE}print.css").read()
    (tmp_path / "logo.png").write_bytes(b"x")
    assert fetcher(make_edition(reading), tmp_path).fetch(f"{BASE}logo.png").read() == b"x"
    for address in (
        "http://localhost/",
        (tmp_path / "secret.css").as_uri(),
        f"{BASE}../README.md",
        f"{BASE}page.html.j2",
    ):
        with pytest.raises(ValueError, match="may not load external files"):
            fetch(address)


def test_each_line_of_the_contents_has_its_page(pdf: pikepdf.Pdf):
    """The contents have a page number behind each of 77 entries, on the last line of the entry."""
    text = subprocess.check_output(["pdftotext", "-layout", "-l", "2", pdf.filename, "-"]).decode("utf-8")
    contents = text[text.index("Contents") :]
    assert len(re.findall(r"^.*[^\W\d].* {2,}\d+$", contents, re.MULTILINE)) == 77
    assert re.search(r"Article 40\..*assistance +\d+$", contents, re.MULTILINE)
    copied = subprocess.check_output(["pdftotext", "-raw", "-l", "2", pdf.filename, "-"]).decode("utf-8")
    assert re.search(r"assistance\s+\d+\s+Article 41\.", copied), "in the order in which it is copied"


@pytest.mark.parametrize(("word", "style"), [("should", ""), ("x" * 90, "broken")])
def test_words_of_the_annex_are_broken_only_if_they_must_be(word: str, style: str):
    """The table of decisions keeps its words whole unless one of them is too long for the page."""
    draft = cv.read_draft(cv.Source("draft.md", f"1. Parties [shall] [{word}] act."))
    reading = cv.Resolver(draft).resolve(cv.Selection(at={"text-1.1": cv.Take(1)}))
    edition = make_edition(reading, cv.Options(annex=True))
    page = print_html(edition, None, footnotes_at_the_foot(edition.shown))
    assert re.findall(r'<table class="([^"]*)"', page) == [style]


def test_running_heads_are_short_and_have_no_lone_bracket():
    """A bracket around an article opens in its heading and closes pages further on."""
    text = (
        "# [Article 1. Title\n\nText.]\n\n# An uncommonly long heading without a label\n\nText.\n\n"
        "# [Annex I Tables\n\nText.]\n\n# II. [Further guidance on reports] [More]\n\nText.\n"
    )
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection())
    page = print_html(make_edition(reading), None, frozenset())
    assert re.findall(r'data-head="([^"]*)"', page) == [
        "Article 1", "An uncommonly long heading …", "Annex I\u2002Tables", "II. [Further guidance on …]",
    ]  # fmt: skip


def test_the_symbol_and_the_reading_have_one_line_at_the_head_of_a_page(tmp_path: Path):
    """A long label would push the head off the page, and break the symbol at a slash."""
    label = "Vocabulary that the Chair proposed for the sixth session after informal consultations of the Bureau"
    variants = f'[document]\nsymbol = "A/AC.291/22"\n[profiles.a]\nlabel = "{label}"\nchoose = {{}}\n'
    text = "\n\n".join(f"## Article {number}. Title\n\nParties act." for number in range(1, 40))
    draft = cv.read_draft(cv.Source("d.md", text), cv.read_terminology(cv.Source("variants.toml", variants)))
    (tmp_path / "a.pdf").write_bytes(cv.render(cv.Resolver(draft).resolve(cv.Selection("a")), "pdf"))
    shown = subprocess.check_output(["pdftotext", "-layout", "-f", "3", "-l", "3", tmp_path / "a.pdf", "-"])
    head = shown.decode("utf-8").strip().splitlines()[0].split()
    assert head[:2] == ["A/AC.291/22", "Vocabulary"]
    assert head[-3:-1] == ["…", "Article"]


def test_a_long_symbol_leaves_the_head_of_a_page_room_for_the_reading(tmp_path: Path):
    """The symbol of a joint document stood over the label of the profile, or pushed it off the page."""
    variants = (
        '[document]\nsymbol = "FCCC/SBSTA/2024/L.15-FCCC/SBI/2024/L.20"\n[profiles.a]\nlabel = "Cybercrime terms"\n'
    )
    text = "\n\n".join(f"## Article {number}. Title\n\nParties act." for number in range(1, 40))
    draft = cv.read_draft(cv.Source("d.md", text), cv.read_terminology(cv.Source("variants.toml", variants)))
    (tmp_path / "a.pdf").write_bytes(cv.render(cv.Resolver(draft).resolve(cv.Selection("a")), "pdf"))
    shown = subprocess.check_output(["pdftotext", "-bbox", "-f", "3", "-l", "3", tmp_path / "a.pdf", "-"])
    found = re.findall(r'xMin="([^"]*)" .*? xMax="([^"]*)" .*?>([^<]*)</word>', shown.decode("utf-8"))
    words = {word: (float(left), float(right)) for left, right, word in found}
    symbol = [right for word, (_, right) in words.items() if word.startswith("FCCC/")]
    assert max(symbol) < min(words["Cybercrime"][0], words["terms"][0])


@pytest.mark.parametrize(
    ("symbol", "label", "title", "parts"),
    [
        ("A/AC.291/22", "Information and communications technologies vocabulary", "Scope", 3),
        ("A/AC.291/22", "Vocabulary that the Chair proposed for the sixth session after talks", "Scope", 0),
        ("A/AC.291/22", "INFORMATION AND COMMUNICATIONS TECHNOLOGIES VOCABULARY", "Scope", 0),
        ("A/AC.291/22", "网络犯罪词汇表和信息通信技术词汇表以及主席提出的折衷措辞词汇", "Scope", 0),
        ("A/AC.291/22", "Cybercrime vocabulary for all parties", "Cooperation in matters of law", 0),
        ("FCCC/SBSTA/2024/L.15-FCCC/SBI/2024/L.20", "Cybercrime terms", "Scope", 0),
    ],
)
def test_what_fits_at_the_head_of_a_page_need_not_be_measured(symbol: str, label: str, title: str, parts: int):
    """WeasyPrint lays out a part of the head without a width several times, on each page."""
    variants = f'[document]\nsymbol = "{symbol}"\n[profiles.a]\nlabel = "{label}"\nchoose = {{}}\n'
    draft = cv.read_draft(
        cv.Source("d.md", f"# T\n\n## {title}\n\nParties act."), cv.read_terminology(cv.Source("v.toml", variants))
    )
    page = print_html(make_edition(cv.Resolver(draft).resolve(cv.Selection("a"))), None, frozenset())
    widths = [int(width) for width in re.findall(r"@top-\w+ { width: (\d+)%", page)]
    assert (len(widths), sum(widths)) == (parts, 100 if parts else 0)


def test_a_provision_has_an_id_only_if_a_link_leads_to_it():
    reading = cv.Resolver(cv.load_draft(SHIPPED)).resolve(cv.Selection("ict"))
    edition = make_edition(reading, cv.Options(annex=True))
    page = print_html(edition, None, footnotes_at_the_foot(edition.shown))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert {"article-8", "article-42-2-c"} <= targets
    assert targets <= set(re.findall(r' id="([^"]+)"', page))
    provisions = set(re.findall(r'<(?:li|p|span)\b[^>]* id="([^"]+)"', page))
    assert {one for one in provisions - targets if not one.startswith("footnote-")} == set()


EVERYTHING = """# Title

Article 1

1. Text[^1] of [one] [two]\\
on two lines, "a" < b & c > d ![a picture](p.png)

| A | B |
| --- | --- |
| c | [d] |

```

  code

more
```

[^1]: A *note*.
"""


def test_a_page_read_as_xml_is_that_read_as_html(tmp_path: Path):
    """WeasyPrint gets the same elements, attributes and texts, whichever way a page is read."""
    (tmp_path / "draft.md").write_text(EVERYTHING, encoding="utf-8")
    (tmp_path / "p.png").write_bytes(PNG)
    for draft in (SHIPPED, tmp_path):
        edition = make_edition(cv.Resolver(cv.load_draft(draft)).resolve(cv.Selection()), cv.Options(annex=True))
        page = print_html(edition, None, footnotes_at_the_foot(edition.shown))
        read = as_xml(page)
        assert read is not None
        assert written(read) == written(HTML(string=page).etree_element)
    assert {"table", "pre", "img", "br", "em"} <= {element.tag for element in read.iter()}


def written(root: ET.Element) -> str:
    """Return a tree as text; where a page begins and ends, and in its head, white space means nothing."""
    for element in (root, *root.iter("head"), *root.iter("body")):
        element.text, element.tail = (element.text or "").strip(), (element.tail or "").strip()
        element[-1].tail = ""
    return ET.canonicalize(ET.tostring(root, encoding="unicode"))


def test_a_page_with_characters_that_xml_does_not_have_is_read_as_html():
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", "1. A\x01\x0cpage.\n"))).resolve(cv.Selection())
    edition = make_edition(reading)
    assert as_xml(print_html(edition, None, frozenset())) is None
    assert cv.render(reading, "pdf").startswith(b"%PDF")
