"""Parts → a Word file with the same bytes for the same parts."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a zip archive; Word writes it, too


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return the archive of some parts, in their order."""
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(ZipInfo(name, _EARLIEST), data, ZIP_DEFLATED)
    return stream.getvalue()


def xml_bytes(root: Element) -> bytes:
    """Return a part as it is stored."""
    from lxml import etree  # noqa: PLC0415 only Word files need it

    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
