"""Merged cells of a table in Word: as Markdown, read again, and in editions of every format."""

from __future__ import annotations

from io import BytesIO

import docx
import pikepdf
import pytest
from lxml import html

import convention_variants as cv
from convention_variants.formats.reader import read_data
from convention_variants.render.shown import ShownCell, ShownPiece, ShownTable
from convention_variants.render.wide_tables import table_style

# The rows as Word has them, each cell with how many columns it is over.
ROWS = [
    [("Pledge [large]", 2), ("[full] [partial] Review", 3)],
    [("Base", 1), ("Target [first]", 1), ("[last]", 1), ("", 1), ("Year", 1)],
    [("", 3), ("| Note", 2)],
    [("1", 1), ("2", 1), ("3", 1), ("4", 1), ("5", 1)],
]
MARKDOWN = """\
| Pledge [large] || [full] [partial] Review |||
| --- | --- | --- | --- | --- |
| Base | Target [first] | [last] | | Year |
| ||| \\| Note ||
| 1 | 2 | 3 | 4 | 5 |
"""


def word_with(rows: list[list[tuple[str, int]]]) -> bytes:
    """Return a Word file with a table, made by python-docx."""
    made = docx.Document()
    table = made.add_table(len(rows), sum(columns for _, columns in rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        column = 0
        for text, columns in cells:
            row.cells[column].merge(row.cells[column + columns - 1]).text = text
            column += columns
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def rows_of(file: bytes) -> list[list[tuple[str, int]]]:
    """Return the rows of the only table of a Word file, as python-docx finds them."""
    [table] = docx.Document(BytesIO(file)).tables
    return [[(docx.table._Cell(cell, table).text, cell.grid_span) for cell in row._tr.tc_lst] for row in table.rows]  # noqa: SLF001 `row.cells` repeats merged cells


@pytest.fixture(scope="module")
def text() -> str:
    """Return the draft as it is read from Word."""
    return read_data(word_with(ROWS), "draft.docx").text


@pytest.fixture(scope="module")
def reading(text: str) -> cv.Reading:
    """Return the draft with one choice made."""
    return cv.Resolver(cv.read_draft(cv.Source("draft.md", text))).resolve(cv.Selection(at={"text.2": cv.Take(1)}))


def test_merged_cells_are_written_as_in_multimarkdown(text: str) -> None:
    """A merged cell ends with a pipe for each column, an empty one between two has a space, and both read again."""
    assert text == MARKDOWN


def test_brackets_in_merged_cells_are_no_run_with_others(text: str) -> None:
    """What stands in two cells is never offered as alternatives, however many pipes are between them."""
    points = cv.read_draft(cv.Source("draft.md", text)).points
    found = [[text[slice(*option.inner)] for option in point.options] for point in points]
    assert found == [["large"], ["full", "partial"], ["first"], ["last"]]


def test_merged_cells_in_html(reading: cv.Reading) -> None:
    """A merged cell has its columns; the first row has headers."""
    [table] = html.fromstring(cv.render(reading, "html")).xpath("//main//table")
    found = [[(cell.text_content(), int(cell.get("colspan", 1))) for cell in row] for row in table.iter("tr")]
    assert found == [[("Pledge [large]", 2), ("full Review", 3)], *ROWS[1:]]
    assert [cell.tag for cell in table.find(".//tr")] == ["th", "th"]


def test_merged_cells_in_word_read_back(reading: cv.Reading, text: str) -> None:
    """A merged cell has its columns in Word, and the edition is read as the same table."""
    edition = cv.render(reading, "docx")
    assert rows_of(edition) == [[("Pledge [large]", 2), ("full Review", 3)], *ROWS[1:]]
    assert text.replace("[full] [partial]", "full") in read_data(edition, "edition.docx").text


def test_merged_cells_in_pdf(reading: cv.Reading) -> None:
    """The tags of a merged cell say how many columns it has, and its words are there."""
    edition = cv.render(reading, "pdf")
    with pikepdf.open(BytesIO(edition)) as file:
        elements = [
            one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") in ("/TH", "/TD")
        ]
        columns = [int(one.A.get("/ColSpan", 1)) for one in elements]
    assert columns == [columns for row in ROWS for _, columns in row]
    read = read_data(edition, "edition.pdf").text
    assert [
        word for word in ("Pledge [large]", "full Review", "Target [first]", "\\| Note", "Year") if word not in read
    ] == []


def test_merged_cells_in_markdown(reading: cv.Reading) -> None:
    """An edition in Markdown has the same cells."""
    edition = cv.render(reading, "md").decode("utf-8")
    [table] = [block for block in edition.split("\n\n") if block.startswith("|")]
    assert table == (
        "| Pledge [large]       || full Review       |||\n"
        "| ---- | -------------- | ------ | --- | ---- |\n"
        "| Base | Target [first] | [last] |     | Year |\n"
        "|                              ||| \\| Note   ||\n"
        "| 1    | 2              | 3      | 4   | 5    |\n"
    )


@pytest.mark.parametrize(("letters", "style"), [(60, ""), (100, "small")])
def test_merged_cells_have_the_room_of_all_their_columns(letters: int, style: str) -> None:
    """A long word makes a table wide only if the columns below it do not have room for it together."""
    head = ShownCell((ShownPiece("a" * letters),), 5)
    below = tuple(ShownCell((ShownPiece("b" * 10),)) for _ in range(5))
    assert table_style(ShownTable(((head,), below))) == style


# The cells of a table, each with its columns and rows.
DOWN = [
    [("Sector", 1, 2), ("Gas [all]", 2, 1)],
    [("Name", 1, 1), ("Share", 1, 1)],
    [("Energy", 1, 3), ("[CO] [CH]", 2, 2)],
    [],
    [("x", 1, 1), ("^^", 1, 1)],
    [("Both", 3, 1)],
    [("^^", 1, 1), ("y", 2, 1)],
]
# The last two marks are text: one is escaped, and the cell above the other has other columns.
DOWN_MARKDOWN = """\
| Sector | Gas [all] ||
| --- | --- | --- |
| ^^ | Name | Share |
| Energy | [CO] [CH] ||
| ^^ | ^^ ||
| ^^ | x | \\^^ |
| Both |||
| ^^ | y ||
"""
CHOSEN = [[(text.replace("[CO] [CH]", "CO"), *over) for text, *over in row] for row in DOWN]


@pytest.fixture(scope="module")
def down() -> cv.Reading:
    """Return a draft whose cells are merged over rows, with one choice made."""
    draft = cv.read_draft(cv.Source("draft.md", DOWN_MARKDOWN))
    return cv.Resolver(draft).resolve(cv.Selection(at={"text.2": cv.Take(1)}))


def test_cells_merged_over_rows_in_html(down: cv.Reading) -> None:
    """A cell has its rows, and those below it are not repeated; `^^` elsewhere is text."""
    [table] = html.fromstring(cv.render(down, "html")).xpath("//main//table")
    found = [
        [(cell.text_content(), int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))) for cell in row]
        for row in table.iter("tr")
    ]
    assert found == CHOSEN


