"""A plan → the files of a folder: each made once, wherever there is someone to make it, or kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from convention_variants.building.folder import Folder
from convention_variants.building.index import index_page
from convention_variants.building.manifest import Entry, digest
from convention_variants.building.plan import INDEX, Failure, Plan, Task, make_plan
from convention_variants.building.versions import versions
from convention_variants.building.work import Here, cluster, processes
from convention_variants.formats.folder import DRAFT_NAMES
from convention_variants.render import FORMATS
from convention_variants.text.errors import InputError
from convention_variants.text.files import locked, make_folder

# Enough for any cluster to have something to do, and few enough to hold in memory.
_IN_FLIGHT = 64
# In seconds: another process takes about one to start.
_WORTH_A_PROCESS = 2


class Step(NamedTuple):
    """Progress of a build: how many of its tasks are done, and the last of them, by its path and what became of it.

    `state` is "made", "kept" or "failed", or "removed" for a file of an earlier build.
    """

    done: int
    total: int
    path: str
    state: str
    entry: Entry | None = None


Report = Callable[[Step], None]


@dataclass(frozen=True)
class Build:
    """What a build has come to: the files by what became of them, and what it could not make."""

    folder: Path
    made: tuple[Entry, ...] = field(repr=False)
    kept: tuple[Entry, ...] = field(repr=False)
    removed: tuple[str, ...]
    failures: tuple[Failure, ...]
    plan: Plan = field(repr=False)


def build(
    drafts: Iterable[Path],
    out: Path,
    formats: Sequence[str] = tuple(FORMATS),
    profiles: Sequence[str] = (),
    *,
    combinations: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
    scheduler: str = "",
    force: bool = False,
    tidy: bool = True,
    known: Plan | None = None,
    root: Path | None = None,
    report: Report = lambda _: None,
) -> Build:
    """Build the edition matrix of drafts, its manifest, and an index page with what it leads to.

    Files are `OUT/<draft>/<draft>-<edition>.<format>`, `OUT/manifest.json` and `OUT/index.html`. Each draft is read
    once and each reading made once. What an earlier build has made from the same inputs is kept, unless `force` is
    given, and what this one does not make any more is removed if it is `tidy`.

    The work is done by `executor` if one is given, by the workers of the Dask `scheduler` at an address, or by so many
    processes as `jobs` says where that is worth it (a script that asks for more than one needs the guard
    `if __name__ == "__main__":`). After each task `report` is told. `known` is the plan of an earlier build with the
    same arguments: what it knows of drafts is not worked out again. A draft that is a link out of `root` is not read.

    What cannot be made is a failure of the `Build`, and does not stop the rest. Raises `VariantsError` for wrong
    arguments, where no draft is right, and for a folder that cannot be written to; what was made before that stays.
    """
    plan = make_plan(drafts, formats, profiles, combinations=combinations, known=known, root=root)
    make_folder(out)
    with locked(out):
        return _build(plan, out, _Workers(jobs, executor, scheduler), report, force=force, tidy=tidy)


def _build(plan: Plan, out: Path, workers: _Workers, report: Report, *, force: bool, tidy: bool) -> Build:
    folder = Folder(out, INDEX, plan.tasks)
    todo = [task for task in plan.tasks if force or not folder.has(task)]
    run = _Run(folder, report, len(plan.tasks), list(plan.failures))
    run.failures += [failure for draft in plan.drafts.values() for failure in draft.failures]
    waiting = {task.path for task in todo}
    for task in plan.tasks:
        if task.path not in waiting:
            run.keep(task)
    folder.expect(todo)
    try:
        with workers.for_(todo) as executor:
            lost = run.do(todo, executor)
        run.do_again(lost, workers.jobs)
        return _finish(plan, run, tidy=tidy)
    except BaseException:
        with suppress(InputError):
            folder.note()
        raise


class _Workers(NamedTuple):
    """Who shall do the work: an executor, the workers of a scheduler, or so many processes."""

    jobs: int
    executor: Executor | None
    scheduler: str

    def for_(self, todo: Sequence[Task]) -> AbstractContextManager[Executor]:
        """Return those who do these tasks; no more of them than are worth it."""
        if self.executor is not None:
            return nullcontext(self.executor)
        if not todo:
            return nullcontext(Here())
        if self.scheduler:
            return cluster(self.scheduler)
        jobs = min(self.jobs, len(todo))
        if jobs == 1 or sum(task.seconds for task in todo) < _WORTH_A_PROCESS:
            return nullcontext(Here())
        return processes(jobs)


class _Run:
    """One run through the tasks of a plan: what has come of them so far."""

    def __init__(self, folder: Folder, report: Report, total: int, failures: list[Failure]) -> None:
        self.folder, self.report, self.total, self.failures = folder, report, total, failures
        self.done = 0
        self.made: list[Entry] = []
        self.kept: list[Entry] = []

    def keep(self, task: Task) -> None:
        """Leave the file of a task as it is."""
        self.kept.append(self.folder.keep(task))
        self._report(task, "kept", self.kept[-1])

    def do(self, tasks: Sequence[Task], workers: Executor) -> list[Task]:
        """Have tasks done, in their order as far as possible; return those whose worker was lost."""
        lost: list[Task] = []
        for task, future in _in_flight(tasks, workers):
            error = None if future.cancelled() else future.exception()
            if future.cancelled() or isinstance(error, BrokenExecutor):
                lost.append(task)
            elif error is not None:
                self._fail(task, error)
            else:
                entry = self.folder.store(task, future.result())
                self.made.append(entry)
                self._report(task, "made", entry)
        return lost

    def do_again(self, lost: Sequence[Task], jobs: int) -> None:
        """Give tasks whose worker was lost another try, at last each by itself: only one of them may be at fault."""
        if len(lost) > 1:
            with processes(jobs) as workers:
                lost = self.do(lost, workers)
        for task in lost:
            with processes(1) as alone:
                if self.do([task], alone):
                    self._fail(task, InputError("the process was killed, possibly out of memory"))

    def _fail(self, task: Task, error: BaseException) -> None:
        self.failures.append(Failure(task.path, error))
        self._report(task, "failed")

    def _report(self, task: Task, state: str, entry: Entry | None = None) -> None:
        self.done += 1
        self.report(Step(self.done, self.total, task.path, state, entry))


def _in_flight(tasks: Sequence[Task], workers: Executor) -> Iterator[tuple[Task, Future[bytes]]]:
    """Submit tasks, not too many at a time, and yield each with its future when that is done."""
    pending: dict[Future[bytes], Task] = {}
    for task in tasks:
        pending[_submit(task, workers)] = task
        done = wait(pending, None if len(pending) >= _IN_FLIGHT else 0, FIRST_COMPLETED).done
        yield from ((pending.pop(future), future) for future in done)
    while pending:
        for future in wait(pending, return_when=FIRST_COMPLETED).done:
            yield pending.pop(future), future


def _submit(task: Task, workers: Executor) -> Future[bytes]:
    """Prepare a task here, and have the rest of it done by others."""
    future: Future[bytes] = Future()
    try:
        work = task.prepare()
        if not isinstance(work, bytes):
            return workers.submit(work)
        future.set_result(work)
    except Exception as error:  # noqa: BLE001 whatever is wrong with one task, the others go on
        future.set_exception(error)
    return future


def _finish(plan: Plan, run: _Run, *, tidy: bool) -> Build:
    """Write the index page and the manifest."""
    folder = run.folder
    failures = sorted(run.failures, key=lambda failure: failure.what)
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
        run.report(Step(run.done, run.total, path, "removed"))
    return Build(folder.path, tuple(run.made), tuple(run.kept), tuple(removed), tuple(failures), plan)


def sources(folder: Path) -> list[Path]:
    """Return the drafts of a source folder, by name; raises `InputError` where there are none."""
    if not folder.is_dir():
        raise InputError("folder does not exist; pass drafts as arguments", str(folder))
    try:
        found = [path for path in sorted(folder.iterdir()) if any((path / name).is_file() for name in DRAFT_NAMES)]
    except OSError as error:
        raise InputError(f"cannot read: {error.strerror}", str(error.filename or folder)) from error
    if not found:
        raise InputError("no drafts in its subfolders", str(folder))
    return found
