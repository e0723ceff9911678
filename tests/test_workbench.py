"""The workbench in a browser, as a person uses it: what it reads is what an edition reads, whatever is chosen."""

from __future__ import annotations

import random
import shlex
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

import convention_variants as cv
from commands import make_draft, run
from convention_variants.render.workbench import render_workbench
from convention_variants.resolve.stretches import MOST_OPTIONS
from excerpt import excerpt_of
from promises import inventory_of, parsed
from windows import Window
from workbench_against_edition import READ_MAIN, differences, lines_of, random_drafts

SHIPPED = Path(__file__).parent.parent / "source" / "ac291-22"
WIDE = 1088  # pixels from which on the panel is beside the text
TARGET = 24  # pixels that a link in a list has in height, by WCAG 2.2
OPTIONS = {
    "offence": ("cybercrime", "ict-use"),
    "device": ("computer-system", "ict-device"),
    "data": ("computer-data", "digital-information"),
}
COMBINATIONS = [
    *(dict(zip(OPTIONS, options, strict=True)) for options in product(*OPTIONS.values())),
    {"offence": "cybercrime", "device": "ict-system", "data": "electronic-data"},
]
TOP_OF_TEXT = f"(innerWidth < {WIDE} ? document.querySelector('aside').getBoundingClientRect().bottom : 0)"
WORDS = f"() => ({READ_MAIN})().split(/\\s+/).filter(Boolean)"
# Nested brackets, an optional paragraph, option paragraphs, series of optionals, endings, a footnote, a table.
SMALL = """\
# Article 1. Scope of [computer data] [digital information]

1. Parties [shall] [should], [as appropriate,] keep [a [new] [computer system] [information device]] safe.[^1]

[2. Parties may [also] act.]

3. They act [new,] [additional,] [adequate,] [and] on [[an] adaptation communication[s]][communications]:

Option 1: By [date], [alone].

Option 2: Never [, or later].

4. Last of Part[y] [ies].

| What | [When] |
| --- | --- |
| [computer data] [digital information] | until [then] |
| Both ||

[^1]: Or [those computer data] [that digital information].
"""
# Each of these once read otherwise on the workbench than in its edition.
DIFFERED = (
    "The [forests], [, oceans] and more.\n",
    "[and] [Parties], x\n",
    "Option 1: (a) One thing.\n\n(b) More.\n\nOption 2: (a) Two things.\n\n(b) Less.\n",
    "2. Option 1\n\nText [a] b.\n\n    Option 2\n\nMore\n",
    "x\n\nOption a: one\n\n```\n[a\n```\n\nOption b: two\n\n3bis. foo\n",
    "1. One [[two\n\nthree] four] five.\n\n(a) [b\n\nc]; and\n",
    "b. Option b: [[old] \f[new]]\n\nc. Option c: [data]\n",
    "(a) [bold] *[new]*:\n\n| [a] | [b] |\n| --- | --- |\n| [c] | [d] |\n",
    "1. One\n\n    **Option 1[^1]:** A [b] c.\n\n    **Option 2:** D.\n\n[^1]: Note.\n",
    "[Option 1: One [a].\n\nOption 2: Two.\n",
    "[Option a: One [a].\n\n[Option b: Two [b].\n\n[Option c: Three.\n",
    "* [[[[1. a\n\n2. b]] [c]]] [d]\n",
    "A. [a]\n\n    [Option 1: {x}\n\n    Option 2:\n\n    [Two,]\n\n    [Three]]\n",
    "[[*a*\u00a0 [b]\u00a0`\u00a0`\u00a0]]\n",
    "[1. [[a\n\n[ ]]\n\n[b\n\n[ ]]].\n",
)


class Opened(NamedTuple):
    """A workbench that is open, what it has said and asked for, and the draft it is of."""

    page: Page
    said: list[str]
    asked: list[str]
    inventory: cv.Inventory


def opened(
    window: Window,
    folder: Path,
    inventory: cv.Inventory,
    width: int = 1280,
    *,
    height: int = 900,
    scheme: str = "light",
) -> Opened:
    """Open the workbench of a draft from a file, as from a mail; unfold what fits beside the text on a large screen."""
    file = folder / "workbench.html"
    if not file.exists():
        file.write_bytes(render_workbench(inventory))
    page = window.show(file, width, scheme, height=height)
    if width >= WIDE:
        folds = ".searching, .looking, .sharing"
        page.evaluate(f"() => {{ for (const fold of document.querySelectorAll('{folds}')) fold.open = true; }}")
    return Opened(page, window.said, window.asked, inventory)


def assert_silent(bench: Opened) -> None:
    """Check that a workbench has said nothing, and asked for nothing but itself."""
    asked = {address.partition("#")[0] for address in bench.asked}
    assert (bench.said, asked) == ([], {bench.page.url.partition("#")[0]})


