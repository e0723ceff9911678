"""Files → inventory: a draft, the `variants.toml` beside it, and what there is to choose in them."""

from __future__ import annotations

from pathlib import Path

from convention_variants.brackets.tree import read_brackets
from convention_variants.choices.inventory import Inventory, find_choices
from convention_variants.outline.reader import read_outline
from convention_variants.terminology.loader import read_terminology
from convention_variants.terminology.model import Terminology
from convention_variants.text.collector import collector_paused
from convention_variants.text.errors import InputError
from convention_variants.text.files import leads_out
from convention_variants.text.source import BYTE_ORDER_MARK, Source, read_source

DRAFT_NAMES = ("draft.md", "draft.txt")
VARIANTS_NAME = "variants.toml"


def find_draft(path: Path) -> Path:
    """Return the draft file that a path means: itself, or the draft in a folder or beside a `variants.toml`.

    Raises `InputError` where there is none, and for one in a folder that is a link to somewhere else: a stranger may
    have put it there. A path to a file may be any link.
    """
    try:
        return _find_draft(path)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", str(path)) from error


def _find_draft(path: Path) -> Path:
    if not path.exists():
        raise InputError("no such file or folder", str(path))
    if path.name == VARIANTS_NAME and path.is_file():
        return _find_draft(path.parent)
    if path.is_dir():
        for name in DRAFT_NAMES:
            if (path / name).is_file():
                return _in_its_folder(path / name)
        raise InputError(f"no draft in this folder: it needs a {' or a '.join(DRAFT_NAMES)}", str(path))
    return path


def _in_its_folder(file: Path) -> Path:
    if leads_out(file, file.parent):
        raise InputError("is a link that leads out of its folder", str(file))
    return file


def find_variants(path: Path) -> Path:
    """Return where the `variants.toml` of a draft is or would be; raises `InputError` for a link out of its folder."""
    return _in_its_folder(find_draft(path).with_name(VARIANTS_NAME))


def read_draft(source: Source, terminology: Terminology | None = None) -> Inventory:
    """Read a draft that is in memory already, by a terminology or by none."""
    with collector_paused():
        draft = read_outline(read_brackets(source))
        return find_choices(draft, terminology or Terminology())


def load_source(path: Path) -> Source:
    """Return the text of a draft, from its file or its folder.

    Raises `InputError` for a draft that is missing, not UTF-8 or empty.
    """
    file = find_draft(path)
    source = read_source(file)
    if not source.text.strip().strip(BYTE_ORDER_MARK):
        raise InputError("the draft is empty", str(file))
    return source


def load_draft(path: Path) -> Inventory:
    """Read a draft, from its file or its folder, with the `variants.toml` beside it if there is one.

    Raises `InputError` with file, line and column for a draft that is missing, not UTF-8 or empty, for a
    `variants.toml` that is wrong, and for either where it is a link out of its folder.
    """
    source, variants = load_source(path), load_variants(path)
    return read_draft(source, read_terminology(variants) if variants else None)


def load_variants(path: Path) -> Source | None:
    """Return the text of the `variants.toml` beside a draft, None where there is none."""
    file = find_variants(path)
    return read_source(file) if file.is_file() else None


def draft_name(path: Path) -> str:
    """Return the name of a draft's editions: that of its folder, or of a file that has its own."""
    file = find_draft(path).resolve()
    return file.parent.name if file.name in DRAFT_NAMES else file.stem
