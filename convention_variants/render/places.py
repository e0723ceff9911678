"""Where provisions stand, in words: "in the preamble and in articles 2, 6 to 12 and 63"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from convention_variants.language.data import LanguageData
from convention_variants.language.phrases import Strings
from convention_variants.outline.nodes import SectionKind
from convention_variants.render.citations import NUMBER_ALONE, heading_name
from convention_variants.render.shown import ShownItem, ShownNode, ShownSection

_KINDS = ("preamble", "other", "section", "article", "footnote")  # in this order
_MOST_PLACES = 12
_LONGEST_NAME = 40  # characters
_AROUND_NAMES = "[]{} "


class Places:
    """Tells in which articles, footnotes or sections provisions stand.

    `notes` has the labels of footnotes by the ids of their provisions.
    """

    def __init__(self, nodes: Sequence[ShownNode], notes: Mapping[str, str], language: LanguageData) -> None:
        self._language = language
        self._phrases = language.phrases.places
        self._sections = dict(_sections(nodes, None))
        self._notes = notes

    def suffix(self, provisions: Iterable[str], most: int = _MOST_PLACES) -> str:
        """Return where provisions stand, behind a comma, for the end of a sentence; empty if no place has a name.

        Not more than `most` places are named, and no place by a long title.
        """
        places = self._in_words(list(dict.fromkeys(provisions)), most)
        return f", {places}" if places else ""

    def _in_words(self, provisions: Sequence[str], most: int) -> str:
        phrases = self._phrases
        found: dict[str, dict[str, None]] = {kind: {} for kind in _KINDS}
        complete = True
        for provision in provisions:
            kind, name = self._place(provision)
            found[kind][name] = None
            complete = complete and bool(name)
        parts = []
        for kind, names in found.items():
            listed = [name for name in _ranges(list(names), phrases) if name]
            if said := listed[:most]:
                forms = getattr(phrases, kind)
                is_one = len(said) == 1 and said[0] in names  # no range
                form = forms if isinstance(forms, str) else forms[0 if is_one else 1]
                parts.append(form.format(joined(said, phrases)))
            complete, most = complete and len(listed) <= most, max(0, most - len(listed))
        return joined(parts, phrases) if complete or not parts else phrases.elsewhere.format(joined(parts, phrases))

    def _place(self, provision: str) -> tuple[str, str]:
        """Return the kind and the name of the place where a provision stands; no name if it has none or a long one."""
        section = self._sections.get(provision)
        if section is None:
            return "footnote", self._notes.get(provision, "")
        name = heading_name(section, self._language.phrases).strip(_AROUND_NAMES)
        if section.kind is SectionKind.PREAMBLE:
            return "preamble", name
        word, _, number = name.partition(" ")
        if number and section.kind is SectionKind.ARTICLE and word.lower() in self._language.parts.article:
            return "article", number
        kind = "section" if section.title and NUMBER_ALONE.fullmatch(name) else "other"
        return kind, name if len(name) <= _LONGEST_NAME else ""


def joined(parts: Sequence[str], phrases: Strings) -> str:
    """Return a list in words: "one", "one and two", "one, two and three"."""
    *before, last = parts or ("",)
    return phrases.last.format(", ".join(before), last) if before else last


def _ranges(numbers: Sequence[str], phrases: Strings) -> Iterator[str]:
    """Yield numbers, three and more that follow each other as one range."""
    counted = [(int(number) - index if number.isdecimal() else number, number) for index, number in enumerate(numbers)]
    for _, group in groupby(counted, key=lambda pair: pair[0]):
        run = [number for _, number in group]
        if len(run) > 2:
            yield phrases.range.format(run[0], run[-1])
        else:
            yield from run


def _sections(nodes: Sequence[ShownNode], around: ShownSection | None) -> Iterator[tuple[str, ShownSection]]:
    """Yield the id of each provision with the article it stands in, or else the outermost section with a label."""
    for node in nodes:
        section = around
        if isinstance(node, ShownSection):
            is_named = bool(node.label or node.title) or node.kind is not SectionKind.OTHER
            if is_named and (around is None or node.kind is SectionKind.ARTICLE or not around.label):
                section = node
            if section is not None:
                yield node.id, section
            yield from _sections(node.children, section)
        elif isinstance(node, ShownItem):
            if node.id is not None and section is not None:
                yield node.id, section
            yield from _sections(node.children, section)
