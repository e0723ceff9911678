"""Stretches → lookup tables: what white space, commas, emphasis marks and articles between two shown words read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from convention_variants.choices.inventory import Inventory
from convention_variants.resolve.edits import Edit, find_articles
from convention_variants.resolve.resolver import finished
from convention_variants.resolve.stretches import Role, Stretches, find_stretches
from convention_variants.text.spans import Span

# How many of the words that may follow a word are looked at, the nearest first: two or three for each bracket.
MOST_FOLLOWING = 24
# How many steps over hidden text and signs the way to them may take.
_MOST_STEPS = 4 * MOST_FOLLOWING


@dataclass(frozen=True)
class Lookup:
    """All readings of a draft at once.

    A key of `reads` has the indices of two words that are shown one after the other, and of the signs between them. Its
    value says what stretches from the first word to the second then read; the others read as in the source. The word
    before the first stretch is -1, the one after the last is their number. `complete` says that every key is there.
    """

    stretches: Stretches
    reads: Mapping[tuple[int, ...], Mapping[int, str]]
    complete: bool


class _Path(NamedTuple):
    """A way from a shown word over hidden text, to the next shown word if it is `whole`.

    `key` has the shown words and signs on it; `takes` what may be taken at the choice points that it depends on.
    """

    offset: int
    key: tuple[int, ...]
    takes: Mapping[str, Sequence[str]]
    whole: bool = False


def make_lookup(inventory: Inventory) -> Lookup:
    """Make the tables for all readings of a draft."""
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
    """Follows the text of a draft from word to word, whatever is taken at the choice points between them."""

    def __init__(self, stretches: Stretches, inventory: Inventory) -> None:
        self.stretches, self.all, self.inventory = stretches, stretches.all, inventory
        self.starts = [stretch.start for stretch in self.all]
        self.articles = {span.start: span for span in find_articles(inventory)}
        self.points = {point.id: point for point in inventory.points}
        self.edits: defaultdict[int, dict[str, dict[str, Edit]]] = defaultdict(dict)
        for point, takes in stretches.takes.items():
            for take, edits in takes.items():
                for edit in edits:
                    self.edits[edit.start].setdefault(point, {})[take] = edit

    def paths(self, word: int) -> tuple[list[_Path], bool]:
        """Return the paths to the words that may follow one, the shortest first, and whether these are all."""
        found: list[_Path] = []
        waiting = deque([self._first(word)])
        for _ in range(_MOST_STEPS):
            if not waiting or len(found) >= MOST_FOLLOWING:
                break
            for path in self._steps(waiting.popleft()):
                (found if path.whole else waiting).append(path)
        return found, not waiting

    def _first(self, word: int) -> _Path:
        if word < 0:
            return _Path(0, (word,), {})
        stretch = self.all[word]
        if not stretch.is_new:
            return _Path(stretch.end, (word,), {})
        point, (take,) = stretch.point or "", stretch.takes
        return _Path(self.edits[stretch.start][point][take].end, (word,), {point: (take,)})

    def _steps(self, path: _Path) -> Iterator[_Path]:
        """Yield the paths that go one stretch further, or over what an edit takes away."""
        branches = [path]
        for point, edits in self.edits.get(path.offset, {}).items():
            branches = [step for branch in branches for step in self._branch(branch, path.offset, point, edits)]
        for branch in branches:
            yield self._shown(branch) if branch.offset == path.offset and not branch.whole else branch

    def _branch(self, path: _Path, offset: int, point: str, edits: Mapping[str, Edit]) -> Iterator[_Path]:
        """Yield a path for each of the things that the takes of a choice point do at an offset."""
        if path.offset > offset or path.whole:
            yield path
            return
        groups: defaultdict[tuple[int, int | None], list[str]] = defaultdict(list)
        for take in path.takes.get(point) or self._possible(path.key[0], point):
            edit = edits.get(take)
            new = self._new(offset, point, take) if edit and edit.text else None
            groups[edit.end if edit else offset, new].append(take)
        for (end, new), takes in groups.items():
            key = path.key if new is None else (*path.key, new)
            yield _Path(end, key, {**path.takes, point: takes}, new is not None)

    def _new(self, offset: int, point: str, take: str) -> int:
        """Return the index of a new wording."""
        first = bisect_left(self.starts, offset)
        while self.all[first].point != point or take not in self.all[first].takes or not self.all[first].is_new:
            first += 1
        return first

    def _shown(self, path: _Path) -> _Path:
        """Return a path that goes on over the stretch at its end, which is shown."""
        number = bisect_right(self.starts, path.offset) - 1
        stretch = self.all[number]
        if path.offset == self.all[-1].end:
            return path._replace(key=(*path.key, len(self.all)), whole=True)
        key = path.key if stretch.role is Role.SPACE else (*path.key, number)
        return path._replace(offset=stretch.end, key=key, whole=stretch.role is Role.WORD)

    def _possible(self, word: int, point: str) -> Sequence[str]:
        """Return the takes of a choice point with which a word is shown."""
        takes = tuple(self.stretches.takes[point])
        if word < 0 or self.points[point].start > self.all[word].start:
            return takes
        stretch = self.all[word]
        around = (stretch.point, stretch.takes) if stretch.point else None
        while around is not None:
            if around[0] == point:
                return [take for take in takes if take in around[1]]
            around = self.stretches.inside.get(around[0])
        return takes

    def changed(self, path: _Path) -> dict[int, str]:
        """Return what the stretches on a path read, as far as they read otherwise than in the source."""
        first, last = path.key[0], path.key[-1]
        start = self.starts[first] if first >= 0 else 0
        end = self.starts[last] if last < len(self.all) else self.all[-1].end
        edits = [
            edit
            for point, takes in path.takes.items()
            for edit in self.stretches.takes[point][takes[0]]
            if start < edit.end and edit.start <= end
        ]
        if not edits:
            return {}
        articles = [self.articles[start]] if first >= 0 and start in self.articles else []
        own, found = set(edits), dict[int, str]()
        for edit in finished(edits, articles, self.inventory):
            if edit in own:
                continue
            for number in self.stretches.within(Span(edit.start, edit.end)):
                stretch = self.all[number]
                if not stretch.is_new:
                    found[number] = edit.text if stretch.start == edit.start else ""
        return found
