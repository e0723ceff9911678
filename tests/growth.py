"""How much longer each operation takes on a large draft of some shape than on a small one.

The ratio of two runs in one process does not depend on the machine's speed, nor CPU time on what else the machine does.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from math import inf
from pathlib import Path
from typing import NamedTuple

import convention_variants as cv
from convention_variants.comparison import formats
from convention_variants.comparison.comparing import compare
from convention_variants.comparison.revising import revise
from convention_variants.inference.proposal import propose
from convention_variants.render.edition import make_edition
from convention_variants.render.pdf import footnotes_at_the_foot, print_html
from convention_variants.render.workbench import render_workbench
from convention_variants.reports import diagnostics, findings, summary, text
from convention_variants.reports import inventory as listing
from shapes import VARIANTS, Draft

# The large draft is so many times the small one, and may take so much longer: quadratic work takes 64 times as long.
# What looks at a bounded number of characters around each bracket takes some 16 times as long, until that is reached.
TIMES = 8
BOUND = 24
# CPU seconds: what is too short to measure, and what is too long whatever the small draft takes.
NOISE, LIMIT = 0.003, 15.0
# A ratio little above the bound is measured again: a busy machine may have distorted it.
ATTEMPTS, DOUBTFUL = 3, 3 * BOUND

Operation = Callable[[cv.Inventory], object]


class Growth(NamedTuple):
    """The CPU seconds that a small and a large draft take, beyond those that a tiny one takes."""

    small: float
    large: float

    @property
    def ratio(self) -> float:
        """How many times longer the large draft takes; more than `BOUND` is too long."""
        return self.large / max(self.small, NOISE) if self.large < inf else inf

    def __repr__(self) -> str:
        if self.large == inf:
            return f"more than {LIMIT:g} s"
        return f"{self.small * 1000:.1f} ms, then {self.large * 1000:.1f} ms for {TIMES} times the size"


def read(draft: Draft) -> cv.Inventory:
    """Read a draft and its `variants.toml`, as if they were in the current folder."""
    variants = cv.read_terminology(cv.Source("variants.toml", draft.variants))
    return cv.read_draft(cv.Source("draft.md", draft.text), variants)


# Operations share what is read, and reading is measured by itself.
_read_once = lru_cache(maxsize=4)(read)


def every_place(inventory: cv.Inventory, number: int) -> cv.Selection:
    """Return a selection that decides every place; another number decides each otherwise."""
    at = {}
    for index, point in enumerate(inventory.points):
        if point.kind is cv.Kind.OPTIONAL:
            at[point.id] = cv.KEEP if (index + number) % 2 else cv.DROP
        elif point.kind.is_choice:
            at[point.id] = cv.Take(number % len(point.options) + 1)
    return cv.Selection(at=at)


def by_profile(inventory: cv.Inventory) -> cv.Selection:
    """Return the selection of the first profile, with the changes that it makes necessary."""
    return cv.Selection(next(iter(inventory.terminology.profiles), None), consequential=True)


def _resolve(selection: Callable[[cv.Inventory], cv.Selection], inventory: cv.Inventory) -> cv.Reading:
    reading = cv.Resolver(inventory).resolve(selection(inventory))
    _ = reading.text, reading.unmatched, reading.diagnostics
    return reading


def _list_as_json(inventory: cv.Inventory) -> None:
    json.dumps(listing.as_json(inventory))


def _list_as_table(inventory: cv.Inventory) -> None:
    list(listing.as_table(inventory, 100))
    listing.as_csv(inventory)
    list(summary.as_summary(inventory))


def _check(inventory: cv.Inventory) -> None:
    found = findings.findings_of(cv.diagnose(inventory), inventory)
    list(text.as_text(found, inventory, 100, lambda _, shown: shown))
    json.dumps(diagnostics.as_json(found, [], inventory))
    json.dumps(diagnostics.as_sarif(found, Path.cwd()))
    list(diagnostics.as_github(found, Path.cwd()))


def _render(write: Callable[[cv.Reading, cv.Options], object], options: cv.Options, inventory: cv.Inventory) -> None:
    write(_resolve(lambda _: cv.Selection(), inventory), options)
    write(_resolve(partial(every_place, number=0), inventory), options)


def _write(to: str, reading: cv.Reading, options: cv.Options) -> None:
    cv.render(reading, to, options)


def _page_of_pdf(reading: cv.Reading, options: cv.Options) -> None:
    """Make the page that WeasyPrint would print."""
    edition = make_edition(reading, options)
    print_html(edition, None, footnotes_at_the_foot(edition.shown))


def _print(inventory: cv.Inventory) -> None:
    cv.render(_resolve(lambda _: cv.Selection(), inventory), "pdf")


def _compare(inventory: cv.Inventory) -> None:
    comparison = compare(inventory, ("one", "other"), (every_place(inventory, 0), every_place(inventory, 1)))
    for to, write in formats.COMPARISON_FORMATS.items():
        (formats.printed if to == "pdf" else write)(comparison)  # as far as WeasyPrint


def _print_comparison(inventory: cv.Inventory) -> None:
    formats.as_pdf(compare(inventory, ("one", "other"), (every_place(inventory, 0), every_place(inventory, 1))))


def _revise(inventory: cv.Inventory) -> None:
    newer = _resolve(partial(every_place, number=0), inventory).text
    revise(inventory, cv.read_draft(cv.Source("newer.md", newer)))


OPERATIONS: Mapping[str, Operation] = {
    "resolve a profile": partial(_resolve, by_profile),
    "resolve every place": partial(_resolve, partial(every_place, number=0)),
    "choices as JSON": _list_as_json,
    "choices as table": _list_as_table,
    "check": _check,
    "init": lambda inventory: propose(inventory.draft.source),
    "compare": _compare,
    "revise": _revise,
}
WORKBENCH: Mapping[str, Operation] = {"workbench": render_workbench}
_WRITERS = {**{to: partial(_write, to) for to in ("md", "html", "docx")}, "the page of a PDF": _page_of_pdf}
EDITIONS: Mapping[str, Operation] = {
    f"render to {to}": partial(_render, write, cv.Options()) for to, write in _WRITERS.items()
}
ANNEXED: Mapping[str, Operation] = {
    f"render to {to} with annex": partial(_render, write, cv.Options(annex=True)) for to, write in _WRITERS.items()
}
PDF: Mapping[str, Operation] = {"render to pdf": _print, "compare to pdf": _print_comparison}
TINY = Draft("1. A [b] [c].\n", VARIANTS)


class _TooLongError(BaseException):
    """Work took more CPU time than the limit; not an `Exception`, so that nothing handles it."""


def _stop(*_: object) -> None:
    raise _TooLongError


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of some work done afresh; infinity where they exceed the limit."""
    forget()
    gc.disable()  # what other tests have left behind would be collected on this one's time
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    start = time.thread_time()  # that of the process is coarse while a timer of it runs
    try:
        work()
        return time.thread_time() - start
    except _TooLongError:
        return inf
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        gc.enable()


