"""What the box at the head of an edition says of the reading: each sentence counts something and says where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from convention_variants.language.phrases import Phrases
from convention_variants.render.places import Places
from convention_variants.render.shown import Pieces, ShownPiece
from convention_variants.resolve.edits import Cause
from convention_variants.resolve.resolver import Decision, Outcome, Reading


def statements(reading: Reading, places: Places, words: Phrases) -> Pieces:
    """Return sentences that count the choices, blanks, articles and brackets of a reading, without those for none.

    Names of places are links. Declared changes are not counted: an edition lists each of them with its words.
    """
    first, *rest = " ".join(_statements(reading, places, words)).split("\0")
    links = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    linked = ((ShownPiece(name, target=target or None), ShownPiece(text)) for target, name, text in links)
    return (ShownPiece(first), *(piece for pair in linked for piece in pair))


def legend(readings: Sequence[Reading], words: Phrases, *, plain: bool = False) -> str:
    """Return what the marks of open places and blanks mean, as far as some readings have them; `plain` in Markdown."""
    outcomes = {decision.outcome for reading in readings for decision in reading.unsettled}
    is_open = Outcome.OPEN in outcomes or any(reading.unmatched for reading in readings)
    has_blanks = Outcome.BLANK in outcomes
    key = "open_blank" if is_open and has_blanks else "open" if is_open else "blank"
    return str((words.legend_plain if plain else words.legend)[key]) if is_open or has_blanks else ""


def full_legend(reading: Reading, words: Phrases, *, plain: bool = False) -> str:
    """Return what all marks of an edition mean: those of `legend`, and the one of words that are not the draft's."""
    has_added = any(decision.wording or decision.outcome is Outcome.FILLED for decision in reading.decisions)
    added = (words.legend_plain if plain else words.legend).added if has_added else ""
    return " ".join(filter(None, (legend([reading], words, plain=plain), added)))


def _link(name: str, target: str) -> str:
    """Return a link as `statements` finds it in a sentence, between nulls."""
    return "\0".join(("", target, name.replace("\0", "\ufffd"), ""))


def _statements(reading: Reading, places: Places, words: Phrases) -> Iterator[str]:
    box = words.box

    def said(provisions: Iterable[str], forms: tuple[str, str]) -> Iterator[str]:
        """Yield the sentence that counts some places, if there are any, and names them."""
        found = list(provisions)
        if found:
            yield words.sentence(len(found), forms, places.suffix(found, link=_link))

    def where(is_meant: Callable[[Decision], bool]) -> Iterator[str]:
        return (decision.point.provision for decision in reading.decisions if is_meant(decision))

    def has(outcome: Outcome) -> Iterator[str]:
        return where(lambda decision: decision.outcome is outcome)

    draft = reading.inventory.draft
    made, left = reading.count(Outcome.CHOSEN), reading.count(Outcome.OPEN)
    if not made + left:
        yield box.no_choices
    elif not made:
        yield words.sentence(left, box.none_made)
    elif not left:
        yield words.sentence(made, box.all_made)
    else:
        yield words.sentence(made, box.some_made, made + left)
        yield from said(has(Outcome.OPEN), box.open)
    apart = where(lambda decision: decision.outcome is Outcome.CHOSEN and decision.point.id in reading.selection.at)
    yield from said(apart, box.separate)
    yield from said(where(lambda decision: decision.leaves_out), box.left_out)
    yield from said(where(lambda decision: decision.wording is not None), box.not_offered)
    yield from said(has(Outcome.FILLED), box.filled)
    yield from said(has(Outcome.BLANK), box.blank)
    articles = (edit for edit in reading.consequential if edit.cause is Cause.ARTICLE)
    yield from said((draft.provision_at(edit.start) for edit in articles), box.articles)
    yield from said((draft.provision_at(error.span[0]) for error in reading.unmatched), box.unmatched)
