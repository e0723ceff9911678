"""Reading → edition: what every format says of a reading besides its text, and the text as shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path, PurePath
from typing import Literal, NamedTuple

from convention_variants.outline.nodes import SectionKind
from convention_variants.render.annex import Annex, Row, declared_changes, make_annex
from convention_variants.render.citations import citations, plain
from convention_variants.render.phrases import Phrases, phrases_for
from convention_variants.render.shown import Shown, ShownNode, ShownSection, show
from convention_variants.resolve.resolver import Outcome, Reading
from convention_variants.terminology.model import Document
from convention_variants.text.display import printable
from convention_variants.text.source import Source
from convention_variants.version import VERSION

_DEEPEST = 3
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class Options:
    """How an edition is made, apart from what it says.

    `annex` adds the list of what was decided; `paper` and `watermark` are for PDF; templates and
    style sheets in the folder `templates` take the place of our own of the same name.
    """

    annex: bool = False
    paper: Literal["a4", "letter"] = "a4"
    watermark: str = ""
    templates: Path | None = None


class Chosen(NamedTuple):
    """What an edition chooses for a term: the term's label, and the option's first form."""

    term: str
    wording: str


class Entry(NamedTuple):
    """A line of the contents; `depth` counts from 0, to 3 for all that is deeper."""

    id: str
    label: str
    title: str
    depth: int


@dataclass(frozen=True, slots=True)
class Edition:
    """All that a template needs: what the document is, how it is read, and what is shown of it.

    `name` is what a reader's window calls the edition, `changes` are those that the drafter declared.
    """

    document: Document
    title: str
    date: str
    name: str
    direction: str
    profile: str
    chosen: tuple[Chosen, ...]
    changes: tuple[Row, ...]
    summary: str
    unsettled: int
    shown: Shown
    contents: tuple[Entry, ...]
    annex: Annex | None
    words: Phrases
    paper: str
    watermark: str
    version: str = VERSION


def make_edition(reading: Reading, options: Options | None = None) -> Edition:
    """Gather what the formats show of a reading."""
    options = options or Options()
    inventory = reading.inventory
    document = inventory.terminology.document
    words = phrases_for(document.language)
    document = replace(document, language=document.language.strip() or words.language)
    shown = show(reading)
    cited = _citations(shown)
    title = document.title or _first_title((*shown.front, *shown.body)) or _file_name(inventory.draft.source)
    profile = _profile(reading, words)
    right_to_left = document.language.split("-")[0].lower() in _RIGHT_TO_LEFT
    return Edition(
        document=document,
        title=title,
        date=words.date(document.date),
        name=f"{document.symbol}{': ' if document.symbol else ''}{title} ({profile})",
        direction="rtl" if right_to_left else "ltr",
        profile=profile,
        chosen=tuple(_chosen(reading)),
        changes=declared_changes(reading, cited),
        summary=summary(reading, words),
        unsettled=len(reading.unsettled) + len(reading.broken),
        shown=shown,
        contents=tuple(_contents(shown.body, 0)),
        annex=make_annex(reading, cited, words) if options.annex else None,
        words=words,
        paper=options.paper,
        watermark=options.watermark,
    )


def _citations(shown: Shown) -> Mapping[str, str]:
    """Return the words to cite each place with: provisions, footnotes, and text that is in no provision."""
    notes = {f"footnote-{note.id}": f"footnote {note.label}" for note in shown.footnotes}
    return {"text": "text", **notes, **citations(shown.front, shown.body)}


def summary(reading: Reading, words: Phrases | None = None) -> str:
    """Return the line that says how much of a draft a reading settles."""
    counts = (reading.count(Outcome.CHOSEN), reading.count(Outcome.BLANK), reading.count(Outcome.OPEN))
    changes, broken = len(reading.consequential), len(reading.broken)
    if words is not None and words.language != "en":
        phrases = (words.chosen, words.blank, words.open, words.changes)
        said = [phrase.format(count) for phrase, count in zip(phrases, (*counts, changes), strict=True)]
        return ", ".join([*said, words.broken.format(broken)] if broken else said)
    said = [f"{counts[0]} chosen", _count(counts[1], "blank"), f"{counts[2]} open"]
    said.append(_count(changes, "consequential change"))
    return ", ".join([*said, _count(broken, "unpaired bracket")] if broken else said)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _profile(reading: Reading, words: Phrases) -> str:
    selection = reading.selection
    if selection.profile is not None:
        return reading.inventory.terminology.profiles[selection.profile].label
    return words.own_choices if selection.choose or selection.at else words.as_drafted


def _chosen(reading: Reading) -> Iterator[Chosen]:
    for term in reading.inventory.terminology.terms.values():
        if term.id in reading.choices:
            yield Chosen(term.label, term.options[reading.choices[term.id]].forms[0].text)


def _contents(nodes: Sequence[ShownNode], depth: int) -> Iterator[Entry]:
    for node in nodes:
        if not isinstance(node, ShownSection):
            continue
        if node.label or node.title:
            yield Entry(node.id, plain(node.label), plain(node.title), min(depth, _DEEPEST))
        if node.kind is not SectionKind.ARTICLE:
            yield from _contents(node.children, depth + 1)


def _file_name(source: Source) -> str:
    """Return what a draft is called on disk: a file `draft.md` goes by the name of its folder."""
    path = PurePath(source.name)
    return printable(source.folder.resolve().name) if path.stem == "draft" and source.folder else path.name


def _first_title(nodes: Sequence[ShownNode]) -> str:
    """Return the first heading before the treaty's own structure begins: one behind it names but a part of it."""
    sections = (node for node in nodes if isinstance(node, ShownSection) and (node.label or node.title))
    before = takewhile(lambda node: node.kind in (SectionKind.OTHER, SectionKind.NOTE), sections)
    return next((plain(node.title) for node in before if node.kind is SectionKind.OTHER and not node.label), "")
