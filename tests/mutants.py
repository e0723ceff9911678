"""Mutate the grouping code and list the mutants that no test notices: `make mutants`, or with names of modules.

A module that is not in `choices` is named with its folder: `comparison.outcomes`. Names of files of tests, such as
`test_word`, are in the place of FILES.

Each mutant is one small change: a condition that never holds, an operand left out, a comparison turned round or moved
by one, another number, another relation. A mutant is killed if a test fails. Each runs in a fork of its own, which
changes the code of one function in place and runs the tests that call it, the quick ones first. Outside functions, the
statement is run again with those below it that set names, for all that use these names.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import gc
import os
import signal
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import compress, islice
from multiprocessing.pool import ThreadPool
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from time import process_time
from types import CodeType, FrameType, FunctionType
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol

TESTS = Path(__file__).resolve().parent
PACKAGE = "convention_variants"
MODULES = (
    "alternation",
    "attributions",
    "bracketed_calls",
    "clauses",
    "families",
    "groups",
    "last_options",
    "members",
    "one_place",
    "party_names",
    "places",
    "relations",
    "rules",
    "said",
    "series",
    "settling",
    "slashes",
    "unbracketed",
)
RELATIONS = ("SURE_RIVALS", "RIVALS", "SEPARATE", "UNSURE")
TURNED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt,
}  # fmt: skip
MOVED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
FILES = (
    *("test_attributions", "test_check", "test_choices", "test_decisions", "test_option_paragraphs", "test_outline"),
    *("test_pages", "test_pdf_drafts", "test_plain_text", "test_positions", "test_resolver", "test_revision_formats"),
    "test_revisions",
)
SECONDS = 60
LONGEST = 0.5  # seconds of a test that mutants meet
Cached = functools._lru_cache_wrapper  # noqa: SLF001 its only name
Name = tuple[str, str]  # the file of a function outside others, and its qualified name
Change = tuple[str, Callable[[Any], ast.AST]]  # in words, and what makes the changed node


class Mutant(NamedTuple):
    """A change to a module: the number of the node, which of its changes, and both for people.

    `function` is the qualified name of the function around it, "" outside functions.
    """

    module: str
    line: int
    change: str
    node: int
    number: int
    function: str


def changes_to(node: ast.AST) -> Iterator[Change]:
    """Yield what can be changed about a node, in words and as a function that returns the changed node."""
    match node:
        case ast.Compare(ops=[op]):
            others = [table[type(op)] for table in (TURNED, MOVED) if type(op) in table]
            yield from ((f"{type(op).__name__} -> {other.__name__}", _with_operator(other)) for other in others)
        case ast.BoolOp(values=values):
            yield from ((f"without `{ast.unparse(value)}`", _without(index)) for index, value in enumerate(values))
        case ast.UnaryOp(op=ast.Not()):
            yield "without not", lambda node: node.operand
        case ast.If(test=test) | ast.IfExp(test=test):
            yield f"never `{ast.unparse(test)}`", _never
        case ast.Constant(value=bool() | int() | float() as value):
            yield from ((f"{value} -> {other}", _constant(other)) for other in _beside(value))
        case ast.Attribute(value=ast.Name(id="Relation"), attr=name):
            yield from ((f"{name} -> {other}", _relation(other)) for other in RELATIONS if other != name)


def _beside(value: float) -> Sequence[float]:
    """Return the constants to try in the place of one."""
    if isinstance(value, bool):
        return (not value,)
    return (value + 1, value - 1) if isinstance(value, int) else (value + 0.1, value - 0.1)


def _with_operator(operator: type[ast.cmpop]) -> Callable[[Any], ast.AST]:
    return lambda node: ast.Compare(node.left, [operator()], node.comparators)


def _without(index: int) -> Callable[[Any], ast.AST]:
    def change(node: Any) -> ast.AST:  # noqa: ANN401 a node of any class
        values = [value for place, value in enumerate(node.values) if place != index]
        return values[0] if len(values) == 1 else ast.BoolOp(node.op, values)

    return change


def _never(node: Any) -> ast.AST:  # noqa: ANN401 both kinds of "if"
    node.test = ast.Constant(value=False)
    return node  # type: ignore[no-any-return]  # it is what came in


def _constant(value: float) -> Callable[[Any], ast.AST]:
    return lambda _: ast.Constant(value)


def _relation(name: str) -> Callable[[Any], ast.AST]:
    return lambda node: ast.Attribute(node.value, name, ast.Load())


class _Replace(ast.NodeTransformer):
    """Replaces one node of a tree by what a function makes of it."""

    def __init__(self, node: ast.AST, change: Callable[[Any], ast.AST]) -> None:
        self.node, self.change = node, change

    def visit(self, node: ast.AST) -> ast.AST:
        """Return the changed node in the place of the one that is looked for."""
        if node is self.node:
            return ast.copy_location(self.change(node), node)
        return self.generic_visit(node)


def mutants_of(module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    for place, (node, function) in enumerate(_in_order(_tree(module))):
        for number, (words, _) in enumerate(changes_to(node)):
            yield Mutant(module, getattr(node, "lineno", 0), words, place, number, function)


def mutated(mutant: Mutant) -> ast.Module:
    """Return the tree of a module with a mutant in it."""
    tree = _tree(mutant.module)
    node, _ = next(islice(_in_order(tree), mutant.node, None))
    _, change = list(changes_to(node))[mutant.number]
    return ast.fix_missing_locations(_Replace(node, change).visit(tree))  # type: ignore[no-any-return] ast is typed loosely


def _tree(module: str) -> ast.Module:
    return ast.parse(_file(module).read_text(encoding="utf-8"))


def _full_name(module: str) -> str:
    return f"{PACKAGE}.{module if '.' in module else f'choices.{module}'}"


def _file(module: str) -> Path:
    return TESTS.parent / f"{_full_name(module).replace('.', '/')}.py"


def _in_order(node: ast.AST, around: str = "", *, in_function: bool = False) -> Iterator[tuple[ast.AST, str]]:
    """Yield a node and all below it that may be a rule, each with the outermost function around it.

    The defaults of arguments belong to what is around the function: they are made together with it.
    """
    yield node, around if in_function else ""
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and not in_function:
        around = f"{around}.{node.name}".lstrip(".")
    for child in ast.iter_child_nodes(node):
        if not _is_no_rule(node, child):
            inside = in_function or (isinstance(node, ast.FunctionDef) and not isinstance(child, ast.arguments))
            yield from _in_order(child, around, in_function=inside)


def _is_no_rule(node: ast.AST, child: ast.AST) -> bool:
    """Return whether part of a node decides nothing about brackets.

    Decorators say how Python keeps a class or a function: frozen, with slots, how many results are cached. The default
    of a field is what its makers leave out, who are mutated themselves. `strict=True` only states what is so.
    """
    match node:
        case ast.FunctionDef() | ast.ClassDef() if child in node.decorator_list:
            return True
        case ast.ClassDef():
            return isinstance(child, ast.AnnAssign)
        case _:
            return isinstance(child, ast.keyword) and child.arg == "strict"


class Mutating:
    """A plugin of pytest that runs each test once, and then for each mutant the tests that call what it changes."""

    def __init__(self, modules: Sequence[str]) -> None:
        self.modules = modules
        self.new = 0
        self.functions: defaultdict[Name, list[FunctionType]] = defaultdict(list)
        self.tests: defaultdict[Name, list[pytest.Function]] = defaultdict(list)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Function]) -> None:
        """Leave out what takes long: tests of texts drawn by chance, and of pages in a browser."""
        items[:] = [
            item
            for item in items
            if not hasattr(item.obj, "hypothesis") and not {"browser", "window"} & set(item.fixturenames)
        ]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests, the quick ones first from then on, and then the mutants."""
        self._note_calls(session.items)  # type: ignore[arg-type]  # they are all functions
        known = tomllib.loads((TESTS / "data" / "mutants.toml").read_text(encoding="utf-8"))["equivalent"]
        with ThreadPool(int(os.environ.get("JOBS", "2"))) as pool:  # each mutant is in a process of its own anyway
            for module in self.modules:
                self.new += self._try(module, known.get(module, ()), pool)
        return True

    def _find_functions(self) -> tuple[dict[CodeType, Name], list[Cached]]:
        """Return which function each code of the package is in, and the functions with a cache."""
        for module in walk_packages([str(TESTS.parent / PACKAGE)], f"{PACKAGE}."):
            import_module(module.name)
        gc.unfreeze()
        ours = [thing for thing in gc.get_objects() if isinstance(thing, FunctionType | Cached) and _is_ours(thing)]
        names: dict[CodeType, Name] = {}
        for one in ours:
            if isinstance(one, FunctionType):
                name = one.__code__.co_filename, one.__code__.co_qualname.partition(".<locals>")[0]
                self.functions[name].append(one)
                names.update(dict.fromkeys(_codes(one.__code__), name))
        return names, [one for one in ours if isinstance(one, Cached)]

    def _note_calls(self, tests: Sequence[pytest.Function]) -> None:
        """Note which functions of the package each test calls, and how long it takes."""
        names, caches = self._find_functions()
        called: set[CodeType] = set()

        def note(frame: FrameType, event: str, _: object) -> None:
            if event == "call":
                called.add(frame.f_code)

        seconds = {}
        for test, following in zip(tests, [*tests[1:], None], strict=True):
            called.clear()
            start = process_time()
            sys.setprofile(note)
            passed = _run(test, following)
            sys.setprofile(None)
            seconds[test] = process_time() - start
            for name in {names[code] for code in called if code in names} if passed else ():
                self.tests[name].append(test)
            for cache in caches:
                cache.cache_clear()  # what one test leaves there hides calls of the next
        gc.freeze()
        for name, those in self.tests.items():
            self.tests[name] = sorted((one for one in those if seconds[one] < LONGEST), key=seconds.__getitem__)

    def _try(self, module: str, known: Sequence[str], pool: ThreadPool) -> int:
        """Print the mutants of a module that survive and are not known, and what is known of none; count the first."""
        lines = _file(module).read_text(encoding="utf-8").splitlines()
        mutants = list(mutants_of(module))
        survivors = list(compress(mutants, pool.imap(self._survives, mutants)))
        places = [(mutant, lines[mutant.line - 1].strip()) for mutant in survivors]
        unknown = [one for one in places if f"{one[1]} | {one[0].change}" not in known]
        for mutant, line in unknown:
            print(f"{module}.py:{mutant.line}: {mutant.change}\n    {line}")
        for entry in set(known).difference(f"{line} | {mutant.change}" for mutant, line in places):
            print(f"{module}.py: no mutant that survives: {entry}")
        count = len(survivors) - len(unknown)
        print(f"{module}: {len(mutants)} mutants, {len(unknown)} survive, {count} are equivalent", flush=True)
        return len(unknown)

    def _survives(self, mutant: Mutant) -> bool:
        """Return whether all tests pass with a mutant; it is run in a process of its own."""
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            passed = False
            with contextlib.suppress(BaseException):  # whatever goes wrong kills it
                tests = self._with(mutant)
                passed = all(map(_run, tests, [*tests[1:], None]))
            os._exit(not passed)
        return os.waitpid(child, 0)[1] == 0

    def _with(self, mutant: Mutant) -> Sequence[pytest.Function]:
        """Put a mutant into the package, and return the tests that may notice it."""
        name = str(_file(mutant.module)), mutant.function
        if name in self.functions:
            code = compile(mutated(mutant), name[0], "exec")
            codes = {(one.co_qualname, one.co_firstlineno): one for one in _codes(code)}
            for one in self.functions[name]:  # functions inside it may have been made when the package was imported
                if new := codes.get((one.__code__.co_qualname, one.__code__.co_firstlineno)):
                    one.__code__ = new
            return self.tests[name]
        users = _change_module(_full_name(mutant.module), mutant)
        return list(dict.fromkeys(test for one, tests in self.tests.items() if one[0] in users for test in tests))


