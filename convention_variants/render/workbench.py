"""Inventory → workbench: one page that holds every reading of a draft, for a reader to choose from.

The page holds the draft in stretches and the tables that say when each is shown. Its script only looks up; it knows no
grammar. Without scripts the page is the draft as it is.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from markupsafe import Markup

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.positions import in_words
from convention_variants.language.data import language_data
from convention_variants.language.phrases import Phrases
from convention_variants.outline.nodes import Break, Call, Content, Image, Run, Style
from convention_variants.render.citations import citations
from convention_variants.render.content import ContentReader, unmarked
from convention_variants.render.edition import Edition, make_edition
from convention_variants.render.html import digest, make_page
from convention_variants.render.markdown_inline import escape
from convention_variants.render.showing import show_by
from convention_variants.render.shown import NEW_LINE, Mark, Pieces, ShownPiece
from convention_variants.render.templates import style_sheet
from convention_variants.render.wordings import words_in_source
from convention_variants.resolve.by_party import takes_of_parties
from convention_variants.resolve.lookup import Lookup, make_lookup
from convention_variants.resolve.resolver import Reading, Resolver, Selection
from convention_variants.resolve.stretches import MOST_OPTIONS, Condition, Stretches
from convention_variants.terminology.model import Take
from convention_variants.text.spans import Span, last_at
from convention_variants.text.words import single_spaced

_SCRIPTS = ("workbench_text.js", "workbench_search.js", "workbench.js", "workbench_copy.js", "workbench_out.js")
_ODD_SPACE = re.compile(r"[\t\f\v]+")


def render_workbench(inventory: Inventory) -> bytes:
    """Return the workbench of a draft: a self-contained page that asks the network for nothing."""
    lookup = make_lookup(inventory)
    varying = _varying(lookup, inventory)
    drafted = as_drafted(inventory)
    edition = make_edition(drafted)
    cited = citations(edition.shown, edition.words, language_data(edition.words_language).references.paragraph[0])
    shown = show_by(_WorkbenchReader(drafted, lookup.stretches, varying), inventory.draft)
    script = '"use strict";\n{\n' + "\n".join(style_sheet(name, None) for name in _SCRIPTS) + "}\n"
    return make_page(
        "workbench.html.j2",
        ["page.css", "workbench.css"],
        replace(edition, shown=shown),
        more_style=_foot(edition.words.notice),
        terms=tuple(inventory.terminology.terms.values()),
        places=_places(inventory),
        absent=_absent(inventory),
        profiles=tuple(inventory.terminology.profiles.values()),
        parties=sorted(inventory.named_parties),
        data=Markup(_json(_data(inventory, lookup, edition, cited))),
        complete=lookup.complete,
        draft_name=PurePath(inventory.draft.source.name).name,
        script=Markup(script),
        script_digest=digest(script),
    )


def _foot(notice: str) -> str:
    """Return the style that prints a notice, which is a string of our own, and the page number at the foot of pages."""
    number = "@bottom-right { content: counter(page); font: 8pt serif; } }"
    return f'@page {{ margin: 18mm 20mm; @bottom-center {{ content: "{notice}"; font: 8pt serif; }} {number}'


def _json(data: object) -> str:
    """Return data as JSON without characters that HTML could take for markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _places(inventory: Inventory) -> Counter[tuple[str, str]]:
    """Count the places that each option of a term decides; the keys are the ids of term and option."""
    return Counter(
        (point.term, option)
        for point in inventory.points
        if point.term is not None and point.kind.is_choice and not point.open
        for option in inventory.terminology.terms[point.term].options
    )


def _absent(inventory: Inventory) -> frozenset[tuple[str, str]]:
    """Return the options of terms that no bracket offers and whose words the draft does not have, as pairs of ids."""
    text = single_spaced(inventory.draft.source.text).casefold()
    offered = {(point.term, placed.key.option) for point in inventory.points for placed in point.options if placed.key}
    return frozenset(
        (term.id, option.id)
        for term in inventory.terminology.terms.values()
        for option in term.options.values()
        if (term.id, option.id) not in offered and not any(form.text.casefold() in text for form in option.forms)
    )


