"""The guarantees of `promises.py`, for drafts that hypothesis invents.

What a reading or an edition ought to say is worked out here a second time, from the bracket tree, the
decisions and the source alone: never from the edits and the outline that the library made of them.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import convention_variants as cv
from convention_variants.outline.nodes import Call, Item, Section, contents, walk
from convention_variants.resolve.edits import Cause
from drafts import (
    any_text,
    decisions_drawn,
    drafts,
    noise,
    readings,
    selections,
    tame_drafts,
    wild_drafts,
    wild_text,
    words_of_text,
)
from promises import (
    TERMINOLOGY,
    Page,
    assert_accountable,
    assert_broken_brackets_reported,
    assert_faithful_in_every_edit,
    assert_faithful_outside_edits,
    assert_gone_with_its_text,
    assert_lossless,
    assert_numbered,
    assert_same_by_a_second_reckoning,
    assert_sound,
    brackets_of,
    everything,
    inventory_of,
    reading_of,
)

OUTLINES = tomllib.loads((Path(__file__).parent / "cases" / "outline.toml").read_text(encoding="utf-8"))["case"]


# Promise 1: lossless


@given(wild_drafts | any_text | noise)
def test_lossless(text: str):
    """Serializing what was read gives the source back, byte for byte."""
    assert_lossless(text)


# Promise 2: faithful


@given(readings)
def test_faithful_outside_edits(reading: cv.Reading):
    """Outside its edits a reading is the source, character by character."""
    assert_faithful_outside_edits(reading)


@given(readings)
def test_faithful_in_every_edit(reading: cv.Reading):
    """An edit lies in a decided point's brackets, or takes white space or a comma near them, or is "a" and "an"."""
    assert_faithful_in_every_edit(reading)


@given(readings)
def test_faithful_by_a_second_reckoning(reading: cv.Reading):
    """A reading is the source without what its decisions drop: the same words, and the same characters but blanks."""
    assert_same_by_a_second_reckoning(reading)


@given(
    st.lists(
        st.tuples(words_of_text, st.sampled_from([" [{}]", " [{}]", ", [{},]", " [{} ]", "[, {}]"]), words_of_text),
        min_size=1,
        max_size=4,
    )
)
def test_dropped_text_takes_its_space_along(parts: list[tuple[str, str, str]]):
    """Where all optionals of a sentence are dropped no space stands doubled or before a mark."""
    text = " ".join(before + bracket.format(inner) for before, bracket, inner in parts) + "."
    inventory = inventory_of(text)
    at = {point.id: cv.DROP for point in inventory.points if point.kind is cv.Kind.OPTIONAL}
    found = cv.Resolver(inventory).resolve(cv.Selection(at=at)).text
    if len(at) == len(parts) == len(inventory.points):
        assert not re.search(r"  | [.,]", found)


# Promise 3: complete


@given(wild_drafts, decisions_drawn)
def test_complete(text: str, drawn: list[int]):
    """Where every choice point is decided nothing is open: what brackets stand are blanks and notes."""
    reading = reading_of(text, None, drawn)
    assert reading.count(cv.Outcome.OPEN) == 0
    standing_points = {
        decision.point.kind for decision in reading.decisions if decision.outcome in (cv.Outcome.BLANK, cv.Outcome.NOTE)
    }
    assert standing_points <= {cv.Kind.BLANK, cv.Kind.NOTE}


@given(tame_drafts, decisions_drawn)
def test_complete_when_read_again(text: str, drawn: list[int]):
    """A reading in which all is decided, read again as a draft, has no brackets but blanks and notes."""
    found = reading_of(text, None, drawn).text
    left = [found[node.start + 1 : node.end - 1] for node in brackets_of(found)]
    assert [inner for inner in left if not (TERMINOLOGY.is_blank(inner) or TERMINOLOGY.is_note(inner))] == []


