"""Drafts that hypothesis invents, from the pieces that real ones are made of."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from promises import reading_of

settings.register_profile(
    "convention",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=150,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much),
)
settings.load_profile("convention")


def several(words: str) -> list[str]:
    """Return the words of a line."""
    return words.split()


WORDS = several(
    "Parties shall may cooperate data a an the of in and or climate État Право 条約 الأطراف naïve e\u0301 A "
    "12 1990 x hour university information"
)
words_of_text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
odd_spaces = st.sampled_from(
    [" ", " ", " ", "  ", "\t", "\xa0", "\u2009", "\n", "\n  ", " \f", "", ", ", "; ", ": ", ". "]
)
separators = st.sampled_from([" ", " ", "", "", "\n", "  ", "/", " / ", "\xa0", " \n ", " OR ", "\nor\n"])
certain_runs = st.sampled_from(
    [
        "[computer data] [digital information]",
        "[Computer data][Digital information]",
        "a [computer system] [information device]",
        "an [information device] [computer system]",
        "[a computer system] [an information device]",
        "[computer data are] [digital information is]",
        "[are] [is]",
        "[computer data] [digital information] that [are] [is] kept",
        "[information device][computer system], which [is] [are],",
        "[those computer data] [that digital information]",
        "the [computer data] kept as [digital information]",
        "[digital information] of all [computer data]",
        "a [uniform] [honest] [useful] system",
    ]
)
standing = st.sampled_from(["[date]", "[X]", "[ ]", "[…]", "[number]", "[English only]", "[for the editor]"])
glued = st.sampled_from(
    ["member[s]", "Part[y][ies]", "[de]forestation", "[universal and ]sustained", "Parties[, too],"]
)
straddling = st.sampled_from(
    [
        "*[Taking* account] of",
        "[r*ecognizing*]",
        "**[a** b] c",
        "*[a] [b]*",
        "[*a*] [b]",
        "*a [b* c] d",
        "x[*",
        "***[a]*** b",
    ]
)
unbalanced = st.sampled_from(["[", "]", "[[", "]]", "][", "[a [b]", "a] [b"])
markup = st.sampled_from(
    [
        "\\[no bracket\\]",
        "\\\\[a\\\\]",
        "`code [a]`",
        "`",
        "``a ` [b]``",
        "R&amp;D",
        "&lt;b&gt;",
        "<b>bold</b>",
        "[the rules](https://example.org/a)",
        "[x](a)",
        "[the [old] rules](https://example.org)",
        "[more][ref]",
        "![map](map.png)",
        "text[^1]",
        "text[^2] [b[^1]]",
        "[^none]",
        "m<sup>2</sup>",
        "CO<sub>2</sub>[e]",
        "a_b_c",
        "_a_",
        "a * b",
        "2*3*4",
        "| a",
        "~~a~~",
        "<https://example.org>",
        "a\\",
    ]
)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Make brackets, runs and emphasis of what there is already."""
    bracket = inner.map("[{}]".format)
    run = st.tuples(bracket, separators, bracket).map("".join)
    longer = st.tuples(run, separators, bracket).map("".join)
    emphasis = st.tuples(st.sampled_from(["*", "**", "_"]), inner).map(lambda parts: f"{parts[0]}{parts[1]}{parts[0]}")
    paragraphs = st.tuples(inner, inner).map(lambda parts: f"[{parts[0]}\n\n{parts[1]}]")
    return bracket | run | longer | emphasis | paragraphs | joined(inner)


