"""What a build makes beside an HTML edition, as the edition links to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from convention_variants.render.edition import Beside, Link, edition_label
from convention_variants.render.formats import FORMATS
from convention_variants.resolve.resolver import Reading

_MOST_READINGS = 12  # with more of them, the index alone leads to them


def beside(
    name: str,
    edition: str,
    readings: Mapping[str, Reading],
    formats: Sequence[str],
    comparisons: Mapping[tuple[str, str], str],
    pages: Mapping[str, str],
) -> Beside:
    """Return the links of one edition of the draft `name`; `readings` are all of the draft, by edition.

    `comparisons` has the pages that compare two editions, and `pages` the others of the draft and the index.
    """
    others = [other for other in readings if other != edition] if len(readings) <= _MOST_READINGS else []
    labels = {other: edition_label(readings[other], other) for other in others}
    is_page = "html" in formats
    return Beside(
        pages,
        tuple(Link(labels[other], quote(f"{name}-{other}.html")) for other in others if is_page),
        tuple(_comparisons(edition, labels, comparisons)),
        tuple(
            Link(format_.name, quote(f"{name}-{edition}.{format_.id}"))
            for format_ in sorted(FORMATS.values(), key=lambda one: one.rank)
            if format_.id in formats and format_.id != "html"
        ),
    )


def _comparisons(edition: str, labels: Mapping[str, str], comparisons: Mapping[tuple[str, str], str]) -> Iterator[Link]:
    for pair, page in comparisons.items():
        other = next((one for one in pair if one != edition), "")
        if edition in pair and other in labels:
            yield Link(labels[other], quote(page))
