"""HTML editions as readers use them: links to what is beside them, the place of the reader, marked wording, print."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser, Page

import convention_variants as cv
from commands import make_draft, refused, run
from convention_variants.render.citations import citations
from convention_variants.render.edition import make_edition
from convention_variants.reports.locations import heading_words
from excerpt import write_excerpt
from promises import inventory_of
from windows import Window

MOST_FOR_FONTS = 120_000  # bytes of a page


class Links(HTMLParser):
    """The links of a page to other files, each with its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of a link."""
        address = dict(attrs).get("href") or "#"
        self._inside = tag == "a" and not address.startswith("#")
        if self._inside:
            self.found.append((unquote(address), ""))

    def handle_data(self, data: str) -> None:
        """Add to the text of a link."""
        if self._inside:
            self.found[-1] = (self.found[-1][0], self.found[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        """Leave a link."""
        self._inside = self._inside and tag != "a"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, draft_folder: Path) -> Path:
    """Build all readings of the shipped draft with marks, as HTML, Markdown and Word, and return the folder."""
    out = tmp_path_factory.mktemp("built") / "editions"
    cv.build([draft_folder], out, ["md", "html", "docx"], mark=True)
    return out / "ac291-22"


@pytest.fixture(scope="module")
def built_excerpt(tmp_path_factory: pytest.TempPathFactory, draft_folder: Path) -> Path:
    """Build the same of an excerpt, whose pages have the same elements."""
    folder = tmp_path_factory.mktemp("built")
    draft = write_excerpt(draft_folder, folder / "ac291-22")
    cv.build([draft], folder / "editions", ["md", "html", "docx"], mark=True)
    return folder / "editions" / "ac291-22"


@pytest.fixture
def page(browser: Browser, built: Path) -> Iterator[Page]:
    """Open an edition at a subparagraph in a window of a small laptop."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto((built / "ac291-22-ict.html").as_uri() + "#article-13-2-a")
    page.wait_for_function("() => document.querySelector('[aria-current]')?.hash === '#article-13'")
    yield page
    page.close()


def test_an_edition_leads_to_everything_beside_it_that_exists(built: Path):
    """The links are the index, the other readings, comparisons, workbench and formats, and each leads to a file."""
    found = Links((built / "ac291-22-ict.html").read_text(encoding="utf-8")).found
    assert found == [
        ("../index.html", "All editions"),
        ("ac291-22-cybercrime.html", "Cybercrime vocabulary"),
        ("ac291-22-bridging.html", "Bridging vocabulary"),
        ("comparison_cybercrime_ict.html", "Cybercrime vocabulary"),
        ("workbench.html", "Workbench"),
        ("ac291-22-ict.md", "Markdown"),
        ("ac291-22-ict.docx", "Word"),
    ]
    for edition in built.glob("ac291-22-*.html"):
        for address, _ in Links(edition.read_text(encoding="utf-8")).found:
            assert (built / address).is_file(), address


def test_a_workbench_leads_back(built: Path):
    """Who has made choices gets to the index and the readings at once, not by going back through the choices."""
    found = Links((built / "workbench.html").read_text(encoding="utf-8")).found
    assert found == [
        ("../index.html", "All editions"),
        ("ac291-22-cybercrime.html", "Cybercrime vocabulary"),
        ("ac291-22-ict.html", "Information and communications technologies vocabulary"),
        ("ac291-22-bridging.html", "Bridging vocabulary"),
    ]


def test_an_edition_alone_leads_nowhere(shipped: cv.Inventory):
    """A single rendering has no links to other files."""
    reading = cv.Resolver(shipped).resolve(cv.Selection("ict"))
    assert Links(cv.render(reading, "html").decode("utf-8")).found == []


