"""Reading → where chosen wording is, and what was not chosen instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.language.phrases import Phrases
from convention_variants.resolve.resolver import Outcome, Reading
from convention_variants.text.display import ends_of
from convention_variants.text.spans import trimmed
from convention_variants.text.words import single_spaced

_LONGEST_RIVAL = 300  # characters: what is longer would not fit a phone


class Chosen(NamedTuple):
    """The span of chosen wording in the source, and the wordings that were not chosen; "" for one without text.

    A passage that is left out is its own rival.
    """

    start: int
    end: int
    rivals: tuple[str, ...]
    left_out: bool = False


def chosen_spans(reading: Reading) -> Iterator[Chosen]:
    """Yield the chosen wordings, sorted and disjoint: of those inside each other, a place belongs to the inmost."""
    around: list[Chosen] = []
    position, end = 0, len(reading.inventory.draft.source.text)
    for chosen in (*sorted(_chosen(reading), key=lambda one: (one.start, -one.end)), Chosen(end, end, ())):
        while around and around[-1].end <= chosen.start:
            ended = around.pop()
            yield from _part(ended, position, ended.end)
            position = max(position, ended.end)
        if around:
            yield from _part(around[-1], position, chosen.start)
        position = chosen.start
        around.append(chosen)


def say_instead(words: Phrases, rivals: Sequence[str]) -> str:
    """Return what to say of a chosen wording: what was not chosen instead of it."""
    wordings = ", ".join(words.quoted.format(ends_of(rival, _LONGEST_RIVAL)) for rival in rivals if rival)
    return f"{words.annex.instead_of}{words.colon}{wordings or words.annex.nothing}"


def _part(chosen: Chosen, start: int, end: int) -> Iterator[Chosen]:
    """Yield what is left of a wording between two offsets."""
    start = max(start, chosen.start)
    if start < end:
        yield chosen._replace(start=start, end=end)


def _chosen(reading: Reading) -> Iterator[Chosen]:
    text = reading.inventory.draft.source.text
    for decision in reading.decisions:
        if decision.outcome is not Outcome.CHOSEN or decision.take is None:
            continue
        point, stays = decision.point, decision.take.index
        rivals = tuple(
            single_spaced(reading.inventory.option_text(option))
            for index, option in enumerate(point.options)
            if index != stays
        )
        if decision.leaves_out:
            if rivals != ("",):
                yield Chosen(point.start, point.end, rivals, left_out=True)
        elif stays is not None:
            yield Chosen(*trimmed(text, *point.options[stays].inner), rivals)
        elif decision.wording is not None:
            # A wording that is not offered replaces all of them, or one half of a split pair.
            half = point.options[decision.wording.half] if point.kind is Kind.SPLIT else None
            yield Chosen(half.start, half.end, rivals) if half else Chosen(point.start, point.end, rivals)
