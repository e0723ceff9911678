"""The words by which the outline knows a treaty's parts, in the languages it knows.

They are matched against a heading without its markup, whatever the letter case.
"""

from __future__ import annotations

import re

_BIS = r"(?:\s?(?:bis|ter|quater|quinquies))?"
_FIRST = r"premi(?:er|ère)|primer[oa]|1er|1[ºª]"
_NUMBER = rf"(?:{_FIRST}|[IVXLC]+|\d+(?:\.\d+)*|[A-Z]){_BIS}"
_ARTICLE_NUMBER = rf"(?:{_FIRST}|\d+(?:\.\d+)*|[IVXLC]+){_BIS}"
_MARK = r"(?P<mark>(?:\s*[.:–—-])?)\s*"

CHAPTER = re.compile(
    rf"\[*(?P<label>(?:chapter|part|title|chapitre|partie|titre|capítulo|parte|título)\s+{_NUMBER})\b{_MARK}",
    re.IGNORECASE,
)
PART = re.compile(r"(?:part|partie|parte)-")  # an id: it holds chapters
ARTICLE = re.compile(rf"\[*(?P<label>(?:article|artículo)\s+(?P<number>{_ARTICLE_NUMBER}))\b{_MARK}", re.IGNORECASE)
ANNEX = re.compile(rf"\[*(?P<label>(?:annex|annexe|anexo)(?:\s+{_NUMBER})?)(?P<mark>)\s*$", re.IGNORECASE)
# Where nothing but the words says that a line is a heading it must be nothing else.
BARE_ARTICLE = re.compile(
    rf"(?:article|artículo)\s+{_ARTICLE_NUMBER}\s*(?:$|\([^()]*\)\s*$|[.:–—]\s*\S(?:.*[^.;:,])?$)", re.IGNORECASE
)
PREAMBLE = re.compile(r"\W*(?:preamble|préambule|preámbulo)\W*$", re.IGNORECASE)
# The words with which a preamble begins, for drafts that give it no heading.
OPENING = re.compile(
    r"\W*(?:the (?:states )?parties to (?:this|the present) \w+"
    r"|les (?:états )?parties (?:à la présente|au présent) \w+"
    r"|los estados partes? en (?:la|el) presente \w+),",
    re.IGNORECASE,
)
NOTE = re.compile(r"(?:note by|note d|nota d)", re.IGNORECASE)
TESTIMONIUM = re.compile(
    r"\W*(?:in witness whereof|in faith whereof|en foi de quoi|en fe de lo cual|en testimonio de lo cual)\b",
    re.IGNORECASE,
)
