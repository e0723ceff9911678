"""Input from strangers and systems that fail: messages obey nobody, links lead nowhere, and one message is the end."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import convention_variants as cv
from commands import make_draft, refused, run, typed
from convention_variants.text.display import escaped, printable

VARIANTS = '[terms.t.options]\na.forms = ["x y"]\nb.forms = ["z w"]\n[profiles.p]\nchoose = { t = "a" }\n'
DRAFT = "1. A [x y] [z w] thing.\n"
# What a terminal obeys, and what CI systems do.
EVIL = "q\n::stop-commands::x\x1b]0;t\x07\x9b31m\u202e##[add-mask]y ##vso[task.x]z"
COMMANDS = [
    ("resolve",),
    ("render",),
    ("choices",),
    ("choices", "--summary"),
    ("choices", "--format", "json"),
    ("check", "--notes"),
    ("check", "--format", "json"),
    ("check", "--format", "github"),
    ("compare", "-p", "p", "-p", "t=b"),
    ("workbench",),
]


MANIFEST = '{\n  "schema": 1,\n  "files": ['


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a small draft, in which `check` finds something."""
    return make_draft(tmp_path / "small", DRAFT + "2. On [date].\n", VARIANTS)


def harmless(text: str) -> None:
    """Check that a text that is printed steers neither a terminal nor a CI system."""
    assert [char for char in text if category(char) in ("Cc", "Cs", "Zl", "Zp") and char != "\n"] == []
    assert not re.search(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    lines = text.split("\n")
    assert [
        line
        for line in lines
        if line.lstrip().startswith("::") and not re.match("::(error|warning|notice) file=", line)
    ] == []
    assert [line for line in lines if re.search(r"##\w*\[", line)] == []


# Messages


@given(st.text())
@example(EVIL)
@example("  ::error::x")
@example("###[x]\udcff")
def test_a_printable_text_is_one_harmless_line(text: str):
    """It holds nothing that anything obeys, and is what it was where it is harmless."""
    shown = printable(text)
    harmless(shown)
    assert "\n" not in shown
    assert printable(shown) == shown
    assert shown.encode("utf-8") is not None


@given(st.text())
@example(EVIL)
def test_escaped_json_says_the_same(text: str):
    """JSON with escapes is the same data, in which nothing is obeyed."""
    shown = escaped(json.dumps(text, ensure_ascii=False))
    assert json.loads(shown) == text
    harmless(shown)


@pytest.mark.parametrize(
    "variants",
    [
        f"[[decisions]]\nat = {json.dumps(EVIL)}\ntake = 1\n",
        f"{json.dumps(EVIL.replace(chr(0x9B), ''))} = 1\n",
        f"[severity]\nopen-blank = {json.dumps(EVIL.replace(chr(0x9B), ''))}\n",
        "".join(f"[terms.{term}.options.o]\nforms = [{json.dumps(EVIL)}]\n" for term in "tu"),
    ],
    ids=["decision", "key", "severity", "form"],
)
@pytest.mark.parametrize("command", [("check", "--format", "github"), ("check",), ("render",), ("build", "--to", "md")])
def test_messages_quote_variants_without_obeying(tmp_path: Path, command: tuple[str, ...], variants: str):
    """What a variants.toml says comes into messages as one harmless line."""
    draft = make_draft(tmp_path / "d", DRAFT, variants)
    name, *options = command
    result = run(name, draft, *options, *(["--out", tmp_path / "out"] if name == "build" else []))
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    harmless(result.stderr)
    harmless(result.stdout)


@pytest.mark.parametrize("command", [*COMMANDS, ("check", "--format", "sarif")], ids=" ".join)
def test_reports_quote_a_draft_without_obeying(tmp_path: Path, command: tuple[str, ...]):
    """The line and the wordings of a draft that a report shows start no command, be they indented or amid a line."""
    if command[0] in ("resolve", "render", "compare", "workbench"):
        pytest.skip("the text of the draft is what they write")
    text = f"::add-mask::x [a\n\n::add-mask::y {EVIL.replace(chr(10), ' ')} [##[add-mask]z] [b] ] [b].\n"
    draft = make_draft(tmp_path / "d", text, VARIANTS)
    name, *options = command
    result = run(name, draft, *options)
    assert result.stdout
    harmless(result.stdout)
    harmless(result.stderr)


def test_file_names_are_quoted_without_obeying(tmp_path: Path):
    """A folder is called what a stranger wants; no message obeys it."""
    draft = make_draft(tmp_path / EVIL.replace("/", ""), DRAFT, "wrong [")
    for arguments in (["check", draft, "--format", "github"], ["choices", draft, draft], ["build", draft], ["check"]):
        result = run(*arguments)
        assert result.exit_code == 2
        harmless(result.stderr)
        harmless(result.stdout)


def test_arguments_are_quoted_in_part(small: Path):
    """A number of thousands of digits, or whatever else is given, is no traceback, and the message is short."""
    for value in ("9" * 5000, "x" * 5000):
        result = run("resolve", small, "--at", f"article-1={value}")
        refused(result, "--at article-1 expects an option number")
        assert len(result.stderr) < 300
    refused(run("render", small, "--fill", "x" * 5000), "--fill expects ID=TEXT")
    assert run("build", small, "--jobs", "9" * 5000).exit_code == 2


def test_only_so_many_errors_are_shown(tmp_path: Path):
    """The first 50 errors are shown and the others counted; programs get them all."""
    draft = make_draft(tmp_path / "d", "A ] b. " * 60 + "[c " * 1000, "")
    result = run("check", draft)
    assert result.exit_code == 1
    assert result.stdout.count(": error: ") == 50
    assert "… and 10 more stray-bracket, 1,000 more unclosed-bracket (--format json lists them all)\n" in result.stdout
    assert result.stderr == "1,060 errors\n"
    assert len(json.loads(run("check", draft, "--format", "json").stdout)["diagnostics"]) == 1060


# variants.toml


@pytest.mark.parametrize(
    ("variants", "place"),
    [
        ("[document]\ntitle = " + "9" * 5000, "2:9"),
        ("[document]\ndate = 0x" + "f" * 5000, "2:8"),
        ("x = " + "[" * 3000 + "]" * 3000, "1:105"),
        ("x = " + "{a = " * 3000 + "1" + "}" * 3000, "1:505"),
        (".".join("a" * 3000) + " = 1", "1:202"),
        ("x = [\n[[{}]]\n]\n", "1:1"),
        ("terms = [{}]\n", "1:1"),
        ("x = " + '"""\\""' * 1000, "1:"),
    ],
    ids=["decimal", "hexadecimal", "arrays", "tables", "dotted", "header", "array", "open"],
)
def test_variants_that_parsers_choke_on(tmp_path: Path, variants: str, place: str):
    """Numbers of thousands of digits and deep nests are one message at their place."""
    draft = make_draft(tmp_path / "d", DRAFT, variants)
    refused(run("check", draft), f"variants.toml:{place}")


def test_one_wrong_draft_does_not_stop_the_others(small: Path, tmp_path: Path):
    """A variants.toml of any kind, a missing draft, a long name: the others are built, and the end is status 2."""
    nest = make_draft(tmp_path / "nest", DRAFT, "x = " + "[" * 3000 + "]" * 3000)
    long = make_draft(tmp_path / ("d" * 240), DRAFT, VARIANTS.replace("[profiles.p]", f"[profiles.{'p' * 60}]"))
    out = tmp_path / "out"
    result = run("build", nest, tmp_path / "none", long, small, "--to", "md", "--out", out, "--allow-open")
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert (out / "small" / "small-p.md").exists()
    said = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert [re.search(pattern, "\n".join(said)) is None for pattern in ("nested more", "no such", "longer than")] == [
        False
    ] * 3
    assert (nest / "variants.toml").write_text("") == 0
    assert run("build", nest, small, "--to", "md", "--out", out, "--allow-open").exit_code == 0


def test_a_defect_in_one_draft_does_not_stop_the_others(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Even an error of our own in reading one draft leaves the others be; alone it is one line."""
    plan = sys.modules["convention_variants.building.plan"] if "convention_variants.building" in sys.modules else None
    if plan is None:
        run("build", small, "--to", "md", "--out", tmp_path / "first", "--allow-open")
        plan = sys.modules["convention_variants.building.plan"]
    other = make_draft(tmp_path / "other", DRAFT, VARIANTS)
    load: Callable[[Path], cv.Inventory] = cv.load_draft

    def failing(path: Path) -> cv.Inventory:
        if path == other:
            raise IndexError("of ours\n::x::")
        return load(path)

    monkeypatch.setattr(plan, "load_draft", failing)
    out = tmp_path / "out"
    result = run("build", other, small, "--to", "md", "--out", out, "--allow-open")
    assert result.exit_code == 2
    assert "Error: IndexError: of ours ::x::\n  not built: other\n" in result.stderr
    assert (out / "small" / "small-p.md").exists()
    refused(run("build", other, "--to", "md", "--out", out), "Error: IndexError: of ours ::x::")


@pytest.mark.parametrize(
    "header", ["[" + " " * 20_000 + '"a#b"]', "[" + "a" * 900 + "#" * 20_000, '"""' * 7_000, "x." * 50 + '"' * 20_000]
)
def test_a_header_takes_no_time(header: str):
    """A header, right or wrong, is looked at once: it took minutes for a few thousand characters."""
    start = time.process_time()
    with pytest.raises(cv.InputError):
        cv.read_terminology(cv.Source("variants.toml", header))
    assert time.process_time() - start < 1


def test_many_entries_are_found_one_by_one():
    """Entries of [[consequential]] at many places, at one place and for one word are no work of hours."""
    head = '[terms.o.options]\na.forms = ["alpha"]\nb.forms = ["beta"]\n'
    entry = '[[consequential]]\nwhen = {{ o = "{}" }}\nat = "article-{}"\nreplace = "{}"\nwith = "are"\n'
    number = 4000
    options = "[terms.o.options]\n" + "".join(f'a{n}.forms = ["alpha{n}"]\n' for n in range(number))
    shapes = [
        (
            head + "".join(entry.format("a", n, "is") for n in range(number)),
            "".join(f"Article {n}\n\nThe [alpha] [beta] is.\n\n" for n in range(number)),
        ),
        (
            head + "".join(entry.format("a", 1, f"the word{n}") for n in range(number)),
            "Article 1\n\n" + "".join(f"The [alpha] [beta] the word{n}.\n\n" for n in range(number)),
        ),
        (
            options + "".join(entry.format(f"a{n}", 1, "is") for n in range(number)),
            "Article 1\n\nThe [alpha1] [alpha2] is.\n",
        ),
    ]
    for variants, draft in shapes:
        terminology = cv.read_terminology(cv.Source("variants.toml", variants))
        bare = cv.Terminology(terms=terminology.terms, forms=terminology.forms)
        start = time.process_time()
        without = cv.read_draft(cv.Source("draft.md", draft), bare)
        middle = time.process_time()
        inventory = cv.read_draft(cv.Source("draft.md", draft), terminology)
        end = time.process_time()
        assert (len(without.changes), len(inventory.changes)) == (0, number)
        assert end - middle < 3 * (middle - start) + 1


# Links


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Return a file that is nobody's business."""
    file = tmp_path / "secret.md"
    file.write_text("hunter2 [x y] [z w]\n")
    return file


@pytest.mark.parametrize("command", [*COMMANDS, ("build",), ("init",)], ids=" ".join)
@pytest.mark.parametrize("name", ["draft.md", "draft.txt", "variants.toml"])
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, secret: Path, name: str, command: tuple[str, ...]):
    """A link to elsewhere in the place of a draft or its variants.toml is neither read nor written through."""
    folder = tmp_path / "d"
    folder.mkdir()
    if name == "variants.toml":
        (folder / "draft.md").write_text(DRAFT)
    (folder / name).symlink_to(secret)
    options = [*command[1:], *(["--out", tmp_path / "out"] if command[0] == "build" else [])]
    options += ["--force"] if command[0] == "init" else []
    result = run(command[0], folder, *options)
    assert result.exit_code == 2
    assert f"{folder / name}: this link points outside its folder\n" in result.stderr
    assert "hunter2" not in result.output
    assert not (tmp_path / "out").exists()
    assert secret.read_text().startswith("hunter2")


