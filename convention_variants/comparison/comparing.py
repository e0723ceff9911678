"""Two readings of a draft → the provisions whose words differ, from the decisions, not from a text diff.

What differs is known in advance: the choice points decided differently, and the changes outside brackets that follow.
Both readings are shown node by node of the same outline, so matching texts are side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.outline.nodes import Draft, Item, Node, Paragraph, Section, start_of
from convention_variants.render.showing import show_apart
from convention_variants.render.shown import Pieces, ShownNode, ShownTable, parts
from convention_variants.resolve.edits import Cause, Edit
from convention_variants.resolve.resolver import Outcome, Reading, Resolver, Selection
from convention_variants.text.display import counted, shortened
from convention_variants.text.errors import InputError
from convention_variants.text.spans import Span, merge_spans

_PARTY = "party:"
_LONGEST_NAME = 100

# What the two readings show of a node; None, or a node without text, if nothing of it is left.
Sides = tuple[ShownNode | None, ShownNode | None]


class ComparedPassage(NamedTuple):
    """A heading, paragraph, labelled text, table or footnote without its children, as each reading shows it.

    It belongs to the own text of `provision`; `depth` counts the nodes around it. `differs` is set if its words differ
    and so do those of the provision.
    """

    provision: str
    depth: int
    sides: Sides
    differs: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A provision whose own words differ; its subparagraphs are provisions of their own.

    `texts` are its words in the two readings, empty if a reading does not have it. `points` are the ids of the choice
    points in it that are decided differently, and of the outermost one that extends into it from an earlier provision,
    but not of those inside wording that a reading drops.
    """

    provision: str
    texts: tuple[str, str]
    points: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What differs between two readings of a draft, called by `names`.

    `text` and `footnotes` are all passages in order, `differences` the provisions whose words differ, `points` the
    choice points decided differently, `consequential` the consequential changes that differ, one of each span, and
    `words` the number of words of the treaty text in each reading.
    """

    names: tuple[str, str]
    readings: tuple[Reading, Reading]
    text: tuple[ComparedPassage, ...]
    footnotes: tuple[ComparedPassage, ...]
    differences: tuple[Difference, ...]
    points: tuple[ChoicePoint, ...]
    consequential: tuple[Edit, ...]
    words: tuple[int, int]

    @property
    def labels(self) -> tuple[str, str]:
        """The labels of profiles, the names of parties, or the wordings chosen; the names if these are the same."""
        return self._told_apart(is_short=False)

    @property
    def short_names(self) -> tuple[str, str]:
        """The same for long lists, with the ids of profiles."""
        return self._told_apart(is_short=True)

    def _told_apart(self, *, is_short: bool) -> tuple[str, str]:
        both = zip(self.names, self.readings, strict=True)
        first, second = (_name(name, reading, is_short=is_short) for name, reading in both)
        return self.names if first == second else (first, second)

    @property
    def summary(self) -> str:
        """One line that counts what differs."""
        differ = "differs" if len(self.differences) == 1 else "differ"
        changes = counted(len(self.consequential), "consequential change")
        provisions, points = counted(len(self.differences), "provision"), counted(len(self.points), "choice point")
        return f"{provisions} {differ}: {points}, {changes}"


def _name(name: str, reading: Reading, *, is_short: bool) -> str:
    """Return what a name stands for; one that a caller of the library made up stands for itself."""
    selection = reading.selection
    if name == selection.profile:
        return name if is_short else reading.inventory.terminology.profiles[name].label
    if selection.parties and name.startswith(_PARTY):
        return name.removeprefix(_PARTY)
    if selection.choose and name == ",".join("=".join(pair) for pair in selection.choose.items()):
        return shortened(", ".join(map(reading.wording_of, selection.choose)), _LONGEST_NAME)
    return name


def compare_profiles(inventory: Inventory, one: str, other: str) -> Comparison:
    """Compare two profiles, given by name, as `term=option,term=option` or as `party:NAME`, with consequential changes.

    Raises `InputError` if they are the same, or not profiles.
    """
    if one == other:
        raise InputError(f'both profiles are "{one}"; choose two different profiles')
    return compare(inventory, (one, other), (_selection(one), _selection(other)))


def _selection(profile: str) -> Selection:
    if profile.startswith(_PARTY):
        return Selection(parties=(profile.removeprefix(_PARTY),), consequential=True)
    if "=" not in profile:
        return Selection(profile, consequential=True)
    choose: dict[str, str] = {}
    for pair in profile.split(","):
        term, _, option = pair.partition("=")
        if not (term and option):
            raise InputError(f'expected a profile name or TERM=OPTION,TERM=OPTION, got "{pair}"')
        if term in choose:
            raise InputError(f'"{profile}" chooses {term} twice')
        choose[term] = option
    return Selection(choose=choose, consequential=True)


def compare(inventory: Inventory, names: tuple[str, str], selections: tuple[Selection, Selection]) -> Comparison:
    """Compare the readings of two selections.

    Raises `InputError` if a selection names something unknown, or an option that has no wording at a choice point.
    """
    resolver, draft = Resolver(inventory), inventory.draft
    first, second = readings = tuple(map(resolver.resolve, selections))
    for reading in readings:
        reading.refuse_underivable()
    points = _decided_differently(first, second)
    edits = set(first.edits) ^ set(second.edits)
    front, body = list(outlined(draft.front, draft)), list(outlined(draft.body, draft))
    nodes = [*front, *body, *outlined_notes(draft)]
    spans = [*(span for point in points for span in point.spans), *_outside_brackets(edits, draft.source.text)]
    marked = merge_spans(spans)
    shown = [show_apart(reading, [one.node for one in nodes], marked) for reading in readings]
    sides = list(zip(*shown, strict=True))
    touched = {provision for edit in edits for provision in draft.provisions_in(Span(edit.start, edit.end))}
    texts = [tuple(map(text_of, pair)) for pair in sides]
    differences = tuple(_differences(nodes, texts, touched, _by_provision(points, draft)))
    changed = {difference.provision for difference in differences}
    words = [[text.split() for text in pair] for pair in texts]
    passages = [
        ComparedPassage(one.provision, one.depth, pair, one.provision in changed and first != second)
        for one, pair, (first, second) in zip(nodes, sides, words, strict=True)
    ]
    treaty = slice(len(front), len(front) + len(body))
    ours, theirs = (sum(map(len, side)) for side in zip(*words[treaty], strict=True)) if body else (0, 0)
    return Comparison(
        names=names,
        readings=(first, second),
        text=tuple(passages[: treaty.stop]),
        footnotes=tuple(passages[treaty.stop :]),
        differences=differences,
        points=tuple(points),
        consequential=_one_of_each_span(set(first.consequential) ^ set(second.consequential)),
        words=(ours, theirs),
    )


def _decided_differently(one: Reading, other: Reading) -> list[ChoicePoint]:
    return [
        first.point
        for first, second in zip(one.decisions, other.decisions, strict=True)
        if Outcome.GONE not in (first.outcome, second.outcome)
        and (first.outcome, first.take, first.wording) != (second.outcome, second.take, second.wording)
    ]


def _one_of_each_span(changes: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return consequential changes in the order of the text, one of each span: the declared one if there is one."""
    declared_last = sorted(changes, key=lambda edit: (edit.cause is Cause.CONSEQUENCE, edit))
    return tuple(sorted({(edit.start, edit.end): edit for edit in declared_last}.values()))


