"""What differs between two readings: checked against the editions, by a reckoning that knows nothing of decisions."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections import Counter, defaultdict
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pypdfium2 import PdfDocument

import convention_variants as cv
from commands import make_draft, refused, run
from convention_variants.comparison.comparing import Comparison, compare, compare_profiles, text_of
from convention_variants.comparison.formats import as_html, as_json, as_markdown, printed
from convention_variants.comparison.view import DifferenceHeading, DifferenceRow, Fold, make_view
from convention_variants.outline.nodes import walk
from convention_variants.render.shown import ShownNode, parts
from drafts import decisions_drawn, drafts, selections, wild_text
from promises import Page, inventory_of, selected, takes

CASES = tomllib.loads((Path(__file__).parent / "cases" / "compare.toml").read_text(encoding="utf-8"))
SHIPPED = Path(__file__).parent.parent / "source" / "ac291-22"
SMALL = """\
### Article 1

Of a [computer system] [information device].

1. Alike.

2. [Computer data] [Digital information].
"""


def comparison_of(case: dict[str, object]) -> Comparison:
    """Compare the two readings of a case."""
    variants = cv.Source("variants.toml", CASES["vocabulary"] + str(case.get("entries", "")))
    inventory = cv.read_draft(cv.Source("draft.md", str(case["source"])), cv.read_terminology(variants))
    # A case holds the arguments of a selection, which no type checker can know of a TOML file.
    first, second = (selected(case[side], consequential=True) for side in ("first", "second"))
    return compare(inventory, ("first", "second"), (first, second))


def marked(node: ShownNode | None) -> list[str]:
    """Return the stretches of a node that are marked."""
    found = []
    for part in parts(node):
        for differs, pieces in groupby(part, key=lambda piece: piece.differs):
            if differs:
                found.append("".join(piece.text for piece in pieces))
    return found


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["shows"])
def test_cases(case: dict[str, object]):
    """Each case lists the provisions that it says, with their texts, choice points and marks."""
    comparison = comparison_of(case)
    found = [
        {
            "id": difference.provision,
            "texts": list(difference.texts),
            "points": list(difference.points),
            "marked": [
                [
                    stretch
                    for passage in (*comparison.text, *comparison.footnotes)
                    if passage.provision == difference.provision
                    for stretch in marked(passage.sides[side])
                ]
                for side in (0, 1)
            ],
        }
        for difference in comparison.differences
    ]
    assert found == case["provisions"]
    assert comparison.summary == case["summary"]


# The shipped draft, against its Markdown editions


LABEL = re.compile(r"(\(?(?:\d+|[a-z]+)[.)])(?:\s|$)")


def markdown_provisions(edition: str) -> dict[str, list[str]]:
    """Return the words of each provision of a Markdown edition of the shipped draft: its own, by its labels alone."""
    body = re.split(r"\n_{10,}\n", edition, maxsplit=1)[1]
    words: defaultdict[str, list[str]] = defaultdict(list)
    section = "text"
    stack: list[tuple[int, str, bool]] = []  # how far its children are set in, its id, whether it calls for more
    for block in filter(None, re.split(r"\n+(?!\n)", body)):
        text = block.replace("\\", "").replace("*", "").strip()
        indent = len(block) - len(block.lstrip(" "))
        if heading := re.match(r"#+ (?:(Article|Chapter) (\w+)|(Preamble))", text):
            section = "preamble" if heading[3] else f"{heading[1]}-{heading[2]}".lower()
            stack, owner = [], section
        elif text.startswith("IN WITNESS"):
            stack, owner = [], "testimonium"
        elif label := LABEL.match(text.removeprefix("- ")):
            bullet = text.startswith("- ")
            stack = [entry for entry in stack if entry[0] <= indent and bullet]
            owner = f"{stack[-1][1] if stack else section}-{re.sub(r'[().]', '', label[1])}"
            stack.append((indent + 2 if bullet else 0, owner, text.endswith(":")))
        else:
            stack = [entry for entry in stack if entry[0] <= indent and (entry[0] or entry[2])]
            owner = stack[-1][1] if stack else section
        words[owner] += text.removeprefix("- ").removeprefix("#").lstrip("# ").split()
    return dict(words)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("cybercrime", "ict"),
        ("cybercrime", "bridging"),
        ("ict", "bridging"),
        ("offence=cybercrime", "offence=ict-use,data=computer-data"),
    ],
)
def test_names_exactly_the_provisions_whose_words_differ(first: str, second: str):
    """For the shipped draft, those are the provisions of the two Markdown editions that have other words."""
    result = run("compare", SHIPPED, "-p", first, "-p", second, "--to", "json")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert list(said) == ["schema", "profiles", "provisions"]
    assert (said["schema"], said["profiles"]) == (1, [first, second])
    editions = []
    for profile in (first, second):
        chosen = [part for pair in profile.split(",") for part in ("--choose", pair)]
        decide = chosen if "=" in profile else ["-p", profile]
        editions.append(markdown_provisions(run("render", SHIPPED, *decide, "--to", "md").stdout))
    one, other = editions
    assert list(one) == list(other)
    assert len(one) > 500
    assert [provision["id"] for provision in said["provisions"]] == [name for name in one if one[name] != other[name]]
    for provision in said["provisions"]:
        texts, name = provision["texts"], provision["id"]
        assert [texts[first].split(), texts[second].split()] == [one[name], other[name]]
        assert all(point.startswith(f"{name}.") for point in provision["choice_points"])


def test_counts_of_the_shipped_draft(shipped: cv.Inventory):
    """Every choice point differs; the words counted are those of the treaty text in the editions."""
    names = ("cybercrime", "ict")
    selections_ = (cv.Selection("cybercrime", consequential=True), cv.Selection("ict", consequential=True))
    comparison = compare(shipped, names, selections_)
    assert len(comparison.points) == 112
    assert len({point for difference in comparison.differences for point in difference.points}) == 112
    counted = []
    for reading in comparison.readings:
        main = Page(cv.render(reading, "html").decode(), "main")
        counted.append(len("".join(main.text).split()))
    assert list(comparison.words) == counted


# Drafts that nobody wrote


def comparison_drawn(
    text: str, profiles: tuple[str | None, str | None], drawn: tuple[list[int], list[int]]
) -> Comparison:
    """Compare two readings of a draft, in each of which some places are decided on top of a profile."""
    inventory = inventory_of(text)
    first, second = (
        cv.Selection(profile, {}, dict(list(takes(inventory, numbers).items())[:: 1 + numbers[0] % 3]))
        for profile, numbers in zip(profiles, drawn, strict=True)
    )
    return compare(inventory, ("one", "other"), (first, second))


comparisons = st.builds(
    comparison_drawn,
    drafts(wild_text, "# Article 9\n\n"),
    st.tuples(selections, selections),
    st.tuples(decisions_drawn, decisions_drawn),
)


@given(comparisons)
def test_passages_have_the_words_of_the_editions(comparison: Comparison):
    """Put together, the passages of each side are the treaty text of the reading's edition.

    White space apart: provisions between which a dropped bracket has taken the break are one in the edition.
    """
    draft = comparison.readings[0].inventory.draft
    body = comparison.text[len(list(walk(draft.front))) :]
    for side, reading in enumerate(comparison.readings):
        page = Page(cv.render(reading, "html").decode(), "main")
        words = " ".join(text_of(passage.sides[side]) for passage in body).split()
        assert "".join(words) == "".join("".join(page.text).split())
        assert comparison.words[side] == len(words)


@given(comparisons)
def test_listed_are_exactly_the_provisions_whose_words_differ(comparison: Comparison):
    """Provision by provision, from the texts alone: those are listed that have other words, and no other."""
    own: dict[str, tuple[list[str], list[str]]] = {}
    for passage in (*comparison.text, *comparison.footnotes):
        sides = own.setdefault(passage.provision, ([], []))
        for words, node in zip(sides, passage.sides, strict=True):
            words.extend(text_of(node).split())
    expected = [provision for provision, (one, other) in own.items() if one != other]
    assert [difference.provision for difference in comparison.differences] == expected
    for difference in comparison.differences:
        assert tuple(text.split() for text in difference.texts) == own[difference.provision]
    points = comparison.readings[0].inventory.by_id
    decided = {point.id for point in comparison.points}
    assert {point for difference in comparison.differences for point in difference.points} <= decided <= set(points)


@given(comparisons)
def test_what_is_not_marked_is_the_same(comparison: Comparison):
    """Without what is marked both sides of a passage have the same characters, white space aside."""
    for passage in (*comparison.text, *comparison.footnotes):
        one, other = (
            "".join(piece.text for part in parts(node) for piece in part if not piece.differs) for node in passage.sides
        )
        assert "".join(one.split()) == "".join(other.split())


@given(comparisons)
def test_pages_are_sound(comparison: Comparison):
    """No id of a page comes twice, every link in it leads somewhere, and each difference stands in it once."""
    page = Page(as_html(comparison).decode(), None)
    assert sorted(page.ids) == sorted(set(page.ids))
    assert set(page.targets) <= set(page.ids)
    assert all(address.startswith(("https://", "http://", "mailto:")) for address in page.addresses)
    assert not [name for name in page.attributes if name.startswith("on") or name in ("src", "style", "srcdoc")]
    json.loads(as_json(comparison))
    as_markdown(comparison)


# The formats


def test_markdown_is_for_a_pull_request(tmp_path: Path):
    """Both texts stand below each other under their heading, with bold words where they differ."""
    folder = make_draft(tmp_path / "d", SMALL, CASES["vocabulary"])
    result = run("compare", folder, "-p", "computer", "-p", "digital")
    assert result.exit_code == 0
    assert result.stdout.endswith(
        "\n## Article 1\n\n"
        "- computer: Of **a** **computer system**.\n- digital: Of **an** **information device**.\n\n"
        "### Article 1, 2\n\n"
        "- computer: 2. **Computer data**.\n- digital: 2. **Digital information**.\n"
    )
    assert "Alike" not in result.stdout
    assert result.stderr == "2 provisions differ: 2 choice points, 1 consequential change\n"


def test_a_heading_with_a_footnote_call_is_no_link(tmp_path: Path):
    """Links cannot nest: browsers end the outer one at the call, and its figure is a large one in the title."""
    text = "## Article 1. Nets[^1]\n\n[computer data] [digital information]\n\n## Article 2\n\nText.\n\n[^1]: Note.\n"
    folder = make_draft(tmp_path / "d", text, CASES["vocabulary"])
    page = run("compare", folder, "-p", "computer", "-p", "digital", "--to", "html").stdout
    assert re.search(r'<h2 id="article-1">Article 1. Nets<sup class="call"><a ', page)


def test_contents_have_both_titles(tmp_path: Path):
    """Where a heading differs, a reader who looks for one of its titles finds it there."""
    text = (
        "# Article 1. [Computer data] [Digital information]\n\n# Article 2\n\n[Computer data] [Digital information]\n"
    )
    folder = make_draft(tmp_path / "d", text, CASES["vocabulary"])
    page = run("compare", folder, "-p", "computer", "-p", "digital", "--to", "html").stdout
    assert '<a href="#article-1">Article 1. Computer data / Digital information</a>' in page
    assert '<a href="#article-2">Article 2</a>' in page


def test_page_has_a_summary_and_folds_what_is_alike(shipped: cv.Inventory):
    """On top stand what differs, by term and by chapter; in between the unchanged provisions are named and folded."""
    sides = (cv.Selection("cybercrime", consequential=True), cv.Selection("ict", consequential=True))
    view, _ = make_view(compare(shipped, ("cybercrime", "ict"), sides))
    by_term = [(exchange.wordings, exchange.number) for exchange in view.exchanges]
    assert [(wordings[0], number) for wordings, number in by_term if wordings] == [
        ("cybercrime", 24),
        ("computer system", 44),
        ("computer data", 44),
    ]
    assert sum(exchange.number for exchange in view.changes) == 9
    chapters = {chapter.name: chapter.differing for chapter in view.chapters}
    assert chapters["Preamble"] == 8
    assert chapters["Chapter III\u2002Jurisdiction"] == 0
    differing = {row.provision for row in view.entries if isinstance(row, DifferenceRow)}
    assert sum(chapters.values()) == len(differing) == 88
    page = as_html(compare(shipped, ("cybercrime", "ict"), sides)).decode()
    assert "<summary>3 provisions unchanged: Article 2 (c) (i) – Article 2 (c) (iii)</summary>" in page
    assert " provisions unchanged: Preamble (10) – Preamble (12)</summary>" in page
    assert page.count("<mark>") > 2 * 112
    # Nobody's word is missing: a draft can be read from the page, folded parts and all.
    folded = {passage.provision for fold in view.entries if isinstance(fold, Fold) for passage in fold.passages}
    shown = {row.provision for row in view.entries if isinstance(row, DifferenceRow)}
    headings = {entry.id for entry in view.entries if isinstance(entry, DifferenceHeading)}
    every = {address.provision for address in shipped.draft.addresses} - {"text"}
    left_out = every - folded - shown - headings  # a label on the line of the first one below it
    assert all(any(other.startswith(f"{provision}-") for other in every) for provision in left_out)


RECURRING = """\
# Article 1

