"""Reading → edition: everything the formats show of a reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path, PurePath
from typing import Literal, NamedTuple

from convention_variants.language.data import edition_language
from convention_variants.language.phrases import Phrases
from convention_variants.outline.nodes import SectionKind
from convention_variants.render.annex import Annex, AnnexRow, declared_changes, make_annex
from convention_variants.render.citations import citations, heading_text, label_words, plain
from convention_variants.render.front_matter import masthead_lines, without_masthead, without_opening
from convention_variants.render.places import Places
from convention_variants.render.reading_box import full_legend, statements
from convention_variants.render.showing import show
from convention_variants.render.shown import Pieces, ShownDraft, ShownNode, ShownSection
from convention_variants.resolve.resolver import Outcome, Reading
from convention_variants.terminology.model import Document
from convention_variants.text.display import printable, start_of
from convention_variants.text.source import Source
from convention_variants.version import VERSION

_DEEPEST = 3
_LONGEST_NAME, _LONGEST_LABEL = 30, 60  # characters: together with an article, a line at the head of a page
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


class Options(NamedTuple):
    """How to render a reading.

    `annex` adds the list of decisions; `paper` and `watermark` apply to paged formats; files in the folder `templates`
    override our templates and style sheets of the same name. `mark` highlights chosen wording, except in Markdown.
    """

    annex: bool = False
    paper: Literal["a4", "letter"] = "a4"
    watermark: str = ""
    templates: Path | None = None
    mark: bool = False


class ChosenWording(NamedTuple):
    """The label of a term, and the first form of the option chosen for it."""

    term: str
    wording: str


class ContentsLine(NamedTuple):
    """A line of the table of contents; `depth` counts from 0, and is 3 for everything deeper.

    `text` is the label and the title.
    """

    id: str
    label: str
    title: str
    depth: int
    text: str


class Link(NamedTuple):
    """A link to a page or a file beside an edition."""

    label: str
    href: str


class Beside(NamedTuple):
    """What a build makes beside an edition, to link to.

    `pages` has the addresses of the index, the workbench and the revisions by these names, empty if there is none;
    `readings` are other readings, `comparisons` lead to comparisons with them, and `formats` are the same page in
    other formats.
    """

    pages: Mapping[str, str]
    readings: tuple[Link, ...] = ()
    comparisons: tuple[Link, ...] = ()
    formats: tuple[Link, ...] = ()


class Edition(NamedTuple):
    """Everything a template needs: the document, how it is read, and what is shown of it.

    `issued` are the distribution, the date and the original language, as far as they are known. `name` is the title of
    a window. `front` is what comes before the treaty text and is not in the masthead, `opening` the headings right
    above the treaty text. `statements` are sentences on the reading, with links; `legend` says what marks in the text
    mean, if there are any, `legend_plain` in Markdown; and `changes` are the declared changes.
    `words` are in `words_language`, which is that of the document if we know it. `marked`: chosen wording is
    highlighted, and `leaves_out`: passages are left out. `beside` is None for an edition that is alone.
    """

    document: Document
    title: str
    date: str
    issued: tuple[str, ...]
    name: str
    direction: str
    profile: str
    chosen: tuple[ChosenWording, ...]
    changes: tuple[AnnexRow, ...]
    statements: Pieces
    legend: str
    legend_plain: str
    shown: ShownDraft
    front: tuple[ShownNode, ...]
    opening: tuple[ShownSection, ...]
    contents: tuple[ContentsLine, ...]
    annex: Annex | None
    words: Phrases
    words_language: str
    paper: str
    watermark: str
    marked: bool
    leaves_out: bool
    beside: Beside | None
    version: str = VERSION

    @property
    def running(self) -> tuple[str, str]:
        """What the head of each page says: the symbol, or else the title, and the reading, both on one line."""
        name = self.document.symbol or start_of(self.title, _LONGEST_NAME)
        return name, start_of(self.profile, _LONGEST_LABEL)

    @property
    def opens_with_title(self) -> bool:
        """Whether the text begins with the title as its heading."""
        first = next(iter((*self.front, *self.opening, *self.shown.body)), None)
        return isinstance(first, ShownSection) and heading_text(first) == self.title


def make_edition(reading: Reading, options: Options | None = None, beside: Beside | None = None) -> Edition:
    """Return the edition of a reading, with links to what is `beside` it."""
    options = options or Options()
    inventory = reading.inventory
    document = inventory.terminology.document
    language = edition_language(document.language)
    words = language.phrases
    document = document._replace(language=document.language.strip() or language.code)
    shown = show(reading, mark=options.mark)
    title = document.title or _first_title((*shown.front, *shown.body)) or file_name(inventory.draft.source)
    date = words.date_in_words(document.date)
    distribution = document.distribution and words.distribution.format(document.distribution)
    original = document.original and words.original.format(document.original)
    issued = tuple(filter(None, (distribution, date, original)))
    masthead = masthead_lines(document, title, issued)
    front, opening = without_opening(without_masthead(shown.front, masthead))
    cited = citations(shown._replace(front=(*front, *opening)), words)
    notes = {f"footnote-{note.id}": note.label for note in shown.footnotes}
    places = Places((*front, *opening, *shown.body), notes, language)
    profile = reading_label(reading, words)
    contents = tuple(_contents(shown.body, 0))
    terms = reading.inventory.terminology.terms.values()
    right_to_left = document.language.split("-")[0].lower() in _RIGHT_TO_LEFT
    return Edition(
        document=document,
        title=title,
        date=date,
        issued=issued,
        name=f"{document.symbol}{': ' if document.symbol else ''}{title} ({profile})",
        direction="rtl" if right_to_left else "ltr",
        profile=profile,
        chosen=tuple(ChosenWording(term.label, said) for term in terms if (said := reading.wording_of(term.id))),
        changes=declared_changes(reading, cited),
        statements=statements(reading, places, words),
        legend=full_legend(reading, words),
        legend_plain=full_legend(reading, words, plain=True),
        shown=shown,
        front=front,
        opening=opening,
        contents=contents if len(contents) > 1 else (),  # one line leads nowhere
        annex=make_annex(reading, cited, places, words) if options.annex else None,
        words=words,
        words_language=language.code,
        paper=options.paper,
        watermark=options.watermark,
        marked=options.mark,
        leaves_out=any(decision.leaves_out for decision in reading.decisions),
        beside=beside,
    )


def summary(reading: Reading, words: Phrases | None = None) -> str:
    """Return one line that counts what a reading settles, in English by default."""
    words = words or edition_language("en").phrases
    counts, unmatched = words.counts, len(reading.unmatched)
    counted = [
        words.count(reading.count(Outcome.CHOSEN), counts.chosen),
        words.count(reading.count(Outcome.BLANK), counts.blank),
        words.count(reading.count(Outcome.OPEN), counts.open),
        words.count(len(reading.consequential), counts.changes),
    ]
    return ", ".join([*counted, words.count(unmatched, counts.unmatched)] if unmatched else counted)


def reading_label(reading: Reading, words: Phrases) -> str:
    """Return how a reading was made, as its edition says it: the label of the profile, and the parties."""
    selection = reading.selection
    label = reading.inventory.terminology.profiles[selection.profile].label if selection.profile else ""
    if selection.parties:
        for_party = words.for_party.format(", ".join(selection.parties))
        return f"{label}, {for_party}" if label else for_party[0].upper() + for_party[1:]
    return label or (words.own_choices if selection.choose or selection.at else words.as_drafted)


def edition_label(reading: Reading, name: str) -> str:
    """Return how a build calls an edition for people: as the reading is made, or by its options if it combines them."""
    words = edition_language(reading.inventory.terminology.document.language).phrases
    return name.replace("_", ", ") if reading.selection.choose else reading_label(reading, words)


def _contents(nodes: Sequence[ShownNode], depth: int) -> Iterator[ContentsLine]:
    for node in nodes:
        if not isinstance(node, ShownSection):
            continue
        if node.label or node.title:
            yield ContentsLine(
                node.id, label_words(node.label), plain(node.title), min(depth, _DEEPEST), heading_text(node)
            )
        if node.kind is not SectionKind.ARTICLE:
            yield from _contents(node.children, depth + 1)


def file_name(source: Source) -> str:
    """Return the name of a draft's file, or of its folder if the file is called `draft`."""
    path = PurePath(source.name)
    return printable(source.folder.resolve().name) if path.stem == "draft" and source.folder else path.name


def _first_title(nodes: Sequence[ShownNode]) -> str:
    """Return the first heading before the parts of the treaty; a heading after them names only a part."""
    sections = (node for node in nodes if isinstance(node, ShownSection) and (node.label or node.title))
    before = takewhile(lambda node: node.kind in (SectionKind.OTHER, SectionKind.NOTE), sections)
    return next((plain(node.title) for node in before if node.kind is SectionKind.OTHER and not node.label), "")
