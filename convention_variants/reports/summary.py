"""The summary of `choices`: a draft's brackets on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from convention_variants.checks.findings import diagnose
from convention_variants.choices.groups import Kind
from convention_variants.choices.inventory import ChoicePoint, Inventory
from convention_variants.diagnostics.rules import Severity
from convention_variants.outline.nodes import Item, Section, SectionKind, walk
from convention_variants.reports.cells import padded, shortened_to, width_of
from convention_variants.reports.inventory import bracket_count, option_texts, wordings_shown
from convention_variants.reports.locations import heading_words
from convention_variants.resolve.resolver import Outcome, Resolver, Selection
from convention_variants.terminology.model import normal_form
from convention_variants.text.display import counted, on_one_line

_MARGIN = 10
_LONGEST_NAME = 24
_MOST_WORDINGS = 5
_MOST_ROWS = 6
# Only the beginnings of long wordings are compared, so that a nest of brackets takes linear time.
_COMPARED = 1500
_Count = tuple[int, str]


def as_summary(inventory: Inventory, profiles: Sequence[str] = (), width: int = 80) -> Iterator[str]:
    """Yield the lines of the summary, none wider than `width` cells.

    Counts what the named profiles decide, or each profile if none is named. Raises `InputError` for an unknown profile.
    """
    room = width - _MARGIN
    document = inventory.terminology.document
    name = ", ".join(filter(None, (inventory.draft.source.name, document.symbol, document.title)))
    kinds = Counter(point.kind for point in inventory.points)
    has_chapters = any(top.kind is SectionKind.CHAPTER for top in _outermost(inventory))
    blocks = [
        ("", [on_one_line(name)]),
        ("", list(_totals(inventory))),
        ("Kinds", _grid([(kinds[kind], kind.value) for kind in Kind if kinds[kind]], room)),
        ("Terms", _grid(_terms(inventory), room)),
        ("Chapters" if has_chapters else "Headings", _grid(_headings(inventory), room)),
        ("Wordings", _wordings(inventory, room)),
        ("Profiles", _profiles(inventory, profiles)),
        ("Findings", _grid(_findings(inventory), room)),
        ("Comments", _comments(inventory)),
    ]
    for title, lines in blocks:
        for number, line in enumerate(lines):
            margin = ("" if number else title).ljust(_MARGIN) if title else ""
            yield shortened_to(f"{margin}{line}", width)


def _totals(inventory: Inventory) -> Iterator[str]:
    """Yield how many brackets and choice points there are, and how many distinct sets of wordings."""
    points = inventory.points
    deepest = max((point.depth for point in points), default=0) + 1
    nesting = f", nested {deepest} deep" if deepest > 1 else ", none inside another" if points else ""
    yield f"{counted(bracket_count(inventory), 'bracket')}{nesting}"
    groups = counted(len({_group(point, inventory) for point in points if point.kind.is_choice}), "distinct group")
    doubtful = sum(point.open for point in points)
    doubt = f", {doubtful} ambiguous" if doubtful else ""
    yield f"{counted(len(points), 'choice point')}{doubt}, {groups} of wordings"


def _group(point: ChoicePoint, inventory: Inventory) -> frozenset[str]:
    """Return the set of a choice point's wordings, normalized like forms."""
    grammar = inventory.terminology.language
    return frozenset(normal_form(text[:_COMPARED], grammar) for text in option_texts(point, inventory))


def _terms(inventory: Inventory) -> list[_Count]:
    terms = inventory.terminology.terms
    counts = Counter(point.term for point in inventory.points if point.kind.is_choice)
    return [(counts[term], term or "of no term") for term in (*terms, None) if counts[term]] if terms else []


