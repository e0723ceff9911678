"""Stretches → lookup tables: how white space, commas, emphasis marks and articles between two shown words read."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from convention_variants.choices.inventory import Inventory
from convention_variants.resolve.edits import Edit, find_articles
from convention_variants.resolve.resolver import finished
from convention_variants.resolve.stretches import Condition, Role, Stretches, find_stretches
from convention_variants.terminology.model import Take
from convention_variants.text.spans import last_at

# At most so many of the words that can follow a word are followed, nearest first. A bracket adds two or three.
MOST_FOLLOWING = 24
# At most so many steps over hidden text and signs lead to them.
_MOST_STEPS = 4 * MOST_FOLLOWING


@dataclass(frozen=True)
class Lookup:
    """All readings of a draft at once.

    A key of `reads` holds the indices of a shown word, of the signs after it, and of the next shown word. Its value
    maps the stretches between these words that do not read as in the source to what they read. The index of the start
    of the draft is -1, and that of its end the number of stretches. `complete`: no key is missing.
    """

    stretches: Stretches
    reads: Mapping[tuple[int, ...], Mapping[int, str]]
    complete: bool


class _Path(NamedTuple):
    """A path from a shown word over hidden text; `complete` if it has reached the next shown word.

    `key` holds the shown words and signs on it. `takes` maps each choice point on it to the takes that lead this way.
    """

    offset: int
    key: tuple[int, ...]
    takes: Mapping[str, Sequence[Take | None]]
    complete: bool = False


def make_lookup(inventory: Inventory) -> Lookup:
    """Return the tables for all readings of a draft."""
    stretches = find_stretches(inventory)
    seams = _Seams(stretches, inventory)
    reads: dict[tuple[int, ...], Mapping[int, str]] = {}
    complete = True
    for word in (-1, *(number for number, stretch in enumerate(stretches.all) if stretch.role is Role.WORD)):
        paths, found_all = seams.paths(word)
        complete = complete and found_all
        changed = ((path.key, seams.changed(path)) for path in paths)
        reads.update((key, reading) for key, reading in changed if reading)
    return Lookup(stretches, reads, complete)


class _Seams:
    """Follows the text of a draft from word to word, along every combination of takes."""

    def __init__(self, stretches: Stretches, inventory: Inventory) -> None:
        self.stretches, self.all, self.inventory = stretches, stretches.all, inventory
        self.starts = stretches.starts
        self.articles = {span.start: span for span in find_articles(inventory)}
        self.edits: defaultdict[int, dict[str, dict[Take | None, Edit]]] = defaultdict(dict)
        for point, choices in stretches.choices.items():
            for take, edits in choices.items():
                for edit in edits:
                    self.edits[edit.start].setdefault(point, {})[take] = edit

    def paths(self, word: int) -> tuple[list[_Path], bool]:
        """Return the paths to the words that can follow a word, shortest first, and whether these are all."""
        reached: list[_Path] = []
        waiting = deque([self._first(word)])
        for _ in range(_MOST_STEPS):
            if not waiting or len(reached) >= MOST_FOLLOWING:
                break
            for path in self._steps(waiting.popleft()):
                (reached if path.complete else waiting).append(path)
        return reached, not waiting

    def _first(self, word: int) -> _Path:
        if word < 0:
            return _Path(0, (word,), {})
        stretch = self.all[word]
        if not stretch.is_new or stretch.shown_if is None:
            return _Path(stretch.end, (word,), {})
        point, (take,) = stretch.shown_if
        return _Path(self.edits[stretch.start][point][take].end, (word,), {point: (take,)})

    def _steps(self, path: _Path) -> Iterator[_Path]:
        """Yield the paths that continue over one stretch, or over text that an edit removes."""
        branches = [path]
        for point, edits in self.edits.get(path.offset, {}).items():
            branches = [step for branch in branches for step in self._branch(branch, path.offset, point, edits)]
        for branch in branches:
            yield self._shown(branch) if branch.offset == path.offset and not branch.complete else branch

    def _branch(self, path: _Path, offset: int, point: str, edits: Mapping[Take | None, Edit]) -> Iterator[_Path]:
        """Yield a path for each edit, or none, that the takes of a choice point make at an offset."""
        if path.offset > offset or path.complete:
            yield path
            return
        groups: defaultdict[tuple[int, int | None], list[Take | None]] = defaultdict(list)
        for take in path.takes.get(point) or self._possible(path.key[0], point):
            edit = edits.get(take)
            new = self._new(offset, point, take) if edit and edit.text else None
            groups[edit.end if edit else offset, new].append(take)
        for (end, new), takes in groups.items():
            key = path.key if new is None else (*path.key, new)
            yield _Path(end, key, {**path.takes, point: takes}, new is not None)

    def _new(self, offset: int, point: str, take: Take | None) -> int:
        first, shown_if = bisect_left(self.starts, offset), Condition(point, frozenset({take}))
        while self.all[first].shown_if != shown_if or not self.all[first].is_new:
            first += 1
        return first

    def _shown(self, path: _Path) -> _Path:
        """Return a path that continues over the shown stretch at its end."""
        number = last_at(self.starts, path.offset)
        stretch = self.all[number]
        if path.offset == self.all[-1].end:
            return path._replace(key=(*path.key, len(self.all)), complete=True)
        key = path.key if stretch.role is Role.SPACE else (*path.key, number)
        return path._replace(offset=stretch.end, key=key, complete=stretch.role is Role.WORD)

    def _possible(self, word: int, point: str) -> Sequence[Take | None]:
        """Return the takes of a choice point that show a word."""
        takes = tuple(self.stretches.choices[point])
        if word < 0 or self.inventory.by_id[point].start > self.all[word].start:
            return takes
        condition = self.all[word].shown_if
        while condition is not None:
            if condition.point == point:
                return [take for take in takes if take in condition.takes]
            condition = self.stretches.inside.get(condition.point)
        return takes

    def changed(self, path: _Path) -> dict[int, str]:
        """Return how the stretches on a path read, for those that do not read as in the source."""
        first, last = path.key[0], path.key[-1]
        start = self.starts[first] if first >= 0 else 0
        end = self.starts[last] if last < len(self.all) else self.all[-1].end
        edits = [
            edit
            for point, takes in path.takes.items()
            for edit in self.stretches.choices[point][takes[0]]
            if start < edit.end and edit.start <= end
        ]
        if not edits:
            return {}
        articles = [self.articles[start]] if first >= 0 and start in self.articles else []
        own, changed = set(edits), dict[int, str]()
        for edit in finished(edits, articles, self.inventory):
            if edit in own:
                continue
            for number in self.stretches.within(edit.start, edit.end):
                stretch = self.all[number]
                if not stretch.is_new:
                    changed[number] = edit.text if stretch.start == edit.start else ""
        return changed
