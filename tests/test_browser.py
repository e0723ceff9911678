"""HTML editions in a browser: accessible in every state, silent, and asking the network for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import convention_variants as cv
from convention_variants.comparison.formats import as_html
from convention_variants.comparison.revising import Series, revise_all
from convention_variants.comparison.revision_formats import as_html as revisions_as_html
from convention_variants.render.edition import Beside, Link
from convention_variants.reports.positions_page import as_html as positions_html
from convention_variants.reports.standings import find_standings
from excerpt import excerpt_of
from windows import Window

SHIPPED = Path(__file__).parent.parent / "source" / "ac291-22"
LONG_NAMES = f'[document]\nlanguage = ""\norganization = "United Nations"\nsymbol = "{"FCCC/CP/2024/" * 6}"\n'
BESIDE = Beside({"index": "index.html", "workbench": "workbench.html", "revisions": ""})
POSITIONS = """# Chapter I

## Article 1

1. Each Party [US/AU propose; African Group/BR oppose: may]
[African Group/BR propose; US/AU oppose: shall] act [EU: soon].

# Chapter II

## Article 2

Nothing [KE reserve; US oppose: else] happens [BR: here].
"""
WINDOWS = [(1300, "light"), (1300, "dark"), (390, "light")]
PAGES = [
    *("clean", "clean-excerpt", "drafted", "drafted-excerpt", "small", "wide", "arabic"),
    *("compared", "compared-excerpt", "compared-small", "compared-table", "compared-arabic", "compared-alike"),
    "compared-wide",
    *("positions", "positions-none"),
    *("revised", "revised-series"),
]
# Axe takes seconds for a long page, and looks at it in one window; at an excerpt with the same elements in all.
LONG = {"clean": (1300, "light"), "drafted": (390, "light"), "compared": (1300, "dark")}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Make the pages to look at: a clean reading with its annex, the draft as it is, a small draft."""
    folder = tmp_path_factory.mktemp("pages")
    resolver, excerpt = cv.Resolver(cv.load_draft(SHIPPED)), cv.Resolver(excerpt_of(SHIPPED))
    small = cv.read_draft(
        cv.Source("draft.md", "Parties [shall] [should] act.[^1]\n\n| a | b |\n| - | - |\n| c | [d] |\n\n[^1]: So.\n")
    )
    wide = cv.read_draft(
        cv.Source(
            "draft.md",
            f"# Article 1\n\n| {'word | ' * 40}\n| {'--- | ' * 40}\n| {'word | ' * 40}\n\n```\n{'code ' * 90}\n```\n\n"
            "####\n\n#### [gone]\n\n##### Below\n\n- plain\n- bullets\n\n3bis. Long label.\n\n"
            f"| {'word | ' * 40}\n| {'--- | ' * 40}\n| {'word | ' * 39}[this] [that] |\n",
        ),
        cv.read_terminology(cv.Source("variants.toml", LONG_NAMES)),
    )
    clean = cv.Selection("ict", fill={"city": "Hanoi"}, consequential=True)
    readings = {
        "clean": (resolver.resolve(clean), cv.Options(annex=True)),
        "clean-excerpt": (excerpt.resolve(clean), cv.Options(annex=True)),
        "drafted": (resolver.resolve(cv.Selection()), cv.Options()),
        "drafted-excerpt": (excerpt.resolve(cv.Selection()), cv.Options()),
        "small": (cv.Resolver(small).resolve(cv.Selection()), cv.Options(annex=True)),
    }
    arabic = cv.read_draft(
        cv.Source("draft.md", "# Article 1\n\n1. [نظام] [حاسوب] `code`:\n\n- واحد\n\n2. [date]\n"),
        cv.read_terminology(cv.Source("variants.toml", '[document]\nlanguage = "ar"\nsymbol = "A/1"\n')),
    )
    readings["wide"] = (cv.Resolver(wide).resolve(cv.Selection(at={"text.1": cv.DROP})), cv.Options(annex=True))
    readings["arabic"] = (cv.Resolver(arabic).resolve(cv.Selection()), cv.Options(annex=True))
    paths = {}
    for name, (reading, options) in readings.items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_bytes(cv.render(reading, "html", options))
    for name, comparison in comparisons(resolver.inventory, excerpt.inventory, small, arabic, wide).items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_bytes(as_html(comparison, beside=BESIDE))
    for name, draft in {"positions": POSITIONS, "positions-none": "Parties [may] act"}.items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_bytes(positions_html(find_standings(cv.read_draft(cv.Source("draft.md", draft)))))
    for name, series in revised(small).items():
        paths[name] = folder / f"{name}.html"
        paths[name].write_bytes(revisions_as_html(series, [Link("ICT", "clean.html")], BESIDE))
    return paths


