"""A made-up results document, of any number of structures, with or without a winner and a practice beside."""

import random
from typing import Any

from ccsim.scenario.measures import better

from .shapes import course, flow, org, week

TITLES = (
    "Contact center owns all",
    "Marketing owns digital",
    "Channel silos",
    "Digital-first omnichannel center",
    "Digital experience team under the chief marketing officer",
    "Outsourced",
    "Operations owns",
    "Head of customer experience owns all",
    "Limited channels",
    "Marketing rotation",
)
WAITS = {
    "voice": 1.9, "chat": 0.9, "messaging": 90.0, "email": 300.0, "social": 140.0, "web_form": 520.0, "store": 4.0,
}  # fmt: skip


def comparison(structures: int = 3, winner: bool = True, beside: bool = True) -> dict[str, Any]:
    """A results document of `compare`, the first structure best; the second is the baseline."""
    luck = random.Random(structures)
    rows = [_structure(i, luck, 0.05 if winner else 0.001) for i in range(structures)]
    document = _common(rows) | _inference(rows, winner)
    if beside:
        document["beside"] = _beside(rows, luck)
    return document


def run(null: bool = False) -> dict[str, Any]:
    """A results document of `run`: one structure and no comparison."""
    document = _common([_structure(0, random.Random(1), 0.05)])
    del document["fairness"], document["baseline"]
    if null:
        document["structures"][0]["measures"]["profit"] = interval(None, None)
    return document


def interval(mean: float | None, half: float | None) -> dict[str, float | None]:
    """An estimate with its ends, unknown where a number is."""
    if mean is None or half is None:
        return {"mean": mean, "low": None, "high": None}
    return {"mean": mean, "low": mean - half, "high": mean + half}


def _structure(i: int, luck: random.Random, step: float) -> dict[str, Any]:
    title = TITLES[i % len(TITLES)] + (f" {i}" if i >= len(TITLES) else "")
    channels = ("voice", "email") if title == "Limited channels" else tuple(WAITS)
    measures = {"fcr": interval(0.713 - step * i**0.7, luck.uniform(0.003, 0.008))}
    for channel in channels:
        wait = WAITS[channel] * luck.uniform(0.4, 2.5)
        measures[f"wait_min.{channel}"] = interval(1.7 * wait, 0.1 * wait)
        measures[f"wait_min_median.{channel}"] = interval(wait, luck.uniform(0.03, 0.2) * wait)
        measures[f"abandonment.{channel}"] = interval(luck.uniform(0.01, 0.2), 0.004)
    shapes = {
        "flow": flow(channels, i, luck),
        "course": course(measures["fcr"]["mean"], luck),
        "week": week(luck),
        "org": org(channels, i),
    }
    return {"name": title.lower().replace(" ", "-"), "title": title, "measures": measures | _work(luck), **shapes}


def _work(luck: random.Random) -> dict[str, Any]:
    return {
        "occupancy.center": interval(luck.uniform(0.6, 0.9), 0.01),
        "contacts_per_issue": interval(luck.uniform(1.2, 1.9), 0.02),
        "handoffs_per_issue": interval(luck.uniform(0.1, 0.6), 0.01),
        "cost_per_resolved": interval(luck.uniform(7, 15), 0.2),
        "profit": interval(luck.uniform(2e5, 1.4e6), 2e4),
        "main_work_displaced_h": interval(luck.uniform(0, 3000), 60),
        "lost": interval(luck.uniform(0.01, 0.08), 0.002),
        "resolved": interval(luck.uniform(0.8, 0.9), 0.003),
        "complaints_per_issue": interval(luck.uniform(0.01, 0.05), 0.001),
        "satisfaction": interval(luck.uniform(60, 90), 0.5),
    } | _money(luck)


def _money(luck: random.Random) -> dict[str, Any]:
    parts = {"service": luck.uniform(2e5, 3e5), "marketing": luck.uniform(4e4, 1e5), "operations": 16_500.0}
    earned = {"service": luck.uniform(4e4, 7e4), "marketing": luck.uniform(1e4, 3e4), "sales": 1_800.0}
    earned |= {"it": 0.0, "without_people": luck.uniform(3e3, 6e3)}
    return (
        {"answering_cost": interval(sum(parts.values()), 900.0), "revenue": interval(sum(earned.values()), 700.0)}
        | {f"answering_cost.{name}": interval(cost, 0.003 * cost) for name, cost in parts.items()}
        | {f"revenue.{name}": interval(sum_, 0.01 * sum_) for name, sum_ in earned.items()}
    )


