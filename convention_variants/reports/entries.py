"""Entries for `variants.toml`, ready to paste."""

from __future__ import annotations

import json
from collections.abc import Sequence

from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import Inventory
from convention_variants.diagnostics.diagnostic import Remedy
from convention_variants.text.display import escaped
from convention_variants.text.spans import Span

# If the options of an entry are longer than this, it quotes only the beginning of each.
_LONGEST_GUARD = 2000
_BEGINNING = 120


def decision_entry(point_id: str, inventory: Inventory) -> str:
    """Return the entry that reads a choice point as the rules prefer; a comment lists the other ways to decide it."""
    point = inventory.by_id[point_id]
    short = sum(option.end - option.start for option in point.options) <= _LONGEST_GUARD
    texts = (_guard(option.inner, inventory, whole=short) for option in point.options)
    lines = ["[[decisions]]", f"at = {toml_string(point.id)}", f"options = [{', '.join(texts)}]"]
    if point.kind is Kind.ALTERNATIVES:
        takes = " or ".join(f"take = {number + 1}" for number in range(min(len(point.options), 2)))
        more = " …" if len(point.options) > 2 else ""
        lines.append(f'as = "alternatives"  # or as = "optionals"; or instead: {takes}{more}')
    else:
        lines.append('take = "keep"  # or take = "drop"')
    return "\n".join(lines)


def _guard(words: Span, inventory: Inventory, *, whole: bool) -> str:
    if whole or words.end - words.start <= _BEGINNING:
        return toml_string(inventory.text(words))
    return toml_string(f"{inventory.text(Span(words.start, words.start + _BEGINNING)).rstrip()}…")


def consequential_entry(change: Remedy) -> str:
    """Return the entry that declares a change outside brackets."""
    when = ", ".join(f"{term} = {_one_or_more(sorted(options))}" for term, options in change.when.items())
    texts = {"at": change.at, "replace": change.replace, "with": change.reads}
    lines = ["[[consequential]]", f"when = {{ {when} }}", *(f"{key} = {toml_string(texts[key])}" for key in texts)]
    return "\n".join(lines)


def _one_or_more(options: Sequence[str]) -> str:
    return toml_string(options[0]) if len(options) == 1 else f"[{', '.join(map(toml_string, options))}]"


def toml_string(text: str) -> str:
    """Return a TOML basic string on one line, with escapes for invisible characters."""
    shown = escaped(json.dumps(text, ensure_ascii=False))
    return "".join(char if char.isprintable() else _code(char) for char in shown)


def _code(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
