"""What styles say of paragraphs and runs, with what they inherit (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from convention_variants.formats.word.names import Element, W, child_value, is_on

# The properties that an element sets, by their names without the namespace.
Properties: TypeAlias = Mapping[str, str]

_SWITCHES = frozenset({"b", "bCs", "i", "iCs", "vanish", "strike", "dstrike", "keepNext", "rtl", "cs"})
_NAMES: dict[str, str] = {
    W[name]: name for name in (*_SWITCHES, "vertAlign", "sz", "u", "highlight", "outlineLvl", "jc")
}
_ON, _OFF = "1", ""
_BUILT_IN = re.compile(r"(?:heading ([1-9])|title)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WordStyle:
    """A style with what it inherits: properties of runs and paragraphs, and its id before those it is based on."""

    run: Properties
    paragraph: Properties
    line: tuple[str, ...] = ()


_PLAIN = WordStyle({}, {})
_LONGEST_LINE = 20  # of styles based on one another; Word allows eleven


class Styles:
    """The styles of a file."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._defaults: dict[str, str] = {}
        self._resolved = cache(self._resolve)
        self.base: Properties = {}
        self.is_english = True
        if root is None:
            return
        for element in root.iter(W.style):
            name = element.get(W.styleId, "")
            self._elements.setdefault(name, element)
            if is_on(element, W.default, "0"):
                self._defaults[element.get(W.type, "")] = name
        properties = f"{W.docDefaults}/{W.rPrDefault}/{W.rPr}"
        self.base = run_properties(root.find(properties))
        language = child_value(root, f"{properties}/{W.lang}")
        self.is_english = language is None or language.lower().startswith("en")

    def style(self, name: str | None, kind: str) -> WordStyle:
        """Return a style by its id, or the default one of a kind ("paragraph", "character") where none is named."""
        name = self._defaults.get(kind) if name is None else name
        return _PLAIN if name is None else self._resolved(name)

    def _resolve(self, name: str) -> WordStyle:
        run: dict[str, str] = {}
        paragraph: dict[str, str] = {}
        line = tuple(self._line(name))
        for style in reversed(line):
            element = self._elements[style]
            run.update(run_properties(element.find(W.rPr)))
            paragraph.update(paragraph_properties(element.find(W.pPr)))
            built_in = _BUILT_IN.fullmatch(child_value(element, W.name) or "")
            if built_in and element.find(f"{W.pPr}/{W.outlineLvl}") is None:
                paragraph["outlineLvl"] = str(int(built_in[1] or 1) - 1)
        return WordStyle(run, paragraph, line)

    def _line(self, name: str | None) -> Iterator[str]:
        """Yield the id of a style, and of those it is based on, outwards."""
        seen: set[str] = set()
        while name in self._elements and name not in seen and len(seen) < _LONGEST_LINE:
            seen.add(name)
            yield name
            name = child_value(self._elements[name], W.basedOn)

    def numbering(self, name: str) -> str | None:
        """Return the id of the list that a numbering style stands for."""
        element = self._elements.get(name)
        return paragraph_properties(element.find(W.pPr)).get("numId") if element is not None else None


def run_properties(element: Element | None) -> dict[str, str]:
    """Return what a `w:rPr` sets; a switch is empty where it is turned off."""
    properties: dict[str, str] = {}
    for child in element if element is not None else ():
        if name := _NAMES.get(str(child.tag)):
            properties[name] = child.get(W.val, _ON) if name not in _SWITCHES or is_on(child) else _OFF
    return properties


def paragraph_properties(element: Element | None) -> dict[str, str]:
    """Return what a `w:pPr` sets of numbering, outline level and layout."""
    properties = run_properties(element)  # one table of names serves both: they share none
    for name, tag in (("numId", W.numId), ("ilvl", W.ilvl)):
        value = child_value(element, f"{W.numPr}/{tag}")
        if value is not None:
            properties[name] = value
    return properties


def is_toggled(name: str, direct: Properties, character: WordStyle, paragraph: WordStyle, base: Properties) -> bool:
    """Return whether a switch is on for a run: styles that both turn it on turn it off (ECMA-376 part 1, 17.7.3)."""
    if name in direct:
        return bool(direct[name])
    return bool(base.get(name)) or bool(character.run.get(name)) != bool(paragraph.run.get(name))
