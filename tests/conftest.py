"""What the tests share: where the texts are, and the inventory of the shipped draft, read once."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import convention_variants as cv

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from windows import Window

pytest.register_assert_rewrite("commands", "promises")

# What a shell starts in the background ignores Ctrl-C, and so would the commands that tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What Python compiles is kept, for the hundreds of commands that tests start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

TESTS = Path(__file__).resolve().parent
CHECKOUT = TESTS.parent
CORPORA = CHECKOUT.parent / "shared" / "corpora"
CORPUS_NAMES = (
    "unfccc-adp-nonpaper-2015-10-05.txt",
    "unfccc-geneva-2015-02-12.txt",
    "unfccc-paris-draft-2015-12-04.md",
)


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start one worker more than there are cores: each waits for processes and for the browser a part of its time."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage neither while tests are collected nor, later on, in the tests themselves."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the system's browser once."""
    if CHROMIUM is None:
        pytest.skip("needs the system's Chromium, which make test installs as root")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 few tests need it

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Window]:
    """Open a window for one page after another."""
    from windows import Window  # noqa: PLC0415 few tests need it

    page = browser.new_page()
    yield Window(page)
    page.close()


@pytest.fixture(scope="module")
def window_for_axe(browser: Browser) -> Iterator[Window]:
    """Open a window in which axe can run, whose script the security policy of our pages keeps out elsewhere."""
    from windows import Window  # noqa: PLC0415 few tests need it

    page = browser.new_page(bypass_csp=True)
    yield Window(page)
    page.close()


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Return the root of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def read_against() -> Path:
    """Return the folder of tables that people made by reading A/AC.291/22."""
    return TESTS / "data" / "ac291-22"


@pytest.fixture(scope="session")
def draft_folder() -> Path:
    """Return the folder of the shipped draft."""
    return CHECKOUT / "source" / "ac291-22"


@pytest.fixture(scope="session")
def shipped(draft_folder: Path) -> cv.Inventory:
    """Return the inventory of the shipped draft, by its own terminology."""
    return cv.load_draft(draft_folder)


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return the folder of texts that are no part of the project; skip where it is absent."""
    if not CORPORA.is_dir():
        pytest.skip(f"the corpora are no part of the project, and not at {CORPORA}")
    return CORPORA


@pytest.fixture(scope="session", params=CORPUS_NAMES)
def corpus(request: pytest.FixtureRequest, corpora: Path) -> cv.Source:
    """Return the source of each corpus in turn."""
    path = corpora / request.param
    return cv.Source(path.name, path.read_bytes().decode("utf-8"))


@pytest.fixture(scope="session")
def corpus_inventory(corpus: cv.Source) -> cv.Inventory:
    """Return what there is to choose in each corpus in turn."""
    return cv.read_draft(corpus)
