"""The exceptions that this package raises on purpose."""

from __future__ import annotations


class VariantsError(Exception):
    """Base class of every exception this package raises on purpose; its arguments are one or more messages."""


class InputError(VariantsError):
    """The input or the arguments are wrong, and work cannot continue.

    `line` and `column` count from 1; they are None if the error concerns the whole file, and `file` is None if it
    concerns the arguments. `place` is the location in a Word or PDF file in words; the message has it instead of line
    and column.
    """

    def __init__(
        self,
        message: str,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        place: str | None = None,
    ) -> None:
        location = (
            f"{file}: {place}" if place else ":".join(str(one) for one in (file, line, column) if one is not None)
        )
        super().__init__(f"{location}: {message}" if location else message)
        self.message, self.file, self.line, self.column, self.place = message, file, line, column, place


class LostTextError(InputError):
    """A character of the source has no place in the outline, so text would be lost."""
