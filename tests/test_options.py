"""What an edition can be asked for: blanks filled in, an annex, other templates, paper and watermark."""

from __future__ import annotations

import importlib
import io
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from types import ModuleType

import mdformat
import pikepdf
import pytest
from PIL import Image

import convention_variants as cv
from commands import run, typed

SHIPPED = Path(__file__).parent.parent / "source" / "ac291-22"


@pytest.fixture(scope="module")
def resolver() -> cv.Resolver:
    """Return the resolver of the shipped draft."""
    return cv.Resolver(cv.load_draft(SHIPPED))


def test_blanks_are_filled_in(resolver: cv.Resolver):
    """A blank is filled by its id, or by its word where that stands once, and is no blank any more."""
    reading = resolver.resolve(cv.Selection("ict", fill={"city": "Hanoi", "article-63-1.1": "1 July 2025"}))
    sentence = "for signature from 1 July 2025 to [date] in Hanoi, [country], and thereafter"
    assert sentence in reading.text
    assert reading.count(cv.Outcome.BLANK) == 3


def test_a_choice_in_a_blank_goes_when_it_is_filled():
    """What stood inside a blank that is filled in is gone, not chosen, nor is it open."""
    variants = '[[decisions]]\nat = "text.1"\nas = "blank"\n[[decisions]]\nat = "text.2"\ntake = 1\n'
    terminology = cv.read_terminology(cv.Source("variants.toml", variants))
    draft = cv.read_draft(cv.Source("draft.md", "by [the [first] [last] day [of May]] there"), terminology)
    reading = cv.Resolver(draft).resolve(cv.Selection(fill={"text.1": "noon"}))
    assert reading.text == "by noon there"
    assert [decision.outcome.value for decision in reading.decisions] == ["filled", "gone", "gone"]


@pytest.mark.parametrize(
    ("fill", "said"),
    [
        ({"date": "today"}, "occurs in 3 blanks"),
        ({"town": "Hanoi"}, 'unknown blank "town"'),
        ({"city": "[x]"}, "without brackets"),
        ({"city": "a\nb"}, "one line of text"),
        ({"article-8.1": "x"}, 'unknown blank "article-8.1"'),
    ],
)
def test_blanks_that_cannot_be_filled(resolver: cv.Resolver, fill: dict[str, str], said: str):
    """A word of several blanks, an unknown blank, brackets, line ends and choices are refused."""
    with pytest.raises(cv.InputError, match=re.escape(said)):
        resolver.resolve(cv.Selection("ict", fill=fill))


@pytest.mark.parametrize("to", ["md", "html"])
def test_annex_lists_every_decision(resolver: cv.Resolver, to: str):
    """The annex has a row for each term, choice made, consequential change, join and blank left."""
    reading = resolver.resolve(cv.Selection("ict", fill={"city": "Hanoi"}))
    text = cv.render(reading, to, cv.Options(annex=True)).decode("utf-8")
    annex = text[text.index("what was decided") :]
    rows = len(re.findall(r"^- ", annex, re.MULTILINE)) if to == "md" else annex.count('<th scope="row">')
    assert rows == 3 + 112 + 1 + 3 + 9 + 4
    assert annex.index("What computers process") < annex.index("Preamble (3)")
    assert "Article 23, 3 (b)" in annex
    assert "what was decided" not in cv.render(reading, to).decode("utf-8")


def test_annex_links_lead_to_provisions(resolver: cv.Resolver):
    """Every link inside an HTML edition with an annex leads to an id that is there exactly once."""
    page = cv.render(resolver.resolve(cv.Selection("ict")), "html", cv.Options(annex=True)).decode("utf-8")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_annex_quotes_what_the_edition_shows_by_its_ends():
    """A long wording that stands in the text is quoted by its ends; one that is gone is there whole; none has marks."""
    long = "first " + "and so on " * 30 + "*last*"
    draft = cv.read_draft(cv.Source("d.md", f"1. They [{long}] act.\n\n2. They [{long}] act.\n"))
    reading = cv.Resolver(draft).resolve(cv.Selection(at={"text-2.1": cv.DROP}))
    annex = cv.render(reading, "html", cv.Options(annex=True)).decode("utf-8").split("what was decided", 1)[1]
    shown, gone = re.findall(r"\[?first [^<]*", annex)
    assert shown.startswith("[first and so on")
    assert " … " in shown
    assert shown.endswith("so on last]")
    assert gone == long.replace("*", "")


