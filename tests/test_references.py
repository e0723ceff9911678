"""References to provisions: which words become links, where they lead, and that no word changes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import convention_variants as cv
from convention_variants.render.linking import link_references
from convention_variants.render.showing import show
from convention_variants.render.shown import Pieces, ShownDraft, ShownItem, ShownNode, ShownSection, ShownTable

CASES = tomllib.loads((Path(__file__).parent / "cases" / "references.toml").read_text(encoding="utf-8"))["case"]
ARTICLE = {"en": "Article", "fr": "Article", "es": "Artículo"}
CHAPTER = {"en": "Chapter", "fr": "Chapitre", "es": "Capítulo"}
ANNEX = {"en": "Annex", "fr": "Annexe", "es": "Anexo"}
# What stands before the text of a case, and after it.
BEFORE = """
1. One:

(a) A:

(i) I;

(ii) II;

(b) B:

(i) I.

2. Two:

(a) A;

(b) B;

(c) """
AFTER = "\n\n3. Three.\n\n"


def draft_of(text: str, language: str) -> cv.Inventory:
    """Return a draft with fourteen articles of the same form; the text is paragraph 2 (c) of the tenth of them.

    They are in chapters I and II, and behind them are annex I, annex II with the sections A and B, and annex III.
    """
    before = _labels(BEFORE, language)
    parts = {3: f"# {CHAPTER[language]} I\n\n", 10: f"# {CHAPTER[language]} II\n\n"}
    articles = "".join(
        f"{parts.get(number, '')}## {ARTICLE[language]} {number}. Title\n"
        f"{before}{text if number == 12 else 'C.'}{AFTER}"
        for number in range(3, 17)
    )
    sections = {"II": "## A. Lists\n\nNone.\n\n## B. Forms\n\nNone.\n\n"}
    for number in ("I", "II", "III"):
        articles += f"# {ANNEX[language]} {number}\n\n{sections.get(number, '')}"
    variants = cv.Source("variants.toml", f'[document]\nlanguage = "{language}"\n')
    return cv.read_draft(cv.Source("draft.md", articles), cv.read_terminology(variants))


def _labels(text: str, language: str) -> str:
    """Return labels as a language writes them: "(a)", "a)"."""
    return text if language == "en" else re.sub(r"\((\w+)\)", r"\1)", text)


def texts(nodes: Sequence[ShownNode]) -> Iterator[Pieces]:
    """Yield all texts of nodes in their order."""
    for node in nodes:
        if isinstance(node, ShownSection | ShownItem):
            yield node.label
            yield node.title if isinstance(node, ShownSection) else node.pieces
            yield from texts(node.children)
        elif isinstance(node, ShownTable):
            yield from (cell for row in node.rows for cell in row)
        else:
            yield node.pieces


def all_texts(shown: ShownDraft) -> list[Pieces]:
    """Return all texts of what is shown."""
    return [*texts((*shown.front, *shown.body)), *(note.pieces for note in shown.footnotes)]


def marked(pieces: Pieces) -> str:
    """Return a text with braces around its links."""
    found, last = "", None
    for piece in pieces:
        if piece.target != last:
            found += "}" * (last is not None) + "{" * (piece.target is not None)
            last = piece.target
        found += piece.text
    return found + "}" * (last is not None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_reference(case: dict[str, Any]):
    """The words in braces are links, in order, to these provisions, and nothing else is one."""
    source = case.get("source") or re.sub("[{}]", "", case["text"])
    inventory = draft_of(source, case.get("language", "en"))
    at = {place: cv.Take(take) for place, take in case.get("at", {}).items()}
    shown = link_references(show(cv.Resolver(inventory).resolve(cv.Selection(at=at))))
    linked = [pieces for pieces in all_texts(shown) if any(piece.target for piece in pieces)]
    targets = [target for pieces in linked for target in _targets(pieces)]
    assert targets == case.get("targets", [])
    wanted = " ".join(case.get("marked", case.get("text", "")).split())
    if targets:
        assert marked(linked[0]) == wanted


def test_the_first_chapter_may_be_counted_in_a_word():
    """Documents in French say "chapitre premier"."""
    text = "# Chapitre premier\n\nVoir les chapitres premier et II.\n\n# Chapitre II\n\nTexte.\n"
    inventory = cv.read_draft(cv.Source("draft.md", text))
    shown = link_references(show(cv.Resolver(inventory).resolve(cv.Selection())))
    assert "Voir les {chapitres premier} et {II}." in [marked(pieces) for pieces in all_texts(shown)]


def _targets(pieces: Pieces) -> list[str]:
    found: list[str] = []
    for number, piece in enumerate(pieces):
        if piece.target and not (number and pieces[number - 1].target == piece.target):
            found.append(piece.target)
    return found


PARTS = [
    *(
        "article",
        "articles",
        "paragraph",
        "(a)",
        "(i)",
        "5",
        "12",
        "1",
        " ",
        ", ",
        ".",
        " of ",
        " and ",
        " to ",
        "this ",
    ),
    *("chapter", "annexes", "section", "II", "A"),
    *("this Convention", "Charter", "\n", "*", "`", "[", "]", "—", "\u00a0", "de l’", "présent "),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=25))
def test_no_character_changes_and_every_target_exists(parts: list[str]):
    """Whatever a text is, links are cut out of it and lead to what the edition shows."""
    inventory = draft_of("".join(parts), "en")
    plain = show(cv.Resolver(inventory).resolve(cv.Selection()))
    linked = link_references(plain)
    for one, other in zip(all_texts(plain), all_texts(linked), strict=True):
        assert "".join(piece.text for piece in one) == "".join(piece.text for piece in other)
        assert [piece for piece in one if not piece.is_text] == [piece for piece in other if not piece.is_text]
    shown = set(ids(linked.body))
    assert {piece.target for pieces in all_texts(linked) for piece in pieces} <= {None, *shown}


def ids(nodes: Sequence[ShownNode]) -> Iterator[str | None]:
    """Yield the ids of nodes."""
    for node in nodes:
        if isinstance(node, ShownSection | ShownItem):
            yield node.id
            yield from ids(node.children)