covered = st.sampled_from(
    [
        "[computer data] [digital information]",
        "[Digital information][Computer data]",
        "a [computer system] [information device]",
        "[those computer data] [that digital information]",
        "the [computer data] [digital information] that [are] [is] kept",
        "[information device is]/[computer system is]",
        "[information device][system of computers], which [is] [is],",
        "until [date]",
    ]
)
covered_sentences = st.lists(st.tuples(words_of_text, covered), min_size=1, max_size=4).map(
    lambda parts: "".join(f"{words} {run} {words}. " for words, run in parts)
)


@given(st.lists(covered_sentences, min_size=1, max_size=4).map("\n\n".join), st.sampled_from(["first", "second"]))
def test_complete_under_a_profile(text: str, profile: str):
    """Where a profile covers every term, agreement follows, and no bracket is left but blanks."""
    reading = cv.Resolver(inventory_of(text)).resolve(cv.Selection(profile))
    assert reading.count(cv.Outcome.OPEN) == 0
    assert set(re.findall(r"\[.*?\]", reading.text)) <= {"[date]"}


# Promise 4: accountable


@given(readings)
def test_accountable(reading: cv.Reading):
    """The audit lists each choice point once, and each bracket of the source belongs to one of them."""
    assert_accountable(reading)


@given(readings)
def test_what_stood_in_dropped_text_is_gone(reading: cv.Reading):
    """A choice point is gone if and only if the text that it stood in was dropped: nothing is decided about it."""
    assert_gone_with_its_text(reading)


@given(wild_drafts)
def test_points_are_numbered_in_their_provisions(text: str):
    """The n-th choice point of a provision has the id `<provision>.<n>`, and its parent holds it."""
    assert_numbered(inventory_of(text))


@given(wild_drafts)
def test_broken_brackets_are_reported_where_they_stand(text: str):
    """Each unclosed and each stray bracket is a diagnostic at its place, and there is no other of its kind."""
    assert_broken_brackets_reported(inventory_of(text))


# Promise 5: the same words


NOTES = re.compile(r"(?:^|[\r\n])\[\^1\]: (A note.*?)\[\^2\]: (Another note.*?)\[ref\]: ", re.DOTALL)


def bare_words(text: str, *, with_notes: bool) -> list[str]:
    """Return the words of a text without whatever may be markup in it, be it there or in code.

    Source and editions are laid bare in the same way, so that nothing depends on what is markup where.
    """
    if with_notes:
        text = text.replace("[^1]", "").replace("[^2]", "").replace("[more][ref]", "more")
    text = re.sub(r"!?\[(the[^\n()]*?rules|map)\]\((?:https://[^\s()]*|map\.png)\)", r"\1", text)
    text = re.sub(r"</?su[bp]>", "", html.unescape(text))
    return re.findall(r"[^\W_]+", re.sub(r"[*\\`~]", "", text))


class Words(NamedTuple):
    """The words of a treaty's text, and of each of its two footnotes."""

    body: list[str]
    notes: list[list[str]]


def source_words(text: str) -> Words:
    """Return the words of a resolved source: a second reading, which knows neither blocks nor labels."""
    found = NOTES.search(text)
    body = text[: found.start()] if found else text
    notes = [bare_words(note, with_notes=True) for note in found.groups()] if found else []
    return Words(bare_words(body, with_notes=bool(found)), notes)


def html_words(page: str, *, with_notes: bool) -> Words:
    """Return the words in a page's main part and in its footnotes."""
    items = re.findall(r'<li id="footnote-\d">(.*?)</li>', page, re.DOTALL)
    notes = [bare_words("".join(Page(item, None).text), with_notes=True)[1:] for item in items]  # behind its label
    return Words(bare_words("".join(Page(page, "main").text), with_notes=with_notes), notes)


