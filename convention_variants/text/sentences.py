"""Where sentences end."""

from __future__ import annotations

import re

from convention_variants.text.patterns import lazy_pattern

_MARKS = ".!?;:"
_CLOSING = r"[\"”’')\]}*_]*"

# The end of a sentence within a text: a mark before white space, or a blank line that no sentence runs across. The
# pattern starts with one of a few characters, so that a search can skip to them.
SENTENCE_END = re.compile(rf"[{_MARKS}\n](?:(?<!\n){_CLOSING}(?=\s)|(?<=\n)\s*\n(?!\s*[\[a-z]))")
_ENDED = lazy_pattern(rf"[{_MARKS}]{_CLOSING}\s*$")


def ends_sentence(text: str) -> bool:
    """Return whether a text ends with the end of a sentence."""
    return _ENDED.search(text) is not None
