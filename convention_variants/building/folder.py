"""The output folder of a build: the files of the last build, and those of this one."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from convention_variants.building.manifest import (
    MANIFEST,
    BuiltFile,
    DamagedManifestError,
    as_json,
    digest,
    read_manifest,
)
from convention_variants.building.tasks import INDEX, Failure, Task, may_be_made
from convention_variants.text.errors import InputError
from convention_variants.text.files import leads_out, make_folder, sweep, write_file

_LOCK = ".variants-lock"
OWN_FILES = (INDEX, MANIFEST, _LOCK)
_SECONDS_BETWEEN_SAVES = 1


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock a folder against other builds, until the end of the block or of the process.

    Raises `InputError` if another build has the lock. File systems without locks are not locked.
    """
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise InputError("another build is running in this folder", str(folder)) from None
    except NotImplementedError:  # as on some network disks
        pass
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror}", str(folder)) from error
    try:
        yield
    finally:
        lock.release()


class OutputFolder:
    """Writes the files of a build one by one, and saves the manifest before, now and then, and at the end.

    Until the end the manifest lists planned files without a digest, so that the next build continues an interrupted one
    and knows which files it may overwrite.
    """

    def __init__(self, path: Path, tasks: Sequence[Task]) -> None:
        """Open the folder; raises `InputError` if a file of a task exists that no build has made."""
        self.path = path
        self.before = _read_before(path, [INDEX, *(task.path for task in tasks)])
        self.planned: dict[str, BuiltFile] = {}
        self.now: dict[str, BuiltFile] = {}
        sweep({path, *((path / name).parent for name in (*self.before, *(task.path for task in tasks)))})
        self._saved = time.monotonic()

    def has(self, task: Task) -> bool:
        """Return whether the file of a task is up to date."""
        before = self.before.get(task.path)
        return before is not None and before.inputs == task.inputs and before.is_in(self.path)

    def expect(self, tasks: Iterable[Task]) -> None:
        """Save which files are planned."""
        planned = {task.path: BuiltFile(task.path, task.about, "", "", 0) for task in tasks}
        if planned:
            self.planned |= planned
            self.save()

    def keep(self, task: Task) -> BuiltFile:
        """Keep the file of the last build."""
        before = self.before[task.path]
        kept = self.now[task.path] = BuiltFile(task.path, task.about, task.inputs, before.sha256, before.size)
        return kept

    def store(self, task: Task, data: bytes) -> BuiltFile:
        """Write the file of a task; raises `InputError` if that fails, or if its path leads out of the folder."""
        file = self.path / task.path
        make_folder(file.parent)
        if leads_out(file.parent, self.path):
            raise InputError("this link points outside the output folder", str(file.parent))
        write_file(file, data)
        built = self.now[task.path] = BuiltFile(task.path, task.about, task.inputs, digest(data), len(data))
        if time.monotonic() > self._saved + _SECONDS_BETWEEN_SAVES:
            self.save()
        return built

    def save(self) -> None:
        """Write the manifest as it is now."""
        self._write({**self.before, **self.planned, **self.now})

    def finish(self, failures: Iterable[Failure], *, tidy: bool) -> list[str]:
        """Write the manifest; if `tidy`, remove files of earlier builds that are not in this one; return their paths.

        Files that were changed since, or that this build failed to make, are not removed. A file that an interrupted
        build may or may not have written stays, and stays in the manifest.
        """
        failed = list(failures)
        rest = {path: built for path, built in self.before.items() if path not in self.now}
        left = {
            path: built
            for path, built in rest.items()
            if not (tidy and built.sha256) or any(failure.is_of(path) for failure in failed)
        }
        removed = [path for path in rest if path not in left and self._may_be_removed(rest[path])]
        for path in removed:
            with suppress(OSError):
                (self.path / path).unlink()
        listed = {path: built for path, built in left.items() if built.sha256 or os.path.lexists(self.path / path)}
        self._write({**listed, **self.now})
        for folder in {(self.path / path).parent for path in removed} - {self.path}:
            with suppress(OSError):  # it is not empty
                folder.rmdir()
        return sorted(removed)

    def _may_be_removed(self, built: BuiltFile) -> bool:
        """Return whether a file is unchanged, inside the folder, and named like one that a build makes."""
        outside = leads_out((self.path / built.path).parent, self.path)
        return built.is_in(self.path) and may_be_made(built.path) and not outside

    def _write(self, files: Mapping[str, BuiltFile]) -> None:
        data, manifest = as_json(files.values()), self.path / MANIFEST
        if not (manifest.is_file() and manifest.read_bytes() == data):
            write_file(manifest, data)
        self._saved = time.monotonic()


def _read_before(path: Path, planned: Iterable[str]) -> dict[str, BuiltFile]:
    """Return the files that the manifest lists.

    Raises `InputError` if a planned file exists that no build has made, or if a damaged manifest leaves that unknown.
    """
    before: dict[str, BuiltFile] = {}
    damage: DamagedManifestError | None = None
    if os.path.lexists(path / MANIFEST):
        try:
            before = read_manifest(path)
        except DamagedManifestError as error:
            damage = error
    for name in planned:
        if name not in before and os.path.lexists(path / name):
            if damage:
                fix = "delete the files in this folder, or build into another one with --out"
                message = f"damaged manifest: {damage.message}; {fix}"
                raise InputError(message, damage.file) from damage
            message = "already exists and is not from a build; move it, or build into another folder with --out"
            raise InputError(message, str(path / name))
    return before
