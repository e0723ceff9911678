"""A plan → the files of the output folder, made by an executor, or kept if they are up to date."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from convention_variants.building.folder import OutputFolder, locked
from convention_variants.building.index import index_page
from convention_variants.building.manifest import BuiltFile, digest
from convention_variants.building.plan import Plan, Wanted, make_plan
from convention_variants.building.tasks import INDEX, Failure, Task
from convention_variants.building.work import SerialExecutor, cluster, interrupt_later, processes, versions
from convention_variants.formats.folder import DRAFT_NAMES, expected_names, misnamed_draft
from convention_variants.text.errors import InputError
from convention_variants.text.files import make_folder

_IN_FLIGHT = 64  # tasks: enough to keep a cluster busy, few enough for memory
_WORTH_A_PROCESS = 2  # seconds of work; starting a process takes about one
_PATIENCE = 0.2  # seconds after which Ctrl-C takes effect at the latest


class BuildProgress(NamedTuple):
    """The progress of a build: the number of finished tasks, and the path and state of one file.

    `state` is "current" for a file at work, "made", "kept" or "failed" for a finished one, and "removed" for one of an
    earlier build.
    """

    done: int
    total: int
    path: str
    state: str
    file: BuiltFile | None = None


Report = Callable[[BuildProgress], None]


@dataclass(frozen=True)
class Build:
    """The result of a build: the files by state, and what could not be built."""

    folder: Path
    made: tuple[BuiltFile, ...] = field(repr=False)
    kept: tuple[BuiltFile, ...] = field(repr=False)
    removed: tuple[str, ...]
    failures: tuple[Failure, ...]
    plan: Plan = field(repr=False)


def build(
    drafts: Iterable[Path],
    out: Path,
    formats: Sequence[str] = (),
    profiles: Sequence[str] = (),
    *,
    combinations: bool = False,
    parties: bool = False,
    mark: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
    scheduler: str = "",
    force: bool = False,
    tidy: bool = True,
    known: Plan | None = None,
    root: Path | None = None,
    report: Report = lambda _: None,
) -> Build:
    """Build the editions of drafts, comparisons, workbenches, an index page and the manifest.

    Files are `OUT/<draft>/<draft>-<edition>.<format>`, `OUT/index.html` and `OUT/manifest.json`; without `formats`, all
    formats are built. With `parties` there is an edition for each party that has a position, and with `mark` chosen
    wording is highlighted. Each draft is read once and each reading made once. Files that are up to date are kept
    unless `force` is set, and files of earlier builds that are not in this one are removed if `tidy` is set.

    The work is done by `executor` if given, else by the workers of the Dask scheduler at the address `scheduler`, else
    by up to `jobs` processes if there is enough work (a script with more than one needs the guard
    `if __name__ == "__main__":`). `report` is called during the build. `known` is the plan of an earlier
    build with the same arguments, from which unchanged drafts are taken. Drafts that are links out of `root` are not
    read.

    What cannot be built is a failure in the result and does not stop the rest. Raises `VariantsError` for invalid
    arguments, if no draft is valid, and if the folder is not writable; files written before that stay.
    """
    plan = make_plan(drafts, Wanted(formats, profiles, combinations, parties, mark), known, root)
    make_folder(out)
    with locked(out):
        folder = OutputFolder(out, plan.tasks)
        failures = [*plan.failures, *(failure for draft in plan.drafts.values() for failure in draft.failures)]
        runner = _TaskRunner(folder, report, len(plan.tasks), failures)
        todo = []
        for task in plan.tasks:
            if folder.has(task) and not force:
                runner.keep(task)
            else:
                todo.append(task)
        folder.expect(todo)
        try:
            with _workers(todo, jobs, executor, scheduler) as workers:
                lost = runner.run(todo, workers)
            runner.retry(lost, jobs)
            return _finish(plan, runner, tidy=tidy)
        except BaseException:
            with suppress(InputError):
                folder.save()
            raise


def _workers(
    todo: Sequence[Task], jobs: int, executor: Executor | None, scheduler: str
) -> AbstractContextManager[Executor]:
    """Return the executor for some tasks: the given one, a cluster, or no more processes than pay off."""
    if executor is not None:
        return nullcontext(executor)
    if todo and scheduler:
        return cluster(scheduler)
    jobs = min(jobs, len(todo))
    if jobs <= 1 or sum(task.seconds for task in todo) < _WORTH_A_PROCESS:
        return nullcontext(SerialExecutor())
    return processes(jobs)


class _TaskRunner:
    """Runs the tasks of a plan and keeps their results."""

    def __init__(self, folder: OutputFolder, report: Report, total: int, failures: list[Failure]) -> None:
        self.folder, self.report, self.total, self.failures = folder, report, total, failures
        self.done = 0
        self.made: list[BuiltFile] = []
        self.kept: list[BuiltFile] = []

    def keep(self, task: Task) -> None:
        self.kept.append(self.folder.keep(task))
        self._report(task, "kept", self.kept[-1])

    def run(self, tasks: Sequence[Task], executor: Executor) -> list[Task]:
        """Run tasks, in order as far as possible; return those whose worker died."""
        lost: list[Task] = []
        for task, future in self._in_flight(tasks, executor):
            if _is_lost(future):
                lost.append(task)
            elif error := future.exception():
                self._fail(task, error)
            else:
                self.made.append(self.folder.store(task, future.result()))
                self._report(task, "made", self.made[-1])
        return lost

    def retry(self, lost: Sequence[Task], jobs: int) -> None:
        """Run tasks again whose worker died, finally one by one, since one of them may have taken others down."""
        if len(lost) > 1:
            with processes(jobs) as executor:
                lost = self.run(lost, executor)
        for task in lost:
            with processes(1) as executor:
                if self.run([task], executor):
                    self._fail(task, InputError("the process was killed, possibly out of memory"))

    def _fail(self, task: Task, error: BaseException) -> None:
        self.failures.append(Failure(task.path, error))
        self._report(task, "failed")

    def _report(self, task: Task, state: str, file: BuiltFile | None = None) -> None:
        self.done += 1
        self.report(BuildProgress(self.done, self.total, task.path, state, file))

    def _report_current(self, task: Task) -> None:
        """Report the task submitted first of those not done, which is the one at work or among them."""
        self.report(BuildProgress(self.done, self.total, task.path, "current"))

    def _in_flight(self, tasks: Sequence[Task], executor: Executor) -> Iterator[tuple[Task, Future[bytes]]]:
        """Submit tasks, a limited number at a time, and yield each with its future when it is done."""
        pending: dict[Future[bytes], Task] = {}
        for task in tasks:
            self._report_current(next(iter(pending.values()), task))
            pending[_submit(task, executor)] = task
            yield from _done(pending, wait_for_one=len(pending) >= _IN_FLIGHT)
        while pending:
            self._report_current(next(iter(pending.values())))
            yield from _done(pending, wait_for_one=True)


def _done(pending: dict[Future[bytes], Task], *, wait_for_one: bool) -> Iterator[tuple[Task, Future[bytes]]]:
    """Take the futures that are done from `pending`, at least one if asked for, and all once an executor is broken.

    A broken one ends nothing any more, and may not say so of what was submitted while it broke: it takes no lock then.
    """
    done: set[Future[bytes]] = set()
    while not done:
        with interrupt_later():
            done = wait(pending, _PATIENCE if wait_for_one else 0, FIRST_COMPLETED).done
        if not wait_for_one:
            break
    if any(map(_is_broken, done)):
        done = set(pending)
    yield from ((pending.pop(future), future) for future in done)


def _is_lost(future: Future[bytes]) -> bool:
    """Return whether nothing comes of a future, as its worker died or its executor has forgotten it."""
    return not future.done() or future.cancelled() or _is_broken(future)


def _is_broken(future: Future[bytes]) -> bool:
    """Return whether a future says that its executor is broken, and not only its own work cancelled."""
    return not future.cancelled() and isinstance(future.exception(), BrokenExecutor)


def _submit(task: Task, executor: Executor) -> Future[bytes]:
    future: Future[bytes] = Future()
    try:
        work = task.prepare()
        if not isinstance(work, bytes):
            return executor.submit(work)
        future.set_result(work)
    except Exception as error:  # noqa: BLE001 one task must not stop the others
        future.set_exception(error)
    return future


def _finish(plan: Plan, runner: _TaskRunner, *, tidy: bool) -> Build:
    """Write the index page and the manifest, and return the result."""
    folder = runner.folder
    failures = sorted(runner.failures, key=lambda failure: failure.what)
    page = index_page(plan, folder.now, failures)
    about = {"kind": "index", "format": "html", "made_by": versions("html")}
    index = Task(INDEX, about, digest(page), 0, lambda: page)
    if folder.has(index):
        folder.keep(index)
    else:
        folder.expect([index])
        folder.store(index, page)
    removed = folder.finish(failures, tidy=tidy)
    for path in removed:
        runner.report(BuildProgress(runner.done, runner.total, path, "removed"))
    return Build(folder.path, tuple(runner.made), tuple(runner.kept), tuple(removed), tuple(failures), plan)


def sources(folder: Path) -> list[Path]:
    """Return the folders of drafts in a source folder, sorted by name; raises `InputError` if there are none."""
    if not folder.is_dir():
        raise InputError("folder does not exist; pass drafts as arguments", str(folder))
    try:
        drafts = [path for path in sorted(folder.iterdir()) if _has_draft(path)]
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", str(error.filename or folder)) from error
    if not drafts:
        none = InputError(f"no drafts in its subfolders; expected {expected_names()} in each", str(folder))
        raise next(iter(misnamed_drafts(folder)), none)
    return drafts


def misnamed_drafts(folder: Path) -> list[InputError]:
    """Return an error for each subfolder of a source folder that has no draft, but a file that may be meant as one."""
    others = (path for path in sorted(folder.iterdir()) if path.is_dir() and os.access(path, os.R_OK | os.X_OK))
    return [error for path in others if not _has_draft(path) and (error := misnamed_draft(path))]


def _has_draft(folder: Path) -> bool:
    return any((folder / name).is_file() for name in DRAFT_NAMES)
