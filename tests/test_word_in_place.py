"""Word drafts resolved in place: only the choices change, plainly or as tracked changes."""

from __future__ import annotations

import random
import re
import tomllib
import zipfile
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import convention_variants as cv
from commands import refused, run
from convention_variants.formats.reader import read_data
from convention_variants.formats.word.reader import read_word
from convention_variants.resolve.word_file import resolve_word
from drafts import negotiated_drafts
from promises import parsed
from word_draft import word_draft
from word_files import Level, abstract, instance, numbered, pack, parts, word_file

CASES = tomllib.loads((Path(__file__).parent / "cases" / "word-in-place.toml").read_text(encoding="utf-8"))["case"]
ROOT = Path(__file__).resolve().parent.parent
ART62 = ROOT.parent / "shared" / "corpora" / "unfccc-art62-2024-11-14.docx"
NUMBERING = abstract(0, [Level("decimal", "%1.")]) + instance(1, 0)


def long(xml: str) -> str:
    """Return XML with the prefixes that cases leave out."""
    xml = re.sub(r"<(/?)(?!m:)(\w)", r"<\1w:\2", xml)
    xml = re.sub(r" (\w+)=", r" w:\1=", xml)
    return re.sub(r"<w:(t|delText)>", r'<w:\1 xml:space="preserve">', xml)


def short(data: bytes, name: str = "word/document.xml") -> str:
    """Return what is inside the body of a Word file, or inside another part, as cases write it."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        xml = archive.read(name).decode()
    inside = re.search(r"<w:(body|footnotes)(?: [^>]*)?>(.*)</w:\1>", xml, re.DOTALL)
    assert inside
    return re.sub(r' xml:space="preserve"|(?<=[</ ])w:', "", inside[2])


def case_file(case: dict[str, Any]) -> bytes:
    """Return the Word file of a case."""
    others = {"numbering": NUMBERING} if case.get("numbering") else {}
    others |= {"footnotes": long(case["footnotes"])} if "footnotes" in case else {}
    return word_file(long(case["body"]), **others)


def reading_of(data: bytes, at: dict[str, str], **options: Any) -> cv.Reading:  # noqa: ANN401 those of a selection
    """Return the reading of a Word file."""
    inventory = cv.read_draft(read_data(data, "draft.docx"))
    return cv.Resolver(inventory).resolve(cv.Selection(at=parsed(at), **options))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_resolve_in_place(case: dict[str, Any]) -> None:
    """The file has exactly the XML that the case says."""
    data = case_file(case)
    reading = reading_of(data, case["at"])
    resolved = resolve_word(reading, data)
    assert short(resolved) == case["want"]
    if "marked" in case:
        assert short(resolve_word(reading, data, mark=True)) == case["marked"]
    if "want_footnotes" in case:
        assert short(resolved, "word/footnotes.xml") == case["want_footnotes"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_tracked_changes_give_the_draft_or_the_reading(case: dict[str, Any]) -> None:
    """With the changes rejected the text is the draft's, with the changes accepted it is that of the resolved file."""
    data = case_file(case)
    reading = reading_of(data, case["at"])
    tracked = resolve_word(reading, data, tracked=True)
    assert read_word(tracked, "a.docx").text == read_word(resolve_word(reading, data), "a.docx").text
    draft = read_word(data, "a.docx", before_changes=True).text
    assert read_word(tracked, "a.docx", before_changes=True).text == draft
    if "tracked" in case:
        assert short(tracked) == case["tracked"]


def test_text_box_of_older_programs_is_not_left_with_the_brackets() -> None:
    """A text box stands twice in a file; where it changes, the copy for older programs goes."""
    text = "<w:r><w:t>One [two].</w:t></w:r>"
    box = f"<w:txbxContent><w:p>{text}</w:p></w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    alternate = f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"
    data = word_file(f"<w:p><w:r><w:t>Text.</w:t></w:r><w:r>{alternate}</w:r></w:p>")
    resolved = short(resolve_word(reading_of(data, {"text.1": "drop"}), data))
    assert "[" not in resolved
    assert "One" in resolved


def test_white_space_that_word_does_not_show_stays_hidden() -> None:
    """The parts of a text say that their white space counts, and have none that did not."""
    data = word_file("<w:p><w:r><w:t>One</w:t><w:t> two [three] </w:t><w:t>four</w:t></w:r></w:p>")
    reading = reading_of(data, {"text.1": "keep"})
    assert read_word(data, "a.docx").text == "Onetwo [three]four\n"
    assert read_word(resolve_word(reading, data), "a.docx").text == "Onetwo threefour\n"
    tracked = resolve_word(reading, data, tracked=True)
    assert read_word(tracked, "a.docx", before_changes=True).text == "Onetwo [three]four\n"


