"""The schema of the strings that editions, the index page, comparisons, revisions and the workbench add to a text.

In a string, `{}` is replaced by a value. A pair is the form for one and the form for several. The names of the fields
are the keys of the data files.
"""

# Annotations are not postponed: `language.data` reads the schema from them. Nothing compares or prints the strings of a
# group, and without the methods for that the classes are made in half the time.

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ISO_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(\d{2})")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CountPhrases:
    """Counts of choices made, blanks, open choices, consequential changes, and unmatched brackets."""

    chosen: tuple[str, str]
    blank: tuple[str, str]
    open: tuple[str, str]
    changes: tuple[str, str]
    unmatched: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BoxPhrases:
    """The sentences of the box at the head of an edition: `{0}` is a number in words, `{1}` where it is.

    In `some_made`, `{1}` is the number of all choices. `none_made` and `all_made` have forms for one, two and several.
    """

    no_choices: str
    none_made: tuple[str, ...]
    some_made: tuple[str, str]
    all_made: tuple[str, ...]
    open: tuple[str, str]
    separate: tuple[str, str]
    filled: tuple[str, str]
    blank: tuple[str, str]
    articles: tuple[str, str]
    unmatched: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlacePhrases:
    """Where something is: `last` joins the last part of a list to those before it."""

    article: tuple[str, str]
    preamble: str
    other: str
    range: str
    last: str
    elsewhere: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnnexPhrases:
    """The annex: its headings, the heads of its columns, and the reasons in the last column."""

    title: str
    by_term: str
    choices: str
    changes: str
    joins: str
    unsettled: str
    remarks: str
    term: str
    places: tuple[str, str]
    provision: str
    reads: str
    instead_of: str
    why: str
    where: str
    nothing: str
    at_this_place: str
    for_every_profile: str
    agrees: str
    on_behalf: str
    other_wordings: str
    filled: str
    article: str
    consequential: str
    open: str
    blank: str
    note: str
    unmatched: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BesidePhrases:
    """The links of an edition to what a build has made beside it."""

    title: str
    index: str
    readings: str
    comparisons: str
    workbench: str
    formats: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IndexPhrases:
    """The page that leads to the editions of a build; `reasons` say why something was not built."""

    title_one: str
    title_several: str
    skip: str
    editions: str
    notice: str
    about: str
    not_made: str
    drafts: str
    reading: str
    downloads: str
    status: str
    complete: str
    missing: str
    open: tuple[str, str]
    unmatched: tuple[str, str]
    blank: tuple[str, str]
    tools: str
    beside: str
    comparison: str
    revisions: str
    revisions_about: str
    workbench_about: str
    in_brackets: str
    open_choices: str
    unmatched_brackets: str
    blanks: str
    only_in: str
    nothing_open: str
    manifest: str
    kilobytes: str
    megabytes: str
    source: str
    built: str
    open_workbench: str
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ComparisonPhrases:
    """A comparison of two readings, which are given by their names; strings with numbers have no plural form."""

    title: str
    skip: str
    summary: str
    differing: str
    points: str
    changes: str
    words: str
    alike: str
    legend: str
    legend_plain: str
    changed: str
    changed_plain: str
    term: str
    no_term: str
    as_drafted: str
    choice_points: str
    by_chapter: str
    chapter: str
    no_heading: str
    provisions: str
    of_all: str
    unchanged: str
    unchanged_several: str
    nothing: str
    previous: str
    following: str
    wordings: str
    consequential_help: str
    places: str
    place: tuple[str, str]
    times: str
    once: str
    alike_parts: str
    show: str
    all: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PositionsPhrases:
    """The page of positions; `stances` head the columns of the table."""

    title: str
    skip: str
    about: str
    parties: str
    party: str
    alone: str
    alone_help: str
    heat_map: str
    heat_map_help: str
    numbers: str
    numbers_help: str
    same: str
    opposed: str
    none: str
    places: str
    all: str
    stance: str
    chapter: str
    only_alone: str
    shown: str
    remark: str
    draft: str
    stances: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RevisionCountPhrases:
    """Pairs that count choice points by what became of them, as parts of a sentence."""

    took: tuple[str, str]
    kept: tuple[str, str]
    dropped: tuple[str, str]
    other: tuple[str, str]
    open: tuple[str, str]
    changed: tuple[str, str]
    gone: tuple[str, str]
    new: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RevisionPhrases:
    """What became of the choice points of a draft.

    `statuses` are those of choice points, and `provisions` those of provisions. `outcomes` say what became of a settled
    one: `took` is filled in with the wording.
    """

    title: str
    step: str
    skip: str
    summary: str
    settled: str
    unsure: str
    fits: str
    legend: str
    listed: str
    nothing: str
    by_chapter: str
    chapter: str
    total: str
    show: str
    status: str
    all: str
    not_old: str
    not_new: str
    was: str
    now: str
    uncertain: str
    editions: str
    link: str
    by_party: str
    party: str
    met: str
    not_met: str
    parties_help: str
    statuses: Mapping[str, str]
    provisions: Mapping[str, str]
    outcomes: Mapping[str, str]
    counts: RevisionCountPhrases


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WorkbenchPhrases:
    """The workbench: its page, the panel of choices, and the Markdown that it downloads."""

    title: str
    limit: str
    no_scripts: str
    choices: str
    profiles: str
    party: str
    no_party: str
    clear: str
    leave_open: str
    places: tuple[str, str]
    absent: str
    undo: str
    redo: str
    decided: str
    now_read: tuple[str, str]
    now_open: tuple[str, str]
    now_changed: tuple[str, str]
    separate: tuple[str, str]
    consequential: tuple[str, str]
    keep_or_discard: str
    separately: str
    keep: str
    discard: str
    next_open: str
    none_open: str
    previous: str
    next: str
    close: str
    places_help: str
    keys: str
    place: str
    dropped: str
    too_many: str
    by_choices: str
    by_default: str
    without: str
    view: str
    source: str
    clean: str
    marked: str
    no_choice: str
    search: str
    next_match: str
    found: str
    match: str
    copy: str
    copy_link: str
    copied: str
    link_copied: str
    file_link_copied: str
    command_copied: str
    not_copied: str
    command: str
    copy_command: str
    download: str
    downloaded: str
    print: str
    unknown: str
    reading: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Phrases:
    """All strings of one language, those of editions first.

    `zero_is_singular`: 0 takes the form for one. `numbers` are those from two on in words, `thousands` and `decimal`
    separators in others. `sections` are the names of parts without a heading, by kind, and `stances` the words before
    the names of parties, by stance.
    """

    zero_is_singular: bool
    thousands: str
    decimal: str
    date: str
    first_of_month: str
    months: tuple[str, ...]
    colon: str
    quoted: str
    notice: str
    notice_long: str
    contents: str
    skip: str
    front: str
    opening: str
    footnotes: str
    footnote: str
    footnote_back: str
    text: str
    table: str
    code: str
    profile: str
    own_choices: str
    for_party: str
    as_drafted: str
    distribution: str
    original: str
    page: str
    made_by: str
    legend: str
    legend_plain: str
    changed: tuple[str, str]
    changed_plain: tuple[str, str]
    marked: str
    marked_help: str
    numbers: tuple[str, ...]
    sections: Mapping[str, str]
    stances: Mapping[str, str]
    counts: CountPhrases
    box: BoxPhrases
    places: PlacePhrases
    annex: AnnexPhrases
    beside: BesidePhrases
    index: IndexPhrases
    comparison: ComparisonPhrases
    positions: PositionsPhrases
    revisions: RevisionPhrases
    workbench: WorkbenchPhrases

    def date_in_words(self, iso: str) -> str:
        """Return a date such as `2023-05-29` in words, and anything else unchanged."""
        match = _ISO_DATE.fullmatch(iso)
        if match is None:
            return iso
        day = int(match[3])
        return self.date.format(self.first_of_month if day == 1 else day, self.months[int(match[2]) - 1], match[1])

    def number(self, number: float, format_: str = ",") -> str:
        """Return a number in digits, in a Python format, with the separators of the language."""
        digits = {",": self.thousands, ".": self.decimal, "-": "−"}
        return "".join(digits.get(digit, digit) for digit in f"{number:{format_}}")

    def count(self, number: int, forms: tuple[str, str]) -> str:
        """Return the form that fits a number, with the number filled in."""
        is_singular = number == 1 or (number == 0 and self.zero_is_singular)
        return forms[0 if is_singular else 1].format(number)

    def sentence(self, number: int, forms: tuple[str, ...], *values: object) -> str:
        """Return the form that fits a number as a sentence, the last form for all that have none of their own.

        The number is in words if it is small; further values are filled in behind it, numbers among them in digits.
        """
        in_words = ("", "", *self.numbers)
        said = in_words[number] if 1 < number < len(in_words) else self.number(number)
        others = (self.number(value) if isinstance(value, int) else value for value in values)
        text = forms[min(number, len(forms)) - 1].format(said, *others)
        return text[:1].upper() + text[1:]

    def size(self, bytes_: int) -> str:
        """Return the size of a file in kilobytes (at least one) or megabytes."""
        if bytes_ < 1_000_000:
            return self.index.kilobytes.format(self.number(max(1, bytes_ / 1000), ",.0f"))
        return self.index.megabytes.format(self.number(bytes_ / 1_000_000, ",.1f"))