1. Each [*State*] [Party] and each body [**shall**] [may] act [soon].

2. [*state*] [party]; a [State][Party] [`can`] [does].
"""


def test_a_wording_that_recurs_is_listed_once_with_its_places(tmp_path: Path):
    """Whatever their case and style, the same wordings are one row, without Markdown marks; single ones share one."""
    folder = make_draft(tmp_path / "d", RECURRING, "")
    inventory = cv.load_draft(folder)
    one, other = (
        {point.id: cv.Take(number) for point in inventory.points if point.kind is cv.Kind.ALTERNATIVES}
        for number in (1, 2)
    )
    one["article-1-1.3"], other["article-1-1.3"] = cv.KEEP, cv.DROP
    view, _ = make_view(compare(inventory, ("one", "other"), (cv.Selection(at=one), cv.Selection(at=other))))
    rows = [(row.wordings, [(place.name, place.times) for place in row.places]) for row in view.exchanges]
    assert rows == [
        (("State", "Party"), [("Article 1, 1", 1), ("Article 1, 2", 2)]),
        (None, [("Article 1, 1", 2), ("Article 1, 2", 1)]),
    ]
    assert view.number == len(inventory.points) == 6


def test_places_in_options_have_the_numbers_of_the_options_alone(tmp_path: Path):
    """A remark on what an option is about would make each place in it as long as a sentence."""
    text = "# Article 1\n\n**Option 1: {First}**\n\n1. A [b] [c].\n\n**Option 2 {Other}**\n\n1. A [b] [c].\n"
    inventory = cv.load_draft(make_draft(tmp_path / "d", text, ""))
    points = [point.id for point in inventory.points if point.depth]
    sides = [cv.Selection(at=dict.fromkeys(points, cv.Take(number))) for number in (1, 2)]
    view, _ = make_view(compare(inventory, ("one", "other"), (sides[0], sides[1])))
    places = [place.name for row in view.exchanges for place in row.places]
    assert places == ["Article 1, Option 1, 1", "Article 1, Option 2, 1"]


def test_consequential_changes_come_first(shipped: cv.Inventory):
    """The page lists them before the wordings that differ: declared ones, then articles, with their places."""
    page = as_html(compare_profiles(shipped, "cybercrime", "ict")).decode()
    parts = [page.index(f'id="overview-{name}"') for name in ("changes", "wordings", "parts")]
    assert parts == sorted(parts)
    found = re.findall(r"<tr.*?</tr>", page[parts[0] : parts[1]], re.DOTALL)
    rows = [re.sub("<[^>]+>", "|", row) for row in found]
    assert [[cell for cell in row.split("|") if cell.strip("; \n")] for row in (rows[1], rows[5], rows[6])] == [
        ["that have been stored", "that has been stored", "Article 25, 1"],
        ["their relationship", "its relationship", "Article 42, 2 (c)", "Article 45, 3 (c)"],
        ["a", "an", "Article 2 (d)", "Article 2 (e) (i)", "Article 23, 3 (b)"],
    ]


@pytest.mark.parametrize(
    ("profiles", "title", "line"),
    [
        (("computer", "digital"), "Computer words compared with digital", "- computer: 2. **Computer"),
        (("party:US", "party:Peru"), "US compared with Peru", "- US: 3. Each"),
        (
            ("data=computer-data", "data=digital-information"),
            "computer data compared with digital information",
            "- computer data: 2.",
        ),
        (("data=computer-data", "party:US"), "computer data compared with US", "- computer data: 2."),
        (("digital", "again"), "digital compared with again", "- again: 2. **Computer"),
    ],
)
def test_readings_are_called_by_their_labels(tmp_path: Path, profiles: tuple[str, str], title: str, line: str):
    """Titles have labels of profiles, parties and wordings, lists the ids of profiles, and JSON what was asked for."""
    again = '[profiles.again]\nlabel = "digital"\nchoose = { data = "computer-data", device = "system" }\n'
    variants = CASES["vocabulary"].replace("[profiles.computer]", '[profiles.computer]\nlabel = "Computer words"')
    positions = "[US propose; PE oppose: shall] [PE propose; US oppose: may]"
    folder = make_draft(tmp_path / "d", f"{SMALL}\n3. Each {positions} act.\n", variants + again)
    asked = [part for profile in profiles for part in ("-p", profile)]
    result = run("compare", folder, *asked)
    assert result.stdout.splitlines()[0] == f"# {title}"
    assert f"\n{line}" in result.stdout
    page = run("compare", folder, *asked, "--to", "html").stdout
    assert f"<h1>{title}</h1>" in page
    said = json.loads(run("compare", folder, *asked, "--to", "json").stdout)
    assert said["profiles"] == list(profiles)
    assert all(list(provision["texts"]) == list(profiles) for provision in said["provisions"])


def test_no_row_is_empty(tmp_path: Path, shipped: cv.Inventory):
    """Parts without differences are named below the chart, and a label alone says that its text is missing."""
    page = as_html(compare_profiles(shipped, "cybercrime", "ict")).decode()
    chart = page[page.index('id="overview-parts"') : page.index('id="differences"')]
    assert ">0 of" not in chart
    assert "Parts without differences: General Assembly; Chapter III\u2002Jurisdiction; " in chart
    folder = make_draft(tmp_path / "d", "# Article 1\n\n1. Alike.\n\n2. [CL propose; US oppose: Gone.]\n", "")
    result = run("compare", folder, "-p", "party:US", "-p", "party:CL")
    assert "\n- US: 2. *Not in this reading*\n- CL: 2. **Gone.**\n" in result.stdout
    assert "differ in one place only" not in result.stdout
    page = run("compare", folder, "-p", "party:US", "-p", "party:CL", "--to", "html").stdout
    assert page.count('<p class="nothing">Not in this reading</p>') == 1
    assert "overview-wordings" not in page


def test_tables_on_paper_stand_side_by_side(tmp_path: Path):
    """A table wider than its half of the page has small type and broken words, not words over those of the other."""
    names = [f"accountability{letter}" for letter in "abcdefgh"]
    rows = (names, ["---"] * len(names), ["The [old] [new] text", *names[1:]])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    terms = '[terms.age]\noptions.old.forms = ["old"]\noptions.new.forms = ["new"]\n'
    profiles = '[profiles.one]\nchoose = { age = "old" }\n[profiles.two]\nchoose = { age = "new" }\n'
    draft = make_draft(tmp_path / "a", f"# Article 1\n\n{table}\n", terms + profiles)
    result = run("compare", draft, "-p", "one", "-p", "two", "-o", tmp_path / "out.pdf")
    assert result.exit_code == 0, result.stderr
    pages = subprocess.check_output(["pdftotext", "-bbox", tmp_path / "out.pdf", "-"], text=True).split("<page ")[1:]
    page = next(page for page in pages if "accoun" in page.rpartition("Article")[2])
    table_of = page.rpartition("Article")[2]
    boxes = [(float(box[0]), float(box[1])) for box in re.findall(r'xMin="([\d.]+)".*?xMax="([\d.]+)"', table_of)]
    middle = 210 / 25.4 * 72 / 2
    assert len(boxes) > 2 * len(names)
    assert all(right < middle or middle < left < right < 540 for left, right in boxes)


def test_pdf_has_the_words_of_the_page(tmp_path: Path, shipped: cv.Inventory):
    """It has the words that the page shows before anything is unfolded, and all places; it is tagged."""
    comparison = compare_profiles(shipped, "cybercrime", "ict")
    screen, paper = as_html(comparison).decode(), printed(comparison)[0]
    texts = []
    for page in (screen, paper):
        main = page[page.index("<main") : page.index("</main>")]
        main = re.sub(r'(?s)<div class="columns".*?</div>|<p class="ways">.*?</p>|</summary>.*?</details>', "", main)
        overview = page[page.index('<section class="overview"') : page.index("<main")]
        overview = re.sub(r'(?s)<p class="filters">.*?</p>|<summary>.*?</summary>', "", overview)
        texts.append(" ".join(Page(f"<body>{overview}{main}</body>", None).text).split())
    assert "".join(texts[0]) == "".join(texts[1])
    assert len(texts[0]) > 8_000
    result = run("compare", SHIPPED, "-p", "cybercrime", "-p", "ict", "-o", tmp_path / "out.pdf")
    assert result.stderr.endswith("88 provisions differ: 112 choice points, 9 consequential changes\n")
    pdf = (tmp_path / "out.pdf").read_bytes()
    words = Counter(
        word for page in PdfDocument(pdf) for word in re.findall(r"\w+", page.get_textpage().get_text_range())
    )
    assert Counter(re.findall(r"\w+", " ".join(texts[1]))) - words == Counter()
    opened = pikepdf.open(BytesIO(pdf))
    assert opened.Root.MarkInfo.Marked
    with opened.open_outline() as outline:
        assert "Article 2. Use of terms" in [child.title for entry in outline.root for child in entry.children]


def test_nothing_of_a_draft_is_markup(tmp_path: Path):
    """Whatever a draft says stands in Markdown and HTML as text."""
    hostile = "# Article 1 <b>|x|</b>\n\n[\\# <img src=x> \\*a\\* | `b` [c](javascript:d)] [## no] {{ 7 * 7 }}\n"
    folder = make_draft(tmp_path / "d", hostile, '[document]\ntitle = "<i>*T*</i>"\nsymbol = "<s>"\n')
    reading = cv.load_draft(folder)
    (point,) = (point for point in reading.points if point.kind is cv.Kind.ALTERNATIVES)
    first, second = (cv.Selection(at={point.id: cv.Take(number)}) for number in (1, 2))
    comparison = compare(reading, ("<u>*1*", "a|b"), (first, second))
    page = Page(as_html(comparison).decode(), None)
    assert not {"b", "i", "s", "u", "img"} & set(page.tags)
    shown = Page(MarkdownIt("commonmark").enable("table").render(as_markdown(comparison).decode()), None)
    assert not {"b", "i", "s", "u", "img", "a"} & set(shown.tags)
    assert "<u>*1*: # <img src=x> *a* | b " in " ".join("".join(shown.text).split())


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_pages_speak_the_language_of_their_document(tmp_path: Path, language: str):
    """The page says its language and direction, and marks words of another one."""
    folder = make_draft(tmp_path / "d", SMALL, f'[document]\nlanguage = "{language}"\n{CASES["vocabulary"]}')
    result = run("compare", folder, "-p", "computer", "-p", "digital", "-o", tmp_path / "out.html")
    assert result.exit_code == 0, result.stderr
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    said = {"fr": "Résumé", "es": "Resumen", "ar": '<bdi lang="en" dir="ltr">Summary</bdi>'}.get(language, "Summary")
    assert f">{said}</h2>" in page


def test_readings_that_are_alike_are_said_to_be(tmp_path: Path):
    """Where nothing differs the page says so, and the command ends well."""
    folder = make_draft(tmp_path / "d", SMALL, CASES["vocabulary"])
    result = run("compare", folder, "-p", "computer", "-p", "data=computer-data,device=system", "--to", "html")
    assert result.exit_code == 0
    assert "Both readings have the same words." in result.stdout
    assert result.stderr == "0 provisions differ: 0 choice points, 0 consequential changes\n"


@pytest.mark.parametrize(
    ("name", "begins"),
    [("out.html", "<!DOCTYPE html>"), ("out.htm", "<!DOCTYPE"), ("out.md", "# "), ("out.json", "{\n")],
)
def test_format_follows_from_the_name(tmp_path: Path, name: str, begins: str):
    """The ending of -o says the format, and the same bytes come every time."""
    folder = make_draft(tmp_path / "d", SMALL, CASES["vocabulary"])
    made = []
    for _ in range(2):
        result = run("compare", folder, "-p", "computer", "-p", "digital", "-o", tmp_path / name)
        assert (result.exit_code, result.stdout) == (0, "")
        made.append((tmp_path / name).read_text(encoding="utf-8"))
    assert made[0].startswith(begins)
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ([], ["compare requires two profiles"]),
        (["-p", "computer"], ["compare requires two profiles"]),
        (["-p", "computer", "-p", "digital", "-p", "bridging"], ["compare requires two profiles"]),
        (["-p", "computer", "-p", "computer"], ['both profiles are "computer"']),
        (["-p", "computer", "-p", "digitl"], ['unknown profile "digitl"', 'did you mean "digital"']),
        (["-p", "computer", "-p", "dat=computer-data"], ['unknown term "dat"', 'did you mean "data"']),
        (["-p", "computer", "-p", "data=computers"], ['data has no option "computers"']),
        (["-p", "computer", "-p", "data=,device=device"], ['"data="', "TERM=OPTION"]),
        (["-p", "computer", "-p", "data=computer-data,device"], ['"device"']),
        (["-p", "computer", "-p", "data=computer-data,data=digital"], ["chooses data twice"]),
        (["-p", "computer", "-p", "digital", "-o", "out.doc"], ["cannot infer the format", "html, pdf, md, json"]),
    ],
)
def test_wrong_arguments(tmp_path: Path, arguments: list[str], parts: list[str]):
    """One message says what is wrong, with status 2."""
    folder = make_draft(tmp_path / "d", SMALL, CASES["vocabulary"])
    refused(run("compare", folder, *arguments), *parts)


def test_unmatched_brackets_are_named(tmp_path: Path):
    """An unmatched bracket is in both readings, and the page says how what is not settled is marked."""
    folder = make_draft(tmp_path / "d", f"{SMALL}\n3. A [stray.\n", CASES["vocabulary"])
    result = run("compare", folder, "-p", "computer", "-p", "digital", "--to", "html")
    assert result.exit_code == 0
    assert "What is open has a dotted line" in result.stdout
    (summary,) = result.stderr.splitlines()
    assert summary == "2 provisions differ: 2 choice points, 1 consequential change"


def test_wrong_input(tmp_path: Path):
    """A draft that is missing, an option without a wording at a place and an output that is the input are refused."""
    two = ("-p", "computer", "-p", "bridging")
    refused(run("compare", tmp_path / "none", *two), "no such file or folder")
    folder = make_draft(tmp_path / "d", "Of [computer data] [the digital information].\n", CASES["vocabulary"])
    refused(run("compare", folder, *two), "draft.md:1:4", "data=electronic-data has no wording here")
    refused(run("compare", folder, *two, "-o", folder / "draft.md"), "is the input")


def test_nothing_is_charted_where_nothing_differs():
    """The parts of a draft are charted only for readings that differ in one of them."""
    inventory = cv.read_draft(
        cv.Source("draft.md", "### Article 1\n\nThey [shall] [may] act.\n\n### Article 2\n\nSo.\n")
    )
    kept = cv.Selection(), cv.Selection(at={"article-1.1": cv.Take(1)})
    views = [make_view(compare(inventory, ("one", "other"), (kept[0], other)))[0] for other in kept]
    assert [(len(view.chapters), view.charted) for view in views] == [(2, False), (2, True)]
