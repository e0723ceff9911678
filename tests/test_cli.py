"""The command line as a user types it: what comes out, what is refused, and what is left behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pikepdf
import pytest
from click.shell_completion import ShellComplete
from click.testing import Result
from markdown_it import MarkdownIt

from commands import make_draft, refused, run, typed
from convention_variants.cli import main
from convention_variants.outline.inline import UncountedError
from convention_variants.render.formats import format_names

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
[profiles.second]
choose = { data = "digital-information" }
[profiles.nothing]
"""
DRAFT = "### Article 1. Scope\n\n1. Of [computer data] [digital information] by [date].\n"


def tree(folder: Path) -> list[str]:
    """Return every file and folder below a folder, hidden and temporary ones too, except the lock of builds."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != ".variants-lock")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a small draft with its variants.toml, which stands alone in a folder."""
    return make_draft(tmp_path / "small", DRAFT, VARIANTS)


def test_the_list_of_commands_names_each_with_its_summary():
    """`--help` lists every command with the first words of its own, and that of `render` has every format."""
    listed = typed("--help").stdout.decode("utf-8")
    for name, command in main.commands.items():
        assert command.name == name
        assert f"  {name:<9}  {command.short_help}\n" in listed
    assert format_names() in str(main.commands["render"].short_help)


def test_a_shell_completes_commands_and_options():
    """A shell gets the commands that begin with what was typed, and the options of a command."""
    completion = ShellComplete(main, {}, "convention-variants", "_CONVENTION_VARIANTS_COMPLETE")
    assert [item.value for item in completion.get_completions([], "re")] == ["render", "resolve", "revisions"]
    assert [item.value for item in completion.get_completions(["init"], "--fr")] == ["--from"]


def test_a_mistyped_command_is_refused_with_a_suggestion():
    """The error for an unknown command names the one that was meant."""
    result = run("rendr")
    assert result.exit_code == 2
    assert "'rendr'" in result.stderr
    assert "'render'" in result.stderr


def test_without_arguments():
    """Without arguments the command shows a bracketed sentence, its two readings and the command to type."""
    result = typed()
    text = " ".join(result.stdout.decode("utf-8").split())
    assert result.returncode == 0
    assert "shall combat [cybercrime] [the use of information and communications technologies" in text
    assert "shall combat cybercrime, whether or not it is committed by means of a computer system." in text
    assert "by means of an information and communications technology device." in text
    assert "convention-variants render draft.docx" in text
    assert result.stderr == b""


@pytest.mark.parametrize("command", ["choices", "check", "resolve", "render", "build"])
def test_help(command: str):
    """Every command explains itself."""
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage: " in result.stdout


def test_choices_table(draft_folder: Path):
    """`choices` prints a line for each choice point and then the counts that the issue gives."""
    lines = run("choices", draft_folder).stdout.splitlines()
    assert len(lines) == 1 + 117 + 1
    assert lines[-1] == "229 brackets, 117 choice points: 111 alternatives, 1 split, 5 blank"
    assert any(re.match(r"article-9\.1 +alternatives +device +\d+:\d+ +\[a computer system\]", line) for line in lines)


def test_draft_is_a_file_or_its_folder(small: Path):
    """A draft is named by its file or by its folder, and has its variants.toml either way."""
    by_folder, by_file = run("resolve", small, "-p", "first"), run("resolve", small / "draft.md", "-p", "first")
    assert by_folder.exit_code == 0
    assert by_folder.stdout == by_file.stdout == DRAFT.replace("[computer data] [digital information]", "computer data")


def test_summary_line(draft_folder: Path):
    """What makes something ends with one line on standard error, and nothing else stands there."""
    for command, changes in (
        ("resolve", 3),
        ("resolve --consequential", 5),
        ("render", 5),
        ("render --no-consequential", 3),
    ):
        result = run(*command.split(), draft_folder, "-p", "ict")
        assert result.exit_code == 0
        assert result.stderr == f"112 chosen, 5 blanks, 0 open, {changes} consequential changes\n"


def test_standard_output(small: Path):
    """`-o -` is standard output, as is no `-o` at all."""
    implicit, explicit = typed("resolve", small, "-p", "first"), typed("resolve", small, "-p", "first", "-o", "-")
    assert explicit.returncode == 0
    assert (
        explicit.stdout
        == implicit.stdout
        == (DRAFT.replace("[computer data] [digital information]", "computer data")).encode()
    )
    assert tree(small) == ["draft.md", "variants.toml"]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.md", b"# "),
        ("a.markdown", b"# "),
        ("a.html", b"<!DOCTYPE html>"),
        ("a.HTM", b"<!DOCTYPE html>"),
        ("a.pdf", b"%PDF-"),
    ],
)
def test_format_follows_from_the_ending(small: Path, name: str, start: bytes):
    """The ending of the file says the format where `--to` is missing."""
    result = run("render", small, "-p", "first", "-o", small / name)
    assert result.exit_code == 0, result.stderr
    assert (small / name).read_bytes().startswith(start)


