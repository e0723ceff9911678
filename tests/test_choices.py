"""Choice points: those of the shipped draft as people read them, and the rules on small drafts."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import convention_variants as cv
from convention_variants.choices.inventory import ChoicePoint
from convention_variants.choices.positions import in_words
from convention_variants.cli import main
from convention_variants.reports.inventory import as_json

DATA = tomllib.loads((Path(__file__).parent / "cases" / "choices.toml").read_text(encoding="utf-8"))
CASES = DATA["case"]
VOCABULARIES = DATA["vocabularies"]


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table made by a reader."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def words(text: str) -> str:
    """Return text as the tables hold it: white space made single, emphasis marks gone."""
    return " ".join(text.replace("*", "").split())


@pytest.fixture(scope="module")
def rows(read_against: Path) -> list[dict[str, str]]:
    """Return the choice points of A/AC.291/22 as people read them."""
    return table(read_against / "choices.tsv")


def test_table_is_whole(rows: list[dict[str, str]]):
    """The table that people made has the counts of the issue: 111 pairs, a split pair, five blanks."""
    kinds = [row["kind"] for row in rows]
    assert {kind: kinds.count(kind) for kind in kinds} == {"alternatives": 111, "split": 1, "blank": 5}


def test_shipped_ids(shipped: cv.Inventory, rows: list[dict[str, str]]):
    """The ids of the shipped draft are those that people counted out, in the order of the text."""
    assert [point.id for point in shipped.points] == [row["id"] for row in rows]


@pytest.mark.parametrize("column", ["kind", "term"])
def test_shipped_kinds_and_terms(shipped: cv.Inventory, rows: list[dict[str, str]], column: str):
    """Every choice point of the shipped draft has the kind and the term that a reader gives it."""
    found = {point.id: str(getattr(point, column) or "") for point in shipped.points}
    assert found == {row["id"]: row[column] for row in rows}


def test_shipped_options(shipped: cv.Inventory, rows: list[dict[str, str]]):
    """The wordings at every choice point are those in the reader's table, in their order."""
    found = {point.id: [words(shipped.text(option.inner)) for option in point.options] for point in shipped.points}
    assert found == {row["id"]: [words(text) for text in (row["first"], row["second"]) if text] for row in rows}


def test_shipped_places(shipped: cv.Inventory, rows: list[dict[str, str]]):
    """Every choice point stands between the words that a reader found around it."""
    text = shipped.draft.source.text
    for row in rows:
        point = shipped.by_id[row["id"]]
        before, after = words(text[: point.start]), words(text[point.end :])
        assert before.endswith(row["before"]), row["id"]
        assert after.startswith(row["after"]), row["id"]
        if not row["after"]:
            assert not words(text[point.end :].partition("\n")[0]), row["id"]


def test_shipped_points_are_certain(shipped: cv.Inventory):
    """Nothing in the shipped draft is in doubt, nested, or an error."""
    assert not [point.id for point in shipped.points if point.open or point.depth or point.parent]
    assert {diagnostic.rule for diagnostic in cv.diagnose(shipped)} <= {cv.Rule.OPEN_BLANK, cv.Rule.PAGE_BREAK_JOIN}


def test_every_bracket_belongs_to_one_choice_point(shipped: cv.Inventory):
    """The 229 opening brackets of the shipped draft are the first characters of the options, each once."""
    text = shipped.draft.source.text
    brackets = [offset for offset, character in enumerate(text) if character == "["]
    assert len(brackets) == 229
    assert sorted(option.start for point in shipped.points for option in point.options) == brackets


def test_agreement_follows_its_leader(shipped: cv.Inventory):
    """`[are] [is]` in article 27 follows the data before it; nothing else in the draft follows anything."""
    assert {point.id: point.leader for point in shipped.points if point.leader} == {
        "article-27-a.2": "article-27-a.1",
    }


