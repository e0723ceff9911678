"""The inventory as the table, JSON and CSV of `choices`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import PurePath
from typing import Any

from convention_variants.brackets.nodes import Bracket, Parent
from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.choices.positions import in_words
from convention_variants.choices.remarks import PartyRemark, party_remarks
from convention_variants.reports.cells import beginning, padded, shortened_to, width_of
from convention_variants.reports.locations import Locations, origin_json
from convention_variants.text.conversion import Comment
from convention_variants.text.display import counted, on_one_line, shortened
from convention_variants.text.source import BYTE_ORDER_MARK, Location

# Spreadsheets take cells that begin with these for formulas; the full-width ones come from East Asian keyboards.
_FORMULA = tuple("=+-@＝＋－＠")
# The most characters that a spreadsheet cell holds.
_LARGEST_CELL = 32_767
# The most options with a column each; more go into the last one.
_MOST_COLUMNS = 100
# If the other columns leave less room than this, options move to the next line.
_LEAST_ROOM = 40
# A shortened option shows at least this much; if there is no room for that, it is left out.
_LEAST_OPTION = 12
_WIDEST_POSITIONS = 30
_LONGEST_END = 1000


def as_json(inventory: Inventory) -> dict[str, Any]:
    """Return the inventory as the data that `choices --format json` prints.

    A draft converted from another file has its comments too, those that begin with parties with these and their stance,
    and choice points have their `origin` in that file.
    """
    from convention_variants.checks.findings import diagnose  # noqa: PLC0415 the table needs no diagnostics
    from convention_variants.reports.diagnostics import SCHEMA, finding_json  # noqa: PLC0415 the same
    from convention_variants.reports.findings import findings_of  # noqa: PLC0415 the same

    source, locations = inventory.draft.source, Locations(inventory.draft)
    return {
        "schema": SCHEMA,
        "draft": PurePath(source.name).name,
        "choice_points": [_point(point, inventory, locations) for point in inventory.points],
        **({"comments": list(_comments(inventory, locations))} if source.conversion else {}),
        "diagnostics": [finding_json(one, inventory) for one in findings_of(diagnose(inventory), inventory)],
    }


def _point(point: ChoicePoint, inventory: Inventory, locations: Locations) -> dict[str, Any]:
    location = locations.at(point.start)
    data = {
        "id": point.id,
        "kind": point.kind.value,
        "term": point.term,
        "options": option_texts(point, inventory),
        "positions": [
            [{"party": one.party, "stance": one.stance.value} for one in option.positions] for option in point.options
        ],
        "open": point.open,
        "provision": point.provision,
        "line": location.line,
        "column": location.column,
        "depth": point.depth,
        "parent": point.parent,
    }
    origin = origin_json(location.origin)
    return {**data, "origin": origin} if origin else data


def _comments(inventory: Inventory, locations: Locations) -> Iterator[dict[str, Any]]:
    """Yield the comments of a Word file; `parent` is the index of the comment that one replies to, or None."""
    for comment, remark in _remarked(inventory):
        location = locations.at(comment.offset)
        data: dict[str, Any] = {
            "author": comment.author,
            "date": comment.date,
            "text": comment.text,
            "parent": comment.parent,
            "provision": inventory.draft.provision_at(comment.offset),
            "line": location.line,
            "column": location.column,
            "origin": origin_json(location.origin),
        }
        if remark:
            data["positions"] = [{"party": party, "stance": remark.stance} for party in remark.parties]
        yield data


def _remarked(inventory: Inventory) -> Iterator[tuple[Comment, PartyRemark | None]]:
    conversion = inventory.draft.source.conversion
    return zip(conversion.comments if conversion else (), party_remarks(inventory), strict=True)


def option_texts(point: ChoicePoint, inventory: Inventory) -> list[str]:
    """Return the wordings of a choice point as they are in the source."""
    return [inventory.option_text(option) for option in point.options]


def as_csv(inventory: Inventory) -> str:
    """Return the inventory as CSV: a row for each choice point, a column for each option and the positions on it."""
    points = inventory.points
    last = [max((n for n, one in enumerate(point.options, 1) if one.positions), default=0) for point in points]
    options = min(_MOST_COLUMNS, max((len(point.options) for point in points), default=0))
    positions = min(_MOST_COLUMNS, max(last, default=0))
    names = ("id", "kind", "term", "open", "provision", "line", "column", "depth", "parent")
    columns = [*(f"option {n}" for n in range(1, options + 1)), *(f"positions {n}" for n in range(1, positions + 1))]
    rows: list[Sequence[object]] = [(*names, *columns)]
    locations = Locations(inventory.draft)
    for point, count in zip(points, last, strict=True):
        data = _point(point, inventory, locations)
        said = [in_words(option.positions) for option in point.options[:count]]
        rows.append((*(data[name] for name in names), *_filled(data["options"], options), *_filled(said, positions)))
    return spreadsheet(rows)


def _filled(values: Sequence[str], count: int) -> list[str]:
    """Return values for a number of columns; the last one takes all that are left."""
    if len(values) <= count:
        return [*values, *[""] * (count - len(values))]
    return [*values[: count - 1], " ".join(f"[{value}]" for value in values[count - 1 :])]


def spreadsheet(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV (RFC 4180) with a byte order mark; white space in a cell becomes one space."""
    import csv  # noqa: PLC0415 loaded when needed
    from io import StringIO  # noqa: PLC0415 the same

    file = StringIO(newline="")
    csv.writer(file).writerows(map(_cell, row) for row in rows)
    return BYTE_ORDER_MARK + file.getvalue()


