"""The templates and style sheets of the HTML and PDF editions, and how they are filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path, PurePath

from jinja2 import FunctionLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from convention_variants.render.annex import Row
from convention_variants.render.citations import plain
from convention_variants.render.shown import Piece, Pieces, ShownItem, ShownNode, ShownTable
from convention_variants.text.errors import InputError
from convention_variants.text.source import read_source

# In letters, of which a bold one is as wide as any.
_PAGE_WIDTH = 62
_CELL_GAP = 2
# In the size of the type: a tab is 2.2, and a gap of less than a quarter is none.
_TAB = 1.95
_NARROW = frozenset("()[].,-' ijltfI")


def own_templates() -> Path:
    """Return the folder of our templates: inside the installed package, or in its checkout."""
    package = Path(__file__).parent.parent
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parent / "templates"


def template_folders(theirs: Path | None) -> list[Path]:
    """Return the folders in which templates are looked for, first to last.

    Raises `InputError` if the folder that shall override ours does not exist.
    """
    if theirs is None:
        return [own_templates()]
    if not theirs.is_dir():
        raise InputError("template folder does not exist", str(theirs))
    return [theirs, own_templates()]


@cache
def _environment(theirs: Path | None) -> ImmutableSandboxedEnvironment:
    """Return the environment of the templates: sandboxed, and everything escaped."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        file = find_file(name, theirs)
        if file is None:
            return None
        changed = file.stat().st_mtime_ns
        return read_source(file).text, str(file), lambda: file.exists() and file.stat().st_mtime_ns == changed

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(runs=runs, plain=plain, tabbed=tabbed, crowded=crowded)
    environment.tests.update(short=is_short, linkable=is_linkable)
    return environment


def fill_in(name: str, theirs: Path | None, **values: object) -> str:
    """Fill a template in.

    Raises `InputError` with file and line for a template, of those that override ours, that is
    wrong or asks for what is not there or not allowed.
    """
    try:
        return _environment(theirs).get_template(name).render(values)
    except TemplateSyntaxError as error:
        raise InputError(str(error.message), error.filename or name, error.lineno) from error
    except InputError:
        raise
    except Exception as error:  # a template can do whatever raises something
        place = _place(error, theirs) if theirs else None
        if place is None:
            raise
        message = "infinite recursion" if isinstance(error, RecursionError) else " ".join(str(error).split())
        raise InputError(message or type(error).__name__, *place) from error


def _place(error: BaseException, theirs: Path) -> tuple[str, int] | None:
    """Return the file and line, in a template of those that override ours, in which an error came up."""
    place = None
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if Path(file).is_relative_to(theirs):
            place = (file, trace.tb_lineno)
        trace = trace.tb_next
    return place


def find_file(name: str, theirs: Path | None) -> Path | None:
    """Return a template, style sheet, font or picture by its name, never one outside the folders.

    Raises `InputError` for a symbolic link that leads out of its folder.
    """
    if ".." in PurePath(name).parts:
        return None
    for folder in template_folders(theirs):
        file = folder / name
        if file.is_file() and file.is_relative_to(folder):
            if file.resolve().is_relative_to(folder.resolve()):
                return file
            raise InputError("link to outside its folder", str(file))
    return None


def style_sheet(name: str, theirs: Path | None) -> str:
    """Return the text of a style sheet, its lines ended as a browser sees them."""
    file = find_file(name, theirs)
    if file is None:
        raise InputError(f"style sheet {name} does not exist", str(theirs))
    return read_source(file).text.replace("\r\n", "\n").replace("\r", "\n")


def runs(nodes: Sequence[ShownNode]) -> Iterator[tuple[bool, list[ShownNode]]]:
    """Yield neighbouring nodes together: True with labelled items, which make up one list."""
    for are_items, group in groupby(nodes, key=lambda node: isinstance(node, ShownItem)):
        yield are_items, list(group)


def crowded(table: ShownTable | Sequence[Row]) -> bool:
    """Say whether the longest words of a table's columns, side by side, are more than a printed page is wide."""
    if isinstance(table, ShownTable):
        rows = [[plain(cell) for cell in row] for row in table.rows]
    else:
        rows = [[row.citation, row.reads, " ".join(row.instead_of), row.why] for row in table]
    longest = [0] * len(rows[0])
    for row_of_cells in rows:
        for column, cell in enumerate(row_of_cells):
            longest[column] = max(longest[column], *map(len, cell.split()), 0)
    return sum(longest) + _CELL_GAP * len(longest) > _PAGE_WIDTH


def tabbed(label: Pieces) -> list[Piece]:
    """Return a label with a tab as part of its last piece: WeasyPrint measures a tab from there.

    A label that leaves no gap before the tab stop gets a space instead, or its text would touch it.
    """
    gap = "\t" if is_short(label) else " "
    return [*label[:-1], label[-1]._replace(text=f"{label[-1].text}{gap}")]


def is_linkable(pieces: Pieces) -> bool:
    """Say whether a text may be a link: none stands in it already, as the call of a footnote is one."""
    return all(piece.call is None and piece.address is None for piece in pieces)


def is_short(label: Pieces) -> bool:
    """Say whether a label leaves a gap before the tab stop, by how wide its letters are about."""
    return sum(0.33 if letter in _NARROW else 0.5 if letter.isdigit() else 0.55 for letter in plain(label)) < _TAB
