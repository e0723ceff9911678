"""Revisions as JSON, Markdown and a page; what init --from carries over; and the page of a build."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import convention_variants as cv
from commands import make_draft, refused, run
from convention_variants.comparison.revising import revise_all
from convention_variants.comparison.revision_formats import as_html, as_json, as_markdown

FIRST = """\
# Article 1

1. Each Party [shall] [should] report [every year] to the Council.

2. The Council [meets] [sits] in [June] [July] [May].
"""
SECOND = """\
# Article 1

1. There is a Council.

2. Each Party shall report to the Council.

3. The Council [meets] [sits] in [May] [June].
"""
THIRD = """\
# Article 1

1. There is [hereby] a Council.

2. Each Party shall report to the Council.

3. The Council sits in May.
"""
VARIANTS = """\
# Kept as it is.
[document]
symbol = "A/1"
body = "Council of Parties"

[terms.duty.options.strong]
forms = ["shall"]
[terms.duty.options.weak]
forms = ["should"]

[profiles.firm]
choose = { duty = "strong" }

# The Council does not care.
[[decisions]]
at = "article-1-2.1"
options = ["meets", "sits"]
take = 1

[[decisions]]
at = "article-1-2.2"
take = 3

[[decisions]]
at = "article-1-1.2"
take = "keep"

