"""Inventory → the findings about a draft that do not depend on a profile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from convention_variants.brackets.imbalance import bracket_errors
from convention_variants.checks.agreement import find_disagreements
from convention_variants.checks.near_forms import NearForms
from convention_variants.choices.alternation import or_lines
from convention_variants.choices.clauses import spoken_clauses
from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.unbracketed import remarks_in_parentheses, remarks_on_lines
from convention_variants.diagnostics.diagnostic import Diagnostic
from convention_variants.diagnostics.rules import KEEP_OR_DROP, Rule
from convention_variants.language.option_labels import (
    label_amid,
    line_label,
    named_option,
    option_names,
    phrase_with_option,
    unread_names,
)
from convention_variants.outline.labels import counts_on, marks_rival
from convention_variants.outline.nodes import Draft, Item, walk, written
from convention_variants.terminology.keys import find_keys
from convention_variants.terminology.model import OptionKey
from convention_variants.text.garbage import garbage_collection_paused
from convention_variants.text.spans import Span, SpanIndex, merge_spans
from convention_variants.text.words import single_spaced

# Characters of the draft that a message quotes.
_QUOTED_AT_MOST = 60
_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*(\\\[)")
_MANY_ESCAPED = 2
_JOINED = "paragraph split by a page break was joined"
_TITLE_LINE = re.compile(r"[^\r\n]{1,79}[^\s.,](?=[^\S\r\n]*(?:[\r\n]|\Z))")

_Labelled = tuple[Span, Item]


@garbage_collection_paused()
def diagnose(inventory: Inventory) -> tuple[Diagnostic, ...]:
    """Return the findings about a draft: those of the text in its order, then those of its terminology."""
    rivals = list(_rival_labels(inventory))
    findings = [
        *bracket_errors(inventory.draft.brackets),
        *_near_misses(inventory),
        *_points(inventory),
        *find_disagreements(inventory),
        *_outside_brackets(inventory),
        *_unread_options(inventory, rivals),
        *_unread_names(inventory, rivals),
        *_unread_rivals(inventory, rivals),
        *_escaped(inventory),
        *(Diagnostic(Rule.PAGE_BREAK_JOIN, Span(*join), _JOINED) for join in inventory.draft.joins),
        *_conversion(inventory),
    ]
    findings.sort(key=lambda diagnostic: (diagnostic.span, diagnostic.rule))
    return (*findings, *_unused_forms(inventory))


def _points(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the choice points that are blanks, ambiguous, or one option of a term without an alternative."""
    terms = inventory.terminology.terms
    for point in inventory.points:
        first = point.options[0]
        span, key = Span(first.start, first.end), first.key
        if point.kind is Kind.BLANK:
            yield Diagnostic(Rule.OPEN_BLANK, span, f"{_quoted(span, inventory)} is not filled in", point.id)
        elif unread := [option for option in point.options if option.unread]:
            for option in unread:
                span = Span(option.start, option.end)
                message = f"cannot read who proposes or opposes what in {_quoted(span, inventory)}"
                yield Diagnostic(Rule.UNREAD_ATTRIBUTION, span, message, point.id)
        elif point.open:
            hint = KEEP_OR_DROP if point.kind is Kind.OPTIONAL else ""  # one bracket has no rivals to declare
            yield Diagnostic(Rule.AMBIGUOUS_ADJACENCY, span, f"{point.id} {_doubt(point)}", point.id, hint=hint)
        elif point.kind is Kind.OPTIONAL and key is not None and len(terms[key.term].options) > 1:
            message = f"{_quoted(span, inventory)} is {key.term}={key.option}, but has no alternative next to it"
            yield Diagnostic(Rule.LONE_BRACKET, span, message, point.id)


def _doubt(point: ChoicePoint) -> str:
    if len(point.options) == 1:
        return "is ambiguous and stays open"
    if point.options[0].label:
        return f"is ambiguous: it may have more than these {len(point.options)} options, or the last may end earlier"
    return f"is ambiguous: {len(point.options)} adjacent brackets"