def test_an_edition_is_built_again_when_there_is_more_beside_it(tmp_path: Path):
    """A further format is linked from an edition that was built without it; nothing else is built again for that."""
    (tmp_path / "draft.md").write_text("# Article 1\n\nParties [shall] [may] act.\n", encoding="utf-8")
    out = tmp_path / "out"
    cv.build([tmp_path / "draft.md"], out, ["html"])
    second = cv.build([tmp_path / "draft.md"], out, ["html", "md"])
    (edition,) = out.rglob("*-as-drafted.html")
    assert {Path(file.path).name for file in second.made if "as-drafted" in file.path} == {
        edition.name,
        edition.with_suffix(".md").name,
    }
    assert "Markdown</a>" in edition.read_text(encoding="utf-8")


def test_very_many_readings_are_left_to_the_index(tmp_path: Path):
    """An edition does not list hundreds of others, which would make a build grow with their square."""
    terms = "".join(
        f'[terms.t{number}.options.a]\nforms = ["a{number}"]\n[terms.t{number}.options.b]\nforms = ["b{number}"]\n'
        for number in range(4)
    )
    folder = tmp_path / "many"
    folder.mkdir()
    text = " ".join(f"[a{number}] [b{number}]" for number in range(4))
    (folder / "draft.md").write_text(f"# Article 1\n\n{text}.\n", encoding="utf-8")
    (folder / "variants.toml").write_text(terms, encoding="utf-8")
    cv.build([folder], tmp_path / "out", ["html"], combinations=True)
    edition = (tmp_path / "out" / "many" / "many-a_b_a_b.html").read_text(encoding="utf-8")
    assert Links(edition).found == [("../index.html", "All editions"), ("workbench.html", "Workbench")]


def test_the_contents_and_the_heading_say_where_the_reader_is(page: Page):
    """Where a link leads, the article's heading is at the top, and the contents mark it; both follow the reader."""

    def current() -> str:
        return page.locator("[aria-current]").inner_text().split(".")[0]

    def heading_at_the_top() -> str:
        return page.evaluate("document.elementFromPoint(800, 12).closest('section').id")

    assert (current(), heading_at_the_top()) == ("Article 13", "article-13")
    target, heading = (
        page.locator("#article-13-2-a > p").bounding_box(),
        page.locator("#article-13 > h3").bounding_box(),
    )
    assert target is not None
    assert heading is not None
    assert target["y"] >= heading["y"] + heading["height"]
    page.evaluate("document.getElementById('article-40-21').scrollIntoView()")
    page.wait_for_function("() => document.querySelector('[aria-current]').hash === '#article-40'")
    assert heading_at_the_top() == "article-40"
    assert page.locator("[aria-current]").is_visible()
    contents, link = page.locator("#contents").bounding_box(), page.locator("[aria-current]").bounding_box()
    assert contents is not None
    assert link is not None
    assert contents["y"] <= link["y"] <= contents["y"] + contents["height"]


