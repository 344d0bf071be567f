"""What a structure's flow, course, week and org chart show at a glance: shares, extremes, hours, heads, distances."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ccsim.experiment.format import Interval, plain
from ccsim.report.document import Document

Structure = Mapping[str, Any]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS_A_DAY, DAYS_A_WEEK = 24, 7
NOBODY, BOT, SETTLED, RETURNED = "(nobody)", "(bot)", "(settled)", "(returned)"
COLLEAGUE, PEOPLE = "(colleague)", "(people)"
"""Stations of the flow that are no other team: a colleague of the same team, those who take over from a bot."""
FATES: Mapping[str, str] = {
    "at once": "settled at once",
    "by a bot": "from a bot to people",
    "within the team": "handed on within the team",
    "another team": "handed on to another team",
    "came back": "customer came back",
    "given up": "gave up or lost",
    "prevented": "never arose",
}
"""What the first contact came to, one of them for each issue, in words."""
FATE_OF = {RETURNED: "came back", COLLEAGUE: "within the team", PEOPLE: "by a bot"}


# --- where issues go ---------------------------------------------------------------------------------------


def fate_of(row: Mapping[str, Any]) -> str:
    """What the first contact came to, one of FATES."""
    if row["end"] == "prevented":
        return "prevented"
    if row["then"] == SETTLED:
        return "at once" if row["end"] == "resolved" else "given up"
    return FATE_OF.get(row["then"], "another team")


def flow_shares(structure: Structure) -> dict[str, float]:
    """The share of issues with each fate, and of those lost in the end; empty where nothing was counted."""
    rows = structure.get("flow") or []
    total = math.fsum(row["issues"] for row in rows)
    if not total:
        return {}
    shares = {fate: math.fsum(r["issues"] for r in rows if fate_of(r) == fate) / total for fate in FATES}
    return shares | {"lost": math.fsum(r["issues"] for r in rows if r["end"] == "lost") / total}


def fates_in(structures: Iterable[Structure]) -> list[str]:
    """The fates that issues had in some structure."""
    found = {fate_of(row) for structure in structures for row in structure.get("flow") or []}
    return [fate for fate in FATES if fate in found]


# --- the course over the window ----------------------------------------------------------------------------


def course_of(structure: Structure, key: str) -> list[Interval]:
    """A measure by day or week of the window; empty where it has no course."""
    return list(structure.get("course", {}).get("measures", {}).get(key, []))


def extreme_period(course: Sequence[Interval], largest: bool) -> int | None:
    """The day or week with the largest or smallest mean, from 0; None where no mean is known."""
    known = {i: mean for i, x in enumerate(course) if (mean := x.get("mean")) is not None}
    if not known:
        return None
    return max(known, key=lambda i: known[i] if largest else -known[i])


def period_name(document: Document, structure: Structure, i: int) -> str:
    """A day or week of the window in words: "Sunday of week 1", "week 7"."""
    if structure["course"]["period"] == "week":
        return f"week {i + 1}"
    warmup = document["window"]["warmup_days"]
    if warmup % 1:
        return f"day {i + 1}"
    return f"{DAYS[int(warmup + i) % DAYS_A_WEEK]} of week {i // DAYS_A_WEEK + 1}"


def change_period(structure: Structure) -> int | None:
    """The day or week, from 0, in which a transition on a date falls; None where there is none inside the window."""
    day = change_day(structure)
    periods = max((len(levels) for levels in structure.get("course", {}).get("measures", {}).values()), default=0)
    if day is None:
        return None
    period = int(day // (DAYS_A_WEEK if structure["course"]["period"] == "week" else 1))
    return period if 0 < period < periods else None


def change_day(structure: Structure) -> float | None:
    """How many days into the window a structure changes, where it does so on a date."""
    change = (structure.get("org") or {}).get("transition") or {}
    day = change.get("day")
    return None if day is None else float(day)


# --- the hours of a week -----------------------------------------------------------------------------------


def peak(structure: Structure, series: str) -> tuple[int, float] | None:
    """The hour of the week in which a series is highest, and how high; None where it was not counted."""
    values = structure.get("week", {}).get(series) or []
    known = [(value, -hour) for hour, value in enumerate(values) if value is not None]
    if not known:
        return None
    value, hour = max(known)
    return -hour, value


def hour_name(hour: int) -> str:
    """An hour of the week in words: "Wednesday 10:00"."""
    return f"{DAYS[hour // HOURS_A_DAY]} {hour % HOURS_A_DAY:02d}:00"


# --- the org chart -----------------------------------------------------------------------------------------


def team_named(structure: Structure, name: str) -> Mapping[str, Any] | None:
    """A team of the org chart."""
    return next((team for team in structure["org"]["teams"] if team["name"] == name), None)


def heads_of_channels(structure: Structure) -> list[str]:
    """The departments whose teams own channels, in the org chart's order."""
    teams = structure["org"]["teams"]
    owning = {team["department"] for team in teams if team["channels"]}
    return [d["name"] for d in structure["org"]["departments"] if d["name"] in owning]


def main_team(structure: Structure) -> Mapping[str, Any]:
    """The team that owns channels and has the most people."""
    teams = structure["org"]["teams"]
    owning = [team for team in teams if team["channels"]] or teams
    return max(owning, key=lambda team: sum(team["people"].values()))


def farthest_team(structure: Structure) -> tuple[str, float] | None:
    """The team farthest from the main one, and how far; None where there is but one."""
    names = [team["name"] for team in structure["org"]["teams"]]
    row = structure["org"]["distances"][names.index(main_team(structure)["name"])]
    far = [(distance, name) for distance, name in zip(row, names, strict=True) if distance]
    if not far:
        return None
    distance, name = max(far, key=lambda pair: pair[0])
    return name, distance


# --- money by department -----------------------------------------------------------------------------------


def departments_of(structures: Iterable[Structure], stem: str) -> list[str]:
    """Parts of a measure, `stem.DEPARTMENT`, that are not 0 in all structures, in order of first appearance."""
    levels = ((key, level) for structure in structures for key, level in structure["measures"].items())
    of = (key.partition(".")[2] for key, level in levels if key.startswith(f"{stem}.") and level["mean"])
    return list(dict.fromkeys(of))


def spoken(name: str) -> str:
    """A team, department or channel as people say it: "Back office"; "IT" stays capital."""
    words = plain(name.strip("()"))
    return words.upper() if words in ("it", "hr") else words[:1].upper() + words[1:]
