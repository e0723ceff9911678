"""The promises of design §6, for drafts that hypothesis invents.

What a reading or an edition ought to say is worked out here a second time, from the bracket tree, the
decisions and the source alone: never from the edits and the outline that the library made of them.
"""

from __future__ import annotations

import html
import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import convention_variants as cv
from convention_variants.brackets import Bracket, Link, Stray, Unclosed, read_brackets, serialize
from convention_variants.outline import Call, Item, Section, contents, walk
from convention_variants.variation import Cause

settings.register_profile(
    "convention",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=150,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much),
)
settings.load_profile("convention")

OUTLINES = tomllib.loads((Path(__file__).parent / "cases" / "outline.toml").read_text(encoding="utf-8"))["case"]
VARIANTS = """
[terms.data.options.computer]
forms = ["computer data"]
number = "plural"
[terms.data.options.digital]
forms = ["digital information"]
number = "singular"
[terms.device.options.system]
forms = ["computer system", "system of computers"]
number = "singular"
[terms.device.options.device]
forms = ["information device"]
number = "singular"
[profiles.first]
choose = { data = "computer", device = "system" }
[profiles.second]
choose = { data = "digital", device = "device" }
[blanks]
words = ["number"]
[notes]
words = ["for the editor"]
"""
TERMINOLOGY = cv.read_terminology(cv.Source("variants.toml", VARIANTS))

# Drafts


def several(words: str) -> list[str]:
    """Return the words of a line."""
    return words.split()


WORDS = several(
    "Parties shall may cooperate data a an the of in and or climate État Право 条約 الأطراف naïve e\u0301 A "
    "12 1990 x hour university information"
)
words_of_text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
odd_spaces = st.sampled_from(
    [" ", " ", " ", "  ", "\t", "\xa0", "\u2009", "\n", "\n  ", " \f", "", ", ", "; ", ": ", ". "]
)
separators = st.sampled_from([" ", " ", "", "", "\n", "  ", "/", " / ", "\xa0", " \n "])
certain_runs = st.sampled_from(
    [
        "[computer data] [digital information]",
        "[Computer data][Digital information]",
        "a [computer system] [information device]",
        "an [information device] [computer system]",
        "[a computer system] [an information device]",
        "[computer data are] [digital information is]",
        "[are] [is]",
        "[computer data] [digital information] that [are] [is] kept",
        "[information device][computer system], which [is] [are],",
        "[those computer data] [that digital information]",
        "the [computer data] kept as [digital information]",
        "[digital information] of all [computer data]",
        "a [uniform] [honest] [useful] system",
    ]
)
standing = st.sampled_from(["[date]", "[X]", "[ ]", "[…]", "[number]", "[English only]", "[for the editor]"])
glued = st.sampled_from(
    ["member[s]", "Part[y][ies]", "[de]forestation", "[universal and ]sustained", "Parties[, too],"]
)
straddling = st.sampled_from(
    [
        "*[Taking* account] of",
        "[r*ecognizing*]",
        "**[a** b] c",
        "*[a] [b]*",
        "[*a*] [b]",
        "*a [b* c] d",
        "x[*",
        "***[a]*** b",
    ]
)
unbalanced = st.sampled_from(["[", "]", "[[", "]]", "][", "[a [b]", "a] [b"])
markup = st.sampled_from(
    [
        "\\[no bracket\\]",
        "\\\\[a\\\\]",
        "`code [a]`",
        "`",
        "``a ` [b]``",
        "R&amp;D",
        "&lt;b&gt;",
        "<b>bold</b>",
        "[the rules](https://example.org/a)",
        "[x](a)",
        "[the [old] rules](https://example.org)",
        "[more][ref]",
        "![map](map.png)",
        "text[^1]",
        "text[^2] [b[^1]]",
        "[^none]",
        "m<sup>2</sup>",
        "CO<sub>2</sub>[e]",
        "a_b_c",
        "_a_",
        "a * b",
        "2*3*4",
        "| a",
        "~~a~~",
        "<https://example.org>",
        "a\\",
    ]
)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Make brackets, runs and emphasis of what there is already."""
    bracket = inner.map("[{}]".format)
    run = st.tuples(bracket, separators, bracket).map("".join)
    longer = st.tuples(run, separators, bracket).map("".join)
    emphasis = st.tuples(st.sampled_from(["*", "**", "_"]), inner).map(lambda parts: f"{parts[0]}{parts[1]}{parts[0]}")
    paragraphs = st.tuples(inner, inner).map(lambda parts: f"[{parts[0]}\n\n{parts[1]}]")
    return bracket | run | longer | emphasis | paragraphs | joined(inner)


def joined(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put parts side by side, with a space or whatever may stand for one."""
    return st.lists(st.tuples(part, odd_spaces), min_size=1, max_size=4).map(
        lambda parts: "".join(text + space for text, space in parts).strip(" \n")
    )


