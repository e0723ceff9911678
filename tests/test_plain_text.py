"""Plain text as drafts: what a word processor saved, what came out of a PDF, and all other text."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import convention_variants as cv
from convention_variants.formats.markdown import is_markdown
from convention_variants.formats.plain_text import read_plain_text
from convention_variants.outline.nodes import Break, Inline, Run, Style, contents, walk
from convention_variants.text.conversion import Conversion
from convention_variants.text.origins import Origin

WORDS = "the measures that are necessary to protect the rights of all persons in its territory, "


def inventory(text: str) -> cv.Inventory:
    return cv.read_draft(cv.Source("draft.txt", text))


def inlines(draft: cv.Inventory) -> list[Inline]:
    nodes = walk((*draft.draft.front, *draft.draft.body))
    return [inline for node in nodes for content in contents(node) for inline in content]


def shown(draft: cv.Inventory) -> str:
    """Return the characters that a reader sees, without white space."""
    text = draft.draft.source.text
    parts = (inline for inline in inlines(draft) if not isinstance(inline, Break))
    return "".join("".join(getattr(one, "shown", None) or text[one.start : one.end] for one in parts).split())


def dropped(document: Conversion, original: str, place: str) -> str:
    """Return the original without the bracket that begins with some words."""
    found = inventory(document.text)
    [point] = [point for point in found.points if found.text(point.options[0].inner).startswith(place)]
    reading = cv.Resolver(found).resolve(cv.Selection(at={point.id: cv.DROP}))
    return document.copies.restore(original, [edit[:3] for edit in reading.edits])


def test_each_line_that_a_word_processor_saved_is_a_paragraph():
    """A blank line goes between them; the line in the file is known."""
    text = f"\ufeffI. Scope\nOption 1\n    1. {WORDS * 4}\n    2. It does so\nOption 2\n    3. Or not"
    document = read_plain_text(text)
    assert document.text == text.replace("\n", "\n\n") + "\n"
    assert document.origin(document.text.index("3. Or")) == Origin(line=6)
    assert document.copies.original(document.text.index("3. Or")) == text.index("3. Or")
    assert document.copies.restore(text, []) == text


SAVED = """PREAMBLE
The Parties to this Agreement,
Have agreed as follows:
Article 1
Objective
Option 1:
The objective of this Agreement is the protection [and preservation] of the environment, including the marine one.
Option 2:
No text
Article 2
1. Each Party [shall] [should] act:
a) alone;
b) with others.
"""


def test_paragraphs_are_lines_if_no_line_continues_another():
    """No line is too long for a page, but a long one ends its sentence: an option ends before the next article."""
    [series, *_] = points = inventory(read_plain_text(SAVED).text).points
    assert read_plain_text(SAVED).text == SAVED.replace("\n", "\n\n") + "\n"
    assert [point.id for point in points] == ["article-1.1", "article-1-option-1.1", "article-2-1.1"]
    assert not series.open


def test_wide_lines_that_continue_are_wrapped():
    """The same text, wrapped at its widest: what a line breaks off goes on in the next."""
    words = (
        "1. Each Party shall take the measures that are necessary to protect the rights of all persons within its own\n"
    )
    text = f"Article 1\n\n{words}territory.\n{words}territory.\n{words}territory.\n"
    assert read_plain_text(text).text == text


UNPARTED = """Draft agreement
PP1 Recalling that the measures of all Parties are needed to protect the seas,
including by means of cooperation,
PP2 alt Recalling nothing,
Article 1. Use of terms
For the purposes of this Agreement a term has the meaning that it has in the
Convention, and as in article 3 of it, which is the first of all the articles of
Article 1 bis.
[Article 2 bis]
[Duties]
1. Each Party [shall] [should] act alone or with other Parties to protect them
all. [agreed]
[2. Each Party may rest.]
[3. It may not.]
Option 1
The end is near.
Option 2
No text
"""


def test_paragraphs_without_blank_lines_between_them_are_parted():
    """A label, a heading or a bracket after a sentence, and what follows a narrow line, begin a paragraph."""
    parted = read_plain_text(UNPARTED).text.split("\n\n")
    assert [" ".join(part.split())[:24] for part in parted] == [
        "Draft agreement", "PP1 Recalling that the m", "PP2 alt Recalling nothin", "Article 1. Use of terms",
        "For the purposes of this", "[Article 2 bis]", "[Duties]", "1. Each Party [shall] [s",
        "[2. Each Party may rest.", "[3. It may not.]", "Option 1", "The end is near.", "Option 2", "No text",
    ]  # fmt: skip
    assert read_plain_text(UNPARTED).copies.restore(UNPARTED, []) == UNPARTED


def test_call_at_the_end_of_a_line_hides_no_paragraph():
    """Neither do the footnotes count as blank lines."""
    act = "Each Party1 shall act as it is said in the text that follows\nhere on earth.2"
    text = f"Article 1\n1. {act}\nArticle 2\n2. The next.\n(a) One;3\n(b) two.\n1 Or one.\n2 Or two.\n3 Or three.\n"
    assert re.sub(r"\[\^(\d)\](?!:)", r"\1", read_plain_text(text).text).split("\n\n") == [
        *("Article 1", f"1. {act}", "Article 2", "2. The next.", "(a) One;3", "(b) two."),
        *("[^1]: Or one.", "[^2]: Or two.", "[^3]: Or three."),
    ]


def test_heading_begins_a_paragraph_below_a_bracket_and_goes_on_if_one_is_open_in_it():
    """No end of a sentence has to be above a heading that follows a bracket; its title may be in two lines."""
    title = "Article 7. [Application and Scope of the Obligations] [Scope of Coverage of the\nObligations] [Duties]\n"
    above = "4. Each Party shall act alone or with other Parties, as the first of [all]\n"
    text = UNPARTED.replace("[2. Each", f"{above}{title}[2. Each")
    assert f"\n\n{title}\n" in read_plain_text(text).text


def test_line_that_goes_on_with_an_article_is_no_heading():
    """The next line belongs to its sentence, whatever it begins with."""
    line = "Article 6. The measures of other Parties shall be reported by each of the\n"
    text = UNPARTED.replace(
        "[2. Each",
        f"4. Each Party shall act alone or with other Parties, as the first of all, and\n{line}Parties.\n[2. Each",
    )
    assert f"{line}Parties." in read_plain_text(text).text


def test_blank_lines_of_pages_part_paragraphs_where_most_labels_have_one_above():
    """A text may have blank lines all around its pages and its lists, and none between its paragraphs."""
    body = [f"{number}. {WORDS}and\n[US propose: as agreed] [or not]\n" for number in range(1, 10)]
    pages = "\f".join(f"L.2\n\n\n{one}{two}{three}\n\n\n" for one, two, three in zip(*[iter(body)] * 3, strict=True))
    parted = read_plain_text(pages).text.split("\n\n")
    assert [part.strip()[:2] for part in parted if part.strip()] == [f"{number}." for number in range(1, 10)]
    apart = pages.replace("[US", "\n[US").replace("not]\n", "not]\n\n")
    parted = read_plain_text(apart).text.split("\n\n")
    assert sum(part.strip().startswith("[US") for part in parted) == 9


def test_text_with_wrapped_lines_is_left_as_it_is():
    """Its blank lines part its paragraphs already."""
    text = "Article 1\n\n1. Each Party\nshall act.\n\n2. It may not.\n"
    assert read_plain_text(text).text == text


FIRST = """A/CONF.1/L.2

