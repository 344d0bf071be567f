"""A structure that changes while it runs: when, and what of it changes, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from ccsim.experiment.format import plain
from ccsim.report.document import Document
from ccsim.report.patterns import DAYS_A_WEEK, Structure


def change_of(document: Document, structure: Structure) -> str:
    """When a structure changes and what it is from then on, in a sentence; nothing where it stays as it starts."""
    org = structure.get("org") or {}
    change = org.get("transition")
    if not change:
        return ""
    parts = [*_owners(org), *_people(org, change), *_rules(change)]
    return f"{_when(document, change)}: {'; '.join(parts)}." if parts else f"{_when(document, change)} it changes."


def _when(document: Document, change: Mapping[str, Any]) -> str:
    """By the calendar of the scenario's file and by the window that charts show; or above how many complaints."""
    if change.get("complaints_above") is not None:
        days = change.get("over_days")
        over = f" over {days:g} days" if days else ""
        return f"Once complaints are above {100 * change['complaints_above']:g}\u00a0% of contacts{over}"
    place = _place(document, change["day"])
    if not change.get("moment"):
        return f"{place[:1].upper()}{place[1:]}"
    return f"From {change['moment']} of the calendar, {place}"


def _place(document: Document, day: float) -> str:
    if day < 0:
        return "before the window"
    if day >= document["window"]["window_days"]:
        return "after the window"
    return f"in week {int(day // DAYS_A_WEEK) + 1} of the window"


def _owners(org: Mapping[str, Any]) -> Iterator[str]:
    """Teams with the channels that they own from then on and did not before."""
    taken: dict[str, list[str]] = {}
    for channel, owners in (org.get("owners_after") or {}).items():
        if owners != org["owners"].get(channel):
            taken.setdefault(_listed(owners), []).append(channel)
    for owners, channels in taken.items():
        yield f"{owners} {'own' if ' and ' in owners else 'owns'} {_listed(channels)}"


def _people(org: Mapping[str, Any], change: Mapping[str, Any]) -> Iterator[str]:
    """Teams whose people are other ones, with their number before and after."""
    before = {team["name"]: sum(team["people"].values()) for team in org["teams"]}
    for team, people in (change.get("people") or {}).items():
        now, then = before[team], sum(people.values())
        sizes = f"{then or 'no'} people instead of {now}" if now != then else f"{then} people, of other groups"
        yield f"{plain(team)} has {sizes}"


def _rules(change: Mapping[str, Any]) -> Iterator[str]:
    for department, superior in (change.get("reports_to") or {}).items():
        yield f"{plain(department)} reports to {plain(superior)}"
    for team, reasons in (change.get("handles") or {}).items():
        yield f"{plain(team)} handles {_listed(reasons)}"
    if change.get("route_by"):
        yield f"work is routed by {plain(change['route_by'])}"


def _listed(names: list[str]) -> str:
    words = [plain(name) for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
