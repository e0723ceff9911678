"""Reading → coverage: how many choice points a profile decides, and on what basis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from convention_variants.choices.inventory import Inventory
from convention_variants.resolve.resolver import Basis, Outcome, Reading, Resolver, Selection


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many choice points a profile decides, by basis; each is counted once.

    The bases are the profile itself, agreement with another choice, an entry of `[[decisions]]`, and wording dropped
    with the wording around it. `open` lists the ids of the points that stay open.
    """

    profile: str
    by: dict[str, int]
    open: tuple[str, ...]
    blanks: int

    @property
    def decided(self) -> int:
        """The number of choice points that are decided."""
        return sum(self.by.values())

    @property
    def points(self) -> int:
        """The number of choice points to decide, without blanks and notes."""
        return self.decided + len(self.open)


def coverage(reading: Reading) -> Coverage:
    """Return how many choice points the profile of a reading decides."""
    counts = Counter(decision.basis for decision in reading.decisions)
    by = {basis.value: counts[basis] for basis in Basis if basis is not Basis.PARTY}  # profiles alone
    still_open = tuple(decision.point.id for decision in reading.decisions if decision.outcome is Outcome.OPEN)
    return Coverage(reading.selection.profile or "", by, still_open, reading.count(Outcome.BLANK))


def read_profiles(inventory: Inventory, profiles: Iterable[str]) -> list[Reading]:
    """Return the reading of each profile; raises `InputError` for an unknown name."""
    resolver = Resolver(inventory)
    return [resolver.resolve(Selection(profile)) for profile in dict.fromkeys(profiles)]


def left_open(inventory: Inventory, readings: Sequence[Reading]) -> list[str]:
    """Return the ids of the choice points that at least one reading leaves open.

    Without readings, return those that no declared profile decides.
    """
    profiles = inventory.terminology.profiles
    asked = readings or read_profiles(inventory, profiles) or [Resolver(inventory).resolve(Selection())]
    times = Counter(place for reading in asked for place in coverage(reading).open)
    enough = 1 if readings else len(asked)
    return [point.id for point in inventory.points if times[point.id] >= enough]
