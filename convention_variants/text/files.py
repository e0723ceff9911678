"""Files, each written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from convention_variants.text.errors import InputError

BESIDE = ".variants-part"


def write_file(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that it is never half-written.

    Raises `InputError` where the system will not have it; no trace is left then.
    """
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=BESIDE, delete=False) as file:
            beside = Path(file.name)
            try:
                file.write(data)
                file.close()
                beside.chmod(0o666 & ~_umask())
                beside.replace(path)
            except BaseException:
                with suppress(OSError):
                    beside.unlink()
                raise
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", str(path)) from error


def leads_out(file: Path, folder: Path) -> bool:
    """Say whether links make a path below a folder lead to somewhere outside."""
    return not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are missing; raises `InputError` if the system will not have it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be made: {error.strerror}", str(folder)) from error


def sweep(folders: Iterable[Path]) -> None:
    """Remove what a process that was killed while it wrote has left beside its files."""
    for folder in folders:
        with suppress(OSError):
            for file in folder.glob(f".*{BESIDE}"):
                file.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
