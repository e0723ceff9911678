"""Terminology: what `variants.toml` says about terms, their options and the profiles."""

from convention_variants.terminology.frames import common_frame, framed, occurrence
from convention_variants.terminology.keys import find_keys
from convention_variants.terminology.language import BRACKET, Agreement, Language, Number
from convention_variants.terminology.loader import read_terminology
from convention_variants.terminology.model import (
    DROP,
    KEEP,
    Consequence,
    Document,
    Form,
    Known,
    Option,
    OptionKey,
    Profile,
    Settlement,
    Term,
    Terminology,
    normal_form,
)
from convention_variants.terminology.toml import did_you_mean

__all__ = [
    "BRACKET",
    "DROP",
    "KEEP",
    "Agreement",
    "Consequence",
    "Document",
    "Form",
    "Known",
    "Language",
    "Number",
    "Option",
    "OptionKey",
    "Profile",
    "Settlement",
    "Term",
    "Terminology",
    "common_frame",
    "did_you_mean",
    "find_keys",
    "framed",
    "normal_form",
    "occurrence",
    "read_terminology",
]
