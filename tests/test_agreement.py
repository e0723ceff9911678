"""Words outside brackets that agree with some options only: which are found, and the entries that settle them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import find, given
from hypothesis import strategies as st

import convention_variants as cv
from commands import run
from convention_variants.cli import main
from convention_variants.reports.entries import consequential_entry
from drafts import any_text, noise, wild_drafts

FILE = tomllib.loads((Path(__file__).parent / "cases" / "agreement.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = FILE["case"]
VOCABULARY: str = FILE["vocabulary"]
BRIDGING: str = VOCABULARY + FILE["bridging"]


def read(source: str, variants: str) -> cv.Inventory:
    """Read a draft by a variants.toml."""
    return cv.read_draft(cv.Source("draft.md", source), cv.read_terminology(cv.Source("variants.toml", variants)))


def found(inventory: cv.Inventory) -> list[cv.Diagnostic]:
    """Return the findings of the rule."""
    return [one for one in cv.diagnose(inventory) if one.rule is cv.Rule.NUMBER_AGREEMENT]


def entries(diagnostics: Sequence[cv.Diagnostic]) -> str:
    """Return the entries that settle findings, as they are to be pasted."""
    return "\n\n".join(consequential_entry(one.remedy) for one in diagnostics if one.remedy)


def described(one: cv.Diagnostic, inventory: cv.Inventory) -> str:
    """Return a finding as cases write it, from what its message says."""
    line, column = inventory.draft.source.position(one.span.start)
    _, word, middle, new, _ = one.message.split('"')
    assert word == inventory.text(one.span)
    options = middle.partition("(")[2].partition(")")[0].partition("=")[2]
    return f"{line}:{column} {word} > {new} ({options})"


def vocabulary_of(case: dict[str, Any]) -> str:
    """Return the variants.toml of a case."""
    variants = (
        BRIDGING if case.get("more") else VOCABULARY
    ) + f"\n[document]\nlanguage = '{case.get('language', 'en')}'"
    if case.get("settled"):
        variants += "\n[[decisions]]\nat = 'text.1'\ntake = 2\n"
    for declared in case.get("declared", ()):
        texts = "\n".join(f"{key} = {json.dumps(declared[key])}" for key in ("at", "replace", "with"))
        variants += f"\n[[consequential]]\nwhen = {{ data = {json.dumps(declared['when'])} }}\n{texts}\n"
    return variants


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_finds(case: dict[str, Any]):
    """Each case finds what a careful reader would, and nothing else."""
    inventory = read(case["source"], vocabulary_of(case))
    assert [described(one, inventory) for one in found(inventory)] == case["finds"]


def test_there_are_cases_for_and_against():
    """The rules have cases in which something is found, and as many in which nothing is."""
    assert len(CASES) >= 30
    assert len({case["shows"] for case in CASES}) == len(CASES)
    assert min(sum(bool(case["finds"]) is finds for case in CASES) for finds in (True, False)) >= 15


# A/AC.291/22


@pytest.fixture
def bare(draft_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the shipped draft whose variants.toml declares no change outside brackets."""
    draft, variants = ((draft_folder / name).read_text(encoding="utf-8") for name in ("draft.md", "variants.toml"))
    (tmp_path / "draft.md").write_text(draft, encoding="utf-8")
    (tmp_path / "variants.toml").write_text(variants.partition("[[consequential]]")[0], encoding="utf-8")
    return tmp_path


def test_the_shipped_draft_declares_them_all(shipped: cv.Inventory):
    """With the changes that the shipped file declares nothing is found."""
    assert found(shipped) == []


