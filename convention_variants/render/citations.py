"""How provisions are cited: `article-16-1-a-i` is "Article 16, 1 (a) (i)"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from convention_variants.render.shown import Pieces, ShownItem, ShownNode, ShownSection


def plain(pieces: Pieces) -> str:
    """Return the words of pieces, without formatting, footnote calls and pictures."""
    return " ".join("".join(piece.text for piece in pieces if piece.is_text).split())


def citations(*trees: Sequence[ShownNode]) -> Mapping[str, str]:
    """Return for each provision that is shown, by its id, the words to cite it with."""
    return {key: cited for tree in trees for key, cited in _cited(tree, "")}


def _cited(nodes: Sequence[ShownNode], above: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, ShownSection):
            name = heading_name(node)
            yield node.id, name
            yield from _cited(node.children, name)
        elif isinstance(node, ShownItem):
            name = below(above, plain(node.label).rstrip("."))
            if node.id is not None:
                yield node.id, name
            yield from _cited(node.children, name)


def heading_name(section: ShownSection) -> str:
    """Return how to cite a section: by its label, else by its title, else by what it is."""
    return plain(section.label).rstrip(" .:–—-") or plain(section.title) or section.id.capitalize()


def below(above: str, label: str) -> str:
    """Return how to cite what stands below something cited already."""
    if not above or not label:
        return above or label
    comma = "" if label.startswith("(") else ","
    return f"{above}{comma} {label}"
