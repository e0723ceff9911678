"""How builds of many drafts scale: time and memory on one process, two processes, and a Dask cluster of two workers.

Run it with `make scale` on a machine that does nothing else: it takes about half an hour. Each build makes three
profiles in four formats, with the comparisons and the workbench of each draft. Two sizes of draft are built: one of
a single article, and the shipped draft. `--articles` and `--drafts` say how many of each; with `--docs` the table of
the manual is written anew.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import NamedTuple

import psutil
from distributed import LocalCluster

DRAFT = Path(__file__).parent.parent / "source" / "ac291-22"
MANUAL = Path(__file__).parent.parent / "docs" / "generated" / "scale.md"
FORMATS = "md,html,pdf,docx"
ARTICLE = ("*Article 9.", "*Article 10.")  # of the shipped draft, from the first to in front of the second
HEAD = """\
% Written by `make scale`. Do not edit.

| draft | drafts | built by | time | memory | 1,000 drafts would take |
| --- | ---: | --- | ---: | ---: | ---: |"""
_PROJECTED = 1_000
_ENOUGH = 10  # drafts to project from
_SAMPLED = 0.05  # seconds between two looks at the memory


class Measured(NamedTuple):
    """A build: the size of its drafts and their number, what built it, its seconds, and its most memory in bytes."""

    size: str
    drafts: int
    by: str
    seconds: float
    memory: int


def article() -> str:
    """Return one article of the shipped draft."""
    text = (DRAFT / "draft.md").read_text(encoding="utf-8")
    start, end = (text.index(words) for words in ARTICLE)
    return text[start:end]


def write_drafts(folder: Path, text: str, number: int) -> None:
    """Write drafts that differ in their last line, with the terms and profiles of the shipped draft."""
    variants = (DRAFT / "variants.toml").read_text(encoding="utf-8")
    if len(text) < 10_000:
        variants = variants.partition("[[")[0]  # what it says of places that are not there
    for index in range(number):
        draft = folder / f"draft-{index:03}"
        draft.mkdir(parents=True)
        (draft / "draft.md").write_text(f"{text.rstrip()}\n\nDraft {index}.\n", encoding="utf-8")
        (draft / "variants.toml").write_text(variants, encoding="utf-8")


def build(drafts: Path, out: Path, *options: str, also: Sequence[int] = ()) -> tuple[float, int]:
    """Build all drafts of a folder; return the seconds, and the most memory of it and of the processes `also`."""
    folders = sorted(map(str, drafts.iterdir()))
    command = [sys.executable, "-m", "convention_variants", "build", *folders, "--to", FORMATS, "--out", str(out)]
    start = time.perf_counter()
    process = subprocess.Popen([*command, "--allow-open", *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with most_memory([process.pid, *also]) as most:
        _, said = process.communicate()
        taken = time.perf_counter() - start
    if process.returncode:
        sys.exit(said.decode())
    return taken, most()


@contextmanager
def most_memory(pids: Sequence[int]) -> Iterator[Callable[[], int]]:
    """Return a function that says how much memory some processes and their children have had at most, together."""
    done, seen = Event(), [0]

    def look() -> None:
        while not done.wait(_SAMPLED):
            seen.append(sum(map(resident, pids)))

    thread = Thread(target=look)
    thread.start()
    try:
        yield lambda: max(seen)
    finally:
        done.set()
        thread.join()


def resident(pid: int) -> int:
    """Return the memory of a process and its children; pages that they share are counted once for each."""
    total = 0
    try:
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def measure(size: str, text: str, number: int) -> Iterator[Measured]:
    """Build a number of drafts in each way."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_drafts(folder / "source", text, number)
        for jobs in (1, 2):
            by = "1 process" if jobs == 1 else f"{jobs} processes"
            yield Measured(size, number, by, *build(folder / "source", folder / f"out-{jobs}", "--jobs", str(jobs)))
        files = folder / "dask"
        with LocalCluster(2, threads_per_worker=1, dashboard_address=None, local_directory=files) as cluster:
            workers = [worker.pid for worker in cluster.workers.values()]
            options = ("--scheduler", cluster.scheduler_address)
            taken = build(folder / "source", folder / "out-cluster", *options, also=workers)
            yield Measured(size, number, "Dask, 2 workers", *taken)


def as_rows(measured: Sequence[Measured]) -> Iterator[str]:
    """Yield the rows of the table. The projection is a line through the two largest numbers of drafts."""
    for one in measured:
        larger = [other for other in measured if (other.size, other.by) == (one.size, one.by)]
        projected = ""
        if one.drafts == max(other.drafts for other in larger) >= _ENOUGH and len(larger) > 1:
            before, last = sorted(larger, key=lambda other: other.drafts)[-2:]
            seconds = straight(before.drafts, last.drafts, before.seconds, last.seconds)
            memory = straight(before.drafts, last.drafts, before.memory, last.memory)
            projected = f"{in_words(seconds)}, {memory / 1e6:,.0f} MB"
        memory_now = f"{one.memory / 1e6:,.0f} MB"
        yield f"| {one.size} | {one.drafts} | {one.by} | {in_words(one.seconds)} | {memory_now} | {projected} |"


def straight(first: int, second: int, low: float, high: float) -> float:
    """Return where a line through two points is at the projected number of drafts."""
    return high + (high - low) / (second - first) * (_PROJECTED - second)


def in_words(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.1f} min" if seconds < 7_200 else f"{seconds / 3600:.1f} h"


def main() -> None:
    """Measure, print each row when it is known, and write the table of the manual if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="*", default=[1, 10, 100], metavar="N")
    parser.add_argument("--drafts", type=int, nargs="*", default=[1, 10], metavar="N")
    parser.add_argument("--docs", action="store_true", help="write the table of the manual anew")
    asked = parser.parse_args()
    text = (DRAFT / "draft.md").read_text(encoding="utf-8")
    sizes = [
        (f"one article ({len(article()) / 1000:.1f} kB)", article(), asked.articles),
        (f"the shipped draft ({len(text) / 1000:.0f} kB)", text, asked.drafts),
    ]
    with TemporaryDirectory() as name:  # not measured: Python writes its caches, and the system reads files
        write_drafts(Path(name) / "source", article(), 1)
        build(Path(name) / "source", Path(name) / "out")
    measured: list[Measured] = []
    for size, draft, numbers in sizes:
        for number in numbers:
            for one in measure(size, draft, number):
                measured.append(one)
                print(one, flush=True)
    table = "\n".join((HEAD, *as_rows(measured)))
    print(table)
    if asked.docs:
        machine = f"{os.cpu_count()} processors, Python {sys.version.split()[0]}"
        MANUAL.write_text(f"{table}\n\nMeasured once, with {machine}.\n", encoding="utf-8")


if __name__ == "__main__":
    main()
