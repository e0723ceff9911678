"""Revisions → JSON, Markdown and one HTML page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.comparison.formats import markdown_table
from convention_variants.comparison.outcomes import PointStatus
from convention_variants.comparison.provisions import ProvisionPair, ProvisionStatus
from convention_variants.comparison.revising import Followed, Series
from convention_variants.comparison.revision_view import (
    PointEntry,
    ProvisionRow,
    RevisionView,
    draft_names,
    make_revision_view,
    party_rows,
    summary,
)
from convention_variants.language.phrases import Phrases
from convention_variants.render.edition import Beside, Edition, Link
from convention_variants.render.markdown import guarded
from convention_variants.render.markdown_inline import escape
from convention_variants.reports.inventory import option_texts, wordings_shown
from convention_variants.text.display import counted, json_bytes

_WIDTH = 300  # of the wordings of a choice point in an email


def as_json(series: Series) -> bytes:
    """Return what became of each provision and each choice point."""
    whole = {
        "schema": 1,
        "drafts": draft_names(series.drafts),
        "summary": summary(series),
        "provisions": [
            {"old": pair.old, "new": pair.new, "status": pair.status.value} for pair in followed_provisions(series)
        ],
        "choice_points": [_point(followed, series) for followed in series.points],
    }
    if _has_positions(series):
        whole["parties"] = [row._asdict() for row in party_rows(series)]
    return json_bytes(whole)


def as_html(series: Series, editions: Sequence[Link] = (), beside: Beside | None = None) -> bytes:
    """Return a self-contained page with the drafts side by side, and links to editions of the newest one.

    It also links to what else is `beside` it.
    """
    from convention_variants.render.html import make_page  # noqa: PLC0415 jinja2 is loaded when needed
    from convention_variants.render.inline import Inline, unlinked  # noqa: PLC0415 as above

    view, edition = make_revision_view(series, editions)
    sheets, style = ["page.css", "compare.css", "revisions.css"], _chapter_filters(view)
    edition = edition._replace(beside=beside)
    return make_page("revisions.html.j2", sheets, edition, more_style=style, inline=Inline(unlinked), view=view)


def _chapter_filters(view: RevisionView) -> str:
    """Return the rules that hide all chapters but the one chosen; everything else is in the style sheet."""
    rule = ".revisions:has(.chapter-{0}:checked) .part:not(.part-{0}) {{ display: none; }}"
    return "\n".join(rule.format(chapter.number) for chapter in view.chapters)


def as_markdown(series: Series) -> bytes:
    """Return what changed, for an email; choice points that are open as before are only counted."""
    view, edition = make_revision_view(series)
    return ("\n\n".join([*_head(view, edition), *_steps(view, edition.words)]) + "\n").encode("utf-8")


REVISION_FORMATS: Mapping[str, Callable[[Series], bytes]] = {"html": as_html, "md": as_markdown, "json": as_json}


def _head(view: RevisionView, edition: Edition) -> Iterator[str]:
    words, phrases = edition.words, edition.words.revisions
    yield f"# {escape(phrases.title.format(' → '.join(view.names)))}"
    yield f"**{escape(words.notice_long)}** {escape(words.made_by.format(edition.version))}."
    yield escape(" ".join(view.facts))
    if view.most:
        counts = [(row.name, row.open) for row in view.chapters]
        if len(counts) > 1:
            counts.append((phrases.total, tuple(view.totals)))
        rows = [[name, *("–" if one is None else words.number(one) for one in numbers)] for name, numbers in counts]
        yield markdown_table([phrases.chapter, *view.names], rows)
    if view.parties:
        parties = [[row.party, words.number(row.met), words.number(row.not_met)] for row in view.parties]
        yield escape(phrases.parties_help)
        yield markdown_table([phrases.party, phrases.met, phrases.not_met], parties)


def _steps(view: RevisionView, words: Phrases) -> Iterator[str]:
    for step in view.steps:
        level = "##" if len(view.steps) == 1 else "###"
        if len(view.steps) > 1:
            yield f"## {escape(words.revisions.step.format(*step.names))}"
        for chapter, rows in step.rows:
            if listed := [block for row in rows for block in _row(row, level, words)]:
                yield f"{level} {escape(chapter.name)}"
                yield from listed


def _row(row: ProvisionRow, level: str, words: Phrases) -> Iterator[str]:
    """Yield a heading and the choice points of a provision, unless all are open as before."""
    if entries := [_entry(point, words) for point in row.points if point.status is not PointStatus.OPEN]:
        what = f" ({row.what(words)})" if row.what(words) else ""
        yield f"{level}# {escape(row.name(words) + what)}"
        yield "\n".join(entries)


def _entry(point: PointEntry, words: Phrases) -> str:
    phrases = words.revisions
    said = [phrases.statuses[point.status.value], point.outcome, "" if point.sure else phrases.uncertain]
    told = f"**{escape(', '.join(filter(None, said)))}**"
    texts = [wordings_shown(side, _WIDTH) for side in (point.old, point.new) if side]
    wordings = phrases.step.format(*texts) if len(texts) == 2 else texts[0]
    sentences = ". ".join(filter(None, [wordings, point.told_of_parties(words)]))
    return f"- {guarded(told + escape(words.colon + sentences))}"


def followed_provisions(series: Series) -> list[ProvisionPair]:
    """Return the provisions of the first draft and what they are in the last one, and the new ones."""
    found = list(series.steps[0].provisions)
    for step in series.steps[1:]:
        later: defaultdict[str | None, list[ProvisionPair]] = defaultdict(list)
        for pair in step.provisions:
            later[pair.old].append(pair)
        found = [
            _composed(one, other)
            for one in found
            for other in (later[one.new] if one.new is not None else [ProvisionPair(None, None, one.status)])
        ] + later[None]
    return [pair for pair in found if pair.old or pair.new]


def _composed(one: ProvisionPair, other: ProvisionPair) -> ProvisionPair:
    if one.old is None:
        return ProvisionPair(None, other.new, ProvisionStatus.NEW)
    statuses = [one.status, other.status]
    return ProvisionPair(one.old, other.new, max(statuses, key=list(ProvisionStatus).index))


def _point(followed: Followed, series: Series) -> dict[str, Any]:
    first, last = followed.first, len(series.drafts) - 1
    old = None if followed.status is PointStatus.NEW else series.point(followed, first)
    new = series.point(followed, last)
    data: dict[str, Any] = {
        "old": old and old.id,
        "new": new and new.id,
        "status": followed.status.value,
        "option": followed.option,
        "sure": followed.sure,
        "old_options": option_texts(old, series.drafts[first]) if old else [],
        "new_options": option_texts(new, series.drafts[last]) if new else [],
        **_place("old", old, series.drafts[first]),
        **_place("new", new, series.drafts[last]),
    }
    if _has_positions(series):
        data |= followed.parties._asdict()
    if len(series.drafts) > 2:
        points = (series.point(followed, index) for index in range(len(series.drafts)))
        data["ids"] = [point and point.id for point in points]
    return data


def _has_positions(series: Series) -> bool:
    return any(draft.named_parties for draft in series.drafts)


def _place(name: str, point: ChoicePoint | None, inventory: Inventory) -> dict[str, int | None]:
    location = point and inventory.draft.source.location(point.start)
    return {f"{name}_line": location and location.line, f"{name}_column": location and location.column}


def one_line(series: Series) -> str:
    """Return one line that counts what became of the choice points."""
    counts = summary(series)
    statuses = ", ".join(f"{counts[name]} {name}" for name in ("settled", "open", "changed", "gone", "new"))
    return f"{counted(counts['old'], 'choice point')}: {statuses}"
