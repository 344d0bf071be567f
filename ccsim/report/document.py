"""What every surface asks of a results document: order, names and the facts beside each figure."""

import math
import re
from collections.abc import Mapping
from typing import Any

from ccsim.experiment.format import UNKNOWN, Interval, measure_label, plain

Document = Mapping[str, Any]
KEY_MEASURES = (
    "fcr",
    "wait_min_median.",
    "abandonment.voice",
    "contacts_per_issue",
    "handoffs_per_issue",
    "lost",
    "cost_per_resolved",
    "profit",
    "main_work_displaced_h",
)
"""What people look at first; a stem with a dot stands for all channels."""
IDENTIFIER = re.compile(r"(?<!['\w])[a-z]+(?:_[a-z]+)+(?!['\w])")
NOTHING: Interval = {"mean": None, "low": None, "high": None}


def ranked(document: Document) -> list[Mapping[str, Any]]:
    """The structures, best mean of the primary measure first, unknown last; ties as in the document."""
    sign = -1 if larger_is_better(document) else 1

    def place(structure: Mapping[str, Any]) -> float:
        mean = measure_of(structure, document["primary"]).get("mean")
        return math.inf if mean is None or math.isnan(mean) else sign * mean

    return sorted(document["structures"], key=place)


def better_way(document: Document, key: str) -> str:
    """Which way a measure is good: larger, smaller or neither."""
    return str(document.get("better", {}).get(key, "neither"))


def larger_is_better(document: Document, key: str | None = None) -> bool:
    """Whether less of a measure is no gain; of the primary one unless another is named."""
    return better_way(document, key or document["primary"]) != "smaller"


def measure_of(structure: Mapping[str, Any], key: str) -> Interval:
    """A structure's measure, all unknown where the structure cannot have it."""
    return structure["measures"].get(key) or NOTHING


def title_of(structure: Mapping[str, Any]) -> str:
    """The structure's title, else its name in words."""
    return str(structure.get("title") or structure["name"].replace("-", " ").capitalize())


def question_of(document: Document) -> str:
    """What the study asks: its title, else its name in words."""
    named = str(document.get("study", "")).replace("-", " ").capitalize()
    return in_titles(document, str(document.get("title") or "")) or named or title_of(document["structures"][0])


def study_notes(document: Document) -> list[str]:
    """The study's notes as people speak: titles for names of files, words for other names that are not quoted."""
    return [IDENTIFIER.sub(lambda name: plain(name[0]), in_titles(document, str(n))) for n in document.get("notes", [])]


def in_titles(document: Document, text: str) -> str:
    """A text with the structures' titles in place of the names of their files."""
    titles = {str(s["name"]): title_of(s) for s in document["structures"]}
    names = "|".join(re.escape(name) for name in sorted(titles, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])(?:{names})(?![\w-])", lambda found: titles[found[0]], text)


def winner_of(document: Document) -> str | None:
    """The verdict's winner by name, or None for no clear winner and where there is no verdict."""
    winner = document.get("verdict", {}).get("winner")
    return None if winner is None else str(winner)


def role_of(document: Document, name: str) -> str:
    """What the structure is in this comparison: "winner", "baseline", both or neither; alone it is neither."""
    if len(document["structures"]) < 2:
        return ""
    roles = {"winner": winner_of(document), "baseline": document.get("baseline")}
    return ", ".join(role for role, holder in roles.items() if holder == name)


def baseline_title(document: Document) -> str:
    """The title of the study's baseline."""
    base = document.get("baseline")
    return next((title_of(s) for s in document["structures"] if s["name"] == base), "the baseline")


def rows_of(document: Document, part: str, measure: str | None = None) -> dict[str, Mapping[str, Any]]:
    """The rows of one part of the document by structure, of one measure where rows have one."""
    rows = document.get(part, [])
    return {row["structure"]: row for row in rows if measure is None or row.get("measure") == measure}


def difference_between(document: Document, name: str, base: str, key: str) -> Interval:
    """One structure's measure less another's, with its interval; all unknown where it was not worked out."""
    if base == document.get("baseline"):
        return rows_of(document, "differences", key).get(name) or NOTHING
    rows = (row for row in document.get("pairwise", []) if row["baseline"] == base and row["structure"] == name)
    return next((row for row in rows if row["measure"] == key), NOTHING)


def is_clear(difference: Interval) -> bool:
    """Whether the interval of a difference excludes zero."""
    low, high = difference.get("low"), difference.get("high")
    return low is not None and high is not None and (low > 0 or high < 0)


def is_nil(difference: Interval) -> bool:
    """Whether two structures are the same in every replication."""
    return difference.get("low") == difference.get("high") == 0.0


def currency_of(document: Document) -> str:
    """The world's currency, where the document says it."""
    return str(document.get("currency", ""))


def practice_of(document: Document) -> str:
    """The practice in words: "well run"."""
    return str(document.get("practice", UNKNOWN)).replace("_", " ")


def run_facts(document: Document) -> list[str]:
    """What a reader must know to read any figure, from fairness to what was switched off and what was set."""
    facts = [f"fairness {document['fairness']}"] if document.get("fairness") else []
    count = document["replications"]
    facts += [f"practice {practice_of(document)}", f"seed {document['seed']}"]
    facts += [f"{count} {'replication' if count == 1 else 'replications'}", f"{level_of(document)} intervals"]
    if document.get("neutralised"):
        facts.append("neutralised: " + ", ".join(document["neutralised"]))
    facts += [f"set: {override}" for override in document.get("overrides", [])]
    return facts


def facts_of(document: Document) -> list[str]:
    """What stands with the figures on every surface: the run's facts, how many inputs are assumed, the run's id."""
    facts = (*run_facts(document), assumed_short(document), str(document.get("id", "")))
    return [fact for fact in facts if fact]


def level_of(document: Document) -> str:
    """The level of the intervals: "95 %"."""
    level = document.get("level")
    return UNKNOWN if level is None else f"{100 * level:g}\u00a0%"


def assumed_short(document: Document) -> str:
    """How many inputs have no source: "61 of 120 inputs assumed"."""
    inputs = document.get("assumed_inputs")
    return f"{inputs['count']} of {inputs['of']} inputs assumed" if inputs else ""


def assumed_sentence(document: Document) -> str:
    """How many inputs have no source; the verdict names those that the structures differ on."""
    inputs = document.get("assumed_inputs")
    return f"{inputs['count']} of {inputs['of']} inputs are assumed." if inputs else ""


def primary_label(document: Document) -> str:
    """The primary measure in words."""
    return measure_label(document["primary"])


def channels_of(document: Document, stem: str) -> list[str]:
    """The measure's keys over all structures, `stem.CHANNEL`, in order of first appearance."""
    keys = (key for structure in document["structures"] for key in structure["measures"])
    return list(dict.fromkeys(key for key in keys if key.startswith(f"{stem}.")))


def key_measures(document: Document) -> list[str]:
    """The primary measure, then the key measures that some structure has."""
    present = {key for structure in document["structures"] for key in structure["measures"]}
    keys = [document["primary"]]
    for key in KEY_MEASURES:
        keys += channels_of(document, key.rstrip(".")) if key.endswith(".") else [key] * (key in present)
    return list(dict.fromkeys(keys))
