"""The box at the head of an edition: what it counts, where it says that is, and in which words."""

from __future__ import annotations

import re
import subprocess
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest

import convention_variants as cv
from convention_variants.render.citations import plain
from convention_variants.render.edition import make_edition
from excerpt import excerpt_of
from promises import inventory_of

SHIPPED = Path(__file__).parent.parent / "source" / "ac291-22"


def said(
    text: str, language: str = "en", at: dict[str, cv.Take] | None = None, fill: dict[str, str] | None = None
) -> str:
    """Return what the box says of a draft."""
    terminology = cv.read_terminology(cv.Source("variants.toml", f'[document]\nlanguage = "{language}"\n'))
    inventory = cv.read_draft(cv.Source("draft.md", text), terminology)
    reading = cv.Resolver(inventory).resolve(cv.Selection(at=at or {}, fill=fill or {}))
    return plain(make_edition(reading).statements)


def articles(*texts: str, name: str = "Article") -> str:
    """Return a draft with an article for each text."""
    return "\n\n".join(f"## {name} {number}. Title\n\n1. {text}" for number, text in enumerate(texts, 1))


def html_of(reading: cv.Reading) -> str:
    """Return the HTML edition of a reading."""
    return cv.render(reading, "html").decode("utf-8")


def document_of(reading: cv.Reading) -> str:
    """Return the text of the Word edition of a reading, with its markup."""
    with zipfile.ZipFile(BytesIO(cv.render(reading, "docx"))) as archive:
        return archive.read("word/document.xml").decode("utf-8")


CHOICE = "Parties [shall] [may] act."
SECTIONS = """# I. Aims

On [date].[^1][^2]

# II. Means

On [date].

# [Article 1. End

On [date].

[^1]: On [date].

[^2]: On [date].
"""
PLACES_OF_SECTIONS = (
    "Five blanks remain, in sections I and II, in article 1 and in footnotes 1 and 2. "
    "One bracket has no partner, in article 1: it stays as in the draft and is open."
)


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("Parties act.", {}, "There is nothing to choose."),
        (CHOICE, {}, "The only choice is open."),
        (CHOICE, {"text.1": cv.Take(1)}, "The only choice is made. One is made for its place alone."),
        (
            "[Article 5\n\nAll act.]\n\n[Article 5\n\nAll rest.]",
            {"article-5.1": cv.Take(2)},
            "The only choice is made. One is made for its place alone, in article 5.",
        ),
        (
            "Parties keep a [digital] [electronic] record.",
            {"text.1": cv.Take(2)},
            "The only choice is made. One is made for its place alone. “A” or “an” is changed to fit at one place.",
        ),
        (articles(CHOICE, CHOICE), {}, "Both choices are open."),
        (
            articles(CHOICE, CHOICE),
            {"article-2-1.1": cv.Take(2)},
            "One of 2 choices is made. One is open, in article 1. One is made for its place alone, in article 2.",
        ),
        (
            articles(*["On [date], Parties act."] * 11),
            {},
            "There is nothing to choose. 11 blanks remain, in articles 1 to 11.",
        ),
        (
            f"## Preamble\n\n(1) On [date],\n\n{articles('On [date].', 'x', 'On [date].', 'On [date].')}",
            {},
            "There is nothing to choose. Four blanks remain, in the preamble and in articles 1, 3 and 4.",
        ),
        (
            f"On [date].\n\n{articles('On [date].')}",
            {},
            "There is nothing to choose. Two blanks remain, in article 1 and elsewhere.",
        ),
        (
            SECTIONS,
            {},
            f"There is nothing to choose. {PLACES_OF_SECTIONS}",
        ),
        (
            "So] it [is.",
            {},
            "There is nothing to choose. Two brackets have no partner: they stay as in the draft and are open.",
        ),
    ],
)
def test_what_is_counted(text: str, at: dict[str, cv.Take], expected: str):
    """Each count has its sentence, with the plural that fits and the places, if they have names."""
    assert said(text, at=at) == expected


def test_many_places_are_not_all_named():
    """A dozen places are named, and the sentence says that there are more."""
    text = articles(*["On [date].", "Nothing."] * 14)
    assert said(text).endswith(
        "14 blanks remain, in articles 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21 and 23 and elsewhere."
    )


def test_filled_blanks():
    """A blank that is filled in does not remain."""
    text = articles("From [date] to [date].")
    filled = said(text, fill={"article-1-1.1": "1 May 2024"})
    assert (
        filled == "There is nothing to choose. One blank is filled in, in article 1. One blank remains, in article 1."
    )


def test_wordings_that_no_bracket_offers():
    """Whoever reads an edition must not take them for words of the draft."""
    inventory = excerpt_of(SHIPPED, frozenset([6]))
    of_the_draft = make_edition(cv.Resolver(inventory).resolve(cv.Selection("ict")))
    assert "offer" not in plain(of_the_draft.statements) + of_the_draft.legend + of_the_draft.legend_plain
    bridging = make_edition(cv.Resolver(inventory).resolve(cv.Selection("bridging")))
    expected = "At five places, in the preamble and in article 6, the wording is not one that the draft offers there."
    assert expected in plain(bridging.statements)
    assert bridging.legend.endswith("Words that the draft does not offer at their place have a double line.")
    assert bridging.legend_plain.endswith("Words that the draft does not offer at their place are in italics.")


