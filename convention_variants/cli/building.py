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
    command,
    option,
    several_profiles,
)
from convention_variants.cli.output import SHOWN_AT_MOST, name_places
from convention_variants.cli.streams import Refusal, print_line, say
from convention_variants.diagnostics.rules import Rule
from convention_variants.render.formats import format_names, usual_formats
from convention_variants.text.display import counted, printable
from convention_variants.text.errors import InputError, VariantsError
from convention_variants.text.files import TEMPORARY

if TYPE_CHECKING:
    from convention_variants.building.execution import Build, BuildProgress
    from convention_variants.building.plan import Failure

_SOURCE = Path("source")
_OUT = Path("editions")
_MARKED = format_names(lambda one: one.templated)


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _matrix(formats: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the arguments of `_build_of`; `formats` are the default ones."""
    options = (
        click.argument("drafts", metavar="[DRAFT]...", nargs=-1, type=A_PATH),
        several_profiles(CHOICES, "Profile to build; repeatable. Default: all."),
        option("--all-combinations", is_flag=True, group=CHOICES, help="Build every combination of options."),
        option("--parties", is_flag=True, group=CHOICES, help="Also build an edition for each party with a position."),
        option("--mark", is_flag=True, group=OUTPUT, help=f"Highlight the chosen wording in {_MARKED}."),
        option(
            "--to",
            default=formats,
            show_default=True,
            metavar="FORMATS",
            group=OUTPUT,
            help="Formats, separated by commas.",
        ),
        option(
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
        for decorate in reversed(options):
            function = decorate(function)
        return function

    return add


def _build_of(
    drafts: tuple[Path, ...],
    profiles: tuple[str, ...],
    to: str,
    jobs: int | None,
    *,
    all_combinations: bool,
    **options: Any,  # noqa: ANN401 those that the library has by the same names
) -> Callable[..., Build]:
    """Return a function that builds what the arguments of `build` and `watch` say."""
    if profiles and all_combinations:
        raise Refusal("--profile cannot be combined with --all-combinations")

    def make(**how: Any) -> Build:  # noqa: ANN401 the same
        from convention_variants.building.execution import build, sources

        return build(
            drafts or sources(_SOURCE),
            formats=tuple(name.strip() for name in to.split(",")),
            profiles=profiles,
            combinations=all_combinations,
            jobs=jobs or _cores(),
            root=None if drafts else _SOURCE,
            **options,
            **how,
        )

    return make


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
    make = _build_of(**matrix, out=out)
    with _saying_each(), _reporting(out) as report:
        result = make(report=report, force=force)
    if not matrix["drafts"]:
        _say_misnamed()
    _say_failures(result.failures)
    left_open = _say_open(result, allowed=allow_open)
    say(_summary(result))
    if left_open and not allow_open:
        advice = "check --all-profiles shows how to settle them, --allow-open accepts them"
        say(f"{counted(left_open, 'edition')} with open choices or unmatched brackets ({advice})")
    if result.failures:
        sys.exit(2)
    if left_open and not allow_open:
        sys.exit(1)


def _say_misnamed() -> None:
    """Warn about folders in source/ whose draft has another name than drafts have."""
    from convention_variants.building.execution import misnamed_drafts

    for error in misnamed_drafts(_SOURCE):
        say(f"Warning: skipped {error}")


@contextmanager
def _saying_each() -> Iterator[None]:
    """If no draft can be built, print each reason and exit with status 2."""
    from convention_variants.building.plan import NothingToBuildError

    try:
        yield
    except NothingToBuildError as error:
        _say_reasons(error.failures)
        sys.exit(2)


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
    """Print a line for a file that was built."""
    if progress.file is None or progress.state != "made":
        return
    counts = progress.file.about.get("counts", {})
    left = ((counts.get("open"), "open"), (counts.get("unmatched"), "unmatched"))
    still = "".join(f", {count} {what}" for count, what in left if count)
    say_line(printable(f"{out / progress.path}  {max(1, round(progress.file.size / 1000)):,} kB{still}"))


def _say_failures(failures: Sequence[Failure]) -> None:
    """Print what could not be built, once for each reason."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for failure in failures:
        by_reason[failure.message].append(failure.what)
    for reason, what in by_reason.items():
        shown = ", ".join(what[:SHOWN_AT_MOST]) + (", …" if len(what) > SHOWN_AT_MOST else "")
        say(f"Error: {reason}")
        say(f"  not built: {shown}")


def _say_reasons(failures: Sequence[Failure]) -> None:
    """Print why drafts cannot be built, each reason once."""
    for reason in dict.fromkeys(failure.message for failure in failures):
        say(f"Error: {reason}")


def _say_open(result: Build, *, allowed: bool = False) -> int:
    """Print what is unmatched and, unless `allowed`, open in each draft; return how many editions are not finished."""
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
    return left_open


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
    say(
        f"{len(mismatches)} mismatch{'' if len(mismatches) == 1 else 'es'}"
        if mismatches
        else "all files match the manifest"
    )
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
            looked_at = _identities(folders)
            fresh = True
            # The timeout also catches changes made before watching began.
            for saved in changes(*folders, watch_filter=is_source, rust_timeout=200, yield_on_timeout=True):
                builds.take([Path(path) for _, path in saved], anyway=fresh)
                fresh = False
                if not builds.said:
                    say(f"watching {', '.join(map(str, folders))}; press Ctrl-C to stop")
                    builds.said = True
                if _identities(folders) != looked_at:  # such as after checking out another branch
                    break
            while None in _identities(folders):
                time.sleep(0.2)


def _folder_of(draft: Path) -> Path:
    """Return the folder to watch for a draft, readable or not."""
    if not draft.exists():
        raise InputError("no such file or folder", str(draft))
    return draft if draft.is_dir() else draft.parent


def _identities(folders: Iterable[Path]) -> list[tuple[int, int] | None]:
    """Return the identities of folders, which change if a folder is replaced; None for a missing one."""
    identities: list[tuple[int, int] | None] = []
    for folder in folders:
        try:
            status = folder.stat()
            identities.append((status.st_dev, status.st_ino))
        except OSError:
            identities.append(None)
    return identities


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

        out = self.out.resolve()
        if not path.resolve().is_relative_to(out):
            return False
        name = path.resolve().relative_to(out).as_posix()
        made = (*self.last.made, *self.last.kept) if self.last else ()
        return path.name.endswith(TEMPORARY) or name in {*OWN_FILES, *(one.path for one in made)}

    def _build(self) -> None:
        from convention_variants.building.plan import NothingToBuildError

        start = time.perf_counter()
        known = self.last.plan if self.last else None
        try:
            result = self.make(report=lambda progress: _say_made(progress, self.out), tidy=False, known=known)
        except NothingToBuildError as error:
            _say_reasons(error.failures)
            return
        except VariantsError as error:
            if not self.said and isinstance(error, InputError) and error.file is None:  # invalid arguments
                raise Refusal(str(error)) from error
            say(f"Error: {error}")
            return
        self.last = result
        _say_failures(result.failures)
        _say_open(result)
        say(f"{_summary(result)} ({time.perf_counter() - start:.2f} s)")
