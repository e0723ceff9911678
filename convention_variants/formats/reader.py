"""File → source text, by the reader for its contents."""

from __future__ import annotations

import re
from pathlib import Path, PurePath

from convention_variants.formats.shown import is_as_shown, read_as_shown
from convention_variants.text.errors import InputError
from convention_variants.text.source import Source, decode

WORD_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".dotm"})
# How files begin that people mistake for drafts: zip archives (Word, OpenDocument), compound files (old Word), RTF.
_OFFICE_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
# A page that a browser saved; one in UTF-16 is looked at without its nulls. Markdown may begin with a comment alone.
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?>\s*<(?:\?xml[^>]*|!--.*?--)>)*+\s*<(?:!doctype html|html)[\s>]"
    rb"|mime-version: 1\.0|from: <saved by",  # a single file with its pictures
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_START = 4000  # bytes in which a web page says that it is one


def read_data(data: bytes, name: str, folder: Path | None = None, *, before_changes: bool = False) -> Source:
    """Return the source text of a file's bytes; `name` is what messages call the file.

    Raises `InputError` for a file of a kind without a reader, for a damaged one, and for one that cannot have tracked
    changes if these were to be read as rejected: `before_changes`.
    """
    if _WEB_PAGE.match(data[:_LONGEST_START].replace(b"\0", b"")):
        raise InputError("this is a web page (HTML); open it in Word or LibreOffice and save it as .docx", name)
    suffix = PurePath(name).suffix.lower()
    if suffix in WORD_SUFFIXES or data.startswith(_OFFICE_STARTS):
        from convention_variants.formats.word.reader import read_word  # noqa: PLC0415 loaded when needed

        conversion = read_word(data, name, before_changes=before_changes)
    elif before_changes:
        raise InputError("only Word files have tracked changes; remove --before-changes", name)
    elif suffix == ".pdf" or data.startswith(b"%PDF-"):
        from convention_variants.formats.pdf import read_pdf  # noqa: PLC0415 loaded when needed

        conversion = read_pdf(data, name)
    elif suffix == ".txt":
        from convention_variants.formats.plain_text import read_plain_text  # noqa: PLC0415 loaded when needed

        conversion = read_as_shown(decode(data, name).text, read_plain_text)
    else:
        source = decode(data, name, folder)
        if is_as_shown(source.text):
            return source
        from convention_variants.formats.markdown import read_markdown  # noqa: PLC0415 loaded when needed

        conversion = read_as_shown(source.text, read_markdown)
    return Source(name, conversion.text, folder, conversion)
