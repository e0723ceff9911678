"""Whether the last option of a series may go on with agreed text, or end before text that belongs to it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from convention_variants.choices.alternation import parts_options
from convention_variants.choices.attributions import FINITE
from convention_variants.language.data import all_languages, any_of
from convention_variants.language.option_labels import OPTION_NAME, read_option_label, unread_names
from convention_variants.language.placeholders import is_no_provision
from convention_variants.outline.labels import begins, is_number, readings
from convention_variants.outline.nodes import Break, Item, Paragraph, Parent, contents, walk, written
from convention_variants.outline.nodes import Node as OutlineNode
from convention_variants.text.patterns import lazy_pattern

# A line like that of a heading: short, in one piece, with no mark at its end.
_LIKE_HEADING = lazy_pattern(r"[\[*_(]*[^\W\d_a-zß-öø-ÿ][^\r\n]{0,100}[^\W_][\]*_)]*")
# A line of fewer characters has room for the first word of the next, if that goes on with it.
_SHORT = 45
_OF_FIGURES = (":1", ".1")  # how the series of "3." and "4.2" end
_UNFINISHED = re.compile(r"[\w:][*_]*$")
_CLAUSE_ENDS = frozenset(".;:,")
_FULL_STOPS = (".", ".]")
# A section and a part of it may have titles, one below the other.
_MOST_TITLES = 2
_LABEL_BELOW = re.compile(r"[\]*_)]*\s*[\[*_]*(?:\d{1,3}|\(?[a-zA-Z]{1,4}(?=[.)]))(?:\.\d{1,3})*[.)\s]")
_CLAUSE_END = re.compile(r"[.;][\]*_)”\"’]*$")
_NEXT_OPTION_OR_END = lazy_pattern(
    rf"\s*[\[*_]*(?:(?P<option>{OPTION_NAME})"
    rf"|[({{*_]*(?:{any_of(data.brackets.option_end_pattern for data in all_languages())}))",
    re.IGNORECASE,
)


def may_end_elsewhere(
    options: Sequence[Parent], following: OutlineNode | None, end: int, text: str, *, enclosed: bool
) -> bool:
    """Say whether the last option of a series may have swallowed agreed text, or lack the paragraphs behind it.

    It may have swallowed some if it alone looks so in one of the ways below. Where neither another option nor a remark
    says that it ends, so it may if it counts further, or if it alone has items or options behind its text, or more
    paragraphs without a label than any other, and no bracket that opens with the series ends there (`enclosed`). It may
    lack some if they count on from those in the options.
    """
    *others, last = map(_as_item, options)
    last = _until(end, last)
    if isinstance(following, Item) and _counts_on_from([*others, last], following, text):
        return True
    if any(_is_other_than(others, last, text)):
        return True
    if _is_ended(end, text):
        return False
    return _counts_further(last, others, text) or (not enclosed and any(_has_more(others, last, text)))


def _until(end: int, option: Item) -> Item:
    """Return an option with what begins in it before an offset."""
    children = [child for child in option.children if _text_start(child) < end]
    if children and isinstance(children[-1], Item):
        children[-1] = _until(end, children[-1])
    return option._replace(children=tuple(children))


def end_of_last(options: Sequence[Parent], text: str) -> int:
    """Return where the text of the last option ends: titles at its end head what follows the series.

    Such titles stand below a text that ends as a clause does and right above a label, and no other option ends so.
    """
    *others, last = ([option, *walk(option.children)] for option in options)
    end = max(map(_own_end, last))
    if not _LABEL_BELOW.match(text, end) or any(_titles_at_end(nodes, text) for nodes in others):
        return end
    return max(map(_own_end, last[: len(last) - _titles_at_end(last, text)]))


def _titles_at_end(nodes: Sequence[OutlineNode], text: str) -> int:
    """Return how many of some nodes, in reading order, are titles at the end of what they are; many are a list."""
    titles = sum(1 for _ in itertools.takewhile(lambda node: _is_title(node, text), reversed(nodes)))
    above = written(contents(nodes[-titles - 1])[-1], text)
    return titles if titles <= _MOST_TITLES and _CLAUSE_END.search(above) else 0


def _is_title(node: OutlineNode, text: str) -> bool:
    """Return whether a paragraph may be a title.

    A sentence without a full stop is none, nor the end of a text in brackets, a remark in parentheses, nor a name of
    what is proposed.
    """
    words = written(node.content, text) if isinstance(node, Paragraph) else ""
    is_whole = words.count("]") <= words.count("[") and not words.startswith("(") and not any(unread_names(words))
    return is_whole and bool(_LIKE_HEADING.fullmatch(words)) and not FINITE.search(words)


def _is_other_than(others: Sequence[Item], last: Item, text: str) -> Iterator[bool]:
    """Yield whether the last option alone looks in one way or another as if it had agreed text in it."""
    yield any(_heading_like(last, text)) and not any(any(_heading_like(option, text)) for option in others)
    yield _breaks_off(last, text) and not any(_breaks_off(option, text) for option in others)
    yield have_list_in_common([*others, last], text)


def _has_more(others: Sequence[Item], last: Item, text: str) -> Iterator[bool]:
    """Yield whether the last option has more of some parts than any other, and no text of it introduces them.

    Items below labels alone may be of the list around the options, unless one of these ends the sentence.
    """
    yield bool(_items(last)) and not _introduces(last, text) and not any(map(_items, others))
    listed = not any(option.content or text.endswith(_FULL_STOPS, None, _text_end(option)) for option in others)
    yield listed and _items(last) > max(map(_items, others))
    yield _prose(last, text) > max(_prose(option, text) for option in others)


def _introduces(option: Item, text: str) -> bool:
    """Say whether what stands below an option belongs to it by its own text: it has none, or a title, or a colon."""
    return not option.content or written(option.content, text).rstrip("*_ ").endswith((":", "}"))


def _items(option: Item) -> int:
    return sum(isinstance(child, Item) for child in option.children)


def have_list_in_common(options: Sequence[Item], text: str) -> bool:
    """Say whether a list below the last option may be what all introduce: "Parties shall:", "Parties may:", "(a) …"."""
    *others, last = options
    return (
        any(isinstance(child, Item) for child in last.children)
        and all(_is_unfinished(option, text) for option in options)
        and not any(option.children for option in others)
    )


def _is_unfinished(option: Item, text: str) -> bool:
    words = written(option.content, text)
    return bool(_UNFINISHED.search(words)) and not is_no_provision(words)


def _as_item(option: Parent) -> Item:
    """Return an option as an item, also if it is a heading, whose title is its first text."""
    return option if isinstance(option, Item) else Item(None, option.label, option.title, option.children, option=True)


def _is_ended(end: int, text: str) -> bool:
    """Say whether a remark follows an option, or an option of a series around it, which is not a first one."""
    following = _NEXT_OPTION_OR_END.match(text, end)
    if following is None:
        return False
    option = read_option_label(text, following.start("option"), len(text)) if following["option"] else None
    return option is None or not begins(option.written)


def _breaks_off(option: Item, text: str) -> bool:
    """Say whether another paragraph may begin in the first text of an option.

    That is below a short line or a blank one, and if all its lines but the last end as a clause does, and a capital
    letter follows: no line of wrapped text does so but by chance.
    """
    breaks = [inline for inline in option.content if isinstance(inline, Break)]
    return any(
        text.find("\n", max(0, line.start - _SHORT), line.start) != -1 or text.count("\n", line.start, line.end) > 1
        for line in breaks
    ) or (bool(breaks) and all(text[line.end].isupper() and text[line.start - 1] in _CLAUSE_ENDS for line in breaks))


def _prose(option: Item, text: str) -> int:
    """Return how many paragraphs and tables without a label an option holds behind its first text.

    A line "or" or "end of option B" is none of them, nor is a table that the text introduces with a colon.
    """
    introduced = written(option.content, text).endswith(":")
    return sum(
        not (parts_options(written(child.content, text)) if isinstance(child, Paragraph) else introduced)
        for child in option.children[0 if option.content else 1 :]
        if not isinstance(child, Parent)
    )


def _counts_further(last: Item, others: Sequence[Item], text: str) -> bool:
    """Say whether the last option counts further than the others: it has more numbers, or one of its own.

    The numbers may run on through all options if each begins with one.
    """
    numbers, counts = list(_numbers(last, text)), [list(_numbers(option, text)) for option in others]
    if len(numbers) > max(map(len, counts)):
        return True
    if not numbers:
        return False
    reached = max(itertools.chain(*counts))
    begins_with_one = isinstance(next(iter(last.children), None), Item)
    run_on = begins_with_one and numbers[:1] == [reached + 1]
    return max(numbers) > reached and not run_on


def _counts_on_from(options: Sequence[Item], following: Item, text: str) -> bool:
    """Say whether a paragraph has the number behind the last one in some options."""
    numbers = [number for option in options for number in _numbers(option, text)]
    return bool(numbers) and not following.option and max(numbers) + 1 in _numbers_of(following, text)


def _numbers(option: Item, text: str) -> Iterator[int]:
    """Yield the numbers of the paragraphs in an option and in the options in it."""
    for child in option.children:
        if isinstance(child, Item):
            yield from _numbers(child, text) if child.option else _numbers_of(child, text)


def _numbers_of(item: Item, text: str) -> Iterator[int]:
    """Yield the number of a paragraph if it is in figures: the last of "4.2"."""
    return (one.ordinal for one in readings(written(item.label, text)) if one.series.endswith(_OF_FIGURES))


def _heading_like(option: Item, text: str) -> Iterator[bool]:
    """Yield whether each paragraph in an option but the first looks like a heading, with a number or without label."""
    for node in itertools.islice(walk(option.children), 0 if option.content else 1, None):
        if isinstance(node, Paragraph) or (isinstance(node, Item) and is_number(written(node.label, text))):
            yield bool(_LIKE_HEADING.fullmatch(written(node.content, text)))


def _text_start(node: OutlineNode) -> int:
    """Return where the first text of a node begins, 0 where there is none."""
    return next((part[0].start for part in contents(node) if part), 0)


def _text_end(option: Parent) -> int:
    """Return where the last text of an option ends."""
    return max(map(_own_end, (option, *walk(option.children))))


def _own_end(node: OutlineNode) -> int:
    """Return where the text of a node ends without that of its children, 0 where there is none."""
    return max((part[-1].end for part in contents(node) if part), default=0)
