"""Runs of adjacent brackets, and the groups that the rules make of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from convention_variants.brackets.nodes import Bracket, BracketTree, Link, Node
from convention_variants.choices.alternation import Or, or_between, slash_between
from convention_variants.choices.attributions import attribution
from convention_variants.choices.bracketed_calls import BracketedCalls
from convention_variants.choices.families import Families
from convention_variants.choices.members import LOOKED_AT, REST_OF_LINE, Member, before_run, make_members, option_label
from convention_variants.choices.one_place import are_for_one_place, label_of, term_of
from convention_variants.choices.relations import Relation, relation
from convention_variants.choices.rules import partition
from convention_variants.choices.slashes import may_be_sides, sides
from convention_variants.language.grammar import Language
from convention_variants.language.placeholders import excludes, is_no_text, is_reference
from convention_variants.language.quantities import is_quantity
from convention_variants.outline.labels import find_labels, follows
from convention_variants.terminology.model import Terminology
from convention_variants.text.footnote_calls import CALL, DEFINITION


class Kind(StrEnum):
    """What a reader has to decide at a choice point, if anything."""

    ALTERNATIVES = "alternatives"
    OPTIONAL = "optional"
    SPLIT = "split"
    BLANK = "blank"
    NOTE = "note"

    @property
    def is_choice(self) -> bool:
        """Whether there is anything to choose: blanks are filled in, and notes are no part of the text."""
        return self not in (Kind.BLANK, Kind.NOTE)


@dataclass(slots=True, eq=False)
class Group:
    """Wordings that are one choice, and the offset of the bracket around them.

    `doubtful`: the rules cannot tell for certain.
    """

    kind: Kind
    members: Sequence[Member]
    depth: int
    around: int | None
    doubtful: bool = False

    @property
    def start(self) -> int:
        """The offset of the first opening bracket."""
        return self.members[0].start

    @property
    def end(self) -> int:
        """The offset behind the last closing bracket."""
        return self.members[-1].end


class _Run(NamedTuple):
    """Wordings side by side in one block, how deep they stand, and the offset of the bracket around them.

    `relations` has what each two neighbours are to each other by their own words, families apart.
    """

    members: list[Member]
    depth: int
    around: int | None
    relations: list[Relation]


# Calls leave a run, and the ends of emphasis do not part it, nor do marks of direction, which nobody sees; a tab stands
# between columns.
_SEPARATOR = re.compile(
    rf"[*_~]{{0,3}}(?:[^\S\r\n]?{CALL}++)?[*_~]{{0,3}}"
    r"(?:(?:[^\S\r\n\t]|[\u200e\u200f])*+(?:(?:\r\n|\r|\n)[^\S\r\n]*+)?|\s?/\s?)[*_~]{0,3}",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"([^\W\d_]+)[^\S\r\n]+[*_]*\Z")
_FIRST_WORD = re.compile(r"[*_]*[^\S\r\n]+([^\W\d_]+)")
_SEVERAL_WORDS = re.compile(r"[^\s\[\]*_][\[\]*_]*\s[\s\[\]*_]*[^\s\[\]*_]")
_LINE_END = re.compile(r"[\r\n]")
_LONGEST_NO_TEXT = 20
_LONGEST_LABEL = 30
_LONGEST_CALL = 12
# How much white space may stand before an unmatched bracket between two others.
_NEAR = 10
# Characters in which the word behind a lone bracket is looked for.
_WORD_AFTER = 20
_END_BEFORE = re.compile(r"\][^\S\r\n]*(?:\r?\n)?[^\S\r\n]*\Z")
_START = re.compile(r"[^\S\r\n]*+(?:\r?\n)?[^\S\r\n]*+\[")
_PARAGRAPHS_APART = re.compile(rf"(?:[\s*_]|{DEFINITION}|{CALL})*+", re.IGNORECASE)


def group_brackets(tree: BracketTree, terminology: Terminology, block: Callable[[int], int]) -> list[Group]:
    """Return all groups in the order of the source, each before those inside it.

    `block` tells which paragraph, heading or cell an offset stands in: no run reaches over two.
    """
    text = tree.source.text
    runs = list(_runs(tree, terminology, block))
    families = Families(pair for run in runs if run.relations for pair in _rivals(run))
    broken = frozenset(_beside_errors(tree))
    groups: list[Group] = []
    for run in runs:
        for kind, members, doubtful in _classified(run, text, terminology, families):
            group = Group(kind, members, run.depth, run.around, doubtful)
            group.doubtful |= bool(broken) and kind.is_choice and not broken.isdisjoint((group.start, group.end))
            groups.append(group)
    return sorted(groups, key=lambda group: group.start)


def _beside_errors(tree: BracketTree) -> Iterator[int]:
    """Yield where brackets end and begin that nothing but an unmatched bracket parts: they may belong together."""
    text = tree.source.text
    for error in tree.errors:
        before, after = (
            _END_BEFORE.search(text, error.start - _NEAR, error.start),
            _START.match(text, error.end),
        )
        if before and after:
            yield from (before.start() + 1, after.end() - 1)


def _runs(tree: BracketTree, terminology: Terminology, block: Callable[[int], int]) -> Iterator[_Run]:
    """Yield the runs at every depth."""
    text = tree.source.text
    footnotes = BracketedCalls(text)
    stack: list[tuple[Sequence[Node], int, int | None]] = [(tree.children, 0, None)]
    while stack:
        nodes, depth, around = stack.pop()
        for brackets in _adjacent(nodes, text, terminology.language):
            members = make_members(brackets, text, terminology, footnotes)
            parts = (cut for part in _parted(members, text, block) for cut in _cut_at_or(part, text, terminology))
            for part in parts:
                relations = [_relation(left, right, text, terminology) for left, right in pairwise(part)]
                yield _Run(part, depth, around, _bind_items(part, relations, text))
            stack += [(bracket.children, depth + 1, bracket.start) for bracket in brackets if not bracket.plain]
        if tree.links:
            stack += [(node.children, depth, around) for node in nodes if isinstance(node, Link)]


def _relation(left: Member, right: Member, text: str, terminology: Terminology) -> Relation:
    """Say what two neighbours are to each other: what "or" or a slash parts are rivals, and else their words tell."""
    parted = slash_between(text, left.end, right.start) or or_between(text, left.end, right.start)
    return Relation.SURE_RIVALS if parted else relation(left, right, terminology)


def _bind_items(run: Sequence[Member], relations: list[Relation], text: str) -> list[Relation]:
    """Bind whole items of a list, of which only one can have the label they stand behind: `(a) [fish;] [sail;]`.

    What goes on with an item is none, `(a) [fish;] [and eat;]`, nor are they items where words of a list follow.
    """
    if not relations or not REST_OF_LINE.match(text, run[-1].end) or not all(map(_is_item, run)):
        return relations
    return [Relation.SURE_RIVALS] * len(relations) if _stands_behind_a_label(run[0].start, text) else relations


def _stands_behind_a_label(start: int, text: str) -> bool:
    """Say whether nothing but labels stands before a run in its line, or in the line above."""
    line = f" {before_run(text, start)}".splitlines()[-1].lstrip()
    labels, after = find_labels(line, 0, len(line))
    return bool(labels) and after == len(line)


def _is_item(member: Member) -> bool:
    """Say whether a wording is an item of a list without a label or a term of its own."""
    features = member.features
    own = features.continues_sentence or label_of(member.head) or term_of(member.head, member.grammar)
    return features.plain.endswith(";") and not own


def _cut_at_or(run: Sequence[Member], text: str, terminology: Terminology) -> Iterator[list[Member]]:
    """Cut a run where an "or" of the sentence may join two things: "[developing] or [small] States"."""
    part: list[Member] = []
    for member in run:
        if (
            part
            and or_between(text, part[-1].end, member.start) is Or.IN_SENTENCE
            and relation(part[-1], member, terminology) is not Relation.SURE_RIVALS
        ):
            yield part
            part = []
        part.append(member)
    yield part


def _adjacent(nodes: Sequence[Node], text: str, grammar: Language) -> Iterator[list[Bracket]]:
    """Yield brackets with nothing between them but a space, one line break or a slash, calls and emphasis apart."""
    run: list[Bracket] = []
    brackets = [node for node in nodes if isinstance(node, Bracket)]
    for node, after in zip(brackets, [*brackets[1:], None], strict=False):
        if run and after and _parts_rivals(run[-1], node, after, text):
            continue
        if run and not (_joined(run[-1], node, text, grammar) or _is_next_item(run, node, text)):
            yield run
            run = []
        run.append(node)
    if run:
        yield run


def _parts_rivals(before: Bracket, node: Bracket, after: Bracket, text: str) -> bool:
    """Say whether a bracket is no wording but the word between two that exclude each other: `[A] [OR] [B]`."""
    return or_between(text, before.end, after.start) is not None and text[slice(*node.inner)].isupper()


def _joined(before: Bracket, after: Bracket, text: str, grammar: Language) -> bool:
    """Say whether what stands between two brackets joins them.

    Options of a series, "no text" and proposals for one paragraph may be paragraphs.
    """
    if _SEPARATOR.fullmatch(text, before.end, after.start) or or_between(text, before.end, after.start):
        return True
    if not _PARAGRAPHS_APART.fullmatch(text, before.end, after.start):
        return False
    if after.end - after.start <= _LONGEST_NO_TEXT and is_no_text(text[after.start : after.end]):
        return True
    first, second = (option_label(text, *bracket.inner) for bracket in (before, after))
    if first is not None and second is not None:
        return follows(second.written, first.written)
    one, other = (attribution(text, *bracket.inner, grammar.negotiators) for bracket in (before, after))
    if other and other.alternative:
        return True
    wordings = (said or bracket.inner for said, bracket in ((one, before), (other, after)))
    left, right = (text[words.start : min(words.end, words.start + LOOKED_AT)] for words in wordings)
    return are_for_one_place(left, right, grammar)


def _is_next_item(run: Sequence[Bracket], after: Bracket, text: str) -> bool:
    """Say whether a paragraph is an item of a list, but has no label: it is another text for the item above it."""
    return (
        text.endswith(";]", 0, after.end)
        and text.endswith(";]", 0, run[-1].end)
        and _PARAGRAPHS_APART.fullmatch(text, run[-1].end, after.start) is not None
        and label_of(text[after.start + 1 : min(after.end, after.start + _LONGEST_LABEL)]) is None
        and _stands_behind_a_label(run[0].start, text)
    )


def _parted(members: list[Member], text: str, block: Callable[[int], int]) -> Iterator[list[Member]]:
    """Part a run where a block ends, and let notes leave it, and a call that a party proposes: `[CA: ^209^]`."""
    parts: list[list[Member]] = [[]]
    for before, member in zip([None, *members], members, strict=False):
        if before and not _neighbours(before, member, text, block):
            parts.append([])
        if member.note or _is_proposed_call(member):
            yield [member]
        else:
            parts[-1].append(member)
    yield from filter(None, parts)


def _is_proposed_call(member: Member) -> bool:
    """Say whether a party proposes nothing but the call of a footnote."""
    if not member.positions or member.words.end - member.words.start > _LONGEST_CALL:
        return False
    return not member.features.plain


def _neighbours(before: Member, after: Member, text: str, block: Callable[[int], int]) -> bool:
    """Say whether two brackets of a run stand in one block, or are paragraphs of which one is taken.

    What begins with a label, `[1. Parties] [States]`, and what is longer still end in another block than they begin in:
    they have a neighbour on their last line only.
    """
    if (before.option and after.option) or not _SEPARATOR.fullmatch(text, before.end, after.start):
        return True
    first, last = block(before.start), block(before.end)
    return last == block(after.start) and (last == first or not _LINE_END.search(text, before.end, after.start))


def _rivals(run: _Run) -> Iterator[tuple[Member, Member]]:
    """Yield the pairs that speak for a family: rivals that touch. Sure rivals are so at every place."""
    for (left, right), found in zip(pairwise(run.members), run.relations, strict=True):
        if left.end == right.start and found is Relation.RIVALS:
            yield left, right


def _classified(
    run: _Run, text: str, terminology: Terminology, families: Families
) -> Iterator[tuple[Kind, Sequence[Member], bool]]:
    """Yield the choices of a run, each with its kind and whether it is doubtful."""
    members = run.members
    if members[0].note:
        yield Kind.NOTE, members, False
    elif all(member.blank for member in members):
        yield from ((Kind.BLANK, [member], False) for member in members)
    else:
        for choice in partition(members, run.relations, families):
            if len(choice.members) > 1:
                unread = any(member.unread for member in choice.members)
                linked = text.startswith("(", choice.members[-1].end)  # what looks like an address may be one
                yield Kind.ALTERNATIVES, choice.members, choice.doubtful or unread or linked
            else:
                yield _alone(choice.members, text, terminology)


def _alone(members: Sequence[Member], text: str, terminology: Terminology) -> tuple[Kind, Sequence[Member], bool]:
    """Return the choice that the one wording of a run is, as `_classified` does."""
    (member,) = members
    before = before_run(text, member.start)
    after = text[member.end : member.end + _WORD_AFTER]
    grammar = member.grammar
    replaces = _excludes_a_word(member, before, text)
    needed = is_reference(member.head, before, grammar.prepositions)
    needed = needed or (not replaces and is_quantity(member.head, before, after, grammar))
    if member.blank or needed:
        return Kind.BLANK, members, False
    if parts := sides(member, text, terminology):
        return Kind.ALTERNATIVES, parts, any(part.unread or part.alternative for part in parts)
    return Kind.OPTIONAL, members, member.unread or member.alternative or may_be_sides(member) or replaces


def _excludes_a_word(member: Member, before: str, text: str) -> bool:
    """Say whether a bracket is meant to replace the unbracketed word beside it: "three [four]", "Parties [Party]"."""
    if _SEVERAL_WORDS.search(member.head):  # as mostly: it takes longer to read the features of a wording
        return False
    word = member.features.plain
    plural = member.grammar.plural
    others = (_LAST_WORD.search(before), _FIRST_WORD.match(text, member.end))
    return any(
        excludes(word, other) or word == plural(other) or other == plural(word)
        for other in (match[1].casefold() for match in others if match)
    )