def test_a_dropped_text_box_takes_nothing_from_the_text_around_it() -> None:
    """A text box is read behind its paragraph, and stands in the file before the rest of it."""
    box = "<w:txbxContent><w:p><w:r><w:t>Four.</w:t></w:r></w:p></w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    anchor = f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"
    text = "<w:r><w:t>Two</w:t><w:tab/><w:t>three. [</w:t></w:r>"
    data = word_file(f"<w:p>{anchor}{text}</w:p><w:p><w:r><w:t>Five.] Six.</w:t></w:r></w:p>")
    resolved = resolve_word(reading_of(data, {"text.1": "drop"}), data)
    assert "Two\tthree." in read_word(resolved, "a.docx").text


def test_a_part_that_expands_without_end_is_refused() -> None:
    """Parts that nobody reads are copied, and are no way round the limits of those that are read."""
    body = "<w:p><w:r><w:t>One [two].</w:t></w:r></w:p>"
    data = pack({**parts(body), "word/media/image.png": bytes(8 << 20)})
    with pytest.raises(cv.InputError, match=r"image\.png inside it expands"):
        resolve_word(reading_of(data, {"text.1": "drop"}), data)


def test_an_identifier_of_thousands_of_digits_does_no_harm() -> None:
    """An identifier that Word would not write counts as none."""
    mark = f'<w:pPr><w:rPr><w:ins w:id="{"9" * 5000}" w:author="A"/></w:rPr></w:pPr>'
    data = word_file(f"<w:p>{mark}<w:r><w:t>One [two].</w:t></w:r></w:p>")
    tracked = resolve_word(reading_of(data, {"text.1": "drop"}), data, tracked=True)
    assert '<del id="1" author="convention-variants">' in short(tracked)


def test_an_automatic_number_in_a_bracket_is_refused_with_its_place() -> None:
    """What cannot be changed in the file is an error: no other words may change."""
    lists = abstract(0, [Level("decimal", "[%1.")]) + instance(1, 0)
    data = word_file(numbered(1, 0, "One] two."), numbering=lists)
    reading = reading_of(data, {"text-1.1": "keep"})
    with pytest.raises(cv.InputError, match=r"draft\.docx: .*this is an automatic number"):
        resolve_word(reading, data)
    data = word_file(numbered(1, 0, "Act."), numbering=abstract(0, [Level("decimal", "[X]")]) + instance(1, 0))
    with pytest.raises(cv.InputError, match=r"draft\.docx: .*no text of its own here"):
        resolve_word(reading_of(data, {}, fill={"text.1": "7"}), data)


def test_options_of_the_command(tmp_path: Path) -> None:
    """`--fill`, `--mark` and `--tracked` work in a Word file; every other part of it stays as it is."""
    draft = tmp_path / "draft.docx"
    body = "<w:p><w:r><w:t>Parties [shall] [may] act by [date].</w:t></w:r></w:p>"
    draft.write_bytes(word_file(body, styles="<w:docDefaults/>", numbering=NUMBERING))
    out = tmp_path / "out.docx"
    done = run("resolve", draft, "--at", "text.1=2", "--fill", "date=1 May", "--mark", "-o", out)
    assert done.exit_code == 0, done.stderr
    yellow = '<rPr><highlight val="yellow"/></rPr>'
    parts = [f"<r>{yellow}<t>may</t></r>", "<r><t> act by </t></r>", "<r><t>1 May</t></r>", "<r><t>.</t></r>"]
    assert short(out.read_bytes()) == f"<p><r><t>Parties </t></r>{''.join(parts)}</p>"
    with zipfile.ZipFile(draft) as before, zipfile.ZipFile(out) as after:
        assert before.namelist() == after.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert changed == ["word/document.xml"]
    run("resolve", draft, "--at", "text.1=2", "--tracked", "-o", out)
    assert out.read_bytes() == resolve_word(
        reading_of(draft.read_bytes(), {"text.1": "2"}), draft.read_bytes(), tracked=True
    )


