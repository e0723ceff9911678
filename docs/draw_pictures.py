"""Make the pictures of README.md and the manual from the program itself; `make pictures` runs it.

It needs the system's Chromium, and Pango for the PDF.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import convention_variants as cv
from convention_variants.comparison.formats import as_html
from convention_variants.render.workbench import render_workbench
from convention_variants.reports.positions_page import as_html as positions_html
from convention_variants.reports.standings import find_standings

DOCS = Path(__file__).resolve().parent
PICTURES = DOCS / "pictures"
DRAFT = DOCS.parent / "source" / "ac291-22"
PAGES = (0, 7)  # of the PDF: the masthead, and articles with choices
COLOURS = 96
DESK, PHONE = (1280, 860), (390, 780)
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]


def main() -> None:
    """Make every picture."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("pictures need Chromium")
    inventory = cv.load_draft(DRAFT)
    reading = cv.Resolver(inventory).resolve(cv.Selection("ict"))
    draw_pdf(cv.render(reading, "pdf"))
    comparison = cv.compare(inventory, ("cybercrime", "ict"), (cv.Selection("cybercrime"), cv.Selection("ict")))
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "workbench.html").write_bytes(render_workbench(inventory))
        (folder / "edition.html").write_bytes(cv.render(reading, "html"))
        standings = find_standings(cv.load_draft(DOCS / "examples" / "waters.docx"))
        (folder / "positions.html").write_bytes(positions_html(standings))
        (folder / "comparison.html").write_bytes(as_html(comparison))
        cv.build([DRAFT], folder / "editions", ["md", "html", "pdf"])
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        shoot(browser, folder / "workbench.html", "#data=computer-data&_at=article-9", "workbench", DESK)
        shoot(browser, folder / "edition.html", "#article-9", "phone", PHONE)
        shoot(browser, folder / "comparison.html", "#article-9", "comparison", DESK)
        shoot(browser, folder / "positions.html", "#positions-map", "positions", DESK)
        shoot(browser, folder / "editions" / "index.html", "", "editions", DESK)
        browser.close()


def draw_pdf(pdf: bytes) -> None:
    """Draw two pages of a PDF side by side."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number].render(scale=1).to_pil() for number in PAGES]
    gap = 20
    both = Image.new("RGB", (sum(page.width for page in pages) + gap * 3, pages[0].height + gap * 2), "#d8d8d8")
    at = gap
    for page in pages:
        both.paste(page, (at, gap))
        at += page.width + gap
    save(both, "edition")


def shoot(browser: Browser, file: Path, fragment: str, name: str, size: tuple[int, int]) -> None:
    """Take a picture of a page in a window of some size."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme="light")
    page.goto(file.as_uri() + fragment)
    page.wait_for_timeout(500)  # it scrolls to its place
    picture = PICTURES / f"{name}.png"
    page.screenshot(path=picture)
    page.close()
    save(Image.open(picture), name)
    picture.unlink()


def save(image: Image.Image, name: str) -> None:
    """Write a picture with few colours, losslessly."""
    few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    few.save(PICTURES / f"{name}.webp", lossless=True, quality=100, method=6)


if __name__ == "__main__":
    main()
