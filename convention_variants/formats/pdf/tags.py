"""The tags of a tagged PDF: what each text is, as the program that wrote the file says."""

from __future__ import annotations

# From the root: the place of each element among its siblings, and its type.
Tag = tuple[tuple[int, str], ...]

_INLINE = frozenset(
    ("Span", "Link", "NonStruct", "Reference", "Quote", "Em", "Strong", "Code", "Annot", "Private", "Sub", "Standard")
)
_LINKS = frozenset(("Link", "Reference", "Annot"))
_HEADINGS = {"H": 1, "Title": 1, **{f"H{level}": level for level in range(1, 7)}}


def block(tag: Tag) -> Tag:
    """Return the tag of the block that a text stands in: the innermost element that is none of running text."""
    end = len(tag)
    while end > 1 and tag[end - 1][1] in _INLINE:
        end -= 1
    return tag[:end]


def heading_level(tag: Tag) -> int:
    """Return the level of the heading that a block is, 0 if it is none."""
    return next((_HEADINGS[kind] for _, kind in reversed(tag) if kind in _HEADINGS), 0)


def inside(tag: Tag, kind: str) -> Tag | None:
    """Return the tag of the innermost element of a type around a text, or itself, None if there is none."""
    for end in range(len(tag), 0, -1):
        if tag[end - 1][1] == kind:
            return tag[:end]
    return None


def is_linked(tag: Tag) -> bool:
    """Return whether a text leads elsewhere, as the call of a footnote does."""
    return any(kind in _LINKS for _, kind in tag)