def _outside_brackets(edits: Iterable[Edit], text: str) -> Iterator[Span]:
    """Yield the spans of the edits that change words outside brackets, not only white space."""
    for start, end, new, cause in edits:
        is_white_space = cause is Cause.SPACE and (new or text[start:end].isspace())
        if not is_white_space and cause not in (Cause.CHOICE, Cause.BRACKET):
            yield Span(start, end)


def _by_provision(points: Sequence[ChoicePoint], draft: Draft) -> Mapping[str, list[str]]:
    """Return the ids of choice points by provision: their own, and those that an outermost one extends into."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    position = 0
    for point in points:
        ids[point.provision].append(point.id)
        for start, end in point.spans:
            if start >= position:
                for provision in draft.provisions_in(Span(start, end)):
                    if point.id not in ids[provision][-1:]:
                        ids[provision].append(point.id)
                position = end
    return ids


class OutlinedNode(NamedTuple):
    """A node of the outline, the provision whose own text it is part of, and the number of nodes around it."""

    provision: str
    depth: int
    node: Node


def outlined(nodes: Sequence[Node], draft: Draft, depth: int = 0) -> Iterator[OutlinedNode]:
    """Yield nodes and their descendants, in reading order."""
    for node in nodes:
        yield OutlinedNode(_provision(node, draft), depth, node)
        if isinstance(node, Item | Section):
            yield from outlined(node.children, draft, depth + 1)


def outlined_notes(draft: Draft) -> list[OutlinedNode]:
    """Return the footnotes of a draft as nodes."""
    return [OutlinedNode(f"footnote-{note.id}", 0, Paragraph(note.content)) for note in draft.footnotes]


def _provision(node: Node, draft: Draft) -> str:
    """Return the id of the provision that a node belongs to, as in the ids of its choice points."""
    if isinstance(node, Item) and node.id is not None:
        return node.id
    start = start_of(node)
    return "text" if start is None else draft.provision_at(start)


def _differences(
    nodes: Sequence[OutlinedNode],
    texts: Sequence[tuple[str, ...]],
    touched: Container[str],
    points: Mapping[str, list[str]],
) -> Iterator[Difference]:
    own: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for one, pair in zip(nodes, texts, strict=True):
        if one.provision in touched:
            own[one.provision].append(pair)
    for provision, pairs in own.items():
        first, second = ("\n\n".join(filter(None, side)) for side in zip(*pairs, strict=True))
        if first.split() != second.split():
            yield Difference(provision, (first, second), tuple(points.get(provision, ())))


def text_of(node: ShownNode | None) -> str:
    """Return the words of a node without its children and footnote calls, with tabs between cells."""
    if isinstance(node, ShownTable):
        rows = ("".join(_text(cell.pieces) + "\t" * cell.columns for cell in row) for row in node.rows)
        return "\n".join(row.removesuffix("\t") for row in rows).strip()
    return " ".join(filter(None, map(_text, parts(node))))


def _text(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces if piece.call is None)
