"""The one table of edition formats; an entry is all that a new format needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from convention_variants.terminology.toml import unknown
from convention_variants.text.display import enumerated

if TYPE_CHECKING:  # loading them takes longer than many a command
    from convention_variants.render.edition import Edition, Options
    from convention_variants.resolve.resolver import Reading

# The file names by which WeasyPrint looks for Pango on Linux, macOS and Windows.
_PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")


class EditionFormat(NamedTuple):
    """A format of editions.

    `name` is for people; `id` is the file extension, and `endings` are further ones that mean this format. `render`
    takes an edition and the folder of overriding templates, and returns the bytes of the file. `libraries` are the
    distributions whose versions change these bytes; `system_libraries` returns the versions of other such libraries.
    `seconds` is about how long an edition takes, at least and per character of the draft. `rank` orders downloads.
    A `binary` format is not written to a terminal; a `paged` one has paper and a watermark; a `templated` one is made
    from templates. `by_default` says whether a build makes it unless told otherwise.
    """

    id: str
    name: str
    render: Callable[[Edition, Path | None], bytes]
    endings: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    system_libraries: Callable[[], Mapping[str, str]] = dict
    seconds: tuple[float, float] = (0.01, 0.2e-6)
    rank: int = 0
    binary: bool = False
    paged: bool = False
    templated: bool = False
    by_default: bool = True


def _rendered(by: str, edition: Edition, templates: Path | None) -> bytes:
    """Return an edition as a function of a module beside this one renders it; the module is loaded when needed."""
    module, function = by.split(":")
    data: bytes = getattr(import_module(f"{__package__}.{module}"), function)(edition, templates)
    return data


@cache
def _pango() -> Mapping[str, str]:
    """Return the version of Pango without WeasyPrint, which takes a third of a second to load."""
    import ctypes  # noqa: PLC0415 loaded when needed

    for name in _PANGO:
        try:
            version = ctypes.CDLL(name).pango_version_string
        except OSError:
            continue
        version.restype = ctypes.c_char_p
        return {"pango": str(version().decode("ascii"))}
    return {"pango": "unknown"}


_ALL = (
    EditionFormat(
        "md",
        "Markdown",
        partial(_rendered, "markdown:render_markdown"),
        endings=("markdown",),
        libraries=("markdown-it-py",),
        seconds=(0.0, 0.1e-6),
        rank=2,
    ),
    EditionFormat(
        "html",
        "HTML",
        partial(_rendered, "html:render_html"),
        endings=("htm",),
        libraries=("jinja2", "markdown-it-py"),
        templated=True,
    ),
    EditionFormat(
        "pdf",
        "PDF",
        partial(_rendered, "pdf:render_pdf"),
        libraries=("fonttools", "font-source-serif-pro", "jinja2", "markdown-it-py", "pillow", "pydyf", "weasyprint"),
        system_libraries=_pango,
        seconds=(0.15, 30e-6),
        rank=1,
        binary=True,
        paged=True,
        templated=True,
    ),
    EditionFormat(
        "docx",
        "Word",
        partial(_rendered, "word:render_word"),
        libraries=("jinja2", "lxml", "markdown-it-py", "pillow"),
        seconds=(0.02, 2e-6),
        rank=3,
        binary=True,
        paged=True,
        templated=True,
        by_default=False,
    ),
)
FORMATS: dict[str, EditionFormat] = {format_.id: format_ for format_ in _ALL}


def format_named(id_: str) -> EditionFormat:
    """Return a format by its id; raises `InputError` if there is none."""
    if id_ not in FORMATS:
        raise unknown("format", id_, FORMATS)
    return FORMATS[id_]


def usual_formats() -> list[str]:
    """Return the ids of the formats that a build makes unless told otherwise."""
    return [format_.id for format_ in FORMATS.values() if format_.by_default]


def format_endings() -> Mapping[str, str]:
    """Return the id of a format by each file extension that means it."""
    return {ending: format_.id for format_ in FORMATS.values() for ending in (format_.id, *format_.endings)}


def format_names(is_listed: Callable[[EditionFormat], bool] = lambda _: True) -> str:
    """Return the names of formats for a sentence: "Markdown, HTML or PDF"."""
    return enumerated([format_.name for format_ in FORMATS.values() if is_listed(format_)], "or")


def render(reading: Reading, to: str, options: Options | None = None) -> bytes:
    """Return a reading as a file of the format with the id `to`.

    Raises `InputError` for an unknown format, and for missing or invalid templates.
    """
    from convention_variants.render.edition import make_edition  # noqa: PLC0415 loaded when needed

    return format_named(to).render(make_edition(reading, options), options.templates if options else None)
