"""Characters of a text that Markdown would take for markup, and what to write instead of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Within a paragraph; a square bracket is never escaped, it is what this program is for. What begins with one set of
# characters is found quickest.
_MARKUP = re.compile(
    r"[\\`*<_&(](?:(?<=[\\`*<])|(?<=_)(?:(?<![^\W_]_)|(?![^\W_]))|(?<=&)(?=#?\w{1,31};)|(?<=\]\()(?=[^()\s]*[:/#.]))"
)
# At the beginning of a line: headings, quotations, rules, underlines, fences, tables, link definitions.
_LINE_MARKUP = re.compile(
    r"(?:^|(?<=\r))[ \t]*(?:(?=[#>|]|~~~|(?:=+[ \t]*|(?:-[ \t]*){3,})(?:[\r\n]|\Z))"
    r"|(?P<label>\[[^\^\[\]\n][^\[\]\n]*\])(?=:))",
    re.MULTILINE,
)


def markup(text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield the offsets before which a backslash makes the next character plain text, in order."""
    end = len(text) if end is None else end
    inside = (match.start() for match in _MARKUP.finditer(text, start, end))
    lines = (match.end("label") if match["label"] else match.end() for match in _LINE_MARKUP.finditer(text, start, end))
    yield from sorted({*inside, *lines})
