"""Building by the folder: what is made, kept and removed, by whom, and what becomes of it when that ends early.

The drafts are small, so that a PDF takes a third of a second; `test_editions` builds the shipped one.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

import convention_variants as cv
from commands import alone, make_draft, refused, run, typed
from convention_variants.building import work
from windows import Window

DRAFT = """\
# Draft Convention

## Preamble

*Taking* [note] [account] of the [cybercrime] [use of ICT],

### Article 1. Purpose

1. [Computer data] [Digital information] shall be protected by [date].

2. A [computer system] [device] holds [computer data] [digital information] ![a plan](plan.png).
"""
VARIANTS = """\
[document]
symbol = "A/1"
title = "Draft Convention"
[terms.data.options.computer]
forms = ["computer data"]
[terms.data.options.digital]
forms = ["digital information"]
[terms.device.options.system]
forms = ["computer system"]
[terms.device.options.device]
forms = ["device"]
[terms.offence.options.crime]
forms = ["cybercrime"]
[terms.offence.options.use]
forms = ["use of ICT"]
[terms.verb.options.note]
forms = ["note"]
[terms.verb.options.account]
forms = ["account"]
[profiles.first]
label = "First words"
choose = { data = "computer", device = "system", offence = "crime", verb = "note" }
[profiles.second]
label = "Second words"
choose = { data = "digital", device = "device", offence = "use", verb = "account" }
"""
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)
EDITIONS = [f"one/one-{profile}.{to}" for profile in ("first", "second") for to in ("html", "md", "pdf")]
PAGES = ["one/comparison_first_second.html", "one/comparison_first_second.pdf", "one/workbench.html"]


def make_source(folder: Path) -> Path:
    """Make a folder of two drafts, of which the first has a picture."""
    folder.mkdir()
    (make_draft(folder / "one", DRAFT, VARIANTS) / "plan.png").write_bytes(PICTURE)
    make_draft(folder / "two", DRAFT.replace("protected", "kept"), VARIANTS)
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a folder of two drafts, of which the first has a picture."""
    return make_source(tmp_path / "source")


@pytest.fixture(scope="module")
def built_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what a build makes of these two drafts, for tests to copy."""
    folder = tmp_path_factory.mktemp("before")
    source = make_source(folder / "source")
    cv.build([source / "one", source / "two"], folder / "out")
    return folder / "out"


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder but the lock of its builds, by its path."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != ".variants-lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what the manifest of a folder says of each file, by its path."""
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert said["schema"] == 1
    return {file.pop("path"): file for file in said["files"]}


def made(result: cv.Build) -> list[str]:
    """Return the paths of what a build has made, sorted."""
    return sorted(entry.path for entry in result.made)


def test_a_build_makes_all_that_it_is_asked_for(source: Path, tmp_path: Path):
    """Editions, comparison, workbench, index and manifest; each edition is what `render` makes of its reading."""
    out = tmp_path / "out"
    result = cv.build([source / "one"], out)
    assert made(result) == sorted([*EDITIONS, *PAGES])
    assert sorted(files(out)) == sorted([*EDITIONS, *PAGES, "index.html", "manifest.json"])
    resolver = cv.Resolver(cv.load_draft(source / "one"))
    for edition in EDITIONS:
        profile, to = re.split("[-.]", edition)[1:]
        reading = resolver.resolve(cv.Selection(profile, consequential=True))
        assert alone((out / edition).read_bytes()) == cv.render(reading, to)
    assert b"data:image/png" in (out / EDITIONS[0]).read_bytes()


def test_a_comparison_leads_to_the_editions(source: Path, tmp_path: Path):
    """Each difference links to its provision in both HTML editions, if there are editions of the profiles as HTML."""
    out = tmp_path / "out"
    cv.build([source / "one"], out, ["html"])
    page = (out / PAGES[0]).read_text(encoding="utf-8")
    links = re.findall(r'<a href="(one-(?:first|second)\.html)#([^"]+)"', page)
    assert {name for name, _ in links} == {"one-first.html", "one-second.html"}
    assert len(links) == 2 * page.count('<section class="row')
    for name, provision in links:
        assert f'id="{provision}"' in (out / "one" / name).read_text(encoding="utf-8")
    assert not (out / "one" / "comparison_first_second.pdf").exists()
    for formats, combinations in ((["md"], False), (["html"], True)):
        cv.build([source / "one"], out, formats, combinations=combinations)
        assert "one-first.html" not in (out / PAGES[0]).read_text(encoding="utf-8")


def test_pages_lead_to_the_pages_beside_them(source: Path, tmp_path: Path):
    """A comparison leads to its PDF, too, and the page of revisions not to itself."""
    more = '[document]\nsupersedes = "../two"\n'
    (source / "one" / "variants.toml").write_text(VARIANTS.replace("[document]\n", more), encoding="utf-8")
    cv.build([source / "one"], tmp_path / "out")
    pdf = PAGES[1].partition("/")[2]
    for path, links in (
        (PAGES[0], ["../index.html", "workbench.html", "revisions.html", pdf]),
        ("one/revisions.html", ["../index.html", "workbench.html"]),
    ):
        page = (tmp_path / "out" / path).read_text(encoding="utf-8")
        nav = page.partition('<nav class="beside"')[2].partition("</nav>")[0]
        assert re.findall('href="([^"]+)"', nav) == links


