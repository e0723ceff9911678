"""A reading of a Word draft → the draft's own file with only the choices replaced."""

from __future__ import annotations

import re

from convention_variants.formats.word.changes import Change, UnmappedError
from convention_variants.formats.word.rewriting import rewrite_word
from convention_variants.resolve.edits import Cause, Edit
from convention_variants.resolve.resolver import Outcome, Reading

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(?<!\\)\*+")


def resolve_word(reading: Reading, data: bytes, *, tracked: bool = False, mark: bool = False) -> bytes:
    """Return the Word file of a draft with the edits of a reading made in it.

    `tracked` makes them tracked changes by `convention-variants: PROFILE`, and `mark` highlights what was chosen.
    Raises `InputError` with the location if an edit cannot be made in the file.
    """
    source = reading.inventory.draft.source
    author = f"convention-variants: {reading.selection.profile}" if reading.selection.profile else "convention-variants"
    changes = [Change(edit.start, edit.end, _plain(edit)) for edit in reading.edits]
    takes = ((one.point, one.take) for one in reading.decisions if one.outcome is Outcome.CHOSEN and one.take)
    chosen = [point.options[take.index].inner for point, take in takes if take.index is not None] if mark else []
    try:
        return rewrite_word(data, source, changes, highlighted=chosen, author=author if tracked else None)
    except UnmappedError as error:
        offset = min(error.offset, len(source.text) - 1)
        message = f"cannot make this choice in the Word file: {error.reason}; choose something else or edit it in Word"
        raise source.error(message, offset) from error


def _plain(edit: Edit) -> str:
    if edit.cause is not Cause.CHOICE:
        return edit.text
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub("", edit.text))
