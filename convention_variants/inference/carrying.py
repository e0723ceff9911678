"""The `variants.toml` of an earlier draft → that of a newer one: each entry at its new place, or as a comment.

Everything but `[document]` and the entries with an `at` is copied as it is, with its comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from convention_variants.choices.inventory import Inventory
from convention_variants.choices.reader import read_draft
from convention_variants.comparison.outcomes import DROP, KEEP, Became, PointStatus
from convention_variants.comparison.revising import Revision, revise
from convention_variants.formats.folder import VARIANTS_NAME
from convention_variants.inference.writer import Proposal, comment, document_lines
from convention_variants.reports.entries import toml_string
from convention_variants.terminology.keys import find_headers
from convention_variants.terminology.loader import read_terminology
from convention_variants.terminology.model import without_places
from convention_variants.terminology.toml import parse
from convention_variants.text.display import counted, on_one_line, shortened
from convention_variants.text.errors import InputError
from convention_variants.text.source import BYTE_ORDER_MARK, Source
from convention_variants.text.words import single_spaced

_AT = re.compile(r"""^(\s*at\s*=\s*)(?:"[^"\n]*"|'[^'\n]*')""", re.MULTILINE)
_PLACED = re.compile(r"(?:decisions|positions|consequential)\[\d+\]")
_LONGEST_SHOWN = 60
_KEPT = ("organization", "organ", "body", "original")  # of `[document]`: what a new version shares with an earlier one


