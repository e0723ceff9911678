"""Resolving: one set of choices across the whole text, and not one other character changed."""

from __future__ import annotations

import csv
import re
import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import convention_variants as cv
from convention_variants.cli import main
from promises import selected

CASES = Path(__file__).parent / "cases"
OPTIONALS = tomllib.loads((CASES / "optionals.toml").read_text(encoding="utf-8"))["case"]
ALTERNATIVES = tomllib.loads((CASES / "alternatives.toml").read_text(encoding="utf-8"))["case"]
ARTICLES = tomllib.loads((CASES / "articles.toml").read_text(encoding="utf-8"))["case"]
TERMS = {
    "offence": ("cybercrime", "ict-use"),
    "device": ("computer-system", "ict-device"),
    "data": ("computer-data", "digital-information"),
}
COMBINATIONS = list(product((0, 1), repeat=3))
VOCABULARY = """
[terms.data.options.computer-data]
forms = ["computer data"]
[terms.data.options.digital-information]
forms = ["digital information"]
[terms.offence.options.cybercrime]
forms = ["cybercrime"]
[terms.offence.options.ict-use]
forms = ["the use of technologies", "associated with the use of technologies"]
[profiles.first]
choose = { data = "computer-data", offence = "cybercrime" }
[profiles.data-only]
choose = { data = "computer-data" }
"""


def inventory(text: str, vocabulary: str = "") -> cv.Inventory:
    """Read a small draft."""
    return cv.read_draft(cv.Source("draft.md", text), cv.read_terminology(cv.Source("variants.toml", vocabulary)))


def resolve(text: str, vocabulary: str = "", **selection: Any) -> str:  # noqa: ANN401 as Selection has them
    """Return how a small draft reads."""
    return cv.Resolver(inventory(text, vocabulary)).resolve(selected(selection)).text


def selection(combination: tuple[int, ...]) -> cv.Selection:
    """Return the selection of one option, by its index, of each term."""
    return cv.Selection(choose={term: TERMS[term][index] for term, index in zip(TERMS, combination, strict=True)})


def loose(text: str) -> str:
    """Return a pattern of a bracket with this text, which the source may have broken over lines."""
    words = r"\s+".join(map(re.escape, text.split()))
    return rf"\[{words}\]"


