"""Recovery: an unclosed or stray bracket spoils its neighbourhood only, whatever the draft."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from convention_variants import Source
from convention_variants.brackets.nodes import Bracket, BracketTree, Link, Stray, Unclosed
from convention_variants.brackets.tree import read_brackets, serialize

many = settings(derandomize=True, deadline=None, database=None, max_examples=300)

words = st.sampled_from(["Parties", "shall", "data", "of a", "the", "climate", "and"])
kept = st.recursive(
    words,
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(" ".join).map("[{}]".format),
    max_leaves=5,
)
marks = st.sampled_from(["", "", "1. ", "2. ", "(a) ", "(b) ", "- ", "## ", "Option 1: ", "A. "])
sentences = st.lists(words | kept, min_size=1, max_size=5).map(" ".join)
paragraphs = st.tuples(marks, words, sentences, words).map(lambda parts: f"{parts[0]}{parts[1]} {parts[2]} {parts[3]}.")


class Error(NamedTuple):
    """A bracket that pairs with nothing."""

    offset: int
    kind: str


def nodes(tree: BracketTree) -> tuple[set[tuple[int, int]], list[Error]]:
    """Return the spans of a tree's brackets, and its errors in order."""
    spans, errors = set(), []
    stack = list(tree.children)
    while stack:
        node = stack.pop()
        if isinstance(node, Bracket | Link):
            spans.add((node.start, node.end))
            stack.extend(node.children)
        elif isinstance(node, Stray | Unclosed):
            errors.append(Error(node.start, type(node).__name__))
    return spans, sorted(errors)


def read(text: str) -> tuple[set[tuple[int, int]], list[Error]]:
    """Read a text; what it reads is checked to be lossless."""
    tree = read_brackets(Source("draft.md", text))
    assert serialize(tree) == text
    return nodes(tree)


def by_stack(text: str) -> tuple[set[tuple[int, int]], int]:
    """Pair brackets by a plain stack; return the spans of the pairs and how many brackets are left."""
    spans, waiting, strays = set(), [], 0
    for offset, character in enumerate(text):
        if character == "[":
            waiting.append(offset)
        elif character == "]" and waiting:
            spans.add((waiting.pop(), offset + 1))
        elif character == "]":
            strays += 1
    return spans, strays + len(waiting)


class Damaged(NamedTuple):
    """A draft, and what became of it when `shift` characters were added at an offset, in one of its paragraphs."""

    intact: str
    text: str
    at: int
    shift: int
    paragraph: tuple[int, int]

    def moved(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return where a span of the intact draft is now."""
        start, end = (offset + self.shift if offset > self.at else offset for offset in span)
        return start, end


@st.composite
def damaged(draw: st.DrawFn, *, around: bool = False) -> Damaged:
    """Make a draft and delete or double one of its brackets.

    With `around`, one more bracket stands around some of its paragraphs, and it is none of those at its edges that is
    damaged: there a paragraph can be whole in itself and the bracket around it at fault.
    """
    parts = draw(st.lists(paragraphs, min_size=2, max_size=8 if around else 20))
    if around:
        first = draw(st.integers(0, len(parts) - 1))
        last = draw(st.integers(first, len(parts) - 1))
        parts[first] = "[" + parts[first]
        parts[last] += "]"
    starts = [sum(len(part) + 2 for part in parts[:index]) for index in range(len(parts))]
    text = "\n\n".join(parts)
    edges = [(starts[index], starts[index] + len(parts[index])) for index in ({first, last} if around else ())]
    brackets = [
        offset
        for offset, character in enumerate(text)
        if character in "[]" and not any(start <= offset < end for start, end in edges)
    ]
    at = draw(st.sampled_from(brackets)) if brackets else 0
    index = max(number for number, start in enumerate(starts) if start <= at)
    bounds = (starts[index], starts[index] + len(parts[index]))
    if not brackets:
        return Damaged(text, text, 0, 0, bounds)
    if draw(st.booleans()):
        return Damaged(text, text[:at] + text[at + 1 :], at, -1, bounds)
    return Damaged(text, text[:at] + text[at] + text[at:], at, 1, bounds)


def elsewhere(draft: Damaged) -> set[tuple[int, int]]:
    """Return the brackets of the intact draft that do not stand in the damaged paragraph, where they are now."""
    first, end = draft.paragraph
    spans, errors = read(draft.intact)
    assert not errors
    return {draft.moved(span) for span in spans if not first <= span[0] < span[1] <= end}


@many
@given(damaged())
def test_an_error_spoils_its_own_paragraph_only(draft: Damaged):
    """A bracket deleted or doubled in one paragraph leaves all brackets of the others as they were."""
    spans, errors = read(draft.text)
    assert elsewhere(draft) <= spans
    first, end = draft.paragraph
    assert len(errors) == abs(draft.shift)
    assert all(first <= error.offset <= end for error in errors)


@many
@given(damaged(around=True))
def test_an_error_does_not_spoil_the_bracket_around_it(draft: Damaged):
    """A bracket around several paragraphs survives an error in mid-sentence, inside it, before it and behind it."""
    spans, errors = read(draft.text)
    assert elsewhere(draft) <= spans
    assert len(errors) == abs(draft.shift)


@many
@given(
    st.lists(st.sampled_from(["[", "]", "a", " ", "\n\n", "\n", "1. ", "(a) ", "# ", "| ", ".", ":"]), max_size=60).map(
        "".join
    )
)
def test_what_balances_is_read_by_a_stack(text: str):
    """Nothing is guessed where brackets balance; and each bracket is in one pair or is one error."""
    expected, left = by_stack(text)
    spans, errors = read(text)
    if not left:
        assert (spans, errors) == (expected, [])
    assert 2 * len(spans) + len(errors) == text.count("[") + text.count("]")
    assert len(errors) >= left


def test_bracket_with_a_title_encloses_the_articles_below_it():
    """What a paragraph without a mark at its end names is more than the rest of its article; a sentence is no title."""
    rest = "\n\n" + "They act.\n\n" * 12 + "Article 6. Reports\n\nThey report.]"
    for title, wanted in [("US: Additional Provisions", 1), ("US: Each Party shall act.", 3)]:
        _, errors = read(f"Article 5. Measures\n\nx] y.\n\n[{title}{rest}")
        assert len(errors) == wanted, title


def test_bracket_in_a_heading_does_not_reach_over_the_next_articles():
    """Where brackets are unmatched, one behind the label of an article that does not close in it is one of these."""
    articles = "".join(
        f"Article {number}: {opened}Cooperation\n\n[JP: 1. Each Party shall work.]\n\n2. They meet.{closed}\n\n"
        for number, opened, closed in [(1, "", ""), (2, "[NZ: ", ""), (3, "", ""), (4, "", "]"), (5, "", "")]
    )
    assert read(articles)[1] == []
    spans, errors = read(f"{articles}The [Parties agree.")
    assert len(errors) == 3
    assert max(end - start for start, end in spans) < len("[JP: 1. Each Party shall work.]") + 1
