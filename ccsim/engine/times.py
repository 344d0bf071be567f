"""Random times of many issues at once, to the bit those of the rules."""

import math
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from ccsim.rules.laws import EXPONENTIAL, central_quantile, normal_quantile

Array = npt.NDArray[np.float64]


def relative_times(u: Array, law: npt.NDArray[np.int64], sigma: Array) -> list[float]:
    """`random_time` of each uniform over its mean; logarithms and exponentials by the scalar functions."""
    if (law == EXPONENTIAL).all():
        return [-math.log(x) for x in u.tolist()]
    q = u - 0.5
    normal = cast(Any, central_quantile)(q)
    for i in np.flatnonzero(np.abs(q) > 0.425).tolist():
        normal[i] = normal_quantile(float(u[i]))
    times = [math.exp(x) for x in (sigma * normal - 0.5 * sigma * sigma).tolist()]
    for i in np.flatnonzero(law == EXPONENTIAL).tolist():
        times[i] = -math.log(float(u[i]))
    return times
