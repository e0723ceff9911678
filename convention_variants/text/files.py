"""Read files, and write them atomically."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from convention_variants.text.display import printable
from convention_variants.text.errors import InputError

TEMPORARY = ".variants-part"


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file; raises `InputError` if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", printable(str(path))) from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file atomically: write a temporary file next to it, then rename that.

    Raises `InputError` if the file cannot be written; the temporary file is then removed.
    """
    temporary = path.with_name(f".{os.urandom(8).hex()}{TEMPORARY}")
    try:
        with temporary.open("xb") as file:
            try:
                file.write(data)
                file.close()
                temporary.replace(path)
            except BaseException:
                with suppress(OSError):
                    temporary.unlink()
                raise
    except OSError as error:
        if not path.parent.is_dir():
            raise InputError(f"folder {path.parent} does not exist", str(path)) from error
        raise InputError(f"cannot write: {error.strerror}", str(path)) from error


def leads_out(file: Path, folder: Path) -> bool:
    """Return whether symbolic links make a path below a folder lead outside it."""
    return not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def make_folder(folder: Path) -> None:
    """Create a folder and its parents, if missing; raises `InputError` if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise InputError("this is a file, not a folder", str(folder)) from error
    except OSError as error:
        raise InputError(f"cannot create folder: {error.strerror}", str(folder)) from error


def sweep(folders: Iterable[Path]) -> None:
    """Remove temporary files that a killed process has left."""
    for folder in folders:
        with suppress(OSError):
            for file in folder.glob(f".*{TEMPORARY}"):
                file.unlink()
