"""`init`: what is inferred from a draft without terminology, and the `variants.toml` that comes of it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import convention_variants as cv
from commands import make_draft, refused, run
from convention_variants.inference.proposal import propose
from convention_variants.resolve.coverage import read_profiles
from drafts import damaged_drafts, negotiated_drafts, noise, wild_drafts

FILE = Path(__file__).parent / "cases" / "init.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
SMALL = "Of [computer data] [digital information], and [those computer data] [that digital information]."


def read_again(text: str, *, once: bool = False) -> tuple[str, cv.Inventory]:
    """Return what `init` writes for a draft, and the draft as it is read with that."""
    source = cv.Source("draft.md", text)
    written = propose(source, once=once).text
    return written, cv.read_draft(source, cv.read_terminology(cv.Source("variants.toml", written)))


def shown(form: Any) -> str:  # noqa: ANN401 a form of the model
    """Return a form as the cases write it."""
    return f"{form.text} ({form.number})" if form.number else str(form.text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_cases(case: dict[str, Any]):
    """Terms, numbers, profiles and comments are those of the case."""
    written, inventory = read_again(case["source"], once=case.get("once", False))
    terminology = inventory.terminology
    terms = [
        [[shown(form) for form in option.forms] for option in term.options.values()]
        for term in terminology.terms.values()
    ]
    assert terms == case["terms"], written
    if "profiles" in case:
        assert {profile.id: profile.choose for profile in terminology.profiles.values()} == case["profiles"]
    readings = read_profiles(inventory, terminology.profiles)
    assert [reading.count(cv.Outcome.CHOSEN) for reading in readings] == case["decided"], written
    lines = written.splitlines()
    comments = [line.removeprefix("#").strip() for line in lines if line.startswith("#")]
    assert [line for line in case.get("lines", ()) if line not in lines] == [], written
    assert [comment for comment in case.get("comments", ()) if comment not in comments] == [], written
    assert [text for text in case.get("absent", ()) if text in written] == [], written


def promised(text: str) -> None:
    """Check what holds of every draft, also with terms that occur once; that file is the same each time."""
    proposed(text, once=False)
    assert propose(cv.Source("draft.md", text), once=True).text == proposed(text, once=True)


def proposed(text: str, *, once: bool) -> str:
    """Check that the file is accepted and puts no words anywhere, and return it."""
    written, inventory = read_again(text, once=once)
    assert not [
        found for found in cv.diagnose(inventory) if found.rule == "near-miss-option" and is_own(found, inventory)
    ]
    for reading in read_profiles(inventory, inventory.terminology.profiles):
        for decision in reading.decisions:
            assert decision.wording is None, "a profile chooses only what each place offers"
    commented = "\n".join(line.removeprefix("# ") for line in written.splitlines() if is_toml(line))
    cv.read_terminology(cv.Source("variants.toml", commented))
    return written


def is_own(found: cv.Diagnostic, inventory: cv.Inventory) -> bool:
    """Say whether a diagnostic is about a wording that the file has as a form."""
    return inventory.terminology.match(inventory.text(found.span).strip("[]")) is not None


def is_toml(line: str) -> bool:
    """Say whether a line is TOML, or a comment that can be uncommented."""
    bare = line.removeprefix("# ")
    return not line.startswith("#") or bare.startswith("[terms.") or ".forms = [" in bare


@given(negotiated_drafts)
def test_any_draft(text: str):
    """What `init` writes for a draft as negotiators write them is accepted."""
    promised(text)


@given(damaged_drafts | wild_drafts)
def test_damaged_drafts(text: str):
    """So it is for drafts that are damaged or wild."""
    promised(text)


@given(noise)
def test_noise(text: str):
    """So it is for what is hardly a draft."""
    promised(text)


WORDS = (
    *(
        "aim",
        "goal",
        "purpose",
        "aims",
        "the aim",
        "goals are",
        "*Goal*",
        "good aim",
        "aim of annex X",
        "aim of annex Y",
    ),
    *(
        "shall",
        "should",
        "may",
        "other",
        "is",
        "are",
        "the use of aims",
        "goals set by the use of aims",
        "with the goal",
    ),
)
runs = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(
    lambda words: "".join(f"[{word}]" for word in words)
)
recurring = st.lists(st.tuples(runs, st.sampled_from([" ", ". ", ", a ", "\n\n"])), min_size=2, max_size=14).map(
    lambda parts: "".join("".join(part) for part in parts)
)


@settings(max_examples=400)
@given(recurring)
def test_recurring_wordings(text: str):
    """So it is where few wordings stand side by side in every way there is."""
    promised(text)


def test_corpora(corpus: cv.Source):
    """So it is for real negotiating texts."""
    promised(corpus.text)


def test_shipped_draft_reads_as_with_the_shipped_terminology(shipped: cv.Inventory):
    """Without hand work the profiles of A/AC.291/22 read word for word as the shipped ones."""
    written, inventory = read_again(shipped.draft.source.text)
    assert len(inventory.terminology.terms) == 3, written
    for rank, profile in (("first", "cybercrime"), ("second", "ict")):
        inferred = cv.Resolver(inventory).resolve(cv.Selection(rank))
        assert inferred.text == cv.Resolver(shipped).resolve(cv.Selection(profile)).text
        assert inferred.count(cv.Outcome.OPEN) == 0
    forms = {text: known.number for text, known in inventory.terminology.forms.items() if not known.plural}
    by_hand = {
        text: known.number for text, known in shipped.terminology.forms.items() if text in forms and not known.plural
    }
    joining = "associated with the use of information and communications technologies for criminal purposes"
    assert {**by_hand, joining: None} == forms, "the numbers are those that a person gave them"


def test_families_of_the_geneva_text(corpora: Path):
    """The families that recur there are found: the groups of countries, and the annexes that are to replace them."""
    text = (corpora / "unfccc-geneva-2015-02-12.txt").read_text(encoding="utf-8")
    _, inventory = read_again(text)
    option_of = inventory.terminology.option_of
    for group, annex in (
        ("developing", "Parties not included in annex X"),
        ("developed", "Parties included in annex X"),
    ):
        named = {option_of(f"{group} {noun}") for noun in ("country Parties", "countries", "country Party", "country")}
        (one,) = named
        other = option_of(annex)
        assert one is not None
        assert other is not None
        assert one.term == other.term
        assert one.option != other.option
    assert option_of("developing country Parties") != option_of("developed country Parties")
    terms = {point.term for point in inventory.points if point.term}
    assert terms == set(inventory.terminology.terms)


def test_shall_and_should(corpora: Path):
    """`[shall][should]` is found where it recurs, with and without `[other]`."""
    for name in ("unfccc-adp-nonpaper-2015-10-05.txt", "unfccc-paris-draft-2015-12-04.md"):
        _, inventory = read_again((corpora / name).read_text(encoding="utf-8"))
        assert list(inventory.terminology.terms["shall"].options)[:2] == ["shall", "should"]


# The command


def test_init_writes_beside_the_draft(tmp_path: Path):
    """`init` writes variants.toml into the folder, says on one line what it found, and `check` accepts it."""
    (tmp_path / "draft.md").write_text(SMALL, encoding="utf-8")
    result = run("init", tmp_path)
    file = tmp_path / "variants.toml"
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{file}: 1 term, 2 profiles: each decides 2 of 2 choice points\n"
    assert file.read_bytes() == propose(cv.Source("draft.md", SMALL)).text.encode("utf-8")
    checked = run("check", tmp_path, "-p", "first", "-p", "second", "--strict")
    assert checked.exit_code == 0, checked.stderr


def test_init_says_what_it_left_out(tmp_path: Path):
    """What occurs once is counted with the option that includes it; with that, nothing is left out."""
    folder = make_draft(tmp_path / "small", "Of [boats] [rafts] and [lamps] [lanterns].", "")
    (folder / "variants.toml").unlink(missing_ok=True)
    left = "2 possible terms left out because they occur only once (init --once --force includes them)"
    assert run("init", folder).stderr.endswith(f"no terms: no wordings recur side by side; {left}\n")
    assert run("init", folder, "--once", "--force").stderr.endswith(
        "2 terms, 2 profiles: each decides 2 of 2 choice points\n"
    )
    refused(run("init", folder, "--once", "--force", "--from", folder), "--once cannot be combined with --from")


def test_init_of_a_file(tmp_path: Path):
    """A draft that is a file of its own gets its variants.toml beside it."""
    (tmp_path / "treaty.txt").write_text("[yes] [no].", encoding="utf-8")
    result = run("init", tmp_path / "treaty.txt")
    assert result.exit_code == 0
    assert "no terms" in result.stderr
    assert (tmp_path / "variants.toml").read_text(encoding="utf-8").startswith("# Terminology of treaty.txt,")


def test_init_never_writes_over(tmp_path: Path):
    """What is there stays, unless `--force` is given; what it says, right or wrong, does not matter then."""
    folder = make_draft(tmp_path / "small", SMALL, "wrong [")
    refused(run("init", folder), "variants.toml", "--force")
    assert (folder / "variants.toml").read_text(encoding="utf-8") == "wrong ["
    assert run("init", folder, "--force").exit_code == 0
    written = (folder / "variants.toml").read_bytes()
    assert run("init", folder, "--force").exit_code == 0
    assert (folder / "variants.toml").read_bytes() == written
    assert sorted(path.name for path in folder.iterdir()) == ["draft.md", "variants.toml"]


def test_init_keeps_a_link_that_leads_nowhere(tmp_path: Path):
    """A link is something that is there, even if nothing is behind it."""
    (tmp_path / "draft.md").write_text(SMALL, encoding="utf-8")
    (tmp_path / "variants.toml").symlink_to(tmp_path / "elsewhere.toml")
    refused(run("init", tmp_path), "variants.toml")
    assert not (tmp_path / "elsewhere.toml").exists()


def test_init_of_what_is_no_draft(tmp_path: Path):
    """No draft, an empty draft, a file that is not UTF-8: one line, status 2, and nothing is written."""
    refused(run("init", tmp_path), "draft.md")
    (tmp_path / "draft.md").write_bytes(b" \n")
    refused(run("init", tmp_path), "empty")
    (tmp_path / "draft.md").write_bytes(b"[a\xff]")
    refused(run("init", tmp_path), "UTF-8", "draft.md:1:3")
    assert not (tmp_path / "variants.toml").exists()


def test_profiles_that_decide_differently(tmp_path: Path):
    """The line says how many choice points each profile decides where that is not the same."""
    text = "An [aim][goal][end], an [aim][goal][end]; a [pact] [treaty], a [pact] [treaty]. [yes] [no]"
    (tmp_path / "draft.md").write_text(text, encoding="utf-8")
    result = run("init", tmp_path)
    decided = "2 terms, 3 profiles: of 5 choice points they decide first 4, second 4, third 2"
    left = "1 possible term left out because it occurs only once (init --once --force includes it)"
    assert result.stderr.endswith(f"{decided}; {left}\n")
