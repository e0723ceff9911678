"""Which brackets are Markdown links, and which only look like links.

In a treaty, `[contribution](s)` is a bracket followed by an ending. A link needs an address.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.spans import Span
from convention_variants.text.words import single_spaced

# Possessive throughout, so that a failed match does not try shorter addresses.
_TARGET = r"(<[^<>\r\n]*+>|[^\s()<>]++)"
_INLINE_TARGET = lazy_pattern(rf"\(\s*+{_TARGET}(?:\s++(?:\"[^\"\r\n]*+\"|'[^'\r\n]*+'))?+\s*+\)")
_DEFINITION = lazy_pattern(
    rf"[ ]{{0,3}}\[([^\[\]\r\n^][^\[\]\r\n]*+)\]:[ \t]++{_TARGET}"
    r"(?:[ \t]++(?:\"[^\"\r\n]*+\"|'[^'\r\n]*+'|\([^()\r\n]*+\)))?+[ \t]*+(?=[\r\n]|\Z)"
)
_ADDRESS = lazy_pattern(
    r"<.*>"
    r"|(?:[a-z][a-z0-9+.-]{1,20}:|\#|/|\.{1,2}/).*"
    r"|[^:]+?\.(?:png|jpe?g|gif|svg|webp|pdf|md|html?|txt|docx?)(?:\#.*)?",
    re.IGNORECASE,
)
# A part of every definition, and the rest of its line: searching for it is fast.
_AFTER_LABEL = re.compile(r"\]:[ \t][^\r\n]*")
_REFERENCE = re.compile(r"\[([^\[\]\r\n]*)\]")


class Target(NamedTuple):
    """The address of a link, and the offset after its markup."""

    address: str
    end: int


class References:
    """The link references defined in a source."""

    def __init__(self, text: str) -> None:
        self.spans: list[Span] = []
        self._addresses: dict[str, str] = {}
        previous_end = 0
        for rest in _AFTER_LABEL.finditer(text) if "]:" in text else ():  # to look for a mark takes less time
            line_end = max(text.rfind("\n", previous_end, rest.start()), text.rfind("\r", previous_end, rest.start()))
            if (match := _DEFINITION.match(text, line_end + 1)) and _ADDRESS.fullmatch(match[2]):
                self.spans.append(Span(*match.span()))
                self._addresses.setdefault(_key(match[1]), match[2].strip("<>"))
            previous_end = rest.end()
        self._none = not self._addresses and "](" not in text

    def target(self, text: str, start: int, close: int) -> Target | None:
        """Return the target of the bracket from `start` to the `]` at `close`, None if it is not a link."""
        if self._none:
            return None
        after = text[close + 1 : close + 2]
        if after == "(" and (inline := _INLINE_TARGET.match(text, close + 1)) and _ADDRESS.fullmatch(inline[1]):
            return Target(inline[1].strip("<>"), inline.end())
        if not self._addresses:
            return None
        label, end = Span(start + 1, close), close + 1
        if after == "[" and (reference := _REFERENCE.match(text, close + 1)):
            end = reference.end()
            if reference[1]:
                label = Span(*reference.span(1))
        address = self._address(text, label)
        return Target(address, end) if address is not None else None

    def _address(self, text: str, label: Span) -> str | None:
        """Return the address defined for a label. Such a label contains no bracket.

        Checking for a bracket first avoids reading the text of nested brackets again at each level.
        """
        if text.find("[", *label) >= 0:
            return None
        return self._addresses.get(_key(text[label.start : label.end]))


def _key(label: str) -> str:
    return single_spaced(label).casefold()
