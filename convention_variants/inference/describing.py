"""What a draft says of itself: its language, its symbol and its title, each only where it says so plainly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from convention_variants.outline.nodes import Content, Draft, Run, Section, SectionKind, walk

# Words that a language cannot do without and the others do not have.
_SMALL_WORDS = {
    "en": frozenset(["the", "of", "and", "to", "in", "shall", "by", "for", "with", "that", "this", "which"]),
    "fr": frozenset(["le", "les", "des", "et", "du", "une", "dans", "par", "pour", "qui", "aux", "doivent"]),
    "es": frozenset(["el", "los", "las", "del", "y", "por", "para", "con", "una", "que", "como", "deberá"]),
}
_LOOKED_AT = 50_000
_ENOUGH, _CLEARLY_MORE = 10, 4
_WORD = re.compile(r"[^\W\d_]+")
# The masthead stands on top; further down a symbol is another document's.
_MASTHEAD = 3000
_SYMBOL = re.compile(
    r"^\W*((?:A|S|E|T|ST|CRC|CBD|FCCC|UNEP|TD|CAC|CTOC|CCPR|ECE|ICCD|CD|NPT)/(?=\S*\d)[A-Z0-9./()-]*[A-Z0-9)])\W*$",
    re.MULTILINE,
)
_TITLE = re.compile(r"^title:[^\S\n]*(\S.*)$", re.MULTILINE)
_NAME = re.compile(
    r"(?:draft|negotiating text|projet|avant-projet|proyecto|anteproyecto)\b"
    r"|(?:convention|agreement|treaty|protocol|traité|accord|protocole|convenio|acuerdo|tratado|protocolo)\s+\w",
    re.IGNORECASE,
)
_LONGEST_TITLE = 200


def language_of(text: str) -> str:
    """Return the code of the language that a draft is certainly in, nothing where that is not certain."""
    words = Counter(word.casefold() for word in _WORD.findall(text, 0, _LOOKED_AT))
    counts = {code: sum(words[word] for word in small) for code, small in _SMALL_WORDS.items()}
    best, second, *_ = sorted(counts.values(), reverse=True)
    sure = best >= _ENOUGH and best >= _CLEARLY_MORE * second
    return max(counts, key=counts.__getitem__) if sure else ""


def symbol_of(draft: Draft) -> str:
    """Return the symbol that stands on a line of its own on top of a draft, if only one does."""
    found = set(_SYMBOL.findall(draft.source.text[:_MASTHEAD]))
    return found.pop() if len(found) == 1 else ""


def title_of(draft: Draft) -> str:
    """Return the title that a draft gives itself: in its front matter, or in a heading that says what it is."""
    text = draft.source.text
    for span in draft.brackets.metadata:
        if match := _TITLE.search(text, *span):
            return match[1].strip().strip("\"'").strip()
    return next((title for title in headings(draft) if _NAME.match(title)), "")


def headings(draft: Draft) -> Iterator[str]:
    """Yield the headings of a draft that are no article's and no chapter's, those with brackets left out."""
    for node in walk((*draft.front, *draft.body)):
        if isinstance(node, Section) and node.kind is SectionKind.OTHER and not node.label:
            title = _plain(node.title, draft.source.text)
            if 0 < len(title) <= _LONGEST_TITLE and "[" not in title:
                yield title


def _plain(content: Content, text: str) -> str:
    words = ((isinstance(inline, Run) and inline.shown) or text[inline.start : inline.end] for inline in content)
    return " ".join("".join(words).split())
