"""The rules: everything that can be reported about a draft, with severities and advice."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

# Where the workflow publishes the manual: GitHub Pages of a project, beside the editions.
MANUAL = "https://convention-variants.github.io/convention-variants/manual/"


class Severity(StrEnum):
    """How much a diagnostic matters; `off` disables a rule."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"


class Rule(StrEnum):
    """The table of rules.

    Each has an id, a default severity that `variants.toml` can override, a description, and a hint: how to fix what
    it reports.
    """

    severity: Severity
    description: str
    hint: str

    def __new__(cls, name: str, severity: Severity = Severity.NOTE, description: str = "", hint: str = "") -> Self:
        """Return the rule of a row of the table; `Rule(id)` looks one up."""
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
        "An opening bracket has no closing bracket.",
        r"Close it where its wording ends, or write \[ if it is plain text.",
    )
    STRAY_BRACKET = (
        "stray-bracket",
        Severity.ERROR,
        "A closing bracket has no opening bracket.",
        r"Open it where its wording begins, delete it, or write \] if it is plain text.",
    )
    UNCOVERED_CHOICE = (
        "uncovered-choice",
        Severity.ERROR,
        "No profile or option decides a choice point, so its brackets stay in the reading.",
        "Choose an option of its term in the profile, settle it under [[decisions]] in variants.toml, or use --at.",
    )
    NEAR_MISS_OPTION = (
        "near-miss-option",
        Severity.WARNING,
        "A wording in brackets is one typo away from a known form.",
        "Fix the typo in the draft, or add the wording to the forms of the option in variants.toml.",
    )
    LONE_BRACKET = (
        "lone-bracket",
        Severity.WARNING,
        "A form of an option is in brackets, but no alternative is next to it.",
        "Add the alternative next to it. If it is meant to be kept or dropped on its own, turn this rule off.",
    )
    AMBIGUOUS_ADJACENCY = (
        "ambiguous-adjacency",
        Severity.WARNING,
        "Adjacent brackets are ambiguous: they could be alternatives, or separate optional texts.",
        "Declare rivals as options of a term in variants.toml, add an entry under [[decisions]], or use --at.",
    )
    NUMBER_AGREEMENT = (
        "number-agreement",
        Severity.WARNING,
        "A word outside the brackets agrees in number with some options of a choice point, but not with all.",
        "Declare the change under [[consequential]] in variants.toml; it applies when those options are chosen.",
    )
    UNREAD_OPTION = (
        "unread-option",
        Severity.WARNING,
        "A line begins an option (`Option 1:`, `1 alt.`, `Alternative:`) or separates two (`OR`), but is in no choice.",
        "Name all options alike (Option 1, Option 2), in no table, and close a bracket in the option that opens it.",
    )
    UNREAD_ATTRIBUTION = (
        "unread-attribution",
        Severity.WARNING,
        "A bracket, or a remark outside brackets, names a party, but who proposes or opposes what cannot be read.",
        'Write it as "[US propose; CL/PE oppose: text]", or decide the place under [[decisions]].',
    )
    ESCAPED_BRACKETS = (
        "escaped-brackets",
        Severity.WARNING,
        "Most brackets in the draft are escaped with a backslash. A converter probably did this.",
        r"Replace \[ with [ and \] with ], or use the Word file or PDF itself as the draft.",
    )
    ARTICLE_AGREEMENT = (
        "article-agreement",
        Severity.NOTE,
        'An "a" outside the brackets becomes "an" before the chosen wording, or the other way round.',
        "Nothing to fix: the change is recorded with the reading.",
    )
    OPEN_BLANK = (
        "open-blank",
        Severity.NOTE,
        "A bracket is a blank to fill in.",
        "Fill it in with render --fill, or leave it as it is.",
    )
    PAGE_BREAK_JOIN = (
        "page-break-join",
        Severity.NOTE,
        "A paragraph split by a page break was joined.",
        "If these are two paragraphs, end the first with a full stop or label the second.",
    )
    CONVERSION = (
        "conversion",
        Severity.NOTE,
        "Part of a Word or PDF file could not be converted exactly.",
        "Compare this part of the original file with the output of convert.",
    )
    UNUSED_FORM = (
        "unused-form",
        Severity.NOTE,
        "No bracket in the draft uses a form of this option, and no profile chooses it instead of another.",
        "Add the forms that the draft uses, or keep the option for later.",
    )


# What decides an uncovered choice of each kind.
CHOOSE_TERM = "Choose an option of the term in the profile, or use --choose TERM=OPTION for one reading."
DECLARE_TERM = (
    "Declare each wording as a form of an option of one term in variants.toml, settle the place with take = N under"
    " [[decisions]], or use --at ID=N for one reading."
)
TAKE_OPTION = "Settle it with take = N under [[decisions]] in variants.toml, or use --at ID=N for one reading."
KEEP_OR_DROP = (
    'Settle it with take = "keep" or take = "drop" under [[decisions]] in variants.toml, or use --at ID=keep or'
    " --at ID=drop for one reading."
)

DEFAULT_SEVERITY = {rule: rule.severity for rule in Rule}
