"""The commands that build folders of editions: build, verify and watch."""

from __future__ import annotations

import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convention_variants.cli.arguments import (
    A_PATH,
    CHECKS,
    CHOICES,
    OUTPUT,
    Decorator,
    command,
    option,
    several_profiles,
)
from convention_variants.cli.output import first_of, name_places
from convention_variants.cli.streams import Refusal, print_line, say
from convention_variants.diagnostics.rules import Rule
from convention_variants.render.formats import format_names, usual_formats
from convention_variants.text.display import counted, printable
from convention_variants.text.errors import InputError, VariantsError
from convention_variants.text.files import TEMPORARY

if TYPE_CHECKING:
    from convention_variants.building.execution import Build, BuildProgress
    from convention_variants.building.tasks import Failure

_SOURCE = Path("source")
_OUT = Path("editions")
_FORMATS = "Formats, separated by commas."
_MARKED = format_names(lambda one: one.templated)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _matrix(formats: str) -> Decorator:
    """Add the arguments of `_build_of`; `formats` are the default ones."""
    decorators = (
        click.argument("drafts", metavar="[DRAFT]...", nargs=-1, type=A_PATH),
        several_profiles(CHOICES, "Profile to build; repeatable. Default: all."),
        option("--all-combinations", is_flag=True, group=CHOICES, help="Build every combination of options."),
        option("--parties", is_flag=True, group=CHOICES, help="Also build an edition for each party with a position."),
        option("--mark", is_flag=True, group=OUTPUT, help=f"Highlight the chosen wording in {_MARKED}."),
        option("--to", default=formats, show_default=True, metavar="FORMATS", group=OUTPUT, help=_FORMATS),
        option(
            "-o",
            "--out",
            type=A_PATH,
            default=_OUT,
            show_default=True,
            metavar="DIR",
            group=OUTPUT,
            help="Output folder.",
        ),
        option("--jobs", type=click.IntRange(min=1), metavar="N", help="Number of processes. Default: one per core."),
    )

    def add(function: Callable[..., None]) -> Callable[..., None]:
        for decorate in reversed(decorators):
            function = decorate(function)
        return function

    return add


def _build_of(
    drafts: tuple[Path, ...],
    profiles: tuple[str, ...],
    to: str,
    jobs: int | None,
    *,
    out: Path,
    all_combinations: bool,
    **options: Any,  # noqa: ANN401 those that the library has by the same names
) -> Callable[..., Build]:
    """Return a function that builds what the arguments of `build` and `watch` say."""
    from convention_variants.building.execution import build, sources

    if profiles and all_combinations:
        raise Refusal("--profile cannot be combined with --all-combinations")
    if out == Path("-"):
        raise Refusal("a build is a folder of files and cannot go to standard output; name a folder with -o")
    return lambda **how: build(
        drafts or sources(_SOURCE),
        formats=tuple(name.strip() for name in to.split(",")),
        profiles=profiles,
        combinations=all_combinations,
        jobs=jobs or _cores(),
        root=None if drafts else _SOURCE,
        out=out,
        **options,
        **how,
    )


@command("build source/ac291-22 -p ict --to html,pdf")
@_matrix(",".join(usual_formats()))
@option("--force", is_flag=True, group=OUTPUT, help="Rebuild files that are up to date.")
@option("--allow-open", is_flag=True, group=CHECKS, help="Allow profiles that leave choices open.")
@option("--scheduler", default="", metavar="ADDRESS", help="Run on the workers of a Dask scheduler.")
def build(out: Path, force: bool, allow_open: bool, **matrix: Any) -> None:  # noqa: ANN401, FBT001 as click passes them
    """Build the editions of each DRAFT, or of every draft in source/.

    Also writes comparisons, a workbench for each draft, index.html, and manifest.json. Files that are up to date are
    not rebuilt.
    """
    from convention_variants.building.execution import misnamed_drafts

    make = _build_of(**matrix, out=out)
    with _reporting(out) as report:
        result = make(report=report, force=force)
    for skipped in () if matrix["drafts"] else misnamed_drafts(_SOURCE):
        say(f"Warning: skipped {skipped}")
    _say_failures(result.failures)
    left_open = _say_open(result, allowed=allow_open)
    say(_summary(result))
    if left_open:
        advice = "check --all-profiles shows how to settle them, --allow-open accepts them"
        say(f"{counted(left_open, 'edition')} with open choices or unmatched brackets ({advice})")
    if result.failures:
        sys.exit(2)
    if left_open:
        sys.exit(1)


@contextmanager
def _reporting(out: Path) -> Iterator[Callable[[BuildProgress], None]]:
    """Yield a function that prints a line for each built file, on a terminal above a progress bar."""
    if not sys.stderr.isatty():
        yield lambda progress: _say_made(progress, out)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.fields[count]}"), TimeElapsedColumn())
    current = TextColumn("{task.description}", markup=False)
    with Progress(*columns, current, console=Console(stderr=True), transient=True) as shown:
        bar = shown.add_task("reading drafts", total=None, count="")

        def say_above(line: str) -> None:
            shown.console.print(line, markup=False, highlight=False, soft_wrap=True)

        def show(progress: BuildProgress) -> None:
            _say_made(progress, out, say_above if sys.stdout.isatty() else print_line)
            count = f"{progress.done}/{progress.total}"
            shown.update(bar, completed=progress.done, total=progress.total, count=count, description=progress.path)

        yield show


def _say_made(progress: BuildProgress, out: Path, say_line: Callable[[str], None] = print_line) -> None:
    if progress.file is None or progress.state != "made":
        return
    counts = progress.file.about.get("counts", {})
    still = "".join(f", {counts[what]} {what}" for what in ("open", "unmatched") if counts.get(what))
    say_line(printable(f"{out / progress.path}  {max(1, round(progress.file.size / 1000)):,} kB{still}"))