def carry_over(old: Inventory, new: Source, supersedes: str) -> Proposal:
    """Return the `variants.toml` of a new draft, made of that of an old one; `supersedes` is the path to the old one.

    Raises `InputError` if the old draft has none, or has keys above its first header.
    """
    source = old.terminology.source
    if source is None:
        raise InputError(f"no {VARIANTS_NAME} to carry over", old.draft.source.name)
    terminology = without_places(old.terminology)
    revision = revise(read_draft(old.draft.source, terminology), read_draft(new, terminology))
    parts = list(_parts(source, _Places(revision)))
    first = f"# Carried over from {on_one_line(supersedes)} by `convention-variants init`."
    advice = comment("Review it, then run `convention-variants check`, which shows what the profiles no longer decide.")
    head = "\n".join([first, *advice, "", *_document(revision.new, old, supersedes)]).strip()
    while True:
        text = "\n\n".join([head, *(part.text for part in parts)]) + "\n"
        try:
            read_draft(new, read_terminology(Source(VARIANTS_NAME, text)))
        except InputError as error:
            number = _part_at(error.line or 0, head, parts)
            if error.file != VARIANTS_NAME or number is None:
                raise
            parts[number] = parts[number].left_out(error.message)
        else:
            return Proposal(text, _summary(parts), revision.new)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the file, from the header of a table to the next one. An entry with a `reason` is left out."""

    text: str
    is_entry: bool = False
    reason: str = ""

    def left_out(self, reason: str) -> _Part:
        """Return the entry as a comment, with the reason."""
        lines = [f"# {line}".rstrip() for line in self.text.splitlines()]
        text = "\n".join([*comment(f"Not carried over: {on_one_line(reason)}."), *lines])
        return _Part(text, is_entry=True, reason=reason)


def _summary(parts: Sequence[_Part]) -> str:
    kept = sum(part.is_entry and not part.reason for part in parts)
    left_out = sum(bool(part.reason) for part in parts)
    left = f", {left_out} as comments" if left_out else ""
    return f"terms and profiles carried over, {counted(kept, 'entry', 'entries')}{left}"


def _part_at(line: int, head: str, parts: Sequence[_Part]) -> int | None:
    """Return the number of the entry at a line of the file, None if there is none; a blank line separates entries."""
    end = head.count("\n") + 2
    for number, part in enumerate(parts):
        end += part.text.count("\n") + 2
        if line <= end:
            return number if part.is_entry and not part.reason else None
    return None


def _parts(source: Source, places: _Places) -> Iterator[_Part]:
    """Yield the parts of the file but for `[document]`, entries at their new places."""
    text = source.text.removeprefix(BYTE_ORDER_MARK)
    source = Source(source.name, text)
    headers = find_headers(source)
    starts = [*(_with_comments(text, start) for _, start in headers), len(text)]
    top = text[: starts[0]]
    if keys := list(parse(Source(source.name, top))):
        raise InputError(f"cannot carry over {keys[0]} from above the first header; write it as tables", source.name)
    if top.strip():
        yield _Part(top.strip())
    tables = zip((path for path, _ in headers), pairwise(starts), strict=True)
    # The tables in an entry belong to it.
    for key, group in groupby(tables, lambda table: table[0][:1] if _PLACED.fullmatch(table[0][0]) else table[0]):
        spans = [span for _, span in group]
        part = text[spans[0][0] : spans[-1][1]].strip()
        if _PLACED.fullmatch(key[0]):
            yield _entry(part, key[0], places)
        elif key[0] != "document":
            yield _Part(part)


def _with_comments(text: str, start: int) -> int:
    """Return where the comment lines right above a header begin."""
    while start:
        line = text.rfind("\n", 0, start - 1) + 1
        if not text[line:start].lstrip().startswith("#"):
            break
        start = line
    return start


def _entry(text: str, name: str, places: _Places) -> _Part:
    kind = name.partition("[")[0]
    [(_, entry)] = parse(Source(VARIANTS_NAME, text)).entries(kind)
    guarded = kind == "decisions" and "options" in list(entry)  # those of a position may be numbers, or only some
    old = entry.text("at")
    at, reason = places.provision(old) if kind == "consequential" else places.point(old, guarded=guarded)
    moved, count = _AT.subn(lambda match: match[1] + toml_string(at), text, count=1)
    part = _Part(moved, is_entry=True)
    if not reason and not count:
        reason = "its place is not written on a line of its own"
    return part.left_out(reason) if reason else part


class _Places:
    """Where the choice points and provisions of an old draft are in a new one."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision
        points = revision.old.points
        self.became = {points[one.old].id: one for one in revision.points if one.old is not None}
        self.provisions: dict[str, str | None] = {}
        for pair in revision.provisions:
            if pair.old is not None:
                self.provisions.setdefault(pair.old, pair.new)

    def point(self, at: str, *, guarded: bool) -> tuple[str, str]:
        """Return the new id of a choice point; or its old one, and why an entry cannot be about a new one.

        An entry that is not `guarded` by its options needs the same ones.
        """
        known, below = at, ""
        while known and known not in self.became:
            known, _, number = known.rpartition(".")
            below = f".{number}{below}"
        if not known:
            return at, f"{at} is no choice point of the earlier draft"
        became = self.became[known]
        if became.new is None:
            return at, f"{at} {self._said(became)}"
        if not became.sure:
            return at, f"it is uncertain what became of {at}"
        if not guarded and not self._has_same_options(became):
            return at, f"the wordings of {at} changed"
        return self.revision.new.points[became.new].id + below, ""

    def provision(self, at: str) -> tuple[str, str]:
        """Return the new id of a provision; or its old one, and why it has no other."""
        new = self.provisions.get(at, at)
        return (new, "") if new is not None else (at, f"{at} is gone")

    def _has_same_options(self, became: Became) -> bool:
        old, new = (
            [single_spaced(inventory.option_text(option)) for option in inventory.points[number or 0].options]
            for inventory, number in ((self.revision.old, became.old), (self.revision.new, became.new))
        )
        return old == new

    def _said(self, became: Became) -> str:
        """Return what became of a choice point that is no longer open, as the end of a sentence."""
        if became.status is PointStatus.GONE:
            return "is gone"
        if became.option in (KEEP, DROP):
            return f"is settled: the text was {'kept' if became.option == KEEP else 'dropped'}"
        if not isinstance(became.option, int):
            return "is settled: the text is another one now"
        old = self.revision.old
        text = old.option_text(old.points[became.old or 0].options[became.option])
        return f'is settled: "{shortened(on_one_line(text), _LONGEST_SHOWN)}" was taken'


def _document(new: Inventory, old: Inventory, supersedes: str) -> Iterator[str]:
    """Yield the `[document]` table: what the new draft says of itself, and what it shares with the old one."""
    before = old.terminology.document
    yield from document_lines(new.draft, before.language, before.title)
    for key in _KEPT:
        if value := getattr(before, key):
            yield f"{key} = {toml_string(value)}"
    yield f"supersedes = {toml_string(supersedes)}"
    yield ""
