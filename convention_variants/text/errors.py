"""The exceptions that this package raises on purpose."""

from __future__ import annotations


class VariantsError(Exception):
    """Base of every exception this package raises on purpose."""


class InputError(VariantsError):
    """The input or the arguments are wrong, and work cannot go on.

    `line` and `column` count from 1; they are absent where the whole file is meant, and the
    file is absent where the arguments are.
    """

    def __init__(
        self, message: str, file: str | None = None, line: int | None = None, column: int | None = None
    ) -> None:
        place = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{place}: {message}" if place else message)
        self.message, self.file, self.line, self.column = message, file, line, column


class LostTextError(InputError):
    """A promise was about to be broken: a character of the source has no place in the outline."""
