"""What `init` inferred → the text of a `variants.toml` that a drafter reads, corrects and keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.inference.terms import Doubt
from convention_variants.language.nouns import Number
from convention_variants.reports.entries import toml_string
from convention_variants.reports.inventory import option_texts, wordings_shown
from convention_variants.terminology.model import Form, Option, Profile, Term
from convention_variants.text.display import counted, on_one_line, shortened

_WIDTH = 110
_LONGEST_LABEL = 100
# More than this nobody decides in one go.
_SHOWN_AT_MOST = 20
_NAMED_AT_MOST = 3
# What is longer is rather a passage.
_LONGEST_NAME = 60


def comment(text: str) -> Iterator[str]:
    """Yield a text as lines of comment."""
    yield from (f"# {line}" for line in wrap(text, _WIDTH - 2, break_long_words=False, break_on_hyphens=False))


def document_lines(said: Mapping[str, str], examples: Mapping[str, str]) -> Iterator[str]:
    """Yield the table of what the draft is; what it does not say plainly is a comment, to be filled in."""
    yield "[document]"
    for key in ("symbol", "title", "language"):
        yield f"{key} = {toml_string(said[key])}" if said[key] else f"# {key} = {toml_string(examples[key])}"
    yield ""


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
    """Yield the forms of an option, with their number where it is known."""
    numbers = {form.number for form in option.forms}
    shared = next(iter(numbers)) if len(numbers) == 1 else None
    forms = [_form(form, shared) for form in option.forms]
    line = f"forms = [{', '.join(forms)}]"
    if len(line) <= _WIDTH:
        yield line
    else:
        yield from ("forms = [", *(f"  {form}," for form in forms), "]")
    if shared:
        yield f"number = {toml_string(shared)}"


def _form(form: Form, shared: Number | None) -> str:
    text = toml_string(form.text)
    return text if form.number in (None, shared) else f"{{ text = {text}, number = {toml_string(form.number)} }}"


def term_comment(points: Sequence[ChoicePoint], inventory: Inventory) -> Iterator[str]:
    """Yield what a term is about: how often it stands in the draft, and where first."""
    if points:
        yield f"# {counted(len(points), 'place')}, the first of them {_place(points[0], inventory)}:"
        yield f"#   {wordings_shown(option_texts(points[0], inventory), _WIDTH - 4)}"


def profile_lines(profile: Profile, left: Mapping[str, str]) -> Iterator[str]:
    """Yield the table of a profile; `left` says of each term for which it chooses nothing why that is so."""
    yield f"[profiles.{profile.id}]"
    yield f"label = {toml_string(profile.label)}"
    pairs = [f"{term} = {toml_string(option)}" for term, option in profile.choose.items()]
    line = f"choose = {{ {', '.join(pairs)} }}"
    yield from [line] if len(line) <= _WIDTH else ["", f"[profiles.{profile.id}.choose]", *pairs]
    for term, why in left.items():
        yield from comment(f"Nothing is chosen for {term}: {why}.")
    yield ""


def apart_lines(points: Sequence[ChoicePoint], inventory: Inventory) -> Iterator[str]:
    """Yield the entries by which wordings that stand apart in a sentence are no rivals."""
    if points:
        yield "# Options of one term that stand apart in a sentence: rivals, if you delete the entry."
        yield ""
    for point in points:
        texts = (toml_string(" ".join(text.split())) for text in option_texts(point, inventory))
        yield from ("[[decisions]]", f"at = {toml_string(point.id)}", f"options = [{', '.join(texts)}]")
        yield from ('as = "optionals"', "")


def blank_lines(words: Iterable[str]) -> Iterator[str]:
    """Yield the brackets that look like blanks, as a comment."""
    listed = ", ".join(toml_string(on_one_line(word)) for word in words)
    if listed:
        yield "# These look as if they were to be filled in; as it stands, they are words to keep or to drop."
        yield "#"
        yield "# [blanks]"
        yield f"# words = [{listed}]"
        yield ""


def doubt_lines(doubts: Sequence[Doubt], inventory: Inventory) -> Iterator[str]:
    """Yield what is for a person to decide, in the order of the draft; of too many, those that recur most."""
    shown = [index for index, doubt in enumerate(doubts) if doubt.term is None or _is_short(doubt.term)]
    chosen = sorted(shown, key=lambda index: -len(doubts[index].points))[:_SHOWN_AT_MOST]
    if chosen:
        yield from comment(
            "For you to decide: what stands once may be a term or none, and what shares wordings with a term may be a"
            " part of it, another term, or a slip. Uncomment what is a term, and let the profiles choose from it."
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
        yield f"# … and {len(doubts) - len(chosen)} more: `convention-variants choices` lists every place."


def _is_short(term: Term) -> bool:
    return all(len(form.text) <= _LONGEST_NAME for option in term.options.values() for form in option.forms)


def _why(doubt: Doubt) -> str:
    """Say why the wordings of a doubt are no term of their own."""
    if len(doubt.known) > 1:
        return f"of different terms: {', '.join(doubt.known)}"
    new = ", ".join(toml_string(on_one_line(text)) for text in doubt.new)
    if doubt.known:
        return f"of {doubt.known[0]}, but for {new}" if new else f"all of {doubt.known[0]}, but not in this way"
    return "these wordings stand with others elsewhere"


def named(points: Sequence[ChoicePoint], inventory: Inventory) -> str:
    """Return the first of some places by their ids and lines, and how many more there are."""
    more = f" and {len(points) - _NAMED_AT_MOST} more" if len(points) > _NAMED_AT_MOST else ""
    return ", ".join(_place(point, inventory) for point in points[:_NAMED_AT_MOST]) + more


def open_kinds(points: Collection[ChoicePoint]) -> str:
    """Return what kinds of choice points there are among some, with their numbers."""
    counts = Counter("doubtful" if point.open else point.kind for point in points)
    kinds = {
        "doubtful": "that can be read in more than one way",
        Kind.OPTIONAL: "to keep or to drop",
        Kind.ALTERNATIVES: "between wordings of no term",
        Kind.SPLIT: "between halves of a sentence",
    }
    return ", ".join(f"{counts[kind]} {what}" for kind, what in kinds.items() if counts[kind])


def _place(point: ChoicePoint, inventory: Inventory) -> str:
    return f"{point.id} (line {inventory.draft.source.position(point.start).line})"
