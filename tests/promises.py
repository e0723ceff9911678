"""The guarantees of docs/architecture.md, asserted for one draft or one reading, whoever invented it.

What a reading ought to say is worked out here a second time, from the bracket tree, the decisions and
the source alone: never from the edits and the outline that the library made of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

import convention_variants as cv
from convention_variants.brackets.nodes import Bracket, Link, Stray, Unclosed
from convention_variants.brackets.tree import read_brackets, serialize
from convention_variants.choices.settling import PlacedOption
from convention_variants.render.templates import style_sheet
from convention_variants.resolve.edits import Cause

VARIANTS = """
[terms.data.options.computer]
forms = ["computer data"]
number = "plural"
[terms.data.options.digital]
forms = ["digital information"]
number = "singular"
[terms.device.options.system]
forms = ["computer system", "system of computers"]
number = "singular"
[terms.device.options.device]
forms = ["information device"]
number = "singular"
[profiles.first]
choose = { data = "computer", device = "system" }
[profiles.second]
choose = { data = "digital", device = "device" }
[blanks]
words = ["number"]
[notes]
words = ["for the editor"]
"""
TERMINOLOGY = cv.read_terminology(cv.Source("variants.toml", VARIANTS))


def inventory_of(text: str) -> cv.Inventory:
    """Read a draft by the terminology of these tests."""
    return cv.read_draft(cv.Source("draft.md", text), TERMINOLOGY)


def parsed(at: Mapping[str, str | int]) -> dict[str, cv.Take]:
    """Return takes from their text forms: the number of an option, "keep" or "drop"."""
    return {place: cv.Take.parse(str(text)) for place, text in at.items()}


def selected(asked: Mapping[str, Any], *, consequential: bool = False) -> cv.Selection:
    """Return the selection that a case asks for."""
    return cv.Selection(**{**asked, "at": parsed(asked.get("at", {}))}, consequential=consequential)


def takes(inventory: cv.Inventory, drawn: Sequence[int]) -> dict[str, cv.Take]:
    """Decide every choice point that can be decided, by numbers that hypothesis has drawn."""
    found = {}
    for index, point in enumerate(inventory.points):
        number = drawn[index % len(drawn)]
        if point.kind is cv.Kind.OPTIONAL:
            found[point.id] = cv.KEEP if number % 2 else cv.DROP
        elif point.kind.is_choice:
            found[point.id] = cv.Take(number % len(point.options) + 1)
    return found


def reading_of(text: str, profile: str | None, drawn: Sequence[int], every: int = 1) -> cv.Reading:
    """Read a draft under a profile and, on top, decide every so manieth of its places; none if 0."""
    inventory = inventory_of(text)
    at = {
        place: take
        for index, (place, take) in enumerate(takes(inventory, drawn).items())
        if every and index % every == 0
    }
    return cv.Resolver(inventory).resolve(cv.Selection(profile, {}, at))


def brackets_of(text: str) -> list[Bracket | Unclosed | Stray]:
    """Return all brackets of a text, whole ones and broken ones, in order."""
    found: list[Bracket | Unclosed | Stray] = []
    stack = list(read_brackets(cv.Source("text", text)).children)
    while stack:
        node = stack.pop()
        if isinstance(node, Bracket | Unclosed | Stray):
            found.append(node)
        if isinstance(node, Bracket | Link):
            stack.extend(node.children)
    return sorted(found, key=lambda node: node.start)


def brackets_at(point: cv.ChoicePoint, text: str) -> list[tuple[int, int]]:
    """Return the spans of a choice point's brackets: what a slash parts is one, and an option paragraph has none."""
    found: list[tuple[int, int]] = []
    for option in point.options:
        if option.label is not None:
            continue
        if text[option.start] == "[":
            found.append((option.start, option.end))
        else:
            found[-1] = (found[-1][0], option.end)
    return found


CALL = r"(?:\[\^[^\s\[\]]+\]|<sup>[^\s<>]{1,4}</sup>)"
CALLS = re.compile(rf"(?<=\])[*_~]{{0,3}}[^\S\r\n]?({CALL}+)", re.IGNORECASE)


