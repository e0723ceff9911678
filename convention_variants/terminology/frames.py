"""Frames: what grammar adds to a form in a sentence, so that another form can be put in the same frame.

`those computer data` is the form `computer data` after a demonstrative, and `A computer system` is the form
`computer system` after an indefinite article, with a capital. So `variants.toml` lists a form only once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Flag
from typing import NamedTuple

from convention_variants.language.grammar import Language
from convention_variants.language.nouns import Number
from convention_variants.terminology.model import Form, FormMatch, Terminology
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.words import capitalized

_AROUND = lazy_pattern(r"([\s*_]*)(.*?)([\s*_]*)", re.DOTALL)
_MARKUP = re.compile(r"[*_\[\]]")
# Shorter words of a title can stay in lower case: "Seizure of Data".
_LONG_ENOUGH = 4


class Capitals(Flag):
    """Which letters of a wording are capitals although its form has them in lower case."""

    NONE = 0
    FIRST = 1
    WORDS = 2
    ALL = 4


class Frame(NamedTuple):
    """What a wording adds to a form.

    `before` and `after` are white space and emphasis marks. `determiner` and `verb` are in the singular, or empty.
    `plural`: the form is in the plural.
    """

    before: str = ""
    determiner: str = ""
    verb: str = ""
    after: str = ""
    plural: bool = False
    capitals: Capitals = Capitals.NONE


class Occurrence(NamedTuple):
    """The form of an option in a wording, and its frame there."""

    match: FormMatch
    frame: Frame


def occurrence(text: str, terminology: Terminology) -> Occurrence | None:
    """Return the form and the frame of a wording; None if it has no known form, or has markup inside."""
    around = _AROUND.fullmatch(text)
    match = terminology.match(text)
    if match is None or around is None or _MARKUP.search(around[2]):
        return None
    grammar, words = terminology.language, around[2].split()
    own = match.form.text.split()
    determiner = verb = ""
    if len(words) > 1 and words[0].casefold() in grammar.determiners:
        if words[0].casefold() != own[0].casefold():
            determiner = _lemma(words[0], grammar)
        words = words[1:]
    if len(words) > 1 and words[-1].casefold() in grammar.verbs and words[-1].casefold() != own[-1].casefold():
        verb = _lemma(words[-1], grammar)
    capitals = _capitals(around[2].split(), own)
    return Occurrence(match, Frame(around[1], determiner, verb, around[3], match.plural, capitals))


def _lemma(word: str, grammar: Language) -> str:
    """Return an agreement word in the singular, and any indefinite article as "a"."""
    word = word.casefold()
    return "a" if word in grammar.articles else grammar.inflected(word, Number.SINGULAR)


def _capitals(words: Sequence[str], own: Sequence[str]) -> Capitals:
    phrase, form = " ".join(words), " ".join(own)
    if phrase.isupper() and not form.isupper():
        return Capitals.ALL
    raised = Capitals.FIRST if words[0][0].isupper() and words[0] != own[0] else Capitals.NONE
    long = [word for word in words if len(word) >= _LONG_ENOUGH]
    titled = len(long) > 1 and all(word[0].isupper() for word in long) and not all(word[0].isupper() for word in own)
    return raised | Capitals.WORDS if titled else raised


def common_frame(occurrences: Sequence[Occurrence], grammar: Language) -> Frame | None:
    """Return the frame that rival wordings share; None if they differ.

    A plural, or a noun without a plural, has no article where a rival has an indefinite one.
    """
    frames = [one.frame for one in occurrences]
    determiners = {frame.determiner for frame in frames}
    if determiners == {"", "a"}:
        bare = [one for one in occurrences if not one.frame.determiner]
        determiners = {"a"} if not any(_is_one(one, grammar) for one in bare) else determiners
    plural = any(frame.plural for frame in frames)
    if plural and any(_is_one(one, grammar) for one in occurrences):
        return None
    if len(determiners) > 1 or len({frame.verb for frame in frames}) > 1:
        return None
    return frames[0]._replace(determiner=determiners.pop(), plural=plural)


def _is_one(one: Occurrence, grammar: Language) -> bool:
    return not one.frame.plural and _is_counted(one.match.form, grammar)


def _is_counted(form: Form, grammar: Language) -> bool:
    """Return whether a form is the singular of a countable noun."""
    return form.number is not Number.PLURAL and grammar.plural(form.text) != form.text


def framed(form: Form, frame: Frame, grammar: Language) -> str | None:
    """Return a form in a frame; None if words around it agree with its number, and the number is not known."""
    text, number = form.text, form.number
    counted = _is_counted(form, grammar)
    if frame.plural and counted:
        text, number = grammar.plural(text), Number.PLURAL
    determiner, verb = frame.determiner, frame.verb
    if text.split()[0].casefold() in grammar.determiners:
        if determiner == "a":
            determiner = ""  # "the use of …" has its own
        elif determiner:
            text = text.split(maxsplit=1)[1]
    if determiner == "a":
        determiner = (grammar.article(text) or "a") if counted else ""
    elif number is None and grammar.number_shown(determiner):
        return None
    if number is None and verb:
        return None
    if number is not None:
        determiner, verb = grammar.inflected(determiner, number), grammar.inflected(verb, number)
    phrase = " ".join(part for part in (determiner, text, verb) if part)
    return f"{frame.before}{_capitalized(phrase, frame.capitals)}{frame.after}"


def _capitalized(phrase: str, capitals: Capitals) -> str:
    if Capitals.ALL in capitals:
        return phrase.upper()
    if Capitals.WORDS in capitals:
        phrase = " ".join(capitalized(word) if len(word) >= _LONG_ENOUGH else word for word in phrase.split())
    return capitalized(phrase) if Capitals.FIRST in capitals else phrase