def markdown_words(edition: str, *, with_notes: bool) -> Words:
    """Return the words that a renderer of CommonMark shows behind the first thematic break, footnotes apart."""
    _, _, body = re.split(r"\n(---|___+)\n", edition, maxsplit=1)
    notes: list[str] = []
    if with_notes:  # one that nothing calls begins with its label
        body, *notes = re.split(r"\n(?:\[\^[12]\]:|[12]) (?=A note|Another note)", body)
        body = re.sub(r"(?<!\\)\[\^[12]\]", "", body)
    return Words(rendered_words(body, with_notes=with_notes), [rendered_words(note, with_notes=True) for note in notes])


def rendered_words(markdown: str, *, with_notes: bool) -> list[str]:
    """Return the words that a renderer of CommonMark and tables shows."""
    page = MarkdownIt("commonmark").enable("table").render(markdown)
    return bare_words("".join(Page(page, None).text), with_notes=with_notes)


def glues_blocks(reading: cv.Reading) -> bool:
    """Say whether a reading drops a blank line and with it all that parted two words: no edition shows them as one."""
    text, start, end = reading.inventory.draft.source.text, 0, 0
    for edit in (*reading.edits, (len(text), len(text), "", Cause.CHOICE)):
        if edit[0] > end:
            if len(text[start:end].splitlines()) > 1 and text[:start][-1:].isalnum() and text[end : end + 1].isalnum():
                return True
            start = edit[0]
        end = edit[1]
    return False


treaty_readings = st.builds(
    reading_of, drafts(wild_text, "# Article 9\n\n"), selections, decisions_drawn, st.integers(0, 3)
).filter(lambda reading: not glues_blocks(reading))


@given(treaty_readings)
def test_same_words_in_html(reading: cv.Reading):
    """Body and footnotes of the HTML edition have the words of the resolved text, in its order."""
    expected = source_words(reading.text)
    assert html_words(cv.render(reading, "html").decode(), with_notes=bool(expected.notes)) == expected


@given(treaty_readings)
def test_same_words_in_markdown(reading: cv.Reading):
    """What a renderer shows of the Markdown edition has the words of the resolved text, in its order."""
    expected = source_words(reading.text)
    assert markdown_words(cv.render(reading, "md").decode(), with_notes=bool(expected.notes)) == expected