def test_links_within_a_folder_and_by_name_are_followed(tmp_path: Path, secret: Path):
    """A link that stays in the folder is followed, and so is one that the user has named."""
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "third.md").write_text(DRAFT)
    (folder / "draft.md").symlink_to("third.md")
    assert run("resolve", folder).stdout == DRAFT
    (folder / "mine.md").symlink_to(secret)
    assert run("resolve", folder / "mine.md").stdout == secret.read_text()
    (tmp_path / "link").symlink_to(folder)
    assert run("resolve", tmp_path / "link").stdout == DRAFT


def test_a_folder_of_source_that_leads_out_is_not_built(tmp_path: Path, small: Path):
    """A link below source/ to a folder elsewhere is refused, and the others are built."""
    (tmp_path / "site" / "source").mkdir(parents=True)
    make_draft(tmp_path / "site" / "source" / "good", DRAFT, VARIANTS)
    (tmp_path / "site" / "source" / "evil").symlink_to(small)
    result = typed("build", "--to", "md", cwd=tmp_path / "site")
    assert result.returncode == 2
    assert b"Error: source/evil: this link points outside source\n" in result.stderr
    made = {path.name for path in (tmp_path / "site" / "editions").iterdir()}
    assert made - {".variants-lock"} == {"good", "index.html", "manifest.json"}


