"""Comparison: two readings of a draft → the provisions that differ → JSON, Markdown and one HTML page."""

from convention_variants.comparison.comparing import (
    Comparison,
    Difference,
    Passage,
    compare,
    compare_profiles,
    parts,
    text_of,
)

__all__ = ["Comparison", "Difference", "Passage", "compare", "compare_profiles", "parts", "text_of"]
