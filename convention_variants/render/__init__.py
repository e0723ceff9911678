"""Rendering: a reading → an edition in one of the formats of the table below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from convention_variants.render.edition import Edition, Options, make_edition, summary
from convention_variants.resolve.resolver import Reading
from convention_variants.terminology.toml import did_you_mean
from convention_variants.text.errors import InputError


def _markdown(edition: Edition, _: Path | None) -> bytes:
    from convention_variants.render.markdown import render_markdown  # noqa: PLC0415 loaded when needed

    return render_markdown(edition)


def _html(edition: Edition, templates: Path | None) -> bytes:
    from convention_variants.render.html import render_html  # noqa: PLC0415 loaded when needed

    return render_html(edition, templates)


def _pdf(edition: Edition, templates: Path | None) -> bytes:
    from convention_variants.render.pdf import render_pdf  # noqa: PLC0415 loaded when needed

    return render_pdf(edition, templates)


FORMATS: Mapping[str, Callable[[Edition, Path | None], bytes]] = {"md": _markdown, "html": _html, "pdf": _pdf}


def render(reading: Reading, to: str, options: Options | None = None) -> bytes:
    """Return a reading as a file of the format `to`: `md`, `html` or `pdf`.

    Raises `InputError` for another format, and for templates that are missing or wrong.
    """
    if to not in FORMATS:
        raise InputError(f'unknown format "{to}"{did_you_mean(to, FORMATS)}')
    return FORMATS[to](make_edition(reading, options), options.templates if options else None)


__all__ = ["FORMATS", "Edition", "Options", "make_edition", "render", "summary"]
