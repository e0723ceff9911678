"""Findings as text for people, each with the line that it is about, as a terminal shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from convention_variants.choices.inventory import Inventory
from convention_variants.diagnostics.rules import Rule, Severity
from convention_variants.reports.cells import beginning, ending, width_of
from convention_variants.reports.entries import consequential_entry, decision_entry
from convention_variants.reports.findings import Finding
from convention_variants.resolve.coverage import Coverage
from convention_variants.text.display import counted, printable
from convention_variants.text.source import LINE_END, Source
from convention_variants.text.spans import Span

SHOWN_AT_MOST = 10
ERRORS_SHOWN_AT_MOST = 50
_INDENT = " " * 4
_NARROWEST = 40
_TAB = " " * 4

# Takes the role of a text ("place", "hint", or a severity) and the text, and returns the text in color.
Paint = Callable[[str, str], str]


def as_text(findings: Iterable[Finding], inventory: Inventory, width: int, paint: Paint) -> Iterator[str]:
    """Yield findings for people, each with its line and carets below, and the entries that can fix some of them.

    Notes come first and errors last, nearest the prompt. At most 50 errors are shown, and ten findings of each other
    rule. Each hint is shown once. `width` is that of the terminal, in cells.
    """
    by_severity: dict[Severity, list[Finding]] = {severity: [] for severity in reversed(Severity)}
    for finding in findings:
        by_severity[finding.severity].append(finding)
    errors = by_severity.pop(Severity.ERROR)
    others = [finding for some in by_severity.values() for finding in some]
    yield from _limited(others, width, paint)
    fixes = list(_fixes([*others, *errors], inventory))
    yield from [*fixes, ""] if fixes and errors else fixes
    yield from _limited(errors, width, paint)


def _limited(findings: Iterable[Finding], width: int, paint: Paint) -> Iterator[str]:
    """Yield the entries of the first findings, and how many more there are."""
    seen: Counter[Rule] = Counter()
    hidden: Counter[Rule] = Counter()
    hints: set[str] = set()
    for finding in findings:
        rule = finding.diagnostic.rule
        is_error = finding.severity is Severity.ERROR
        if (seen.total() >= ERRORS_SHOWN_AT_MOST) if is_error else (seen[rule] >= SHOWN_AT_MOST):
            hidden[rule] += 1
            continue
        yield from _entry(finding, width, paint)
        if (hint := finding.diagnostic.advice) not in hints:
            yield paint("hint", f"{_INDENT}hint: {hint}")
            hints.add(hint)
        seen[rule] += 1
    if hidden:
        more = ", ".join(f"{count:,} more {rule}" for rule, count in hidden.items())
        yield f"… and {more} (--format json lists them all)"


def _entry(finding: Finding, width: int, paint: Paint) -> Iterator[str]:
    diagnostic = finding.diagnostic
    place = paint("place", printable(f"{finding.place}:"))
    severity = paint(finding.severity.value, f"{finding.severity}:")
    yield f"{place} {severity} {printable(diagnostic.message)} [{paint('rule', diagnostic.rule)}]"
    if diagnostic.whole_file:
        return
    written, span = finding.source.written, finding.source.written_span(diagnostic.span)
    line, marks = excerpt(written, span, max(width, _NARROWEST) - len(_INDENT) - 1)  # a full line wraps
    if line:
        yield printable(f"{_INDENT}{line}")
        yield paint(finding.severity.value, f"{_INDENT}{marks}")


def _fixes(findings: Sequence[Finding], inventory: Inventory) -> Iterator[str]:
    doubts = [one.diagnostic.point for one in findings if one.diagnostic.rule is Rule.AMBIGUOUS_ADJACENCY]
    remedies = [consequential_entry(one.diagnostic.remedy) for one in findings if one.diagnostic.remedy]
    if doubts:
        yield "To decide ambiguous brackets, paste into variants.toml and edit:"
        yield from _entries([decision_entry(point, inventory) for point in doubts[:SHOWN_AT_MOST]], len(doubts))
    if remedies:
        yield "To make these words agree with the choice, paste into variants.toml:"
        yield from _entries(remedies[:SHOWN_AT_MOST], len(remedies))


def _entries(shown: Sequence[str], number: int) -> Iterator[str]:
    yield from (f"\n{entry}" for entry in shown)
    if number > len(shown):
        yield f"\n# … and {number - len(shown)} more"


def coverage_line(covered: Coverage) -> str:
    """Return how many choice points a profile decides, on one line."""
    by = ", ".join(f"{number} by {basis}" for basis, number in covered.by.items() if number)
    decided = f"{covered.decided} of {covered.points} decided{f' ({by})' if by else ''}"
    return f"profile {covered.profile}: {decided}, {len(covered.open)} open, {counted(covered.blanks, 'blank')}"


def summary(findings: Iterable[Finding], *, notes_hidden: bool = False) -> str:
    """Return how many findings there are of each severity, on one line."""
    counts = Counter(finding.severity for finding in findings)
    shown = [counted(counts[severity], severity) for severity in Severity if counts[severity]]
    hidden = counts[Severity.NOTE] if notes_hidden else 0
    listed = f" (--notes lists {'it' if hidden == 1 else 'them'})" if hidden else ""
    return ", ".join(shown) + listed if shown else "no findings"


def excerpt(source: Source, span: Span, width: int) -> tuple[str, str]:
    """Return the line in which a span begins, cut to `width` cells around that place, and the marks below it.

    They are `^` under the first character of the span, and `~` under the rest. Only characters that may be shown are
    looked at, since a whole draft can be one line.
    """
    # Twice as many characters as cells, since each can have a combining one.
    reach = 2 * width
    text, start = source.text, span.start
    line_start = start - source.position(start).column + 1
    line_end = LINE_END.search(text, start, start + reach)
    stop = line_end.start() if line_end else min(start + reach, len(text))
    marked_stop = max(start, min(span.end, stop))
    first = max(line_start, start - reach)

    before, marked, after = (_shown(text[slice(*part)]) for part in pairwise((first, start, marked_stop, stop)))
    room = max(width // 3, width - max(width_of(marked + after), 1))
    lead = before if first == line_start and width_of(before) <= room else f"…{ending(before, room - 1)}"
    room = width - width_of(lead)
    is_cut = line_end is None and stop < len(text)
    rest = marked + after
    rest = rest if not is_cut and width_of(rest) <= room else f"{beginning(rest, room - 1)}…"
    tildes = "~" * (min(width_of(marked), width_of(rest)) - 1)
    return f"{lead}{rest}".rstrip(), f"{' ' * width_of(lead)}^{tildes}"


def _shown(text: str) -> str:
    return "".join(map(_shown_character, text))


@lru_cache(maxsize=4096)
def _shown_character(char: str) -> str:
    """Return a character as a terminal shows it: white space as spaces, control characters replaced."""
    if char == "\t":
        return _TAB
    if char.isspace():
        return " " * max(width_of(char), 1)
    return char if printable(char) == char else "\N{REPLACEMENT CHARACTER}"
