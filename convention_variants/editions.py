"""Drafts × profiles × formats → edition files, each written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import NamedTemporaryFile

from convention_variants.choices import Inventory
from convention_variants.diagnostics import InputError
from convention_variants.drafts import DRAFT_NAMES, draft_name, find_draft, load_draft
from convention_variants.render import FORMATS, files_of, make_edition
from convention_variants.resolver import Reading, Resolver, Selection
from convention_variants.terminology import OptionKey, did_you_mean


@dataclass(frozen=True, slots=True)
class Built:
    """One edition file: where it is, its size in bytes, and the reading that it shows."""

    path: Path
    size: int
    reading: Reading


def write_file(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that it is never half-written.

    Raises `InputError` where the system will not have it; no trace is left then.
    """
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            beside = Path(file.name)
            try:
                file.write(data)
                file.close()
                beside.chmod(0o666 & ~_umask())
                beside.replace(path)
            except BaseException:
                with suppress(OSError):
                    beside.unlink()
                raise
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", str(path)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def selections(
    inventory: Inventory, profiles: Sequence[str] = (), *, combinations: bool = False
) -> dict[str, Selection]:
    """Return the readings to make of a draft, by the names of their editions.

    They are the named profiles, else all of them, or every combination of the options that its brackets
    offer; a draft without terms has one reading, `as-drafted`. Raises `InputError` for an unknown profile.
    """
    terminology = inventory.terminology
    if combinations and (offered := _offered(inventory)):
        return {
            "_".join(options): Selection(choose=dict(zip(offered, options, strict=True)), consequential=True)
            for options in product(*offered.values())
        }
    for profile in profiles:
        if profile not in terminology.profiles:
            hint = did_you_mean(profile, terminology.profiles)
            raise InputError(f'unknown profile "{profile}"{hint}')
    names = profiles or terminology.profiles
    return {name: Selection(profile=name, consequential=True) for name in names} or {"as-drafted": Selection()}


def _offered(inventory: Inventory) -> dict[str, list[str]]:
    """Return for each term of a draft the options that its brackets offer, in the order of `variants.toml`."""
    used = {option.key for point in inventory.points for option in point.options if option.key is not None}
    offered = {
        term.id: [option for option in term.options if OptionKey(term.id, option) in used]
        for term in inventory.terminology.terms.values()
    }
    return {term: options for term, options in offered.items() if options}


def build(
    drafts: Iterable[Path],
    out: Path,
    formats: Sequence[str] = tuple(FORMATS),
    profiles: Sequence[str] = (),
    *,
    combinations: bool = False,
) -> Iterator[Built]:
    """Build the edition matrix, yielding each file when it is written.

    Files are `OUT/<draft>/<draft>-<edition>.<format>`. Each draft is read once and each reading
    made once. Raises `InputError` for wrong input or arguments, before anything of a draft is written.
    """
    for to in formats:
        if to not in FORMATS:
            raise InputError(f'unknown format "{to}"{did_you_mean(to, FORMATS)}')
    for path in _distinct(drafts):
        inventory = load_draft(path)
        wanted = selections(inventory, profiles, combinations=combinations)
        resolver = Resolver(inventory)
        name = draft_name(path)
        folder = out / name
        _make_folder(folder)
        for edition, selection in wanted.items():
            reading = resolver.resolve(selection)
            reading.refuse_underivable()
            yield from _write(reading, folder / f"{name}-{edition}", formats)


def _distinct(drafts: Iterable[Path]) -> list[Path]:
    """Return the drafts, each once; raises `InputError` if the editions of two would have one name."""
    by_name: dict[str, Path] = {}
    for path in drafts:
        other = by_name.setdefault(draft_name(path), path)
        if find_draft(other).resolve() != find_draft(path).resolve():
            raise InputError(f"its editions would have the names of those of {other}", str(path))
    return list(by_name.values())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be made: {error.strerror}", str(folder)) from error


def _write(reading: Reading, stem: Path, formats: Sequence[str]) -> Iterator[Built]:
    edition, files = make_edition(reading), files_of(reading)
    for to in formats:
        data = FORMATS[to](edition, files)
        path = stem.with_name(f"{stem.name}.{to}")
        write_file(path, data)
        yield Built(path, len(data), reading)


def sources(folder: Path) -> list[Path]:
    """Return the drafts of a source folder, by name; raises `InputError` where there are none."""
    if not folder.is_dir():
        raise InputError("no such folder; name the drafts to build", str(folder))
    found = [path for path in sorted(folder.iterdir()) if any((path / name).is_file() for name in DRAFT_NAMES)]
    if not found:
        raise InputError("no folder in it holds a draft", str(folder))
    return found
