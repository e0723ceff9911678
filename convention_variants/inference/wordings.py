"""The wordings of a draft's alternatives, normalized like forms, and the patterns of those that recur side by side."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.language.grammar import Language
from convention_variants.language.nouns import Number
from convention_variants.language.placeholders import is_anything_else
from convention_variants.terminology.model import Form, normal_form
from convention_variants.text.words import single_spaced

# Longer wordings are passages, not names; choices with more options are not vocabulary.
_LONGEST_NAME = 160
_MOST_OPTIONS = 8
_AROUND = "*_ \t\r\n"
_FIGURE = re.compile(r"[a-z]|[ivx]{1,4}|\W*\d\S*")
# A possessive ending is not part of the word.
_WORD = re.compile(r"[^\W_]+(?:[-.'’](?!s\b)[^\W_]+)*(?:['’]s\b)?")


@dataclass(slots=True)
class Pattern:
    """The keys of wordings that occur side by side in this order, and the choice points where they do."""

    keys: tuple[str, ...]
    points: list[ChoicePoint] = field(default_factory=list)


@dataclass(slots=True)
class _Seen:
    """The spellings of a wording, and the numbers that agreeing words show for it."""

    spellings: Counter[str] = field(default_factory=Counter)
    inside: set[Number] = field(default_factory=set)


class Wordings:
    """All wordings of a draft that may be names, by their keys; a plural has the key of its singular."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self.grammar = inventory.terminology.language
        self._seen: defaultdict[str, _Seen] = defaultdict(_Seen)
        keyed = [(point, keys) for point in inventory.points if (keys := self._keys(point))]
        self._singular = {
            plural: key for key in self._seen if (plural := self.grammar.plural(key)) != key and plural in self._seen
        }
        self.patterns = _patterns((point, tuple(self._singular.get(key, key) for key in keys)) for point, keys in keyed)

    def key(self, wording: str) -> str:
        """Return the key of a wording: its normal form, in the singular if the draft has that too."""
        key = normal_form(wording, self.grammar)
        return self._singular.get(key, key)

    def _keys(self, point: ChoicePoint) -> tuple[str, ...]:
        """Return the normal forms of a choice point's wordings, or none if they cannot be options of a term."""
        if point.open or len(point.options) > _MOST_OPTIONS:
            return ()
        texts = [name_text(option.inner.start, option.inner.end, self._inventory) for option in point.options]
        texts = [text for text in texts if not is_anything_else(text)]
        apart = any(option.label or option.blank or option.nothing for option in point.options)
        if apart or len(texts) < 2 or not all(is_name(text, self._inventory) for text in texts):
            return ()
        keys = tuple(normal_form(text, self.grammar) for text in texts)
        if len({self.grammar.plural(key) for key in keys}) < len(keys):
            return ()
        for text in texts:
            self.look_at(text)
        return keys

    def look_at(self, text: str) -> None:
        """Record a wording: its spelling, and the number that agreeing words in it show."""
        key, words = normal_form(text, self.grammar), text.casefold().split()
        seen = self._seen[key]
        seen.spellings[single_spaced(text)] += 1
        own = key.split()
        stripped = [words[0]] if words[0] != own[0] else []
        stripped += [words[-1]] if words[-1] != own[-1] else []
        seen.inside |= {number for word in stripped if (number := self.grammar.number_shown(word))}

    def spelled(self, key: str) -> str:
        """Return the most frequent spelling of a wording, but for grammar; a "the" that is always there stays."""
        spellings = self._seen[key].spellings
        keep = all(text.strip(_AROUND).casefold().startswith("the ") for text in spellings)
        bare: Counter[str] = Counter()
        for text, count in spellings.items():
            bare[self._stripped(text, key, keep=keep) or text] += count
        for text in list(bare):
            # The capital may come from the beginning of a sentence.
            small = text[:1].lower() + text[1:]
            if small != text and small in bare:
                bare[small] += bare.pop(text)
        return min(bare, key=lambda text: (-bare[text], sum(map(str.isupper, text)), text))

    def _stripped(self, text: str, key: str, *, keep: bool) -> str:
        """Return a spelling without emphasis, verb and determiner, or "" if that would change the wording."""
        words = [word for part in text.split() if (word := part.strip(_AROUND))]
        if len(words) > 1 and words[-1].casefold() in self.grammar.verbs:
            words = words[:-1]
        if len(words) > 1 and words[0].casefold() in self.grammar.determiners and not keep:
            words = words[1:]
        elif keep:
            words = ["the", *words[1:]]
        stripped = " ".join(words)
        return stripped if stripped and normal_form(stripped, self.grammar) == key else ""

    def form(self, key: str, agreeing: Collection[Number]) -> Form:
        """Return the form for a key; `agreeing` are the numbers of agreeing words outside its brackets."""
        text = self.spelled(key)
        return Form(text, self._number(key, text, agreeing))

    def _number(self, key: str, text: str, agreeing: Collection[Number]) -> Number | None:
        """Return the number of a wording: from agreeing words in its brackets, else after it, else from its noun.

        A word of agreement itself ("their") shows its number, whatever is around it.
        """
        if shown := self.grammar.number_shown(text.casefold()):
            return shown
        by_noun = self.grammar.noun_number(text)
        if evidence := self._seen[key].inside or agreeing:
            (number, *others) = evidence
            return number if not others and by_noun in (None, number) else None
        plural = self.grammar.plural(key)
        if self._singular.get(plural) == key and self.grammar.noun_number(plural) is Number.PLURAL:
            return Number.SINGULAR
        return by_noun


