"""Alternatives parted by slashes inside one bracket: `[shall/should]`, `[the aim / the purpose]`.

Only where the sides are alike, single words with a bare slash or short phrases with a spaced one, or where they are
options of one term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from convention_variants.choices.attributions import Attribution, attribution
from convention_variants.choices.members import Member, word_list
from convention_variants.language.placeholders import excludes
from convention_variants.terminology.model import Terminology
from convention_variants.text.patterns import lazy_pattern
from convention_variants.text.spans import Span

_BARE = lazy_pattern(r"(?<=[^\W\d_])/(?=[^\W\d_])")
_SPACED = re.compile(r"(?<=\S)\s+/\s+(?=\S)")
_ANY = re.compile(r"(?<=\S)\s*/\s*(?=\S)")
_WORD = lazy_pattern(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_FIRST_PAIR = re.compile(r"\s*([^\W\d_]+)\s?/\s?([^\W\d_]+)")
# A slash between two brackets parts these.
_NESTED = re.compile(r"\[[^\[\]]*\](?:\s*/\s*(?=\[))?")
_BRACES = re.compile(r"\s*\{[^{}]*\}\s*(?:/?\s*\{[^{}]*\}\s*)+")
# Shorter pairs are units or single things with a slash in their name: km/h, n/a, he/she is one.
_SHORTEST = 2
_MOST_WORDS = 6


def sides(member: Member, text: str, terminology: Terminology) -> Sequence[Member]:
    """Return the sides of a bracket as members of their own; none if no slash parts alternatives in it.

    Endings of a word may be of one letter each: `Part[y/ies]`.
    """
    start, end = member.words
    inner = text[start:end] if member.whole else ""
    if "/" not in inner or "[" in inner:
        return ()
    if own := _attributed(member, text, terminology):
        return own
    if end - start > terminology.longest_form:
        return ()
    for slash, fits in ((_ANY, _are_options), (_SPACED, _are_phrases), (_BARE, _are_words)):
        parts = slash.split(inner)
        if len(parts) > 1 and (member.ending or fits(parts, terminology)):
            return _members(member, inner, (match.span() for match in slash.finditer(inner)))
    return ()


def _attributed(member: Member, text: str, terminology: Terminology) -> Sequence[Member]:
    """Return the sides of a bracket that ends with who wants the last one: `[may - EU / shall - US]`.

    Unlike sides of which nobody is said to want the others may share words: `[all the boats / fleets - US]`.
    """
    words = Span(member.start + 1, member.end - 1)
    slashes = [Span(*match.span()) for match in _SPACED.finditer(text, *words)]
    cuts = cut_at(slashes, Span(member.start, member.end), words)
    parts = [(side, _without_parties(inner, text, terminology)) for side, inner in cuts]
    if len(parts) == 1 or not parts[-1][1].positions:
        return ()
    sure = len([said for _, said in parts if said.positions]) > 1
    sure = sure or _are_phrases([text[said.start : said.end] for _, said in parts], terminology)
    return tuple(
        replace(
            member, start=side.start, end=side.end, words=Span(said.start, said.end), head=text[said.start : said.end],
            positions=said.positions, unread=said.unread, alternative=not sure, calls=None, option=None,
        )
        for side, said in parts
    )  # fmt: skip


def _without_parties(words: Span, text: str, terminology: Terminology) -> Attribution:
    """Return the attribution behind the words of a side; one that names nobody if there is none, or another kind."""
    said = attribution(text, *words, terminology.language.negotiators)
    if said is None or (said.start == words.start and said.end < words.end):
        return said or Attribution(*words, ())
    return Attribution(*words, (), unread=True)


def may_be_sides(member: Member) -> bool:
    """Say whether a bracket may hold rivals that cannot be told apart.

    So may `[shall/is encouraged to]`, `[{one}{other}]` and `[US: all the boats / fleets]`, but not
    `[US: all [boats / fleets]]` or `[US: all [boats]/[fleets]]`.
    """
    first = _FIRST_PAIR.match(member.head)
    if first and excludes(first[1].casefold(), first[2].casefold()):
        return True
    proposed = member.positions and _SPACED.search(_NESTED.sub("", member.head))
    return bool(proposed) or _BRACES.fullmatch(member.head) is not None


def _are_options(parts: Sequence[str], terminology: Terminology) -> bool:
    """Say whether the sides are different options of one term; `and/or` is one wording whatever the terms are."""
    keys = [terminology.option_of(part) for part in parts]
    terms = {key and key.term for key in keys}
    if len(terms) > 1 or len(set(keys)) < len(keys):
        return False
    return not any(terminology.language.connects(part.strip()) for part in parts)


def _are_words(parts: Sequence[str], terminology: Terminology) -> bool:
    """Say whether all sides are words of the language, in lower case; not `and/or`, not `km/h`."""
    connects = terminology.language.connects
    return all(
        _WORD.fullmatch(part.strip()) and part.strip().islower() and len(part.strip()) >= _SHORTEST
        and not connects(part.strip())
        for part in parts
    )  # fmt: skip


def _are_phrases(parts: Sequence[str], terminology: Terminology) -> bool:
    """Say whether all sides are short phrases of about one length, none of them a sentence or a label."""
    lengths = [len(word_list(part)) for part in parts]
    if not 0 < min(lengths) <= max(lengths) <= min(_MOST_WORDS, min(lengths) + 1):
        return False
    return not any(terminology.language.is_passage(part.strip()) for part in parts)


def cut_at(slashes: Iterable[Span], around: Span, words: Span) -> Iterator[tuple[Span, Span]]:
    """Yield the sides of a bracket: where each is, and where its words are. A side begins with the slash before it."""
    start, first = around.start, words.start
    for slash in slashes:
        yield Span(start, slash.start), Span(first, slash.start)
        start, first = slash
    yield Span(start, around.end), Span(first, words.end)


def _members(member: Member, inner: str, slashes: Iterable[tuple[int, int]]) -> Sequence[Member]:
    """Return the sides of a bracket with the text `inner`. None has a label: what begins with one is no side."""
    base = member.words.start
    cuts = (Span(base + start, base + end) for start, end in slashes)
    return tuple(
        replace(
            member, start=side.start, end=side.end, words=words, head=inner[words.start - base : words.end - base],
            calls=None, option=None,
        )
        for side, words in cut_at(cuts, Span(member.start, member.end), member.words)
    )  # fmt: skip