def test_to_beats_the_ending(small: Path):
    """`--to` says the format whatever the file is called."""
    assert run("render", small, "-p", "first", "--to", "html", "-o", small / "a.txt").exit_code == 0
    assert (small / "a.txt").read_bytes().startswith(b"<!DOCTYPE html>")


def test_ending_that_says_nothing(small: Path):
    """A file name without a known ending is refused, and names the formats."""
    refused(run("render", small, "-p", "first", "-o", small / "a.odt"), "a.odt", "md", "html", "pdf")
    assert tree(small) == ["draft.md", "variants.toml"]


def test_pdf_to_a_pipe(small: Path):
    """A PDF goes to a pipe when it is asked for."""
    result = typed("render", small, "-p", "first", "--to", "pdf")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(b"%PDF-")
    assert result.stdout.rstrip().endswith(b"%%EOF")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_pdf_to_a_terminal(small: Path):
    """A PDF is not written to a terminal."""
    import pty  # noqa: PLC0415 not on every system

    master, slave = pty.openpty()
    command = [sys.executable, "-m", "convention_variants", "render", str(small), "-p", "first", "--to", "pdf"]
    try:
        result = subprocess.run(command, stdout=slave, stderr=subprocess.PIPE, check=False, timeout=300)
    finally:
        os.close(slave)
    try:
        shown = os.read(master, 1)
    except OSError:  # Linux says so when nobody wrote anything
        shown = b""
    finally:
        os.close(master)
    assert (result.returncode, shown) == (2, b"")
    assert b"terminal" in result.stderr
    assert result.stderr.count(b"\n") == 1


def test_strict(small: Path):
    """`--strict` ends with status 1 where a choice is open, after writing; a blank is not open."""
    assert run("render", small, "-p", "first", "--strict").exit_code == 0
    result = run("render", small, "-p", "nothing", "--strict", "-o", small / "a.md")
    assert result.exit_code == 1
    assert (small / "a.md").is_file()
    assert result.stderr.startswith("Warning: 1 choice left open; profile nothing has no option for data (")
    assert result.stderr.endswith("0 chosen, 1 blank, 1 open, 0 consequential changes\n")


def test_open_without_strict(small: Path):
    """Without `--strict` an open choice is reported and the status is 0."""
    result = run("resolve", small, "-p", "nothing")
    assert result.exit_code == 0
    assert result.stderr.startswith("Warning: 1 choice left open; ")


def test_severity_off_silences(small: Path):
    """A rule that variants.toml turns off is not reported."""
    variants = VARIANTS + '[severity]\nuncovered-choice = "off"\n'
    (small / "variants.toml").write_text(variants, encoding="utf-8")
    assert run("resolve", small, "-p", "nothing").stderr == "0 chosen, 1 blank, 1 open, 0 consequential changes\n"
    broken = make_draft(small.parent / "broken", "1. Parties act].\n", '[severity]\nstray-bracket = "off"\n')
    assert "Warning" not in run("resolve", broken).stderr


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Return a draft in which nothing closes a bracket."""
    return make_draft(tmp_path / "broken", "1. Parties [shall] [should act in faith.\n\n[2. Of this.] act\n", "")


def test_contested_text_is_named_whatever_is_asked(broken: Path):
    """A bracket that nothing closes is named by all that make something, even where nothing is decided."""
    line = f"{broken / 'draft.md'}:1:20: error: unmatched opening bracket [unclosed-bracket]"
    for arguments in (["resolve", broken], ["render", broken], ["render", broken, "--at", "text-1.1=keep"]):
        result = run(*arguments)
        assert result.exit_code == 0
        assert "Warning: 1 unmatched bracket left in the text; run check to see where" in result.stderr.splitlines()
        assert result.stderr.splitlines()[-1].endswith(", 1 unmatched bracket")
    built = run("build", broken, "--to", "md,html", "--out", broken.parent / "out", "--allow-open")
    assert built.exit_code == 0
    assert built.stderr.splitlines()[0] == line
    assert built.stderr.splitlines()[1].startswith(f"3 files (2 editions) in {broken.parent / 'out'}: 3 built, ")


def test_contested_text_is_no_clean_reading(broken: Path):
    """A bracket that nothing closes is something open: for --strict, for `build`, and for who reads the edition."""
    settled = ["--at", "text-1.1=keep", "--at", "text-2.1=keep"]
    for to, legend in (("md", "Text in brackets, or under the label"), ("html", "What is open has a dotted line")):
        result = run("render", broken, *settled, "--strict", "--to", to)
        assert result.exit_code == 1
        assert legend in result.stdout
    assert 'Parties shall <span class="open">[</span>should act' in result.stdout
    assert "2 chosen, 0 blanks, 0 open, 0 consequential changes, 1 unmatched bracket" in result.stderr
    built = run("build", broken, "--to", "md", "--out", broken.parent / "out")
    assert built.exit_code == 1
    assert built.stdout.endswith("broken-as-drafted.md  1 kB, 2 open, 1 unmatched\n")
    assert built.stderr.splitlines()[1].startswith(f"2 files (1 edition) in {broken.parent / 'out'}: ")
    advice = "check --all-profiles shows how to settle them, --allow-open accepts them"
    assert built.stderr.splitlines()[2:] == [f"1 edition with open choices or unmatched brackets ({advice})"]


def test_a_broken_bracket_that_was_dropped_is_gone(tmp_path: Path):
    """A bracket that nothing opens, in an option that does not stay, is none of the reading's."""
    draft = make_draft(tmp_path / "d", "1. Parties act.\n\nOption 1: All] new.\n\nOption 2: None.\n", "")
    kept, dropped = (run("render", draft, "--at", f"text-1.1={take}", "--strict") for take in (1, 2))
    assert (kept.exit_code, dropped.exit_code) == (1, 0)
    assert "1 unmatched bracket left in the text" in kept.stderr
    assert dropped.stderr == "1 chosen, 0 blanks, 0 open, 0 consequential changes\n"


