"""A row of the annex of an edition."""

from __future__ import annotations

from typing import NamedTuple


class AnnexRow(NamedTuple):
    """One line of the annex: where, what it reads now, what it read or could have read, and why.

    `provision` is the id to link to, empty if the edition does not show the provision.
    """

    provision: str
    citation: str
    reads: str
    instead_of: tuple[str, ...]
    why: str
