"""Pieces → one line of Markdown, with characters escaped where they would be markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple
from unicodedata import category
from urllib.parse import quote

from convention_variants.outline.nodes import Style
from convention_variants.render.inline import is_safe
from convention_variants.render.shown import Mark, Pieces, ShownPiece

HARD_BREAK = "\\\n"
_EMPHASIS = ((Style.STRONG, "strong"), (Style.EMPHASIS, "em"))
# CommonMark has no marks for these, only tags.
_RAISED = ((Style.SUPERSCRIPT, "sup"), (Style.SUBSCRIPT, "sub"))
# White space to CommonMark. Python has more, such as U+001C and U+0085.
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


class _StyledText(NamedTuple):
    """Text in one style, and the white space around it, which emphasis marks must not touch."""

    before: str
    text: str
    after: str = ""
    style: Style = Style.PLAIN


def inline_markdown(pieces: Pieces) -> str:
    """Return pieces as Markdown.

    Text that is filled in is emphasised, and so is changed text; text that differs from another reading is strong. In
    text that is so anyway, the latter two are the other way around.
    """
    parts: list[_StyledText] = []
    for (_, style, address, joinable), group in groupby(pieces, key=_same_text):
        if joinable:
            parts.append(_part("".join(piece.text for piece in group), style, address))
        else:
            parts += (_StyledText("", _piece(piece)) for piece in group)
    return "".join(_written(parts))


def _same_text(piece: ShownPiece) -> tuple[bool, Style, str | None, bool]:
    new_line = piece.text == "\n"
    address = piece.address if piece.address is not None and is_safe(piece.address) else None
    style = piece.style | Style.EMPHASIS if piece.mark is Mark.FILLED else piece.style
    style = style ^ Style.EMPHASIS if piece.mark is Mark.CHANGED else style
    style = style ^ Style.STRONG if piece.differs else style
    return new_line, style, address, piece.is_text and not new_line


def _piece(piece: ShownPiece) -> str:
    if piece.call is not None:
        return f"[^{escape(piece.call)}]"
    if piece.image is not None:
        return f"![{escape(piece.text)}]({quote(piece.image.address, safe='/.%')})"
    return HARD_BREAK


def _part(text: str, style: Style, address: str | None) -> _StyledText:
    """Return text ready except for emphasis marks, which depend on the text next to it."""
    core = text if Style.CODE in style else text.strip()
    if not core or (not style and address is None):
        return _StyledText("", escape(text))
    before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
    core = _tagged(_code(core) if Style.CODE in style else escape(core), style, _RAISED)
    style &= Style.EMPHASIS | Style.STRONG
    if address is None:
        return _StyledText(before, core, after, style)
    marks = "*" * style  # beside brackets they always mean emphasis
    return _StyledText("", f"[{before}{marks}{core}{marks}{after}]({quote(address, safe='/.:#?=&%@+,;~')})")


def _tagged(text: str, style: Style, tags: Sequence[tuple[Style, str]]) -> str:
    for part, tag in tags:
        if part in style:
            text = f"<{tag}>{text}</{tag}>"
    return text


def _written(parts: Sequence[_StyledText]) -> Iterator[str]:
    """Yield the parts as Markdown.

    Whether asterisks open or close emphasis depends on the characters on both sides, and asterisks of neighbouring
    parts would merge. Where asterisks would be misread, tags are used.
    """
    last = ""
    for part, following in zip_longest(parts, parts[1:], fillvalue=_StyledText("", "")):
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
    """Return whether asterisks between two characters certainly open or close emphasis; the inner one is no space.

    They do not between an outer letter and inner punctuation. Versions of CommonMark disagree on symbols.
    """
    if inner not in _ASCII_PUNCTUATION and category(inner)[0] not in "PS":
        return True
    return not outer or bool(_IS_SPACE.match(outer)) or outer in _ASCII_PUNCTUATION or category(outer)[0] == "P"


def _code(text: str) -> str:
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in text or (text[:1] == text[-1:] == " " and text.strip()) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def escape(text: str) -> str:
    """Return text with everything escaped that would be markup inside a line."""
    escaped = _MEANINGFUL.sub(r"\\\g<0>", text)
    return _escape_brackets(escaped) if "[" in escaped or "]" in escaped else escaped


def _escape_brackets(text: str) -> str:
    """Escape brackets, except pairs that cannot be a link, a footnote or a definition."""
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