@pytest.fixture(scope="module")
def shipped_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the workbench of the shipped draft, which is made once."""
    return tmp_path_factory.mktemp("shipped")


@pytest.fixture
def shipped_bench(window: Window, shipped_folder: Path, shipped: cv.Inventory) -> Iterator[Opened]:
    """Open the workbench of the shipped draft."""
    bench = opened(window, shipped_folder, shipped)
    yield bench
    assert_silent(bench)


@pytest.fixture
def small_bench(window: Window, tmp_path: Path) -> Iterator[Opened]:
    """Open the workbench of a small draft with brackets of every kind."""
    bench = opened(window, tmp_path, inventory_of(SMALL))
    yield bench
    assert_silent(bench)


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """Open a window for what is compared with a workbench."""
    page = browser.new_page()
    yield page
    page.close()


def edition_words(reader: Page, reading: cv.Reading) -> list[str]:
    """Return the words of the main part of the HTML edition, as a browser shows them."""
    reader.set_content(cv.render(reading, "html").decode("utf-8"))
    return reader.evaluate(WORDS)


def go(page: Page, fragment: str) -> None:
    """Write a fragment to the address, and wait until the page has heard of it."""
    page.evaluate(
        """to => new Promise((heard) => {
          const before = location.hash;
          location.hash = to;
          if (location.hash === before) heard();
          else addEventListener("hashchange", () => heard(), { once: true });
        })""",
        fragment,
    )


def address_of(page: Page) -> str:
    """Return the address as the page itself has it: Playwright may hear of a change later."""
    return page.evaluate("() => location.href")


def follow(reader: Page, link: str) -> None:
    """Open a link, though another part of the same page may be open."""
    reader.goto("about:blank")
    reader.goto(link)


@pytest.mark.parametrize("choose", COMBINATIONS, ids=lambda choose: "_".join(choose.values()))
def test_words_are_those_of_the_edition(shipped_bench: Opened, reader: Page, choose: dict[str, str]):
    """With every combination of options chosen in the panel the text has the words of the HTML edition."""
    for term, option in choose.items():
        shipped_bench.page.check(f'[name="term-{term}"][value="{option}"]')
    reading = cv.Resolver(shipped_bench.inventory).resolve(cv.Selection(choose=choose, consequential=True))
    assert shipped_bench.page.evaluate(WORDS) == edition_words(reader, reading)
    assert shipped_bench.page.inner_text("#count") == "112 of 112 chosen"


def test_without_scripts_it_is_the_draft(browser: Browser, reader: Page, shipped_folder: Path, shipped: cv.Inventory):
    """Where scripts are off the page shows the draft with all its brackets, and says so."""
    bench = opened(Window(browser.new_page(java_script_enabled=False)), shipped_folder, shipped)
    reading = cv.Resolver(bench.inventory).resolve(cv.Selection())
    assert bench.page.inner_text("main").split() == edition_words(reader, reading)
    assert "Scripts are off" in bench.page.inner_text("header")
    bench.page.close()


@pytest.mark.parametrize("drawn", [[0], [1], [2], [1, 0], [2, 1], [0, 1, 2], [1, 1, 0], [2, 2, 1, 0], [3, 1, 2, 0, 1]])
def test_places_of_every_kind(small_bench: Opened, reader: Page, drawn: list[int]):
    """Whatever is taken at single places, in the address, the words are those of the edition with the same choices."""
    at = {}
    for index, point in enumerate(small_bench.inventory.points):
        number = drawn[index % len(drawn)]
        if point.kind is cv.Kind.OPTIONAL and number % 3:
            at[point.id] = cv.KEEP if number % 3 == 1 else cv.DROP
        elif point.kind is cv.Kind.ALTERNATIVES and number % 3:
            at[point.id] = cv.Take(number % 3)
    address = "&".join(f"{point}={take}" for point, take in at.items())
    go(small_bench.page, address)
    reading = cv.Resolver(small_bench.inventory).resolve(cv.Selection(at=at))
    assert small_bench.page.evaluate(WORDS) == edition_words(reader, reading)
    chosen, count = reading.count(cv.Outcome.CHOSEN), reading.count(cv.Outcome.OPEN)
    assert small_bench.page.inner_text("#count") == f"{chosen} of {chosen + count} chosen"


def test_one_place_is_overridden_and_taken_back(shipped_bench: Opened):
    """A click on a place offers what can stand there; it beats the profile there alone, until it is taken back."""
    page = shipped_bench.page
    page.click("button[data-profile='ict']")
    before = page.evaluate(WORDS)
    page.click("#article-8-1 [data-s].of-choice:visible >> nth=0")
    assert page.inner_text("#place-title") == "Article 8, paragraph 1"
    page.check("#place-options label:has-text('computer data') input")
    after = page.evaluate(WORDS)
    assert [(one, other) for one, other in zip(before, after, strict=True) if one != other] == [
        ("digital", "computer"),
        ("information.", "data."),
    ]
    assert "article-8-1.1=1" in address_of(page)
    page.check("#place-options label:has-text('As for all places: “digital information”') input")
    assert page.evaluate(WORDS) == before
    assert "article-8-1.1" not in address_of(page)
    page.click("#clear")
    assert page.locator("#place-options label").all_inner_texts()[:2] == ["Leave open", "“computer data”"]


def test_search_and_profiles_are_named(shipped_bench: Opened):
    """Search is no part of the view, and the buttons of the profiles say what they are."""
    page = shipped_bench.page
    folds = page.locator("#choices > details > summary").all_inner_texts()
    assert folds == ["Contents", "Search", "View", "Share", "Choices"]
    assert page.locator("fieldset:has([data-profile]) legend").inner_text() == "Profiles"


def test_the_page_says_what_it_is_for(browser: Browser, small_bench: Opened):
    """A line below the notice says what to do here; on paper, and without scripts, there is nothing to do."""
    page = small_bench.page
    help_line = page.locator(".masthead .help")
    assert "click one to choose" in help_line.inner_text()
    page.emulate_media(media="print")
    assert help_line.is_hidden()
    page.emulate_media(media="screen")
    context = browser.new_context(java_script_enabled=False)
    without = context.new_page()
    without.goto(page.url)
    assert without.locator(".help").is_hidden()
    context.close()


def test_undo_and_redo(small_bench: Opened):
    """Buttons and keys take a choice back and make it again; Back takes one back, too, and stays on the page."""
    page = small_bench.page
    drafted = page.evaluate(WORDS)
    page.check('[name="term-data"][value="digital"]')
    page.check('[name="term-device"][value="system"]')
    both = page.evaluate(WORDS)
    page.keyboard.press("Control+z")
    page.click("#undo")
    assert page.evaluate(WORDS) == drafted
    assert page.is_disabled("#undo")
    assert page.is_checked('[name="term-data"][value=""]')
    page.keyboard.press("Control+y")
    page.click("#redo")
    assert page.evaluate(WORDS) == both
    assert page.is_disabled("#redo")
    page.check('[name="term-data"][value="computer"]')
    page.go_back()
    page.wait_for_function("() => location.hash.includes('data=digital')")
    assert page.evaluate(WORDS) == both
    page.click("#undo")
    assert page.is_checked('[name="term-data"][value="computer"]')


def test_undo_leaves_the_text_where_it_is(window: Window, shipped_folder: Path, shipped: cv.Inventory):
    """The button that has nothing more to undo gives its focus away, which must not scroll to where the panel began."""
    page = opened(window, shipped_folder, shipped, 390, height=844).page
    page.evaluate("() => document.getElementById('article-8').scrollIntoView()")
    page.locator("#article-8-1 .of-choice:visible").first.click()
    page.locator("#place-options label").nth(1).click()
    page.keyboard.press("Escape")
    top = page.evaluate("() => document.getElementById('article-8-1').getBoundingClientRect().top")
    for button in ("undo", "redo"):
        box = page.locator(f"#{button}").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        page.wait_for_timeout(100)
        now = page.evaluate("() => document.getElementById('article-8-1').getBoundingClientRect().top")
        assert now == pytest.approx(top, abs=2)


def test_a_profile_leaves_single_decisions_alone(shipped_bench: Opened):
    """What is decided at one place survives a profile, is listed with its place, and can be discarded and restored."""
    page = shipped_bench.page
    go(page, "article-8-1.1=1&article-9.1=open")
    page.click("button[data-profile='ict']")
    assert page.inner_text("#separate-title") == "2 places chosen separately: keep or discard"
    assert page.inner_text("#separate-list").split("\n") == [
        "Article 8, paragraph 1: “computer data”",
        "Article 9: Leave open",
    ]
    assert page.inner_text("#count") == "111 of 112 chosen"
    assert page.get_attribute("button[data-profile='ict']", "aria-pressed") == "true"
    page.click("#keep")
    assert page.evaluate("() => document.activeElement.id") == "separate-title"
    assert "article-8-1.1=1" in address_of(page)
    assert page.inner_text("#separate-title") == "2 places chosen separately"
    page.keyboard.press("Enter")
    assert page.is_hidden("#keep")
    page.click("#discard")
    assert page.evaluate("() => document.activeElement.id") == "undo"
    assert page.inner_text("#count") == "112 of 112 chosen"
    assert "article-8-1.1" not in address_of(page)
    page.click("#undo")
    assert page.inner_text("#count") == "111 of 112 chosen"
    page.click("#clear")
    assert page.inner_text("#count") == "0 of 112 chosen"


def test_another_view_does_not_answer_for_the_reader(shipped_bench: Opened):
    """The question whether to keep single decisions stays until a choice is made, whatever view is chosen."""
    page = shipped_bench.page
    page.evaluate("() => { location.hash = 'article-9.1=open'; }")
    page.wait_for_function("() => !document.getElementById('separate').hidden")
    page.click("button[data-profile='ict']")
    page.check("[name='view'][value='marked']")
    assert page.inner_text("#separate-title") == "1 place chosen separately: keep or discard"
    page.check('[name="term-data"][value="computer-data"]')
    assert page.inner_text("#separate-title") == "1 place chosen separately"


def test_changed_passages_are_marked_and_listed(shipped_bench: Opened):
    """Words outside brackets that a choice changes have a dashed line, and the panel leads to them."""
    page = shipped_bench.page
    page.check('[name="term-data"][value="digital-information"]')
    changed = page.locator("#article-42-2-c .changed")
    assert changed.text_content() == "its relationship"
    assert "dashed" in changed.evaluate("element => getComputedStyle(element).textDecoration")
    assert page.inner_text("#changes-title") == "2 consequential changes"
    page.click("#changes-title")
    listed = "Article 42, paragraph 2 (c): “its relationship”, instead of “their relationship”"
    assert page.inner_text("#changes-list li >> nth=0") == listed
    page.click("#changes-list a >> nth=0")
    page.wait_for_function("() => location.hash.includes('_at=article-42-2-c')")
    page.check('[name="term-data"][value=""]')
    assert page.is_hidden("#changes")


def test_arrow_keys_are_one_step_of_undo(shipped_bench: Opened):
    """Options that arrow keys pass on their way are no steps; the next way through a set of options is one again."""
    page = shipped_bench.page
    page.keyboard.press("n")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert "preamble-3.1=%3Dict-system" in address_of(page)
    page.keyboard.press("n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#count") == "2 of 112 chosen"
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.getElementById('count').textContent === '1 of 112 chosen'")
    assert "preamble-3.1=%3Dict-system" in address_of(page)
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.getElementById('count').textContent === '0 of 112 chosen'")
    assert page.is_disabled("#undo")


def test_arrow_keys_that_come_back_leave_no_step(shipped_bench: Opened):
    """Who goes through a set of options and back to the first has changed nothing."""
    page = shipped_bench.page
    page.keyboard.press("n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.inner_text("#count") == "0 of 112 chosen"
    assert page.is_disabled("#undo")


def test_focus_stays_where_it_was(shipped_bench: Opened):
    """Undo keeps the place in focus whose words it changes; the last step back leaves the focus on Redo."""
    page = shipped_bench.page
    page.keyboard.press("n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    assert page.evaluate("() => document.activeElement.matches('#preamble-3 [data-s]')")
    page.click("#redo")
    assert page.evaluate("() => document.activeElement.id") == "undo"


def test_tab_leads_out_of_the_options_to_the_text(shipped_bench: Opened):
    """Behind the last button of a place's options comes what follows the place; before the first, the place."""
    page = shipped_bench.page
    page.keyboard.press("n")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.is_hidden("#place")
    assert page.evaluate("() => document.activeElement.hash") == "#preamble-4"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.focus("#close")
    page.keyboard.press("Shift+Tab")
    assert page.is_hidden("#place")
    assert page.evaluate("() => document.activeElement.matches('#preamble-3 [data-s]')")


def test_a_phone_shows_contents_or_choices(window: Window, shipped_folder: Path, shipped: cv.Inventory):
    """One closes the other, and a link in the contents leads to a heading that nothing covers."""
    page = opened(window, shipped_folder, shipped, 390, height=844).page
    page.click(".panel > summary")
    page.click(".contents > summary")
    page.wait_for_function("() => !document.querySelector('.panel').open")
    page.click(".contents a[href='#article-12']")
    page.wait_for_function("() => location.hash.includes('article-12')")
    page.wait_for_function(
        "() => document.querySelector('#article-12 > h3').getBoundingClientRect().top"
        " >= document.querySelector('aside').getBoundingClientRect().bottom"
    )


def test_long_wordings_are_called_by_their_ends(window: Window, tmp_path: Path):
    """A wording of many lines is called by its beginning and its end, unless that would call two rivals the same."""
    middle = "and so on and so forth, " * 20
    rivals = f"[that it {middle}x{middle}is] [that it {middle}y{middle}is]"
    text = f"1. They act [in the first way, {middle}to the end].\n\n2. So {rivals}.\n"
    page = opened(window, tmp_path, inventory_of(text)).page
    page.keyboard.press("n")
    options = page.locator("#place-options label").all_inner_texts()
    assert [len(option) < 220 for option in options] == [True] * 3
    assert options[1].startswith("“in the first way, and so on")
    assert " … " in options[1]
    assert options[1].endswith("and so on and so forth, to the end”")
    page.keyboard.press("n")
    _, one, other = page.locator("#place-options label").all_inner_texts()
    assert one != other
    page.locator("#place-options input").nth(2).check()
    assert len(page.inner_text("#said")) < 130