Article 1

1. Each Party shall act [and take1 these
measures and the Parties to it

1  Under review,
   as is [this].

          1
"""
SECOND = """A/CONF.1/L.2

     December convention] at once.2

     2. The next one.

2
   To be agreed.

          2
"""
THIRD = """A/CONF.1/L.2

3. The last one.

          3
"""
EXTRACTED = f"{FIRST}\f{SECOND}\f{THIRD}"


def test_text_extracted_from_a_pdf_loses_its_furniture_and_keeps_its_footnotes():
    """A footnote stands behind the paragraph, or the bracket, in which its page ends."""
    document = read_plain_text(EXTRACTED)
    assert re.sub(r"\n\n+", "\n\n", document.text) == (
        "Article 1\n\n1. Each Party shall act [and take[^1] these\nmeasures and the Parties to it\n"
        "December convention] at once.[^2]\n\n[^1]: Under review,\n    as is [this].\n\n2. The next one.\n\n"
        "[^2]: To be agreed.\n\n3. The last one."
    )
    assert [note.label for note in inventory(document.text).draft.footnotes] == ["1", "2"]
    line = EXTRACTED[: EXTRACTED.index("December")].count("\n") + 1
    assert document.origin(document.text.index("December")) == Origin(line=line)


def page(number: int, *paragraphs: str) -> str:
    """Return a page of a PDF as text, with a running head and its number."""
    return "\n\n".join(("A/CONF.1/L.2", *paragraphs, f"          {number}\n"))


def test_footnote_goes_on_at_the_foot_of_the_next_page():
    """Its rest is no text of that page, with a footnote below it or without."""
    pages = (
        page(1, "1. Each Party shall act.1", "1    Parties differ on what a measure or"),
        page(2, "2. The next one.2\n     a rule is, as many say.\n2    Nobody knows if"),
        page(3, "3. The last one.", "  it is agreed."),
    )
    assert re.sub(r"\n\n+", "\n\n", read_plain_text("\f".join(pages)).text) == (
        "1. Each Party shall act.[^1]\n\n[^1]: Parties differ on what a measure or\n    a rule is, as many say.\n\n"
        "2. The next one.[^2]\n\n[^2]: Nobody knows if\n    it is agreed.\n\n3. The last one."
    )


@pytest.mark.parametrize(
    ("note", "last"),
    [
        ("Parties differ on this.", "     a rule is, as many say."),
        ("Parties differ on a measure or", "     A rule is, as many say."),
        ("Parties differ on a measure or", "a rule is, as many say."),
        ("Parties differ on a measure or", "     (a) a rule is, as many say."),
    ],
)
def test_text_at_the_foot_of_a_page_is_no_footnote(note: str, last: str):
    """A footnote that has ended does not go on, nor does it with a capital letter, or as far out as the text."""
    pages = (
        page(1, "1. Each Party shall act.1", f"1    {note}"),
        page(2, f"2. The next one\n{last}"),
        page(3, "3. The last one."),
    )
    text = read_plain_text("\f".join(pages)).text
    assert f"2. The next one\n{last}" in text
    assert re.search(rf"\[\^1\]: {re.escape(note)}\n\n", text)


@pytest.mark.parametrize(
    ("quoted", "labels"),
    [("Article 6. Scope\n2. Each Party may act.", []), ("[EU: as\nArticle 6. Scope\nhas it.]", ["1"])],
)
def test_heading_below_a_number_is_no_part_of_a_footnote(quoted: str, labels: list[str]):
    """A note in the middle of a page stays text, with the article below it; a bracket in a footnote may quote one."""
    pages = (
        page(1, "1. Each Party shall act.1", f"1    Parties differ.\n{quoted}"),
        page(2, "3. The next one."),
        page(3, "4. The last one."),
    )
    text = read_plain_text("\f".join(pages)).text
    assert re.findall(r"\[\^(\d)\]:", text) == labels


def test_paragraphs_that_recur_are_no_running_heads():
    """The same paragraph may be the last one of many pages."""
    last = "2. Each Party shall report.", "(b) report.", "[a) Report]"
    text = [f"It {word}." for word in ("sings", "acts", "rests")]
    pages = [page(number, f"Article {number}", "1. Each Party:", *text, last[number % 3]) for number in range(1, 10)]
    read = read_plain_text("\f".join(pages)).text
    assert [read.count(paragraph) for paragraph in last] == [3, 3, 3]


@pytest.mark.parametrize("head", ["A/CONF.1/L.2{:>40}", "{}          A/CONF.1/L.2"])
def test_number_beside_the_symbol_of_the_document_is_that_of_the_page(head: str):
    """It differs from page to page; the symbol is one word, and a word before a number can be a label."""
    paragraphs = [f"{number}. Each Party [shall] act.\n\nAnnex {number}" for number in range(1, 5)]
    pages = "\f".join(f"{head.format(number)}\n\n{body}" for number, body in enumerate(paragraphs, 1))
    assert read_plain_text(pages).text.split("\n\n") == "\n\n".join(paragraphs).split("\n\n")


def notes(*pages: str) -> list[str]:
    """Return the footnotes of pages, and fail if a word of the pages but their heads and numbers is gone."""
    text = read_plain_text("\f".join(pages)).text
    assert Counter(re.findall(r"[^\W\d_]+", text)) == Counter(
        re.findall(r"[^\W\d_]+", " ".join(pages).replace("A/CONF.1/L.2", ""))
    )
    return [note.label for note in inventory(text).draft.footnotes]


def test_text_that_calls_a_footnote_is_no_part_of_one():
    """It may stand like the rest of the footnote of the page before, and is read once."""
    pages = (
        page(1, "1. Each Party shall act.1", "1    Parties differ on what a measure or"),
        page(2, "2. The next one.", "     a rule is, as many2 say.\n2    Nobody knows if"),
        page(3, "3. The last one."),
    )
    assert notes(*pages) == ["1", "2"]
    assert "a rule is, as many[^2] say." in read_plain_text("\f".join(pages)).text


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("1. Parties1 act.\n\n1 Or one.\n", "1. Parties[^1] act.\n\n[^1]: Or one."),
        ("1. Parties act.4\n2. So do others.5\n4 Or one.\n5 Or two.", None),
        ("1. Parties act.4\n\n2. So do others.\n\n4 Or one.\n\n5 Or two.", ""),
        ("1 Parties act.\n\n2 Parties2 rest.\n\n3 Parties sing.", ""),
        ("1 Parties cut CO2.\n\n2 Parties rest.", ""),
        ("1. Parties1 act.\n\n1 Or one.\n\nArticle 2\n\n2. Others rest.", ""),
        ("1. Parties1 act.\n\n1 Or one.\n\nDone at Rome.", ""),
        ("1. Parties1 act.\n\n1 Or one,\n\n  or more.", ""),
        ("1. Parties1 act:\n\n1 On land.", ""),
        ("1. Parties1 act.\n\nAnnex\n\n1 Lead.", ""),
        ("1. Parties1 act.\n\n--\n\n1 Lead.", "1. Parties[^1] act.\n\n[^1]: Lead."),
        ("1. Parties1 act [____].\n\n  ______\n\n1 Lead.", "1. Parties[^1] act [\\_\\_\\_\\_].\n\n[^1]: Lead."),
        ("1. Parties act.\n\n____\n\n(Signed)", "1. Parties act.\n\n\\_\\_\\_\\_\n\n(Signed)"),
        ("1. Parties[1] act.\n\n_____\n[1] Or [one].\n", "1. Parties[^1] act.\n\n[^1]: Or [one]."),
        ("1. Parties act[ 1].\n\n[1] Or one.\n", ""),
        ("1. Parties act in [1] year.\n\n[1] Or one.\n", ""),
        ("1. Parties[1] act.\n\n[1]\n", ""),
    ],
)
def test_text_without_pages_may_end_in_footnotes(text: str, reads: str | None):
    """Each of them must be called above; otherwise the text is left as it is."""
    if reads is None:
        reads = "1. Parties act.[^4]\n2. So do others.[^5]\n\n[^4]: Or one.\n\n[^5]: Or two."
    conversion = read_plain_text(text)
    assert conversion.text == (reads or text)


def test_footnotes_of_a_text_with_a_paragraph_on_each_line_stand_at_its_end():
    """Word processors save them so, with their figures in brackets."""
    text = f"1. {WORDS * 3}and[1] so on.\n2. {WORDS * 3}and so on.\n________\n[1] {WORDS * 3}too.\n"
    first, second, note = re.split(r"\n\n+", read_plain_text(text).text)
    assert first.endswith("and[^1] so on.")
    assert second.endswith("and so on.")
    assert note == f"[^1]: {WORDS * 3}too."


LOST = "1. Each Party1 shall act;2\n\n2. [Others, as annex II3 says,4] rest.\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Party1", "Party"),
        ("act;2", "act2;2"),
        ("act;2\n\n2. [Others, as annex II3 says,4]", "act\n\n2. [Others says,2]"),
        (LOST, "Each of Party1, Party2 and Party3 shall act.\n"),
        ("II3 says", "II3 or III3 says"),
        ("rest.\n", "rest.\n\n[1] Peru may act.\n"),
    ],
)
def test_figures_that_count_the_footnotes_of_a_text_without_them_are_calls(old: str, new: str):
    """Each is glued to another word or a mark and they count up from 1: other figures are words."""
    document = read_plain_text(LOST)
    assert document.text == re.sub(r"(?<=[a-z;I,])(\d)", r"<sup>\1</sup>", LOST)
    assert "4 footnotes are called" in document.remarks[0].message
    other = read_plain_text(LOST.replace(old, new))
    assert (old == "rest.\n") == ("<sup>" in other.text)
    assert document.copies.restore(LOST, []) == LOST


def test_paragraphs_of_a_quotation_are_parted_as_without_its_marks():
    """In a text without blank lines a label or a heading behind a mark begins a paragraph."""
    wide = f"Take {WORDS}too."
    lines = ("Article 1", wide, "Option 1", wide, "Option 2", wide, "Article 2", wide, wide)
    quoted = "\n".join(f"“{line}" for line in lines)
    plain = read_plain_text(quoted.replace("“", "")).text
    assert read_plain_text(quoted).text.replace("“", "") == plain
    assert plain.count("\n\n") == 7


@pytest.mark.parametrize(
    ("labels", "calls"),
    [
        (("Option 1", "Option 23"), [(1, "3")]),
        (("“Option 1", "  “[Option 2 5", "“OPTION 312"), [(1, "5"), (2, "12")]),
        (("Option 1", "Option 2", "Option 1", "Option 28"), [(3, "8")]),
        (("Option 9", "Option 10", "Option 117"), [(2, "7")]),
        (("Option 1", "Option 20"), []),
        (("Option 1", "Option 2", "Option 23"), []),
        (("Option 23", "Option 24"), []),
        (("Option 1 12", "Option 2 15"), []),
        (("Option 1", "Option 23 act"), []),
        (("Option 1", "or see Option 23"), []),
    ],
)
def test_call_after_the_number_of_an_option(labels: Sequence[str], calls: Sequence[tuple[int, str]]):
    """A figure is one if only that makes the option the next of its series: "Option 23" after "Option 1"."""
    expected = list(labels)
    for index, call in calls:
        expected[index] = f"{labels[index].removesuffix(call)}<sup>{call}</sup>"
    text, reads = ("".join(f"{label}\n\nParties act.\n\n" for label in which) for which in (labels, expected))
    conversion = read_plain_text(text)
    assert conversion.text.replace("\\", "") == reads
    assert conversion.copies.restore(text, []) == text


def test_call_after_the_number_of_an_option_is_that_of_its_footnote():
    """It stands below on the page, or at the end of the text."""
    text = "Option 1\n\nParties act.2\n\nOption 23\n\nParties rest.\n\n2 Or one.\n3 Or two.\n"
    assert "Option 2[^3]\n" in read_plain_text(text).text
    first = page(1, "Option 1", "Parties act.2", "Option 23", "Parties rest.", "2 Or one.\n3 Or two.")
    assert "Option 2[^3]\n" in read_plain_text("\f".join((first, page(2, "They meet."), page(3, "All do.")))).text


def test_footnotes_of_an_excerpt_begin_with_any_number():
    """All at the foot of its first page belong to the series, which goes on."""
    first = page(44, "1. Each Party117 shall act.118", "117    Parties differ.\n118    And\n119    So do States.")
    second = page(45, "2. The next one.120", "120    Nobody knows.")
    last = page(46, "3. The last one."), page(47, "4. And another.")
    assert notes(first, second, *last) == ["117", "118", "119", "120"]
    assert notes(second, *last) == ["120"]


def test_footnote_that_is_missing_does_not_end_the_series():
    """The next one has a call for certain and hardly any number between: no other number at a line's start has."""
    first, last = page(1, "1. Each Party shall act.1", "1    Parties differ."), page(3, "3. The last one.")
    assert notes(first, page(2, "2. The next one.4", "4    Nobody knows."), last) == ["1", "4"]
    assert notes(first, page(2, "2. The next one4 and5", "4    Nobody knows.\n7    States"), last) == ["1", "4"]
    assert notes(first, page(2, "2. The next one4 and6.", "4    Nobody knows.\n6    Yet."), last) == ["1", "4", "6"]
    assert notes(first, page(2, "2. The next one in\n4 States or fewer."), last) == ["1"]
    assert notes(first, page(2, "2. The next one.7", "7    Nobody knows."), last) == ["1"]
    assert notes(page(1, "1. Each Party shall act in\n70 States."), page(2, "2. The next."), last) == []


