"""Damage PDF files at random and read them: `python tests/fuzz_pdf.py MINUTES FILE…`.

Each must be read, or refused with one message. A traceback, or a text that the outline cannot read, is a defect; the
file is kept for a look.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import convention_variants as cv
from convention_variants.formats.pdf import read_pdf

SLOW = 20.0


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return a file with a few bytes, stretches or numbers of it changed."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 10, 100))):
        at = chance.randrange(len(made))
        size = chance.choice((1, 2, 8, 200, 5000))
        match chance.randrange(6):
            case 0:
                made[at] = chance.randrange(256)
            case 1:
                del made[at : at + size]
            case 2:
                made[at:at] = made[at : at + size]
            case 3:
                made[at : at + size] = chance.randbytes(min(size, 64))
            case 4:
                number = made.find(b" 0 R", at)
                if number > 0:
                    made[number - 1 : number] = str(chance.randrange(10)).encode()
            case 5:
                del made[at + size * 50 :]
        if not made:
            return b""
    return bytes(made)


def main(minutes: float, paths: list[Path]) -> None:
    """Read damaged files until the time is over, and say what came of them."""
    seed = random.SystemRandom().randrange(1 << 32)
    chance = random.Random(seed)  # noqa: S311 nothing is kept secret
    files = [path.read_bytes() for path in paths]
    end, counts = time.monotonic() + 60 * minutes, {"read": 0, "refused": 0}
    while time.monotonic() < end:
        data = damaged(chance.choice(files), chance)
        kept = Path(tempfile.gettempdir()) / f"fuzz-{seed}.pdf"
        kept.write_bytes(data)
        started = time.process_time()
        try:
            cv.read_draft(cv.Source("draft.pdf", read_pdf(data, "draft.pdf").text))
            counts["read"] += 1
        except cv.InputError:
            counts["refused"] += 1
        if time.process_time() - started > SLOW:
            raise SystemExit(f"slow: {kept}")
        kept.unlink()
    sys.stdout.write(f"seed {seed}: {counts['read']} read, {counts['refused']} refused\n")


if __name__ == "__main__":
    main(float(sys.argv[1]), [Path(path) for path in sys.argv[2:]])
