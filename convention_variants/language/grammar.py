"""What a language brings to terminology: the words around a term that agree with it.

All the grammar of the package stands here, as data. A document in a language without such data
still resolves: its options then match by their exact forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from convention_variants.language.option_labels import OPTION_NAME

_MARKS = r"[,;.:)–—-]"
# Connectors that stand alone in a bracket are some in a document of any language, or where it names none.
_LONE_CONNECTORS = frozenset({"and", "or", "and/or", "et", "ou", "et/ou", "y", "o", "y/o"})
_CAPITALS = frozenset({"Y", "O"})
_GOES_FURTHER = re.compile(r"(?:[,;.:]|\b(?:et|ou|y|e|o|u))\s*$")
_ENDINGS = frozenset({"s", "e", "es", "x", "d", "n"})
_NEVER = re.compile(r"(?!)")


def _goes_on(adds: str, **sorts: str) -> re.Pattern[str]:
    """Return a pattern of what goes on with a sentence at its start: a mark, what `adds` to it, or words of a sort."""
    named = "|".join(rf"(?P<{sort}>{words})" for sort, words in sorts.items())
    return re.compile(rf"\s*(?:{_MARKS}|(?:{adds}{'|' if named else ''}{named})\b)")


_GOES_ON = _goes_on("et|ou|ainsi que|y|e|o|u|así como")


# No word that more of a series follows is longer, with the character before it.
_LONGEST_LINK = len(" as well as")
_SENTENCES = re.compile(r"[.;:](?:\s+\w|(?<!:)$)")
_LABELLED = re.compile(rf"{OPTION_NAME}\b|\(?[a-z0-9]{{1,4}}[.)]\s")


class Number(StrEnum):
    """Grammatical number."""

    SINGULAR = "singular"
    PLURAL = "plural"


class Agreement(NamedTuple):
    """Where a word agrees in number with a wording: what stands before the wording in its sentence, and behind it.

    Both are patterns, whatever the case of letters. `before` matches up to the wording, `behind` from its end on; in
    one of the two the group `word` is that word.
    """

    before: str
    behind: str


# Stands in a sentence where brackets stand: no word, no space, and nothing that a pattern looks for.
BRACKET = "\ufffc"


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The grammatical words of a language.

    `determiners` may stand before an option and `verbs` behind it without making it another
    option; `article` returns the indefinite article that a text asks for, or None where that is
    not certain, and `articles` are its forms. `pairs` has the words that show number, singular and
    plural; `plural` returns the plural of a wording, itself where it has none, and `noun_number` the number
    that its noun shows, None where that is not certain; `agreements` are the places of words outside brackets
    that show the number of what is chosen. `negations` make a wording say something else.

    The rest tells how wordings side by side belong together. `connectors` join what stands around
    them, and `endings` are glued to words. A wording that matches `goes_on` at its start goes on
    with the sentence before it; after one with `goes_further` at its end more of a series follows.
    `modals`, `prepositions` and the `modifier` of a noun say what kind of place a wording can take.
    Marks that are `set_off` have a space before them, and `negotiators` are parties by an abbreviation
    that means nothing else.
    """

    determiners: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()
    article: Callable[[str], str | None] = lambda _: None
    plural: Callable[[str], str] = lambda text: text
    agreements: tuple[Agreement, ...] = ()
    noun_number: Callable[[str], Number | None] = lambda _: None
    negations: frozenset[str] = frozenset()
    connectors: frozenset[str] = frozenset()
    modals: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    endings: frozenset[str] = _ENDINGS
    goes_on: re.Pattern[str] = _GOES_ON
    goes_further: re.Pattern[str] = _GOES_FURTHER
    modifier: re.Pattern[str] = _NEVER
    set_off: frozenset[str] = frozenset()
    negotiators: frozenset[str] = frozenset()

    def connects(self, wording: str) -> bool:
        """Say whether a wording is nothing but a connector, of this language or a usual one; Y and O are letters."""
        folded = wording.casefold()
        return folded in self.connectors or (folded in _LONE_CONNECTORS and wording not in _CAPITALS)

    def knows(self, word: str) -> bool:
        """Say whether a word in lower case is one of those that join others."""
        return any(word in known for known in (self.connectors, self.prepositions, self.modals, self.determiners))

    def number_shown(self, word: str) -> Number | None:
        """Return the number that a word of agreement shows, in lower case; None for any other word."""
        if word in self.articles:
            return Number.SINGULAR
        pair = next((pair for pair in self.pairs if word in pair), None)
        return tuple(Number)[pair.index(word)] if pair else None

    def inflected(self, word: str, number: Number) -> str:
        """Return a word of agreement in a number; any other word as it is."""
        pair = next((pair for pair in self.pairs if word in pair), None)
        return pair[number is Number.PLURAL] if pair else word

    def ends_apart(self, text: str) -> bool:
        """Say whether more of a series follows a wording, in lower case and without white space behind it."""
        return self.goes_further.search(text, len(text) - _LONGEST_LINK) is not None

    @staticmethod
    def is_passage(text: str) -> bool:
        """Say whether a wording is sentence after sentence, or a paragraph with its label."""
        return _LABELLED.match(text) is not None or _SENTENCES.search(text) is not None


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


