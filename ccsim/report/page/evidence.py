"""Every number that the world assumes, with its range, its source and how good that source is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccsim.experiment.format import UNKNOWN
from ccsim.report.patterns import spoken

GRADES: Mapping[str, str] = {
    "measured": "from records or a study with its own data",
    "published": "printed figures of a survey or a benchmark",
    "vendor": "said by somebody who sells it",
    "assumed": "a considered guess with a range",
}
"""How good a source is, the best first."""
LONGEST = 3
"""As many numbers of a list as are written out."""


@dataclass(frozen=True)
class Input:
    """One input."""

    path: str
    name: str
    value: str
    range: str
    grade: str
    source: str
    link: str
    note: str


@dataclass(frozen=True)
class Subject:
    """The inputs of one part of the world, with how many have each grade."""

    key: str
    name: str
    inputs: Sequence[Input]
    grades: Sequence[tuple[str, int]]


def evidence(inputs: Sequence[Mapping[str, Any]]) -> list[Subject]:
    """The inputs by part of the world, in the world's order."""
    parts: dict[str, list[Input]] = {}
    for each in inputs:
        parts.setdefault(each["path"].partition(".")[0], []).append(_input(each))
    return [Subject(key, spoken(key), rows, count_grades(rows)) for key, rows in parts.items()]


def count_grades(inputs: Sequence[Input]) -> list[tuple[str, int]]:
    """How many inputs have each grade, the best first."""
    grades = [*GRADES, *(each.grade for each in inputs if each.grade not in GRADES)]
    counts = {grade: sum(each.grade == grade for each in inputs) for grade in dict.fromkeys(grades)}
    return [(grade, n) for grade, n in counts.items() if n]


def _input(each: Mapping[str, Any]) -> Input:
    steps = [spoken(step) for step in each["path"].split(".")]
    source = str(each["source"] or "")
    return Input(
        each["path"],
        " › ".join(steps[1:] or steps),
        written(each["value"]),
        _range(each.get("low"), each.get("high")),
        str(each["grade"]),
        source.replace("_", " ") if "/" not in source else source,
        next((place for place in (source, each.get("cited") or "") if place.startswith(("https://", "http://"))), ""),
        str(each.get("note") or ""),
    )


def _range(low: Any, high: Any) -> str:
    if low is None and high is None:
        return ""
    return f"{written(low)} to {written(high)}"


def written(value: Any) -> str:
    """An input as it stands in the world; of a long list, how many numbers there are."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:,.12g}"
    if isinstance(value, list):
        return ", ".join(written(x) for x in value) if len(value) <= LONGEST else f"{len(value)} values"
    if isinstance(value, Mapping):
        return ", ".join(f"{spoken(str(k))} {written(v)}" for k, v in value.items())
    text = str(value)
    return text.replace("x", "× ", 1) if text[:1] == "x" and text[1:2].isdigit() else text