def calls_behind(option: PlacedOption, text: str) -> range:
    """Return the offsets of the footnote calls that stand behind an option."""
    found = CALLS.match(text, option.end)
    return range(*found.span(1)) if found and option.label is None else range(option.end, option.end)


def dropped_between(before: PlacedOption, after: PlacedOption, text: str) -> Iterator[range]:
    """Yield the offsets of what parts two options: not the calls of the first, and nothing where a note stands."""
    calls = calls_behind(before, text)
    for part in (range(before.end, calls.start), range(calls.stop, after.start)):
        if "[" not in text[part.start : part.stop]:
            yield part


def dropped_by(decision: cv.Decision, text: str) -> Iterator[range]:
    """Yield the offsets that a decision takes out of the source: options, and the frame of the one that stays."""
    point = decision.point
    if decision.outcome is not cv.Outcome.CHOSEN or decision.take is None:
        return
    if decision.take == cv.DROP:
        yield range(point.start, point.end)
        return
    options, stays = point.options, decision.take.index
    if point.kind is not cv.Kind.SPLIT:
        called = any(calls_behind(option, text) for option in options[:-1])
        for before, after in itertools.pairwise(options):
            yield from dropped_between(before, after, text)
        yield from (calls_behind(option, text) for at, option in enumerate(options) if called and at != stays)
    for index, option in enumerate(options):
        if index != stays or option.nothing:
            yield range(option.start, option.end)
        elif not option.blank:
            yield range(option.start, option.inner[0])
            yield range(option.inner[1], option.end)


def spaces_beside_emphasis(decision: cv.Decision, text: str) -> Iterator[int]:
    """Yield the offsets of white space between two options of a choice where emphasis begins or ends, too.

    Such space may part the options or the words around them: nobody can tell.
    """
    point = decision.point
    if point.kind is cv.Kind.SPLIT or decision.outcome is not cv.Outcome.CHOSEN:
        return
    for part in (part for pair in itertools.pairwise(point.options) for part in dropped_between(*pair, text)):
        if re.search(r"[*_~]", text[part.start : part.stop]):
            yield from (offset for offset in part if text[offset].isspace())


def expected_text(reading: cv.Reading, kept: Iterable[int] = ()) -> str:
    """Return what a reading ought to say, white space at dropped brackets and articles aside."""
    text = reading.inventory.draft.source.text
    dropped = {offset for decision in reading.decisions for part in dropped_by(decision, text) for offset in part}
    dropped.difference_update(kept)
    return "".join(character for offset, character in enumerate(text) if offset not in dropped)


def undone(reading: cv.Reading) -> str:
    """Return a reading's text with the articles that the source has, and without a space that it has not."""
    text = reading.inventory.draft.source.text
    parts, position = [], 0
    for start, end, new, cause in reading.edits:
        parts.append(text[position:start])
        parts.append(text[start:end] if cause is Cause.ARTICLE else new.strip())
        position = end
    return "".join(parts) + text[position:]


MENDED = re.compile(r"[\s,*_~]")


def near_edge(source: str, start: int, end: int, edges: set[int]) -> bool:
    """Say whether nothing but white space and a comma stands between a stretch and the edge of a bracket."""
    return any(not MENDED.sub("", source[min(start, edge) : max(end, edge)]).strip("[]") for edge in edges)


class Page(HTMLParser):
    """The words of a page's main part and of each of its footnotes, its ids, and the tags it is made of."""

    INLINE = frozenset(["em", "strong", "code", "sup", "sub", "a", "span"])

    def __init__(self, markup: str, root: str | None) -> None:
        super().__init__(convert_charrefs=True)
        self.root, self.inside = root, root is None
        self.text: list[str] = []
        self.tags: list[str] = []
        self.scripts: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.addresses: list[str] = []
        self.call = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, its attributes and where it leads."""
        values = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(values)
        self.ids += [value for name, value in attrs if name == "id" and value is not None]
        if (values.get("href") or "").startswith("#"):
            self.targets.append(str(values["href"])[1:])
        elif "href" in values:
            self.addresses.append(str(values["href"]))
        if tag == self.root:
            self.inside = True
        if values.get("class") == "call":
            self.call = True
        if tag == "img":  # a picture's words are its alternative text
            self.handle_data(values.get("alt") or "")
        elif tag not in self.INLINE:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Leave the main part at its end, and a footnote's call."""
        if tag == self.root:
            self.inside = False
        if tag == "sup":
            self.call = False
        if tag not in self.INLINE:
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        """Take the text of the main part; the number of a footnote is no text."""
        if self.cdata_elem == "script":
            self.scripts.append(data)
        if self.inside and not self.call:
            self.text.append(data)


