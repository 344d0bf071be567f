"""A world of which only the demand matters."""

from collections.abc import Mapping
from typing import Any

from ccsim.scenario.world import World

OFFICE = [0.0] * 16 + [1.0, 2.0, 3.0, 4.0] * 6 + [0.5] * 8
DEFAULT_REASONS = {"order": {"share": 1.0, "channels": {"voice": 1.0}}}


def demand_world(
    issues_per_day: float,
    reasons: Mapping[str, Mapping[str, Any]] = DEFAULT_REASONS,
    channels: tuple[str, ...] = ("voice",),
    cv: float = 0.0,
    correlation: float = 0.0,
    campaigns: Mapping[str, Mapping[str, Any]] | None = None,
    weekday: Mapping[str, float] | None = None,
) -> World:
    """Every channel follows the profile OFFICE."""
    channel = {"real_time": True, "profile": "office", "answer_within": "20 s"}
    reason = {"kind": "service", "handle_time": "5 min", "resolvable": 1.0}
    news = {"lag_per_distance": dict.fromkeys(("real_time", "daily", "weekly", "none"), "0 s"), "uninformed": {}}
    return World.model_validate(
        {
            "kind": "world",
            "title": "demand alone",
            "currency": "USD",
            "demand": {
                "issues_per_day": issues_per_day,
                "weekday": weekday or {},
                "profiles": {"office": OFFICE},
                "busyness": {"cv": cv, "correlation": correlation},
                "campaigns": {
                    name: {"run_by": "marketing", "about": [], **campaign}
                    for name, campaign in (campaigns or {}).items()
                },
            },
            "channels": dict.fromkeys(channels, channel),
            "reasons": {name: reason | dict(spec) for name, spec in reasons.items()},
            "people": {
                "groups": {"marketing": {"count": 1, "wage_per_hour": 1.0, "proficiency": {"service": 1.0}}},
                "shifts": {"length": "8 h", "days_per_week": 5, "offline": 0.0, "absence": 0.0},
            },
            "handling": {},
            "triage": {"accuracy": 1.0},
            "handoffs": {},
            "information": news,
            "goals": {},
            "costs": {"lost_issue": 0.0},
            "well_run": {"scheduling": "always", "hours": "always", "sharing": "real_time"},
        }
    )
