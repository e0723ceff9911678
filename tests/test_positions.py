"""Positions: who wants what, and a draft as one party wants it."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest

import convention_variants as cv
from commands import make_draft, refused, run
from convention_variants.building import plan
from convention_variants.comparison.comparing import compare_profiles
from convention_variants.language.parties import group_members, parties
from convention_variants.reports.positions import as_csv, as_json, as_table
from convention_variants.reports.positions_page import as_html
from convention_variants.reports.standings import Held, find_standings, in_order
from score import CORPORA, LABELS, STANCES
from score import read as read_corpus
from word_files import word_file

FILE = tomllib.loads((Path(__file__).parent / "cases" / "positions.toml").read_text(encoding="utf-8"))
CASES, ERRORS, STANDINGS, COMMENTS = FILE["case"], FILE["error"], FILE["standing"], FILE["comment"]
RIVALS = "Parties [US propose; CL/PE oppose: may] [CL/PE propose; US oppose: shall] act"
TPP = "tpp-ip-2013-08-30-part1"


def read(source: str, variants: str = "") -> cv.Inventory:
    """Read a draft by its `variants.toml`."""
    terminology = cv.read_terminology(cv.Source("variants.toml", variants)) if variants else None
    return cv.read_draft(cv.Source("draft.md", source), terminology)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_a_draft_as_a_party_wants_it(case: dict[str, Any]):
    """The party decides what it has a position on, and nothing else; the audit says why."""
    parties = (case["party"],) if isinstance(case["party"], str) else tuple(case["party"])
    at = {place: cv.Take.parse(take) for place, take in case.get("at", {}).items()}
    selection = cv.Selection(case.get("profile"), case.get("choose", {}), at, parties=parties)
    reading = cv.Resolver(read(case["source"], case.get("variants", ""))).resolve(selection)
    assert reading.text == case["reads"]
    decided = {one.point.id: one for one in reading.decisions}
    assert list(decided) == [point.id for point in reading.inventory.points]
    for place, why in case.get("why", {}).items():
        assert (decided[place].outcome is not cv.Outcome.OPEN, decided[place].reason) == (True, why)
    for place, why in case.get("open", {}).items():
        assert (decided[place].outcome, decided[place].reason) == (cv.Outcome.OPEN, why)


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["shows"])
def test_an_entry_that_does_not_fit_the_draft_is_an_error(case: dict[str, Any]):
    """The message has file, line and column, and says what is wrong."""
    with pytest.raises(cv.InputError) as caught:
        read(case["source"], case["variants"])
    assert str(caught.value).startswith(f"variants.toml:{case['place']}: ")
    assert [part for part in case["says"] if part not in str(caught.value)] == []


def test_an_unknown_party_is_an_error_that_offers_the_nearest_name():
    """Names of the draft, of `variants.toml` and of our list are offered."""
    resolver = cv.Resolver(read("Parties [XYZ/US propose: may] act", "[groups]\nAlliance = []\n"))
    for name, near in (("XYY", "XYZ"), ("Allianz", "Alliance"), ("Untied States", "United States")):
        with pytest.raises(cv.InputError, match=f'unknown party "{name}"; did you mean "{near}"'):
            resolver.resolve(cv.Selection(parties=(name,)))


@pytest.mark.parametrize("case", STANDINGS, ids=lambda case: case["shows"])
def test_who_stands_where(case: dict[str, Any]):
    """Every position is listed once, and each pair of parties agrees or not once at each place."""
    standings = find_standings(read(case["source"], case.get("variants", "")))
    assert [_line(one) for one in standings.held] == case["held"]
    agree = [f"{one} {other} {same}:{opposed}" for (one, other), (same, opposed) in standings.agreement.items()]
    assert agree == case["agree"]
    assert sorted(standings.parties) == sorted({one.party for one in standings.held})


def _line(held: Held) -> str:
    who = held.speaker if held.speaker != held.party else "alone" if held.alone else ""
    assert held.stance is not None
    return f"{held.place} {held.option} {held.party} {held.stance.value} {held.source.value} {who}".strip()


def test_json_has_the_shape_that_scripts_rely_on():
    """Options count from 0, and the counts of a party are those of its positions."""
    data = as_json(find_standings(read(RIVALS)))
    assert (data["schema"], data["draft"]) == (1, "draft.md")
    assert data["parties"][0].keys() == {"party", "proposes", "supports", "opposes", "reserves", "alone"}
    assert {
        "place": "text.1",
        "option": 1,
        "party": "PE",
        "stance": "proposes",
        "source": "attribution",
        "alone": False,
    } in (data["positions"])
    pairs = {frozenset(pair["parties"]): (pair["same"], pair["opposed"]) for pair in data["agreement"]}
    assert pairs == {frozenset({"CL", "PE"}): (1, 0), frozenset({"CL", "US"}): (0, 1), frozenset({"PE", "US"}): (0, 1)}
    for party in data["parties"]:
        stances = [one["stance"] for one in data["positions"] if one["party"] == party["party"]]
        assert {stance: party[stance] for stance in STANCES} == {stance: stances.count(stance) for stance in STANCES}


def test_csv_has_a_row_for_each_position():
    """Spreadsheets get numbers of options as people count, and the wordings."""
    rows = list(csv.DictReader(io.StringIO(as_csv(find_standings(read(RIVALS))).removeprefix("\ufeff"))))
    assert [(row["option"], row["wording"], row["party"], row["stance"], row["alone"]) for row in rows] == [
        ("1", "may", "US", "proposes", "yes"),
        ("1", "may", "CL", "opposes", "no"),
        ("1", "may", "PE", "opposes", "no"),
        ("2", "shall", "CL", "proposes", "no"),
        ("2", "shall", "PE", "proposes", "no"),
        ("2", "shall", "US", "opposes", "yes"),
    ]
    assert {(row["place"], row["provision"], row["line"], row["column"]) for row in rows if row["option"] == "1"} == {
        ("text.1", "text", "1", "9")
    }


def test_table_says_who_is_close_to_whom():
    """The parties come first, then each wording with what is said of it."""
    assert list(as_table(find_standings(read(RIVALS)))) == [
        "party  proposes  supports  opposes  reserves  alone  closest to",
        "US     1         0         1        0         2",
        "CL     1         0         1        0         0      PE (1:0)",
        "PE     1         0         1        0         0      CL (1:0)",
        "",
        "place   option  positions                          wording",
        "text.1  1       proposed by US; opposed by CL, PE  may",
        "text.1  2       proposed by CL, PE; opposed by US  shall",
        "6 positions of 3 parties",
    ]


def test_parties_that_agree_stand_next_to_each_other():
    """Two coalitions come out as two blocks, whatever the alphabet says."""
    draft = "Parties [AU/US/EU propose; BR/IN/ZA oppose: may] act [BR/IN/ZA propose; AU/EU/US oppose: fairly]"
    order = find_standings(read(draft)).parties
    assert {frozenset(order[:3]), frozenset(order[3:])} == {
        frozenset({"AU", "EU", "US"}),
        frozenset({"BR", "IN", "ZA"}),
    }
    assert in_order((), {}) == ()


@pytest.mark.parametrize("case", COMMENTS, ids=lambda case: case["text"])
def test_comments_that_begin_with_parties_are_remarks(case: dict[str, Any], tmp_path: Path):
    """The parties and the stance that the first words state are read; nothing is decided."""
    inventory = commented(case["text"], tmp_path)
    held = find_standings(inventory).held
    names, stance = ", ".join(one.party for one in held), {one.stance for one in held}
    assert len(stance) <= 1
    assert f"{names} {''.join(one.value for one in stance if one)}".strip() == case["says"]
    reading = cv.Resolver(inventory).resolve(cv.Selection(parties=tuple(one.party for one in held)))
    assert reading.text == inventory.draft.source.text
    (comment,) = inventory.draft.source.conversion.comments if inventory.draft.source.conversion else ()
    assert comment.text == case["text"]


def commented(text: str, folder: Path) -> cv.Inventory:
    """Read a Word file with one comment on its second article."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    body = (
        "<w:p><w:r><w:t>Article 1</w:t></w:r></w:p><w:p><w:r><w:t>Parties act.</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>Article 2</w:t></w:r></w:p>"
        '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>[authorized] officers act.</w:t></w:r></w:p>'
    )
    comments = f'<w:comment w:id="0" w:author="Ann"><w:p><w:r><w:t>{escaped}</w:t></w:r></w:p></w:comment>'
    (folder / "draft.docx").write_bytes(word_file(body, comments=comments))
    return cv.load_draft(folder / "draft.docx")


