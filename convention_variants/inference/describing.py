"""The symbol and title of a draft, each only if it is certain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convention_variants.language.data import all_languages, any_of
from convention_variants.outline.nodes import Draft, Section, SectionKind, shown_text, walk

# Only the masthead at the top; symbols further down are those of other documents.
_MASTHEAD = 3000
_SYMBOL = re.compile(
    r"^[^\w\n]*((?:A|S|E|T|ST|CRC|CBD|FCCC|UNEP|TD|CAC|CTOC|CCPR|ECE|ICCD|CD|NPT)/(?=\S*\d)[A-Z0-9./()-]*[A-Z0-9)])[^\w\n]*$",
    re.MULTILINE,
)
_TITLE = re.compile(r"^title:[^\S\n]*(\S.*)$", re.MULTILINE)
_NAME = re.compile(any_of(data.document.title_pattern for data in all_languages()), re.IGNORECASE)
_LONGEST_TITLE = 200


def symbol_of(draft: Draft) -> str:
    """Return the document symbol on a line of its own at the top of a draft, or "" unless there is exactly one."""
    symbols = set(_SYMBOL.findall(draft.source.text[:_MASTHEAD]))
    return symbols.pop() if len(symbols) == 1 else ""


def title_of(draft: Draft) -> str:
    """Return the title of a draft, from its front matter or a heading like "Draft convention", or ""."""
    text = draft.source.text
    for span in draft.brackets.metadata:
        if match := _TITLE.search(text, *span):
            return match[1].strip().strip("\"'").strip()
    return next((title for title in headings(draft) if _NAME.match(title)), "")


def headings(draft: Draft) -> Iterator[str]:
    """Yield the headings of a draft other than articles and chapters, without those that contain brackets."""
    for node in walk((*draft.front, *draft.body)):
        if isinstance(node, Section) and node.kind is SectionKind.OTHER and not node.label:
            title = shown_text(node.title, draft.source.text)
            if 0 < len(title) <= _LONGEST_TITLE and "[" not in title:
                yield title
