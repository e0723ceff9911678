"""Reading → edition: what every format says of a reading besides its text, and the text as shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from convention_variants.outline import SectionKind
from convention_variants.render.shown import Pieces, Shown, ShownNode, ShownSection, show
from convention_variants.resolver import Outcome, Reading
from convention_variants.version import VERSION

NOTICE = "Unofficial reading, not agreed text"
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


class Chosen(NamedTuple):
    """What an edition chooses for a term: the term's label, and the option's first form."""

    term: str
    wording: str


class Entry(NamedTuple):
    """A line of the contents; `depth` counts from 0."""

    id: str
    label: str
    title: str
    depth: int


@dataclass(frozen=True, slots=True)
class Edition:
    """All that a template needs: what the document is, how it is read, and what is shown of it."""

    title: str
    symbol: str
    date: str
    language: str
    direction: str
    profile: str
    chosen: tuple[Chosen, ...]
    summary: str
    shown: Shown
    contents: tuple[Entry, ...]
    notice: str = NOTICE
    version: str = VERSION


def make_edition(reading: Reading) -> Edition:
    """Gather what the formats show of a reading."""
    inventory = reading.inventory
    document = inventory.terminology.document
    shown = show(reading)
    fallback = _first_title(shown.front) or PurePath(inventory.draft.source.name).name
    right_to_left = document.language.split("-")[0].lower() in _RIGHT_TO_LEFT
    return Edition(
        title=document.title or fallback,
        symbol=document.symbol,
        date=document.date,
        language=document.language,
        direction="rtl" if right_to_left else "ltr",
        profile=_profile(reading),
        chosen=tuple(_chosen(reading)),
        summary=summary(reading),
        shown=shown,
        contents=tuple(_contents(shown.body, 0)),
    )


def summary(reading: Reading) -> str:
    """Return the line that says how much of a draft a reading settles."""
    changes = len(reading.consequential)
    return (
        f"{reading.count(Outcome.CHOSEN)} chosen, {_count(reading.count(Outcome.BLANK), 'blank')}, "
        f"{reading.count(Outcome.OPEN)} open, {_count(changes, 'consequential change')}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def plain(pieces: Pieces) -> str:
    """Return the words of pieces, without formatting and footnote calls."""
    return " ".join("".join(piece.text for piece in pieces).split())


def _profile(reading: Reading) -> str:
    selection = reading.selection
    if selection.profile is not None:
        return reading.inventory.terminology.profiles[selection.profile].label
    return "Own choices" if selection.choose or selection.at else "As drafted, nothing chosen"


def _chosen(reading: Reading) -> Iterator[Chosen]:
    terminology, selection = reading.inventory.terminology, reading.selection
    profile = terminology.profiles[selection.profile].choose if selection.profile else {}
    wanted = {**profile, **selection.choose}
    for term in terminology.terms.values():
        if term.id in wanted:
            yield Chosen(term.label, term.options[wanted[term.id]].forms[0].text)


def _contents(nodes: Sequence[ShownNode], depth: int) -> Iterator[Entry]:
    for node in nodes:
        if not isinstance(node, ShownSection):
            continue
        if node.label or node.title:
            yield Entry(node.id, plain(node.label), plain(node.title), depth)
        if node.kind is not SectionKind.ARTICLE:
            yield from _contents(node.children, depth + 1)


def _first_title(nodes: Sequence[ShownNode]) -> str:
    return next((plain(node.title) for node in nodes if isinstance(node, ShownSection)), "")
