"""Brackets: text → tree, and back without loss."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from convention_variants import Source
from convention_variants.brackets.nodes import Bracket, BracketTree, FootnoteCall, Link, Node, Stray, Text, Unclosed
from convention_variants.brackets.tree import read_brackets, serialize
from convention_variants.text.source import BYTE_ORDER_MARK
from shapes import SHAPES

CASES = tomllib.loads((Path(__file__).parent / "cases" / "brackets.toml").read_text(encoding="utf-8"))["case"]
DEPTH = 10_000
NASTY = {
    "nothing": "",
    "only a byte order mark": BYTE_ORDER_MARK,
    "byte order mark and CRLF": f"{BYTE_ORDER_MARK}[a]\r\n[b]\r\n",
    "all line ends": "[a]\n[b]\r[c]\r\n[d]\n\r[e]\u2028[f]\u2029[g]\x85[h]",
    "odd spaces": "[a]\xa0[b]\u2009[c]\u202f[d]\t[e]\f[f]\v[g]\u3000[h]\u200b[i]",
    "controls": "".join(map(chr, range(32))) + "[" + "".join(map(chr, range(32))) + "]",
    "unclosed": "[" * 100,
    "stray": "]" * 100,
    "the wrong way round": "][" * 100,
    "a nest": "[" * DEPTH + "]" * DEPTH,
    "a nest with text in it": "[a " * DEPTH + "b]" * DEPTH,
    "a nest that stays open": "[" * DEPTH + "]" * (DEPTH - 1),
    "a nest with too much": "[" * DEPTH + "]" * (DEPTH + 1),
    "a nest of links": "[" * 300 + "](https://example.org)" * 300,
    "backslashes": "\\" * 101 + "[a" + "\\" * 100 + "]",
    "backticks": "`[` ``[` ```[a] ` [b]",
    "fences": "```\n[\n~~~\n[a]\n```\n~~~\n[b]\n```",
    "definitions": "[a]: /b\n[a]: /c\n[[a]]: /d\n[a][a][a]\n\n[^a]: b\n[^a][a]",
    "front matter that does not end": "---\ntitle: [a\n",
    "front matter with CRLF": f"{BYTE_ORDER_MARK}---\r\ntitle: [a\r\n---\r\n[b]",
    "brackets in an address": "[a](https://example.org/[b]?c=[d) [e]](#f]",
    "beyond the basic plane": "\U0001f30d[\U0001f30d\u200d\U0001f30d]\ufffe\U0010ffff",
}


def repr_short(text: str) -> str:
    """Return a name for a case that fits on a line."""
    return repr(text)[1:40]


def tree_of(text: str) -> BracketTree:
    """Read the brackets of a text."""
    return read_brackets(Source("case", text))


class Leaf(NamedTuple):
    """A stretch of source that a node covers by itself, not by its children."""

    start: int
    end: int


class Visit(NamedTuple):
    """A node of a tree, and in how many brackets and links it stands."""

    node: Node
    depth: int


def visits(tree: BracketTree) -> Iterator[Visit]:
    """Yield all nodes, each before its children, in the order of the source."""
    stack = [Visit(node, 0) for node in reversed(tree.children)]
    while stack:
        visit = stack.pop()
        yield visit
        if isinstance(visit.node, Bracket | Link):
            stack.extend(Visit(child, visit.depth + 1) for child in reversed(visit.node.children))


def leaves(tree: BracketTree) -> Iterator[Leaf]:
    """Yield what each node covers by itself: all of it, or its two ends."""
    for node, _ in visits(tree):
        if isinstance(node, Bracket | Link):
            yield Leaf(node.start, node.start + 1)
            yield Leaf(node.text_end if isinstance(node, Link) else node.end - 1, node.end)
        else:
            yield Leaf(node.start, node.end)


def written(tree: BracketTree) -> str:
    """Return a tree in the notation of the cases."""
    text = tree.source.text
    parts: list[str] = []
    stack: list[Node | str] = list(reversed(tree.children))
    while stack:
        match stack.pop():
            case str() as mark:
                parts.append(mark)
            case Text(start, end):
                parts.append(json.dumps(text[start:end]))
            case FootnoteCall(start, end):
                parts.append(f"(call {json.dumps(text[start:end])})")
            case Unclosed():
                parts.append("(unclosed)")
            case Stray():
                parts.append("(stray)")
            case Bracket(children=children):
                parts.append("(bracket")
                stack += [")", *reversed(children)]
            case Link(address=address, children=children):
                parts.append(f"(link {address}")
                stack += [")", *reversed(children)]
    return " ".join(parts).replace(" )", ")")


def notation(tree: str) -> str:
    """Return a case's tree as `written` would: JSON escapes, single spaces between nodes."""
    strings = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)
    return strings.sub(lambda match: json.dumps(json.loads(match[0], strict=False)), tree)


