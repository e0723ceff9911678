"""What takes long to make and is the same each time, kept where Python keeps our modules compiled.

Nothing is kept where Python may not keep what it compiles. What is kept is as trustworthy as the compiled modules.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

from convention_variants.text.errors import InputError
from convention_variants.text.files import make_folder, write_file


def load_kept(name: str) -> bytes:
    """Return what was kept under a name, or nothing."""
    try:
        return _file(name).read_bytes()
    except OSError:
        return b""


def keep(name: str, data: bytes) -> None:
    """Keep data under a name, if that is possible."""
    if not sys.dont_write_bytecode:
        with suppress(InputError):
            make_folder(_file(name).parent)
            write_file(_file(name), data)


def _file(name: str) -> Path:
    return Path(cache_from_source(str(Path(__file__).with_name(f"kept-{name}.py"))))