def revised(small: cv.Inventory) -> dict[str, Series]:
    """Follow a draft of two chapters into a newer one, and a small one through three versions."""
    start = (
        "## Preamble\n\nRecalling {} Charter,\n\n## Chapter I\n\n# Article 1\n\n1. Parties {} *[here] [there]*.\n\n2. "
    )
    texts = [
        start.format("[the] [its]", "[shall] [should] act [soon]") + "Ships [may] call at [any] [each] port.\n",
        start.format("the", "shall act") + "[New text on [air] [rail] traffic.]\n",
        "Parties shall act [soon].[^1]\n\n- [x] [y]\n\n[^1]: So [be it].\n",
    ]
    old, new, third = (cv.read_draft(cv.Source(f"{number}.md", text)) for number, text in enumerate(texts, 1))
    return {"revised": revise_all([old, new]), "revised-series": revise_all([small, new, third])}


def comparisons(
    shipped: cv.Inventory, excerpt: cv.Inventory, small: cv.Inventory, arabic: cv.Inventory, wide: cv.Inventory
) -> dict[str, cv.Comparison]:
    """Compare the vocabularies of the shipped draft and its excerpt, and readings of the others, two of them alike."""
    names = ("cybercrime", "ict")
    vocabularies = (cv.Selection("cybercrime", consequential=True), cv.Selection("ict", consequential=True))
    chosen = [cv.Selection(at={"text.1": cv.Take(number)}) for number in (1, 2)]
    dropped = [cv.Selection(at={"text.1": cv.Take(1), "text.2": take}) for take in (cv.KEEP, cv.DROP)]
    sides = [cv.Selection(at={next(point.id for point in arabic.points): cv.Take(number)}) for number in (1, 2)]
    cells = [cv.Selection(at={[point.id for point in wide.points][-1]: cv.Take(number)}) for number in (1, 2)]
    return {
        "compared": cv.compare(shipped, names, vocabularies),
        "compared-excerpt": cv.compare(excerpt, names, vocabularies),
        "compared-small": cv.compare(small, ("first", "second"), (chosen[0], chosen[1])),
        "compared-table": cv.compare(small, ("kept", "dropped"), (dropped[0], dropped[1])),
        "compared-arabic": cv.compare(arabic, ("1", "2"), (sides[0], sides[1])),
        "compared-wide": cv.compare(wide, ("1", "2"), (cells[0], cells[1])),
        "compared-alike": cv.compare(small, ("a", "b"), (chosen[0], chosen[0])),
    }


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_silent_and_fit(window: Window, pages: dict[str, Path], name: str, width: int, scheme: str):
    """The page logs nothing, asks for nothing and does not scroll sideways."""
    page = window.show(pages[name], width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert window.said == []
    assert window.asked == [pages[name].as_uri()]


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [(name, *window) for name in PAGES for window in ([LONG[name]] if name in LONG else WINDOWS)],
)
def test_axe_finds_nothing(window_for_axe: Window, pages: dict[str, Path], name: str, width: int, scheme: str):
    """Axe finds no violation."""
    window_for_axe.show(pages[name], width, scheme)
    assert window_for_axe.violations() == []


