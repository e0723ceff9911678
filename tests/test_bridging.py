"""Options that no bracket has, and changes outside brackets: what a reading says where they are chosen."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convention_variants as cv
from convention_variants.terminology.frames import common_frame, framed, occurrence
from promises import selected

CASES = Path(__file__).parent / "cases"
FRAMES = tomllib.loads((CASES / "frames.toml").read_text(encoding="utf-8"))
CONSEQUENCES = tomllib.loads((CASES / "consequences.toml").read_text(encoding="utf-8"))
TERMINOLOGY = cv.read_terminology(cv.Source("variants.toml", FRAMES["vocabulary"]))


def inventory(text: str, vocabulary: str) -> cv.Inventory:
    """Read a small draft."""
    return cv.read_draft(cv.Source("draft.md", text), cv.read_terminology(cv.Source("variants.toml", vocabulary)))


@pytest.mark.parametrize("case", FRAMES["case"], ids=lambda case: case["shows"])
def test_frames(case: dict[str, Any]):
    """An option that no bracket has stands in the frame of those that stand there, or the place stays open."""
    found = inventory(case["source"], FRAMES["vocabulary"])
    reading = cv.Resolver(found).resolve(cv.Selection(choose=case["choose"]))
    assert reading.text == case["reads"]
    open_messages = [one.message for one in reading.diagnostics if one.rule is cv.Rule.UNCOVERED_CHOICE]
    assert len(open_messages) == ("fails" in case)
    assert all(case["fails"] in message for message in open_messages)


@pytest.mark.parametrize("case", CONSEQUENCES["case"], ids=lambda case: case["shows"])
def test_consequences(case: dict[str, Any]):
    """A declared change is made once at its place, where its options are chosen, or it is an error."""
    variants = CONSEQUENCES["vocabulary"].lstrip() + case["entries"]
    if "error" in case:
        with pytest.raises(cv.InputError) as error:
            inventory(case["source"], variants)
        assert str(error.value) == case["error"]
        return
    resolver = cv.Resolver(inventory(case["source"], variants))
    for selection, wanted in case["readings"]:
        assert resolver.resolve(selected(selection, consequential=True)).text == wanted
        without = resolver.resolve(selected(selection))
        assert all(edit.cause.value != "consequential change" for edit in without.edits)


def test_underivable_is_refused():
    """Who asks for a reading with an option that cannot be put somewhere is told where, and what to write."""
    found = inventory("On [cybercrime] tactics [associated with the use of technologies].", FRAMES["vocabulary"])
    reading = cv.Resolver(found).resolve(cv.Selection(choose={"offence": "harm"}))
    with pytest.raises(cv.InputError, match=re.escape("draft.md:1:4: text.1 stays open: offence=harm has no wording")):
        reading.refuse_underivable()


def test_emphasis_is_shown_as_such():
    """An option that takes over the emphasis of what stands in the brackets is emphasised in an edition."""
    found = inventory("Of [*computer data*] [*digital information*] here.", FRAMES["vocabulary"])
    reading = cv.Resolver(found).resolve(cv.Selection(choose={"data": "records"}))
    assert "Of *electronic records* here." in cv.render(reading, "md").decode("utf-8")
    assert 'Of <span class="filled"><em>electronic records</em></span> here.' in cv.render(reading, "html").decode(
        "utf-8"
    )


# Every form of a term in every frame that the English of treaties has.
frames = st.tuples(
    st.sampled_from(["", "a ", "the ", "this ", "that "]),
    st.sampled_from(["", " is", " was", " has"]),
    st.booleans(),
    st.booleans(),
)
terms = st.sampled_from([("data", "computer-data", "digital-information"), ("device", "system", "device")])


def worded(option: cv.terminology.Option, frame: tuple[str, str, bool, bool]) -> str:
    """Write a form down in a frame, by a second reckoning."""
    determiner, verb, plural, capital = frame
    text, number = option.forms[0].text, option.forms[0].number
    if plural and number != "plural" and text != "digital information":
        text, number = f"{text}s", "plural"
    if number == "plural":
        determiner = {"a ": "", "this ": "these ", "that ": "those "}.get(determiner, determiner)
        verb = {" is": " are", " was": " were", " has": " have"}.get(verb, verb)
    elif determiner == "a ":
        uncountable = text == "digital information"
        determiner = "" if uncountable else "an " if text[0] in "aeio" else "a "
    wording = f"{determiner}{text}{verb}"
    return wording[0].upper() + wording[1:] if capital else wording


@given(terms, frames)
def test_a_frame_carries_one_option_over_to_the_other(names: tuple[str, str, str], frame: tuple[str, str, bool, bool]):
    """What stands in a frame, and a rival beside it, give the frame in which each reads as the other would."""
    term, *options = names
    one, other = (TERMINOLOGY.terms[term].options[option] for option in options)
    texts = [worded(option, frame) for option in (one, other)]
    found = [occurrence(text, TERMINOLOGY) for text in texts]
    common = common_frame([each for each in found if each], TERMINOLOGY.language)
    assert common is not None
    assert [framed(option.forms[0], common, TERMINOLOGY.language) for option in (one, other)] == texts


@given(
    st.lists(
        st.sampled_from([case["source"] for case in FRAMES["case"] if "fails" not in case]), min_size=1, max_size=5
    ),
    st.sampled_from(["records", "evidence", "computer-data"]),
    st.sampled_from(["unit", "means", "device"]),
)
def test_applied_twice_changes_nothing(paragraphs: list[str], data: str, device: str):
    """A reading, read again as a draft and resolved once more, is the same."""
    choose = {"data": data, "device": device, "offence": "abuse", "means": "fourth"}
    once = cv.Resolver(inventory("\n\n".join(paragraphs), FRAMES["vocabulary"])).resolve(cv.Selection(choose=choose))
    assert once.count(cv.Outcome.OPEN) == 0
    again = cv.Resolver(inventory(once.text, FRAMES["vocabulary"])).resolve(cv.Selection(choose=choose))
    assert again.text == once.text


# The options of the shipped draft's terms, by the letters with which the table of readings names them.
LETTERS = (
    ("offence", {"c": "cybercrime", "u": "ict-use"}),
    ("device", {"s": "computer-system", "d": "ict-device"}),
    ("data", {"c": "computer-data", "i": "digital-information"}),
)
EDITIONS = (*map("".join, product(*(letters for _, letters in LETTERS))), "bridging")
WORDS_AROUND = 5


def selection_of(edition: str) -> cv.Selection:
    """Return what an edition of the table of readings chooses."""
    if edition == "bridging":
        return cv.Selection(edition, consequential=True)
    choose = {term: letters[letter] for (term, letters), letter in zip(LETTERS, edition, strict=True)}
    return cv.Selection(choose=choose, consequential=True)


def places_read(reading: cv.Reading) -> Iterator[tuple[str, str, str, str]]:
    """Yield for each place decided its id, and what a reading says there, with five words before and behind."""
    source, shown, starts, ends, position = reading.inventory.draft.source.text, "", {}, {}, 0
    for edit in reading.edits:
        shown += source[position : edit.start]
        starts[edit.start] = len(shown)
        shown += edit.text
        ends[edit.end], position = len(shown), edit.end
    shown += source[position:]
    for decision in reading.decisions:
        point = decision.point
        if decision.outcome is cv.Outcome.CHOSEN:
            halves = point.options if point.kind is cv.Kind.SPLIT else [point]
            reads = " … ".join(shown[starts[half.start] : ends[half.end]] for half in halves)
            before, after = shown[: starts[point.start]].split(), shown[ends[point.end] :].split()
            yield point.id, " ".join(before[-WORDS_AROUND:]), " ".join(reads.split()), " ".join(after[:WORDS_AROUND])


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_place_reads_as_a_person_read_it(edition: str, shipped: cv.Inventory, read_against: Path):
    """At every choice point each of the eight combinations, and the bridging one, says what was read through by eye."""
    rows = (read_against / "readings.tsv").read_text(encoding="utf-8").splitlines()[1:]
    wanted = {tuple(row) for editions, *row in (line.split("\t") for line in rows) if is_of(edition, editions)}
    found = list(places_read(cv.Resolver(shipped).resolve(selection_of(edition))))
    assert len(found) == 112
    assert {tuple(" ".join(part.split()) for part in place) for place in found} == wanted


def is_of(edition: str, patterns: str) -> bool:
    """Say whether a row of the table is about an edition: `*s*` is about all with the second letter `s`."""
    return any(fnmatchcase(edition, pattern.replace("*", "?")) for pattern in patterns.split())


# Read in the draft, provision by provision: what six sentences say where the data are plural, and where it is singular.
CHANGED = (
    ("article-25-1", "including traffic data, that have been stored", "including traffic data, that has been stored"),
    ("article-25-2", "maintain the integrity of those", "maintain the integrity of that"),
    ("article-25-2", "authorities to seek their disclosure.", "authorities to seek its disclosure."),
    ("article-28-2", "sought are stored in another", "sought is stored in another"),
    ("article-42-2-c", "to be preserved and their relationship", "to be preserved and its relationship"),
    ("article-45-3-c", "is required and their relationship", "is required and its relationship"),
)


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_agrees_outside_brackets(edition: str, shipped: cv.Inventory):
    """The six places outside brackets that agree with one option only agree with the one that is chosen."""
    reading = cv.Resolver(shipped).resolve(selection_of(edition))
    plural = not edition.endswith("i")
    for _, with_plural, with_singular in CHANGED:
        assert reading.text.count(with_plural) == plural
        assert reading.text.count(with_singular) == (not plural)
    assert {shipped.draft.provision_at(change.span.start) for change in shipped.changes} == {at for at, *_ in CHANGED}
