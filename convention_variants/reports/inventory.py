"""Inventory → the table, the JSON (design §8) and the CSV of `choices`."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import chain
from pathlib import PurePath
from typing import Any

from convention_variants.brackets.nodes import Bracket, Link
from convention_variants.checks.findings import diagnose
from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.positions import Position, in_words
from convention_variants.choices.settling import PlacedOption
from convention_variants.reports.diagnostics import SCHEMA, findings_json, findings_of
from convention_variants.text.display import printable, shortened
from convention_variants.text.source import BYTE_ORDER_MARK

# What a spreadsheet takes for the beginning of a formula; the wide forms are those of East Asian keyboards.
_FORMULA = tuple("=+-@＝＋－＠")
# As many characters as the cell of a spreadsheet holds.
_LARGEST_CELL = 32_767
# For as many options there are columns; no draft has a place with more, and a spreadsheet would not take many more.
_MOST_COLUMNS = 100
# With less room beside the other columns, the options stand on a line of their own.
_LEAST_ROOM = 40
# An option that is cut shows at least so many characters; if there is no room for that, it is left out.
_LEAST_OPTION = 12
_WIDEST_POSITIONS = 30
_LONGEST_END = 1000


def as_json(inventory: Inventory) -> dict[str, Any]:
    """Return the inventory as the data that `choices --format json` prints."""
    draft = inventory.draft
    return {
        "schema": SCHEMA,
        "draft": PurePath(draft.source.name).name,
        "choice_points": [_point(point, inventory) for point in inventory.points],
        "diagnostics": findings_json(findings_of(diagnose(inventory), inventory), inventory),
    }


def _point(point: ChoicePoint, inventory: Inventory) -> dict[str, Any]:
    line, column = inventory.draft.source.position(point.start)
    return {
        "id": point.id,
        "kind": point.kind.value,
        "term": point.term,
        "options": option_texts(point, inventory),
        "positions": [[_position(position) for position in option.positions] for option in point.options],
        "open": point.open,
        "provision": point.provision,
        "line": line,
        "column": column,
        "depth": point.depth,
        "parent": point.parent,
    }


def _position(position: Position) -> dict[str, str]:
    return {"party": position.party, "stance": position.stance.value}


def option_texts(point: ChoicePoint, inventory: Inventory) -> list[str]:
    """Return the wordings of a choice point, as they stand in the source."""
    return [inventory.option_text(option) for option in point.options]


def as_csv(inventory: Inventory) -> str:
    """Return the inventory as a table for a spreadsheet: RFC 4180, with a byte order mark.

    A row is a choice point. Its options stand in columns of their own, and so do those who stand
    behind each or against it, if the draft says of any; white space within a cell is one space.
    """
    points = inventory.points
    options = min(_MOST_COLUMNS, max((len(point.options) for point in points), default=0))
    positions = min(_MOST_COLUMNS, max((_last_with_positions(point.options) for point in points), default=0))
    names = ("id", "kind", "term", "open", "provision", "line", "column", "depth", "parent")
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow((*names, *_numbered("option", options), *_numbered("positions", positions)))
    for point in points:
        data = _point(point, inventory)
        said = [in_words(option.positions) for option in point.options[: _last_with_positions(point.options)]]
        values = (*(data[name] for name in names), *_filled(data["options"], options), *_filled(said, positions))
        writer.writerow(map(_spreadsheet_cell, values))
    return BYTE_ORDER_MARK + file.getvalue()


def _last_with_positions(options: Sequence[PlacedOption]) -> int:
    return max((number for number, option in enumerate(options, 1) if option.positions), default=0)


def _numbered(name: str, count: int) -> Iterator[str]:
    return (f"{name} {number}" for number in range(1, count + 1))


def _filled(values: Sequence[str], count: int) -> list[str]:
    """Return values for so many columns, of which the last holds all that are left."""
    if len(values) <= count:
        return [*values, *[""] * (count - len(values))]
    return [*values[: count - 1], " ".join(f"[{value}]" for value in values[count - 1 :])]


def _spreadsheet_cell(value: str | int | None) -> str:
    """Return the text of a cell, which a spreadsheet will not take for a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = on_one_line(str("" if value is None else value))
    return shortened(f"'{text}" if text.startswith(_FORMULA) else text, _LARGEST_CELL)


