"""numbering.xml → the lists of a file, and which of them a paragraph belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from convention_variants.formats.word.names import Element, W, child_value, is_on, number
from convention_variants.formats.word.numbering import LEVELS, Counters, Level, List
from convention_variants.formats.word.styles import Properties, Styles, WordStyle

_NO_LIST = "0"


@dataclass(frozen=True, slots=True)
class ListNumber:
    """What Word shows before a paragraph: its label, and the level of the list."""

    label: str
    level: Level
    depth: int


class Lists:
    """The lists of a file."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._numbers: dict[str, Element] = {}
        self._list = cache(self._read)
        self._style_levels: dict[str, dict[str, int]] = {}
        self._levels = cache(self._read_levels)
        if root is not None:
            for element in root.iterchildren(W.abstractNum):
                self._abstract.setdefault(element.get(W.abstractNumId, ""), element)
            for element in root.iterchildren(W.num):
                self._numbers.setdefault(element.get(W.numId, ""), element)

    def number(self, counters: Counters, direct: Properties, style: WordStyle) -> ListNumber | None:
        """Count a paragraph, by its own properties and its style; return what Word shows, None if it is in no list."""
        name = direct.get("numId", style.paragraph.get("numId"))
        list_ = self._list(name) if name is not None and name != _NO_LIST else None
        if name is None or list_ is None:
            return None
        depth = self._depth(list_.abstract, direct, style)
        return ListNumber(counters.label(name, list_, depth), list_.levels[depth], depth)

    def _depth(self, abstract: str, direct: Properties, style: WordStyle) -> int:
        """Return the level: the paragraph's own, the one that names its style, or the one that its style names."""
        if "ilvl" not in direct and "numId" not in direct:
            for name in style.line:
                if name in self._style_levels[abstract]:
                    return self._style_levels[abstract][name]
        inherited = style.paragraph.get("ilvl") if "numId" not in direct else None
        return min(max(number(direct.get("ilvl", inherited)), 0), LEVELS - 1)

    def _read(self, name: str) -> List | None:
        element = self._numbers.get(name)
        abstract = self._definition(child_value(element, W.abstractNumId))
        if element is None or abstract is None:
            return None
        levels = list(self._levels(abstract))
        starts = {}
        for override in element.iterchildren(W.lvlOverride):
            depth = number(override.get(W.ilvl), -1)
            if not 0 <= depth < LEVELS:
                continue
            own = override.find(W.lvl)
            if own is not None:
                levels[depth] = replace(_level(own), restart=levels[depth].restart)  # Word ignores that of an override
            start = child_value(override, W.startOverride)
            if start is not None:
                starts[depth] = number(start)
        return List(abstract, tuple(levels), starts)

    def _definition(self, name: str | None) -> str | None:
        """Return the id of the definition that holds the levels: one may leave that to a numbering style."""
        seen: set[str] = set()
        while name in self._abstract and name not in seen:
            seen.add(name)
            style = child_value(self._abstract[name], W.numStyleLink)
            linked = self._styles.numbering(style) if style is not None else None
            if linked is None or linked not in self._numbers:
                return name
            name = child_value(self._numbers[linked], W.abstractNumId)
        return name if name in self._abstract else None

    def _read_levels(self, abstract: str) -> tuple[Level, ...]:
        levels = [Level()] * LEVELS
        styles = self._style_levels.setdefault(abstract, {})
        for element in self._abstract[abstract].iterchildren(W.lvl):
            depth = number(element.get(W.ilvl), -1)
            if 0 <= depth < LEVELS:
                levels[depth] = _level(element)
                style = child_value(element, W.pStyle)
                if style is not None:
                    styles[style] = depth
        return tuple(levels)


def _level(element: Element) -> Level:
    restart = child_value(element, W.lvlRestart)
    format_ = element.find(W.numFmt)
    name = child_value(element, W.numFmt) or "decimal"
    if format_ is not None and name == "custom":  # one of Word's own is known by its example
        name = format_.get(W.format, name)
    return Level(
        name,
        child_value(element, W.lvlText) or "",
        number(child_value(element, W.start)),
        number(restart) if restart is not None else None,
        is_on(element.find(W.isLgl)),
    )