class Styles(HTMLParser):
    """The characters of a page's main part or of a whole one, each with the styles that it has."""

    NAMES = frozenset(["em", "strong", "code", "sup", "sub"])

    def __init__(self, markup: str, root: str | None) -> None:
        super().__init__(convert_charrefs=True)
        self.root, self.inside = root, root is None
        self.open: list[str] = []
        self.characters: list[tuple[str, frozenset[str]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a style, and a link that leads out of the page."""
        self.inside = self.inside or tag == self.root
        if tag in self.NAMES or (tag == "a" and str(dict(attrs).get("href")).startswith("http")):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave a style or the main part."""
        self.inside = self.inside and tag != self.root
        if self.open[-1:] == [tag]:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Take text: white space has no style that one could see."""
        if self.inside:
            self.characters += [(character, frozenset(self.open)) for character in data if not character.isspace()]


styled = st.sampled_from(
    [
        *("a", "b c", "*d*", "**e**", "***f***", "_g_", "`h`", "`` ` ``", "i<sup>6</sup>", "j<sub>(2)</sub>"),
        *('"k"', "(l)", "*(m)*", '**"n"**', "*o,*", "*.p*", "*q**r** s*", "**t*u*v**", "*w<sup>2</sup>*", "*`x`*"),
        *("[y](https://e.org)", "[*z*](https://e.org)", "[_(a)_ b](https://e.org)", "<https://e.org>"),
        *("!", "\\*", "\\_", "\\[", "__init__", "a_b", "* b", "€", "*€*", "°", "*«c»*", "\\`", "&lt;", "1.", "- "),
    ]
)
styled_brackets = st.lists(st.tuples(styled, st.sampled_from(["", " "])), min_size=1, max_size=6).map(
    lambda parts: "".join(f"{text}{space}" for text, space in parts)
)
styled_text = st.lists(
    st.tuples(
        styled | styled_brackets.map("[{}]".format) | styled_brackets.map("[{}][d]".format), st.sampled_from(["", " "])
    ),
    min_size=1,
    max_size=8,
).map(lambda parts: "".join(f"{text}{space}" for text, space in parts))


@given(st.builds(reading_of, styled_text.map("1. {}".format), selections, decisions_drawn, st.integers(0, 2)))
@settings(max_examples=400)
def test_same_styles_in_markdown(reading: cv.Reading):
    """What CommonMark makes of the Markdown edition has the characters and the styles of the HTML edition."""
    _, _, body = re.split(r"\n(---|___+)\n", cv.render(reading, "md").decode(), maxsplit=1)
    found = Styles(MarkdownIt("commonmark").render(body), None)
    assert found.characters == Styles(cv.render(reading, "html").decode(), "main").characters


@given(readings)
def test_a_page_is_sound(reading: cv.Reading):
    """No id of a page comes twice, and every link in it leads somewhere."""
    assert_sound(Page(cv.render(reading, "html").decode(), "main"))


# Promise 6: deterministic


@given(wild_drafts)
@settings(max_examples=50)
def test_deterministic(text: str):
    """Two readings of the same bytes say the same, to the byte."""
    assert everything(text) == everything(text)


def test_deterministic_across_processes():
    """Another process, with another hash seed, says the same of every case of the outline."""
    texts = [case["source"] + "\n\na [computer system] [information device] [X]" for case in OUTLINES]
    script = (
        "import json, sys\n"
        "from promises import everything\n"
        "print(json.dumps([everything(text) for text in json.load(sys.stdin)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={
            **os.environ,
            "PYTHONHASHSEED": "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )
    assert json.loads(done.stdout) == [everything(text) for text in texts]


# Whatever the input


@given(any_text | noise)
@example("|||")
@example("[a](javascript:alert) [b](data:text/html,c) [d]\n\n[d]: vbscript:e")
@settings(max_examples=400)
def test_nothing_raises(text: str):
    """Any text is a draft: it is read, resolved and rendered without an error, and none of it becomes markup."""
    reading = cv.Resolver(inventory_of(text)).resolve(cv.Selection("first"))
    cv.render(reading, "md")
    assert_sound(Page(cv.render(reading, "html").decode("utf-8"), "main"))


@given(wild_drafts | noise)
def test_no_character_is_shown_twice_or_lost(text: str):
    """Inlines do not overlap, and each letter of the source stands in one, in a label, an address or a tag."""
    draft = inventory_of(text).draft
    parts = [content for node in walk((*draft.front, *draft.body)) for content in contents(node)]
    parts += [note.content for note in draft.footnotes]
    left, position = list(text), 0
    for start, end in sorted((inline.start, inline.end) for content in parts for inline in content):
        assert position <= start <= end
        position = end
        left[start:end] = " " * (end - start)
    for start, end in (*draft.brackets.metadata, *(note.mark for note in draft.footnotes)):
        left[start:end] = " " * (end - start)
    rest = re.sub(r"\]\([^()]*\)|\]\[[^\]]*\]|</?su[bp]>", "", "".join(left), flags=re.IGNORECASE)
    assert re.findall(r"[^\W_]+", rest) == []


@given(wild_drafts)
def test_addresses_are_unique(text: str):
    """No two provisions or sections have one id, and each footnote's call leads to a footnote."""
    draft = inventory_of(text).draft
    nodes = list(walk((*draft.front, *draft.body)))
    ids = [node.id for node in nodes if isinstance(node, Item | Section) and node.id is not None]
    assert len(ids) == len(set(ids))
    called = {one.label for node in nodes for content in contents(node) for one in content if isinstance(one, Call)}
    assert called <= {note.label for note in draft.footnotes}