def test_the_match_that_is_shown_stands_out(shipped_bench: Opened):
    """Of all that is found, the match that the search has gone to has a colour of its own."""
    page = shipped_bench.page
    page.fill("#find", "interference")
    shown = "() => [...CSS.highlights.get('hit')].map((range) => range.toString())"
    assert page.evaluate(shown) == []
    page.click("#find-next")
    assert [found.lower() for found in page.evaluate(shown)] == ["interference"]
    assert page.evaluate("() => CSS.highlights.get('found').size") == 3


def test_a_search_can_change_on_the_way_to_a_match(shipped_bench: Opened):
    """What the page scrolls to may be found no more: the page says nothing on the console."""
    page = shipped_bench.page
    page.fill("#find", "interference")
    page.evaluate("""() => {
      document.getElementById("find-next").click();
      const field = document.getElementById("find");
      field.value = "nowhere";
      field.dispatchEvent(new Event("input"));
      return new Promise((done) => setTimeout(done, 200));
    }""")
    assert page.inner_text("#found") == "0 found"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_covers_the_match_that_is_shown(window: Window, tmp_path: Path, width: int):
    """Not the panel of a phone, nor is a match out of sight in a paragraph that is longer than the screen."""
    long = "A long sentence of it. " * 400
    page = opened(window, tmp_path, inventory_of(f"# First\n\nA needle. {long}\n\n{long} A needle.\n"), width).page
    page.evaluate("() => { document.querySelector('.searching').open = true; }")
    page.fill("#find", "needle")
    for _ in range(2):
        page.click("#find-next")
        page.wait_for_timeout(200)
        top = page.evaluate("() => [...CSS.highlights.get('hit')][0].getBoundingClientRect().top")
        assert page.evaluate(f"() => {TOP_OF_TEXT}") < top < 880


def test_a_choice_says_what_it_does(shipped_bench: Opened):
    """The panel says how many places a choice changes and how they read, and counts what is decided in every view."""
    page = shipped_bench.page
    page.check('[name="term-data"][value="computer-data"]')
    assert page.inner_text("#said") == "44 places now read “computer data”"
    assert page.inner_text("label:has([value='computer-data'])") == "computer data 44 places"
    assert page.inner_text("label:has([value='electronic-data'])") == "electronic data 44 places, not in the draft"
    page.check("[name='view'][value='source']")
    assert page.inner_text("#count") == "44 of 112 chosen"
    page.click("button[data-profile='cybercrime']")
    assert page.inner_text("#said") == "68 places changed"
    page.check('[name="term-data"][value=""]')
    assert page.inner_text("#said") == "44 places are open again"


def test_contents_read_as_the_text(shipped_bench: Opened):
    """The contents have the headings as they read now, and lead to them."""
    page = shipped_bench.page
    page.click(".contents summary")
    page.click("button[data-profile='ict']")
    link = page.locator(".contents a[href='#article-8']")
    assert link.inner_text() == "Article 8. Interference with digital information"
    link.click()
    page.wait_for_function("() => location.hash.includes('_at=article-8')")
    assert page.inner_text("#count") == "112 of 112 chosen"


def test_search_follows_the_text(small_bench: Opened):
    """What is found is counted anew when a choice changes the text, of which footnotes are a part."""
    page = small_bench.page
    page.fill("#find", "computer data")
    assert page.inner_text("#found") == "3 found"
    page.check('[name="term-data"][value="digital"]')
    assert page.inner_text("#found") == "0 found"
    page.fill("#find", "or that digital information")
    page.click("#find-next")
    assert page.inner_text("#found") == "1 of 1"


def test_search_finds_what_is_unfolded(window: Window, tmp_path: Path):
    """What stands before the treaty text is searched if the reader sees it."""
    page = opened(window, tmp_path, inventory_of("# Note by the Chair\n\nA road map.\n\n# Article 1\n\nSo.\n")).page
    page.fill("#find", "road map")
    assert page.inner_text("#found") == "0 found"
    page.click(".front summary")
    page.fill("#find", "road")
    assert page.inner_text("#found") == "1 found"


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_the_options_of_a_place_do_not_cover_it(
    window: Window, shipped_folder: Path, shipped: cv.Inventory, size: tuple[int, int]
):
    """A tap on a place opens its options at the place, or at the foot of a phone; it stays in sight; Escape closes."""
    page = opened(window, shipped_folder, shipped, size[0], height=size[1]).page
    for place in (0, 30, -1):
        element = page.locator("main [role='button']").nth(place)
        element.scroll_into_view_if_needed()
        element.click()
        text, box = element.bounding_box(), page.locator("#place").bounding_box()
        assert text is not None
        assert box is not None
        assert 0 <= text["y"] <= size[1] - text["height"]
        assert text["y"] + text["height"] <= box["y"] or box["y"] + box["height"] <= text["y"]
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
    page.keyboard.press("Escape")
    assert page.is_hidden("#place")


def test_places_are_reached_with_tab(small_bench: Opened):
    """Each place is one stop on the way through the text, whose options Enter opens; Escape leads back to it."""
    page = small_bench.page
    page.focus("main")
    seen = []
    for _ in range(6):
        page.keyboard.press("Tab")
        held = page.locator("[data-held]:visible").all_inner_texts()
        if page.evaluate("() => document.activeElement.matches('[data-s]')"):
            assert (held[0], held[-1]) == ("[", "]")  # all of it, and not its first words only
            page.keyboard.press("Enter")
            seen.append(page.inner_text("#place-title") + page.inner_text("#place-text").partition(" of")[0])
            page.keyboard.press("Escape")
            assert page.is_hidden("#place")
    assert seen == [
        "Article 1Place 1",
        "Article 1, paragraph 1Place 2",
        "Article 1, paragraph 1Place 3",
        "Article 1, paragraph 1Place 4",
    ]


def test_the_address_carries_the_choices(shipped_bench: Opened, reader: Page):
    """A link made on one workbench opens another in the same state."""
    page = shipped_bench.page
    page.check('[name="term-offence"][value="ict-use"]')
    page.check('[name="term-data"][value="digital-information"]')
    go(page, page.evaluate("() => location.hash") + "&article-9.1=2")
    follow(reader, address_of(page))
    assert reader.evaluate(WORDS) == page.evaluate(WORDS)
    assert reader.is_checked('[name="term-offence"][value="ict-use"]')
    assert reader.is_checked('[name="term-device"][value=""]')
    assert reader.inner_text("#count") == "69 of 112 chosen"


@pytest.mark.parametrize("choose", [COMBINATIONS[5], COMBINATIONS[-1]], ids=["brackets", "bridging"])
def test_a_link_opens_with_the_choices_made(shipped_bench: Opened, reader: Page, choose: dict[str, str]):
    """A page that is opened by a link with choices in it reads at once as the edition does."""
    follow(reader, f"{shipped_bench.page.url.partition('#')[0]}#{'&'.join(map('='.join, choose.items()))}")
    words = reader.evaluate(WORDS)
    reading = cv.Resolver(shipped_bench.inventory).resolve(cv.Selection(choose=choose, consequential=True))
    assert words == edition_words(reader, reading)


def test_views(shipped_bench: Opened):
    """The draft as it is, clean, and with what is chosen marked: the clean and the marked view have the same words."""
    page = shipped_bench.page
    drafted = page.evaluate(WORDS)
    page.click("button[data-profile='cybercrime']")
    clean = page.evaluate(WORDS)
    page.check("[name='view'][value='marked']")
    assert page.evaluate(WORDS) == clean
    chosen = page.locator("#article-8 .chosen:visible").first
    assert "underline" in chosen.evaluate("element => getComputedStyle(element).textDecorationLine")
    page.check("[name='view'][value='source']")
    assert page.evaluate(WORDS) == drafted
    page.check("[name='view'][value='clean']")
    assert page.evaluate(WORDS) == clean


def downloaded(page: Page, folder: Path) -> tuple[str, str]:
    """Return the heading and the text of the Markdown file that the page offers for download."""
    with page.expect_download() as download:
        page.click("#download")
    saved = folder / download.value.suggested_filename
    download.value.save_as(saved)
    head, _, text = saved.read_bytes().decode("utf-8").partition(f"\n\n{'_' * 70}\n\n")
    return head, text


@pytest.mark.parametrize("profile", ["ict", "bridging"])
def test_download_is_the_source_of_the_reading(shipped_bench: Opened, tmp_path: Path, profile: str):
    """The download has the text that `resolve` writes, below a heading that says it is unofficial."""
    page = shipped_bench.page
    page.click(f"button[data-profile='{profile}']")
    head, text = downloaded(page, tmp_path)
    reading = cv.Resolver(shipped_bench.inventory).resolve(cv.Selection(profile, consequential=True))
    assert text == reading.text
    assert (tmp_path / f"A-AC.291-22_{profile}.md").exists()
    assert "It is not agreed text." in head
    assert "Choices: 112 of 112 chosen, 5 blanks" in head
    assert "Text in brackets is a blank." in head
    assert "passages changed to fit the choices, in the drafter’s words and not the committee’s: Article" in head
    assert "`#offence=" in head


def test_what_is_settled_has_no_legend(window: Window, tmp_path: Path):
    """What leaves the page says how open text looks as long as there is some."""
    page = opened(window, tmp_path, inventory_of("1. Parties [shall] [should] act.\n")).page
    assert "is not settled" in downloaded(page, tmp_path)[0]
    go(page, "text-1.1=1")
    assert "1 of 1 chosen" in downloaded(page, tmp_path)[0]
    assert "is not settled" not in downloaded(page, tmp_path)[0]


