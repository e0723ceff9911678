"""Safe printing to standard output and standard error; a stream that fails gives one message."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

import click

from convention_variants.text.display import printable

# As a shell reports a program that SIGPIPE has ended.
_READER_GONE = 128 + 13


class Refusal(click.ClickException):
    """One or more error messages with exit status 2."""

    exit_code = 2

    def __init__(self, *messages: str) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages

    def show(self, file: object = None) -> None:  # noqa: ARG002 as click calls it
        """Print the messages."""
        for message in self.messages:
            say(f"Error: {message}")


@contextmanager
def system_errors() -> Iterator[None]:
    """Report system errors as a `Refusal`; exit quietly if the reader of standard output is gone."""
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
    """Drop what a stream has not written yet, or Python would try again at exit and complain."""
    if stream is not None:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def print_bytes(data: bytes) -> None:
    """Write data to standard output and flush it, so that it precedes messages on standard error."""
    if sys.stdout is None:
        raise Refusal("standard output: it is closed")
    with system_errors():
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def print_line(line: str, *, color: bool = False) -> None:
    """Print a line that is `printable` except for its colors; `?` replaces what the terminal cannot encode."""
    if sys.stdout is None:
        raise Refusal("standard output: it is closed")
    encoding = sys.stdout.encoding or "utf-8"  # beside a progress bar it has none
    with system_errors():
        click.echo(line.encode(encoding, "replace").decode(encoding), color=color)


def say(message: str) -> None:
    """Print a message as one line on standard error, if that is open."""
    try:
        click.echo(printable(message), err=True)
    except OSError:
        _discard(sys.stderr)
