"""The directive `packages`: a picture of the package's folders and of what imports what, drawn from the imports."""

from __future__ import annotations

import ast
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx

PACKAGE = Path(__file__).resolve().parents[2] / "convention_variants"
Graph = dict[str, set[str]]

# In pixels: a box, and the room from one box or row to the next.
WIDTH, HEIGHT = 118, 34
ACROSS, DOWN = 26, 46


class Packages(SphinxDirective):
    """A picture of the folders of the package: each stands below those that it imports."""

    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the picture."""
        label = "The folders of the package, and what imports what"
        picture = f'<figure class="packages" aria-label="{label}">{"".join(draw(imports()))}</figure>'
        return [nodes.raw("", picture, format="html")]


def imports() -> Graph:
    """Return for each folder of the package the folders that it imports, types included."""
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    found: Graph = {folder: set() for folder in folders}
    for folder in folders:
        for path in (PACKAGE / folder).rglob("*.py"):
            for module in _imported(path):
                found[folder] |= {module} & folders - {folder}
    return found


def _imported(path: Path) -> Iterator[str]:
    """Yield the folder of the package that each import of a module leads to."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            package, *parts = node.module.split(".")
            if package == PACKAGE.name:
                yield from parts[:1] or (alias.name for alias in node.names)


def levels(graph: Graph) -> dict[str, int]:
    """Return how far each folder stands from the top: one below the lowest that it imports."""
    found: dict[str, int] = {}
    while len(found) < len(graph):
        ready = [one for one, needed in graph.items() if one not in found and needed <= found.keys()]
        if not ready:
            raise ValueError(f"imports in a circle: {sorted(graph.keys() - found.keys())}")
        found |= {one: max((found[other] + 1 for other in graph[one]), default=0) for one in ready}
    return found


def direct(graph: Graph) -> Graph:
    """Return the imports without those that follow from others."""
    reach: Graph = {}
    for one in sorted(graph, key=levels(graph).__getitem__):
        reach[one] = graph[one].union(*(reach[other] for other in graph[one]))
    return {
        one: {other for other in needed if not any(other in reach[third] for third in needed)}
        for one, needed in graph.items()
    }


def draw(graph: Graph) -> Iterator[str]:
    """Yield the picture as SVG: a row for each level, a line for each import that does not follow from others."""
    rows: dict[int, list[str]] = {}
    for one, level in sorted(levels(graph).items()):
        rows.setdefault(level, []).append(one)
    width = max(map(len, rows.values())) * (WIDTH + ACROSS) + ACROSS
    places = {
        one: ((width - len(row) * (WIDTH + ACROSS) + ACROSS) // 2 + at * (WIDTH + ACROSS), 4 + level * (HEIGHT + DOWN))
        for level, row in rows.items()
        for at, one in enumerate(row)
    }
    height = len(rows) * (HEIGHT + DOWN) - DOWN + 8
    yield f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
    yield "".join(_lines(direct(graph), places))
    yield "".join(_boxes(places))
    yield "</svg>"


def _lines(graph: Mapping[str, set[str]], places: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    for one, needed in sorted(graph.items()):
        x, y = places[one][0] + WIDTH // 2, places[one][1]
        for other in sorted(needed):
            to_x, to_y = places[other][0] + WIDTH // 2, places[other][1] + HEIGHT
            yield f'<path d="M{x} {y} C{x} {y - DOWN} {to_x} {to_y + DOWN} {to_x} {to_y}"/>'


def _boxes(places: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    for one, (x, y) in places.items():
        yield f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="5"/>'
        middle = f'x="{x + WIDTH // 2}" y="{y + HEIGHT // 2 + 5}" text-anchor="middle" font-size="14"'
        yield f"<text {middle}>{escape(one)}/</text>"


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("packages", Packages)
    return {"parallel_read_safe": True}
