"""Comparison → JSON, Markdown and one HTML page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from convention_variants.comparison.comparing import Comparison, parts
from convention_variants.comparison.view import ComparisonView, DifferenceHeading, DifferenceRow, make_view
from convention_variants.language.phrases import Phrases
from convention_variants.render.edition import Edition
from convention_variants.render.markdown import guarded, indented, pipe_table
from convention_variants.render.markdown_inline import HARD_BREAK, escape, inline_markdown
from convention_variants.render.shown import Pieces, ShownNode, ShownPiece, ShownTable
from convention_variants.text.display import json_bytes

_SPACE = ShownPiece(" ")


def as_json(comparison: Comparison) -> bytes:
    """Return the provisions that differ, with their texts in both readings."""
    provisions = [
        {
            "id": difference.provision,
            "texts": dict(zip(comparison.names, difference.texts, strict=True)),
            "choice_points": list(difference.points),
        }
        for difference in comparison.differences
    ]
    return json_bytes({"schema": 1, "profiles": list(comparison.names), "provisions": provisions})


def as_html(comparison: Comparison) -> bytes:
    """Return a self-contained page with the two readings side by side."""
    from convention_variants.render.html import make_page  # noqa: PLC0415 jinja2 is loaded when needed

    view, edition = make_view(comparison)
    sheets = ["page.css", "compare.css"]
    return make_page("compare.html.j2", sheets, edition, view=view)


def as_markdown(comparison: Comparison) -> bytes:
    """Return the differences only, for an email or a pull request."""
    view, edition = make_view(comparison)
    blocks = [*_summary(view, edition), *_entries(view, edition.words)]
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


COMPARISON_FORMATS: Mapping[str, Callable[[Comparison], bytes]] = {"html": as_html, "md": as_markdown, "json": as_json}


def _summary(view: ComparisonView, edition: Edition) -> Iterator[str]:
    words, phrases, document = edition.words, edition.words.comparison, edition.document
    yield f"# {escape(phrases.title.format(*view.names))}"
    about = " · ".join(escape(part) for part in (document.symbol, edition.title, edition.date) if part)
    yield about
    yield f"**{escape(words.notice_long)}** {escape(words.made_by.format(edition.version))}."
    yield escape(" ".join(view.facts))
    if view.terms:
        rows = [[row.label, *row.wordings, str(row.points)] for row in view.terms]
        yield markdown_table([phrases.term, *view.names, phrases.choice_points], rows)
    differing = [chapter for chapter in view.chapters if chapter.differing]
    if len(view.chapters) > 1 and differing:
        counts = "; ".join(f"{chapter.name}{words.colon}{chapter.differing}" for chapter in differing)
        yield escape(f"{phrases.provisions}{words.colon}{counts}.")
    legend = [
        *([phrases.legend_plain] if view.differs else ()),
        *([phrases.changed_plain] if view.changed else ()),
        *([words.legend_plain] if view.unsettled else ()),
    ]
    if legend:
        yield escape(" ".join(legend))


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of plain texts, with aligned columns."""
    return pipe_table([[escape(cell).replace("|", "\\|") for cell in row] for row in (head, *rows)])


def _entries(view: ComparisonView, words: Phrases) -> Iterator[str]:
    """Yield headings and differences, without the passages that are the same in both readings."""
    for entry in view.entries:
        if isinstance(entry, DifferenceHeading):
            pieces = _row(parts(entry.section)) if entry.section else ()
            heading = inline_markdown(pieces).replace(HARD_BREAK, " ") if pieces else escape(entry.name)
            yield f"{'#' * entry.level} {heading}"
        elif isinstance(entry, DifferenceRow):
            if entry.named:
                yield f"{'#' * entry.level} {escape(entry.name)}"
            for passage in entry.passages:
                sides = zip(view.names, passage, strict=True)
                yield "\n".join(_side(name, node, words) for name, node in sides)


def _side(name: str, node: ShownNode | None, words: Phrases) -> str:
    rows = _lines(node)
    text = HARD_BREAK.join(rows) if rows else f"*{escape(words.comparison.nothing)}*"
    return f"- {indented(guarded(escape(name + words.colon) + text), '  ').lstrip()}"


def _lines(node: ShownNode | None) -> list[str]:
    """Return the text of a node without its children, one line for each row of a table."""
    rows = node.rows if isinstance(node, ShownTable) else [parts(node)]
    lines = [inline_markdown(_without_pictures(_row(row))) for row in rows]
    return [line for line in lines if line]


def _row(row: Sequence[Pieces]) -> Pieces:
    """Return label and text, or cells, joined by spaces."""
    spaced = [(_SPACE, *cell) for cell in row if cell]
    return tuple(piece for cell in spaced for piece in cell)[1:]


def _without_pictures(pieces: Pieces) -> Pieces:
    """Return pieces with descriptions in place of pictures, which an email would not include."""
    return tuple(piece._replace(image=None) for piece in pieces)
