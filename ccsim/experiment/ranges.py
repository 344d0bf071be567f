"""Points of the evidence ranges: every number of a world between its low and its high."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.scenario.quantities import exact_duration, parse_duration
from ccsim.scenario.sources import Input

Point = dict[str, float]
"""By block of inputs, from 0 (all at their low) over 0.5 (as the world has them) to 1 (all at their high)."""


def blocks(inputs: tuple[Input, ...]) -> dict[str, list[Input]]:
    """Inputs that move together: those of one subject, by the first words of their path."""
    found: dict[str, list[Input]] = {}
    for row in inputs:
        if row.low is not None and row.high is not None and not isinstance(row.value, list):
            found.setdefault(_subject(row.path), []).append(row)
    return found


def _subject(path: str) -> str:
    words = path.split(".")
    if words[0] in ("people", "channels", "reasons"):
        return ".".join([words[0], *words[2:3]]) if words[1] != "groups" else ".".join(words[2:4])
    return ".".join(words[:2]) if words[0] in ("demand", "goals", "handoffs", "revenue", "knowledge") else words[0]


def latin_hypercube(names: list[str], points: int, seed: int) -> list[Point]:
    """So many points, in each block one in every slice (McKay, Beckman and Conover 1979)."""
    luck = np.random.default_rng(seed)
    slices = np.stack([luck.permutation(points) for _ in names], axis=1)
    places: npt.NDArray[np.float64] = (slices + luck.random(slices.shape)) / points
    return [dict(zip(names, row.tolist(), strict=True)) for row in places]


def assignments(groups: Mapping[str, list[Input]], point: Point) -> list[str]:
    """Overrides that put a world at a point, such as "handoffs.notices=0.3"."""
    return [f"{row.path}={_at(row, point[name])}" for name, rows in groups.items() if name in point for row in rows]


def _at(row: Input, place: float) -> str:
    """An input's value as one writes it: linear from low to value, and from value to high."""
    value = _amount(row.value)
    low, high = (_bound(bound, value) for bound in (row.low, row.high))
    amount = low + (value - low) * 2.0 * place if place <= 0.5 else value + (high - value) * (2.0 * place - 1.0)
    if isinstance(row.value, str):
        return exact_duration(round(amount))
    if isinstance(row.value, int):
        return str(max(1, round(amount)) if value >= 1 else round(amount))
    return repr(min(amount, 1.0) if value <= 1.0 else amount)


def _amount(value: Any) -> float:
    return float(parse_duration(value)) if isinstance(value, str) else float(value)


def _bound(bound: Any, value: float) -> float:
    if isinstance(bound, str) and bound.startswith("x"):
        return value * float(bound[1:])
    return _amount(bound)