def _common(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "study": "demo",
        "id": "demo-1a2b3c4d5e6f",
        "title": "Who should own the digital channels?",
        "world": "retailer",
        "fairness": "equal people",
        "seed": 1,
        "currency": "USD",
        "live_channels": ["voice", "chat", "store"],
        "replications": 12,
        "level": 0.95,
        "primary": "fcr",
        "better": {key: better(key) for row in rows for key in row["measures"]},
        "baseline": rows[min(1, len(rows) - 1)]["name"],
        "practice": "well_run",
        "measures": [],
        "margin": 0.01,
        "window": {"warmup_days": 7, "window_days": 14, "followup_days": 14},
        "neutralised": [],
        "overrides": ["handoffs.notices=0.3", "reasons.*.handle_time=x1.2"],
        "structures": rows,
        "counts": {"issues": 1, "contacts": 1, "legs": 1},
        "assumed_inputs": {
            "count": 61,
            "of": 120,
            "decisive": [
                "boundary friction (handoffs.delay_per_distance, handoffs.context_lost_per_distance)",
                "speed of removing causes (information.removal_days)",
            ],
        },
    }


def _inference(rows: list[dict[str, Any]], winner: bool) -> dict[str, Any]:
    means = [row["measures"]["fcr"]["mean"] for row in rows]
    against = [
        {"structure": row["name"]} | interval(mean - max(means[:i] + means[i + 1 :]), 0.004)
        for i, (row, mean) in enumerate(zip(rows, means, strict=True))
    ]
    text = (
        (
            "Contact center owns all resolves 4.2 points more issues at first contact than the next best "
            "(95 % interval +3.8 to +4.6)."
        )
        if winner
        else "No clear winner: the intervals of the best three overlap."
    )
    return {
        "differences": _differences(rows, rows[1]),
        "pairwise": [row | {"baseline": base["name"]} for base in rows for row in _differences(rows, base)],
        "convergence": [{"replications": n, "half_width": 0.02 / (n - 1) ** 0.7} for n in range(2, 13)],
        "family_size": len(rows) - 1,
        "best_against_rest": against,
        "ranking": [
            {"structure": row["name"], "probability_best": [0.97, 0.03][i] if i < 2 else 0.0}
            for i, row in enumerate(rows)
        ],
        "pairing": [
            {"structure": row["name"], "correlation": 0.91, "fewer_replications": 8.5}
            for row in rows
            if row is not rows[1]
        ],
        "verdict": {"winner": rows[0]["name"] if winner else None, "text": text},
    }


def _differences(rows: list[dict[str, Any]], base: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"structure": row["name"], "measure": key} | _minus(row["measures"][key], base["measures"][key])
        for row in rows
        if row is not base
        for key in row["measures"]
        if key in base["measures"]
    ]


def _beside(rows: list[dict[str, Any]], luck: random.Random) -> dict[str, Any]:
    typical = [row | {"measures": row["measures"] | {"fcr": _shifted(row["measures"]["fcr"], luck)}} for row in rows]
    parts = [
        _parts(well, habit, rows[1], typical[1])
        for well, habit in zip(rows, typical, strict=True)
        if well is not rows[1]
    ]
    return {"practice": "typical", "structures": typical, "differences": [], "decomposition": parts}


def _parts(
    well: dict[str, Any], typical: dict[str, Any], well_base: dict[str, Any], typical_base: dict[str, Any]
) -> dict[str, Any]:
    ownership = _minus(well["measures"]["fcr"], well_base["measures"]["fcr"])
    together = _minus(typical["measures"]["fcr"], typical_base["measures"]["fcr"])
    habit = _minus({**together}, {**ownership})
    return {
        "structure": well["name"],
        "measure": "fcr",
        "ownership": ownership,
        "habit": habit,
        "together": together,
    }


def _shifted(estimate: dict[str, float], luck: random.Random) -> dict[str, float | None]:
    return interval(estimate["mean"] - luck.uniform(0.01, 0.12), 0.006)


def _minus(a: dict[str, Any], b: dict[str, Any]) -> dict[str, float | None]:
    return interval(a["mean"] - b["mean"], (a["high"] - a["low"]) / 2)