[[consequential]]
when = { duty = "weak" }
at = "article-1-1"
replace = "to the Council"
with = "to that Council"
"""


def read(text: str, name: str) -> cv.Inventory:
    """Read a draft without terminology."""
    return cv.read_draft(cv.Source(name, text))


def json_of(*texts: str) -> dict[str, list[dict[str, object]]]:
    """Return the JSON of drafts called 1.md, 2.md and so on."""
    drafts = [read(text, f"{number}.md") for number, text in enumerate(texts, 1)]
    return json.loads(as_json(revise_all(drafts)))


def test_json_has_places_and_wordings():
    """Ids, places and wordings are those of `choices`, null and empty where a draft lacks the point."""
    data = json_of(FIRST, SECOND)
    assert list(data) == ["schema", "drafts", "summary", "provisions", "choice_points"]
    assert data["drafts"] == ["1.md", "2.md"]
    assert data["choice_points"][0] == {
        "old": "article-1-1.1", "new": None, "status": "settled", "option": 0, "sure": True,
        "old_options": ["shall", "should"], "new_options": [], "old_line": 3, "old_column": 15,
        "new_line": None, "new_column": None,
    }  # fmt: skip
    assert data["choice_points"][3] == {
        "old": "article-1-2.2", "new": "article-1-3.2", "status": "changed", "option": None, "sure": True,
        "old_options": ["June", "July", "May"], "new_options": ["May", "June"], "old_line": 5, "old_column": 34,
        "new_line": 7, "new_column": 34,
    }  # fmt: skip
    assert data["summary"] == {
        "old": 4, "open": 1, "changed": 1, "settled": 2, "new": 0, "gone": 0,
        "took": 1, "kept": 0, "dropped": 1, "other": 0, "unsure": 0,
    }  # fmt: skip
    assert {"old": "article-1-2", "new": "article-1-3", "status": "renumbered"} in data["provisions"]


def test_a_series_follows_each_point_from_its_first_draft_to_the_last():
    """What was changed in one draft and settled in the next is settled, with the option of the first draft."""
    data = json_of(FIRST, SECOND, THIRD)
    told = [(one["ids"], one["status"], one["option"], one["old"], one["new"]) for one in data["choice_points"]]
    assert told == [
        (["article-1-1.1", None, None], "settled", 0, "article-1-1.1", None),
        (["article-1-1.2", None, None], "settled", "drop", "article-1-1.2", None),
        (["article-1-2.1", "article-1-3.1", None], "settled", 1, "article-1-2.1", None),
        (["article-1-2.2", "article-1-3.2", None], "settled", 2, "article-1-2.2", None),
        ([None, None, "article-1-1.1"], "new", None, None, "article-1-1.1"),
    ]
    assert {"old": "article-1-2", "new": "article-1-3", "status": "renumbered"} in data["provisions"]
    assert {"old": None, "new": "article-1-1", "status": "new"} in data["provisions"]


def test_markdown_is_for_an_email():
    """It sums up in words, counts by chapter, and lists what is no longer as before, by provision."""
    text = as_markdown(revise_all([read(FIRST, "1.md"), read(SECOND, "2.md")])).decode()
    assert (
        "Settled: 2 of 4 choice points: 1 took one of the wordings, 1 dropped it. 1 is open as before, 1 changed."
        in (" ".join(text.split()))
    )
    assert "| Article 1         | 4    | 2    |" in text
    assert "### Article 1, 1 → Article 1, 2 (renumbered)" in text
    assert "- **settled, took “shall”**: [shall] [should]" in text
    assert "**changed**: [June] [July] [May] → [May] [June]" in text
    assert "open as before**" not in text


def test_the_chart_counts_each_draft_by_its_own_parts():
    """Of two parts that became one, the one it has most from shares its row; the other has its own."""
    first = (
        "# A. Courts\n\n1. Courts [shall] [should] sit in public on every working day of the year.\n\n"
        "# B. Fees [for courts]\n\n1. Fees are due [at once] [yearly].\n\n2. Fees are [low].\n"
    )
    second = (
        "# Article 1\n\n1. Courts [shall] [should] sit in public on every working day of the year.\n\n"
        "2. Fees are due [at once] [yearly].\n\n# Article 2\n\n1. Members [may] resign.\n"
    )
    text = as_markdown(revise_all([read(first, "1.md"), read(second, "2.md")])).decode()
    table = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    assert table[2:] == [
        ["A. Courts → Article 1", "1", "2"],
        ["Article 2", "–", "1"],
        ["B. Fees [for courts]", "3", "–"],
        ["Total", "4", "3"],
    ]


def test_wordings_have_no_marks_of_formatting():
    """Emphasis, escapes and lone brackets of headings are left out; the texts keep their emphasis."""
    drafts = [
        read("# [Article 1\n\nA [*very* **good**] [3 \\* 4] law.\n", "1.md"),
        read("# Article 1\n\nA law.\n", "2.md"),
    ]
    page = as_html(revise_all(drafts)).decode()
    assert '<span class="wording">very good</span> <span class="wording">3 * 4</span>' in page
    assert "<em>very</em>" in page
    assert '<th scope="row">Article 1</th>' in page


def test_the_page_shows_both_texts_and_marks_what_stands():
    """The wording that was taken is marked in both drafts; rows have their statuses for the filters."""
    page = as_html(revise_all([read(FIRST, "1.md"), read(SECOND, "2.md")])).decode()
    assert re.findall(r"<mark>(?:<span[^>]*>)?(\w+)", page) == ["1", "2", "shall", "shall"]
    assert '<section class="row settled-point" id="provision-1-0">' in page
    assert '<section class="row changed-point open-point" id="provision-1-1">' in page
    assert "<script" not in page
    assert re.search(r"\.revisions:has\(\.chapter-\d+:checked\) \.part:not\(\.part-\d+\)", page)


WITH_POSITIONS = (
    "# Article 1\n\nParties [US: should] [EU: shall] report.\n\nThey pay [US: <b>yearly</b>] into the Fund.\n"
)
WITHOUT_BRACKETS = "# Article 1\n\nParties shall report.\n\nThey pay <b>yearly</b> into the Fund.\n"


def test_positions_are_in_every_format():
    """Each settled choice point and a table tell whose positions are met; the outcome has its other keys as ever."""
    series = revise_all([read(WITH_POSITIONS, "1.md"), read(WITHOUT_BRACKETS, "2.md")])
    data = json.loads(as_json(series))
    assert [(one["met"], one["not_met"]) for one in data["choice_points"]] == [(["EU"], ["US"]), (["US"], [])]
    assert data["parties"] == [{"party": "EU", "met": 1, "not_met": 0}, {"party": "US", "met": 1, "not_met": 1}]
    text = as_markdown(series).decode()
    assert "[should] [shall]. Positions met: EU. Positions not met: US" in text
    assert re.search(r"\| US +\| 1 +\| 1 +\|", text)
    page = as_html(series).decode()
    assert '<span class="what">Positions met: EU. Positions not met: US</span>' in page
    assert '<tr><th scope="row">US</th><td>1</td><td>1</td></tr>' in page


def test_a_later_draft_says_who_wants_what_there():
    """In a series the positions are those of the draft in which the choice point was last open."""
    drafts = ("Parties [US: should] [EU: shall] report.\n", "Parties [Peru: should] [EU, US: shall] report.\n")
    texts = [*drafts, "Parties shall report.\n"]
    series = revise_all([read(text, f"{number}.md") for number, text in enumerate(texts)])
    assert [(one.option, *one.parties) for one in series.points] == [(1, ("EU", "US"), ("PE",))]


def test_drafts_without_positions_say_nothing_of_parties():
    """Neither keys nor a table are added."""
    series = revise_all([read(FIRST, "1.md"), read(SECOND, "2.md")])
    assert "met" not in as_json(series).decode()
    assert "Positions" not in as_markdown(series).decode()
    assert "Positions" not in as_html(series).decode()


def test_nothing_of_a_draft_becomes_markup():
    """Angle brackets in wordings and names of files are text."""
    drafts = [read("A [<b>x</b>] [y] c.\n", "<i>1.md"), read("A <b>x</b> c.\n", "2.md")]
    page = as_html(revise_all(drafts)).decode()
    assert "<b>" not in page
    assert "<i>" not in page


@pytest.mark.parametrize(
    ("draft", "legend"),
    [(SECOND, "line."), (SECOND + "\nOn [date].\n", "line, blanks a solid one: neither is settled.")],
)
def test_the_page_explains_the_marks_that_a_draft_has(draft: str, legend: str):
    """Blanks are explained only if a draft has one."""
    page = as_html(revise_all([read(draft, "1.md"), read(SECOND, "2.md")])).decode()
    assert f"What is open has a dotted {legend}</p>" in page


def test_calls_of_footnotes_lead_nowhere_where_the_footnotes_are_not():
    """The page has only provisions in which something became of a choice, so a call is no link."""
    drafts = [read(f"A {stays}[b] c.[^1]\n\n[^1]: Note.\n", f"{stays}.md") for stays in ("x ", "y ")]
    page = as_html(revise_all(drafts)).decode()
    assert '<sup class="call">1</sup>' in page
    assert "#footnote-1" not in page


@pytest.mark.parametrize("ending", ["md", "txt"])
def test_drafts_with_the_same_name_are_named_with_their_folders(tmp_path: Path, ending: str):
    """Two files called draft.md, or draft.md and draft.txt, can be told apart."""
    for name, text in (("one", FIRST), ("two", SECOND)):
        make_draft(tmp_path / name, text, "")
    (tmp_path / "one" / "draft.md").rename(tmp_path / "one" / f"draft.{ending}")
    result = run("revisions", tmp_path / "one", tmp_path / "two", "--to", "json")
    assert json.loads(result.stdout)["drafts"] == [f"one/draft.{ending}", "two/draft.md"]
    assert result.stderr == "4 choice points: 2 settled, 1 open, 1 changed, 0 gone, 0 new\n"


def test_a_folder_that_drafts_share_does_not_part_their_names():
    """Two files of one folder are told apart by their endings."""
    names = ("folder/draft.md", "folder/draft.txt")
    (title, *_) = as_markdown(revise_all([read(FIRST, name) for name in names])).decode().splitlines()
    assert title == "# Revisions: draft.md → draft.txt"


def test_a_draft_without_variants_is_read_by_the_terms_of_the_one_before(tmp_path: Path):
    """A split pair of the old draft's terms is the same split pair in a new draft that has no file yet."""
    text = "# Article 1\n\nUse [cyber] tactics [of computers] here.\n"
    terms = '[terms.t.options.a]\nforms = ["cyber"]\n[terms.t.options.b]\nforms = ["of computers"]\n'
    old = make_draft(tmp_path / "old", text, terms)
    (tmp_path / "new.md").write_text(text, encoding="utf-8")
    points = json.loads(run("revisions", old, tmp_path / "new.md", "--to", "json").stdout)["choice_points"]
    assert [(one["new_options"], one["status"]) for one in points] == [(["cyber", "of computers"], "open")]