def test_what_is_chosen_is_not_agreed(shipped_bench: Opened, tmp_path: Path):
    """Brackets that are gone do not make agreed text, and least of all words that the draft does not have."""
    page = shipped_bench.page
    assert "still not agreed" in page.inner_text(".help")
    gone = "Where something is chosen, the brackets are gone: that wording is not agreed, either."
    assert gone not in downloaded(page, tmp_path)[0]
    go(page, "data=electronic-data&device=computer-system&preamble-3.1=%3Dict-system")
    head = downloaded(page, tmp_path)[0]
    assert gone in head
    assert "What computers process: “electronic data” (not in the draft)\n" in head
    assert "What is attacked, and used to attack: “computer system”\n" in head
    new = "“information and communications technology system” (not in the draft)"
    assert f"Chosen separately: Preamble (3): {new}\n" in head
    page.keyboard.press("n")
    assert page.locator("#place-options label").last.inner_text() == new
    assert "decided" not in page.inner_text("aside") + head


def test_what_is_left_out_is_listed(window: Window, tmp_path: Path):
    """The text shows nothing of it, so a list says what it is and leads there, and so does what leaves the page."""
    text = (
        "# Article 1\n\nSo.\n\n[CL propose; US oppose: Be it.]\n\n# Article 2\n\nWe act [US oppose: now]. [US: Go.]\n"
    )
    page = opened(window, tmp_path, inventory_of(text)).page
    assert page.is_hidden("#left-out")
    page.select_option("[name=party]", "US")
    assert page.inner_text("#left-out-title") == "2 passages left out"
    page.click("#left-out-title")
    assert page.locator("#left-out li").all_inner_texts() == ["Article 1: without “Be it.”", "Article 2: without “now”"]
    head = downloaded(page, tmp_path)[0]
    assert "- Party: as US wants it\n- 2 passages left out: Article 1; Article 2\n" in head
    page.click("#left-out li >> nth=0 >> button")
    assert page.locator("#place-options label").first.inner_text() == "As US wants it: without “Be it.”"
    page.click("#place-options label:has-text('“Be it.” (proposed')")
    assert "Be it." in page.inner_text("main")
    assert page.inner_text("#left-out-title") == "1 passage left out"


def test_a_place_before_the_treaty_text_is_unfolded(window: Window, tmp_path: Path):
    """Its options stand at the place, which would otherwise be out of sight."""
    text = "# Note by the Chair\n\nIt [may] [will] help.\n\n# Article 1\n\nWe [shall] [should] act.\n"
    page = opened(window, tmp_path, inventory_of(text)).page
    place = page.locator(".front .of-choice").first
    assert place.is_hidden()
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.inner_text("#place-text") == "Place 1 of 2"
    assert place.is_visible()


@pytest.mark.parametrize("width", [1366, 390])
def test_outlines_have_room(window: Window, shipped_folder: Path, shipped: cv.Inventory, width: int):
    """The panel scrolls, and cuts off what is outside of it."""
    page = opened(window, shipped_folder, shipped, width).page
    left = "selector => document.querySelector(selector).getBoundingClientRect().left"
    assert page.evaluate(left, "#count") - page.evaluate(left, "aside") >= 5
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_download_of_nested_and_single_choices(small_bench: Opened, tmp_path: Path):
    """Choices at single places, nested ones and footnotes are in the download as in the text that `resolve` writes."""
    at = {"article-1.1": "2", "article-1-1.2": "drop", "article-1-1.3": "keep", "article-1-1.4": "2"}
    go(small_bench.page, "&".join(map("=".join, at.items())))
    reading = cv.Resolver(small_bench.inventory).resolve(cv.Selection(at=parsed(at)))
    assert downloaded(small_bench.page, tmp_path)[1] == reading.text


def test_the_source_is_not_called_a_reading(shipped_bench: Opened, tmp_path: Path):
    """In the source view nothing that leaves the page claims that the choices are made in it, nor has their name."""
    page = shipped_bench.page
    page.click("button[data-profile='ict']")
    page.check("[name='view'][value='source']")
    head, text = downloaded(page, tmp_path)
    assert text == shipped_bench.inventory.draft.source.text.removeprefix("\ufeff")
    assert (tmp_path / "A-AC.291-22_source.md").exists()
    page.evaluate("() => { dispatchEvent(new Event('beforeprint')); }")
    assert page.title() == "A-AC.291-22_source"
    for box in (head, page.locator("#reading").text_content() or ""):
        assert "Source text, with no choice applied" in box
        assert "is not settled" in box
        assert "chosen" not in box
        assert "digital" not in box


def test_blanks_are_counted(small_bench: Opened):
    """Blanks that the text shows are counted beside the places, and do not look like links."""
    page = small_bench.page
    assert page.inner_text("#left") == "1 blank"
    by_option = {point.id for point in small_bench.inventory.points if any(option.label for option in point.options)}
    assert len(by_option) == 1
    go(page, f"{by_option.pop()}=2")
    assert page.inner_text("#left") == ""


def test_unmatched_brackets_are_counted(window: Window, tmp_path: Path):
    """Nothing is chosen there: beside what is chosen stands how many the text shows, and that they are not settled."""
    draft = "1. Parties [shall] act by [date].\n\nOption 1: All] new.\n\nOption 2: None.\n"
    page = opened(window, tmp_path, inventory_of(draft)).page
    assert page.inner_text("#left") == "1 blank, 1 unmatched bracket"
    assert page.inner_text("#unmatched-title") == "1 unmatched bracket"
    page.click("#unmatched-title")
    assert page.evaluate("() => document.querySelector('#unmatched-list a').offsetHeight") >= TARGET
    page.click("#unmatched-list a")
    assert "Option 1" in page.inner_text(":target")
    assert page.inner_text("#unmatched-list a") == "1, Option 1"
    go(page, "text-1.1=keep&text-1.3=1")
    head, _ = downloaded(page, tmp_path)
    assert "- Choices: 2 of 2 chosen, 1 blank, 1 unmatched bracket\n" in head
    assert "- Text in brackets, or under the label of an option, is not settled.\n" in head
    go(page, "text-1.1=keep&text-1.3=2")
    assert page.inner_text("#left") == "1 blank"
    assert page.is_hidden("#unmatched")
    assert "- Text in brackets is a blank.\n" in downloaded(page, tmp_path)[0]


def test_an_unmatched_bracket_says_why_it_offers_nothing(window: Window, tmp_path: Path):
    """It is coloured like an open place, and a click on it would seem to do nothing; a link in such a place is none."""
    draft = "1. Parties [shall[^1]] act *]* soon.\n\n[^1]: Act] soon.\n"
    page = opened(window, tmp_path, inventory_of(draft)).page
    for bracket in ("main .open > em", ".footnotes .open"):
        page.click("main [role=doc-noteref]")
        assert page.inner_text("#said") == ""
        page.click(bracket)
        assert page.inner_text("#said") == "This bracket has no partner in the draft: there is nothing to choose"
        page.reload()
    page.click("main [role=button]")
    page.check("#place-options label:nth-child(2) input")
    assert page.inner_text("#said") == "1 place now reads “shall”"


def test_the_first_blank_is_the_first_one_of_the_text(window: Window, tmp_path: Path):
    """Also where it is farther down in its long section than that is high before it has been on the screen."""
    texts = [*["Act."] * 20, f"{'Act. ' * 3000}By [date].", "By [X]."]
    draft = "\n".join(f"# Article {number}\n\n{text}\n" for number, text in enumerate(texts, 1))
    page = opened(window, tmp_path, inventory_of(draft)).page
    page.click("#next-blank")
    assert page.inner_text("#place-text") == "Blank 1 of 2"


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_each_blank_is_a_click_away(window: Window, shipped_folder: Path, shipped: cv.Inventory, size: tuple[int, int]):
    """The next one comes to the screen, with a field to fill it in; behind the last one comes the first."""
    page = opened(window, shipped_folder, shipped, size[0], height=size[1]).page
    seen = []
    for _ in range(6):
        page.evaluate("() => document.getElementById('next-blank').click()")
        sheet, blank = (page.locator(part).bounding_box() for part in ("#place", "main .here"))
        assert sheet is not None
        assert blank is not None
        assert blank["y"] > 0
        assert blank["y"] + blank["height"] <= sheet["y"] or sheet["y"] + sheet["height"] <= blank["y"]
        seen.append(page.evaluate("() => document.activeElement.placeholder"))
    assert seen == ["[date]", "[date]", "[city]", "[country]", "[date]", "[date]"]
    assert page.inner_text("#place-text") == "Blank 1 of 5"
    page.click("#previous")
    assert page.inner_text("#place-text") == "Blank 5 of 5"