def _head(edition: Edition) -> str:
    """Return the heading of a download, in Markdown."""
    words = edition.words
    about = (edition.document.symbol, words.made_by.format(edition.version) + ".")
    parts = (f"# {escape(edition.title)}", f"**{escape(words.notice_long)}**", *map(escape, filter(None, about)))
    return "\n\n".join(parts)


def as_drafted(inventory: Inventory) -> Reading:
    """Return the reading in which nothing is decided, not even by `variants.toml`; blanks and notes are marked."""
    reading = Resolver(inventory).resolve(Selection())
    standing = tuple(one for one in reading.decisions if not one.point.kind.is_choice)
    return replace(reading, decisions=standing, edits=())


class _WorkbenchReader(ContentReader):
    """Turns contents into pieces that the script shows or hides. It keeps all of them."""

    def __init__(self, drafted: Reading, stretches: Stretches, varying: Container[int]) -> None:
        super().__init__(drafted)
        self.stretches, self.varying = stretches.all, varying
        places = [(stretch.start, place) for place, stretch in enumerate(stretches.all) if not stretch.is_new]
        self.starts, self.places = [start for start, _ in places], [place for _, place in places]

    def pieces(self, content: Content) -> Pieces:
        """Return all pieces of a content. White space that browsers do not collapse becomes a space."""
        pieces = self.lines(content)
        return tuple(
            piece if piece == NEW_LINE else piece._replace(text=_ODD_SPACE.sub(" ", piece.text)) for piece in pieces
        )

    def lines(self, content: Content) -> Pieces:
        """Return all pieces of a content, with its white space."""
        cuts = self._cuts(content[0].start, content[-1].end) if content else []
        shown: list[ShownPiece] = []
        last = None
        for piece in (piece for inline in content for piece in self._inline(inline, cuts)):
            place = piece.stretch
            if place is not None and place != last:
                shown += self._new(place, piece.style)
            shown.append(piece if place in self.varying else piece._replace(stretch=None))
            last = place
        return tuple(shown)

    def _new(self, place: int, style: Style) -> list[ShownPiece]:
        """Return the wordings that can replace a stretch although no bracket offers them."""
        first = place
        while first and self.stretches[first - 1].is_new:
            first -= 1
        return [ShownPiece("", style, stretch=new) for new in range(first, place)]

    def _cuts(self, start: int, end: int) -> list[int]:
        first, last = (bisect_left(self.starts, offset) for offset in (start, end))
        return sorted({*super()._cuts(start, end), *self.starts[first:last]})

    def _piece(self, inline: Run | Break | Call, mark: Mark | None) -> ShownPiece:
        return super()._piece(inline, mark)._replace(stretch=self._place(inline.start))

    def _picture(self, image: Image) -> Iterator[ShownPiece]:
        for piece in super()._picture(image):
            yield piece._replace(stretch=self._place(image.start))

    def _place(self, offset: int) -> int:
        return self.places[last_at(self.starts, offset)]


def _varying(lookup: Lookup, inventory: Inventory) -> frozenset[int]:
    """Return the stretches that some readings do not show as in the source."""
    stretches = lookup.stretches
    varying = {place for place, stretch in enumerate(stretches.all) if stretch.shown_if is not None}
    varying.update(place for changed in lookup.reads.values() for place in changed)
    varying.update(place for change in inventory.changes for place in stretches.within(*change.span))
    return frozenset(varying)


