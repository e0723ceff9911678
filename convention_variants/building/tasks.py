"""What to build of a draft → the tasks of a build: one for each file, independent of each other."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from convention_variants.building.manifest import digest
from convention_variants.building.versions import versions
from convention_variants.building.work import Work, make, make_pdf
from convention_variants.choices.inventory import Inventory
from convention_variants.comparison.comparing import Comparison, compare_profiles
from convention_variants.comparison.formats import as_html, printed
from convention_variants.comparison.revising import revise_all
from convention_variants.comparison.revision_formats import as_html as revisions_as_html
from convention_variants.comparison.revision_view import EditionLink
from convention_variants.render.edition import Beside, Link, Options, edition_label, make_edition
from convention_variants.render.formats import FORMATS
from convention_variants.render.workbench import render_workbench
from convention_variants.resolve.resolver import Outcome, Reading

INDEX = "index.html"
WORKBENCH = "workbench.html"
REVISIONS = "revisions.html"
_COMPARISON = "comparison_"
_Pages = tuple[Mapping[tuple[str, str], str], Mapping[str, str]]
_MOST_READINGS = 12  # with more of them, an edition leads to the others by the index alone
_PAGE_SECONDS = (0.01, 0.8e-6)  # at least, and per character of the draft


@dataclass(frozen=True, slots=True)
class Task:
    """One file to make: its path in the output folder, and a description.

    `inputs` is a digest of everything the file depends on; `seconds` is about how long it takes, to order the work and
    to decide whether more processes pay off. `prepare` returns work for any process that returns the bytes, or the
    bytes if they take no more than preparing the work.
    """

    path: str
    about: Mapping[str, Any]
    inputs: str
    seconds: float
    prepare: Callable[[], Work | bytes]


@dataclass(frozen=True)
class DraftContent:
    """What to build of a draft: readings by the names of their editions, and pairs of profiles to compare.

    `pictures` has the digests of its pictures, by address. `earlier` are the drafts that it supersedes.
    """

    name: str
    inventory: Inventory = field(repr=False)
    pictures: Mapping[str, str] = field(repr=False)
    readings: Mapping[str, Reading] = field(repr=False)
    compared: tuple[tuple[str, str], ...]
    earlier: tuple[Inventory, ...] = field(repr=False)


def draft_tasks(draft: DraftContent, formats: Sequence[str], *, mark: bool) -> Iterator[Task]:
    """Yield the tasks of a draft: its editions, comparisons, workbench and revisions."""
    name, inventory, readings = draft.name, draft.inventory, draft.readings
    inputs = _inputs(inventory, draft.pictures)
    yield from _edition_tasks(name, readings, formats, inputs, _pages_beside(draft.compared, draft.earlier), mark=mark)
    links = _compared_links(name, readings, formats)
    yield from _comparison_tasks(name, inventory, draft.compared, links, formats, inputs)
    yield from _page_tasks(name, inventory, inputs)
    edition_links = _edition_links(name, readings) if "html" in formats else ()
    yield from _revision_tasks(name, inventory, draft.earlier, edition_links, inputs)


def _inputs(inventory: Inventory, pictures: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what all files of a draft depend on: its file and name, its `variants.toml`, and its pictures."""
    terminology = inventory.terminology.source
    return {
        "draft": digest(inventory.draft.source.data),
        "name": PurePath(inventory.draft.source.name).name,
        "variants": digest(terminology.data) if terminology else None,
        "pictures": pictures,
    }


def _pages_beside(compared: Sequence[tuple[str, str]], earlier: Sequence[Inventory]) -> _Pages:
    """Return the pages that editions of a draft link to: comparisons by their profiles, the others by their kind."""
    pages = {"index": f"../{INDEX}", "workbench": WORKBENCH, "revisions": REVISIONS if earlier else ""}
    return {pair: comparison_name(*pair) for pair in compared}, pages


def _edition_tasks(
    name: str,
    readings: Mapping[str, Reading],
    formats: Sequence[str],
    inputs: Mapping[str, Any],
    pages: _Pages,
    *,
    mark: bool,
) -> Iterator[Task]:
    for edition, reading in readings.items():
        links = _beside(name, edition, readings, formats, *pages)
        pickled = cache(partial(_pickled, reading, links, mark=mark))
        for to in formats:
            about = {
                "kind": "edition",
                "format": to,
                "draft": {"name": name, "sha256": inputs["draft"]},
                "profile": reading.selection.profile,
                **({"parties": list(reading.selection.parties)} if reading.selection.parties else {}),
                "choices": dict(reading.choices),
                "counts": counts(reading),
                **({"marked": True} if mark and FORMATS[to].templated else {}),
                "made_by": versions(to),
            }
            yield _task(
                f"{name}/{name}-{edition}.{to}",
                about,
                {**inputs, "beside": links} if to == "html" else inputs,
                _seconds(FORMATS[to].seconds, reading.inventory),
                partial(_edition, to, pickled),
            )


def _beside(
    name: str,
    edition: str,
    readings: Mapping[str, Reading],
    formats: Sequence[str],
    comparisons: Mapping[tuple[str, str], str],
    pages: Mapping[str, str],
) -> Beside:
    """Return the links of an edition to what is made beside it: other readings, pages that compare two, other pages."""
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


def _seconds(cost: tuple[float, float], inventory: Inventory) -> float:
    fixed, per_character = cost
    return fixed + per_character * len(inventory.draft.source.text)


def _edition(to: str, pickled: Callable[[], bytes]) -> Work:
    return partial(make, to, pickled(), versions(to))


