"""What the tool has to say about a draft: rules, diagnostics, and the one family of exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convention_variants.text import Span


class Severity(StrEnum):
    """How much a diagnostic matters; `off` silences a rule."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"


class Rule(StrEnum):
    """The id of everything that can be said about a draft."""

    UNCLOSED_BRACKET = "unclosed-bracket"
    STRAY_BRACKET = "stray-bracket"
    UNCOVERED_CHOICE = "uncovered-choice"
    OPEN_BLANK = "open-blank"
    ARTICLE_AGREEMENT = "article-agreement"
    PAGE_BREAK_JOIN = "page-break-join"
    UNUSED_FORM = "unused-form"


DEFAULT_SEVERITY = {
    Rule.UNCLOSED_BRACKET: Severity.ERROR,
    Rule.STRAY_BRACKET: Severity.ERROR,
    Rule.UNCOVERED_CHOICE: Severity.ERROR,
    Rule.OPEN_BLANK: Severity.NOTE,
    Rule.ARTICLE_AGREEMENT: Severity.NOTE,
    Rule.PAGE_BREAK_JOIN: Severity.NOTE,
    Rule.UNUSED_FORM: Severity.NOTE,
}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: its rule, the stretch of the source it is about, and a sentence."""

    rule: Rule
    span: Span
    message: str


class VariantsError(Exception):
    """Base of every exception this package raises on purpose."""


class InputError(VariantsError):
    """The input or the arguments are wrong, and work cannot go on.

    `line` and `column` count from 1; they are absent where the whole file is meant, and the
    file is absent where the arguments are.
    """

    def __init__(
        self, message: str, file: str | None = None, line: int | None = None, column: int | None = None
    ) -> None:
        place = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{place}: {message}" if place else message)
        self.message, self.file, self.line, self.column = message, file, line, column


class LostTextError(VariantsError):
    """A promise was about to be broken: a character of the source has no place in the outline."""
