"""`manifest.json`: the files of a build, what they were made from, and whether they are unchanged."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import Any

from convention_variants.text.errors import InputError
from convention_variants.text.source import read_source

MANIFEST = "manifest.json"
_SCHEMA = 1
_HEAD = f'{{\n  "schema": {_SCHEMA},\n  "files": ['
_OWN = ("path", "inputs", "sha256", "size")


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file of a build.

    `path` is relative to the folder, with `/`; `about` describes the file, as JSON; `inputs` is a digest of everything
    the file is made from; `sha256` is a digest of its bytes, empty while it is not built; `size` is in bytes.
    """

    path: str
    about: Mapping[str, Any]
    inputs: str
    sha256: str
    size: int

    def is_in(self, folder: Path) -> bool:
        """Return whether the file exists unchanged."""
        return _mismatch(self, folder) == ""


class DamagedManifestError(InputError):
    """The file starts like a manifest but is not a valid one."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A file that does not match the manifest: its path, and what is wrong."""

    path: str
    what: str


def digest(data: object) -> str:
    """Return the hexadecimal SHA-256 of bytes, or of other data as JSON."""
    if not isinstance(data, bytes):
        data = json.dumps(data, ensure_ascii=False, sort_keys=True).encode("utf-8")
    return sha256(data).hexdigest()


def as_json(files: Iterable[BuiltFile]) -> bytes:
    """Return the text of a manifest, with files sorted by path."""
    listed = [
        {"path": one.path, **one.about, "inputs": one.inputs, "sha256": one.sha256, "size": one.size}
        for one in sorted(files, key=lambda file: file.path)
    ]
    return (json.dumps({"schema": _SCHEMA, "files": listed}, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def read_manifest(folder: Path) -> dict[str, BuiltFile]:
    """Return the files that the manifest of a folder lists, by path.

    Raises `DamagedManifestError` if it is damaged, and another `InputError` if it is missing or not ours. No path
    points outside the folder.
    """
    file = folder / MANIFEST
    if not os.path.lexists(file):
        missing = f"no {MANIFEST} in this folder; run build first" if folder.is_dir() else "no such folder"
        raise InputError(missing, str(folder))
    source = read_source(file)
    try:
        return _listed(source.text, file)
    except InputError as error:
        if source.text and not source.text.startswith(_HEAD):
            raise
        raise DamagedManifestError(error.message, error.file, error.line, error.column) from error


def _listed(text: str, file: Path) -> dict[str, BuiltFile]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"invalid JSON: {error.msg}", str(file), error.lineno, error.colno) from error
    except (RecursionError, ValueError) as error:  # a number with too many digits is a ValueError
        raise InputError("not a manifest", str(file)) from error
    if not isinstance(data, dict) or data.get("schema") != _SCHEMA or not isinstance(data.get("files"), list):
        raise InputError(f"not a manifest of schema {_SCHEMA}", str(file))
    listed = {built.path: built for built in (_built_file(one, file) for one in data["files"])}
    if len(listed) < len(data["files"]):
        raise InputError("lists a file twice", str(file))
    return listed


def _built_file(data: object, file: Path) -> BuiltFile:
    if not isinstance(data, dict) or not all(isinstance(data.get(key), str) for key in _OWN[:3]):
        raise InputError("each file requires path, inputs, sha256 and size", str(file))
    path, size = PurePosixPath(data["path"]), data.get("size")
    is_plain = str(path) == data["path"] != MANIFEST and data["path"].isprintable() and "\\" not in data["path"]
    if not isinstance(size, int) or not is_plain or path.is_absolute() or ".." in path.parts or not path.parts:
        raise InputError(f"not a file in this folder: {data['path']!r}", str(file))
    about = {key: value for key, value in data.items() if key not in _OWN}
    return BuiltFile(data["path"], about, data["inputs"], data["sha256"], size)


def verify(folder: Path) -> list[Mismatch]:
    """Return the files of a folder that are missing, changed or not in its manifest.

    Files with a leading dot are ignored. Raises `InputError` if the folder has no manifest, or one that is not ours.
    """
    listed = read_manifest(folder)
    mismatches = [Mismatch(built.path, what) for built in listed.values() if (what := _mismatch(built, folder))]
    files = (file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    paths = sorted(file.as_posix() for file in files if not any(part.startswith(".") for part in file.parts))
    unlisted = [path for path in paths if path not in listed and path != MANIFEST]
    return [*mismatches, *(Mismatch(path, "not in the manifest") for path in unlisted)]


def _mismatch(built: BuiltFile, folder: Path) -> str:
    """Return what is wrong with a file, empty if it is unchanged."""
    file = folder / built.path
    if not built.sha256:
        return "not built: the last build was interrupted"
    try:
        status = file.stat()
        if not S_ISREG(status.st_mode):
            return "not a file"
        if status.st_size != built.size:
            return f"{status.st_size} bytes instead of {built.size}"
        return "" if digest(file.read_bytes()) == built.sha256 else "content differs"
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"cannot read: {error.strerror}"