def test_a_blank_is_filled_in(shipped_bench: Opened, tmp_path: Path):
    """It stands in the text, the counts, the link, the command, the download and the copy; it can be undone."""
    page = shipped_bench.page
    page.click("main .to-fill >> nth=2")
    page.keyboard.type("Hanoi’s *old* town")
    page.keyboard.press("Enter")
    assert page.is_hidden("#place")
    assert page.evaluate("() => document.activeElement.textContent") == "Hanoi’s *old* town"
    assert page.inner_text("#left") == "4 blanks"
    assert "to [date] in Hanoi’s *old* town, [country]" in page.inner_text("#article-63-1")
    link = page.evaluate("() => location.hash")
    options = shlex.split(page.text_content("#command") or "")[3:-2]
    assert options == ["--fill", "article-63-1.3=Hanoi’s *old* town"]
    edition = run("render", SHIPPED, *options, "--to", "md").stdout
    assert r"Hanoi’s \*old\* town" in edition
    head, text = downloaded(page, tmp_path)
    assert r"- Filled in: Article 63, paragraph 1: “Hanoi’s \*old\* town”, instead of “\[city\]”" in head
    assert r"to [date] in Hanoi’s \*old\* town, [country]" in text
    page.click("#undo")
    assert page.inner_text("#left") == "5 blanks"
    go(page, link[1:])
    assert page.inner_text("#left") == "4 blanks"
    page.check("input[name='view'][value='source']")
    assert "to [date] in [city], [country]" in page.inner_text("#article-63-1")
    page.check("input[name='view'][value='clean']")
    page.click("#clear")
    assert page.inner_text("#left") == "5 blanks"


@pytest.mark.parametrize("leave", ["Close", "Next", "Escape"])
def test_a_refused_filling_is_told_when_its_field_closes(shipped_bench: Opened, leave: str):
    """The field that said so is gone then, and so is what was typed."""
    page = shipped_bench.page
    page.click("main .to-fill >> nth=2")
    page.keyboard.type("Hanoi [Viet Nam]")
    if leave == "Escape":  # which takes it back
        page.keyboard.press(leave)
        assert page.inner_text("#said") == ""
    else:
        page.click(f"#{leave.lower()}")
        told = "“Hanoi [Viet Nam]” was not filled in: a blank takes one line, without square brackets"
        assert page.inner_text("#said") == told
    assert page.inner_text("#left") == "5 blanks"


def test_an_odd_space_in_a_filling_is_a_space(shipped_bench: Opened):
    """Word processors put no-break spaces into dates and names; the command takes them as the page does."""
    page = shipped_bench.page
    page.click("main .to-fill >> nth=2")
    page.keyboard.insert_text("\u202fNew\u00a0York ")
    page.keyboard.press("Enter")
    assert '--fill article-63-1.3="New York"' in (page.text_content("#command") or "")
    edition = run("render", SHIPPED, "--fill", "city=New\u00a0York\u202f").stdout
    assert " in *New York*, [country]" in edition


@pytest.mark.parametrize(
    ("filling", "word"),
    [
        ("Ha Noi’s, or it's 5 %", """article-63-1.3="Ha Noi’s, or it's 5 %\""""),
        ("a,b", 'article-63-1.3="a,b"'),
        ("$5 & 'it'", """article-63-1.3='$'"5 & 'it'\""""),
        ('“Ha Noi’s” "old!" town\\', """article-63-1.3='“'"Ha Noi’s"'”'" "'"'old'!"'" town"'\\'"""),
    ],
)
def test_the_command_is_quoted_for_all_shells(shipped_bench: Opened, filling: str, word: str):
    """That of Windows knows double quotes only; in these, others would put something in place of "$5"."""
    page = shipped_bench.page
    go(page, f"article-63-1.3={quote(filling)}")
    assert shlex.split(word) == [f"article-63-1.3={filling}"]
    assert f" --fill {word} -o " in (page.text_content("#command") or "")


@pytest.mark.parametrize("wrong", ["[city]", "［city］", "New\u2028York", "\u200b"])
def test_what_the_command_refuses_fills_no_blank(shipped_bench: Opened, wrong: str):
    """The field says so, and Escape leaves the blank as it was; a link with such a filling is reported."""
    page = shipped_bench.page
    page.click("main .to-fill >> nth=2")
    page.keyboard.insert_text(wrong)
    page.keyboard.press("Enter")
    assert page.get_attribute("#blank", "aria-invalid") == "true"
    page.keyboard.press("Escape")
    assert page.is_hidden("#place")
    assert page.inner_text("#left") == "5 blanks"
    assert run("render", SHIPPED, "--fill", f"city={wrong}", "--to", "md").exit_code == 2
    page.wait_for_timeout(400)  # until the address has followed the scroll to the blank
    go(page, f"article-63-1.3={quote(wrong)}")
    assert page.inner_text("#unknown").endswith(f"article-63-1.3={wrong}")


@pytest.mark.parametrize(("heading", "shown"), [("Draft decision", False), ("Draft decisions", True)])
def test_a_title_is_seen_once(window: Window, tmp_path: Path, heading: str, *, shown: bool):
    """That of the page is for screen readers if the text begins with the same heading."""
    folder = make_draft(tmp_path / "draft", f"# {heading}\n\n1. Act [now].\n", '[document]\ntitle = "Draft decision"\n')
    page = opened(window, tmp_path, cv.load_draft(folder)).page
    assert page.evaluate("() => document.querySelector('h1').offsetWidth > 1") == shown
    assert page.inner_text("h1") == "Draft decision"


def test_without_blanks_there_is_no_way_to_them(window: Window, tmp_path: Path):
    """A button that does nothing is not shown."""
    page = opened(window, tmp_path, inventory_of("Parties [shall] [should] act.\n")).page
    assert page.is_hidden("#next-blank")


@pytest.mark.parametrize("size", [(1366, 768), (1366, 300), (390, 844)])
def test_options_do_not_stay_without_their_place(
    window: Window, shipped_folder: Path, shipped: cv.Inventory, size: tuple[int, int]
):
    """They would stand over another article, beside it, or at the foot of the screen."""
    page = opened(window, shipped_folder, shipped, size[0], height=size[1]).page
    place = page.locator("main [role='button']").nth(30)
    place.scroll_into_view_if_needed()
    place.click()
    page.mouse.wheel(0, 30)
    page.wait_for_timeout(500)
    assert page.is_visible("#place")
    page.evaluate("() => scrollBy(0, 3000)")
    page.locator("#place").wait_for(state="hidden")
    assert page.evaluate("() => scrollY") > 3000


def test_the_next_place_is_next_to_where_the_reader_is(shipped_bench: Opened):
    """It follows the place that was closed, or, if that is out of sight, what is on the screen."""
    page = shipped_bench.page
    for _ in range(3):
        page.keyboard.press("n")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert page.inner_text("#place-text") == "Place 4 of 112"
    page.keyboard.press("Escape")
    page.evaluate("() => document.getElementById('article-9').scrollIntoView()")
    page.click("#next-open")
    assert page.inner_text("#place-title") == "Article 9"
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    assert page.inner_text("#place-title") == "Article 8, paragraph 1"
    page.keyboard.press("Escape")
    page.click("button[data-profile='ict']")
    page.click("#next-open")
    assert page.inner_text("#said") == "No open place left"
    assert page.is_hidden("#place")


def test_places_are_numbered_as_they_are_counted(small_bench: Opened):
    """Places that are dropped with the text around them are in neither number."""
    page = small_bench.page
    assert page.inner_text("#count") == "0 of 22 chosen"
    go(page, "article-1-2.1=drop")
    assert page.inner_text("#count") == "1 of 21 chosen"
    page.click("#next-open")
    page.click("#previous")
    assert page.inner_text("#place-text") == "Place 21 of 21"


def test_what_the_panel_says_stays_in_sight(window: Window, shipped_folder: Path, shipped: cv.Inventory):
    """Counter, undo, messages and that nothing is agreed stay at the top of the panel while it scrolls."""
    bench = opened(window, shipped_folder, shipped, 1366, height=768)
    bench.page.click("#copy-link")
    bench.page.locator("#keys").scroll_into_view_if_needed()
    assert bench.page.evaluate("() => document.querySelector('.panel-holder').scrollTop") > 100
    for part in ("#said", "#count", "#undo", ".unofficial"):
        box = bench.page.locator(part).bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 100


def test_places_are_marked_in_the_text(shipped_bench: Opened):
    """The clean view hints at the places, and the marked one tells those decided separately."""
    page = shipped_bench.page
    go(page, "data=computer-data&article-8-1.1=2")
    style = "element => getComputedStyle(element).textDecorationStyle"
    own, other = (
        page.locator("#article-8-1 .chosen:visible").first,
        page.locator("#article-8 > :first-child .chosen:visible").first,
    )
    assert (own.evaluate(style), other.evaluate(style)) == ("dotted", "dotted")
    page.check("[name='view'][value='marked']")
    assert (own.evaluate(style), other.evaluate(style)) == ("double", "solid")


def test_the_position_follows_the_scroll(shipped_bench: Opened):
    """The address names the provision at the top of the screen, so that a copied link leads there."""
    page = shipped_bench.page
    page.check('[name="term-data"][value="computer-data"]')
    page.evaluate("() => document.getElementById('article-10').scrollIntoView()")
    page.wait_for_function("() => location.hash === '#data=computer-data&_at=article-10'")
    page.evaluate("() => document.getElementById('article-21-2').scrollIntoView()")
    page.click("#copy-link")
    assert address_of(page).endswith("#data=computer-data&_at=article-21-2")
    page.evaluate("() => scrollTo(0, 0)")
    page.wait_for_function("() => location.hash === '#data=computer-data'")


def test_back_keeps_what_is_read_on_the_screen(shipped_bench: Opened):
    """Back takes a choice back without a jump to the head of the article."""
    page = shipped_bench.page
    top = "() => document.getElementById('article-21-2').getBoundingClientRect().top"
    page.evaluate("() => document.getElementById('article-21-2').scrollIntoView()")
    page.wait_for_function("() => location.hash === '#article-21-2'")
    read = page.evaluate(top)
    page.check('[name="term-data"][value="computer-data"]')
    page.check('[name="term-offence"][value="cybercrime"]')
    page.go_back()
    page.wait_for_function("() => document.getElementById('count').textContent.startsWith('44 ')")
    page.wait_for_function(f"read => Math.abs(({top})() - read) < 5", arg=read)


