"""Drafts × profiles × formats → the plan of a build: what to make of which draft, and what cannot be built."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path

from convention_variants.building.earlier import is_unchanged, load_earlier
from convention_variants.building.manifest import MANIFEST, digest
from convention_variants.building.tasks import INDEX, REVISIONS, DraftContent, Failure, Task, draft_tasks
from convention_variants.choices.inventory import Inventory
from convention_variants.choices.reader import load_draft
from convention_variants.formats.folder import draft_name, find_draft, load_source, load_variants
from convention_variants.render.formats import format_named, usual_formats
from convention_variants.render.pictures import pictures_of
from convention_variants.resolve.resolver import Reading, Resolver, Selection
from convention_variants.terminology.model import OptionKey
from convention_variants.terminology.toml import unknown
from convention_variants.text.display import printable
from convention_variants.text.errors import InputError, VariantsError
from convention_variants.text.files import leads_out
from convention_variants.text.words import slug, unused

_LONGEST_NAME = 255  # bytes, on most file systems
_MOST_COMBINATIONS = 1_000


@dataclass(frozen=True)
class Plan:
    """What to build: drafts by name, tasks with the longest first, and the drafts that cannot be read."""

    drafts: Mapping[str, DraftContent]
    tasks: tuple[Task, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to build of each draft; without formats, the usual ones, and without profiles, all."""

    formats: Sequence[str]
    profiles: Sequence[str]
    combinations: bool
    parties: bool
    mark: bool


def make_plan(drafts: Iterable[Path], wanted: Wanted, known: Plan | None, root: Path | None) -> Plan:
    """Return the plan of a build; nothing is read or made twice.

    Unchanged drafts are taken from `known`, an earlier plan for the same arguments. An invalid draft, or one that is a
    link out of `root`, is a failure and does not stop the others. Raises `InputError` for an unknown format and for two
    drafts with the same name. If no draft is valid, raises the error if there is one, else one with all reasons.
    """
    formats = [format_named(to).id for to in dict.fromkeys(wanted.formats or usual_formats())]
    planned: dict[str, DraftContent] = {}
    tasks: list[Task] = []
    by_name, failures = _by_name(drafts, root)
    for name, path in by_name.items():
        before = known.drafts.get(name) if known else None
        try:
            draft = before if before and _is_as_before(path, before) else _read_draft(path, wanted)
            tasks += list(draft_tasks(draft, formats, mark=wanted.mark))
            planned[name] = draft
        except Exception as error:  # noqa: BLE001 one draft must not stop the others
            failures.append(Failure(name, error))
    if failures and not planned:
        reasons = dict.fromkeys(failure.message for failure in failures)
        is_one = len(reasons) == 1 and isinstance(failures[0].error, VariantsError)
        raise failures[0].error if is_one else VariantsError(*reasons)
    return Plan(planned, tuple(sorted(tasks, key=lambda task: -task.seconds)), tuple(failures))


def _by_name(drafts: Iterable[Path], root: Path | None) -> tuple[dict[str, Path], list[Failure]]:
    """Return the drafts by name, and failures for unusable names; raises `InputError` if two have the same name."""
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
            message = f"has the same name as {other}, so their editions would overwrite each other; rename one of them"
            raise InputError(message, str(path))
    return by_name, failures


def _checked_name(path: Path, root: Path | None) -> str:
    """Return the name of a draft; raises `InputError` if there is no draft, or if its name is not usable."""
    name = draft_name(path)
    if root and leads_out(path, root):
        raise InputError(f"this link points outside {root}", str(path))
    if not name.isprintable() or "\\" in name or name in ("", INDEX, MANIFEST):
        raise InputError("cannot name an output folder like this", repr(str(path)))
    return name


def _is_as_before(path: Path, before: DraftContent) -> bool:
    inventory = before.inventory
    return (
        load_source(path) == inventory.draft.source
        and load_variants(path) == inventory.terminology.source
        and _pictures(inventory) == before.pictures
        and is_unchanged(path, inventory, before.earlier)
    )


def _read_draft(path: Path, wanted: Wanted) -> DraftContent:
    name, inventory = draft_name(path), load_draft(path)
    asked = selections(inventory, wanted.profiles, combinations=wanted.combinations, parties=wanted.parties)
    resolver = Resolver(inventory)
    readings: dict[str, Reading] = {}
    failures: list[Failure] = []
    for edition, selection in asked.items():
        reading = resolver.resolve(selection)
        try:
            if len(os.fsencode(f"{name}-{edition}.html")) > _LONGEST_NAME:
                message = f"the edition name is longer than {_LONGEST_NAME} bytes; choose fewer terms or profiles"
                raise InputError(message)  # noqa: TRY301 a failure like any other
            reading.refuse_underivable()
        except InputError as error:
            failures.append(Failure(f"{name}/{name}-{edition}", error))
        else:
            readings[edition] = reading
    first, *others = dict.fromkeys(wanted.profiles or inventory.terminology.profiles) or [""]
    compared = tuple((first, other) for other in others)
    earlier: tuple[Inventory, ...] = ()
    try:
        earlier = load_earlier(path, inventory)
    except InputError as error:
        failures.append(Failure(f"{name}/{REVISIONS.removesuffix('.html')}", error))
    return DraftContent(name, inventory, _pictures(inventory), readings, compared, earlier, tuple(failures))


def _pictures(inventory: Inventory) -> Mapping[str, str]:
    return {picture.address: digest(picture.data) for picture in pictures_of(inventory.draft)}


def selections(
    inventory: Inventory, profiles: Sequence[str] = (), *, combinations: bool = False, parties: bool = False
) -> dict[str, Selection]:
    """Return the selections to build of a draft, by the names of their editions.

    They are the given profiles, or else all profiles, or all combinations of the options in its brackets; a draft
    without terms has one edition, `as-drafted`. With `parties` each party that has a position has one, too. Raises
    `InputError` for an unknown profile, and for too many editions.
    """
    wanted = _by_profile(inventory, profiles, combinations=combinations)
    if parties:
        named = sorted(inventory.named_parties)
        if len(named) > _MOST_COMBINATIONS:
            raise InputError(f"{len(named):,} parties are too many editions; use render --party for some of them")
        used = dict.fromkeys(wanted, 1)
        for party in named:
            name = unused(f"party-{slug(party) or 'unnamed'}", used, "-")
            wanted[name] = Selection(parties=(party,), consequential=True)
    return wanted


def _by_profile(inventory: Inventory, profiles: Sequence[str], *, combinations: bool) -> dict[str, Selection]:
    terminology = inventory.terminology
    if combinations and (offered := _offered(inventory)):
        number = prod(map(len, offered.values()))
        if number > _MOST_COMBINATIONS:
            raise InputError(
                f"{number:,} combinations of options are too many; choose profiles with --profile",
                str(terminology.source),
            )
        return {
            "_".join(options): Selection(choose=dict(zip(offered, options, strict=True)), consequential=True)
            for options in product(*offered.values())
        }
    for profile in profiles:
        if profile not in terminology.profiles:
            raise unknown("profile", profile, terminology.profiles)
    names = profiles or terminology.profiles
    return {name: Selection(profile=name, consequential=True) for name in names} or {"as-drafted": Selection()}


def _offered(inventory: Inventory) -> dict[str, list[str]]:
    """Return the options that the brackets of a draft offer for each term, in the order of `variants.toml`."""
    used = {option.key for point in inventory.points for option in point.options if option.key is not None}
    offered = {
        term.id: [option for option in term.options if OptionKey(term.id, option) in used]
        for term in inventory.terminology.terms.values()
    }
    return {term: options for term, options in offered.items() if options}
