"""The reference draft as a Word file with automatic numbers reads like its Markdown."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

import pytest

import convention_variants as cv
from convention_variants.choices.inventory import Inventory
from convention_variants.outline.nodes import Item, Section, walk
from word_draft import word_draft

SOURCE = Path(__file__).resolve().parent.parent / "source" / "ac291-22"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inventory, Inventory]:
    """Return the reference draft, read from Markdown and from Word."""
    markdown = cv.load_draft(SOURCE)
    folder = tmp_path_factory.mktemp("word")
    (folder / "draft.docx").write_bytes(word_draft(markdown.draft))
    shutil.copy(SOURCE / "variants.toml", folder)
    return markdown, cv.load_draft(folder)


def test_word_draft_has_the_ids_and_choice_points_of_the_markdown(both: tuple[Inventory, Inventory]) -> None:
    """Labels that Word computes give the same provisions, with the same choices in them."""
    ids, points = [], []
    for inventory in both:
        nodes = walk((*inventory.draft.front, *inventory.draft.body))
        ids.append([node.id for node in nodes if isinstance(node, Section | Item)])
        points.append([(point.id, point.kind, point.term, _wordings(point, inventory)) for point in inventory.points])
    assert len(ids[0]) > 541
    assert ids[0] == ids[1]
    assert len(points[0]) == 117
    assert points[0] == points[1]


def _wordings(point: cv.ChoicePoint, inventory: Inventory) -> list[list[str]]:
    return [inventory.option_text(option).split() for option in point.options]


def test_word_draft_has_the_words_of_the_markdown_in_all_combinations(both: tuple[Inventory, Inventory]) -> None:
    """Every combination of options gives the same words, labels and footnotes from both files."""
    terms = both[0].terminology.terms
    combinations = list(product(*(list(term.options)[:2] for term in terms.values())))
    assert len(combinations) == 8
    for options in combinations:
        selection = cv.Selection(choose=dict(zip(terms, options, strict=True)), consequential=True)
        markdown, word = (cv.render(cv.Resolver(inventory).resolve(selection), "md").decode() for inventory in both)
        assert _words(word) == _words(markdown)


def _words(edition: str) -> list[str]:
    """Return the words of an edition, without its line breaks and emphasis: Word's emphasis ends before a comma."""
    return edition.replace("\\\n", " ").replace("*", "").split()