def test_a_draft_in_the_current_folder_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An edition without a title is called by its folder, though the folder was given as a dot."""
    monkeypatch.chdir(make_draft(tmp_path / "harvest", "Parties act.\n", ""))
    assert run("render", ".").stdout.startswith("# harvest\n")


def test_build_names(small: Path):
    """`build` writes OUT/<draft>/<draft>-<profile>.<format> for every profile, and the pages beside them."""
    out = small.parent / "out"
    result = run("build", small, "--to", "md,html", "--out", out, "--allow-open")
    assert result.exit_code == 0, result.stderr
    names = [f"small/small-{name}.{ending}" for name in ("first", "nothing", "second") for ending in ("html", "md")]
    pages = ["comparison_first_nothing.html", "comparison_first_second.html", "workbench.html"]
    assert tree(out) == sorted(["index.html", "manifest.json", "small", *names, *(f"small/{page}" for page in pages)])
    assert [name for name in names if name.removeprefix("small/") not in result.stdout] == []


def test_build_open_profile(small: Path):
    """A profile that leaves a choice open ends `build` with status 1, unless that is allowed."""
    out = small.parent / "out"
    assert run("build", small, "--to", "md", "--out", out).exit_code == 1
    assert run("build", small, "--to", "md", "--out", out, "-p", "first", "-p", "second").exit_code == 0


def test_build_combinations(draft_folder: Path, tmp_path: Path):
    """`--all-combinations` builds all eight, named by their options in the order of the terms."""
    result = run("build", draft_folder, "--all-combinations", "--to", "md", "--out", tmp_path)
    assert result.exit_code == 0, result.stderr
    names = [
        f"ac291-22-{offence}_{device}_{data}.md"
        for offence in ("cybercrime", "ict-use")
        for device in ("computer-system", "ict-device")
        for data in ("computer-data", "digital-information")
    ]
    assert [path for path in tree(tmp_path) if path.endswith(".md")] == [f"ac291-22/{name}" for name in names]


def test_build_takes_every_draft_under_source(small: Path):
    """Without a draft `build` takes every draft under source/, and builds into editions/."""
    source = small.parent / "source"
    source.mkdir()
    small.rename(source / "small")
    (source / "notes").mkdir()
    result = typed("build", "--to", "md", "-p", "first", cwd=small.parent)
    assert result.returncode == 0, result.stderr
    made = ["index.html", "manifest.json", "small", "small/small-first.md", "small/workbench.html"]
    assert tree(small.parent / "editions") == made


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["-p", "frist"], ['"frist"', '"first"']),
        (["--choose", "dta=computer-data"], ['"dta"', '"data"']),
        (["--choose", "data=computer-date"], ['"computer-date"', '"computer-data"']),
        (["--choose", "data"], ["--choose", "TERM=OPTION"]),
        (["--at", "article-1-1.7=1"], ['"article-1-1.7"', 'did you mean "article-1-1.']),
        (["--at", "article-1-1.1=3"], ["article-1-1.1", "2 options"]),
        (["--at", "article-1-1.1=0"], ["article-1-1.1", '"0"']),
        (["--at", "article-1-1.1=first"], ["article-1-1.1", '"first"']),
        (["--at", "article-1-1.1=drop"], ["article-1-1.1"]),
        (["--at", "article-1-1.1=keep"], ["article-1-1.1"]),
        (["--at", "article-1-1.2=1"], ["article-1-1.2", "blank"]),
        (["--at", "article-1-1.2=open"], ["article-1-1.2", "blank"]),
        (["--at", "article-1-1.1==computer-date"], ['"computer-date"', '"computer-data"']),
        (["--at", "article-1-1.1"], ["--at", "ID=N"]),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("command", ["resolve", "render"])
def test_decisions_that_do_not_fit(small: Path, command: str, arguments: list[str], parts: list[str]):
    """A name that is not there, or a take that does not fit, is one line that offers what is, and no file."""
    refused(run(command, small, *arguments, "-o", small / "a.md"), *parts)
    assert tree(small) == ["draft.md", "variants.toml"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["-p", "x"],
            'unknown profile "x"; this draft has no profiles; declare some in variants.toml, or run init to write it',
        ),
        (
            ["--choose", "x=y"],
            'unknown term "x"; this draft has no terms; declare some in variants.toml, or run init to write it',
        ),
        (["--at", "text-1.2=1"], 'unknown choice point "text-1.2"; did you mean "text-1.1"?'),
        (["--fill", "x=y"], 'unknown blank "x"; this draft has no blanks'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_names_that_a_bare_draft_does_not_have(tmp_path: Path, arguments: list[str], message: str):
    """If a draft has no names of a kind, the message says so."""
    draft = tmp_path / "draft.md"
    draft.write_text("1. Parties [shall] act.\n", encoding="utf-8")
    refused(run("render", draft, *arguments), message)


def test_warning_agrees_in_number(tmp_path: Path):
    """One open choice is decided by deciding it, two by deciding them."""
    draft = tmp_path / "draft.md"
    for text, said in (
        ("[shall]", "1 choice left open; decide it with"),
        ("[a], [b]", "2 choices left open; decide them"),
    ):
        draft.write_text(f"Parties {text} act.\n", encoding="utf-8")
        assert f"Warning: {said}" in run("render", draft).stderr


def test_a_draft_without_brackets_gets_a_warning(tmp_path: Path):
    """Where there is nothing to choose, a line says so: a converter may have lost the brackets."""
    draft = tmp_path / "draft.md"
    draft.write_text("Parties shall act.\n", encoding="utf-8")
    for command in ("render", "resolve"):
        assert "Warning: no brackets found in this draft\n" in run(command, draft).stderr
    draft.write_text("Parties [shall act.\n", encoding="utf-8")
    assert "no brackets" not in run("render", draft).stderr


def test_init_is_offered_until_a_choice_is_made(tmp_path: Path):
    """Whoever renders a bare draft learns how to get terms and profiles, but not who decides single places."""
    draft = tmp_path / "draft.md"
    draft.write_text("Parties [shall] act [promptly].\n", encoding="utf-8")
    bare = "Warning: 2 choices left open; decide them with --at, or run init to write a variants.toml\n"
    assert bare in run("render", draft).stderr
    assert "Warning: 1 choice left open; decide it with --at\n" in run("render", draft, "--at", "text.1=keep").stderr


def test_what_is_left_open_on_purpose_is_told_apart(small: Path):
    """A place that `--at` leaves open is counted as such, and nothing is advised for it."""
    draft = small.parent / "draft.md"
    draft.write_text("Parties [shall] act [promptly].\n", encoding="utf-8")
    said = run("render", draft, "--at", "text.1=open", "--at", "text.2=keep").stderr
    assert "Warning: 1 choice left open, 1 as asked\n" in said
    said = run("render", draft, "--at", "text.1=open").stderr
    assert "Warning: 2 choices left open, 1 as asked; decide it with --at\n" in said


def test_misspelled_profile_of_the_shipped_draft(draft_folder: Path, tmp_path: Path):
    """`render -p cybercrme` ends with status 2 and one line that offers `cybercrime`."""
    result = typed("render", draft_folder, "-p", "cybercrme", "-o", tmp_path / "a.pdf")
    assert result.returncode == 2
    assert result.stdout == b""
    assert result.stderr.count(b"\n") == 1
    assert b'"cybercrme"' in result.stderr
    assert b'"cybercrime"' in result.stderr
    assert tree(tmp_path) == []


@pytest.mark.parametrize("command", ["render", "resolve"])
def test_second_profile_is_refused(small: Path, command: str):
    """One reading has one profile: a second one is named, and does not win silently. The same one twice is no harm."""
    refused(run(command, small, "-p", "first", "-p", "second"), "--profile accepts one profile", "first, second")
    assert run(command, small, "-p", "first", "-p", "first").exit_code == 0


@pytest.mark.parametrize(
    ("command", "name", "says"),
    [
        ("resolve", "a.pdf", "a.pdf: this command writes text; use -o NAME.md"),
        ("convert", "a.html", "a.html: this command writes Markdown; use -o NAME.md"),
        ("workbench", "a.MD", "a.MD: this command writes a web page; use -o NAME.html"),
    ],
)
def test_ending_of_another_format_is_refused(small: Path, command: str, name: str, says: str):
    """No command writes its own format into a file that is named for another one."""
    refused(run(command, small, "-o", small.parent / name), says)
    assert not (small.parent / name).exists()


def test_build_misspelled_profile(small: Path):
    """`build` refuses a misspelled profile with the nearest one, before it makes a folder."""
    refused(run("build", small, "-p", "frist", "--out", small.parent / "out"), '"frist"', '"first"')
    assert not (small.parent / "out").exists()


def test_build_unknown_format(small: Path):
    """`build` refuses a format that it does not know, before it makes a folder."""
    refused(run("build", small, "--to", "md,odt", "--out", small.parent / "out"), '"odt"')
    assert not (small.parent / "out").exists()


COMMANDS = [
    ["choices"],
    ["choices", "-o", "OUT/a.csv"],
    ["resolve", "-o", "OUT/a.md"],
    ["render", "-o", "OUT/a.md"],
    ["render", "-o", "OUT/a.pdf"],
    ["build", "--out", "OUT/editions"],
]


def commanded(command: list[str], draft: Path, out: Path) -> Result:
    """Run a command on a draft, writing into a folder."""
    return run(command[0], draft, *(part.replace("OUT", str(out)) for part in command[1:]))


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """Return an empty folder to write to, and check that it is still empty in the end."""
    folder = tmp_path / "out"
    folder.mkdir()
    yield folder
    assert tree(folder) == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_missing_draft(tmp_path: Path, out: Path, command: list[str]):
    """A draft that is not there is one line that names it."""
    refused(commanded(command, tmp_path / "no.md", out), "no.md", "no such file")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_folder_without_draft(tmp_path: Path, out: Path, command: list[str]):
    """A folder without a draft is one line that names the file it lacks."""
    (tmp_path / "empty").mkdir()
    refused(commanded(command, tmp_path / "empty", out), "empty", "draft.md")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_not_utf8(small: Path, out: Path, command: list[str]):
    """A draft that is no UTF-8 is one line with the line and column of the first wrong byte."""
    (small / "draft.md").write_bytes("Première ligne\r\nDeuxième ".encode() + b"caf\xe9 ferm\xe9\n")
    refused(commanded(command, small, out), "draft.md:2:13: ", "not UTF-8", "0xe9")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n", b"\xef\xbb\xbf\n \n"], ids=repr)
def test_empty_draft(small: Path, out: Path, command: list[str], data: bytes):
    """A draft with no text in it is one line that says so."""
    (small / "draft.md").write_bytes(data)
    refused(commanded(command, small, out), "draft.md", "empty")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_broken_toml(small: Path, out: Path, command: list[str]):
    """A variants.toml that is no TOML is one line with its file, line and column."""
    (small / "variants.toml").write_text("[document]\ntitle = Draft\n", encoding="utf-8")
    refused(commanded(command, small, out), "variants.toml:2:9: ", "TOML")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_toml_that_is_not_utf8(small: Path, out: Path, command: list[str]):
    """A variants.toml that is no UTF-8 is one line with its place."""
    (small / "variants.toml").write_bytes(b'[document]\ntitle = "caf\xe9"\n')
    refused(commanded(command, small, out), "variants.toml:2:13: ", "not UTF-8")


def test_variants_toml_with_a_byte_order_mark(small: Path):
    """A variants.toml that an editor began with a byte order mark is read."""
    (small / "variants.toml").write_text("\ufeff" + VARIANTS, encoding="utf-8")
    assert run("resolve", small, "-p", "first").exit_code == 0


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.pdf"])
def test_output_folder_missing(small: Path, out: Path, name: str):
    """A folder that is not there is one line that names the file, and the folder is not made."""
    refused(
        run("render", small, "-p", "first", "-o", out / "no" / name),
        f"no/{name}",
        f"folder {out / 'no'} does not exist",
    )


@pytest.mark.parametrize("command", ["resolve", "render"])
def test_output_is_a_folder(small: Path, command: str):
    """A folder in the place of the output is one line that names it, and nothing is left beside it."""
    taken = small.parent / "out" / "taken.md"
    taken.mkdir(parents=True)
    refused(run(command, small, "-p", "first", "-o", taken), "taken.md: this is a folder, not a file")
    assert tree(small.parent / "out") == ["taken.md"]


def test_unwritable_output_folder(small: Path):
    """A folder that may not be written to is one line that names the file, and leaves nothing."""
    target = Path("/proc/a.md") if Path("/proc/self").exists() else small / "locked" / "a.md"
    if target.parent == small / "locked":
        target.parent.mkdir(mode=0o500)
    refused(run("render", small, "-p", "first", "-o", target), "a.md", "cannot write")
    assert not target.exists()


def test_a_build_does_not_go_to_standard_output(small: Path):
    """`-o -` makes no folder of that name."""
    refused(run("build", small, "-o", "-"), "name a folder with -o")


@pytest.mark.parametrize("place", ["", "small"])
def test_build_over_a_file(small: Path, place: str):
    """A file where `build` needs a folder is one line that names it, and the file stays."""
    out = small.parent / "out"
    blocked = out / place if place else out
    blocked.parent.mkdir(exist_ok=True)
    blocked.write_text("mine", encoding="utf-8")
    refused(run("build", small, "-p", "first", "--to", "md", "--out", out), f"{blocked}: this is a file, not a folder")
    assert blocked.read_text(encoding="utf-8") == "mine"


def test_what_was_there_stays_when_a_command_fails(small: Path):
    """A refused command leaves the file of an earlier one as it was."""
    target = small / "a.md"
    target.write_text("earlier", encoding="utf-8")
    refused(run("render", small, "-p", "frist", "-o", target), "frist")
    assert target.read_text(encoding="utf-8") == "earlier"


def test_output_replaces_whole_and_is_readable(small: Path):
    """An output replaces the file that was there, with the permissions of any new file."""
    target, other = small / "a.md", small / "other"
    target.write_text("earlier " * 1000, encoding="utf-8")
    other.touch()
    assert run("resolve", small, "-p", "first", "-o", target).exit_code == 0
    assert target.read_text(encoding="utf-8") == DRAFT.replace("[computer data] [digital information]", "computer data")
    assert target.stat().st_mode == other.stat().st_mode
    assert tree(small) == ["a.md", "draft.md", "other", "variants.toml"]


@pytest.mark.parametrize("to_file", [True, False], ids=["file", "pipe"])
def test_bytes_survive(small: Path, *, to_file: bool):
    """Byte order mark, CRLF, CR, form feeds and odd spaces go through `resolve` byte for byte."""
    text = "\ufeff# T\r\n\r\nA [computer data]\r\n[digital information]\u00a0b\rc\fd\u2009e \t\r\n[gladly]\x0b\n\nend"
    source = text.encode("utf-8")
    (small / "draft.md").write_bytes(source)
    result = typed("resolve", small, "-p", "second", *(["-o", small / "out.md"] if to_file else []))
    assert result.returncode == 0, result.stderr
    written = (small / "out.md").read_bytes() if to_file else result.stdout
    assert written == source.replace(b"[computer data]\r\n[digital information]", b"digital information")


def test_output_does_not_depend_on_the_locale(small: Path):
    """A draft with letters beyond ASCII goes through in a locale that has none."""
    (small / "draft.md").write_text("« Études » — [computer data] [digital information] …\n", encoding="utf-8")
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    result = typed("resolve", small, "-p", "first", environment=environment)
    assert result.stdout.decode("utf-8") == "« Études » — computer data …\n"
    assert (result.returncode, result.stderr) == (0, b"1 chosen, 0 blanks, 0 open, 0 consequential changes\n")
    result = typed("choices", small, environment=environment)
    assert result.returncode == 0, result.stderr


HOSTILE = """\
# <script>alert(1)</script> "><img src=x onerror=alert(2)>

