"""The words by which the outline knows a treaty's parts, in the languages it knows.

They are matched against a heading without its markup, whatever the letter case.
"""

from __future__ import annotations

import re

from convention_variants.language.option_labels import SUFFIX

CALL = r"(?:\[\^[^\[\]\s]{1,30}\]|<sup>[^\s<>]{1,4}</sup>)"
# What may be glued to a number and is part of it: "15-A", "15/16", "15A", "15(bis)", "15[bis]".
_BIS = rf"(?:\s?{SUFFIX})"
_GLUED = (
    r"(?:(?<=\d)[A-Z](?!\w)"
    rf"|[‐‑–/-](?:\d+(?:\.\d+)*|[IVXLC]+|[A-Z]|{SUFFIX})(?!\w)"
    rf"|\((?:{SUFFIX}|(?-i:[A-Z]))\)"
    rf"|\[(?:{_BIS}|[‐‑–/-]?(?:(?-i:[A-Z])|{SUFFIX}))\])"
)
_SUFFIXES = rf"(?:{_BIS}|{_GLUED})*"
_FIRST = r"premi(?:er|ère)|primer[oa]|1er|1[ºª]"
_NUMBER = rf"(?:{_FIRST}|[IVXLC]+|\d+(?:\.\d+)*|[A-Z]){_SUFFIXES}"
_ARTICLE_NUMBER = rf"(?:{_FIRST}|\d+(?:\.\d+)*|[IVXLC]+){_SUFFIXES}"
# What else goes with a label: brackets that close, calls of footnotes, a mark before white space. Something else may be
# glued to the number ("Article 15, paragraph 2"), but not what makes it a part of a word ("Chapitre d'introduction").
_CLOSE = rf"(?:\]|{CALL})*"
_END = rf"(?:{_CLOSE}(?:\s*[.:–—-]{{1,3}}{_CLOSE})?(?!\S)|(?!['’]?\w))"

CHAPTER = re.compile(
    rf"\[*(?P<label>(?:chapter|part|title|chapitre|partie|titre|capítulo|parte|título)\s+{_NUMBER}){_END}",
    re.IGNORECASE,
)
PART = re.compile(r"(?:part|partie|parte)-")  # an id: it holds chapters
ARTICLE = re.compile(rf"\[*(?P<label>(?:article|artículo)\s+(?P<number>{_ARTICLE_NUMBER})){_END}", re.IGNORECASE)
ANNEX = re.compile(rf"\[*(?P<label>(?:annex|annexe|anexo)(?:\s+{_NUMBER})?)(?=\s*$)", re.IGNORECASE)
# Where nothing but the words says that a line is a heading it must be nothing else.
BARE_ARTICLE = re.compile(
    rf"\[*(?:article|artículo)\s+{_ARTICLE_NUMBER}\]*\s*"
    r"(?:$|(?<!\])\([^()]*\)\s*$|[.:–—]\]*\s*[^\s\]](?:.*[^.;:,\]])?\]*$)",
    re.IGNORECASE,
)
# So must these, and they and the titles of chapters are in capitals.
BARE_CHAPTER = re.compile(rf"(?:CHAPTER|PART|TITLE|CHAPITRE|PARTIE|TITRE|CAPÍTULO|PARTE|TÍTULO)\s+{_NUMBER}[.:]?$")
BARE_PREAMBLE = re.compile(r"(?:PREAMBLE|PRÉAMBULE|PREÁMBULO)$")
BARE_TITLE = re.compile(r"(?=[^\W\d_])[A-ZÀ-ÖØ-Þ \t\xa0,()’'–—-]*[A-ZÀ-ÖØ-Þ)]$")
PREAMBLE = re.compile(r"\W*(?:preamble|préambule|preámbulo)\W*$", re.IGNORECASE)
# The words with which a preamble begins, for drafts that give it no heading: the parties to this convention, or any
# parties and nothing else before the comma with which the paragraph, or its first line before a capital, ends.
_PARTIES = (
    r"the\W+(?:(?:high|contracting|states?|member|signatory)\W+)*(?:parties|states|governments)"
    r"(?:[][*_]*\s+(?:to|of|signatory|hereto)\b[^,.;:]*)?"
    r"|les\W+(?:(?:hautes|[ée]tats|gouvernements)\W+)*(?:parties|[ée]tats|gouvernements)(?:\W+contractante?s)?"
    r"(?:[][*_]*\s+(?:à|aux?|de|du|des|membres|signataires)\b[^,.;:]*)?"
    r"|l[ao]s\W+(?:(?:altas|estados|gobiernos)\W+)*(?:partes?|estados|gobiernos)(?:\W+contratantes)?"
    r"(?:[][*_]*\s+(?:en|a|del?|miembros|signatari[oa]s)\b[^,.;:]*)?"
)
_CAPITAL = r"(?-i:[A-ZÀÉÊ])"
OPENING = re.compile(
    r"\W*(?:(?:the (?:states )?parties to (?:this|the present) \w+"
    r"|les (?:états )?parties (?:à la présente|au présent) \w+"
    r"|los estados partes? en (?:la|el) presente \w+),"
    rf"|(?:{_PARTIES})[]*_]*,[]*_]*(?:{CALL})*[]*_]*(?:\s*$|[^\S\r\n]*[\r\n]+(?=\W*{_CAPITAL})))",
    re.IGNORECASE,
)
NOTE = re.compile(r"(?:note by|note d|nota d)", re.IGNORECASE)
TESTIMONIUM = re.compile(
    r"\W*(?:in witness whereof|in faith whereof|en foi de quoi|en fe de lo cual|en testimonio de lo cual)\b",
    re.IGNORECASE,
)
