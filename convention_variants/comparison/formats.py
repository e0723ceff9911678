"""Comparison → JSON, Markdown, one HTML page, and a PDF of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from convention_variants.comparison.comparing import Comparison
from convention_variants.comparison.exchanges import Exchange
from convention_variants.comparison.view import ComparisonView, DifferenceHeading, DifferenceRow, lacks_text, make_view
from convention_variants.language.phrases import Phrases
from convention_variants.render.edition import Beside, Edition
from convention_variants.render.markdown import guarded, indented, pipe_table
from convention_variants.render.markdown_inline import HARD_BREAK, escape, inline_markdown
from convention_variants.render.shown import Pieces, ShownNode, ShownPiece, ShownTable, parts
from convention_variants.text.display import json_bytes

_SPACE = ShownPiece(" ")
_MOST_CITED = 3  # places in a row of a table


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


def as_html(comparison: Comparison, editions: tuple[str, str] = ("", ""), beside: Beside | None = None) -> bytes:
    """Return a self-contained page of both readings, with links to what is `beside` it.

    `editions` are the addresses of their HTML editions, for a link at each provision that differs.
    """
    from convention_variants.render.html import make_page  # noqa: PLC0415 jinja2 is loaded when needed

    view, edition = make_view(comparison, editions)
    sheets, style = ["page.css", "compare.css"], _filters(view)
    edition = edition._replace(beside=beside)
    return make_page(
        "compare.html.j2", sheets, edition, more_style=style, view=view, lacks_text=lacks_text, paper=False
    )


def as_pdf(comparison: Comparison) -> bytes:
    """Return the page for paper, on which unchanged provisions are only named."""
    from convention_variants.render.pdf import pdf_of  # noqa: PLC0415 jinja2 is loaded when needed

    return pdf_of(*printed(comparison))


def printed(comparison: Comparison) -> tuple[str, Edition]:
    """Return the HTML of the PDF, and the edition that it is made with."""
    from convention_variants.render.pdf import page_html  # noqa: PLC0415 jinja2 is loaded when needed

    view, edition = make_view(comparison)
    return page_html("compare.html.j2", edition, view=view, lacks_text=lacks_text, paper=True), edition


def _filters(view: ComparisonView) -> str:
    """Return the rules that hide what the chosen filter does not pick; everything else is in the style sheet."""
    rule = ".comparison:has(.show-{0}:checked) main > :not(.kind-{0}, .columns) {{ display: none; }}"
    return "\n".join(map(rule.format, range(len(view.filters))))


def as_markdown(comparison: Comparison) -> bytes:
    """Return the differences only, for an email or a pull request."""
    view, edition = make_view(comparison)
    blocks = [*_summary(view, edition), *_entries(view, edition.words)]
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


COMPARISON_FORMATS: Mapping[str, Callable[[Comparison], bytes]] = {
    "html": as_html,
    "pdf": as_pdf,
    "md": as_markdown,
    "json": as_json,
}


def _summary(view: ComparisonView, edition: Edition) -> Iterator[str]:
    words, phrases, document = edition.words, edition.words.comparison, edition.document
    yield f"# {escape(phrases.title.format(*view.names))}"
    yield " · ".join(escape(part) for part in (document.symbol, edition.title, edition.date) if part)
    yield f"**{escape(words.notice_long)}** {escape(words.made_by.format(edition.version))}."
    if view.short != view.names:
        both = zip(view.short, view.names, strict=True)
        yield escape("; ".join(f"{short}{words.colon}{name}" for short, name in both) + ".")
    yield escape(" ".join(view.facts))
    legend = {
        phrases.legend_plain: view.differs,
        phrases.changed_plain: view.changed,
        words.legend_plain.open: bool(view.legend),
    }
    if any(legend.values()):
        yield escape(" ".join(text for text, is_used in legend.items() if is_used))
    yield from _exchanges(view, words)
    differing = [chapter for chapter in view.chapters if chapter.differing]
    if view.charted:
        counts = "; ".join(
            f"{chapter.name} ({phrases.of_all.format(chapter.differing, chapter.all)})" for chapter in differing
        )
        yield escape(f"{phrases.provisions}{words.colon}{counts}.")


def _exchanges(view: ComparisonView, words: Phrases) -> Iterator[str]:
    """Yield the tables of consequential changes and of the wordings that differ."""
    phrases = words.comparison
    for exchanges, title in ((view.changes, words.annex.changes), (view.exchanges, phrases.wordings)):
        if exchanges:
            first = 0 if any(exchange.label for exchange in exchanges) else 1
            head = [phrases.term, *view.short, phrases.places]
            yield f"**{escape(title)}**"
            yield markdown_table(head[first:], [_exchange_row(exchange, words)[first:] for exchange in exchanges])


def _exchange_row(exchange: Exchange, words: Phrases) -> list[str]:
    """Return the term, the wordings, and where they stand: a few citations, or only the number of the places."""
    phrases = words.comparison
    wordings = [phrases.once, ""]
    if exchange.wordings is not None:
        wordings = [wording or words.annex.nothing for wording in exchange.wordings]
    cited = (phrases.times.format(one.name, one.times) if one.times > 1 else one.name for one in exchange.places)
    where = "; ".join(cited) if len(exchange.places) <= _MOST_CITED else str(exchange.number)
    return [exchange.label, *wordings, where]


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of plain texts, with aligned columns."""
    return pipe_table([[(escape(cell).replace("|", "\\|"), 1) for cell in row] for row in (head, *rows)])


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
                sides = zip(view.short, passage, reversed(passage), strict=True)
                yield "\n".join(_side(name, node, other, words) for name, node, other in sides)


def _side(name: str, node: ShownNode | None, other: ShownNode | None, words: Phrases) -> str:
    rows, nothing = _lines(node), f"*{escape(words.comparison.nothing)}*"
    text = HARD_BREAK.join(rows) if rows else nothing
    text += f" {nothing}" if lacks_text(node, other) else ""
    return f"- {indented(guarded(escape(name + words.colon) + text), '  ').lstrip()}"


def _lines(node: ShownNode | None) -> list[str]:
    """Return the text of a node without its children, one line for each row of a table."""
    rows = [[cell.pieces for cell in row] for row in node.rows] if isinstance(node, ShownTable) else [parts(node)]
    # Descriptions in place of pictures, which an email would not include.
    shown = ([piece._replace(image=None) for piece in _row(row)] for row in rows)
    return list(filter(None, map(inline_markdown, map(tuple, shown))))


def _row(row: Sequence[Pieces]) -> Pieces:
    """Return label and text, or cells, joined by spaces."""
    spaced = [(_SPACE, *cell) for cell in row if cell]
    return tuple(piece for cell in spaced for piece in cell)[1:]