def _pickled(reading: Reading, links: Beside, *, mark: bool) -> bytes:
    return pickle.dumps(make_edition(reading, Options(mark=mark), links), pickle.HIGHEST_PROTOCOL)


def _page_tasks(name: str, inventory: Inventory, inputs: Mapping[str, Any]) -> Iterator[Task]:
    about = {"kind": "workbench", "format": "html", "draft": {"name": name, "sha256": inputs["draft"]}}
    yield _task(
        f"{name}/{WORKBENCH}",
        {**about, "made_by": versions("html")},
        inputs,
        _seconds(_PAGE_SECONDS, inventory),
        partial(render_workbench, inventory),
    )


def _comparison_tasks(
    name: str,
    inventory: Inventory,
    compared: Sequence[tuple[str, str]],
    editions: Mapping[str, str],
    formats: Sequence[str],
    inputs: Mapping[str, Any],
) -> Iterator[Task]:
    """Yield the pages that compare two profiles, and their PDFs if editions are made as PDF."""
    draft = {"name": name, "sha256": inputs["draft"]}
    for one, other in compared:
        about = {"kind": "comparison", "draft": draft, "profiles": [one, other]}
        comparison = cache(partial(compare_profiles, inventory, one, other))
        links = editions.get(one, ""), editions.get(other, "")
        yield _task(
            f"{name}/{comparison_name(one, other)}",
            {**about, "format": "html", "made_by": versions("html")},
            {**inputs, "links": links},
            _seconds(_PAGE_SECONDS, inventory),
            partial(_comparison, comparison, links),
        )
        if "pdf" in formats:
            yield _task(
                f"{name}/{comparison_name(one, other, 'pdf')}",
                {**about, "format": "pdf", "made_by": versions("pdf")},
                inputs,
                _seconds(FORMATS["pdf"].seconds, inventory),
                partial(_printed_comparison, comparison),
            )


def _comparison(comparison: Callable[[], Comparison], links: tuple[str, str]) -> bytes:
    return as_html(comparison(), links)


def _printed_comparison(comparison: Callable[[], Comparison]) -> Work:
    page, edition = printed(comparison())
    return partial(make_pdf, page, pickle.dumps(edition, pickle.HIGHEST_PROTOCOL), versions("pdf"))


def _compared_links(name: str, readings: Mapping[str, Reading], formats: Sequence[str]) -> Mapping[str, str]:
    """Return where the HTML edition of each profile is, from a page beside it."""
    profiles = [profile for edition, reading in readings.items() if (profile := reading.selection.profile) == edition]
    return {profile: quote(f"{name}-{profile}.html") for profile in profiles if "html" in formats}


def _edition_links(name: str, readings: Mapping[str, Reading]) -> tuple[EditionLink, ...]:
    """Return where the HTML editions are, from a page beside them."""
    profiles = {
        edition: reading.inventory.terminology.profiles.get(reading.selection.profile or "")
        for edition, reading in readings.items()
    }
    return tuple(
        EditionLink(profile.label if profile else edition, quote(f"{name}-{edition}.html"))
        for edition, profile in profiles.items()
    )


def _revision_tasks(
    name: str,
    inventory: Inventory,
    earlier: Sequence[Inventory],
    links: tuple[EditionLink, ...],
    inputs: Mapping[str, Any],
) -> Iterator[Task]:
    """Yield the page that shows what became of the choice points of earlier drafts, if there are any."""
    if not earlier:
        return
    about = {
        "kind": "revisions",
        "format": "html",
        "draft": {"name": name, "sha256": inputs["draft"]},
        "supersedes": [digest(one.draft.source.data) for one in earlier],
        "made_by": versions("html"),
    }
    yield _task(
        f"{name}/{REVISIONS}",
        about,
        {**inputs, "earlier": [_inputs(one, {}) for one in earlier], "links": links},
        sum(_seconds(_PAGE_SECONDS, one) for one in (inventory, *earlier)),
        partial(_revisions, (*earlier, inventory), links),
    )


def _revisions(drafts: Sequence[Inventory], links: Sequence[EditionLink]) -> bytes:
    return revisions_as_html(revise_all(drafts), links)


def _task(
    path: str, about: Mapping[str, Any], inputs: Mapping[str, Any], seconds: float, prepare: Callable[[], Work | bytes]
) -> Task:
    return Task(path, about, digest([path, about, inputs]), seconds, prepare)


def comparison_name(one: str, other: str, to: str = "html") -> str:
    """Return the name of the page that compares two profiles, whose ids have no underscores, or of its PDF."""
    return f"{_COMPARISON}{one}_{other}.{to}"


def may_be_made(path: str) -> bool:
    """Return whether builds make files with such a path in the output folder."""
    draft, _, name = path.partition("/")
    is_page = name in (WORKBENCH, REVISIONS) or (name.startswith(_COMPARISON) and name.endswith((".html", ".pdf")))
    is_edition = name.startswith(f"{draft}-") and name.rpartition(".")[2] in FORMATS
    return path == INDEX or ("/" not in name and (is_page or is_edition))


def counts(reading: Reading) -> dict[str, int]:
    """Return counts for the manifest: choice points by outcome, unmatched brackets, and consequential changes."""
    return {
        "decided": reading.count(Outcome.CHOSEN) + reading.count(Outcome.GONE),
        "open": reading.count(Outcome.OPEN),
        "blank": reading.count(Outcome.BLANK),
        "unmatched": len(reading.unmatched),
        "consequential_changes": len(reading.consequential),
    }
