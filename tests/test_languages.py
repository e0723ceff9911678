"""Languages: every file has the same keys, and what we add to a text is in the language of its document."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import convention_variants as cv
from convention_variants.comparison.comparing import compare_profiles
from convention_variants.comparison.formats import as_html, as_markdown
from convention_variants.language.data import CODES, language_data
from convention_variants.render.edition import summary
from convention_variants.render.templates import own_templates
from convention_variants.render.workbench import render_workbench

PACKAGE = Path(cv.__file__).parent
FILES = {code: tomllib.loads((PACKAGE / f"language/data/{code}.toml").read_text("utf-8")) for code in CODES}
OTHERS = [code for code in CODES if code != "en"]
# Words of our English strings that neither another language nor the draft below has.
OURS = set(
    re.findall(
        r"\w+",
        """
        agrees all and annex are because before blank blanks brackets changed choices chosen committee
        compared consequential contents cut decided differ draft drafter editions filled footnote footnotes
        from graphic instead joined made not nothing of open opposed paragraphs place proposed provision
        reading reads reason settled skip supported table text the this treaty under unmatched unofficial what
        why with words
        """,
    )
)
DRAFTS = {
    "fr": """\
# Projet

## Préambule

Les Parties[^1] [[date]] agissent [vite].

## Article premier. Champ

