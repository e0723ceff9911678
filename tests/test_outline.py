"""The outline: bracket tree → the whole structure of a draft, with no word lost."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import chain, groupby, product
from pathlib import Path

import pytest

import convention_variants as cv
from convention_variants.outline import inline as inlines
from convention_variants.outline.nodes import (
    Break,
    Call,
    Cell,
    Content,
    Draft,
    Item,
    Node,
    Paragraph,
    Run,
    Section,
    SectionKind,
    Style,
    Table,
    Verbatim,
    contents,
    walk,
)

CASES = tomllib.loads((Path(__file__).parent / "cases" / "outline.toml").read_text(encoding="utf-8"))["case"]
STYLES = (
    (Style.EMPHASIS, "‹", "›"),
    (Style.STRONG, "«", "»"),
    (Style.SUPERSCRIPT, "^(", ")"),
    (Style.SUBSCRIPT, "_(", ")"),
    (Style.CODE, "`", "`"),
)
WORD = re.compile(r"[^\W_]+")
SOURCE_MARKUP = re.compile(r"</?su[bp]>|\*")


def read(text: str) -> Draft:
    """Read the outline of a text."""
    return cv.read_draft(cv.Source("case", text)).draft


def rows(path: Path) -> list[dict[str, str]]:
    """Read a table that somebody made by reading the draft."""
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert found, f"{path} holds nothing"
    return found


def plain(content: Content, text: str) -> str:
    """Return the characters of a content, with a space for each line break."""
    parts = []
    for inline in content:
        match inline:
            case Run():
                parts.append(text[inline.start : inline.end] if inline.shown is None else inline.shown)
            case Break():
                parts.append(" ")
            case Call():
                pass
    return "".join(parts)


def first_words(content: Content, text: str, number: int = 6) -> str:
    """Return the words with which a content begins."""
    return " ".join(plain(content, text).split()[:number])


# The shipped draft, against what its readers wrote down


def identified(draft: Draft) -> dict[str, tuple[str, str]]:
    """Return label and first words of whatever in a draft has an address, by its id."""
    text = draft.source.text
    found: dict[str, tuple[str, str]] = {}
    for node in walk((*draft.front, *draft.body)):
        match node:
            case Item() if node.id is not None:
                entry = plain(node.label, text), first_words(node.content, text)
            case Section(kind=SectionKind.TESTIMONIUM):
                entry = "", " ".join(first_words(content, text) for content in contents(node.children[0]))
            case Section(kind=SectionKind.CHAPTER | SectionKind.ARTICLE | SectionKind.PREAMBLE):
                entry = plain(node.label, text).rstrip("."), first_words(node.title, text)
            case _:
                continue
        assert node.id not in found, f"{node.id} comes twice"
        found[node.id] = entry
    return found


def test_the_id_tree_is_the_one_its_readers_saw(shipped: cv.Inventory, read_against: Path):
    """Every provision of A/AC.291/22 has the id, the label and the first words that a reader wrote down, in order."""
    expected = [(row["id"], (row["label"], row["words"])) for row in rows(read_against / "provisions.tsv")]
    found = list(identified(shipped.draft).items())
    assert [entry for entry in found if entry not in expected] == []
    assert found == expected


def test_the_numbers_are_those_of_the_design(shipped: cv.Inventory):
    """A/AC.291/22 has 9 chapters, 67 articles, 14 preambular paragraphs and 451 labelled provisions in its articles."""
    nodes = list(walk(shipped.draft.body))
    kinds = [node.kind for node in nodes if isinstance(node, Section)]
    ids = [node.id for node in nodes if isinstance(node, Item) and node.id is not None]
    assert kinds.count(SectionKind.CHAPTER) == 9
    assert kinds.count(SectionKind.ARTICLE) == 67
    assert sum(identity.startswith("preamble-") for identity in ids) == 14
    assert sum(identity.startswith("article-") for identity in ids) == 451


def test_ids_follow_the_tree(shipped: cv.Inventory):
    """A provision's id is that of the one it stands in, and its own label behind it."""
    stack: list[tuple[Node, str]] = [(node, "") for node in shipped.draft.body]
    checked = 0
    while stack:
        node, above = stack.pop()
        if isinstance(node, Section):
            stack.extend((child, node.id) for child in node.children)
        elif isinstance(node, Item):
            label = plain(node.label, shipped.draft.source.text).strip("().")
            assert node.id == f"{above}-{label}"
            checked += 1
            stack.extend((child, node.id) for child in node.children)
    assert checked == 14 + 451


