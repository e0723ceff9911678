"""Places, and those that `[[decisions]]` of `variants.toml` settle (design §4).

An entry settles one place for every profile, or reads it otherwise than the rules do. Its guard, the
wordings that it was written for, keeps it from settling anything else when the draft changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from convention_variants.diagnostics import InputError
from convention_variants.grouping import Kind
from convention_variants.terminology import DROP, KEEP, OptionKey, Settlement, Terminology, did_you_mean, find_keys
from convention_variants.text import Source, Span


@dataclass(frozen=True, slots=True)
class PlacedOption:
    """One of the wordings at a choice point: its extent, its words, and the option it is a form of.

    `start` and `end` take in its brackets, or the slash that parts it from the one before it;
    `inner` is the span of its words, without the names of the `parties` that stand behind it or
    against it. A blank that is an option keeps its brackets when it is taken, and of one that says
    "no text" `nothing` is left. `label` is that of an option paragraph: "Option 1:". `calls` are
    the footnote calls right behind it.
    """

    start: int
    end: int
    inner: Span
    key: OptionKey | None = None
    blank: bool = False
    parties: tuple[str, ...] = ()
    nothing: bool = False
    label: Span | None = None
    calls: Span | None = None


@dataclass(slots=True, eq=False)
class Place:
    """A choice on its way to becoming a choice point.

    `settled` is what `variants.toml` takes here for every profile: the index of an option, `KEEP`
    or `DROP`. `leader` is the place that an agreement pair follows.
    """

    id: str
    kind: Kind
    options: tuple[PlacedOption, ...]
    provision: str
    depth: int
    sentence: int
    around: int
    doubtful: bool = False
    term: str | None = None
    leader: Place | None = None
    settled: int | None = None

    @property
    def start(self) -> int:
        """The offset of the first opening bracket."""
        return self.options[0].start


_READ_AS = {"optionals": Kind.OPTIONAL, "blank": Kind.BLANK, "note": Kind.NOTE}


def settle(places: list[Place], terminology: Terminology, text: str) -> list[Place]:
    """Return the places as they are with the entries applied, each to the place that it names.

    The ids of all other places stay as they are: what is read as several optionals gets ids below
    its own. Raises `InputError` where an entry names no place, or other wordings than stand there.
    """
    if not terminology.settlements:
        return places
    index = {place.id: number for number, place in enumerate(places)}
    done: dict[int, Sequence[Place]] = {}
    for entry in terminology.settlements:
        try:
            number = _named(entry, index)
            joined = _meant(entry, places, number, text)
            done[number] = tuple(_settled(entry, [places[member] for member in joined]))
        except _Misfit as misfit:
            raise _error(entry, str(misfit), terminology.source) from None
        done.update((member, ()) for member in joined[1:])
    settled = [place for number, before in enumerate(places) for place in done.get(number, (before,))]
    return sorted(settled, key=lambda place: place.start)


class _Misfit(Exception):  # noqa: N818 no error yet: it has no place
    """An entry does not fit the draft."""


def _named(entry: Settlement, index: Mapping[str, int]) -> int:
    if entry.at not in index:
        near = [known for known in index if known.rpartition(".")[0] == entry.at.rpartition(".")[0]]
        raise _Misfit(f'no choice point "{entry.at}"{did_you_mean(entry.at, near or list(index))}')
    return index[entry.at]


def _meant(entry: Settlement, places: Sequence[Place], number: int, text: str) -> list[int]:
    """Return the places that an entry is about: the one it names, and what its alternatives take in after it."""
    first = places[number]
    meant, found = [number], [_words(option, text) for option in first.options]
    wanted = [" ".join(option.split()) for option in entry.options]
    following = number + 1
    while entry.read_as == "alternatives" and len(found) < len(wanted) and following < len(places):
        place = places[following]
        if place.depth == first.depth:
            meant.append(following)
            found += [_words(option, text) for option in place.options]
        elif place.depth < first.depth:
            break
        following += 1
    if wanted and found != wanted:
        there = ", ".join(f'"{words}"' for words in found)
        raise _Misfit(f"{entry.at} offers {there}, and not what options says")
    return meant


def _settled(entry: Settlement, meant: Sequence[Place]) -> Iterator[Place]:
    """Yield what becomes of the places that an entry is about."""
    place = meant[0]
    options = tuple(option for one in meant for option in one.options)
    kind = _READ_AS.get(entry.read_as)
    if entry.read_as == "alternatives":
        if len(options) == 1:
            raise _Misfit(f"{entry.at} has one wording: alternatives need two")
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
        yield replace(place, id=identity, kind=kind, options=(replace(option, blank=False),), doubtful=False, term=None)


def _check_take(entry: Settlement, place: Place) -> None:
    if place.kind in (Kind.BLANK, Kind.NOTE):
        raise _Misfit(f"{entry.at} is a {place.kind}: there is nothing to take")
    fits = entry.take in (KEEP, DROP) if place.kind is Kind.OPTIONAL else 0 <= (entry.take or 0) < len(place.options)
    if not fits:
        wanted = '"keep" or "drop"' if place.kind is Kind.OPTIONAL else f"a number up to {len(place.options)}"
        raise _Misfit(f"{entry.at} takes {wanted}")


def _words(option: PlacedOption, text: str) -> str:
    return " ".join(text[option.inner.start : option.inner.end].split())


def _error(entry: Settlement, message: str, source: Source | None) -> InputError:
    """Return the error at the place of an entry."""
    if source is None:
        return InputError(message)
    (span,) = find_keys(source, [(f"decisions[{entry.number}]",)])
    return InputError(message, source.name, *source.position(span.start))
