"""Mutate the grouping code and list the mutants that no case notices: `make mutants`, or with names of modules.

A module that is not in `choices` is named with its folder: `comparison.outcomes`.

Each mutant is one small change: a condition that never holds, an operand left out, a comparison turned round or moved
by one, another number, another relation. A mutant is killed if a case of the data files named in `checks` fails. Each
runs in a fork of its own, which changes the code of one function in place and runs the cases that call it; a mutant
outside functions is imported afresh and runs them all.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import gc
import importlib.util
import itertools
import os
import signal
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from inspect import signature
from multiprocessing.pool import ThreadPool
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType, FunctionType
from typing import Any, NamedTuple

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
    "party_names",
    "places",
    "relations",
    "rules",
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
# What `check` finds of how brackets are read.
READING = ("ambiguous-adjacency", "unread-attribution", "unread-option")
SECONDS = 60


Change = tuple[str, Callable[[Any], ast.AST]]


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
    node, _ = next(itertools.islice(_in_order(tree), mutant.node, None))
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
    """Say whether part of a node decides nothing about brackets.

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


class _Loader(SourceFileLoader):
    """Loads one module of the package from a mutated tree."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self.tree = tree

    def get_code(self, fullname: str) -> Any:  # noqa: ANN401, ARG002 as the base has it
        """Return the code of the mutated tree."""
        return compile(self.tree, self.path, "exec")


class _Finder:
    """Finds one mutated module before any other finder does."""

    def __init__(self, mutant: Mutant) -> None:
        self.name, self.mutant = _full_name(mutant.module), mutant

    def find_spec(self, name: str, _path: object, _target: object = None) -> ModuleSpec | None:
        """Return the spec of the mutated module, None for all others."""
        if name != self.name:
            return None
        path = str(_file(self.mutant.module))
        return importlib.util.spec_from_file_location(name, path, loader=_Loader(name, path, mutated(self.mutant)))


Check = Callable[[], None]


def checks() -> list[Check]:
    """Return the cases, each as a function that raises where it fails; imports the package where it is not yet."""
    import test_attributions  # noqa: PLC0415 only now is the package imported, maybe with a mutant in it
    import test_check  # noqa: PLC0415 for the same reason
    import test_choices  # noqa: PLC0415 for the same reason
    import test_decisions  # noqa: PLC0415 for the same reason
    import test_option_paragraphs  # noqa: PLC0415 for the same reason
    import test_outline  # noqa: PLC0415 for the same reason
    import test_pages  # noqa: PLC0415 for the same reason
    import test_pdf_drafts  # noqa: PLC0415 for the same reason
    import test_plain_text  # noqa: PLC0415 for the same reason
    import test_positions  # noqa: PLC0415 for the same reason
    import test_resolver  # noqa: PLC0415 for the same reason
    import test_revisions  # noqa: PLC0415 for the same reason

    parts: list[tuple[Callable[..., None], list[dict[str, Any]]]] = [
        (test_choices.test_how_runs_are_grouped, test_choices.GROUPING),
        (test_attributions.test_attribution, test_attributions.CASES),
        (test_choices.test_grouping, test_choices.CASES),
        (test_option_paragraphs.test_option_paragraphs, test_option_paragraphs.CASES),
        (test_outline.test_the_outline_is_the_one_a_reader_sees, test_outline.CASES),
        (test_decisions.test_settled, [case for case in test_decisions.CASES if "reads" in case]),
        (test_decisions.test_refused, [case for case in test_decisions.CASES if "error" in case]),
        (test_positions.test_a_draft_as_a_party_wants_it, test_positions.CASES),
        (test_positions.test_an_entry_that_does_not_fit_the_draft_is_an_error, test_positions.ERRORS),
        (test_resolver.test_alternatives, test_resolver.ALTERNATIVES),
        (functools.partial(test_resolver.test_optionals, word="drop"), test_resolver.OPTIONALS),
        (test_revisions.test_cases, test_revisions.CASES),
        (test_revisions.test_whose_positions_are_met, test_revisions.WITH_POSITIONS),
        (test_pages.test_edges, test_pages.EDGES),
        (test_pages.test_breaks, test_pages.BREAKS),
        (test_pdf_drafts.test_paragraphs, [case for case in test_pdf_drafts.LINES if "paragraphs" in case]),
        (test_pdf_drafts.test_contents, [case for case in test_pdf_drafts.LINES if "contents" in case]),
        (_in_a_folder(test_positions.test_comments_that_begin_with_parties_are_remarks), test_positions.COMMENTS),
        (_in_a_folder(test_check.test_finds), [case for case in test_check.CASES if case["rule"] in READING]),
    ]
    plain_text = vars(test_plain_text).values()
    alone = (test for test in plain_text if isinstance(test, FunctionType) and test.__name__.startswith("test_"))
    return [
        *(functools.partial(test, case) for test, cases in parts for case in cases),
        *(check for test in alone if not hasattr(test, "hypothesis") for check in _without_fixtures(test)),
    ]


def _without_fixtures(test: Callable[..., None]) -> Iterator[Check]:
    """Yield a test with each of its parameters; none if it needs a fixture."""
    values: list[dict[str, Any]] = [{}]
    for mark in getattr(test, "pytestmark", ()):
        names = (mark.args[0],) if isinstance(mark.args[0], str) else mark.args[0]
        rows = mark.args[1] if len(names) > 1 else [(value,) for value in mark.args[1]]
        values = [{**value, **dict(zip(names, row, strict=True))} for value in values for row in rows]
    yield from (
        functools.partial(test, **value) for value in values if value.keys() == signature(test).parameters.keys()
    )


def _in_a_folder(test: Callable[..., None]) -> Callable[[dict[str, Any]], None]:
    """Give a test that writes files an empty folder to run in, as pytest does."""

    def check(case: dict[str, Any]) -> None:
        with TemporaryDirectory() as folder, contextlib.chdir(folder):
            test(case, Path(folder)) if "tmp_path" in signature(test).parameters else test(case)

    return check


class Calls:
    """The functions of the package, and for each the cases that call it."""

    def __init__(self) -> None:
        self.checks = checks()
        self.functions = {
            (str(thing.__module__), thing.__qualname__): thing
            for thing in gc.get_objects()
            if isinstance(thing, FunctionType) and str(thing.__module__).startswith(PACKAGE)
        }
        self.of: dict[tuple[str, str], list[Check]] = {}
        names = {code: name for name, function in self.functions.items() for code in _codes(function.__code__)}
        called: set[tuple[str, str]] = set()

        def note(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and (name := names.get(frame.f_code)):
                called.add(name)

        caches = _caches()
        for check in self.checks:
            called.clear()
            sys.setprofile(note)
            check()
            sys.setprofile(None)
            for function in called:
                self.of.setdefault(function, []).append(check)
            for cache in caches:
                cache.cache_clear()
        gc.freeze()


def _caches() -> list[Any]:
    """Return the cached functions that a mutant may change: what an earlier case left there hides it."""
    cached = (thing for thing in gc.get_objects() if isinstance(thing, functools._lru_cache_wrapper))  # noqa: SLF001 its only name
    return [function for function in cached if str(function.__module__).startswith(PACKAGE)]


def survives(calls: Calls, mutant: Mutant) -> bool:
    """Say whether all cases pass with a mutant; it is run in a process of its own."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        signal.alarm(SECONDS)
        try:
            for check in _with_mutant(calls, mutant):
                check()
        except BaseException:  # noqa: BLE001 whatever goes wrong kills it
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _with_mutant(calls: Calls, mutant: Mutant) -> Sequence[Check]:
    """Put a mutant into the package, and return the cases that may notice it."""
    name = _full_name(mutant.module), mutant.function
    called = calls.of.get(name)
    if mutant.function and called:
        _change_in_place(calls.functions[name], mutant)
        return called
    for name in list(sys.modules):
        if name.partition(".")[0] == "convention_variants" or name.startswith("test_"):
            del sys.modules[name]
    sys.meta_path.insert(0, _Finder(mutant))  # type: ignore[arg-type] # all that the import system asks for
    return checks()


