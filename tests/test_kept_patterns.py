"""Regular expressions that are kept compiled are those that Python compiles."""

from __future__ import annotations

import marshal
import re
from importlib import import_module
from pathlib import Path

import pytest

from commands import typed
from convention_variants.text import kept_patterns, patterns
from convention_variants.text.kept_patterns import Programs, compile_kept

GROUPS = "(?P<a>x) (y)? (?P<b>z) | [^é-ü]{3,}+"


def test_what_is_kept_is_what_python_compiles():
    """Expressions are equal if their programs and flags are; those that are kept are not compiled again."""
    programs = Programs(b"")
    expected = {pattern: re.compile(*pattern) for pattern in ours()}
    for pattern in expected:
        programs.compile(*pattern)
    assert programs.made
    kept = Programs(programs.dump())
    for pattern, compiled in expected.items():
        found = kept.compile(*pattern)
        assert found == compiled
        assert (found.groups, found.groupindex) == (compiled.groups, compiled.groupindex)
    match = kept.compile(GROUPS, re.VERBOSE).match("xz")
    assert match is not None
    assert (match.lastgroup, match.groupdict()) == ("b", {"a": "x", "b": "z"})
    assert not kept.made


def ours() -> set[tuple[str, int]]:
    """Return the patterns of three modules with their flags, and one with all kinds of groups."""
    modules = [import_module(f"convention_variants.{one}") for one in ("language.placeholders", "outline.vocabulary")]
    values = [value for module in modules for value in vars(module).values()]
    lazy = [value for value in values if isinstance(value, type(patterns.lazy_pattern("a")))]
    assert len(lazy) > 15
    return {(one.pattern, int(one.flags)) for one in lazy} | {(GROUPS, int(re.VERBOSE))}


@pytest.mark.parametrize("damage", [b"", b"cut", marshal.dumps(3), marshal.dumps(("2.7", {("[a-c]+", 0): 1}))])
def test_what_cannot_be_used_is_made_again(damage: bytes):
    programs = Programs(damage)
    assert programs.compile("[a-c]+", 0) == re.compile("[a-c]+")
    assert programs.made


def test_commands_keep_patterns_where_python_keeps_modules(tmp_path: Path):
    """They are made once, and again if they are damaged."""
    (tmp_path / "draft.md").write_text("1. Parties [shall] [may] act.\n", encoding="utf-8")
    command = ["choices", tmp_path / "draft.md"]
    environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path / "kept")}
    table = typed(*command, environment={**environment, "PYTHONDONTWRITEBYTECODE": "1"}).stdout
    assert not list((tmp_path / "kept").rglob("kept-patterns*"))
    assert typed(*command, environment=environment).stdout == table
    (kept,) = (tmp_path / "kept").rglob("kept-patterns*")
    made, inode = kept.read_bytes(), kept.stat().st_ino
    assert typed(*command, environment=environment).stdout == table
    assert kept.stat().st_ino == inode, "there was nothing to write"
    kept.write_bytes(made[:1000])
    assert typed(*command, environment=environment).stdout == table
    assert len(kept.read_bytes()) == len(made)


def test_another_python_compiles(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept_patterns, "_sre", None)
    assert compile_kept("a+", re.IGNORECASE) == re.compile("a+", re.IGNORECASE)
