"""Benchmarks: ratios measured side by side in one run, against the bounds that the project keeps.

Run it with `make bench`. Two things are compared by alternating them, so that a machine that slows
down slows both down; what is printed is the ratio of their medians. With `--json FILE` the table is written to
a file, too, and with `--docs` that of the manual is written anew.

Run it in an environment with the current markdown-it-py, as `make bench` does: the tests' tools hold an old one.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import shutil
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import chdir
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, mkdtemp
from typing import NamedTuple

from markdown_it import MarkdownIt

import convention_variants as cv
from convention_variants.building.plan import selections
from convention_variants.inference.proposal import propose
from convention_variants.render.edition import make_edition
from convention_variants.render.pdf import BASE, fetcher, footnotes_at_the_foot, print_html
from growth import BOUND, EDITIONS, OPERATIONS, WORKBENCH, forget, growing
from growth import reading as reading_growth
from shapes import PNG, SHAPES, draft_of

DRAFT = Path(__file__).parent.parent / "source" / "ac291-22"
TEXT = (DRAFT / "draft.md").read_text(encoding="utf-8")
CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
GENEVA, TRADE = CORPORA / "unfccc-geneva-2015-02-12.txt", CORPORA / "tpp-ip-2013-08-30-part1.txt"
TERMINOLOGY = cv.read_terminology(cv.Source("variants.toml", (DRAFT / "variants.toml").read_text(encoding="utf-8")))

MANUAL = Path(__file__).parent.parent / "docs" / "generated" / "benchmarks.md"
HEAD = ("% Written by `make bench`. Do not edit.", "", "| measured | ratio | at most |", "| --- | ---: | ---: |")


class Row(NamedTuple):
    """One ratio, and the bound it must not exceed."""

    what: str
    ratio: float
    bound: float


def read(text: str, terminology: cv.Terminology = TERMINOLOGY) -> cv.Inventory:
    """Read a draft afresh."""
    return cv.read_draft(cv.Source("draft.md", text), terminology)


def read_and_resolve(text: str) -> str:
    """Read a draft afresh and make one reading of it."""
    return cv.Resolver(read(text)).resolve(cv.Selection("ict")).text


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(
    work: Callable[[], object], against: Callable[[], object], times: int, before: Callable[[], None] = lambda: None
) -> float:
    """Return how long some work takes in terms of other work, the two alternating; `before` is done first, untimed."""
    work()
    against()
    pairs = []
    for _ in range(times):
        before()
        pairs.append((seconds(work), seconds(against)))
    return median(first for first, _ in pairs) / median(second for _, second in pairs)


def reading() -> Iterator[Row]:
    """Compare reading and resolving with rendering the draft as plain Markdown, which knows nothing of brackets."""
    markdown = MarkdownIt()
    resolver = cv.Resolver(read(TEXT))
    profiles = iter(["cybercrime", "ict"] * 1000)
    against = lambda: markdown.render(TEXT)  # noqa: E731 short and local
    found = ratio(lambda: read_and_resolve(TEXT), against, 31, before=forget)
    yield Row("read and resolve / markdown-it-py", found, 1.5)
    further = ratio(lambda: resolver.resolve(cv.Selection(next(profiles))).text, against, 31)
    yield Row("a further profile / markdown-it-py", further, 0.2)


def checking() -> Iterator[Row]:
    """Compare reading texts with hundreds of brackets, and checking one of them, with what Markdown makes of them."""
    markdown = MarkdownIt()
    if text := of_corpora(GENEVA):
        check = lambda: cv.diagnose(cv.read_draft(cv.Source(GENEVA.name, text)))  # noqa: E731 short and local
        found = ratio(check, lambda: markdown.parse(text), 21, before=forget)
        yield Row("read and check the Geneva text / markdown-it-py", found, 2.5)
    if trade := of_corpora(TRADE):
        read_trade = lambda: cv.read_draft(cv.Source(TRADE.name, trade))  # noqa: E731 the same
        found = ratio(read_trade, lambda: markdown.render(trade), 21, before=forget)
        yield Row("read the trade chapter / markdown-it-py renders it", found, 3)


def of_corpora(file: Path) -> str:
    """Return a text of the corpora; empty if they are not there."""
    if file.is_file():
        return file.read_text(encoding="utf-8")
    print(f"the corpora are no part of the project, and not at {CORPORA}: {file.name} is not compared", file=sys.stderr)
    return ""


def start() -> Iterator[Row]:
    """Compare the start of the command with that of an empty program that has click, too."""
    click = [sys.executable, "-c", "import click"]
    ours = [sys.executable, "-m", "convention_variants"]
    with TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.md"
        draft.write_text("Parties [shall] [should] act.\n", encoding="utf-8")
        for what, options in (("--version", ["--version"]), ("choices of one line", ["choices", str(draft)])):
            found = ratio(lambda options=options: run([*ours, *options]), lambda: run(click), 21)
            yield Row(f'{what} / python -c "import click"', found, 5)


def run(command: list[str]) -> None:
    """Run a command in a process of its own, with compiled modules, as an installed program has them."""
    subprocess.run(command, check=True, capture_output=True, env=compiled())


@cache
def compiled() -> dict[str, str]:
    """Return an environment in which Python keeps what it compiles, of our modules as of those of others."""
    folder = mkdtemp()
    atexit.register(shutil.rmtree, folder)
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "PYTHONPYCACHEPREFIX": folder}


def command() -> Iterator[Row]:
    """Compare the whole command with pandoc, where that is installed."""
    pandoc = shutil.which("pandoc")
    if pandoc is None:
        print("pandoc is not installed: not compared", file=sys.stderr)
        return
    with TemporaryDirectory() as folder:
        ours = [
            *(sys.executable, "-m", "convention_variants", "render", str(DRAFT), "-p", "ict"),
            *("--to", "html", "-o", f"{folder}/ours.html"),
        ]
        theirs = [pandoc, "-s", "-f", "gfm", str(DRAFT / "draft.md"), "-o", f"{folder}/theirs.html"]
        yield Row("render --to html / pandoc", ratio(lambda: run(ours), lambda: run(theirs), 11), 1)


def pdf() -> Iterator[Row]:
    """Compare an edition, tagged, with WeasyPrint alone: on the HTML of the edition, and on that of plain Markdown."""
    import weasyprint  # noqa: PLC0415 no other group needs it

    reading = cv.Resolver(read(TEXT)).resolve(cv.Selection("ict"))
    edition = make_edition(reading)
    page = print_html(edition, None, footnotes_at_the_foot(edition.shown))

    def bare() -> None:
        weasyprint.HTML(string=page, base_url=BASE, url_fetcher=fetcher(edition, None)).write_pdf()

    plain = MarkdownIt().render(TEXT)
    ours = lambda: cv.render(reading, "pdf")  # noqa: E731 short and local
    yield Row("render to pdf / WeasyPrint on our HTML", ratio(ours, bare, 7), 1.15)
    least = ratio(ours, lambda: weasyprint.HTML(string=plain).write_pdf(), 7)
    yield Row("render to pdf / WeasyPrint on plain Markdown", least, 3)


def building() -> Iterator[Row]:
    """Compare the full build of the draft, by the command, with WeasyPrint alone on the same pages, one by one."""
    with TemporaryDirectory() as folder:
        full = lambda: build(f"{folder}/editions", "--force")  # noqa: E731 short and local
        found = ratio(full, bare_runs(), 3)
        yield Row("build of 8 combinations × 3 formats / 8 runs of WeasyPrint on our HTML", found, 0.65)
        again = ratio(lambda: build(f"{folder}/editions"), full, 3)
        yield Row("build with nothing changed / full build", again, 0.04)


def build(out: str, *options: str) -> None:
    """Build all combinations of the draft, as CI does."""
    command = [sys.executable, "-m", "convention_variants", "build", str(DRAFT), "--all-combinations"]
    run([*command, "--out", out, *options])


def bare_runs() -> Callable[[], None]:
    """Return what has WeasyPrint alone make a PDF of each combination, one after another."""
    import weasyprint  # noqa: PLC0415 no other group needs it

    inventory = read(TEXT)
    resolver = cv.Resolver(inventory)
    readings = [resolver.resolve(one) for one in selections(inventory, combinations=True).values()]
    editions = [make_edition(reading) for reading in readings]
    pages = [(one, print_html(one, None, footnotes_at_the_foot(one.shown))) for one in editions]

    def run() -> None:
        for edition, page in pages:
            weasyprint.HTML(string=page, base_url=BASE, url_fetcher=fetcher(edition, None)).write_pdf()

    return run


def switch() -> Iterator[Row]:
    """Measure how long a switch of a term on the workbench takes until the layout is done, in milliseconds.

    The bounds are a frame at 60 Hz, and two for a draft ten times as long, and for a choice in the Geneva text.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 the same

    from conftest import CHROMIUM, FLAGS  # noqa: PLC0415 no other group needs them
    from convention_variants.render.workbench import render_workbench  # noqa: PLC0415 the same

    if CHROMIUM is None:
        print("Chromium is not installed: the workbench is not measured", file=sys.stderr)
        return
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        file = Path(folder) / "workbench.html"

        def milliseconds(inventory: cv.Inventory, find: str) -> float:
            file.write_bytes(render_workbench(inventory))
            page = browser.new_page()
            page.goto(file.as_uri())
            found: float = page.evaluate(SWITCH % find)
            page.close()
            return found

        for times, bound in ((1, 1000 / 60), (10, 2000 / 60)):
            found = milliseconds(read(TEXT * times), OPTIONS_OF_TERM)
            yield Row(f"ms for a switch on the workbench, the draft {times} times", found, bound)
        if GENEVA.is_file():
            geneva = cv.read_draft(cv.Source(GENEVA.name, GENEVA.read_text(encoding="utf-8")))
            found = milliseconds(geneva, OPTIONS_OF_PLACE)
            yield Row("ms for a choice on the workbench, the Geneva text", found, 2000 / 60)
        browser.close()


