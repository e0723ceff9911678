"""Characters of the symbol fonts that Word uses, which have places of their own in Unicode."""

from __future__ import annotations

from collections.abc import Mapping

_SYMBOL = {
    0x20: " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
    0x60: "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪",
    0xF1: "〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
}
_WINGDINGS = dict(
    zip(
        bytes.fromhex("20 46 4a 6c 6e 6f 71 72 74 75 76 77 9f a1 a7 a8 d8 df e0 e1 e2 e8 f0 fb fc fd fe"),
        " ☞☺●■□❑❒⧫◆❖⬥•○▪◻➢←→↑↓➔⇨✗✓☒☑",
        strict=True,
    )
)
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