_PREPOSITIONS = _set(
    "about above across after against along among as at before below between beyond by concerning consistent"
    " during for from in into of on over per regarding since through to toward towards under until upon via"
    " with within without"
)
_MODALS = _set("to shall should will would may might can could must is are was were be has have do does need ought")
_CONNECTORS = frozenset({"and", "or", "and/or", "but", "nor"})
# Nouns of treaties that have no plural, and those that do not form it by the rule.
_UNCOUNTABLE = _set(
    "access assistance awareness biodiversity cybercrime damage equipment evidence finance guidance hardware health"
    " information infrastructure jurisdiction knowledge legislation malware progress research software support"
    " terrorism training transparency use wildlife work"
)
_NEVER_VERBS = _set(
    "cybercrime information equipment biodiversity wildlife malware terrorism legislation infrastructure"
)
_NEGATIONS = _set("not no non never neither nor without except")
_NOT_BEFORE_NOUNS = _NEGATIONS | _set("also further to shall should will would may might can could must")
_IRREGULAR = {"child": "children", "person": "persons", "man": "men", "woman": "women", "criterion": "criteria"}
_PLURAL = re.compile(r".*[^su]s")
# "Basis", "means" and "ethics" end like plurals.
_CERTAIN_PLURAL = re.compile(
    r"(?!means|news|series|species|lens|.*ics$)[a-z]+[^aiosu\W]s|children|persons|women|men|criteria"
)
_SIBILANT = re.compile(r".*(?:s|x|z|ch|sh)")
_PARTICIPLE = re.compile(r".{3,}(?:ed|ing)")


def _english_plural(text: str) -> str:
    """Put the noun that a wording is about into the plural: "means of attack" has none, nor has "information"."""
    words = text.split()
    head = _head(words)
    noun = words[head] if head >= 0 else ""
    if not noun.isalpha() or noun.lower() in _UNCOUNTABLE or _PLURAL.fullmatch(noun.lower()):
        return text
    words[head] = _plural_noun(noun)
    return " ".join(words)


def _head(words: Sequence[str]) -> int:
    """Return the index of the noun that a wording is about: "Parties" in "Parties not included in annex X"."""
    head = next((place for place, word in enumerate(words) if place and word.lower() in _PREPOSITIONS), len(words)) - 1
    while 0 < head < len(words) - 1 and (_PARTICIPLE.fullmatch(words[head].lower()) or words[head] in _NEGATIONS):
        head -= 1
    return head


def _english_number(text: str) -> Number | None:
    """Return the number of the noun that a wording is about, where nothing else than a noun can stand there.

    "Notes" or "support" alone may be verbs; behind other words, or before a participle, they are none.
    """
    words = text.lower().split()
    head = _head(words)
    if head < 0:
        return None
    before = words[max(0, head - 1) : head]
    after = [word for word in words[head + 1 : head + 3] if word not in _NEGATIONS][:1]
    noun = any(word not in _NOT_BEFORE_NOUNS and not word.endswith("ly") for word in before)
    if words[head] in _NEVER_VERBS or (noun and words[head] in _UNCOUNTABLE):
        return Number.SINGULAR
    noun = noun or any(map(_PARTICIPLE.fullmatch, after))
    return Number.PLURAL if noun and _CERTAIN_PLURAL.fullmatch(words[head]) else None


