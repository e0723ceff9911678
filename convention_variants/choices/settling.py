"""Places, and those that `[[decisions]]` of `variants.toml` settle.

An entry settles one place for every profile, or overrides how the rules read it. It names the wordings that it was
written for. If the draft changes and others stand there, the entry is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.misfits import Misfit, error_in_entry
from convention_variants.choices.positions import Position
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


_SLASH = re.compile(r"\s*/\s*")
_READ_AS = {"optionals": Kind.OPTIONAL, "blank": Kind.BLANK, "note": Kind.NOTE}


def settle(places: list[Place], terminology: Terminology, text: str) -> list[Place]:
    """Return the places with the entries applied, in their order, each to the place that it names.

    The ids of all other places stay the same: a place that is read as several optionals gets ids below its own, which
    later entries may name. Raises `InputError` if an entry names no place, or other wordings than the draft has there.
    """
    if not terminology.decisions:
        return places
    chain = _Chain(places)
    for entry in terminology.decisions:
        try:
            meant = _meant(entry, chain, text)
            chain.replace(meant, list(_settled(entry, meant, text)))
        except Misfit as misfit:
            raise error_in_entry("decisions", entry.number, str(misfit), terminology.source) from None
    return sorted(chain.standing.values(), key=lambda place: (place.start, -place.options[-1].end))


class _Chain:
    """The places by their ids, and the one after each; places that have been replaced are skipped."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.standing = {place.id: place for place in places}
        self.next: dict[str, str] = {one.id: other.id for one, other in pairwise(places)}

    def after(self, place: Place) -> Iterator[Place]:
        """Yield the places behind one."""
        identity = self.next.get(place.id)
        while identity is not None:
            if identity in self.standing:
                yield self.standing[identity]
            identity = self.next.get(identity)

    def replace(self, meant: Sequence[Place], made: Sequence[Place]) -> None:
        """Replace places by others."""
        for place in meant:
            del self.standing[place.id]
        self.standing.update((place.id, place) for place in made)
        if made[0].id != meant[0].id:
            ids = [meant[0].id, *(place.id for place in made)]
            if meant[0].id in self.next:
                self.next[ids[-1]] = self.next[meant[0].id]
            self.next.update(pairwise(ids))


def _meant(entry: DecisionEntry, chain: _Chain, text: str) -> list[Place]:
    """Return the places that an entry is about: the one it names, and those after it that its alternatives include."""
    first = _named(entry, chain)
    wanted = [single_spaced(option) for option in entry.options]
    if entry.read_as == "alternatives" and len(wanted) > 1:
        first = _at_slashes(first, wanted, text)
    meant, found = [first], [words_of(option, text) for option in first.options]
    following = chain.after(first) if entry.read_as == "alternatives" else iter(())
    while len(found) < len(wanted) and (place := next(following, None)):
        if place.depth == first.depth:
            meant.append(place)
            found += [words_of(option, text) for option in place.options]
        elif place.depth < first.depth:
            break
    if wanted and not (len(wanted) == len(found) and all(map(says, wanted, found))):
        there = ", ".join(f'"{words}"' for words in found)
        raise Misfit(f"{entry.at} offers {there}, which does not match options")
    return meant


def _at_slashes(place: Place, wanted: Sequence[str], text: str) -> Place:
    """Return a place of one bracket with its sides as options, if these are the wanted ones: `[may/are free to]`."""
    whole = place.options[0]
    start, end = whole.inner
    if len(place.options) > 1 or "[" in text[start:end]:
        return place
    cuts = [start, *(offset for match in _SLASH.finditer(text, start, end) for offset in match.span()), end]
    sides = [Span(*span) for span in zip(cuts[::2], cuts[1::2], strict=True)]
    words = [single_spaced(text[side.start : side.end]) for side in sides]
    if words != wanted:
        return place
    edges = pairwise([whole.start, *cuts[1:-1:2], whole.end])
    options = (
        whole._replace(start=first, end=last, inner=side, nothing=is_no_text(said), calls=None)
        for (first, last), side, said in zip(edges, sides, words, strict=True)
    )
    return replace(place, options=tuple(options))


def _named(entry: DecisionEntry, chain: _Chain) -> Place:
    known = chain.standing
    if entry.at in known:
        return known[entry.at]
    if entry.at in chain.next or entry.at in chain.next.values():
        raise Misfit(f"{entry.at} no longer exists: an earlier entry changed it")
    near = [identity for identity in known if identity.rpartition(".")[0] == entry.at.rpartition(".")[0]]
    raise Misfit(f'no choice point "{entry.at}"{did_you_mean(entry.at, near or list(known))}')


def says(guard: str, words: str) -> bool:
    """Say whether a wording is what a guard says; "…" at its end stands for the rest of a long one."""
    return words == guard or (guard.endswith("…") and words.startswith(guard[:-1].rstrip()))


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
        _check_take(entry, place)
        place = replace(place, settled=entry.take, doubtful=False)
    yield place


def _one_by_one(place: Place, kind: Kind) -> Iterator[Place]:
    several = len(place.options) > 1
    for number, option in enumerate(place.options, start=1):
        identity = f"{place.id}.{number}" if several else place.id
        yield replace(place, id=identity, kind=kind, options=(option._replace(blank=False),), doubtful=False, term=None)


def _check_take(entry: DecisionEntry, place: Place) -> None:
    if not place.kind.is_choice:
        raise Misfit(f"{entry.at} is a {place.kind}; there is nothing to choose")
    if entry.take is not None and not entry.take.fits(len(place.options), optional=place.kind is Kind.OPTIONAL):
        wanted = '"keep" or "drop"' if place.kind is Kind.OPTIONAL else f"a number up to {len(place.options)}"
        raise Misfit(f"{entry.at} takes {wanted}")


def words_of(option: PlacedOption, text: str) -> str:
    """Return the words of an option on one line."""
    return single_spaced(text[option.inner.start : option.inner.end])
