"""What an edition can be asked for: blanks filled in, an annex, other templates, paper and watermark."""

from __future__ import annotations

import re
from pathlib import Path

import mdformat
import pikepdf
import pytest
from click.testing import CliRunner, Result

import convention_variants as cv
from convention_variants.cli import main

SHIPPED = Path(__file__).parent.parent / "source" / "ac291-22"


def run(*arguments: object) -> Result:
    """Run a command as a user types it."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


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


@pytest.mark.parametrize(
    ("fill", "said"),
    [
        ({"date": "today"}, "stands in 3 blanks"),
        ({"town": "Hanoi"}, 'no blank "town"'),
        ({"city": "[x]"}, "without brackets"),
        ({"city": "a\nb"}, "on one line"),
        ({"article-8.1": "x"}, 'no blank "article-8.1"'),
    ],
)
def test_blanks_that_cannot_be_filled(resolver: cv.Resolver, fill: dict[str, str], said: str):
    """A word of several blanks, an unknown blank, brackets, line ends and choices are refused."""
    with pytest.raises(cv.InputError, match=re.escape(said)):
        resolver.resolve(cv.Selection("ict", fill=fill))


@pytest.mark.parametrize("to", ["md", "html"])
def test_annex_lists_every_decision(resolver: cv.Resolver, to: str):
    """The annex has a row for each choice made, each consequential change, each join and each blank left."""
    reading = resolver.resolve(cv.Selection("ict", fill={"city": "Hanoi"}))
    text = cv.render(reading, to, cv.Options(annex=True)).decode("utf-8")
    annex = text[text.index("what was decided") :]
    rows = len(re.findall(r"^- ", annex, re.MULTILINE)) if to == "md" else annex.count('<th scope="row">')
    assert rows == 112 + 1 + 3 + 9 + 4
    assert "Article 23, 3. (b)" in annex
    assert "what was decided" not in cv.render(reading, to).decode("utf-8")


def test_annex_links_lead_to_provisions(resolver: cv.Resolver):
    """Every link inside an HTML edition with an annex leads to an id that is there exactly once."""
    page = cv.render(resolver.resolve(cv.Selection("ict")), "html", cv.Options(annex=True)).decode("utf-8")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_annex_does_not_link_to_what_is_gone():
    """A provision that was dropped with its label is cited, and no link leads to it."""
    draft = cv.read_draft(cv.Source("draft.md", "1. Kept.[^1]\n\n[2. Dropped.]\n\n[^1]: A [b] [c] note.\n"))
    reading = cv.Resolver(draft).resolve(cv.Selection(at={"text-2.1": cv.DROP, "footnote-1.1": 1}))
    page = cv.render(reading, "html", cv.Options(annex=True)).decode("utf-8")
    annex = page[page.index("what was decided") :]
    assert re.findall(r'<th scope="row">(.*?)</th>', annex) == ["text-2", '<a href="#footnote-1">footnote 1</a>']


def test_own_templates_take_the_place_of_ours(tmp_path: Path):
    """One file in the folder overrides ours of that name; the others stay."""
    (tmp_path / "masthead.html.j2").write_text(
        "{% macro masthead(edition, words) %}<h1>Mine: {{ edition.title }}</h1>{% endmacro %}"
    )
    result = run("render", SHIPPED, "-p", "ict", "--to", "html", "--templates", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert "<h1>Mine: Draft text of the convention</h1>" in result.stdout
    assert 'id="article-67-2"' in result.stdout


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{% macro masthead(edition, words) %}{% endfor %}{% endmacro %}", "masthead.html.j2:1: "),
        ("{% macro masthead(edition, words) %}\n{{ edition.nothing }}{% endmacro %}", "masthead.html.j2:2: "),
        ("{% macro masthead(edition, words) %}{{ words.__class__.__mro__ }}{% endmacro %}", "masthead.html.j2:1: "),
    ],
)
def test_wrong_templates_get_one_message(tmp_path: Path, template: str, said: str):
    """A template that is no Jinja, asks for what is not there or reaches out of the sandbox is named with its line."""
    (tmp_path / "masthead.html.j2").write_text(template)
    result = run("render", SHIPPED, "-p", "ict", "--templates", tmp_path, "-o", tmp_path / "out.html")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out.html").exists()


def test_paper_and_watermark(tmp_path: Path):
    """A PDF has the paper that was asked for; paper and watermark are refused for other formats."""
    (tmp_path / "draft.md").write_text("# Article 1\n\nEach [State] [Party] shall act.\n")
    out = tmp_path / "a.pdf"
    assert run("render", tmp_path, "--paper", "letter", "--watermark", "<Draft> & more", "-o", out).exit_code == 0
    with pikepdf.open(out) as pdf:
        assert [round(float(size)) for size in pdf.pages[0].MediaBox] == [0, 0, 612, 792]
    assert run("render", tmp_path, "--paper", "letter", "--to", "html").exit_code == 2
    assert run("render", tmp_path, "--watermark", "x", "--to", "md").exit_code == 2


@pytest.mark.parametrize("annex", [False, True])
def test_markdown_is_canonical(resolver: cv.Resolver, annex: bool):  # noqa: FBT001 a parameter of a test
    """Formatting a Markdown edition again with mdformat changes nothing."""
    text = cv.render(resolver.resolve(cv.Selection("ict")), "md", cv.Options(annex=annex)).decode("utf-8")
    assert mdformat.text(text, extensions={"footnote"}) == text


def test_pictures_come_from_the_draft_s_folder_alone(tmp_path: Path):
    """A picture beside the draft is in the page; one elsewhere leaves its words."""
    folder = tmp_path / "draft"
    folder.mkdir()
    picture = b"\x89PNG\r\n\x1a\n" + bytes(20)
    (folder / "in.png").write_bytes(picture)
    (tmp_path / "out.png").write_bytes(picture)
    (folder / "draft.md").write_text("# Article 1\n\nA ![map inside](in.png) and ![map outside](../out.png).\n")
    page = run("render", folder, "--to", "html").stdout
    assert page.count("<img ") == 1
    assert 'alt="map inside"' in page
    assert "<em>map outside</em>" in page


def test_a_french_edition_speaks_french(tmp_path: Path):
    """What an edition adds to a French draft is French, and says so."""
    (tmp_path / "draft.md").write_text("# Article premier\n\n## Article 2. Champ\n\nLes [États] [Parties] agissent.\n")
    (tmp_path / "variants.toml").write_text('[document]\nlanguage = "fr"\ntitle = "Projet"\ndate = 2023-05-29\n')
    page = run("render", tmp_path, "--to", "html").stdout
    assert '<html lang="fr" dir="ltr">' in page
    assert "Ce n’est pas un texte convenu." in page
    assert "29 mai 2023" in page


def test_two_drafts_of_one_name_are_refused(tmp_path: Path):
    """Editions of one draft never take the place of another's; the same draft twice is built once."""
    for parent in ("a", "b"):
        (tmp_path / parent / "treaty").mkdir(parents=True)
        (tmp_path / parent / "treaty" / "draft.md").write_text("Parties act.\n")
    one, two, out = tmp_path / "a" / "treaty", tmp_path / "b" / "treaty", tmp_path / "out"
    built = [file.path.name for file in cv.build([one, one / "draft.md"], out, ["md"])]
    assert built == ["treaty-as-drafted.md"]
    with pytest.raises(cv.InputError, match="would have the names"):
        list(cv.build([one, two], out / "other", ["md"]))
    assert not (out / "other").exists()
