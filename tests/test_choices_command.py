"""`choices` as a user types it: the inventory as a table, as JSON, as a spreadsheet, and its summary."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

import convention_variants as cv
from commands import make_draft, refused, run
from convention_variants.reports.inventory import as_csv, as_json, as_table, wordings_shown
from convention_variants.reports.summary import as_summary
from convention_variants.text.display import ends_of, shortened, start_of

VARIANTS = """\
[document]
symbol = "A/1"
title = "Small draft"
[terms.data.options.computer-data]
forms = ["computer data"]
[terms.data.options.digital-information]
forms = ["digital information"]
[profiles.first]
choose = { data = "computer-data" }
[profiles.nothing]
"""
DRAFT = """\
### Article 1. Scope

1. Parties [shall] [should] act [and [rapidly] report] on [computer data] [digital information] by [date].

### Article 2. Use

Of [Computer
data] [digital information].
"""
TABLE = """\
id             kind          term  place  options
article-1-1.1  alternatives        3:12   [shall] [should]
article-1-1.2  optional            3:33   [and [rapidly] report]
article-1-1.3  optional            3:38     [rapidly]
article-1-1.4  alternatives  data  3:59   [computer data] [digital information]
article-1-1.5  blank               3:100  [date]
article-2.1    alternatives  data  7:4    [Computer data] [digital information]
"""
COUNTS = "9 brackets, 6 choice points: 3 alternatives, 2 optional, 1 blank\n"
SUMMARY = """\
9 brackets, nested 2 deep
6 choice points, 4 distinct groups of wordings
Kinds     3 alternatives   2 optional   1 blank
Terms     2 data   3 of no term
Headings  5 Article 1   1 Article 2
Wordings  2 [computer data] [digital information]
Profiles  first    2 decided, 3 open
          nothing  0 decided, 5 open
"""
ATTRIBUTED = "Parties [USA oppose; Peru propose: shall] [may] act."


def on_a_terminal(folder: Path, columns: int, *arguments: str) -> list[str]:
    """Run `choices` on a terminal of so many columns, and return the lines it shows."""
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "convention_variants", "choices", str(folder), *arguments]
    environment = {**os.environ, "COLUMNS": str(columns)}
    with os.fdopen(master, "rb", buffering=0) as shown:
        with os.fdopen(slave, "wb") as terminal:
            subprocess.run(command, stdout=terminal, check=True, timeout=300, env=environment)
        return shown.read(4096).decode("utf-8").splitlines()


def rows(text: str) -> list[dict[str, str]]:
    """Read a CSV back as a spreadsheet does."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a small draft with its variants.toml."""
    return make_draft(tmp_path / "small", DRAFT, VARIANTS)


def test_table(small: Path):
    """In a pipe each choice point is one whole line, what is nested is set in, and the counts stand last."""
    result = run("choices", small)
    assert result.exit_code == 0
    assert result.stdout == TABLE + COUNTS
    assert result.stderr == ""


def test_no_column_without_anything_in_it(small: Path):
    """A draft without terms shows no column for them, and one without attributions none for parties."""
    (small / "variants.toml").unlink()
    assert run("choices", small).stdout.startswith("id             kind          place  options\n")


def test_an_ambiguous_choice_point_is_marked():
    """What can be read in more than one way has a question mark, and the counts say what it means."""
    inventory = cv.read_draft(cv.Source("draft.md", "Of [red] [blue]."))
    doubtful = replace(inventory, points=(inventory.points[0]._replace(open=True),))
    assert list(as_table(doubtful))[1:] == [
        "text.1  alternatives?  1:4    [red] [blue]",
        "2 brackets, 1 choice point: 1 alternatives; 1 ambiguous, marked ?",
    ]


def test_positions_in_the_table():
    """Positions have a column that says which option each of them means, as soon as there are any."""
    inventory = cv.read_draft(cv.Source("draft.md", ATTRIBUTED))
    assert list(as_table(inventory))[:2] == [
        "id      kind          positions                         place  options",
        "text.1  alternatives  1: proposed by PE; opposed by US  1:9    [shall] [may]",
    ]


def test_wide_terminal(small: Path):
    """A terminal with room for everything shows what a pipe gets."""
    assert on_a_terminal(small, 100) == (TABLE + COUNTS).splitlines()


