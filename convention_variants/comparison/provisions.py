"""Matched passages → matched provisions, and the references that only follow their new numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from convention_variants.comparison.matching import PassagePair, longest_rise
from convention_variants.comparison.tokens import Passage, TokenizedDraft
from convention_variants.language.data import all_languages

_PART = 0.25  # of the words of a provision, if it was split or others were merged with it
_LISTED = 12  # tokens after "articles" that may be further numbers
_Both = Sequence[tuple[Passage, Passage]]  # those that belong together


class ProvisionStatus(StrEnum):
    """What became of a provision; of several statuses, the last in this list says most."""

    SAME = "same"
    CHANGED = "changed"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ProvisionPair:
    """A provision of the old draft and what it is in the new one, by their ids; one is None if there is none."""

    old: str | None
    new: str | None
    status: ProvisionStatus


class References:
    """The numbers that provisions have in the new draft, for references to them."""

    def __init__(self, old: TokenizedDraft, new: TokenizedDraft, pairs: Iterable[PassagePair]) -> None:
        self._paragraphs: dict[str, str] = {}
        votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for pair in pairs:
            one, other = old.passages[pair.old], new.passages[pair.new]
            votes[one.article][other.article] += 1
            self._paragraphs.setdefault(one.provision, other.provision.removeprefix(f"{other.article}-"))
        self._articles = {old: counts.most_common(1)[0][0] for old, counts in votes.items()}
        data = all_languages()
        self._words = frozenset(chain.from_iterable(one.brackets.references for one in data))
        articles = [word for one in data for word in one.parts.article]
        self._article_words = frozenset((*articles, *(f"{word}s" for word in articles)))
        self._joints = frozenset(chain(",-–()", *(one.grammar.connectors for one in data)))

    def keys(self, draft: TokenizedDraft) -> list[str]:
        """Return what the tokens of the old draft read if their references follow the new numbers."""
        keys = [token.key for token in draft.tokens]
        for index in [index for index, key in enumerate(keys) if key in self._words]:
            around, is_article = draft.passage_of(index).article, keys[index] in self._article_words
            for at in self._numbers(keys, index + 1):
                new = self._article(keys[at]) if is_article else self._paragraph(keys, at, around)
                keys[at] = new or keys[at]
        return keys

    def _numbers(self, keys: Sequence[str], start: int) -> Iterator[int]:
        """Yield the indices of the numbers after a word: "articles 5, 7 and 9"."""
        for at in range(start, min(start + _LISTED, len(keys))):
            if keys[at].isdigit():
                yield at
            elif keys[at] not in self._joints:
                return

    def _article(self, number: str) -> str:
        kind, _, new = self._articles.get(f"article-{number}", "").partition("-")
        return new if kind == "article" else ""

    def _paragraph(self, keys: Sequence[str], at: int, article: str) -> str:
        """Return the new number of a paragraph of the article that is named after it, or else of the one around it."""
        for after in range(at + 1, min(at + 6, len(keys) - 1)):
            if keys[after] in self._article_words and keys[after + 1].isdigit():
                article = f"article-{keys[after + 1]}"
                break
        number = self._paragraphs.get(f"{article}-{keys[at]}", "")
        return number if number.isdigit() else ""


def match_provisions(
    old: TokenizedDraft, new: TokenizedDraft, pairs: Sequence[PassagePair], changed: Iterable[PassagePair]
) -> list[ProvisionPair]:
    """Return the provisions of both drafts, each with what it was or became, in the order of the old draft.

    `changed` are the pairs of passages that do not read the same.
    """
    both = [(old.passages[pair.old], new.passages[pair.new]) for pair in pairs]
    links = _links(both)
    partners = Counter(one for one, _ in links), Counter(other for _, other in links)
    reworded = {(old.passages[pair.old].provision, new.passages[pair.new].provision) for pair in changed}
    alone = [
        {passage.provision for number, passage in enumerate(draft.passages) if number not in paired}
        for draft, paired in ((old, {pair.old for pair in pairs}), (new, {pair.new for pair in pairs}))
    ]
    moved = _moved(old, new, links)
    found = []
    for link in links:
        one, other = link
        if partners[0][one] > 1:
            status = ProvisionStatus.SPLIT
        elif partners[1][other] > 1:
            status = ProvisionStatus.MERGED
        elif link in moved:
            status = ProvisionStatus.MOVED
        elif one != other:
            status = ProvisionStatus.RENUMBERED
        elif link in reworded or one in alone[0] or other in alone[1]:
            status = ProvisionStatus.CHANGED
        else:
            status = ProvisionStatus.SAME
        found.append(ProvisionPair(one, other, status))
    found += _parts(both, partners)
    order = {name: index for index, name in enumerate(_names(old))}
    found += [ProvisionPair(name, None, ProvisionStatus.GONE) for name in order if name not in partners[0]]
    found.sort(key=lambda pair: order[pair.old or ""])
    news = [ProvisionPair(None, name, ProvisionStatus.NEW) for name in _names(new) if name not in partners[1]]
    return [*found, *news]


def _parts(both: _Both, partners: tuple[Counter[str], Counter[str]]) -> Iterator[ProvisionPair]:
    """Yield the provisions left that are a small part of another one, with the one that they are most of."""
    weights: Counter[tuple[str, str]] = Counter()
    for one, other in both:
        weights[one.provision, other.provision] += min(one.last - one.first, other.last - other.first)
    for side, status in enumerate((ProvisionStatus.MERGED, ProvisionStatus.SPLIT)):
        for names, _ in weights.most_common():
            if names[side] not in partners[side]:
                partners[side][names[side]] = 1
                yield ProvisionPair(*names, status)


def _names(draft: TokenizedDraft) -> dict[str, None]:
    """Return the ids of the articles and provisions of a draft, in order."""
    return dict.fromkeys(name for one in draft.passages for name in (one.article, one.provision) if name)


def _links(both: _Both) -> list[tuple[str, str]]:
    """Return the provisions that belong together: articles by their whole content, the others by their own text."""
    articles: Counter[tuple[str, str]] = Counter()
    others: Counter[tuple[str, str]] = Counter()
    for one, other in both:
        weight = min(one.last - one.first, other.last - other.first)
        if one.article and other.article:
            articles[one.article, other.article] += weight
        if (one.provision, other.provision) != (one.article, other.article):
            others[one.provision, other.provision] += weight
    return [*_large(articles), *_large(others)]


def _large(weights: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs that are the most of both sides, and those that are a large part of both."""
    sizes: Counter[tuple[int, str]] = Counter()
    best: dict[tuple[int, str], tuple[str, str]] = {}
    for link, weight in weights.items():
        for end in enumerate(link):  # the number of a draft, and a provision of it
            sizes[end] += weight
            if end not in best or weight > weights[best[end]]:
                best[end] = link
    return [
        link
        for link, weight in weights.items()
        if weight and all(best[end] == link or weight >= _PART * sizes[end] for end in enumerate(link))
    ]


def _moved(old: TokenizedDraft, new: TokenizedDraft, links: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the pairs of provisions that are not in the order of the others."""
    places = [{name: index for index, name in enumerate(_names(draft))} for draft in (old, new)]
    ordered = sorted(links, key=lambda link: (places[0][link[0]], places[1][link[1]]))
    kept = set(longest_rise([places[1][other] for _, other in ordered]))
    return {link for index, link in enumerate(ordered) if index not in kept}