def as_table(inventory: Inventory, width: int | None = None) -> Iterator[str]:
    """Yield the lines of the inventory for people: one for each choice point, then the counts.

    Nested choice points are set in. With a `width` in characters no line but that of the counts is
    longer: options are cut in the middle, and where the other columns leave them too little room
    they stand on a line of their own. Terms and positions have a column only where there are any.
    """
    head = ("id", "kind", "term", "positions", "place")
    rows = [_row(point, inventory, None if width is None else _WIDEST_POSITIONS) for point in inventory.points]
    shown = [column for column in range(5) if head[column] in ("id", "kind", "place") or any(r[column] for r in rows)]
    widths = {column: max(len(row[column]) for row in (head, *rows)) for column in shown}
    left = sum(widths.values()) + 2 * len(widths)
    below = width is not None and width - left < _LEAST_ROOM
    room = None if width is None else width - (4 if below else left)
    joint = "\n    " if below else "  "
    wordings = (wordings_shown(option_texts(point, inventory), room, point.depth) for point in inventory.points)
    padded = width is None or left <= width
    for row, options in zip((head, *rows), chain(["options"], wordings), strict=True):
        cells = "  ".join(row[column].ljust(widths[column] if padded else 0) for column in shown)
        yield from (line[:width].rstrip() for line in f"{cells}{joint}{options}".split("\n"))
    yield counts(inventory)


def _row(point: ChoicePoint, inventory: Inventory, widest: int | None) -> tuple[str, ...]:
    """Return the cells of a choice point but for its options; `widest` is the room for its positions."""
    line, column = inventory.draft.source.position(point.start)
    kind = f"{point.kind.value}{'?' if point.open else ''}"
    said = ((number, in_words(option.positions)) for number, option in enumerate(point.options, 1))
    positions = on_one_line("; ".join(f"{number}: {words}" for number, words in said if words))
    if widest is not None:
        positions = shortened(positions, widest)
    return point.id, kind, point.term or "", positions, f"{line}:{column}"


def wordings_shown(texts: Sequence[str], room: int | None = None, depth: int = 0) -> str:
    """Return wordings in brackets on one line, set in by their depth, and cut to fit the room."""
    indent, more = "  " * depth, 0
    shown = [on_one_line(text if room is None else _ends(text)) for text in texts]
    if room is not None:
        indent = indent[: room // 4]
        shown, more = _fitted(shown, room - len(indent))
    return indent + " ".join([f"[{text}]" for text in shown] + ([f"… {more} more"] if more else []))


def _ends(text: str) -> str:
    """Return a text without the middle that no line has room for, so that a nest takes no longer than its length."""
    return text if len(text) <= 2 * _LONGEST_END else text[:_LONGEST_END] + text[-_LONGEST_END:]


def _fitted(texts: Sequence[str], room: int) -> tuple[list[str], int]:
    """Cut wordings so that they fit the room in their brackets; return them, and how many are left out."""
    number = min(len(texts), max(1, room))
    needed = [min(len(text), _LEAST_OPTION) + 3 for text in texts[:number]]
    while number > 1 and sum(needed[:number]) + (9 if number < len(texts) else -1) > room:
        number -= 1
    more = len(texts) - number
    spare = room - 3 * number - (9 if more else -1)
    shares = [0] * number
    for place, index in enumerate(sorted(range(number), key=lambda index: len(texts[index]))):
        shares[index] = min(len(texts[index]), max(_LEAST_OPTION // 2, spare // (number - place)))
        spare -= shares[index]
    return [shortened(text, share) for text, share in zip(texts, shares, strict=False)], more


def on_one_line(text: str) -> str:
    """Return a text of a stranger's as it can be shown on one line: plain spaces, nothing to obey."""
    return printable(" ".join(text.split()))


def counts(inventory: Inventory) -> str:
    """Return the line that says how many brackets and choice points there are, by kind."""
    points = inventory.points
    of_kinds = [(kind, sum(point.kind is kind for point in points)) for kind in Kind]
    kinds = ", ".join(f"{number} {kind.value}" for kind, number in of_kinds if number)
    doubtful = sum(point.open for point in points)
    doubt = f"; {doubtful} marked ? can be read in more than one way" if doubtful else ""
    numbers = f"{counted(bracket_count(inventory), 'bracket')}, {counted(len(points), 'choice point')}"
    return f"{numbers}{': ' if kinds else ''}{kinds}{doubt}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def bracket_count(inventory: Inventory) -> int:
    """Return how many closed brackets a draft has, those of Markdown's links and the like left out."""
    count, stack = 0, list(inventory.draft.brackets.children)
    while stack:
        node = stack.pop()
        count += isinstance(node, Bracket)
        if isinstance(node, Bracket | Link):
            stack.extend(node.children)
    return count
