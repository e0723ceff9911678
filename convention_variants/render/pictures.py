"""Pictures of a draft: only files in its own folder, of types and sizes that are safe to show."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from convention_variants.outline.nodes import Draft, Image, all_contents

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_LARGEST_PICTURE = 20_000_000
_MOST_PIXELS = 50_000_000


class Picture(NamedTuple):
    """A picture: its address in the draft, and the bytes of its file."""

    address: str
    data: bytes

    @property
    def ending(self) -> str:
        """The ending of the file name, in lower case."""
        return PurePosixPath(self.address).suffix.lower()

    @property
    def media_type(self) -> str:
        """The MIME type of the file."""
        return MEDIA_TYPES[self.ending]


def _is_picture(address: str) -> bool:
    """Return whether an address can name a picture in the draft's folder, of a known type.

    Spellings such as `a/././b.png` are refused, so that one file cannot be loaded many times under many names.
    """
    path = PurePosixPath(address)
    local = ":" not in address and not path.is_absolute() and ".." not in path.parts
    return local and str(path) == address.removeprefix("./") and path.suffix.lower() in MEDIA_TYPES


def load_picture(address: str, folder: Path | None) -> Picture | None:
    """Return a picture in the draft's folder, or None if it is missing or too large to show."""
    if folder is None or not _is_picture(address):
        return None
    root = folder.resolve()
    file = (root / address).resolve()
    if not file.is_relative_to(root) or not file.is_file():
        return None
    if file.stat().st_size > _LARGEST_PICTURE:
        return None
    data = file.read_bytes()
    return Picture(address, data) if _is_bitmap(data) else None


def _is_bitmap(data: bytes) -> bool:
    """Return whether data is a bitmap with a reasonable number of pixels; only its header is read."""
    import PIL.Image  # noqa: PLC0415 few drafts have pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)
            with PIL.Image.open(BytesIO(data), formats=_FORMATS) as picture:
                return picture.width * picture.height <= _MOST_PIXELS
    except (OSError, ValueError, SyntaxError, PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning):
        return False


def pictures_of(draft: Draft) -> Iterator[Picture]:
    """Yield the pictures that editions of a draft may show, each once, in text order."""
    addresses = (inline.address for text in all_contents(draft) for inline in text if isinstance(inline, Image))
    for address in dict.fromkeys(addresses):
        if picture := load_picture(address, draft.source.folder):
            yield picture