def test_revisions_refuses_what_it_cannot_do(tmp_path: Path):
    """One draft is not enough, an input is not overwritten, and a missing draft is named."""
    draft = make_draft(tmp_path / "a", FIRST, "")
    refused(run("revisions", draft), "revisions requires two drafts: OLD NEW")
    refused(run("revisions", draft, tmp_path / "b"), "b: no such file or folder")
    refused(run("revisions", draft, draft, "-o", draft / "draft.md"), "this is the input")
    refused(run("revisions", draft, draft, "-o", tmp_path / "x.pdf"), "cannot infer the format")


# init --from


def carried(tmp_path: Path, new: str = SECOND, variants: str = VARIANTS) -> tuple[str, str]:
    """Carry a variants.toml over to a new draft; return it and what the command says."""
    old = make_draft(tmp_path / "old", FIRST, variants)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "draft.md").write_text(new, encoding="utf-8")
    result = run("init", tmp_path / "new", "--from", old)
    assert result.exit_code == 0, result.stderr
    return (tmp_path / "new" / "variants.toml").read_text(encoding="utf-8"), result.stderr


def test_the_summary_says_what_profiles_decide_of_the_newest_draft(tmp_path: Path):
    """The profile of the older draft is read against the newer one, which has no file of its own."""
    old = make_draft(tmp_path / "old", FIRST, VARIANTS.partition("# The Council does")[0])
    newer = tmp_path / "new.md"
    newer.write_text(f"{SECOND}\n4. Members [shall] [should] meet.\n", encoding="utf-8")
    text = " ".join(run("revisions", old, newer).stdout.split())
    assert "Profile “firm” decides 1 of 3 choice points of the newest draft." in text