def test_articles_stand_in_their_chapters(shipped: cv.Inventory):
    """All but the preamble and the testimonium stands in a chapter, and articles in a chapter count on."""
    chapters = [
        node for node in walk(shipped.draft.body) if isinstance(node, Section) and node.kind is SectionKind.CHAPTER
    ]
    numbers = [
        int(child.id.removeprefix("article-"))
        for chapter in chapters
        for child in chapter.children
        if isinstance(child, Section) and child.kind is SectionKind.ARTICLE
    ]
    assert numbers == list(range(1, 68))


def test_closing_texts_close_what_their_readers_saw(shipped: cv.Inventory, read_against: Path):
    """Text without a label behind subparagraphs stands at the five places that a reader wrote down, and no other."""
    text = shipped.draft.source.text
    found = []
    for node in walk(shipped.draft.body):
        if not isinstance(node, Item | Section) or (isinstance(node, Section) and node.kind is SectionKind.PREAMBLE):
            continue
        behind_item = False
        for child in node.children:
            if isinstance(child, Paragraph) and behind_item:
                found.append((node.id, child.content))
            behind_item = behind_item or isinstance(child, Item)
    expected = [(row["id"], row["words"]) for row in rows(read_against / "closings.tsv")]
    assert [(identity, first_words(content, text)) for identity, content in found] == expected


def test_joins_are_those_its_readers_saw(shipped: cv.Inventory, read_against: Path):
    """The nine paragraphs that a page break has cut in two are whole, and stand where a reader wrote down."""
    draft, text = shipped.draft, shipped.draft.source.text
    expected = rows(read_against / "joins.tsv")
    assert len(draft.joins) == 9
    for join, row in zip(draft.joins, expected, strict=True):
        assert text[: join.start].split()[-3:] == row["before"].split()
        assert text[join.end :].split()[:3] == row["after"].split()
    whole = {node.id: plain(node.content, text) for node in walk(draft.body) if isinstance(node, Item)}
    whole |= {
        node.id: " ".join(plain(child.content, text) for child in node.children if isinstance(child, Paragraph))
        for node in walk(draft.body)
        if isinstance(node, Section)
    }
    for row in expected:
        assert f"{row['before']} {row['after']}" in whole[row["id"]]


def test_the_footnote_is_a_footnote(shipped: cv.Inventory):
    """The one footnote of A/AC.291/22 stands apart from article 2, and is called once, in its title."""
    draft = shipped.draft
    (note,) = draft.footnotes
    assert plain(note.content, draft.source.text).startswith("The terms contained in paragraphs (a) and (b)")
    calls = [
        (node.id, inline.label)
        for node in walk(draft.body)
        if isinstance(node, Section)
        for content in contents(node)
        for inline in content
        if isinstance(inline, Call)
    ]
    assert calls == [("article-2", note.label)]


# Every character accounted for


def outline_words(draft: Draft) -> list[str]:
    """Return the words of all contents in reading order, which is the source's; footnotes are not among them."""
    text = draft.source.text
    parts = [content for node in walk((*draft.front, *draft.body)) for content in contents(node) if content]
    order = [content[0].start for content in parts]
    assert order == sorted(order)
    return [word for content in parts for word in words(plain(content, text))]


def words(text: str) -> list[str]:
    """Return the words of a text, numerals among them."""
    return WORD.findall(text)


def without_lines(text: str, unwanted: Iterable[str]) -> str:
    """Return a text without each of the lines that begin so."""
    beginnings = tuple(unwanted)
    lines = text.splitlines()
    left = [line for line in lines if not line.startswith(beginnings)]
    assert len(lines) - len(left) >= len(beginnings)
    return "\n".join(left)