def test_targets_on_a_phone_are_large(window: Window, shipped_folder: Path, shipped: cv.Inventory):
    """Whatever is tapped in the panel is at least 32 pixels high."""
    page = opened(window, shipped_folder, shipped, 390, height=844).page
    page.evaluate("() => { for (const part of document.querySelectorAll('aside details')) part.open = true; }")
    parts = "aside :is(button, summary, select, input[type=search], .contents a, label:has(input)):visible"
    heights = page.locator(parts).evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")
    assert len(heights) > 30
    assert min(heights) >= 32


def test_keyboard_alone(shipped_bench: Opened):
    """Terms, places and search are reached and used without a mouse."""
    page = shipped_bench.page
    page.focus('[name="term-data"][value=""]')
    page.keyboard.press("ArrowUp")
    assert page.is_checked('[name="term-data"][value="electronic-data"]')
    page.keyboard.press("n")
    assert page.inner_text("#place-text") == "Place 1 of 112"
    page.keyboard.press("n")
    page.keyboard.press("p")
    assert page.inner_text("#place-title") == "Preamble (3)"
    page.keyboard.press("ArrowDown")
    assert "preamble-3.1=1" in address_of(page)
    assert page.evaluate("() => document.activeElement.name") == "take"
    page.focus("#find")
    page.keyboard.type("preservation of stored")
    assert page.inner_text("#found") == "4 found"
    page.keyboard.press("Enter")
    assert page.inner_text("#found") == "1 of 4"


COPIED = """(button) => {
  const copied = {};
  const keep = ({ clipboardData: data }) => { for (const type of data.types) copied[type] = data.getData(type); };
  window.addEventListener("copy", keep, { once: true });
  document.getElementById(button).click();
  return copied;
}"""


def test_copy(shipped_bench: Opened):
    """What is copied is the text as it reads, without what is not chosen, and its footnotes."""
    page = shipped_bench.page
    page.click("button[data-profile='cybercrime']")
    copied = page.evaluate(COPIED, "copy")
    box, _, text = copied["text/plain"].partition("Preamble")
    text, call, note = text.partition("1 The terms contained in paragraphs (a) and (b)")
    assert ["Preamble", *text.split()] == page.evaluate(WORDS)
    assert call
    assert note.rstrip().endswith("definitions for those terms at the current stage.")
    assert "It is not agreed text." in box
    assert "What computers process: “computer data”" in box
    assert "4 passages changed to fit the choices" in box
    assert "Article 28, paragraph 2: “sought are stored”, instead of “sought is stored”" in box
    assert page.inner_text("#said") == "Text copied. It keeps its form in a word processor."


def test_what_is_copied_has_the_form_of_the_text_and_no_more(shipped_bench: Opened):
    """A word processor gets headings, indents, tabs, emphasis and marked changes, and no link, colour or size."""
    page = shipped_bench.page
    page.click("button[data-profile='ict']")
    html = page.evaluate(COPIED, "copy")["text/html"]
    tab = '<span style="mso-tab-count:1">\t</span>'
    assert "<h3>Article 8. Interference with digital information</h3>" in html
    assert f'<p style="margin-left: 28pt; text-indent: -28pt;">(1){tab}<em>Bearing in mind</em> the purposes' in html
    assert f'<p style="margin-left: 84pt; text-indent: -28pt;">(i){tab}A device, including a programme' in html
    assert "<i>its relationship</i>" in html
    assert "Use of terms<sup>1</sup></h3>" in html
    assert "<p><sup>1</sup> The terms contained in" in html
    for absent in ("href", "class=", "data-", "color", "font", "role=", "[computer data]"):
        assert absent not in html


def test_a_table_is_copied(small_bench: Opened):
    """Rows and cells are copied, in text with tabs between them, and what stands in brackets is still in brackets."""
    copied = small_bench.page.evaluate(COPIED, "copy")
    assert "What\t[When]\n[computer data] [digital information]\tuntil [then]\nBoth\t\n" in copied["text/plain"]
    table = copied["text/html"].replace("\n", "")
    assert '<table border="1"><tbody><tr><th>What</th><th>[When]</th></tr>' in table
    assert '<tr><td colspan="2">Both</td></tr>' in table


def test_copy_link(small_bench: Opened):
    """The link that is copied is the address, choices and all; the page stays where it is."""
    page = small_bench.page
    page.check('[name="term-data"][value="digital"]')
    page.evaluate("() => scrollTo(0, 150)")
    before = page.evaluate("() => scrollY")
    assert page.evaluate(COPIED, "copy-link") == {"text/plain": address_of(page)}
    assert page.evaluate("() => scrollY") == before
    assert address_of(page).split("&_at")[0].endswith("#data=digital")
    assert page.inner_text("#said") == "Link copied. Your colleague needs this file, too."
    page.click(".command > summary")
    page.click("#copy-command")
    assert page.inner_text("#said") == "Command copied. Run it in the folder that contains draft.md."


def test_print_has_the_reading_box(small_bench: Opened):
    """On paper the box says what was chosen and that it is not agreed; the file is named after the choices."""
    page = small_bench.page
    go(page, "data=digital&article-1-1.1=2")
    page.emulate_media(media="print")
    page.evaluate("() => { dispatchEvent(new Event('beforeprint')); }")
    box = page.inner_text("#reading")
    assert "It is not agreed text." in box
    assert "digital information" in box
    assert "Chosen separately: Article 1, paragraph 1: “should”" in box
    assert page.title() == "draft_digital_article-1-1.1-2"
    assert page.is_hidden("aside")
    page.evaluate("() => { dispatchEvent(new Event('afterprint')); }")
    assert page.title() == "draft.md: workbench"


def test_command_makes_the_same_edition(shipped_bench: Opened, tmp_path: Path):
    """The command on the page has the profile, then each choice, and makes the edition that the page shows."""
    page = shipped_bench.page
    page.evaluate("location.hash = ''")
    page.click("text=Command for this edition")
    page.click("[data-profile='ict']")
    assert page.inner_text("#command") == "convention-variants render ac291-22 -p ict -o reading.docx"
    page.check("input[name='term-data'][value='computer-data']")
    go(page, page.evaluate("() => location.hash") + "&article-8.1=2")
    command = page.inner_text("#command").split()
    assert command[:4] == ["convention-variants", "render", "ac291-22", "--choose"]
    assert command[-4:] == ["--at", "article-8.1=2", "-o", "reading.docx"]
    done = run("render", SHIPPED, *command[3:-2], "--to", "md", "-o", tmp_path / "reading.md")
    assert done.exit_code == 0, done.stderr
    edition = (tmp_path / "reading.md").read_text(encoding="utf-8")
    assert "Interference with digital information" in edition
    assert "any computer data collected" in edition


# Options that a place offers, that it can derive, and that it cannot; agreement; a nest; a settled place; parties.
COMMANDED = """\
# Article 1

1. Of [computer data] [digital information] that [are] [is] safe, and [the computer data] [any digital information].

2. Parties [[US: shall] [EU: should] keep [computer data] [digital information]] [US/EU oppose: act, [where possible]].

3. The [old] [new] text of [shall/should].
"""
COMMANDED_VARIANTS = """\
[terms.data.options.computer-data]
forms = ["computer data"]
number = "plural"
[terms.data.options.digital-information]
forms = ["digital information"]
number = "singular"
[terms.data.options.electronic-data]
forms = ["electronic data"]
[profiles.first]
choose = { data = "computer-data" }
[[decisions]]
at = "article-1-3.1"
options = ["old", "new"]
take = 2
"""


def test_command_of_any_state_makes_the_edition_that_is_shown(window: Window, reader: Page, tmp_path: Path):
    """Terms, a party, places decided or left open, in every view."""
    folder = make_draft(tmp_path / "draft", COMMANDED, COMMANDED_VARIANTS)
    page = opened(window, tmp_path, cv.load_draft(folder)).page
    points = page.evaluate("() => JSON.parse(document.getElementById('data').textContent).points")
    names = {point["id"]: [take["name"] or "open" for take in point["takes"]] for point in points}
    chance = random.Random(3)  # noqa: S311 no secret
    words = []
    for view in ("clean", "clean", "clean", "marked", "source") * 6:
        state = {place: chance.choice(taken) for place, taken in names.items() if chance.random() < 0.3}
        state["data"] = chance.choice(["", "computer-data", "digital-information", "electronic-data"])
        state["_party"] = chance.choice(["", "US", "EU"])
        state["_view"] = view
        go(page, "&".join(f"{key}={value}" for key, value in state.items() if value))
        command = page.text_content("#command") or ""
        assert page.is_hidden("#unknown")
        options = shlex.split(command)[3:-2]
        words += [word.partition("=")[2] if word.startswith("article") else word for word in options]
        done = run("render", folder, *options, "--to", "html")
        assert done.exit_code == 0, (command, done.stderr)
        reader.goto("about:blank")  # else the policy of one page would hold for the next
        reader.set_content(done.stdout)
        assert lines_of(page.evaluate(READ_MAIN)) == lines_of(reader.evaluate(READ_MAIN)), command
    reader.goto("about:blank")
    assert {*words} >= {"open", "=electronic-data", "keep", "drop", "1", "-p", "--choose", "--party", "--mark"}


