"""Pictures of a draft: only files of its own folder, of kinds and sizes that are safe to show."""

from __future__ import annotations

import warnings
from pathlib import Path, PurePosixPath

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_LARGEST_PICTURE = 20_000_000
_MOST_PIXELS = 50_000_000
_LARGEST_DRAWING = 1_000_000


def _is_picture(address: str) -> bool:
    """Say whether an address can be that of a picture beside the draft, of one of the kinds known."""
    path = PurePosixPath(address)
    local = ":" not in address and not path.is_absolute() and ".." not in path.parts
    return local and path.suffix.lower() in MEDIA_TYPES


def picture_file(address: str, folder: Path | None) -> Path | None:
    """Return the file of a picture inside the draft's folder, if it is there and takes no undue work to show."""
    if folder is None or not _is_picture(address):
        return None
    root = folder.resolve()
    file = (root / address).resolve()
    if not file.is_relative_to(root) or not file.is_file():
        return None
    is_drawing = file.suffix.lower() == ".svg"
    if file.stat().st_size > (_LARGEST_DRAWING if is_drawing else _LARGEST_PICTURE):
        return None
    return file if (_is_simple_drawing(file) if is_drawing else _is_bitmap(file)) else None


def _is_bitmap(file: Path) -> bool:
    """Say whether a file is a picture of pixels, and not of too many: its head alone is read."""
    from PIL import Image  # noqa: PLC0415 few drafts have pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=_FORMATS) as picture:
                return picture.width * picture.height <= _MOST_PIXELS
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False


def _is_simple_drawing(file: Path) -> bool:
    from convention_variants.render.drawings import is_simple  # noqa: PLC0415 the same

    return is_simple(file.read_bytes())
