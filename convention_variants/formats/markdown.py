"""Text that becomes Markdown: which characters would be markup, and where footnotes can go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from convention_variants.brackets.nodes import Bracket
from convention_variants.brackets.tree import read_brackets
from convention_variants.text.conversion import Conversion, OriginStretch, Remark
from convention_variants.text.copies import Copies, Copy
from convention_variants.text.origins import Origin
from convention_variants.text.source import Source
from convention_variants.text.spans import Span, SpanIndex

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

# Strong words, a footnote, or the rule below the head of a table.
_UNMISTAKABLE = re.compile(
    r"^(?:(\*\*|__)(?=[^\W_])[^*_\n]*[^*_\s]\1(?!\w)|\[\^\w+\]:[ \t]|\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*$)",
    re.MULTILINE,
)


def read_markdown(text: str, remarks: Iterable[Remark] = ()) -> Conversion:
    """Return Markdown as it is."""
    copies = Copies((Copy(0, 0, len(text)),), plain=False)
    stretches = (OriginStretch(0, Origin(line=1)),)
    return Conversion(text, stretches, remarks=tuple(remarks), original=text, copies=copies)


def is_markdown(text: str) -> bool:
    """Return whether a text can only be Markdown, by how its lines begin.

    A single line of strong words proves nothing: `**Advance version**` can be on any text. Markdown has no form feeds.
    """
    found = list(islice(_UNMISTAKABLE.finditer(text), 2))
    return "\f" not in text and (len(found) > 1 or any(not match[1] for match in found))


def markup(text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield the offsets before which a backslash makes the next character plain text, in order."""
    end = len(text) if end is None else end
    inside = (match.start() for match in _MARKUP.finditer(text, start, end))
    lines = (match.end("label") if match["label"] else match.end() for match in _LINE_MARKUP.finditer(text, start, end))
    yield from sorted({*inside, *lines})


def outside_brackets(text: str) -> Callable[[int], bool]:
    """Return a function that tells whether no bracket of a text is open at an offset.

    Footnotes go between two paragraphs, where no bracket continues from one to the other.
    """
    without_code = text.replace("`", " ").replace("~", " ").replace("\\", " ")
    nodes = read_brackets(Source("", without_code)).children
    inside = SpanIndex([Span(node.start + 1, node.end) for node in nodes if isinstance(node, Bracket)])
    return lambda offset: inside.at(offset) is None
