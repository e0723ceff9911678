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
    normal_form,
)
from convention_variants.terminology.toml import did_you_mean, find_keys

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
    "find_keys",
    "normal_form",
    "read_terminology",
]