@pytest.mark.parametrize(
    "text",
    [
        "1. Parties shall cut CO2 emissions to less than\n2 per cent of those of others.",
        "1. Parties shall cut CO2 emissions to hold the warming below\n2 °C, and rest.",
        "1 Each Party shall cut CO2 emissions.\n\n2 Each Party shall rest.",
        "1 Each Party shall act as A/CONF.7/L.2 and Rev.2 say.\n\n2 Each Party shall rest.",
        "1 Each Party shall act.\n\n2 Each Party shall rest.\n\n3 Each Party may consult.",
        "1\n\nEach Party shall act.\n\n2\n\nEach Party shall rest.",
        "1. Each Party shall:\n\n(a) act;\n\n(b) rest,\n\n(c) or sing.",
        "1. Each Party shall:\n\n(a) act;\n\n(b) rest,\n\nso that others act.",
        "1. Each Party shall:\n\n   (a) act;\n\n   (b) rest;\n\nso that others act.",
    ],
)
def test_text_with_numbers_is_no_footnote(text: str):
    """Neither in the first pages of an excerpt, nor behind a footnote without a full stop."""
    others = page(3, "3. The last one."), page(4, "4. And another.")
    assert notes(page(2, text), *others) == []
    before = page(1, "0. Each Party shall act.1", "1    Proposed by Peru")
    read = read_plain_text("\f".join((before, page(2, text), *others))).text
    assert text in read
    assert read.count("[^") == 2