def _run(test: pytest.Function, following: pytest.Function | None) -> bool:
    """Run a test as pytest does, with its fixtures, and return whether it passed."""
    return not any(report.failed for report in runtestprotocol(test, log=False, nextitem=following))


def _is_ours(thing: FunctionType | Cached) -> bool:
    return str(thing.__module__).partition(".")[0] == PACKAGE


def _change_module(name: str, mutant: Mutant) -> set[str]:
    """Run the statement of a mutant again, and the assignments below it; return the files that use what it sets."""
    changed = dict(vars(sys.modules[name]))
    before = changed.copy()
    body = mutated(mutant).body
    index = next(index for index, statement in enumerate(body) if (statement.end_lineno or 0) >= mutant.line)
    below = [statement for statement in body[index + 1 :] if isinstance(statement, ast.Assign)]
    exec(compile(ast.Module([body[index], *below], []), name, "exec"), changed)  # noqa: S102 it is our own code
    users = set()
    for user, module in list(sys.modules.items()):
        for one in changed if user.startswith((PACKAGE, "test")) else ():
            if changed[one] is not before.get(one) and vars(module).get(one) is before.get(one, module):
                setattr(module, one, changed[one])
                users.add(str(module.__file__))
    return users


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def main(names: Sequence[str]) -> int:
    """Print the mutants that survive by module and line, and a count for each module; return 1 if any is not known.

    Also if pytest fails: then not all mutants have met their tests.
    """
    files = [name for name in names if name.startswith("test_")] or FILES
    plugin = Mutating([name for name in names if not name.startswith("test_")] or MODULES)
    with TemporaryDirectory() as folder:
        options = ["--basetemp", f"{folder}/tests", "-o", "tmp_path_retention_policy=none"]
        options += ["-p", "no:terminal", "-o", "addopts=--import-mode=importlib"]  # those of ours need a terminal
        failed = pytest.main([*options, *(str(TESTS / f"{name}.py") for name in files)], [plugin])
    return int(bool(plugin.new or failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
