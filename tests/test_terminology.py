"""variants.toml: what each table means, and that every mistake is named with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import convention_variants as cv
from convention_variants.diagnostics.rules import DEFAULT_SEVERITY
from convention_variants.language.nouns import Number
from convention_variants.terminology.keys import find_keys
from convention_variants.terminology.model import OptionKey

ERRORS = tomllib.loads((Path(__file__).parent / "cases" / "variants-errors.toml").read_text(encoding="utf-8"))["case"]
WHOLE = """\
# A file with every table and key.
[document]
symbol = "A/AC.291/22"
title = "Draft text of the convention"
language = "en"
date = 2023-05-29

[terms.data]
label = "What computers process"
[terms.data.options.computer-data]
forms = ["computer data", { text = "computer datum", number = "singular" }]
number = "plural"
[terms.data.options.digital-information]
forms = ["digital information"]
number = "singular"

[terms.offence.options.cybercrime]
forms = ["cybercrime"]

[profiles.first]
label = "First vocabulary"
choose = { data = "computer-data", offence = "cybercrime" }
[profiles.bare]

[blanks]
words = ["number", "Name of the  host"]
[notes]
words = ["To be discussed"]
[severity]
open-blank = "off"
unused-form = "warning"
"""


def read(text: str) -> cv.Terminology:
    """Read a variants.toml."""
    return cv.read_terminology(cv.Source("variants.toml", text))


def test_document():
    """The document table gives symbol, title, language and date, the date as it is written."""
    document = read(WHOLE).document
    found = (document.symbol, document.title, document.language, document.date)
    assert found == ("A/AC.291/22", "Draft text of the convention", "en", "2023-05-29")


def test_date_may_be_text():
    """A date that is no calendar date is text."""
    assert read('[document]\ndate = "May 2023"\n').document.date == "May 2023"


def test_terms_and_options_in_the_order_of_the_file():
    """Terms have labels, their ids where none is given, and options in the order of the file."""
    terms = read(WHOLE).terms
    assert [(term.id, term.label, list(term.options)) for term in terms.values()] == [
        ("data", "What computers process", ["computer-data", "digital-information"]),
        ("offence", "offence", ["cybercrime"]),
    ]


def test_number_is_of_every_form_unless_it_says_otherwise():
    """A form has the number of its option, or its own, or none."""
    terms = read(WHOLE).terms
    forms = terms["data"].options["computer-data"].forms
    assert [(form.text, form.number) for form in forms] == [
        ("computer data", Number.PLURAL),
        ("computer datum", Number.SINGULAR),
    ]
    assert [form.number for form in terms["offence"].options["cybercrime"].forms] == [None]


def test_profiles():
    """Profiles have labels, their ids where none is given, and what they choose, which may be nothing."""
    assert [(one.id, one.label, dict(one.choose)) for one in read(WHOLE).profiles.values()] == [
        ("first", "First vocabulary", {"data": "computer-data", "offence": "cybercrime"}),
        ("bare", "bare", {}),
    ]


@pytest.mark.parametrize(
    ("text", "blank"),
    [("number", True), ("Number", True), ("name of the host", True), ("date", True), ("numbers", False)],
)
def test_blanks(text: str, *, blank: bool):
    """The words of the blanks table are blanks beside the known ones, apart from case and white space."""
    assert read(WHOLE).is_blank(text) is blank


@pytest.mark.parametrize(
    ("text", "note"), [("to be discussed", True), ("English only", True), ("to be discussed later", False)]
)
def test_notes(text: str, *, note: bool):
    """The words of the notes table are notes beside the known ones, apart from case and white space."""
    assert read(WHOLE).is_note(text) is note


def test_severity():
    """The severity table changes the rules that it names, and no others."""
    changed = {cv.Rule.OPEN_BLANK: cv.Severity.OFF, cv.Rule.UNUSED_FORM: cv.Severity.WARNING}
    assert read(WHOLE).severity == {**DEFAULT_SEVERITY, **changed}


def test_empty_file():
    """Every table is optional: an empty file is a terminology without terms and profiles."""
    terminology = read("# nothing yet\n")
    assert (dict(terminology.terms), dict(terminology.profiles)) == ({}, {})
    assert terminology.severity == DEFAULT_SEVERITY
    assert terminology.document.language == "en"


def test_shipped(shipped: cv.Inventory):
    """The shipped draft has the terms, options and profiles that the manual shows, in that order."""
    terminology = shipped.terminology
    assert {term.id: list(term.options) for term in terminology.terms.values()} == {
        "offence": ["cybercrime", "ict-use"],
        "device": ["computer-system", "ict-device", "ict-system"],
        "data": ["computer-data", "digital-information", "electronic-data"],
    }
    assert list(terminology.terms) == ["offence", "device", "data"]
    assert {one.id: dict(one.choose) for one in terminology.profiles.values()} == {
        "cybercrime": {"offence": "cybercrime", "device": "computer-system", "data": "computer-data"},
        "ict": {"offence": "ict-use", "device": "ict-device", "data": "digital-information"},
        "bridging": {"offence": "cybercrime", "device": "ict-system", "data": "electronic-data"},
    }


DETERMINERS = ("a", "an", "the", "this", "that", "these", "those", "The", "THOSE")
VERBS = ("is", "are", "was", "were", "has", "have", "Are")


@pytest.mark.parametrize(
    "text",
    [
        "computer data",
        "Computer data",
        "COMPUTER DATA",
        "computer \r\n data",
        " computer data ",
        "computer\u00a0data",
        "*computer data*",
        "*Computer* data",
        *(f"{word} computer data" for word in DETERMINERS),
        *(f"computer data {word}" for word in VERBS),
        "those computer data are",
    ],
)
def test_forms_match(text: str):
    """A form matches apart from case, white space, a leading article or demonstrative, a trailing verb."""
    assert read(WHOLE).option_of(text) == OptionKey("data", "computer-data")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "data",
        "computer",
        "computerdata",
        "computer data stored",
        "some computer data",
        "the those computer data",
        "computer data is was",
        "computer data will",
        "computer-data",
        "computer data,",
    ],
)
def test_nothing_else_matches(text: str):
    """What differs from a form by anything else is no form: a profile must not decide it."""
    assert read(WHOLE).option_of(text) is None


def test_another_language_matches_to_the_letter():
    """In a language without grammar data a form matches apart from case and white space alone."""
    terminology = read('[document]\nlanguage = "fr"\n[terms.d.options.o]\nforms = ["la cybercriminalité"]\n')
    assert terminology.option_of("La  cybercriminalité") == OptionKey("d", "o")
    assert terminology.option_of("the la cybercriminalité") is None
    assert terminology.option_of("cybercriminalité") is None


def test_unused_form_is_a_note():
    """An option that no bracket has a form of is a note, for it may be meant for later."""
    inventory = cv.read_draft(cv.Source("draft.md", "[computer data] [digital information]"), read(WHOLE))
    found = [one for one in cv.diagnose(inventory) if one.rule is cv.Rule.UNUSED_FORM]
    assert len(found) == 1
    assert "offence=cybercrime" in found[0].message


def test_there_are_errors():
    """The file of mistakes holds as many as it should, each with a sentence of its own."""
    assert len(ERRORS) > 30
    assert len({case["shows"] for case in ERRORS}) == len(ERRORS)


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["shows"])
def test_errors(case: dict[str, Any]):
    """Each mistake is one line that names file, line, column and path, and the nearest name."""
    with pytest.raises(cv.InputError) as error:
        read(case["variants"].replace("'''", '"""'))
    message = str(error.value)
    assert message.startswith(f"variants.toml:{case['place']}: ")
    assert [part for part in case["says"] if part not in message] == []
    assert "\n" not in message


