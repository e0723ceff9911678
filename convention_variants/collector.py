"""Python's collector of cycles, and when it is not wanted."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the search for cycles: reading and resolving make a great many objects, and no cycles of them.

    It would take a quarter of the time on a draft of some thousands of pages. Afterwards they count as old, lest the
    next collection go through all of them; where somebody has frozen objects of their own they are left alone.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
