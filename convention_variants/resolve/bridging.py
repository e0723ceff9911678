"""Bridging: derive the wording of an option at a choice point that does not offer it.

The compromise that ends a negotiation is in no bracket of the draft. It replaces the wordings that are offered, in the
grammatical frame these have in common. If they have none in common, no wording can be derived.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.terminology.frames import common_frame, framed, occurrence
from convention_variants.terminology.model import Form, Option, Terminology


class Wording(NamedTuple):
    """A wording that replaces the options of a choice point; at a split pair, in the half with the index `half`."""

    text: str
    half: int = 0


class Underivable(Exception):  # noqa: N818 the caller decides whether it is an error
    """No wording can be derived at a choice point; the message says what to write instead."""


def bridge(point: ChoicePoint, option: str, inventory: Inventory) -> Wording:
    """Return how an option of a choice point's term reads at that point.

    Raises `Underivable` if the wordings there do not show how.
    """
    terminology = inventory.terminology
    assert point.term is not None  # the option belongs to one  # noqa: S101 for the type checker
    wanted = terminology.terms[point.term].options[option]
    texts = [inventory.option_text(placed) for placed in point.options]
    if point.leader is not None:
        return _agreeing(texts, wanted, terminology)
    if point.kind is Kind.SPLIT:
        return _split(texts, wanted, terminology)
    occurrences = [one for text in texts if (one := occurrence(text, terminology)) is not None]
    frame = common_frame(occurrences, terminology.language) if len(occurrences) == len(texts) else None
    if frame is None:
        raise Underivable("its wordings differ in more than the term; decide it with --at, or edit the draft")
    form = wanted.forms[0]
    text = framed(form, frame, terminology.language)
    if text is None:
        raise Underivable(f'the words next to "{form.text}" require its number; add number to the option')
    return Wording(text)


def _agreeing(texts: Sequence[str], wanted: Option, terminology: Terminology) -> Wording:
    """Return the agreement words that fit an option: one of the wordings there, or its other number."""
    number = wanted.forms[0].number
    if number is None:
        raise Underivable(
            f'words that agree with "{wanted.forms[0].text}" require its number; add number to the option'
        )
    grammar = terminology.language
    fitting = next((text for text in texts if grammar.number_shown(text.split()[-1].casefold()) is number), None)
    words = texts[0].split()
    last = grammar.number_shown(words[-1])  # a "that" before a plural verb is not a demonstrative, and stays
    inflected = (grammar.inflected(one, number) if grammar.number_shown(one) is last else one for one in words)
    return Wording(fitting or " ".join(inflected))


def _split(texts: Sequence[str], wanted: Option, terminology: Terminology) -> Wording:
    """Return the form that starts with the words that join one half of a split pair to the text before it."""
    for half, text in enumerate(texts):
        if known := terminology.match(text):
            option = terminology.terms[known.key.term].options[known.key.option]
            if joining := _joining_words(known.form, option):
                form = next((form for form in wanted.forms if form.text.startswith(f"{joining} ")), None)
                if form is None:
                    raise Underivable(f'its wordings are separate; add the form "{joining} {wanted.forms[0].text}"')
                return Wording(form.text, half)
    raise Underivable("its wordings are separate; decide it with --at")


def _joining_words(form: Form, option: Option) -> str:
    """Return the words that join a form to the text before it: "associated with".

    These are the words before another form of its option, or else the first two words of a form other than the first.
    """
    texts = [other.text for other in option.forms if other != form]
    words = next((form.text.removesuffix(text).strip() for text in texts if form.text.endswith(f" {text}")), "")
    return words or ("" if form == option.forms[0] else " ".join(form.text.split()[:2]))
