"""The folder of a build: what an earlier build has left in it, and what comes into it now."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from convention_variants.building.manifest import MANIFEST, DamagedManifestError, Entry, as_json, digest, read_manifest
from convention_variants.building.plan import Failure, Task, may_be_made
from convention_variants.text.errors import InputError
from convention_variants.text.files import leads_out, make_folder, sweep, write_file

_SECONDS_BETWEEN_NOTES = 1


class Folder:
    """Takes files in, one by one, and notes in the manifest what is to come, now and then what has come, and the end.

    On the way the manifest names every file that is to be made, without a digest: a build that was killed is taken up
    where it ended, and the next one knows what it may write over.
    """

    def __init__(self, path: Path, index: str, tasks: Sequence[Task]) -> None:
        """Open the folder for some tasks and a page of the name `index`.

        Raises `InputError` where one of their files is there, and no build has made it.
        """
        self.path = path
        self.before = _read_before(path, [index, *(task.path for task in tasks)])
        self.coming: dict[str, Entry] = {}
        self.now: dict[str, Entry] = {}
        sweep({path, *((path / place).parent for place in (*self.before, *(task.path for task in tasks)))})
        self._noted = time.monotonic()

    def has(self, task: Task) -> bool:
        """Say whether the file of a task is there, made from the same inputs."""
        entry = self.before.get(task.path)
        return entry is not None and entry.inputs == task.inputs and entry.is_in(self.path)

    def expect(self, tasks: Iterable[Task]) -> None:
        """Note down which files are to come."""
        coming = {task.path: Entry(task.path, task.about, "", "", 0) for task in tasks}
        if coming:
            self.coming |= coming
            self.note()

    def keep(self, task: Task) -> Entry:
        """Take over what an earlier build has made."""
        entry = self.before[task.path]
        entry = self.now[task.path] = Entry(task.path, task.about, task.inputs, entry.sha256, entry.size)
        return entry

    def store(self, task: Task, data: bytes) -> Entry:
        """Write the file of a task; raises `InputError` where the system will not have it, or elsewhere."""
        file = self.path / task.path
        make_folder(file.parent)
        if leads_out(file.parent, self.path):
            raise InputError("leads outside the build folder", str(file.parent))
        write_file(file, data)
        entry = self.now[task.path] = Entry(task.path, task.about, task.inputs, digest(data), len(data))
        if time.monotonic() > self._noted + _SECONDS_BETWEEN_NOTES:
            self.note()
        return entry

    def note(self) -> None:
        """Write the manifest as things stand."""
        self._write({**self.before, **self.coming, **self.now})

    def finish(self, failures: Iterable[Failure], *, tidy: bool) -> list[str]:
        """Write the manifest; remove what an earlier build has made and this one does not, and return the paths.

        What of it was changed since stays, and so does what this build has failed to make again. All of it is left as
        it is, and in the manifest, unless the folder is to be `tidy`. A file of which nobody knows whether a build that
        was killed has made it stays, and the manifest says so.
        """
        failed = list(failures)
        rest = {path: entry for path, entry in self.before.items() if path not in self.now}
        left = {
            path: entry
            for path, entry in rest.items()
            if not (tidy and entry.sha256) or any(failure.is_of(path) for failure in failed)
        }
        gone = [path for path in rest if path not in left and self._is_ours(rest[path])]
        for path in gone:
            with suppress(OSError):
                (self.path / path).unlink()
        there = {path: entry for path, entry in left.items() if entry.sha256 or os.path.lexists(self.path / path)}
        self._write({**there, **self.now})
        for folder in {(self.path / path).parent for path in gone} - {self.path}:
            with suppress(OSError):  # something else is in it
                folder.rmdir()
        return sorted(gone)

    def _is_ours(self, entry: Entry) -> bool:
        """Say whether a file may be removed: a build has made it, to judge by its name, and nobody has changed it."""
        outside = leads_out((self.path / entry.path).parent, self.path)
        return entry.is_in(self.path) and may_be_made(entry.path) and not outside

    def _write(self, entries: Mapping[str, Entry]) -> None:
        data, file = as_json(entries.values()), self.path / MANIFEST
        if not (file.is_file() and file.read_bytes() == data):
            write_file(file, data)
        self._noted = time.monotonic()


def _read_before(path: Path, coming: Iterable[str]) -> dict[str, Entry]:
    """Return what an earlier build has noted down.

    Raises `InputError` for a file that is in the way of one that is coming, unless a build has made it: where the
    manifest is damaged nobody knows.
    """
    before: dict[str, Entry] = {}
    damage: DamagedManifestError | None = None
    if os.path.lexists(path / MANIFEST):
        try:
            before = read_manifest(path)
        except DamagedManifestError as error:
            damage = error
    for place in coming:
        if place not in before and os.path.lexists(path / place):
            if damage:
                message = (
                    f"damaged: {damage.message}; delete the files in this folder, or build into another with --out"
                )
                raise InputError(message, damage.file) from damage
            message = "not created by a build; move it, or build into another folder with --out"
            raise InputError(message, str(path / place))
    return before
