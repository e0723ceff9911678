"""Turn bracketed treaty drafts into clean readings.

from pathlib import Path
import convention_variants as cv

inventory = cv.load_draft(Path("source/ac291-22"))
reading = cv.Resolver(inventory).resolve(cv.Selection("cybercrime"))
page = cv.render(reading, "html")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from convention_variants.version import VERSION as __version__  # noqa: N811 the name that tools look for

if TYPE_CHECKING:
    from convention_variants.building.execution import Build, BuildProgress, build
    from convention_variants.building.manifest import BuiltFile, Mismatch, verify
    from convention_variants.building.tasks import Failure
    from convention_variants.checks.findings import diagnose
    from convention_variants.choices.groups import Kind
    from convention_variants.choices.inventory import ChoicePoint, Inventory
    from convention_variants.choices.reader import load_draft, read_draft
    from convention_variants.comparison.comparing import Comparison, compare
    from convention_variants.diagnostics.diagnostic import Diagnostic
    from convention_variants.diagnostics.rules import Rule, Severity
    from convention_variants.render.edition import Options
    from convention_variants.render.formats import render
    from convention_variants.resolve.resolver import Basis, Decision, Outcome, Reading, Resolver, Selection
    from convention_variants.terminology.loader import read_terminology
    from convention_variants.terminology.model import DROP, KEEP, OPEN, Take, Terminology
    from convention_variants.text.errors import InputError, VariantsError
    from convention_variants.text.source import Source
    from convention_variants.text.spans import Span

# The same for Python, which loads a module when one of its names is asked for: a command is to begin at once.
_NAMES = {
    "building.execution": ("Build", "BuildProgress", "build"),
    "building.manifest": ("BuiltFile", "Mismatch", "verify"),
    "building.tasks": ("Failure",),
    "checks.findings": ("diagnose",),
    "choices.groups": ("Kind",),
    "choices.inventory": ("ChoicePoint", "Inventory"),
    "choices.reader": ("load_draft", "read_draft"),
    "comparison.comparing": ("Comparison", "compare"),
    "diagnostics.diagnostic": ("Diagnostic",),
    "diagnostics.rules": ("Rule", "Severity"),
    "render.edition": ("Options",),
    "render.formats": ("render",),
    "resolve.resolver": ("Basis", "Decision", "Outcome", "Reading", "Resolver", "Selection"),
    "terminology.loader": ("read_terminology",),
    "terminology.model": ("DROP", "KEEP", "OPEN", "Take", "Terminology"),
    "text.errors": ("InputError", "VariantsError"),
    "text.source": ("Source",),
    "text.spans": ("Span",),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}
# `render` is a folder, too. Python binds a folder's name when the folder is first imported; from now on it is free.
import_module(f"{__name__}.render")
del globals()["render"]

__all__ = [
    "DROP",
    "KEEP",
    "OPEN",
    "Basis",
    "Build",
    "BuildProgress",
    "BuiltFile",
    "ChoicePoint",
    "Comparison",
    "Decision",
    "Diagnostic",
    "Failure",
    "InputError",
    "Inventory",
    "Kind",
    "Mismatch",
    "Options",
    "Outcome",
    "Reading",
    "Resolver",
    "Rule",
    "Selection",
    "Severity",
    "Source",
    "Span",
    "Take",
    "Terminology",
    "VariantsError",
    "__version__",
    "build",
    "compare",
    "diagnose",
    "load_draft",
    "read_draft",
    "read_terminology",
    "render",
    "verify",
]


def __getattr__(name: str) -> object:
    """Load a public name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
