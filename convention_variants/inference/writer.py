"""The text of the `variants.toml` that `init` writes, a few lines at a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.inference.terms import Doubt
from convention_variants.language.data import all_languages, any_of
from convention_variants.outline.nodes import Draft, Section, SectionKind, shown_text, walk
from convention_variants.reports.entries import toml_string
from convention_variants.reports.inventory import option_texts, wordings_shown
from convention_variants.terminology.model import Option, Profile, Term
from convention_variants.text.display import counted, on_one_line, shortened
from convention_variants.text.words import single_spaced

_WIDTH = 110
_LONGEST_LABEL = 100
# More are too many to decide at once.
_SHOWN_AT_MOST = 20
_NAMED_AT_MOST = 3
# Longer wordings are passages, not names.
_LONGEST_NAME = 60
# Only the masthead at the top; symbols further down are those of other documents.
_MASTHEAD = 3000
# The organ, and after a slash something with a number: "A/AC.291/22".
_SYMBOL = re.compile(r"^[^\w\n]*([A-Z]{1,6}/(?=\S*\d)[A-Z0-9./()-]*[A-Z0-9)])[^\w\n]*$", re.MULTILINE)
_TITLE = re.compile(r"^title:[^\S\n]*(\S.*)$", re.MULTILINE)
_NAME = re.compile(any_of(data.document.title_pattern for data in all_languages()), re.IGNORECASE)
_LONGEST_TITLE = 200


class Proposal(NamedTuple):
    """The text of a `variants.toml` for a person to review, a summary of it on one line, and its draft."""

    text: str
    summary: str
    inventory: Inventory


def comment(text: str) -> Iterator[str]:
    """Yield a text as comment lines."""
    return (f"# {line}" for line in wrap(text, _WIDTH - 2, break_long_words=False, break_on_hyphens=False))


def document_lines(draft: Draft, language: str, earlier_title: str = "") -> Iterator[str]:
    """Yield the `[document]` table; what is not certain is a comment. The title may be that of an earlier draft."""
    codes = " or ".join(toml_string(data.code) for data in all_languages() if data.code != "en")
    said = (
        ("symbol", _symbol(draft), "A/…", ""),
        ("title", _title(draft) or earlier_title, next(_headings(draft), "…"), ""),
        ("language", language, "en", f"  # or {codes}"),
    )
    yield "[document]"
    for key, value, example, others in said:
        yield f"{key} = {toml_string(value)}" if value else f"# {key} = {toml_string(example)}{others}"


def _symbol(draft: Draft) -> str:
    """Return the document symbol on a line of its own at the top of a draft, or "" unless there is exactly one."""
    symbols = set(_SYMBOL.findall(draft.source.text[:_MASTHEAD]))
    return symbols.pop() if len(symbols) == 1 else ""


def _title(draft: Draft) -> str:
    """Return the title of a draft, from its front matter or a heading like "Draft convention", or ""."""
    text = draft.source.text
    for span in draft.brackets.metadata:
        if match := _TITLE.search(text, *span):
            return match[1].strip().strip("\"'").strip()
    return next((title for title in _headings(draft) if _NAME.match(title)), "")


def _headings(draft: Draft) -> Iterator[str]:
    """Yield the headings of a draft other than articles and chapters, without those that contain brackets."""
    for node in walk((*draft.front, *draft.body)):
        if isinstance(node, Section) and node.kind is SectionKind.OTHER and not node.label:
            title = shown_text(node.title, draft.source.text)
            if 0 < len(title) <= _LONGEST_TITLE and "[" not in title:
                yield title


def term_lines(term: Term) -> Iterator[str]:
    """Yield the tables of a term and its options."""
    yield f"[terms.{term.id}]"
    yield f"label = {toml_string(shortened(on_one_line(term.label), _LONGEST_LABEL))}"
    yield ""
    for option in term.options.values():
        yield f"[terms.{term.id}.options.{option.id}]"
        yield from _option_lines(option)
        yield ""


def _option_lines(option: Option) -> Iterator[str]:
    """Yield the forms of an option, with their number if known."""
    numbers = {form.number for form in option.forms}
    shared = next(iter(numbers)) if len(numbers) == 1 else None
    forms = [
        toml_string(text) if number in (None, shared) else f'{{ text = {toml_string(text)}, number = "{number}" }}'
        for text, number in option.forms
    ]
    line = f"forms = [{', '.join(forms)}]"
    yield from [line] if len(line) <= _WIDTH else ["forms = [", *(f"  {form}," for form in forms), "]"]
    if shared:
        yield f'number = "{shared}"'


def term_comment(points: Sequence[ChoicePoint], inventory: Inventory) -> Iterator[str]:
    """Yield how often a term occurs in the draft, and where first."""
    if points:
        yield f"# {counted(len(points), 'place')}, first at {_place(points[0], inventory)}:"
        yield f"#   {wordings_shown(option_texts(points[0], inventory), _WIDTH - 4)}"


def profile_lines(profile: Profile, left: Mapping[str, str]) -> Iterator[str]:
    """Yield the table of a profile; `left` maps each term it leaves open to the reason."""
    yield f"[profiles.{profile.id}]"
    yield f"label = {toml_string(profile.label)}"
    pairs = [f"{term} = {toml_string(option)}" for term, option in profile.choose.items()]
    line = f"choose = {{ {', '.join(pairs)} }}"
    yield from [line] if len(line) <= _WIDTH else ["", f"[profiles.{profile.id}.choose]", *pairs]
    for term, why in left.items():
        yield from comment(f"{term} is left open: {why}.")
    yield ""


def apart_lines(points: Sequence[ChoicePoint], inventory: Inventory) -> Iterator[str]:
    """Yield the entries that read separate wordings of a sentence as optional texts."""
    if points:
        yield "# Options of one term, apart in a sentence: optional texts. Delete an entry to read alternatives."
        yield ""
    for point in points:
        texts = ", ".join(toml_string(single_spaced(text)) for text in option_texts(point, inventory))
        yield f'[[decisions]]\nat = {toml_string(point.id)}\noptions = [{texts}]\nas = "optionals"\n'


def blank_lines(words: Iterable[str]) -> Iterator[str]:
    """Yield the brackets that look like blanks, as a comment."""
    if listed := ", ".join(toml_string(on_one_line(word)) for word in words):
        yield "# These look like blanks. Uncomment the table to fill them in instead of keeping or dropping them."
        yield f"#\n# [blanks]\n# words = [{listed}]\n"


def doubt_lines(doubts: Sequence[Doubt], inventory: Inventory) -> Iterator[str]:
    """Yield the doubts for a person to decide, in source order; if there are too many, the most frequent."""
    shown = [index for index, doubt in enumerate(doubts) if all(len(form) <= _LONGEST_NAME for form in _forms(doubt))]
    chosen = sorted(shown, key=lambda index: -len(doubts[index].points))[:_SHOWN_AT_MOST]
    if chosen:
        yield from comment(
            "Please decide: wordings that occur once may be a term, and wordings shared with a term may belong to it,"
            " be another term, or be a typo. Uncomment what is a term, and add choices to the profiles."
        )
        yield "#"
    for index in sorted(chosen):
        doubt = doubts[index]
        more = f", and {counted(len(doubt.points) - 1, 'more place')}" if len(doubt.points) > 1 else ""
        yield f"# {_place(doubt.points[0], inventory)}{more}:"
        if doubt.term is None:
            yield f"#   {wordings_shown(option_texts(doubt.points[0], inventory), _WIDTH - 4)}"
            yield f"#   {shortened(_why(doubt), _WIDTH - 4)}"
        else:
            yield f"# [terms.{doubt.term.id}.options]"
            for option in doubt.term.options.values():
                yield f"# {option.id}.forms = [{', '.join(toml_string(form.text) for form in option.forms)}]"
        yield "#"
    if len(doubts) > len(chosen):
        yield f"# … and {len(doubts) - len(chosen)} more: `convention-variants choices` lists every choice point."


def _forms(doubt: Doubt) -> list[str]:
    return [form.text for option in doubt.term.options.values() for form in option.forms] if doubt.term else []


def _why(doubt: Doubt) -> str:
    """Return why the wordings of a doubt are not a term of their own."""
    if not doubt.known:
        return "these wordings have other alternatives elsewhere"
    if len(doubt.known) > 1:
        return f"belong to different terms: {', '.join(doubt.known)}"
    new = ", ".join(toml_string(on_one_line(text)) for text in doubt.new)
    return f"belong to {doubt.known[0]}, {f'except {new}' if new else 'but in another order'}"


def named(points: Sequence[ChoicePoint], inventory: Inventory) -> str:
    """Return the first choice points by id and location, and how many more there are."""
    more = f" and {len(points) - _NAMED_AT_MOST} more" if len(points) > _NAMED_AT_MOST else ""
    return ", ".join(_place(point, inventory) for point in points[:_NAMED_AT_MOST]) + more


def open_kinds(points: Collection[ChoicePoint]) -> str:
    """Return how many of some choice points are of each kind, in words."""
    counts = Counter(None if point.open else point.kind for point in points)
    kinds = {
        None: "ambiguous",
        Kind.OPTIONAL: "optional",
        Kind.ALTERNATIVES: "alternatives without a term",
        Kind.SPLIT: "split pairs",
    }
    return ", ".join(f"{counts[kind]} {what}" for kind, what in kinds.items() if counts[kind])


def _place(point: ChoicePoint, inventory: Inventory) -> str:
    location = inventory.draft.source.location(point.start)
    return f"{point.id} ({location.words or f'line {location.line}'})"
