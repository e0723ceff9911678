"""An excerpt of the shipped draft: whatever kinds of element its pages have, in a seventh of the text."""

from __future__ import annotations

import re
from pathlib import Path

import convention_variants as cv

ARTICLES = {1, 2, 9, 10, 42, 63, 67}


def excerpt_of(folder: Path) -> cv.Inventory:
    """Return what is read of some articles of the shipped draft and of all that stands outside articles."""
    text, variants = (
        "".join(filter(_is_kept, re.split(start, (folder / name).read_text(encoding="utf-8"), flags=re.MULTILINE)))
        for name, start in (("draft.md", r"^(?=[#* ]*(?:Article|Chapter) )"), ("variants.toml", r"^(?=\[\[)"))
    )
    return cv.read_draft(cv.Source("draft.md", text), cv.read_terminology(cv.Source("variants.toml", variants)))


def _is_kept(part: str) -> bool:
    """Say whether a part of the draft is no article, or one of the excerpt; so for the entries of `variants.toml`."""
    number = re.match(r'[#* ]*Article (\d+)|\[\[.*\n.*\nat = "article-(\d+)', part)
    return number is None or int(number[1] or number[2]) in ARTICLES
