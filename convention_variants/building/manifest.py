"""`manifest.json`: what a build has made, from what and with what, and whether the files are still the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
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
class Entry:
    """One file of a build.

    `path` is where it is below the folder, parted by `/`; `about` says what it is, as JSON; `inputs` is a digest of all
    that it was made from; `sha256` and `size`, in bytes, are its own.
    """

    path: str
    about: Mapping[str, Any]
    inputs: str
    sha256: str
    size: int

    def is_in(self, folder: Path) -> bool:
        """Say whether the file is there, byte for byte."""
        return _state(self, folder) == ""


class DamagedManifestError(InputError):
    """The file begins as a manifest of ours, and does not go on as one."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A file that is not as the manifest says: its path, and what is wrong with it."""

    path: str
    what: str


def digest(data: object) -> str:
    """Return the sha256, in hexadecimal, of bytes, or of the JSON of other data."""
    if not isinstance(data, bytes):
        data = json.dumps(data, ensure_ascii=False, sort_keys=True).encode("utf-8")
    return sha256(data).hexdigest()


def as_json(entries: Iterable[Entry]) -> bytes:
    """Return the text of a manifest, the files in the order of their paths."""
    files = [
        {"path": one.path, **one.about, "inputs": one.inputs, "sha256": one.sha256, "size": one.size}
        for one in sorted(entries, key=lambda entry: entry.path)
    ]
    return (json.dumps({"schema": _SCHEMA, "files": files}, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def read_manifest(folder: Path) -> dict[str, Entry]:
    """Return what the manifest of a folder says, by path.

    Raises `DamagedManifestError` for a damaged one, and another `InputError` where there is none, or somebody else's.
    Its paths may lead nowhere outside.
    """
    file = folder / MANIFEST
    source = read_source(file)
    try:
        return _entries(source.text, file)
    except InputError as error:
        if source.text and not source.text.startswith(_HEAD):
            raise
        raise DamagedManifestError(error.message, error.file, error.line, error.column) from error


def _entries(text: str, file: Path) -> dict[str, Entry]:
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error.msg}", str(file), error.lineno, error.colno) from error
    except (RecursionError, ValueError) as error:  # a number of more digits than Python reads is a ValueError
        raise InputError("not a manifest", str(file)) from error
    if not isinstance(said, dict) or said.get("schema") != _SCHEMA or not isinstance(said.get("files"), list):
        raise InputError(f"not a manifest of schema {_SCHEMA}", str(file))
    entries = {entry.path: entry for entry in (_entry(one, file) for one in said["files"])}
    if len(entries) < len(said["files"]):
        raise InputError("lists a file twice", str(file))
    return entries


def _entry(said: object, file: Path) -> Entry:
    if not isinstance(said, dict) or not all(isinstance(said.get(key), str) for key in _OWN[:3]):
        raise InputError("each file requires path, inputs, sha256 and size", str(file))
    path, size = PurePosixPath(said["path"]), said.get("size")
    is_plain = str(path) == said["path"] != MANIFEST and said["path"].isprintable() and "\\" not in said["path"]
    if not isinstance(size, int) or not is_plain or path.is_absolute() or ".." in path.parts or not path.parts:
        raise InputError(f"not a file in this folder: {said['path']!r}", str(file))
    about = {key: value for key, value in said.items() if key not in _OWN}
    return Entry(said["path"], about, said["inputs"], said["sha256"], size)


def verify(folder: Path) -> list[Mismatch]:
    """Compare a folder with its manifest: what is missing, changed, or not from the build; nothing means all is well.

    Files whose names begin with a dot are left out. Raises `InputError` where the folder has no manifest, or none of
    ours.
    """
    entries = read_manifest(folder)
    found = [Mismatch(entry.path, what) for entry in entries.values() if (what := _state(entry, folder))]
    strangers = sorted(path for path in _files(folder) if path not in entries and path != MANIFEST)
    return [*found, *(Mismatch(path, "not in the manifest") for path in strangers)]


def _state(entry: Entry, folder: Path) -> str:
    """Return what is wrong with a file, nothing where it is as it should be."""
    file = folder / entry.path
    if not entry.sha256:
        return "not built: the last build was interrupted"
    try:
        found = file.stat()
        if not S_ISREG(found.st_mode):
            return "not a file"
        if found.st_size != entry.size:
            return f"{found.st_size} bytes instead of {entry.size}"
        return "" if digest(file.read_bytes()) == entry.sha256 else "content differs"
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"cannot read: {error.strerror}"


def _files(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*"):
        path = file.relative_to(folder)
        if file.is_file() and not any(part.startswith(".") for part in path.parts):
            yield path.as_posix()
