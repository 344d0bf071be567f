"""How long a leg takes."""


def speed_factor(proficiency: float, slowness: float) -> float:
    """Handle time relative to an expert's: one who resolves nothing takes 1 + slowness times as long."""
    return 1.0 + slowness * (1.0 - proficiency)


def breadth_factor(share_of_reasons: float, breadth_cost: float) -> float:
    """Handle time relative to a specialist's, by the share of the other reasons that a person also covers."""
    return 1.0 + breadth_cost * share_of_reasons


def leg_work(base_us: float, factor: float, informed_factor: float, part: float, reask_us: float) -> float:
    """Work of a leg in µs: base draw × person and team × knowledge × the part of it done here + re-asking."""
    return base_us * factor * informed_factor * part + reask_us


def slow_down(concurrent: int, slowdown: float) -> float:
    """How many times longer each of several simultaneous contacts of one agent takes (model.md, section 3.6)."""
    return 1.0 + slowdown * (concurrent - 1)


def progress(elapsed_us: int, concurrent: int, slowdown: float) -> float:
    """Work in µs that each of the agent's contacts has advanced."""
    return elapsed_us / slow_down(concurrent, slowdown)


def time_to_finish(work_left_us: float, concurrent: int, slowdown: float) -> int:
    """Whole µs until the contact with that much work left ends, if nothing changes."""
    left = work_left_us * slow_down(concurrent, slowdown)
    return int(left + 0.5) if left >= 0.5 else 0
