"""How well drafts are read, against labels made by reading: `tests/score.py` prints the scores."""

from __future__ import annotations

from collections import Counter

import pytest

import convention_variants as cv
import score

RUNS = ("runs.tsv", "runs-held-out.tsv", "art62-runs.tsv")


def verdicts(kind: str, name: str) -> Counter[str]:
    """Return how often each verdict is given for the labels of a table."""
    return Counter(miss.verdict for _, _, miss in score.judged(kind, score.LABELS / name))


@pytest.mark.usefixtures("corpora")
@pytest.mark.parametrize("table", RUNS)
def test_labelled_runs(table: str):
    """At most 2 % of the labelled runs are grouped wrongly, and at most 10 % are left open."""
    found = verdicts("runs", table)
    assert found.total() >= 60
    assert found["wrong"] / found.total() <= 0.02, found
    assert found["open"] / found.total() <= 0.10, found


@pytest.mark.usefixtures("corpora")
def test_labelled_attributions():
    """At least 90 % of the attributions of a trade chapter are exact, and at most 3 % are wrong and not left open."""
    found = verdicts("attributions", "tpp-attributions.tsv")
    assert found["right"] / found.total() >= 0.90, found
    assert found["wrong"] / found.total() <= 0.03, found


def test_a_wrong_attribution_is_seen():
    """An attribution is right only if every party, its stance and the beginning of the wording are."""
    read = reading("it [US propose; CL oppose: shall] act")
    row = {"offset": "3", "proposes": "US", "supports": "", "opposes": "CL", "reserves": "", "wording_start": "27"}
    assert score.judge_attribution(row, read).verdict == "right"
    assert score.judge_attribution(row | {"opposes": "PE"}, read).verdict == "wrong"
    assert score.judge_attribution(row | {"wording_start": "28"}, read).verdict == "wrong"
    assert score.judge_attribution(row, reading("it [US propose a lot: shall] act")).verdict == "open"


def reading(text: str) -> score.Reading:
    """Return what the program reads in a small draft."""
    return score.Reading(cv.read_draft(cv.Source("draft.md", text)))


def test_a_wrong_grouping_is_seen():
    """The score tells a wrong grouping from a right one, and both from an open one."""
    read = reading("[shall] [should] and [additional] [predictable]")
    row = {"offsets": "0 8", "groups": "AA", "sure": "yes"}
    assert score.judge_run(row, read).verdict == "right"
    assert score.judge_run(row | {"groups": "O O"}, read).verdict == "wrong"
    assert score.judge_run(row | {"groups": "O O", "sure": "no"}, read).verdict == "right"
    assert score.judge_run(row | {"offsets": "21 34"}, read).verdict == "open"


def test_a_wrong_series_is_seen():
    """A series is right only if each option begins, and the last one ends, where the label says."""
    text = "Option 1: Parties act.\n\nOption 2: No text\n\n# Next\n\nMore.\n"
    row = {"starts": f"0 {text.index('Option 2')}", "end": str(text.index("# Next")), "notext": "2"}
    assert score.judge_series(row, reading(text)).verdict == "right"
    assert score.judge_series(row | {"notext": ""}, reading(text)).verdict == "wrong"
    assert score.judge_series(row | {"end": str(text.index("More"))}, reading(text)).verdict == "wrong"
    assert score.judge_series(row, reading("No options here")).verdict == "wrong"
