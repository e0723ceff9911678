"""Make untrusted text safe to print: it cannot control a terminal or a CI system."""

from __future__ import annotations

import json
from collections.abc import Sequence

from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.words import single_spaced

# Line ends, control characters, changes of text direction, and lone surrogates.
_CONTROL = lazy_pattern(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# CI systems run commands in a log: `::add-mask::` at the start of a line, `##[add-mask]` and `##vso[...]` anywhere.
_COMMAND = lazy_pattern(r"^\s*:(?=:)|#(?=#\w*\[)")
_CONTROL_IN_STRING = lazy_pattern(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|#(?=#\w*\[)")
_JOINT = "\N{WORD JOINER}"


def printable(text: str) -> str:
    """Return a text as one line that cannot control a terminal or a CI system.

    White space becomes spaces, other control characters become U+FFFD, and an invisible character breaks CI commands.
    """
    shown = text
    if not text.isprintable():  # as it mostly is: that is faster to find out
        shown = _CONTROL.sub(lambda match: " " if match[0].isspace() else "\ufffd", text)
    return _COMMAND.sub(rf"\g<0>{_JOINT}", shown)


def escaped(text: str) -> str:
    """Return JSON or a TOML string with escapes for characters that control a terminal or a CI system."""
    return _CONTROL_IN_STRING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def json_bytes(data: object) -> bytes:
    """Return data as indented JSON in UTF-8, with characters that control a terminal or a CI system escaped."""
    return escaped(json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def on_one_line(text: str) -> str:
    """Return untrusted text for display on one line: single spaces, no control characters."""
    return printable(single_spaced(text))


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: "1 place", "2 places"; `plural` is that of an irregular one."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def enumerated(names: Sequence[str], joint: str) -> str:
    """Return names for a sentence: "one", "one or two", "one, two or three"."""
    *others, last = names
    return f"{', '.join(others)} {joint} {last}" if others else last


def shortened(text: str, length: int) -> str:
    """Return a text cut in its middle to at most `length` characters."""
    if len(text) <= length:
        return text
    tail = (length - 1) // 2
    return f"{text[: length - 1 - tail]}…{text[len(text) - tail :]}"


def start_of(text: str, length: int) -> str:
    """Return the first words of a text that has more than `length` characters."""
    text = text.strip()  # else what is cut may have no word
    return text if len(text) <= length else f"{text[:length].rsplit(None, 1)[0]} …"


def ends_of(text: str, length: int) -> str:
    """Return the first and the last words of a text that has more than `length` characters."""
    text = text.strip()
    if len(text) <= length:
        return text
    start, end = text[: length * 2 // 3].rsplit(None, 1)[0], text[-(length // 3) :].split(None, 1)[-1]
    return f"{start} … {end}"
