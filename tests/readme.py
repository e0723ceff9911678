"""What README.md shows of the program, made by it: `make readme` writes it, a test compares it.

A block ```console holds commands, each on a line that begins with `$ `, and what they print. Lines
`# …` between them are comments. They run in an empty folder in which `source` is the project's.
The rules of `check` stand between two comments, each with the example of its case in tests/cases.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import convention_variants as cv
from convention_variants.reports.findings import findings_of
from convention_variants.reports.text import as_text
from convention_variants.resolve import coverage

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
CASES = ROOT / "tests" / "cases" / "check.toml"
_BLOCK = re.compile(r"(?<=```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
_RULES = re.compile(
    r"(?<=<!-- The rules are written by `make readme`. -->\n).*?(?=^<!-- End of the rules. -->$)",
    re.DOTALL | re.MULTILINE,
)


def refreshed(text: str) -> str:
    """Return the README with what its commands print, and the rules of `check`, as they are today."""
    text = _RULES.sub(lambda _: "\n".join(("", *_rules(), "")), text)
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


def _rules() -> Iterator[str]:
    """Yield the part of the README on each rule: what it means, and what `check` prints for its example."""
    cases = tomllib.loads(CASES.read_text(encoding="utf-8"))
    for rule in cv.Rule:
        if rule is cv.Rule.CONVERSION:
            yield f"### `{rule}`\n\n{rule.severity.capitalize()}. {rule.description}\n"
            continue
        (case,) = (case for case in cases["case"] if case["rule"] == rule and case.get("example"))
        variants = case.get("variants", "")
        lines = "\n".join(_found(rule, case, cases["vocabularies"].get(variants, variants)))
        yield f"### `{rule}`\n\n{rule.severity.capitalize()}. {rule.description}\n\n```text\n{lines}\n```\n"


def _found(rule: cv.Rule, case: dict[str, str], variants: str) -> Iterator[str]:
    terminology = cv.read_terminology(cv.Source("variants.toml", variants))
    inventory = cv.read_draft(cv.Source("draft.md", case["source"]), terminology)
    readings = coverage.read_profiles(inventory, case.get("profiles", ()))
    found = [*cv.diagnose(inventory), *(one for reading in readings for one in reading.diagnostics)]
    findings = findings_of([one for one in found if one.rule is rule], inventory)
    return as_text(findings, inventory, 100, lambda _, text: text)


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")
