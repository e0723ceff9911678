"""The page that leads to what a build has made: editions, comparisons, the workbench, and what is still open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import NamedTuple

from markupsafe import Markup

from convention_variants.language.data import edition_language
from convention_variants.render.citations import citations
from convention_variants.render.content import unmarked
from convention_variants.render.edition import Edition, edition_label, make_edition
from convention_variants.render.html import digest, typeface
from convention_variants.render.templates import fill_in, style_sheet
from convention_variants.render.wordings import words_in_source
from convention_variants.resolve.resolver import Outcome, Reading
from convention_variants.text.spans import Span, SpanIndex, merge_spans
from convention_variants.text.words import single_spaced
from convention_variants.version import VERSION

_LONGEST = 120
# Words on each side of a bracket, and how many characters to look for them.
_WORDS = 4
_FAR = 60
_WORD = re.compile(r"\S+")
_STANDING = {Outcome.OPEN: "open", Outcome.BLANK: "blank"}


class Download(NamedTuple):
    """A file of an edition: its address, the id and name of its format, and its size in bytes."""

    href: str
    format: str
    format_name: str
    size: int


@dataclass(frozen=True, slots=True)
class IndexedEdition:
    """An edition: its label, its wording for each term, what it does not settle, and its files.

    `open` and `blank` count choice points, `unmatched` counts brackets.
    """

    label: str
    wordings: tuple[str, ...]
    open: int
    unmatched: int
    blank: int
    downloads: tuple[Download, ...]


class ComparisonLink(NamedTuple):
    """A page that compares two profiles: its address, that of its PDF (empty if there is none), and their labels."""

    href: str
    pdf: str
    first: str
    second: str


class FailureLine(NamedTuple):
    """Something that was not built, the kind of the reason (a key of the phrases), and the message, in English."""

    what: str
    reason: str
    message: str


class UnsettledBracket(NamedTuple):
    """A bracket left in an edition: its citation, its kind ("open", "blank" or "unmatched"), its text and context.

    `href` is where to read it, or empty; `editions` names the editions that leave it, and is empty if all do.
    """

    citation: str
    kind: str
    before: str
    text: str
    after: str
    href: str
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexedDraft:
    """A draft on the page: its folder, what it is, its file with its digest, its terms, and everything made of it."""

    name: str
    edition: Edition
    source: str
    digest: str
    terms: tuple[str, ...]
    editions: tuple[IndexedEdition, ...]
    comparisons: tuple[ComparisonLink, ...]
    workbench: str
    revisions: str
    unsettled: tuple[UnsettledBracket, ...]


def index_draft(
    name: str,
    readings: Mapping[str, Reading],
    downloads: Mapping[str, Sequence[Download]],
    comparisons: Sequence[ComparisonLink],
    workbench: str,
    revisions: str,
) -> IndexedDraft:
    """Return what the page shows of a draft.

    `readings`, of which there is at least one, and `downloads` are keyed by the names of editions; `workbench` and
    `revisions` are addresses, empty if there is no such page.
    """
    first = next(iter(readings.values()))
    edition = make_edition(first)
    editions = [
        IndexedEdition(
            edition_label(reading, name),
            tuple(unmarked(reading.wording_of(term))[0] for term in reading.inventory.terminology.terms),
            reading.count(Outcome.OPEN),
            len(reading.unmatched),
            reading.count(Outcome.BLANK),
            tuple(downloads.get(name, ())),
        )
        for name, reading in readings.items()
    ]
    source = first.inventory.draft.source
    return IndexedDraft(
        name,
        edition,
        PurePath(source.name).name,
        sha256(source.data).hexdigest(),
        tuple(term.label for term in first.inventory.terminology.terms.values()),
        tuple(editions),
        tuple(comparisons),
        workbench,
        revisions,
        tuple(_unsettled(readings, downloads, citations(edition.shown, edition.words))),
    )


def _unsettled(
    readings: Mapping[str, Reading], downloads: Mapping[str, Sequence[Download]], cited: Mapping[str, str]
) -> Iterator[UnsettledBracket]:
    """Yield the brackets that any of the readings leaves, in text order."""
    inventory = next(iter(readings.values())).inventory
    draft, read = inventory.draft, words_in_source(inventory)
    contested = SpanIndex(merge_spans(option[:2] for point in inventory.points for option in point.options))
    pages = {name: one.href for name in readings for one in downloads.get(name, ()) if one.format == "html"}
    for (start, end, kind), names in sorted(_left_by(readings).items()):
        provision = draft.provision_at(start)
        page = next((pages[name] for name in names if name in pages), "")
        anchor = f"#{provision}" if provision in cited else ""
        text = read(Span(start, end)) or single_spaced(draft.source.text[start:end])
        before, after = _around(start, end, contested, draft.source.text, read)
        yield UnsettledBracket(
            cited.get(provision, provision),
            kind,
            before,
            text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…",
            after,
            page and page + anchor,
            () if len(names) == len(readings) else tuple(names),
        )


def _left_by(readings: Mapping[str, Reading]) -> Mapping[tuple[int, int, str], list[str]]:
    """Return the names of the readings that leave each bracket, by its span and kind."""
    left: dict[tuple[int, int, str], list[str]] = {}
    for name, reading in readings.items():
        for decision in reading.unsettled:
            if decision.outcome in _STANDING:
                point = decision.point
                left.setdefault((point.start, point.end, _STANDING[decision.outcome]), []).append(name)
        for error in reading.unmatched:
            left.setdefault((*error.span, "unmatched"), []).append(name)
    return left


def _around(
    start: int, end: int, contested: SpanIndex[Span], text: str, read: Callable[[Span], str]
) -> tuple[str, str]:
    """Return a few words of the line on both sides of a span, including the space next to it.

    `read` returns the words of a span. Words cut out of a bracket are marked with "[…" or "…]", so that nothing
    contested looks agreed.
    """
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    first, last = max(first, start - _FAR), min(last if last >= 0 else len(text), end + _FAR)
    before = list(_WORD.finditer(text, first, start))[-_WORDS:]
    after = list(_WORD.finditer(text, end, last))[:_WORDS]
    cuts = before[0].start() if before else start, after[-1].end() if after else end
    words = read(Span(cuts[0], start)), read(Span(end, cuts[1]))
    is_cut = [(span := contested.at(cut)) is not None and span[0] < cut for cut in cuts]
    return (
        "[… " * is_cut[0] + words[0] + " " * text[start - 1 : start].isspace(),
        " " * text[end : end + 1].isspace() + words[1] + " …]" * is_cut[1],
    )


def render_index(drafts: Sequence[IndexedDraft], failures: Sequence[FailureLine], built: str = "") -> bytes:
    """Return the self-contained page; `built` is the date of the build in ISO format, empty to leave it out.

    It is in the language of the drafts if they share one, else in English.
    """
    languages = {draft.edition.words_language for draft in drafts}
    language = edition_language(languages.pop() if len(languages) == 1 else "en")
    style = "\n".join([*(style_sheet(sheet, None) for sheet in ("page.css", "index.css")), typeface()])
    page = fill_in(
        "index.html.j2",
        None,
        drafts=drafts,
        failures=failures,
        built=language.phrases.date_in_words(built),
        language=language.code,
        phrases=language.phrases,
        words=language.phrases.index,
        version=VERSION,
        style=Markup(style),
        style_digest=digest(style),
    )
    return page.encode("utf-8")
