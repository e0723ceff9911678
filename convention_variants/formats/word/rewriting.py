"""Changes of the converted text → the same Word file with only these changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from convention_variants.formats.word.changes import Change, Plan
from convention_variants.formats.word.names import Element, W
from convention_variants.formats.word.origins import numbered
from convention_variants.formats.word.package import Package, archived, open_package, xml_bytes
from convention_variants.formats.word.revisions import settle_marks
from convention_variants.formats.word.tracking import Tracking
from convention_variants.text.errors import InputError
from convention_variants.text.garbage import garbage_collection_paused
from convention_variants.text.source import Source
from convention_variants.text.spans import Span

_NOTES = ("footnote", "endnote")


def rewrite_word(
    data: bytes,
    source: Source,
    changes: Sequence[Change],
    *,
    highlighted: Sequence[Span],
    author: str | None,
) -> bytes:
    """Return the Word file that a source was read from, with changes of its text made in it.

    The file's own tracked changes must have been read as accepted. The changes are sorted and disjoint. With an author
    they are tracked changes. `highlighted` is marked in colour. Every part without changes is byte-identical. Raises
    `UnmappedError` if a change cannot be made, and `InputError` for a file in the strict variant of the format.
    """
    with garbage_collection_paused():
        package = open_package(data, source.name)
        roots = _roots(package)
        if package.is_strict:
            raise InputError(
                "the Word file is in the strict format (ISO/IEC 29500 Strict); save it as .docx", source.name
            )
        plan = Plan(source, {kind: numbered(next(root.iter(W.body), root)) for kind, (_, root) in roots.items()})
        for change in changes:
            plan.add(change)
        for span in highlighted:
            plan.highlight(*span)
        plan.finish()
        called = _called(roots)
        tracking = Tracking(plan, [root for _, root in roots.values()], author or "")
        tracking.make()
        changed = {part for part, _ in plan.elements}
        if author is None:
            settle_marks(tracking.own)
            changed |= _drop_notes(roots, called - _called(roots))
        new = {roots[kind][0]: xml_bytes(roots[kind][1]) for kind in changed}
        parts = package.archive.infolist()
        return archived((part, new.get(part.filename) or package.unpack(part.filename) or b"") for part in parts)


def _roots(package: Package) -> dict[str, tuple[str, Element]]:
    """Return the names and the trees of the parts with text, as they are in the file."""
    paths = {"document": package.main, **{f"{kind}s": package.path(f"{kind}s") for kind in _NOTES}}
    found = {}
    for kind, path in paths.items():
        root = package.read(path) if path else None
        if path and root is not None:
            found[kind] = path, root
    return found


def _called(roots: Mapping[str, tuple[str, Element]]) -> set[tuple[str, str | None]]:
    return {
        (kind, call.get(W.id))
        for kind in _NOTES
        for _, root in roots.values()
        for call in root.iter(W[f"{kind}Reference"])
    }


def _drop_notes(roots: Mapping[str, tuple[str, Element]], dropped: Collection[tuple[str, str | None]]) -> set[str]:
    """Remove notes; return the parts that have changed."""
    changed = set()
    for kind in {kind for kind, _ in dropped}:
        _, notes = roots[f"{kind}s"]
        for note in list(notes.iterchildren(W[kind])):
            if (kind, note.get(W.id)) in dropped:
                notes.remove(note)
                changed.add(f"{kind}s")
    return changed