def test_entries_move_with_their_places(tmp_path: Path):
    """Terms, profiles and comments are kept; entries are at their new places, or comments with the reason."""
    text, said = carried(tmp_path)
    assert said.endswith("variants.toml: terms and profiles carried over, 2 entries, 2 as comments\n")
    assert '[profiles.firm]\nchoose = { duty = "strong" }' in text
    assert '# The Council does not care.\n[[decisions]]\nat = "article-1-3.1"\noptions = ["meets", "sits"]\n' in text
    assert "# Not carried over: the wordings of article-1-2.2 changed.\n# [[decisions]]\n" in text
    assert '# at = "article-1-2.2"\n# take = 3\n' in text
    assert "# Not carried over: article-1-1.2 is settled: the text was dropped.\n# [[decisions]]\n" in text
    assert 'at = "article-1-2"\nreplace = "to the Council"' in text
    assert 'body = "Council of Parties"\nsupersedes = "../old"\n' in text
    assert "A/1" not in text
    assert run("check", tmp_path / "new").exit_code == 0


def test_declared_positions_move_with_their_places(tmp_path: Path):
    """So do groups; a position on a place that is settled is a comment, and none hinders comparing the drafts."""
    entry = '[[positions]]\nat = "{}"\nparty = "US"\nstance = "proposes"\noptions = ["{}"]\n'
    variants = f"[groups]\nFriends = ['FR', 'DE']\n\n{entry.format('article-1-2.1', 'sits')}\n"
    text, said = carried(tmp_path, SECOND, variants + entry.format("article-1-1.1", "shall"))
    assert said.endswith("1 entry, 1 as comments\n")
    assert "[groups]\nFriends = ['FR', 'DE']\n" in text
    assert f"\n{entry.format('article-1-3.1', 'sits')}" in text
    assert '# Not carried over: article-1-1.1 is settled: "shall" was taken.\n# [[positions]]\n' in text
    assert run("check", tmp_path / "new").exit_code == 0
    (tmp_path / "new" / "variants.toml").unlink()
    assert run("revisions", tmp_path / "old", tmp_path / "new").exit_code == 0


def test_a_guard_that_no_longer_matches_keeps_an_entry_out(tmp_path: Path):
    """The wordings that an entry was written for are compared with those that stand now."""
    text, said = carried(tmp_path, SECOND.replace("[meets] [sits]", "[meets] [gathers]"))
    assert '# Not carried over: article-1-3.1 offers "meets", "gathers", which does not match options.\n' in text
    assert "3 as comments" in said


