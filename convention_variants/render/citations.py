"""How provisions are cited: `article-16-1-a-i` as "Article 16, 1 (a) (i)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from convention_variants.language.phrases import Phrases
from convention_variants.outline.nodes import SectionKind, Style
from convention_variants.render.shown import Pieces, ShownDraft, ShownItem, ShownNode, ShownPiece, ShownSection
from convention_variants.text.display import start_of
from convention_variants.text.words import single_spaced, without_lone_quote

AFTER_LABELS = " .:–—-"
_LONGEST_HEAD = 30  # characters
_REMARK = re.compile(r":\s+[\[({].*|\s+\{.*")  # in the label of an option, which names its subject
_SPACES = re.compile(r" {2,}")  # a wide space after a label stays
NUMBER_ALONE = re.compile(r"[IVXLC]+|[A-Z]|\d+(?:\.\d+)*")


def plain(pieces: Sequence[ShownPiece]) -> str:
    """Return the words of pieces without formatting, footnote calls and pictures."""
    return single_spaced("".join([piece.text for piece in pieces if piece.is_text]))


def label_words(label: Pieces) -> str:
    """Return the words of a label, also without the calls of footnotes that the draft has lost: raised figures."""
    return plain([piece for piece in label if not (piece.style & Style.SUPERSCRIPT and piece.text.isdecimal())])


def _name(label: Pieces) -> str:
    return without_lone_brackets(label_words(label)).rstrip(AFTER_LABELS)


def heading_gap(label: str) -> str:
    """Return what separates a label from its title: a wide space, unless it ends with a full stop or dash."""
    return "\u2002" if label[-1:].isalnum() else " "


def heading_text(section: ShownSection) -> str:
    """Return a heading on one line, without formatting."""
    label, title = label_words(section.label), plain(section.title)
    return f"{label}{heading_gap(label)}{title}" if label and title else label or title


def without_lone_brackets(text: str) -> str:
    """Return a text on one line without the brackets, or the quotation before it, that close or open outside it."""
    opened: list[int] = []
    lone = set()
    for index, char in enumerate(text):
        if char == "[":
            opened.append(index)
        elif char == "]" and opened:
            opened.pop()
        elif char == "]":
            lone.add(index)
    lone.update(opened)
    balanced = "".join(char for index, char in enumerate(text) if index not in lone)
    return without_lone_quote(_SPACES.sub(" ", balanced).strip())


def running_head(section: ShownSection) -> str:
    """Return what the head of a page says of a section on it: empty for a section of sections, such as a chapter."""
    if section.kind is SectionKind.ARTICLE:
        return _name(section.label) or _shortened(plain(section.title))
    is_chapter = any(isinstance(child, ShownSection) for child in section.children)
    return "" if is_chapter else _shortened(heading_text(section))


def _shortened(heading: str) -> str:
    """Return a heading cut at a word, so that it fits the head of a page; a bracket that is cut is closed."""
    start = start_of(without_lone_brackets(heading), _LONGEST_HEAD)
    return start + "]" * (start.count("[") - start.count("]"))


def citations(shown: ShownDraft, words: Phrases, paragraph: str = "") -> Mapping[str, str]:
    """Return the citation of each provision and footnote that is shown, by id, and of `text` outside provisions.

    `paragraph` is a word before the numbers of paragraphs: "Article 16, paragraph 1 (a) (i)".
    """
    notes = {f"footnote-{note.id}": words.footnote.format(note.label) for note in shown.footnotes}
    return {"text": words.text, **notes, **dict(_cited((*shown.front, *shown.body), "", words, paragraph))}


def _cited(nodes: Sequence[ShownNode], above: str, words: Phrases, paragraph: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, ShownSection):
            name = heading_name(node, words)
            is_bare = node.title and NUMBER_ALONE.fullmatch(name)
            yield node.id, _shortened(heading_text(node)) if is_bare else name
            yield from _cited(node.children, name, words, paragraph)
        elif isinstance(node, ShownItem):
            label = item_name(node)
            name = below(above, f"{paragraph} {label}" if paragraph and above and label[:1].isdecimal() else label)
            if node.id is not None:
                yield node.id, name
            yield from _cited(node.children, name, words, "")


def heading_name(section: ShownSection, words: Phrases) -> str:
    """Return the citation of a section: its label, else its title, else its kind, else what its id says.

    A reading that leaves out an article leaves out its label.
    """
    named = _name(section.label) or without_lone_brackets(plain(section.title))
    by_id = section.id.partition("--")[0].replace("-", " ").capitalize()
    return named or getattr(words.sections, section.kind.value, by_id)


def item_name(item: ShownItem) -> str:
    """Return the label of an item as citations have it: without what follows it, its subject, and lone brackets."""
    return without_lone_brackets(_REMARK.sub("", label_words(item.label))).rstrip(" .:")


def below(above: str, label: str) -> str:
    """Return the citation of a label below a provision cited as `above`."""
    if not above or not label:
        return above or label
    comma = "" if label.startswith("(") else ","
    return f"{above}{comma} {label}"