def test_text_is_pasted_with_headings_labels_and_indents(browser: Browser, pages: dict[str, Path]):
    """What a word processor gets from the clipboard has headings, labels as text, and indents in points."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(pages["clean"].as_uri())
    page.evaluate("getSelection().selectAllChildren(document.getElementById('article-10'))")
    page.keyboard.press("Control+C")
    html = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then(blob => blob.text())"
    )
    context.close()
    assert re.search(r"<h3[^>]*><a[^>]*>Article 10.</a> <span[^>]*>Misuse of devices</span></h3>", html)
    labels = re.findall(r'<p style="([^"]*)"><a[^>]*>([^<]*)\t</a>', html)
    assert [label for _, label in labels] == ["1.", "(a)", "(i)", "(ii)", "(b)", "2.", "3."]
    assert all("-28pt" in style and "margin: 0px 0px 0.75em 28pt" in style for style, _ in labels)
    assert html.count("margin-left: 28pt") == 2  # the lists of paragraph 1 and of its subparagraph (a)
    assert "<li" not in html  # or some number them again


def test_readings_stand_side_by_side_or_one_below_the_other(window: Window, pages: dict[str, Path]):
    """There are two columns on a desk and one on a phone, and each text has the name of its reading."""
    for width, columns in ((1300, True), (390, False)):
        page = window.show(pages["compared"], width, "light")
        first, second = (page.locator(f"#article-2-b .{side}").bounding_box() for side in ("first", "second"))
        assert first is not None
        assert second is not None
        assert (first["y"] == second["y"]) == columns
        assert (first["x"] == second["x"]) != columns
        names = ["Cybercrime vocabulary", "Information and communications technologies vocabulary"]
        assert page.locator("#article-2-b dt").all_inner_texts() == names


def test_differing_words_are_told_by_more_than_colour(window: Window, pages: dict[str, Path]):
    """They have one line below them or two, and a screen reader says where they begin."""
    page = window.show(pages["compared"])
    marks = page.locator("#article-2-b mark")
    assert marks.all_inner_texts() == ["Computer data", "Digital information"]
    style = "mark => getComputedStyle(mark).textDecorationLine + ' ' + getComputedStyle(mark).textDecorationStyle"
    assert [mark.evaluate(style) for mark in marks.all()] == ["underline solid", "underline double"]
    assert "differs" in marks.first.evaluate("mark => getComputedStyle(mark, '::before').content")


def test_a_comparison_is_read_with_the_keyboard(window_for_axe: Window, pages: dict[str, Path]):
    """Links lead from one difference to the next, and what is folded unfolds; axe finds nothing then, either."""
    page = window_for_axe.show(pages["compared-excerpt"])
    page.goto(f"{page.url}#article-2-c")
    page.locator("#article-2-c .ways a").last.press("Enter")
    page.wait_for_function("() => location.hash === '#article-2-d'")
    fold = page.locator("#article-2-c + details")
    assert not page.locator("#article-2-c-i").is_visible()
    fold.locator("summary").press("Enter")
    assert page.locator("#article-2-c-i").is_visible()
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert window_for_axe.violations() == []


def test_places_are_filtered_by_party_stance_part_and_alone(window: Window, pages: dict[str, Path]):
    """The filters combine, the count says what is left, and a link leads to the text; all of it by keyboard."""
    page = window.show(pages["positions"])

    def shown() -> list[str]:
        return page.locator(".places > li:not([hidden]) .id").all_inner_texts()

    everything = ["article-1-1.1", "article-1-1.2", "article-2.1", "article-2.2"]
    assert shown() == everything
    page.select_option("[name=party]", "US")
    assert shown() == ["article-1-1.1", "article-2.1"]
    page.focus("[name=alone]")
    page.keyboard.press("Space")
    assert shown() == ["article-2.1"]
    assert page.inner_text("#positions-count") == "1 of 4 places"
    page.select_option("[name=stance]", "reserves")
    assert shown() == []
    page.select_option("[name=party]", "")
    page.uncheck("[name=alone]")
    assert shown() == ["article-2.1"]
    page.select_option("[name=stance]", "")
    page.select_option("[name=chapter]", "Chapter I")
    assert shown() == ["article-1-1.1", "article-1-1.2"]
    page.focus(".places a")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash === '#article-1-1'")
    assert page.evaluate("document.querySelector(':target').innerText").startswith("1.")


def test_the_picture_of_positions_compares_each_pair(window: Window, pages: dict[str, Path]):
    """Parties that agree have cells of one color, and the table below the picture has the numbers."""
    page = window.show(pages["positions"])
    titles = page.locator(".map rect").evaluate_all(
        "cells => cells.map(cell => [cell.textContent, cell.getAttribute('class')])"
    )
    found = dict(titles)
    assert found["US – AU: 1 : 0"].startswith("same-")
    assert found["US – BR: 0 : 1"].startswith("opposed-")
    assert found["EU – US: 0 : 0"] == "none"
    page.focus("details summary")
    page.keyboard.press("Enter")
    assert page.locator(".numbers").is_visible()
    assert page.locator(".numbers tbody tr").count() == len({title.split(" – ")[0] for title in found})


def test_revisions_are_filtered_without_a_script(window: Window, pages: dict[str, Path]):
    """Only rows with the chosen status, and only the chosen chapter, are visible."""
    page = window.show(pages["revised"])
    rows, status, chapter = page.locator(".row"), *page.locator("select").all()
    number = rows.count()
    status.select_option(label="settled")
    shown = [row for row in rows.all() if row.is_visible()]
    assert 0 < len(shown) < number
    assert all("settled-point" in str(row.get_attribute("class")) for row in shown)
    status.select_option(label="all")
    chapter.select_option(label="Preamble")
    names = {name.split(" (")[0] for name in page.locator(".row h4").filter(visible=True).all_inner_texts()}
    assert names == {"Preamble"}


def test_a_comparison_is_filtered_without_a_script(window: Window, pages: dict[str, Path]):
    """Only rows of the chosen term, or with consequential changes, are visible, and headings with such rows below."""
    page = window.show(pages["compared"])
    show, rows, folds = page.locator(".filters select"), page.locator(".row"), page.locator("details.fold")
    assert (rows.count(), folds.filter(visible=True).count()) == (88, folds.count())
    show.select_option(label="What computers process")
    shown = rows.filter(visible=True)
    assert shown.count() == 38
    assert all("digital information" in text.casefold() for text in shown.locator(".second").all_inner_texts()[:5])
    show.select_option(label="Consequential changes")
    found = page.locator(".row h4").filter(visible=True).all_inner_texts()
    assert found == [
        *("Article 2 (d)", "Article 2 (e) (i)", "Article 23, 3 (b)", "Article 25, 1", "Article 25, 2"),
        *("Article 28, 2", "Article 42, 2 (c)", "Article 45, 3 (c)"),
    ]
    assert page.locator("main > .head h2").filter(visible=True).all_inner_texts() == [
        "Chapter I\N{EN SPACE}General provisions",
        "Chapter IV\N{EN SPACE}Procedural measures and law enforcement",
        "Chapter V\N{EN SPACE}International cooperation",
    ]
    assert folds.filter(visible=True).count() == 0
    show.select_option(index=0)
    assert rows.filter(visible=True).count() == 88


def test_places_of_a_wording_unfold_and_lead_to_the_text(window: Window, pages: dict[str, Path]):
    """What stands in many places is one row; its places unfold by keyboard, and each leads to its difference."""
    page = window.show(pages["compared"])
    row = page.locator("#overview-wordings tbody tr").filter(has_text="digital information")
    places = row.locator("details a")
    assert (row.count(), places.filter(visible=True).count()) == (1, 0)
    row.locator("summary").press("Enter")
    assert places.filter(visible=True).count() == 38
    places.filter(has_text="Article 9").press("Enter")
    page.wait_for_function("() => location.hash === '#article-9'")


@pytest.mark.parametrize("name", ["wide", "compared-wide"])
def test_all_columns_of_a_table_are_on_paper(window: Window, pages: dict[str, Path], name: str):
    """A screen scrolls to the columns that do not fit, paper does not."""
    page = window.show(pages[name], 700)
    page.emulate_media(media="print")
    for right in page.evaluate("[...document.querySelectorAll('table, pre')].map((one) => one.scrollWidth)"):
        assert right <= 700


def test_a_table_of_few_columns_is_printed_in_the_type_of_the_text(window: Window, tmp_path: Path):
    """Only what would not fit is set smaller."""
    source = "# Article 1\n\nText.\n\n| a | b |\n| - | - |\n| x | y |\n\n" + "| a " * 6 + "|\n" + "| - " * 6 + "|\n"
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", source))).resolve(cv.Selection())
    (tmp_path / "a.html").write_bytes(cv.render(reading, "html"))
    page = window.show(tmp_path / "a.html")
    page.emulate_media(media="print")
    few, many = page.evaluate("[...document.querySelectorAll('table')].map((one) => getComputedStyle(one).fontSize)")
    text = page.evaluate("getComputedStyle(document.querySelector('main p')).fontSize")
    assert few == text
    assert float(many.removesuffix("px")) < float(text.removesuffix("px"))


@pytest.mark.parametrize(("heading", "is_larger"), [("Draft decision", False), ("Draft decisions", True)])
def test_a_title_is_large_once(window: Window, tmp_path: Path, heading: str, *, is_larger: bool):
    """Above the box it is no larger than a line of text if the text begins with the same heading."""
    terminology = cv.read_terminology(cv.Source("variants.toml", '[document]\ntitle = "Draft decision"\n'))
    draft = cv.read_draft(cv.Source("draft.md", f"# {heading}\n\n1. Act [now].\n"), terminology)
    (tmp_path / "a.html").write_bytes(cv.render(cv.Resolver(draft).resolve(cv.Selection()), "html"))
    page = window.show(tmp_path / "a.html")
    size = "(one) => parseFloat(getComputedStyle(document.querySelector(one)).fontSize)"
    title, text = page.evaluate(f"['h1', 'main p'].map({size})")
    assert (title > text) == is_larger
