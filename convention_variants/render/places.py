"""Where provisions stand, in words: "in the preamble and in articles 2, 6 to 12 and 63"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from convention_variants.language.data import LanguageData
from convention_variants.language.phrases import Strings
from convention_variants.outline.nodes import SectionKind
from convention_variants.render.citations import AFTER_LABELS, heading_name, plain
from convention_variants.render.shown import ShownItem, ShownNode, ShownSection

_MOST_PLACES = 12
_LONGEST_NAME = 40  # characters
_AROUND_NAMES = "[]{} "


class Places:
    """Tells in which articles, or else under which headings, provisions stand; `cited` has citations by id."""

    def __init__(self, nodes: Sequence[ShownNode], cited: Mapping[str, str], language: LanguageData) -> None:
        self._language = language
        self._phrases = language.phrases.places
        self._sections = dict(_sections(nodes, None))
        self._cited = cited

    def suffix(self, provisions: Iterable[str], most: int = _MOST_PLACES) -> str:
        """Return where provisions stand, behind a comma, for the end of a sentence; empty if no place has a name.

        Not more than `most` places are named, and no place by a long title.
        """
        places = self._in_words(list(dict.fromkeys(provisions)), most)
        return f", {places}" if places else ""

    def _in_words(self, provisions: Sequence[str], most: int) -> str:
        phrases = self._phrases
        articles: dict[str, None] = {}
        others: dict[str, None] = {}
        complete, has_preamble = True, False
        for provision in provisions:
            section = self._sections.get(provision)
            if section is not None and section.kind is SectionKind.PREAMBLE:
                has_preamble = True
            elif section is not None and (number := self._article_number(section)):
                articles[number] = None
            elif name := self._name(provision):
                others[name] = None
            else:
                complete = False
        names, numbers = list(others), list(_ranges(list(articles), phrases))
        complete = complete and len(names) + len(numbers) <= most
        numbers = numbers[: most - len(names[:most])]
        parts = []
        if has_preamble:
            parts.append(phrases.preamble)
        if names:
            parts.append(phrases.other.format(joined(names[:most], phrases)))
        if numbers:
            parts.append(phrases.article[0 if len(articles) == 1 else 1].format(joined(numbers, phrases)))
        return joined(parts, phrases) if complete or not parts else phrases.elsewhere.format(joined(parts, phrases))

    def _article_number(self, section: ShownSection) -> str:
        """Return the number of an article, empty if it is none or is not called an article."""
        word, _, number = plain(section.label).rstrip(AFTER_LABELS).partition(" ")
        is_article = section.kind is SectionKind.ARTICLE and word.lower() in self._language.parts.article
        return number if is_article else ""

    def _name(self, provision: str) -> str:
        """Return the name of a section or a footnote, empty if there is none or it is long."""
        section = self._sections.get(provision)
        if section is None:
            return self._cited.get(provision, "") if provision.startswith("footnote-") else ""
        name = heading_name(section, self._language.phrases).strip(_AROUND_NAMES)
        return name if len(name) <= _LONGEST_NAME else ""


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
