"""Text of strangers as messages show it: nothing in it can steer a terminal or a CI system."""

from __future__ import annotations

import re

# Ends a line, moves the cursor, turns the direction of text, or cannot be encoded.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# CI systems obey these in a log: `::add-mask::` at the start of a line, `##[add-mask]` and `##vso[...]` anywhere in it.
_COMMAND = re.compile(r"^\s*:(?=:)|#(?=#\w*\[)")
_OBEYED = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|#(?=#\w*\[)")
_JOINT = "\N{WORD JOINER}"


def printable(text: str) -> str:
    """Return a text as one line that steers neither a terminal nor a CI system, whoever wrote it.

    White space becomes spaces, other control characters U+FFFD, and an invisible character splits a CI command.
    """
    shown = _CONTROL.sub(lambda found: " " if found[0].isspace() else "\ufffd", text)
    return _COMMAND.sub(rf"\g<0>{_JOINT}", shown)


def escaped(text: str) -> str:
    """Return JSON, or a string of TOML, with escapes for what a terminal or a CI system obeys in it."""
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def on_one_line(text: str) -> str:
    """Return untrusted text for display on one line: single spaces, no control characters."""
    return printable(" ".join(text.split()))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 place", "2 places"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(text: str, length: int) -> str:
    """Return a text of at most this length, from whose middle something longer has been cut."""
    if len(text) <= length:
        return text
    tail = (length - 1) // 2
    return f"{text[: length - 1 - tail]}…{text[len(text) - tail :]}"
