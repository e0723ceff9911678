"""The set-up: what it does on machines that lack something, played on a stage of stand-ins."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from convention_variants.render.pdf import PANGO_HINT

ROOT = Path(__file__).parent.parent
SET_UP = ("Makefile", "pyproject.toml", ".ci/system-packages")


class Stage:
    """A checkout on a machine whose commands are stand-ins; `log` has what its package manager was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.log.touch()
        self.commands = folder / "bin"
        (folder / ".ci").mkdir()
        for name in SET_UP:
            shutil.copy(ROOT / name, folder / name)
        self.add("bin/apt-get", 'echo "$@" >> log')
        self.add("bin/python3", f'exec "{sys.executable}" "$@"')
        # Pango is there once a package manager was told to install it.
        self.add(
            ".venv/bin/python",
            f'case $* in *weasyprint*) exec grep -q "install.*pango" log ;; esac; exec "{sys.executable}" "$@"',
        )
        for tool in ("grep", "make", "sh"):
            (self.commands / tool).symlink_to(shutil.which(tool) or tool)

    def add(self, name: str, script: str) -> None:
        """Put a shell script in the checkout, to run under that name."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, *command: str, user: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command there as the user with that number, and see nothing of this machine."""
        self.add("bin/id", f"echo {user}")
        environment = {"PATH": str(self.commands), "PYTHON": "python3"}
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    folder = tmp_path / "a checkout"
    folder.mkdir()
    return Stage(folder)


def test_root_gets_what_is_missing_once(stage: Stage):
    """Root's package manager learns what there is, then installs what our message names; then nothing is left to do."""
    for _ in range(2):
        result = stage.run(".ci/system-packages", "pango")
        assert result.returncode == 0, result.stderr
    update, install = stage.log.read_text(encoding="utf-8").splitlines()
    assert update == "update"
    packages = install.removeprefix("install -y --no-install-recommends ")
    assert f"'apt-get install {packages}' (Debian)" in PANGO_HINT


def test_others_are_told_what_is_missing(stage: Stage):
    """Who is not root reads one message, and the package manager is left alone."""
    result = stage.run(".ci/system-packages", "pango", user=1000)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"{PANGO_HINT}\n")
    result = stage.run(".ci/system-packages", "pdftotext", user=1000)
    told = "pdftotext is missing: apt-get install -y --no-install-recommends poppler-utils\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", told)
    assert not stage.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("manager", ["apt-get", "dnf", "apk", "brew", "none"])
def test_a_failed_installation_is_told(stage: Stage, manager: str):
    """Where the package manager fails, or none is known, root reads the message, too."""
    (stage.commands / "apt-get").unlink()
    if manager != "none":
        stage.add(f"bin/{manager}", "exit 1")
    result = stage.run(".ci/system-packages", "pango")
    assert (result.returncode, result.stderr) == (1, f"{PANGO_HINT}\n")


@pytest.mark.parametrize("script", ["exit 1", None])
def test_an_old_python_is_refused(stage: Stage, script: str | None):
    """A Python that is too old, or none at all, gives one message, and no environment is made."""
    (stage.commands / "python3").unlink()
    if script is not None:
        stage.add("bin/python3", script)
    result = stage.run("make", "editions")
    told, _ = result.stderr.splitlines()  # the other line is make's own
    assert told.startswith("Python 3.11 or later is needed, which python3 is not.")
    assert not (stage.folder / ".venv" / "pyvenv.cfg").exists()