def joined(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Put parts side by side, with a space or whatever may stand for one."""
    return st.lists(st.tuples(part, odd_spaces), min_size=1, max_size=4).map(
        lambda parts: "".join(text + space for text, space in parts).strip(" \n")
    )


sentences = st.tuples(words_of_text, certain_runs, words_of_text, st.sampled_from([".", ";", "", " [X]."])).map(
    lambda parts: f"{parts[0]} {parts[1]} {parts[2]}{parts[3]}"
)
tame_text = sentences | st.recursive(words_of_text | certain_runs | standing | glued, nested, max_leaves=8)
wild_text = sentences | st.recursive(
    words_of_text | certain_runs | standing | glued | straddling | unbalanced | markup, nested, max_leaves=8
)
labels = st.sampled_from(
    several(
        "1. 2. 3. 12. (1) (a) (b) (c) (h) (i) (ii) (iii) (iv) (aa) 3bis. 1.1 47.5 - * + 12.(a) [1. [4][2]. (a)(i) a) A."
    )
)


def blocks(text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Make a block of one of the kinds that drafts have."""
    spaced = st.sampled_from(["", "", "  ", "    ", "\t"])
    heading = st.tuples(st.sampled_from(["# ", "## ", "### *", "**"]), text).map("".join)
    article = st.tuples(
        st.sampled_from(["# Article ", "*Article ", "### *Article ", "Article "]),
        st.sampled_from(["1", "2", "3 bis", "47", "X"]),
        st.sampled_from([" ", ". ", ".\n", "*\n\n"]),
        text,
    ).map("".join)
    chapter = st.tuples(st.sampled_from(["## **Chapter I** ", "## Chapter II\n\n### ", "# Annex\n\n"]), text).map(
        "".join
    )
    provision = st.tuples(spaced, labels, st.sampled_from([" ", "  "]), text, st.sampled_from(["", ";", ":", "."])).map(
        "".join
    )
    table = st.tuples(text, text).map(
        lambda cells: "| {} | {} |\n| --- | --- |\n| a | [b] |\n| ^^ | c |".format(
            *(cell.replace("\n", " ") for cell in cells)
        )
    )
    other = st.sampled_from(
        ["---", "***", "```\n[a\n```", "~~~\n(a) [b]\n~~~", "IN WITNESS WHEREOF, [we] signed", "Preamble\n===", "```"]
    )
    return heading | article | chapter | provision | provision | provision | text | text | table | other


def drafts(text: st.SearchStrategy[str], start: str = "") -> st.SearchStrategy[str]:
    """Make a draft of the blocks that every draft has."""
    return drafts_of(blocks(text), start)


def drafts_of(block: st.SearchStrategy[str], start: str = "") -> st.SearchStrategy[str]:
    """Make a draft of blocks; what its footnotes and its reference are stands at its end."""
    end = st.sampled_from(
        ["", "", "\n\n[^1]: A note with [one] [two].\n\n[^2]: Another note\ngoing on.\n\n[ref]: https://example.org"]
    )
    between = st.sampled_from(["\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n \n"])
    parts = st.lists(st.tuples(block, between), min_size=2, max_size=9)
    bodies = parts.map(lambda found: start + "".join(block + gap for block, gap in found))
    whole = st.tuples(bodies, end).map("".join)
    return st.tuples(whole, st.sampled_from(["\n", "\n", "\r\n", "\r"]), st.sampled_from(["", "", "\ufeff"])).map(
        lambda parts: parts[2] + parts[0].replace("\n", parts[1])
    )


tame_drafts = drafts(tame_text)
wild_drafts = drafts(wild_text)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
PIECES = [
    *"[]()*_`#-|<>&\\^:.~=+!/\"' \n\r\t\x0c\x0b\x00\xa0\u2028\ufeff1aiAx",
    "[^1]",
    "]:",
    "](",
    "```",
    "---",
    "<sup>",
    "</sup>",
    "&amp;",
    "&#0;",
    "<script>alert(1)</script>",
    "<img src=x onerror=y>",
    "javascript:",
    "](javascript:a)",
    "https://",
    '" onload="',
    "--\n",
    "(a) ",
    "1. ",
    "{{ 7 }}",
    "{% raw %}",
    "</main>",
    "<!--",
    "]]>",
    "Article 1",
    "# ",
    "[date]",
    "\n\n",
    "\n| a |\n",
    "[^1]: ",
    "IN WITNESS WHEREOF",
]
noise = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
selections = st.sampled_from([None, "first", "second"])
decisions_drawn = st.lists(st.integers(0, 11), min_size=1, max_size=6)

readings = st.builds(reading_of, wild_drafts, selections, decisions_drawn, st.integers(0, 3))


# Brackets as negotiators use them

NEGOTIATED = [
    *("[shall/should]", "[commitments/contributions/actions]", "[main aim / overall purpose]", "[24/7]", "[and/or]"),
    *("the [aim]/[purpose]", "[shall] / [may]", "[he/she] [they]", "[shall/should][may]", "[a/b [c]/d]"),
    *(
        "[and]",
        "[or] [and]",
        "[,] [and]",
        "[attract] [and] [mobilize]",
        "[cooperation][and][support]",
        "[.][, or later.]",
    ),
    *("[, oceans] [, biomes]", "[new,] [additional,] [adequate,]", "[and SIDS][and States]", "[,]", "[;]", "[, ]"),
    *("[including [forests] [, oceans] [, biomes]]", "[[an] adaptation communication[s]][communications]"),
    *("mechanism[s]", "Part[y] [ies]", "a[n] [equal]", "under[take] [perform]", "CO2[e]", "[s][es]", "Party[’s]"),
    *("ha[s][ve]", "operat[e][ing][ion]", "Part[y/ies] [to] [the]", "criteri[on][a] [is]"),
    *("[EU: shall]", "[US/PE oppose: should]", "[shall - EU, G77 retain]", "[NZ support; US oppose: new finance]"),
    *("[EU: ]", "[EU:]", "[EU: shall/should]", "[EU: the [US: old] aim] [G77 and China: no text]", "[ - EU retain]"),
    *("[US: shall - EU delete]", "[EU: [X]]", "[EU:\nshall]", "[EU, US propose: *shall*]", "[- EU][EU - EU]", "[: x]"),
    *("[Alternative: US propose: may]", "[RUS: delete: soon]", "[US considering: [X]]", "[supported by EU]"),
    *("[date][1990][2000]", "[X] [5] [10]", "[...]", "[--]", "[]", "[ ][ ]", "[year x] [2020]", "[…] [city]"),
    *("[Placeholder for article 3] [shall] [should]", "[good] [Editorial note: x] [better]", "[English only][shall]"),
    *("[contribution][commitment] [shall][should]", "[contributions] [commitments][other]", "[action] [actions]"),
    *("[Parties act. They report.] [Parties may.]", "[additional] [predictable]", "[keep] [hold](x)", "[a](b)[c]"),
    *(
        "*[shall] [should]*",
        "**[may]**",
        "[*may*][_shall_]",
        "*[shall*] [should]",
        "[shall][^1] [should]",
        "[shall][^1] [should][^2] [may]",
        "**[shall]**[^1] **[should]**[^2]",
        "**[shall]** **[should]**",
        "*[shall]*/_[should]_ [may]",
        "[a]<sup>2</sup>/[b]<sup>1</sup>",
        "[shall] [English only] [should [not]]",
        "*[a] [English only]* [b]",
        "[no text][a]",
    ),
    *(
        "[a]\n[b]",
        "[a]  \n  [b]",
        "[a]\xa0[b]",
        "[a\n\nb] [c]",
        "[1. a\n\n2. b]",
        "[a][[b]]",
        "[[[a]]]",
        "[\\[a]",
        "[a\\][b]",
    ),
]
negotiated = st.sampled_from(NEGOTIATED)
negotiated_text = sentences | st.recursive(
    words_of_text | certain_runs | standing | glued | straddling | markup | negotiated | negotiated,
    nested,
    max_leaves=8,
)


def option_paragraphs(text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Make a series of paragraphs of which one stays, with or without what encloses it."""
    names = [
        "Option {}: ", "Option ({}): ", "Alt {} ", "**Option {}**\n\n", "[Option {}: ", "Option {}\n\n",
        "- Option {}: ", "> Option {}: ", "{}. Option {}: ", "#### Option {}\n\n", "Option {} bis. ",
        "Option {} alt: ", "Option {} {Title} ", "Option {}: {Long\ntitle}\n\n", "Alternative {} to paragraph 5\n\n",
    ]  # fmt: skip
    name = st.sampled_from(names)
    paragraphs = st.lists(text, min_size=1, max_size=3)
    end = st.sampled_from(["", "", "]", "\n\n2. Next"])
    return st.tuples(name, st.sampled_from(["123", "abc"]), paragraphs, end).map(
        lambda made: (
            "\n\n".join(made[0].replace("{}", n) + part for n, part in zip(made[1], made[2], strict=False)) + made[3]
        )
    )


negotiated_drafts = drafts_of(blocks(negotiated_text) | blocks(negotiated_text) | option_paragraphs(negotiated_text))


# Damage


class Wound(NamedTuple):
    """What befalls one bracket of a draft: it is deleted, doubled, or moved to somewhere else.

    `bracket` and `target` count brackets and characters, modulo how many there are.
    """

    how: str
    bracket: int
    target: int


WAYS = ("delete", "double", "move")
wounds = st.lists(
    st.builds(Wound, st.sampled_from(WAYS), st.integers(0, 60), st.integers(0, 400)), min_size=1, max_size=4
)


def damaged(text: str, by: list[Wound]) -> str:
    """Return a text with its brackets deleted, doubled and moved, one after the other."""
    for how, number, target in by:
        brackets = [offset for offset, character in enumerate(text) if character in "[]"]
        if not brackets:
            break
        at = brackets[number % len(brackets)]
        bracket, rest = text[at], text[:at] + text[at + 1 :]
        if how == "double":
            rest = text
        if how == "delete":
            text = rest
        else:
            to = at if how == "double" else target % (len(rest) + 1)
            text = rest[:to] + bracket + rest[to:]
    return text


damaged_drafts = st.builds(damaged, negotiated_drafts, wounds)
