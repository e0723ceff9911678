"""The example printed by the command without arguments, computed when it runs."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from convention_variants.choices.reader import read_draft
from convention_variants.resolve.resolver import Resolver, Selection
from convention_variants.terminology.loader import read_terminology
from convention_variants.text.source import Source

DRAFT = (
    "Each State Party shall combat [cybercrime] [the use of information and communications technologies "
    "for criminal purposes], whether or not it is committed by means of a [computer system] [information "
    "and communications technology device]."
)
VARIANTS = """
[terms.offence.options]
cybercrime.forms = ["cybercrime"]
ict-use.forms = ["the use of information and communications technologies for criminal purposes"]
[terms.device.options]
computer-system.forms = ["computer system"]
ict-device.forms = ["information and communications technology device"]
[profiles]
cybercrime.choose = { offence = "cybercrime", device = "computer-system" }
ict.choose = { offence = "ict-use", device = "ict-device" }
"""


def paragraphs() -> Iterator[str]:
    """Yield the paragraphs of the example, and the command to try next."""
    terminology = read_terminology(Source("example", VARIANTS))
    resolver = Resolver(read_draft(Source("example", DRAFT), terminology))
    yield "A draft under negotiation:"
    yield _indented(DRAFT)
    for profile in terminology.profiles:
        yield f"Its reading under the profile {profile}:"
        yield _indented(resolver.resolve(Selection(profile)).text)
    yield "Make a PDF of your own draft, a Markdown, text, Word or PDF file:"
    yield "    convention-variants render draft.docx -o reading.pdf"
    yield "All commands: convention-variants --help"


def _indented(text: str) -> str:
    return fill(text, 76, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
