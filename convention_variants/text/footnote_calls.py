"""How drafts write the call of a footnote: `[^3]` or `<sup>3</sup>`, as patterns, and the patterns of their labels."""

from __future__ import annotations

CARET_LABEL = r"[^\s\[\]]+"
RAISED_LABEL = r"[^\s<>]{1,4}"
CARET_CALL = rf"\[\^{CARET_LABEL}\]"
RAISED_CALL = rf"<sup>{RAISED_LABEL}</sup>"
CALL = rf"(?:{CARET_CALL}|{RAISED_CALL})"
# A footnote without brackets.
_NOTE_LINE = r"[^\r\n\[\]]*+"
DEFINITION = rf"(?<=[\r\n]){CARET_CALL}:{_NOTE_LINE}(?:(?>[\r\n]++) {{4}}{_NOTE_LINE})*+"