def test_without_scripts_the_heading_still_says_it(browser: Browser, built: Path):
    """The heading that stays in view is no work of the script."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto((built / "ac291-22-ict.html").as_uri() + "#article-16-1-b-ii")
    heading, target = (page.locator(where).bounding_box() for where in ("#article-16 > h3", "#article-16-1-b-ii > p"))
    context.close()
    assert heading is not None
    assert target is not None
    assert heading["y"] == 0
    assert heading["height"] <= target["y"] < 200


def test_a_label_shows_that_it_is_a_link(page: Page):
    """The sign appears on hover and on keyboard focus, and is no text to be copied."""
    label = page.locator("#article-13-2-b > p > a.label")
    opacity = "link => getComputedStyle(link, '::after').opacity"
    assert label.evaluate(opacity) == "0"
    page.locator("#article-13-2-b > p").hover(position={"x": 200, "y": 5})
    assert label.evaluate(opacity) == "1"
    page.mouse.move(0, 0)
    page.locator("#article-13-2-a > p > a.label").focus()
    for _ in range(5):  # past (i) to (iv)
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#article-13-2-b"
    assert label.evaluate(opacity) == "1"
    assert "¶" not in page.inner_text("body")


def test_marked_wording_tells_what_was_not_chosen(page: Page):
    """On focus the rival is shown, Escape hides it, and it comes back; the text does not change."""
    chosen = page.locator("#article-8-1 mark.chosen").first
    assert chosen.inner_text() == "digital information"
    assert chosen.get_attribute("aria-description") == "Instead of: “computer data”"
    shown = "mark => getComputedStyle(mark, '::after').content"
    assert chosen.evaluate(shown) == "none"
    chosen.focus()
    assert "Instead of: “computer data”" in chosen.evaluate(shown)
    page.keyboard.press("Escape")
    assert chosen.evaluate(shown) == "none"
    page.keyboard.press("Tab")
    chosen.focus()
    assert "computer data" in chosen.evaluate(shown)
    assert page.evaluate("document.querySelectorAll('a mark[tabindex]').length") == 0


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (1366, "dark"), (390, "light"), (390, "dark")])
def test_axe_finds_nothing_in_a_built_edition_with_marks(
    window_for_axe: Window, built_excerpt: Path, width: int, scheme: str
):
    """Neither the links beside it, nor the marks, nor the button of the contents are a barrier."""
    page = window_for_axe.show(built_excerpt / "ac291-22-ict.html", width, scheme, height=800)
    assert page.locator(".beside a").count() == 7
    assert page.locator("mark.chosen").count() > 20
    assert window_for_axe.violations() == []


@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (390, "dark")])
def test_axe_finds_nothing_on_the_index(window_for_axe: Window, built_excerpt: Path, width: int, scheme: str):
    """Nor is anything on the page that leads to the editions."""
    page = window_for_axe.show(built_excerpt.parent / "index.html", width, scheme, height=800)
    assert page.locator("a[href$='ac291-22-ict.html']").count() == 1
    assert window_for_axe.violations() == []


def test_print_has_numbers_and_the_notice_and_no_links_to_pages(browser: Browser, built: Path, tmp_path: Path):
    """Each printed page has its number and the notice; what only works on a screen is left out."""
    import pypdfium2  # noqa: PLC0415 no other test needs it

    page = browser.new_page()
    page.goto((built / "ac291-22-ict.html").as_uri())
    page.pdf(path=tmp_path / "print.pdf", format="A4")
    page.close()
    document = pypdfium2.PdfDocument(tmp_path / "print.pdf")
    texts = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    for number, text in enumerate(texts, 1):
        assert f"{number} / {len(texts)}" in text
        assert "Unofficial reading, not agreed text" in text
    assert "All editions" not in texts[0]
    assert not any("¶" in text or "Instead of:" in text for text in texts)


def test_marks_change_no_word(shipped: cv.Inventory):
    """An edition with marks has the text of the one without, and a mark for every choice that left a wording."""
    reading = cv.Resolver(shipped).resolve(cv.Selection("ict"))
    plain, marked = (cv.render(reading, "html", cv.Options(mark=mark)).decode("utf-8") for mark in (False, True))
    assert "<mark" not in plain
    assert text_of(marked).split() == text_of(plain).split()
    assert len(re.findall('<mark class="chosen"', marked)) == reading.count(cv.Outcome.CHOSEN)


def text_of(page: str) -> str:
    """Return the text of the treaty on a page."""
    main = page[page.index("<main") : page.index("</main>")]
    return unescape(re.sub("<[^>]+>", "", main))


def test_of_choices_inside_each_other_the_inmost_is_marked():
    """A chosen wording around another one is marked on both sides of it, each with its own rivals."""
    inventory = cv.read_draft(
        cv.Source("draft.md", "Parties [shall [promptly] [soon] act][may act] and [also ]report.\n")
    )
    ids = [point.id for point in inventory.points]
    takes = dict(zip(ids, (cv.Take(1), cv.Take(2), cv.KEEP), strict=True))
    page = cv.render(cv.Resolver(inventory).resolve(cv.Selection(at=takes)), "html", cv.Options(mark=True)).decode(
        "utf-8"
    )
    found = re.findall(r'data-instead="([^"]*)"[^>]*>([^<]*)</mark>', page)
    assert found == [
        ("Instead of: “may act”", "shall "),
        ("Instead of: “promptly”", "soon"),
        ("Instead of: “may act”", " act"),
        ("Instead of: nothing", "also"),
    ]


def test_what_is_left_out_has_a_bar():
    """A bar without text says what stood there, also behind a label; a paragraph that is gone as a whole has none."""
    text = (
        "Parties[, where [at all] possible,] act [now].\n\n[This is [all] dropped.]\n\n[Once] [Twice] so.\n\n1. [No.]\n"
    )
    inventory = inventory_of(text)
    takes = {point.id: cv.Take(1) if len(point.options) > 1 else cv.DROP for point in inventory.points}
    reading = cv.Resolver(inventory).resolve(cv.Selection(at=takes))
    plain, marked = (cv.render(reading, "html", cv.Options(mark=mark)).decode("utf-8") for mark in (False, True))
    assert text_of(marked).split() == text_of(plain).split()
    found = re.findall(r'data-instead="([^"]*)"[^>]*>(.*?)</mark>', marked)
    bar = '<span class="left-out"></span>'
    assert found == [
        ("Instead of: “, where [at all] possible,”", bar),
        ("Instead of: “now”", bar),
        ("Instead of: “Twice”", "Once"),
        ("Instead of: “No.”", bar),
    ]
    assert "A bar stands where words are left out." in marked
    assert "bar stands" not in plain
    with zipfile.ZipFile(BytesIO(cv.render(reading, "docx", cv.Options(mark=True)))) as file:
        document = file.read("word/document.xml").decode("utf-8")
    assert re.findall(r'<v:rect alt="([^"]*)"', document) == [said for said, shown in found if shown == bar]
    assert "A bar stands where words are left out." in document


def test_word_edition_highlights_and_links(shipped: cv.Inventory):
    """Chosen wording is highlighted, and references lead to bookmarks that the document has."""
    reading = cv.Resolver(shipped).resolve(cv.Selection("ict"))
    data = cv.render(reading, "docx", cv.Options(mark=True))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        document = archive.read("word/document.xml").decode("utf-8")
    assert document.count("<w:highlight") >= reading.count(cv.Outcome.CHOSEN)
    targets = set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', document))
    names = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', document)
    assert any(target.startswith("_Ref") for target in targets)
    assert targets <= set(names)
    assert len(names) == len(set(names))
    assert "<w:highlight" not in zipfile.ZipFile(BytesIO(cv.render(reading, "docx"))).read("word/document.xml").decode()


def test_mark_needs_a_format_that_can_show_it(draft_folder: Path, tmp_path: Path):
    """Markdown has no marks: `render` refuses it, and a build leaves it as it is, as its manifest says."""
    refused(run("render", draft_folder, "-p", "ict", "--mark"), "--mark requires HTML, PDF or Word output")
    result = run("render", draft_folder, "-p", "ict", "--mark", "-o", tmp_path / "a.html")
    assert result.exit_code == 0
    assert '<mark class="chosen"' in (tmp_path / "a.html").read_text(encoding="utf-8")
    draft = make_draft(tmp_path / "small", "1. Parties [shall] [may] act.", '[profiles.none]\nlabel = "None"\n')
    options = ("--mark", "--to", "md,html", "--allow-open", "--jobs", "1", "--out", tmp_path / "out")
    assert run("build", draft, *options).exit_code == 0
    said = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {one["format"]: one.get("marked") for one in said if one["kind"] == "edition"} == {"html": True, "md": None}


def fonts_of(page: bytes) -> list[bytes]:
    """Return the fonts that a page embeds."""
    return [base64.b64decode(data) for data in re.findall(rb"data:font/woff2;base64,([\w+/=]+)", page)]


def test_the_typeface_is_small_and_has_the_letters_of_our_languages(shipped: cv.Inventory):
    """Four faces, no larger than agreed, with every letter of the shipped draft and of all our strings."""
    page = cv.render(cv.Resolver(shipped).resolve(cv.Selection("ict")), "html")
    fonts = fonts_of(page)
    assert len(fonts) == 4
    assert sum(map(len, re.findall(rb"@font-face[^}]*}", page))) <= MOST_FOR_FONTS
    ours = (file.read_text("utf-8") for file in (Path(cv.__file__).parent / "language/data").glob("??.toml"))
    needed = set(shipped.draft.source.text).union(*(text.partition("[phrases]")[2] for text in ours))
    for data in fonts:
        font = TTFont(BytesIO(data))
        missing = needed - {chr(code) for code in font.getBestCmap()}
        assert not [letter for letter in missing if letter.isalnum()], missing
        assert "Source" not in str(font["name"].getDebugName(1)), "this name is reserved for the original"


def test_templates_can_replace_the_script_and_the_typeface(shipped: cv.Inventory, tmp_path: Path):
    """Files of the same name are used instead, as all templates are."""
    (tmp_path / "page.js").write_text("console.log(1);\n", encoding="utf-8")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "It.woff2").write_bytes(b"wOF2")
    reading = cv.Resolver(shipped).resolve(cv.Selection("ict"))
    page = cv.render(reading, "html", cv.Options(templates=tmp_path))
    assert b"console.log(1);" in page
    assert base64.b64encode(b"wOF2") in page


def test_a_place_is_named_without_the_bracket_that_opens_in_front_of_it():
    """It closes elsewhere, and a list of places has room for none."""
    inventory = inventory_of("# Article 1\n\n[1. Parties:\n\n(a) Act;\n\n(b) Rest.\n\n# Aims]\n\nRest.\n")
    edition = make_edition(cv.Resolver(inventory).resolve(cv.Selection()))
    names = citations(edition.shown, edition.words)
    assert list(names.values())[1:] == ["Article 1", "Article 1, 1", "Article 1, 1 (a)", "Article 1, 1 (b)", "Aims"]


def test_a_place_is_named_without_the_mark_of_a_quotation_and_the_figure_of_a_lost_footnote():
    """They are part of the label, as it is shown, but neither names the place."""
    source = "“Article 9<sup>27</sup>\n\n“[1. Parties:\n\n“Option 2 <sup>3</sup>\n\n“(a) Act.\n\n“Article 10\n\n"
    inventory = inventory_of(source + "“1. See annex A.\n\n“2. See paragraph 1.\n\n“Annex A\n")
    reading = cv.Resolver(inventory).resolve(cv.Selection())
    edition = make_edition(reading)
    names = list(citations(edition.shown, edition.words).values())[1:]
    assert names[:4] == ["Article 9", "Article 9, 1", "Article 9, 1, Option 2", "Article 9, 1, Option 2 (a)"]
    assert heading_words(inventory.draft.body[0].label, inventory.draft) == "Article 9"
    page = cv.render(reading, "html").decode("utf-8")
    links = re.findall(r'href="#(a[^"]+)"[^>]*>([^<]+)', page)
    assert {("article-9", "“Article 9"), ("annex-a", "annex A"), ("article-10-1", "paragraph 1")} <= {*links}
    assert edition.contents[0].label == "“Article 9"
    shown = re.sub(r"<[^>]+>", "", page)
    assert all(words in shown for words in ("“Article 927", "“[1.", "“Option 2 3", "“(a)", "“1.", "“Annex A"))


@pytest.mark.parametrize("to", ["md", "html", "docx"])
def test_a_bullet_of_a_symbol_font_is_a_bullet(to: str):
    """Text extracted from files has its place in that font, where other fonts show a box."""
    edition = cv.render(cv.Resolver(inventory_of("1. Funds:\n\n\uf0b7 A [new] fund.\n")).resolve(cv.Selection()), to)
    if to == "docx":
        with zipfile.ZipFile(BytesIO(edition)) as file:
            edition = file.read("word/document.xml")
    assert "• A" in edition.decode("utf-8")
    assert "\uf0b7" not in edition.decode("utf-8")