def _cell(value: object) -> str:
    """Return the text of a cell, quoted if a spreadsheet would take it for a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = on_one_line(str("" if value is None else value))
    return shortened(f"'{text}" if text.startswith(_FORMULA) else text, _LARGEST_CELL)


def as_table(inventory: Inventory, width: int | None = None) -> Iterator[str]:
    """Yield the inventory as lines for people: one for each choice point, then the comments, then the counts.

    Nested choice points are indented. With a `width` in cells, no line but that of the counts is longer: options are
    shortened in the middle, and move to a line of their own if the other columns leave too little room. Terms and
    positions have columns only if the draft has any.
    """
    head = ("id", "kind", "term", "positions", "place")
    locations = Locations(inventory.draft)
    widest = None if width is None else _WIDEST_POSITIONS
    rows = [_row(point, locations, widest) for point in inventory.points]
    shown = [column for column in range(5) if head[column] in ("id", "kind", "place") or any(r[column] for r in rows)]
    widths = {column: max(width_of(row[column]) for row in (head, *rows)) for column in shown}
    left = sum(widths.values()) + 2 * len(widths)
    below = width is not None and width - left < _LEAST_ROOM
    room = None if width is None else width - (4 if below else left)
    joint = "\n    " if below else "  "
    wordings = (wordings_shown(option_texts(point, inventory), room, point.depth) for point in inventory.points)
    aligned = width is None or left <= width
    for row, options in zip((head, *rows), chain(["options"], wordings), strict=True):
        cells = "  ".join(padded(row[column], widths[column] if aligned else 0) for column in shown)
        for line in f"{cells}{joint}{options}".split("\n"):
            yield (line if width is None else beginning(line, width)).rstrip()
    for line in _comment_lines(inventory, locations):
        yield line if width is None else shortened_to(line, width)
    yield counts(inventory)


def _row(point: ChoicePoint, locations: Locations, widest: int | None) -> tuple[str, ...]:
    """Return the cells of a choice point but for its options; `widest` is the room for its positions."""
    kind = f"{point.kind.value}{'?' if point.open else ''}"
    said = ((number, in_words(option.positions)) for number, option in enumerate(point.options, 1))
    positions = on_one_line("; ".join(f"{number}: {words}" for number, words in said if words))
    if widest is not None:
        positions = shortened_to(positions, widest)
    return point.id, kind, point.term or "", positions, _place(locations.at(point.start))


def _place(location: Location) -> str:
    """Return a location without its file."""
    return location.words or f"{location.line}:{location.column}"


def _comment_lines(inventory: Inventory, locations: Locations) -> Iterator[str]:
    """Yield the comments of a Word file, a line each; replies are indented."""
    for comment, remark in _remarked(inventory):
        indent = "" if comment.parent is None else "  "
        place = _place(locations.at(comment.offset))
        who = ", ".join(filter(None, (comment.author, comment.date[:10])))
        said = f" ({remark.in_words()})" if remark and remark.stance else ""
        yield f"{indent}comment  {on_one_line(f'{place}: {who}: {comment.text}')}{said}"


def wordings_shown(texts: Sequence[str], room: int | None = None, depth: int = 0) -> str:
    """Return wordings in brackets on one line, indented by their depth, and shortened to fit `room` cells."""
    indent, more = "  " * depth, 0
    if room is not None:
        # Without a middle that no line has room for, so that showing a nest takes linear time.
        texts = [text[:_LONGEST_END] + text[_LONGEST_END:][-_LONGEST_END:] for text in texts]
    shown = list(map(on_one_line, texts))
    if room is not None:
        indent = indent[: room // 4]
        shown, more = _fitted(shown, room - len(indent))
    return indent + " ".join([f"[{text}]" for text in shown] + ([f"… {more} more"] if more else []))


def _fitted(texts: Sequence[str], room: int) -> tuple[list[str], int]:
    """Shorten wordings so that they fit the room in their brackets; return them, and how many are left out."""
    number = min(len(texts), max(1, room))
    widths = [width_of(text) for text in texts[:number]]
    needed = [min(width, _LEAST_OPTION) + 3 for width in widths]
    while number > 1 and sum(needed[:number]) + (9 if number < len(texts) else -1) > room:
        number -= 1
    more = len(texts) - number
    spare = room - 3 * number - (9 if more else -1)
    shares = [0] * number
    for done, index in enumerate(sorted(range(number), key=widths.__getitem__)):
        shares[index] = min(widths[index], max(_LEAST_OPTION // 2, spare // (number - done)))
        spare -= shares[index]
    return [shortened_to(text, share) for text, share in zip(texts, shares, strict=False)], more


def counts(inventory: Inventory) -> str:
    """Return how many brackets and choice points there are, by kind, on one line."""
    points = inventory.points
    of_kind = Counter(point.kind for point in points)
    kinds = ", ".join(f"{of_kind[kind]} {kind.value}" for kind in Kind if of_kind[kind])
    doubtful = sum(point.open for point in points)
    doubt = f"; {doubtful} ambiguous, marked ?" if doubtful else ""
    numbers = f"{counted(bracket_count(inventory), 'bracket')}, {counted(len(points), 'choice point')}"
    return f"{numbers}{': ' if kinds else ''}{kinds}{doubt}"


def bracket_count(inventory: Inventory) -> int:
    """Return how many matched brackets a draft has, without those of Markdown links."""
    count, stack = 0, list(inventory.draft.brackets.children)
    while stack:
        node = stack.pop()
        count += isinstance(node, Bracket)
        stack += node.children if isinstance(node, Parent) else ()
    return count
