"""The manual as a site: it builds without a warning, and what its pages link to is there."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

import convention_variants as cv
from conftest import CHECKOUT
from convention_variants.diagnostics.rules import MANUAL

DOCS = CHECKOUT / "docs"
MISSING = [name for name in ("sphinx", "myst_parser", "furo") if importlib.util.find_spec(name) is None]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}: pip install '.[docs]'")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the manual as `make docs` does, warnings being errors."""
    folder = tmp_path_factory.mktemp("manual")
    options = ["--quiet", "--fail-on-warning", "--keep-going", "--builder", "html", "-d", str(folder / "trees")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(DOCS), str(folder / "html")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


def pages(site: Path) -> dict[Path, lxml.html.HtmlElement]:
    """Return every page, parsed."""
    return {path: lxml.html.fromstring(path.read_bytes()) for path in sorted(site.rglob("*.html"))}


def test_links_lead_somewhere(site: Path):
    """Each link inside the manual leads to a file of it, and its anchor is there."""
    parsed = pages(site)
    ids = {path: {*tree.xpath("//@id"), *tree.xpath("//a/@name")} for path, tree in parsed.items()}
    found = [(path, link) for path, tree in parsed.items() for link in internal(tree)]
    assert len(found) > 1000
    broken = [f"{path.relative_to(site)}: {link}" for path, link in found if not is_there(path, link, ids)]
    assert broken == []


def internal(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Yield the links and pictures of a page that lead nowhere else."""
    for link in tree.xpath("//a/@href | //img/@src | //link/@href | //script/@src"):
        if not urlsplit(link).scheme and not link.startswith("//"):
            yield link


def is_there(page: Path, link: str, ids: dict[Path, set[str]]) -> bool:
    """Say whether a link of a page leads to a file, and its anchor to something there."""
    parts = urlsplit(link)
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if parts.fragment and target in ids:
        return unquote(parts.fragment) in ids[target]
    return target.is_file()


def test_every_rule_has_a_page(site: Path):
    """The page of each rule is where its link leads."""
    for rule in cv.Rule:
        assert rule.page.startswith(MANUAL)
        page = site / rule.page.removeprefix(MANUAL)
        (title,) = lxml.html.fromstring(page.read_bytes()).xpath("//h1")
        assert title.text_content().startswith(rule)


def test_the_workflow_publishes_it_where_links_lead():
    """The folder into which the workflow puts the manual is the end of its address."""
    workflow = (CHECKOUT / ".github" / "workflows" / "editions.yml").read_text(encoding="utf-8")
    assert f"site/{MANUAL.rstrip('/').rpartition('/')[2]};" in workflow