def test_there_are_cases():
    """The file of cases is found and full, so that the test below proves something."""
    assert len(CASES) >= 40
    assert len({case["source"] for case in CASES}) == len(CASES)
    assert all(case["shows"].endswith(".") for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"][:60])
def test_the_tree_is_the_one_a_reader_sees(case: dict[str, str]):
    """Each case's source has exactly the tree that was written down beside it."""
    assert written(tree_of(case["source"])) == notation(case["tree"])


@pytest.mark.parametrize("text", [*NASTY.values(), *(case["source"] for case in CASES)], ids=repr_short)
def test_serializing_gives_the_source_back(text: str):
    """Whatever the input, the tree serializes to the same bytes."""
    assert serialize(tree_of(text)).encode() == text.encode()


@pytest.mark.parametrize("text", [*NASTY.values(), *(case["source"] for case in CASES)], ids=repr_short)
def test_leaves_tile_the_source(text: str):
    """No character of the source is in two leaves or in none."""
    assert_tiled(tree_of(text))


@pytest.mark.parametrize("text", [*NASTY.values(), *(case["source"] for case in CASES)], ids=repr_short)
def test_spans_are_exact(text: str):
    """Each node's span begins and ends with the characters that make it what it is."""
    assert_spans(tree_of(text))


def test_a_footnote_is_marked_by_no_bracket():
    """The mark that a footnote begins with is Markdown, as its call is: nothing in it can be chosen or dropped."""
    text = "Text[^1] and [^1]: more [a].\n\n[^1]: Note [b].\n"
    found = [text[node.start : node.end] for node, _ in visits(tree_of(text)) if isinstance(node, Bracket)]
    assert found == ["[a]", "[b]"]


def test_the_shipped_draft_round_trips(draft_folder: Path):
    """The shipped draft comes back byte for byte, and its leaves tile it."""
    data = (draft_folder / "draft.md").read_bytes()
    tree = tree_of(data.decode("utf-8"))
    assert serialize(tree).encode("utf-8") == data
    assert_tiled(tree)
    assert_spans(tree)


def test_the_shipped_draft_has_its_brackets(draft_folder: Path):
    """A/AC.291/22 has 229 brackets, none of them nested, unclosed or stray."""
    tree = tree_of((draft_folder / "draft.md").read_bytes().decode("utf-8"))
    found = [visit for visit in visits(tree) if not isinstance(visit.node, Text)]
    assert len(found) == 229
    assert all(isinstance(node, Bracket) and depth == 0 for node, depth in found)


def test_a_corpus_round_trips(corpus: Source):
    """Real negotiating texts come back byte for byte, and their leaves tile them."""
    tree = read_brackets(corpus)
    assert serialize(tree) == corpus.text
    assert_tiled(tree)
    assert_spans(tree)


def test_a_corpus_has_the_counts_of_its_readme(corpus: Source, corpora: Path):
    """There are as many opening and closing brackets as the corpora's README says, and at least as many errors.

    It counts by a plain stack, for which an unclosed bracket and a stray end far behind it are a pair.
    """
    row = re.search(rf"\| `{re.escape(corpus.name)}` \|(.*)\|", (corpora / "README.md").read_text(encoding="utf-8"))
    assert row is not None
    _, *numbers = (cell.strip() for cell in row[1].split("|"))
    opened, closed, deepest, stray, unclosed = map(int, numbers)
    found = counts(read_brackets(corpus))
    assert found[:2] == (opened, closed)
    assert found.stray >= stray
    assert found.unclosed >= unclosed
    assert found.stray - found.unclosed == stray - unclosed
    if not stray and not unclosed:
        assert found.deepest == deepest


def test_depth_costs_no_recursion():
    """A nest of ten thousand brackets is ten thousand nodes deep, and its innermost text is found."""
    tree = tree_of("[" * DEPTH + "x" + "]" * DEPTH)
    innermost, depth = max(visits(tree), key=lambda visit: visit.depth)
    assert depth == DEPTH
    assert (innermost.start, innermost.end) == (DEPTH, DEPTH + 1)


@pytest.mark.parametrize("name", SHAPES)
def test_drafts_built_to_be_slow_round_trip(name: str):
    """Thousands of brackets and errors are thousands of nodes, and none is lost."""
    text = SHAPES[name](10_000)
    assert serialize(tree_of(text)) == text


def assert_tiled(tree: BracketTree) -> None:
    """Check that the leaves of a tree cover each character of its source once."""
    position = 0
    for leaf in sorted(leaves(tree)):
        assert leaf.start == position
        assert leaf.end > leaf.start
        position = leaf.end
    assert position == len(tree.source.text)


def assert_spans(tree: BracketTree) -> None:
    """Check the first and last characters of each node, and that children fill their parent."""
    text = tree.source.text
    for node, _ in visits(tree):
        start, end = node.start, node.end
        match node:
            case Bracket(children=children):
                assert (text[start], text[end - 1]) == ("[", "]")
                assert_filled(children, start + 1, end - 1)
            case Link(text_end=text_end, children=children):
                assert (text[start], text[text_end]) == ("[", "]")
                assert_filled(children, start + 1, text_end)
            case FootnoteCall():
                assert re.fullmatch(r"\[\^[^\s\[\]]+\]", text[start:end])
            case Unclosed():
                assert text[start:end] == "["
            case Stray():
                assert text[start:end] == "]"
            case Text():
                assert start < end


def assert_filled(children: tuple[Node, ...], start: int, end: int) -> None:
    """Check that children lie end to end from `start` to `end`."""
    for child in children:
        assert child.start == start
        start = child.end
    assert start == end


class Counts(NamedTuple):
    """How many brackets a tree has, how deep they nest, and how many are wrong."""

    opened: int
    closed: int
    deepest: int
    stray: int
    unclosed: int


def counts(tree: BracketTree) -> Counts:
    """Count the brackets of a tree.

    A footnote call and a link's reference are brackets for this count, which knows no Markdown.
    """
    text = tree.source.text
    opened = closed = deepest = stray = unclosed = 0
    for node, depth in visits(tree):
        stray += isinstance(node, Stray)
        unclosed += isinstance(node, Unclosed)
        if isinstance(node, Bracket | Link | FootnoteCall):
            deepest = max(deepest, depth + 1)
    for start, end in leaves(tree):
        opened += text.count("[", start, end)
        closed += text.count("]", start, end)
    return Counts(opened, closed, deepest, stray, unclosed)
