"""Inventory → workbench: one page that holds every reading of a draft, for a reader to choose from.

The page holds the draft in stretches and the tables that say when each is shown. Its script only looks up; it knows no
grammar. Without scripts the page is the draft as it is.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import replace

from markupsafe import Markup

from convention_variants.choices.inventory import Inventory
from convention_variants.language.data import language_data
from convention_variants.outline.nodes import Break, Call, Content, Image, Run, Style
from convention_variants.render.citations import citations
from convention_variants.render.content import ContentReader
from convention_variants.render.edition import Beside, file_name, make_edition
from convention_variants.render.html import make_page
from convention_variants.render.showing import show_by
from convention_variants.render.shown import NEW_LINE, Mark, Pieces, ShownPiece
from convention_variants.render.workbench_tables import make_tables
from convention_variants.resolve.lookup import Lookup, make_lookup
from convention_variants.resolve.resolver import Reading, Resolver, Selection
from convention_variants.resolve.stretches import Stretches
from convention_variants.text.spans import last_at
from convention_variants.text.words import single_spaced

_SCRIPTS = ("workbench_text.js", "workbench_search.js", "workbench.js", "workbench_copy.js", "workbench_out.js")
_ODD_SPACE = re.compile(r"[\t\f\v]+")


def render_workbench(inventory: Inventory, beside: Beside | None = None) -> bytes:
    """Return the workbench of a draft, with links to what is `beside` it: one page that loads nothing else."""
    lookup = make_lookup(inventory)
    varying = _varying(lookup, inventory)
    drafted = as_drafted(inventory)
    edition = make_edition(drafted, beside=beside)
    cited = citations(edition.shown, edition.words, language_data(edition.words_language).references.paragraph[0])
    shown = show_by(_WorkbenchReader(drafted, lookup.stretches, varying), inventory.draft)
    return make_page(
        "workbench.html.j2",
        ["page.css", "workbench.css"],
        edition._replace(shown=shown),
        more_style=_foot(edition.words.notice),
        scripts=_SCRIPTS,
        terms=tuple(inventory.terminology.terms.values()),
        places=_places(inventory),
        absent=_absent(inventory),
        profiles=tuple(inventory.terminology.profiles.values()),
        parties=sorted(inventory.named_parties),
        data=Markup(_json(make_tables(inventory, lookup, edition, cited))),
        complete=lookup.complete,
        draft_name=file_name(inventory.draft.source),
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

    def pieces(self, content: Content, *, labelled: bool = False) -> Pieces:  # noqa: ARG002 a workbench shows all
        """Return all pieces of a content. White space that browsers do not collapse becomes a space."""
        pieces = self.lines(content)
        return tuple(
            piece if piece == NEW_LINE else piece._replace(text=_ODD_SPACE.sub(" ", piece.text)) for piece in pieces
        )

    def lines(self, content: Content) -> Pieces:
        if not any(inline.start < inline.end for inline in content):
            return ()  # as an empty cell
        cuts = self._cuts(content[0].start, content[-1].end)
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
    varying.update(place for blank in inventory.blanks for place in stretches.within(blank.start, blank.end))
    return frozenset(varying)
