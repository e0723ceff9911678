"""`index.html`: the page that leads to the files of a build."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from convention_variants.building.manifest import BuiltFile
from convention_variants.building.plan import Plan
from convention_variants.building.tasks import REVISIONS, WORKBENCH, DraftContent, Failure, comparison_name
from convention_variants.render.formats import FORMATS
from convention_variants.render.index import (
    ComparisonLink,
    Download,
    FailureLine,
    IndexedDraft,
    index_draft,
    render_index,
)


def index_page(plan: Plan, files: Mapping[str, BuiltFile], failures: Sequence[Failure]) -> bytes:
    """Return the page for the files that exist, given by path."""
    drafts = [_indexed(draft, files) for draft in plan.drafts.values() if draft.readings]
    reasons = [FailureLine(failure.what, failure.reason, failure.message_anywhere) for failure in failures]
    return render_index(drafts, reasons, _build_date())


def _build_date() -> str:
    """Return the date in SOURCE_DATE_EPOCH, as reproducible builds give it, or nothing: we do not read the clock."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC).date().isoformat()
    except (KeyError, ValueError, OverflowError, OSError):
        return ""


def _indexed(draft: DraftContent, files: Mapping[str, BuiltFile]) -> IndexedDraft:
    name, profiles = draft.name, draft.inventory.terminology.profiles
    downloads = {
        edition: [
            Download(quote(path), format_.id, format_.name, files[path].size)
            for format_ in sorted(FORMATS.values(), key=lambda one: one.rank)
            if (path := f"{name}/{name}-{edition}.{format_.id}") in files
        ]
        for edition in draft.readings
    }
    comparisons = [
        ComparisonLink(quote(path), quote(pdf) if pdf in files else "", profiles[one].label, profiles[other].label)
        for one, other in draft.compared
        if (path := f"{name}/{comparison_name(one, other)}") in files
        for pdf in [f"{name}/{comparison_name(one, other, 'pdf')}"]
    ]
    workbench, revisions = (
        quote(path) if path in files else "" for path in (f"{name}/{WORKBENCH}", f"{name}/{REVISIONS}")
    )
    return index_draft(name, draft.readings, downloads, comparisons, workbench, revisions)
