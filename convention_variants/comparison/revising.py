"""Drafts of one text, in order → what each made of the provisions and choice points of the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.positions import FAVOURS, parties_that
from convention_variants.comparison.alignment import match_tokens
from convention_variants.comparison.matching import PassagePair, grouped, match_passages
from convention_variants.comparison.outcomes import KEEP, OTHER, Alignment, Became, PointStatus, outcomes
from convention_variants.comparison.provisions import ProvisionPair, References, match_provisions
from convention_variants.comparison.tokens import glued_words, tokenize
from convention_variants.language.parties import Stance
from convention_variants.text.garbage import garbage_collection_paused
from convention_variants.text.words import single_spaced


@dataclass(frozen=True)
class Revision:
    """What became of a draft in the next one: its passages, provisions and choice points."""

    alignment: Alignment = field(repr=False)
    passages: tuple[PassagePair, ...] = field(repr=False)
    provisions: tuple[ProvisionPair, ...] = field(repr=False)
    points: tuple[Became, ...] = field(repr=False)

    @property
    def old(self) -> Inventory:
        """The older draft."""
        return self.alignment.old.inventory

    @property
    def new(self) -> Inventory:
        """The newer draft."""
        return self.alignment.new.inventory


def revise(old: Inventory, new: Inventory) -> Revision:
    """Return what became of each provision and choice point of a draft in a newer one."""
    with garbage_collection_paused():
        glued = glued_words((old, new))
        first, second = tokenize(old, glued), tokenize(new, glued)
        pairs, likeness = match_passages(first, second)
        keys = References(first, second, pairs).keys(first)
        forward, backward = [-1] * len(first.tokens), [-1] * len(second.tokens)
        similarity: dict[int, float] = {}
        for ours, theirs, least in grouped(pairs):
            similarity.update(dict.fromkeys(ours, least))
            for one, other in match_tokens(first, second, (ours, theirs), keys):
                forward[one], backward[other] = other, one
        alignment = Alignment(first, second, keys, forward, backward, similarity, likeness)
        changed = [pair for pair in pairs if not _is_same(alignment, pair)]
        provisions = match_provisions(first, second, pairs, changed)
        return Revision(alignment, tuple(pairs), tuple(provisions), tuple(outcomes(alignment)))


def _is_same(alignment: Alignment, pair: PassagePair) -> bool:
    """Return whether two passages have the same words and brackets, but for references that follow new numbers."""
    ours, theirs = alignment.old.passages[pair.old], alignment.new.passages[pair.new]
    there = [token.key for token in alignment.new.tokens[theirs.first : theirs.last]]
    read = [token.key for token in alignment.old.tokens[ours.first : ours.last]]
    return there in (read, list(alignment.keys[ours.first : ours.last]))


class Parties(NamedTuple):
    """The parties whose positions on a choice point are met, and those whose positions are not, in alphabetical order.

    The position of a party is met if a wording that it proposes or supports stands now. If it only opposes wordings, it
    is met if none of these stands. A party that both favours and opposes the wording that stands is in neither list.
    """

    met: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()


def parties_at(point: ChoicePoint, option: int | str | None) -> Parties:
    """Return whose positions are met by what became of a choice point; nobody's if it is not settled.

    `option` is as in `Became`. Another text than any of the wordings meets nobody's: it can be a compromise.
    """
    if option in (None, OTHER) or not point.kind.is_choice:
        return Parties()
    everything = [position for one in point.options for position in one.positions]
    index = 0 if option == KEEP else option
    standing = point.options[index].positions if isinstance(index, int) else ()
    favour, oppose = parties_that(everything, *FAVOURS), parties_that(everything, Stance.OPPOSES)
    pleased, hurt = parties_that(standing, *FAVOURS), parties_that(standing, Stance.OPPOSES)
    met, not_met = pleased | (oppose - favour - hurt), (favour - pleased) | hurt
    return Parties(tuple(sorted(met - not_met)), tuple(sorted(not_met - met)))


@dataclass(frozen=True, slots=True)
class Followed:
    """A choice point, followed from the draft in which it first occurs to the last one.

    `numbers` has its number in each draft, None where it is in none. `status`, `option` and `sure` are as in `Became`,
    for all drafts together; `option` counts the wordings of the draft in which it first occurs. `parties` have
    positions in the last draft in which it occurs.
    """

    numbers: tuple[int | None, ...]
    status: PointStatus
    option: int | str | None
    sure: bool
    parties: Parties

    @property
    def first(self) -> int:
        """The number of the draft in which it first occurs."""
        return next(index for index, number in enumerate(self.numbers) if number is not None)


@dataclass(frozen=True)
class Series:
    """Drafts in order, what became of each in the next one, and their choice points followed through all of them."""

    drafts: tuple[Inventory, ...]
    steps: tuple[Revision, ...]
    points: tuple[Followed, ...] = field(repr=False)

    def point(self, followed: Followed, draft: int) -> ChoicePoint | None:
        """Return a followed choice point in one of the drafts, None if it is not there."""
        number = followed.numbers[draft]
        return None if number is None else self.drafts[draft].points[number]

    def is_choice(self, followed: Followed) -> bool:
        """Return whether there was something to choose, not a blank or a note."""
        point = self.point(followed, followed.first)
        return point is not None and point.kind.is_choice


def revise_all(drafts: Sequence[Inventory]) -> Series:
    """Return what became of the choice points of drafts, of which there are at least two, oldest first."""
    steps = tuple(revise(old, new) for old, new in pairwise(drafts))
    return Series(tuple(drafts), steps, tuple(_followed(drafts, steps)))


def _followed(drafts: Sequence[Inventory], steps: Sequence[Revision]) -> Iterator[Followed]:
    """Yield the choice points of the first draft, and then those that are new in each of the others."""
    after = [{became.old: became for became in step.points if became.old is not None} for step in steps]
    for number in range(len(drafts[0].points)):
        yield _follow(drafts, after, 0, number)
    for first, step in enumerate(steps, 1):
        for became in step.points:
            if became.old is None and became.new is not None:
                yield _follow(drafts, after, first, became.new)


def _follow(drafts: Sequence[Inventory], after: Sequence[Mapping[int, Became]], first: int, number: int) -> Followed:
    numbers = [number]
    became = Became(None, number, PointStatus.NEW)
    changed, sure = False, True
    for step in after[first:]:
        became = step[numbers[-1]]
        changed = changed or became.status is PointStatus.CHANGED
        sure = sure and became.sure
        if became.new is None:
            break
        numbers.append(became.new)
    status, option = became.status, became.option
    if status is PointStatus.OPEN and changed:
        status = PointStatus.CHANGED
    last = first + len(numbers) - 1
    parties = parties_at(drafts[last].points[numbers[-1]], option)
    if changed and isinstance(option, int):
        # Which wording it is of those in the first draft.
        ours, theirs = _wordings(drafts[first], number), _wordings(drafts[last], numbers[-1])
        option = ours.index(theirs[option]) if theirs[option] in ours else OTHER
    in_all = (*[None] * first, *numbers, *[None] * (len(drafts) - 1 - last))
    return Followed(in_all, status, option, sure, parties)


def _wordings(inventory: Inventory, number: int) -> list[str]:
    return [single_spaced(inventory.option_text(one)).casefold() for one in inventory.points[number].options]
