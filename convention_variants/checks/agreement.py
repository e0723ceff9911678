"""Find words outside brackets that agree in number with some options of a choice point, but not with all.

Such a word is reported, not changed. The finding brings the `[[consequential]]` entry for `variants.toml` that changes
it. The language's data says where a word agrees with a wording.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from convention_variants.choices.consequences import own_texts
from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.diagnostics.diagnostic import Diagnostic, Remedy
from convention_variants.diagnostics.rules import Rule
from convention_variants.language.agreement import BRACKET
from convention_variants.language.nouns import Number
from convention_variants.resolve.bridging import Underivable, bridge
from convention_variants.terminology.frames import occurrence
from convention_variants.terminology.model import FormMatch
from convention_variants.text.sentences import SENTENCE_END
from convention_variants.text.spans import Span
from convention_variants.text.words import single_spaced

# Characters before a wording that a pattern looks at.
_LOOKED_AT = 200
# The most words that an entry quotes; more would not be readable.
_QUOTED_AT_MOST = 8
_WORDS = re.compile(r"\w+(?:\s+\w+)*")
# Only one space between them, so that an entry does not remove line ends or other white space.
_WORD_AFTER = re.compile(r" \w+")
_WORD_BEFORE = re.compile(r"(?<!\w)\w+ \Z")


class _Disagreement(NamedTuple):
    """A word, its other number, and the wordings at a choice point that need that number."""

    word: Span
    new: str
    point: ChoicePoint
    misfits: Sequence[FormMatch]


def find_disagreements(inventory: Inventory) -> Iterator[Diagnostic]:
    """Yield the words outside brackets that fit only some options, in the order of the source.

    A word is left out if declared changes make it fit each option.
    """
    rivals = (point for point in inventory.points if point.kind is Kind.ALTERNATIVES and point.depth == 0)
    points = [point for point in rivals if point.term is not None and point.leader is None and not point.open]
    grammar = inventory.terminology.language
    if not points or not grammar.agreements:
        return
    text = _Text(inventory)
    by_word: dict[Span, _Disagreement] = {}
    for point in points:
        for disagreement in _at(point, text, inventory):
            by_word.setdefault(disagreement.word, disagreement)
    remedies = _Remedies(inventory, text.shown, [by_word[word] for word in sorted(by_word)])
    for disagreement, remedy in remedies.all():
        word, new, point, misfits = disagreement
        wordings = ", ".join(grammar.plural(one.form.text) if one.plural else one.form.text for one in misfits)
        options = f"{point.term}={', '.join(one.key.option for one in misfits)}"
        message = f'"{inventory.text(word)}" does not agree with {wordings} ({options}): should be "{new}"'
        yield Diagnostic(Rule.NUMBER_AGREEMENT, word, message, point.id, remedy=remedy)


class _Text:
    """The text of a draft for the patterns of a language: in sentences, with brackets replaced by a sign."""

    def __init__(self, inventory: Inventory) -> None:
        draft, grammar = inventory.draft, inventory.terminology.language
        self.shown = _outside_brackets(inventory)
        ends = {end.end() for end in SENTENCE_END.finditer(self.shown)}
        self._ends = [0, *sorted(ends.union(draft.blocks) - {0}), len(self.shown) + 1]
        self.agreements = [
            (re.compile(rf"(?:{before})\Z", re.IGNORECASE), re.compile(after, re.IGNORECASE))
            for before, after in grammar.agreements
        ]

    def sentence(self, offset: int) -> Span:
        """Return the sentence that contains an offset, or ends there."""
        index = bisect_left(self._ends, offset, 1)
        return Span(self._ends[index - 1], min(self._ends[index], len(self.shown)))

    def before(self, point: ChoicePoint) -> str:
        """Return the text before a choice point in its sentence, at most `_LOOKED_AT` characters."""
        start = self.sentence(point.start + 1).start
        first = max(start, point.start - _LOOKED_AT)
        return self.shown[start : point.start] if first == start else BRACKET + self.shown[first + 1 : point.start]


def _outside_brackets(inventory: Inventory) -> str:
    """Return the text of a draft, at its full length, with options and page-break joins blanked out."""
    draft, parts, position = inventory.draft, [], 0
    cuts = [(Span(option.start, option.end), BRACKET) for point in inventory.points for option in point.options]
    cuts += [(Span(*join), " ") for join in draft.joins]
    for span, sign in sorted(cuts):
        start = max(span.start, position)
        if span.end > start:
            parts += [draft.source.text[position:start], sign * (span.end - start)]
            position = span.end
    return "".join((*parts, draft.source.text[position:]))


def _at(point: ChoicePoint, text: _Text, inventory: Inventory) -> Iterator[_Disagreement]:
    """Yield the words that agree only with some options of a choice point."""
    end = text.sentence(point.end).end
    for first, then in text.agreements:
        after = then.match(text.shown, point.end, end)
        before = first.search(text.before(point)) if after else None
        if after and before:
            own = "word" in then.groupindex
            start = after.start("word") if own else point.start - len(before.string) + before.start("word")
            word = Span(start, start + len((after if own else before)["word"]))
            if not _brings_its_own(point, inventory, verb=own):
                yield from _misfit(word, point, inventory)


def _brings_its_own(point: ChoicePoint, inventory: Inventory, *, verb: bool) -> bool:
    """Return whether the wordings of a choice point have their own determiner, or verb, in the brackets."""
    occurrences = [occurrence(inventory.option_text(option), inventory.terminology) for option in point.options]
    return any(one is None or (one.frame.verb if verb else one.frame.determiner) for one in occurrences)


def _misfit(word: Span, point: ChoicePoint, inventory: Inventory) -> Iterator[_Disagreement]:
    """Yield a word if it agrees with some options only, and declared changes do not cover all the others."""
    grammar, written = inventory.terminology.language, inventory.text(word)
    shown = grammar.number_shown(written.casefold())
    wordings = [known for known in _wordings(point, inventory) if known.number is not None]
    if shown is None or len({known.number for known in wordings}) < 2:
        return
    covering = inventory.changes_over(word)
    misfits = [
        known
        for known in wordings
        if known.number is not shown
        and not any(known.key.option in change.when.get(known.key.term, ()) for change in covering)
    ]
    if misfits:
        other = Number.SINGULAR if shown is Number.PLURAL else Number.PLURAL
        new = grammar.inflected(written.casefold(), other)
        yield _Disagreement(word, new.capitalize() if written[0].isupper() else new, point, misfits)


def _wordings(point: ChoicePoint, inventory: Inventory) -> Iterator[FormMatch]:
    """Yield the wording of each option of a choice point's term there, offered or derived, if known."""
    terminology = inventory.terminology
    texts = {option.key.option: inventory.option_text(option) for option in point.options if option.key}
    for option in terminology.terms[point.term or ""].options:
        if option not in texts:
            try:
                texts[option] = bridge(point, option, inventory).text
            except Underivable:
                continue
        if known := terminology.match(texts[option]):
            yield known


