"""Coverage-guided fuzzing of the reader: whatever the bytes, nothing raises and the guarantees of `promises.py` hold.

    pip install atheris
    python tests/fuzz_reader.py CORPUS -max_total_time=1200

CORPUS is a folder that keeps what reached something new; an empty one begins with the sources of `tests/cases`.
A finding is printed as the draft and the selection that it takes, and its bytes are kept as `crash-…`: give that
file in place of CORPUS to see it again. What begins with a dash is for libFuzzer.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["convention_variants"]):
    import convention_variants as cv
    import convention_variants.render.html
    import convention_variants.render.markdown

from convention_variants.text.source import decode
from drafts import NEGOTIATED, PIECES, WAYS, Wound, damaged
from promises import Page, assert_promises, assert_sound, inventory_of, takes

CASES = Path(__file__).parent / "cases"
JOINTS = (" ", " ", "", "\n", "\n\n", "\n\n", "/", ", ", "\r\n\r\n", "\u00a0")
PROFILES = (None, "first", "second")
LONGEST = 4096
# What begins a block of each kind, and what stands at the end of a draft.
BLOCKS = (
    *("\n\n# ", "\n\n## *", "\n\n# Article 1. ", "\n\n*Article 3 bis*\n\n", "\nArticle 2\n", "\n\n## **Chapter I** "),
    *(
        "\n\n1. ",
        "\n\n2. ",
        "\n12. (a) ",
        "\n(b) ",
        "\n    (i) ",
        "\n- ",
        "\n* ",
        "\n\n[4][2]. ",
        "\n\n[1. ",
        "\n47.5 ",
    ),
    *(
        "\n\nOption 1: ",
        "\n\nOption (b): ",
        "\n\n[Option 2: ",
        "\nAlt 2 ",
        "\n\n**Option 1**\n\n",
        "No text",
        "\nOption A\n",
    ),
    *(
        "\n| a | ",
        " |\n| --- | --- |\n| ",
        " | [b] |\n",
        "\n```\n",
        "\n~~~\n",
        "\n---\n",
        "\n\n12\n\n",
        "A/AC.291/22\n",
    ),
    *(
        "[^1]",
        "\n\n[^1]: ",
        "\n\n[ref]: https://example.org\n",
        "[more][ref]",
        "---\ntitle: x\n---\n",
        "\nIN WITNESS WHEREOF, ",
    ),
)


def fuzz(data: bytes) -> None:
    """Read, check, resolve and render what some bytes mean, and assert what is promised."""
    provider = atheris.FuzzedDataProvider(data)
    profile = provider.PickValueInList(list(PROFILES))
    drawn = provider.ConsumeIntListInRange(3, 0, 11)
    every = provider.ConsumeIntInRange(0, 3)
    text = invented(provider) if provider.ConsumeBool() else given(provider)
    try:
        check(text, profile, drawn, every)
    except BaseException:
        sys.stderr.write(f"\n{text!r}, {profile!r}, {drawn}, {every}\n")
        raise


def given(provider: atheris.FuzzedDataProvider) -> str:
    """Return the bytes themselves as text."""
    data = provider.ConsumeBytes(LONGEST)
    try:
        return decode(data, "draft.md").text
    except cv.InputError:
        return data.decode("utf-8", "replace")


def invented(provider: atheris.FuzzedDataProvider) -> str:
    """Return a draft of pieces that bytes select, nested and damaged as they say, with some raw text in it."""
    parts: list[str] = []
    for _ in range(provider.ConsumeIntInRange(1, 24)):
        parts.append(piece(provider))
        parts.append(provider.PickValueInList(list(JOINTS)))
    wounds = [
        Wound(
            provider.PickValueInList(list(WAYS)), provider.ConsumeIntInRange(0, 60), provider.ConsumeIntInRange(0, 400)
        )
        for _ in range(provider.ConsumeIntInRange(0, 4))
    ]
    return damaged("".join(parts), wounds)


def piece(provider: atheris.FuzzedDataProvider) -> str:
    """Return one piece of a draft, maybe in brackets or emphasis of its own."""
    source = provider.ConsumeIntInRange(0, 4)
    if source == 4:
        text = provider.ConsumeUnicodeNoSurrogates(provider.ConsumeIntInRange(0, 12))
    else:
        text = provider.PickValueInList(list((NEGOTIATED, NEGOTIATED, PIECES, BLOCKS)[source]))
    return provider.PickValueInList(["{}", "{}", "{}", "[{}]", "*{}*", "[{}][x]", "[EU: {}]"]).replace("{}", text)


def check(text: str, profile: str | None, drawn: list[int], every: int) -> None:
    """Assert the promises for one draft and one selection."""
    inventory = inventory_of(text)
    selected = {
        at: take for index, (at, take) in enumerate(takes(inventory, drawn).items()) if every and index % every == 0
    }
    selection = cv.Selection(profile, {}, selected)
    reading = cv.Resolver(inventory).resolve(selection)
    assert_promises(reading)
    again = inventory_of(text)
    assert again.points == inventory.points
    assert cv.diagnose(again) == cv.diagnose(inventory)
    second = cv.Resolver(again).resolve(selection)
    assert second.edits == reading.edits
    assert second.diagnostics == reading.diagnostics
    assert cv.render(second, "md") == cv.render(reading, "md")
    assert_sound(Page(cv.render(reading, "html").decode("utf-8"), "main"))


def seed(corpus: Path) -> None:
    """Put the sources of all cases into an empty corpus, each with bytes behind it that select it as it is."""
    corpus.mkdir(parents=True, exist_ok=True)
    if any(corpus.iterdir()):
        return
    for file in sorted(CASES.glob("*.toml")):
        cases = tomllib.loads(file.read_text(encoding="utf-8")).get("case", [])
        for number, case in enumerate(cases):
            if source := case.get("source"):
                (corpus / f"{file.stem}-{number}").write_bytes(source.encode() + bytes(6))


def main() -> None:
    """Fuzz until libFuzzer has enough."""
    for argument in sys.argv[1:]:
        if not argument.startswith("-") and not Path(argument).is_file():
            seed(Path(argument))
    atheris.Setup([*sys.argv, f"-max_len={LONGEST}", "-timeout=20"], fuzz)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