# Names


@pytest.fixture
def not_utf8(tmp_path: Path) -> Path:
    """Make a draft in a folder and in a file whose names are not UTF-8, and return the folder."""
    folder = tmp_path / os.fsdecode(b"na\xff")
    try:
        make_draft(folder, DRAFT + "2. [x y.\n", VARIANTS)
    except OSError:
        pytest.skip("the system has no such names")
    (folder / os.fsdecode(b"\xfe.md")).write_text(DRAFT + "2. [x y.\n")
    return folder


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_folder_and_a_file_that_are_not_utf8(not_utf8: Path, command: tuple[str, ...]):
    """A name that is not UTF-8 is shown as far as it is, in messages and titles."""
    name, *options = command
    for draft in (not_utf8, not_utf8 / os.fsdecode(b"\xfe.md")):
        result = typed(name, draft, *options)
        assert b"Traceback" not in result.stderr
        assert result.returncode == (name == "check")
        assert result.stdout.decode("utf-8")


def test_reports_and_builds_of_what_is_not_utf8(not_utf8: Path, tmp_path: Path):
    """SARIF has such a name as far as it is UTF-8, and a build, which needs it for a folder, refuses it in one line."""
    assert typed("check", not_utf8, "--format", "sarif").returncode == 1
    result = typed("build", not_utf8, "--out", tmp_path / "out")
    assert (result.returncode, result.stderr.count(b"\n")) == (2, 1)


