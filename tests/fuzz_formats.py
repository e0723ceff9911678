"""Read damaged Word files until something breaks: `python tests/fuzz_formats.py [--minutes 20] [--seed 1] FILE.docx…`.

Bytes of the archive, and bytes and elements of the XML in it, are changed, copied and left out. Whatever comes of it,
the reader must return a text that the outline can read, or raise `InputError`. What breaks is saved beside this file's
working folder as fuzz-SEED-NUMBER.docx.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import traceback
import zipfile
from io import BytesIO
from pathlib import Path

import convention_variants as cv
from convention_variants.brackets.tree import read_brackets
from convention_variants.formats.word.reader import read_word
from convention_variants.outline.reader import read_outline
from convention_variants.text.errors import InputError

TAG = re.compile(rb"<[^<>]+>")
SLOW = 20  # seconds for one file
ODD = (
    b"",
    b"0",
    b"-1",
    b"99999999999",
    b"4294967296",
    b"\xff\xfe",
    b"&#0;",
    b"]]>",
    b"<w:p>",
    b"</w:p>",
    b"]",
    b"[",
    b"%9",
)


def main() -> int:
    """Fuzz for the time given; return how many files broke the reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311 nothing here is secret
    originals = [path.read_bytes() for path in arguments.files]
    end = time.monotonic() + arguments.minutes * 60
    done = refused = broken = 0
    while time.monotonic() < end:
        data = mutate(chance.choice(originals), chance)
        started = time.process_time()
        done += 1
        try:
            text = read_word(data, "fuzz.docx", before_changes=chance.random() < 0.3).text
            if len(text) < 20_000:
                read_outline(read_brackets(cv.Source("fuzz", text)))
        except InputError:
            refused += 1
        except Exception:  # noqa: BLE001 that is what is looked for
            broken += 1
            traceback.print_exc()
            Path(f"fuzz-{arguments.seed}-{broken}.docx").write_bytes(data)
        if time.process_time() - started > SLOW:
            broken += 1
            print(f"slow: {time.process_time() - started:.1f} s")  # noqa: T201 a report
            Path(f"fuzz-{arguments.seed}-{broken}.docx").write_bytes(data)
    print(f"{done} files, {refused} refused, {broken} broken")  # noqa: T201 a report
    return min(broken, 1)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return a damaged copy of a file."""
    if chance.random() < 0.15:
        return damage(data, chance)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in files if name.endswith((".xml", ".rels"))]
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(names)
        if chance.random() < 0.6:
            name = "word/document.xml" if "word/document.xml" in files else name
        roll = chance.random()
        if roll < 0.03:
            files.pop(name, None)
        elif roll < 0.06:
            files[name] = files.get(chance.choice(names), b"")
        elif roll < 0.15:
            files[name] = damage(files.get(name, b""), chance)
        else:
            files[name] = rearrange(files.get(name, b""), chance)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return stream.getvalue()


def damage(data: bytes, chance: random.Random) -> bytes:
    """Change, drop or repeat some bytes."""
    damaged = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(damaged) + 1)
        roll = chance.random()
        if roll < 0.4:
            damaged[at : at + 1] = bytes([chance.randrange(256)])
        elif roll < 0.6:
            del damaged[at : at + chance.randint(1, 200)]
        elif roll < 0.8:
            damaged[at:at] = damaged[at : at + chance.randint(1, 200)]
        else:
            damaged[at:at] = chance.choice(ODD)
    return bytes(damaged)


def rearrange(data: bytes, chance: random.Random) -> bytes:
    """Move, drop, rename and repeat elements: the XML mostly stays sound, its meaning does not."""
    tags = list(TAG.finditer(data))
    if len(tags) < 4:
        return damage(data, chance)
    parts = []
    position = 0
    empty = [tag for tag in tags if tag[0].endswith(b"/>")]
    chosen = set(chance.sample(range(len(tags)), min(len(tags), chance.randint(1, 30))))
    for index, tag in enumerate(tags):
        if index not in chosen:
            continue
        parts.append(data[position : tag.start()])
        position = tag.end()
        roll = chance.random()
        if roll < 0.4 and tag[0].endswith(b"/>"):
            parts.append(chance.choice(empty)[0])
        elif roll < 0.6:
            parts.append(re.sub(rb'"[^"]*"', b'"' + chance.choice(ODD[:5]) + b'"', tag[0], count=2))
        elif roll < 0.8 and empty:
            parts += [tag[0], chance.choice(empty)[0]]
        elif tag[0].endswith(b"/>"):
            continue
        else:
            parts.append(tag[0])
    return b"".join(parts) + data[position:]


if __name__ == "__main__":
    sys.exit(main())
