"""How drafts write the call of a footnote: `[^3]` or `<sup>3</sup>`, as patterns without groups."""

from __future__ import annotations

CARET_CALL = r"\[\^[^\s\[\]]+\]"
RAISED_CALL = r"<sup>[^\s<>]{1,4}</sup>"
CALL = rf"(?:{CARET_CALL}|{RAISED_CALL})"
