"""References to provisions in a text: "articles 7 to 16", "paragraph 2 of article 40", "chapters II and III".

What may refer to another instrument ("article 5 of the Charter") is not returned, nor is what touches an open choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from convention_variants.language.data import all_languages, all_words, any_of
from convention_variants.language.option_labels import SUFFIX
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.words import OPENING_QUOTES

OPEN = "\ufffc"  # stands in a text for what is not settled
_GAP = "[ \u00a0]"
# In running text "12.3" and "5 %" are no numbers of provisions, nor is the start of "7/2".
_FIGURES = rf"\d{{1,3}}(?:\.\d{{1,3}})*(?:-?(?-i:[A-Z])|{_GAP}?{SUFFIX})?(?!\w|[%°/‑-]\w|{_GAP}?[%°]|[.,]\d)"
_NUMBER = rf"(?:{_FIGURES}|(?-i:[A-Z]{{1,3}}(?:\.(?:[A-Z]{{1,3}}|\d{{1,3}}))+|[IVXLC]+)(?!\w))"
_LABEL = rf"(?:[ivx]{{1,5}}|([a-z])\1?|\d{{1,2}})(?:{_GAP}?{SUFFIX})?\)"
_LEVELS = ("article", "paragraph", "subparagraph")
_SPACE_OR_PAREN = re.compile(r"[\s()]+")
_FULL_STOP = re.compile(r"[.!?][\"”’)]*\s+")
_BEFORE = 500  # characters in which to look for the start of a sentence
_AFTER = 60  # characters in which to look for the name of an instrument
_LONGEST_NAME = 6  # words
_WORD = re.compile(r"\w+")
_COMMA = re.compile(rf",?{_GAP}")
_ONE_LABEL = re.compile(r"[^\s()][^()]*\)")
_CLAUSE = re.compile(r"[^.,;:]*")

# The words around references, of all languages: a draft may be in any of them.
_ALL = [one.references for one in all_languages()]
_GRAMMARS = [one.grammar for one in all_languages()]
_INSTRUMENTS = frozenset().union(*(one.instruments for one in _ALL))
_THIS, _HERE, _OTHER, _CALLED = (
    frozenset().union(*words)
    for words in zip(*((one.this, one.here, one.other, one.called) for one in _ALL), strict=True)
)
_LEADING = frozenset().union(*(one.prepositions for one in _GRAMMARS))
_OPENERS = _LEADING.union(*(one.openers for one in _ALL))
# These cannot be nouns that a number counts: "article 5 or 30 days".
_LITTLE = _LEADING.union(_THIS, _HERE, *((*one.modals, *one.verbs, *one.connectors) for one in _GRAMMARS))
_LITTLE = _LITTLE.union(*(one.of for one in _ALL))
_PERCENT = tuple(word for one in _ALL for word in one.percent)
# The names of provisions, also without their first letters, which can be capitals.
_NAMES = {"article": all_words("parts", "article")}
_NAMES |= {level: all_words("references", level) for level in _LEVELS[1:]}
_ENDINGS = {name[1:] for names in _NAMES.values() for name in names.split("|")}
_STEMS = tuple(sorted(name for name in _ENDINGS if not any(other in name for other in _ENDINGS - {name})))

_word = partial(all_words, "references")
_ANY_OF, _ANY_JOINT = _word("of").replace("’", "['’]"), _word("joints")
_UNITS = "|".join(rf"(?P<{level}>(?:{name})s?)" for level, name in _NAMES.items())
_LABELS = rf"(?:(?:{_GAP}?\(|{_GAP}|(?<={_GAP})){_LABEL}){{0,5}}"
_FIRST_WORDS = any_of(one.parts.first_pattern for one in all_languages())
_lazy = partial(lazy_pattern, flags=re.IGNORECASE)
_FIRST = _lazy(_FIRST_WORDS)
_STEM = lazy_pattern("|".join(_STEMS))
_UNIT = _lazy(rf"(?<![\w-])(?:(?P<this>{_word('this')}){_GAP})?(?:{_UNITS})(?!\w)(?P<gap>{_GAP})?")
_ITEM = _lazy(rf"(?P<number>(?:{_FIRST_WORDS})(?!\w)|{_NUMBER})?(?P<labels>{_LABELS})")
_JOINT = _lazy(rf"{_GAP}?[‐‑–-]{_GAP}?|,?{_GAP}(?:{_ANY_JOINT}){_GAP}|,{_GAP}")
_OF_WORDS = rf",?{_GAP}(?:{_ANY_OF})(?:{_GAP}|(?<=['’]))"
_OF = _lazy(_OF_WORDS)
_THIS_NOUN = _lazy(rf"(?:{_word('this')}){_GAP}(?P<noun>\w+)")
_HERE_AFTER = _lazy(rf",?{_GAP}(?:{_word('here')})(?!\w)")
_OPEN_AFTER = _lazy(rf"[\s,]*(?:(?:{_ANY_JOINT}|{_ANY_OF})\s)?{OPEN}")
_OPEN_BEFORE = _lazy(rf"{OPEN}[\s,]*(?:(?:{_ANY_JOINT}|{_ANY_OF})\s)?$")

# The parts that articles and paragraphs are in.
_SECTIONS = all_words("parts", "section")
_PARTS = "|".join((all_words("parts", "chapters"), all_words("parts", "annex"), _SECTIONS))
_PART = _lazy(rf"(?<![\w-])(?P<name>(?:{_PARTS})(?:e?s)?){_GAP}")
_PART_NUMBER = _lazy(
    rf"(?:(?:{_FIRST_WORDS})|(?-i:[IVXLC]{{1,6}}|[A-Z])|\d{{1,2}})(?:{_GAP}?{SUFFIX})?(?![\w/-]|\.\w|[.,]\d)"
)
# The parts of a part: "annex I, section A, of the Protocol".
_PART_OR_PROVISION = "|".join((_PARTS, *_NAMES.values()))
_INNER = rf",{_GAP}(?:{_PART_OR_PROVISION})(?:e?s)?{_GAP}(?:[\dIVXLC]{{1,6}}|[A-Z])(?!\w)"
_INNER_OF = _lazy(
    rf"(?:{_INNER}(?:{_GAP}?\(\w{{1,4}}\)){{0,3}}){{1,3}}{_OF_WORDS}(?!{_PART_OR_PROVISION})",
    begins=rf",{_GAP}(\w+)",
    words={_WORD.findall(name)[0] + ending for name in _PART_OR_PROVISION.split("|") for ending in ("", "s", "es")},
)


class Reference(NamedTuple):
    """A reference and its span in the text.

    `article` is a number as `key` gives it, empty for the article in which the text is. `paths` are the labels below
    the article, several if the text leaves open at which level the last of them are. `below`: they count from the
    paragraph in which the text is, or from what is above it. `part` is the name of what `article` is the number of if
    that is no article, as `part_name` gives it.
    """

    start: int
    end: int
    article: str
    paths: tuple[tuple[str, ...], ...] = ((),)
    below: bool = False
    part: str = ""


class _Group(NamedTuple):
    """References that one phrase makes, where it ends, and whether it says that they are to the text itself."""

    found: tuple[Reference, ...]
    end: int
    named: bool
    level: str


@lru_cache(maxsize=4096)
def key(label: str) -> str:
    """Return a label or a number without its marks, to compare it: "(b)" and "b)" are "b", "2 bis." is "2bis"."""
    bare = _SPACE_OR_PAREN.sub("", label).strip(f".:–—-{OPENING_QUOTES}").lower()
    return "1" if _FIRST.fullmatch(bare) else bare


def part_name(word: str) -> str:
    """Return the name of a part to compare it, in the singular: "annex" of "annexes", "section" of "secciones"."""
    name = word.lower().rstrip("es")
    return "section" if any(section.startswith(name) for section in _SECTIONS.split("|")) else name


def may_refer(text: str) -> bool:
    """Return whether a text has a word for a kind of provision; fast, to pass over the many that have none."""
    return any(stem in text for stem in _STEMS)


def find_references(text: str, lead: str = "") -> Iterator[Reference]:
    """Yield the references of a text to provisions of itself, in order; `OPEN` stands for open choices in it.

    `lead` is what introduces the text: "In accordance with the Charter:".
    """
    position = 0
    while stem := _STEM.search(text, position):
        unit = _unit_around(text, stem.start())
        groups = _chain(text, unit) if unit else []
        position = groups[-1].end if groups else stem.end()
        if groups:
            yield from _checked(text, groups, lead)


def find_parts(text: str, lead: str = "") -> Iterator[Reference]:
    """Yield the references of a text to chapters, annexes and sections of itself; the rest is as `find_references`."""
    for name in _PART.finditer(text):
        if found := tuple(_numbered_parts(text, name)):
            group = _owned(text, _Group(found, found[-1].end, named=False, level="part"))
            yield from _checked(text, [group], lead)


# Parsing: each function takes the text and an offset.


def _numbered_parts(text: str, name: re.Match[str]) -> Iterator[Reference]:
    """Yield the parts of one name that are listed after it: "chapters II and III"."""
    start, position = name.start(), name.end()
    while number := _PART_NUMBER.match(text, position):
        if start == position and not _is_ended(text, number.end()):
            return
        yield Reference(start, number.end(), key(number[0]), part=part_name(name["name"]))
        joint = _JOINT.match(text, number.end())
        if joint is None:
            return
        start = position = joint.end()


def _unit_around(text: str, offset: int) -> re.Match[str] | None:
    """Return the name of a part that an offset is in, with the word before it if that is one of "this"."""
    start = offset
    while start and (text[start - 1].isalnum() or text[start - 1] == "-"):
        start -= 1
    before = text.rfind(" ", 0, max(0, start - 1)) + 1
    is_this = text[before : start - 1].lower() in _THIS
    return _UNIT.match(text, before if is_this else start)


def _chain(text: str, unit: re.Match[str]) -> list[_Group]:
    """Return the phrases that connectors join: "paragraph 1 of article 5 and article 6"."""
    groups: list[_Group] = []
    group = _group(text, unit)
    while group is not None:
        group = _owned(text, group)
        groups.append(group)
        joint = _JOINT.match(text, group.end)
        following = _UNIT.match(text, joint.end()) if joint else None
        group = _group(text, following) if following else None
    return groups


def _owned(text: str, group: _Group) -> _Group:
    """Return a phrase with the words after it that say whose provisions it names: "of this Convention", "above"."""
    if here := _HERE_AFTER.match(text, group.end):
        return group._replace(end=here.end(), named=True)
    whole = _OF.match(text, group.end)
    ours = _THIS_NOUN.match(text, whole.end()) if whole else None
    if ours and group.level in ("article", "part") and _is_instrument(ours["noun"]):
        return group._replace(end=ours.end(), named=True)
    return group


def _group(text: str, unit: re.Match[str]) -> _Group | None:
    """Return what one phrase refers to, with the parts after it ("article 3, paragraph 1") or what it is a part of."""
    level = next(level for level in _LEVELS if unit[level])
    if unit["this"]:
        end = unit.end(level)
        found = [Reference(unit.start(), end, "", below=level != "article")]
        if level == "subparagraph":
            return None
    elif unit["gap"] is None:
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
    gap = _COMMA.match(text, end)
    unit = _UNIT.match(text, gap.end()) if gap else None
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
    whole = _OF.match(text, end)
    unit = _UNIT.match(text, whole.end()) if whole else None
    if unit is None or not any(unit[upper] for upper in _LEVELS[: _LEVELS.index(level)]):
        return None
    return _group(text, unit)


def _below(whole: Reference, part: Reference) -> Reference:
    """Return a part of a whole."""
    paths = tuple((*above, *path) for above in whole.paths for path in part.paths)
    return Reference(part.start, part.end, whole.article, paths, whole.below)


def _items(text: str, unit: re.Match[str], level: str) -> tuple[list[Reference], int]:
    """Return the numbers and labels after the name of a part, and where they end."""
    found: list[Reference] = []
    start, end = unit.start(), unit.end(level)
    position: int | None = unit.end()
    while position is not None and (item := _ITEM.match(text, position)) and item.end() > position:
        reference = _item(item, level, item.start() if found else start, found[-1] if found else None)
        is_numbered = bool(item["number"])
        if reference is None or (found and is_numbered and not _is_ended(text, item.end())):
            break
        end = item.end()
        found.append(reference)
        joint = _JOINT.match(text, end)
        position = joint.end() if joint else None
    return found, end


def _item(item: re.Match[str], level: str, start: int, before: Reference | None) -> Reference | None:
    """Return what one item of a list refers to; labels alone continue the item before them: "(a) (i) or (ii)".

    Its span begins at `start`.
    """
    end, below = item.end(), level == "subparagraph"
    labels = tuple(map(key, _ONE_LABEL.findall(item["labels"])))
    number = key(item["number"] or "")
    if number:
        if level == "article":
            return Reference(start, end, number, (labels,))
        return Reference(start, end, "", ((number, *labels),), below)
    if level == "article" and (before is None or not before.paths[0]):
        return None
    if before is None:
        return Reference(start, end, "", (labels,), below)
    path = before.paths[0]
    first = 1 if level == "paragraph" and path[0].isdigit() else 0
    depths = sorted(range(first, len(path)), key=lambda depth: abs(depth + len(labels) - len(path)))
    paths = tuple((*path[:depth], *labels) for depth in depths)
    return Reference(start, end, before.article, paths, before.below) if depths else None


def _is_ended(text: str, end: int) -> bool:
    """Return whether a number in a list counts nothing: a mark or a little word is after it, not a noun."""
    following = _WORD.search(text, end)
    between = text[end : following.start()] if following else ""
    if following is None or not between.isspace():
        return True
    return following[0].lower() in _LITTLE and not text.startswith(_PERCENT, following.start())


# What the words around a reference say about it.


def _checked(text: str, groups: Sequence[_Group], lead: str) -> Iterator[Reference]:
    """Yield the references of phrases that are joined, if they can only be to the text itself."""
    start, end = groups[0].found[0].start, groups[-1].end
    if OPEN in text and (_OPEN_AFTER.match(text, end) or _OPEN_BEFORE.search(text, max(0, start - 20), start)):
        return
    kept: list[Reference] = []
    before = text[max(0, start - _BEFORE) : start]
    is_foreign, is_named = not groups[-1].named and _is_foreign_after(text, end), False
    for group in reversed(groups):
        is_named = group.named or (is_named and group.level == "article")
        is_foreign = is_foreign and not group.named
        if not is_foreign and (is_named or not _is_foreign_before(before, lead[-_BEFORE:], group)):
            kept += [one for one in group.found if one.article or one.paths != ((),)]
    yield from sorted(kept)


def _is_foreign_after(text: str, end: int) -> bool:
    """Return whether the words after a phrase may name another text: "of the Charter", "under the Convention"."""
    if _OF.match(text, end) or _INNER_OF.match(text, end):
        return True
    after = text[end : end + _AFTER]
    clause = _CLAUSE.match(after)
    words = _WORD.findall(clause[0]) if clause else []
    if not words or not after[0].isspace():
        return False
    first = words[0].lower()
    if first in _OTHER or first in _CALLED or words[0][0].isupper():
        return True
    return first in _LEADING and _names_another(words[1:_LONGEST_NAME])


def _is_foreign_before(before: str, lead: str, group: _Group) -> bool:
    """Return whether the words of the sentence before a phrase may name what it is a part of."""
    sentence = _last_sentence(before)
    words = _WORD.findall(sentence)
    if len(sentence) == len(before) and _names_another(_WORD.findall(_last_sentence(lead))):
        return True
    sentence = sentence.strip()
    if not words:
        return False
    if group.level != "article" and sentence.endswith(","):
        return True
    last = sentence.split()[-1].strip('(“,"')
    if words[-1].lower() in _OTHER or _names_another(words):
        return True
    if last.endswith((":", ";")) or not (last[:1].isupper() or any(map(str.isdigit, last))):
        return False
    return len(words) > 1 or last.lower() not in _OPENERS


def _last_sentence(text: str) -> str:
    """Return what is after the last full stop before a capital: "No. 5" has none."""
    ends = (mark.end() for mark in _FULL_STOP.finditer(text))
    return text[max((end for end in ends if text[end : end + 1].isupper()), default=0) :]


def _names_another(words: Sequence[str]) -> bool:
    """Return whether words name an instrument, in capitals or with a number, that is not "this" one."""
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if _is_instrument(word) and (word[0].isupper() or following[:1].isdigit()):
            ours = any(near.lower() in _THIS for near in words[max(0, place - 2) : place])
            if not ours:
                return True
    return False


def _is_instrument(word: str) -> bool:
    return not _INSTRUMENTS.isdisjoint((word.lower(), word.lower().removesuffix("s")))