def by_hand(source: str, folder: Path, combination: tuple[int, ...]) -> str:
    """Resolve the source from the tables that people made, going through it with a pencil as they did.

    Uses nothing of the library: only the wordings in the order of the text, and the three places of "an".
    """
    taken = dict(zip(TERMS, combination, strict=True))
    with (folder / "choices.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    with (folder / "articles.tsv").open(encoding="utf-8", newline="") as file:
        articles = {row["at"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    parts, position = [], 0
    for row in rows:
        if row["kind"] == "blank":
            pattern = loose(row["first"])
        elif row["kind"] == "split":
            pattern = rf"{loose(row['first'])} (?P<between>[^\[]*) {loose(row['second'])}"
        else:
            pattern = rf"{loose(row['first'])}\s+{loose(row['second'])}"
        place = re.compile(pattern).search(source, position)
        assert place is not None, row["id"]
        before = source[position : place.start()]
        assert "[" not in before, row["id"]
        assert "]" not in before, row["id"]
        position = place.end()
        if row["kind"] == "blank":
            parts += [before, place[0]]
            continue
        index = taken[row["term"]]
        if row["kind"] == "split":
            parts += [
                before,
                f"{row['first']} {place['between']}" if index == 0 else f"{place['between']} {row['second']}",
            ]
            continue
        article = re.search(r"(?<!\S)a(\s+)$", before)
        if row["id"].rpartition(".")[0] in articles and row["term"] == "device" and article and index == 1:
            articles.discard(row["id"].rpartition(".")[0])
            before = f"{before[: article.start()]}an{article[1]}"
        found = place[0][1:-1]
        first, second = re.split(r"\]\s+\[", found)
        parts += [before, (first, second)[index]]
    if taken["device"] == 1:
        assert not articles, "an article of the table was not found"
    return "".join(parts) + source[position:]


@pytest.mark.parametrize("combination", COMBINATIONS, ids=str)
def test_everything_else_is_byte_for_byte(
    shipped: cv.Inventory, draft_folder: Path, read_against: Path, combination: tuple[int, ...]
):
    """Each of the eight combinations gives, byte for byte, what a person makes of the source by the tables."""
    source = (draft_folder / "draft.md").read_bytes().decode("utf-8")
    wanted = by_hand(source, read_against, combination)
    assert cv.Resolver(shipped).resolve(selection(combination)).text.encode("utf-8") == wanted.encode("utf-8")


@pytest.mark.parametrize("combination", COMBINATIONS, ids=str)
def test_only_blanks_are_left(shipped: cv.Inventory, combination: tuple[int, ...]):
    """Each of the eight combinations leaves five blanks in their brackets, and no other bracket."""
    text = cv.Resolver(shipped).resolve(selection(combination)).text
    assert re.findall(r"\[.*?\]", text, re.DOTALL) == ["[date]", "[date]", "[city]", "[country]", "[date]"]
    assert text.count("[") == text.count("]") == 5


@pytest.mark.parametrize("combination", COMBINATIONS, ids=str)
def test_audit_lists_every_choice_point_once(shipped: cv.Inventory, combination: tuple[int, ...]):
    """The audit has 112 choices, each with its reason, and five blanks, in the order of the draft."""
    decisions = cv.Resolver(shipped).resolve(selection(combination)).decisions
    assert [decision.point.id for decision in decisions] == [point.id for point in shipped.points]
    outcomes = [decision.outcome for decision in decisions]
    assert (outcomes.count(cv.Outcome.CHOSEN), outcomes.count(cv.Outcome.BLANK), len(outcomes)) == (112, 5, 117)
    assert all(decision.reason for decision in decisions if decision.outcome is cv.Outcome.CHOSEN)


@pytest.mark.parametrize(
    ("profile", "combination"), [("cybercrime", (0, 0, 0)), ("ict", (1, 1, 1))], ids=["cybercrime", "ict"]
)
def test_profiles_are_the_first_and_the_second_options(
    shipped: cv.Inventory, profile: str, combination: tuple[int, ...]
):
    """The shipped profiles read as the combinations of all first and of all second options."""
    resolver = cv.Resolver(shipped)
    assert resolver.resolve(cv.Selection(profile)).text == resolver.resolve(selection(combination)).text


@pytest.mark.parametrize(
    ("option", "wanted", "unwanted"),
    [
        ("cybercrime", "as well as cybercrime tactics, techniques and procedures;", "procedures associated with"),
        (
            "ict-use",
            "as well as tactics, techniques and procedures associated with the use of information and communications",
            "cybercrime tactics",
        ),
    ],
)
def test_split_pair_of_the_shipped_draft(shipped: cv.Inventory, option: str, wanted: str, unwanted: str):
    """Article 47, 1 (d) keeps one half of its split pair, never both and never neither."""
    text = cv.Resolver(shipped).resolve(cv.Selection(choose={"offence": option})).text
    assert text.count(wanted) == 1
    assert unwanted not in text


def test_agreement_pairs_of_the_shipped_draft(shipped: cv.Inventory):
    """`[are] [is]` and `[those computer data] [that digital information]` follow the term of data."""
    resolver = cv.Resolver(shipped)
    first = resolver.resolve(cv.Selection(choose={"data": "computer-data"})).text
    second = resolver.resolve(cv.Selection(choose={"data": "digital-information"})).text
    assert "specified computer data in that person's possession or control that are stored in" in first
    assert "specified digital information in that person's possession or control that is stored in" in second
    assert "retain copies of those computer data in electronic form" in first
    assert "retain copies of that digital information in electronic form" in second


def test_nothing_chosen_is_the_source(shipped: cv.Inventory):
    """Without a profile the reading is the source, and all 112 choices are open."""
    reading = cv.Resolver(shipped).resolve(cv.Selection())
    assert reading.text == shipped.draft.source.text
    assert reading.count(cv.Outcome.OPEN) == 112


def test_uncovered_choice_stays_and_is_reported():
    """What a profile does not cover stays in its brackets, with a diagnostic at its place."""
    text = "Of [computer data] [digital information] and [cybercrime] [the use of technologies]."
    reading = cv.Resolver(inventory(text, VOCABULARY)).resolve(cv.Selection("data-only"))
    assert reading.text == "Of computer data and [cybercrime] [the use of technologies]."
    found = [(one.rule, text[one.span.start : one.span.end]) for one in reading.diagnostics]
    assert found == [(cv.Rule.UNCOVERED_CHOICE, "[cybercrime] [the use of technologies]")]


def test_choose_beats_profile():
    """`--choose` beats the profile for its term, and leaves the other terms to it."""
    text = "Of [computer data] [digital information] and [cybercrime] [the use of technologies]."
    chosen = {"data": "digital-information"}
    assert resolve(text, VOCABULARY, profile="first", choose=chosen) == "Of digital information and cybercrime."


def test_at_beats_choose_and_profile():
    """`--at` beats `--choose` and the profile, at its place alone."""
    text = "Of [computer data] [digital information] and [computer data] [digital information]."
    wanted = "Of digital information and computer data."
    assert resolve(text, VOCABULARY, profile="first", at={"text.1": 2}) == wanted
    assert resolve(text, VOCABULARY, choose={"data": "computer-data"}, at={"text.1": 2}) == wanted


def test_at_leaves_a_place_open_or_takes_an_option_that_is_not_offered_there():
    """A place is left "open" whatever the profile says, and "=" names an option of the place's term, offered or not."""
    text = "Of [computer data] [digital information] and [computer data] [digital information]."
    open_first = "Of [computer data] [digital information] and computer data."
    assert resolve(text, VOCABULARY, profile="first", at={"text.1": "open"}) == open_first
    more = f"{VOCABULARY}[terms.data.options.electronic-data]\nforms = ['electronic data']\n"
    wanted = "Of digital information and electronic data."
    assert resolve(text, more, at={"text.1": "=digital-information", "text.2": "=electronic-data"}) == wanted


def test_later_beats_earlier_on_the_command_line(tmp_path: Path):
    """Of two `--choose` or `--at` for one thing the later counts."""
    (tmp_path / "draft.md").write_text("Of [computer data] [digital information] used [gladly].", encoding="utf-8")
    (tmp_path / "variants.toml").write_text(VOCABULARY, encoding="utf-8")
    choose = ["--choose", "data=computer-data", "--choose", "data=digital-information"]
    places = ["--at", "text.2=keep", "--at", "text.2=drop"]
    result = CliRunner().invoke(main, ["resolve", str(tmp_path), *choose, *places])
    assert result.stdout == "Of digital information used."


def test_agreement_follows_a_place_that_was_chosen():
    """An agreement pair goes with what was chosen at the place it follows, unless its own place is chosen."""
    text = "The [computer data] [digital information] that [are] [is] stored."
    assert resolve(text, VOCABULARY, profile="first", at={"text.1": 2}) == "The digital information that is stored."
    places = {"text.1": 2, "text.2": 1}
    assert resolve(text, VOCABULARY, profile="first", at=places) == "The digital information that are stored."


def test_agreement_of_an_open_choice_stays_open():
    """An agreement pair stays in its brackets where the choice that it follows does."""
    text = "The [computer data] [digital information] that [are] [is] stored."
    assert resolve(text, VOCABULARY) == text


@pytest.mark.parametrize(
    ("take", "wanted"),
    [
        (1, "as well as cybercrime tactics, techniques;"),
        (2, "as well as tactics, techniques associated with the use of technologies;"),
    ],
)
def test_split_pair_at_its_place(take: int, wanted: str):
    """A split pair is chosen at its place with the white space that belongs to the half that goes."""
    text = "as well as [cybercrime] tactics, techniques [associated with the use of technologies];"
    assert resolve(text, VOCABULARY, at={"text.1": take}) == wanted


@pytest.mark.parametrize("case", OPTIONALS, ids=lambda case: case["shows"])
@pytest.mark.parametrize("word", ["keep", "drop"])
def test_optionals(case: dict[str, Any], word: str):
    """An optional text comes and goes with the white space that belongs to it."""
    found = inventory(case["source"], f'[document]\nlanguage = "{case.get("language", "en")}"')
    assert {point.kind for point in found.points} == {cv.Kind.OPTIONAL}
    places = {point.id: cv.Take.parse(word) for point in found.points}
    assert cv.Resolver(found).resolve(cv.Selection(at=places)).text == case[word]


@pytest.mark.parametrize("case", ALTERNATIVES, ids=lambda case: case["shows"])
def test_alternatives(case: dict[str, Any]):
    """What stands between wordings goes with the one that it belongs to, or stays."""
    found = inventory(case["source"])
    point = found.points[0]
    resolver = cv.Resolver(found)
    takes = [cv.Take(number + 1) for number in range(len(point.options))]
    assert [resolver.resolve(cv.Selection(at={point.id: take})).text for take in takes] == case["takes"]


@pytest.mark.parametrize(
    ("places", "wanted"),
    [
        ({}, "[[an] adaptation communication[s]][communications]"),
        ({"text.1": 2}, "communications"),
        ({"text.1": 1}, "[an] adaptation communication[s]"),
        ({"text.1": 1, "text.2": "keep", "text.3": "drop"}, "an adaptation communication"),
        ({"text.1": 1, "text.2": "drop", "text.3": "keep"}, "adaptation communications"),
        ({"text.2": "drop", "text.3": "keep"}, "[adaptation communications][communications]"),
    ],
    ids=str,
)
def test_nested_choices(places: dict[str, int | str], wanted: str):
    """Choices inside a wording count where the wording stays, and are gone where it goes."""
    assert resolve("[[an] adaptation communication[s]][communications]", at=places) == wanted


def test_what_was_dropped_is_gone_in_the_audit():
    """The audit says of a choice inside dropped wording that it is gone, and with what."""
    found = inventory("[[an] adaptation communication[s]][communications]")
    decisions = cv.Resolver(found).resolve(cv.Selection(at={"text.1": cv.Take(2)})).decisions
    assert [decision.outcome for decision in decisions] == [cv.Outcome.CHOSEN, cv.Outcome.GONE, cv.Outcome.GONE]
    assert all("text.1" in decision.reason for decision in decisions[1:])


@pytest.mark.parametrize(("take", "wanted"), [(1, "the Party to it"), (2, "the Parties to it")])
def test_glued_endings_stay_glued(take: int, wanted: str):
    """`Part[y][ies]` gives one word, whichever ending is taken."""
    assert resolve("the Part[y][ies] to it", at={"text.1": take}) == wanted


def test_blanks_and_notes_stay():
    """Blanks and notes stay as they stand, in their brackets, whatever is chosen."""
    text = "until [date] [English only] of [computer data] [digital information]"
    assert resolve(text, VOCABULARY, profile="first") == "until [date] [English only] of computer data"


def test_a_blank_that_is_taken_keeps_its_brackets():
    """A blank that wins against a figure is still to be filled in."""
    assert resolve("by [X] [5] per cent", at={"text.1": 1}) == "by [X] per cent"
    assert resolve("by [X] [5] per cent", at={"text.1": 2}) == "by 5 per cent"


@pytest.mark.parametrize("take", [1, 2, 3])
@pytest.mark.parametrize("joint", [" ", "", "/", " / ", "\n", "  \r\n", "\u00a0"], ids=repr)
def test_separators_go_with_the_brackets(joint: str, take: int):
    """What stands between rivals goes with those that go."""
    text = f"Parties {joint.join(['[shall]', '[should]', '[may]'])} act."
    assert resolve(text, at={"text.1": take}) == f"Parties {('shall', 'should', 'may')[take - 1]} act."


@pytest.mark.parametrize("case", ARTICLES, ids=lambda case: case["shows"])
def test_articles(case: dict[str, Any]):
    """The indefinite article before a choice follows the sound of what was taken."""
    found = inventory(case["source"])
    reading = cv.Resolver(found).resolve(cv.Selection(at={found.points[0].id: cv.Take(case.get("take", 2))}))
    assert reading.text == case["reads"]


def test_changed_articles_are_recorded():
    """A changed article is a recorded change with its span and a diagnostic, and no choice."""
    text = "by means of a [system] [information device]"
    reading = cv.Resolver(inventory(text)).resolve(cv.Selection(at={"text.1": cv.Take(2)}))
    assert [(text[edit.start : edit.end], edit.text) for edit in reading.consequential] == [("a", "an")]
    assert [one.rule for one in reading.diagnostics] == [cv.Rule.ARTICLE_AGREEMENT]


def test_articles_of_another_language_are_left_alone():
    """A draft that is not in English keeps its "a", which is another word there."""
    french = '[document]\nlanguage = "fr"\n'
    assert resolve("il y a [ordre] [instruction]", french, at={"text.1": 2}) == "il y a instruction"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"profile": "frist"}, ['unknown profile "frist"', '"first"']),
        ({"choose": {"dta": "computer-data"}}, ['unknown term "dta"', '"data"']),
        ({"choose": {"data": "computer-date"}}, ['"computer-date"', '"computer-data"']),
        ({"at": {"text.11": 1}}, ['"text.11"', '"text.1"']),
        ({"at": {"text.1": 3}}, ["text.1", "2 options"]),
        ({"at": {"text.1": "drop"}}, ["text.1"]),
        ({"at": {"text.2": 1}}, ["text.2", "blank"]),
        ({"at": {"text.3": 1}}, ["text.3", "note"]),
        ({"at": {"text.4": 2}}, ["text.4"]),
    ],
    ids=str,
)
def test_what_the_draft_has_not_is_refused(asked: dict[str, Any], said: list[str]):
    """A name that is not there is an error that offers the nearest one; so is a take that does not fit."""
    text = "Of [computer data] [digital information] by [date] they [English only] act [gladly]."
    with pytest.raises(cv.InputError) as error:
        resolve(text, VOCABULARY, **asked)
    assert all(part in str(error.value) for part in said), str(error.value)
