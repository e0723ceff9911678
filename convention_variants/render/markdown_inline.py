"""Pieces → one line of Markdown: characters escaped where they would mean something, styles as they mean it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple
from unicodedata import category
from urllib.parse import quote

from convention_variants.outline.nodes import Style
from convention_variants.render.inline import is_safe
from convention_variants.render.shown import Mark, Piece, Pieces

HARD_BREAK = "\\\n"
_EMPHASIS = ((Style.STRONG, "strong"), (Style.EMPHASIS, "em"))
# CommonMark knows no mark for these, but tags.
_RAISED = ((Style.SUPERSCRIPT, "sup"), (Style.SUBSCRIPT, "sub"))
# What CommonMark takes for white space around emphasis. To Python more is white space, as U+001C and U+0085 are.
_SPACE = " \t\n\f\r\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_IS_SPACE = re.compile(f"[{_SPACE}]")
_MEANINGFUL = re.compile(
    rf"(?<![{_SPACE}])\*|\*(?![{_SPACE}])"  # an asterisk that is not alone between spaces
    # an underscore that is neither that nor in a word
    rf"|(?<![^\W_])(?<![{_SPACE}])_|(?<=[{_SPACE}])_(?![{_SPACE}])|(?<=[^\W_])_(?![^\W_])"
    r"|[\\`~]|<(?! )|&(?=\#?\w+;)"
)
_BRACKETS = re.compile(r"[\[\]]")
_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class _Part(NamedTuple):
    """A stretch of a line in one style: its text, and the white space around it, which no emphasis may touch."""

    before: str
    text: str
    after: str = ""
    style: Style = Style.PLAIN


def inline_markdown(pieces: Pieces) -> str:
    """Return pieces as Markdown. It knows no marks: what is changed is emphasised, or not where all is.

    In the same way what differs from another reading is strong.
    """
    parts: list[_Part] = []
    for (_, style, address, joinable), group in groupby(pieces, key=_same_text):
        if joinable:
            parts.append(_part("".join(piece.text for piece in group), style, address))
        else:
            parts += (_Part("", _piece(piece)) for piece in group)
    return "".join(_written(parts))


def _same_text(piece: Piece) -> tuple[bool, Style, str | None, bool]:
    new_line = piece.text == "\n"
    address = piece.address if piece.address is not None and is_safe(piece.address) else None
    style = piece.style ^ Style.EMPHASIS if piece.mark is Mark.CHANGED else piece.style
    style = style ^ Style.STRONG if piece.differs else style
    return new_line, style, address, piece.is_text and not new_line


def _piece(piece: Piece) -> str:
    if piece.call is not None:
        return f"[^{escape(piece.call)}]"
    if piece.image is not None:
        return f"![{escape(piece.text)}]({quote(piece.image.address, safe='/.%')})"
    return HARD_BREAK


def _part(text: str, style: Style, address: str | None) -> _Part:
    """Return a text as a part that is ready but for emphasis, which depends on what stands beside it."""
    core = text if Style.CODE in style else text.strip()
    if not core or (not style and address is None):
        return _Part("", escape(text))
    before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
    core = _tagged(_code(core) if Style.CODE in style else escape(core), style, _RAISED)
    style &= Style.EMPHASIS | Style.STRONG
    if address is None:
        return _Part(before, core, after, style)
    marks = "*" * style  # beside brackets they always mean emphasis
    return _Part("", f"[{before}{marks}{core}{marks}{after}]({quote(address, safe='/.:#?=&%@+,;~')})")


def _tagged(text: str, style: Style, tags: Sequence[tuple[Style, str]]) -> str:
    for part, tag in tags:
        if part in style:
            text = f"<{tag}>{text}</{tag}>"
    return text


def _written(parts: Sequence[_Part]) -> Iterator[str]:
    """Yield parts one behind the other, emphasised so that it means what it should.

    What asterisks open and close depends on the characters on both sides of them, and asterisks of two parts
    would run together. Where they would mean something else, tags take their place.
    """
    last = ""
    for part, following in zip_longest(parts, parts[1:], fillvalue=_Part("", "")):
        text, after = part.text, part.after or following.before or "*" * following.style or following.text
        if part.style:
            last, marks = part.before[-1:] or last, "*" * part.style
            sound = last != "*" and _flanks(text[0], last) and _flanks(text[-1], after[:1])
            text = f"{marks}{text}{marks}" if sound else _tagged(text, part.style, _EMPHASIS)
        elif text.endswith("!") and after.startswith("[") and not after.startswith("[^"):
            text = f"{text[:-1]}\\!"  # or the link would be a picture
        written = f"{part.before}{text}{part.after}"
        last = written[-1:] or last
        yield written


def _flanks(inner: str, outer: str) -> bool:
    """Say whether asterisks between two characters, the inner one no space, open or close emphasis for certain.

    They do not between a letter outside and punctuation inside; versions of CommonMark differ in what symbols are.
    """
    if not _may_be_punctuation(inner):
        return True
    return not outer or bool(_IS_SPACE.match(outer)) or outer in _ASCII_PUNCTUATION or category(outer)[0] == "P"


def _may_be_punctuation(character: str) -> bool:
    return character in _ASCII_PUNCTUATION or category(character)[0] in "PS"


def _code(text: str) -> str:
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in text or (text[:1] == text[-1:] == " " and text.strip()) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def escape(text: str) -> str:
    """Escape what would be markup in the middle of a line."""
    escaped = _MEANINGFUL.sub(r"\\\g<0>", text)
    return _escape_brackets(escaped) if "[" in escaped or "]" in escaped else escaped


def _escape_brackets(text: str) -> str:
    """Escape brackets but for plain pairs that cannot be a link, a footnote or a definition."""
    meant: list[int] = []
    opened: int | None = None
    for match in _BRACKETS.finditer(text):
        at = match.start()
        if match[0] == "[":
            if opened is not None:
                meant.append(opened)
            opened = at
        elif opened is None:
            meant.append(at)
        else:
            if text[at + 1 : at + 2] in (":", "(") or text[opened + 1] == "^":
                meant += [opened, at]
            opened = None
    if opened is not None:
        meant.append(opened)
    parts, position = [], 0
    for at in sorted(meant):
        parts.append(text[position:at] + "\\")
        position = at
    return "".join([*parts, text[position:]])