def _plural_noun(noun: str) -> str:
    lower = noun.lower()
    if lower in _IRREGULAR:
        return noun[0] + _IRREGULAR[lower][1:]
    if lower.endswith("y") and lower[-2:-1] not in tuple("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if _SIBILANT.fullmatch(lower) else f"{noun}s"


# What is done with a thing: a relative clause behind "the preservation of data" is about the data.
_DOINGS = _set(
    "acquisition alteration collection communication copying deletion destruction disclosure dissemination exchange"
    " handling interception loss modification possession preservation processing production protection provision"
    " publication recording removal retention retrieval search securing seizure sharing storage suppression theft"
    " transfer transmission use"
)


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of some words."""
    return rf"\b(?:{'|'.join(sorted(words))})\b"


# White space and marks of emphasis; an underline would be part of a word, too, and that takes its time to tell.
_GAP = r"[\s*]+"
_START = rf"\A[^\w{BRACKET}]*"
_VERB = r"(?P<word>is|are|was|were|has|have|does|do)\b"
_FINITE = _any((_MODALS | _set("was were does did had")) - {"to"})
_PAST = r"(?:\b\w++(?<=ed)(?<!eed)|\b(?:sought|held|kept|found|made|given|lost|sent|taken|shown)\b)"
_DETERMINER = _any(
    _set("the a an this that these those such any all each every some no its their his her another certain said")
)
_ADJECTIVE = rf"(?:{_PAST}|\b\w++(?<=al|us|ic|ry)|\b\w++(?<=ble|ive)|\b(?:new|own|same|other|further|relevant)\b)"
_ADJECTIVES = rf"(?:{_ADJECTIVE}{_GAP}){{0,3}}"
_INSERTED = rf",{_GAP}(?:including|such{_GAP}as|in{_GAP}particular|especially|notably)\b[^,]{{1,200}},"
# A word of grammar or a mark: so what stood before it was no part of a compound, "those data storage media".
_LINKING = _PREPOSITIONS | _CONNECTORS | _MODALS | _set("that which who whose where when while if because not than so")
_ENDS = rf"(?:{_GAP}(?:{_PAST}|therein|thereof))?(?:[\s*]*(?:\Z|[.,;:!?)])|{_GAP}{_any(_LINKING)})"


def _english_agreements() -> Iterator[Agreement]:
    """Yield where English words agree with a wording.

    Each place is one that leaves hardly a doubt; where a word could as well agree with another one, it is left out.
    """
    # A demonstrative; "that" may begin a clause instead, but not behind most prepositions and without a verb.
    yield Agreement(rf"\b(?P<word>this|these|those){_GAP}{_ADJECTIVES}", _ENDS)
    before = _any(_PREPOSITIONS - _set("as before after in since until"))
    no_clause = rf"(?!(?:{_GAP}{_PAST})?{_GAP}{_FINITE})"
    yield Agreement(rf"{before}{_GAP}(?P<word>that){_GAP}{_ADJECTIVES}", no_clause + _ENDS)
    # The verb of a subject that begins its clause. "If it were" is no plural.
    verb = rf"(?:{_INSERTED}|{_GAP}(?:{_PAST}|in{_GAP}question|therein|thereof|\w+ly\b))?{_GAP}{_VERB}"
    definite, phrase = rf"(?:{_DETERMINER}{_GAP}{_ADJECTIVES})?", rf"(?:{_DETERMINER}{_GAP})?{_ADJECTIVES}"
    yield Agreement(rf"\b(?:that|which){_GAP}{definite}", verb)
    setting = rf"{_START}(?:where|when|if|unless|in|for|upon|at|on|under|pursuant)\b[^,]*,{_GAP}"
    yield Agreement(
        rf"(?:{_START}|{setting}|{_any(_set('where when because while whereas although once'))}{_GAP}){phrase}", verb
    )
    yield Agreement(rf"{_any(_set('if unless whether'))}{_GAP}{phrase}", verb.replace("|were", ""))
    # A relative clause, unless it may be about a noun before the wording.
    other = rf"\b(?!{_any(_CONNECTORS | _PREPOSITIONS)}|{_DETERMINER}|{_ADJECTIVE})\w+{_GAP}"
    noun = rf"(?:{_START}|{other}|{_any(_DOINGS)}{_GAP}of{_GAP}|\baccess{_GAP}to{_GAP}){phrase}"
    yield Agreement(noun, rf"(?:{_GAP}(?:that|which)|{_INSERTED}{_GAP}that){_GAP}{_VERB}")
    # A possessive that goes on with what the sentence begins with, where no other noun can own what follows.
    joined = rf"{_GAP}(?:and|or|as{_GAP}well{_GAP}as){_GAP}"
    no_plural = rf"(?:(?!\b(?!was\b|has\b)\w*[^\W\diu]s\b)[^{BRACKET}])*?"
    no_singular = rf"(?:(?!{_any(_set('a an the this that each every any another'))})[^{BRACKET}])*?"
    for word, between in (("their", no_plural), ("its", no_singular)):
        yield Agreement(rf"{_START}{phrase}", rf"(?:{between}{_PAST})?{joined}(?P<word>{word}){_GAP}\w")


@cache
def _english() -> Language:
    return Language(
        determiners=frozenset({"a", "an", "the", "this", "that", "these", "those"}),
        verbs=frozenset({"is", "are", "was", "were", "has", "have"}),
        articles=frozenset({"a", "an"}),
        pairs=(
            *(("this", "these"), ("that", "those")),
            *(("is", "are"), ("was", "were"), ("has", "have"), ("does", "do"), ("its", "their")),
        ),
        article=_english_article,
        plural=_english_plural,
        noun_number=_english_number,
        negations=_NEGATIONS,
        agreements=tuple(_english_agreements()),
        connectors=_CONNECTORS,
        modals=_MODALS,
        endings=_set("s es ies y ’s 's s’ s' n d ed ing e er ly al ve ion ions ation ations a is on um i"),
        prepositions=_PREPOSITIONS,
        goes_on=_goes_on(
            r"and|or|but|nor|as well as|(?:et|ou|y)(?=\s)",
            example="including|in particular|especially|particularly|inter alia|such as",
            company="together with|along with|in addition to",
            condition=(
                "as (?:appropriate|applicable)|provided that|while|whereas|subject to|unless|if|notwithstanding"
                "|where|when"
            ),
            relative="which|who|whose",
            regard="taking into account|taking into consideration",
            aim="with a view to|so as to|in order to",
        ),
        goes_further=re.compile(r"(?:[,;.:/]|\b(?:and|or|as well as|including|et|ou))\s*$"),
        modifier=re.compile(
            r"new|additional|other|further|relevant|adequate|predictable|equal|common|full|joint|key|low|high"
            r"|\w+(?:al|ive|able|ible|ous|ful|ic|ary|ent|ant|less)|(?:best|well) \w+"
        ),
    )


@cache
def _french() -> Language:
    return Language(
        connectors=frozenset({"et", "ou", "et/ou", "ni", "mais"}),
        modals=_set(
            "doit doivent devra devront devrait devraient peut peuvent pourra pourront pourrait pourraient"
            " est sont sera seront était étaient a ont aura auront"
        ),
        endings=_set("s e es x nt ent al ale aux"),
        prepositions=_set(
            "à après au aux avant avec chez concernant conformément contre dans de depuis dès du durant en entre envers"
            " grâce jusqu jusque lors malgré moyennant par parmi pendant pour relativement sans selon sous sur vers"
        ),
        goes_on=_goes_on(
            "et|ou|ni|mais|ainsi que|de même que",
            example=(
                "y compris|notamment|en particulier|particulièrement|spécialement|entre autres|tels? que|telles? que"
            ),
            company="outre",
            condition=(
                "le cas échéant|selon qu['’]il convient|à condition que|pourvu que|tandis que|alors que|sous réserve"
                "|à moins que|sauf si|si|nonobstant|lorsque|quand|où"
            ),
            relative="qui|que|dont|lequel|laquelle|lesquels|lesquelles",
            regard="compte tenu|en tenant compte|eu égard",
            aim="en vue|afin|de manière à|de façon à",
        ),
        modifier=re.compile(
            r"nouve(?:au|aux|lles?)|autres?|communs?|pleins?|bas|hauts?|d['’]\w+"
            r"|\w+(?:ée?s?|els?|elles?|ifs?|ives?|eux|euses?|iques?|[ai]bles?|aires?|[ae]nte?s?|ale?s?|aux)"
        ),
        set_off=frozenset(";:!?"),
        negotiators=frozenset({"UE"}),
    )


@cache
def _spanish() -> Language:
    return Language(
        connectors=frozenset({"y", "e", "o", "u", "y/o", "ni", "pero"}),
        modals=_set(
            "debe deben deberá deberán debería deberían puede pueden podrá podrán podría podrían"
            " es son será serán era eran ha han habrá habrán"
        ),
        endings=_set("s es a as o os n"),
        prepositions=_set(
            "a acerca al ante antes bajo con conforme contra de del desde después durante en entre hacia hasta mediante"
            " para por respecto según sin sobre tras"
        ),
        goes_on=_goes_on(
            "y|e|o|u|ni|pero|así como",
            example=(
                "incluid[oa]s?|inclusive|en particular|especialmente|particularmente|entre otr[oa]s|tal como|tales como"
            ),
            company="junto con|además",
            condition=(
                "según proceda|siempre que|mientras|con sujeción a|a menos que|salvo|si|no obstante|cuando|donde"
            ),
            relative="que|quien|quienes|cuy[oa]s?",
            regard="teniendo en cuenta|habida cuenta",
            aim="con miras a|a fin de|con el fin de",
        ),
        modifier=re.compile(
            r"nuev[oa]s?|otr[oa]s?|plen[oa]s?|baj[oa]s?|alt[oa]s?|claves?"
            r"|\w+(?:[ai]d[oa]|iv[oa]|os[oa]|ari[oa]|ic[oa])s?|\w+(?:al|ales|bles?|[ae]ntes?)"
        ),
        negotiators=frozenset({"UE"}),
    )


_OTHER = Language()
# Made when a document is in that language: their patterns take a while.
_KNOWN = {"en": _english, "fr": _french, "es": _spanish}


def language(code: str) -> Language:
    """Return the language of a code such as `en` or `en-GB`."""
    known = _KNOWN.get(code.lower().split("-")[0])
    return known() if known else _OTHER