def test_call_behind_the_name_of_a_party_is_one():
    """Behind other large letters a number may be part of a symbol, where it comes again."""
    first = page(1, "1. Each Party shall [EU1: act] as the UN2 does.", "1    Proposed.\n2    Not yet.")
    second = page(2, "2. CO3 and CO3 again.3", "3    Nobody knows.")
    assert notes(first, second, page(3, "3. The last one.")) == ["1", "2", "3"]
    text = read_plain_text("\f".join((first, second, page(3, "3. The last one.")))).text
    assert "EU[^1]: act" in text
    assert "UN[^2]" in text
    assert "CO3 and CO3 again.[^3]" in text


def test_call_at_the_end_of_a_title_is_not_that_in_a_number_below_it():
    """Large letters that come once are no symbol there."""
    first = page(1, "CHAPTER QX1", "Article QX.A.1: Scope", "1. Each Party2 shall act.", "1    Proposed.\n2    So.")
    text = read_plain_text("\f".join((first, page(2, "2. The next one."), page(3, "3. The last one.")))).text
    assert "QX[^1]" in text
    assert "QX.A.1: Scope" in text


def test_pages_are_known_without_form_feeds():
    """Numbers count up, each alone on its line, and the same line stands below: the next page begins there."""
    pages = [
        f"A/CONF.1/L.2\n\n{number}. As {state}{number} says.\n"
        + "".join(f"{WORDS}as in article {number}{line}\n" for line in range(20))
        + f"\n{number}  Proposed by {state}.\n\n    {number}\n"
        for number, state in enumerate(("Peru", "Chile", "Samoa", "Nauru", "Tonga", "Fiji"), 1)
    ]
    document = read_plain_text("".join(pages))
    assert "A/CONF.1/L.2" not in document.text.split("Peru", 1)[1]
    assert [note.label for note in inventory(document.text).draft.footnotes] == ["1", "2", "3", "4", "5", "6"]
    [remark] = document.remarks
    assert remark.message.startswith('12 lines of running heads and page numbers removed: "A/CONF.1/L.2"')
    bare = read_plain_text("".join(pages).replace("A/CONF.1/L.2\n", ""))
    assert bare.text.count("Proposed by") == 6
    assert [remark.message[:12] for remark in bare.remarks] == ["page numbers"]


