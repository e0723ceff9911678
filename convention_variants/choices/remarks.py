"""Comments in a Word draft that begin with parties: what they remark on a provision. Remarks decide nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from convention_variants.choices.inventory import Inventory
from convention_variants.choices.party_names import named_first
from convention_variants.choices.positions import Position, in_words
from convention_variants.language.data import all_languages, any_of
from convention_variants.language.parties import NameKind, Stance
from convention_variants.text.patterns import lazy_pattern

if TYPE_CHECKING:
    from convention_variants.text.conversion import Comment

_MARK = lazy_pattern(r"\s*(?:[:–—]|-(?=\s))\s*")
_STANCES = {
    Stance(stance): lazy_pattern(
        rf"\s*(?:(?:is|are|we)\s+)?(?:{any_of(data.negotiation.remarks[stance] for data in all_languages())})\b",
        re.IGNORECASE,
    )
    for stance in all_languages()[0].negotiation.remarks
}
# What these name cannot be anything but parties.
_SURE = frozenset({NameKind.CERTAIN, NameKind.SPELLED})


class PartyRemark(NamedTuple):
    """A comment that names parties first; `stance` is None if its next words state none."""

    comment: Comment
    parties: tuple[str, ...]
    stance: Stance | None

    def in_words(self, words: Mapping[str, str] | None = None) -> str:
        """Return the stance of the parties as people say it; empty without one."""
        return in_words((Position(party, self.stance) for party in self.parties), words) if self.stance else ""


def party_remarks(inventory: Inventory) -> tuple[PartyRemark | None, ...]:
    """Return for each comment of a draft what parties remark in it; None where it begins with no party."""
    conversion = inventory.draft.source.conversion
    known = inventory.named_parties | frozenset(inventory.terminology.groups)
    return tuple(_remark(comment, known) for comment in conversion.comments) if conversion else ()


def _remark(comment: Comment, known: frozenset[str]) -> PartyRemark | None:
    """Read a comment: names, then a colon, a dash or the words of a stance; certain names need neither."""
    names, position = named_first(comment.text)
    if not names or not all(name.exact for name in names):
        return None
    if any(name.kind is NameKind.ACRONYM and name.party not in known for name in names):
        return None
    mark = _MARK.match(comment.text, position)
    start = mark.end() if mark else position
    stance = next((stance for stance, words in _STANCES.items() if words.match(comment.text, start)), None)
    if not (mark or stance or any(name.kind in _SURE for name in names)):
        return None
    return PartyRemark(comment, tuple(dict.fromkeys(name.party for name in names)), stance)
