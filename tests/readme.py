"""Runs the examples of README.md and the manual: `make readme` writes their output, tests compare it.

A block ```console holds commands, each on a line that begins with `$ `, and what they print. The commands of a page
run in one folder in which `source` and `docs` are the project's, as in a checkout.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import rule_pages

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
# The pages on rules are made of the rules: `rule_pages` writes them.
PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")), DOCS / "diagnostics" / "index.md")
_BLOCK = re.compile(r"(?<=```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)


def refreshed(text: str) -> str:
    """Return a page with what its commands print today."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "source").symlink_to(ROOT / "source")
        (Path(folder) / "docs").symlink_to(DOCS)
        return _BLOCK.sub(lambda block: _run_block(block[0], folder), text)


def _run_block(block: str, folder: str) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{_output(line.removeprefix('$ '), folder)}" for line in commands)


def _output(command: str, folder: str) -> str:
    """Return what a command prints on standard output and standard error, as a terminal shows it."""
    here = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={"PATH": here, "LANG": "C.UTF-8", "COLUMNS": "100", "HOME": folder},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout if done.stdout.endswith("\n") or not done.stdout else done.stdout + "\n"


if __name__ == "__main__":
    for path, text in rule_pages.pages():
        path.write_text(text, encoding="utf-8")
    for page in PAGES:
        page.write_text(refreshed(page.read_text(encoding="utf-8")), encoding="utf-8")
