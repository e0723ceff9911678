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
from convention_variants.building.work import Work, make, versions
from convention_variants.choices.inventory import Inventory
from convention_variants.comparison.comparing import Comparison, compare_profiles
from convention_variants.comparison.formats import as_html, printed
from convention_variants.comparison.revising import revise_all
from convention_variants.comparison.revision_formats import as_html as revisions_as_html
from convention_variants.render.edition import Beside, Link, Options, edition_label, make_edition
from convention_variants.render.formats import FORMATS
from convention_variants.render.workbench import render_workbench
from convention_variants.resolve.resolver import Outcome, Reading
from convention_variants.text.display import printable
from convention_variants.text.errors import InputError, VariantsError

INDEX = "index.html"
WORKBENCH = "workbench.html"
REVISIONS = "revisions.html"
_COMPARISON = "comparison_"
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


@dataclass(frozen=True)
class DraftContent:
    """What to build of a draft: readings by the names of their editions, and pairs of profiles to compare.

    `pictures` has the digests of its pictures, by address. `earlier` are the drafts that it supersedes. `failures` say
    what of it cannot be built.
    """

    name: str
    inventory: Inventory = field(repr=False)
    pictures: Mapping[str, str] = field(repr=False)
    readings: Mapping[str, Reading] = field(repr=False)
    compared: tuple[tuple[str, str], ...]
    earlier: tuple[Inventory, ...] = field(repr=False)
    failures: tuple[Failure, ...]


def draft_tasks(draft: DraftContent, formats: Sequence[str], *, mark: bool) -> Iterator[Task]:
    """Yield the tasks of a draft: its editions, comparisons, workbench and revisions."""
    tasks = _DraftTasks(draft, formats, mark=mark)
    yield from tasks.editions()
    yield from tasks.comparisons()
    yield tasks.workbench()
    if draft.earlier:
        yield tasks.revisions()