def test_annex_names_the_parties():
    """Whose wording stands in the text, or went, is in the annex: the text of the edition is without their names."""
    draft = cv.read_draft(cv.Source("d.md", "Parties [EU: shall] [US oppose: may] act [now - G77 retain].\n"))
    reading = cv.Resolver(draft).resolve(cv.Selection(at={"text.1": cv.Take(1)}))
    text = cv.render(reading, "md", cv.Options(annex=True)).decode("utf-8")
    body, annex = text.split("what was decided", 1)
    assert "Parties shall act [now - G77 retain]." in body.replace("\\", "")
    assert "shall (proposed by EU)" in annex
    assert "may (opposed by US)" in annex
    assert "[now (supported by G77)]" in annex.replace("\\", "")


def test_annex_says_what_a_note_is():
    """A note stays in its brackets, and is no choice that is open."""
    draft = cv.read_draft(cv.Source("d.md", "1. Parties act [now] on [date]. [English only]\n"))
    page = cv.render(cv.Resolver(draft).resolve(cv.Selection()), "md", cv.Options(annex=True)).decode("utf-8")
    rows = [line.replace("\\", "") for line in page.splitlines() if line.startswith("- 1:")]
    assert rows == [
        "- 1: “[now]” (open)",
        "- 1: “[date]” (to be filled in)",
        "- 1: “[English only]” (note, no part of the text)",
    ]


def test_annex_lists_unmatched_brackets():
    """What nothing closes or opens is not settled, and stands in the annex with the words around it."""
    draft = cv.read_draft(cv.Source("d.md", "1. Parties [should act in good faith.\n"))
    page = cv.render(cv.Resolver(draft).resolve(cv.Selection()), "md", cv.Options(annex=True)).decode("utf-8")
    assert page.replace("\\", "").endswith("- 1: “… 1. Parties [should act in good …” (unmatched bracket)\n")


def test_annex_does_not_link_to_what_is_gone():
    """A provision that was dropped with its label is cited, and no link leads to it."""
    draft = cv.read_draft(cv.Source("draft.md", "1. Kept.[^1]\n\n[2. Dropped.]\n\n[^1]: A [b] [c] note.\n"))
    reading = cv.Resolver(draft).resolve(cv.Selection(at={"text-2.1": cv.DROP, "footnote-1.1": cv.Take(2)}))
    page = cv.render(reading, "html", cv.Options(annex=True)).decode("utf-8")
    annex = page[page.index("what was decided") :]
    assert re.findall(r'<th scope="row">(.*?)</th>', annex) == ["text-2", '<a href="#footnote-1">Footnote 1</a>']