1. Les [États] [Gouvernements] [sont] [seront] parties, ici [enfin] et [par ailleurs.

| Un | Deux |
| --- | --- |
| ici | là |

    code

[^1]: Les [uns] [autres] décident.
""",
    "es": """\
# Proyecto

## Preámbulo

Las Partes[^1] [[fecha]] actúan [ya].

## Artículo 1. Ámbito

1. Los [Estados] [Gobiernos] [son] [serán] partes, aquí [ya] y [por lo demás.

| Uno | Dos |
| --- | --- |
| aquí | ahí |

    código

[^1]: Los [unos] [otros] deciden.
""",
}
VARIANTS = """\
[document]
language = "{code}"
symbol = "X/1"
date = 2023-05-01
distribution = "gen."
original = "orig."

[terms.x]
label = "X"
[terms.x.options.a]
forms = ["{a}"]
number = "plural"
[terms.x.options.b]
forms = ["{b}"]
number = "plural"

[profiles.p]
label = "P"
choose = {{ x = "a" }}
[profiles.q]
label = "Q"
choose = {{ x = "b" }}

[[consequential]]
when = {{ x = "b" }}
at = "{at}"
replace = "{here}"
with = "{there}"
"""
WORDS = {
    "fr": {"a": "États", "b": "Gouvernements", "at": "article-premier-1", "here": ", ici", "there": ", donc"},
    "es": {"a": "Estados", "b": "Gobiernos", "at": "article-1-1", "here": ", aquí", "there": ", pues"},
}


def strings(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the strings of a table with their paths."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from strings(value, f"{path}{key}.")
        elif isinstance(value, list):
            yield from ((f"{path}{key}[{index}]", one) for index, one in enumerate(value) if isinstance(one, str))
        elif isinstance(value, str):
            yield f"{path}{key}", value


def keys(table: dict[str, Any], path: str = "") -> set[str]:
    """Return the paths of all keys of a table, without those of free lists of words."""
    found = set()
    for key, value in table.items():
        found.add(f"{path}{key}")
        if isinstance(value, dict) and key != "irregular":
            found |= keys(value, f"{path}{key}.")
    return found


PHRASES = {code: dict(strings(data["phrases"])) for code, data in FILES.items()}


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_file_has_every_key(code: str):
    """All language files have the same keys, and their strings fill in as many values."""
    assert keys(FILES[code]) == keys(FILES["en"])
    assert PHRASES[code].keys() == PHRASES["en"].keys()
    for key, phrase in PHRASES["en"].items():
        assert PHRASES[code][key].count("{}") == phrase.count("{}"), key


def test_every_string_of_ours_is_used():
    """Each string is asked for by its key, in a module, a template or a script."""
    files = [
        path for path in (*PACKAGE.rglob("*.py"), *own_templates().iterdir()) if path.suffix in (".py", ".j2", ".js")
    ]
    used = set(re.findall(r"(?<=[.\"])[a-z_]+\b", "".join(path.read_text("utf-8") for path in files)))
    ours = {key.rpartition(".")[2].partition("[")[0] for key in PHRASES["en"]}
    assert len(ours) > 200
    assert ours <= used


class VisibleText(HTMLParser):
    """Collects what a reader of a page sees or hears, and leaves out text marked as English."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the attributes that are read out."""
        self.hidden += tag in ("style", "script")
        self.parts += [value or "" for name, value in attrs if name in ("aria-label", "title", "alt")]

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not shown."""
        self.hidden -= tag in ("style", "script")
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        """Collect text."""
        if not self.hidden:
            self.parts.append(data)


def visible(page: bytes) -> str:
    """Return the visible text of a page."""
    return " ".join(" ".join(VisibleText(page.decode()).parts).split())


@pytest.fixture(scope="module", params=OTHERS)
def outputs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """Return a language, and all texts of a draft in it: editions with annexes, a comparison, a workbench, an index."""
    code = request.param
    folder = tmp_path_factory.mktemp(code) / "d1"
    folder.mkdir()
    (folder / "draft.md").write_text(DRAFTS[code], encoding="utf-8")
    (folder / "variants.toml").write_text(VARIANTS.format(code=code, **WORDS[code]), encoding="utf-8")
    inventory = cv.load_draft(folder)
    points = {inventory.option_text(point.options[0]): point.id for point in inventory.points}
    word, kept = {"fr": ("vite", "uns"), "es": ("ya", "unos")}[code]
    blank = next(point.id for point in inventory.points if point.kind is cv.Kind.BLANK)
    selections = {
        "profile": cv.Selection("q", at={points[kept]: cv.Take(2)}, consequential=True),
        "filled": cv.Selection(choose={"x": "a"}, at={points[word]: cv.DROP}, fill={blank: "2023"}),
        "drafted": cv.Selection(),
    }
    texts: dict[str, str] = {}
    for name, selection in selections.items():
        reading = cv.Resolver(inventory).resolve(selection)
        texts[f"{name}.html"] = visible(cv.render(reading, "html", cv.Options(annex=True)))
        texts[f"{name}.md"] = cv.render(reading, "md", cv.Options(annex=True)).decode()
    comparison = compare_profiles(inventory, "p", "q")
    texts["comparison.html"], texts["comparison.md"] = visible(as_html(comparison)), as_markdown(comparison).decode()
    texts["workbench.html"] = visible(render_workbench(inventory))
    cv.build([folder], folder.parent / "out", ["html", "md"])
    index = visible((folder.parent / "out" / "index.html").read_bytes())
    texts["index.html"] = index.replace("draft.md", "")  # a file's name is in no language
    return code, texts


def assert_not_english(code: str, name: str, text: str) -> None:
    """Assert that a text in another language has no string of the English file and no English word of ours."""
    own = " ".join(PHRASES[code].values()).casefold()
    for key, phrase in PHRASES["en"].items():
        for part in (part.strip(" .,:;()") for part in phrase.split("{}")):
            if len(part) > 3 and PHRASES[code][key] != phrase and part.casefold() not in own:
                assert not re.search(rf"\b{re.escape(part)}\b", text, re.IGNORECASE), (name, key, part)
    found = {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}
    assert found.isdisjoint(OURS - set(re.findall(r"[^\W\d_]+", own))), name


def test_no_english_string_in_another_language(outputs: tuple[str, dict[str, str]]):
    """What we add to a French or Spanish draft has no string of the English file and no English word of ours."""
    code, texts = outputs
    for name, text in texts.items():
        assert_not_english(code, name, text)


@pytest.mark.parametrize("code", OTHERS)
def test_workbench_speaks_the_language_of_its_document(code: str, browser: Browser):
    """All that the script of a workbench says is in the language of the draft, and nothing of it in English."""
    words = FILES[code]["phrases"]["workbench"]
    terminology = cv.read_terminology(cv.Source("variants.toml", VARIANTS.format(code=code, **WORDS[code])))
    inventory = cv.read_draft(cv.Source("draft.md", DRAFTS[code]), terminology)
    page = browser.new_page()
    page.set_content(render_workbench(inventory).decode())
    page.evaluate("() => { for (const fold of document.querySelectorAll('#choices > details')) fold.open = true; }")
    said = [page.inner_text("body")]
    assert said[0].count(words["chosen"].format(0, 6)) == 1
    page.evaluate("location.hash = 'x=nowhere'")
    page.wait_for_function("() => !document.getElementById('unknown').hidden")
    for _ in range(3):
        page.keyboard.press("n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    said.append(page.inner_text("#place") + page.inner_text("#said"))
    page.fill("#find", {"fr": "parties", "es": "partes"}[code])
    said += [page.inner_text(".panel"), page.locator("#found").inner_text()]
    for button in ("#find-next", "#copy", "#download", "#separate-title", "[data-profile=q]", "#discard", "#clear"):
        page.click(button)
        said.append(page.inner_text("aside") + page.inner_text("#place"))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    said.append(page.locator("#reading").text_content())
    everything = "\n".join(said)
    for key in ("by_choices", "leave_open", "source", "clear", "keep", "copied", "downloaded"):
        assert words[key].partition("{}")[0] in everything, key
    for key, values in {"place": (3, 6), "found": (2,), "match": (1, 2), "unknown": ("x=nowhere",)}.items():
        assert words[key].format(*values) in everything, key
    assert_not_english(code, "workbench", everything)
    page.close()


def test_strings_of_the_language_are_there(outputs: tuple[str, dict[str, str]]):
    """The outputs have the reasons, counts and headings of their language, so that the test above proves something."""
    code, texts = outputs
    phrases = FILES[code]["phrases"]
    annex = phrases["annex"]
    for key in ("title", "at_this_place", "open", "blank", "unmatched"):
        assert annex[key] in texts["profile.md"].replace("\\", "")
    assert annex["filled"] in texts["filled.html"]
    assert phrases["date"].format(phrases["first_of_month"], phrases["months"][4], 2023) in texts["drafted.html"]
    assert phrases["box"]["unmatched"][0].split("{")[0] in texts["drafted.html"]
    assert phrases["footnote"].format(1) in texts["profile.html"]
    assert phrases["index"]["in_brackets"] in texts["index.html"]
    assert phrases["comparison"]["changed"].strip() in texts["comparison.html"]


def test_counts_agree_in_number():
    """Zero is singular in French and plural in English and Spanish."""
    reading = cv.Resolver(cv.read_draft(cv.Source("d", "Les [a] [b].\n"))).resolve(cv.Selection())
    said = {code: summary(reading, language_data(code).phrases) for code in CODES}
    assert said["en"] == "0 chosen, 0 blanks, 1 open, 0 consequential changes"
    assert said["fr"].startswith("0 choix fait, 0 blanc à compléter, 1 choix en suspens")
    assert said["es"].startswith("0 opciones elegidas, 0 espacios por completar, 1 opción pendiente")


def foreign_words() -> set[str]:
    """Return the words of the French and Spanish files that have a letter English does not have."""
    text = " ".join(phrase for code in OTHERS for _, phrase in strings(FILES[code]))
    return {word for word in re.findall(r"[^\W\d_]{3,}", text.casefold()) if not word.isascii()}


MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}


@pytest.mark.parametrize("path", MODULES.values(), ids=MODULES)
def test_no_french_or_spanish_word_in_a_module(path: Path):
    """Words of a language are in its data file, not in strings of modules."""
    literals = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    words = {word for literal in literals for word in re.findall(r"[^\W\d_]{3,}", literal.casefold())}
    common = {"les", "des", "une", "pour", "avec", "los", "las", "una", "para", "según"}
    assert not words & (foreign_words() | common)
