"""References in the text of an edition → the provisions that they name, if the edition has them.

Only targets are added: the text stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from convention_variants.language.references import OPEN, Reference, find_references, key
from convention_variants.outline.nodes import SectionKind, Style
from convention_variants.render.citations import plain
from convention_variants.render.shown import (
    Mark,
    Pieces,
    ShownDraft,
    ShownFootnote,
    ShownItem,
    ShownNode,
    ShownParagraph,
    ShownPiece,
    ShownSection,
    ShownTable,
)

_UNSETTLED = frozenset({Mark.OPEN, Mark.BLANK, Mark.NOTE})


@dataclass(slots=True)
class _Provision:
    """A provision and those below it, by the keys of their labels; None stands for a label that comes twice."""

    id: str
    below: dict[str, _Provision | None] = field(default_factory=dict)

    def find(self, path: Sequence[str]) -> _Provision | None:
        """Return the provision at some labels below this one, if there is exactly one."""
        found: _Provision | None = self
        for label in path:
            found = found.below.get(label) if found else None
        return found


class _Place(NamedTuple):
    """Where a text is: the provisions around it, the article first; empty outside articles."""

    around: tuple[_Provision, ...] = ()

    def at(self, label: str) -> _Place:
        """Return the place at a label below this one."""
        found = self.around[-1].below.get(label) if self.around else None
        return _Place((*self.around, found)) if found else self


def link_references(shown: ShownDraft) -> ShownDraft:
    """Return what is shown with the target of each reference to a provision of it."""
    linker = _Linker(shown)
    notes = tuple(ShownFootnote(note.id, note.label, linker.pieces(note.pieces, _Place())) for note in shown.footnotes)
    return replace(
        shown,
        front=linker.nodes(shown.front, _Place()),
        body=linker.nodes(shown.body, _Place()),
        footnotes=notes,
    )


class _Linker:
    """Finds the targets of references. What has none is returned as it is."""

    def __init__(self, shown: ShownDraft) -> None:
        self.articles = _Provision("")
        for article in _articles(shown.body):
            _add(self.articles, _number(article), _Provision(article.id, _below(article.children)))

    def nodes(self, nodes: tuple[ShownNode, ...], place: _Place) -> tuple[ShownNode, ...]:
        """Return nodes with targets."""
        linked = tuple(self.node(node, place) for node in nodes)
        return nodes if all(map(_is, linked, nodes)) else linked

    def node(self, node: ShownNode, place: _Place) -> ShownNode:
        """Return a node with targets. Headings and code have none."""
        match node:
            case ShownSection():
                if node.kind is SectionKind.ARTICLE:
                    article = self.articles.below.get(_number(node))
                    place = _Place((article,)) if article else _Place()
                children = self.nodes(node.children, place)
                return node if children is node.children else replace(node, children=children)
            case ShownItem():
                inside = place.at(key(plain(node.label))) if node.label else place
                pieces, children = self.pieces(node.pieces, inside), self.nodes(node.children, inside)
                is_same = pieces is node.pieces and children is node.children
                return node if is_same else replace(node, pieces=pieces, children=children)
            case ShownParagraph():
                pieces = self.pieces(node.pieces, place)
                return node if pieces is node.pieces else ShownParagraph(pieces)
            case ShownTable():
                return ShownTable(tuple(tuple(self.pieces(cell, place) for cell in row) for row in node.rows))
            case _:
                return node

    def pieces(self, pieces: Pieces, place: _Place) -> Pieces:
        """Return pieces, cut where a reference starts or ends."""
        found = list(find_references("".join(map(_searched, pieces))))
        links = [(one.start, one.end, target) for one in found if (target := self.target(one, place))]
        return tuple(_cut(pieces, links)) if links else pieces

    def target(self, reference: Reference, place: _Place) -> str | None:
        """Return the id of the one provision that a reference can mean, else None."""
        if reference.article:
            article = self.articles.below.get(reference.article)
            roots: Iterable[_Provision] = (article,) if article else ()
        else:
            roots = reversed(place.around) if reference.below else place.around[:1]
        paths = [path for path in reference.paths if path or reference.article]
        found = {end.id for root in roots for path in paths if (end := root.find(path))}
        return found.pop() if len(found) == 1 else None


def _is(one: object, other: object) -> bool:
    return one is other


def _articles(nodes: Sequence[ShownNode]) -> Iterator[ShownSection]:
    for node in nodes:
        if isinstance(node, ShownSection) and node.kind is SectionKind.ARTICLE:
            yield node
        elif isinstance(node, ShownSection):
            yield from _articles(node.children)


def _number(article: ShownSection) -> str:
    """Return the number of an article as references name it."""
    words = plain(article.label).split(maxsplit=1)
    return key(words[-1]) if words else ""


def _below(nodes: Sequence[ShownNode]) -> dict[str, _Provision | None]:
    """Return the provisions below one; those below a chosen option, whose label is not shown, are among them."""
    provisions = _Provision("")
    for node in nodes:
        if isinstance(node, ShownItem) and node.id is not None and node.label:
            _add(provisions, key(plain(node.label)), _Provision(node.id, _below(node.children)))
        elif isinstance(node, ShownItem):
            for label, found in _below(node.children).items():
                _add(provisions, label, found)
    return provisions.below


def _add(whole: _Provision, label: str, part: _Provision | None) -> None:
    whole.below[label] = None if label in whole.below else part


def _searched(piece: ShownPiece) -> str:
    """Return the text of a piece in which to look for references: nothing for a call, a mark for what can have none."""
    if not piece.is_text:
        return ""
    is_free = piece.mark not in _UNSETTLED and piece.address is None and Style.CODE not in piece.style
    return piece.text if is_free else OPEN * len(piece.text)


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
    return [link for link in links if not any(link[0] < call < link[1] for call in calls)]