def test_numbers_of_all_pages_part_pages():
    """The United Nations print "3/56" beside the number of the job, on its left and right in turn."""
    foot = ["22-08354        {}/56\n", "{}/56        22-08354\n"]
    pages = [f"{number}. {WORDS}\n" * 6 + foot[number % 2].format(number) for number in range(11, 18)]
    read = read_plain_text("".join(pages))
    assert "22-08354" not in read.text
    assert len(read.text.split(WORDS)) == len("".join(pages).split(WORDS))
    [remark] = read.remarks
    assert remark.message.startswith("7 lines of running heads and page numbers removed")
    four = read_plain_text("".join(["1/2        22-08354\n", *pages[:4]])).text
    assert four.startswith("1/2")
    assert "/56" not in four
    some = "".join(f"{number}. {WORDS}\n" * 6 + f"{number}/56\n" for number in (11, 13, 14, 15, 18, 19, 20, 30, 31))
    assert "/56" not in read_plain_text(some).text
    for others in (pages[:3], pages[::-1], pages[::2], pages * 2):
        text = "".join(others)
        assert read_plain_text(text).text.split() == text.split()
    beyond = "".join(pages).replace("/56", "/17")
    assert "17/17" not in read_plain_text(beyond).text
    assert "13/12" in read_plain_text(beyond.replace("/17", "/12")).text


