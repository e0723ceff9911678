"""An excerpt of the shipped draft: whatever kinds of element its pages have, in a seventh of the text."""

from __future__ import annotations

import re
from pathlib import Path

import convention_variants as cv

ARTICLES = frozenset([1, 2, 9, 10, 42, 63, 67])
# Where parts begin that are kept or left out.
STARTS = {"draft.md": r"^(?=[#* ]*(?:Article|Chapter) )", "variants.toml": r"^(?=\[\[)"}


def excerpt_of(folder: Path, articles: frozenset[int] = ARTICLES) -> cv.Inventory:
    """Return what is read of some articles of the shipped draft and of all that stands outside articles."""
    text, variants = (cv.Source(name, _excerpt(folder, name, articles)) for name in STARTS)
    return cv.read_draft(text, cv.read_terminology(variants))


def write_excerpt(folder: Path, to: Path) -> Path:
    """Write the excerpt as the folder of a draft, and return it."""
    to.mkdir()
    for name in STARTS:
        (to / name).write_text(_excerpt(folder, name, ARTICLES), encoding="utf-8")
    return to


def _excerpt(folder: Path, name: str, articles: frozenset[int]) -> str:
    parts = re.split(STARTS[name], (folder / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "".join(part for part in parts if _is_kept(part, articles))


def _is_kept(part: str, articles: frozenset[int]) -> bool:
    """Say whether a part of the draft is no article, or one of the excerpt; so for the entries of `variants.toml`."""
    number = re.match(r'[#* ]*Article (\d+)|\[\[.*\n.*\nat = "article-(\d+)', part)
    return number is None or int(number[1] or number[2]) in articles