sentences = st.tuples(words_of_text, certain_runs, words_of_text, st.sampled_from([".", ";", "", " [X]."])).map(
    lambda parts: f"{parts[0]} {parts[1]} {parts[2]}{parts[3]}"
)
tame_text = sentences | st.recursive(words_of_text | certain_runs | standing | glued, nested, max_leaves=8)
wild_text = sentences | st.recursive(
    words_of_text | certain_runs | standing | glued | straddling | unbalanced | markup, nested, max_leaves=8
)
labels = st.sampled_from(
    several(
        "1. 2. 3. 12. (1) (a) (b) (c) (h) (i) (ii) (iii) (iv) (aa) 3bis. 1.1 47.5 - * + 12.(a) [1. [4][2]. (a)(i) a) A."
    )
)


def blocks(text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Make a block of one of the kinds that drafts have."""
    spaced = st.sampled_from(["", "", "  ", "    ", "\t"])
    heading = st.tuples(st.sampled_from(["# ", "## ", "### *", "**"]), text).map("".join)
    article = st.tuples(
        st.sampled_from(["# Article ", "*Article ", "### *Article ", "Article "]),
        st.sampled_from(["1", "2", "3 bis", "47", "X"]),
        st.sampled_from([" ", ". ", ".\n", "*\n\n"]),
        text,
    ).map("".join)
    chapter = st.tuples(st.sampled_from(["## **Chapter I** ", "## Chapter II\n\n### ", "# Annex\n\n"]), text).map(
        "".join
    )
    provision = st.tuples(spaced, labels, st.sampled_from([" ", "  "]), text, st.sampled_from(["", ";", ":", "."])).map(
        "".join
    )
    table = st.tuples(text, text).map(
        lambda cells: "| {} | {} |\n| --- | --- |\n| a | [b] |".format(*(cell.replace("\n", " ") for cell in cells))
    )
    other = st.sampled_from(
        ["---", "***", "```\n[a\n```", "~~~\n(a) [b]\n~~~", "IN WITNESS WHEREOF, [we] signed", "Preamble\n===", "```"]
    )
    return heading | article | chapter | provision | provision | provision | text | text | table | other


def drafts(text: st.SearchStrategy[str], start: str = "") -> st.SearchStrategy[str]:
    """Make a draft of blocks; what its footnotes and its reference are stands at its end."""
    end = st.sampled_from(
        ["", "", "\n\n[^1]: A note with [one] [two].\n\n[^2]: Another note\ngoing on.\n\n[ref]: https://example.org"]
    )
    between = st.sampled_from(["\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n \n"])
    parts = st.lists(st.tuples(blocks(text), between), min_size=2, max_size=9)
    bodies = parts.map(lambda found: start + "".join(block + gap for block, gap in found))
    whole = st.tuples(bodies, end).map("".join)
    return st.tuples(whole, st.sampled_from(["\n", "\n", "\r\n", "\r"]), st.sampled_from(["", "", "\ufeff"])).map(
        lambda parts: parts[2] + parts[0].replace("\n", parts[1])
    )


tame_drafts = drafts(tame_text)
wild_drafts = drafts(wild_text)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
pieces_of_anything = st.sampled_from(
    [
        *"[]()*_`#-|<>&\\^:.~=+!/\"' \n\r\t\x0c\x0b\x00\xa0\u2028\ufeff1aiAx",
        "[^1]",
        "]:",
        "](",
        "```",
        "---",
        "<sup>",
        "</sup>",
        "&amp;",
        "&#0;",
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
        "javascript:",
        "](javascript:a)",
        "https://",
        '" onload="',
        "--\n",
        "(a) ",
        "1. ",
        "{{ 7 }}",
        "{% raw %}",
        "</main>",
        "<!--",
        "]]>",
        "Article 1",
        "# ",
        "[date]",
        "\n\n",
        "\n| a |\n",
        "[^1]: ",
        "IN WITNESS WHEREOF",
    ]
)
noise = st.lists(pieces_of_anything, max_size=25).map("".join)
selections = st.sampled_from([None, "first", "second"])
decisions_drawn = st.lists(st.integers(0, 11), min_size=1, max_size=6)


def inventory_of(text: str) -> cv.Inventory:
    """Read a draft by the terminology of these tests."""
    return cv.read_draft(cv.Source("draft.md", text), TERMINOLOGY)


def takes(inventory: cv.Inventory, drawn: Sequence[int]) -> dict[str, int]:
    """Decide every choice point that can be decided, by numbers that hypothesis has drawn."""
    found = {}
    for index, point in enumerate(inventory.points):
        number = drawn[index % len(drawn)]
        if point.kind is cv.Kind.OPTIONAL:
            found[point.id] = cv.KEEP if number % 2 else cv.DROP
        elif point.kind not in (cv.Kind.BLANK, cv.Kind.NOTE):
            found[point.id] = number % len(point.options)
    return found


def reading_of(text: str, profile: str | None, drawn: Sequence[int], every: int = 1) -> cv.Reading:
    """Read a draft under a profile and, on top, decide every so manieth of its places; none if 0."""
    inventory = inventory_of(text)
    at = {
        place: take
        for index, (place, take) in enumerate(takes(inventory, drawn).items())
        if every and index % every == 0
    }
    return cv.Resolver(inventory).resolve(cv.Selection(profile, {}, at))


readings = st.builds(reading_of, wild_drafts, selections, decisions_drawn, st.integers(0, 3))


def brackets_of(text: str) -> list[Bracket | Unclosed | Stray]:
    """Return all brackets of a text, whole ones and broken ones, in order."""
    found: list[Bracket | Unclosed | Stray] = []
    stack = list(read_brackets(cv.Source("text", text)).children)
    while stack:
        node = stack.pop()
        if isinstance(node, Bracket | Unclosed | Stray):
            found.append(node)
        if isinstance(node, Bracket | Link):
            stack.extend(node.children)
    return sorted(found, key=lambda node: node.start)


# Promise 1: lossless


@given(wild_drafts | any_text | noise)
def test_lossless(text: str):
    """Serializing what was read gives the source back, byte for byte."""
    source = cv.Source("draft", text)
    assert serialize(read_brackets(source)).encode() == text.encode()
    assert cv.read_draft(source).draft.source.data == text.encode()


# Promise 2: faithful


def dropped_by(decision: cv.Decision) -> Iterator[range]:
    """Yield the offsets that a decision takes out of the source, from nothing but the point's own brackets."""
    point = decision.point
    if decision.outcome is not cv.Outcome.CHOSEN or decision.take is None:
        return
    if decision.take == cv.DROP:
        yield range(point.start, point.end)
        return
    options = point.options
    if point.kind is not cv.Kind.SPLIT:
        yield from (range(before.end, after.start) for before, after in itertools.pairwise(options))
    for index, option in enumerate(options):
        if index != decision.take:
            yield range(option.start, option.end)
        elif not option.blank:
            yield range(option.start, option.start + 1)
            yield range(option.end - 1, option.end)


def expected_text(reading: cv.Reading) -> str:
    """Return what a reading ought to say, white space at dropped brackets and articles aside."""
    text = reading.inventory.draft.source.text
    dropped = {offset for decision in reading.decisions for part in dropped_by(decision) for offset in part}
    return "".join(character for offset, character in enumerate(text) if offset not in dropped)


def article_undone(reading: cv.Reading) -> str:
    """Return a reading's text with the articles that the source has."""
    text = reading.inventory.draft.source.text
    parts, position = [], 0
    for start, end, new, cause in reading.edits:
        parts.append(text[position:start])
        parts.append(text[start:end] if cause is Cause.ARTICLE else new)
        position = end
    return "".join(parts) + text[position:]


@given(readings)
def test_faithful_outside_edits(reading: cv.Reading):
    """Outside its edits a reading is the source, character by character."""
    source, position, rest = reading.inventory.draft.source.text, 0, reading.text
    for start, end, new, _ in reading.edits:
        assert position <= start <= end
        kept = source[position:start] + new
        assert rest.startswith(kept)
        rest, position = rest[len(kept) :], end
    assert rest == source[position:]


@given(readings)
def test_faithful_in_every_edit(reading: cv.Reading):
    """An edit lies in a decided point's brackets, or takes white space at their edge, or is "a" and "an"."""
    source = reading.inventory.draft.source.text
    decided = [decision for decision in reading.decisions if decision.outcome is cv.Outcome.CHOSEN]
    spans = [(option.start, option.end) for decision in decided for option in decision.point.options]
    spans += [
        (decision.point.start, decision.point.end) for decision in decided if decision.point.kind is not cv.Kind.SPLIT
    ]
    edges = {offset for span in spans for offset in span}
    for start, end, new, cause in reading.edits:
        written = source[start:end]
        if cause is Cause.ARTICLE:
            assert {written.lower(), new.lower()} == {"a", "an"}
            assert written[0].isupper() == new[0].isupper()
            assert any(source[end : span[0]].isspace() for span in spans)
            continue
        assert new == ""
        inside = any(first <= start and end <= last for first, last in spans)
        assert inside or (cause is Cause.SPACE and written.isspace() and {start, end} & edges)


@given(readings)
def test_faithful_by_a_second_reckoning(reading: cv.Reading):
    """A reading is the source without what its decisions drop: the same words, and the same characters but blanks."""
    expected, found = expected_text(reading), article_undone(reading)
    assert "".join(found.split()) == "".join(expected.split())
    assert re.findall(r"\w+", found) == re.findall(r"\w+", expected)


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
    inventory = reading.inventory
    points = [decision.point for decision in reading.decisions]
    assert points == list(inventory.points)
    assert len({point.id for point in points}) == len(points)
    owned = sorted((option.start, option.end) for point in points for option in point.options)
    whole = [node for node in brackets_of(inventory.draft.source.text) if isinstance(node, Bracket)]
    assert owned == [(node.start, node.end) for node in whole]


@given(readings)
def test_what_stood_in_dropped_text_is_gone(reading: cv.Reading):
    """A choice point is gone if and only if the text that it stood in was dropped: nothing is decided about it."""
    drops = {
        decision.point.id: [part for part in dropped_by(decision) if len(part) > 1] for decision in reading.decisions
    }
    for decision in reading.decisions:
        point, parent = decision.point, decision.point.parent
        inside = False
        while parent is not None:
            inside = inside or any(point.start in part for part in drops[parent])
            parent = reading.inventory.by_id[parent].parent
        assert (decision.outcome is cv.Outcome.GONE) == inside


@given(wild_drafts)
def test_points_are_numbered_in_their_provisions(text: str):
    """The n-th choice point of a provision has the id `<provision>.<n>`, and its parent holds it."""
    inventory = inventory_of(text)
    counts: dict[str, int] = {}
    for point in inventory.points:
        counts[point.provision] = counts.get(point.provision, 0) + 1
        assert point.id == f"{point.provision}.{counts[point.provision]}"
        assert (point.parent is None) == (point.depth == 0)
        if point.parent is not None:
            parent = inventory.by_id[point.parent]
            assert parent.depth == point.depth - 1
            assert any(option.start < point.start and point.end < option.end for option in parent.options)
    starts = [point.start for point in inventory.points]
    assert starts == sorted(starts)


@given(wild_drafts)
def test_broken_brackets_are_reported_where_they_stand(text: str):
    """Each unclosed and each stray bracket is a diagnostic at its place, and there is no other of its kind."""
    rules = {cv.Rule.UNCLOSED_BRACKET: "[", cv.Rule.STRAY_BRACKET: "]"}
    found = [(one.span.start, rules[one.rule]) for one in inventory_of(text).diagnostics if one.rule in rules]
    broken = [
        (node.start, "[" if isinstance(node, Unclosed) else "]")
        for node in brackets_of(text)
        if not isinstance(node, Bracket)
    ]
    assert found == broken


# Promise 5: the same words


class Page(HTMLParser):
    """The words of a page's main part and of each of its footnotes, its ids, and the tags it is made of."""

    INLINE = frozenset(["em", "strong", "code", "sup", "sub", "a", "span"])

    def __init__(self, markup: str, root: str | None) -> None:
        super().__init__(convert_charrefs=True)
        self.root, self.inside = root, root is None
        self.text: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.addresses: list[str] = []
        self.call = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, its attributes and where it leads."""
        values = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(values)
        self.ids += [value for name, value in attrs if name == "id" and value is not None]
        if (values.get("href") or "").startswith("#"):
            self.targets.append(str(values["href"])[1:])
        elif "href" in values:
            self.addresses.append(str(values["href"]))
        if tag == self.root:
            self.inside = True
        if values.get("class") == "call":
            self.call = True
        if tag == "img":  # a picture's words are its alternative text
            self.handle_data(values.get("alt") or "")
        elif tag not in self.INLINE:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Leave the main part at its end, and a footnote's call."""
        if tag == self.root:
            self.inside = False
        if tag == "sup":
            self.call = False
        if tag not in self.INLINE:
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        """Take the text of the main part; the number of a footnote is no text."""
        if self.inside and not self.call:
            self.text.append(data)


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
@settings(max_examples=600)
def test_same_styles_in_markdown(reading: cv.Reading):
    """What CommonMark makes of the Markdown edition has the characters and the styles of the HTML edition."""
    _, _, body = re.split(r"\n(---|___+)\n", cv.render(reading, "md").decode(), maxsplit=1)
    found = Styles(MarkdownIt("commonmark").render(body), None)
    assert found.characters == Styles(cv.render(reading, "html").decode(), "main").characters


@given(readings)
def test_a_page_is_sound(reading: cv.Reading):
    """No id of a page comes twice, and every link in it leads somewhere."""
    page = Page(cv.render(reading, "html").decode(), "main")
    assert sorted(page.ids) == sorted(set(page.ids))
    assert set(page.targets) <= set(page.ids)


# Promise 6: deterministic


def everything(text: str) -> dict[str, object]:
    """Return all that is said about a draft, as plain data."""
    inventory = inventory_of(text)
    resolver = cv.Resolver(inventory)
    said: dict[str, object] = {"points": repr(inventory.points), "diagnostics": repr(inventory.diagnostics)}
    for profile in (None, "first", "second"):
        reading = resolver.resolve(cv.Selection(profile))
        said[f"decisions {profile}"] = repr(
            [(one.point.id, one.outcome, one.take, one.reason) for one in reading.decisions]
        )
        for format_ in ("md", "html"):
            said[f"{format_} {profile}"] = cv.render(reading, format_).decode("utf-8")
    return said


@given(wild_drafts)
@settings(max_examples=50)
def test_deterministic(text: str):
    """Two readings of the same bytes say the same, to the byte."""
    assert everything(text) == everything(text)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_deterministic_across_processes(seed: str):
    """Another process, with other hash seeds, says the same of every case of the outline."""
    texts = [case["source"] + "\n\na [computer system] [information device] [X]" for case in OUTLINES]
    script = (
        "import importlib.util, json, sys\n"
        "spec = importlib.util.spec_from_file_location('properties', sys.argv[1])\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "print(json.dumps([module.everything(text) for text in json.load(sys.stdin)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, __file__],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
    )
    assert json.loads(done.stdout) == [everything(text) for text in texts]


# Whatever the input

TAGS = frozenset(
    several(
        "html head meta title style body a header p dl dt dd div nav h1 h2 h3 h4 h5 h6 ul ol li section main "
        "footer table tr th td pre em strong code sup sub span br strong"
    )
)


@given(any_text | noise)
@example("|||")
@example("[a](javascript:alert) [b](data:text/html,c) [d]\n\n[d]: vbscript:e")
@settings(max_examples=400)
def test_nothing_raises(text: str):
    """Any text is a draft: it is read, resolved and rendered without an error, and none of it becomes markup."""
    reading = cv.Resolver(inventory_of(text)).resolve(cv.Selection("first"))
    cv.render(reading, "md")
    page = Page(cv.render(reading, "html").decode("utf-8"), "main")
    assert set(page.tags) <= TAGS
    assert not [name for name in page.attributes if name.startswith("on") or name in ("src", "style", "srcdoc")]
    assert all(address.startswith(("https://", "http://", "mailto:")) for address in page.addresses)


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