def test_what_cannot_be_resolved_in_place_is_refused(tmp_path: Path) -> None:
    """Word output needs a Word draft of the same kind, and its own options need Word output."""
    draft, text = tmp_path / "draft.docx", tmp_path / "text.md"
    draft.write_bytes(word_file("<w:p><w:r><w:t>One [two].</w:t></w:r></w:p>"))
    text.write_text("One [two].\n")
    out = tmp_path / "out.docx"
    refused(run("resolve", text, "-o", out), "text.md", "only a Word draft")
    refused(run("resolve", draft, "-o", tmp_path / "out.docm"), "use -o NAME.docx")
    refused(run("resolve", draft, "-o", out, "--before-changes"), "--before-changes cannot be combined")
    refused(run("resolve", draft, "--tracked"), "--tracked requires a Word file")
    refused(run("resolve", draft, "-o", draft), "this is the input")
    assert not out.exists()


@pytest.mark.parametrize("name", ["reference", "art62"])
def test_random_selections_change_only_the_choices(name: str) -> None:
    """Whatever is chosen, a real draft reads as tracked changes say, and only parts with text differ."""
    if name == "reference":
        data = word_draft(cv.load_draft(ROOT / "source" / "ac291-22").draft)
    elif ART62.exists():
        data = ART62.read_bytes()
    else:
        pytest.skip("needs ../shared/corpora")
    inventory = cv.read_draft(read_data(data, "draft.docx"))
    chance = random.Random(name)  # noqa: S311 no secret
    points = [point for point in inventory.points if point.kind.is_choice and chance.random() < 0.7]
    at = {point.id: chance.choice(_takes(point)) for point in points}
    reading = cv.Resolver(inventory).resolve(cv.Selection(at=parsed(at)))
    tracked, resolved = resolve_word(reading, data, tracked=True), resolve_word(reading, data)
    accepted, rejected = read_word(tracked, "a.docx"), read_word(tracked, "a.docx", before_changes=True)
    assert accepted.text == read_word(resolved, "a.docx").text
    assert rejected.text == read_word(data, "a.docx", before_changes=True).text
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(BytesIO(resolved)) as after:
        changed = {part for part in before.namelist() if before.read(part) != after.read(part)}
    assert changed <= {"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"}


@given(negotiated_drafts, st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_random_drafts_read_the_same_in_place(draft: str, chance: random.Random) -> None:
    """Whatever the draft, and wherever Word has parted its runs, the file reads as the reading does."""
    data = word_file("".join(map(_paragraph, re.split(r"\n\s*\n", draft), repeat(chance))))
    try:
        inventory = cv.read_draft(read_data(data, "draft.docx"))
    except cv.InputError:
        return  # no text
    at = {point.id: chance.choice(_takes(point)) for point in inventory.points if point.kind.is_choice}
    reading = cv.Resolver(inventory).resolve(cv.Selection(at=parsed(at)))
    tracked = resolve_word(reading, data, tracked=True, mark=True)
    assert _words(_read(resolve_word(reading, data))) == _words(reading.text)
    assert _words(_read(tracked)) == _words(reading.text)
    assert _read(tracked, before_changes=True) == _read(data)


def _takes(point: cv.ChoicePoint) -> list[str]:
    return ["keep", "drop"] if point.kind == "optional" else [str(number + 1) for number in range(len(point.options))]


def _paragraph(text: str, chance: random.Random) -> str:
    """Return a paragraph whose runs end anywhere, and are set in one way or another."""
    runs, text = [], re.sub("[\\x00-\\x08\\x0b-\\x1f\ufffe\uffff]", "", text)
    while text:
        length = chance.randint(1, 12)
        parts = (f'<t xml:space="preserve">{escape(part)}</t>' for part in text[:length].split("\n"))
        look = chance.choice(["", "<rPr><b/></rPr>", "<rPr><i/></rPr>"])
        runs.append(f"<r>{look}{'<br/>'.join(parts)}</r>")
        text = text[length:]
    return re.sub(r"<(/?)(?=(?:r|t|br|rPr|b|i|p)\b)", r"<\1w:", f"<p>{''.join(runs)}</p>")


def _read(data: bytes, *, before_changes: bool = False) -> str:
    try:
        return read_word(data, "a.docx", before_changes=before_changes).text
    except cv.InputError:
        return ""  # no text


def _words(markdown: str) -> list[str]:
    """Return the words of converted text, without its markup."""
    return re.sub(r"[*\\_|]", "", re.sub(r"^\s*(?:#+|[-+>])\s", "", markdown, flags=re.MULTILINE)).split()