def test_no_word_of_the_shipped_draft_is_lost(shipped: cv.Inventory):
    """All contents in reading order have the words of the source, markup stripped, the footnote on its own."""
    draft = shipped.draft
    source = draft.source.text
    (footnote,) = (line for line in source.splitlines() if line.startswith("<sup>1</sup>"))
    expected = SOURCE_MARKUP.sub("", without_lines(source, ["<sup>1</sup>"]).replace("terms<sup>1</sup>", "terms"))
    assert outline_words(draft) == words(expected)
    note = plain(draft.footnotes[0].content, source)
    assert words(note) == words(footnote.removeprefix("<sup>1</sup>"))


def test_no_character_of_the_shipped_draft_is_lost(shipped: cv.Inventory):
    """What stands in no content is white space and the markup that can be listed: nothing else falls out."""
    draft, text = shipped.draft, shipped.draft.source.text
    left = list(text)
    parts = [content for node in walk((*draft.front, *draft.body)) for content in contents(node)]
    for content in (*parts, *(note.content for note in draft.footnotes)):
        for inline in content:
            left[inline.start : inline.end] = " " * (inline.end - inline.start)
    rest = set("".join(left).split())
    assert rest <= {"#" * level for level in range(1, 7)} | {"*", "**", "---", "-", "<sup>1</sup>"} | {"#", "##"}


def test_no_content_is_in_two_places(shipped: cv.Inventory):
    """No character of the source is shown twice."""
    assert_disjoint(shipped.draft)


def test_no_word_of_a_corpus_is_lost(corpus_inventory: cv.Inventory):
    """All contents and footnotes of a real text, put in the source's order, have the words of the source."""
    draft = corpus_inventory.draft
    source = draft.source.text
    assert_disjoint(draft)
    outline_words(draft)
    for start, end in sorted(draft.brackets.metadata, reverse=True):
        assert re.match(r"---\ntitle: |\[\w+\]: https?://", source[start:end]), "nothing else is no text"
        source = source[:start] + source[end:]
    parts = [content for node in walk((*draft.front, *draft.body)) for content in contents(node) if content]
    parts += [note.content for note in draft.footnotes if note.content]
    parts.sort(key=lambda content: content[0].start)
    found = [word for content in parts for word in words(plain(content, draft.source.text))]
    assert found == words(without_markup(source, draft.source.text))


def without_markup(text: str, whole: str) -> str:
    """Return a text without emphasis, links' addresses, footnotes' labels and their calls."""
    references = re.findall(r"^\[([^\]^]+)\]: https?:", whole, re.MULTILINE)
    footnotes = re.findall(r"^\s*\[\^([^\]]+)\]:", whole, re.MULTILINE)
    for label in map(re.escape, references):
        text = re.sub(rf"\]\[{label}\]", "]", text)
    for label in map(re.escape, footnotes):
        text = re.sub(rf"\[\^{label}\]", " ", text)
    return SOURCE_MARKUP.sub("", re.sub(r"\]\(https?://[^\s)]*\)", "]", text))


def assert_disjoint(draft: Draft) -> None:
    """Check that no two inlines of a draft cover the same character."""
    nodes = walk((*draft.front, *draft.body))
    parts = [content for node in nodes for content in contents(node)] + [note.content for note in draft.footnotes]
    spans = sorted((inline.start, inline.end) for content in parts for inline in content)
    position = 0
    for start, end in spans:
        assert position <= start <= end
        position = end


# Other drafts, as cases


def shown(content: Content, text: str) -> str:
    """Return a content in the notation of the cases."""
    characters: list[tuple[str, Style, str | None]] = []
    for inline in content:
        match inline:
            case Run():
                characters.append((plain((inline,), text), inline.style, inline.address))
            case Break():
                mark = "⏎" if inline.hard else " "
                style, address = characters[-1][1:] if characters and not inline.hard else (Style.PLAIN, None)
                characters.append((mark, style, address))
            case Call():
                characters.append((f"{{{inline.label}}}", Style.PLAIN, None))
    parts = []
    for (style, address), run in groupby(characters, key=lambda part: part[1:]):
        part = "".join(character for character, *_ in run)
        for one, opening, closing in STYLES:
            if one in style:
                part = f"{opening}{part}{closing}"
        parts.append(f"{part}→{address}" if address else part)
    return "".join(parts)


