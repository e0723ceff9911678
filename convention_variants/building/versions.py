"""The versions that make an edition: those of the program itself and of the libraries that its format needs."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from convention_variants.render.templates import own_templates
from convention_variants.version import VERSION

_LIBRARIES = {
    "md": ("markdown-it-py",),
    "html": ("jinja2", "markdown-it-py"),
    "pdf": ("fonttools", "font-source-serif-pro", "jinja2", "markdown-it-py", "pillow", "pydyf", "weasyprint"),
}
# As WeasyPrint looks for it on Linux, macOS and Windows.
_PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")


@cache
def versions(format_: str) -> Mapping[str, str]:
    """Return what makes a file of a format, by name: program, libraries, and for PDF the system's Pango."""
    found = {"convention-variants": VERSION, "program": _program()}
    found.update((name, version(name)) for name in _LIBRARIES[format_])
    return {**found, "pango": _pango()} if format_ == "pdf" else found


@cache
def _program() -> str:
    """Return a digest of our own code, templates and style sheets: in a checkout they change between versions."""
    package = Path(__file__).parent.parent
    found = sha256()
    for folder, pattern in ((package, "*.py"), (own_templates(), "*")):
        for file in sorted(path for path in folder.rglob(pattern) if path.is_file()):
            found.update(f"{file.relative_to(folder).as_posix()}\0".encode())
            found.update(sha256(file.read_bytes()).digest())
    return found.hexdigest()


def _pango() -> str:
    """Return the version of Pango; WeasyPrint knows it, too, but takes a third of a second to load."""
    for name in _PANGO:
        try:
            say = ctypes.CDLL(name).pango_version_string
        except OSError:
            continue
        say.restype = ctypes.c_char_p
        return str(say().decode("ascii"))
    return "unknown"
