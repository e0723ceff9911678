"""One diagnostic about a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from convention_variants.diagnostics.rules import Rule
from convention_variants.text.source import Source
from convention_variants.text.spans import Span


class Remedy(NamedTuple):
    """A consequential change that fixes a diagnostic: an entry for `[[consequential]]` in `variants.toml`.

    If one of the options in `when` is chosen for each term, the text `replace` of the provision `at` becomes `reads`.
    """

    when: Mapping[str, frozenset[str]]
    at: str
    replace: str
    reads: str


class Diagnostic(NamedTuple):
    """A rule, the span of source text it applies to, and a message.

    `point` is the id of the choice point and `profile` the profile of the reading that it is about, if any. The span is
    in `source` if that is given, else in the draft; `whole_file` says that no single span is meant. `remedy` is the
    change that fixes it, if known, and `hint` says what to do if the hint of the rule is too general.
    """

    rule: Rule
    span: Span
    message: str
    point: str = ""
    profile: str = ""
    source: Source | None = None
    remedy: Remedy | None = None
    whole_file: bool = False
    hint: str = ""

    @property
    def advice(self) -> str:
        """What to do, in a sentence."""
        return self.hint or self.rule.hint
