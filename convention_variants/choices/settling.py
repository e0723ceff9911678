"""Places, and those that `[[decisions]]` of `variants.toml` settle.

An entry settles one place for every profile, or overrides how the rules read it. It names the wordings that it was
written for. If the draft changes and others stand there, the entry is an error.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from operator import attrgetter
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.misfits import Misfit, error_in_entry
from convention_variants.choices.positions import Position
from convention_variants.choices.slashes import cut_at
from convention_variants.language.placeholders import is_no_text
from convention_variants.terminology.model import DecisionEntry, OptionKey, Take, Terminology
from convention_variants.terminology.toml import did_you_mean
from convention_variants.text.spans import Span
from convention_variants.text.words import single_spaced


class PlacedOption(NamedTuple):
    """One of the wordings at a choice point: its extent, its words, and the option it is a form of.

    `start` and `end` take in its brackets, or the slash that parts it from the one before it;
    `inner` is the span of its words, without the attribution that gives the `positions`; where that
    is `unread`, with it. A blank that is an option keeps its brackets when it is taken, and of one that says
    "no text" `nothing` is left. `label` is that of an option paragraph: "Option 1:". `calls` are
    the footnote calls right behind it.
    """

    start: int
    end: int
    inner: Span
    key: OptionKey | None = None
    blank: bool = False
    positions: tuple[Position, ...] = ()
    nothing: bool = False
    label: Span | None = None
    calls: Span | None = None
    unread: bool = False


@dataclass(slots=True, eq=False)
class Place:
    """A choice on its way to becoming a choice point.

    `settled` is what `variants.toml` takes here for every profile. `leader` is the place that an agreement pair
    follows.
    """

    id: str
    kind: Kind
    options: tuple[PlacedOption, ...]
    provision: str
    depth: int
    sentence: int
    around: int | None
    doubtful: bool = False
    term: str | None = None
    leader: Place | None = None
    settled: Take | None = None

    @property
    def start(self) -> int:
        """The offset of the first opening bracket."""
        return self.options[0].start


_START = attrgetter("start")
_SLASH = re.compile(r"\s*/\s*")
_READ_AS = {"optionals": Kind.OPTIONAL, "blank": Kind.BLANK, "note": Kind.NOTE}


def settle(places: list[Place], terminology: Terminology, text: str) -> list[Place]:
    """Return the places with the entries applied, in their order, each to the place that it names.

    The ids of all other places stay the same: a place that is read as several optionals gets ids below its own, which
    later entries may name. Raises `InputError` if an entry names no place, or other wordings than the draft has there.
    """
    standing = _Standing(places)
    for entry in terminology.decisions:
        try:
            meant = _meant(entry, standing, text)
            standing.replace(meant, list(_settled(entry, meant, text)))
        except Misfit as misfit:
            raise error_in_entry("decisions", entry.number, str(misfit), terminology.source) from None
    return standing.in_order


class _Standing:
    """The places that stand, in the order of the source and by their ids, and the ids of those that no longer do."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.in_order = list(places)
        self.by_id = {place.id: place for place in places}
        self.gone: set[str] = set()

    def after(self, place: Place) -> Iterable[Place]:
        """Return the places that begin behind the start of one."""
        return islice(self.in_order, bisect_right(self.in_order, place.start, key=_START), None)

    def replace(self, meant: Sequence[Place], made: Sequence[Place]) -> None:
        """Replace places by others."""
        for place in meant:
            self.in_order.remove(self.by_id.pop(place.id))
            self.gone.add(place.id)
        for place in made:
            insort(self.in_order, place, key=_START)
            self.by_id[place.id] = place


def _meant(entry: DecisionEntry, standing: _Standing, text: str) -> list[Place]:
    """Return the places that an entry is about: the one it names, and those after it that its alternatives include."""
    first = _named(entry, standing)
    wanted = [single_spaced(option) for option in entry.options]
    following: Iterable[Place] = ()
    if entry.read_as == "alternatives":
        following = standing.after(first)
        first = _at_slashes(first, wanted, text)
    meant, found = [first], [words_of(option, text) for option in first.options]
    beside = (place for place in following if place.depth == first.depth)
    while len(found) < len(wanted) and (place := next(beside, None)):
        meant.append(place)
        found += [words_of(option, text) for option in place.options]
    if wanted and not (len(wanted) == len(found) and all(map(says, wanted, found))):
        there = ", ".join(f'"{words}"' for words in found)
        raise Misfit(f"{entry.at} offers {there}, which does not match options")
    return meant


