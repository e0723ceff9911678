"""Building: the editions of drafts, their manifest and the page that leads to them, made where they are not yet."""

from convention_variants.building.execution import Build, Step, build, sources
from convention_variants.building.manifest import Entry, Mismatch, verify
from convention_variants.building.plan import Failure, NothingToBuildError, Plan, selections

__all__ = [
    "Build",
    "Entry",
    "Failure",
    "Mismatch",
    "NothingToBuildError",
    "Plan",
    "Step",
    "build",
    "selections",
    "sources",
    "verify",
]
