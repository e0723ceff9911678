"""Two readings of a draft → the provisions whose words differ, from the decisions and never from a text diff.

What differs is known beforehand: the places that are decided otherwise, and what outside brackets follows from that.
Both readings are shown node by node of the one outline, so that texts stand side by side that belong together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.outline.nodes import Draft, Item, Node, Paragraph, Section, contents
from convention_variants.render.shown import Pieces, ShownItem, ShownNode, ShownSection, ShownTable, show_apart
from convention_variants.resolve.edits import Cause, Edit
from convention_variants.resolve.resolver import Decision, Outcome, Reading, Resolver, Selection
from convention_variants.text.errors import InputError
from convention_variants.text.spans import Span

_CONSEQUENTIAL = (Cause.ARTICLE, Cause.CONSEQUENCE)

# What the two readings show of a node; None where nothing of it is left, if not a node without text.
Sides = tuple[ShownNode | None, ShownNode | None]


class Passage(NamedTuple):
    """A heading, paragraph, labelled text, table or footnote by itself, as each of the two readings shows it.

    It is part of the own text of `provision`; `depth` says in how many others it stands. `differs` where its words do
    and those of the provision.
    """

    provision: str
    depth: int
    sides: Sides
    differs: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A provision whose own words differ, without those of its subparagraphs.

    `texts` are its words in the two readings, empty where one does not have it. `points` are the choice points in it
    that are decided otherwise, and the outermost one that reaches into it from a provision before. What stood in
    wording that one of the readings drops is no difference of its own.
    """

    provision: str
    texts: tuple[str, str]
    points: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What differs between two readings of a draft, which go by `names`.

    `text` and `footnotes` are all passages in their order, `differences` the provisions whose words differ, `points`
    the choice points decided otherwise, `changes` at how many places consequential changes differ, and `words` how
    many words the treaty text has in each reading.
    """

    names: tuple[str, str]
    readings: tuple[Reading, Reading]
    text: tuple[Passage, ...]
    footnotes: tuple[Passage, ...]
    differences: tuple[Difference, ...]
    points: tuple[ChoicePoint, ...]
    changes: int
    words: tuple[int, int]

    @cached_property
    def summary(self) -> str:
        """The line that says how much differs."""
        differ = "differs" if len(self.differences) == 1 else "differ"
        causes = f"{_counted(len(self.points), 'choice point')}, {_counted(self.changes, 'consequential change')}"
        return f"{_counted(len(self.differences), 'provision')} {differ}: {causes}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def compare_profiles(inventory: Inventory, one: str, other: str) -> Comparison:
    """Compare two profiles, each given by its name or as `term=option,term=option`, with the changes that they make.

    Raises `InputError` where they are one and the same, or no profiles.
    """
    if one == other:
        raise InputError(f'both profiles are "{one}": there is nothing to compare')
    return compare(inventory, (one, other), (_selection(one), _selection(other)))


def _selection(profile: str) -> Selection:
    if "=" not in profile:
        return Selection(profile, consequential=True)
    pairs = [pair.partition("=") for pair in profile.split(",")]
    for pair in pairs:
        if not all(pair):
            raise InputError(f'a profile is NAME or TERM=OPTION,TERM=OPTION, and "{"".join(pair)}" is neither')
    terms = [term for term, _, _ in pairs]
    if twice := next((term for term in terms if terms.count(term) > 1), None):
        raise InputError(f'"{profile}" names {twice} twice')
    return Selection(choose={term: option for term, _, option in pairs}, consequential=True)


def compare(inventory: Inventory, names: tuple[str, str], selections: tuple[Selection, Selection]) -> Comparison:
    """Compare the readings of two selections.

    Raises `InputError` where a selection names what there is not, or asks for an option that has no wording at a place.
    """
    resolver, draft = Resolver(inventory), inventory.draft
    first, second = (resolver.resolve(selection) for selection in selections)
    for reading in (first, second):
        reading.refuse_underivable()
    points = [
        one.point
        for one, other in zip(first.decisions, second.decisions, strict=True)
        if _decided_otherwise(one, other)
    ]
    edits = set(first.edits) ^ set(second.edits)
    front, body = list(_outlined(draft.front, draft)), list(_outlined(draft.body, draft))
    notes = [_Place(f"footnote-{note.id}", 0, Paragraph(note.content)) for note in draft.footnotes]
    places = [*front, *body, *notes]
    marked = _merged(_stretches(points, edits, draft.source.text))
    shown = [show_apart(reading, [place.node for place in places], marked) for reading in (first, second)]
    sides = list(zip(*shown, strict=True))
    touched = {provision for edit in edits for provision in draft.provisions_in(Span(edit.start, edit.end))}
    differences = tuple(_differences(places, sides, touched, _by_provision(points, draft)))
    changed = {difference.provision for difference in differences}
    passages = [
        Passage(place.provision, place.depth, pair, place.provision in changed and _words(pair[0]) != _words(pair[1]))
        for place, pair in zip(places, sides, strict=True)
    ]
    treaty = slice(len(front), len(front) + len(body))
    return Comparison(
        names=names,
        readings=(first, second),
        text=tuple(passages[: treaty.stop]),
        footnotes=tuple(passages[treaty.stop :]),
        differences=differences,
        points=tuple(points),
        changes=len({edit[:2] for edit in edits if edit.cause in _CONSEQUENTIAL}),
        words=(_count(shown[0][treaty]), _count(shown[1][treaty])),
    )


def _decided_otherwise(one: Decision, other: Decision) -> bool:
    """Say whether a choice point reads otherwise; if it is gone from a reading, the point around it is what does."""
    if Outcome.GONE in (one.outcome, other.outcome):
        return False
    return (one.outcome, one.take, one.wording) != (other.outcome, other.take, other.wording)


def _spans(point: ChoicePoint) -> list[Span]:
    """Return where a choice point stands: the halves of a split pair stand apart."""
    if point.kind is Kind.SPLIT:
        return [Span(option.start, option.end) for option in point.options]
    return [Span(point.start, point.end)]


def _stretches(points: Iterable[ChoicePoint], edits: Iterable[Edit], text: str) -> Iterator[Span]:
    """Yield the stretches of the source that are to be marked: what is decided otherwise, and what follows from it."""
    for point in points:
        yield from _spans(point)
    for edit in edits:
        if _changes_words(edit, text):
            yield Span(edit.start, edit.end)


def _changes_words(edit: Edit, text: str) -> bool:
    """Say whether an edit changes what stands outside brackets, and not white space alone."""
    if edit.cause is Cause.SPACE:
        return not (edit.text or text[edit.start : edit.end].isspace())
    return edit.cause not in (Cause.CHOICE, Cause.BRACKET)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the stretches that spans cover, sorted and disjoint."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _by_provision(points: Sequence[ChoicePoint], draft: Draft) -> Mapping[str, list[str]]:
    """Return the ids of choice points by the provisions that they belong to or, being in no other, reach into."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    position = 0
    for point in points:
        found[point.provision].append(point.id)
        for start, end in _spans(point):
            if start >= position:
                for provision in draft.provisions_in(Span(start, end)):
                    if point.id not in found[provision][-1:]:
                        found[provision].append(point.id)
                position = end
    return found


