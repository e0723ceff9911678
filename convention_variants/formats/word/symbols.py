"""Characters of the symbol fonts that Word uses, which have places of their own in Unicode."""

from __future__ import annotations

from collections.abc import Mapping

_SYMBOL = {
    0x20: " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
    0x60: "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪",
    0xF1: "〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
}
_WINGDINGS = {
    0x20: " ",
    0x46: "☞",
    0x4A: "☺",
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x72: "❒",
    0x74: "⧫",
    0x75: "◆",
    0x76: "❖",
    0x77: "⬥",
    0x9F: "•",
    0xA1: "○",
    0xA7: "▪",
    0xA8: "◻",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE1: "↑",
    0xE2: "↓",
    0xE8: "➔",
    0xF0: "⇨",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
_FONTS: Mapping[str, Mapping[int, str]] = {
    "symbol": {start + index: sign for start, signs in _SYMBOL.items() for index, sign in enumerate(signs)},
    "wingdings": _WINGDINGS,
}
PRIVATE = range(0xF020, 0xF100)  # where Word puts the characters of a symbol font
UNKNOWN = "\ufffd"


def sign(code: int, font: str) -> str:
    """Return a character of a symbol font as Unicode has it; of any other font, the character itself."""
    table = _FONTS.get(font.strip().lower())
    low = code - 0xF000 if code in PRIVATE else code
    if table is not None:
        return table.get(low, UNKNOWN)
    if code in PRIVATE:
        return UNKNOWN
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF else UNKNOWN