### Article 1. {{{{ 1234 * 4321 }}}} {{% raw %}} <style>*{{display:none}}</style>

1. Raw <img src="{server}/img.png" onerror="alert(3)"> and <a href="javascript:alert(4)">link</a>.

2. Image ![alt]({server}/image.png) and ![file](file:///etc/passwd) and ![local](/etc/passwd).

3. Link [one](javascript:alert(5)) and [two](JaVaScRiPt:alert(6)) and [three](data:text/html,<script>alert(7)</script>)
and [four](vbscript:x) and [five](file:///etc/passwd) and [six](https://example.org/"onmouseover="alert(8)).

4. Option [<script>alert(9)</script>] [<b onclick=alert(10)>bold</b>] and [`<i>code</i>`].

5. Entities &lt;script&gt;alert(11)&lt;/script&gt; and `<script>alert(12)</script>` and \\<script>.

<iframe src="{server}/frame"></iframe>

<link rel="stylesheet" href="{server}/style.css"><!-- comment --><svg onload=alert(13)>

| <script>alert(14)</script> | "><img src={server}/cell.png> |
| --- | --- |
| {{{{ config }}}} | <object data="{server}/object"> |

A call[^1] and ![ref][pic] end.

[^1]: <script>alert(15)</script> "><img src={server}/note.png onerror=alert(16)>

[pic]: {server}/reference.png
"""
HOSTILE_VARIANTS = """\
[document]
symbol = '"><img src={server}/symbol.png>'
title = "<script>alert(17)</script> {{{{ 1234 * 4321 }}}}"
date = "<b>today</b>"
[terms.data]
label = "<script>alert(18)</script>"
[terms.data.options.computer-data]
forms = ["<img src={server}/form.png>"]
[profiles.first]
label = "\\"><script>alert(19)</script> {{{{ 1234 * 4321 }}}}"
choose = {{ data = "computer-data" }}
"""


class Server(ThreadingHTTPServer):
    """A server on this machine that notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Noting)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Noting(BaseHTTPRequestHandler):
    """Notes a request and finds nothing."""

    server: Server

    def do_GET(self) -> None:
        """Note what is asked for."""
        self.server.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing on standard error."""


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that runs as long as the test."""
    with Server() as running:
        thread = Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def hostile(tmp_path: Path, server: Server) -> Path:
    """Return the folder of a draft whose author means harm."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    (folder / "draft.md").write_text(HOSTILE.format(server=server.address), encoding="utf-8")
    (folder / "variants.toml").write_text(HOSTILE_VARIANTS.format(server=server.address), encoding="utf-8")
    return folder


class Tags(HTMLParser):
    """Collects the tags of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text.append(data)


def test_the_server_notes_requests(server: Server):
    """The server that the tests below trust does note a request."""
    from urllib.error import HTTPError  # noqa: PLC0415 used here alone
    from urllib.request import urlopen  # noqa: PLC0415 used here alone

    with pytest.raises(HTTPError) as error:
        urlopen(f"{server.address}/seen")  # noqa: S310 an address of our own
    error.value.close()
    assert server.asked == ["/seen"]


def test_hostile_html(hostile: Path):
    """No text of a draft or its variants.toml becomes a tag, an attribute or a script of the page."""
    result = run("render", hostile, "-p", "first", "-o", hostile / "a.html")
    assert result.exit_code == 0, result.stderr
    page = Tags((hostile / "a.html").read_text(encoding="utf-8"))
    names = {tag for tag, _ in page.tags}
    assert not names & {"img", "iframe", "link", "svg", "object", "embed", "form", "base", "b", "i"}
    assert [[tag for tag, _ in page.tags].count(ours) for ours in ("style", "script")] == [1, 1]
    attributes = {name for _, attrs in page.tags for name in attrs}
    assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style", "data")]
    addresses = [attrs["href"] or "" for tag, attrs in page.tags if tag == "a"]
    assert not [address for address in addresses if not re.match(r"#|https?://|mailto:", address)]
    text = "".join(page.text)
    assert all(f"alert({number})" in text for number in (1, 9, 14, 15, 17, 18, 19))
    assert "{{ 1234 * 4321 }}" in text
    assert "{{ config }}" in text
    assert "5332114" not in text
    policies = [attrs.get("content") or "" for tag, attrs in page.tags if tag == "meta" and "http-equiv" in attrs]
    assert len(policies) == 1
    assert "default-src 'none'" in policies[0]


def test_hostile_markdown(hostile: Path):
    """A renderer that lets HTML through makes neither tags nor dangerous links of the Markdown edition."""
    result = run("render", hostile, "-p", "first", "-o", hostile / "a.md")
    assert result.exit_code == 0, result.stderr
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.validateLink = lambda _: True  # type: ignore[method-assign] # so that only the edition itself is safe
    page = Tags(parser.render((hostile / "a.md").read_text(encoding="utf-8")))
    names = {tag for tag, _ in page.tags}
    allowed = {"h1", "h2", "h3", "h4", "p", "ul", "li", "strong", "em", "hr", "a", "code", "br", "table", "thead"}
    assert names <= allowed | {"tbody", "tr", "th", "td", "ol", "pre"}
    addresses = [attrs["href"] or "" for tag, attrs in page.tags if tag == "a"]
    assert not [address for address in addresses if not re.match(r"https?://|mailto:", address)]
    text = "".join(page.text)
    assert all(f"alert({number})" in text for number in (1, 9, 14, 15, 17, 18, 19))
    assert "5332114" not in text


def test_hostile_pdf(hostile: Path, server: Server):
    """Making the PDF asks the network for nothing, and the PDF has no script and no dangerous link."""
    result = run("render", hostile, "-p", "first", "-o", hostile / "a.pdf")
    assert result.exit_code == 0, result.stderr
    assert server.asked == []
    with pikepdf.open(hostile / "a.pdf") as pdf:
        assert "/OpenAction" not in pdf.Root or "/JS" not in str(pdf.Root.OpenAction)
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        actions = [
            annotation.get("/A")
            for page in pdf.pages
            for annotation in page.get("/Annots", [])
            if annotation.get("/A") is not None
        ]
        assert {str(action.S) for action in actions} <= {"/URI", "/GoTo"}
        addresses = [str(action.URI) for action in actions if "/URI" in action]
        assert not [address for address in addresses if not re.match(r"https?://|mailto:", address)]
        objects = [one for page in pdf.pages for one in page.get("/Resources", {}).get("/XObject", {}).values()]
        assert not [one for one in objects if one.Subtype == "/Image"]
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})