def test_fractions_are_no_page_numbers():
    """They stand near each other, or beside a word."""
    text = f"{WORDS}\n" * 9 + "".join(f"{number}/9\nof it\n" for number in range(1, 10))
    assert read_plain_text(text).text.split() == text.split()
    text = "".join(f"Option {number}/9\n\n" + f"{WORDS} {number}.\n\n" * 6 for number in range(1, 10))
    assert read_plain_text(text).text.split() == text.split()


def test_numbers_of_paragraphs_are_no_page_numbers():
    """They stand near each other, whatever comes again below them."""
    text = "".join(f"{number}\n[No text]\n\n{WORDS}\n\n" for number in range(1, 30))
    assert read_plain_text(text).text == text
    assert not read_plain_text(text).remarks


def test_numbers_of_articles_are_no_page_numbers():
    """The same line may stand below each, but they are not as far from each other as pages."""
    lengths = (25, 60, 31, 90, 22, 40)
    text = "".join(
        f"{number}\nText of the Chair\n\n{WORDS}\n" + lines * "It acts.\n" for number, lines in enumerate(lengths, 1)
    )
    assert read_plain_text(text).text.split() == text.split()


def test_calls_stand_in_the_order_of_their_footnotes():
    """A number on its own is no call where a surer one of a later footnote stands before it."""
    second = page(2, "2. It acts within 5 days3 and 7 Parties 2 act.", "2    Parties differ.\n3    Nobody knows.")
    pages = page(1, "1. Each Party1 shall act.", "1    So."), second, page(3, "3. The last one.")
    assert notes(*pages) == ["1", "2", "3"]
    assert "5 days[^3] and 7 Parties 2 act." in read_plain_text("\f".join(pages)).text


def test_calls_glued_to_numbers_are_enough_if_there_are_two():
    """One alone may be a longer number: the footnotes of an excerpt begin with any."""
    first = "Article QX.A.1055: Scope", "[1.56 Each Party shall act.]", "55    Parties differ.\n56    Nobody knows."
    assert notes(page(20, *first), page(21, "2. The next one."), page(22, "3. The last one.")) == ["55", "56"]
    first = "Article QX.A.1055: Scope", "1. Each Party shall act.", "55    Parties differ."
    assert notes(page(20, *first), page(21, "2. The next one."), page(22, "3. The last one.")) == []


@pytest.mark.parametrize(
    ("first", "second", "labels"),
    [
        ("1. Each Party1 shall act.", "2. Others2 act in\n2 or more States\n2    Nobody knows.", ["1", "2"]),
        ("1. Each Party1 shall act.", "2. Others2 act in\n2 or more States.", ["1"]),
        ("1. Each Party1 shall act.", "2. It reports2 to\n2    https://example.org.", ["1", "2"]),
        ("1. Each Party1 shall act.", "2. The next one.\n2\n     Nobody knows.", ["1", "2"]),
        ("1. Each Party1 shall act.", "2. The next one1 again.\n1    Nobody knows.", ["1", "1"]),
        ("1. Each Party1 shall act.", "2. Others3 act.\n2    Or not.\n3    Nobody knows.", ["1", "2", "3"]),
        ("1. Each Party1 shall act.", "2. Pp1, Pp2, Pp3, Pp4 and Pp5.\n4    Each Party", ["1"]),
        ("1. Each Party1 shall act.", "2. The next one.\n2    Nobody knows.", ["1"]),
        ("1. Each Party1 shall act.", "2. The next one.\n2    Nobody knows\n     if so.", ["1"]),
        ("1. Each Party1 shall act.", "2. Others2 act by\n2 % of it.", ["1"]),
        ("1. Each Party1 shall act.", "2. The next one.2\n2    nobody knows.", ["1", "2"]),
    ],
)
def test_footnotes_go_on_or_begin_again(first: str, second: str, labels: list[str]):
    """A number in mid-sentence begins none, nor does one that counts; one alone on its line, or 1 again, does."""
    assert notes(page(1, first, "1    Parties differ."), page(2, second), page(3, "3. The last one.")) == labels


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2. The next one, see article 2 and Peru 2 only.", "article 2 and Peru [^2] only"),
        ("2. As decision 4/CMA.2 says, others2 act.", "4/CMA.2 says, others[^2] act"),
        ("2. The next one, see Peru 2 or Chile 2 again.", "see Peru 2 or Chile 2 again."),
        ("2. Others2 act in no more than 2\nyears.", "Others[^2] act in no more than 2"),
        ("1. It rests.\n    2\nThe next one, of Peru 2 only.", "of Peru [^2] only"),
        ("21. It acts.\n\n22. It rests, of Peru 2 only.", "22. It rests, of Peru [^2] only"),
    ],
)
def test_number_on_its_own_is_a_call_if_it_is_the_only_one(text: str, shown: str):
    """It stands behind no word that numbers follow, is no number of a paragraph and not alone on its line."""
    pages = (
        page(1, "1. Each Party1 shall act.", "1    Parties differ."),
        page(2, text, "2\n     Nobody knows."),
        page(3, "3. The last one."),
    )
    assert shown in read_plain_text("\f".join(pages)).text