def forget() -> None:
    """Clear the caches of functions: a command reads a draft only once."""
    for clear in _clearing(len(sys.modules)):
        clear()


@lru_cache(maxsize=1)
def _clearing(_: int) -> list[Callable[[], None]]:
    """Return what clears each bounded cache of our modules, of which there are more once there are more modules."""
    ours = [module for name, module in sys.modules.items() if name.startswith("convention_variants")]
    values = [value for module in ours for value in vars(module).values()]
    cached = [value for value in values if callable(getattr(value, "cache_parameters", None))]
    return [value.cache_clear for value in cached if value.cache_parameters()["maxsize"] is not None]


@lru_cache
def _constant(operation: Operation) -> float:
    """Return what an operation takes on a tiny draft, once all that it loads is loaded."""
    return min(seconds(partial(operation, read(TINY))) for _ in range(3))


def reading(shape: Callable[[int], Draft], size: int, fast: float = 0.0) -> Growth:
    """Return how reading grows with a draft; a draft that is refused is read as far as that.

    `fast`: CPU seconds in which a large draft is read fast enough, whatever a small one takes: that is not measured.
    """

    def work(draft: Draft) -> None:
        with suppress(cv.InputError):
            read(draft)

    return _least(lambda: _both(shape, size, lambda draft: seconds(partial(work, draft)), fast))


def growing(
    shape: Callable[[int], Draft], size: int, operations: Mapping[str, Operation], fast: float = 0.0
) -> Iterator[tuple[str, Growth]]:
    """Yield how each operation grows with a draft of some size in characters, by its name; `fast` as for `reading`."""
    for name, operation in operations.items():
        constant = _constant(operation)

        def measure(operation: Operation = operation, constant: float = constant) -> Growth:
            return _both(shape, size, lambda draft: seconds(partial(operation, _read_once(draft))) - constant, fast)

        yield name, _least(measure)


def _both(shape: Callable[[int], Draft], size: int, measure: Callable[[Draft], float], fast: float) -> Growth:
    large = measure(shape(size * TIMES))
    return Growth(measure(shape(size)) if fast < large < inf else 0.0, large)


def _least(measure: Callable[[], Growth]) -> Growth:
    """Return a growth within the bound if one of some attempts has it, the least otherwise."""
    found = [measure()]
    while BOUND < found[-1].ratio < DOUBTFUL and len(found) < ATTEMPTS:
        _read_once.cache_clear()  # an inventory that an attempt has used knows more than a new one
        found.append(measure())
    return min(found, key=lambda growth: growth.ratio)