def test_narrower_terminal(small: Path):
    """Where the options have too little room beside the other columns they have a line of their own."""
    assert on_a_terminal(small, 72)[:8] == [
        "id             kind          term  place",
        "    options",
        "article-1-1.1  alternatives        3:12",
        "    [shall] [should]",
        "article-1-1.2  optional            3:33",
        "    [and [rapidly] report]",
        "article-1-1.3  optional            3:38",
        "      [rapidly]",
    ]


def test_narrow_terminal(small: Path):
    """On a narrow terminal long options are cut in the middle, so that both ends are seen."""
    assert on_a_terminal(small, 40)[8:10] == [
        "article-1-1.4  alternatives  data  3:59",
        "    [computer data] [digital i…ormation]",
    ]


@pytest.mark.parametrize("width", [20, 40, 79, 80, 100, 132, 250])
def test_no_line_is_wider_than_the_terminal(corpus_inventory: cv.Inventory, width: int):
    """Whatever a draft holds, each choice point of it fits the terminal, and the id stands first."""
    *lines, last = as_table(corpus_inventory, width)
    assert max(map(len, lines)) <= width
    assert last.startswith(tuple("123456789"))
    starts = {line.split()[0] for line in lines if not line.startswith(" ")}
    assert starts == {"id", *(point.id[:width] for point in corpus_inventory.points)}


@pytest.mark.parametrize(
    ("texts", "room", "shown"),
    [
        (["one"], 5, "[one]"),
        (["one", "two"], 11, "[one] [two]"),
        (["abcdefghijklmnop", "x"], 20, "[abcdefg…klmnop] [x]"),
        (["abcdefghijklmnop"] * 9, 40, "[abcdef…lmnop] [abcdef…klmnop] … 7 more"),
        (["a \n\t b"], 20, "[a b]"),
        ([""], 20, "[]"),
    ],
)
def test_wordings_fit_their_room(texts: list[str], room: int, shown: str):
    """Short options stay whole, longer ones share what is left, and what has no room at all is counted."""
    assert wordings_shown(texts, room) == shown
    assert len(shown) <= room


@pytest.mark.parametrize(("length", "cut"), [(9, "abcdefghi"), (8, "abcd…ghi"), (3, "a…i"), (2, "a…"), (1, "…")])
def test_shortened(length: int, cut: str):
    """A text that is cut has just the length it may have."""
    assert shortened("abcdefghi", length) == cut


@pytest.mark.parametrize(
    ("text", "start", "ends"),
    [
        ("one two", "one two", "one two"),
        ("one two three four five", "one two …", "one … five"),
        (" " * 20 + "x", "x", "x"),
        ("x" + " " * 20, "x", "x"),
        ("x" + " " * 20 + "y", "x …", "x … y"),
        ("a" * 20, "aaaaaaaaaaaa …", "aaaaaaaa … aaaa"),
    ],
)
def test_texts_are_cut_between_words(text: str, start: str, ends: str):
    """White space at the ends, as the label of a profile may have it, is none of the text."""
    assert (start_of(text, 12), ends_of(text, 12)) == (start, ends)


def test_a_draft_has_no_power_over_the_terminal():
    """Escape sequences and turned writing in a draft are shown as signs that do nothing."""
    inventory = cv.read_draft(cv.Source("draft.md", "Of [\x1b[2Ja\u202eb] [c\x9b\x07]]."))
    text = "\n".join([*as_table(inventory), *as_table(inventory, 60), *as_summary(inventory)])
    assert not [character for character in "\x1b\x9b\x07\u202e" if character in text]


def test_json(small: Path):
    """The JSON has the keys of the contract, the positions as a list for each option, and texts as they stand."""
    result = run("choices", small, "--format", "json")
    points = json.loads(result.stdout)["choice_points"]
    assert result.stderr == ""
    assert points[2] == {
        "id": "article-1-1.3",
        "kind": "optional",
        "term": None,
        "options": ["rapidly"],
        "positions": [[]],
        "open": False,
        "provision": "article-1-1",
        "line": 3,
        "column": 38,
        "depth": 1,
        "parent": "article-1-1.2",
    }
    assert points[5]["options"] == ["Computer\ndata", "digital information"]


def test_positions_in_the_json():
    """Each option has a list of who proposes or opposes it, by canonical names."""
    data = as_json(cv.read_draft(cv.Source("draft.md", ATTRIBUTED)))
    us, pe = {"party": "US", "stance": "opposes"}, {"party": "PE", "stance": "proposes"}
    assert (data["schema"], data["choice_points"][0]["positions"]) == (2, [[us, pe], []])