class _Place(NamedTuple):
    """A node of the outline: the provision whose own text it is, and in how many others it stands."""

    provision: str
    depth: int
    node: Node


def _outlined(nodes: Sequence[Node], draft: Draft, depth: int = 0) -> Iterator[_Place]:
    """Yield nodes and what stands below them, in reading order."""
    for node in nodes:
        yield _Place(_provision(node, draft), depth, node)
        if isinstance(node, Item | Section):
            yield from _outlined(node.children, draft, depth + 1)


def _provision(node: Node, draft: Draft) -> str:
    """Return the provision that a node belongs to, as the ids of its choice points have it."""
    if isinstance(node, Item) and node.id is not None:
        return node.id
    start = next((content[0].start for content in contents(node) if content), None)
    return "text" if start is None else draft.provision_at(start)


def _differences(
    places: Sequence[_Place], sides: Sequence[Sides], touched: Container[str], points: Mapping[str, list[str]]
) -> Iterator[Difference]:
    """Yield those of the provisions that edits touch of which the words differ."""
    own: dict[str, list[Sides]] = {}
    for place, pair in zip(places, sides, strict=True):
        if place.provision in touched:
            own.setdefault(place.provision, []).append(pair)
    for provision, pairs in own.items():
        first, second = ("\n\n".join(filter(None, map(text_of, side))) for side in zip(*pairs, strict=True))
        if first.split() != second.split():
            yield Difference(provision, (first, second), tuple(points.get(provision, ())))


def parts(node: ShownNode | None) -> tuple[Pieces, ...]:
    """Return the pieces of a node by itself: label and text, or cells, in reading order."""
    match node:
        case None:
            return ()
        case ShownSection():
            return node.label, node.title
        case ShownItem():
            return node.label, node.pieces
        case ShownTable():
            return tuple(cell for row in node.rows for cell in row)
        case _:
            return (node.pieces,)


def text_of(node: ShownNode | None) -> str:
    """Return the words of a node by itself, with tabs between cells; calls of footnotes are no words."""
    if isinstance(node, ShownTable):
        return "\n".join("\t".join(map(_text, row)) for row in node.rows).strip()
    return " ".join(filter(None, map(_text, parts(node))))


def _text(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces if piece.call is None)


def _words(node: ShownNode | None) -> list[str]:
    return text_of(node).split()


def _count(nodes: Iterable[ShownNode | None]) -> int:
    return sum(len(_words(node)) for node in nodes)
