"""The examples of README.md, run: `make readme` writes their output, a test compares it.

A block ```console holds commands, each on a line that begins with `$ `, and what they print. Lines
`# …` between them are comments. They run in an empty folder in which `source` is the project's.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
_BLOCK = re.compile(r"(?<=```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)


def refreshed(text: str) -> str:
    """Return the README with what its commands print today."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "source").symlink_to(ROOT / "source")
        return _BLOCK.sub(lambda block: _run_block(block[0], folder), text)


def _run_block(block: str, folder: str) -> str:
    commands = [line for line in block.splitlines() if line.startswith(("$ ", "# "))]
    return "".join(f"{line}\n{_output(line[2:], folder) if line[0] == '$' else ''}" for line in commands)


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
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
