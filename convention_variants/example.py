"""The example that the command shows when it is called without arguments: worked, not quoted."""

from __future__ import annotations

from collections.abc import Iterator

from convention_variants.drafts import read_draft
from convention_variants.resolver import Resolver, Selection
from convention_variants.terminology import read_terminology
from convention_variants.text import Source

DRAFT = (
    "Each State Party shall combat [cybercrime] [the use of information and communications technologies "
    "for criminal purposes], whether or not it is committed by means of a [computer system] [information "
    "and communications technology device]."
)
VARIANTS = """
[terms.offence.options.cybercrime]
forms = ["cybercrime"]
[terms.offence.options.ict-use]
forms = ["the use of information and communications technologies for criminal purposes"]
[terms.device.options.computer-system]
forms = ["computer system"]
[terms.device.options.ict-device]
forms = ["information and communications technology device"]
[profiles.cybercrime]
choose = { offence = "cybercrime", device = "computer-system" }
[profiles.ict]
choose = { offence = "ict-use", device = "ict-device" }
"""


def readings() -> Iterator[tuple[str, str]]:
    """Yield the name of each profile of the example, and how the example reads under it."""
    terminology = read_terminology(Source("example", VARIANTS))
    resolver = Resolver(read_draft(Source("example", DRAFT), terminology))
    for profile in terminology.profiles:
        yield profile, resolver.resolve(Selection(profile)).text
