"""The language of a draft, by the words that occur in every text of a language and in no other."""

from __future__ import annotations

import re
from collections import Counter

from convention_variants.language.data import all_languages

_LOOKED_AT = 50_000
_ENOUGH, _CLEARLY_MORE = 10, 4
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """Return the language code of a draft, or "" if it is not certain."""
    words = Counter(text[:_LOOKED_AT].casefold().split())
    for token in [token for token in words if not token.isalpha()]:
        count = words.pop(token)
        for word in _WORD.findall(token):
            words[word] += count
    counts = {data.code: sum(words[word] for word in data.document.common_words) for data in all_languages()}
    best, second, *_ = sorted(counts.values(), reverse=True)
    sure = best >= _ENOUGH and best >= _CLEARLY_MORE * second
    return max(counts, key=counts.__getitem__) if sure else ""