def test_cells_merged_over_rows_in_word_read_back(down: cv.Reading) -> None:
    """A cell has its rows in Word, and the edition is read as the same table."""
    edition = cv.render(down, "docx")
    [table] = docx.Document(BytesIO(edition)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Sector", "Gas [all]", "Gas [all]"],
        ["Sector", "Name", "Share"],
        ["Energy", "CO", "CO"],
        ["Energy", "CO", "CO"],
        ["Energy", "x", "^^"],
        ["Both", "Both", "Both"],
        ["^^", "y", "y"],
    ]
    source = DOWN_MARKDOWN.replace("[CO] [CH]", "CO").replace("| ^^ | y", "| \\^^ | y")
    assert source in read_data(edition, "edition.docx").text


def test_cells_merged_over_rows_in_pdf(down: cv.Reading) -> None:
    """The tags say how many rows a cell has."""
    with pikepdf.open(BytesIO(cv.render(down, "pdf"))) as file:
        elements = [
            one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") in ("/TH", "/TD")
        ]
        rows = [int(one.A.get("/RowSpan", 1)) for one in elements]
    assert rows == [rows for row in DOWN for _, _, rows in row]


def test_cells_merged_over_rows_in_markdown(down: cv.Reading) -> None:
    """An edition has empty cells below: most programs would show a mark as text."""
    edition = cv.render(down, "md").decode("utf-8")
    [table] = [block for block in edition.split("\n\n") if block.startswith("|")]
    assert table == (
        "| Sector | Gas [all]   ||\n"
        "| ------ | ---- | ----- |\n"
        "|        | Name | Share |\n"
        "| Energy | CO          ||\n"
        "|        |             ||\n"
        "|        | x    | \\^^   |\n"
        "| Both                |||\n"
        "| \\^^    | y           ||\n"
    )