SCRIPT = f'"use strict";\n{{\n{style_sheet("page.js", None)}}}\n'
TAGS = frozenset(
    "html head meta title style body a header p dl dt dd div nav h1 h2 h3 h4 h5 h6 ul ol li section main footer "  # noqa: SIM905 so many read better as words
    "table tr th td pre em strong code sup sub span br".split()
)


def everything(text: str) -> dict[str, object]:
    """Return all that is said about a draft, as plain data."""
    inventory = inventory_of(text)
    resolver = cv.Resolver(inventory)
    said: dict[str, object] = {"points": repr(inventory.points), "diagnostics": repr(cv.diagnose(inventory))}
    for profile in (None, "first", "second"):
        reading = resolver.resolve(cv.Selection(profile))
        said[f"decisions {profile}"] = repr(
            [(one.point.id, one.outcome, one.take, one.reason) for one in reading.decisions]
        )
        for format_ in ("md", "html"):
            said[f"{format_} {profile}"] = cv.render(reading, format_).decode("utf-8")
    return said


def assert_lossless(text: str) -> None:
    """Assert: serializing what was read gives the source back, byte for byte."""
    source = cv.Source("draft", text)
    assert serialize(read_brackets(source)).encode() == text.encode()
    assert cv.read_draft(source).draft.source.data == text.encode()


def assert_faithful_outside_edits(reading: cv.Reading) -> None:
    """Assert: outside its edits a reading is the source, character by character."""
    source, position, rest = reading.inventory.draft.source.text, 0, reading.text
    for start, end, new, _ in reading.edits:
        assert position <= start <= end
        kept = source[position:start] + new
        assert rest.startswith(kept)
        rest, position = rest[len(kept) :], end
    assert rest == source[position:]


def assert_faithful_in_every_edit(reading: cv.Reading) -> None:
    """Assert: an edit lies in a decided point's brackets, or mends what is near them, or is "a" or "an"."""
    source = reading.inventory.draft.source.text
    decided = [decision for decision in reading.decisions if decision.outcome is cv.Outcome.CHOSEN]
    spans = [(option.start, option.end) for decision in decided for option in decision.point.options]
    spans += [
        (decision.point.start, calls_behind(option, source).stop)
        for decision in decided
        if decision.point.kind is not cv.Kind.SPLIT
        for option in decision.point.options
    ]
    edges = {offset for span in spans for offset in span}
    for start, end, new, cause in reading.edits:
        written = source[start:end]
        if cause is Cause.ARTICLE:
            assert {written.lower(), new.lower()} == {"a", "an"}
            assert written[0].isupper() == new[0].isupper()
            assert any(re.fullmatch(r"\s+[*_“‘\"«(]*", source[end : span[0]]) for span in spans)
            continue
        inside = any(first <= start and end <= last for first, last in spans)
        assert new == "" or (new == " " and inside and written == "[" and cause is Cause.SPACE)
        assert inside or (cause is Cause.SPACE and not MENDED.sub("", written) and near_edge(source, start, end, edges))


def assert_same_by_a_second_reckoning(reading: cv.Reading) -> None:
    """Assert: a reading is the source without what its decisions drop, word by word and mark by mark."""
    text = reading.inventory.draft.source.text
    doubtful = {offset for decision in reading.decisions for offset in spaces_beside_emphasis(decision, text)}
    found, least, most = undone(reading), expected_text(reading), expected_text(reading, doubtful)
    assert MENDED.sub("", found) == MENDED.sub("", least)
    assert partings(least) <= partings(found) <= partings(most)


def partings(text: str) -> set[int]:
    """Return where words are parted, counted in marks and letters; emphasis alone parts none: l*[d]*l."""
    found, passed = set(), 0
    for gap in re.finditer(r"[\s,*_~]+", text):
        beside = text[gap.start() - 1 : gap.start()], text[gap.end() : gap.end() + 1]
        if gap[0].strip("*_~") and all(map(str.isalnum, beside)):
            found.add(gap.start() - passed)
        passed += len(gap[0])
    return found