@pytest.mark.parametrize("width", [1366, 820])
def test_the_options_of_a_long_place_do_not_cover_it(window: Window, tmp_path: Path, width: int):
    """They stand beside the text, or at the foot of a window without room there; the place begins above them."""
    paragraphs = "\n\n".join(f"({letter}) {'A long sentence of it. ' * 20}" for letter in "abc")
    text = f"{'Before it. ' * 300}\n\nOption 1:\n\n{paragraphs}\n\nOption 2:\n\n{paragraphs}\n"
    page = opened(window, tmp_path, inventory_of(text), width, height=768).page
    page.keyboard.press("n")
    page.wait_for_function("() => document.querySelector('[data-s].here').getBoundingClientRect().top < 200")
    box, place = page.locator("#place").bounding_box(), page.locator("main .items").first.bounding_box()
    assert box is not None
    assert place is not None
    assert box["x"] + box["width"] <= place["x"] or (box["y"] >= 384 and box["y"] + box["height"] == 768)


COVERED = """() => {
  const box = document.getElementById("place").getBoundingClientRect();
  const pieces = [...document.querySelectorAll("[data-s].here:not([hidden])")];
  const here = pieces.flatMap((one) => [...one.getClientRects()]);
  const top = TOP;
  return here.filter((line) => line.width && (line.top < top || line.bottom > innerHeight
    || (line.bottom > box.top && line.top < box.bottom && line.right > box.left && line.left < box.right))).length;
}""".replace("TOP", TOP_OF_TEXT)


@pytest.mark.parametrize(("width", "height", "most"), [(1366, 768, 21), (390, 844, 9)])
def test_all_of_a_place_is_in_sight(window: Window, tmp_path: Path, width: int, height: int, most: int):
    """No line of a place that has room is covered, by n or by a click anywhere on the screen."""
    words = 11 if width >= WIDE else 5  # about as many to a line
    places = (f"[{'alpha ' * (words * lines // 2)}] [{'beta ' * (words * lines // 2)}]" for lines in range(2, most, 3))
    text = "\n\n".join(f"{'Before it. ' * 200}{place}" for place in places)
    page = opened(window, tmp_path, inventory_of(text), width, height=height).page
    stops = page.locator("main [role='button']")
    for number in range(stops.count()):
        page.keyboard.press("n")
        page.wait_for_timeout(100)
        assert page.evaluate(COVERED) == 0, number
        page.keyboard.press("Escape")
        for share in (0.15, 0.4, 0.7):
            stops.nth(number).evaluate(f"(one) => scrollBy(0, one.getBoundingClientRect().top - innerHeight * {share})")
            stops.nth(number).evaluate("(one) => one.click()")
            page.wait_for_timeout(100)
            assert page.evaluate(COVERED) == 0, (number, share)
            page.keyboard.press("Escape")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_a_choice_leaves_the_place_and_its_options_where_they_are(
    window: Window, tmp_path: Path, width: int, height: int
):
    """A short option instead of a long one moves neither the text nor the options from under the pointer."""
    long = "\n\n".join(f"({letter}) {'A long sentence of it. ' * 12}" for letter in "abcdef")
    options = f"## Article 2\n\nOption 1:\n\n{long}\n\nOption 2:\n\n(a) Short."
    text = f"{'Before it. ' * 99}\n\n{options}\n\n## Article 3\n\n{'After it. ' * 2000}\n"
    page = opened(window, tmp_path, inventory_of(text), width, height=height).page
    page.evaluate("() => { document.documentElement.style.overflowAnchor = 'none'; }")  # not all browsers have it
    page.evaluate("() => scrollTo(0, document.querySelector('main .items').getBoundingClientRect().top - 200)")
    page.click("main .of-choice:has-text('A long sentence') >> nth=0")
    where = """() => new Promise(resolve => setTimeout(() => {
        const { top } = document.querySelector("main [data-s].here:not([hidden])").getBoundingClientRect();
        const { left, bottom } = document.getElementById("place").getBoundingClientRect();
        resolve([Math.max(top, TOP), left, bottom]);
    }, 200))""".replace("TOP", TOP_OF_TEXT)
    before = page.evaluate(where)
    page.check("#place-options label:has-text('Option 2') input")
    after = page.evaluate(where)
    assert "Short." in page.inner_text("#said")
    assert after == pytest.approx(before, abs=2)


def test_a_file_whose_name_looks_like_an_option_is_named_by_its_folder(window: Window, tmp_path: Path):
    """The command would take "-x.md" for an option."""
    page = opened(window, tmp_path, cv.read_draft(cv.Source("-x.md", "Parties [shall] [should] act.\n"))).page
    assert str(page.text_content("#command")).startswith("convention-variants render ./-x.md -o ")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_axe_finds_nothing(window_for_axe: Window, tmp_path_factory: pytest.TempPathFactory, width: int, scheme: str):
    """In every state, and on a phone, axe finds nothing, and nothing reaches over the edge."""
    every_view = ("clean", "marked", "source")
    for inventory, views in ((inventory_of(f"{SMALL}\n\n5. All] rest.\n"), every_view), (excerpt_of(SHIPPED), ())):
        page = opened(window_for_axe, tmp_path_factory.mktemp("bench"), inventory, width, scheme=scheme).page
        for view in views:
            page.evaluate("() => { document.querySelector('.looking').open = true; }")
            page.check(f"[name='view'][value='{view}']")
            assert window_for_axe.violations() == []
            page.keyboard.press("n")
        if views:
            page.evaluate("() => document.getElementById('next-blank').click()")
            page.keyboard.type("]")
            page.keyboard.press("Enter")
            assert page.is_visible("#blank")
            page.evaluate("() => { document.getElementById('unmatched').open = true; }")
        for part in page.locator("#choices > details").all():
            if part.get_attribute("open") is None:
                part.locator("> summary").click()
            assert window_for_axe.violations() == []
        page.locator("[name^='term-']").first.check()
        assert window_for_axe.violations() == []
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing_in_a_long_draft(window_for_axe: Window, shipped_folder: Path, shipped: cv.Inventory):
    """A long draft is more of the same, and takes axe seconds: it looks at one once, with all open."""
    page = opened(window_for_axe, shipped_folder, shipped).page
    page.evaluate("() => { document.querySelectorAll('#choices > details').forEach(part => { part.open = true; }); }")
    page.locator("[name^='term-']").first.check()
    assert window_for_axe.violations() == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 1280


def test_letter_keys_can_be_switched_off(browser: Browser, tmp_path: Path):
    """Whoever speaks to the computer may press n by accident; the switch is remembered, and other keys still work."""
    page = opened(Window(browser.new_page()), tmp_path, inventory_of(SMALL)).page  # what it remembers is for no other
    page.focus("#keys")
    page.keyboard.press("Space")
    page.keyboard.press("n")
    assert page.is_hidden("#place")
    page.reload()
    page.keyboard.press("p")
    assert (page.is_hidden("#place"), page.is_checked("#keys")) == (True, False)
    page.focus("main [data-s].of-choice >> nth=0")
    page.keyboard.press("Enter")
    assert page.is_visible("#place")
    page.keyboard.press("n")
    assert page.inner_text("#place-text").startswith("Place 1 of ")
    page.keyboard.press("Escape")
    page.check("#keys")
    page.keyboard.press("n")
    assert page.is_visible("#place")
    page.close()


def test_options_of_a_place_have_no_markdown_marks(window: Window, tmp_path: Path):
    """A wording is offered as the text shows it."""
    text = "They [*shall*] [**should**] act, [`so` \\[x\\]] in [the [one](https://example.org) place].\n"
    page = opened(window, tmp_path, cv.read_draft(cv.Source("draft.md", text))).page
    found = []
    for _ in range(3):
        page.keyboard.press("n")
        found += page.locator("#place-options label").all_inner_texts()
    assert [one for one in found if one.startswith("“")] == ["“shall”", "“should”", "“so [x]”", "“the one place”"]


def test_junk_in_the_address_is_ignored(shipped_bench: Opened):
    """What an address names that there is not, be it a name that every object of JavaScript has, changes nothing."""
    page = shipped_bench.page
    drafted = page.evaluate(WORDS)
    for junk in ("offence=constructor&data=toString", "data=zzz&_view=zzz", "article-9.1=9&nothing=1&%25"):
        go(page, junk)
        assert page.evaluate(WORDS) == drafted
        assert page.inner_text("#count") == "0 of 112 chosen"
        assert page.is_checked('[name="term-data"][value=""]')


def test_download_as_drafted_is_the_draft(window: Window, tmp_path: Path):
    """With nothing chosen the download has the draft byte for byte: code, markup, line ends and all."""
    text = "Of `a_b*c` and \\*star\\* and &amp;copy; </script> [x] [y].\r\n\r\n~~~\n```\nlines\n~~~\n"
    bench = opened(window, tmp_path, inventory_of(text))
    assert downloaded(bench.page, tmp_path)[1] == text


def test_settled_places_and_followers(window: Window, tmp_path: Path):
    """What variants.toml settles is settled here, and agreement follows the choice before it, overridden or not."""
    variants = (
        "[terms.data.options.computer]\nforms = ['computer data']\nnumber = 'plural'\n"
        "[terms.data.options.digital]\nforms = ['digital information']\nnumber = 'singular'\n"
        "[[decisions]]\nat = 'text.1'\ntake = 2\n"
    )
    text = "Parties [shall] [should] keep [computer data] [digital information] that [are] [is] theirs."
    inventory = cv.read_draft(cv.Source("draft.md", text), cv.read_terminology(cv.Source("variants.toml", variants)))
    page = opened(window, tmp_path, inventory).page
    assert (
        page.inner_text("main") == "Parties should keep [computer data] [digital information] that [are] [is] theirs."
    )
    page.check("[name='term-data'][value='computer']")
    assert page.inner_text("main") == "Parties should keep computer data that are theirs."
    go(page, "text.2=2")
    assert page.inner_text("main") == "Parties should keep digital information that is theirs."