def test_the_bare_draft(bare: Path):
    """Without them five words are found, as reading the draft found them, and nothing else."""
    inventory = cv.load_draft(bare)
    source = inventory.draft.source
    plural, singular = "(data=computer-data, electronic-data)", "(data=digital-information)"
    assert [
        (
            one.point,
            source.text[source.line(source.position(one.span.start).line).start : one.span.end][-24:],
            one.message,
        )
        for one in found(inventory)
    ] == [
        (point, words, f'"{words.split()[-1]}" does not agree with {wordings} {options}: should be "{new}"')
        for point, words, new, wordings, options in [
            ("article-25-1.1", "ng traffic data, that has", "have", "computer data, electronic data", plural),
            ("article-25-2.2", "tain the integrity of that", "those", "computer data, electronic data", plural),
            ("article-28-2.2", "igital information] sought is", "are", "computer data, electronic data", plural),
            ("article-42-2-c.1", "to be preserved and their", "its", "digital information", singular),
            ("article-45-3-c.1", "data is required and their", "its", "digital information", singular),
        ]
        for words in [words[-24:]]
    ]


def test_what_check_prints_settles_the_bare_draft(bare: Path, draft_folder: Path):
    """What `check` prints is pasted as it stands: then it is silent, and each profile reads as by the shipped file.

    Of what the shipped file declares beside it, "to seek its disclosure" is too far from its noun to be found.
    """
    printed = run("check", bare).stdout
    pasted = printed.partition("To have these words follow what is chosen, paste into variants.toml:\n")[2]
    variants = bare / "variants.toml"
    variants.write_text(variants.read_text(encoding="utf-8") + pasted, encoding="utf-8")
    assert "number-agreement" not in run("check", bare).stdout
    for profile in ("cybercrime", "ict", "bridging"):
        ours, shipped = (
            run("resolve", folder, "--consequential", "-p", profile).stdout for folder in (bare, draft_folder)
        )
        assert ours.replace("to seek its disclosure", "to seek their disclosure") == shipped.replace(
            "to seek its disclosure", "to seek their disclosure"
        )
    assert (
        "including traffic data, that have been stored by means of a computer system"
        in run("resolve", bare, "--consequential", "-p", "cybercrime").stdout
    )


NOUNS = [
    *(("information", "measures"), ("Convention", "offences"), ("request", "authorities"), ("assistance", "proceeds")),
    *(("article", "articles"), ("Party", "Parties"), ("person", "persons"), ("cooperation", "data")),
]


def test_words_agree_with_what_they_are_taken_to_agree_with(shipped: cv.Inventory):
    """In text that nobody contests each word found shows the number of the noun that is taken for its subject.

    Nouns of the draft are put in brackets beside a rival of the other number: what does not fit must be the rival.
    """
    rivals = {one: other for pair in NOUNS for one, other in (pair, pair[::-1])}
    agreed = cv.Resolver(shipped).resolve(cv.Selection("cybercrime", consequential=True)).text
    text = re.sub(rf"\b(?:{'|'.join(rivals)})\b", lambda noun: f"[{noun[0]}] [{rivals[noun[0]]}]", agreed)
    variants = "".join(
        f"[terms.t{number}.options.{name}]\nforms = ['{noun}']\nnumber = '{name}'\n"
        for number, pair in enumerate(NOUNS)
        for name, noun in zip(("singular", "plural"), pair, strict=True)
    )
    inventory = read(text, variants)
    words = found(inventory)
    wrong = [
        f"{text[one.span.start - 80 : one.span.end + 20]}: {one.message}"
        for one in words
        if f"with {inventory.option_text(inventory.by_id[one.point].options[1])} (" not in one.message
    ]
    assert wrong == []
    assert len(words) > 50


# The entry that settles a finding