def assert_accountable(reading: cv.Reading) -> None:
    """Assert: the audit lists each choice point once, and each bracket of the source belongs to one of them."""
    inventory = reading.inventory
    points = [decision.point for decision in reading.decisions]
    assert points == list(inventory.points)
    assert len({point.id for point in points}) == len(points)
    owned = sorted(span for point in points for span in brackets_at(point, inventory.draft.source.text))
    whole = [node for node in brackets_of(inventory.draft.source.text) if isinstance(node, Bracket)]
    assert owned == [(node.start, node.end) for node in whole]


# What may stand around the words of an option: a bracket and those who propose or oppose what it says, or a slash.
FRAME_BEFORE = re.compile(
    r"\[(?:\s*(?:(?:the|las?|les?|el|los)\s+|l[’'])?(?:[A-ZÉ][^\[\]:]*:\s*){1,2}(?:[a-z]+\s?:\s*)?)?|\s*/\s*"
)
FRAME_AFTER = re.compile(r"(?:\s+[-–—][^\[\]]*)?\]|")
# The label of an option: its name, its number and what may stand behind them: a remark, calls of footnotes, the
# paragraph that it is for, a title in braces.
SUFFIX = r"(?:bis|ter|quater|quinquies|sexies|septies|octies|novies|decies)"
TITLE = r"\s*\{(?!no text)[^{}]*\}:?"
OPTION = (
    r"(?:option|opci[oó]n|alt(?:ernativ[ea]|\.)?|variante?)\s*"
    rf"\(?(?:\d{{1,2}}|[ivx]{{1,5}}|[a-z]{{1,2}})(?:\s?{SUFFIX})?(?!\w)\)?(?:\s?[*_]?(?:{SUFFIX}|alt)(?![^\W_]))?"
    rf"(?:\s\w{{1,5}}\s(?:paragraph|article)\s\(?\d[\w.()]*)?(?:[*_]|{CALL})*(?:{TITLE})?"
    rf"[.)]?(?:\s?\([^()\[\]]*\))?\s?[:–—-]?(?:[*_:]|{CALL}|</sup>)*(?:{TITLE}[*_]*)?\s*"
)
LABEL_IN_BRACKETS = re.compile(rf"\s*[*_]*{OPTION}$", re.IGNORECASE)
# Before that of a paragraph there may be the marks of a quotation, a list and a heading, and the label of a provision.
LABEL = re.compile(
    rf"(?:[-+*>#\s]|\(?(?:\d{{1,3}}(?:\.\d{{1,3}})*|[a-z]{{1,4}}(?=[.)]))(?:\s{SUFFIX})?[.)]?\s)*[*_]*{OPTION}#*\s*",
    re.IGNORECASE,
)
# What parts two options beside their calls, perhaps with an "or", and what stands behind a series: the end of the line,
# or another label.
PARTING = re.compile(
    r"[\s/]*[*_~]*[\s/]*[*_~]*[\s/]*(?:(?<=\s)[*_(]*(?:or|ou|o|u)[*_):]*(?=\s)\s*[*_~]*)?", re.IGNORECASE
)
LINE_REST = re.compile(rf"[^\S\r\n]*(?:[\r\n\]]|\Z|[\[*_]*{OPTION}|\[*\(?\w{{1,4}}[.)](?:\s|\Z))", re.IGNORECASE)
NAMES = re.compile(r"\w")
NOTHING = re.compile(r"no (?:text(?: required| needed)?|provision|article|paragraph|decision)(?: \d+)?")


def assert_framed(inventory: cv.Inventory) -> None:
    """Assert: around an option's words stand its bracket or slash and an attribution, kept as positions."""
    text = inventory.draft.source.text
    for point in inventory.points:
        for option in point.options:
            words = text[option.inner[0] : option.inner[1]]
            said = " ".join(re.findall(r"\w+", re.sub(r"\([^()]*\)", "", words.lower())))
            assert not option.nothing or NOTHING.fullmatch(said)
            if option.label is not None:
                assert LABEL.fullmatch(text, option.start, option.inner[0])
                assert option.end == option.inner[1]
                assert option is not point.options[-1] or LINE_REST.match(text, option.end)
        if point.kind is not cv.Kind.SPLIT:
            parts = [part for pair in itertools.pairwise(point.options) for part in dropped_between(*pair, text)]
            assert all(PARTING.fullmatch(text, part.start, part.stop) for part in parts)
        for start, end in brackets_at(point, text):
            assert_bracket_framed([option for option in point.options if start <= option.start < end], text)


