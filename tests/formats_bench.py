"""Measure how fast Word and PDF files are read: `python tests/formats_bench.py FILE.docx|FILE.pdf…`.

The body of a Word file is repeated 21 times, which makes about 1,000 pages of one of 49, and is read beside
LibreOffice, which writes the same file as text; 7 times tell whether the time grows in step. A PDF is read beside
pypdfium2, which lists its characters with their sizes and boxes, and beside reading the text that was found. All times
are of the processor.
"""

from __future__ import annotations

import ctypes
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

import convention_variants as cv

FEW, MANY = 7, 21


def seconds(work: Callable[[], object], who: int = resource.RUSAGE_SELF) -> float:
    """Return the time of the processor that some work takes, in this process or in those it starts."""
    before = resource.getrusage(who)
    work()
    after = resource.getrusage(who)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def repeated(path: Path, times: int, folder: Path) -> Path:
    """Write a Word file whose body comes again, and return it."""
    made = folder / f"{times}.docx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                start, end = data.index(b"<w:body>") + len(b"<w:body>"), data.rindex(b"<w:sectPr")
                data = data[:start] + data[start:end] * times + data[end:]
            new.writestr(name, data)
    return made


def word(path: Path) -> Iterator[str]:
    """Yield what is measured of a Word file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many = (repeated(path, times, folder) for times in (FEW, MANY))
        cv.load_draft(path)
        of_few, of_many = (seconds(lambda file=file: cv.load_draft(file)) for file in (few, many))
        office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "txt:Text"]
        run = [*office, "--outdir", str(folder), str(many)]
        by_office = seconds(lambda: subprocess.run(run, check=True, capture_output=True), resource.RUSAGE_CHILDREN)
        growth = of_many / of_few / (MANY / FEW)
        yield f"{FEW} times {of_few:.1f} s, {MANY} times {of_many:.1f} s: {growth:.2f} of growth in step"
        yield f"LibreOffice {by_office:.1f} s: {of_many / by_office:.2f} times as long"


def characters(path: Path) -> None:
    """List each character of a PDF with its size and box."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                pdfium.FPDFText_GetUnicode(text.raw, index)
                pdfium.FPDFText_GetFontSize(text.raw, index)
                pdfium.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top)


def pdf(path: Path) -> Iterator[str]:
    """Yield what is measured of a PDF."""
    text = cv.load_draft(path).draft.source.text
    whole, listing, reading = (
        min(seconds(work) for _ in range(3))
        for work in (
            lambda: cv.load_draft(path),
            lambda: characters(path),
            lambda: cv.read_draft(cv.Source("draft.md", text)),
        )
    )
    bound = 3 * listing + reading
    yield f"{whole:.2f} s; pypdfium2 {listing:.2f} s, reading the text {reading:.2f} s"
    yield f"{whole / bound:.2f} of 3 times pypdfium2 and reading the text"


def main(paths: list[Path]) -> None:
    """Print what is measured of each file."""
    for path in paths:
        for line in word(path) if path.suffix == ".docx" else pdf(path):
            sys.stdout.write(f"{path.name}: {line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]])
