"""Revisions → JSON, Markdown and one HTML page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.comparison.outcomes import DROP, KEEP, OTHER, PointStatus
from convention_variants.comparison.provisions import ProvisionPair, ProvisionStatus
from convention_variants.comparison.revising import Followed, Series
from convention_variants.text.display import counted, escaped


def as_json(series: Series) -> bytes:
    """Return what became of each provision and each choice point."""
    whole = {
        "schema": 1,
        "drafts": draft_names(series.drafts),
        "summary": summary(series),
        "provisions": [
            {"old": pair.old, "new": pair.new, "status": pair.status.value} for pair in followed_provisions(series)
        ],
        "choice_points": [_point(followed, series) for followed in series.points],
    }
    return escaped(json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


REVISION_FORMATS: Mapping[str, Callable[[Series], bytes]] = {"json": as_json}


def draft_names(drafts: Sequence[Inventory]) -> list[str]:
    """Return the names of the files of drafts, with their folders if two have the same name."""
    paths = [PurePath(draft.draft.source.name) for draft in drafts]
    if len({path.name for path in paths}) == len(paths):
        return [path.name for path in paths]
    return [str(PurePath(*path.parts[-2:])) for path in paths]


def summary(series: Series) -> dict[str, int]:
    """Return how many choice points have each status and outcome; blanks and notes do not count."""
    points = [followed for followed in series.points if series.is_choice(followed)]
    statuses = Counter(followed.status for followed in points)
    outcomes = Counter("took" if isinstance(one.option, int) else one.option for one in points)
    names = {"took": "took", "kept": KEEP, "dropped": DROP, "other": OTHER}
    return {
        "old": sum(followed.numbers[0] is not None for followed in points),
        **{status.value: statuses[status] for status in PointStatus},
        **{name: outcomes[outcome] for name, outcome in names.items()},
        "unsure": sum(not followed.sure for followed in points),
    }


def followed_provisions(series: Series) -> list[ProvisionPair]:
    """Return the provisions of the first draft and what they are in the last one, and the new ones."""
    found = list(series.steps[0].provisions)
    for step in series.steps[1:]:
        later: dict[str | None, list[ProvisionPair]] = {}
        for pair in step.provisions:
            later.setdefault(pair.old, []).append(pair)
        found = [
            _composed(one, other)
            for one in found
            for other in (later.get(one.new, []) if one.new is not None else [ProvisionPair(None, None, one.status)])
        ] + later.get(None, [])
    return [pair for pair in found if pair.old or pair.new]


def _composed(one: ProvisionPair, other: ProvisionPair) -> ProvisionPair:
    """Return what two steps made of a provision together."""
    if one.old is None:
        return ProvisionPair(None, other.new, ProvisionStatus.NEW)
    kept = other.new is None or other.status is not ProvisionStatus.SAME
    return ProvisionPair(one.old, other.new, other.status if kept else one.status)


def _point(followed: Followed, series: Series) -> dict[str, Any]:
    first, last = followed.first, len(series.drafts) - 1
    old = None if followed.status is PointStatus.NEW else series.point(followed, first)
    new = series.point(followed, last)
    data = {
        "old": old.id if old else None,
        "new": new.id if new else None,
        "status": followed.status.value,
        "option": followed.option,
        "sure": followed.sure,
        "old_options": _texts(old, series.drafts[first]),
        "new_options": _texts(new, series.drafts[last]),
        **_place("old", old, series.drafts[first]),
        **_place("new", new, series.drafts[last]),
    }
    if len(series.drafts) == 2:
        return data
    ids = [point and point.id for index in range(len(series.drafts)) for point in [series.point(followed, index)]]
    return {**data, "ids": ids}


def _texts(point: ChoicePoint | None, inventory: Inventory) -> list[str]:
    return [inventory.option_text(option) for option in point.options] if point else []


def _place(name: str, point: ChoicePoint | None, inventory: Inventory) -> dict[str, int | None]:
    location = inventory.draft.source.location(point.start) if point else None
    line, column = (location.line, location.column) if location else (None, None)
    return {f"{name}_line": line, f"{name}_column": column}


def one_line(series: Series) -> str:
    """Return one line that counts what became of the choice points."""
    counts = summary(series)
    names = ("settled", "open", "changed", "gone", "new")
    return f"{counted(counts['old'], 'choice point')}: {', '.join(f'{counts[name]} {name}' for name in names)}"