def assert_bracket_framed(sides: Sequence[PlacedOption], text: str) -> None:
    """Assert: so does it around the sides of one bracket that slashes part, or around its only one."""
    frames = [
        (LABEL_IN_BRACKETS.sub("", text[side.start : side.inner[0]]), text[side.inner[1] : side.end]) for side in sides
    ]
    assert all(FRAME_BEFORE.fullmatch(before) and FRAME_AFTER.fullmatch(after) for before, after in frames)
    framing = "".join(before + after for before, after in frames)
    assert all(bool(side.positions) == bool(NAMES.search(framing)) or side.unread for side in sides)
    assert all(side.positions for side in sides) or framing.strip("[]/ \t\xa0") == ""


def assert_gone_with_its_text(reading: cv.Reading) -> None:
    """Assert: a choice point is gone, and nothing decided about it, if and only if the text around it was dropped."""
    text = reading.inventory.draft.source.text
    drops = {
        decision.point.id: [part for part in dropped_by(decision, text) if len(part) > 1]
        for decision in reading.decisions
    }
    for decision in reading.decisions:
        point, parent = decision.point, decision.point.parent
        inside = False
        while parent is not None:
            inside = inside or any(point.start in part for part in drops[parent])
            parent = reading.inventory.by_id[parent].parent
        assert (decision.outcome is cv.Outcome.GONE) == inside


def assert_numbered(inventory: cv.Inventory) -> None:
    """Assert: the n-th choice point of a provision has the id `<provision>.<n>`, and its parent holds it."""
    counts: dict[str, int] = {}
    for point in inventory.points:
        counts[point.provision] = counts.get(point.provision, 0) + 1
        assert point.id == f"{point.provision}.{counts[point.provision]}"
        assert (point.parent is None) == (point.depth == 0)
        if point.parent is not None:
            parent = inventory.by_id[point.parent]
            assert parent.depth == point.depth - 1
            spans = [option.inner for option in parent.options]
            assert any(start <= point.start and point.end <= end for start, end in spans)
    starts = [point.start for point in inventory.points]
    assert starts == sorted(starts)


def assert_broken_brackets_reported(inventory: cv.Inventory) -> None:
    """Assert: each unclosed and each stray bracket is a diagnostic at its place, and there is no other of its kind."""
    rules = {cv.Rule.UNCLOSED_BRACKET: "[", cv.Rule.STRAY_BRACKET: "]"}
    found = [(one.span.start, rules[one.rule]) for one in cv.diagnose(inventory) if one.rule in rules]
    broken = [
        (node.start, "[" if isinstance(node, Unclosed) else "]")
        for node in brackets_of(inventory.draft.source.text)
        if not isinstance(node, Bracket)
    ]
    assert found == broken


def assert_sound(page: Page) -> None:
    """Assert: no text is markup in a page, no id of it comes twice, every link leads somewhere, the script is ours."""
    assert set(page.tags) <= {*TAGS, "script"}
    assert page.scripts == [SCRIPT]
    assert not [name for name in page.attributes if name.startswith("on") or name in ("src", "style", "srcdoc")]
    assert all(address.lower().startswith(("https://", "http://", "mailto:")) for address in page.addresses)
    assert sorted(page.ids) == sorted(set(page.ids))
    assert set(page.targets) <= set(page.ids)


def assert_promises(reading: cv.Reading) -> None:
    """Assert that a draft is lossless, and a reading of it faithful and accountable."""
    inventory = reading.inventory
    assert_lossless(inventory.draft.source.text)
    assert_framed(inventory)
    assert_faithful_outside_edits(reading)
    assert_faithful_in_every_edit(reading)
    assert_same_by_a_second_reckoning(reading)
    assert_accountable(reading)
    assert_gone_with_its_text(reading)
    assert_numbered(inventory)
    assert_broken_brackets_reported(inventory)