def test_own_templates_take_the_place_of_ours(tmp_path: Path):
    """One file in the folder overrides ours of that name; the others stay."""
    (tmp_path / "masthead.html.j2").write_text(
        "{% macro masthead(edition, words) %}<h1>Mine: {{ edition.title }}</h1>{% endmacro %}"
    )
    result = run("render", SHIPPED, "-p", "ict", "--to", "html", "--templates", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert "<h1>Mine: Draft text of the convention</h1>" in result.stdout
    assert 'id="article-67-2"' in result.stdout


def test_our_templates_are_kept_compiled(tmp_path: Path):
    """Compiled templates are kept where Python keeps modules, used again unless damaged, and never those of others."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "draft.md").write_text("# Draft\n\n## Article 1\n\n1. Parties [shall] [may] act.\n", encoding="utf-8")
    command = ["render", tmp_path / "draft.md", "--to", "html"]
    writing = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path / "kept")}
    reading = {**writing, "PYTHONDONTWRITEBYTECODE": "1"}

    def kept() -> list[Path]:
        return sorted((tmp_path / "kept").rglob("template-*.pyc"))

    page = typed(*command, environment=reading).stdout
    assert kept() == []
    typed(*command, "--templates", tmp_path / "theirs", environment=writing)
    assert kept() == []
    assert typed(*command, environment=writing).stdout == page
    assert len(kept()) == 4
    assert typed(*command, environment=reading).stdout == page
    compiled = {file: file.read_bytes() for file in kept()}
    for damage in (b"", b"j2", *(next(iter(compiled.values()))[:length] for length in (20, 60, 400))):
        for file in compiled:
            file.write_bytes(damage)
        assert typed(*command, environment=reading).stdout == page
    typed(*command, environment=writing)
    assert {file: file.read_bytes() for file in kept()} == compiled


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{% macro masthead(edition, words) %}{% endfor %}{% endmacro %}", "masthead.html.j2:1: "),
        ("{% macro masthead(edition, words) %}\n{{ edition.nothing }}{% endmacro %}", "masthead.html.j2:2: "),
        ("{% macro masthead(edition, words) %}{{ words.__class__.__mro__ }}{% endmacro %}", "masthead.html.j2:1: "),
        ("{% macro masthead(edition, words) %}\n\n{{ inline('text') }}{% endmacro %}", "masthead.html.j2:3: "),
        ("{% macro masthead(edition, words) %}{{ masthead(edition, words) }}{% endmacro %}", "masthead.html.j2:1: "),
        ("{% macro masthead(edition, words) %}{{ 1 // 0 }}{% endmacro %}", "masthead.html.j2:1: "),
        ("\n{% include 'nothing.html' %}", "masthead.html.j2:2: "),
        ("\nab\udcff", "masthead.html.j2:2:3: not UTF-8"),
    ],
)
@pytest.mark.parametrize("to", ["html", "pdf"])
def test_wrong_templates_get_one_message(tmp_path: Path, template: str, said: str, to: str):
    """A template that is no Jinja, asks for what is not there or reaches out of the sandbox is named with its line."""
    (tmp_path / "draft.md").write_text("1. [Some] [One].\n")
    (tmp_path / "masthead.html.j2").write_bytes(template.encode("utf-8", "surrogateescape"))
    result = run("render", tmp_path, "--templates", tmp_path, "-o", tmp_path / f"out.{to}")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / f"out.{to}").exists()


@pytest.mark.parametrize(("sheet", "to"), [("page.css", "html"), ("print.css", "pdf")])
def test_wrong_style_sheets_get_one_message(tmp_path: Path, sheet: str, to: str):
    """A style sheet that is not UTF-8, or a link that leads out of its folder, is named."""
    (tmp_path / "draft.md").write_text("1. Some.\n")
    (tmp_path / "theirs").mkdir()
    style = tmp_path / "theirs" / sheet
    style.write_bytes(b"p {}\n/* \xff */")
    result = run("render", tmp_path / "draft.md", "--templates", tmp_path / "theirs", "-o", tmp_path / f"out.{to}")
    assert (result.exit_code, f"{sheet}:2:4: not UTF-8" in result.stderr) == (2, True)
    style.unlink()
    (tmp_path / "outside.css").write_text("")
    style.symlink_to(tmp_path / "outside.css")
    result = run("render", tmp_path / "draft.md", "--templates", tmp_path / "theirs", "-o", tmp_path / f"out.{to}")
    assert (result.exit_code, f"{sheet}: this link points outside its folder" in result.stderr) == (2, True)
    assert not (tmp_path / f"out.{to}").exists()


def reachable(value: object, seen: dict[int, object]) -> None:
    """Gather all that a template can reach from a value by attributes and items."""
    if id(value) in seen or isinstance(value, str | int | float | bool | type(None)):
        return
    seen[id(value)] = value
    if isinstance(value, Mapping):
        value = [*value.keys(), *value.values()]
    if isinstance(value, Iterable):
        for item in value:
            reachable(item, seen)
    for name in dir(value):
        if not name.startswith("_"):
            reachable(getattr(value, name), seen)


@pytest.mark.parametrize("to", ["html", "pdf"])
def test_templates_get_no_paths(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, to: str):
    """Nothing that a template can reach is a path, a file or a module, with which it could read and write files."""
    given: list[object] = []
    module = importlib.import_module(f"convention_variants.render.{to}")
    filled = module.fill_in
    monkeypatch.setattr(
        module, "fill_in", lambda name, theirs, **values: (given.append(values), filled(name, theirs, **values))[1]
    )
    draft = cv.read_draft(cv.Source("draft.md", "# Article 1\n\n1. [a] [b][^1]\n\n| a |\n| - |\n\n[^1]: n\n", tmp_path))
    cv.render(cv.Resolver(draft).resolve(cv.Selection()), to, cv.Options(annex=True, templates=tmp_path))
    seen: dict[int, object] = {}
    reachable(given, seen)
    assert len(seen) > 100
    assert [value for value in seen.values() if isinstance(value, PurePath | io.IOBase | ModuleType)] == []


def test_paper_and_watermark(tmp_path: Path):
    """A PDF has the paper that was asked for; paper and watermark are refused for other formats."""
    (tmp_path / "draft.md").write_text("# Article 1\n\nEach [State] [Party] shall act.\n")
    out = tmp_path / "a.pdf"
    assert run("render", tmp_path, "--paper", "letter", "--watermark", "<Draft> & more", "-o", out).exit_code == 0
    with pikepdf.open(out) as pdf:
        assert [round(float(size)) for size in pdf.pages[0].MediaBox] == [0, 0, 612, 792]
    assert run("render", tmp_path, "--paper", "letter", "--to", "html").exit_code == 2
    assert run("render", tmp_path, "--watermark", "x", "--to", "md").exit_code == 2
    assert run("render", tmp_path, "--watermark", "a\x07b", "-o", tmp_path / "b.pdf").exit_code == 2
    assert run("render", tmp_path, "--templates", tmp_path, "--to", "md").exit_code == 2
    assert not (tmp_path / "b.pdf").exists()


@pytest.mark.parametrize("annex", [False, True])
def test_markdown_is_canonical(resolver: cv.Resolver, annex: bool):  # noqa: FBT001 a parameter of a test
    """Formatting a Markdown edition again with mdformat changes nothing."""
    text = cv.render(resolver.resolve(cv.Selection("ict")), "md", cv.Options(annex=annex)).decode("utf-8")
    assert mdformat.text(text, extensions={"footnote"}) == text


def test_pictures_come_from_the_draft_s_folder_alone(tmp_path: Path):
    """A picture beside the draft is in the page; one elsewhere leaves its words."""
    folder = tmp_path / "draft"
    folder.mkdir()
    Image.new("1", (2, 2)).save(folder / "in.png")
    Image.new("1", (2, 2)).save(tmp_path / "out.png")
    (folder / "draft.md").write_text("# Article 1\n\nA ![map inside](in.png) and ![map outside](../out.png).\n")
    page = run("render", folder, "--to", "html").stdout
    assert page.count("<img ") == 1
    assert 'alt="map inside"' in page
    assert "<em>map outside</em>" in page


@pytest.mark.parametrize(
    ("name", "data", "is_shown"),
    [
        ("drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>', False),
        ("drawing.png", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>', False),
        ("a/././small.png", (2, 2), False),
        ("huge.png", (12_000, 12_000), False),
        ("large.png", (5_000, 5_000), True),
        ("no.png", "not a picture", False),
        ("script.gif", "<script>alert(1)</script>", False),
    ],
)
def test_pictures_take_no_undue_work(tmp_path: Path, name: str, data: str | tuple[int, int], is_shown: bool):  # noqa: FBT001 a parameter of a test
    """A drawing, a bitmap of too many pixels, one with an odd name and what is no picture leave their words."""
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    if isinstance(data, tuple):
        Image.new("1", data).save(file)
    else:
        file.write_text(data, encoding="utf-8")
    draft = cv.read_draft(cv.Source("draft.md", f"1. See ![words of it]({name}).\n", tmp_path))
    page = cv.render(cv.Resolver(draft).resolve(cv.Selection()), "html").decode("utf-8")
    assert ('alt="words of it"' in page, "<em>words of it</em>" in page) == (is_shown, not is_shown)


def test_a_picture_that_comes_again_is_copied_up_to_a_megabyte(tmp_path: Path):
    """A page shows a picture at every place while the copies are small, then its words; a PDF holds it once."""
    Image.frombytes("RGB", (300, 300), os.urandom(270_000)).save(tmp_path / "p.png")
    size = (tmp_path / "p.png").stat().st_size
    (tmp_path / "draft.md").write_text("1. See" + " ![map](p.png)" * 20 + "\n")
    page = run("render", tmp_path, "--to", "html").stdout
    assert page.count("<img ") == 1 + 1_000_000 // size
    assert page.count("<em>map</em>") == 20 - page.count("<img ")
    assert run("render", tmp_path, "-o", tmp_path / "o.pdf").exit_code == 0
    assert (tmp_path / "o.pdf").stat().st_size < 2 * size


def test_a_french_edition_speaks_french(tmp_path: Path):
    """What an edition adds to a French draft is French, and says so."""
    (tmp_path / "draft.md").write_text("# Article premier\n\n## Article 2. Champ\n\nLes [États] [Parties] agissent.\n")
    (tmp_path / "variants.toml").write_text('[document]\nlanguage = "fr"\ntitle = "Projet"\ndate = 2023-05-29\n')
    page = run("render", tmp_path, "--to", "html").stdout
    assert '<html lang="fr" dir="ltr">' in page
    assert "Ce n’est pas un texte convenu." in page
    assert "29 mai 2023" in page


def test_an_arabic_edition_tells_its_words_from_those_of_the_draft(tmp_path: Path):
    """Where an edition does not know the language of its document it says that its own words are English."""
    (tmp_path / "draft.md").write_text("# Article 1\n\n[الدول] [الأطراف]\n\n# Article 2\n", encoding="utf-8")
    (tmp_path / "variants.toml").write_text('[document]\nlanguage = "ar"\nsymbol = "A/1"\ndate = 2023-05-29\n')
    page = run("render", tmp_path, "--to", "html").stdout
    assert '<html lang="ar" dir="rtl">' in page
    for words in ("Contents", "29 May 2023", "This is an unofficial reading of a draft. It is not agreed text."):
        assert f'<bdi lang="en" dir="ltr">{words}</bdi>' in page
    assert '<bdi dir="ltr"><span class="initial">A</span>/1</bdi>' in page


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Draft treaty\n\n## Article 1. Use\n\nText.\n", "Draft treaty"),
        ("## Article 1. Use\n\nText.\n\n# Final provisions\n\nText.\n", "draft.md"),
        ("# Note by the Chair\n\nText.\n\n# Draft\n\nText.\n", "Draft"),
        ("Text.\n", "draft.md"),
    ],
)
def test_a_title_stands_before_the_text(text: str, title: str):
    """Without a title in variants.toml it is the first heading before the treaty's own, or the file's name."""
    page = cv.render(cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection()), "html")
    assert f"<h1>{title}</h1>".encode() in page


def test_two_drafts_of_one_name_are_refused(tmp_path: Path):
    """Editions of one draft never take the place of another's; the same draft twice is built once."""
    for parent in ("a", "b"):
        (tmp_path / parent / "treaty").mkdir(parents=True)
        (tmp_path / parent / "treaty" / "draft.md").write_text("Parties act.\n")
    one, two, out = tmp_path / "a" / "treaty", tmp_path / "b" / "treaty", tmp_path / "out"
    built = [Path(entry.path).name for entry in cv.build([one, one / "draft.md"], out, ["md"]).made]
    assert sorted(built) == ["treaty-as-drafted.md", "workbench.html"]
    with pytest.raises(cv.InputError, match=r"has the same name .*; rename one of them"):
        cv.build([one, two], out / "other", ["md"])
    assert not (out / "other").exists()


def test_annex_groups_choices_by_term(tmp_path: Path):
    """First the annex says for each term what was taken, instead of what, how often and where, one place apart."""
    draft = "\n\n".join(f"## Article {number}. Title\n\n1. Of [cats] [dogs]." for number in range(1, 5))
    terms = "".join(f'[terms.pet.options.{name}]\nforms = ["{name}"]\n' for name in ("cats", "dogs", "birds"))
    (tmp_path / "draft.md").write_text(draft)
    (tmp_path / "variants.toml").write_text(f'[terms.pet]\nlabel = "What to keep"\n{terms}')
    selection = cv.Selection(choose={"pet": "dogs"}, at={"article-2-1.1": cv.Take(1)})
    reading = cv.Resolver(cv.load_draft(tmp_path)).resolve(selection)
    annex = cv.render(reading, "md", cv.Options(annex=True)).decode("utf-8").split("### ")
    assert [part.split("\n")[0] for part in annex if "by term" in part or "All choices" in part] == [
        "Choices by term",
        "All choices, made by the profile unless stated otherwise",
    ]
    (terms,) = [part for part in annex if part.startswith("Choices by term")]
    assert terms.strip().split("\n")[2:] == [
        "- What to keep: “cats”, instead of “dogs” (1 place, in article 2)",
        "- What to keep: “dogs”, instead of “cats” (3 places, in articles 1, 3 and 4)",
    ]