def test_the_manifest_tells_of_every_file(source: Path, tmp_path: Path):
    """For each file there is its draft, what it chooses, its counts, digest and size, and what has made it."""
    out = tmp_path / "out"
    cv.build([source / "one"], out)
    said = manifest(out)
    found = files(out)
    del found["manifest.json"]
    assert sorted(said) == sorted(found)
    for path, data in found.items():
        assert (said[path]["sha256"], said[path]["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
    edition = said["one/one-second.pdf"]
    draft = hashlib.sha256((source / "one" / "draft.md").read_bytes()).hexdigest()
    assert edition["draft"] == {"name": "one", "sha256": draft}
    assert edition["profile"] == "second"
    assert edition["choices"] == {"data": "digital", "device": "device", "offence": "use", "verb": "account"}
    assert edition["counts"] == {"decided": 5, "open": 0, "blank": 1, "unmatched": 0, "consequential_changes": 0}
    makers = edition["made_by"]
    assert makers["convention-variants"] == cv.__version__
    assert {"weasyprint", "pango", "font-source-serif-pro"} <= set(makers)
    assert "unknown" not in makers.values()
    assert "weasyprint" not in said["one/one-second.md"]["made_by"]


def test_combinations_are_told_by_their_choices(source: Path, tmp_path: Path):
    """An edition that no profile makes has its choices in the manifest, and no profile."""
    cv.build([source / "one"], tmp_path / "out", ["md"], combinations=True)
    said = manifest(tmp_path / "out")
    editions = [one for one in said.values() if one["kind"] == "edition"]
    assert len(editions) == 16
    assert {one["profile"] for one in editions} == {None}
    choices = said["one/one-computer_device_use_note.md"]["choices"]
    assert choices == {"data": "computer", "device": "device", "offence": "use", "verb": "note"}
    assert "computer, device, use, note" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_what_has_not_changed_is_not_made_again(source: Path, tmp_path: Path, built_before: Path):
    """A second build touches no file; with --force all are made, and are the same."""
    out = shutil.copytree(built_before, tmp_path / "out")
    drafts = [source / "one", source / "two"]
    before, times = files(out), {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    again = cv.build(drafts, out)
    assert (again.made, len(again.kept)) == ((), 18)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == times
    assert len(cv.build(drafts, out, force=True).made) == 18
    assert files(out) == before


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("draft.md", lambda data: data.replace(b"holds", b"keeps"), [*EDITIONS, *PAGES]),
        ("variants.toml", lambda data: data.replace(b"First words", b"Foremost words"), [*EDITIONS, *PAGES]),
        ("plan.png", lambda _: b"no picture any more", [*EDITIONS, *PAGES]),
        ("notes.txt", lambda _: b"nothing that the build reads", []),
    ],
)
def test_what_has_changed_is_made_again(
    source: Path,
    tmp_path: Path,
    built_before: Path,
    name: str,
    change: Callable[[bytes], bytes],
    expected: list[str],
):
    """A draft, its terminology or a picture in it that changes makes the files of that draft again, and no others."""
    out, file = shutil.copytree(built_before, tmp_path / "out"), source / "one" / name
    drafts = [source / "one", source / "two"]
    before = files(out)
    file.write_bytes(change(file.read_bytes() if file.exists() else b""))
    result = cv.build(drafts, out)
    assert made(result) == sorted(expected)
    undisturbed = tmp_path / "undisturbed"
    cv.build(drafts, undisturbed)
    assert files(out) == files(undisturbed)
    assert (files(out) == before) == (not expected)


def test_another_version_makes_all_again(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Files that another version of a library has made are made again, those that it has no part in are not."""
    out = tmp_path / "out"
    cv.build([source / "one"], out, ["md", "html"])
    ours = work.versions

    def theirs(to: str) -> dict[str, str]:
        return {**ours(to), "jinja2": "99"} if to == "html" else dict(ours(to))

    for module in ("work", "tasks", "execution"):
        monkeypatch.setattr(f"convention_variants.building.{module}.versions", theirs)
    assert made(cv.build([source / "one"], out, ["md", "html"])) == sorted(
        path for path in [*EDITIONS, *PAGES] if path.endswith(".html")
    )


@pytest.mark.parametrize("damage", ["gone", "cut", "changed"])
def test_a_damaged_file_is_made_again(source: Path, tmp_path: Path, built_before: Path, damage: str):
    """A file that is missing, cut short or changed is made again."""
    out = shutil.copytree(built_before, tmp_path / "out")
    before = files(out)
    file = out / EDITIONS[2]
    data = file.read_bytes()
    if damage == "gone":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(data[:-1])
    else:
        file.write_bytes(data.replace(b"%%EOF", b"%%eof"))
    assert made(cv.build([source / "one", source / "two"], out)) == [EDITIONS[2]]
    assert files(out) == before


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [
        ("index.html", "<h1>My own site</h1>", "is not from a build"),
        ("manifest.json", '{"name": "My own app", "icons": []}', "not a manifest of schema 1"),
        ("manifest.json", '{"schema": 2, "files": []}', "not a manifest of schema 1"),
        ("manifest.json", '{\n  // "JSON" with a remark\n  "name": "My own app"\n}', "invalid JSON"),
        ("one/one-first.md", "My own reading", "is not from a build"),
    ],
)
def test_what_is_somebody_else_s_is_not_written_over(source: Path, tmp_path: Path, name: str, text: str, part: str):
    """A file that no build has made is left alone, and so is its folder."""
    (tmp_path / "out" / name).parent.mkdir(parents=True)
    (tmp_path / "out" / name).write_text(text)
    refused(run("build", source / "one", "--to", "md", "--out", tmp_path / "out"), str(tmp_path / "out" / name), part)
    assert files(tmp_path / "out") == {name: text.encode()}


def test_a_remark_in_an_edition_is_not_written_over(source: Path, tmp_path: Path):
    """An edition that was dropped stays where somebody has changed it, and is refused when it would be made again."""
    out = tmp_path / "out"
    cv.build([source / "one"], out, ["md"])
    (out / "one" / "one-second.md").write_text("with a remark of mine")
    cv.build([source / "one"], out, ["md"], ["first"])
    refused(run("build", source / "one", "--to", "md", "--out", out), "one-second.md: already exists")
    assert (out / "one" / "one-second.md").read_text() == "with a remark of mine"


def test_what_is_no_longer_made_is_removed(source: Path, tmp_path: Path):
    """An edition of a profile that is gone does not stay beside the others; what someone else has put there does."""
    out = tmp_path / "out"
    drafts = [source / "one", source / "two"]
    cv.build(drafts, out, ["md"])
    (out / "one" / "one-second.md").write_text("with a remark of mine")
    (out / "CNAME").write_text("example.org")
    result = cv.build([source / "one"], out, ["md"], ["first"])
    assert result.removed == (
        "one/comparison_first_second.html",
        *(
            f"two/{name}"
            for name in ("comparison_first_second.html", "two-first.md", "two-second.md", "workbench.html")
        ),
    )
    left = ["CNAME", "index.html", "manifest.json", "one/one-first.md", "one/one-second.md", "one/workbench.html"]
    assert sorted(files(out)) == left
    assert not (out / "two").exists()


def test_a_draft_that_is_wrong_does_not_stop_the_others(source: Path, tmp_path: Path):
    """It is said where and why, at the end, with status 2; what an earlier build has made of it stays as it was."""
    out = tmp_path / "out"
    assert run("build", source / "one", source / "two", "--to", "md", "--out", out).exit_code == 0
    before = files(out)
    (source / "one" / "variants.toml").write_text("[document\n")
    (source / "two" / "draft.md").write_text(DRAFT, encoding="utf-8")
    result = run("build", source / "one", source / "two", "--to", "md", "--out", out)
    assert result.exit_code == 2
    assert re.search(
        rf"^Error: {re.escape(str(source / 'one' / 'variants.toml'))}:1:\d+: ", result.stderr, re.MULTILINE
    )
    assert "  not built: one\n" in result.stderr
    assert "Traceback" not in result.stderr
    after = files(out)
    changed = {path for path in after if after[path] != before[path]}
    assert {"two/two-first.md", "index.html", "manifest.json"} <= changed
    assert not [path for path in changed if path.startswith("one/")]
    assert "one: " in after["index.html"].decode("utf-8")
    assert run("verify", out).exit_code == 0


def test_a_draft_that_is_wrong_alone_is_refused(source: Path, tmp_path: Path):
    """Where nothing can be made there is one message and status 2, and no folder."""
    (source / "one" / "variants.toml").write_text("[document\n")
    refused(run("build", source / "one", "--out", tmp_path / "out"), "variants.toml:1:")
    assert not (tmp_path / "out").exists()


def test_a_reading_that_cannot_be_made_does_not_stop_the_others(source: Path, tmp_path: Path):
    """An option that cannot be put somewhere is a failure of the editions that choose it, and named once."""
    variants = VARIANTS.replace(
        "[terms.verb.options.note]\n", '[terms.verb.options.third]\nforms = ["third"]\n[terms.verb.options.note]\n'
    ).replace('verb = "account"', 'verb = "third"')
    draft = DRAFT.replace("[note] [account] of", "[note] by treaty [account] of")
    make_draft(source / "three", draft, variants)
    result = run("build", source / "three", "--to", "md,html", "--out", tmp_path / "out", "--allow-open")
    assert result.exit_code == 2
    assert result.stderr.count("Error: ") == 1
    assert "not built: three/comparison_first_second.html, three/three-second\n" in result.stderr
    assert sorted(path for path in files(tmp_path / "out") if "-" in path) == [
        "three/three-first.html",
        "three/three-first.md",
    ]


def test_what_is_taken_over_is_what_this_build_says_of_it(source: Path, tmp_path: Path):
    """A manifest that was tampered with neither turns a red build green nor leaves its own words in the new one."""
    out = tmp_path / "out"
    (source / "one" / "draft.md").write_text(f"{DRAFT}\n3. The [open] [choice].\n", encoding="utf-8")
    assert run("build", source / "one", "--to", "md", "--out", out).exit_code == 1
    before = files(out)
    said = json.loads(before["manifest.json"])
    for file in said["files"]:
        file.pop("kind")
        file |= {"counts": "none", "anything": 1}
    (out / "manifest.json").write_text(json.dumps(said))
    result = run("build", source / "one", "--to", "md", "--out", out)
    assert result.exit_code == 1
    assert "0 built, 4 unchanged" in result.stderr
    assert files(out) == before


@pytest.mark.parametrize("path", ["one/draft.md", "link/thesis.txt", "link/link-thesis.md", "CNAME"])
def test_a_manifest_removes_nothing_that_no_build_makes(source: Path, tmp_path: Path, path: str):
    """A manifest from a stranger has no file removed that is not a build's, here or elsewhere."""
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    cv.build([source / "one"], out, ["md"])
    (out / "link").symlink_to(elsewhere)
    file = out / path
    if not file.exists():
        file.write_text("mine")
    data = file.read_bytes()
    said = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    entry = {"path": path, "inputs": "", "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    (out / "manifest.json").write_text(json.dumps({**said, "files": [*said["files"], entry]}, indent=2))
    result = cv.build([source / "one"], out, ["md"])
    assert result.removed == ()
    assert file.read_bytes() == data


def test_nothing_is_written_through_a_link(source: Path, tmp_path: Path):
    """Where a link has taken the place of a folder of the build, nothing is written to where it leads."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "one").symlink_to(elsewhere)
    refused(run("build", source / "one", "--to", "md", "--out", tmp_path / "out"), "points outside the output folder")
    assert files(elsewhere) == {}


def test_a_draft_by_another_name_is_another_draft(tmp_path: Path):
    """A draft without a title goes by the name of its file: where that changes, so do its editions."""
    (tmp_path / "one.md").write_text("1. Parties act.\n")
    cv.build([tmp_path / "one.md"], tmp_path / "out", ["md"])
    (tmp_path / "one").mkdir()
    (tmp_path / "one.md").rename(tmp_path / "one" / "draft.md")
    cv.build([tmp_path / "one"], tmp_path / "out", ["md"])
    cv.build([tmp_path / "one"], tmp_path / "undisturbed", ["md"])
    assert files(tmp_path / "out") == files(tmp_path / "undisturbed")


@pytest.mark.parametrize("name", ["a\\b", "index.html", "manifest.json", os.fsdecode(b"not-\xff-utf8")])
def test_a_draft_may_not_be_called_anything(tmp_path: Path, name: str):
    """A name that would not come back from the manifest, or take the place of what a build makes, is refused."""
    try:
        draft = make_draft(tmp_path / name, DRAFT, VARIANTS)
    except OSError:
        pytest.skip("the system has no such names")
    with pytest.raises(cv.InputError, match="cannot name an output folder like this"):
        cv.build([draft], tmp_path / "out", ["md"])


def test_a_profile_that_is_named_twice_is_built_once(source: Path, tmp_path: Path):
    """`-p first -p first` is `-p first`."""
    result = run("build", source / "one", "--to", "md", "-p", "first", "-p", "first", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stderr.startswith("2 files (1 edition) in ")


def test_too_many_combinations_are_refused(tmp_path: Path):
    """Terms that make more combinations than anyone can build are one message, not a day's work."""
    variants = "".join(
        f'[terms.t{n}.options.a]\nforms = ["aa{n}"]\n[terms.t{n}.options.b]\nforms = ["bb{n}"]\n' for n in range(16)
    )
    draft = make_draft(tmp_path / "d", " ".join(f"[aa{n}] [bb{n}], " for n in range(16)), variants)
    refused(run("build", draft, "--all-combinations", "--out", tmp_path / "out"), "65,536 combinations")


def test_a_draft_as_it_stands_is_not_red(tmp_path: Path):
    """Where no profile is declared nothing claims to decide the draft: its brackets are no failure of the build."""
    draft = make_draft(tmp_path / "d", "1. The [a] [b] c.\n", "")
    assert run("build", draft, "--to", "md", "--out", tmp_path / "out").exit_code == 0


def test_a_draft_with_another_name_is_no_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Of a folder whose one file is not called draft, `build` says how to rename it, alone or beside other drafts.

    A README is no draft.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "source" / "x").mkdir(parents=True)
    (tmp_path / "source" / "notes").mkdir()
    (tmp_path / "source" / "notes" / "README.md").touch()
    none = "Error: source: no drafts in its subfolders; expected draft.md, draft.txt, draft.docx or draft.pdf in each\n"
    assert run("build").stderr == none
    (tmp_path / "source" / "x" / "My draft.DOCX").touch()
    advice = "rename My draft.DOCX to draft.docx, or pass source/x/My draft.DOCX as the draft\n"
    refused(run("build"), f"Error: source/x: no draft in this folder; {advice}")
    make_draft(tmp_path / "source" / "y", "Of nothing.", "")
    result = run("build", "--to", "md")
    assert result.exit_code == 0
    assert result.stderr.startswith(f"Warning: skipped source/x: no draft in this folder; {advice}2 files (1 edition)")
    assert "Warning" not in run("build", "source/y", "--to", "md").stderr


def test_all_that_is_wrong_is_named(source: Path, tmp_path: Path):
    """Where every draft is wrong each has its line."""
    for name in ("one", "two"):
        (source / name / "variants.toml").write_text("[document\n")
    result = run("build", source / "one", source / "two", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert [line.rpartition("source/")[2][:17] for line in result.stderr.splitlines()] == [
        "one/variants.toml",
        "two/variants.toml",
    ]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes as Linux shows them")
def test_a_build_that_was_killed_is_not_forgotten(undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path):
    """What a killed build may have written and the next one does not make is named until a build makes it again."""
    out = tmp_path / "out"
    draft, expected = undisturbed
    for path, data in expected.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
    building = start(draft, out, "--force")
    assert building.stdout is not None
    for _ in range(3):
        building.stdout.readline()
    building.kill()
    building.communicate()
    cv.build([draft], out, ["md"], ["first"])
    assert {mismatch.what for mismatch in cv.verify(out)} <= {"not built: the last build was interrupted"}
    cv.build([draft], out, combinations=True)
    assert files(out) == expected


def test_processes_make_the_same_one_build_at_a_time(undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path):
    """While processes of its own build a folder, another build is refused; the folder is the same to the byte."""
    draft, expected = undisturbed
    out = tmp_path / "out"
    building = start(draft, out)
    assert building.stdout is not None
    building.stdout.readline()
    refused(run("build", draft, "--to", "md", "--out", out), "another build is running")
    assert building.wait(300) == 0
    building.communicate()
    assert files(out) == expected


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Make a draft with many editions, and what a build by one process makes of it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (make_draft(folder / "one", DRAFT, VARIANTS) / "plan.png").write_bytes(PICTURE)
    result = cv.build([folder / "one"], folder / "out", combinations=True)
    assert len(result.made) == 16 * 3 + 3  # fewer would not be worth processes of their own
    return folder / "one", files(folder / "out")


def test_any_executor_makes_the_same(undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path):
    """Whatever executor a program has, it can be given the work: threads, for one."""
    draft, expected = undisturbed
    with ThreadPoolExecutor(3) as threads:
        cv.build([draft], tmp_path / "out", combinations=True, executor=threads)
    assert files(tmp_path / "out") == expected


def test_a_cluster_makes_the_same_though_a_worker_is_lost(
    undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Two workers of a Dask cluster, of which one is killed on the way, make the same folder to the byte."""
    monkeypatch.setenv("DASK_DISTRIBUTED__LOGGING__DISTRIBUTED", "critical")
    distributed = pytest.importorskip("distributed")
    draft, expected = undisturbed
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=tmp_path / "dask", silence_logs=50
    ) as cluster:
        pids = [worker.pid for worker in cluster.workers.values()]
        victims = (children(pids[0]) or pids)[:1]

        def kill_one(step: cv.BuildProgress) -> None:
            if step.done == 5 and victims:  # several steps may say so
                os.kill(victims.pop(), signal.SIGKILL)

        result = cv.build(
            [draft], tmp_path / "out", combinations=True, scheduler=cluster.scheduler_address, report=kill_one
        )
    assert result.failures == ()
    assert files(tmp_path / "out") == expected


def test_a_scheduler_that_is_not_there(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An address at which no scheduler answers, or Dask missing, is one clear message."""
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    out = tmp_path / "out"
    result = typed("build", source / "one", "--out", out, "--scheduler", "tcp://127.0.0.1:9")
    assert result.returncode == 2
    assert result.stderr.decode().startswith("Error: tcp://127.0.0.1:9: cannot connect to a Dask scheduler")
    assert result.stderr.count(b"\n") == 1
    monkeypatch.setitem(sys.modules, "distributed", None)
    refused(run("build", source / "one", "--out", out, "--scheduler", "tcp://127.0.0.1:9"), "[cluster]")


def test_a_cluster_without_workers_is_not_waited_for(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A scheduler that has nobody to do the work is one message, after some patience."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(work, "_WORKER_TIMEOUT", 1)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None, local_directory=tmp_path / "dask") as cluster,
        pytest.raises(cv.InputError, match="has no workers"),
    ):
        cv.build([source / "one"], tmp_path / "out", scheduler=cluster.scheduler_address)


def test_work_is_not_done_with_other_versions(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where another version would do the work, as a worker elsewhere may, it is a failure that says which, no file."""
    ours = work.versions
    monkeypatch.setattr(work, "versions", lambda to: {**ours(to), "weasyprint": "1"} if to == "pdf" else ours(to))
    result = cv.build([source / "one"], tmp_path / "out")
    assert made(result) == sorted(path for path in [*EDITIONS, *PAGES] if not path.endswith("pdf"))
    assert {"weasyprint 1, not" in failure.message for failure in result.failures} == {True}


def children(pid: int) -> list[int]:
    """Return the ids of the processes that a process has started."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def alive(pids: list[int]) -> list[int]:
    """Return those of some processes that still run, after some patience."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        left = [pid for pid in pids if Path(f"/proc/{pid}").exists() and not is_zombie(pid)]
        if not left:
            return []
        time.sleep(0.1)
    return left


def is_zombie(pid: int) -> bool:
    """Say whether a process has ended, and its parent has not yet heard of it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def start(draft: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start a build of many editions by two processes."""
    command = [sys.executable, "-m", "convention_variants", "build", str(draft), "--all-combinations", "--jobs", "2"]
    return subprocess.Popen(
        [*command, "--out", str(out), *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes as Linux shows them")
def test_a_build_that_was_killed_is_taken_up(undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path):
    """Killed at ten moments one after another, a build leaves no process, and then comes to the same folder.

    Every other moment is counted in files: on a slow machine no time is sure to be late enough for any.
    """
    draft, expected = undisturbed
    out = tmp_path / "out"
    moments = random.Random(7)  # noqa: S311 the same moments every time
    workers: list[int] = []
    for number in range(10):
        if number % 5 == 0:
            shutil.rmtree(out, ignore_errors=True)
        building = start(draft, out)
        assert building.stdout is not None
        if number % 2:
            time.sleep(moments.uniform(0.05, 2.5))
        else:
            for _ in range(moments.randrange(1, 20)):
                building.stdout.readline()
        workers += children(building.pid)
        building.kill()
        building.communicate()
    assert alive(workers) == []
    assert workers, "none was killed while others were at work"
    done = typed("build", draft, "--all-combinations", "--jobs", "2", "--out", out)
    assert done.returncode == 0, done.stderr
    assert files(out) == expected


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("whom", ["group", "process"])
def test_ctrl_c_leaves_nothing_behind(undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path, whom: str):
    """Ctrl-C, which a terminal sends to all processes at once, ends them all, and leaves whole files only."""
    draft, expected = undisturbed
    out = tmp_path / "out"
    building = start(draft, out)
    assert building.stdout is not None
    building.stdout.readline()
    workers = children(building.pid)
    if whom == "group":
        os.killpg(building.pid, signal.SIGINT)
    else:
        os.kill(building.pid, signal.SIGINT)
    _, said = building.communicate(timeout=300)
    assert building.returncode == 1
    assert said.decode().strip() == "Aborted!"
    assert workers
    assert alive(workers) == []
    left, made = files(out), manifest(out)
    del left["manifest.json"]
    assert left.items() <= expected.items()
    # A last file may be written whole, but not recorded: the next build makes it again.
    assert left.keys() <= made.keys()
    recorded = {path: one["sha256"] for path, one in made.items() if one["sha256"]}
    assert recorded == {path: hashlib.sha256(left[path]).hexdigest() for path in recorded}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes as Linux shows them")
def test_a_worker_that_is_lost_is_replaced(undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path):
    """A process that the system kills for want of memory takes nothing with it: the rest of its work is done again."""
    draft, expected = undisturbed
    out = tmp_path / "out"
    building = start(draft, out)
    assert building.stdout is not None
    building.stdout.readline()
    victims = [pid for pid in children(building.pid) if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]
    os.kill(victims[0], signal.SIGKILL)
    _, said = building.communicate(timeout=300)
    assert building.returncode == 0, said
    assert files(out) == expected


class _Broken(Executor):
    """Breaks at the second piece of work, and forgets that one, as an executor of Python 3.11 may."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, *_: object, **__: object) -> Future[Any]:
        if len(self.futures) == 2:
            raise BrokenExecutor
        self.futures.append(Future())
        if len(self.futures) == 2:
            self.futures[0].set_exception(BrokenExecutor())
        return self.futures[-1]


def test_work_that_a_broken_executor_forgets_is_done_again(tmp_path: Path):
    draft = make_draft(tmp_path / "one", DRAFT, VARIANTS)
    built = cv.build([draft], tmp_path / "out", ["md"], combinations=True, executor=_Broken())
    assert len(built.made) == len(built.plan.tasks)
    assert not built.failures


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 120 kB, which takes an administrator."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=120k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only an administrator mounts a disk")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_is_one_clear_message(source: Path, small_disk: Path, tmp_path: Path):
    """Where the disk is full the build ends with one line; what is there is whole, and no trace of the rest."""
    done = typed("build", source / "one", "--out", small_disk / "out", "--jobs", "2")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"cannot write: No space left on device" in done.stderr
    cv.build([source / "one"], tmp_path / "undisturbed")
    left = files(small_disk / "out")
    assert left.keys() - {"manifest.json"}
    assert {path: data for path, data in left.items() if path != "manifest.json"}.items() <= files(
        tmp_path / "undisturbed"
    ).items()


def test_a_read_only_folder_is_one_clear_message(source: Path, small_disk: Path):
    """Where nothing can be written the build ends with one line."""
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    done = typed("build", source / "one", "--out", small_disk / "out", "--to", "md,pdf")
    assert done.returncode == 2
    assert done.stderr.decode() == f"Error: {small_disk / 'out'}: cannot create folder: Read-only file system\n"


def test_verify_finds_what_is_not_as_built(source: Path, tmp_path: Path):
    """A missing file, one that was cut, one that was changed and one that nobody has built are each named; status 1."""
    out = tmp_path / "out"
    run("build", source / "one", "--to", "md", "--out", out)
    well = run("verify", out)
    assert (well.exit_code, well.stdout, well.stderr) == (0, "", "all files match the manifest\n")
    (out / "index.html").unlink()
    (out / "one" / "one-first.md").write_bytes((out / "one" / "one-first.md").read_bytes()[:-1])
    file = out / "one" / "one-second.md"
    file.write_bytes(file.read_bytes().replace(b"device", b"system"))
    (out / "one" / "one-third.md").write_text("# A reading of nobody's")
    (out / ".nojekyll").touch()
    result = run("verify", out)
    assert result.exit_code == 1
    said = [line.removeprefix(f"{out}/") for line in result.stdout.splitlines()]
    assert [re.sub(r"\d+", "N", line) for line in said] == [
        "index.html: missing",
        "one/one-first.md: N bytes instead of N",
        "one/one-second.md: content differs",
        "one/one-third.md: not in the manifest",
    ]
    assert result.stderr == "4 mismatches\n"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (None, "no manifest.json in this folder; run build first"),
        ("{", "manifest.json:1:2: invalid JSON"),
        ("[]", "not a manifest of schema 1"),
        ('{"schema": 2, "files": []}', "not a manifest of schema 1"),
        ("[" * 100_000, "not a manifest"),
        (f'{{"schema": 1, "files": [{{"size": {"9" * 5000}}}]}}', "not a manifest"),
        ('{"schema": 1, "files": [{}]}', "requires path"),
        ('{"schema": 1, "files": [{"path": "../x", "inputs": "", "sha256": "", "size": 1}]}', "'../x'"),
        ('{"schema": 1, "files": [{"path": "/etc/passwd", "inputs": "", "sha256": "", "size": 1}]}', "/etc/passwd"),
    ],
)
def test_verify_refuses_what_is_no_manifest(tmp_path: Path, text: str | None, part: str):
    """A folder without a manifest, or with something else in its place, is one line; no path leads out of it."""
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    refused(run("verify", tmp_path), part)


class Links(HTMLParser):
    """Where the links of a page lead, and the ids that they may lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.feed(page)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link and an id."""
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.targets.append(value)
            if name == "id" and value:
                self.ids.add(value)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build two drafts, one of them hard: names that need escaping, open and broken brackets, and one that is wrong."""
    folder = tmp_path_factory.mktemp("published")
    make_draft(folder / "one", DRAFT, VARIANTS)
    odd = make_draft(folder / "a draft & more", "# <i>x</i>\n\n1. [a] [b] <script>.\n\n2. [open [date]\n", "")
    wrong = make_draft(folder / "wrong", "x", "[document]\nlanguag = 'en'\n")
    result = cv.build([folder / "one", odd, wrong], folder / "out", ["md", "html"])
    assert [failure.what for failure in result.failures] == ["wrong"]
    return folder / "out"


def test_the_index_leads_to_every_file(published: Path):
    """Each link of the page leads to a file of the folder, and to a place in it; each edition is linked."""
    links = Links((published / "index.html").read_text(encoding="utf-8"))
    reached = set()
    for target in links.targets:
        path, _, anchor = target.partition("#")
        file = published / unquote(path) if path else published / "index.html"
        assert file.is_file(), target
        reached.add(file.relative_to(published).as_posix())
        assert not anchor or unquote(anchor) in Links(file.read_text(encoding="utf-8")).ids, target
    assert reached >= set(files(published)) - {"index.html"}


def test_the_index_says_what_is_chosen_and_what_is_open(published: Path, window: Window):
    """As a reader sees it: labels, the wording for each term, counts, open places in their sentence, and failures."""
    page = window.show(published / "index.html")
    rows = [row.split("\t") for row in page.locator("#draft-1-editions").locator("xpath=..").inner_text().splitlines()]
    text = page.locator("main").inner_text()
    assert any("Second words" in cell for row in rows for cell in row)
    assert "digital information" in text
    assert "complete, 1 blank" in text
    assert "1 unmatched" in text
    assert "protected by [date] ." in text or "protected by [date]." in text
    assert "<script>" in text
    failures = page.locator(".failures").inner_text()
    assert "did you mean" in failures
    assert "language" in failures


def test_the_index_tells_drafts_with_one_title_apart(tmp_path: Path, window: Window):
    """Two drafts of one text have its title: their folders stand beside it. A title that is alone stands alone."""
    folders = [make_draft(tmp_path / name, "# Treaty\n\nOf [a] [b].\n", "") for name in ("may", "june")]
    other = make_draft(tmp_path / "other", "# Protocol\n\nOf [a] [b].\n", "")
    cv.build([*folders, other], tmp_path / "out", ["html"])
    page = window.show(tmp_path / "out" / "index.html")
    names = ["Treaty (june)", "Treaty (may)", "Protocol"]
    for kind in (".drafts a", "h2"):
        assert sorted(page.locator(kind).all_inner_texts()) == sorted(names)


def test_the_index_hints_at_brackets_that_it_cuts(tmp_path: Path):
    """The words around an open place show that they are contested themselves, though their bracket is not there."""
    draft = make_draft(
        tmp_path / "d",
        "1. [Nothing keeps any one of the Parties before [date] from going to court over it at last.]\n\n"
        "2. [Some long wording here] [Another of that kind] by [date] or [in time, if ever, and so on].\n\n"
        "3. See [a link](https://example.org/to/it) \\[here\\] by [date], and no more.\n",
        "",
    )
    cv.build([draft], tmp_path / "out", ["html"])
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if 'class="blank">[date]<' in line]
    assert [unescape(re.sub("<[^>]*>", "", line)).partition(": ")[2] for line in lines] == [
        "[… of the Parties before [date] from going to court …]",
        "[… of that kind] by [date] or [in time, if …]",
        "a link [here] by [date], and no more.",
    ]
    assert f"(SHA-256 {hashlib.sha256((draft / 'draft.md').read_bytes()).hexdigest()[:12]}…)" in page


def test_the_index_gives_a_date_only_if_the_environment_does(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """SOURCE_DATE_EPOCH is the date of the build; without it, or if it is no number, none is given."""
    shown = []
    for epoch in ("", "soon", "1700000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        cv.build([source / "one"], tmp_path / "out", ["md"])
        shown.append("Latest build: 14 November 2023" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8"))
    assert shown == [False, False, True]


@pytest.mark.parametrize(
    ("language", "reasons"),
    [
        ("fr", ["le projet ou son fichier variants.toml est incorrect", "le projet n’a pas de libellé pour l’une"]),
        ("es", ["el proyecto o su archivo variants.toml no es válido", "el proyecto no tiene redacción para una"]),
    ],
)
def test_the_index_says_why_something_was_not_built(tmp_path: Path, language: str, reasons: list[str]):
    """The kind of reason is in the language of the page; the message, with the line, is marked as English."""
    wrong = make_draft(tmp_path / "wrong", "x", "[document]\nlanguag = 'en'\n")
    variants = VARIANTS.replace("[document]\n", f'[document]\nlanguage = "{language}"\n')
    variants = variants.replace(
        "[terms.verb.options.note]\n", '[terms.verb.options.third]\nforms = ["third"]\n[terms.verb.options.note]\n'
    )
    variants = variants.replace('verb = "account"', 'verb = "third"')
    draft = make_draft(tmp_path / "d", DRAFT.replace("[note] [account] of", "[note] by treaty [account] of"), variants)
    cv.build([draft, wrong], tmp_path / "out", ["md"])
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    failures = page[page.index('class="failures"') : page.index('<main id="drafts"')]
    assert [reason for reason in reasons if reason not in failures] == []
    messages = re.findall(r'<span class="message" lang="en" dir="ltr">(.*?)</span>', failures)
    assert any("did you mean" in message for message in messages)
    assert any("has no wording here" in message for message in messages)


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_index_is_accessible_and_silent(
    published: Path, window: Window, window_for_axe: Window, width: int, scheme: str
):
    """Axe finds nothing, the page asks for nothing, says nothing on the console and is as wide as its window."""
    page = window.show(published / "index.html", width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (window.said, window.asked) == ([], [(published / "index.html").as_uri()])
    window_for_axe.show(published / "index.html", width, scheme)
    assert window_for_axe.violations() == []


class Watch:
    """A `watch` at work in a folder, and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.log = folder / "watch.log"
        command = [sys.executable, "-m", "convention_variants", "watch", *arguments]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)

    def wait_for(self, said: str) -> list[str]:
        """Wait until it has said something, and return its lines."""
        until = time.monotonic() + 180
        while time.monotonic() < until:
            lines = self.log.read_text(encoding="utf-8").splitlines()
            if any(said in line for line in lines):
                return lines
            assert self.process.poll() is None, lines
            time.sleep(0.05)
        raise AssertionError(lines)

    def wait_for_build(self, number: int) -> list[str]:
        """Wait until it has built so many times, and return the lines of the last one."""
        until = time.monotonic() + 180
        while time.monotonic() < until:
            builds = re.split(
                r"^\d+ files? \(\d+ editions?\) in .*\n", self.log.read_text(encoding="utf-8"), flags=re.MULTILINE
            )
            if len(builds) > number:
                return builds[number - 1].splitlines()
            assert self.process.poll() is None, builds
            time.sleep(0.05)
        raise AssertionError(builds)


def test_watch_builds_what_a_saved_file_touches(source: Path, tmp_path: Path):
    """It builds what is out of date, then what is saved and nothing else; a slip is said, and mended by a save."""
    watch = Watch(tmp_path, "--to", "md,html")
    try:
        watch.wait_for("watching source")
        out = tmp_path / "editions"
        before = files(out)
        assert sorted(path for path in before if path.startswith("one/")) == sorted(
            path for path in [*EDITIONS, *PAGES] if not path.endswith("pdf")
        )
        draft, variants = source / "one" / "draft.md", source / "one" / "variants.toml"
        draft.write_text(DRAFT.replace("holds", "keeps"), encoding="utf-8")
        lines = watch.wait_for_build(2)
        assert "saved: source/one/draft.md" in "\n".join(lines)
        assert {line.split("  ")[0] for line in lines if "kB" in line} == {
            f"editions/{path}" for path in before if path.startswith("one/")
        }
        assert "keeps" in (out / "one" / "one-first.md").read_text(encoding="utf-8")
        variants.write_text(VARIANTS.replace("[document]", "[documents]"), encoding="utf-8")
        lines = watch.wait_for_build(3)
        assert any(line.startswith("Error: source/one/variants.toml:1:") for line in lines)
        (source / "two" / "draft.md").write_text(DRAFT.replace("holds", "has"), encoding="utf-8")
        assert any("two-first.md" in line for line in watch.wait_for_build(4))
        assert "has" in (out / "two" / "two-first.md").read_text(encoding="utf-8")
        variants.write_text(VARIANTS, encoding="utf-8")
        assert not any("kB" in line for line in watch.wait_for_build(5) if "two" not in line)
        source.rename(tmp_path / "another branch")
        shutil.copytree(tmp_path / "another branch", source)
        assert not any("kB" in line for line in watch.wait_for_build(6))
        shutil.rmtree(source / "two")
        watch.wait_for_build(7)
        assert (out / "two" / "two-first.md").exists()
        undisturbed = tmp_path / "undisturbed"
        cv.build([source / "one"], undisturbed, ["md", "html"])
        cv.build([source / "one"], out, ["md", "html"])
        assert files(out) == files(undisturbed)
    finally:
        watch.process.send_signal(signal.SIGINT)
        assert watch.process.wait(180) == 0
    assert "Traceback" not in watch.log.read_text(encoding="utf-8")


def test_watch_refuses_wrong_arguments(source: Path, tmp_path: Path):
    """A format, a profile or a folder that is not there ends it at once, with one line."""
    out = tmp_path / "out"
    refused(run("watch", source / "one", "--to", "odt", "--out", out), "odt")
    refused(run("watch", source / "one", source / "two", "-p", "frist", "--out", out), "frist")
    refused(run("watch", tmp_path / "nowhere", "--out", out), "nowhere")


def test_what_is_known_is_not_read_again(source: Path, tmp_path: Path):
    """A build that is given the plan of an earlier one takes over what has not changed, and sees all that has."""
    drafts = [source / "one", source / "two"]
    first = cv.build(drafts, tmp_path / "out", ["md"])
    (source / "one" / "plan.png").write_bytes(b"")
    second = cv.build(drafts, tmp_path / "out", ["md"], known=first.plan)
    assert second.plan.drafts["two"] is first.plan.drafts["two"]
    assert second.plan.drafts["one"] is not first.plan.drafts["one"]
    cv.build(drafts, tmp_path / "undisturbed", ["md"])
    assert files(tmp_path / "out") == files(tmp_path / "undisturbed")


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal as POSIX has it")
def test_a_terminal_shows_progress_and_a_log_does_not(source: Path, tmp_path: Path):
    """On a terminal there is a bar that counts the files, gone at the end; in a log there are whole lines alone."""
    import pty  # noqa: PLC0415 POSIX alone has it

    master, slave = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "convention_variants",
        "build",
        str(source / "one"),
        "--out",
        str(tmp_path / "out"),
    ]
    process = subprocess.Popen(
        command, stdout=slave, stderr=slave, env={**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    )
    os.close(slave)
    shown = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    assert process.wait() == 0
    os.close(master)
    assert b"/9" in shown
    assert b"0/?" not in shown
    assert "9 files (6 editions)" in shown.decode("utf-8")
    assert b"\x1b[2K" in shown
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode("utf-8"))
    for edition in EDITIONS:
        assert f"{edition}  " in plain.replace("\r\n", "")
    logged = typed("build", source / "one", "--out", tmp_path / "again")
    assert b"\x1b" not in logged.stdout + logged.stderr
    assert len(logged.stdout.splitlines()) == 9


def test_ctrl_c_takes_effect_at_the_end_of_a_block():
    before = signal.getsignal(signal.SIGINT)
    ended = False
    with pytest.raises(KeyboardInterrupt), work.interrupt_later():  # noqa: PT012 the whole block runs before it is raised
        signal.raise_signal(signal.SIGINT)
        ended = True
    assert ended
    assert signal.getsignal(signal.SIGINT) is before
