"""Drafts of any size that are built to be slow to process, for the growth tests and the benchmarks.

A shape is a function from a size in characters to a draft of about that size. Most repeat a pattern; a few nest it.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from itertools import accumulate, count, takewhile
from typing import NamedTuple


class Draft(NamedTuple):
    """A draft and its `variants.toml`."""

    text: str
    variants: str


Shape = Callable[[int], str]

# For shapes without their own: two profiles that differ, and forms for brackets that the shapes have.
VARIANTS = """
[terms.data.options]
computer-data = { forms = ["computer data"], number = "plural" }
digital-information = { forms = ["digital information"], number = "singular" }
[terms.letter.options]
a = { forms = ["a", "alpha"] }
b = { forms = ["b", "beta"] }
[profiles]
first = { choose = { data = "computer-data", letter = "a" } }
second = { choose = { data = "digital-information", letter = "b" } }
"""
# The picture `p.png` that shapes show.
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")
LONG = "the adverse effects of climate change on all developing country Parties "


def repeated(pattern: str, before: str = "", after: str = "") -> Shape:
    """Return a shape that repeats a pattern."""
    return lambda size: before + pattern * (size // len(pattern)) + after


def numbered(pattern: str, before: str = "", after: str = "") -> Shape:
    """Return a shape that repeats a pattern with the number of the repetition in place of each `#`."""

    def shape(size: int) -> str:
        parts = (pattern.replace("#", str(number)) for number in range(size))
        lengths = accumulate(len(pattern.replace("#", str(number))) for number in count())
        return before + "".join(part for part, _ in zip(parts, takewhile(size.__ge__, lengths), strict=False)) + after

    return shape


def nested(before: str, middle: str = "x", after: str = "]") -> Shape:
    """Return a shape that repeats `before`, and `after` as often behind the middle."""

    def shape(size: int) -> str:
        times = size // len(before + after)
        return before * times + middle + after * times

    return shape


def joined(*shapes: Shape) -> Shape:
    """Return shapes side by side, each with its share of the size."""
    return lambda size: "".join(shape(size // len(shapes)) for shape in shapes)


def ragged_table(size: int) -> str:
    """Return a table with one wide row, and many rows of one cell."""
    cells = size // 8
    return f"|{'a|' * cells}\n|{'-|' * cells}\n" + "|b|\n" * cells


def wide_table(size: int) -> str:
    """Return a table of as many columns as rows."""
    side = int((size / 4) ** 0.5)
    row = "|" + "[a]|" * side + "\n"
    return row + "|" + "---|" * side + "\n" + row * side


def changes_of_many_terms(size: int) -> str:
    """Return terms, a profile that chooses an option of each, and a consequential change for each."""
    numbers = range(size // 160)
    terms = (f"[terms.t{n}.options]\na.forms = ['a {n}']\nb.forms = ['b {n}']\n" for n in numbers)
    chosen = (f"t{n} = 'a'\n" for n in numbers)
    changes = (
        f"[[consequential]]\nwhen = {{ t{n} = 'a' }}\nat = 'article-{n}'\nreplace = 'is'\nwith = 'are'\n"
        for n in numbers
    )
    return "".join((*terms, "[profiles.first.choose]\n", *chosen, *changes))


# Brackets, matched or not, and what stands between them.
BRACKETS: dict[str, Shape] = {
    "unclosed": repeated("["),
    "unclosed, with words": repeated("[and then "),
    "stray": repeated("shall] "),
    "alternating ][": repeated("]["),
    "unclosed and stray in paragraphs": repeated("[a [b.\n\nc.]\n\n1. d]\n\n"),
    "unclosed in every paragraph": repeated("[a\n\n"),
    "stray in every paragraph": repeated("a]\n\n"),
    "unclosed in every item": repeated("1. [a\n"),
    "unclosed in headings": repeated("# [a\n\nb.]\n\nc.]\n\n"),
    "unclosed in a table": repeated("| [a | b] c |\n"),
    "unclosed in a labelled run": repeated("1) ", after="x ["),
    "[a] [b]": repeated("[a] [b] "),
    "[a]": repeated("[a] "),
    "different wordings in one run": numbered("[word#]"),
    "long wordings in one run": numbered(f"[{LONG}#] "),
    "optionals on one line": repeated("a [new] treaty, "),
    "optionals on many lines": repeated("a [new] treaty,\n"),
    "optionals in many paragraphs": repeated("a [new] treaty.\n\n"),
    "many places in one of two wordings": numbered("w# [x#] [y#] ", "[", "] [other]"),
    "additions with commas": repeated("[, oceans]"),
    "different additions with commas": numbered("[, w#]"),
    "optionals and commas": repeated("[forests], [, oceans], "),
    "connectors": repeated("[and] [or] "),
    "connectors between wordings": repeated("[attract] [and] [mobilize] "),
    "slashes in brackets": repeated("[shall/should] act "),
    "slashes in one bracket": repeated("shall/", "[", "should]"),
    "slashes between brackets": repeated("[aim]/", after="[purpose]"),
    "attributions": repeated("[EU: a] [US, PE oppose: b] [c - EU retain] "),
    "one long attribution": joined(repeated("EU, ", "[", "US: a] "), repeated("EU, ", "[b - ", "US]")),
    "endings": repeated("Part[y][ies] "),
    "endings with slashes": repeated("Part[y/ies][s][ve] [to] "),
    "endings of one word": repeated("[y]", "Part"),
    "blanks": repeated("[X][5] [date] "),
    "notes": repeated("[English only]"),
    "notes between brackets": repeated("[shall] [English only] [should [not]] "),
    "split pairs": repeated("[cybercrime] tactics [associated with the use of ICT], "),
    "words that agree": repeated("where the [computer data] [digital information] sought is lost "),
    "different words that agree": numbered("of that [computer data] [digital information] and # that "),
    "nothing that agrees": repeated(" lost and", "The [computer data] [digital information]", " it"),
    "paragraph numbers": repeated("[4][2]. Recognizes\n\n"),
    "white space between brackets": joined(repeated(" ", "[a]"), repeated(" ", "[b]", ", c")),
}
NESTS: dict[str, Shape] = {
    "nest": nested("["),
    "nest with words": nested("[in the forest ", "x", " of it]"),
    "nest with wordings beside it": nested("[a ", "x", "] [b]"),
    "nest of pairs": nested("[a [b] ", "x", "] [c]"),
    "nest of paragraphs": nested("[1. Text\n\n", "x", "]\n\n"),
    "nest of additions": nested("[, a", "x", "]"),
    "nest in doubt": nested("[a", "x", "] [; b]"),
    "nest with a link definition": lambda size: "[r]: https://x\n\n" + nested("[aa ")(size),
    "nest around option paragraphs": nested("[", "Option 1: a\n\nOption 2: b"),
    "nest of option paragraphs": nested("[Option 1: a\n\n", "", "]\n\n"),
}
OPTIONS: dict[str, Shape] = {
    "option paragraphs": numbered("Option #: [a] b\n\n"),
    "option series": numbered("Option #: x\n\n"),
    "option series of several paragraphs": numbered("Option #: (a) One thing.\n\n(b) More.\n\n"),
    "many option series": repeated("Option 1: a\n\nOption 2: [b]\n\nNo option\n\n"),
    "options for a paragraph": repeated("Alternative 2 to paragraph 5: a\n\nAlternative 3 to paragraph 5: b\n\n"),
    "option paragraphs with suffixes": repeated("1. Option 1: a\n\nOption 1 bis: b\n\n"),
    "options in quotations": repeated("> Option 1: a\n>\n> Option 2: b\n>\n"),
    "options in headings": repeated("#### Option A\n\na\n\n#### Option B\n\n"),
    "no text in paragraphs": repeated("[a]\n\n[no text]\n\n"),
    "what looks like options": repeated("Option 1 / Option 2 "),
}
MARKUP: dict[str, Shape] = {
    "words": repeated("the Parties shall cooperate "),
    "one long word": repeated("w", "1. [a] [b] "),
    "rows of a table": repeated("| [a] [b] |\n", "| a |\n| - |\n"),
    "ragged table": ragged_table,
    "wide table": wide_table,
    "tables": repeated("| [a] |\n| - |\n| b |\n\n"),
    "emphasis that straddles": repeated("*[Taking* account] "),
    "emphasis between brackets": repeated("*[a]* / *[b]* "),
    "emphasis unclosed": repeated("*a **b _c "),
    "emphasis nested": nested("*a **b ", "x", "** c*"),
    "what looks like links": repeated("[a](b [c][d "),
    "link addresses unclosed": repeated("[a]("),
    "link address with many endings": repeated(".png#", "[a](", " "),
    "links": repeated("[a](https://example.org) [b] "),
    "link definitions": numbered("[r#]: https://example.org/#\n\n[see][r#] [b]\n\n"),
    "link definitions in a run": repeated("[a]: b\n"),
    "link definitions unclosed": repeated("[a]: "),
    "autolinks": repeated("<https://example.org/a> [a] "),
    "autolinks with escapes": repeated("<https://example.org/a%20b> [a] "),
    "autolinks unclosed": repeated("<https://"),
    "footnotes": numbered("[a][^#]\n\n[^#]: [b]\n\n"),
    "footnote calls": repeated("[a][^1] **[b]** ", after="\n\n[^1]: [c]\n"),
    "footnote calls between brackets": repeated("[^1]", "[a]", "[b]\n\n[^1]: [c]\n"),
    "footnote calls unclosed": repeated("[^"),
    "pictures": repeated("![a](p.png) [b] "),
    "pictures in paragraphs": repeated("![a](p.png)\n\n"),
    "code": repeated("`[a]` "),
    "code unclosed": repeated("`["),
    "code of two lengths": repeated("``[a` "),
    "fences": repeated("~~~~\n[\n"),
    "fences of two lengths": joined(repeated("`````x\n"), repeated("```\n")),
    "escapes": repeated("\\["),
    "entities": repeated("&amp;&#91; "),
    "tags": repeated("<sup>2</sup><b>"),
    "combining characters": repeated("[\u0301"),
    "carriage returns": repeated("]\r"),
}
OUTLINE: dict[str, Shape] = {
    "articles": numbered("Article #\n\n1. The [a] [b] is.\n\n(a) x;\n\n(b) y.\n\n"),
    "headings": numbered("# Article # [a]\n\n## Title\n\n"),
    "labels": numbered("#. a\n\n(a) [b]\n\n(i) c\n\n"),
    "labels in a run": repeated("1. (a) (i) "),
    "quotations nested": nested("> ", "[a] [b]", ""),
    "list items nested": lambda size: "".join(f"{'  ' * n}- [a]\n" for n in range(int(size**0.5))),
    "lines": repeated("a [b]\n"),
    "empty lines": repeated("\n", "[a]", "[b]"),
}
# Wordings that recur, from which `init` infers terms.
RECURRING: dict[str, Shape] = {
    "terms": numbered("[alpha#] [beta#] x [alpha#] [beta#].\n\n"),
    "rivals of one wording": numbered("[hub][word# thing], [hub][word# thing]; "),
    "further options of one term": numbered("[hub][spoke][word#], [hub][spoke][word#]; ", "[hub][spoke] " * 9),
    "ids that are all alike": numbered("[日本#] [中国#], [日本#] [中国#]; "),
    "lone brackets of one sentence": repeated("see [hub] with [because of spoke] ", "[hub][spoke] [hub][spoke]: "),
    "pairs that stand apart": repeated("It asks [hub] for [spoke].\n\n", "[hub][spoke] and [hub][spoke]. "),
    "articles before wordings": repeated("each of [the the Parties] [States] acts. "),
}
SHAPES = {**BRACKETS, **NESTS, **OPTIONS, **MARKUP, **OUTLINE, **RECURRING}

# variants.toml files of any size; the drafts beside them have as many articles as one of these has entries.
TERMINOLOGIES: dict[str, Shape] = {
    "comments": repeated('# it is """ here\n'),
    "header with spaces": repeated(" ", "[", '"a#b"]'),
    "header unclosed": repeated("[[", "", ""),
    "header of many parts": repeated("a.", "[", "b]"),
    "key of many parts": repeated("a.", "", "b = 1"),
    "key with spaces": repeated(" ", "[document]\ntitle", "= 1"),
    "unknown keys": numbered("key# = 1\n", "[document]\n"),
    "nested arrays": nested("["),
    "nested arrays in a key": lambda size: "x = " + nested("[", "", "]")(size),
    "long integer": repeated("9", "[document]\ntitle = "),
    "long string": repeated("a b ", '[document]\ntitle = "', '"'),
    "quotes": repeated('"""\n', "title = 1\n"),
    "terms": numbered("[terms.t#.options]\na.forms = ['alpha #']\nb.forms = ['beta #']\n"),
    "options": numbered("a#.forms = ['alpha #']\n", "[terms.t.options]\n"),
    "forms": numbered("'form #',\n", "[terms.t.options]\nb.forms = ['beta']\na.forms = [\n", "]\n"),
    "profiles": numbered(
        "[profiles.p#]\nchoose = { t = 'a' }\n", "[terms.t.options]\na.forms = ['alpha']\nb.forms = ['beta']\n"
    ),
    "blanks": numbered("'word #',\n", "[blanks]\nwords = [\n", "]\n"),
    "decisions": numbered('[[decisions]]\nat = "article-#.1"\ntake = 1\n'),
    "decisions with guards": numbered('[[decisions]]\nat = "article-#.1"\noptions = ["alpha", "beta"]\ntake = 1\n'),
    "decisions at places that do not exist": numbered('[[decisions]]\nat = "annex-#"\ntake = 1\n'),
    "consequential changes of as many terms": changes_of_many_terms,
    "consequential changes": numbered(
        "[[consequential]]\nwhen = { o = 'a' }\nat = 'article-#'\nreplace = 'is'\nwith = 'are'\n",
        "[terms.o.options]\na.forms = ['alpha']\nb.forms = ['beta']\n",
    ),
}


def draft_of(name: str, size: int) -> Draft:
    """Return the draft of a shape."""
    return Draft(SHAPES[name](size), VARIANTS)


def draft_with(name: str, size: int) -> Draft:
    """Return a draft with a `variants.toml` of a shape beside it, and an article for each of its entries."""
    text = numbered("Article #\n\nThe [alpha] [beta] is.\n\n")(size)
    return Draft(text, TERMINOLOGIES[name](size))
