"""Make the typeface of HTML editions from the one that PDF editions use; `make typeface` runs it.

It is made once and not for each draft: that takes three seconds, ten times as long as the edition. The letters are
those of the languages of Western and Central Europe. The licence of the typeface, which is beside the files, reserves
its name for the original.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import font_source_serif_pro
from fontTools.subset import Options, Subsetter, load_font, save_font

SOURCE = Path(font_source_serif_pro.font_directory)
FONTS = Path(__file__).resolve().parent.parent / "templates" / "fonts"
NAME = "Treaty"
LETTERS = (*range(0x20, 0x7F), *range(0xA0, 0x180))
SIGNS = "‐‑‒–—―‘’‚“”„†‡•…‰′″‹›€™−←→\u2009\u202f\ufffd"


def main() -> None:
    """Make the file of each face."""
    FONTS.mkdir(exist_ok=True)
    for face in ("Regular", "It", "Bold", "BoldIt"):
        options = Options(flavor="woff2", hinting=False, layout_features=["ccmp", "kern", "locl", "mark", "mkmk"])
        font = load_font(SOURCE / f"SourceSerifPro-{face}.ttf", options)
        font.recalcTimestamp = False
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=LETTERS, text=SIGNS)
        subsetter.subset(font)
        for record in font["name"].names:
            if record.nameID in (1, 3, 4, 6, 16):
                record.string = NAME if record.nameID in (1, 16) else f"{NAME}-{face}"
        save_font(font, FONTS / f"{face}.woff2", options)
    shutil.copyfile(SOURCE / "LICENSE.txt", FONTS / "LICENSE.txt")


if __name__ == "__main__":
    main()