def test_articles_that_change(shipped: cv.Inventory, read_against: Path):
    """The second options turn "a" into "an" at the three places that people found, and nowhere else."""
    reading = cv.Resolver(shipped).resolve(cv.Selection("ict"))
    rows = table(read_against / "articles.tsv")
    source = shipped.draft.source.text
    found = []
    for edit in reading.consequential:
        point = next(point for point in shipped.points if point.start > edit.start)
        chosen = words(shipped.text(point.options[1].inner)) + source[point.end :]
        found.append((point.provision, source[edit.start : edit.end], edit.text, words(chosen)))
    assert len(found) == len(rows) == 3
    for row, (provision, before, after, following) in zip(rows, found, strict=True):
        assert (row["at"], row["from"], row["to"]) == (provision, before, after)
        assert following.startswith(row["words"].removeprefix("an "))


def test_json_is_the_contract(draft_folder: Path):
    """`choices --format json` has its documented keys in order; diagnostics can have more."""
    result = CliRunner().invoke(main, ["choices", str(draft_folder), "--format", "json"])
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    assert list(data) == ["schema", "draft", "choice_points", "diagnostics"]
    assert (data["schema"], data["draft"], len(data["choice_points"])) == (2, "draft.md", 117)
    keys = {"id", "kind", "term", "options", "positions", "open", "provision", "line", "column", "depth", "parent"}
    assert all(set(point) == keys for point in data["choice_points"])
    first = ["rule", "severity", "message", "line", "column"]
    assert data["diagnostics"]
    assert all(list(diagnostic)[:5] == first for diagnostic in data["diagnostics"])


@pytest.mark.parametrize(
    ("place", "first"),
    [
        ("article-8.1", "[computer data] [digital information]"),
        ("article-9.1", "[a computer system]"),
        ("article-47-1-d.1", "[cybercrime] tactics"),
        ("article-63-1.5", "[date]."),
    ],
)
def test_json_line_and_column(shipped: cv.Inventory, draft_folder: Path, place: str, first: str):
    """Line and column count from 1 and lead to the first opening bracket in the file."""
    point = next(point for point in as_json(shipped)["choice_points"] if point["id"] == place)
    lines = (draft_folder / "draft.md").read_text(encoding="utf-8").split("\n")
    assert lines[point["line"] - 1][point["column"] - 1 :].startswith(first)


def test_json_of_each_kind():
    """One choice point of each kind, nested and in doubt, has exactly the documented JSON."""
    terminology = cv.read_terminology(cv.Source("variants.toml", VOCABULARIES["two-terms"]))
    text = (
        "\ufeffas [cybercrime] tactics\r\n[associated with the use of technologies for criminal purposes] by [X],\r\n"
        "[English only] the [[new] way]; [a] [b](c)"
    )
    found = as_json(cv.read_draft(cv.Source("some/folder/draft.md", text), terminology))
    assert found["draft"] == "draft.md"

    def point(number: int, kind: str, options: list[str], line: int, column: int, **other: Any) -> dict[str, Any]:  # noqa: ANN401 whatever JSON holds
        return {
            "id": f"text.{number}",
            "kind": kind,
            "term": None,
            "options": options,
            "positions": [[] for _ in options],
            "open": False,
            "provision": "text",
            "line": line,
            "column": column,
            "depth": 0,
            "parent": None,
        } | other

    split = ["cybercrime", "associated with the use of technologies for criminal purposes"]
    assert found["choice_points"] == [
        point(1, "split", split, 1, 5, term="offence"),
        point(2, "blank", ["X"], 2, 68),
        point(3, "note", ["English only"], 3, 1),
        point(4, "optional", ["[new] way"], 3, 20),
        point(5, "optional", ["new"], 3, 21, depth=1, parent="text.4"),
        point(6, "alternatives", ["a", "b"], 3, 33, open=True),
    ]


def test_json_diagnostics():
    """Diagnostics have rule, severity, message and place, those of brackets as errors."""
    found = as_json(cv.read_draft(cv.Source("draft.md", "One] two.\n\nThree [four [five.")))["diagnostics"]
    assert [(one["rule"], one["severity"], one["line"], one["column"]) for one in found] == [
        ("stray-bracket", "error", 1, 4),
        ("unclosed-bracket", "error", 3, 7),
        ("unclosed-bracket", "error", 3, 13),
    ]
    assert all(one["message"] for one in found)


