"""Contested wording is never presented as agreed: what a profile must leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import convention_variants as cv

VARIANTS = """
[terms.data.options.computer-data]
forms = ["computer data"]
number = "plural"
[terms.data.options.digital-information]
forms = ["digital information"]
number = "singular"
[terms.device.options.system]
forms = ["computer system"]
[terms.device.options.gadget]
forms = ["information device"]
[profiles.first]
choose = { data = "computer-data", device = "system" }
[profiles.second]
choose = { data = "digital-information", device = "gadget" }
"""
TERMINOLOGY = cv.read_terminology(cv.Source("variants.toml", VARIANTS))


@pytest.mark.parametrize("profile", ["first", "second"])
@pytest.mark.parametrize(
    "draft",
    [
        "Acts on [illegal] [computer data] x.",
        "[new] [computer data] [digital information] here",
        "The [computer data] [digital information] [electronic evidence] shall.",
        "Each Party shall protect\n\n- all [computer data]\n- all [digital information]\n",
        "| a | b |\n| --- | --- |\n| keep [computer data] | keep [digital information] |\n",
        "The [computer data] shall be kept and the [digital information] shall be deleted.",
        "A [computer system] is [information device] seized.",
        "# Article 1 [computer data]\n[digital information] text",
        "Parties keep [computer data] [digital information](x) here.",
    ],
)
def test_a_profile_leaves_alone_what_it_cannot_be_sure_of(draft: str, profile: str):
    """Unknown rivals, merged pairs and lone brackets that may both be meant stay as they are, and are open."""
    inventory = cv.read_draft(cv.Source("draft.md", draft), TERMINOLOGY)
    reading = cv.Resolver(inventory).resolve(cv.Selection(profile))
    assert reading.text == draft
    assert reading.count(cv.Outcome.OPEN) == len(inventory.points) > 0


def test_agreement_that_contradicts_its_term_stays_open():
    """[are] [is] does not follow a pair whose first option is declared singular and whose second plural."""
    draft = "The [digital information] [computer data] that [are] [is] here."
    reading = cv.Resolver(cv.read_draft(cv.Source("draft.md", draft), TERMINOLOGY)).resolve(cv.Selection("first"))
    assert reading.text == "The computer data that [are] [is] here."


def test_the_input_is_never_written_over(tmp_path: Path):
    """A command that is told to write its reading over the draft refuses, and the draft is as it was."""
    from click.testing import CliRunner  # noqa: PLC0415 needed here alone

    from convention_variants.cli import main  # noqa: PLC0415 the same

    draft = tmp_path / "draft.md"
    draft.write_text("[a] [b]\n")
    result = CliRunner().invoke(main, ["resolve", str(tmp_path), "--at", "text.1=1", "-o", str(draft)])
    assert result.exit_code == 2
    assert "is the input" in result.stderr
    assert draft.read_text() == "[a] [b]\n"
