"""References in the text of an edition → the provisions that they name, if the edition has them.

Only targets are added: the text stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from convention_variants.language.references import (
    OPEN,
    Reference,
    find_parts,
    find_references,
    key,
    may_refer,
    part_name,
)
from convention_variants.outline.nodes import SectionKind, Style
from convention_variants.render.citations import label_words, plain
from convention_variants.render.edition import Edition
from convention_variants.render.shown import (
    Mark,
    Pieces,
    ShownDraft,
    ShownItem,
    ShownNode,
    ShownParagraph,
    ShownPiece,
    ShownSection,
    ShownTable,
    walk_shown,
)
from convention_variants.text.spans import between
from convention_variants.text.words import OPENING_QUOTES

_SEALED = "\ufffd"
_UNSETTLED = frozenset({Mark.OPEN, Mark.OPTION, Mark.BLANK, Mark.NOTE})
_Provision = ShownSection | ShownItem
_Around = tuple[_Provision, ...]


class _Place(NamedTuple):
    """Where a text is: the article and the items around it, none outside articles, and the text that introduces it."""

    around: _Around = ()
    lead: Pieces = ()


def linked(edition: Edition) -> Edition:
    """Return an edition with the target of each reference in its text."""
    shown = link_references(edition.shown._replace(front=(*edition.front, *edition.opening)))
    return edition._replace(shown=shown, front=shown.front[: len(edition.front)])  # the rest is headings, without links


def link_references(shown: ShownDraft) -> ShownDraft:
    """Return what is shown with the target of each reference to a provision of it."""
    linker = _Linker(shown)
    notes = tuple(note._replace(pieces=linker.pieces(note.pieces, _Place())) for note in shown.footnotes)
    return shown._replace(
        front=linker.nodes(shown.front, _Place()), body=linker.nodes(shown.body, _Place()), footnotes=notes
    )


class _Linker:
    """Finds the targets of references."""

    def __init__(self, shown: ShownDraft) -> None:
        self.articles: dict[str, _Provision | None] = {}
        self.parts: dict[tuple[str, str], _Provision | None] = {}
        for section in walk_shown(shown.body):
            if not isinstance(section, ShownSection):
                continue
            if section.kind is SectionKind.ARTICLE:
                _add(self.articles, _number(section), section)
            elif section.label:
                _add(self.parts, _part_key(section), section)
        self._part_names = {name[1:] for name, _ in self.parts}  # the first letter can be a capital
        self._below: dict[str | None, Mapping[str, _Provision | None]] = {}

    def nodes(self, nodes: tuple[ShownNode, ...], place: _Place) -> tuple[ShownNode, ...]:
        """Return nodes with targets."""
        linked: list[ShownNode] = []
        for node in nodes:
            linked.append(self.node(node, place))
            if isinstance(node, ShownParagraph):
                place = _Place(place.around, _lead(node.pieces))
        return tuple(linked)

    def node(self, node: ShownNode, place: _Place) -> ShownNode:
        """Return a node with targets. Headings and code have none."""
        match node:
            case ShownSection():
                inside = _Place((node,) if node.kind is SectionKind.ARTICLE else place.around)
                return replace(node, children=self.nodes(node.children, inside))
            case ShownItem():
                is_named = place.around and node.id is not None and node.label
                around = (*place.around, node) if is_named else place.around
                pieces = self.pieces(node.pieces, _Place(around, place.lead))
                children = self.nodes(node.children, _Place(around, _lead(node.pieces) or place.lead))
                return ShownItem(node.id, node.label, pieces, children, node.option, node.bare)
            case ShownParagraph():
                return ShownParagraph(self.pieces(node.pieces, place))
            case ShownTable():
                rows = ((cell._replace(pieces=self.pieces(cell.pieces, place)) for cell in row) for row in node.rows)
                return ShownTable(tuple(map(tuple, rows)))
            case _:
                return node

    def pieces(self, pieces: Pieces, place: _Place) -> Pieces:
        """Return pieces, cut where a reference starts or ends."""
        refers = any(may_refer(piece.text) for piece in pieces)
        names_part = any(name in piece.text for piece in pieces for name in self._part_names)
        if not (refers or names_part):
            return pieces
        text, lead = "".join(map(_searched, pieces)), plain(place.lead)
        found = [*(find_references(text, lead) if refers else ()), *(find_parts(text, lead) if names_part else ())]
        links = [(one.start, one.end, target) for one in sorted(found) if (target := self.target(one, place.around))]
        return tuple(_cut(pieces, links)) if links else pieces

    def target(self, reference: Reference, around: _Around) -> str | None:
        """Return the id of the one provision that a reference can mean, else None."""
        if reference.part:
            part = self.parts.get((reference.part, reference.article))
            return part.id if part else None
        if reference.article:
            article = self.articles.get(reference.article)
            roots: _Around = (article,) if article else ()
        else:
            roots = around if reference.below else around[:1]
        paths = [path for path in reference.paths if path or reference.article]
        found = {end.id for root in roots for path in paths if (end := self.find(root, path))}
        return found.pop() if len(found) == 1 else None

    def find(self, root: _Provision, path: Sequence[str]) -> _Provision | None:
        """Return the provision at some labels below another, if there is exactly one."""
        found: _Provision | None = root
        for label in path:
            found = self.below(found).get(label) if found else None
        return found

    def below(self, provision: _Provision) -> Mapping[str, _Provision | None]:
        """Return what is directly below a provision by the keys of labels; None stands for a label that comes twice."""
        if provision.id not in self._below:
            found: dict[str, _Provision | None] = {}
            for item in _labelled(provision.children):
                _add(found, key(label_words(item.label)), item)
            self._below[provision.id] = found
        return self._below[provision.id]


def _lead(pieces: Pieces) -> Pieces:
    """Return a text if it introduces what is below it."""
    return pieces if pieces and pieces[-1].text.endswith(":") else ()


def _part_key(part: ShownSection) -> tuple[str, str]:
    """Return the name and the number of a part as references have them; a number alone is that of a section."""
    name, _, number = label_words(part.label).strip(f"[] {OPENING_QUOTES}").rpartition(" ")
    return part_name(name or "section"), key(number)


def _number(article: ShownSection) -> str:
    """Return the number of an article as references name it."""
    words = label_words(article.label).split(maxsplit=1)
    return key(words[-1]) if words else ""


def _labelled(nodes: Sequence[ShownNode]) -> Iterator[ShownItem]:
    """Yield the items with a label; those below a chosen option, whose label is not shown, are among them."""
    for node in nodes:
        if isinstance(node, ShownItem) and node.id is not None and node.label:
            yield node
        elif isinstance(node, ShownItem):
            yield from _labelled(node.children)


def _add(provisions: dict[Any, _Provision | None], label: object, provision: _Provision) -> None:
    provisions[label] = None if label in provisions else provision


def _searched(piece: ShownPiece) -> str:
    """Return the text of a piece in which to look for references: nothing for a call, marks for what can have none."""
    if not piece.is_text:
        return ""
    if piece.mark in _UNSETTLED:
        return OPEN * len(piece.text)
    is_free = piece.address is None and Style.CODE not in piece.style
    return piece.text if is_free else _SEALED * len(piece.text)


def _cut(pieces: Pieces, links: Sequence[tuple[int, int, str]]) -> Iterator[ShownPiece]:
    """Yield pieces with targets, cut where links start and end. A link around a footnote call is left out."""
    offset, waiting = 0, list(reversed(_without_calls(pieces, links)))
    for piece in pieces:
        text = piece.text if piece.is_text else ""
        end, position = offset + len(text), offset
        while waiting and waiting[-1][0] < end:
            start, stop, target = waiting[-1]
            if position < start:
                yield piece._replace(text=text[position - offset : start - offset])
            position = max(position, start)
            yield piece._replace(text=text[position - offset : min(stop, end) - offset], target=target)
            position = min(stop, end)
            if stop > end:
                break
            waiting.pop()
        if position < end or not text:
            yield piece._replace(text=text[position - offset :]) if text else piece
        offset = end


def _without_calls(pieces: Pieces, links: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the links without those that a footnote call or a picture is in."""
    offset, calls = 0, []
    for piece in pieces:
        if piece.is_text:
            offset += len(piece.text)
        else:
            calls.append(offset)
    return [link for link in links if not between(calls, link[0] + 1, link[1])]
