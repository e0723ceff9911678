"""The `[document]` table of a draft: its symbol and title, each only if it is certain, and its language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convention_variants.language.data import all_languages, any_of
from convention_variants.outline.nodes import Draft, Section, SectionKind, shown_text, walk
from convention_variants.reports.entries import toml_string

# Only the masthead at the top; symbols further down are those of other documents.
_MASTHEAD = 3000
_SYMBOL = re.compile(
    r"^[^\w\n]*((?:A|S|E|T|ST|CRC|CBD|FCCC|UNEP|TD|CAC|CTOC|CCPR|ECE|ICCD|CD|NPT)/(?=\S*\d)[A-Z0-9./()-]*[A-Z0-9)])[^\w\n]*$",
    re.MULTILINE,
)
_TITLE = re.compile(r"^title:[^\S\n]*(\S.*)$", re.MULTILINE)
_NAME = re.compile(any_of(data.document.title_pattern for data in all_languages()), re.IGNORECASE)
_LONGEST_TITLE = 200


def document_lines(draft: Draft, language: str, earlier_title: str = "") -> Iterator[str]:
    """Yield the table; what is unknown is a comment to fill in. The title may be that of an earlier draft."""
    codes = " or ".join(toml_string(data.code) for data in all_languages() if data.code != "en")
    said = (
        ("symbol", _symbol(draft), "A/…", ""),
        ("title", _title(draft) or earlier_title, next(_headings(draft), "…"), ""),
        ("language", language, "en", f"  # or {codes}"),
    )
    yield "[document]"
    for key, value, example, others in said:
        yield f"{key} = {toml_string(value)}" if value else f"# {key} = {toml_string(example)}{others}"


def _symbol(draft: Draft) -> str:
    """Return the document symbol on a line of its own at the top of a draft, or "" unless there is exactly one."""
    symbols = set(_SYMBOL.findall(draft.source.text[:_MASTHEAD]))
    return symbols.pop() if len(symbols) == 1 else ""


def _title(draft: Draft) -> str:
    """Return the title of a draft, from its front matter or a heading like "Draft convention", or ""."""
    text = draft.source.text
    for span in draft.brackets.metadata:
        if match := _TITLE.search(text, *span):
            return match[1].strip().strip("\"'").strip()
    return next((title for title in _headings(draft) if _NAME.match(title)), "")


def _headings(draft: Draft) -> Iterator[str]:
    """Yield the headings of a draft other than articles and chapters, without those that contain brackets."""
    for node in walk((*draft.front, *draft.body)):
        if isinstance(node, Section) and node.kind is SectionKind.OTHER and not node.label:
            title = shown_text(node.title, draft.source.text)
            if 0 < len(title) <= _LONGEST_TITLE and "[" not in title:
                yield title
