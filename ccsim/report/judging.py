"""Whether a difference is for the better, in a word: nobody is better for more or less of what only describes."""

from ccsim.experiment.format import Interval
from ccsim.report.document import Document, better_way, is_clear

BETTER, WORSE, DIFFERS, ALIKE, NONE = "better", "worse", "differs", "alike", "none"
TOLD = {BETTER: "better", WORSE: "worse", DIFFERS: "differs", ALIKE: "not told apart", NONE: ""}
"""How each is told."""
WAYS = {"larger": "more is better", "smaller": "less is better"}


def judged(document: Document, key: str, row: Interval) -> str:
    """A structure less another on a measure: better, worse, differs, alike, or none where no interval is known."""
    mean = row.get("mean")
    if mean is None or row.get("low") is None:
        return NONE
    if not is_clear(row):
        return ALIKE
    way = better_way(document, key)
    if way not in WAYS:
        return DIFFERS
    return BETTER if (mean > 0) is (way == "larger") else WORSE


def good_way(document: Document, key: str) -> str:
    """Which way a measure is good."""
    return WAYS.get(better_way(document, key), "neither is better")
