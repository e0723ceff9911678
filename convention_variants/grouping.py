"""Bracket tree → groups: which brackets stand together as one choice, and of what kind.

The grouping rules of design §5 have their place here. Those that are in force now: notes leave a
run, blanks on their own are blanks, a lone bracket is an optional, a run of rival wordings is one
choice. A run that may be something else is one doubtful choice, which nothing decides but a reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from convention_variants.brackets import Bracket, BracketTree, Link, Node, Text
from convention_variants.terminology import Terminology


class Kind(StrEnum):
    """What a reader has to decide at a choice point, if anything."""

    ALTERNATIVES = "alternatives"
    OPTIONAL = "optional"
    SPLIT = "split"
    BLANK = "blank"
    NOTE = "note"


@dataclass(slots=True, eq=False)
class Group:
    """Brackets that are one choice. `doubtful`: the rules cannot tell for certain."""

    kind: Kind
    brackets: Sequence[Bracket]
    depth: int
    parent: Group | None
    doubtful: bool = False

    @property
    def start(self) -> int:
        """The offset of the first opening bracket."""
        return self.brackets[0].start

    @property
    def end(self) -> int:
        """The offset behind the last closing bracket."""
        return self.brackets[-1].end


_SEPARATOR = re.compile(r"[^\S\r\n]*(?:(?:\r\n|\r|\n)[^\S\r\n]*)?|\s?/\s?")
# What begins so goes on with a sentence, and what ends so is followed by more of a series.
_ADDITIVE_START = re.compile(r"\s*(?:[,;.:)–—-]|(?:and|or|as well as|including|et|ou)\b)", re.IGNORECASE)
_ADDITIVE_END = re.compile(r"[,;.:]\s*$|\b(?:and|or|et|ou)\s*$", re.IGNORECASE)
_SENTENCES = re.compile(r"[.;]\s+\w|\n\s*\n")


# Rival wordings are phrases; what is longer is a passage, and whether it has a rival is in doubt.
_LONGEST_WORDING = 1500


def group_brackets(tree: BracketTree, terminology: Terminology, block: Callable[[int], int]) -> list[Group]:
    """Return all groups in the order of the source, each before those inside it.

    `block` tells which paragraph, heading or cell an offset stands in: no run reaches over two.
    """
    text = tree.source.text
    groups: list[Group] = []
    stack: list[tuple[Sequence[Node], int, Group | None]] = [(tree.children, 0, None)]
    while stack:
        nodes, depth, parent = stack.pop()
        for run in _runs(nodes, text):
            for group in _split_run(run, text, terminology, block, depth, parent):
                groups.append(group)
                stack.extend((bracket.children, depth + 1, group) for bracket in group.brackets)
        stack.extend((node.children, depth, parent) for node in nodes if isinstance(node, Link))
    groups.sort(key=lambda group: group.start)
    return groups


def _runs(nodes: Sequence[Node], text: str) -> Iterator[list[Bracket]]:
    """Yield brackets with nothing between them but a space, one line break or a slash."""
    run: list[Bracket] = []
    for node in nodes:
        if isinstance(node, Bracket):
            run.append(node)
        elif run and not (isinstance(node, Text) and _SEPARATOR.fullmatch(text, node.start, node.end)):
            yield run
            run = []
    if run:
        yield run


def _split_run(
    run: list[Bracket],
    text: str,
    terminology: Terminology,
    block: Callable[[int], int],
    depth: int,
    parent: Group | None,
) -> Iterator[Group]:
    """Yield the groups of a run: notes leave it, and it does not reach over two blocks."""
    waiting: list[Bracket] = []
    for bracket in run:
        note = terminology.is_note(_inner(bracket, text))
        if waiting and (note or block(bracket.start) != block(waiting[0].start)):
            yield from _classified(waiting, text, terminology, depth, parent)
            waiting = []
        if note:
            yield Group(Kind.NOTE, [bracket], depth, parent)
        else:
            waiting.append(bracket)
    if waiting:
        yield from _classified(waiting, text, terminology, depth, parent)


def _classified(
    brackets: list[Bracket], text: str, terminology: Terminology, depth: int, parent: Group | None
) -> Iterator[Group]:
    texts = [_inner(bracket, text) for bracket in brackets]
    if all(map(terminology.is_blank, texts)):
        for bracket in brackets:
            yield Group(Kind.BLANK, [bracket], depth, parent)
    elif len(brackets) == 1:
        yield Group(Kind.OPTIONAL, brackets, depth, parent)
    else:
        doubtful = not _are_rivals(brackets, texts, text)
        # A pair and the pair that agrees with it, side by side, are two choices and no single one.
        doubtful |= len(set(map(terminology.is_agreement, texts))) > 1
        yield Group(Kind.ALTERNATIVES, brackets, depth, parent, doubtful)


def _are_rivals(brackets: list[Bracket], texts: list[str], text: str) -> bool:
    """Say whether the members of a run are certainly rival wordings for one place.

    Not so where what looks like an address is stuck to the last one, where some joints touch and
    others do not, or where a wording is glued to a word before it and apart from its rival.
    """
    if any(bracket.end - bracket.start > _LONGEST_WORDING for bracket in brackets):
        return False
    if not all(map(_stands_alone, texts)):
        return False
    if text.startswith("(", brackets[-1].end):
        return False
    joints = {before.end == after.start for before, after in pairwise(brackets)}
    glued = text[max(0, brackets[0].start - 1) : brackets[0].start].isalnum()
    return len(joints) == 1 and not (glued and joints == {False})


@lru_cache(maxsize=4096)
def _stands_alone(inner: str) -> bool:
    """Say whether a wording joins on to nothing before or after it and is not several sentences."""
    return not (_ADDITIVE_START.match(inner) or _ADDITIVE_END.search(inner) or _SENTENCES.search(inner))


def _inner(bracket: Bracket, text: str) -> str:
    """Return the text in a bracket, or as much of it as any rule looks at.

    So a nest of brackets takes no longer to group than its length.
    """
    return text[bracket.start + 1 : min(bracket.end - 1, bracket.start + _LONGEST_WORDING)]