def _headings(inventory: Inventory) -> list[_Count]:
    """Return how many choice points are under each outermost heading, in source order."""
    names: dict[str, str] = {}
    homes: dict[str, str] = {}
    for top in _outermost(inventory):
        label, title = (heading_words(content, inventory.draft) for content in (top.label, top.title))
        names[top.id] = label or title or top.id.capitalize()
        homes |= {node.id: top.id for node in walk((top,)) if isinstance(node, Item | Section) and node.id}
    counts = Counter(homes.get(point.provision, "") for point in inventory.points)
    listed = [(counts[key], name) for key, name in (*names.items(), ("", "under no heading")) if counts[key]]
    return listed if len(listed) > 1 else []


def _outermost(inventory: Inventory) -> list[Section]:
    return [top for top in (*inventory.draft.front, *inventory.draft.body) if isinstance(top, Section)]


def _wordings(inventory: Inventory, room: int) -> list[str]:
    """Return the most frequent sets of wordings, as written where each first occurs."""
    first: dict[frozenset[str], ChoicePoint] = {}
    counts: Counter[frozenset[str]] = Counter()
    for point in (point for point in inventory.points if point.kind.is_choice):
        group = _group(point, inventory)
        first.setdefault(group, point)
        counts[group] += 1
    most = [(number, first[group]) for group, number in counts.most_common(_MOST_WORDINGS) if number > 1]
    digits = max((len(str(number)) for number, _ in most), default=0)
    return [
        f"{number:>{digits}} {wordings_shown(option_texts(point, inventory), room - digits - 1)}"
        for number, point in most
    ]


def _profiles(inventory: Inventory, named: Sequence[str]) -> list[str]:
    names = list(named or inventory.terminology.profiles)
    if not names:
        return [f"none, {sum(point.kind.is_choice for point in inventory.points)} open"]
    resolver = Resolver(inventory)
    longest = max(map(len, names))
    lines = []
    for name in names:
        count = resolver.resolve(Selection(profile=name)).count
        gone = f", {count(Outcome.GONE)} in dropped text" if count(Outcome.GONE) else ""
        lines.append(f"{name:<{longest}}  {count(Outcome.CHOSEN)} decided, {count(Outcome.OPEN)} open{gone}")
    return lines


def _findings(inventory: Inventory) -> list[_Count]:
    severity = inventory.terminology.severity
    counts = Counter(diagnostic.rule for diagnostic in diagnose(inventory))
    serious = (Severity.ERROR, Severity.WARNING)
    return [(number, rule.value) for rule, number in counts.items() if severity[rule] in serious]


def _comments(inventory: Inventory) -> list[str]:
    conversion = inventory.draft.source.conversion
    authors = Counter(comment.author for comment in conversion.comments) if conversion else Counter[str]()
    by = ", ".join(f"{on_one_line(author) or 'unknown'} {number}" for author, number in authors.most_common())
    return [f"{authors.total()}: {by}"] if authors else []


def _grid(counts: Sequence[_Count], room: int) -> list[str]:
    """Return counts on one line, or in columns; if there are too many rows, the smallest counts are added up."""
    line = "   ".join(f"{number} {shortened_to(name, _LONGEST_NAME)}" for number, name in counts)
    if width_of(line) <= room:
        return [line] if line else []
    digits = max(len(str(number)) for number, _ in counts)
    widest = min(max(width_of(name) for _, name in counts), _LONGEST_NAME)
    columns = max(1, (room + 3) // (digits + 1 + widest + 3))
    cells = _largest(counts, columns * _MOST_ROWS)
    shown = [f"{number:>{digits}} {padded(shortened_to(name, _LONGEST_NAME), widest)}" for number, name in cells]
    return ["   ".join(shown[start : start + columns]).rstrip() for start in range(0, len(shown), columns)]


def _largest(counts: Sequence[_Count], most: int) -> list[_Count]:
    if len(counts) <= most:
        return list(counts)
    order = sorted(range(len(counts)), key=lambda index: -counts[index][0])
    kept, others = sorted(order[: most - 1]), order[most - 1 :]
    return [*(counts[i] for i in kept), (sum(counts[i][0] for i in others), f"in {len(others)} others")]
