"""`index.html`: the page that a build publishes, from its plan and the files that it has come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from convention_variants.building.manifest import Entry
from convention_variants.building.plan import WORKBENCH, Failure, Plan, PlannedDraft, comparison_name
from convention_variants.render.index import FORMAT_NAMES, Comparison, Download, IndexedDraft, index_draft, render_index


def index_page(plan: Plan, entries: Mapping[str, Entry], failures: Sequence[Failure]) -> bytes:
    """Return the page for the files that are there, which `entries` holds by their paths."""
    drafts = [_indexed(draft, entries) for draft in plan.drafts.values() if draft.readings]
    return render_index(drafts, [(failure.what, failure.message_anywhere) for failure in failures])


def _indexed(draft: PlannedDraft, entries: Mapping[str, Entry]) -> IndexedDraft:
    name, profiles = draft.name, draft.inventory.terminology.profiles
    downloads = {
        edition: [
            Download(quote(path), to, entries[path].size)
            for to in FORMAT_NAMES
            if (path := f"{name}/{name}-{edition}.{to}") in entries
        ]
        for edition in draft.readings
    }
    comparisons = [
        Comparison(quote(path), profiles[one].label, profiles[other].label)
        for one, other in draft.compared
        if (path := f"{name}/{comparison_name(one, other)}") in entries
    ]
    workbench = f"{name}/{WORKBENCH}"
    return index_draft(draft.readings, downloads, comparisons, quote(workbench) if workbench in entries else "")
