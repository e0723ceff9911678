"""Bracket tree → diagnostics: the unmatched brackets."""

from __future__ import annotations

from collections.abc import Iterator

from convention_variants.brackets.nodes import BracketTree, Stray, Unclosed
from convention_variants.diagnostics.diagnostic import Diagnostic
from convention_variants.diagnostics.rules import Rule
from convention_variants.text.spans import Span

_ERRORS = {
    Unclosed: (Rule.UNCLOSED_BRACKET, "unmatched opening bracket"),
    Stray: (Rule.STRAY_BRACKET, "unmatched closing bracket"),
}


def bracket_errors(tree: BracketTree) -> Iterator[Diagnostic]:
    """Yield the unmatched brackets, in no particular order."""
    for error in tree.errors:
        rule, message = _ERRORS[type(error)]
        yield Diagnostic(rule, Span(error.start, error.end), message)
