"""Our own templates compiled, kept where Python keeps our modules compiled: it takes 60 ms to compile those of a page.

Overriding templates are never kept, nor is anything where Python may not keep what it compiles.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from pickle import UnpicklingError

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache


class CompiledTemplates(FileSystemBytecodeCache):
    """A file for each template, valid for its text, for the settings of the environment, and for this Jinja."""

    def __init__(self, settings: Path) -> None:
        """Take the module that has the settings."""
        file = Path(cache_from_source(str(settings.with_name("template-%s.py"))))
        super().__init__(str(file.parent), file.name)
        self.versions = [Path(file).stat().st_mtime_ns for file in (settings, jinja2.__file__)]

    def get_source_checksum(self, source: str) -> str:
        """Return what must be the same for a compiled template to be used."""
        return super().get_source_checksum(f"{self.versions}{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a compiled template, if there is one."""
        with suppress(OSError, EOFError, UnpicklingError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, if that is possible."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)
