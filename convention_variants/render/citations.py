"""How provisions are cited: `article-16-1-a-i` as "Article 16, 1 (a) (i)"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from convention_variants.language.phrases import Phrases
from convention_variants.render.shown import Pieces, ShownDraft, ShownItem, ShownNode, ShownSection
from convention_variants.text.words import single_spaced


def plain(pieces: Pieces) -> str:
    """Return the words of pieces without formatting, footnote calls and pictures."""
    return single_spaced("".join(piece.text for piece in pieces if piece.is_text))


def citations(shown: ShownDraft, words: Phrases) -> Mapping[str, str]:
    """Return the citation of each provision and footnote that is shown, by id, and of `text` outside provisions."""
    notes = {f"footnote-{note.id}": words.footnote.format(note.label) for note in shown.footnotes}
    return {"text": words.text, **notes, **dict(_cited((*shown.front, *shown.body), "", words))}


def _cited(nodes: Sequence[ShownNode], above: str, words: Phrases) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, ShownSection):
            name = heading_name(node, words)
            yield node.id, name
            yield from _cited(node.children, name, words)
        elif isinstance(node, ShownItem):
            name = below(above, plain(node.label).rstrip(" .:"))
            if node.id is not None:
                yield node.id, name
            yield from _cited(node.children, name, words)


def heading_name(section: ShownSection, words: Phrases) -> str:
    """Return the citation of a section: its label, else its title, else its kind."""
    named = plain(section.label).rstrip(" .:–—-") or plain(section.title)
    return named or words.sections.get(section.kind.value, section.id.capitalize())


def below(above: str, label: str) -> str:
    """Return the citation of a label below a provision cited as `above`."""
    if not above or not label:
        return above or label
    comma = "" if label.startswith("(") else ","
    return f"{above}{comma} {label}"
