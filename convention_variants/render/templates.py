"""Templates and style sheets: where they are, and how they are filled in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache, lru_cache
from importlib.util import cache_from_source
from itertools import groupby
from pathlib import Path, PurePath
from pickle import UnpicklingError
from typing import Any, NamedTuple

import jinja2
from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from convention_variants.render.citations import heading_gap, heading_text, plain, running_head
from convention_variants.render.shown import Pieces, ShownItem, ShownNode, ShownPiece, is_subheading, strong
from convention_variants.render.wide_tables import table_style
from convention_variants.text.errors import InputError
from convention_variants.text.files import leads_out
from convention_variants.text.source import LINE_END, read_source
from convention_variants.text.words import single_spaced

_PLAIN = ShownPiece("")
_KERNED_APART = frozenset("fjJ")  # from parentheses, in our typeface: text copied from a PDF would have a space there


class LabelWidths(NamedTuple):
    """The approximate widths of letters, and of the widest label before a tab, in units of the font size.

    A tab is 2.2, and the gap needs at least a quarter. The script of the workbench measures labels by the same widths.
    """

    narrow_letters: str = "()[].,-' ijltfI"
    narrow: float = 0.33
    digit: float = 0.5
    other: float = 0.55
    most: float = 1.95


LABELS = LabelWidths()


class _CompiledTemplates(FileSystemBytecodeCache):
    """Our own templates compiled, kept where Python keeps our modules: it takes 60 ms to compile those of a page.

    What is kept is valid for a template's text, the settings in this module, and this Jinja.
    """

    def __init__(self) -> None:
        file = Path(cache_from_source(str(Path(__file__).with_name("template-%s.py"))))
        super().__init__(str(file.parent), file.name)
        self.versions = [Path(file).stat().st_mtime_ns for file in (__file__, jinja2.__file__)]

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(f"{self.versions}{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, EOFError, UnpicklingError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)


def own_templates() -> Path:
    """Return the folder of our templates, in the installed package or in a checkout."""
    package = Path(__file__).parent.parent
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parent / "templates"


@cache
def _environment(theirs: Path | None) -> Environment:
    """Return the environment of the templates, which escapes everything; that of overriding ones is sandboxed."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        file = find_file(name, theirs)
        if file is None:
            return None
        changed = file.stat().st_mtime_ns
        return read_source(file).text, str(file), lambda: file.exists() and file.stat().st_mtime_ns == changed

    environment = (_sandboxed() if theirs else Environment)(
        bytecode_cache=None if theirs else _CompiledTemplates(),
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "default": asdict}  # also strings of a language
    environment.filters.update(runs=runs, plain=plain, strong=strong, tabbed=tabbed, table_style=table_style)
    environment.filters.update(heading_text=heading_text, heading_gap=heading_gap, running_head=running_head)
    environment.filters.update(identity=id)
    environment.globals["landscape"] = frozenset()  # unless the page has nodes in landscape
    environment.tests.update(short=is_short, linkable=is_linkable, in_line=is_in_line, subheading=is_subheading)
    return environment


def _sandboxed() -> type[Environment]:
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 loaded when needed

    return ImmutableSandboxedEnvironment


def fill_in(name: str, theirs: Path | None, **values: object) -> str:
    """Return a template filled in.

    Raises `InputError` with file and line if an overriding template is invalid, uses an undefined variable, or does
    something that is not allowed.
    """
    try:
        return _environment(theirs).get_template(name).render(values)
    except TemplateSyntaxError as error:
        raise InputError(str(error.message), error.filename or name, error.lineno) from error
    except InputError:
        raise
    except Exception as error:  # a template can raise anything
        location = _location(error, theirs) if theirs else None
        if location is None:
            raise
        message = "infinite recursion" if isinstance(error, RecursionError) else single_spaced(str(error))
        raise InputError(message or type(error).__name__, *location) from error


def word_xml() -> Any:  # noqa: ANN401 its attributes are the macros
    """Return the macros that write the parts of a Word file."""
    return _environment(None).get_template("word.xml.j2").module


def _location(error: BaseException, theirs: Path) -> tuple[str, int] | None:
    """Return the file and line of the overriding template in which an error was raised, or None."""
    from traceback import walk_tb  # noqa: PLC0415 loaded when needed

    frames = ((frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__))
    return next((place for place in reversed(list(frames)) if Path(place[0]).is_relative_to(theirs)), None)


def find_file(name: str, theirs: Path | None) -> Path | None:
    """Return a template, style sheet, font or picture by name; None if the folders have none.

    Raises `InputError` if the overriding folder is missing, and for a symbolic link in it that points out of it.
    """
    if theirs is not None and not theirs.is_dir():
        raise InputError("template folder does not exist", str(theirs))
    if ".." in PurePath(name).parts:
        return None
    for folder in (own_templates(),) if theirs is None else (theirs, own_templates()):
        file = folder / name
        if file.is_file() and file.is_relative_to(folder):
            if folder == theirs and leads_out(file, folder):  # some systems install packages as links
                raise InputError("this link points outside its folder", str(file))
            return file
    return None


def style_sheet(name: str, theirs: Path | None) -> str:
    """Return the text of a style sheet with normalized line ends; raises `InputError` if it does not exist."""
    file = find_file(name, theirs)
    if file is None:
        raise InputError(f"style sheet {name} does not exist", str(theirs))
    return LINE_END.sub("\n", read_source(file).text)


def runs(nodes: Sequence[ShownNode]) -> Iterator[tuple[bool, list[ShownNode]]]:
    """Yield neighbouring nodes in groups: True with items, which form one list, False with other nodes."""
    for are_items, group in groupby(nodes, key=lambda node: isinstance(node, ShownItem)):
        yield are_items, list(group)


def tabbed(label: Pieces) -> list[ShownPiece]:
    """Return a label with a tab in its last piece, from where WeasyPrint measures it.

    A label too long for the tab stop gets a space instead, so that the text does not touch it.
    """
    gap = "\t" if is_short(label) else " "
    return [*label[:-1], label[-1]._replace(text=f"{label[-1].text}{gap}")]


def is_linkable(pieces: Pieces) -> bool:
    """Return whether text can be a link: links cannot nest, and footnote calls are links, too."""
    return all(piece.call is None and piece.address is None for piece in pieces)


def is_in_line(label: Pieces, pieces: Pieces) -> bool:
    """Return whether a label and its text can be one text without any element, and look the same."""
    plain_texts = (len(one) == 1 and one[0][1:] == _PLAIN[1:] for one in (label, pieces))
    return all(plain_texts) and _KERNED_APART.isdisjoint(label[0].text)


def is_short(label: Pieces) -> bool:
    """Return whether a label leaves a gap before the tab stop, by the approximate width of its letters."""
    return width_of(plain(label)) < LABELS.most


@lru_cache(maxsize=1024)  # the same few labels come again and again
def width_of(text: str) -> float:
    """Return the approximate width of a text, in units of the font size."""
    narrow, width, digit, other, _ = LABELS
    return sum(width if letter in narrow else digit if letter.isdigit() else other for letter in text)