def test_footnote_goes_on_below_a_title():
    """Set in otherwise, and below a blank line."""
    pages = (
        page(1, "1. Each Party shall act.1", "1    Proposed by Peru, as said in"),
        page(2, "2. The next one.", "       Title of the article", "  the last meeting."),
        page(3, "3. The last one."),
    )
    assert "as said in\n    the last meeting." in read_plain_text("\f".join(pages)).text


def test_footnote_goes_on_below_text_that_is_set_in_like_it():
    """Below a full stop and a blank line; below words in mid-sentence it is text."""
    first, last = page(1, "1. Each Party shall act.1", "1    Proposed by Peru, as said in"), page(3, "3. The last one.")
    second = page(2, "2. The next one.", "     So it is.", "     the last meeting.")
    assert "as said in\n    the last meeting." in read_plain_text(f"{first}\f{second}\f{last}").text
    second = page(2, "     2. The next one", "     the last meeting.")
    assert re.search(r"The next one\s+the last meeting\.", read_plain_text(f"{first}\f{second}\f{last}").text)


@pytest.mark.parametrize(
    ("note", "second"),
    [
        ("7    Parties differ on", " "),
        ("7", "2. The next one\n     as it is."),
        ("7    Parties differ.", "2. The next.\n8"),
    ],
)
def test_footnote_does_not_go_on_without_text(note: str, second: str):
    """Neither on an empty page, nor if it is a number alone, which begins none at the very end."""
    assert notes(page(1, "1. Each Party shall act.7", note), page(2, second), page(3, "3. The last one.")) == ["7"]


def test_paragraphs_that_have_come_as_far_as_the_footnotes_are_none():
    """Their numbers go on from a page before, as those of footnotes do."""
    first, second = (
        page(1, "Each Party shall act.1", "1    Parties differ."),
        page(2, "It is so.\n\n1 Each Party may act."),
    )
    third = page(3, "It is so.\n\n2 Each Party may sing.\n\n3 Each Party may rest.")
    assert notes(first, second, third, page(4, "The last one.")) == ["1"]


def test_calls_behind_the_number_of_an_article():
    """One or two of them stand right behind it, before the colon."""
    first = page(1, "1. Each Party shall act.1", "1    Parties differ.")
    second = page(2, "Article A.132: Scope\n\nArticle A.143 4: Aims", "2    Nobody.\n3    Knows.\n4    Yet.")
    text = read_plain_text("\f".join((first, second, page(3, "3. The last one.")))).text
    assert "Article A.13[^2]: Scope" in text
    assert "Article A.14[^3] [^4]: Aims" in text


def test_call_behind_the_end_of_a_sentence_ends_a_paragraph_with_its_page():
    """The figure of a footnote behind a full stop hides no end: the next page begins a paragraph."""
    pages = (
        page(1, "1. Each Party shall act.1", "1    So."),
        page(2, "[US propose: Or not.]"),
        page(3, "3. The last one."),
    )
    assert "act.[^1]\n\n" in read_plain_text("\f".join(pages)).text
    pages = (page(1, "1. Each Party shall act in 2"), page(2, "States."), page(3, "3. The last one."))
    assert "act in 2\nStates." in read_plain_text("\f".join(pages)).text


def test_dropping_a_bracket_changes_nothing_else_in_the_original():
    """What stands between the pages stays where it is, and so does the footnote of the words that go."""
    document = read_plain_text(EXTRACTED)
    expected = FIRST.replace("[and take1 these\nmeasures and the Parties to it", "")
    expected += "\f" + SECOND.replace("December convention] ", "") + "\f" + THIRD
    assert dropped(document, EXTRACTED, "and take") == expected


def test_markup_characters_are_characters():
    """`_QQ.D.2.a__` is no emphasis, and `#` no heading."""
    text = "# _QQ.D.2.a__ *and* `code` <b> &amp; \\ [Party](https://example.org)\n===\n"
    found = inventory(read_plain_text(text).text)
    assert shown(found) == "".join(text.split())
    assert not any(isinstance(one, Run) and (one.style != Style.PLAIN or one.address) for one in inlines(found))


