"""The folder of a build: what an earlier build has left in it, and what comes into it now."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from convention_variants.building.manifest import MANIFEST, Entry, ForeignManifestError, as_json, digest, read_manifest
from convention_variants.building.plan import Task
from convention_variants.diagnostics import InputError
from convention_variants.files import make_folder, sweep, write_file

_SECONDS_BETWEEN_NOTES = 1


class Folder:
    """Takes files in, one by one, and notes them down in the manifest, now and then on the way and at the end.

    At any moment the manifest tells of each file that it names either what stands there, or, for one that was written
    since, what stood there before: it is made once more, and a build that was killed is taken up where it ended.
    """

    def __init__(self, path: Path, index: str, drafts: Iterable[str]) -> None:
        """Open the folder, in which `index` is the name of the index page and each of the `drafts` has a folder.

        Raises `InputError` where a file of the name of the manifest or the index page is somebody else's.
        """
        self.path = path
        self.now: dict[str, Entry] = {}
        self.before = _read_before(path, index)
        make_folder(path)
        sweep({path, *(path / draft for draft in drafts), *((path / entry).parent for entry in self.before)})
        self._noted = time.monotonic()

    def has(self, task: Task) -> bool:
        """Say whether the file of a task is there, made from the same inputs."""
        entry = self.before.get(task.path)
        return entry is not None and entry.inputs == task.inputs and entry.is_in(self.path)

    def keep(self, path: str) -> Entry:
        """Take over what an earlier build has made."""
        entry = self.now[path] = self.before[path]
        return entry

    def store(self, path: str, about: Mapping[str, Any], inputs: str, data: bytes) -> Entry:
        """Write a file; raises `InputError` where the system will not have it."""
        file = self.path / path
        make_folder(file.parent)
        write_file(file, data)
        entry = self.now[path] = Entry(path, about, inputs, digest(data), len(data))
        if time.monotonic() > self._noted + _SECONDS_BETWEEN_NOTES:
            self.note()
        return entry

    def note(self) -> None:
        """Write the manifest as things stand."""
        self._write({**self.before, **self.now})

    def finish(self, failed: Collection[str]) -> list[str]:
        """Write the manifest, and remove what an earlier build has made and this one does not; return the paths.

        What of it was changed since stays, and so does what this build has failed to make again: `failed` are the
        paths of that, or the names of its drafts.
        """
        rest = {path: entry for path, entry in self.before.items() if path not in self.now}
        left = {path: rest[path] for path in rest if any(_is_of(path, what) for what in failed)}
        gone = [path for path, entry in rest.items() if path not in left and entry.is_in(self.path)]
        for path in gone:
            with suppress(OSError):
                (self.path / path).unlink()
        self._write({**left, **self.now})
        for folder in {(self.path / path).parent for path in gone} - {self.path}:
            with suppress(OSError):  # something else is in it
                folder.rmdir()
        return sorted(gone)

    def _write(self, entries: Mapping[str, Entry]) -> None:
        data, file = as_json(entries.values()), self.path / MANIFEST
        if not (file.is_file() and file.read_bytes() == data):
            write_file(file, data)
        self._noted = time.monotonic()


def _read_before(path: Path, index: str) -> dict[str, Entry]:
    """Return what an earlier build has noted down: nothing where there was none, or its manifest is damaged."""
    if not (path / MANIFEST).exists() and (path / index).exists():
        raise InputError("is there already, and no build has made it: build into another folder", str(path / index))
    try:
        return read_manifest(path)
    except ForeignManifestError:
        raise
    except InputError:
        return {}


def _is_of(path: str, what: str) -> bool:
    """Say whether a file is that of a failure, which is a file, an edition in whatever format, or a draft."""
    return path == what or path.startswith((f"{what}.", f"{what}/"))
