"""Drafts × profiles × formats → the tasks of a build: one for each file, independent of each other."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from convention_variants.building.beside import beside
from convention_variants.building.earlier import is_unchanged, load_earlier
from convention_variants.building.manifest import MANIFEST, digest
from convention_variants.building.selections import selections
from convention_variants.building.versions import versions
from convention_variants.building.work import Work, make, make_pdf
from convention_variants.choices.inventory import Inventory
from convention_variants.choices.reader import load_draft
from convention_variants.comparison.comparing import Comparison, compare_profiles
from convention_variants.comparison.formats import as_html, printed
from convention_variants.comparison.revising import revise_all
from convention_variants.comparison.revision_formats import as_html as revisions_as_html
from convention_variants.comparison.revision_view import EditionLink
from convention_variants.formats.folder import draft_name, find_draft, load_source, load_variants
from convention_variants.render.edition import Beside, Options, make_edition
from convention_variants.render.formats import FORMATS, format_named, usual_formats
from convention_variants.render.pictures import pictures_of
from convention_variants.render.workbench import render_workbench
from convention_variants.resolve.resolver import Outcome, Reading, Resolver, Selection
from convention_variants.text.display import printable
from convention_variants.text.errors import InputError, VariantsError
from convention_variants.text.files import leads_out

INDEX = "index.html"
WORKBENCH = "workbench.html"
REVISIONS = "revisions.html"
_COMPARISON = "comparison_"
_LONGEST_NAME = 255  # bytes, on most file systems
_Pages = tuple[Mapping[tuple[str, str], str], Mapping[str, str]]
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


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be built, by the path of its file or the name of its draft, and why."""

    what: str
    error: BaseException

    @property
    def message(self) -> str:
        """The reason, in one line."""
        if isinstance(self.error, VariantsError):
            return printable(str(self.error))
        return printable(f"{type(self.error).__name__}: {self.error}")

    @property
    def message_anywhere(self) -> str:
        """The reason without the folder of the file at fault, for readers on other machines."""
        error = self.error
        if not isinstance(error, InputError) or error.file is None:
            return self.message
        name = PurePath(error.file).name
        return printable(str(InputError(error.message, name, error.line, error.column, error.place)))

    @property
    def reason(self) -> str:
        """The kind of the reason: "draft", "earlier", "reading" or "file"."""
        _, is_file, name = self.what.partition("/")
        if not is_file:
            return "draft"
        if name == REVISIONS.removesuffix(".html"):
            return "earlier"
        return "file" if PurePath(name).suffix else "reading"

    def is_of(self, path: str) -> bool:
        """Return whether a file is, or belongs to, what could not be built."""
        return path == self.what or path.startswith(f"{self.what}{'.' if '/' in self.what else '/'}")