def test_what_agrees_with_dropped_wording_stays_open(window: Window, tmp_path: Path):
    """A verb does not agree with a noun that is not in the text, whatever was chosen for it."""
    text = "[[computer data] [digital information]]\u00a0[2*3*4] [[are] [is]]\n"
    page = opened(window, tmp_path, inventory_of(text)).page
    go(page, "data=digital&text.1=3&text.2=1")
    assert page.inner_text("main") == "[are] [is]"


def test_a_link_to_a_provision_changes_no_choice(shipped_bench: Opened):
    """A click on a label or a footnote's call goes there and leaves the choices alone; so does its fragment."""
    page = shipped_bench.page
    page.click("button[data-profile='ict']")
    chosen = page.evaluate(WORDS)
    page.click("#article-9 > h3 > a.label, #article-9 > :first-child > a.label")
    page.wait_for_function("() => location.hash.includes('_at=article-9')")
    assert page.evaluate(WORDS) == chosen
    assert "data=digital-information" in address_of(page)
    go(page, "article-17")
    assert "_at=article-17" in page.evaluate("() => location.hash")
    assert page.evaluate(WORDS) == chosen
    assert page.inner_text("#count") == "112 of 112 chosen"
    page.wait_for_function("() => Math.abs(document.getElementById('article-17').getBoundingClientRect().top) < 200")


def test_a_footnote_call_changes_no_choice(small_bench: Opened):
    """Nor does a click on the call of a footnote, and on the way back from it."""
    page = small_bench.page
    page.check('[name="term-data"][value="digital"]')
    chosen = page.evaluate(WORDS)
    page.click(".call a")
    page.wait_for_function("() => location.hash.includes('_at=footnote-1')")
    page.click(".footnotes a.label")
    page.wait_for_function("() => location.hash.includes('_at=call-1')")
    assert page.evaluate(WORDS) == chosen


def test_a_footnote_call_at_a_label_is_one(window: Window, tmp_path: Path):
    """Links cannot nest: a label that calls a footnote is no link, and the call is raised and leads to the note."""
    page = opened(window, tmp_path, inventory_of("**Option 1[^1]:** A.\n\n**Option 2:** D.\n\n[^1]: Note.\n")).page
    assert page.locator("main .item sup.call a[href='#footnote-1']").inner_text() == "1"


def test_the_address_of_a_provision_goes_there(shipped_bench: Opened, reader: Page):
    """`workbench.html#article-9` goes to article 9, with or without choices."""
    for fragment in ("article-9", "data=computer-data&_at=article-9"):
        follow(reader, f"{shipped_bench.page.url.partition('#')[0]}#{fragment}")
        assert reader.evaluate("() => Math.abs(document.getElementById('article-9').getBoundingClientRect().top) < 200")
        assert reader.url.endswith(fragment)
        assert reader.is_checked('[name="term-data"][value="computer-data"]') == ("data=" in fragment)


def test_what_the_address_names_in_vain_is_reported(shipped_bench: Opened):
    """Unknown provisions, places, takes, terms and options are named; the next address clears that."""
    page = shipped_bench.page
    for fragment in ("article-999", "article-9.1=9", "nothing=1", "data=zzz", "_view=zzz", "_at=nowhere"):
        go(page, fragment)
        assert page.inner_text("#unknown").endswith(f": {fragment.removeprefix('_at=')}")
    go(page, "data=computer-data")
    assert page.is_hidden("#unknown")


def test_option_paragraphs_are_chosen_by_their_labels(window: Window, tmp_path: Path):
    """A label is what a reader clicks: a link, but in a place it opens the options, which are named by labels, too."""
    text = "1. Aim\n\n**Option 1: {Short}**\n\n(a) One.\n\n**Option 2**\n\n(a) Two.\n\n**Option 3:** {No text}\n"
    page = opened(window, tmp_path, inventory_of(text)).page
    page.click("main a.label:has-text('Option 2')")
    assert page.locator("#place-options label").all_inner_texts() == [
        "Leave open", "Option 1: {Short}: “(a) One.”", "Option 2: “(a) Two.”", "Option 3: “{No text}”",
    ]  # fmt: skip
    page.click("#place-options label:has-text('Option 2')")
    assert page.inner_text("#said") == "1 place now reads Option 2: “(a) Two.”"
    page.click("#close")
    page.click("main a.label:has-text('1.')")
    page.wait_for_function("() => location.hash.endsWith('_at=text-1')")  # after the link itself
    assert page.is_hidden("#place")
    page.click("#clear")
    page.focus("main a.label:has-text('Option 1')")
    page.keyboard.press("Enter")
    assert page.inner_text("#place-text") == "Place 1 of 1"
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.textContent").startswith("Option 1")


def test_a_series_whose_labels_stand_alone_is_chosen_in_turn(window: Window, tmp_path: Path):
    """Choosing one option and then another shows the second, with all its paragraphs."""
    text = "Option 1: (a) One thing.\n\n(b) More.\n\nOption 2: (a) Two things.\n\n(b) Less.\n"
    page = opened(window, tmp_path, inventory_of(text)).page
    for take, words in (
        ("1", "(a) One thing. (b) More."),
        ("2", "(a) Two things. (b) Less."),
        ("1", "(a) One thing. (b) More."),
    ):
        go(page, f"text.1={take}")
        assert page.evaluate(WORDS) == words.split()


def test_too_many_options_stay_open(window: Window, tmp_path: Path):
    """A place with more options than the workbench takes is left open there, and the panel says why."""
    text = "Use [" + "] [".join(f"word{number}" for number in range(MOST_OPTIONS + 1)) + "] here."
    page = opened(window, tmp_path, inventory_of(text)).page
    drafted = page.evaluate(WORDS)
    page.keyboard.press("n")
    assert "41 options" in page.inner_text("#place-text")
    assert page.evaluate(WORDS) == drafted


def test_random_drafts_read_as_their_editions_do(browser: Browser):
    """White space included, in random states, within the limit on brackets in a row that the manual states."""
    chance = random.Random(2)  # noqa: S311 no secret
    texts = [*DIFFERED, *random_drafts(30, 2)]
    page = browser.new_page()  # one that had an edition keeps its policy, which forbids scripts
    found = [one for text in texts for one in differences(page, text, 3, chance)]
    page.close()
    assert [one for one in found if one.complete] == []


def test_an_empty_cell_is_no_header():
    """A screen reader would announce a header without words."""
    page = render_workbench(cv.read_draft(cv.Source("d.md", "| a |  | [b] |\n| - | - | - |\n| c | d | e |\n")))
    assert page.count(b"<th>") == 2
    assert b"<th></th>" not in page


def test_positions_are_shown():
    """Who proposes or opposes a wording is in the data of its take, and nothing is said where nobody does."""
    draft = cv.read_draft(cv.Source("d.md", "Parties [US propose; CL oppose: shall] [may] act.\n"))
    page = render_workbench(draft).decode("utf-8")
    assert page.count('"who":') == 1
    assert '"who":"proposed by US; opposed by CL"' in page


def test_places_are_named_so_that_a_reader_finds_them(window: Window, tmp_path: Path):
    """A number alone has its heading, no bracket is left over, and nobody is said to propose that words are dropped."""
    text = "# Article 1\n\nSo.\n\n# I. Scope\n\nWe [US propose: shall] act.\n\n# [Article 2. Aims\n\nOf [old] age.]\n"
    page = opened(window, tmp_path, inventory_of(text)).page
    page.keyboard.press("n")
    assert page.inner_text("#place-title") == "I. Scope"
    assert page.locator("#place-options label").all_inner_texts() == [
        "Leave open", "“shall” (proposed by US)", "without “shall”",
    ]  # fmt: skip
    page.keyboard.press("n")
    assert page.inner_text("#place-title") == "Article 2"


PARTIES = """\
1. Parties [US propose; CL/PE oppose: may] [CL/PE propose; US oppose: shall] keep a [EU propose; CL oppose: new
[CL propose: information]] system [G77 propose: safe] [US oppose: always].

2. The [CL propose: data] [US propose: information] flow.
"""


@pytest.mark.parametrize("party", ["US", "CL", "PE", "G77"])
def test_a_party_reads_as_its_edition(window: Window, reader: Page, tmp_path: Path, party: str):
    """What a party or its group wants is shown; a link keeps it, and a single place beats it."""
    bench = opened(window, tmp_path, inventory_of(PARTIES))
    page, resolver = bench.page, cv.Resolver(bench.inventory)
    page.select_option("[name=party]", party)
    wanted = edition_words(reader, resolver.resolve(cv.Selection(parties=(party,))))
    assert page.evaluate(WORDS) == wanted
    assert "CL/PE" not in wanted or party == "G77"
    page.reload()
    assert page.evaluate(WORDS) == wanted
    assert page.input_value("[name=party]") == party
    go(page, f"_party={party}&text-1.1=1")
    reading = resolver.resolve(cv.Selection(parties=(party,), at={"text-1.1": cv.Take(1)}))
    assert page.evaluate(WORDS) == edition_words(reader, reading)
    assert_silent(bench)
