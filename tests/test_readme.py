"""The README and the manual keep their word: examples, links, and what they say of the program."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import convention_variants as cv
import readme
import rule_pages
from convention_variants.terminology.toml import TomlTable

ROOT = readme.ROOT
DOCS = readme.DOCS
README = ROOT / "README.md"
TEXTS = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *readme.PAGES[1:]]
WITH_EXAMPLES = [page for page in readme.PAGES if "```console\n" in page.read_text(encoding="utf-8")]


def name_of(page: Path) -> str:
    """Return the name of a page for the list of tests."""
    return page.relative_to(ROOT).as_posix()


def test_the_readme_is_short():
    """A newcomer reads one page: 220 lines and 14 kB at most."""
    data = README.read_bytes()
    assert len(data.splitlines()) <= 220
    assert len(data) <= 14_000


def test_there_are_examples():
    """Many pages have examples, so that the next test proves something."""
    assert len(WITH_EXAMPLES) >= 8


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name_of)
def test_examples_print_what_the_page_says(page: Path):
    """Every command prints today what stands below it."""
    text = page.read_text(encoding="utf-8")
    assert readme.refreshed(text) == text


def test_the_library_example_runs(tmp_path: Path):
    """The manual's Python code runs, and builds what it says it does."""
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "source").symlink_to(ROOT / "source")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "9 0 [] []"


# Links, as GitHub and an editor follow them

CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", TEXTS, ids=name_of)
def test_links_lead_somewhere(page: Path):
    """Each link and picture is a file of the project, and its anchor a heading there."""
    broken = [link for link in links(page) if not leads_somewhere(link, page)]
    assert broken == []


def test_links_are_looked_at():
    """The README has links with and without an anchor, and a wrong anchor is seen."""
    assert len([*links(README)]) > 30
    assert leads_somewhere("docs/variants.md#consequential", README)
    assert not leads_somewhere("docs/variants.md#nothing", README)
    assert not leads_somewhere("docs/nothing.md", README)


def links(page: Path) -> Iterator[str]:
    """Yield the targets of links and pictures of a page, without those in code and those to elsewhere."""
    text = re.sub(
        r"^```.*?^```$|``.*?``|`[^`\n]*`", "`", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    yield from (link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link)


def leads_somewhere(link: str, page: Path) -> bool:
    """Say whether a link of a page leads to a file, and its anchor to a heading of it."""
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.is_file() and (not anchor or anchor in anchors(target))


@cache
def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page, as GitHub and MyST make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# What the manual says of the program


def test_every_key_is_documented():
    """Each key of variants.toml that the program asks for stands in the section of its table."""
    page = (DOCS / "variants.md").read_text(encoding="utf-8")
    sections = {section.partition("\n")[0]: section for section in page.split("\n## ")[1:]}
    asked = asked_keys(page)
    assert len(asked) > 25
    missing = [key for table, key in sorted(asked) if f"| `{key}` |" not in sections.get(table, "")]
    assert missing == []
    assert {table for table, _ in asked} <= sections.keys()


def asked_keys(page: str) -> set[tuple[str, str]]:
    """Return the outermost table and the name of every key that is asked for when the page's whole example is read."""
    (example,) = re.findall(r"^```toml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    asked = {("terms", "text"), ("terms", "number")}  # of a form, which is read without asking
    finish = TomlTable.finish

    def note(table: TomlTable) -> None:
        if table._path:  # noqa: SLF001 only the table knows what it was asked for
            outermost = table._path[0].partition("[")[0]  # noqa: SLF001 the same
            asked.update((outermost, key) for key in table._read)  # noqa: SLF001 the same
        finish(table)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TomlTable, "finish", note)
        cv.read_terminology(cv.Source("variants.toml", example))
    return asked


def test_every_public_name_is_documented():
    """Each name that the package exports stands on the page of the Python API, and no other."""
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\.\. auto\w+:: (\w+)$", page, re.MULTILINE)) == {*cv.__all__} - {"__version__"}


def test_every_command_is_documented():
    """Each command has a section on the page of commands, which shows what --help says of it."""
    from convention_variants.cli import main  # noqa: PLC0415 only this test needs it

    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    shown = "## {0}\n\n```console\n$ convention-variants {0} --help\n"
    missing = [name for name in main.commands if shown.format(name) not in page]
    assert missing == []


def test_the_pages_on_rules_say_what_the_rules_say():
    """The list of rules and the page of each are made of the rules, and no page is left of a rule that is gone."""
    pages = dict(rule_pages.pages())
    assert {path.name for path in rule_pages.FOLDER.glob("*.md")} == {path.name for path in pages}
    assert len(pages) == len(cv.Rule) + 1
    drifted = [path.name for path, text in pages.items() if path.read_text(encoding="utf-8") != text]
    assert drifted == [], "make readme writes them anew"
    index = pages[rule_pages.FOLDER / "index.md"]
    assert [rule for rule in cv.Rule if f"| [`{rule}`]({rule}.md) | {rule.severity} |" not in index] == []


# The grammar of brackets

ROW = re.compile(
    r"^\| `(?P<draft>[^`]+)` \| (?P<points>none|(?:alternatives|optional|split|blank|note)\??.*?) \| .*\|$"
)
SPLIT_PAIR = """
[terms.offence.options.cybercrime]
forms = ["cybercrime"]
[terms.offence.options.ict]
forms = ["associated with the use of technologies"]
"""


def grammar() -> list[tuple[str, str]]:
    """Return the rows of the page on brackets: a draft, and its choice points."""
    lines = (DOCS / "brackets.md").read_text(encoding="utf-8").splitlines()
    return [(row["draft"], row["points"]) for row in map(ROW.fullmatch, lines) if row]


def test_the_grammar_has_rows():
    """Every row that begins with a draft is one that the next test runs."""
    lines = (DOCS / "brackets.md").read_text(encoding="utf-8").splitlines()
    assert len(grammar()) == len([line for line in lines if line.startswith("| `")]) >= 40


@pytest.mark.parametrize(("draft", "points"), grammar(), ids=lambda text: text[:40])
def test_brackets_are_read_as_the_manual_says(draft: str, points: str):
    """The draft of each row has exactly the choice points that stand beside it."""
    terminology = cv.read_terminology(cv.Source("variants.toml", SPLIT_PAIR))
    inventory = cv.read_draft(cv.Source("draft.md", draft.replace("⏎", "\n")), terminology)
    found = [
        f"{point.kind}{'?' if point.open else ''} {' '.join(f'`{inventory.text(one.inner)}`' for one in point.options)}"
        for point in inventory.points
    ]
    assert ("; ".join(found) or "none").replace("\n", "⏎") == points


# The benchmarks


def test_the_benchmarks_say_what_is_missed():
    """The manual's table says of each ratio over its bound that it is missed, and has no row that is not measured."""
    table = (DOCS / "generated" / "benchmarks.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][2:]
    if not rows:
        pytest.skip("not measured yet: make bench writes the table")
    bench = (ROOT / "tests" / "bench.py").read_text(encoding="utf-8")
    for name, found, bound in rows:
        ratio, _, missed = found.partition(" ")
        assert missed == ("(missed)" if float(ratio) > float(bound) else ""), name
        assert re.sub(r"\d+ times$|^.*? / ", "", name) in bench