class NothingToBuildError(VariantsError):
    """None of the drafts can be built; `failures` say why."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__("\n".join(dict.fromkeys(failure.message for failure in failures)))
        self.failures = tuple(failures)


@dataclass(frozen=True)
class PlannedDraft:
    """What to build of a draft: readings by the names of their editions, and pairs of profiles to compare.

    `pictures` has the digests of its pictures, by address. `earlier` are the drafts that it supersedes.
    """

    name: str
    inventory: Inventory = field(repr=False)
    pictures: Mapping[str, str] = field(repr=False)
    readings: Mapping[str, Reading] = field(repr=False)
    compared: tuple[tuple[str, str], ...]
    earlier: tuple[Inventory, ...] = field(repr=False)
    tasks: tuple[Task, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class Plan:
    """What to build: drafts by name, tasks with the longest first, and the drafts that cannot be read."""

    drafts: Mapping[str, PlannedDraft]
    tasks: tuple[Task, ...]
    failures: tuple[Failure, ...]


def make_plan(
    drafts: Iterable[Path],
    formats: Sequence[str] = (),
    profiles: Sequence[str] = (),
    *,
    combinations: bool = False,
    parties: bool = False,
    mark: bool = False,
    known: Plan | None = None,
    root: Path | None = None,
) -> Plan:
    """Return the plan of a build in the given formats, or the usual ones; nothing is read or made twice.

    Unchanged drafts are taken from `known`, an earlier plan for the same arguments. An invalid draft, or one that is a
    link out of `root`, is a failure and does not stop the others. Raises `InputError` for an unknown format and for two
    drafts with the same name. If no draft is valid, raises the error if there is one, else `NothingToBuildError`.
    """
    wanted = [format_named(to).id for to in dict.fromkeys(formats or usual_formats())]
    planned: dict[str, PlannedDraft] = {}
    by_name, failures = _by_name(drafts, root)
    for name, path in by_name.items():
        before = known.drafts.get(name) if known else None
        try:
            if before and _is_as_before(path, before):
                planned[name] = before
            else:
                inventory = load_draft(path)
                asked = selections(inventory, profiles, combinations=combinations, parties=parties)
                planned[name] = _plan_draft(path, inventory, wanted, profiles, asked, mark=mark)
        except Exception as error:  # noqa: BLE001 one draft must not stop the others
            failures.append(Failure(name, error))
    if failures and not planned:
        is_one = len({failure.message for failure in failures}) == 1 and isinstance(failures[0].error, VariantsError)
        raise failures[0].error if is_one else NothingToBuildError(failures)
    tasks = sorted((task for draft in planned.values() for task in draft.tasks), key=lambda task: -task.seconds)
    return Plan(planned, tuple(tasks), tuple(failures))


def _by_name(drafts: Iterable[Path], root: Path | None) -> tuple[dict[str, Path], list[Failure]]:
    """Return the drafts by name, each once, and the failures of those without a usable name.

    Raises `InputError` if two drafts have the same name.
    """
    by_name: dict[str, Path] = {}
    failures: list[Failure] = []
    for path in drafts:
        try:
            name = _checked_name(path, root)
        except InputError as error:
            failures.append(Failure(printable(path.absolute().name), error))
            continue
        other = by_name.setdefault(name, path)
        if find_draft(other).resolve() != find_draft(path).resolve():
            raise InputError(f"has the same name as {other}, so their editions would overwrite each other", str(path))
    return by_name, failures


def _checked_name(path: Path, root: Path | None) -> str:
    """Return the name of a draft; raises `InputError` if there is no draft, or if its name is not usable."""
    name = draft_name(path)
    if root and leads_out(path, root):
        raise InputError(f"this link points outside {root}", str(path))
    if not name.isprintable() or "\\" in name or name in ("", INDEX, MANIFEST):
        raise InputError("cannot name an output folder like this", repr(str(path)))
    return name


def _is_as_before(path: Path, before: PlannedDraft) -> bool:
    inventory = before.inventory
    return (
        load_source(path) == inventory.draft.source
        and load_variants(path) == inventory.terminology.source
        and _pictures(inventory) == before.pictures
        and is_unchanged(path, inventory, before.earlier)
    )


def _plan_draft(
    path: Path,
    inventory: Inventory,
    formats: Sequence[str],
    profiles: Sequence[str],
    asked: Mapping[str, Selection],
    *,
    mark: bool,
) -> PlannedDraft:
    name = draft_name(path)
    resolver = Resolver(inventory)
    readings: dict[str, Reading] = {}
    failures: list[Failure] = []
    for edition, selection in asked.items():
        reading = resolver.resolve(selection)
        try:
            _refuse_long_name(f"{name}-{edition}.html")
            reading.refuse_underivable()
        except InputError as error:
            failures.append(Failure(f"{name}/{name}-{edition}", error))
        else:
            readings[edition] = reading
    compared = _compared(profiles or tuple(inventory.terminology.profiles))
    earlier: tuple[Inventory, ...] = ()
    try:
        earlier = load_earlier(path, inventory)
    except InputError as error:
        failures.append(Failure(f"{name}/{REVISIONS.removesuffix('.html')}", error))
    pictures = _pictures(inventory)
    inputs = _inputs(inventory, pictures)
    tasks = [
        *_edition_tasks(name, readings, formats, inputs, _pages_beside(compared, earlier), mark=mark),
        *_comparison_tasks(name, inventory, compared, _compared_links(name, readings, formats), formats, inputs),
        *_page_tasks(name, inventory, inputs),
        *_revision_tasks(name, inventory, earlier, _edition_links(name, readings) if "html" in formats else (), inputs),
    ]
    return PlannedDraft(name, inventory, pictures, readings, compared, earlier, tuple(tasks), tuple(failures))


def _refuse_long_name(name: str) -> None:
    if len(os.fsencode(name)) > _LONGEST_NAME:
        raise InputError(f"the edition name is longer than {_LONGEST_NAME} bytes; choose fewer terms or profiles")


def _compared(profiles: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of profiles to compare: the first with each of the others."""
    first, *others = dict.fromkeys(profiles) or [""]
    return tuple((first, other) for other in others)


def _pictures(inventory: Inventory) -> Mapping[str, str]:
    return {picture.address: digest(picture.data) for picture in pictures_of(inventory.draft)}


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
        links = beside(name, edition, readings, formats, *pages)
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
    path: str,
    about: Mapping[str, Any],
    inputs: Mapping[str, Any],
    seconds: float,
    prepare: Callable[[], Work | bytes],
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
