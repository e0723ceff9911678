"""Our own templates compiled and kept: it takes 60 ms to compile those of a page. Overriding ones are never kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from pickle import UnpicklingError

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from convention_variants.text.kept import keep, load_kept


class CompiledTemplates(BytecodeCache):
    """A file for each template, valid for its text, for the settings of the environment, and for this Jinja."""

    def __init__(self, settings: Path) -> None:
        """Take the module that has the settings."""
        self.versions = [Path(file).stat().st_mtime_ns for file in (settings, jinja2.__file__)]

    def get_source_checksum(self, source: str) -> str:
        """Return what must be the same for a compiled template to be used."""
        return super().get_source_checksum(f"{self.versions}{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a compiled template, if there is one."""
        with suppress(EOFError, UnpicklingError):
            bucket.bytecode_from_string(load_kept(f"template-{bucket.key}"))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, if that is possible."""
        keep(f"template-{bucket.key}", bucket.bytecode_to_string())