class _Remedies:
    """The entries of `[[consequential]]` that resolve the disagreements, without overlaps."""

    def __init__(self, inventory: Inventory, shown: str, disagreements: Sequence[_Disagreement]) -> None:
        self._inventory, self._shown, self._disagreements = inventory, shown, disagreements
        taken = [*(one.word for one in disagreements), *(change.span for change in inventory.changes)]
        self._starts, self._ends = sorted(span.start for span in taken), sorted(span.end for span in taken)
        self._counts: dict[tuple[str, int], Counter[str]] = {}

    @cached_property
    def _own_texts(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        return own_texts(self._inventory.draft)

    def all(self) -> Iterator[tuple[_Disagreement, Remedy | None]]:
        """Yield each disagreement with its entry, or without one if no quotation of it is unique."""
        last = 0
        for disagreement in self._disagreements:
            provision = self._inventory.draft.provision_at(disagreement.word.start)
            stretch = self._stretch(disagreement.word, provision, last)
            if stretch is None:
                yield disagreement, None
                continue
            last, text = stretch.end, self._inventory.draft.source.text
            word, new, point, misfits = disagreement
            when = {point.term or "": frozenset(known.key.option for known in misfits)}
            reads = f"{text[stretch.start : word.start]}{new}{text[word.end : stretch.end]}"
            entry = Remedy(when, provision, text[slice(*stretch)], reads)
            yield disagreement, entry

    def _stretch(self, word: Span, provision: str, last: int) -> Span | None:
        """Return a word with as many neighbours as make it unique in the own text of its provision."""
        before = bisect_right(self._ends, word.start)
        after = bisect_left(self._starts, word.end)
        low = max(last, self._ends[before - 1] if before else 0)
        high = self._starts[after] if after < len(self._starts) else len(self._shown)
        starts, ends = [word.start], [word.end]
        while len(starts) < _QUOTED_AT_MOST and (
            match := _WORD_BEFORE.search(self._shown, max(low, starts[-1] - _LOOKED_AT), starts[-1])
        ):
            starts.append(match.start())
        while len(ends) < _QUOTED_AT_MOST and (match := _WORD_AFTER.match(self._shown, ends[-1], high)):
            ends.append(match.end())
        for size in range(_QUOTED_AT_MOST):
            for more in range(size + 1):
                if more < len(starts) and size - more < len(ends):
                    stretch = Span(starts[more], ends[size - more])
                    if self._count(stretch, provision, size + 1) == 1:
                        return stretch
        return None

    def _count(self, stretch: Span, provision: str, size: int) -> int:
        """Return how often the words of a stretch occur, in its order, in the own text of a provision."""
        if (provision, size) not in self._counts:
            self._counts[provision, size] = Counter(self._phrases(provision, size))
        return self._counts[provision, size][single_spaced(self._shown[slice(*stretch)])]

    def _phrases(self, provision: str, size: int) -> Iterator[str]:
        """Yield each sequence of `size` words with only white space between them in the own text of a provision."""
        text = self._inventory.draft.source.text
        for own in self._own_texts.get(provision, ()):
            for match in _WORDS.finditer(text, *own):
                words = match[0].split()
                yield from (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))
