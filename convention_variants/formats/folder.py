"""A draft's folder: which file in it is the draft, and the `variants.toml` beside it."""

from __future__ import annotations

from pathlib import Path

from convention_variants.formats.reader import read_data
from convention_variants.text.display import enumerated, printable
from convention_variants.text.errors import InputError
from convention_variants.text.files import leads_out, read_bytes
from convention_variants.text.source import BYTE_ORDER_MARK, Source, read_source

DRAFT_NAMES = ("draft.md", "draft.txt", "draft.docx", "draft.pdf")
VARIANTS_NAME = "variants.toml"


def find_draft(path: Path) -> Path:
    """Return the draft file that a path means: the file itself, or the draft in a folder or beside a `variants.toml`.

    Raises `InputError` if there is none in a folder, or more than one, or if it is a link to somewhere else: a stranger
    may have put it there. A path to a file may be any link.
    """
    try:
        return _find_draft(path)
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", str(path)) from error


def _find_draft(path: Path) -> Path:
    if not path.exists():
        raise InputError("no such file or folder", str(path))
    if path.name == VARIANTS_NAME and path.is_file():
        return _find_draft(path.parent)
    if not path.is_dir():
        return path
    drafts = [path / name for name in DRAFT_NAMES if (path / name).is_file()]
    if len(drafts) > 1:
        names = enumerated([draft.name for draft in drafts], "and")
        raise InputError(f"{names} in one folder; pass one of the files, or move the others away", str(path))
    if drafts:
        return _in_its_folder(drafts[0])
    inner = sorted(file.parent for name in DRAFT_NAMES for file in path.glob(f"*/{name}"))
    advice = f"{inner[0]} has one; pass that folder" if inner else f"expected {expected_names()}"
    raise misnamed_draft(path) or InputError(f"no draft in this folder; {advice}", str(path))


def misnamed_draft(folder: Path) -> InputError | None:
    """Return the error for a folder without a draft if one file in it may be meant: how to rename that."""
    endings = {Path(name).suffix for name in DRAFT_NAMES}
    files = [file for file in folder.iterdir() if file.suffix.lower() in endings and file.is_file()]
    files = [file for file in files if file.stem.casefold() != "readme"]
    if len(files) != 1:
        return None
    (file,) = files
    advice = f"rename {file.name} to draft{file.suffix.lower()}, or pass {file} as the draft"
    return InputError(f"no draft in this folder; {advice}", str(folder))


def expected_names() -> str:
    """Return how the draft in a folder may be called, for messages."""
    return enumerated(DRAFT_NAMES, "or")


def _in_its_folder(file: Path) -> Path:
    if leads_out(file, file.parent):
        raise InputError("this link points outside its folder", str(file))
    return file


def find_variants(path: Path) -> Path:
    """Return where the `variants.toml` of a draft is or would be; raises `InputError` for a link out of its folder."""
    return _in_its_folder(find_draft(path).with_name(VARIANTS_NAME))


def load_source(path: Path, *, before_changes: bool = False) -> Source:
    """Return the text of a draft, from its file or its folder.

    `before_changes` reads a Word file as if its tracked changes were rejected. Raises `InputError` for a draft that is
    missing, damaged or empty.
    """
    file = find_draft(path)
    source = read_data(read_bytes(file), printable(str(file)), file.parent, before_changes=before_changes)
    if not source.text.strip().strip(BYTE_ORDER_MARK):
        raise InputError("the file is empty", str(file))
    return source


def load_variants(path: Path) -> Source | None:
    """Return the text of the `variants.toml` beside a draft; None if there is none."""
    file = find_variants(path)
    return read_source(file) if file.is_file() else None


def draft_name(path: Path) -> str:
    """Return the name of a draft's editions: that of its folder, or of a file that has its own."""
    file = find_draft(path).resolve()
    return file.parent.name if file.name in DRAFT_NAMES else file.stem
