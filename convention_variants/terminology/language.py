"""What a language brings to terminology: the words around a term that agree with it.

All the grammar of the package stands here, as data. A document in a language without such data
still resolves: its options then match by their exact forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from convention_variants.option_labels import OPTION_NAME

_MARKS = r"[,;.:)–—-]"
_GOES_ON = re.compile(rf"\s*(?:{_MARKS}|(?:et|ou|ainsi que|y|e|o|u|así como)\b)")
_GOES_FURTHER = re.compile(r"(?:[,;.:]|\b(?:et|ou|y|e|o|u))\s*$")
_ENDINGS = frozenset({"s", "e", "es", "x", "d", "n"})
_NEVER = re.compile(r"(?!)")
# Sentence after sentence, or a paragraph with its label.
_PASSAGE = re.compile(rf"[.;:]\s+\w|[.;]$|^{OPTION_NAME}\b|^\(?[a-z0-9]{{1,4}}[.)]\s")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The grammatical words of a language.

    `determiners` may stand before an option and `verbs` behind it without making it another
    option; `article` returns the indefinite article that a text asks for, or None where that is
    not certain, and `articles` are its forms; `numbers` tells which of these words are singular or plural.

    The rest tells how wordings side by side belong together. `connectors` join what stands around
    them, and `endings` are glued to words. A wording that matches `goes_on` at its start goes on
    with the sentence before it; after one with `goes_further` at its end more of a series follows.
    `modals`, `prepositions` and the `modifier` of a noun say what kind of place a wording can take;
    a `passage` is more than one. Marks that are `set_off` have a space before them.
    """

    determiners: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    numbers: Mapping[str, str] = field(default_factory=dict)
    article: Callable[[str], str | None] = lambda _: None
    connectors: frozenset[str] = frozenset()
    modals: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    endings: frozenset[str] = _ENDINGS
    goes_on: re.Pattern[str] = _GOES_ON
    goes_further: re.Pattern[str] = _GOES_FURTHER
    modifier: re.Pattern[str] = _NEVER
    passage: re.Pattern[str] = _PASSAGE
    set_off: frozenset[str] = frozenset()


_WORD = re.compile(r"[^\W_]+")
# Spelling and sound part ways at the start of these words.
_VOWEL_BUT_CONSONANT = re.compile(
    r"(?:uni(?!dent|m|n)|unanim|usa|use|usu|util|ubiq|uter|ura|ukr|eu|ewe|one\b|once)", re.IGNORECASE
)
_CONSONANT_BUT_VOWEL = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)
# A longer acronym may be said as a word: a NATO decision, an SDG.
_SPELLED_AT_MOST = 3
_ACRONYM = re.compile(r"(?:[A-Z]{2,}|[A-Z])\b")


def _english_article(text: str) -> str | None:
    """Choose "a" or "an" by the sound of the first word; None before a figure or nothing."""
    first = _WORD.search(text)
    if first is None or not first[0][0].isalpha() or not first[0].isascii():
        return None
    word = first[0]
    if _ACRONYM.fullmatch(word):
        if len(word) > _SPELLED_AT_MOST:
            return None
        return "an" if word[0] in "AEFHILMNORSX" else "a"
    if _CONSONANT_BUT_VOWEL.match(word):
        return "an"
    vowel = word[0] in "aeiouAEIOU" and not _VOWEL_BUT_CONSONANT.match(word)
    return "an" if vowel else "a"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ENGLISH = Language(
    determiners=frozenset({"a", "an", "the", "this", "that", "these", "those"}),
    verbs=frozenset({"is", "are", "was", "were", "has", "have"}),
    articles=frozenset({"a", "an"}),
    numbers={
        **dict.fromkeys(("a", "an", "this", "that", "is", "was", "has"), "singular"),
        **dict.fromkeys(("these", "those", "are", "were", "have"), "plural"),
    },
    article=_english_article,
    connectors=frozenset({"and", "or", "and/or", "but", "nor"}),
    modals=_set("to shall should will would may might can could must is are was were be has have do does need ought"),
    endings=_set("s es ies y ’s 's s’ s' n d ed ing e er ly al"),
    prepositions=_set(
        "about above across after against along among as at before below between beyond by concerning consistent"
        " during for from in into of on over per regarding since through to toward towards under until upon via"
        " with within without"
    ),
    goes_on=re.compile(
        rf"\s*(?:{_MARKS}|(?:and|or|but|nor|as well as|as appropriate|including|in particular|especially|particularly"
        r"|inter alia|such as|together with|along with|in addition to|provided that|while|whereas|which|who|whose"
        r"|taking into account|taking into consideration|with a view to|so as to|in order to|subject to|unless|if"
        r"|notwithstanding|where|when)\b)"
    ),
    goes_further=re.compile(r"(?:[,;.:/]|\b(?:and|or|as well as|including|et|ou))\s*$"),
    modifier=re.compile(
        r"new|additional|other|further|relevant|adequate|predictable|equal|common|full|joint|key|low|high"
        r"|\w+(?:al|ive|able|ible|ous|ful|ic|ary|ent|ant|less)|(?:best|well) \w+"
    ),
)
_FRENCH = Language(
    connectors=frozenset({"et", "ou", "et/ou"}),
    modals=_set("doit doivent devrait devraient"),
    set_off=frozenset(";:!?"),
)
_SPANISH = Language(connectors=frozenset({"y", "e", "o", "u", "y/o"}), modals=_set("debe deben deberá debería"))
_OTHER = Language()
_KNOWN = {"en": ENGLISH, "fr": _FRENCH, "es": _SPANISH}


def language(code: str) -> Language:
    """Return the language of a code such as `en` or `en-GB`."""
    return _KNOWN.get(code.lower().split("-")[0], _OTHER)
