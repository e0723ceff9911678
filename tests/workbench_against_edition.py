"""Compare the workbench with the HTML edition in a browser, for random drafts and random states of each.

The tests take a small sample. Run this for a large one: `.venv/bin/python tests/workbench_against_edition.py`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from hypothesis import HealthCheck, Phase, given, seed, settings

import convention_variants as cv
from convention_variants.render.workbench import render_workbench
from convention_variants.resolve.lookup import make_lookup
from drafts import negotiated_drafts, wild_drafts
from promises import inventory_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

FILLINGS = ("1 July 2025", "an hour", ", or", "*8*", "Hanoi, Viet Nam;", "<b>", "$5 of 'them'")
TERMS = {"data": ("computer", "digital"), "device": ("system", "device")}
# `innerText` leaves out sections that the browser has put off laying out, because they are not on the screen.
READ_MAIN = """() => {
  const main = document.querySelector("main");
  for (const section of main.querySelectorAll("section")) section.style.contentVisibility = "visible";
  return main.innerText;
}"""
READ = f"""
([addresses, editions]) => {{
  const read = {READ_MAIN};
  const main = document.querySelector("main");
  const found = addresses.map((address) => {{
    history.replaceState(null, "", "#" + address);
    dispatchEvent(new Event("hashchange"));
    return [read(), Number(document.getElementById("left").textContent.match(/(\\d+) unmatched/)?.[1] ?? 0)];
  }});
  const wanted = editions.map((html) => {{ main.className = ""; main.innerHTML = html; return read(); }});
  return [found, wanted];
}}
"""


class Difference(NamedTuple):
    """A state in which the workbench reads otherwise than the edition; both by their lines.

    `complete`: the draft is within the limit that the manual states for texts side by side.
    """

    draft: str
    address: str
    complete: bool
    found: list[str]
    wanted: list[str]


def random_drafts(count: int, number: int) -> list[str]:
    """Return random drafts, the same ones for the same seed."""
    drafts: list[str] = []

    @seed(number)
    @settings(
        max_examples=count, derandomize=False, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(wild_drafts | negotiated_drafts)
    def draw(text: str) -> None:
        drafts.append(text)

    draw()
    return drafts


def random_state(inventory: cv.Inventory, chance: random.Random) -> tuple[cv.Selection, str]:
    """Return a random selection, and the address that chooses the same on the workbench."""
    choose = {term: option for term, options in TERMS.items() if (option := chance.choice(("", *options)))}
    at: dict[str, cv.Take] = {}
    for point in inventory.points:
        if not point.kind.is_choice or not chance.randrange(4):
            continue
        numbered = [cv.Take(number + 1) for number in range(len(point.options))]
        taken = [cv.KEEP, cv.DROP] if point.kind is cv.Kind.OPTIONAL else numbered
        at[point.id] = chance.choice([*taken, cv.OPEN])
    fill = {point.id: chance.choice(FILLINGS) for point in inventory.blanks if chance.randrange(2)}
    address = {**choose, **{point: str(take) for point, take in at.items()}, **fill}
    return cv.Selection(choose=choose, at=at, fill=fill), urlencode(address)


def differences(page: Page, text: str, states: int, chance: random.Random) -> Iterator[Difference]:
    """Yield the states of a draft in which its workbench and its edition differ."""
    inventory = inventory_of(text)
    resolver = cv.Resolver(inventory)
    drawn = [random_state(inventory, chance) for _ in range(states)]
    readings = [resolver.resolve(selection) for selection, _ in drawn]
    editions = [main_of(cv.render(reading, "html").decode("utf-8")) for reading in readings]
    addresses = [address for _, address in drawn]
    page.set_content(render_workbench(inventory).decode("utf-8"))
    shown = zip(addresses, readings, *page.evaluate(READ, [addresses, editions]), strict=True)
    for address, reading, (found, unmatched), wanted in shown:
        lines = [
            [*lines_of(text), f"{number} unmatched"]
            for text, number in ((found, unmatched), (wanted, len(reading.unmatched)))
        ]
        if lines[0] != lines[1]:
            yield Difference(text, address, make_lookup(inventory).complete, *lines)


def main_of(html: str) -> str:
    """Return what stands in the main part of an edition."""
    return html.partition("<main")[2].partition(">")[2].rpartition("</main>")[0]


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as a browser shows it, white space and all, without empty ones."""
    return [line for line in text.split("\n") if line.strip()]


def main() -> None:
    """Compare as many drafts and states as are asked for, and print the differences."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 the tests start a browser of their own

    from conftest import CHROMIUM, FLAGS  # noqa: PLC0415 the same

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drafts", type=int, default=1000)
    parser.add_argument("--states", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311 no secret
    found: list[Difference] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        for text in random_drafts(arguments.drafts, arguments.seed):
            found += differences(page, text, arguments.states, chance)
        browser.close()
    for one in found:
        sys.stdout.write(json.dumps(one._asdict(), ensure_ascii=False) + "\n")
    within = sum(one.complete for one in found)
    sys.stderr.write(
        f"{arguments.drafts} drafts × {arguments.states} states: {within} differences, "
        f"and {len(found) - within} beyond the limit on brackets in a row\n"
    )
    sys.exit(bool(within))


if __name__ == "__main__":
    main()
