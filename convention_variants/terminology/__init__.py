"""Terminology: what `variants.toml` says about terms, their options and the profiles."""

from convention_variants.terminology.language import Language
from convention_variants.terminology.loader import read_terminology
from convention_variants.terminology.model import (
    DROP,
    KEEP,
    Document,
    Form,
    Number,
    Option,
    OptionKey,
    Profile,
    Settlement,
    Term,
    Terminology,
)
from convention_variants.terminology.toml import did_you_mean

__all__ = [
    "DROP",
    "KEEP",
    "Document",
    "Form",
    "Language",
    "Number",
    "Option",
    "OptionKey",
    "Profile",
    "Settlement",
    "Term",
    "Terminology",
    "did_you_mean",
    "read_terminology",
]
