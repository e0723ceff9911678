"""One finding about a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from convention_variants.diagnostics.rules import Rule
from convention_variants.text.source import Source
from convention_variants.text.spans import Span


class Remedy(NamedTuple):
    """A consequential change that would fix a finding: an entry for `[[consequential]]` in `variants.toml`.

    If one of the options in `when` is chosen for each term, the text `replace` of the provision `at` reads `reads`.
    """

    when: Mapping[str, frozenset[str]]
    at: str
    replace: str
    reads: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: its rule, the stretch of the source it is about, and a sentence.

    `point` is the id of the choice point it is about and `profile` the profile whose reading it is about, if any. The
    span lies in `source` if that is given, and otherwise in the draft. `remedy` is the change that fixes it, if known.
    """

    rule: Rule
    span: Span
    message: str
    point: str = ""
    profile: str = ""
    source: Source | None = None
    remedy: Remedy | None = None