def name_text(start: int, end: int, inventory: Inventory) -> str:
    """Return a wording that may be a name, or "" if it is too long."""
    return inventory.draft.source.text[start:end] if end - start <= _LONGEST_NAME else ""


def is_name(text: str, inventory: Inventory) -> bool:
    """Return whether a wording can be a form: letters, no brackets, and neither a connector nor an agreement pair."""
    key = normal_form(text, inventory.terminology.language)
    if not any(map(str.isalpha, key)) or "[" in text or "]" in text:
        return False
    return key not in inventory.terminology.language.connectors and not inventory.terminology.is_agreement(text)


def _patterns(keyed: Iterable[tuple[ChoicePoint, tuple[str, ...]]]) -> list[Pattern]:
    """Return the patterns of a draft: the most frequent first, then the shortest, then in source order."""
    patterns: dict[tuple[str, ...], Pattern] = {}
    for point, keys in keyed:
        if len(set(keys)) == len(keys):
            patterns.setdefault(keys, Pattern(keys)).points.append(point)
    return sorted(patterns.values(), key=lambda pattern: (-len(pattern.points), len(pattern.keys)))


def are_kin(wording: str, forms: Iterable[str], rivals: Iterable[str], grammar: Language) -> bool:
    """Return whether a wording is certainly another form of an option, given its forms and rivals.

    It shares most of the words that distinguish one of these forms from its rivals. A single word replaced by another
    makes another name, and so does another figure, another letter, or a negation.
    """
    other = {word for rival in rivals for word in _content(rival, grammar)}
    return any(_kin(wording, form, other, grammar) for form in forms)


def _kin(wording: str, form: str, rival: set[str], grammar: Language) -> bool:
    one, two = _WORD.findall(wording), _WORD.findall(form)
    if _marks(one, grammar) != _marks(two, grammar):
        return False
    pairs = [(grammar.plural(left), grammar.plural(right)) for left, right in zip(one, two, strict=False)]
    if len(one) == len(two) and sum(left != right for left, right in pairs) == 1:
        return False
    first, second = _content(wording, grammar) - rival, _content(form, grammar) - rival
    return 2 * len(first & second) > min(len(first), len(second)) > 0


def _marks(words: Iterable[str], grammar: Language) -> set[str]:
    """Return the numbers, single letters and negations of a wording; if these differ, so do the wordings."""
    marks = {word for word in words if _FIGURE.fullmatch(word) or word.startswith("non-") or word in grammar.negations}
    return marks - grammar.determiners


def _content(wording: str, grammar: Language) -> set[str]:
    """Return the content words of a wording, with nouns in the plural."""
    small = grammar.determiners | grammar.verbs | grammar.connectors | grammar.modals | grammar.prepositions
    return {grammar.plural(word) for word in _WORD.findall(wording) if word not in small}