def _change_in_place(function: FunctionType, mutant: Mutant) -> None:
    """Give a function that is loaded the code of a mutant."""
    code = compile(mutated(mutant), str(_file(mutant.module)), "exec")
    (function.__code__,) = (one for one in _codes(code) if one.co_qualname == mutant.function)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def main(modules: Sequence[str]) -> int:
    """Print the mutants that survive by module and line, and a count for each module; return how many are not known."""
    known = tomllib.loads((TESTS / "data" / "mutants.toml").read_text(encoding="utf-8"))["equivalent"]
    calls = Calls()
    new = 0
    with ThreadPool(int(os.environ.get("JOBS", "2"))) as pool:  # each mutant is in a process of its own anyway
        for module in modules:
            lines = _file(module).read_text(encoding="utf-8").splitlines()
            mutants = list(mutants_of(module))
            alive = pool.imap(functools.partial(survives, calls), mutants)
            survivors = list(itertools.compress(mutants, alive))
            places = [(mutant, lines[mutant.line - 1].strip()) for mutant in survivors]
            unknown = [one for one in places if f"{one[1]} | {one[0].change}" not in known.get(module, ())]
            for mutant, line in unknown:
                print(f"{module}.py:{mutant.line}: {mutant.change}\n    {line}")
            count = len(survivors) - len(unknown)
            print(f"{module}: {len(mutants)} mutants, {len(unknown)} survive, {count} are equivalent", flush=True)
            new += len(unknown)
    return new


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:] or MODULES), 1))