def test_a_style_sheet_opens_no_address_for_a_pdf(small: Path, server: Server):
    """Even what stands in a style sheet makes the PDF renderer ask for nothing, on the network or on the disk."""
    folder = small.parent / "templates"
    folder.mkdir()
    (small.parent / "secret.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    addresses = [
        f"{server.address}/style.png",
        (small.parent / "secret.svg").as_uri(),
        "edition:/../secret.svg",
        f"edition:/{(small.parent / 'secret.svg').as_posix()}",
    ]
    imports = [f"@import url('{address}');" for address in addresses]
    elements = ("p", "h3", "main", "li")
    pictures = [f"{name} {{ background: url('{at}') }}" for name, at in zip(elements, addresses, strict=True)]
    (folder / "print.css").write_text("\n".join([*imports, *pictures]), encoding="utf-8")
    opened: list[str] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "open":
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    result = run("render", small, "-p", "first", "--templates", folder, "-o", small / "a.pdf")
    watching = False  # Python does not let go of a hook
    assert result.exit_code == 0, result.stderr
    assert server.asked == []
    assert any("print.css" in path for path in opened), "the style sheet was not read at all"
    assert not [path for path in opened if "secret" in path]


def test_hostile_markup_is_text_in_the_pdf(hostile: Path):
    """The PDF shows the markup of a draft as the text that it is."""
    assert run("render", hostile, "-p", "first", "-o", hostile / "a.pdf").exit_code == 0
    text = subprocess.run(["pdftotext", hostile / "a.pdf", "-"], capture_output=True, check=True).stdout.decode("utf-8")
    text = "".join(text.split())
    assert all(f"<script>alert({number})</script>" in text for number in (9, 14, 15, 17))
    assert "{{1234*4321}}" in text
    assert "root:" not in text


