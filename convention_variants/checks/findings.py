"""Inventory → diagnostics: what there is to say about a draft whatever the profile."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convention_variants.brackets.imbalance import bracket_errors
from convention_variants.checks.agreement import find_disagreements
from convention_variants.checks.near_forms import NearForms
from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.diagnostics.diagnostic import Diagnostic
from convention_variants.diagnostics.rules import Rule
from convention_variants.language.option_labels import line_label
from convention_variants.terminology.keys import find_keys
from convention_variants.terminology.model import OptionKey
from convention_variants.text.spans import Span

# Characters of the draft that a message quotes.
_QUOTED_AT_MOST = 60
_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*(\\\[)")
_MANY_ESCAPED = 2


def diagnose(inventory: Inventory) -> tuple[Diagnostic, ...]:
    """Return what there is to say about a draft: the draft's own findings in its order, then its terminology's."""
    found = [
        *bracket_errors(inventory.draft.brackets),
        *_near_misses(inventory),
        *_points(inventory),
        *find_disagreements(inventory),
        *_unread_options(inventory),
        *_escaped(inventory),
        *_joins(inventory),
        *_conversion(inventory),
    ]
    found.sort(key=lambda diagnostic: (diagnostic.span, diagnostic.rule))
    return (*found, *_unused_forms(inventory))


def _points(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield what a choice point is in itself: a blank, in doubt, or one wording without its rival."""
    terms = inventory.terminology.terms
    for point in inventory.points:
        first = point.options[0]
        span, key = Span(first.start, first.end), first.key
        if point.kind is Kind.BLANK:
            yield Diagnostic(Rule.OPEN_BLANK, span, f"{_quoted(span, inventory)} is to be filled in", point.id)
        elif point.open:
            yield Diagnostic(Rule.AMBIGUOUS_ADJACENCY, span, f"{point.id} {_doubt(point)}", point.id)
        elif point.kind is Kind.OPTIONAL and key is not None and len(terms[key.term].options) > 1:
            message = f"{_quoted(span, inventory)} is {key.term}={key.option}, and no rival wording stands beside it"
            yield Diagnostic(Rule.LONE_BRACKET, span, message, point.id)


def _doubt(point: ChoicePoint) -> str:
    if len(point.options) == 1:
        return "can be read in more than one way and stays open"
    if point.options[0].label:
        return f"can be read in more than one way: are these {len(point.options)} options all of their series?"
    return f"can be read in more than one way: are these {len(point.options)} brackets rivals?"


def _near_misses(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the wordings that are no form of an option because of a slip of the pen."""
    terminology = inventory.terminology
    if not terminology.forms:
        return
    near_forms = NearForms(terminology)
    for point in inventory.points:
        if not point.kind.is_choice:
            continue
        present = {option.key for option in point.options if option.key is not None}
        for option in point.options:
            if option.key is not None or option.blank or option.end - option.start > terminology.longest_form:
                continue
            near = near_forms.find(inventory.text(option.inner), present)
            if near is not None:
                span = Span(option.start, option.end)
                form = f'"{near.form}" ({near.key.term}={near.key.option})'
                message = f"{_quoted(span, inventory)} is no form of an option, but nearly {form}"
                yield Diagnostic(Rule.NEAR_MISS_OPTION, span, message, point.id)


def _unread_options(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield what looks like the label of an option paragraph and is read as none."""
    tree = inventory.draft.brackets
    offers = (option for point in inventory.points if point.kind is Kind.ALTERNATIVES for option in point.options)
    labels = sorted((*((option.start, option.inner.start) for option in offers), *tree.code, *tree.metadata))
    text = inventory.draft.source.text
    position, known = 0, 0
    for name in inventory.draft.option_names:
        while position < len(labels) and labels[position][0] <= name:
            known = max(known, labels[position][1])
            position += 1
        if name >= known and (label := line_label(text, name)):
            span = Span(*label)
            message = (
                f"{inventory.text(span)} is read as text: it stands in no series of options, or a bracket straddles it"
            )
            yield Diagnostic(Rule.UNREAD_OPTION, span, message)


def _escaped(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the first escaped bracket, if most opening brackets of the draft are escaped."""
    tree = inventory.draft.brackets
    escaped = [match.start(1) for match in _ESCAPED.finditer(tree.source.text)]
    if len(escaped) < _MANY_ESCAPED:
        return
    others = sum(len(point.options) for point in inventory.points) + len(tree.errors)
    if len(escaped) > others:
        message = rf"{len(escaped)} brackets are escaped (\[) and read as plain text; {others or 'no'} others are not"
        yield Diagnostic(Rule.ESCAPED_BRACKETS, Span(escaped[0], escaped[0] + 2), message)


def _conversion(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the remarks about the conversion of a Word or PDF file."""
    conversion = inventory.draft.source.conversion
    for message, offset in conversion.remarks if conversion else ():
        start = offset or 0
        yield Diagnostic(Rule.CONVERSION, Span(start, start), message, whole_file=offset is None)


def _joins(inventory: Inventory) -> Iterator[Diagnostic]:
    for join in inventory.draft.joins:
        yield Diagnostic(Rule.PAGE_BREAK_JOIN, Span(*join), "a paragraph cut by a page break is read as one")


def _unused_forms(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the options that no bracket has a form of, at their places in `variants.toml`.

    One that a profile puts in the place of those that brackets have is used.
    """
    terminology = inventory.terminology
    used = {option.key for point in inventory.points for option in point.options if option.key is not None}
    terms = {key.term for key in used}
    chosen = {OptionKey(*pair) for profile in terminology.profiles.values() for pair in profile.choose.items()}
    used |= {key for key in chosen if key.term in terms}
    unused = [
        key
        for term in terminology.terms.values()
        for option in term.options.values()
        if (key := OptionKey(term.id, option.id)) not in used
    ]
    source = terminology.source
    paths = [("terms", key.term, "options", key.option) for key in unused]
    spans = find_keys(source, paths) if source else [Span(0, 0)] * len(unused)
    for key, span in zip(unused, spans, strict=True):
        message = f"no bracket has a form of {key.term}={key.option}"
        yield Diagnostic(Rule.UNUSED_FORM, span, message, source=source)


def _quoted(span: Span, inventory: Inventory) -> str:
    """Return a bracket as a message shows it: on one line, and not all of a long one."""
    shown = " ".join(inventory.text(Span(span.start, min(span.end, span.start + 2 * _QUOTED_AT_MOST))).split())
    if span.end - span.start > 2 * _QUOTED_AT_MOST or len(shown) > _QUOTED_AT_MOST:
        return f"{shown[: _QUOTED_AT_MOST - 2]}…]"
    return shown
