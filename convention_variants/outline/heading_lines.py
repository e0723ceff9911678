"""Lines that are headings by their words alone: the label of a part or an article, perhaps with its title."""

from __future__ import annotations

import re

from convention_variants.language.grammar import CONNECTOR
from convention_variants.outline import vocabulary
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.words import OPENING_QUOTES

# A line of at least this width continues on the next one.
WIDE = 65
_LONGEST_TITLE = 160
_LONGEST_LABEL = 40
# The line below begins with a small letter, other than that of a label.
_GOES_ON = lazy_pattern(r"[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*(?!(?:[ivxl]+|[a-z]{1,2})[.)])[a-zß-öø-ÿ]")
_OPENING = "[{" + OPENING_QUOTES
_UNFINISHED = lazy_pattern(rf".*(?:,|\b(?:{CONNECTOR}))")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_WHOLE_LINES = (vocabulary.BARE_ARTICLE, vocabulary.BARE_PART, vocabulary.ENUMERATED_LINE)


def opens_part(text: str, start: int, end: int) -> bool:
    """Return whether a line directly below the end of a sentence is the heading of a part or an article.

    A sentence that begins as one goes on with a small letter in the line below, "Article 5⏎of the Convention", or ends
    in a comma or a word that joins: "Section II Members, and".
    """
    line = text[start:end]
    if not (line[0].isupper() or line[0] in _OPENING) or is_text(line):
        return False
    found = any(pattern.match(line) for pattern in _WHOLE_LINES) or is_titled(line)
    return found and _GOES_ON.match(text, end) is None and _UNFINISHED.fullmatch(line) is None


def is_text(line: str) -> bool:
    """Return whether what begins as a heading with a title is a sentence, or goes on in the next line."""
    return runs_on(line) or vocabulary.STATES.match(line) is not None


def runs_on(line: str) -> bool:
    """Return whether the first line of an article continues on the next: it is wide, or a bracket in it is open."""
    is_whole = line.endswith((")", "}")) and line.count("[") == line.count("]")
    return (len(line) >= WIDE and not is_whole) or opens_more(line)


def opens_more(line: str) -> bool:
    """Return whether a bracket is open at the end of a line, apart from those that it begins with."""
    words = line.lstrip("[")
    return words.count("[") > words.count("]") or words.count("{") > words.count("}")


def is_titled(words: str) -> bool:
    """Return whether the words of a paragraph are the number and the title of a part, however wide its brackets are."""
    titled = vocabulary.BARE_ARTICLE.match(words) or vocabulary.TITLED.match(words)
    return titled is not None and len(_BRACKETED.sub("", words)) <= _LONGEST_TITLE and not opens_more(words)


def is_label(line: str) -> bool:
    """Return whether a line is the label of a part or an article, with a capital letter, and nothing else."""
    return len(line) <= _LONGEST_LABEL and any(pattern.fullmatch(line) for pattern in vocabulary.LABELLED)


def is_bare_article(line: str) -> bool:
    """Return whether a line is the number of an article, perhaps with its title, and no sentence."""
    starts = line[0] in vocabulary.ARTICLE_STARTS  # as few lines do: it takes longer to match the pattern
    return starts and vocabulary.BARE_ARTICLE.match(line) is not None and not is_text(line)
