"""The shape of the code: imports run one way, and what is heavy is loaded when needed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

import convention_variants as cv
from convention_variants.text.patterns import lazy_pattern

PACKAGE = "convention_variants"
FOLDER = Path(__file__).resolve().parent.parent / PACKAGE
# Each part may import those above it and none below. What stands on one line is one part.
ORDER = (
    ("version", "text"),
    ("language", "diagnostics"),
    ("formats",),
    ("brackets",),
    ("formats",),
    ("outline", "terminology"),
    ("choices",),
    ("resolve",),
    ("checks",),
    ("render",),
    ("reports",),
    ("comparison",),
    ("inference",),
    ("building",),
    ("cli",),
    ("__main__",),
)
RANKS = {part: rank for rank, parts in enumerate(ORDER) for part in parts}
# Whoever may import these from outside, and nobody else.
CONFINED = {
    "click": {"cli", "__main__"},
    "jinja2": {"render"},
    "markupsafe": {"render"},
    "weasyprint": {"render"},
    "pydyf": {"render"},
    "PIL": {"render"},
    "font_source_serif_pro": {"render"},
    "lxml": {"formats"},
    "pypdfium2": {"formats"},
    "markdown_it": {"outline"},
    "tomllib": {"terminology", "language"},
    "distributed": {"building"},
    "filelock": {"building"},
    "rich": {"cli"},
    "watchfiles": {"cli"},
}
LONGEST_FUNCTION = 60
LONGEST_MODULE = 450


class Import(NamedTuple):
    """An import: the module that it stands in, what it imports, whether it is done at once, and where."""

    module: str
    target: str
    at_once: bool
    place: str


def module_name(path: Path) -> str:
    """Return the dotted name of a module, without the package's own."""
    parts = path.relative_to(FOLDER).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, tuple[Path, ast.Module]]:
    """Return the path and the syntax tree of every module."""
    paths = sorted(FOLDER.rglob("*.py"))
    return {module_name(path): (path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths}


@cache
def imports() -> list[Import]:
    """Return every import but those that only types need."""
    return [*find_imports()]


def internal() -> list[Import]:
    """Return the imports of our own modules."""
    return [found for found in imports() if found.target.split(".")[0] == PACKAGE]


def find_imports() -> Iterator[Import]:
    """Yield every import but those that only types need."""
    for name, (path, tree) in modules().items():
        stack: list[tuple[ast.AST, bool]] = [(tree, True)]
        while stack:
            node, at_once = stack.pop()
            if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
                continue
            place = f"{path.name}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                yield from (Import(name, alias.name, at_once, place) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = absolute(node, path)
                yield from (Import(name, target, at_once, place) for target in targets(base, node))
            inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            stack.extend((child, at_once and not inside) for child in ast.iter_child_nodes(node))


def absolute(node: ast.ImportFrom, path: Path) -> str:
    """Return the module that a `from … import` names, dots at its beginning worked out."""
    if not node.level:
        return node.module or ""
    folder = (PACKAGE, *path.relative_to(FOLDER).parts[:-1])
    base = folder[: len(folder) - node.level + 1]
    return ".".join((*base, *(node.module or "").split("."))).rstrip(".")


def targets(base: str, node: ast.ImportFrom) -> Iterator[str]:
    """Yield what a `from … import` brings: submodules by their own names, else the module."""
    for alias in node.names:
        whole = f"{base}.{alias.name}"
        yield whole if whole.removeprefix(f"{PACKAGE}.") in modules() else base


def part_of(module: str) -> str:
    """Return the part of the package that one of its modules belongs to."""
    return module.split(".", maxsplit=1)[0]


def test_there_is_something_to_look_at():
    """Modules and imports are found, so that the tests below prove something."""
    assert len(modules()) > 30
    assert len(internal()) > 60
    assert {part_of(module) for module in modules()} - {""} <= set(RANKS), "every part has its place in the order"


def test_imports_run_one_way():
    """No part of the package imports a part that comes after it in the pipeline."""
    wrong = [
        f"{found.place}: {found.module} imports {found.target}"
        for found in internal()
        if found.module
        and found.target != PACKAGE
        and (mine := part_of(found.module)) != (other := part_of(found.target.removeprefix(f"{PACKAGE}.")))
        and RANKS.get(mine, 0) <= RANKS.get(other, 0)
    ]
    assert wrong == []


def test_no_module_imports_the_whole_package():
    """Inside, nothing is imported through the public API, which would make every import a circle."""
    assert [found for found in internal() if found.target == PACKAGE] == []


def test_modules_of_a_part_import_in_no_circle():
    """Inside a part, too, imports run one way."""
    edges: dict[str, set[str]] = {module: set() for module in modules()}
    for found in internal():
        target = found.target.removeprefix(f"{PACKAGE}.")
        if found.target != PACKAGE and target != found.module:
            edges[found.module].add(target)
    while ready := [module for module, needed in edges.items() if not needed]:
        for module in ready:
            del edges[module]
        for needed in edges.values():
            needed.difference_update(ready)
    assert edges == {}


@pytest.mark.parametrize("library", CONFINED)
def test_libraries_stay_where_they_belong(library: str):
    """Only `cli` imports click, only `render` jinja2 and weasyprint, and so on."""
    importers = {part_of(found.module) for found in imports() if found.target.split(".")[0] == library}
    assert importers <= CONFINED[library]


def test_confined_libraries_are_used():
    """The imports that the tests find include libraries in the parts that may use them."""
    found = {(part_of(one.module), one.target.split(".")[0]) for one in imports()}
    assert {("cli", "click"), ("render", "jinja2"), ("render", "weasyprint"), ("outline", "markdown_it")} <= found


def test_only_the_command_line_prints_and_exits():
    """Nothing but `cli` prints, reads the arguments or ends the process."""
    wrong = []
    for name, (path, tree) in modules().items():
        if part_of(name) in ("cli", "__main__"):
            continue
        for node in ast.walk(tree):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            read = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
            if called in ("print", "input", "exit", "quit", "sys.exit", "os._exit") or read in (
                "sys.argv",
                "sys.stdout",
            ):
                wrong.append(f"{path.name}:{node.lineno}")
    assert wrong == []


@pytest.mark.parametrize("format_", ["md", "html"])
def test_weasyprint_is_loaded_for_pdf_alone(format_: str, draft_folder: Path):
    """Rendering Markdown or HTML does not load what only PDF needs: it costs 0.3 s."""
    loaded = loaded_after(
        "import sys, pathlib, convention_variants as cv\n"
        "reading = cv.Resolver(cv.load_draft(pathlib.Path(sys.argv[1]))).resolve(cv.Selection('cybercrime'))\n"
        f"assert cv.render(reading, {format_!r})\n",
        str(draft_folder),
    )
    assert f"{PACKAGE}.render" in loaded
    assert not {"weasyprint", "fontTools", "pydyf"} & loaded


COMMAND = (
    "import sys, io, contextlib\n"
    "from convention_variants.cli import main\n"
    "with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.suppress(SystemExit):\n"
    "    sys.argv = ['convention-variants', *sys.argv[1:]]\n"
    "    main()\n"
)


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_load_no_command(option: str):
    """What every user waits for loads the table of commands, and nothing of the pipeline."""
    loaded = {name.removeprefix(f"{PACKAGE}.") for name in loaded_after(COMMAND, option) if name.startswith(PACKAGE)}
    assert "cli" in loaded
    assert loaded <= {
        *(PACKAGE, "version", "render", "text", "text.words", "text.display", "text.patterns"),
        *("cli", "cli.streams"),
    }


@pytest.mark.parametrize("method", ["match", "fullmatch"])
def test_a_pattern_is_compiled_where_its_beginning_matches_and_nowhere_else(
    method: str, monkeypatch: pytest.MonkeyPatch
):
    """The first word of a heading is looked at before the whole pattern is compiled, however the pattern is used."""
    compiled = []
    compile_ = re.compile
    monkeypatch.setattr(re, "compile", lambda pattern, flags=0: compiled.append(pattern) or compile_(pattern, flags))
    label = lazy_pattern(r"annex (?P<number>\d+)", re.IGNORECASE, begins=r"annex\b")
    assert getattr(label, method)("Article 2") is None
    assert compiled == [r"annex\b"]
    assert getattr(label, method)("Annex") is None
    assert getattr(label, method)("Annex 2")["number"] == "2"
    assert getattr(label, method)("in Annex 2", 3)["number"] == "2"
    assert compiled == [r"annex\b", label.pattern]


def test_a_pattern_is_compiled_where_one_of_its_words_stands(monkeypatch: pytest.MonkeyPatch):
    """Many words are looked up, which takes no time to compile: at the start of a line, or behind a name there."""
    compiled = []
    compile_ = re.compile
    monkeypatch.setattr(re, "compile", lambda pattern, flags=0: compiled.append(pattern) or compile_(pattern, flags))
    words = frozenset({"annex", "anexo"})
    label = lazy_pattern(r".*annex \d", re.IGNORECASE, begins=r"(\w+)(?:: (\w+))?", words=words)
    assert label.match("(Annex 2)") is label.match("Article 2") is label.match("US: Article 2") is None
    assert label.pattern not in compiled
    assert label.match("US: ANNEX 2")
    assert label.match("annex 2")
    assert compiled.count(label.pattern) == 1


def test_a_short_draft_loads_little(tmp_path: Path):
    """The table of choices needs neither the strings of pages, a Markdown parser, a resolver, nor any checks."""
    draft = tmp_path / "draft.md"
    draft.write_text("Parties [shall] [should] act.\n", encoding="utf-8")
    loaded = loaded_after(COMMAND, "choices", str(draft))
    assert f"{PACKAGE}.reports.inventory" in loaded
    unneeded = ("language.phrases", "resolve.resolver", "checks.findings", "reports.diagnostics", "reports.summary")
    assert not loaded & {"markdown_it", "wcwidth", "jinja2", *(f"{PACKAGE}.{name}" for name in unneeded)}


def test_public_names_are_what_type_checkers_see():
    """A name of the package comes from the module that its imports for type checkers name, and is in `__all__`."""
    _, tree = modules()[""]
    (block,) = (node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    seen = {alias.name: node.module or "" for node in imports for alias in node.names}
    assert {*seen, "__version__"} == set(cv.__all__)
    assert {*seen} <= {*dir(cv)}
    assert [
        name for name, module in seen.items() if getattr(cv, name) is not getattr(import_module(module), name)
    ] == []


def test_render_is_the_function_and_not_the_folder():
    """`render` is a part of the package, too, which Python binds to the same name when it is imported."""
    script = (
        "import sys, convention_variants as cv\n"
        "from convention_variants.render import formats\n"
        "from convention_variants import render\n"
        "assert render is cv.render is formats.render\n"
    )
    assert f"{PACKAGE}.render.formats" in loaded_after(script)


def test_commands_load_no_more_than_they_need(draft_folder: Path):
    """Only a PDF loads weasyprint, only an edition jinja2, and only `check` what makes its reports."""
    draft = str(draft_folder)
    html = loaded_after(COMMAND, "render", draft, "-p", "cybercrime", "--to", "html", "-o", "-")
    resolved = loaded_after(COMMAND, "resolve", draft, "-p", "cybercrime", "-o", "-")
    listed = loaded_after(COMMAND, "choices", draft, "--format", "json")
    assert "jinja2" in html
    assert f"{PACKAGE}.resolve.resolver" in resolved
    assert f"{PACKAGE}.choices" in listed
    checked = loaded_after(COMMAND, "check", draft, "-p", "cybercrime")
    assert f"{PACKAGE}.reports.diagnostics" in checked
    assert not any(f"{PACKAGE}.reports.text" in loaded for loaded in (html, resolved))
    assert not any("weasyprint" in loaded for loaded in (html, resolved, listed, checked))
    compared = loaded_after(COMMAND, "compare", draft, "-p", "cybercrime", "-p", "ict")
    assert f"{PACKAGE}.comparison.formats" in compared
    assert not any("jinja2" in loaded for loaded in (resolved, listed, checked, compared))


def loaded_after(script: str, *arguments: str) -> set[str]:
    """Return the names of the modules that a fresh interpreter has loaded after a script."""
    tail = "print('\\n'.join(sorted(sys.modules)), file=sys.__stdout__)\n"
    done = subprocess.run(
        [sys.executable, "-c", script + tail, *arguments], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return set(done.stdout.split())


def test_a_function_fits_on_a_screen():
    """No function is longer than sixty lines, its docstring aside."""
    long = []
    for path, tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                size = node.end_lineno - first.lineno + 1
                if size > LONGEST_FUNCTION:
                    long.append(f"{path.name}: {node.name} has {size} lines")
    assert long == []


def test_a_module_is_about_one_thing():
    """No module is longer than 450 lines."""
    sizes = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, (path, _) in modules().items()}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_no_module_is_named_for_nothing():
    """Modules have names of the field: no `utils`, no `helpers`, no `common`."""
    assert {name.split(".")[-1] for name in modules()} & {"utils", "util", "helpers", "common", "misc", "base"} == set()
