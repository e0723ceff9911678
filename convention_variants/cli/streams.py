"""Standard output and standard error: what is printed obeys nobody but us, and a stream that fails is one message."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

import click

from convention_variants.text.display import escaped, printable

# As a shell reports a program that SIGPIPE has ended.
_READER_GONE = 128 + 13


class Refusal(click.ClickException):
    """One clear message, and exit status 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 as click calls it
        """Print the message."""
        say(f"Error: {self.message}")


@contextmanager
def system_errors() -> Iterator[None]:
    """Turn an error of the system into a refusal, or into a quiet end where the reader of standard output has gone."""
    try:
        yield
    except BrokenPipeError:
        _discard(sys.stdout)
        raise click.exceptions.Exit(_READER_GONE) from None
    except OSError as error:
        _discard(sys.stdout)
        raise Refusal(f"{error.filename or 'standard output'}: {error.strerror or error}") from error
    except click.UsageError as error:
        raise click.UsageError(printable(error.format_message()), error.ctx) from None


def _discard(stream: TextIO | None) -> None:
    """Drop what a stream has not written yet: Python would try again, and complain, when it ends."""
    if stream is not None:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def print_bytes(data: bytes) -> None:
    """Write data to standard output, before what is said of it on standard error."""
    if sys.stdout is None:
        raise Refusal("standard output: it is closed")
    with system_errors():
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def print_line(line: str, *, color: bool = False) -> None:
    """Print a line that is `printable` but for its colours; `?` stands for what the encoding of the terminal lacks."""
    if sys.stdout is None:
        raise Refusal("standard output: it is closed")
    encoding = sys.stdout.encoding or "utf-8"  # beside a progress bar it has none
    with system_errors():
        click.echo(line.encode(encoding, "replace").decode(encoding), color=color)


def json_bytes(data: object) -> bytes:
    """Return data as JSON, indented, in UTF-8, with escapes for what a terminal would obey."""
    return escaped(json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def say(message: str) -> None:
    """Print a message as one line on standard error, if anyone listens."""
    try:
        click.echo(printable(message), err=True)
    except OSError:
        _discard(sys.stderr)