def outlined(nodes: Iterable[Node], text: str, indent: str = "") -> Iterator[str]:
    """Yield the lines of an outline in the notation of the cases."""
    for node in nodes:
        match node:
            case Section():
                name = node.kind if node.kind is SectionKind.OTHER else f"{node.kind} {node.id}"
                yield f"{indent}{name} | {shown(node.label, text)} | {shown(node.title, text)}"
                yield from outlined(node.children, text, indent + "  ")
            case Item():
                name = f"item {node.id}" if node.id else "item"
                yield f"{indent}{name} | {shown(node.label, text)} | {shown(node.content, text)}"
                yield from outlined(node.children, text, indent + "  ")
            case Paragraph():
                yield f"{indent}paragraph | {shown(node.content, text)}"
            case Verbatim():
                yield f"{indent}verbatim | {shown(node.content, text)}"
            case Table():
                cells = (" / ".join(shown_cell(cell, text) for cell in row) for row in node.rows)
                yield f"{indent}table | {' // '.join(cells)}"


def shown_cell(cell: Cell, text: str) -> str:
    return shown(cell.content, text) + " =" * (cell.columns - 1)


def lines(outline: str) -> list[str]:
    """Return the lines of an outline; how many spaces stand inside one does not matter."""
    found = []
    for line in outline.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        if line.strip():
            found.append(indent + " ".join(line.split()))
    return found


def test_there_are_cases():
    """The file of cases is found and full, so that the tests below prove something."""
    assert len(CASES) >= 30
    assert all(case["shows"].endswith(".") and case["source"].strip() for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"][:60])
def test_the_outline_is_the_one_a_reader_sees(case: dict[str, str]):
    """Each case's source has exactly the outline that was worked out by hand from the design."""
    draft = read(case["source"])
    text = draft.source.text
    notes = [f"footnote {note.label} | {shown(note.content, text)}" for note in draft.footnotes]
    found_front = lines("\n".join(outlined(draft.front, text)))
    found_body = lines("\n".join([*outlined(draft.body, text), *notes]))
    assert (found_front, found_body) == (lines(case.get("front", "")), lines(case["body"]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"][:60])
def test_ids_are_unique(case: dict[str, str]):
    """No two provisions or sections of a case have one address."""
    draft = read(case["source"])
    nodes = walk((*draft.front, *draft.body))
    ids = [node.id for node in nodes if isinstance(node, Item | Section) and node.id is not None]
    assert len(ids) == len(set(ids))


HEADINGS = (
    *("Article 15-A", "Article IV-A. Scope", "Chapter II-A", "Article 15(bis)", "Article 15/16", "Article 15–16 Scope"),
    *("Article 15[bis]", "Article 15[-A]. Scope", "[Article 17]", "[Article 17.] Scope", "[Article 17][Article 18]"),
    *("Article 15.Scope", "Article 15—Scope", "Article 15 –Scope", "Article 15, paragraph 2", "Article 15(2)"),
    *("Artículo 15.- Alcance", "Article 15[. Scope]", "Chapitre d'introduction", "Article 3 bis : Objet"),
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_keeps_its_characters(heading: str):
    """However a heading is cut into label and title, an edition has a space in it only where the draft has one."""
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", f"# {heading}\n\nThe text.\n"))).resolve(cv.Selection())
    assert f"\n## {heading}\n" in cv.render(reading, "md").decode("utf-8").replace("\\", "").replace("\u2002", " ")
    (page,) = re.findall(r"<h2 data-bookmark.*?>(.*?)</h2>", cv.render(reading, "html").decode("utf-8"))
    assert unescape(re.sub("<.*?>", "", page)).replace("\u2002", " ") == heading


def test_emphasis_is_read_as_the_parser_reads_it():
    """Text that is read without the Markdown parser has the inlines that the parser finds: every short text."""
    compared = 0
    for letters in chain.from_iterable(product("a *.[\n\ue000", repeat=length) for length in range(1, 7)):
        text = "".join(letters)
        if text.count("*") < 2 or text.strip() != text or inlines._MORE_MARKUP.search(text):  # noqa: SLF001 what it tests
            continue
        if found := inlines._with_emphasis(text):  # noqa: SLF001 the same
            assert found == inlines._parsed(text), text  # noqa: SLF001 the same
            compared += 1
    assert compared > 200