class _DraftTasks:
    def __init__(self, draft: DraftContent, formats: Sequence[str], *, mark: bool) -> None:
        self.draft, self.name, self.formats, self.mark = draft, draft.name, formats, mark
        self.inputs = _inputs(draft.inventory, draft.pictures)
        self.pages = {"index": f"../{INDEX}", "workbench": WORKBENCH, "revisions": REVISIONS if draft.earlier else ""}
        self.hrefs = {edition: quote(f"{self.name}-{edition}.html") for edition in draft.readings if "html" in formats}

    def task(
        self,
        file: str,
        kind: str,
        to: str,
        prepare: Callable[[], Work | bytes],
        more: Mapping[str, Any] | None = None,
        **inputs: object,
    ) -> Task:
        """Return the task of a file of the format `to`, with what else describes it and what else it depends on."""
        path, draft = f"{self.name}/{file}", {"name": self.name, "sha256": self.inputs["draft"]}
        about = {"kind": kind, "format": to, "draft": draft, **(more or {}), "made_by": versions(to)}
        fixed, per_character = _PAGE_SECONDS if file.endswith(".html") and kind != "edition" else FORMATS[to].seconds
        read = (self.draft.inventory, *(self.draft.earlier if kind == "revisions" else ()))
        seconds = sum(fixed + per_character * len(one.draft.source.text) for one in read)
        return Task(path, about, digest([path, about, {**self.inputs, **inputs}]), seconds, prepare)

    def editions(self) -> Iterator[Task]:
        for edition, reading in self.draft.readings.items():
            beside = self._beside(edition)
            pickled = cache(partial(self._pickled, reading, beside))
            for to in self.formats:
                more = {
                    "profile": reading.selection.profile,
                    **({"parties": list(reading.selection.parties)} if reading.selection.parties else {}),
                    "choices": dict(reading.choices),
                    "counts": counts(reading),
                    **({"marked": True} if self.mark and FORMATS[to].templated else {}),
                }
                file, links = f"{self.name}-{edition}.{to}", {"beside": beside} if to == "html" else {}
                yield self.task(file, "edition", to, partial(_edition, to, pickled), more, **links)

    def _pickled(self, reading: Reading, links: Beside) -> bytes:
        return pickle.dumps(make_edition(reading, Options(mark=self.mark), links), pickle.HIGHEST_PROTOCOL)

    def _beside(self, edition: str) -> Beside:
        """Return the links of an edition to what is made beside it: other readings, comparisons, other pages."""
        labels = self._labels(edition)
        pairs = [pair for pair in self.draft.compared if edition in pair]
        others = [(next((one for one in pair if one != edition), ""), comparison_name(*pair)) for pair in pairs]
        return Beside(
            self.pages,
            self._links(labels),
            tuple(Link(labels[other], quote(page)) for other, page in others if other in labels),
            tuple(
                Link(format_.name, quote(f"{self.name}-{edition}.{format_.id}"))
                for format_ in sorted(FORMATS.values(), key=lambda one: one.rank)
                if format_.id in self.formats and format_.id != "html"
            ),
        )

    def _labels(self, apart_from: str = "") -> Mapping[str, str]:
        """Return the labels of all editions but one, by name; none if they are too many."""
        readings = self.draft.readings if len(self.draft.readings) <= _MOST_READINGS else {}
        return {
            edition: edition_label(reading, edition) for edition, reading in readings.items() if edition != apart_from
        }

    def _links(self, labels: Mapping[str, str]) -> tuple[Link, ...]:
        return tuple(Link(label, self.hrefs[edition]) for edition, label in labels.items() if edition in self.hrefs)

    def comparisons(self) -> Iterator[Task]:
        """Yield the pages that compare two profiles, and their PDFs if editions are made as PDF."""
        readings = self.draft.readings.items()
        links = {name: self.hrefs.get(name, "") for name, reading in readings if reading.selection.profile == name}
        for one, other in self.draft.compared:
            yield from self._comparison(one, other, (links.get(one, ""), links.get(other, "")))

    def _comparison(self, one: str, other: str, links: tuple[str, str]) -> Iterator[Task]:
        compared = cache(partial(compare_profiles, self.draft.inventory, one, other))
        more = {"profiles": [one, other]}
        name = comparison_name(one, other)
        pdf = comparison_name(one, other, "pdf") if "pdf" in self.formats else ""
        beside = Beside(self.pages, formats=(Link(FORMATS["pdf"].name, quote(pdf)),) if pdf else ())

        def page() -> bytes:
            return as_html(compared(), links, beside)

        yield self.task(name, "comparison", "html", page, more, links=links, beside=beside)
        if pdf:
            yield self.task(pdf, "comparison", "pdf", lambda: _printed(compared()), more)

    def workbench(self) -> Task:
        """Return the page for making choices, which links to the index, the readings and the revisions."""
        beside = Beside({**self.pages, "workbench": ""}, self._links(self._labels()))
        page = partial(render_workbench, self.draft.inventory, beside)
        return self.task(WORKBENCH, "workbench", "html", page, beside=beside)

    def revisions(self) -> Task:
        """Return the page that shows what became of the choice points of earlier drafts."""
        profiles, earlier = self.draft.inventory.terminology.profiles, self.draft.earlier
        chosen = {edition: self.draft.readings[edition].selection.profile or "" for edition in self.hrefs}
        labels = {one: profiles[profile].label if profile in profiles else one for one, profile in chosen.items()}
        links = tuple(Link(label, self.hrefs[edition]) for edition, label in labels.items())
        read = [_inputs(one, {}) for one in earlier]
        more = {"supersedes": [one["draft"] for one in read]}
        beside = Beside({**self.pages, "revisions": ""})

        def page() -> bytes:
            return revisions_as_html(revise_all((*earlier, self.draft.inventory)), links, beside)

        return self.task(REVISIONS, "revisions", "html", page, more, earlier=read, links=links, beside=beside)


def _inputs(inventory: Inventory, pictures: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what all files of a draft depend on: its file and name, its `variants.toml`, and its pictures."""
    terminology = inventory.terminology.source
    return {
        "draft": digest(inventory.draft.source.data),
        "name": PurePath(inventory.draft.source.name).name,
        "variants": digest(terminology.data) if terminology else None,
        "pictures": pictures,
    }


def _edition(to: str, pickled: Callable[[], bytes]) -> Work:
    return partial(make, to, pickled(), versions(to))


def _printed(comparison: Comparison) -> Work:
    page, edition = printed(comparison)
    return partial(make, "pdf", pickle.dumps(edition, pickle.HIGHEST_PROTOCOL), versions("pdf"), page)


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