def _data(inventory: Inventory, lookup: Lookup, edition: Edition, cited: Mapping[str, str]) -> dict[str, Any]:
    """Return the tables for the script. It knows choice points, takes and stretches by their indices."""
    stretches = lookup.stretches
    points = [inventory.by_id[point] for point in stretches.choices]
    numbers = {point.id: number for number, point in enumerate(points)}
    takes = {point: {take: number for number, take in enumerate(each)} for point, each in stretches.choices.items()}
    words = words_in_source(inventory)

    def condition(shown_if: Condition | None) -> list[Any] | None:
        if shown_if is None:
            return None
        return [numbers[shown_if.point], sorted(takes[shown_if.point][take] for take in shown_if.takes)]

    return {
        "points": [
            {
                "id": point.id,
                "at": cited.get(point.provision, point.provision),
                "takes": [_take(take, point, inventory, words, edition.words.stances) for take in takes[point.id]],
                "term": point.term if point.leader is None and not point.open else None,
                "byTerm": _by_term(point, takes[point.id], inventory),
                "leader": numbers[point.leader] if point.leader is not None else None,
                "follows": [takes[point.id].get(take, 0) for take in takes[point.leader]] if point.leader else [],
                "settled": takes[point.id].get(point.settled, 0),
                "inside": condition(stretches.inside.get(point.id)),
                **({"tooMany": len(point.options)} if len(point.options) > MOST_OPTIONS else {}),
            }
            for point in points
        ],
        "parties": {
            party: [[numbers[point], takes[point].get(take, 0)] for point, take in wanted.items()]
            for party, wanted in takes_of_parties(inventory).items()
        },
        "stretches": [
            [
                int(stretch.role),
                condition(stretch.shown_if),
                *([unmarked(stretch.text)[0]] if stretch.is_new else []),
            ]
            for stretch in stretches.all
        ],
        "blanks": [
            condition(stretches.all[last_at(stretches.starts, point.start)].shown_if)
            for point in inventory.points
            if point.kind is Kind.BLANK
        ],
        "texts": [stretch.text for stretch in stretches.all],
        "reads": {" ".join(map(str, key)): changed for key, changed in lookup.reads.items()},
        "changes": [
            {
                **_changed(change.span, inventory, cited),
                "places": list(stretches.within(*change.span)),
                "text": change.text,
                "when": {term: sorted(options) for term, options in change.when.items()},
                "points": {term: [numbers[point] for point in points] for term, points in change.points.items()},
            }
            for change in inventory.changes
        ],
        "words": _words(edition.words),
        "head": _head(edition),
    }


def _changed(span: Span, inventory: Inventory, cited: Mapping[str, str]) -> dict[str, str]:
    """Return the id and the citation of the provision that a change is in, and the words that it changes."""
    draft = inventory.draft
    provision = draft.provision_at(span.start)
    was = single_spaced(draft.source.text[span.start : span.end])
    return {"at": provision, "where": cited.get(provision, provision), "was": was}


def _words(words: Phrases) -> dict[str, Any]:
    """Return what the script says, by the names of the strings."""
    return {
        **vars(words.workbench),
        "colon": words.colon,
        "quoted": words.quoted,
        "nothing": words.annex.nothing,
        "instead": words.annex.instead_of.lower(),
        "profile": words.profile,
        "blanks": words.counts.blank,
        "changes": words.counts.changes,
        "zeroIsSingular": words.zero_is_singular,
    }


def _take(
    take: Take | None,
    point: ChoicePoint,
    inventory: Inventory,
    words: Callable[[Span], str],
    stances: Mapping[str, str],
) -> dict[str, str]:
    """Return the text form of a take, its wording, the option of the term that it is, and who is for or against it.

    `words` returns the words of a span as a reader sees them.
    """
    if take is None:
        return {"name": "", "option": "", "wording": ""}
    option, wording, who = take.other, "", ""
    if take.other:
        wording = inventory.terminology.terms[point.term or ""].options[option].forms[0].text
    else:
        placed = point.options[take.index or 0]
        option = placed.key.option if placed.key and not take.optional else ""
        wording = words(placed.inner)
        who = "" if take.index is None else in_words(placed.positions, stances)
    return {"name": str(take), "option": option, "wording": single_spaced(wording), **({"who": who} if who else {})}


def _by_term(point: ChoicePoint, takes: Mapping[Take | None, int], inventory: Inventory) -> dict[str, int]:
    """Return the index of the take that each option of a point's term stands for there."""
    if point.term is None:
        return {}
    offered = {placed.key.option: Take(number) for number, placed in enumerate(point.options, start=1) if placed.key}
    options = inventory.terminology.terms[point.term].options
    return {option: takes.get(offered.get(option, Take(other=option)), 0) for option in options}
