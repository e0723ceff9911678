"""The earlier drafts that `supersedes` in `variants.toml` leads to, one from the other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from convention_variants.choices.inventory import Inventory
from convention_variants.choices.reader import load_draft, read_draft
from convention_variants.formats.folder import find_draft, find_variants, load_source
from convention_variants.terminology.model import without_places
from convention_variants.text.errors import InputError
from convention_variants.text.files import leads_out

_MOST = 20


def load_series(paths: Iterable[Path], *, before_changes: bool = False) -> list[Inventory]:
    """Return the drafts of one text, oldest first; one without a `variants.toml` is read by the terms before it."""
    found: list[Inventory] = []
    for path in paths:
        if found and not find_variants(path).is_file():
            source = load_source(path, before_changes=before_changes)
            found.append(read_draft(source, without_places(found[-1].terminology)))
        else:
            found.append(load_draft(path, before_changes=before_changes))
    return found


def load_earlier(path: Path, inventory: Inventory) -> tuple[Inventory, ...]:
    """Return the drafts that a draft supersedes, oldest first.

    Raises `InputError` for one that cannot be read, and for a path out of the folder around the draft's folder: a
    `variants.toml` may be a stranger's.
    """
    found: list[Inventory] = []
    file = find_draft(path).resolve()
    seen = {file}
    around = file.parent.parent
    while name := inventory.terminology.document.supersedes:
        older = file.parent / name
        if "\0" in name:
            raise _error(inventory, "supersedes: no file has such a name")
        if PurePosixPath(name).is_absolute() or leads_out(older, around):
            raise _error(inventory, f'supersedes: "{name}" points outside {around.name or around}')
        file = find_draft(older).resolve()
        if file in seen or len(seen) > _MOST:
            raise _error(
                inventory, f"supersedes: {'drafts supersede each other' if file in seen else 'too many drafts'}"
            )
        seen.add(file)
        inventory = load_draft(file)
        found.append(inventory)
    return tuple(reversed(found))


def is_unchanged(path: Path, inventory: Inventory, earlier: tuple[Inventory, ...]) -> bool:
    """Return whether the drafts that a draft supersedes are as they were read."""
    try:
        return [_sources(one) for one in load_earlier(path, inventory)] == [_sources(one) for one in earlier]
    except InputError:
        return False


def _sources(inventory: Inventory) -> tuple[object, object]:
    return inventory.draft.source, inventory.terminology.source


def _error(inventory: Inventory, message: str) -> InputError:
    source = inventory.terminology.source
    return InputError(message, source.name if source else None)