def _say_failures(failures: Sequence[Failure]) -> None:
    """Print what could not be built, once for each reason."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for failure in failures:
        by_reason[failure.message].append(failure.what)
    for reason, what in by_reason.items():
        say(f"Error: {reason}")
        say(f"  not built: {first_of(what)}")


def _say_open(result: Build, *, allowed: bool = False) -> int:
    """Print what is unmatched and, unless `allowed`, open in each draft; return how many editions this refuses."""
    for draft in result.plan.drafts.values():
        readings = draft.readings.values()
        unmatched = [one for reading in readings for one in reading.unmatched]
        open_ = [one for reading in readings if reading.selection.profile for one in reading.diagnostics]
        named = [*unmatched, *(one for one in open_ if one.rule is Rule.UNCOVERED_CHOICE and not allowed)]
        name_places(dict.fromkeys(named), draft.inventory)
    left_open = 0
    for about in (file.about for file in (*result.made, *result.kept) if file.about["kind"] == "edition"):
        claims = about["profile"] is not None or about["choices"]  # an edition without either is open on purpose
        left_open += bool(about["counts"]["unmatched"] or (claims and about["counts"]["open"]))
    return 0 if allowed else left_open


def _summary(result: Build) -> str:
    files = (*result.made, *result.kept)
    editions = sum(file.about["kind"] == "edition" for file in files)
    removed = f", {len(result.removed)} removed" if result.removed else ""
    return (
        f"{counted(len(files), 'file')} ({counted(editions, 'edition')}) in {result.folder}: "
        f"{len(result.made)} built, {len(result.kept)} unchanged{removed}; see {result.folder / 'index.html'}"
    )


@command("verify editions")
@click.argument("out", type=A_PATH, default=_OUT)
def verify(out: Path) -> None:
    """Check the files in OUT (default: editions) against the manifest of their build."""
    from convention_variants.building.manifest import verify as verify_folder

    mismatches = verify_folder(out)
    for mismatch in mismatches:
        print_line(printable(f"{out / mismatch.path}: {mismatch.what}"))
    say(counted(len(mismatches), "mismatch", "mismatches") if mismatches else "all files match the manifest")
    if mismatches:
        sys.exit(1)


@command("watch source/ac291-22 -p ict")
@_matrix("md,html")
def watch(drafts: tuple[Path, ...], out: Path, **matrix: Any) -> None:  # noqa: ANN401 as click passes them
    """Rebuild the editions of each DRAFT whenever a file in its folder is saved, until you press Ctrl-C.

    Without DRAFT, watches source/. Removes no files.
    """
    from watchfiles import DefaultFilter
    from watchfiles import watch as changes

    builds = _Builds(_build_of(drafts, **matrix, out=out), out)
    folders = list(dict.fromkeys(map(_folder_of, drafts))) or [_SOURCE]
    if not _SOURCE.is_dir() and not drafts:
        raise InputError("folder does not exist; pass drafts as arguments", str(_SOURCE))
    is_source = DefaultFilter()
    with suppress(KeyboardInterrupt):
        while True:
            looked_at = list(map(_identity, folders))
            # The timeout also catches changes made before watching began.
            watched = changes(*folders, watch_filter=is_source, rust_timeout=200, yield_on_timeout=True)
            for number, saved in enumerate(watched):
                builds.take([Path(path) for _, path in saved], anyway=number == 0)
                if not builds.said:
                    say(f"watching {', '.join(map(str, folders))}; press Ctrl-C to stop")
                    builds.said = True
                if list(map(_identity, folders)) != looked_at:  # such as after checking out another branch
                    break
            while None in map(_identity, folders):
                time.sleep(0.2)


def _folder_of(draft: Path) -> Path:
    if not draft.exists():
        raise InputError("no such file or folder", str(draft))
    return draft if draft.is_dir() else draft.parent


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return the identity of a folder, which changes if it is replaced; None if it is missing."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class _Builds:
    """The builds of a `watch`; each reuses what the one before has read."""

    def __init__(self, make: Callable[..., Build], out: Path) -> None:
        self.make, self.out = make, out
        self.last: Build | None = None
        self.said = False

    def take(self, paths: Iterable[Path], *, anyway: bool) -> None:
        """Rebuild if files other than the build's own output were saved, or anyway."""
        saved = [path for path in paths if not self._is_own(path)]
        if saved:
            # The temporary files of an editor are gone by now.
            there = sorted(os.path.relpath(path) for path in saved if path.exists())
            said = f"saved: {', '.join(there)}" if there else "file removed"
            say(f"{time.strftime('%H:%M:%S')} {said}")
        if saved or anyway:
            self._build()

    def _is_own(self, path: Path) -> bool:
        from convention_variants.building.folder import OWN_FILES

        file, out = path.resolve(), self.out.resolve()
        if not file.is_relative_to(out):
            return False
        made = (one.path for one in (*self.last.made, *self.last.kept)) if self.last else ()
        return path.name.endswith(TEMPORARY) or file.relative_to(out).as_posix() in {*OWN_FILES, *made}

    def _build(self) -> None:
        start = time.perf_counter()
        known = self.last.plan if self.last else None
        try:
            result = self.make(report=lambda progress: _say_made(progress, self.out), tidy=False, known=known)
        except VariantsError as error:
            if not self.said and isinstance(error, InputError) and error.file is None:  # invalid arguments
                raise
            for reason in error.args:
                say(f"Error: {reason}")
            return
        self.last = result
        _say_failures(result.failures)
        _say_open(result)
        say(f"{_summary(result)} ({time.perf_counter() - start:.2f} s)")