def test_csv(small: Path):
    """A spreadsheet gets a header, a row for each choice point, and a column for each option."""
    data = run("choices", small, "--format", "csv").stdout_bytes
    assert data.startswith(b"\xef\xbb\xbfid,kind,term,open,provision,line,column,depth,parent,option 1,option 2\r\n")
    assert data.endswith(b"\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == 7
    found = rows(data.decode("utf-8"))
    assert [row["id"] for row in found] == [line.split()[0] for line in TABLE.splitlines()[1:]]
    assert list(found[2].values()) == [
        "article-1-1.3", "optional", "", "no", "article-1-1", "3", "38", "1", "article-1-1.2", "rapidly", "",
    ]  # fmt: skip
    assert (found[5]["option 1"], found[5]["option 2"]) == ("Computer data", "digital information")


def test_csv_keeps_what_needs_quoting():
    """Commas, quotation marks and letters beyond ASCII come back as they were."""
    text = '« é », “x” and "y"'
    (row,) = rows(as_csv(cv.read_draft(cv.Source("draft.md", f"Of [{text}] [b]."))))
    assert row["option 1"] == text


def test_csv_of_positions():
    """Positions have columns up to the last option that has any."""
    draft = "At [1990] [USA oppose; Peru propose: 2000] [2010]."
    (row,) = rows(as_csv(cv.read_draft(cv.Source("draft.md", draft))))
    assert list(row)[9:] == ["option 1", "option 2", "option 3", "positions 1", "positions 2"]
    assert list(row.values())[9:] == ["1990", "2000", "2010", "", "proposed by PE; opposed by US"]


def test_csv_of_very_many_options():
    """Of more options than there are columns none is lost: the hundredth column holds those that are left."""
    texts = [f"wording {number}" for number in range(1, 104)]
    (row,) = rows(as_csv(cv.read_draft(cv.Source("draft.md", f"Of {' '.join(f'[{text}]' for text in texts)}."))))
    assert list(row)[-1] == "option 100"
    assert [row[f"option {number}"] for number in range(1, 100)] == texts[:99]
    assert row["option 100"] == "[wording 100] [wording 101] [wording 102] [wording 103]"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n@", " +", "＝"])
def test_a_spreadsheet_runs_no_formula(start: str):
    """No cell begins as a formula does: an apostrophe stands before it."""
    formula = f'{start}HYPERLINK("http://example.org")'
    (row,) = rows(as_csv(cv.read_draft(cv.Source("draft.md", f"Of [{formula}] so."))))
    assert row["option 1"] == f"'{formula.strip()}"


def test_no_cell_is_larger_than_a_spreadsheet_holds():
    """What a cell cannot hold is cut in the middle, lest it run over into the cells below."""
    (row,) = rows(as_csv(cv.read_draft(cv.Source("draft.md", f"Of [first {'word ' * 10_000}last]."))))
    assert len(row["option 1"]) == 32_767
    assert row["option 1"].startswith("first word")
    assert row["option 1"].endswith("word last")


def test_csv_of_a_draft_without_brackets(small: Path):
    """A draft with nothing to decide is a table of nothing but its header."""
    (small / "draft.md").write_text("All is agreed.\n", encoding="utf-8")
    assert run("choices", small, "--format", "csv").stdout_bytes.count(b"\r\n") == 1


def test_csv_of_corpora(corpus_inventory: cv.Inventory):
    """Every row of a long draft has as many cells as the header, and says what the JSON says."""
    text = as_csv(corpus_inventory).removeprefix("\ufeff")
    assert len({len(row) for row in csv.reader(StringIO(text, newline=""), strict=True)}) == 1
    for row, point in zip(rows(f"\ufeff{text}"), as_json(corpus_inventory)["choice_points"], strict=True):
        assert [row["id"], row["line"], row["column"]] == [point["id"], str(point["line"]), str(point["column"])]
        assert [bool(row[f"option {number}"]) for number, option in enumerate(point["options"], 1) if option.strip()]


def test_summary(small: Path):
    """The summary counts brackets, choice points and groups, by kind, term, chapter and profile."""
    result = run("choices", small, "--summary")
    assert (result.exit_code, result.stderr) == (0, "")
    title, _, rest = result.stdout.partition("\n")
    assert title.endswith("draft.md, A/1, Small draft")
    assert rest == SUMMARY


def test_summary_of_one_profile(small: Path):
    """A profile that is named is the only one that is counted."""
    assert run("choices", small, "--summary", "-p", "nothing").stdout.endswith(
        "\nProfiles  nothing  0 decided, 5 open\n"
    )


def test_summary_of_a_draft_without_profiles(small: Path):
    """Where nothing decides, everything is open; chapters and wordings that say nothing do not stand."""
    (small / "variants.toml").unlink()
    (small / "draft.md").write_text("Of [red] [blue] and [some [dark] green] by [date].\n", encoding="utf-8")
    assert run("choices", small, "--summary").stdout.splitlines()[1:] == [
        "5 brackets, nested 2 deep",
        "4 choice points, 3 distinct groups of wordings",
        "Kinds     1 alternatives   2 optional   1 blank",
        "Profiles  none, 3 open",
    ]


def test_summary_names_what_is_wrong(small: Path):
    """Brackets that do not close are counted among the findings."""
    (small / "draft.md").write_text("Of a] b].\n\nOf [c.\n", encoding="utf-8")
    assert (
        run("choices", small, "--summary").stdout.splitlines()[-1] == "Findings  2 stray-bracket   1 unclosed-bracket"
    )


def test_summary_of_the_shipped_draft(draft_folder: Path):
    """A/AC.291/22 has 117 choice points, most of them in its chapters II and IV, and three profiles that decide all."""
    lines = run("choices", draft_folder, "--summary").stdout.splitlines()
    assert lines[1:4] == [
        "229 brackets, none inside another",
        "117 choice points, 6 distinct groups of wordings",
        "Kinds     111 alternatives   1 split   5 blank",
    ]
    assert lines[-3:] == [
        "Profiles  cybercrime  112 decided, 0 open",
        "          ict         112 decided, 0 open",
        "          bridging    112 decided, 0 open",
    ]


def test_summary_fits_one_screen(corpus_inventory: cv.Inventory):
    """The summary of a long draft fits a screen of 80 columns and 24 lines."""
    lines = list(as_summary(corpus_inventory))
    assert len(lines) < 24
    assert max(map(len, lines)) <= 80


def test_summary_says_how_much_is_ambiguous():
    """The summary tells choice points that can be read in more than one way from the others."""
    inventory = cv.read_draft(cv.Source("draft.md", "Of [red] [blue]."))
    doubtful = replace(inventory, points=(inventory.points[0]._replace(open=True),))
    assert "1 choice point, 1 ambiguous, 1 distinct group of wordings" in list(as_summary(doubtful))


@pytest.mark.parametrize(
    ("name", "start"), [("a.csv", b"\xef\xbb\xbfid,"), ("a.json", b"{\n"), ("a.TXT", b"id    "), ("-", b"id    ")]
)
def test_format_follows_from_the_ending(small: Path, name: str, start: bytes):
    """The ending of the file says the format, `-o -` is standard output, and a file made is counted."""
    result = run("choices", small, "-o", name if name == "-" else small / name)
    assert result.exit_code == 0, result.stderr
    assert (result.stdout_bytes if name == "-" else (small / name).read_bytes()).startswith(start)
    assert result.stderr == ("" if name == "-" else f"{small / name}: {COUNTS}")


def test_files_hold_what_standard_output_gets(small: Path):
    """A file has the same bytes as standard output in each format, and nothing else is left beside it."""
    for arguments in (["--format", "table"], ["--format", "json"], ["--format", "csv"], ["--summary"]):
        assert run("choices", small, *arguments, "-o", small / "a.out").exit_code == 0
        assert (small / "a.out").read_bytes() == run("choices", small, *arguments).stdout_bytes
    assert sorted(path.name for path in small.iterdir()) == ["a.out", "draft.md", "variants.toml"]


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["-o", "a.docx"], ["a.docx", "--format", "csv"]),
        (["--summary", "--format", "csv"], ["--summary", "--format"]),
        (["-p", "first"], ["--profile", "--summary"]),
        (["--summary", "-p", "frist"], ['"frist"', '"first"']),
    ],
    ids=" ".join,
)
def test_arguments_that_do_not_fit(small: Path, arguments: list[str], parts: list[str]):
    """What does not go together is one line that says so."""
    refused(run("choices", small, *arguments), *parts)


@pytest.mark.parametrize("name", ["draft.md", "variants.toml"])
def test_the_input_is_never_written_over(small: Path, name: str):
    """The inventory is not written over the draft that it is of, or over its terminology."""
    before = (small / name).read_bytes()
    refused(run("choices", small, "--format", "csv", "-o", small / name), name, "is the input")
    assert (small / name).read_bytes() == before
