"""The README keeps its word."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import convention_variants as cv

_FILE = Path(__file__).with_name("readme.py")


def test_examples_print_what_the_readme_says() -> None:
    """Every command in the README prints today what stands below it, the help texts included."""
    spec = importlib.util.spec_from_file_location("readme", _FILE)
    assert spec is not None
    assert spec.loader is not None
    readme = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(readme)
    text = readme.README.read_text(encoding="utf-8")
    assert text.count("```console") >= 8
    assert readme.refreshed(text) == text


def test_every_rule_is_documented() -> None:
    """Each rule id that the program can print stands in the README's table of diagnostics."""
    text = (_FILE.parent.parent / "README.md").read_text(encoding="utf-8")
    missing = [rule for rule in cv.Rule if f"`{rule}`" not in text]
    assert not missing


def test_the_library_example_runs(tmp_path: Path) -> None:
    """The README's Python code runs, and comes to what it says it does."""
    text = (_FILE.parent.parent / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "source").symlink_to(_FILE.parent.parent / "source")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "9 0 [] []"


def test_the_benchmarks_keep_their_bounds() -> None:
    """The README's table has a row for all that the benchmark measures beside others, and none over its bound."""
    text = (_FILE.parent.parent / "README.md").read_text(encoding="utf-8")
    bench = (_FILE.parent / "bench.py").read_text(encoding="utf-8")
    table = text.partition("<!-- benchmarks -->")[2].partition("<!-- end of benchmarks -->")[0]
    rows = [line.strip("| ").split(" | ") for line in table.strip().splitlines()[2:]]
    assert len(rows) == 11
    for name, ratio, bound in rows:
        assert float(ratio) <= float(bound), name
        assert re.sub(r"\d+ times$", "", name) in bench