def expected(point: dict[str, Any]) -> dict[str, Any]:
    """Fill in what a case does not say of a choice point."""
    return {"term": None, "open": False, "depth": 0, "parent": None, "leader": None} | point


def actual(point: ChoicePoint, inventory: cv.Inventory, keys: dict[str, Any]) -> dict[str, Any]:
    """Return what a choice point is, as far as a case speaks of it."""
    known = {
        "id": point.id,
        "kind": point.kind.value,
        "options": [inventory.text(option.inner) for option in point.options],
        "term": point.term,
        "open": point.open,
        "depth": point.depth,
        "parent": point.parent,
        "leader": point.leader,
    }
    return {key: known[key] for key in keys}


def test_there_are_cases():
    """The file of cases holds as many as it should, each with a sentence of its own."""
    assert len(CASES) > 60
    assert len({case["shows"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_grouping(case: dict[str, Any]):
    """Each case is read as a careful reader would read it."""
    vocabulary = VOCABULARIES.get(case.get("variants"))
    terminology = vocabulary and cv.read_terminology(cv.Source("variants.toml", vocabulary))
    inventory = cv.read_draft(cv.Source("draft.md", case["source"]), terminology)
    wanted = [expected(point) for point in case["points"]]
    assert len(inventory.points) == len(wanted), [point.id for point in inventory.points]
    found = [actual(point, inventory, keys) for point, keys in zip(inventory.points, wanted, strict=True)]
    assert found == wanted
    errors = [
        one.rule for one in cv.diagnose(inventory) if one.rule in (cv.Rule.STRAY_BRACKET, cv.Rule.UNCLOSED_BRACKET)
    ]
    assert errors == case.get("diagnostics", [])


def test_doubt_is_decided_by_no_profile():
    """A run in doubt stays in its brackets under a profile that knows both of its wordings."""
    vocabulary = VOCABULARIES["two-terms"] + '[profiles.p]\nchoose = { data = "computer-data" }\n'
    source = "See [computer data] [digital information](x) and [computer data] [digital information]."
    inventory = cv.read_draft(cv.Source("draft.md", source), cv.read_terminology(cv.Source("v.toml", vocabulary)))
    reading = cv.Resolver(inventory).resolve(cv.Selection("p"))
    assert reading.text == "See [computer data] [digital information](x) and computer data."
    assert [decision.outcome for decision in reading.decisions] == [cv.Outcome.OPEN, cv.Outcome.CHOSEN]


GROUPING = tomllib.loads((Path(__file__).parent / "cases" / "grouping.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", GROUPING, ids=lambda case: f"{case['rule']}: {case['shows']}")
def test_how_runs_are_grouped(case: dict[str, Any]):
    """A run is grouped as a careful reader groups it, and what a reader would ask about is open."""
    vocabulary = {"data": VOCABULARIES["two-terms"]}.get(case.get("variants", ""), "")
    vocabulary += f'[document]\nlanguage = "{case.get("language", "en")}"\n'
    inventory = cv.read_draft(
        cv.Source("draft.md", case["source"]), cv.read_terminology(cv.Source("variants.toml", vocabulary))
    )
    letters = {"alternatives": "A", "optional": "O", "blank": "B", "note": "N", "split": "S"}
    points = [point for point in inventory.points if point.depth == 0]
    found = []
    for point in points:
        brackets = {case["source"].rindex("[", 0, option.inner.start) for option in point.options}
        found.append(letters[point.kind] * len(brackets) + "?" * point.open)
    assert " ".join(found) == case["groups"]
    options = [option for point in points for option in point.options]
    if "options" in case:
        assert [inventory.text(option.inner) for option in options] == case["options"]
    if "positions" in case:
        assert [in_words(option.positions) for option in options] == case["positions"]
    if "blanks" in case:
        assert [inventory.text(option.inner) for option in options if option.blank] == case["blanks"]
