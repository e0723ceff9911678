"""Source text and `variants.toml` to an inventory: all stages that run once per draft."""

from __future__ import annotations

from pathlib import Path

from convention_variants.brackets.tree import read_brackets
from convention_variants.choices.inventory import Inventory, find_choices
from convention_variants.formats.folder import load_source, load_variants
from convention_variants.language.detection import language_of
from convention_variants.outline.reader import read_outline
from convention_variants.terminology.loader import read_terminology
from convention_variants.terminology.model import Document, Terminology
from convention_variants.text.garbage import garbage_collection_paused
from convention_variants.text.source import Source


def read_draft(source: Source, terminology: Terminology | None = None) -> Inventory:
    """Return the inventory of a draft that is in memory already.

    Without a terminology, it is read in the language in which it is written, or in English if that is not certain.
    """
    with garbage_collection_paused():
        draft = read_outline(read_brackets(source))
        return find_choices(draft, terminology or Terminology(Document(language=_language(source))))


def load_draft(path: Path, *, before_changes: bool = False) -> Inventory:
    """Return the inventory of a draft, from its file or its folder, with the `variants.toml` beside it if there is one.

    `before_changes` reads a Word file as if its tracked changes were rejected. Raises `InputError` with the location
    for a draft that is missing, damaged or empty, for a wrong `variants.toml`, and for a link out of the folder.
    """
    source, variants = load_source(path, before_changes=before_changes), load_variants(path)
    return read_draft(source, read_terminology(variants, _language(source)) if variants else None)


def _language(source: Source) -> str:
    return language_of(source.text) or "en"
