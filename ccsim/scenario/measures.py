"""What can be measured: the keys of the results (model.md, section 6), their units and which way is good."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "minutes", "hours", "money", "number"]
Better = Literal["larger", "smaller", "neither"]
By = Literal["channel", "team", "department"]


@dataclass(frozen=True)
class Measure:
    """One measure, as docs/measures.md has it."""

    unit: Unit
    better: Better
    """neither: it only describes, and nobody is best on it."""
    by: By | None = None
    """What it has a part for. Those by team and department are told of the whole too."""


MEASURES = {
    "fcr": Measure("share", "larger"),
    "fcr_answered": Measure("share", "neither"),
    "fcr_one_team": Measure("share", "larger"),
    "fcr_static": Measure("share", "larger"),
    "prevented": Measure("share", "larger"),
    "resolved": Measure("share", "larger"),
    "lost": Measure("share", "smaller"),
    "still_open": Measure("share", "smaller"),
    "capped": Measure("share", "smaller"),
    "contacts_per_issue": Measure("number", "smaller"),
    "legs_per_issue": Measure("number", "smaller"),
    "handoffs_per_issue": Measure("number", "smaller"),
    "channel_switches_per_issue": Measure("number", "smaller"),
    "time_to_resolution_h": Measure("hours", "smaller"),
    "occupancy": Measure("share", "neither", "team"),
    "answering_h": Measure("hours", "neither"),
    "answering_cost": Measure("money", "smaller", "department"),
    "cost_per_resolved": Measure("money", "smaller"),
    "cost_per_contact": Measure("money", "smaller"),
    "margin": Measure("money", "larger"),
    "lost_value": Measure("money", "smaller"),
    "main_work_displaced_h": Measure("hours", "smaller"),
    "main_work_displaced_value": Measure("money", "smaller"),
    "profit": Measure("money", "larger"),
    "revenue": Measure("money", "larger", "department"),
    "offer_margin": Measure("money", "larger"),
    "outbound_margin": Measure("money", "larger"),
    "reputation_lost": Measure("money", "smaller"),
    "reorganising_cost": Measure("money", "smaller"),
    "complaints_per_issue": Measure("number", "smaller"),
    "not_offered": Measure("share", "smaller"),
    "satisfaction": Measure("number", "larger"),
    "containment": Measure("share", "neither"),
    "true_containment": Measure("share", "larger"),
    "wait_min": Measure("minutes", "smaller", "channel"),
    "wait_min_median": Measure("minutes", "smaller", "channel"),
    "wait_min_p90": Measure("minutes", "smaller", "channel"),
    "service_level": Measure("share", "larger", "channel"),
    "abandonment": Measure("share", "smaller", "channel"),
    "found_closed": Measure("share", "smaller", "channel"),
    "blocked": Measure("share", "smaller", "channel"),
    "called_back": Measure("share", "neither", "channel"),
}


def measure_keys(channels: Iterable[str], teams: Iterable[str], departments: Iterable[str]) -> Iterator[str]:
    """The keys that a structure's results can have, the whole ones first."""
    parts = {"channel": tuple(channels), "team": tuple(teams), "department": tuple(departments)}
    yield from (stem for stem, measure in MEASURES.items() if measure.by != "channel")
    for by, names in parts.items():
        yield from (f"{stem}.{name}" for name in names for stem, measure in MEASURES.items() if measure.by == by)


def better(key: str) -> Better:
    """Which way a measure, or its part, is good."""
    return MEASURES[key.partition(".")[0]].better


def larger_is_better(key: str) -> bool:
    """Which way a measure that can rank is good."""
    return better(key) == "larger"


def is_share(key: str) -> bool:
    """Whether it is the key of a measure that lies between 0 and 1."""
    measure = MEASURES.get(key.partition(".")[0])
    return measure is not None and measure.unit == "share"
