"""The rules: everything the tool can say about a draft, with severities and advice."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

# Where the workflow publishes the manual: GitHub Pages of a project, beside the editions.
MANUAL = "https://convention-variants.github.io/convention-variants/manual/"


class Severity(StrEnum):
    """How much a diagnostic matters; `off` silences a rule."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"


class Rule(StrEnum):
    """The table of everything that can be said about a draft.

    Each rule has its id, its severity unless `variants.toml` gives another, a sentence that says
    when it applies, and one that says how to mend what it found.
    """

    severity: Severity
    description: str
    hint: str

    def __new__(cls, name: str, severity: Severity = Severity.NOTE, description: str = "", hint: str = "") -> Self:
        """Make a rule of a row of the table; a rule that is there is found by its id alone."""
        rule = str.__new__(cls, name)
        rule._value_ = name
        rule.severity, rule.description, rule.hint = severity, description, hint
        return rule

    @property
    def page(self) -> str:
        """Return the address of the rule's page in the manual."""
        return f"{MANUAL}diagnostics/{self.value}.html"

    UNCLOSED_BRACKET = (
        "unclosed-bracket",
        Severity.ERROR,
        "A bracket is opened and never closed.",
        r"Close it where its wording ends, or write \[ if it is no bracket.",
    )
    STRAY_BRACKET = (
        "stray-bracket",
        Severity.ERROR,
        "A bracket is closed where none is open.",
        r"Open it where its wording begins, delete it, or write \] if it is no bracket.",
    )
    UNCOVERED_CHOICE = (
        "uncovered-choice",
        Severity.ERROR,
        "A choice point is decided by nothing in the reading that was asked for, so its brackets stay.",
        "Let the profile choose an option of its term, declare its wordings as forms of a term, or decide the place.",
    )
    NEAR_MISS_OPTION = (
        "near-miss-option",
        Severity.WARNING,
        "A wording in brackets is no form of an option, but one letter, or two that are swapped, would make it one.",
        "Mend the slip in the draft, or add the wording to the forms of the option in variants.toml.",
    )
    LONE_BRACKET = (
        "lone-bracket",
        Severity.WARNING,
        "A form of an option stands in brackets on its own: its rival is missing, or stands elsewhere.",
        "Put the rival wording beside it; if it is meant to be kept or dropped on its own, turn this rule down.",
    )
    AMBIGUOUS_ADJACENCY = (
        "ambiguous-adjacency",
        Severity.WARNING,
        "Brackets side by side can be read in more than one way: as rivals, or as texts of their own.",
        "Settle the place with an entry under [[decisions]] in variants.toml, or with --at for one reading.",
    )
    NUMBER_AGREEMENT = (
        "number-agreement",
        Severity.WARNING,
        "A word outside brackets agrees in number with some options of a choice point, and not with all.",
        "Declare the change under [[consequential]] in variants.toml: it is made where those options are chosen.",
    )
    UNREAD_OPTION = (
        "unread-option",
        Severity.WARNING,
        "A line begins like an option paragraph, but its rivals are not to be found, so that it is read as text.",
        "Number the options as one series, one below the other, and close a bracket in the option that it opens in.",
    )
    UNREAD_ATTRIBUTION = (
        "unread-attribution",
        Severity.WARNING,
        "A bracket begins with the name of a party, but who proposes or opposes what cannot be read.",
        'Write it as "[US propose; CL/PE oppose: text]", or decide the place under [[decisions]].',
    )
    ESCAPED_BRACKETS = (
        "escaped-brackets",
        Severity.WARNING,
        "The draft has no brackets but such as a backslash makes text of: a converter has put it there, as a rule.",
        r"Take the backslashes away (\[ is [ then), or convert the document to plain text.",
    )
    ARTICLE_AGREEMENT = (
        "article-agreement",
        Severity.NOTE,
        'An "a" outside brackets reads "an" before what was chosen, or the other way round.',
        "Nothing to mend: the change is recorded with the reading.",
    )
    OPEN_BLANK = (
        "open-blank",
        Severity.NOTE,
        "A bracket is there to be filled in, not chosen.",
        "Fill it in with --fill when you render, or leave it for the conference.",
    )
    PAGE_BREAK_JOIN = (
        "page-break-join",
        Severity.NOTE,
        "A paragraph that a page break had cut in two is read as one.",
        "If these are two paragraphs, end the first one with a full stop or give the second one a label.",
    )
    UNUSED_FORM = (
        "unused-form",
        Severity.NOTE,
        "No bracket of the draft has a form of this option, and no profile puts it in the place of a rival.",
        "Add the forms that the draft uses; an option that is meant for later may stay.",
    )


DEFAULT_SEVERITY = {rule: rule.severity for rule in Rule}
