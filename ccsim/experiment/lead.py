"""How a lead is written beside the two levels that it is between."""

from collections.abc import Sequence
from dataclasses import replace

from ccsim.experiment.format import Interval, Scale, difference_scale, scale_for


def lead_scales(
    key: str, levels: Sequence[Interval], lead: Interval, margin: float | None, currency: str
) -> tuple[Scale, Scale]:
    """How sentences write levels, and the lead of the first of them, with decimals at which the two agree.

    levels: of all structures, the best first.
    """
    written = scale_for(key, levels, currency)
    leads = difference_scale(key, [lead, {"mean": margin}], currency)
    known = [mean for level in levels[:2] if (mean := level.get("mean")) is not None]
    gap = lead.get("mean")
    if gap is None or len(known) < 2:
        return written, leads
    first, second = known
    matters = [] if margin is None else [(gap, margin)]
    if written.factor != leads.factor:
        return written.telling([(first, second)]), leads.telling(matters)
    finest = replace(written, decimals=max(written.decimals, leads.decimals))
    written = finest.telling([(first, second), *matters], [(first, second, gap)])
    return written, replace(leads, decimals=written.decimals)
