"""Whether a leg resolves the need, and what the agent believes."""

from ccsim.codes import LegEnd

RESOLVED = int(LegEnd.RESOLVED)
UNRESOLVED = int(LegEnd.UNRESOLVED)
OUT_OF_DEPTH = int(LegEnd.OUT_OF_DEPTH)


def rush_penalty(handle_pressure: float, rush_cost: float) -> float:
    """Share of resolution kept by agents whose goal presses handle time to `handle_pressure` of the natural one."""
    return 1.0 - rush_cost * (1.0 - handle_pressure) if handle_pressure < 1.0 else 1.0


def chance_of_resolution(resolvable: float, proficiency: float, kept: float) -> float:
    """Chance that a leg truly resolves: what an expert could, times the person's proficiency, times what rush keeps."""
    return resolvable * proficiency * kept


def leg_outcome(u: float, p_resolved: float, p_noticed: float) -> int:
    """RESOLVED first, then OUT_OF_DEPTH (the agent notices), then UNRESOLVED (believed resolved)."""
    if u < p_resolved:
        return RESOLVED
    if u < p_resolved + (1.0 - p_resolved) * p_noticed:
        return OUT_OF_DEPTH
    return UNRESOLVED
