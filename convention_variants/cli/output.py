"""What commands give: files and standard output, and what is said of them on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO

from convention_variants.choices.inventory import Inventory
from convention_variants.cli.streams import Refusal, print_bytes, say
from convention_variants.diagnostics.diagnostic import Diagnostic
from convention_variants.diagnostics.rules import Rule, Severity
from convention_variants.formats.folder import VARIANTS_NAME, find_draft
from convention_variants.resolve.resolver import Reading
from convention_variants.text.errors import InputError

SHOWN_AT_MOST = 10


def format_of(output: Path | None, endings: Mapping[str, str], option: str, default: str) -> str:
    """Return the format that the ending of a file says, the default for standard output."""
    file = file_of(output)
    if file is None:
        return default
    format_ = endings.get(file.suffix.lower().removeprefix("."))
    if format_ is None:
        names = ", ".join(dict.fromkeys(endings.values()))
        raise Refusal(f"{output}: the name does not say the format; give {option} {names}")
    return format_


def file_of(output: Path | None) -> Path | None:
    """Return the file to write, None for standard output."""
    return None if output is None or str(output) == "-" else output


def to_terminal(output: Path | None) -> bool:
    """Say whether what is written appears on a terminal."""
    return file_of(output) is None and sys.stdout is not None and sys.stdout.isatty()


def keep_input(draft: Path, output: Path | None) -> None:
    """Refuse to write over the draft or its terminology."""
    if output is None or not output.exists():
        return
    file = find_draft(draft)
    if any(kept.exists() and output.samefile(kept) for kept in (file, file.with_name(VARIANTS_NAME))):
        raise InputError("is the input: name another file with -o", str(output))


def write(data: bytes, output: Path | None) -> None:
    """Write to a file, or to standard output; raises `InputError` for a file that the system will not have."""
    file = file_of(output)
    if file is None:
        print_bytes(data)
        return
    from convention_variants.text.files import write_file  # noqa: PLC0415 loaded when needed

    if not file.exists() or file.is_file() or file.is_dir():
        write_file(file.resolve(), data)
        return
    try:  # a device or a pipe is no file that another can take the place of
        file.write_bytes(data)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", str(file)) from error


def report(reading: Reading) -> None:
    """Say on standard error what a reading leaves open, and what it settles."""
    from convention_variants.render.edition import summary  # noqa: PLC0415 loaded when needed

    selection = reading.selection
    asked = selection.profile or selection.choose or selection.at
    left_open = [found for found in reading.diagnostics if asked and found.rule == "uncovered-choice"]
    name_places([*reading.broken, *left_open], reading.inventory)
    say(summary(reading))


def name_places(diagnostics: Iterable[Diagnostic], inventory: Inventory) -> None:
    """Say on standard error where something is wrong in a draft, not more often than anyone reads."""
    severity = inventory.terminology.severity
    shown = [found for found in diagnostics if severity[found.rule] is not Severity.OFF]
    rule = linked if in_colour(sys.stderr) else str
    for found in shown[:SHOWN_AT_MOST]:
        line, column = inventory.draft.source.position(found.span.start)
        place = f"{inventory.draft.source.name}:{line}:{column}"
        say(f"{place}: {severity[found.rule]}: {found.message} [{rule(found.rule)}]")
    if len(shown) > SHOWN_AT_MOST:
        say(f"… and {len(shown) - SHOWN_AT_MOST} more")


def in_colour(stream: TextIO | None) -> bool:
    """Say whether a stream is for eyes that want colours and links (https://no-color.org)."""
    return (
        stream is not None and stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def linked(rule: Rule) -> str:
    """Return the id of a rule as a link to its page in the manual, for a terminal (OSC 8)."""
    return f"\033]8;;{rule.page}\033\\{rule}\033]8;;\033\\"