OPTIONS_OF_TERM = """["computer-data", "digital-information"].map(
    (option) => document.querySelector(`[name="term-data"][value="${option}"]`))"""
OPTIONS_OF_PLACE = """(() => {
    document.querySelectorAll("main [role='button']")[400].click();
    return [1, 2].map((number) => ({ click: () => document.querySelectorAll("#place-options input")[number].click() }));
  })()"""
SWITCH = """() => {
  const options = %s;
  const times = [];
  for (let turn = 0; turn < 60; turn += 1) {
    const start = performance.now();
    options[turn %% 2].click();
    document.querySelector("main").getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return times.slice(30).sort((one, other) => one - other)[15];  // the first ones warm it up
}"""


def growth() -> Iterator[Row]:
    """Compare a draft a hundred times as long with the draft, in time and in memory."""
    long = TEXT * 100
    yield Row(
        "time, 100 times the draft", ratio(lambda: read_and_resolve(long), lambda: read_and_resolve(TEXT), 5), 130
    )
    yield Row("memory, 100 times the draft", peak(long) / peak(TEXT), 130)


def peak(text: str) -> int:
    """Return the most memory, in bytes, that reading and resolving a text takes."""
    tracemalloc.start()
    read_and_resolve(text)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def pathological() -> Iterator[Row]:
    """Drafts that are built to be slow: every operation on eight times as much may take eight times as long, and noise.

    The tests do the same with a sixth of it.
    """
    with TemporaryDirectory() as folder, chdir(folder):
        Path("p.png").write_bytes(PNG)
        for name in SHAPES:
            shape = partial(draft_of, name)
            yield Row(f"read, {name} / an eighth of it", reading_growth(shape, 2_500).ratio, BOUND)
            for operation, growth in growing(shape, 2_500, {**OPERATIONS, **EDITIONS, **WORKBENCH}):
                yield Row(f"{operation}, {name} / an eighth of it", growth.ratio, BOUND)


