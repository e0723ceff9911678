"""The annex of an edition: all decisions, and every change that follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from convention_variants.choices.groups import Kind
from convention_variants.choices.positions import in_words
from convention_variants.choices.remarks import party_remarks
from convention_variants.choices.settling import PlacedOption
from convention_variants.language.phrases import Phrases
from convention_variants.render.places import Places
from convention_variants.render.wordings import words_in_source
from convention_variants.resolve.edits import Cause
from convention_variants.resolve.resolver import Basis, Decision, Outcome, Reading
from convention_variants.terminology.model import Term
from convention_variants.text.display import ends_of
from convention_variants.text.spans import Span
from convention_variants.text.words import single_spaced

_LONGEST_QUOTED = 160  # of what the edition shows in full


_Read = Callable[[Span], str]


class AnnexRow(NamedTuple):
    """One line of the annex: where, what it reads now, what it read or could have read, and why.

    `provision` is the id to link to, empty if the edition does not show the provision.
    """

    provision: str
    citation: str
    reads: str
    instead_of: tuple[str, ...]
    why: str


class AnnexPart(NamedTuple):
    """A table of the annex: its title, the heads of its columns, and its rows."""

    title: str
    heads: tuple[str, str, str, str]
    rows: tuple[AnnexRow, ...]


class Annex(NamedTuple):
    """Everything that was decided, in tables that have rows.

    They are the choices by term, the consequential changes, what is still in brackets, the paragraphs joined across
    page breaks, what parties say in comments, and last, one by one, the decided choice points and the filled blanks.
    """

    parts: tuple[AnnexPart, ...]


def make_annex(reading: Reading, cited: Mapping[str, str], places: Places, words: Phrases) -> Annex:
    """Return the annex of a reading; `cited` has the citation of each provision that is shown."""
    annex, read = words.annex, words_in_source(reading.inventory, most=None)
    reasons = {Cause.ARTICLE: annex.article, Cause.CONSEQUENCE: annex.consequential}
    heads = (annex.provision, annex.reads, annex.instead_of, annex.why)
    parts = (
        (annex.by_term, _by_term(reading, places, words)),
        (annex.changes, _changes(reading, cited, reasons)),
        (annex.unsettled, _unsettled(reading, cited, words, read)),
        (annex.joins, _joins(reading, cited, read)),
        (annex.remarks, _remarks(reading, cited, words)),
        (annex.choices, _choices(reading, cited, words, read)),
    )
    term_heads = (annex.term, annex.reads, annex.instead_of, annex.where)
    made = (AnnexPart(title, term_heads if title == annex.by_term else heads, tuple(rows)) for title, rows in parts)
    return Annex(tuple(part for part in made if part.rows))


def declared_changes(reading: Reading, cited: Mapping[str, str]) -> tuple[AnnexRow, ...]:
    """Return the changes declared in `variants.toml`, without those that grammar requires."""
    return tuple(_changes(reading, cited, {Cause.CONSEQUENCE: ""}))


def _by_term(reading: Reading, places: Places, words: Phrases) -> Iterator[AnnexRow]:
    """Yield a row for each option of each term that was taken somewhere.

    A row has the label of the term in place of a citation, and the number and the places of the choices as its reason.
    """
    taken: dict[tuple[str, str], list[Decision]] = {}
    for decision in reading.decisions:
        if decision.outcome is Outcome.CHOSEN and decision.point.term and decision.option:
            taken.setdefault((decision.point.term, decision.option), []).append(decision)
    for term in reading.inventory.terminology.terms.values():
        for option in term.options.values():
            if decisions := taken.get((term.id, option.id)):
                provisions = [decision.point.provision for decision in decisions]
                where = places.suffix(provisions, most=len(provisions))
                why = words.count(len(provisions), words.annex.places).format(where)
                yield AnnexRow("", term.label, option.forms[0].text, _rivals(term, option.id, decisions), why)


def _rivals(term: Term, stays: str, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """Return the first forms of the options that were there to choose and were not taken."""
    there = {option.key.option for decision in decisions for option in decision.point.options if option.key}
    return tuple(option.forms[0].text for option in term.options.values() if option.id in there - {stays})


def _choices(reading: Reading, cited: Mapping[str, str], words: Phrases, read: _Read) -> Iterator[AnnexRow]:
    inventory = reading.inventory
    for decision in reading.decisions:
        point = decision.point
        texts = [_wording(option, read, words) for option in point.options]
        where = _link_and_citation(point.provision, cited)
        if decision.outcome is Outcome.FILLED:
            blank = inventory.text(point.options[0].inner)
            yield AnnexRow(*where, reading.selection.fill[point.id], (f"[{blank}]",), words.annex.filled)
        elif decision.outcome is Outcome.CHOSEN and decision.take is not None:
            stays = decision.take.index
            kept = _wording(point.options[stays], read, words, _LONGEST_QUOTED) if stays is not None else ""
            kept = single_spaced(decision.wording.text) if decision.wording else kept
            others = tuple(text for index, text in enumerate(texts) if index != stays)
            yield AnnexRow(*where, kept, others, _reason(decision, reading, cited, words))


def _reason(decision: Decision, reading: Reading, cited: Mapping[str, str], words: Phrases) -> str:
    """Return why a choice was made, empty for the profile, which is named for the whole edition."""
    point, selection = decision.point, reading.selection
    if decision.basis is Basis.PROFILE:
        return ""
    if decision.basis is Basis.PARTY:
        return decision.reason
    reason: str = f"{point.term}={decision.option}"
    if decision.basis is Basis.AGREEMENT and point.leader is not None:
        leader = reading.inventory.by_id[point.leader].provision
        reason = words.annex.agrees.format(cited.get(leader, leader))
    elif point.id in selection.at:
        reason = words.annex.at_this_place
    elif point.settled is not None:
        reason = words.annex.for_every_profile
    return reason


def _link_and_citation(provision: str, cited: Mapping[str, str]) -> tuple[str, str]:
    return (provision if provision in cited else ""), cited.get(provision, provision)


def _changes(reading: Reading, cited: Mapping[str, str], reasons: Mapping[Cause, str]) -> Iterator[AnnexRow]:
    draft = reading.inventory.draft
    for edit in reading.consequential:
        if edit.cause in reasons:
            where = _link_and_citation(draft.provision_at(edit.start), cited)
            before = single_spaced(draft.source.text[edit.start : edit.end])
            yield AnnexRow(*where, edit.text, (before,), reasons[edit.cause])


def _joins(reading: Reading, cited: Mapping[str, str], read: _Read) -> Iterator[AnnexRow]:
    draft = reading.inventory.draft
    for join in draft.joins:
        where = _link_and_citation(draft.provision_at(join.start - 1), cited)
        before, after = _words_around(join.start, join.end, read)
        yield AnnexRow(*where, f"… {before} {after} …", (), "")


def _words_around(start: int, end: int, read: _Read) -> tuple[str, str]:
    """Return the last four words before a span and the first four after it."""
    before, after = read(Span(max(0, start - 60), start)), read(Span(end, end + 60))
    return " ".join(before.split()[-4:]), " ".join(after.split()[:4])


def _unsettled(reading: Reading, cited: Mapping[str, str], words: Phrases, read: _Read) -> Iterator[AnnexRow]:
    annex = words.annex
    for decision in reading.unsettled:
        point = decision.point
        separator = " … " if point.kind is Kind.SPLIT else " "
        shown = separator.join(f"[{_wording(option, read, words, _LONGEST_QUOTED)}]" for option in point.options)
        why = {Outcome.BLANK: annex.blank, Outcome.NOTE: annex.note}.get(decision.outcome, annex.open)
        reason = annex.at_this_place if point.id in reading.selection.at else decision.reason
        why += f" ({reason})" if reason and not decision.underivable else ""
        yield AnnexRow(*_link_and_citation(point.provision, cited), shown, (), why)
    draft = reading.inventory.draft
    text = draft.source.text
    for start, end in (error.span for error in reading.unmatched):
        before, after = _words_around(start, end, read)
        left, right = (" " if text[at : at + 1].isspace() else "" for at in (start - 1, end))
        shown = f"… {before}{left}{text[start:end]}{right}{after} …"
        yield AnnexRow(*_link_and_citation(draft.provision_at(start), cited), shown, (), annex.unmatched)


def _remarks(reading: Reading, cited: Mapping[str, str], words: Phrases) -> Iterator[AnnexRow]:
    for remark in party_remarks(reading.inventory):
        if remark:
            where = _link_and_citation(reading.inventory.draft.provision_at(remark.comment.offset), cited)
            yield AnnexRow(*where, single_spaced(remark.comment.text), (), remark.in_words(words.stances))


def _wording(option: PlacedOption, read: _Read, words: Phrases, most: int | None = None) -> str:
    """Return an option's text, of a longer one than `most` its ends, and who is for or against it.

    The text of the edition leaves out the parties.
    """
    text = read(option.inner)
    said = in_words(option.positions, words.stances)
    text = text if most is None else ends_of(text, most)
    return f"{text} ({said})" if said else text
