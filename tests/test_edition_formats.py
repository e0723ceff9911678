"""The table of edition formats: an entry is all that a format needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import convention_variants as cv
from convention_variants.render.formats import FORMATS, EditionFormat

TOY = EditionFormat("toy", "Toy text", lambda edition, _: f"{edition.title}\n".encode(), endings=("toytext",))
# Registers the format before the command line is loaded, as a new entry in the table would.
COMMAND = """
import sys
from convention_variants.render.formats import FORMATS, EditionFormat
FORMATS["toy"] = EditionFormat("toy", "Toy text", lambda edition, _: edition.title.encode(), endings=("toytext",))
from convention_variants.cli import main
sys.argv[0] = "convention-variants"
main()
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Return the folder of a small draft."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "draft.md").write_text("# Small draft\n\n1. Parties [shall] [may] act.\n")
    return folder


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command with the toy format registered."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_a_registered_format_is_rendered_built_verified_and_indexed(
    draft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """One entry in the table is enough for the library."""
    monkeypatch.setitem(FORMATS, "toy", TOY)
    reading = cv.Resolver(cv.load_draft(draft)).resolve(cv.Selection())
    assert cv.render(reading, "toy") == b"Small draft\n"
    out = tmp_path / "out"
    built = cv.build([draft], out, ["toy", "md"])
    assert "small/small-as-drafted.toy" in {file.path for file in built.made}
    assert cv.verify(out) == []
    assert ">Toy text</a>" in (out / "index.html").read_text(encoding="utf-8")
    assert cv.build([draft], out, ["md"]).removed == ("small/small-as-drafted.toy",)


def test_a_registered_format_is_known_to_every_command(draft: Path, tmp_path: Path):
    """The command line offers the format in its help, infers it from a file name, builds it, and verifies it."""
    assert "[md|html|pdf|docx|toy]" in run("render", "--help").stdout
    assert "Markdown, HTML, PDF, Word or Toy text" in " ".join(run("render", "--help").stdout.split())
    assert "md,html,pdf,toy" in run("build", "--help").stdout
    for name in ("a.toy", "a.toytext"):
        assert run("render", draft, "-o", tmp_path / name).returncode == 0
        assert (tmp_path / name).read_text() == "Small draft"
    assert (
        "--templates requires HTML, PDF or Word output"
        in run("render", draft, "--to", "toy", "--templates", ".").stderr
    )
    out = tmp_path / "out"
    done = run("build", draft, "--to", "toy", "--out", out, "--allow-open")
    assert (done.returncode, "small-as-drafted.toy" in done.stdout) == (0, True), done.stderr
    assert run("verify", out).returncode == 0


def test_an_unknown_format_is_refused(draft: Path, tmp_path: Path):
    """An unknown format is an error with a suggestion, and nothing is built."""
    with pytest.raises(cv.InputError, match='unknown format "htm"'):
        cv.build([draft], tmp_path / "out", ["htm"])
    assert not (tmp_path / "out").exists()
