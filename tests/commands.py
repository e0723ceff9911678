"""Commands as a user types them, in this process or in one of their own, and how they refuse."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from convention_variants.cli import main


def run(*arguments: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def typed(
    *arguments: object, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a user types it, in a process of its own."""
    command = [sys.executable, "-m", "convention_variants", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, cwd=cwd, env={**os.environ, **(environment or {})})


def refused(result: Result, *parts: str) -> None:
    """Check that a command ended with status 2 and one line that says these parts."""
    assert result.exit_code == 2, (result.stdout, result.stderr)
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    assert [part for part in parts if part not in result.stderr] == [], result.stderr


def alone(page: bytes) -> bytes:
    """Return an HTML edition of a build without its links to what is beside it."""
    return re.sub(rb'<nav class="beside".*?</nav>\n', b"", page, flags=re.DOTALL)


def make_draft(folder: Path, draft: str, variants: str) -> Path:
    """Make the folder of a draft with its variants.toml, and return it."""
    folder.mkdir()
    (folder / "draft.md").write_text(draft, encoding="utf-8")
    (folder / "variants.toml").write_text(variants, encoding="utf-8")
    return folder