def _near_misses(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the wordings that a typo keeps from being a form of an option."""
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
                form = f'"{near.form.text}" ({near.key.term}={near.key.option})'
                message = f"{_quoted(span, inventory)} is one typo away from {form}"
                yield Diagnostic(Rule.NEAR_MISS_OPTION, span, message, point.id)


def _outside_brackets(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the proposals of parties in parentheses, or on lines of their own, which are read as text."""
    draft, text = inventory.draft, inventory.draft.source.text
    options = [option for point in inventory.points for option in point.options]
    unread = SpanIndex(merge_spans((option.start, option.end) for option in options if option.unread))
    bracketed = SpanIndex(merge_spans((option.start, option.end) for option in options))
    remarks = [span for span in remarks_in_parentheses(text) if not unread.at(span.start)]
    remarks += remarks_on_lines(text, [start for start in draft.blocks if not bracketed.at(start)])
    notes = (note.content for note in draft.footnotes if note.content)
    no_text = (*draft.brackets.code, *draft.brackets.metadata, *(Span(note[0].start, note[-1].end) for note in notes))
    known = SpanIndex(merge_spans((*remarks, *no_text)))
    remarks += (span for span in spoken_clauses(text) if not (bracketed.at(span.start) or known.at(span.start)))
    for span in remarks:
        message = f"{_quoted(span, inventory)} is read as part of the text, not as a proposal"
        yield Diagnostic(Rule.UNREAD_ATTRIBUTION, span, message)


def _unread_options(inventory: Inventory, rivals: Sequence[_Labelled]) -> Iterator[Diagnostic]:
    """Yield what looks like the label of an option paragraph but is read as text.

    Lines that continue as a sentence, "Option 1 agree", may be options only if the next one counts on.
    """
    tree = inventory.draft.brackets
    offers = (option for point in inventory.points if point.kind is Kind.ALTERNATIVES for option in point.options)
    labels = ((option.start, option.inner.start) for option in offers)
    known = SpanIndex(merge_spans((*labels, *(span for span, _ in rivals), *tree.code, *tree.metadata)))
    text = inventory.draft.source.text
    found: list[Span] = []
    phrases: list[Span] = []
    done = 0
    for name in option_names(text):
        if name < done or known.at(name):
            continue
        if label := _label(name, inventory.draft):
            found.append(Span(*label))
            done = label[1]
        elif phrase := phrase_with_option(text, name):
            phrases.append(Span(*phrase))
    pairs = (pair for pair in pairwise(phrases) if counts_on(*map(inventory.text, reversed(pair))))
    for span in (*found, *dict.fromkeys(chain.from_iterable(pairs))):
        in_cell = text.startswith("|", text.rfind("\n", 0, span.start) + 1)
        why = "a cell of a table is no option" if in_cell else "it has no series of options, or a bracket crosses it"
        yield Diagnostic(Rule.UNREAD_OPTION, span, f"{inventory.text(span)} is read as plain text: {why}")


def _label(name: int, draft: Draft) -> tuple[int, int] | None:
    """Return the span of the option label whose name may begin at an offset, if there is one."""
    text = draft.source.text
    label = line_label(text, name) or label_amid(text, name)
    return label or (named_option(text, name) if _may_be_label(name, draft) else None)


def _may_be_label(offset: int, draft: Draft) -> bool:
    """Return whether an offset is at the beginning of a block, or in its first line if that looks like a title."""
    text, start = draft.source.text, draft.blocks[draft.block_at(offset) - 1] if draft.blocks else 0
    line = _TITLE_LINE.match(text, start)
    return not text[start:offset].strip("*_[{") or (line is not None and start <= offset < line.end())


def _unread_names(inventory: Inventory, rivals: Sequence[_Labelled]) -> Iterator[Diagnostic]:
    """Yield what names another wording and is in no choice: "Alternative:", or "OR" on its own line."""
    text = inventory.draft.source.text
    choices = [point for point in inventory.points if point.kind is Kind.ALTERNATIVES]
    labels = ((one.start, one.inner.start) for point in choices for one in point.options)
    pairs = (pair for point in choices for pair in pairwise(point.options))
    between = ((one.inner.end, max(one.inner.end, other.inner.start)) for one, other in pairs)
    found = (
        ("name an option", list(unread_names(text)), (*labels, *(span for span, _ in rivals))),
        ("separate options", list(or_lines(text)), between),
    )
    for what, spans, read in found:
        known = SpanIndex(merge_spans(read) if spans else ())
        for span in spans:
            if not (known.at(span.start) or line_label(text, span.start)):  # a label is reported as one
                message = f"{inventory.text(span)} may {what}, but is read as plain text"
                yield Diagnostic(Rule.UNREAD_OPTION, span, message)


def _unread_rivals(inventory: Inventory, rivals: Sequence[_Labelled]) -> Iterator[Diagnostic]:
    """Yield the labels of rival paragraphs (`1 alt.`) that are agreed text: in no choice, and not in brackets."""
    text = inventory.draft.source.text
    options = SpanIndex(merge_spans((one.start, one.end) for point in inventory.points for one in point.options))
    for span, node in rivals:
        bracketed = bool(node.content) and text.startswith("[", node.content[0].start)
        if not options.at(span.start) and not bracketed:
            why = "it does not follow the paragraph it is a rival of"
            yield Diagnostic(Rule.UNREAD_OPTION, span, f"{inventory.text(span)} is read as agreed text: {why}")


def _rival_labels(inventory: Inventory) -> Iterator[_Labelled]:
    """Yield the labels of rival paragraphs, each with its paragraph."""
    text = inventory.draft.source.text
    for node in walk((*inventory.draft.front, *inventory.draft.body)):
        if isinstance(node, Item) and node.label and marks_rival(written(node.label, text)):
            yield Span(node.label[0].start, node.label[-1].end), node


def _escaped(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the first escaped bracket, if most opening brackets of the draft are escaped."""
    tree = inventory.draft.brackets
    if r"\[" not in tree.source.text:
        return
    escaped = [match.start(1) for match in _ESCAPED.finditer(tree.source.text)]
    if len(escaped) < _MANY_ESCAPED:
        return
    others = sum(len(point.options) for point in inventory.points)
    if len(escaped) > others:
        message = rf"{len(escaped)} brackets are escaped (\[) and read as plain text; {others or 'no'} others are not"
        yield Diagnostic(Rule.ESCAPED_BRACKETS, Span(escaped[0], escaped[0] + 2), message)


def _conversion(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the remarks about the conversion of a Word or PDF file."""
    conversion, text = inventory.draft.source.conversion, inventory.draft.source.text
    for message, offset in conversion.remarks if conversion else ():
        start = offset or 0
        while text[start : start + 1].isspace():  # a remark can be before the blank line above its paragraph
            start += 1
        yield Diagnostic(Rule.CONVERSION, Span(start, start), message, whole_file=offset is None)


def _unused_forms(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the options that no bracket has a form of, and no profile chooses over others that are there."""
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
        message = f"no bracket uses {key.term}={key.option}"
        yield Diagnostic(Rule.UNUSED_FORM, span, message, source=source)


def _quoted(span: Span, inventory: Inventory) -> str:
    """Return a bracket or parentheses for a message: on one line, cut if they are long."""
    shown = single_spaced(inventory.text(Span(span.start, min(span.end, span.start + 2 * _QUOTED_AT_MOST))))
    if span.end - span.start > 2 * _QUOTED_AT_MOST or len(shown) > _QUOTED_AT_MOST:
        return f"{shown[: _QUOTED_AT_MOST - 2]}…{inventory.text(span)[-1]}"
    return shown