def _at_slashes(place: Place, wanted: Sequence[str], text: str) -> Place:
    """Return a place of one bracket with its sides as options, if these are the wanted ones: `[may/are free to]`."""
    whole, *others = place.options
    start, end = whole.inner
    if others or "[" in text[start:end]:
        return place
    slashes = (Span(*match.span()) for match in _SLASH.finditer(text, start, end))
    sides = list(cut_at(slashes, Span(whole.start, whole.end), whole.inner))
    words = [single_spaced(text[side.start : side.end]) for _, side in sides]
    if words != wanted:
        return place
    options = (
        whole._replace(start=around.start, end=around.end, inner=side, nothing=is_no_text(said), calls=None)
        for (around, side), said in zip(sides, words, strict=True)
    )
    return replace(place, options=tuple(options))


def _named(entry: DecisionEntry, standing: _Standing) -> Place:
    if entry.at in standing.by_id:
        return standing.by_id[entry.at]
    if entry.at in standing.gone:
        raise Misfit(f"{entry.at} no longer exists: an earlier entry changed it")
    raise Misfit(f'no choice point "{entry.at}"{did_you_mean(entry.at, standing.by_id)}')


def says(guard: str, words: str) -> bool:
    """Say whether a wording is what a guard says; "…" at its end stands for the rest of a long one."""
    return words == guard or (guard.endswith("…") and words.startswith(guard.removesuffix("…").rstrip()))


def _words_between(one: PlacedOption, other: PlacedOption, text: str) -> str:
    """Return what stands between two brackets beside white space, slashes, emphasis, and the calls of the first."""
    calls = one.calls or Span(one.end, one.end)
    between = text[one.end : calls.start] + text[calls.end : other.start]
    return "".join(between.split()).strip("/*_~")


def _settled(entry: DecisionEntry, meant: Sequence[Place], text: str) -> Iterator[Place]:
    """Yield what becomes of the places that an entry is about."""
    place = meant[0]
    options = tuple(option for one in meant for option in one.options)
    kind = _READ_AS.get(entry.read_as)
    if entry.read_as == "alternatives":
        if len(options) == 1:
            raise Misfit(f"{entry.at} has only one wording; alternatives require two")
        joints = [(one.options[-1], other.options[0]) for one, other in pairwise(meant)]
        joints += [(one.options[0], one.options[1]) for one in meant if one.kind is Kind.SPLIT]
        if any(_words_between(one, other, text) for one, other in joints):
            raise Misfit(f"{entry.at} cannot be alternatives: words between its brackets would be lost")
        place = replace(place, kind=Kind.ALTERNATIVES, options=options, doubtful=False, term=None)
    elif kind is not None:
        yield from _one_by_one(place, kind)
        return
    if entry.take is not None:
        _check_take(entry.at, entry.take, place)
        place = replace(place, settled=entry.take, doubtful=False)
    yield place


def _one_by_one(place: Place, kind: Kind) -> Iterator[Place]:
    several = len(place.options) > 1
    for number, option in enumerate(place.options, start=1):
        identity = f"{place.id}.{number}" if several else place.id
        yield replace(place, id=identity, kind=kind, options=(option._replace(blank=False),), doubtful=False, term=None)


def _check_take(at: str, take: Take, place: Place) -> None:
    if not place.kind.is_choice:
        raise Misfit(f"{at} is a {place.kind}; there is nothing to choose")
    if not take.fits(len(place.options), optional=place.kind is Kind.OPTIONAL):
        wanted = '"keep" or "drop"' if place.kind is Kind.OPTIONAL else f"a number up to {len(place.options)}"
        raise Misfit(f"{at} takes {wanted}")


def words_of(option: PlacedOption, text: str) -> str:
    """Return the words of an option on one line."""
    return single_spaced(text[option.inner.start : option.inner.end])
