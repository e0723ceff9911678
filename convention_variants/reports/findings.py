"""Diagnostics with their severities for a draft and their locations in its files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from convention_variants.choices.inventory import Inventory
from convention_variants.diagnostics.diagnostic import Diagnostic
from convention_variants.diagnostics.rules import Severity
from convention_variants.reports.locations import Locations
from convention_variants.text.source import Location, Source


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic with its severity for this draft, its start, and its end after the last character."""

    diagnostic: Diagnostic
    severity: Severity
    source: Source
    start: Location
    end: Location

    @property
    def place(self) -> str:
        """The location as messages show it, or the name of the file if no single place is meant."""
        return self.source.name if self.diagnostic.whole_file else str(self.start)


def findings_of(diagnostics: Iterable[Diagnostic], inventory: Inventory) -> list[Finding]:
    """Return diagnostics as findings in source order, without those that `variants.toml` turns off."""
    findings = []
    locations = Locations(inventory.draft)
    for diagnostic in sorted(diagnostics, key=lambda one: (one.source is not None, one.span, one.rule, one.profile)):
        severity = inventory.terminology.severity[diagnostic.rule]
        if severity is not Severity.OFF:
            source, locate = inventory.draft.source, locations.at
            if diagnostic.source is not None:
                source, locate = diagnostic.source, diagnostic.source.location
            findings.append(Finding(diagnostic, severity, source, *map(locate, diagnostic.span)))
    return findings