def test_remarks_are_shown_everywhere(tmp_path: Path):
    """Positions, the inventory and the annex name the provision, the words and the stance."""
    inventory = commented('US: Delete "authorized"', tmp_path)
    (remark,) = as_json(find_standings(inventory))["positions"]
    assert (remark["place"], remark["option"], remark["source"]) == ("article-2", None, "comment")
    assert remark["text"] == 'US: Delete "authorized"'
    listed = json.loads(run("choices", tmp_path, "--format", "json").stdout)["comments"]
    assert [one["positions"] for one in listed] == [[{"party": "US", "stance": "opposes"}]]
    assert '"authorized" (opposed by US)' in run("choices", tmp_path).stdout
    for format_ in ("md", "html"):
        edition = cv.render(cv.Resolver(inventory).resolve(cv.Selection()), format_, cv.Options(annex=True)).decode()
        assert "Remarks of parties" in edition
        assert "opposed by US" in edition


def test_the_page_links_each_place_to_its_text():
    """Every link leads to an element of the page, no text of a draft becomes markup, and no mark of it is text."""
    draft = (
        "# Article 1\n\n1. A [US propose; CL oppose: <b>x</b>] b.\n\n"
        "2. [XYZ/CL propose: y[^1]] z.\n\n[^1]: [CL: n] o.\n"
    )
    page = lxml.html.fromstring(as_html(find_standings(read(draft))))
    links = [link.removeprefix("#") for link in page.xpath("//ol[contains(@class, 'places')]//a/@href")]
    assert links == ["article-1-1", "article-1-2", "footnote-1"]
    assert set(links) <= set(page.xpath("//@id"))
    assert len(page.xpath("//@id")) == len(set(page.xpath("//@id")))
    assert [item.text_content() for item in page.xpath("//ol//q")] == ["<b>x</b>", "y", "n"]
    data = [json.loads(one) for one in page.xpath("//@data-positions")]
    assert data[0] == [["US", "proposes", True], ["CL", "opposes", True]]


