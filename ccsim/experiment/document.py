"""The results document: what stands in results.json, worked out from the per-replication table."""

from collections.abc import Callable, Sequence
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import DAY
from ccsim.experiment.assumptions import assumed_inputs
from ccsim.experiment.pictures import pictures
from ccsim.experiment.replication import Variant
from ccsim.experiment.sample import Sample
from ccsim.experiment.schedule import Schedule
from ccsim.experiment.spelling import spelled
from ccsim.experiment.verdict import (
    PRACTICES,
    Standing,
    Terms,
    choice_text,
    to_tell,
    verdict_text,
)
from ccsim.inference.intervals import Interval, mean_interval
from ccsim.inference.paired import paired_differences, pairing_gain
from ccsim.inference.ranking import best_against_rest, probability_best, winner
from ccsim.inference.selection import Selection
from ccsim.plan.plan import FOLLOW_UP_US
from ccsim.scenario.load import LoadedStudy
from ccsim.scenario.measures import better, larger_is_better
from ccsim.scenario.study import Study

SCHEMA_VERSION = 1
LEAST_REDRAWN = 10
"""Replications below which redrawing them says next to nothing of who is best."""


def study_document(
    study: LoadedStudy,
    identity: str,
    variants: Sequence[Variant],
    sample: Sample,
    neutralised: frozenset[str],
    schedule: Schedule,
) -> dict[str, Any]:
    """results.json of a comparison; of one structure alone, the part without comparisons."""
    spec = study.study
    own = [v for v in variants if v.practice == spec.practice]
    head = _head(study, identity, sample, neutralised, schedule)
    keys = list(dict.fromkeys(k for v in own for k in sample.measures(spec.practice, v.structure)))
    head["better"] = {key: better(key) for key in keys}
    head["structures"] = [
        structure | pictures(variant, sample, spec.level)
        for structure, variant in zip(_structures(study, sample, spec.practice), own, strict=True)
    ]
    if len(own) > 1:
        head |= _comparisons(study, sample, schedule, head["structures"])
    if spec.beside is not None:
        head["beside"] = _beside(study, sample, spec.beside)
    head["counts"] = _counts(sample, spec.practice, [v.structure for v in own])
    head["assumed_inputs"] = assumed_inputs(study.world.inputs, own)
    if len(own) > 1:
        head["verdict"]["text"] += _unsourced(head["assumed_inputs"]["decisive"])
    return head


def _head(
    study: LoadedStudy, identity: str, sample: Sample, neutralised: frozenset[str], schedule: Schedule
) -> dict[str, Any]:
    spec = study.study
    return {
        "schema_version": SCHEMA_VERSION,
        "study": study.name,
        "id": identity,
        "title": spec.title,
        "world": study.world.name,
        "world_title": study.world.world.title,
        "currency": study.world.world.currency,
        "live_channels": [name for name, channel in study.world.world.channels.items() if channel.real_time],
        "fairness": spec.fairness,
        "slow_state": spec.slow_state,
        "practice": spec.practice,
        "seed": spec.seed,
        "replications": sample.replications,
        "stopped_early": schedule.fell_short,
        "level": spec.level,
        "primary": spec.primary,
        "measures": list(spec.measures),
        "precision": spec.precision,
        "start": spec.start,
        "baseline": spec.baseline or spec.structures[0],
        "margin": spec.margin,
        "window": {
            "warmup_days": _days(spec.warmup or 0),
            "window_days": _days(spec.window),
            "followup_days": _days(FOLLOW_UP_US),
        },
        "neutralised": sorted(neutralised),
        "overrides": list(study.overrides),
        "notes": list(study.notes),
    }


def _structures(study: LoadedStudy, sample: Sample, practice: str) -> list[dict[str, Any]]:
    level, pilot = study.study.level, sample.pilot
    return [
        {
            "name": loaded.name,
            "title": loaded.structure.title,
            "measures": {
                key: spelled(mean_interval(sample.values(practice, loaded.name, key), level, pilot=pilot))
                for key in sample.measures(practice, loaded.name)
            },
        }
        for loaded in study.structures
    ]


