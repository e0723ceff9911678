"""HTML → the same HTML with line-break opportunities in words that are longer than a line.

WeasyPrint breaks long words by itself, but in quadratic time, since it lays out the rest of the word again for each
line; and it does not break a word that continues in another element, which then runs off the page. A zero-width space
allows a break, takes no room, and does not appear in text copied from the PDF.
"""

from __future__ import annotations

import re

_BREAK = "\u200b"
_BETWEEN_BREAKS = 10  # letters
_LONGEST_WORD = 1000  # letters, which WeasyPrint breaks fast
_LONGEST_REST = 20  # letters of a word after its first element, which fit into the margin
# Scripts in which a line may end between any two letters, or at word ends that only a dictionary knows.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff65\U00020000-\U0003ffff"
)
_TAG = re.compile(r"<[^>]*+>")
_INLINE = r"<(?!span class=\"footnote\")/?(?:a|bdi|code|em|mark|span|strong|su[bp])\b[^>]*+>"
_TOKEN = re.compile(
    rf"(?P<word>(?:[^ \t\n\f\r<{_UNSPACED}]|{_INLINE})++)|<style\b.*?</style>|<[^>]*+>", re.DOTALL | re.IGNORECASE
)
_LETTER_OR_TAG = re.compile(r"<[^>]*+>|(?:&\#?\w+;|.)[\u0300-\u036f]*+", re.DOTALL)


def breakable(page: str) -> str:
    """Return a page with break opportunities in the words of its body that are too long."""
    head, body, rest = page.partition("<body")
    return head + body + _TOKEN.sub(_broken, rest)


def _broken(token: re.Match[str]) -> str:
    word = token["word"]
    if not word or not _is_too_long(word):
        return token[0]
    parts: list[str] = []
    letters = 0
    for part in _LETTER_OR_TAG.findall(word):
        if part[0] != "<":
            if letters and letters % _BETWEEN_BREAKS == 0:
                parts.append(_BREAK)
            letters += 1
        parts.append(part)
    return "".join(parts)


def _is_too_long(word: str) -> bool:
    if len(word) <= _LONGEST_REST:
        return False
    if "<" not in word:
        return len(word) > _LONGEST_WORD
    lengths = [len(part) for part in _TAG.split(word) if part]
    return sum(lengths[1:]) > _LONGEST_REST or sum(lengths) > _LONGEST_WORD
