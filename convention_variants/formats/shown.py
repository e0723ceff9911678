"""Characters that a file has and a reader does not see, or sees as others.

Between two brackets a character without width would part a run, and a full-width bracket would be none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from convention_variants.text.conversion import Conversion
from convention_variants.text.copies import Copy

# Soft hyphen, zero-width space, word joiner, and the zero-width space that may be a byte order mark.
UNSEEN = "\u00ad\u200b\u2060\ufeff"
_BRACKETS = str.maketrans("［］", "[]")
AS_SHOWN = dict.fromkeys(map(ord, UNSEEN)) | _BRACKETS
# A soft hyphen at the end of a line is seen, and the first character may say how the file is encoded.
_UNSEEN = re.compile(r"[\u200b\u2060]|\u00ad(?=\S)|(?<!\A)\ufeff")


def is_as_shown(text: str) -> bool:
    """Return whether a reader sees the characters of a text as they are."""
    return text.isascii() or not any(chr(character) in text for character in AS_SHOWN)


def read_as_shown(text: str, read: Callable[[str], Conversion]) -> Conversion:
    """Return what `read` makes of a text as a reader sees it, as if made of the text itself."""
    if is_as_shown(text):
        return read(text)
    conversion = read(_UNSEEN.sub("", text).translate(_BRACKETS))
    gaps = [match.start() - index for index, match in enumerate(_UNSEEN.finditer(text))]
    stretches = tuple(_with_gaps(conversion.copies.stretches, gaps))
    return replace(conversion, original=text, copies=replace(conversion.copies, stretches=stretches))


def _with_gaps(copies: Sequence[Copy], gaps: Sequence[int]) -> Iterator[Copy]:
    """Yield copies of a text as those of one that has a character more in each of some gaps."""
    for start, original, length in copies:
        first, last = bisect_right(gaps, original), bisect_left(gaps, original + length)
        cuts = [original, *dict.fromkeys(gaps[first:last]), original + length]
        for cut, end in pairwise(cuts):
            yield Copy(start + cut - original, cut + bisect_right(gaps, cut), end - cut)