def inferring() -> Iterator[Row]:
    """Compare `init` with reading and checking a real text."""
    if GENEVA.is_file():
        source = cv.Source(GENEVA.name, GENEVA.read_text(encoding="utf-8"))
        found = ratio(lambda: propose(source), lambda: cv.diagnose(cv.read_draft(source)), 11)
        yield Row("init of the Geneva text / read and check it", found, 6)


GROUPS: dict[str, Callable[[], Iterator[Row]]] = {
    "reading": reading,
    "checking": checking,
    "start": start,
    "command": command,
    "pdf": pdf,
    "building": building,
    "switch": switch,
    "growth": growth,
    "pathological": pathological,
    "inferring": inferring,
}


# What the manual shows: the others compare the program with itself on what is made to be slow.
SHOWN = ("reading", "checking", "start", "command", "pdf", "building", "switch", "growth")


def main() -> int:
    """Measure the groups that were asked for and print the table; 1 if a bound is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], help="what to measure; else everything")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table to a file, too")
    parser.add_argument("--docs", action="store_true", help="write the table of the manual anew")
    asked = parser.parse_args()
    table: dict[str, list[Row]] = {}
    print(f"{'ratio':>8}  {'at most':>8}  what")
    for group in asked.groups or (SHOWN if asked.docs else GROUPS):
        table[group] = []
        for row in GROUPS[group]():
            print(f"{row.ratio:8.2f}  {row.bound:8.2f}  {row.what}{'' if row.ratio <= row.bound else '  EXCEEDED'}")
            table[group].append(row)
    rows = [row for group in table.values() for row in group]
    if asked.json:
        found = {group: [row._asdict() for row in rows] for group, rows in table.items()}
        asked.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if asked.docs:
        MANUAL.write_text(as_markdown(rows, MANUAL.read_text(encoding="utf-8")), encoding="utf-8")
    return 1 if any(row.ratio > row.bound for row in rows) else 0


def as_markdown(rows: list[Row], before: str) -> str:
    """Return the table of the manual with the versions measured; rows that were not measured stay as they were."""
    found = {row.what: f"| {row.what} | {row.ratio:.2f}{missed(row)} | {row.bound:.4g} |" for row in rows}
    old = [line for line in before.splitlines() if line.startswith("| ")][2:]
    lines = [found.pop(line.split(" | ")[0].removeprefix("| "), line) for line in old]
    return "\n".join((*HEAD, *lines, *found.values(), "", f"Measured with {versions()}.", ""))


def missed(row: Row) -> str:
    """Return what stands behind a ratio above its bound."""
    return " (missed)" if round(row.ratio, 2) > row.bound else ""


def versions() -> str:
    """Return what was measured, with its versions."""
    names = ("markdown-it-py", "weasyprint", "click")
    found = [f"Python {sys.version.split()[0]}", *(f"{name} {version(name)}" for name in names)]
    if pandoc := shutil.which("pandoc"):
        done = subprocess.run([pandoc, "--version"], check=True, capture_output=True, text=True, encoding="utf-8")
        found.append(done.stdout.splitlines()[0])
    return ", ".join(found)


if __name__ == "__main__":
    sys.exit(main())
