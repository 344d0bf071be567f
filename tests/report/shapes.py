"""Made-up flows, courses, weeks and org charts for the made-up document."""

import math
import random
from collections.abc import Sequence
from typing import Any

DIGITAL = ("chat", "messaging", "social", "web_form")
SIZES = {"voice": 9000, "chat": 2600, "messaging": 1000, "email": 3000, "social": 950, "web_form": 1600, "store": 450}


def flow(channels: Sequence[str], i: int, luck: random.Random) -> list[dict[str, Any]]:
    """Issues by channel, first team, what came next and end."""
    rows = []
    for channel in channels:
        first = team_of(channel, i)
        for then, end, share in (
            ("(settled)", "resolved", 0.62), ("back_office", "resolved", luck.uniform(0.02, 0.2)),
            ("(returned)", "resolved", luck.uniform(0.05, 0.2)), ("(returned)", "lost", 0.02),
            ("back_office", "lost", 0.01), ("repair", "resolved", 0.004), ("(settled)", "lost", 0.015),
            ("(colleague)", "resolved", 0.05), ("(colleague)", "lost", 0.004),
        ):  # fmt: skip
            rows.append(_row(channel, first, then, end, SIZES[channel] * share))
        rows.append(_row(channel, "(nobody)", "(settled)", "prevented", SIZES[channel] * 0.08))
        rows.append(_row(channel, "(nobody)", "(returned)", "open", SIZES[channel] * 0.0007))
    return sorted(rows, key=lambda row: -float(row["issues"]))


def _row(channel: str, first: str, then: str, end: str, issues: float) -> dict[str, Any]:
    return {"channel": channel, "first": first, "then": then, "end": end, "issues": round(issues, 2)}


def course(level: float, luck: random.Random) -> dict[str, Any]:
    """Two weeks by the day, weaker at weekends."""
    weekend = [0.05 * (day % 7 in (5, 6)) for day in range(14)]
    measures = {
        "fcr": [level - dip + luck.uniform(-0.01, 0.01) for dip in weekend],
        "lost": [0.04 + dip / 4 for dip in weekend],
        "contacts_per_issue": [1.2 + dip for dip in weekend],
        "complaints_per_issue": [0.02 + dip / 10 for dip in weekend],
        "time_to_resolution_h": [7 + 30 * dip for dip in weekend],
    }
    return {
        "period": "day",
        "measures": {
            key: [{"mean": x, "low": x * 0.99, "high": x * 1.01} for x in values] for key, values in measures.items()
        },
    }


def week(luck: random.Random) -> dict[str, Any]:
    """Arrivals, staffing and what waits by hour of the week."""
    shape = [max(0.0, math.sin((hour % 24 - 7) / 14 * math.pi)) for hour in range(168)]
    size = luck.uniform(150, 250)
    return {
        "arrivals": [round(6 + size * x, 3) for x in shape],
        "on_duty": [round(60 * (8 <= hour % 24 < 20) * 1.0, 3) for hour in range(168)],
        "waiting": [round(1.5 * x, 3) for x in shape],
        "backlog": [round(400 * (1 - x) * luck.uniform(0.8, 1.0), 3) for x in shape],
    }


def team_of(channel: str, i: int) -> str:
    """Who answers: every second structure gives digital channels to a team of its own."""
    return "store" if channel == "store" else "digital" if channel in DIGITAL and i % 2 else "center"


def org(channels: Sequence[str], i: int) -> dict[str, Any]:
    """Five departments under one company, teams, owners and distances."""
    owners = {channel: [team_of(channel, i)] for channel in channels}
    teams = [
        ("center", "service", {"service_agents": 70, "digital_specialists": 12}),
        ("digital", "marketing", {"service_agents": 10, "marketing": 6}),
        ("store", "sales", {"store_staff": 6}),
        ("back_office", "operations", {"back_office": 5}),
        ("repair", "it", {"it": 3}),
    ]
    shown = [team for team in teams if team[0] != "digital" or i % 2]
    goals = {"service": "resolution", "marketing": "campaigns", "sales": "revenue", "operations": "handle_time",
             "it": "containment"}  # fmt: skip
    company = {"name": "company", "reports_to": None, "goal": None, "company": None, "home_of": []}
    return {
        "departments": [
            company,
            *({"name": name, "reports_to": "company", "goal": goal, "company": None, "home_of": []}
              for name, goal in goals.items()),
        ],
        "dotted_lines": [{"between": ["service", "marketing"], "weight": 0.5}] if i % 3 == 1 else [],
        "teams": [
            {"name": name, "department": department, "people": people,
             "channels": [channel for channel, owner in owners.items() if name in owner]}
            for name, department, people in shown
        ],
        "owners": owners,
        "owners_after": None,
        "bots": {"chat": "containment"} if i % 4 == 3 else {},
        "route_by": "reason",
        "distances": [[0.0 if a is b else 3.2 for b in shown] for a in shown],
    }  # fmt: skip


def change_on_a_date(structure: dict[str, Any], day: float, moment: str) -> None:
    """Hand the digital team's channels and people to the center on a day of the window."""
    _change(structure, {"day": day, "moment": moment, "complaints_above": None, "over_days": None})


def change_on_complaints(structure: dict[str, Any]) -> None:
    """The same once complaints are too many."""
    _change(structure, {"day": None, "moment": None, "complaints_above": 0.02, "over_days": 7.0})


def _change(structure: dict[str, Any], when: dict[str, Any]) -> None:
    organisation = structure["org"]
    organisation["owners_after"] = organisation["owners"] | {
        channel: ["center"] for channel, owners in organisation["owners"].items() if owners == ["digital"]
    }
    organisation["transition"] = when | {
        "people": {"center": {"service_agents": 80, "digital_specialists": 12}, "digital": {}},
        "reports_to": {"marketing": "service"},
        "handles": {"center": ["service", "sales"]},
        "route_by": "channel",
    }


def with_changes(document: dict[str, Any]) -> dict[str, Any]:
    """The document with a change on a date and one on complaints, of the second and the last structure with a digital
    team."""
    first, *_, last = [s for s in document["structures"] if len(s["org"]["teams"]) == 5] * 2
    change_on_complaints(last)
    change_on_a_date(first, 9.5, "week 3 Wed 12:00")
    return document
