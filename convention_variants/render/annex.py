"""The annex of an edition: what was decided, and every change that followed from it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint
from convention_variants.choices.positions import Stance, in_words
from convention_variants.choices.settling import PlacedOption
from convention_variants.render.phrases import Phrases
from convention_variants.resolve.edits import Cause
from convention_variants.resolve.resolver import Basis, Decision, Outcome, Reading


class Row(NamedTuple):
    """One line of the annex: where, what it reads now, what it read or might have read, and why.

    `provision` is empty where the edition shows nothing of the provision any more.
    """

    provision: str
    citation: str
    reads: str
    instead_of: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Annex:
    """All that was decided, in the order of the text.

    `choices` are choice points decided and blanks filled in, `changes` the consequential changes,
    `joins` the paragraphs that a page break had cut, `unsettled` what still stands in brackets.
    """

    choices: tuple[Row, ...]
    changes: tuple[Row, ...]
    joins: tuple[Row, ...]
    unsettled: tuple[Row, ...]


def make_annex(reading: Reading, cited: Mapping[str, str], words: Phrases) -> Annex:
    """Gather the annex of a reading; `cited` holds the words for each provision that is shown."""
    return Annex(
        tuple(_choices(reading, cited, words)),
        tuple(_changes(reading, cited)),
        tuple(_joins(reading, cited)),
        tuple(_unsettled(reading, cited, words)),
    )


def _choices(reading: Reading, cited: Mapping[str, str], words: Phrases) -> Iterator[Row]:
    inventory = reading.inventory
    for decision in reading.decisions:
        point = decision.point
        texts = [_wording(option, reading, words) for option in point.options]
        place = _place(point.provision, cited)
        if decision.outcome is Outcome.FILLED:
            span = inventory.text(point.options[0].inner)
            yield Row(*place, _filled(decision, reading), (f"[{span}]",), decision.reason)
        elif decision.outcome is Outcome.CHOSEN and decision.take is not None:
            stays = decision.take.index
            kept = texts[stays] if stays is not None else ""
            kept = _single_line(decision.wording.text) if decision.wording else kept
            others = tuple(text for index, text in enumerate(texts) if index != stays)
            # The profile is named for the whole edition.
            why = "" if decision.basis is Basis.PROFILE else decision.reason
            yield Row(*place, kept, others, why)


def _place(provision: str, cited: Mapping[str, str]) -> tuple[str, str]:
    """Return the provision to link to, if it is there, and the words to cite it with."""
    return (provision if provision in cited else ""), cited.get(provision, provision)


def _filled(decision: Decision, reading: Reading) -> str:
    return next(edit.text for edit in reading.edits if edit.start == decision.point.start and edit.cause is Cause.FILL)


def declared_changes(reading: Reading, cited: Mapping[str, str]) -> tuple[Row, ...]:
    """Return the changes that `variants.toml` declares, and not a language: somebody's words."""
    return tuple(_changes(reading, cited, (Cause.CONSEQUENCE,)))


def _changes(
    reading: Reading, cited: Mapping[str, str], causes: Container[Cause] = (Cause.ARTICLE, Cause.CONSEQUENCE)
) -> Iterator[Row]:
    draft = reading.inventory.draft
    for edit in reading.consequential:
        if edit.cause in causes:
            place = _place(draft.provision_at(edit.start), cited)
            before = _single_line(draft.source.text[edit.start : edit.end])
            yield Row(*place, edit.text, (before,), edit.cause.value)


def _joins(reading: Reading, cited: Mapping[str, str]) -> Iterator[Row]:
    draft = reading.inventory.draft
    text = draft.source.text
    for join in draft.joins:
        place = _place(draft.provision_at(join.start - 1), cited)
        before, after = _words_around(join.start, join.end, text)
        yield Row(*place, f"… {before} {after} …", (), "")


def _words_around(start: int, end: int, text: str) -> tuple[str, str]:
    """Return a few words on both sides of a place."""
    return " ".join(text[max(0, start - 60) : start].split()[-4:]), " ".join(text[end : end + 60].split()[:4])


def _unsettled(reading: Reading, cited: Mapping[str, str], words: Phrases) -> Iterator[Row]:
    for decision in reading.unsettled:
        point = decision.point
        shown = " ".join(_brackets(point, reading, words))
        why = words.is_blank if decision.outcome is Outcome.BLANK else words.is_open
        yield Row(*_place(point.provision, cited), shown, (), why)
    draft = reading.inventory.draft
    text = draft.source.text
    for start, end in (error.span for error in reading.broken):
        before, after = _words_around(start, end, text)
        left, right = (" " if text[at : at + 1].isspace() else "" for at in (start - 1, end))
        shown = f"… {before}{left}{text[start:end]}{right}{after} …"
        yield Row(*_place(draft.provision_at(start), cited), shown, (), words.is_broken)


def _brackets(point: ChoicePoint, reading: Reading, words: Phrases) -> Iterator[str]:
    separator = " … " if point.kind is Kind.SPLIT else " "
    yield separator.join(f"[{_wording(option, reading, words)}]" for option in point.options)


def _wording(option: PlacedOption, reading: Reading, words: Phrases) -> str:
    """Return an option's text and who is for or against it, which the text of the edition leaves out."""
    text = _single_line(reading.inventory.option_text(option))
    said = in_words(option.positions, dict(zip(Stance, words.stances, strict=True)))
    return f"{text} ({said})" if said else text


def _single_line(text: str) -> str:
    return " ".join(text.split())
