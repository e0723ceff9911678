"""The commands for editions by the folder: build, verify and watch."""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convention_variants.cli.arguments import refusing
from convention_variants.cli.output import SHOWN_AT_MOST, name_places
from convention_variants.cli.reading import FORMAT_NAMES
from convention_variants.cli.streams import Refusal, print_line, say
from convention_variants.diagnostics.rules import Rule
from convention_variants.text.display import printable
from convention_variants.text.errors import InputError, VariantsError
from convention_variants.text.files import TEMPORARY

if TYPE_CHECKING:
    from convention_variants.building.execution import Build, Step
    from convention_variants.building.plan import Failure, Plan

_SOURCE = Path("source")
_OUT = Path("editions")


@dataclass(frozen=True, slots=True)
class _Matrix:
    """What to build, and where: the arguments that `build` and `watch` share."""

    drafts: tuple[Path, ...]
    profiles: tuple[str, ...]
    combinations: bool
    formats: tuple[str, ...]
    out: Path
    jobs: int
    scheduler: str = ""

    def build(
        self,
        report: Callable[[Step], None],
        *,
        force: bool = False,
        tidy: bool = True,
        known: Plan | None = None,
    ) -> Build:
        """Build it; raises `InputError` for wrong arguments, and for a folder that cannot be written to."""
        from convention_variants import building  # noqa: PLC0415 loaded when needed

        return building.build(
            self.drafts or building.sources(_SOURCE),
            self.out,
            self.formats,
            self.profiles,
            combinations=self.combinations,
            jobs=self.jobs,
            scheduler=self.scheduler,
            force=force,
            tidy=tidy,
            known=known,
            root=None if self.drafts else _SOURCE,
            report=report,
        )


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _matrix(formats: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the arguments of a `_Matrix`; `formats` are those that are built unless others are asked for."""
    options = (
        click.argument("drafts", metavar="[DRAFT]...", nargs=-1, type=click.Path(path_type=Path)),
        click.option(
            "-p", "--profile", "profiles", multiple=True, metavar="PROFILE", help="Profiles to build; else all."
        ),
        click.option("--all-combinations", is_flag=True, help="Build every combination of the options in brackets."),
        click.option("--to", default=formats, show_default=True, metavar="FORMATS", help="Formats to build."),
        click.option("--out", type=click.Path(path_type=Path), default=_OUT, show_default=True, help="Where to build."),
        click.option(
            "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at work; else one for each core."
        ),
    )

    def add(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def _as_matrix(
    drafts: tuple[Path, ...],
    profiles: tuple[str, ...],
    to: str,
    out: Path,
    jobs: int | None,
    *,
    all_combinations: bool,
    scheduler: str = "",
) -> _Matrix:
    if profiles and all_combinations:
        raise Refusal("--profile and --all-combinations do not go together")
    formats = tuple(name.strip() for name in to.split(","))
    return _Matrix(drafts, profiles, all_combinations, formats, out, jobs or _cores(), scheduler)


@click.command()
@_matrix(",".join(FORMAT_NAMES))
@click.option("--force", is_flag=True, help="Make everything, even what has not changed.")
@click.option("--allow-open", is_flag=True, help="Do not mind a profile that leaves choices open.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="Have the workers of a Dask scheduler do it.")
def build(force: bool, allow_open: bool, **matrix: Any) -> None:  # noqa: ANN401, FBT001 as click passes them
    """Build the editions of DRAFTs, or of every draft under source/.

    With them come a manifest.json, and an index.html that leads to the editions, a comparison of the profiles and a
    workbench. What has not changed is not made again.
    """
    wanted = _as_matrix(**matrix)
    with refusing(), _saying_each(), _progress() as show:

        def report(step: Step) -> None:
            show(step)
            _say_made(step, wanted.out)

        result = wanted.build(report, force=force)
    _say_failures(result.failures)
    left_open = _say_open(result)
    say(_summary(result))
    if left_open and not allow_open:
        say(f"{left_open} of them leave{'s' if left_open == 1 else ''} choices or brackets open (see --allow-open)")
    if result.failures:
        sys.exit(2)
    if left_open and not allow_open:
        sys.exit(1)


@contextmanager
def _saying_each() -> Iterator[None]:
    """Where no draft can be built, say of each why not, and end with status 2."""
    from convention_variants.building.plan import NothingToBuildError  # noqa: PLC0415 loaded when needed

    try:
        yield
    except NothingToBuildError as error:
        _say_reasons(error.failures)
        sys.exit(2)


@contextmanager
def _progress() -> Iterator[Callable[[Step], None]]:
    """Show a bar on a terminal; what is printed meanwhile stands above it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import console, progress  # noqa: PLC0415 loaded when needed

    said = progress.TextColumn("{task.description}", markup=False)
    with progress.Progress(
        *(progress.BarColumn(), progress.MofNCompleteColumn(), progress.TimeElapsedColumn(), said),
        console=console.Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    ) as shown:
        bar = shown.add_task("reading", total=None)
        yield lambda step: shown.update(bar, completed=step.done, total=step.total, description=step.path)


def _say_made(step: Step, out: Path) -> None:
    """Print a line for a file that was made."""
    if step.entry is None or step.state != "made":
        return
    counts = step.entry.about.get("counts", {})
    still = "".join(f", {counts[what]} {what}" for what in ("open", "unpaired") if counts.get(what))
    print_line(printable(f"{out / step.path}  {step.entry.size / 1000:,.0f} kB{still}"))


def _say_failures(failures: Sequence[Failure]) -> None:
    """Say what could not be made: once for each reason."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for failure in failures:
        by_reason[failure.message].append(failure.what)
    for reason, what in by_reason.items():
        shown = ", ".join(what[:SHOWN_AT_MOST]) + (", …" if len(what) > SHOWN_AT_MOST else "")
        say(f"Error: {reason}")
        say(f"  not made: {shown}")


def _say_reasons(failures: Sequence[Failure]) -> None:
    """Say why drafts cannot be built, each reason once."""
    for reason in dict.fromkeys(failure.message for failure in failures):
        say(f"Error: {reason}")


def _say_open(result: Build) -> int:
    """Name what profiles leave open in each draft; return how many editions leave choices or brackets open."""
    for draft in result.plan.drafts.values():
        readings = draft.readings.values()
        broken = [one for reading in readings for one in reading.broken]
        open_ = [one for reading in readings if reading.selection.profile for one in reading.diagnostics]
        named = [*broken, *(one for one in open_ if one.rule is Rule.UNCOVERED_CHOICE)]
        name_places(dict.fromkeys(named), draft.inventory)
    left_open = 0
    for about in (entry.about for entry in (*result.made, *result.kept) if entry.about["kind"] == "edition"):
        claims = about["profile"] is not None or about["choices"]  # to decide: a draft as it stands is open
        left_open += bool(about["counts"]["unpaired"] or (claims and about["counts"]["open"]))
    return left_open


def _summary(result: Build) -> str:
    entries = (*result.made, *result.kept)
    editions = sum(entry.about["kind"] == "edition" for entry in entries)
    removed = f", {len(result.removed)} removed" if result.removed else ""
    return (
        f"{editions} edition{'' if editions == 1 else 's'} in {result.folder}: "
        f"{len(result.made)} files made, {len(result.kept)} unchanged{removed}; see {result.folder / 'index.html'}"
    )


@click.command(short_help="Compare the files of a build with its manifest.")
@click.argument("out", type=click.Path(path_type=Path), default=_OUT)
def verify(out: Path) -> None:
    """Compare the files of OUT, else of editions/, with the manifest that their build has left."""
    from convention_variants import building  # noqa: PLC0415 loaded when needed

    with refusing():
        mismatches = building.verify(out)
    for mismatch in mismatches:
        print_line(printable(f"{out / mismatch.path}: {mismatch.what}"))
    say(f"{len(mismatches)} mismatch{'' if len(mismatches) == 1 else 'es'}" if mismatches else "everything is as built")
    if mismatches:
        sys.exit(1)


@click.command()
@_matrix("md,html")
def watch(**matrix: Any) -> None:  # noqa: ANN401 as click passes them
    """Build again what a saved file touches, until you press Ctrl-C.

    It looks at the folders of DRAFTs, or at source/, and builds at once what is not up to date. It removes nothing.
    """
    from watchfiles import DefaultFilter  # noqa: PLC0415 loaded when needed
    from watchfiles import watch as changes  # noqa: PLC0415 the same

    wanted = _as_matrix(**matrix)
    with refusing():
        folders = list(dict.fromkeys(map(_folder_of, wanted.drafts))) or [_SOURCE]
        if not _SOURCE.is_dir() and not wanted.drafts:
            raise InputError("no such folder; name the drafts to watch", str(_SOURCE))
    is_source = DefaultFilter()
    builds = _Builds(wanted)
    with suppress(KeyboardInterrupt):
        while True:
            looked_at = _identities(folders)
            fresh = True
            # It wakes up now and then, and the first time for what was changed before: nothing is missed.
            for saved in changes(*folders, watch_filter=is_source, rust_timeout=200, yield_on_timeout=True):
                builds.take([Path(path) for _, path in saved], anyway=fresh)
                fresh = False
                if not builds.said:
                    say(f"watching {', '.join(map(str, folders))}; Ctrl-C ends it")
                    builds.said = True
                if _identities(folders) != looked_at:  # as when another branch is checked out
                    break
            while None in _identities(folders):
                time.sleep(0.2)


def _folder_of(draft: Path) -> Path:
    """Return the folder to watch for a draft, whether or not that can be read."""
    if not draft.exists():
        raise InputError("no such file or folder", str(draft))
    return draft if draft.is_dir() else draft.parent


def _identities(folders: Iterable[Path]) -> list[tuple[int, int] | None]:
    """Return what tells folders from others that take their names; None for one that is not there."""
    found: list[tuple[int, int] | None] = []
    for folder in folders:
        try:
            status = folder.stat()
            found.append((status.st_dev, status.st_ino))
        except OSError:
            found.append(None)
    return found


class _Builds:
    """The builds of a `watch`, each of which knows what the one before has read."""

    def __init__(self, wanted: _Matrix) -> None:
        self.wanted = wanted
        self.last: Build | None = None
        self.said = False

    def take(self, paths: Iterable[Path], *, anyway: bool) -> None:
        """Build again for files that were saved, if they are none of a build's own, or anyway."""
        saved = [path for path in paths if not self._is_own(path)]
        if saved:
            # What an editor has put beside a file for a moment is gone already.
            there = sorted(os.path.relpath(path) for path in saved if path.exists())
            said = f"saved: {', '.join(there)}" if there else "something was removed"
            say(f"{time.strftime('%H:%M:%S')} {said}")
        if saved or anyway:
            self._build()

    def _is_own(self, path: Path) -> bool:
        out = self.wanted.out.resolve()
        if not path.resolve().is_relative_to(out):
            return False
        place = path.resolve().relative_to(out).as_posix()
        made = (*self.last.made, *self.last.kept) if self.last else ()
        return path.name.endswith(TEMPORARY) or place in {"index.html", "manifest.json", *(one.path for one in made)}

    def _build(self) -> None:
        from convention_variants import building  # noqa: PLC0415 loaded when needed

        start = time.perf_counter()
        known = self.last.plan if self.last else None
        try:
            result = self.wanted.build(lambda step: _say_made(step, self.wanted.out), tidy=False, known=known)
        except building.NothingToBuildError as error:
            _say_reasons(error.failures)
            return
        except VariantsError as error:
            if not self.said and isinstance(error, InputError) and error.file is None:  # the arguments are wrong
                raise Refusal(str(error)) from error
            say(f"Error: {error}")
            return
        self.last = result
        _say_failures(result.failures)
        _say_open(result)
        say(f"{_summary(result)} ({time.perf_counter() - start:.2f} s)")
