"""References to provisions in a text: "articles 7 to 16", "paragraph 2 of article 40", "el párrafo 1 b) del artículo 3".

What may refer to another instrument ("article 5 of the Charter") is not returned, nor is what touches an open choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

from convention_variants.language.data import all_languages, all_words, any_of
from convention_variants.language.option_labels import SUFFIX
from convention_variants.text.sentences import SENTENCE_END

OPEN = "\ufffc"  # stands in a text for what is not settled
_GAP = "[ \u00a0]"
# In running text "12.3" and "5 %" are no numbers of provisions, nor is the start of "7/2".
_FIGURES = rf"\d{{1,3}}(?:\.\d{{1,3}})*(?:-?(?-i:[A-Z])|{_GAP}?{SUFFIX})?(?!\w|[%°/‑-]\w|{_GAP}?[%°]|[.,]\d)"
_NUMBER = rf"(?:{_FIGURES}|(?-i:[A-Z]{{1,3}}(?:\.(?:[A-Z]{{1,3}}|\d{{1,3}}))+|[IVXLC]+)(?!\w))"
_LABEL = rf"(?:[ivx]{{1,5}}|([a-z])\1?|\d{{1,2}})(?:{_GAP}?{SUFFIX})?\)"
_LEVELS = ("article", "paragraph", "subparagraph")
_SPACE_OR_PAREN = re.compile(r"[\s()]+")
_BEFORE = 160  # characters in which to look for the start of a sentence


class Reference(NamedTuple):
    """A reference and its span in the text.

    `article` is a number as `key` gives it, empty for the article in which the text is. `paths` are the labels below
    the article, several if the text leaves open at which level the last of them are. `below`: they count from the
    paragraph in which the text is, or from what is above it.
    """

    start: int
    end: int
    article: str
    paths: tuple[tuple[str, ...], ...] = ((),)
    below: bool = False


class _Group(NamedTuple):
    """References that one phrase makes, where it ends, and whether it says that they are to the text itself."""

    found: tuple[Reference, ...]
    end: int
    named: bool
    level: str


def key(label: str) -> str:
    """Return a label or a number without its marks, to compare it: "(b)" and "b)" are "b", "2 bis." is "2bis"."""
    bare = _SPACE_OR_PAREN.sub("", label).strip(".:–—-").lower()
    return "1" if _patterns().first.fullmatch(bare) else bare


def find_references(text: str) -> Iterator[Reference]:
    """Yield the references of a text to provisions of itself, in order; `OPEN` stands for open choices in it."""
    if not any(stem in text for stem in _patterns().stems):
        return
    position = 0
    while unit := _patterns().unit.search(text, position):
        groups = _chain(text, unit)
        position = groups[-1].end if groups else unit.end()
        if groups:
            yield from _checked(text, groups)


class _Patterns(NamedTuple):
    stems: tuple[str, ...]
    unit: re.Pattern[str]
    first: re.Pattern[str]
    item: re.Pattern[str]
    joint: re.Pattern[str]
    of: re.Pattern[str]
    this: re.Pattern[str]
    here: re.Pattern[str]
    other_after: re.Pattern[str]
    other_before: re.Pattern[str]
    instrument: re.Pattern[str]
    ended: re.Pattern[str]
    open_after: re.Pattern[str]
    open_before: re.Pattern[str]
    openers: frozenset[str]


@cache
def _patterns() -> _Patterns:
    """Return the patterns of all languages: a draft may be in any of them."""
    data = all_languages()
    words = [one.references for one in data]
    compiled = partial(re.compile, flags=re.IGNORECASE)
    names = {
        "article": all_words("parts", "article"),
        **{level: all_words("references", level) for level in _LEVELS[1:]},
    }
    this, of = any_of(one.this_pattern for one in words), any_of(one.of_pattern for one in words)
    and_, to = any_of(one.and_pattern for one in words), any_of(one.to_pattern for one in words)
    other, here = any_of(one.other_pattern for one in words), any_of(one.here_pattern for one in words)
    first = any_of(one.parts.first_pattern for one in data)
    units = "|".join(rf"(?P<{level}>(?:{name})s?)" for level, name in names.items())
    kinds = any_of(kind for one in words for kind in one.instruments)
    little = {
        word
        for one in data
        for part in (one.grammar.prepositions, one.grammar.modals, one.grammar.verbs, one.grammar.connectors)
        for word in part
    }
    follows = "|".join(map(re.escape, sorted(little)))
    leading = "|".join(map(re.escape, sorted({word for one in data for word in one.grammar.prepositions})))
    whole = rf",?{_GAP}(?:{of})(?:{_GAP}|(?<=['’]))"
    return _Patterns(
        stems=tuple({word[1:] for name in names.values() for word in name.split("|")}),
        unit=compiled(rf"(?<![\w-])(?:(?P<this>{this}){_GAP})?(?:{units})(?!\w)(?={_GAP}|(?P<alone>))"),
        first=compiled(first),
        item=compiled(rf"(?P<number>(?:{first})(?!\w)|{_NUMBER})?(?P<labels>(?:(?:{_GAP}?\(|{_GAP}|(?<={_GAP})){_LABEL})*)"),
        joint=compiled(rf"{_GAP}?[‐‑–-]{_GAP}?|,?{_GAP}(?:{and_}|{to}){_GAP}|,{_GAP}"),
        of=compiled(whole),
        this=compiled(rf"(?:{this}){_GAP}(?P<noun>\w+)"),
        here=compiled(rf",?{_GAP}(?:{here})(?!\w)"),
        other_after=compiled(
            rf"{_GAP}(?:{other})(?!\w)|{_GAP}[(“\"]?(?-i:[A-ZÀ-ÖØ-Þ])"
            rf"|{_GAP}(?:{leading}){_GAP}(?!{this})(?:[\w’'-]+{_GAP}){{0,4}}?(?-i:(?=[A-ZÀ-ÖØ-Þ]))(?:{kinds})"
        ),
        other_before=compiled(rf"(?<!\w)(?:{other}){_GAP}$"),
        instrument=compiled(
            rf"(?<!\w)(?P<this>(?:{this}){_GAP}(?:\w+{_GAP})?)?(?:(?-i:(?=[A-ZÀ-ÖØ-Þ]))(?:{kinds})s?(?!\w)|(?:{kinds})s?{_GAP}\d)"
        ),
        ended=compiled(rf"{_GAP}?(?:[^\w\s(]|$)|{_GAP}(?:{follows}|{this}|{here}|{of})(?!\w)|{_GAP}?\("),
        open_after=compiled(rf"[\s,]*(?:(?:{and_}|{to}|{of})\s)?{OPEN}"),
        open_before=compiled(rf"{OPEN}[\s,]*(?:(?:{and_}|{to}|{of})\s)?$"),
        openers=frozenset(word for one in data for word in (*one.references.openers, *one.grammar.prepositions)),
    )


# Parsing: each function takes the text and an offset.


def _chain(text: str, unit: re.Match[str]) -> list[_Group]:
    """Return the phrases that connectors join: "paragraph 1 of article 5 and article 6"."""
    groups: list[_Group] = []
    group = _group(text, unit)
    while group is not None:
        group = _owned(text, group)
        groups.append(group)
        joint = _patterns().joint.match(text, group.end)
        following = _patterns().unit.match(text, joint.end()) if joint else None
        group = _group(text, following) if following else None
    return groups


def _owned(text: str, group: _Group) -> _Group:
    """Return a phrase with the words after it that say whose provisions it names: "of this Convention", "above"."""
    if here := _patterns().here.match(text, group.end):
        return group._replace(end=here.end(), named=True)
    whole = _patterns().of.match(text, group.end)
    ours = _patterns().this.match(text, whole.end()) if whole else None
    if ours and group.level == "article" and _patterns().instrument.match(text, ours.start()):
        return group._replace(end=ours.end(), named=True)
    return group


def _group(text: str, unit: re.Match[str]) -> _Group | None:
    """Return what one phrase refers to, with the parts after it ("article 3, paragraph 1") or what it is a part of."""
    level = next(level for level in _LEVELS if unit[level])
    if unit["this"]:
        found, end = [Reference(unit.start(), unit.end(), "", below=level != "article")], unit.end()
        if level == "subparagraph":
            return None
    elif unit["alone"] is not None:
        return None
    else:
        found, end = _items(text, unit, level)
    if not found:
        return None
    named = bool(unit["this"])
    if (inner := _inner(text, end, level)) is not None:
        last = found.pop()
        parts = [_below(last, part) for part in inner.found]
        found += [parts[0]._replace(start=last.start), *parts[1:]]
        end = inner.end
    elif level != "article" and (outer := _outer(text, end, level)) is not None:
        if len(outer.found) > 1:
            return outer
        parts = [_below(outer.found[0], part) for part in found]
        end, named, level = outer.end, outer.named, outer.level
        found = [*parts[:-1], parts[-1]._replace(end=end)]
    return _Group(tuple(found), end, named, level)


def _inner(text: str, end: int, level: str) -> _Group | None:
    """Return the parts named after a whole: ", paragraph 1 (b)"."""
    gap = re.compile(rf",?{_GAP}").match(text, end)
    unit = _patterns().unit.match(text, gap.end()) if gap else None
    if unit is None or unit["this"] or not any(unit[lower] for lower in _LEVELS[_LEVELS.index(level) + 1 :]):
        return None
    inner_level = next(lower for lower in _LEVELS if unit[lower])
    found, after = _items(text, unit, inner_level)
    if not found:
        return None
    deeper = _inner(text, after, inner_level)
    if deeper is None:
        return _Group(tuple(found), after, named=False, level=inner_level)
    last = found.pop()
    parts = [_below(last, part) for part in deeper.found]
    return deeper._replace(found=(*found, parts[0]._replace(start=last.start), *parts[1:]))


def _outer(text: str, end: int, level: str) -> _Group | None:
    """Return the whole that a part belongs to: "of article 40", "of this article"."""
    whole = _patterns().of.match(text, end)
    unit = _patterns().unit.match(text, whole.end()) if whole else None
    if unit is None or not any(unit[upper] for upper in _LEVELS[: _LEVELS.index(level)]):
        return None
    return _group(text, unit)


def _below(whole: Reference, part: Reference) -> Reference:
    """Return a part of a whole."""
    paths = tuple((*above, *path) for above in whole.paths for path in part.paths)
    return part._replace(article=whole.article, paths=paths, below=whole.below)


def _items(text: str, unit: re.Match[str], level: str) -> tuple[list[Reference], int]:
    """Return the numbers and labels after the name of a part, and where they end."""
    found: list[Reference] = []
    start, end = unit.start(), unit.end()
    position: int | None = unit.end() + 1
    while position is not None and (item := _patterns().item.match(text, position)) and item.end() > position:
        reference = _item(item, level, found[-1] if found else None)
        is_numbered = bool(item["number"])
        if reference is None or (found and is_numbered and not _patterns().ended.match(text, item.end())):
            break
        end = item.end()
        found.append(reference._replace(start=item.start() if found else start, end=end))
        joint = _patterns().joint.match(text, end)
        position = joint.end() if joint else None
    return found, end


def _item(item: re.Match[str], level: str, before: Reference | None) -> Reference | None:
    """Return what one item of a list refers to; labels alone continue the item before them: "(a) (i) or (ii)"."""
    labels = tuple(key(label) for label in re.findall(rf"[^\s(]+(?:{_GAP}{SUFFIX})?\)", item["labels"]))
    number = key(item["number"] or "")
    if number:
        if level == "article":
            return Reference(0, 0, number, (labels,))
        return Reference(0, 0, "", ((number, *labels),), below=level == "subparagraph")
    if level == "article" and (before is None or not before.paths[0]):
        return None
    if before is None:
        return Reference(0, 0, "", (labels,), below=level == "subparagraph")
    path = before.paths[0]
    first = 1 if level == "paragraph" and path[0].isdigit() else 0
    depths = sorted(range(first, len(path)), key=lambda depth: abs(depth + len(labels) - len(path)))
    return before._replace(paths=tuple((*path[:depth], *labels) for depth in depths)) if depths else None


# What the words around a reference say about it.


def _checked(text: str, groups: Sequence[_Group]) -> Iterator[Reference]:
    """Yield the references of phrases that are joined, if they can only be to the text itself."""
    start, end = groups[0].found[0].start, groups[-1].end
    words = _patterns()
    if words.open_after.match(text, end) or words.open_before.search(text, max(0, start - 20), start):
        return
    kept: list[Reference] = []
    is_foreign, is_named = not groups[-1].named and _is_foreign_after(text, end), False
    for group in reversed(groups):
        is_named = group.named or (is_named and group.level == "article")
        is_foreign = is_foreign and not group.named
        if not is_foreign and (is_named or not _is_foreign_before(text, start, group)):
            kept += [one for one in group.found if one.article or one.paths != ((),)]
    yield from sorted(kept)


def _is_foreign_after(text: str, end: int) -> bool:
    words = _patterns()
    return bool(words.of.match(text, end) or words.other_after.match(text, end))


def _is_foreign_before(text: str, start: int, group: _Group) -> bool:
    """Return whether the words of the sentence before a phrase may name what it is a part of."""
    words = _patterns()
    before = text[max(0, start - _BEFORE) : start]
    sentence = before[max((mark.end() for mark in SENTENCE_END.finditer(before)), default=0) :].lstrip()
    if words.other_before.search(sentence) or (group.level != "article" and sentence.endswith((", ", ",\u00a0"))):
        return True
    if any(not named["this"] for named in words.instrument.finditer(sentence)):
        return True
    last = re.search(rf"([^\s(“\"]+){_GAP}$", sentence)
    if last is None or not (last[1][0].isupper() or any(map(str.isdigit, last[1]))):
        return False
    return last.start() > 0 or last[1].lower() not in words.openers