@pytest.mark.parametrize(
    "text",
    [
        "__Option 1__\n\nParties shall *act*.\n\n__Option 2__\n\nNo text\n",
        "**Option 1:** Parties shall *act*.\n\n**Option 2:** No text\n",
        "Parties *act*.[^1]\n\n[^1]: Or not.\n",
        "| Party | Pledge |\n| --- | :--- |\n| Peru | *act* |\n",
        "Party | Pledge\n---|---\nPeru | *act*\n",
    ],
)
def test_text_that_can_only_be_markdown_is_read_as_markdown(text: str):
    """Its strong words, footnotes and tables are no characters, and a note says so."""
    document = read_plain_text(text)
    assert document.text == document.original == text
    assert "read as Markdown" in document.remarks[0].message
    for old, new in (("__O", "_____O"), ("**O", "** O"), ("[^1]:", "[1]"), ("--- |", "- |"), ("--|--", "-----")):
        assert text == (other := text.replace(old, new)) or "\\*act\\*" in read_plain_text(other).text
    assert document.copies.restore(text, [(0, 0, r"\[1\] ")]) == rf"\[1\] {text}"


def test_a_stamp_or_pages_do_not_make_text_markdown():
    """`**Advance version**` stands on text of any kind, and its lines are read as ever."""
    for text in (
        "**Advance version**\n\nParties *act*.\n",
        "**Article 1**\n\nParties *act*.\f\n**Article 2**\n\nThey do.\n",
    ):
        document = read_plain_text(text)
        assert "\\*act\\*" in document.text
        assert "\\*\\*A" in document.text


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="*_`\\<>&#|~=!(): ab\n.;", max_size=30).filter(lambda text: not is_markdown(text)))
def test_any_characters_are_shown_as_they_are(text: str):
    """Whatever Markdown would make of them, a reader sees the characters of the file."""
    document = read_plain_text(text)
    found = inventory(document.text)
    assert shown(found) == "".join(text.split())
    assert not any(isinstance(one, Run) and (one.style != Style.PLAIN or one.address) for one in inlines(found))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab[]12. \n\f*\\", max_size=80))
def test_the_original_comes_back_from_any_text(text: str):
    """With no edit it is unchanged, and each copied stretch is a stretch of it."""
    document = read_plain_text(text)
    assert document.copies.restore(text, []) == text
    for start, original, length in document.copies.stretches:
        assert document.text[start : start + length] == text[original : original + length]


def test_corpus_extracted_from_a_pdf_has_its_footnotes(corpora: Path):
    """No running head, page number or footnote stands in the text; all 117 footnotes are footnotes."""
    original = (corpora / "tpp-ip-2013-08-30-part1.txt").read_bytes().decode()
    document = read_plain_text(original)
    draft = inventory(document.text).draft
    assert [note.label for note in draft.footnotes] == [str(number) for number in range(1, 118)]
    body = re.sub(r"^\[\^\d+\]: .*(?:\n    .*)*$", "", document.text, flags=re.MULTILINE)
    assert "Negotiators' Note" not in body
    assert len(set(re.findall(r"\[\^(\d+)\]", body))) >= 105
    assert not re.search(r"TPP Negotiations, R18|IP Group$|█", document.text, re.MULTILINE)
    assert document.copies.restore(original, []) == original


@pytest.mark.parametrize("first", [3, 12, 21, 33])
def test_corpus_cut_out_has_its_footnotes(corpora: Path, first: int):
    """The pages from one on have the same footnotes without those before them."""
    original = (corpora / "tpp-ip-2013-08-30-part1.txt").read_bytes().decode()
    labels = [
        note.label for note in inventory(read_plain_text("\f".join(original.split("\f")[first:])).text).draft.footnotes
    ]
    assert labels == [str(number) for number in range(int(labels[0]), 118)]


def test_corpus_without_form_feeds_reads_the_same(corpora: Path):
    """Its running heads and page numbers say where its pages begin."""
    original = (corpora / "unfccc-geneva-2015-02-12.txt").read_bytes().decode()
    assert read_plain_text(original.replace("\f", "")).text.split() == read_plain_text(original).text.split()


@pytest.mark.parametrize("options", [[], ["-layout"], ["-raw"]], ids=["plain", "layout", "raw"])
def test_corpus_has_its_series_however_its_text_was_extracted(corpora: Path, options: list[str]):
    """No option that says it has no text goes on behind its line, and none of the 17 is missing."""
    file = corpora / "unfccc-art62-2024-11-14.pdf"
    text = subprocess.check_output(["pdftotext", *options, file, "-"]).decode("utf-8")
    found = inventory(read_plain_text(text).text)
    wordings = [found.text(option.inner).strip() for point in found.points for option in point.options]
    silent = [words.strip("[{ }];") for words in wordings if re.match(r"\W*no text", words, re.IGNORECASE)]
    assert {words.lower() for words in silent} == {"no text required"}
    assert len(silent) == 17


@pytest.mark.parametrize("name", ["unfccc-geneva-2015-02-12.txt", "unfccc-adp-nonpaper-2015-10-05.txt"])
def test_corpus_keeps_its_words(corpora: Path, name: str):
    """No line goes but furniture, of which each recurs."""
    original = (corpora / name).read_bytes().decode()
    document = read_plain_text(original)
    kept = [document.text[start : start + length] for start, _, length in document.copies.stretches]
    gone = Counter(re.findall(r"[^\W\d_]+", original)) - Counter(re.findall(r"[^\W\d_]+", " ".join(kept)))
    assert len(gone) <= 15
    assert min(gone.values()) > 15
