"""Inventory → the table and the JSON of `choices` (design §8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from convention_variants.choices import ChoicePoint, Inventory
from convention_variants.diagnostic_formats import SCHEMA, findings_json, findings_of
from convention_variants.findings import diagnose
from convention_variants.grouping import Kind


def as_json(inventory: Inventory) -> dict[str, Any]:
    """Return the inventory as the data that `choices --format json` prints."""
    draft = inventory.draft
    return {
        "schema": SCHEMA,
        "draft": PurePath(draft.source.name).name,
        "choice_points": [_point(point, inventory) for point in inventory.points],
        "diagnostics": findings_json(findings_of(diagnose(inventory), inventory), inventory),
    }


def _point(point: ChoicePoint, inventory: Inventory) -> dict[str, Any]:
    line, column = inventory.draft.source.position(point.start)
    return {
        "id": point.id,
        "kind": point.kind.value,
        "term": point.term,
        "options": option_texts(point, inventory),
        "parties": [[] for _ in point.options],
        "open": point.open,
        "provision": point.provision,
        "line": line,
        "column": column,
        "depth": point.depth,
        "parent": point.parent,
    }


def option_texts(point: ChoicePoint, inventory: Inventory) -> list[str]:
    """Return the texts between the brackets of a choice point, as they stand in the source."""
    return [inventory.text(option.inner) for option in point.options]


def as_table(inventory: Inventory) -> Iterator[str]:
    """Yield the lines of the inventory for people: one for each choice point, then the counts."""
    rows = [("id", "kind", "term", "place", "options")]
    for point in inventory.points:
        line, column = inventory.draft.source.position(point.start)
        options = " ".join(f"[{' '.join(text.split())}]" for text in option_texts(point, inventory))
        kind = f"{point.kind.value}{'?' if point.open else ''}"
        rows.append((point.id, kind, point.term or "", f"{line}:{column}", options))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        yield "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]))
    yield _counts(inventory)


def _counts(inventory: Inventory) -> str:
    points = inventory.points
    counted = [(kind, sum(point.kind is kind for point in points)) for kind in Kind]
    kinds = ", ".join(f"{number} {kind.value}" for kind, number in counted if number)
    brackets = sum(len(point.options) for point in points)
    return f"{brackets} brackets, {len(points)} choice points{': ' if kinds else ''}{kinds}"