def test_names_do_not_leave_the_output_folder(tmp_path: Path):
    """A draft's folder and file may be called anything without `build` writing outside of OUT."""
    folder = tmp_path / "source" / "..draft"
    folder.mkdir(parents=True)
    (folder / "draft.md").write_text(DRAFT, encoding="utf-8")
    before = tree(tmp_path)
    assert run("build", folder, "--to", "md", "--out", tmp_path / "out", "--allow-open").exit_code == 0
    assert [path for path in tree(tmp_path) if path not in before and not path.startswith("out")] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes that have a name")
def test_output_into_a_pipe_and_through_a_link(small: Path, tmp_path: Path):
    """What `-o` names is written into where it is a pipe, as a device is, and followed where it is a link."""
    expected = run("resolve", small, "-p", "first").stdout
    pipe, link, file = tmp_path / "pipe", tmp_path / "link.md", tmp_path / "file.md"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, encoding="utf-8")
    assert run("resolve", small, "-p", "first", "-o", pipe).exit_code == 0
    assert reader.communicate()[0] == expected
    assert pipe.is_fifo()
    link.symlink_to(file)
    assert run("resolve", small, "-p", "first", "-o", link).exit_code == 0
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == expected


def test_text_that_would_be_lost_is_named_with_its_place(small: Path, monkeypatch: pytest.MonkeyPatch):
    """Should the parser of inline markup lose count, the message says where, and nothing is written."""

    def lose_count(masked: str) -> None:
        raise UncountedError(masked.index("&"))

    monkeypatch.setattr("convention_variants.outline.inline._inlines", lose_count)
    (small / "draft.md").write_text("First.\n\n1. Second &amp; third.\n")
    result = run("resolve", small)
    assert result.exit_code == 2
    assert "draft.md:3:11: cannot read '&amp; third.' without losing text" in result.stderr
    assert len(result.stderr.splitlines()) == 1