def _comparisons(
    study: LoadedStudy, sample: Sample, schedule: Schedule, structures: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    spec = study.study
    names = [loaded.name for loaded in study.structures]
    values = np.array([sample.values(spec.practice, name, spec.primary) for name in names])
    larger = larger_is_better(spec.primary)
    rest = best_against_rest(values, spec.level, larger, pilot=sample.pilot)
    chances = _chances(values, larger, spec.seed)
    means = np.nanmean(values, axis=1)
    ranked = sorted(zip(names, chances, means, strict=True), key=lambda r: -r[2] if larger else r[2])
    chosen = schedule.selection
    best = winner(rest) if chosen is None else None
    base = spec.baseline or names[0]
    family = (spec.primary, *spec.measures)
    return {
        "family_size": len(family) * (len(names) - 1),
        "differences": _differences(sample, spec.practice, names, base, spec.level, family),
        "pairwise": _pairwise(sample, spec.practice, names, spec.level, family),
        "convergence": _convergence(values, spec.level, larger, sample.pilot),
        "best_against_rest": [{"structure": n} | spelled(i) for n, i in zip(names, rest, strict=True)],
        "ranking": [{"structure": n, "probability_best": None if p is None else float(p)} for n, p, _ in ranked],
        "pairing": _pairing(sample, spec.practice, names, base, spec.primary),
        "verdict": {
            "winner": None if best is None else names[best],
            "text": _verdict(study, sample, [s["measures"][spec.primary] for s in structures], rest, chances, chosen),
            "replications_to_tell": None if chosen else _to_tell(rest, best, values.shape[1]),
        },
    } | ({} if chosen is None else {"selection": _selected(spec, chosen)})


def _selected(spec: Study, state: Selection) -> dict[str, Any]:
    """The choice, and after how many replications each of the others dropped out."""
    names, over = spec.structures, state.is_over
    left = max(state.replications)
    return {
        "procedure": "Kim and Nelson (2001)",
        "indifference": spec.margin,
        "level": spec.level,
        "chosen": names[state.survivors[0]] if over else None,
        "survivors": [names[i] for i in state.survivors],
        "replications": dict(zip(names, state.replications, strict=True)),
        "replications_saved": sum(left - n for n in state.replications),
    }


def _chances(values: npt.NDArray[np.float64], larger: bool, seed: int) -> list[float | None]:
    """Of being best, by simulation noise only; unknown where too few replications have values of all."""
    if np.isfinite(values).all(axis=0).sum() < LEAST_REDRAWN:
        return [None] * len(values)
    return [float(share) for share in probability_best(values, larger, seed=seed % 2**32)]


def _to_tell(rest: list[Interval], best: int | None, replications: int) -> int | None:
    """How many replications would tell, at the present spread, where there is no winner yet."""
    return None if best is not None else to_tell(max(rest, key=lambda i: i.mean or 0.0), replications)


def _verdict(
    study: LoadedStudy,
    sample: Sample,
    levels: Sequence[dict[str, float | None]],
    rest: Sequence[Interval],
    chances: Sequence[float | None],
    chosen: Selection | None,
) -> str:
    spec = study.study
    standings = [
        Standing(loaded.name, loaded.structure.title, level, against, chance)
        for loaded, level, against, chance in zip(study.structures, levels, rest, chances, strict=True)
    ]
    sign = -1.0 if larger_is_better(spec.primary) else 1.0
    standings.sort(key=lambda s: inf if s.level["mean"] is None else sign * s.level["mean"])
    under = f"at {spec.fairness}, {PRACTICES[spec.practice]}"
    terms = Terms(spec.primary, study.world.world.currency, spec.margin, spec.level, under)
    if chosen is not None:
        first = study.structures[chosen.survivors[0]].name
        standings.sort(key=lambda s: s.name != first)
        return choice_text(standings, terms, chosen)
    return verdict_text(standings, terms, sample.replications)


def _differences(
    sample: Sample,
    practice: str,
    names: list[str],
    base: str,
    level: float,
    family: Sequence[str],
    only: Callable[[str, Sequence[str]], bool] = lambda key, family: True,
) -> list[dict[str, Any]]:
    """Every measure that both have, structure − baseline, simultaneous over the structures.

    Those of the family, from which the study draws its conclusions, hold all together; others each by itself.
    """
    rows = []
    for name in names:
        for key in sample.measures(practice, name):
            if name == base or not sample.has(practice, base, key) or not only(key, family):
                continue
            pair = np.array([sample.values(practice, base, key), sample.values(practice, name, key)])
            comparisons = (len(names) - 1) * (len(family) if key in family else 1)
            interval = paired_differences(pair, 0, level, comparisons, pilot=sample.pilot)[1]
            rows.append({"structure": name, "measure": key} | spelled(interval))
    return rows


def _pairwise(
    sample: Sample, practice: str, names: list[str], level: float, family: Sequence[str]
) -> list[dict[str, Any]]:
    """The differences from any other baseline that a reader may pick, of the measures that people look at first."""
    rows = []
    for base in names:
        for row in _differences(sample, practice, names, base, level, family, only=shown_first):
            rows.append(row | {"baseline": base})
    return rows


SHOWN_FIRST = (
    "fcr", "fcr_one_team", "resolved", "lost", "contacts_per_issue", "handoffs_per_issue", "complaints_per_issue",
    "time_to_resolution_h", "wait_min_median", "abandonment", "satisfaction", "occupancy", "cost_per_resolved",
    "revenue", "profit", "main_work_displaced_h",
)  # fmt: skip
BY_CHANNEL = ("wait_min_median", "abandonment")


def shown_first(key: str, family: Sequence[str]) -> bool:
    """Whether a measure is among those that people look at first, or that the study names."""
    stem, _, of = key.partition(".")
    return key in family or (stem in SHOWN_FIRST and (not of or stem in BY_CHANNEL))


def _convergence(
    values: npt.NDArray[np.float64], level: float, larger: bool, pilot: int | None
) -> list[dict[str, float | None]]:
    """How the widest interval of best against the rest narrowed, at some forty numbers of replications."""
    most = values.shape[1]
    steps = sorted({2 + round(i * (most - 2) / MOST_STEPS) for i in range(MOST_STEPS + 1)}) if most > 1 else []
    rows = []
    for n in steps:
        usable = pilot if pilot is not None and pilot <= n else None
        widths = [i.half_width for i in best_against_rest(values[:, :n], level, larger, pilot=usable)]
        known = [w for w in widths if w is not None]
        rows.append({"replications": n, "half_width": max(known) if len(known) == len(widths) else None})
    return rows


MOST_STEPS = 40


def _pairing(sample: Sample, practice: str, names: list[str], base: str, key: str) -> list[dict[str, Any]]:
    """What common customers bring: correlation, and how many times fewer replications."""
    rows = []
    for name in names:
        if name != base:
            gain = pairing_gain(sample.values(practice, base, key), sample.values(practice, name, key))
            rows.append({"structure": name, "correlation": gain.correlation, "fewer_replications": gain.gain})
    return rows


def _beside(study: LoadedStudy, sample: Sample, practice: str) -> dict[str, Any]:
    spec = study.study
    names = [loaded.name for loaded in study.structures]
    base = spec.baseline or names[0]
    document: dict[str, Any] = {"practice": practice, "structures": _structures(study, sample, practice)}
    if len(names) > 1:
        family = (spec.primary, *spec.measures)
        document["differences"] = _differences(sample, practice, names, base, spec.level, family)
        document["decomposition"] = [
            {"structure": name, "measure": spec.primary} | _decomposed(study, sample, name, base)
            for name in names
            if name != base
        ]
    return document


def _decomposed(study: LoadedStudy, sample: Sample, name: str, base: str) -> dict[str, Any]:
    """The difference well run is ownership; what typical practice adds to it is habit."""
    spec, key = study.study, study.study.primary
    gaps = {
        practice: sample.values(practice, name, key) - sample.values(practice, base, key)
        for practice in ("well_run", "typical")
    }
    parts = {
        "ownership": gaps["well_run"],
        "habit": gaps["typical"] - gaps["well_run"],
        "together": gaps["typical"],
    }
    comparisons = len(study.structures) - 1
    return {
        part: spelled(mean_interval(gap, spec.level, comparisons, pilot=sample.pilot)) for part, gap in parts.items()
    }


def _counts(sample: Sample, practice: str, names: list[str]) -> dict[str, int]:
    """Totals over structures and replications of the study's practice; issues are counted once a replication."""
    return {
        "issues": int(np.nanmax([np.nansum(sample.values(practice, name, "count.issues")) for name in names])),
        "contacts": int(sum(np.nansum(sample.values(practice, name, "count.contacts")) for name in names)),
        "legs": int(sum(np.nansum(sample.values(practice, name, "count.legs")) for name in names)),
    }


def _unsourced(decisive: list[str]) -> str:
    if not decisive:
        return ""
    listed = decisive[0] if len(decisive) == 1 else f"{', '.join(decisive[:-1])} and {decisive[-1]}"
    return f" Nobody has measured {listed}, on which these structures differ."


def _days(duration_us: int) -> float | int:
    days, rest = divmod(duration_us, DAY)
    return duration_us / DAY if rest else days