def test_the_page_cuts_long_wordings_between_words():
    """Of a long wording the page has the first and the last words, whole."""
    page = lxml.html.fromstring(as_html(find_standings(read(f"A [US: {'information ' * 60}] b.\n"))))
    (said,) = (item.text_content() for item in page.xpath("//ol//q"))
    assert set(said.split()) == {"information", "…"}


def test_a_draft_without_positions_has_a_page_and_an_empty_list():
    """Nothing is compared where nobody says anything."""
    standings = find_standings(read("Parties [may] [shall] act"))
    assert (standings.parties, standings.held) == ((), ())
    assert b'<svg class="map"' not in as_html(standings)
    assert as_json(standings)["agreement"] == []
    assert list(as_table(standings)) == ["0 positions of 0 parties"]


def test_all_editions_of_parties_read_the_draft_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Each party that has a position has an edition, whose open places are no failure, beside the profiles."""
    source = make_draft(tmp_path / "draft", f"{RIVALS} [African Group propose: fairly]", '[profiles.a]\nlabel = "A"\n')
    read_drafts: list[Path] = []
    monkeypatch.setattr(plan, "load_draft", lambda path: read_drafts.append(path) or cv.load_draft(path))
    result = cv.build([source], tmp_path / "out", ["md"], parties=True)
    assert read_drafts == [source]
    editions = {name for file in result.made if (name := Path(file.path).name).endswith(".md")}
    assert editions == {f"draft-{name}.md" for name in ("a", "party-african-group", "party-cl", "party-pe", "party-us")}
    text = (tmp_path / "out" / "draft" / "draft-party-us.md").read_text(encoding="utf-8")
    assert "Reading: As US wants it" in text
    assert "Parties may act" in text
    assert run("build", source, "--parties", "--to", "md", "--out", tmp_path / "out2", "--allow-open").exit_code == 0


def test_two_parties_are_compared():
    """A party in the place of a profile is compared as it wants the draft."""
    (difference,) = compare_profiles(read(RIVALS), "party:US", "party:Peru").differences
    assert difference.texts == ("Parties may act", "Parties shall act")


def test_commands_take_parties(tmp_path: Path):
    """Resolve and render decide for a party, and refuse one that nobody knows."""
    draft = tmp_path / "draft.md"
    draft.write_text(RIVALS, encoding="utf-8")
    assert run("resolve", draft, "--party", "USA").stdout == "Parties may act"
    assert "Reading: As CL wants it" in run("render", draft, "--party", "Chile", "--annex").stdout
    assert "proposed by CL" in run("render", draft, "--party", "Chile", "--annex").stdout
    refused(run("resolve", draft, "--party", "Chille"), 'unknown party "Chille"; did you mean "Chile"?')
    assert run("positions", draft, "--format", "json").exit_code == 0


def test_a_party_that_says_nothing_is_named(tmp_path: Path):
    """A known party without a position decides nothing, which would look like a mistake; its group may speak for it."""
    draft = tmp_path / "draft.md"
    draft.write_text("Parties [EU propose: shall] act", encoding="utf-8")
    silent = "Warning: JP has no position in this draft; run positions to list the parties that have one\n"
    assert silent in run("resolve", draft, "--party", "Japan").stderr
    assert "no position" not in run("resolve", draft, "--party", "Germany").stderr
    assert "no position" not in run("resolve", draft, "--party", "EU").stderr


def test_groups_have_members_that_are_known():
    """Each group and member has its canonical name, and a group has no member twice."""
    assert {"EU", "G77", "AOSIS", "LDCs", "African Group", "Umbrella Group", "LMDCs", "EIG", "CARICOM", "ASEAN"} <= (
        group_members().keys()
    )
    for group, members in group_members().items():
        assert parties().canonical(group) == group
        assert {parties().canonical(member) for member in members} == set(members)
    assert [len(group_members()[group]) for group in ("EU", "G77", "AOSIS", "African Group")] == [27, 134, 39, 54]


def _labels() -> Iterator[tuple[str, int, str]]:
    """Yield for each label of the trade text a party, where the wording starts, and the party's stance."""
    with (LABELS / "tpp-attributions.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for party in ("US", "CL", "CA"):
                for stance in STANCES[:3]:
                    if party in row[stance].split(","):
                        yield party, int(row["wording_start"]), stance


@pytest.mark.skipif(not (CORPORA / f"{TPP}.txt").is_file(), reason="needs the corpora")
def test_readings_have_what_a_party_proposes_and_not_what_it_opposes():
    """In 95 % of the places that people labelled in a real text; the rest stays open, and nothing proposed is lost."""
    corpus = read_corpus(f"{TPP}.txt")
    resolver, text = cv.Resolver(corpus.inventory), corpus.text
    gone = {
        party: [
            corpus.source.written_span(cv.Span(edit.start, edit.end))
            for edit in resolver.resolve(cv.Selection(parties=(party,))).edits
            if not edit.text
        ]
        for party in ("US", "CL", "CA")
    }
    verdicts = []
    for party, start, stance in _labels():
        begins = start + len(re.match(r"\s*", text[start:])[0])  # type: ignore[index] # it always matches
        is_gone = any(span.start <= begins < span.end for span in gone[party])
        verdicts.append(is_gone == (stance == "opposes"))
        assert not (is_gone and stance != "opposes")
    assert len(verdicts) >= 60
    assert sum(verdicts) / len(verdicts) >= 0.95
