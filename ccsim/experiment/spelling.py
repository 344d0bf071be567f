"""How numbers are spelled in the results document: unknown is null, never NaN."""

import math

from ccsim.inference.intervals import Interval

DIGITS = 6
"""As many significant digits as a picture needs."""


def spelled(interval: Interval) -> dict[str, float | None]:
    """A mean with its limits."""
    return {"mean": number(interval.mean), "low": number(interval.low), "high": number(interval.high)}


def number(x: float | None) -> float | None:
    """A number, or None where it is unknown or infinite."""
    return None if x is None or not math.isfinite(x) else float(x)


def short(x: float | None) -> float | None:
    """The same with as many digits as a picture needs."""
    known = number(x)
    return None if known is None else float(f"{known:.{DIGITS}g}")
