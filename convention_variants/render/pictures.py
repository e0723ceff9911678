"""Pictures of a draft: only files of its own folder, of kinds that are safe to show."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
_LARGEST_PICTURE = 20_000_000


def _is_picture(address: str) -> bool:
    """Say whether an address can be that of a picture beside the draft, of one of the kinds known."""
    path = PurePosixPath(address)
    local = ":" not in address and not path.is_absolute() and ".." not in path.parts
    return local and path.suffix.lower() in MEDIA_TYPES


def picture_file(address: str, folder: Path | None) -> Path | None:
    """Return the file of a picture inside the draft's folder, if it is there and not too large."""
    if folder is None or not _is_picture(address):
        return None
    root = folder.resolve()
    file = (root / address).resolve()
    if not file.is_relative_to(root) or not file.is_file() or file.stat().st_size > _LARGEST_PICTURE:
        return None
    return file