def paths_in(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the dotted path of every key below a value, and that of every table in an array."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from paths_in(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            place = (*path[:-1], f"{path[-1]}[{number}]")
            yield from [place] if isinstance(inner, dict) else []
            yield from paths_in(inner, place)


FILES = [*sorted((Path(__file__).parent / "cases").glob("*.toml")), Path(__file__).parent.parent / "pyproject.toml"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_key_is_found(file: Path):
    """Each key that a TOML parser finds in a file has its place there: the line that says it."""
    source = cv.Source(file.name, file.read_text(encoding="utf-8"))
    paths = list(paths_in(tomllib.loads(source.text)))
    assert len(paths) > 50
    for path, span in zip(paths, find_keys(source, paths), strict=True):
        said = source.text[span.start :].partition("\n")[0].partition("=")[0]
        assert path[-1].partition("[")[0] in said or said.startswith("{"), path


@pytest.mark.parametrize("line", re.findall(r"^\w+ = .*", WHOLE, re.MULTILINE))
def test_every_key_counts(line: str):
    """A letter too many in any key of the file is refused at its line, with the key that was meant."""
    key = line.partition(" ")[0]
    broken = WHOLE.replace(f"\n{line}", f"\n{line.replace(key, key + 'x', 1)}", 1)
    with pytest.raises(cv.InputError) as error:
        read(broken)
    assert error.value.line == 1 + next(n for n, text in enumerate(broken.splitlines()) if text.startswith(key + "x"))
    assert f'"{key}"' in str(error.value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("developing country Parties", "plural"),
        ("Parties not included in annex X", "plural"),
        ("offences committed with the use of computers", "plural"),
        ("the use of computers", "singular"),
        ("digital information", "singular"),
        ("cybercrime", "singular"),
        ("the children", "plural"),
        ("computer data", None),
        ("computer system", None),
        ("notes", None),
        ("also notes", None),
        ("promptly reports", None),
        ("results in losses", None),
        ("support", None),
        ("shall support", None),
        ("legal basis", None),
        ("business ethics", None),
        ("", None),
    ],
)
def test_the_number_that_a_noun_shows(text: str, number: str | None):
    """The noun tells its number only where nothing but a noun can stand there, and where its form is certain."""
    assert cv.Terminology().language.noun_number(text) == number


@pytest.mark.parametrize(
    ("text", "plural"),
    [
        ("Party not included in annex X", "Parties not included in annex X"),
        ("offence committed by a person", "offences committed by a person"),
        ("means of attack", "means of attack"),
    ],
)
def test_the_plural_is_that_of_the_noun_before_what_is_said_of_it(text: str, plural: str):
    """A participle behind a noun, negated or not, is not what is put into the plural."""
    assert cv.Terminology().language.plural(text) == plural
