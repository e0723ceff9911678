"""The versions of everything that determines the bytes of a file: the program and the libraries of its format."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from convention_variants.render.formats import FORMATS
from convention_variants.render.templates import own_templates
from convention_variants.version import VERSION


def versions(to: str) -> Mapping[str, str]:
    """Return the versions that determine an edition of a format: program, libraries, system libraries."""
    format_ = FORMATS[to]
    libraries = {name: _installed(name) for name in format_.libraries}
    return {"convention-variants": VERSION, "program": _program(), **libraries, **format_.system_libraries()}


_installed = cache(version)


@cache
def _program() -> str:
    """Return a digest of our code, data, templates and style sheets, which change between versions in a checkout."""
    package = Path(__file__).parent.parent
    program = sha256()
    for folder, pattern in ((package, "*.py"), (package, "*.toml"), (own_templates(), "*")):
        for file in sorted(path for path in folder.rglob(pattern) if path.is_file()):
            program.update(f"{file.relative_to(folder).as_posix()}\0".encode())
            program.update(sha256(file.read_bytes()).digest())
    return program.hexdigest()