def test_words_that_no_bracket_offers_are_marked():
    """In each format they look otherwise than the words of the draft."""
    bridging = cv.Resolver(excerpt_of(SHIPPED, frozenset([6]))).resolve(cv.Selection("bridging"))
    assert '<span class="filled">an information and communications technology system</span>' in html_of(bridging)
    assert "*an information and communications technology system*" in cv.render(bridging, "md").decode("utf-8")
    assert document_of(bridging).count('<w:rStyle w:val="FilledIn"/>') == 5
    as_drafted = cv.Resolver(excerpt_of(SHIPPED, frozenset([6]))).resolve(cv.Selection("ict"))
    assert 'class="filled"' not in html_of(as_drafted)


def test_what_is_left_out_is_counted():
    """The text shows nothing of it; what is inside it is not counted, too."""
    text = articles("Parties [, where [fully] possible,] act.", CHOICE)
    left_out = {"article-1-1.1": cv.Take(optional=True)}
    assert said(text, at=left_out).endswith(
        "One is made for its place alone, in article 1. One passage is left out, in article 1."
    )


def test_places_are_links():
    """Each leads to the first provision that is meant; a part without a heading of its own is no target."""
    numbered = articles("From [date] to [date].", "x", "On [date].")
    text = f"The [X].\n\n## Preamble\n\nOn [date].\n\n{numbered}\n\n1[^1]\n\n[^1]: [X]"
    reading = cv.Resolver(inventory_of(text)).resolve(cv.Selection())
    pieces = make_edition(reading).statements
    assert plain(pieces).endswith(
        "Six blanks remain, in the preamble, in articles 1 and 3 and in footnote 1 and elsewhere."
    )
    links = [(piece.text, piece.target) for piece in pieces if piece.target]
    assert links == [("in the preamble", "preamble"), ("1", "article-1-1"), ("3", "article-3-1")]
    for target in ("preamble", "article-1-1", "article-3-1"):
        assert f'<a class="ref" href="#{target}">' in html_of(reading)
        assert f'id="{target}"' in html_of(reading)
    document = document_of(reading)
    for anchor in re.findall('w:anchor="([^"]*)"', document):
        assert f'w:name="{anchor}"' in document


def test_one_place_that_is_named_is_in_the_singular():
    """Of two places, the text before all headings has no name; of thirteen, twelve are named, the last an article."""
    text = "The [X].\n\n# Article 1\n\nText.[^1]\n\n[^1]: The [X].\n"
    assert said(text).endswith("Two blanks remain, in footnote 1 and elsewhere.")
    annexes = "".join(f"# Annex {letter}\n\nThe [X].\n\n" for letter in "ABCDEFGHIJK")
    assert " and Annex K and in article 1 and elsewhere." in said(articles("The [X].", "The [X].") + "\n\n" + annexes)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "Il n’y a aucun choix à faire. Deux blancs restent à compléter, aux articles 1 et 2."),
        ("fr-CA", "Il n’y a aucun choix à faire. Deux blancs restent à compléter, aux articles 1 et 2."),
    ],
)
def test_french(language: str, expected: str):
    """In French, articles are in their own case, and the sentence in its own order."""
    assert said(articles("Le [date].", "Le [date]."), language) == expected


def test_spanish():
    """In Spanish, the verb stands first and has the number of the places."""
    text = articles("El [fecha].", "El [fecha].", "El [fecha].", name="Artículo")
    assert said(text, "es") == "No hay nada que elegir. Quedan tres espacios por completar, en los artículos 1 a 3."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Parties act. [English only]", ""),
        (CHOICE, "What is open has a dotted line."),
        ("So it [is.", "What is open has a dotted line."),
        ("On [date].", "Blanks have a solid line."),
        (f"On [date]. {CHOICE}", "What is open has a dotted line, blanks a solid one: neither is settled."),
    ],
)
def test_the_marks_that_there_are_are_explained(text: str, expected: str):
    """Nobody looks for a mark that the edition does not have."""
    assert make_edition(cv.Resolver(inventory_of(text)).resolve(cv.Selection())).legend == expected


def test_a_null_in_the_name_of_a_place():
    """The names of places stand between nulls on their way to links."""
    assert said("# Article 1\0\n\nOn [date].\n").endswith("One blank remains, in article 1\ufffd.")


def test_brackets_in_markdown_are_explained():
    """Where all choices are made, none of the brackets is one."""
    blank, both = (cv.Resolver(inventory_of(text)).resolve(cv.Selection()) for text in ("On [date].", f"[X]. {CHOICE}"))
    assert "\n\nText in brackets is a blank.\n" in cv.render(blank, "md").decode("utf-8")
    assert "Text in brackets, or under the label of an option, is not settled." in cv.render(both, "md").decode("utf-8")


def test_same_words_in_all_formats(tmp_path: Path):
    """Each format has every sentence of the box; an excerpt does for the first page of a PDF."""
    whole, excerpt = (
        cv.Resolver(one).resolve(cv.Selection("ict")) for one in (cv.load_draft(SHIPPED), excerpt_of(SHIPPED))
    )
    texts = [
        cv.render(whole, "md").decode("utf-8"),
        unescape(re.sub("<[^>]*>", "", html_of(whole))),
        unescape(re.sub("<[^>]*>", "", document_of(whole))),
    ]
    sentences = plain(make_edition(whole).statements)
    assert sentences.startswith("All 112 choices are made. Five blanks remain, in article 63.")
    for text in texts:
        assert sentences in " ".join(text.split())
    (tmp_path / "a.pdf").write_bytes(cv.render(excerpt, "pdf"))
    shown = subprocess.check_output(["pdftotext", "-l", "1", tmp_path / "a.pdf", "-"]).decode("utf-8")
    sentences = plain(make_edition(excerpt).statements)
    assert "Five blanks remain, in article 63." in sentences
    assert sentences in " ".join(shown.split())