@pytest.mark.parametrize("command", [*COMMANDS, ("build",), ("watch",), ("init",), ("verify",)], ids=" ".join)
@pytest.mark.parametrize("path", ["x" * 5000, "x/" * 3000 + "y"], ids=["name", "path"])
def test_a_path_that_is_too_long(path: str, command: tuple[str, ...]):
    """A path that no system has is one message."""
    result = run(command[0], path, *command[1:])
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith(("Error: ", "Usage: "))


@pytest.mark.parametrize("path", ["a/" * 3000 + "b", "loop/x", "small/small-p.md/x", "x" * 300])
def test_a_manifest_that_names_odd_paths(small: Path, tmp_path: Path, path: str):
    """A path in a manifest that the system does not take is that of a file which is not there."""
    out = tmp_path / "out"
    assert run("build", small, "--to", "md", "--out", out).exit_code == 0
    (out / "loop").symlink_to("loop")
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["files"].append({**manifest["files"][0], "path": path})
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2))
    assert run("verify", out).exit_code == 1
    result = run("build", small, "--to", "md", "--out", out)
    assert result.exit_code == 0, result.output
    assert path not in (out / "manifest.json").read_text()


@pytest.mark.parametrize("damage", ["", MANIFEST, f'{MANIFEST}{{"pa', f'{MANIFEST}{{"path": "../draft.md"}}]}}'])
def test_a_damaged_manifest_overwrites_nothing(small: Path, tmp_path: Path, damage: str):
    """Where a damaged manifest does not say whose a file is, it is left alone."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "index.html").write_text("mine")
    (out / "manifest.json").write_text(damage)
    refused(
        run("build", small, "--to", "md", "--out", out),
        "manifest.json: damaged manifest",
        "delete the files in this folder",
    )
    assert sorted(path.name for path in out.iterdir() if path.name != ".variants-lock") == [
        "index.html",
        "manifest.json",
    ]
    (out / "index.html").unlink()
    assert run("build", small, "--to", "md", "--out", out).exit_code == 0


# Streams


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize(
    "command", [*COMMANDS, ("check", "--format", "sarif"), ("build", "--out", "OUT"), ("verify",)], ids=" ".join
)
@pytest.mark.parametrize("stream", [">/dev/full", ">&-"])
def test_standard_output_that_fails(small: Path, tmp_path: Path, command: tuple[str, ...], stream: str):
    """Standard output that is full or closed is one message and status 2."""
    name, *options = command
    draft = tmp_path / "built" if name == "verify" else small
    if name == "verify":
        run("build", small, "--to", "md", "--out", draft)
        (draft / "stranger").touch()
    options = [option.replace("OUT", str(tmp_path / "out")) for option in options]
    result = in_shell([name, draft, *options], stream)
    assert result.returncode == 2
    assert result.stdout == b""
    [line] = result.stderr.decode().splitlines()
    reason = "it is closed" if stream == ">&-" else os.strerror(errno.ENOSPC)
    assert line == f"Error: standard output: {reason}"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"], []])
def test_help_that_cannot_be_printed(arguments: list[str]):
    """So it is for what is printed without a draft."""
    result = in_shell(arguments, ">/dev/full")
    assert (result.returncode, result.stderr.count(b"\n")) == (2, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_standard_error_that_fails(small: Path):
    """What is said to nobody changes nothing."""
    for stream in ("2>/dev/full", "2>&-"):
        result = in_shell(["resolve", small, "-p", "p"], stream)
        assert (result.returncode, result.stdout) == (
            0,
            DRAFT.replace("[x y] [z w]", "x y").encode() + b"2. On [date].\n",
        )
        assert in_shell(["resolve", small / "none"], stream).returncode == 2


@pytest.mark.parametrize("arguments", [["choices"], ["check"], ["resolve"], ["check", "--format", "json"]])
def test_a_reader_that_goes_is_no_error(tmp_path: Path, arguments: list[str]):
    """`| head` ends a command quietly, with the status that a shell gives for that."""
    draft = make_draft(tmp_path / "d", (DRAFT + "2. [x\n") * 5000, "")
    command = [sys.executable, "-m", "convention_variants", arguments[0], str(draft), *arguments[1:]]
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "wb") as gone:
        result = subprocess.run(command, stdout=gone, stderr=subprocess.PIPE, check=False)
    assert (result.returncode, result.stderr) == (141, b"")


def test_an_encoding_that_lacks_letters(tmp_path: Path):
    """A terminal without the letters of the draft shows question marks; data are UTF-8 everywhere."""
    draft = make_draft(tmp_path / "d", "1. « État [x y.\n", "")
    latin = {"PYTHONIOENCODING": "ascii"}
    result = typed("check", draft, environment=latin)
    assert (result.returncode, b"? ?tat [x y." in result.stdout) == (1, True)
    for format_ in ("json", "sarif"):
        assert json.loads(typed("check", draft, "--format", format_, environment=latin).stdout.decode("utf-8"))


def in_shell(arguments: list[object], streams: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a shell that redirects its streams."""
    command = [sys.executable, "-m", "convention_variants", *map(str, arguments)]
    return subprocess.run(["sh", "-c", f'"$@" {streams}', "sh", *command], capture_output=True, check=False)
