"""Text measured in terminal cells: Chinese characters take two, combining ones none."""

from __future__ import annotations


def width_of(text: str) -> int:
    """Return how many cells a line takes; characters that a terminal cannot show count as one."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth, wcwidth  # noqa: PLC0415 its tables take 10 ms to load, and English needs none

    cells = wcswidth(text)
    return cells if cells >= 0 else sum(max(wcwidth(char), 0) for char in text)


def padded(text: str, width: int) -> str:
    """Return a text with spaces after it up to a width."""
    return text + " " * (width - width_of(text))


def beginning(text: str, width: int) -> str:
    """Return as many of the first characters as fit in a width."""
    if text.isascii():
        return text[:width]
    from wcwidth import wcwidth  # noqa: PLC0415 the same

    used = 0
    for index, char in enumerate(text):
        used += max(wcwidth(char), 0)
        if used > width:
            return text[:index]
    return text


def ending(text: str, width: int) -> str:
    """Return as many of the last characters as fit in a width."""
    end = beginning(text[::-1], width)[::-1]
    while end and not width_of(end[0]):  # a combining character without the one that it belongs to
        end = end[1:]
    return end


def shortened_to(text: str, width: int) -> str:
    """Return a text that fits in a width, with its middle cut out if it is longer."""
    if len(text) <= width and width_of(text) <= width:
        return text
    tail = (width - 1) // 2
    return f"{beginning(text, width - 1 - tail)}…{ending(text[-2 * width :], tail)}"
