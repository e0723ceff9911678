"""Mutate the grouping code and list the mutants that no case notices: `make mutants`, or with names of modules.

Each mutant is one small change: a condition that never holds, an operand left out, a comparison turned round or moved
by one, another number, another relation. A mutant is killed if a case of `grouping.toml`, `attributions.toml`,
`choices.toml` or `options.toml` fails. Each runs in a process of its own, which imports the package afresh.
"""

from __future__ import annotations

import ast
import importlib.util
import itertools
import multiprocessing
import os
import signal
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from typing import Any, NamedTuple

TESTS = Path(__file__).resolve().parent
CHOICES = TESTS.parent / "convention_variants" / "choices"
MODULES = (
    "alternation",
    "attributions",
    "bracketed_calls",
    "families",
    "groups",
    "members",
    "party_names",
    "relations",
    "rules",
    "slashes",
)
RELATIONS = ("SURE_RIVALS", "RIVALS", "SEPARATE", "UNSURE")
TURNED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt,
}  # fmt: skip
MOVED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
SECONDS = 60


Change = tuple[str, Callable[[Any], ast.AST]]


class Mutant(NamedTuple):
    """A change to a module: the number of the node, which of its changes, and both for people."""

    module: str
    line: int
    change: str
    node: int
    number: int


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
    for place, node in enumerate(_in_order(_tree(module))):
        for number, (words, _) in enumerate(changes_to(node)):
            yield Mutant(module, getattr(node, "lineno", 0), words, place, number)


def mutated(mutant: Mutant) -> ast.Module:
    """Return the tree of a module with a mutant in it."""
    tree = _tree(mutant.module)
    node = next(itertools.islice(_in_order(tree), mutant.node, None))
    _, change = list(changes_to(node))[mutant.number]
    return ast.fix_missing_locations(_Replace(node, change).visit(tree))  # type: ignore[no-any-return] ast is typed loosely


def _tree(module: str) -> ast.Module:
    return ast.parse((CHOICES / f"{module}.py").read_text(encoding="utf-8"))


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it that may be a rule."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not _is_no_rule(node, child):
            yield from _in_order(child)


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
        self.name, self.mutant = f"convention_variants.choices.{mutant.module}", mutant

    def find_spec(self, name: str, _path: object, _target: object = None) -> ModuleSpec | None:
        """Return the spec of the mutated module, None for all others."""
        if name != self.name:
            return None
        path = str(CHOICES / f"{self.mutant.module}.py")
        return importlib.util.spec_from_file_location(name, path, loader=_Loader(name, path, mutated(self.mutant)))


def survives(mutant: Mutant) -> bool:
    """Say whether all cases pass with a mutant; it is run in a process of its own."""
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        signal.alarm(SECONDS)
        sys.meta_path.insert(0, _Finder(mutant))  # type: ignore[arg-type] # all that the import system asks for
        try:
            run_cases()
        except BaseException:  # noqa: BLE001 whatever goes wrong kills it
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def run_cases() -> None:
    """Run the cases; raises where one fails."""
    import test_attributions  # noqa: PLC0415 only now is the package imported, with the mutant in it
    import test_choices  # noqa: PLC0415 for the same reason
    import test_option_paragraphs  # noqa: PLC0415 for the same reason

    for case in test_choices.GROUPING:
        test_choices.test_how_runs_are_grouped(case)
    for case in test_attributions.CASES:
        test_attributions.test_attribution(case)
    for case in test_choices.CASES:
        test_choices.test_grouping(case)
    for case in test_option_paragraphs.CASES:
        test_option_paragraphs.test_option_paragraphs(case)


def main(modules: Sequence[str]) -> int:
    """Print the mutants that survive, by module and line, and return how many there are beside the known ones."""
    known = tomllib.loads((TESTS / "data" / "mutants.toml").read_text(encoding="utf-8"))["equivalent"]
    mutants = [mutant for module in modules for mutant in mutants_of(module)]
    new = 0
    with multiprocessing.get_context("fork").Pool(int(os.environ.get("JOBS", "2"))) as pool:
        for mutant, alive in zip(mutants, pool.imap(survives, mutants, chunksize=4), strict=True):
            line = (CHOICES / f"{mutant.module}.py").read_text(encoding="utf-8").splitlines()[mutant.line - 1].strip()
            if alive and f"{line} | {mutant.change}" not in known.get(mutant.module, ()):
                new += 1
                print(f"{mutant.module}.py:{mutant.line}: {mutant.change}\n    {line}", flush=True)
    print(f"{len(mutants)} mutants, {new} survive")
    return new


if __name__ == "__main__":
    sys.exit(min(main([Path(name).stem for name in sys.argv[1:]] or MODULES), 1))