@pytest.mark.parametrize(
    ("source", "replace", "reads"),
    [
        ("1. Where [computer data] [digital information] is lost.", "is", "are"),
        ("1. It is so where [computer data] [digital information] is lost.", "is lost", "are lost"),
        ("1. It is lost where the [computer data] [digital information] lost is lost.", "lost is", "lost are"),
        ("1. It is of that; part of that [computer data] [digital information].", "part of that", "part of those"),
        ("1. If [x is] where [computer data] [digital information] is lost.", "is lost", "are lost"),
        ("1. Lost is lost where [computer data] [digital information] is\nlost.", None, None),
        ("1. If [computer data] [digital information] is; if [computer data] [digital information] is.", None, None),
        ("1. It is so.\n\n(a) where [computer data] [digital information] is.", "is", "are"),
    ],
)  # fmt: skip
def test_entries_quote_no_more_than_they_must(source: str, replace: str | None, reads: str | None):
    """A word gets the neighbours that make it stand but once in its provision; or there is no entry."""
    remedies = [one.remedy for one in found(read(source, VOCABULARY))]
    assert len(remedies) == source.count("[computer data]")
    for remedy in remedies:
        assert (remedy and remedy.replace, remedy and remedy.reads) == (replace, reads)


def test_json_has_the_entry(bare: Path):
    """In JSON the entry stands beside its finding, and is TOML."""
    result = CliRunner().invoke(main, ["check", str(bare), "--format", "json"])
    data = [one for one in json.loads(result.stdout)["diagnostics"] if one["rule"] == "number-agreement"]
    (entry,) = tomllib.loads(data[1]["consequential"])["consequential"]
    assert entry == {
        "when": {"data": ["computer-data", "electronic-data"]},
        "at": "article-25-2",
        "replace": "of that",
        "with": "of those",
    }
    assert len(data) == 5


PIECES = [
    *("[computer data] [digital information]", "[Computer data][Digital information]", "[computer data] [x]"),
    *("[cybercrime] [the use of technologies]", "[offences committed with technologies] [cybercrime]", "[are] [is]"),
    *("[computer systems] [information devices]", "[the computer data are] [the digital information is]", "[so]"),
    *("the", "The", "that", "of that", "those", "These stored", "where", "Where the", "preserve", "the loss of"),
    *(
        "is",
        "are",
        "has been",
        "sought is",
        "do not",
        "that is",
        "that are kept",
        "which was",
        ", including x, that has",
    ),
    *("and its relation", "and their relation", "to be preserved and their", "which", "lost", "*", "_", "\xa0"),
    *(".", ";", ",", "\n", "\n\n", "\n\n(a)", "\n\n1.", "\n\n2.", "\n\n# Article 3.", "\n- "),
]
sentences = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)


@given(sentences)
def test_what_is_pasted_is_silent(text: str):
    """Each finding that comes with an entry is gone once that is pasted; no entry is refused, no finding comes new."""
    before = found(read(text, BRIDGING))
    after = found(read(text, f"{BRIDGING}\n{entries(before)}"))
    assert [one.span for one in after] == [one.span for one in before if one.remedy is None]


@given(sentences)
def test_words_stand_outside_brackets(text: str):
    """What is found is one word outside brackets, and its options are not all of those that have a number."""
    inventory = read(text, BRIDGING)
    for one in found(inventory):
        assert text[one.span.start : one.span.end].isalpha()
        assert not any(o.start < one.span.end and one.span.start < o.end for p in inventory.points for o in p.options)
        assert one.remedy is None or len(next(iter(one.remedy.when.values()))) < len(
            inventory.terminology.terms[inventory.by_id[one.point].term or ""].options
        )


@given(sentences, st.sampled_from(["singular", "plural"]))
def test_one_number_for_all_is_no_finding(text: str, number: str):
    """Where all options have the same number nothing is found, however the sentences are made."""
    variants = BRIDGING.replace('"singular"', f'"{number}"').replace('"plural"', f'"{number}"')
    text = text.replace("[computer systems] [information devices]", "[computer system] [information device]")
    assert found(read(text, variants)) == []


@given(wild_drafts | any_text | noise)
def test_any_text(text: str):
    """Whatever a draft is, it is looked through without an error."""
    found(read(text, BRIDGING))


def test_sentences_have_something_to_find():
    """Among the drafts made up here are those in which two words of a provision are found, each with its entry."""
    assert find(sentences, lambda text: sum(one.remedy is not None for one in found(read(text, BRIDGING))) > 1)