def test_a_consequential_change_whose_words_are_gone_is_a_comment(tmp_path: Path):
    """Its words must still occur once at the new place of its provision."""
    text, _ = carried(tmp_path, SECOND.replace("report to the Council", "report to the Assembly"))
    assert '# Not carried over: "to the Council" does not occur in the text of article-1-2' in text


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[meets] [sits]", "gathers", "article-1-2.1 is settled: the text is another one now"),
        ("\n3. The Council [meets] [sits] in [May] [June].\n", "", "article-1-2.1 is gone"),
    ],
)
def test_an_entry_on_what_is_no_choice_any_more_is_a_comment(tmp_path: Path, old: str, new: str, reason: str):
    """Its reason says what became of the place."""
    text, _ = carried(tmp_path, SECOND.replace(old, new))
    assert f"# Not carried over: {reason}.\n# # The Council does not care.\n# [[decisions]]\n" in text


def test_what_stands_otherwise_than_init_writes_it(tmp_path: Path):
    """A comment above the first table goes along; a quoted `at` cannot be given its new place."""
    above = "# Ours.\n\n"
    text, _ = carried(tmp_path, variants=above + VARIANTS.replace('at = "article-1-2.1"', '"at" = "article-1-2.1"'))
    assert above in text
    assert "# Not carried over: its place is not written on a line of its own.\n# # The Council" in text


@pytest.mark.parametrize(
    ("variants", "said"),
    [
        (None, "no variants.toml to carry over"),
        ('decisions = [{ at = "article-1-1.1", take = 1 }]\n', "cannot carry over decisions from above"),
        ('profiles.open.label = "Open"\n', "cannot carry over profiles from above the first header"),
    ],
)
def test_init_from_refuses_what_it_cannot_carry(tmp_path: Path, variants: str | None, said: str):
    """A missing file is one message, and so are keys that would become those of another table."""
    old = make_draft(tmp_path / "old", FIRST, variants or "")
    if variants is None:
        (old / "variants.toml").unlink()
    new = tmp_path / "new.md"
    new.write_text(SECOND, encoding="utf-8")
    refused(run("init", new, "--from", old), said)
    refused(run("init", old, "--from", old, "--force"), "this is the draft itself")


# build


def test_build_adds_the_page_of_a_draft_that_supersedes_another(tmp_path: Path):
    """The index leads to it, it links to the editions, and it is up to date until the older draft changes."""
    carried(tmp_path)
    drafts, out = [tmp_path / "new"], tmp_path / "out"
    built = cv.build(drafts, out, ["html"])
    assert built.failures == ()
    assert '<a href="new/revisions.html">Revisions</a>' in (out / "index.html").read_text(encoding="utf-8")
    page = (out / "new" / "revisions.html").read_text(encoding="utf-8")
    assert '<a href="new-firm.html#article-1-3" aria-label="Article 1, 3, firm">firm</a>' in page
    assert [one.path for one in cv.build(drafts, out, ["html"]).made] == []
    older = tmp_path / "old" / "draft.md"
    older.write_text(f"{FIRST}\n3. Members [may] resign.\n", encoding="utf-8")
    assert [one.path for one in cv.build(drafts, out, ["html"], known=built.plan).made] == ["new/revisions.html"]
    assert cv.verify(out) == []


@pytest.mark.parametrize(
    ("supersedes", "said"),
    [
        ("/etc", 'supersedes: "/etc" points outside'),
        ("../../x", 'supersedes: "../../x" points outside'),
        ("../new", "supersedes: drafts supersede each other"),
        ("\\u0000", "supersedes: no file has such a name"),
        ("../none", "no such file or folder"),
    ],
)
def test_a_wrong_supersedes_stops_only_its_page(tmp_path: Path, supersedes: str, said: str):
    """A stranger's path leads to no file elsewhere, and the editions are built all the same."""
    folder = make_draft(tmp_path / "new", SECOND, f'[document]\nsupersedes = "{supersedes}"\n')
    built = cv.build([folder], tmp_path / "out", ["md"])
    assert [failure.what for failure in built.failures] == ["new/revisions"]
    assert said in built.failures[0].message
    assert (tmp_path / "out" / "new" / "new-as-drafted.md").is_file()
