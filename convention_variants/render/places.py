"""Where provisions are, in words: "in the preamble and in articles 2, 6 to 12 and 63"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from convention_variants.language.data import LanguageData
from convention_variants.language.phrases import Strings
from convention_variants.outline.nodes import SectionKind
from convention_variants.render.citations import NUMBER_ALONE, heading_name
from convention_variants.render.shown import ShownItem, ShownNode, ShownSection

_KINDS = ("preamble", "other", "section", "article", "footnote")  # in this order
_MOST_PLACES = 12
_LONGEST_NAME = 40  # characters
_AROUND_NAMES = "[]{} "
_MakeLink = Callable[[str, str], str]


class _Place(NamedTuple):
    """Where a provision is: its article or section, and the nearest provision with a label, to link to, if any."""

    section: ShownSection
    target: str


class Places:
    """Names the articles, footnotes or sections that provisions are in.

    `notes` has the labels of footnotes by the ids of their provisions.
    """

    def __init__(self, nodes: Sequence[ShownNode], notes: Mapping[str, str], language: LanguageData) -> None:
        self._language = language
        self._phrases = language.phrases.places
        self._places = dict(_places(nodes, None, ""))
        self._notes = notes

    def suffix(
        self, provisions: Iterable[str], most: int = _MOST_PLACES, link: _MakeLink = lambda name, _: name
    ) -> str:
        """Return where provisions are, after a comma, for the end of a sentence; empty if no place has a name.

        Not more than `most` places are named, and no place by a long title. `link` turns the name of a place into a
        link to the first of the provisions there, by its id, which is empty if it cannot be linked to.
        """
        places = self._in_words(list(dict.fromkeys(provisions)), most, link)
        return f", {places}" if places else ""

    def _in_words(self, provisions: Sequence[str], most: int, link: _MakeLink) -> str:
        phrases = self._phrases
        found: dict[str, dict[str, str]] = {kind: {} for kind in _KINDS}
        for provision in provisions:
            kind, name, target = self._named(provision)
            found[kind].setdefault(name, target)
        complete = not any("" in names for names in found.values())
        parts = []
        for kind, names in found.items():
            links = {name: link(name, target) for name, target in names.items() if name}
            listed = list(_ranges(links, phrases))
            if said := listed[:most]:
                forms = "{}" if kind == "preamble" else getattr(phrases, kind)
                is_one = len(said) == 1 and said[0] in links.values()  # no range
                form = forms if isinstance(forms, str) else forms[0 if is_one else 1]
                parts.append(form.format(joined(said, phrases)))
            complete, most = complete and len(listed) <= most, max(0, most - len(listed))
        return joined(parts, phrases) if complete or not parts else phrases.elsewhere.format(joined(parts, phrases))

    def _named(self, provision: str) -> tuple[str, str, str]:
        """Return the kind and the name of the place where a provision is, and what to link to.

        There is no name if the place has none or a long one.
        """
        place = self._places.get(provision)
        if place is None:
            return "footnote", self._notes.get(provision, ""), ""
        section, target = place
        if section.kind is SectionKind.PREAMBLE:
            return "preamble", self._phrases.preamble, target
        name = heading_name(section, self._language.phrases).strip(_AROUND_NAMES)
        word, _, number = name.partition(" ")
        if number and section.kind is SectionKind.ARTICLE and word.lower() in self._language.parts.article:
            return "article", number, target
        kind = "section" if section.title and NUMBER_ALONE.fullmatch(name) else "other"
        return kind, name if len(name) <= _LONGEST_NAME else "", target


def joined(parts: Sequence[str], phrases: Strings) -> str:
    """Return a list in words: "one", "one and two", "one, two and three"."""
    *before, last = parts or ("",)
    return phrases.last.format(", ".join(before), last) if before else last


def _ranges(links: Mapping[str, str], phrases: Strings) -> Iterator[str]:
    """Yield the links of numbers, three and more that follow each other as one range."""
    counted = [
        (int(number) - index if number.isdecimal() else number, link)
        for index, (number, link) in enumerate(links.items())
    ]
    for _, group in groupby(counted, key=lambda pair: pair[0]):
        run = [link for _, link in group]
        if len(run) > 2:
            yield phrases.range.format(run[0], run[-1])
        else:
            yield from run


def _places(nodes: Sequence[ShownNode], around: ShownSection | None, target: str) -> Iterator[tuple[str, _Place]]:
    """Yield the id of each provision with the article it is in, or else the outermost section with a label.

    `target` is the nearest provision with a label around the nodes.
    """
    for node in nodes:
        section, own = around, target
        if isinstance(node, ShownSection):
            is_named = bool(node.label or node.title) or node.kind is not SectionKind.OTHER
            if is_named and (around is None or node.kind is SectionKind.ARTICLE or not around.label):
                section = node
            own = node.id if node.label or node.title else target
        elif isinstance(node, ShownItem):
            own = node.id if node.id and node.label else target
        else:
            continue
        if node.id is not None and section is not None:
            yield node.id, _Place(section, own)
        yield from _places(node.children, section, own)
